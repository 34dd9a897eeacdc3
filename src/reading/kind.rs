//! The kind of product as a path: product type, class, type, each with what else it may be.
//!
//! What was declared decides where it was understood. On the label every designation of the
//! product votes for itself and all above it, by how much of its line it fills and how well it
//! was read, so that `WHISKEY` in front and `Straight Bourbon Whiskey` behind agree on the class.

use super::class_type;
use crate::label::{
    AlcoholForm, Alternative, Application, Attribute, Commodity, Designation, Fact, Facts,
    Inference, Kind, Level, LikelyTrait, Origin, Rank, Source, Trait, fold,
};
use crate::lists;
use crate::ocr::Line;
use rust_decimal::Decimal;

/// What a doubtful reading of the class is worth at most.
const DOUBTFUL: f32 = 0.5;
/// Under this share another answer is no alternative.
const WORTH_NAMING: f32 = 0.05;
/// Part 4 begins here (27 CFR 4.10 “Wine”).
const SEVEN: Decimal = Decimal::from_parts(7, 0, 0, false, 0);

/// Puts the path together.
pub fn infer(
    application: &Application,
    product: &Inference<Commodity>,
    others: &[(Commodity, f32)],
    source: Option<&Inference<Source>>,
    facts: &Facts,
    lines: &[Line],
) -> Kind {
    let mut levels = vec![product_level(product, others)];
    levels.extend(classes(application, product.value, facts));
    let traits = traits(product.value, source, facts, lines);
    Kind { levels, traits }
}

fn product_level(product: &Inference<Commodity>, others: &[(Commodity, f32)]) -> Level {
    let mut alternatives: Vec<Alternative> = others
        .iter()
        .filter(|(other, share)| *other != product.value && *share >= WORTH_NAMING)
        .map(|(other, share)| Alternative {
            id: id_of(*other).to_owned(),
            name: other.name().to_owned(),
            confidence: *share,
        })
        .collect();
    alternatives.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    Level {
        rank: Rank::ProductType,
        id: id_of(product.value).to_owned(),
        name: product.value.name().to_owned(),
        origin: product.origin,
        confidence: product.confidence,
        alternatives,
    }
}

const fn id_of(product: Commodity) -> &'static str {
    match product {
        Commodity::Wine => "wine",
        Commodity::DistilledSpirits => "distilled_spirits",
        Commodity::MaltBeverage => "malt_beverage",
    }
}

/// A designation with its weight.
type Vote = (Vec<(String, String)>, f32);

fn classes(application: &Application, product: Commodity, facts: &Facts) -> Vec<Level> {
    let printed: Vec<Vote> = facts
        .designations
        .iter()
        .filter(|one| one.value.commodity == product)
        .map(|one| (path(&one.value), one.confidence * (0.1 + one.value.prominence)))
        .collect();
    let declared = application.class_type.as_deref().map(class_type::understood);
    let declared = declared.unwrap_or_default().into_iter().filter(|one| one.commodity == product);
    if let Some(declared) = declared.max_by_key(|one| one.parents.len()) {
        return levels(&path(&declared), &printed, Origin::Declared, 1.0);
    }
    let chosen = facts.class_type.reading().filter(|one| one.value.commodity == product);
    let Some(chosen) = chosen else { return Vec::new() };
    let most = match facts.class_type {
        Fact::Read(_) => chosen.confidence,
        _ => chosen.confidence.min(DOUBTFUL),
    };
    levels(&path(&chosen.value), &printed, Origin::Inferred, most)
}

/// The ids and names from the class down to the designation itself.
fn path(designation: &Designation) -> Vec<(String, String)> {
    let above = designation.parents.iter().rev().map(|id| {
        let name = lists::designation(id).map_or(id.as_str(), |entry| entry.name.as_str());
        (id.clone(), name.to_owned())
    });
    above.chain([(designation.id.clone(), designation.name.clone())]).collect()
}

fn levels(chosen: &[(String, String)], votes: &[Vote], origin: Origin, most: f32) -> Vec<Level> {
    (0..chosen.len())
        .map(|depth| {
            let (id, name) = chosen[depth].clone();
            let mut shares: Vec<Alternative> = Vec::new();
            // Who stops above this depth votes for nobody here.
            for (path, weight) in votes.iter().filter(|(path, _)| path.len() > depth) {
                let (id, name) = &path[depth];
                match shares.iter_mut().find(|one| one.id == *id && one.name == *name) {
                    Some(one) => one.confidence += weight,
                    None => shares.push(Alternative {
                        id: id.clone(),
                        name: name.clone(),
                        confidence: *weight,
                    }),
                }
            }
            let total: f32 = shares.iter().map(|one| one.confidence).sum();
            for share in &mut shares {
                share.confidence /= total.max(f32::EPSILON);
            }
            let is_chosen = |one: &Alternative| one.id == id && one.name == name;
            let own = shares.iter().find(|one| is_chosen(one)).map_or(1.0, |one| one.confidence);
            shares.retain(|one| !is_chosen(one) && one.confidence >= WORTH_NAMING);
            shares.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
            let confidence = if origin == Origin::Declared { 1.0 } else { own.min(most) };
            let rank = if depth == 0 { Rank::Class } else { Rank::Type };
            Level { rank, id, name, origin, confidence, alternatives: shares }
        })
        .collect()
}

