//! What is declared for a label, which answers are right, and the lies told about it.

use super::truth::{Sample, Truth};
use crate::label::{Application, Commodity, Source, Stated, fold};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The fields whose comparison with the declaration is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Measured {
    BrandName,
    AlcoholContent,
    NetContents,
    CountryOfOrigin,
    Vintage,
}

impl Measured {
    pub(super) const ALL: [Self; 5] = [
        Self::BrandName,
        Self::AlcoholContent,
        Self::NetContents,
        Self::CountryOfOrigin,
        Self::Vintage,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::BrandName => "brand",
            Self::AlcoholContent => "alcohol",
            Self::NetContents => "net contents",
            Self::CountryOfOrigin => "origin",
            Self::Vintage => "vintage",
        }
    }
}

/// The declaration of an honest applicant, and the fields that must agree or differ.
#[derive(Debug, Clone)]
pub(super) struct Declaration {
    pub application: Application,
    /// Each claimed field and whether the label agrees with it.
    pub claims: Vec<(Measured, bool)>,
}

/// A false declaration of one field, all else as before.
#[derive(Debug, Clone)]
pub(super) struct Lie {
    pub field: Measured,
    pub told: String,
    pub application: Application,
}

/// What is declared for a label: for made labels their own application, for real ones
/// what the registry and the label say.
pub(super) fn declare(truth: &Truth) -> Declaration {
    let own = !truth.real && truth.application.is_some();
    let brand = match truth.applied(&["brand_name", "brand", "brandName"]) {
        None if !own => truth.brand_name.as_deref(),
        applied => applied,
    };
    let origin = match truth.applied(&["origin", "countryOfOrigin"]) {
        None if !own => truth.country_of_origin.as_deref(),
        applied => applied,
    };
    let (alcohol, net_contents) = if own {
        (
            truth.applied(&["abv", "alcoholContent"]).map(words),
            truth.applied(&["net_contents", "netContents"]).map(words),
        )
    } else {
        (truth.abv_percent.and_then(number), truth.net_contents.as_deref().map(words))
    };
    let application = Application {
        product_type: product(&truth.commodity),
        source: Some(if truth.imported { Source::Imported } else { Source::Domestic }),
        brand_name: brand.map(str::to_owned),
        fanciful_name: truth.applied(&["fanciful_name", "fancifulName"]).map(str::to_owned),
        alcohol_content: alcohol,
        net_contents,
        country_of_origin: origin.filter(|_| truth.imported).map(str::to_owned),
        vintage: truth.vintage.as_deref().map(words),
        ..Application::default()
    };
    let claims = claims(truth, &application);
    Declaration { application, claims }
}

fn claims(truth: &Truth, application: &Application) -> Vec<(Measured, bool)> {
    let mut claims = Vec::new();
    if let Some(brand) = &application.brand_name
        && is_printed(truth, brand)
    {
        claims.push((Measured::BrandName, true));
    }
    if let Some(stated) = &application.alcohol_content {
        claims.push((Measured::AlcoholContent, agrees(stated, truth.abv_percent, percent_of)));
    }
    if let Some(stated) = &application.net_contents {
        let same = match stated {
            Stated::Words(words) if truth.net_contents.as_deref() == Some(words) => true,
            stated => agrees(stated, truth.net_ml, milliliters_of),
        };
        claims.push((Measured::NetContents, same));
    }
    if application.country_of_origin.is_some() {
        claims.push((Measured::CountryOfOrigin, true));
    }
    if application.vintage.is_some() {
        claims.push((Measured::Vintage, true));
    }
    claims
}

/// Whether a stated quantity is the label's, within a hundredth: rounding in the truth.
fn agrees(stated: &Stated, printed: Option<f64>, value_of: fn(&Stated) -> Option<f64>) -> bool {
    match (value_of(stated), printed) {
        (Some(stated), Some(printed)) => (stated - printed).abs() < 0.01,
        _ => true,
    }
}

fn percent_of(stated: &Stated) -> Option<f64> {
    first_number(stated)
}

fn milliliters_of(stated: &Stated) -> Option<f64> {
    let number = first_number(stated)?;
    let Stated::Words(words) = stated else { return Some(number) };
    match fold(words).trim_start_matches(|c: char| !c.is_alphabetic()) {
        "ml" => Some(number),
        "l" | "liter" => Some(number * 1000.0),
        unit if unit.starts_with("fl") => Some((number * 29.5735 * 1000.0).round() / 1000.0),
        // Other units are not converted here: taken as the label's own.
        _ => None,
    }
}

fn first_number(stated: &Stated) -> Option<f64> {
    match stated {
        Stated::Number(number) => number.to_string().parse().ok(),
        Stated::Words(words) => {
            let start = words.find(|c: char| c.is_ascii_digit())?;
            let rest = &words[start..];
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            rest[..end].trim_end_matches('.').parse().ok()
        }
    }
}

