//! The handbook: every rule as a reader sees it, taken from its declaration.
//!
//! One view for the service's `/v1/rules` and for the `rules` command, as JSON or, by
//! [`markdown`], as pages.

pub mod markdown;

use super::{Citation, Evidences, Rule, Severity, catalog};
use crate::label::{Commodities, Commodity};
use crate::lists;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One rule as the handbook shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RuleView {
    pub id: String,
    /// What a lawful label shows, in a line.
    pub title: String,
    /// What the law asks, in plain words.
    pub statement: String,
    pub citations: Vec<CitationView>,
    pub product_types: Vec<Commodity>,
    pub severity: Severity,
    pub in_force: InForceView,
    /// What decides it.
    pub evidence: Vec<EvidenceKind>,
    /// What to change on the label.
    pub remedy: String,
    /// Labels that pass, in a few words each.
    pub passes: Vec<String>,
    /// Labels that fail, in a few words each.
    pub fails: Vec<String>,
}

/// A place in the law, and where to read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CitationView {
    pub text: String,
    /// The section in the public Electronic Code of Federal Regulations.
    pub url: Option<String>,
}

/// The days a rule is law, both included; `null` for no end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct InForceView {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// The words on the label.
    Text,
    /// What the application declares.
    Application,
    /// Sizes and places of the print.
    Layout,
    /// Pictures and emblems.
    Graphics,
    /// Facts outside label and application.
    Outside,
}

/// The regulation's own tables that rules look names and sizes up in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ListsView {
    /// The file they are kept in, by its path in the source.
    pub file: String,
    /// The edition of the regulations they were drawn from.
    pub edition: String,
    /// The day of the last change of law they hold.
    pub as_of: NaiveDate,
    /// A digest of the file.
    pub fingerprint: String,
}

impl ListsView {
    /// The lists of this build.
    #[must_use]
    pub fn current() -> Self {
        let lists = lists::all();
        Self {
            file: lists::FILE.to_owned(),
            edition: lists.edition.clone(),
            as_of: lists.as_of,
            fingerprint: catalog::sha256(lists::SOURCE.as_bytes()),
        }
    }
}

impl From<&Rule> for RuleView {
    fn from(rule: &Rule) -> Self {
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        Self {
            id: rule.id.to_owned(),
            title: rule.title.to_owned(),
            statement: rule.statement.to_owned(),
            citations: rule.citation.iter().map(CitationView::from).collect(),
            product_types: products(rule.commodities),
            severity: rule.severity,
            in_force: InForceView { from: rule.in_force.from, to: rule.in_force.to },
            evidence: evidence(rule.evidence),
            remedy: rule.remedy.to_owned(),
            passes: words(rule.passes),
            fails: words(rule.fails),
        }
    }
}

fn products(commodities: Commodities) -> Vec<Commodity> {
    [Commodity::Wine, Commodity::DistilledSpirits, Commodity::MaltBeverage]
        .into_iter()
        .filter(|&commodity| commodities.includes(commodity))
        .collect()
}

fn evidence(Evidences(letters): Evidences) -> Vec<EvidenceKind> {
    let kind = |letter| match letter {
        'T' => Some(EvidenceKind::Text),
        'A' => Some(EvidenceKind::Application),
        'L' => Some(EvidenceKind::Layout),
        'G' => Some(EvidenceKind::Graphics),
        'X' => Some(EvidenceKind::Outside),
        _ => None,
    };
    letters.chars().filter_map(kind).collect()
}

impl From<&Citation> for CitationView {
    fn from(citation: &Citation) -> Self {
        Self { text: citation.print(), url: citation.url() }
    }
}
