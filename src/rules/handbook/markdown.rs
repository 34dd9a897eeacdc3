//! The handbook in words: a page for one rule, or all of them with a table to find them by.

use super::{EvidenceKind, ListsView, RuleView};
use crate::label::Commodity;
use crate::rules::{Rule, Severity, catalog};
use std::fmt::Write;

/// The rooms of the catalogue with the headings a reader looks for.
const ROOMS: [(&str, &str); 9] = [
    ("scope", "Scope"),
    ("image", "Pictures"),
    ("warning", "Health warning"),
    ("wine", "Wine"),
    ("wine-lt7", "Wine under 7 percent"),
    ("spirits", "Distilled spirits"),
    ("malt", "Malt beverages"),
    ("common", "All products"),
    ("application", "Label against application"),
];

/// Every rule, in the order of the checklist.
#[must_use]
pub fn handbook() -> String {
    let lists = ListsView::current();
    let mut page = String::from("# The rules\n\n");
    let _ = write!(
        page,
        "What `ttb-verifier` checks, printed by `ttb-verifier rules`: {} rules, edition of {}.\n\
         Names and sizes are looked up in `{}` ({}; law in force to {}).\n\n",
        catalog::all().count(),
        catalog::EDITION,
        lists.file,
        lists.edition,
        lists.as_of,
    );
    page.push_str(
        "An *error* means the label is not compliant as printed, a *warning* that a person must \
         look, an *info* is worth knowing and never blocks.\n\n",
    );
    for (room, heading) in ROOMS {
        let _ = writeln!(page, "- [{heading}](#{}): {}", anchor(heading), counts(room));
    }
    for (room, heading) in ROOMS {
        let _ = write!(page, "\n## {heading}\n");
        for rule in of_room(room) {
            page.push('\n');
            page.push_str(&entry(&RuleView::from(rule)));
        }
    }
    page
}

/// One rule, under its own heading.
#[must_use]
pub fn entry(rule: &RuleView) -> String {
    let mut page = format!("### `{}`\n\n**{}**\n\n{}\n\n", rule.id, rule.title, rule.statement);
    let mut row = |name: &str, words: &str| {
        let _ = writeln!(page, "- {name}: {words}");
    };
    row("Citation", &citations(rule));
    row("Severity", severity(rule.severity));
    row("Products", &products(&rule.product_types));
    if let Some(dates) = dates(rule) {
        row("In force", &dates);
    }
    row(
        "Decided by",
        &rule.evidence.iter().map(|&kind| evidence(kind)).collect::<Vec<_>>().join(", "),
    );
    row("Remedy", &rule.remedy);
    page.push('\n');
    examples(&mut page, "Passes", &rule.passes);
    examples(&mut page, "Fails", &rule.fails);
    page
}

fn of_room(room: &str) -> impl Iterator<Item = &'static Rule> {
    catalog::all().filter(move |rule| rule.id.split('.').next() == Some(room))
}

/// `5 error, 4 warning, 3 info`.
fn counts(room: &str) -> String {
    let count = |severity| of_room(room).filter(|rule| rule.severity == severity).count();
    [Severity::Error, Severity::Warning, Severity::Info]
        .map(|severity| (count(severity), self::severity(severity)))
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// The link that a heading of plain words gets.
fn anchor(heading: &str) -> String {
    heading.to_lowercase().replace(' ', "-")
}

fn citations(rule: &RuleView) -> String {
    let link = |place: &super::CitationView| match &place.url {
        Some(url) => format!("[{}]({})", place.text, url.replace('(', "%28").replace(')', "%29")),
        None => place.text.clone(),
    };
    rule.citations.iter().map(link).collect::<Vec<_>>().join("; ")
}

const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

fn products(products: &[Commodity]) -> String {
    if products.len() == 3 {
        return "all".to_owned();
    }
    let name = |product: &Commodity| match product {
        Commodity::Wine => "wine",
        Commodity::DistilledSpirits => "distilled spirits",
        Commodity::MaltBeverage => "malt beverages",
    };
    products.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// `None` for a rule that is law on every day.
fn dates(rule: &RuleView) -> Option<String> {
    match (rule.in_force.from, rule.in_force.to) {
        (None, None) => None,
        (Some(from), None) => Some(format!("from {from}")),
        (None, Some(to)) => Some(format!("to {to}")),
        (Some(from), Some(to)) => Some(format!("from {from} to {to}")),
    }
}

const fn evidence(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::Text => "the label's words",
        EvidenceKind::Application => "the application",
        EvidenceKind::Layout => "size and place of the print",
        EvidenceKind::Graphics => "pictures and emblems",
        EvidenceKind::Outside => "facts outside label and application",
    }
}

fn examples(page: &mut String, name: &str, examples: &[String]) {
    let _ = writeln!(page, "{name}:\n");
    for example in examples {
        let _ = writeln!(page, "- {example}");
    }
    page.push('\n');
    if name == "Fails" {
        page.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_holds_all_that_the_rule_declares() {
        let rule = catalog::find("warning.present").expect("the catalogue has it");
        let page = entry(&RuleView::from(rule));
        for words in [rule.title, rule.statement, rule.remedy, rule.passes[0], rule.fails[1]] {
            assert!(page.contains(words), "{words} is not in:\n{page}");
        }
        assert!(page.contains("(https://www.ecfr.gov/current/title-27/section-16.21)"), "{page}");
    }

    #[test]
    fn brackets_of_a_paragraph_do_not_end_its_link() {
        let rule = catalog::all().find(|rule| rule.citation[0].print().ends_with(')'));
        let page = entry(&RuleView::from(rule.expect("some rule cites a paragraph")));
        let link = page.split("](").nth(1).and_then(|rest| rest.split_once(')')).expect("a link").0;
        assert!(link.ends_with("%29"), "{link}");
    }

    #[test]
    fn every_room_of_the_catalogue_has_its_heading() {
        let page = handbook();
        for rule in catalog::all() {
            assert!(page.contains(&format!("\n### `{}`\n", rule.id)), "{}", rule.id);
        }
    }
}
