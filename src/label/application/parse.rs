//! JSON to an [`Application`], with every problem named.
//!
//! Refused are wrong types, unknown keys and impossible numbers. Words that may mean
//! something on a label (`Product of France`, `750ml e`) are kept as they are: whether they
//! are understood is settled where they are compared.

use super::object::{Object, decimal, quoted, text, wrong_type};
use super::{Applicant, Application, DeclaredPanel, Problem, Stated};
use crate::label::{Commodity, PanelRole, Source};
use rust_decimal::Decimal;
use serde_json::Value;

/// Characters of a name, a class, a place.
const NAME: usize = 300;
/// Characters of a passage: an address, embossed text, translations.
const PASSAGE: usize = 4000;
/// Grapes or trade names of one application.
const LIST: usize = 100;
/// Panels of one application.
const PANELS: usize = 20;
/// The largest container there is is a tank car of 100,000 litres.
const MAX_MILLILITERS: Decimal = Decimal::from_parts(100_000_000, 0, 0, false, 0);
/// No label is printed ten feet wide.
const MAX_INCHES: Decimal = Decimal::from_parts(120, 0, 0, false, 0);
const HUNDRED: Decimal = Decimal::ONE_HUNDRED;
/// The oldest wines still sold, and a margin for years to come.
const VINTAGES: std::ops::RangeInclusive<u32> = 1700..=2100;

const PRODUCTS: &[(&str, Commodity)] = &[
    ("wine", Commodity::Wine),
    ("distilled_spirits", Commodity::DistilledSpirits),
    ("malt_beverage", Commodity::MaltBeverage),
];
const SOURCES: &[(&str, Source)] =
    &[("domestic", Source::Domestic), ("imported", Source::Imported)];
const ROLES: &[(&str, PanelRole)] = &[
    ("brand", PanelRole::Brand),
    ("front", PanelRole::Front),
    ("back", PanelRole::Back),
    ("side", PanelRole::Side),
    ("neck", PanelRole::Neck),
    ("strip", PanelRole::Strip),
    ("wrap", PanelRole::Wrap),
    ("keg", PanelRole::Keg),
    ("carton", PanelRole::Carton),
    ("closure", PanelRole::Closure),
    ("other", PanelRole::Other),
];

impl Application {
    /// Reads the `application` part of a request; places are pointers below `/application`.
    /// All problems are reported together.
    pub fn from_json(value: &Value) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let application = if value.is_null() {
            Self::default()
        } else {
            Object::of(value, "/application", &mut problems)
                .map(|object| application(object, &mut problems))
                .unwrap_or_default()
        };
        if problems.is_empty() { Ok(application) } else { Err(problems) }
    }
}

fn application(mut given: Object, problems: &mut Vec<Problem>) -> Application {
    let read = Application {
        application_id: given.text("application_id", NAME, problems),
        product_type: given.word("product_type", PRODUCTS, problems),
        source: given.word("source", SOURCES, problems),
        filed_on: given.date("filed_on", problems),
        export: given.flag("export", problems),
        brand_name: given.text("brand_name", NAME, problems),
        fanciful_name: given.text("fanciful_name", NAME, problems),
        class_type: given.text("class_type", NAME, problems),
        class_type_code: given.text("class_type_code", NAME, problems),
        origin_code: given.text("origin_code", NAME, problems),
        alcohol_content: stated(&mut given, "alcohol_content", alcohol_fault, problems),
        net_contents: stated(&mut given, "net_contents", volume_fault, problems),
        vintage: stated(&mut given, "vintage", vintage_fault, problems),
        appellation: given.text("appellation", NAME, problems),
        grape_varietals: given.texts("grape_varietals", LIST, NAME, problems),
        applicant: given
            .value("applicant")
            .and_then(|value| Object::of(value, &given.place("applicant"), problems))
            .map(|object| applicant(object, problems)),
        permit_number: given.text("permit_number", NAME, problems),
        country_of_origin: given.text("country_of_origin", NAME, problems),
        formula_number: given.text("formula_number", NAME, problems),
        exemption_state: given.text("exemption_state", NAME, problems),
        distinctive_bottle_ml: given.positive("distinctive_bottle_ml", MAX_MILLILITERS, problems),
        embossed: given.text("embossed", PASSAGE, problems),
        translations: given.text("translations", PASSAGE, problems),
        panels_complete: given.flag("panels_complete", problems),
        panels: given.list("panels", PANELS, problems).map(|panels| {
            panels.iter().filter_map(|(value, at)| panel(value, at, problems)).collect()
        }),
    };
    given.finish(problems);
    read
}

