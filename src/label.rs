//! The vocabulary of the trade: what a label showed, where, and what was declared about it.
//!
//! Types only: nothing here reads a pixel, a file, a clock or the environment. A [`Label`]
//! is everything the rules may look at, so a rule can be read, and tested, without knowing
//! how its facts were obtained.

mod age;
mod alcohol;
mod application;
mod commodity;
mod designation;
mod fact;
mod facts;
mod geometry;
mod kind;
mod measure;
mod name;
mod name_address;
mod net_contents;
mod panel;
mod place;
mod statement;
mod text;
mod warning;

pub use age::{AgeStatement, AgeUnit, AgeWording};
pub use alcohol::{AlcoholForm, AlcoholStatement, Percent, ProofStatement};
pub use application::{Applicant, Application, DeclaredPanel, Problem, Stated};
pub use commodity::{Commodities, Commodity, Inference, Origin, Source};
pub use designation::{Attribute, Designation};
pub use fact::{Certainty, Evidence, Fact, Reading};
pub use facts::Facts;
pub use geometry::{Point, Quad};
pub use kind::{Alternative, Kind, Level, LikelyTrait, Rank, Trait};
pub use measure::{Measured, Measures, Millimeters, StatementHeight, StatementKind, Weight};
pub use name::{NameFact, NameMatch};
pub use name_address::{Function, NameAddress};
pub use net_contents::{Milliliters, NetContents, UnitSystem, VolumePart, VolumeUnit};
pub use panel::{Panel, PanelRole, Quality, QualityIssue};
pub use place::{Appellation, AppellationKind, OriginStatement, Varietal, Vintage};
pub use statement::{Disclosure, DisclosureKind};
pub use text::{Hit, Line, LineRole, Text, fold};
pub use warning::{
    Difference, DifferenceKind, HEALTH_WARNING, WarningStatement, WarningStatus, WarningWord,
};

use chrono::NaiveDate;

/// One application's label as the rules see it.
#[derive(Debug, Clone)]
pub struct Label {
    /// What the applicant declared, with the values that could be understood.
    pub declared: Declared,
    /// The day whose law applies: the application's filing date, else the day of the check.
    pub as_of: NaiveDate,
    /// Wine, spirits or malt beverage, declared or inferred.
    pub product: Inference<Commodity>,
    /// Domestic or imported, declared or inferred.
    pub source: Option<Inference<Source>>,
    /// The panels in upload order.
    pub panels: Vec<Panel>,
    /// All that was read on them, line by line.
    pub text: Text,
    /// What the lines were understood to say.
    pub facts: Facts,
    /// What was measured on the print.
    pub measures: Measures,
    /// Whether every panel of the container was supplied.
    pub completeness: Completeness,
}

/// The application and the values of it that were understood.
#[derive(Debug, Clone, Default)]
pub struct Declared {
    pub application: Application,
    /// Percent by volume; `None` when nothing was declared or it was not understood.
    pub alcohol: Option<Percent>,
    pub net_contents: Option<Milliliters>,
    pub vintage: Option<u16>,
    /// The country's English name as in the list of countries.
    pub country: Option<String>,
}

/// Whether the panels are all there and all legible: only then is absence a violation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Completeness {
    /// `Some(true)` when said or seen to be complete, `Some(false)` when said not to be.
    pub panels_complete: Option<bool>,
    /// Every text region on every panel was read well.
    pub well_read: bool,
}

impl Completeness {
    /// Whether something not found may be called missing.
    #[must_use]
    pub fn absence_is_certain(self) -> bool {
        self.panels_complete == Some(true) && self.well_read
    }
}

impl Label {
    /// A label with nothing on it, of the given product: where tests begin.
    #[must_use]
    pub fn blank(product: Commodity, as_of: NaiveDate) -> Self {
        Self {
            declared: Declared::default(),
            as_of,
            product: Inference::declared(product),
            source: None,
            panels: Vec::new(),
            text: Text::default(),
            facts: Facts::default(),
            measures: Measures::default(),
            completeness: Completeness { panels_complete: Some(true), well_read: true },
        }
    }

    /// Imported, as declared or as the label itself says; `None` when nothing tells.
    #[must_use]
    pub fn is_imported(&self) -> Option<bool> {
        self.source.as_ref().map(|source| source.value == Source::Imported)
    }
}
