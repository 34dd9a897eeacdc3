//! `GET /v1/rules`: the catalogue with its citations.

use crate::http::error::{ApiError, Problem};
use crate::http::extract::StrictQuery;
use crate::label::Commodity;
use crate::rules::handbook::{ListsView, RuleView};
use crate::rules::{Citation, Rule, Severity, catalog};
use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// All rules that were asked for, in the checklist's order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RuleList {
    pub items: Vec<RuleView>,
    /// Always `null`: the rules come all at once.
    pub next_cursor: Option<String>,
    /// The day this set of rules was last brought up to the law.
    pub edition: String,
    /// A digest over the set, as every report names it.
    pub fingerprint: String,
    pub lists: ListsView,
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
    Json(RuleList {
        items,
        next_cursor: None,
        edition: catalog::EDITION.to_owned(),
        fingerprint: catalog::fingerprint().to_owned(),
        lists: ListsView::current(),
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::cfr;

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
