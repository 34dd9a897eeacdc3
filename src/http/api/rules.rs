//! `GET /v1/rules`: the catalogue with its citations.

use crate::http::error::{ApiError, Problem};
use crate::http::extract::StrictQuery;
use crate::label::{Commodities, Commodity};
use crate::rules::{Citation, Evidences, Rule, Severity, catalog};
use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

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

/// All rules that were asked for, in the checklist's order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RuleList {
    pub items: Vec<RuleView>,
    /// Always `null`: the rules come all at once.
    pub next_cursor: Option<String>,
}

/// Which rules to list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RuleFilter {
    /// Rules that speak of this product.
    product_type: Option<Commodity>,
    severity: Option<Severity>,
    /// Rules that cite a place beginning with this: `16`, `16.22`, `27 CFR 16.22(a)`.
    citation: Option<String>,
}

impl RuleFilter {
    fn takes(&self, rule: &Rule) -> bool {
        let product = self.product_type.is_none_or(|product| rule.applies_to(product));
        let severity = self.severity.is_none_or(|severity| rule.severity == severity);
        let cites = |wanted: &str| rule.citation.iter().any(|place| is_within(place, wanted));
        product && severity && self.citation.as_deref().is_none_or(cites)
    }
}

/// Whether a citation lies in the part, section or paragraph that is asked for: `16.2` is
/// not `16.21`, but `16` is its part.
fn is_within(citation: &Citation, wanted: &str) -> bool {
    let text = citation.print().to_lowercase();
    let wanted = wanted.trim().to_lowercase();
    let rest =
        text.strip_prefix(&wanted).or_else(|| text.strip_prefix("27 cfr ")?.strip_prefix(&wanted));
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
}

/// Lists the rules.
#[utoipa::path(
    get,
    path = "/rules",
    operation_id = "listRules",
    tag = "rules",
    params(RuleFilter),
    responses(
        (status = 200, description = "All rules at once", body = RuleList),
        (status = 422, description = "A filter that is not known", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn list(StrictQuery(filter): StrictQuery<RuleFilter>) -> Json<RuleList> {
    let items = catalog::all().filter(|rule| filter.takes(rule)).map(RuleView::from).collect();
    Json(RuleList { items, next_cursor: None })
}

/// Shows one rule.
#[utoipa::path(
    get,
    path = "/rules/{id}",
    operation_id = "showRule",
    tag = "rules",
    params(("id" = String, Path, description = "The rule's id, such as `warning.present`")),
    responses(
        (status = 200, description = "The rule", body = RuleView),
        (status = 404, description = "No such rule", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "A rule that was retired, with its successor", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show(Path(id): Path<String>) -> Result<Json<RuleView>, ApiError> {
    if let Some(rule) = catalog::find(&id) {
        return Ok(Json(RuleView::from(rule)));
    }
    match catalog::RETIRED.iter().find(|(retired, _)| *retired == id) {
        Some((_, successor)) => {
            let detail = format!("the rule was retired; {successor} took its place");
            Err(ApiError::new(StatusCode::GONE, "rule_retired", detail))
        }
        None => Err(ApiError::not_found("there is no rule of that id")),
    }
}

impl From<&'static Rule> for RuleView {
    fn from(rule: &'static Rule) -> Self {
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
        let url = match citation {
            Citation::Cfr { part, section } => Some(ecfr(*part, section)),
            Citation::Other(_) => None,
        };
        Self { text: citation.print(), url }
    }
}

/// The public page of a section of title 27, at its paragraph where one is cited; the
/// part's page where the citation is not of one section.
fn ecfr(part: u16, cited: &str) -> String {
    const TITLE: &str = "https://www.ecfr.gov/current/title-27";
    let end = cited.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(cited.len());
    let (section, paragraph) = cited.split_at(end);
    let is_section = section.split_once('.').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty());
    if !is_section {
        return format!("{TITLE}/part-{part}");
    }
    let is_paragraph = paragraph.starts_with('(')
        && paragraph.ends_with(')')
        && paragraph.chars().all(|c| c.is_ascii_alphanumeric() || c == '(' || c == ')');
    let anchor = if is_paragraph { format!("#p-{section}{paragraph}") } else { String::new() };
    format!("{TITLE}/section-{section}{anchor}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::cfr;

    #[test]
    fn a_citation_links_to_the_narrowest_public_page() {
        let cases = [
            ("16.21", "/section-16.21"),
            ("16.22(a)(2)", "/section-16.22#p-16.22(a)(2)"),
            ("5.141–5.144", "/section-5.141"),
            ("7.65(c)–(e)", "/section-7.65"),
            ("subpart C", "/part-16"),
        ];
        for (section, expected) in cases {
            let url = ecfr(16, section);
            assert_eq!(url.trim_start_matches("https://www.ecfr.gov/current/title-27"), expected);
        }
    }

    #[test]
    fn a_filter_by_citation_respects_where_numbers_end() {
        let place = cfr(16, "16.21");
        let cases = [
            ("16", true),
            ("16.21", true),
            ("27 CFR 16.21", true),
            ("27 cfr 16", true),
            ("16.2", false),
            ("1", false),
            ("16.22", false),
        ];
        for (wanted, expected) in cases {
            assert_eq!(is_within(&place, wanted), expected, "{wanted}");
        }
        assert!(is_within(&cfr(16, "16.22(a)(2)"), "16.22(a)"));
    }
}
