//! The four honest answers of a rule.

use super::Severity;
use crate::label::{Evidence, Fact, Hit, Line, Reading};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::ToSchema;

/// The answer's kind, as the report spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    Met,
    Violated,
    Unclear,
    NotApplicable,
}

impl OutcomeKind {
    /// As reports spell it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Violated => "violated",
            Self::Unclear => "unclear",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// Why a rule had nothing to say, or what qualifies what it said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub enum Note {
    /// Nothing measured the quantity the rule is about.
    #[serde(rename = "not measured")]
    NotMeasured,
    /// Only facts outside label and application could tell.
    #[serde(rename = "not visible on a label")]
    NotVisible,
    /// Nothing on the label or in the application raises the question.
    #[serde(rename = "no occasion")]
    NoOccasion,
    /// The rule speaks of other products.
    #[serde(rename = "other product")]
    OtherProduct,
    #[serde(rename = "not in force")]
    NotInForce,
    /// Another finding already says it.
    #[serde(rename = "said by another finding")]
    SaidElsewhere,
    /// The application declares nothing to compare with.
    #[serde(rename = "not declared")]
    NotDeclared,
}

/// What a check answers: its kind, why, and the places that show it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub kind: OutcomeKind,
    /// What was seen and why it decides, in a sentence; empty for not applicable.
    pub message: Cow<'static, str>,
    pub evidence: Vec<Evidence>,
    pub note: Option<Note>,
    /// Where a special case changes the rule's own severity.
    pub severity: Option<Severity>,
    /// Where a special case wants another remedy than the rule's own.
    pub remedy: Option<String>,
}

impl Outcome {
    fn new(kind: OutcomeKind, message: impl Into<Cow<'static, str>>, seen: impl Seen) -> Self {
        Self {
            kind,
            message: message.into(),
            evidence: seen.evidence(),
            note: None,
            severity: None,
            remedy: None,
        }
    }

    #[must_use]
    pub fn met(message: impl Into<Cow<'static, str>>, seen: impl Seen) -> Self {
        Self::new(OutcomeKind::Met, message, seen)
    }

    #[must_use]
    pub fn violated(message: impl Into<Cow<'static, str>>, seen: impl Seen) -> Self {
        Self::new(OutcomeKind::Violated, message, seen)
    }

    #[must_use]
    pub fn unclear(message: impl Into<Cow<'static, str>>, seen: impl Seen) -> Self {
        Self::new(OutcomeKind::Unclear, message, seen)
    }

    #[must_use]
    pub fn not_applicable(note: Note) -> Self {
        Self { note: Some(note), ..Self::new(OutcomeKind::NotApplicable, "", ()) }
    }

    /// Something required was not found: a violation where absence is certain, else a
    /// question.
    #[must_use]
    pub fn missing(label: &crate::label::Label, message: impl Into<Cow<'static, str>>) -> Self {
        let message = message.into();
        if label.completeness.absence_is_certain() {
            Self::violated(message, ())
        } else if label.completeness.panels_complete == Some(true) {
            Self::unclear(format!("{message}, but not all text on the panels could be read"), ())
        } else {
            Self::unclear(format!("{message} on the panels supplied"), ())
        }
    }

    /// Turns a violation into a question, saying why.
    #[must_use]
    pub fn in_doubt(mut self, why: &str) -> Self {
        if self.kind == OutcomeKind::Violated {
            self.kind = OutcomeKind::Unclear;
            self.message = format!("{}; {why}", self.message).into();
        }
        self
    }

    #[must_use]
    pub fn as_warning(mut self) -> Self {
        self.severity = Some(Severity::Warning);
        self
    }

    #[must_use]
    pub fn as_error(mut self) -> Self {
        self.severity = Some(Severity::Error);
        self
    }

    /// What was declared and cannot be confirmed holds the label for a person, whatever
    /// the severity of a difference would be.
    #[must_use]
    pub fn held_when_unclear(self) -> Self {
        if self.kind == OutcomeKind::Unclear && self.severity.is_none() {
            self.as_error()
        } else {
            self
        }
    }

    #[must_use]
    pub fn as_info(mut self) -> Self {
        self.severity = Some(Severity::Info);
        self
    }

    #[must_use]
    pub fn with_note(mut self, note: Note) -> Self {
        self.note = Some(note);
        self
    }

    #[must_use]
    pub fn with_remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

/// Anything that can show where it was seen.
pub trait Seen {
    fn evidence(&self) -> Vec<Evidence>;
}

impl Seen for () {
    fn evidence(&self) -> Vec<Evidence> {
        Vec::new()
    }
}

impl Seen for Evidence {
    fn evidence(&self) -> Vec<Evidence> {
        vec![self.clone()]
    }
}

impl Seen for [Evidence] {
    fn evidence(&self) -> Vec<Evidence> {
        self.to_vec()
    }
}

impl Seen for Vec<Evidence> {
    fn evidence(&self) -> Vec<Evidence> {
        self.clone()
    }
}

impl<T> Seen for Reading<T> {
    fn evidence(&self) -> Vec<Evidence> {
        self.evidence.clone()
    }
}

impl<T> Seen for Fact<T> {
    fn evidence(&self) -> Vec<Evidence> {
        Fact::evidence(self).to_vec()
    }
}

impl Seen for Hit {
    fn evidence(&self) -> Vec<Evidence> {
        self.evidence.clone()
    }
}

impl Seen for [Hit] {
    fn evidence(&self) -> Vec<Evidence> {
        self.iter().flat_map(|hit| hit.evidence.clone()).collect()
    }
}

impl Seen for Vec<Hit> {
    fn evidence(&self) -> Vec<Evidence> {
        self.as_slice().evidence()
    }
}

impl Seen for Line {
    fn evidence(&self) -> Vec<Evidence> {
        vec![Line::evidence(self)]
    }
}

impl<T: Seen + ?Sized> Seen for &T {
    fn evidence(&self) -> Vec<Evidence> {
        (**self).evidence()
    }
}
