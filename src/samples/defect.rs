//! The single faults that can be planted in a lawful label.

mod list;
mod plant;

pub use list::DEFECTS;

use super::wording::Wording;
use crate::label::{Application, Commodity};

/// One fault: what it is called, what it breaks and what a checker should then say.
#[derive(Debug)]
pub struct Defect {
    /// As in `--defect NAME`.
    pub name: &'static str,
    /// What is wrong, in words.
    pub summary: &'static str,
    /// The rule that should catch it on wine, on spirits and on malt beverages; `None`
    /// where that product cannot carry the fault.
    rules: [Option<&'static str>; 3],
    /// The severity of that rule.
    pub severity: DefectSeverity,
    /// Plants the fault; false, with nothing changed, where this label cannot carry it.
    plant: fn(&mut Wording, &mut Application) -> bool,
}

/// What the broken rule's severity makes of the whole label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefectSeverity {
    /// The label fails.
    Error,
    /// A human must look.
    Warning,
}

impl DefectSeverity {
    /// As in the truth's `expected_overall`.
    #[must_use]
    pub const fn expected_overall(self) -> &'static str {
        match self {
            Self::Error => "fail",
            Self::Warning => "needs_review",
        }
    }
}

impl Defect {
    /// The defect of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        DEFECTS.iter().find(|defect| defect.name == name)
    }

    /// The id of the rule that should catch it; `None` where the product cannot carry it.
    #[must_use]
    pub const fn rule(&self, product: Commodity) -> Option<&'static str> {
        match product {
            Commodity::Wine => self.rules[0],
            Commodity::DistilledSpirits => self.rules[1],
            Commodity::MaltBeverage => self.rules[2],
        }
    }

    pub(super) fn plant(&self, wording: &mut Wording, application: &mut Application) -> bool {
        self.rule(wording.product).is_some() && (self.plant)(wording, application)
    }
}
