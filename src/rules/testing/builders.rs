//! Labels put together fact by fact, for tables.
//!
//! Every method takes the label and gives it back. What prints words also adds them to the
//! label's text, in the role they have, on the panel added last.

use crate::label::{
    Commodity, Declared, Evidence, Inference, Label, Line, LineRole, Milliliters, NetContents,
    Panel, PanelRole, Quad, Quality, Reading, Source, Text, VolumePart, VolumeUnit,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Confidence of what a table's label was read with, unless a case says otherwise.
const WELL: f32 = 0.95;

/// A blank wine label filed on 20 November 2026, complete and well read.
pub fn label() -> Label {
    let day = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day of the calendar");
    Label::blank(Commodity::Wine, day)
}

/// A number as a table writes it.
pub fn dec(number: &str) -> Decimal {
    number.parse().expect("a decimal number")
}

/// A confident reading of some words.
pub fn read<T>(text: &str, value: T) -> Reading<T> {
    Reading { value, text: text.to_owned(), confidence: WELL, evidence: vec![seen(text, 0, 0)] }
}

/// A net contents statement of amounts in their units.
pub fn net(parts: &[(&str, VolumeUnit)]) -> NetContents {
    let volume = parts.iter().map(|(amount, unit)| dec(amount) * milliliters(*unit)).sum();
    let part = |(amount, unit): &(&str, VolumeUnit)| VolumePart {
        amount: dec(amount),
        fraction: None,
        decimals: dec(amount).scale(),
        unit: *unit,
    };
    NetContents {
        volume: Milliliters(volume),
        parts: parts.iter().map(part).collect(),
        doubled: false,
    }
}

fn milliliters(unit: VolumeUnit) -> Decimal {
    match unit {
        VolumeUnit::Milliliter | VolumeUnit::CubicCentimeter => dec("1"),
        VolumeUnit::Centiliter => dec("10"),
        VolumeUnit::Liter => dec("1000"),
        VolumeUnit::FluidOunce | VolumeUnit::Ounce => dec("29.5735295625"),
        VolumeUnit::Pint => dec("473.176473"),
        VolumeUnit::Quart => dec("946.352946"),
        VolumeUnit::Gallon => dec("3785.411784"),
    }
}

fn seen(text: &str, panel: usize, row: usize) -> Evidence {
    let top = 20.0 * row as f32;
    Evidence {
        panel,
        polygon: Quad::rect(0.0, top, 10.0 * text.chars().count() as f32, top + 16.0),
        text: text.to_owned(),
        confidence: WELL,
        engine: "tesseract".to_owned(),
    }
}

/// What is printed, and what was declared.
impl Label {
    #[must_use]
    pub fn wine(mut self) -> Self {
        self.product = Inference::declared(Commodity::Wine);
        self
    }

    #[must_use]
    pub fn spirits(mut self) -> Self {
        self.product = Inference::declared(Commodity::DistilledSpirits);
        self
    }

    #[must_use]
    pub fn malt(mut self) -> Self {
        self.product = Inference::declared(Commodity::MaltBeverage);
        self
    }

    /// The product was not declared but told from the label, this surely.
    #[must_use]
    pub fn inferred(mut self, confidence: f32) -> Self {
        self.product = Inference::inferred(self.product.value, confidence);
        self
    }

    #[must_use]
    pub fn imported(mut self) -> Self {
        self.source = Some(Inference::declared(Source::Imported));
        self
    }

    #[must_use]
    pub fn domestic(mut self) -> Self {
        self.source = Some(Inference::declared(Source::Domestic));
        self
    }

    /// Filed on another day than the tables' usual one.
    #[must_use]
    pub(crate) fn filed(mut self, year: i32, month: u32, day: u32) -> Self {
        self.as_of = NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar");
        self
    }

    /// Nothing says that all panels were supplied.
    #[must_use]
    pub fn perhaps_incomplete(mut self) -> Self {
        self.completeness.panels_complete = None;
        self
    }

    /// Some text on the panels could not be read.
    #[must_use]
    pub fn poorly_read(mut self) -> Self {
        self.completeness.well_read = false;
        self
    }

    /// Changes what no other builder changes.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// Sets what the applicant declared.
    #[must_use]
    pub fn declaring(mut self, declare: impl FnOnce(&mut Declared)) -> Self {
        declare(&mut self.declared);
        self
    }

    /// Adds a panel; what is printed after it stands on it.
    #[must_use]
    pub fn panel(mut self, role: PanelRole) -> Self {
        self.panels.push(Panel {
            index: self.panels.len(),
            file: format!("{}.png", self.panels.len()),
            role: Some(role),
            width: 900,
            height: 1200,
            rotation: 0,
            quality: Quality::Good,
            issues: Vec::new(),
            printed_width: None,
            printed_height: None,
        });
        self
    }

    /// Prints lines of ordinary text, as one block.
    #[must_use]
    pub fn text<const N: usize>(self, lines: [&str; N]) -> Self {
        self.print(&lines, LineRole::Other, WELL)
    }

    /// Prints a line the engine was less sure of.
    #[must_use]
    pub fn faint(self, line: &str, confidence: f32) -> Self {
        self.print(&[line], LineRole::Other, confidence)
    }

    /// Prints a line that is part of a statement.
    #[must_use]
    pub fn text_as(self, role: LineRole, line: &str) -> Self {
        self.print(&[line], role, WELL)
    }

    fn print(mut self, printed: &[&str], role: LineRole, confidence: f32) -> Self {
        let mut lines = self.text.lines().to_vec();
        let block = lines.last().map_or(0, |line| line.block + 1);
        for text in printed {
            let place = seen(text, self.last_panel(), lines.len());
            lines.push(Line {
                panel: place.panel,
                text: (*text).to_owned(),
                polygon: place.polygon,
                confidence,
                engine: place.engine,
                block,
                role,
            });
        }
        self.text = Text::new(lines);
        self
    }

    /// Prints a statement and reads it as `value`.
    pub(super) fn reading<T>(self, role: LineRole, text: &str, value: T) -> (Self, Reading<T>) {
        let evidence = vec![seen(text, self.last_panel(), self.text.lines().len())];
        let reading = Reading { value, text: text.to_owned(), confidence: WELL, evidence };
        (self.print(&[text], role, WELL), reading)
    }

    fn last_panel(&self) -> usize {
        self.panels.len().saturating_sub(1)
    }
}
