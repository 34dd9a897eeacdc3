//! What was not read is not missing: whatever part of a good label was read, no rule may find
//! the rest wanting.

use super::good::GOOD;
use super::{finding, label, read, violations};
use ttb_verifier::label::{Application, Commodity, Completeness, Label, Source};
use ttb_verifier::rules::{self, OutcomeKind};

/// Some panel was cut short, or no one says that all panels are there.
const INCOMPLETE: [Completeness; 4] = [
    Completeness { panels_complete: Some(true), well_read: false },
    Completeness { panels_complete: Some(false), well_read: true },
    Completeness { panels_complete: None, well_read: true },
    Completeness { panels_complete: None, well_read: false },
];

/// What a label is told to violate, but that not all of it is there.
fn alarms(label: &Label) -> Vec<String> {
    let mut findings = rules::judge(label);
    findings.retain(|finding| finding.rule != "image.complete-set");
    violations(&findings)
}

#[test]
fn no_part_of_a_good_label_is_held_against_it() {
    let half_read = INCOMPLETE[0];
    for (product, source, lines) in GOOD {
        for part in 0..1_u32 << lines.len() {
            let lines: Vec<&str> = lines
                .iter()
                .enumerate()
                .filter(|(index, _)| part >> index & 1 == 1)
                .map(|(_, line)| *line)
                .collect();
            let alarms = alarms(&label(*product, *source, &lines, half_read));
            assert!(alarms.is_empty(), "{lines:?}: {alarms:?}");
        }
    }
}

#[test]
fn nothing_read_is_nothing_wrong() {
    for json in [
        "{}",
        r#"{"product_type": "wine", "source": "domestic", "brand_name": "OLD HARBOR",
            "fanciful_name": "Night Tide", "class_type": "Merlot", "alcohol_content": 13.5,
            "net_contents": "750 mL", "vintage": 2022, "appellation": "Columbia Valley",
            "grape_varietals": ["Merlot"],
            "applicant": {"name": "HARBOR CELLARS LLC", "address": "PROSSER WA"}}"#,
        r#"{"product_type": "wine", "source": "imported", "brand_name": "CASA ALTA",
            "class_type": "Red Wine", "alcohol_content": 13, "net_contents": "750 mL",
            "country_of_origin": "Spain", "translations": "Casa Alta means high house"}"#,
        r#"{"product_type": "wine", "brand_name": "ORCHARD", "class_type": "Hard Cider",
            "alcohol_content": 5.5, "net_contents": "12 fl oz"}"#,
        r#"{"product_type": "distilled_spirits", "source": "domestic", "brand_name": "OLD MILL",
            "class_type": "Vodka", "class_type_code": "200", "alcohol_content": "40% alc/vol",
            "net_contents": "750 mL", "formula_number": "12345",
            "applicant": {"name": "XYZ DISTILLING CO", "address": "TROY NY"}}"#,
        r#"{"product_type": "distilled_spirits", "source": "imported", "brand_name": "GLEN OAK",
            "class_type": "Blended Scotch Whisky", "alcohol_content": 43,
            "net_contents": "700 mL", "country_of_origin": "Scotland",
            "distinctive_bottle_ml": 700}"#,
        r#"{"product_type": "malt_beverage", "source": "domestic", "brand_name": "Night Owl",
            "fanciful_name": "Blood Orange Gose", "class_type": "Ale", "alcohol_content": 5.2,
            "net_contents": "12 fl oz", "exemption_state": "OH",
            "embossed": "NET CONTENTS 12 FL OZ BLOWN INTO BOTTLE"}"#,
        r#"{"product_type": "malt_beverage", "source": "imported", "brand_name": "SOL",
            "alcohol_content": 0.4, "net_contents": "330 mL", "country_of_origin": "Mexico"}"#,
        r#"{"product_type": "malt_beverage", "export": true, "brand_name": "SOL"}"#,
    ] {
        let application: Application = serde_json::from_str(json).unwrap();
        for completeness in INCOMPLETE {
            let alarms = alarms(&read(&[], &application, completeness));
            assert!(alarms.is_empty(), "{json}: {completeness:?}: {alarms:?}");
        }
    }
}

#[test]
fn a_phrase_that_was_misread_is_asked_for_and_not_missing() {
    for (product, rule, class, strength) in [
        (
            Commodity::DistilledSpirits,
            "spirits.name-address.required-phrase",
            "Rum",
            "40% Alc./Vol.",
        ),
        (Commodity::Wine, "wine.name-address.american", "Red Wine", "Alc. 13.5% by vol."),
    ] {
        let lines =
            ["OLD MILL", class, strength, "750 mL", "Boffied By", "TRYTHIS", "WESTFIELD, NY"];
        let found = finding(rule, product, Source::Domestic, &lines);
        assert_eq!(found.outcome, OutcomeKind::Unclear, "{rule}: {}", found.message);
    }
}
