//! The law of the filing day: every date of the lists, tried on the day and the day before.

use super::{COMPLETE, read};
use chrono::{Days, NaiveDate};
use ttb_verifier::label::{Application, Commodity, Label, Source};
use ttb_verifier::lists;
use ttb_verifier::ocr::Line;
use ttb_verifier::rules::{Note, OutcomeKind, catalog};

fn filed(product: Commodity, day: NaiveDate, lines: &[&str]) -> Label {
    let application = Application {
        product_type: Some(product),
        source: Some(Source::Domestic),
        ..Application::default()
    };
    let lines: Vec<Line> =
        (0..).zip(lines).map(|(row, text)| Line::printed(text, row, row)).collect();
    Label { as_of: day, ..read(&lines, &application, COMPLETE) }
}

fn outcome(rule: &str, label: &Label) -> OutcomeKind {
    catalog::find(rule).expect("a rule of the catalogue").judge(label).outcome
}

fn before(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(1)).expect("a day of the calendar")
}

#[test]
fn every_standard_of_fill_holds_from_its_day_and_not_before() {
    let mut tried = 0;
    for fill in &lists::all().fills {
        let (rule, words) = match fill.commodity {
            Commodity::Wine => ("wine.net-contents.standard-of-fill", "Red Wine"),
            Commodity::DistilledSpirits => ("spirits.net-contents.standard-of-fill", "Rum"),
            Commodity::MaltBeverage => unreachable!("malt beverages have no standards of fill"),
        };
        // A size that only cans had is judged by the container, which no line tells.
        let Some(from) = fill.from.filter(|_| fill.container.is_none()) else { continue };
        let also_in_cans = lists::all().fills.iter().any(|other| {
            other.container.is_some() && other.ml == fill.ml && other.commodity == fill.commodity
        });
        let size = format!("{} mL", fill.ml);
        let on = |day| outcome(rule, &filed(fill.commodity, day, &["OLD MILL", words, &size]));
        assert_eq!(on(from), OutcomeKind::Met, "{size} of {words} on {from}");
        if !also_in_cans {
            assert_eq!(on(before(from)), OutcomeKind::Violated, "{size} of {words} before {from}");
        }
        tried += 1;
    }
    assert!(tried >= 30, "{tried} sizes have a first day");
}

#[test]
fn every_expired_name_of_a_grape_is_wrong_from_its_day() {
    let rule = "wine.varietal.approved-name";
    let mut wrong = Vec::new();
    for old in &lists::all().expired_grapes {
        let on = |day| {
            let name = old.alternative.as_str();
            let bottler = "Bottled by Chacewater Winery, Kelseyville, CA";
            outcome(rule, &filed(Commodity::Wine, day, &["OLD MILL", name, "California", bottler]))
        };
        let (then, now) = (on(before(old.bottled_before)), on(old.bottled_before));
        if then == OutcomeKind::Violated || now != OutcomeKind::Violated {
            wrong.push(format!(
                "{}: {then:?} before, {now:?} on {}",
                old.alternative, old.bottled_before
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_rule_with_a_first_day_says_nothing_before_it() {
    let mut dated = 0;
    for rule in catalog::all() {
        let Some(from) = rule.in_force.from else { continue };
        let product = [Commodity::Wine, Commodity::DistilledSpirits, Commodity::MaltBeverage]
            .into_iter()
            .find(|product| rule.applies_to(*product))
            .expect("a product");
        let note = |day| rule.judge(&filed(product, day, &["OLD MILL"])).note;
        assert_eq!(note(before(from)), Some(Note::NotInForce), "{}", rule.id);
        assert_ne!(note(from), Some(Note::NotInForce), "{}", rule.id);
        dated += 1;
    }
    assert!(dated >= 2, "{dated} rules have a first day");
}
