//! Labels with a statement on them, for the tables of this room.

use crate::label::{
    AlcoholForm, AlcoholStatement, Commodity, Difference, DifferenceKind, Evidence, Fact, Label,
    Line, LineRole, Measured, Measures, Milliliters, Panel, PanelRole, Percent, Quad, Quality,
    Reading, Text, WarningStatement, WarningWord, Weight,
};
use chrono::NaiveDate;

pub fn blank() -> Label {
    let today = NaiveDate::from_ymd_opt(2026, 3, 25).unwrap();
    Label::blank(Commodity::Wine, today)
}

pub fn place(text: &str) -> Evidence {
    Evidence {
        panel: 0,
        polygon: Quad::rect(0.0, 0.0, 100.0, 20.0),
        text: text.to_owned(),
        confidence: 0.97,
        engine: "tesseract".to_owned(),
    }
}

/// The statement as it should be.
pub fn statement() -> WarningStatement {
    WarningStatement {
        text: crate::label::HEALTH_WARNING.to_owned(),
        lead_in: "GOVERNMENT WARNING".to_owned(),
        lead_in_capitals: Some(true),
        ..WarningStatement::default()
    }
}

pub fn label(statement: WarningStatement) -> Label {
    let mut label = blank();
    label.facts.health_warning = Fact::Read(reading(statement));
    label
}

fn reading<T>(value: T) -> Reading<T> {
    let seen = place("as read");
    Reading { value, text: seen.text.clone(), confidence: 0.97, evidence: vec![seen] }
}

pub fn illegible() -> Label {
    let mut label = blank();
    label.facts.health_warning = Fact::Unreadable(vec![place("GCV WAR")]);
    label
}

fn difference(kind: DifferenceKind, expected: &str, found: &str) -> Difference {
    Difference {
        kind,
        expected: expected.to_owned(),
        found: found.to_owned(),
        evidence: vec![place(found)],
    }
}

pub fn differing(kind: DifferenceKind, expected: &str, found: &str) -> WarningStatement {
    WarningStatement { differences: vec![difference(kind, expected, found)], ..statement() }
}

pub fn doubting(kind: DifferenceKind, expected: &str, found: &str) -> WarningStatement {
    WarningStatement { doubts: vec![difference(kind, expected, found)], ..statement() }
}

pub fn weights(lead_in: Weight, body: Weight) -> WarningStatement {
    WarningStatement { lead_in_weight: lead_in, body_weight: body, ..statement() }
}

pub fn word(text: &str) -> WarningWord {
    WarningWord { text: text.to_owned(), expected: None, evidence: place(text) }
}

pub fn exactly(value: f32) -> Measured<f32> {
    Measured { value, uncertainty: 0.0 }
}

pub fn measured(statement: WarningStatement, set: impl Fn(&mut Measures)) -> Label {
    let mut label = label(statement);
    set(&mut label.measures);
    label
}

/// A container of that many millilitres.
pub fn sized(milliliters: u32, set: impl Fn(&mut Measures)) -> Label {
    let mut label = measured(statement(), set);
    label.declared.net_contents = Some(Milliliters(milliliters.into()));
    label
}

/// The statement on the only panel, of that role.
pub fn on(role: PanelRole) -> Label {
    let mut label = label(statement());
    label.panels.push(Panel {
        index: 0,
        file: "label.png".to_owned(),
        role: Some(role),
        width: 900,
        height: 1200,
        rotation: 0,
        quality: Quality::Good,
        issues: Vec::new(),
        printed_width: None,
        printed_height: None,
    });
    label
}

/// A label with these lines and nothing else.
pub fn saying(lines: &[&str]) -> Label {
    let line = |text: &&str| Line {
        panel: 0,
        text: (*text).to_owned(),
        polygon: Quad::rect(0.0, 0.0, 100.0, 20.0),
        confidence: 0.97,
        engine: "tesseract".to_owned(),
        block: 0,
        role: LineRole::Other,
    };
    Label { text: Text::new(lines.iter().map(line).collect()), ..blank() }
}

/// A malt beverage without the statement, its strength as printed and as declared.
pub fn strength(printed: Option<&str>, declared: Option<&str>) -> Label {
    let percent = |figure: &str| Percent(figure.parse().unwrap());
    let mut label = Label::blank(Commodity::MaltBeverage, blank().as_of);
    label.declared.alcohol = declared.map(percent);
    if let Some(figure) = printed {
        label.facts.alcohol = Fact::Read(reading(AlcoholStatement {
            form: AlcoholForm::PercentAlcoholByVolume,
            percent: Some(percent(figure)),
            upper: None,
            decimals: 1,
            bottled_at: false,
        }));
    }
    label
}