fn applicant(mut given: Object, problems: &mut Vec<Problem>) -> Applicant {
    let read = Applicant {
        name: given.text("name", NAME, problems),
        address: given.text("address", PASSAGE, problems),
        trade_names: given.texts("trade_names", LIST, NAME, problems).unwrap_or_default(),
    };
    given.finish(problems);
    read
}

fn panel(value: &Value, at: &str, problems: &mut Vec<Problem>) -> Option<DeclaredPanel> {
    let mut given = Object::of(value, at, problems)?;
    let read = DeclaredPanel {
        file: given.text("file", NAME, problems),
        role: given.word("role", ROLES, problems),
        width_in: given.positive("width_in", MAX_INCHES, problems),
        height_in: given.positive("height_in", MAX_INCHES, problems),
    };
    given.finish(problems);
    Some(read)
}

/// What is wrong with a number, if anything.
type Fault = fn(Decimal) -> Option<String>;

/// A number, or the words of the label. A bare number in quotation marks is held to the
/// same bounds; other words pass as they are.
fn stated(
    given: &mut Object,
    key: &'static str,
    fault: Fault,
    problems: &mut Vec<Problem>,
) -> Option<Stated> {
    let value = given.value(key)?;
    let at = given.place(key);
    let (number, stated) = match value {
        Value::Number(_) => {
            let Some(number) = decimal(value) else {
                let detail = format!("{value} is beyond any number on a label");
                problems.push(Problem::new(at, "out_of_range", detail));
                return None;
            };
            (Some(number), Stated::Number(number))
        }
        Value::String(_) => {
            let words = text(value, &at, NAME, problems)?;
            (leading_number(&words), Stated::Words(words))
        }
        _ => {
            problems.push(wrong_type(&at, "a number or the words of the label", value));
            return None;
        }
    };
    if let Some(detail) = number.and_then(fault) {
        let shown = match &stated {
            Stated::Number(number) => number.to_string(),
            Stated::Words(words) => quoted(words),
        };
        problems.push(Problem::new(at, "out_of_range", format!("{shown} {detail}")));
        return None;
    }
    Some(stated)
}

/// The value of words that are one number, with a percent sign or without.
fn leading_number(words: &str) -> Option<Decimal> {
    words.trim_end_matches('%').trim().parse().ok()
}

fn alcohol_fault(percent: Decimal) -> Option<String> {
    (percent < Decimal::ZERO || percent > HUNDRED).then(|| {
        let proof = if percent > HUNDRED && percent <= HUNDRED * Decimal::TWO {
            format!(" ({percent} proof is {})", (percent / Decimal::TWO).normalize())
        } else {
            String::new()
        };
        format!("is no percentage by volume; send one from 0 to 100{proof}")
    })
}

fn volume_fault(milliliters: Decimal) -> Option<String> {
    (milliliters <= Decimal::ZERO || milliliters > MAX_MILLILITERS)
        .then(|| "is no volume; send millilitres above 0, or words such as 750 mL".to_owned())
}