fn traits(
    product: Commodity,
    source: Option<&Inference<Source>>,
    facts: &Facts,
    lines: &[Line],
) -> Vec<LikelyTrait> {
    let mut traits = Vec::new();
    let mut add = |name, confidence| traits.push(LikelyTrait { name, confidence });
    if let Some(source) = source.filter(|source| source.value == Source::Imported) {
        add(Trait::Imported, source.confidence);
    }
    let beside = |wanted: fn(&Attribute) -> bool| {
        let all = facts.class_type.reading().into_iter().chain(&facts.designations);
        all.filter(|one| one.value.commodity == product && one.value.attributes.iter().any(wanted))
            .map(|one| one.confidence)
            .reduce(f32::max)
    };
    let short = |words: &[&str]| {
        let said = lines.iter().filter(|line| (1..=5).contains(&line.words.len()));
        said.filter(|line| {
            let text = format!(" {} ", fold(&line.text()));
            words.iter().any(|word| text.contains(&format!(" {word} ")))
        })
        .map(|line| line.confidence)
        .reduce(f32::max)
    };
    let flavored =
        beside(|one| matches!(one, Attribute::Flavored(_) | Attribute::WithComposition(_)));
    if let Some(confidence) = flavored.or_else(|| short(&["flavored", "flavoured"])) {
        add(Trait::Flavored, confidence);
    }
    let organic = beside(|one| *one == Attribute::Organic);
    if let Some(confidence) = organic.or_else(|| short(&["organic"])) {
        add(Trait::Organic, confidence);
    }
    let cocktail = facts.class_type.reading().filter(|one| {
        lists::designation(&one.value.id).is_some_and(|entry| entry.kind == "cocktail")
    });
    let ready = beside(|one| *one == Attribute::ReadyToDrink)
        .or_else(|| short(&["ready to drink", "rtd", "canned cocktail"]))
        .or_else(|| cocktail.map(|one| one.confidence));
    if let Some(confidence) = ready {
        add(Trait::ReadyToDrink, confidence);
    }
    let weak = facts.alcohol.confident().filter(|one| {
        !matches!(one.value.form, AlcoholForm::ByWeight | AlcoholForm::LessThan)
            && one.value.percent.is_some_and(|percent| percent.0 < SEVEN)
    });
    if let Some(weak) = weak.filter(|_| product == Commodity::Wine)
        && let Some(confidence) = short(&["cider", "perry"])
    {
        add(Trait::CiderBelowSevenPercent, confidence.min(weak.confidence));
    }
    traits
}

#[cfg(test)]
mod tests {
    use super::super::{read, testing::lines};
    use super::*;

    fn kind(printed: &[&str], application: &Application) -> Kind {
        // Each in a block of its own.
        let mut lines = lines(printed);
        (0..).zip(&mut lines).for_each(|(block, line)| line.block = block);
        read(&lines, application).facts.kind
    }

    fn names(kind: &Kind) -> Vec<&str> {
        kind.levels.iter().map(|level| level.name.as_str()).collect()
    }

    #[test]
    fn the_path_leads_from_the_product_to_the_type() {
        let printed = ["OLD MILL", "Kentucky Straight Bourbon Whiskey", "45% alc/vol (90 proof)"];
        let kind = kind(&printed, &Application::default());
        assert_eq!(
            names(&kind),
            ["distilled spirits", "Whisky", "Bourbon Whisky", "Straight Bourbon Whisky"]
        );
        let ranks: Vec<Rank> = kind.levels.iter().map(|level| level.rank).collect();
        assert_eq!(ranks, [Rank::ProductType, Rank::Class, Rank::Type, Rank::Type]);
        assert!(kind.levels.iter().all(|level| level.origin == Origin::Inferred));
        assert!(kind.levels.iter().all(|level| level.confidence > 0.8), "{kind:?}");
    }

    #[test]
    fn two_designations_share_the_confidence_of_the_level_they_differ_at() {
        let kind = kind(
            &["Straight Rye Whiskey", "Bourbon Whiskey", "45% alc/vol"],
            &Application::default(),
        );
        let class = &kind.levels[1];
        assert_eq!(class.name, "Whisky");
        assert!(class.confidence > 0.9 && class.alternatives.is_empty(), "{class:?}");
        let below = &kind.levels[2];
        assert!((0.4..0.7).contains(&below.confidence), "{below:?}");
        assert_eq!(below.alternatives.len(), 1, "{below:?}");
    }

    #[test]
    fn what_was_declared_decides_and_the_label_is_the_alternative() {
        let application = Application {
            product_type: Some(Commodity::DistilledSpirits),
            class_type: Some("Vodka".to_owned()),
            ..Application::default()
        };
        let kind = kind(&["London Dry Gin", "45% alc/vol"], &application);
        let leaf = kind.leaf().unwrap();
        assert_eq!((leaf.name.as_str(), leaf.origin), ("Vodka", Origin::Declared));
        assert!(kind.levels[1].alternatives.iter().any(|one| one.name.contains("Gin")), "{kind:?}");
    }

    #[test]
    fn a_label_of_two_products_names_the_other() {
        let kind = kind(&["Red Wine", "Stout"], &Application::default());
        let product = &kind.levels[0];
        assert!(product.confidence < 0.8, "{product:?}");
        assert_eq!(product.alternatives.len(), 1, "{product:?}");
    }

    #[test]
    fn several_traits_hold_at_once() {
        let kind = kind(
            &["Organic Hard Cider", "5.5% alc by vol", "Product of France", "Peach Flavored"],
            &Application { product_type: Some(Commodity::Wine), ..Application::default() },
        );
        for name in
            [Trait::Imported, Trait::Flavored, Trait::Organic, Trait::CiderBelowSevenPercent]
        {
            assert!(kind.has(name), "{name:?}: {:?}", kind.traits);
        }
        assert!(!kind.has(Trait::ReadyToDrink));
    }
}
