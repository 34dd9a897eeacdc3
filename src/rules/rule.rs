//! What a rule is: data for the report and the handbook, and one check.

use super::{Citation, Note, Outcome, OutcomeKind};
use crate::label::{Commodities, Commodity, Evidence, Label};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How much hangs on a rule.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth showing, never blocks.
    Info,
    /// A person must look.
    Warning,
    /// Not compliant as printed.
    Error,
}

/// What decides a rule: `T` text, `A` application, `L` layout, `G` graphics, `X` facts
/// outside both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidences(pub &'static str);

/// The days a rule is law; both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InForce {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

/// In force on every day a label could be filed.
pub const ALWAYS: InForce = InForce { from: None, to: None };

/// In force from a day on.
#[must_use]
pub const fn from(year: i32, month: u32, day: u32) -> InForce {
    InForce { from: NaiveDate::from_ymd_opt(year, month, day), to: None }
}

impl InForce {
    #[must_use]
    pub fn includes(self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// One rule of the catalogue.
#[derive(Debug)]
pub struct Rule {
    /// Stable for ever; its first word is its room.
    pub id: &'static str,
    /// What a lawful label shows, in a line.
    pub title: &'static str,
    /// What the law asks, in plain words.
    pub statement: &'static str,
    pub citation: &'static [Citation],
    pub commodities: Commodities,
    pub severity: Severity,
    pub evidence: Evidences,
    pub in_force: InForce,
    /// What to change on the label.
    pub remedy: &'static str,
    /// Labels that pass, in a few words each.
    pub passes: &'static [&'static str],
    /// Labels that fail, in a few words each.
    pub fails: &'static [&'static str],
    pub check: fn(&Label) -> Outcome,
}

/// Beginnings of the ids of rules for one class among several; those on the designation
/// itself judge just that there are two.
const OF_THE_CLASS: [&str; 8] = [
    "spirits.age.",
    "spirits.class-type.bourbon",
    "spirits.class-type.brandy",
    "spirits.class-type.minimum-strength",
    "spirits.class-type.straight",
    "spirits.class-type.vodka",
    "spirits.neutral-spirits.",
    "spirits.whisky.",
];

/// What a rule said of a label.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub rule: &'static str,
    pub outcome: OutcomeKind,
    /// The effective severity.
    pub severity: Severity,
    pub citation: String,
    pub message: String,
    pub remedy: String,
    pub note: Option<Note>,
    pub evidence: Vec<Evidence>,
}

impl Rule {
    /// Whether the rule speaks of this product at all.
    #[must_use]
    pub fn applies_to(&self, commodity: Commodity) -> bool {
        self.commodities.includes(commodity)
    }

    /// Runs the check where the rule applies. A violation that rests on a doubtful
    /// inference of the product, or of its class, becomes a question.
    #[must_use]
    pub fn judge(&self, label: &Label) -> Finding {
        let outcome = if !self.in_force.includes(label.as_of) {
            Outcome::not_applicable(Note::NotInForce)
        } else if !self.applies_to(label.product.value) {
            Outcome::not_applicable(Note::OtherProduct)
        } else {
            let outcome = (self.check)(label);
            if self.commodities != Commodities::ALL && !label.product.is_sure() {
                outcome.in_doubt("the kind of product is not certain")
            } else if let Some(doubt) = label.facts.kind.doubt().filter(|_| self.hangs_on_class()) {
                outcome.in_doubt(&doubt)
            } else {
                outcome
            }
        };
        self.finding(outcome)
    }

    /// Whether the answer is another one for another class of the same product.
    fn hangs_on_class(&self) -> bool {
        OF_THE_CLASS.iter().any(|start| self.id.starts_with(start))
    }

    /// The finding of a rule that was not asked.
    #[must_use]
    pub fn skip(&self, note: Note) -> Finding {
        self.finding(Outcome::not_applicable(note))
    }

    fn finding(&self, outcome: Outcome) -> Finding {
        let (kind, severity) = (outcome.kind, outcome.severity.unwrap_or(self.severity));
        Finding {
            rule: self.id,
            outcome: kind,
            severity,
            citation: Citation::join(self.citation),
            message: outcome.message.into_owned(),
            remedy: match kind {
                OutcomeKind::Violated | OutcomeKind::Unclear => {
                    outcome.remedy.unwrap_or_else(|| self.remedy.to_owned())
                }
                OutcomeKind::Met | OutcomeKind::NotApplicable => String::new(),
            },
            note: outcome.note,
            evidence: outcome.evidence,
        }
    }
}