fn vintage_fault(year: Decimal) -> Option<String> {
    let whole = u32::try_from(year).ok().filter(|whole| Decimal::from(*whole) == year);
    whole
        .is_none_or(|year| !VINTAGES.contains(&year))
        .then(|| format!("is no year of harvest; send one from {} on", VINTAGES.start()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn problems(value: &Value) -> Vec<(String, &'static str)> {
        let problems = Application::from_json(value).unwrap_err();
        problems.into_iter().map(|problem| (problem.at, problem.code)).collect()
    }

    fn detail(value: &Value) -> String {
        Application::from_json(value).unwrap_err().remove(0).detail
    }

    /// The contract's own example.
    fn example() -> Value {
        json!({
            "application_id": "A-1042", "product_type": "wine", "source": "domestic",
            "filed_on": "2026-03-25", "export": false, "brand_name": "OLD HARBOR",
            "fanciful_name": "Night Tide", "class_type": "Merlot", "class_type_code": null,
            "origin_code": null, "alcohol_content": 13.5, "net_contents": "750 mL",
            "vintage": 2022, "appellation": "Columbia Valley", "grape_varietals": ["Merlot"],
            "applicant": {
                "name": "HARBOR CELLARS LLC", "address": "PROSSER WA",
                "trade_names": ["OLD HARBOR"]
            },
            "permit_number": null, "country_of_origin": null, "formula_number": null,
            "exemption_state": null, "distinctive_bottle_ml": null,
            "embossed": "NET CONTENTS BLOWN INTO BOTTLE", "translations": null,
            "panels_complete": true,
            "panels": [{"file": "front.jpg", "role": "front", "width_in": 3.0, "height_in": 3.5}]
        })
    }

    #[test]
    fn the_contract_s_example_is_understood_whole() {
        let read = Application::from_json(&example()).unwrap();
        // The derived reading and this one agree on what is right.
        assert_eq!(read, serde_json::from_value(example()).unwrap());
        let written = serde_json::to_value(&read).unwrap();
        assert_eq!(written["alcohol_content"].to_string(), "13.5", "a number stays a number");
        assert_eq!(Application::from_json(&written), Ok(read.clone()));
        assert_eq!(read.alcohol_content, Some(Stated::Number(Decimal::new(135, 1))));
        assert_eq!(read.panels.unwrap()[0].role, Some(PanelRole::Front));
    }

    #[test]
    fn every_key_of_an_application_is_known() {
        let mut all = serde_json::to_value(Application::default()).unwrap();
        for value in all.as_object_mut().unwrap().values_mut() {
            *value = Value::Null;
        }
        assert_eq!(Application::from_json(&all), Ok(Application::default()));
    }

    #[test]
    fn nothing_declared_is_fine() {
        for nothing in [json!(null), json!({}), json!({"brand_name": null, "vintage": " "})] {
            assert_eq!(Application::from_json(&nothing), Ok(Application::default()));
        }
    }

    #[test]
    fn words_of_the_label_pass_as_they_are() {
        let words = json!({
            "alcohol_content": "Alc. 13.5% by vol", "net_contents": "1 PINT 9 FL OZ",
            "vintage": "Vintage 2019", "country_of_origin": "HECHO EN MEXICO"
        });
        let read = Application::from_json(&words).unwrap();
        assert_eq!(read.net_contents, Some(Stated::Words("1 PINT 9 FL OZ".to_owned())));
        assert_eq!(read.country_of_origin.as_deref(), Some("HECHO EN MEXICO"));
    }

    #[test]
    fn each_impossible_value_is_named_with_its_place() {
        let long = "x".repeat(NAME + 1);
        let cases = [
            (json!({"alcohol_content": 140}), "/application/alcohol_content", "out_of_range"),
            (json!({"alcohol_content": -1}), "/application/alcohol_content", "out_of_range"),
            (json!({"alcohol_content": "140%"}), "/application/alcohol_content", "out_of_range"),
            (json!({"alcohol_content": true}), "/application/alcohol_content", "wrong_type"),
            (json!({"net_contents": 0}), "/application/net_contents", "out_of_range"),
            (json!({"net_contents": -750}), "/application/net_contents", "out_of_range"),
            (json!({"vintage": 20023}), "/application/vintage", "out_of_range"),
            (json!({"vintage": "20023"}), "/application/vintage", "out_of_range"),
            (json!({"vintage": 2022.5}), "/application/vintage", "out_of_range"),
            (json!({"vintage": [2022]}), "/application/vintage", "wrong_type"),
            (json!({"filed_on": "2026-02-30"}), "/application/filed_on", "not_a_date"),
            (json!({"filed_on": "20026-03-25"}), "/application/filed_on", "not_a_date"),
            (json!({"filed_on": "1492-10-12"}), "/application/filed_on", "out_of_range"),
            (json!({"filed_on": 20_260_225}), "/application/filed_on", "wrong_type"),
            (json!({"export": "no"}), "/application/export", "wrong_type"),
            (json!({"product_type": "beer"}), "/application/product_type", "unknown_value"),
            (json!({"product_type": 3}), "/application/product_type", "wrong_type"),
            (json!({"source": "Imported"}), "/application/source", "unknown_value"),
            (json!({"brand_name": long}), "/application/brand_name", "too_long"),
            (json!({"brand_name": 7}), "/application/brand_name", "wrong_type"),
            (json!({"grape_varietals": "Merlot"}), "/application/grape_varietals", "wrong_type"),
            (
                json!({"grape_varietals": ["Merlot", 3]}),
                "/application/grape_varietals/1",
                "wrong_type",
            ),
            (json!({"applicant": "HARBOR"}), "/application/applicant", "wrong_type"),
            (json!({"applicant": {"nme": "x"}}), "/application/applicant/nme", "unknown_key"),
            (json!({"panels": vec![json!({}); 21]}), "/application/panels", "too_many"),
            (
                json!({"panels": [{"role": "bottom"}]}),
                "/application/panels/0/role",
                "unknown_value",
            ),
            (
                json!({"panels": [{"width_in": 0}]}),
                "/application/panels/0/width_in",
                "out_of_range",
            ),
            (
                json!({"distinctive_bottle_ml": -3}),
                "/application/distinctive_bottle_ml",
                "out_of_range",
            ),
            (json!({"a/b": 1}), "/application/a~1b", "unknown_key"),
            (json!([1]), "/application", "wrong_type"),
            (json!("wine"), "/application", "wrong_type"),
        ];
        for (value, at, code) in cases {
            assert_eq!(problems(&value), [(at.to_owned(), code)], "{value}");
        }
    }

    #[test]
    fn all_problems_are_reported_together() {
        let value = json!({"vintage": 20023, "brand": "X", "alcohol_content": 140, "source": "x"});
        assert_eq!(problems(&value).len(), 4);
    }

    #[test]
    fn a_problem_says_what_to_send_instead() {
        let cases = [
            (json!({"brand": "X"}), "there is no key \"brand\"; did you mean brand_name?"),
            (json!({"brandName": "X"}), "there is no key \"brandName\"; did you mean brand_name?"),
            (json!({"alcohol": 13}), "there is no key \"alcohol\"; did you mean alcohol_content?"),
            (json!({"colour": "red"}), "there is no key \"colour\""),
            (
                json!({"alcohol_content": 140}),
                "140 is no percentage by volume; send one from 0 to 100 (140 proof is 70)",
            ),
            (
                json!({"product_type": "malt_beverages"}),
                "\"malt_beverages\" is not known (is it malt_beverage?); send one of: wine, \
                 distilled_spirits, malt_beverage",
            ),
            (
                json!({"filed_on": "March 3"}),
                "\"March 3\" is not a date; send one such as \"2026-03-25\"",
            ),
        ];
        for (value, expected) in cases {
            assert_eq!(detail(&value), expected);
        }
    }

    #[test]
    fn numbers_keep_every_digit_and_no_size_breaks_them() {
        let value: Value = serde_json::from_str(r#"{"alcohol_content": 13.50}"#).unwrap();
        let read = Application::from_json(&value).unwrap();
        assert_eq!(read.alcohol_content, Some(Stated::Number(Decimal::new(135, 1))));
        for huge in ["1e30", "1e400", "123456789012345678901234567890123"] {
            let value = serde_json::from_str::<Value>(&format!(r#"{{"vintage": {huge}}}"#));
            if let Ok(value) = value {
                assert!(Application::from_json(&value).is_err(), "{huge}");
            }
        }
    }
}