/// The lies about a label, one field at a time. `others` are the labels whose brands may
/// be borrowed.
pub(super) fn lies(truth: &Truth, declared: &Declaration, others: &[Sample]) -> Vec<Lie> {
    let application = &declared.application;
    let mut lies = Vec::new();
    let mut tell = |field, told: String, lie: fn(&mut Application, String)| {
        let mut application = application.clone();
        lie(&mut application, told.clone());
        lies.push(Lie { field, told, application });
    };
    if application.brand_name.is_some()
        && let Some(brand) = borrowed_brand(truth, others)
    {
        tell(Measured::BrandName, brand, |lie, told| lie.brand_name = Some(told));
    }
    if application.alcohol_content.is_some()
        && let Some(percent) = truth.abv_percent.and_then(decimal)
    {
        let three = Decimal::from(3);
        let moved = if percent >= Decimal::from(90) { percent - three } else { percent + three };
        tell(Measured::AlcoholContent, moved.to_string(), |lie, told| {
            lie.alcohol_content = told.parse().ok().map(Stated::Number);
        });
    }
    if application.net_contents.is_some() {
        let told = if truth.net_ml == Some(700.0) { "500 mL" } else { "700 mL" };
        tell(Measured::NetContents, told.to_owned(), |lie, told| {
            lie.net_contents = Some(Stated::Words(told));
        });
    }
    lies
}

/// The brand of the next label in order that is not printed on this one.
fn borrowed_brand(truth: &Truth, others: &[Sample]) -> Option<String> {
    let own = others.iter().position(|other| other.truth.id == truth.id).unwrap_or(0);
    let following = others.iter().cycle().skip(own + 1).take(others.len().saturating_sub(1));
    let brand = |other: &Sample| declare(&other.truth).application.brand_name;
    following.filter_map(brand).find(|brand| !is_printed(truth, brand))
}

/// Whether a name stands on the label, as far as the truth tells.
fn is_printed(truth: &Truth, name: &str) -> bool {
    let letters = |text: &str| fold(text).replace(' ', "");
    let name = letters(name);
    let printed = [&truth.brand_name, &truth.fanciful_name, &truth.class_type, &truth.name_address];
    printed.into_iter().flatten().any(|text| letters(text).contains(&name))
        || (!truth.real && truth.brand_acceptable.iter().any(|text| letters(text) == name))
}

fn product(commodity: &str) -> Option<Commodity> {
    match commodity {
        "wine" => Some(Commodity::Wine),
        "spirits" => Some(Commodity::DistilledSpirits),
        "malt" => Some(Commodity::MaltBeverage),
        _ => None,
    }
}

fn words(text: &str) -> Stated {
    Stated::Words(text.to_owned())
}

fn number(value: f64) -> Option<Stated> {
    decimal(value).map(Stated::Number)
}

/// By the shortest digits that mean the number: 13.85 stays 13.85.
fn decimal(value: f64) -> Option<Decimal> {
    value.to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::truth::example;
    use super::*;
    use serde_json::json;

    fn made(application: &serde_json::Value) -> Truth {
        let application = serde_json::from_value(application.clone()).unwrap();
        Truth { real: false, application: Some(application), ..example("made") }
    }

    #[test]
    fn a_real_label_declares_what_it_prints() {
        let declared = declare(&example("real")).application;
        assert_eq!(declared.product_type, Some(Commodity::Wine));
        assert_eq!(declared.alcohol_content, Some(Stated::Number(Decimal::new(135, 1))));
        assert_eq!(declared.net_contents, Some(words("750 ML")));
        assert_eq!(declared.country_of_origin, None, "domestic");
        assert_eq!((declared.class_type, declared.panels_complete), (None, None));
    }

    #[test]
    fn made_labels_declare_their_own_application_under_either_spelling() {
        let one = made(&json!({"brand": "X", "abv": "43% Alc./Vol.", "net_contents": null}));
        let other = made(&json!({"brandName": "X", "alcoholContent": "43% Alc./Vol."}));
        for truth in [one, other] {
            let declared = declare(&truth).application;
            assert_eq!(declared.brand_name.as_deref(), Some("X"));
            assert_eq!(declared.alcohol_content, Some(words("43% Alc./Vol.")));
            assert_eq!(declared.net_contents, None, "what it leaves out is not filled in");
        }
    }

    #[test]
    fn where_the_application_differs_from_the_label_mismatch_is_right() {
        let application = json!({"brand": "OLD HARBOR", "abv": "14%", "net_contents": "750 mL"});
        let claims = declare(&made(&application)).claims;
        assert_eq!(
            claims[..3],
            [
                (Measured::BrandName, true),
                (Measured::AlcoholContent, false),
                (Measured::NetContents, true)
            ]
        );
    }

    #[test]
    fn a_brand_that_is_not_printed_is_no_claim() {
        let application = [("brand_name".to_owned(), json!("Harbor Imports"))].into();
        let truth = Truth { application: Some(application), ..example("real") };
        assert!(declare(&truth).claims.iter().all(|(field, _)| *field != Measured::BrandName));
    }

    #[test]
    fn lies_are_false_one_at_a_time() {
        let other = Truth { brand_name: Some("SOPLICA".to_owned()), ..example("other") };
        let strong = Truth {
            abv_percent: Some(95.0),
            net_ml: Some(700.0),
            net_contents: Some("700 ml".to_owned()),
            ..example("strong")
        };
        let samples: Vec<_> = [example("mine"), strong.clone(), other]
            .map(|truth| Sample { truth, folder: "".into() })
            .into();
        let told = |truth: &Truth| -> Vec<String> {
            lies(truth, &declare(truth), &samples).into_iter().map(|lie| lie.told).collect()
        };
        assert_eq!(told(&example("mine")), ["SOPLICA", "16.5", "700 mL"]);
        assert_eq!(told(&strong), ["SOPLICA", "92", "500 mL"]);
    }
}
