//! Wine, spirits or malt beverage; domestic or imported: as declared, else as the label says.

use crate::label::{Application, Commodity, Facts, Function, Inference, Source, fold};
use crate::lists;
use crate::ocr::Line;

const PRODUCTS: [Commodity; 3] =
    [Commodity::Wine, Commodity::DistilledSpirits, Commodity::MaltBeverage];

/// As declared, else what the label speaks for most; with it the share of each product in
/// what the label says.
pub fn infer(
    application: &Application,
    facts: &Facts,
    lines: &[Line],
) -> (Inference<Commodity>, Vec<(Commodity, f32)>) {
    if let Some(product) = application.product_type {
        return (Inference::declared(product), Vec::new());
    }
    let weights = weigh(facts, lines);
    let total: f32 = weights.iter().sum();
    let shares = PRODUCTS.map(|product| (product, weights[product as usize] / total));
    let (best, share) = shares
        .into_iter()
        .max_by(|(_, a), (_, b)| a.total_cmp(b))
        .unwrap_or((Commodity::Wine, 0.0));
    (Inference::inferred(best, share), shares.to_vec())
}

/// Weighs designations, functions, strength and trade words against each other.
fn weigh(facts: &Facts, lines: &[Line]) -> [f32; 3] {
    let mut weights = [0.05_f32; 3];
    let mut add = |product: Commodity, weight: f32| weights[product as usize] += weight;
    for reading in &facts.designations {
        let varietal = if reading.value.id == "wine.varietal" { 0.6 } else { 1.0 };
        add(
            reading.value.commodity,
            varietal * (0.3 + reading.value.prominence) * reading.confidence,
        );
    }
    for reading in &facts.name_addresses {
        for function in &reading.value.functions {
            match function {
                Function::Brewed => add(Commodity::MaltBeverage, 2.0),
                Function::Distilled => add(Commodity::DistilledSpirits, 2.0),
                Function::Vinted | Function::Cellared => add(Commodity::Wine, 2.0),
                _ => {}
            }
        }
        let name = fold(&reading.value.name);
        for (word, product) in [
            ("brewing", Commodity::MaltBeverage),
            ("brewery", Commodity::MaltBeverage),
            ("distillery", Commodity::DistilledSpirits),
            ("distilling", Commodity::DistilledSpirits),
            ("spirits", Commodity::DistilledSpirits),
            ("winery", Commodity::Wine),
            ("vineyard", Commodity::Wine),
            ("vineyards", Commodity::Wine),
            ("cellars", Commodity::Wine),
            ("wines", Commodity::Wine),
        ] {
            if name.split(' ').any(|part| part == word) {
                add(product, 1.0);
            }
        }
    }
    if let Some(percent) = facts.alcohol.confident().and_then(|reading| reading.value.percent) {
        let tenths = (percent.0 * rust_decimal::Decimal::TEN).trunc();
        if tenths >= 300.into() {
            add(Commodity::DistilledSpirits, 2.0);
        } else if tenths < 70.into() {
            add(Commodity::MaltBeverage, 0.8);
        } else if (110.into()..=155.into()).contains(&tenths) {
            add(Commodity::Wine, 0.7);
        }
    }
    if !facts.proofs.is_empty() {
        add(Commodity::DistilledSpirits, 1.5);
    }
    for line in lines {
        let folded = fold(&line.text());
        for style in &lists::all().malt_styles {
            let style = fold(style);
            if folded.split(' ').any(|word| word == style) {
                add(Commodity::MaltBeverage, 0.4);
            }
        }
    }
    weights
}

/// Declared, else imported where the label says so, else domestic where an American bottler
/// or producer signs it.
pub fn source(application: &Application, facts: &Facts) -> Option<Inference<Source>> {
    if let Some(source) = application.source {
        return Some(Inference::declared(source));
    }
    let imported =
        facts.name_addresses.iter().any(|reading| reading.value.does(Function::Imported));
    let abroad = facts.country_of_origin.value().is_some_and(|origin| {
        !origin.lead.is_empty()
            && origin.country.as_deref().is_some_and(|name| name != "United States")
    });
    if imported || abroad {
        return Some(Inference::inferred(
            Source::Imported,
            if imported && abroad { 0.98 } else { 0.85 },
        ));
    }
    let at_home = facts.name_addresses.iter().any(|reading| reading.value.state.is_some());
    at_home.then(|| Inference::inferred(Source::Domestic, 0.85))
}
