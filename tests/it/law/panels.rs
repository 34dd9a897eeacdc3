//! What is missing is an error only where nothing can be hidden; what stands on the container
//! itself is not missing.

use super::{COMPLETE, finding, label, read};
use ttb_verifier::label::{Application, Commodity, Completeness, Source};
use ttb_verifier::ocr::Line;
use ttb_verifier::rules::{self, Finding, OutcomeKind};

const BEER: [&str; 3] = ["Night Owl", "Ale", "Brewed by XYZ Brewing Co., Pittsburgh, PA"];
const CONTENTS: &str = "malt.net-contents.required";

fn of(rule: &str, findings: Vec<Finding>) -> Finding {
    findings.into_iter().find(|finding| finding.rule == rule).expect("a rule of the catalogue")
}

#[test]
fn absence_is_an_error_on_complete_and_well_read_panels_alone() {
    for (panels_complete, well_read, expected) in [
        (Some(true), true, OutcomeKind::Violated),
        (Some(true), false, OutcomeKind::Unclear),
        (Some(false), true, OutcomeKind::Unclear),
        (None, true, OutcomeKind::Unclear),
    ] {
        let completeness = Completeness { panels_complete, well_read };
        let beer = label(Commodity::MaltBeverage, Source::Domestic, &BEER, completeness);
        let outcome = of(CONTENTS, rules::judge(&beer)).outcome;
        assert_eq!(outcome, expected, "{completeness:?}");
    }
}

#[test]
fn what_is_embossed_is_there() {
    let lines: Vec<Line> =
        (0..).zip(BEER).map(|(row, text)| Line::printed(text, row, row)).collect();
    let application = Application {
        product_type: Some(Commodity::MaltBeverage),
        source: Some(Source::Domestic),
        embossed: Some("NET CONTENTS 12 FL OZ BLOWN INTO BOTTLE".to_owned()),
        ..Application::default()
    };
    let findings = rules::judge(&read(&lines, &application, COMPLETE));
    assert_eq!(of(CONTENTS, findings).outcome, OutcomeKind::Met);
}

#[test]
fn sizes_with_boxes_to_tick_are_questions() {
    let keg = |contents: &'static [&'static str]| {
        let mut lines = BEER.to_vec();
        lines.extend_from_slice(contents);
        lines
    };
    for contents in [
        &["1/2 BBL [ ]  1/6 BBL [ ]"][..],
        &["[ ] 15.5 GALLONS", "[ ] 5.16 GALLONS"],
        &["5.16 U.S. Gallons  15.5 U.S. Gallons"],
    ] {
        let beer = label(Commodity::MaltBeverage, Source::Domestic, &keg(contents), COMPLETE);
        assert!(beer.facts.net_contents.confident().is_none(), "{contents:?}");
        for finding in rules::judge(&beer) {
            let about = finding.rule.contains("net-contents");
            assert!(
                !about || finding.outcome != OutcomeKind::Violated,
                "{contents:?}: {}: {}",
                finding.rule,
                finding.message
            );
        }
    }
    let beer = label(Commodity::MaltBeverage, Source::Domestic, &keg(&["15.5 GALLONS"]), COMPLETE);
    assert!(beer.facts.net_contents.confident().is_some());
}

#[test]
fn text_that_cannot_be_read_is_shown_and_not_called_missing() {
    for (rule, product, line) in [
        ("wine.alcohol.required", Commodity::Wine, "ALC. ~~ BY VOL"),
        ("spirits.alcohol.required", Commodity::DistilledSpirits, "ALC ~~ VOL"),
        ("wine.net-contents.required", Commodity::Wine, "NET CONTENTS ~~"),
        (CONTENTS, Commodity::MaltBeverage, "NET CONTENTS ~~"),
        ("wine.name-address.american", Commodity::Wine, "BOTTLED BY"),
    ] {
        let finding = finding(rule, product, Source::Domestic, &["OLD MILL", line]);
        assert_eq!(finding.outcome, OutcomeKind::Unclear, "{rule}: {line}: {finding:?}");
        assert!(finding.evidence.iter().any(|seen| seen.text == line), "{rule}: {finding:?}");
    }
}
