//! The brand name, and what it may not suggest.
//! # What the regulation asks
//! 7.63(a)(1) and 7.64(a): a brand name on a label; where there is none, the bottler's or
//! importer's name is the brand. 7.64(b): no brand that misleads about age, origin or identity.
//! # How we decide
//! Any name the reader found will do, and so will a name and address. A class word by itself is
//! no brand to TTB's guidance, though the text does not say so: a person looks. A misleading
//! brand is raised only for two things a label shows by itself: a spirit coupled with a class of
//! beer, and a region of 7.146 on a domestic product.
//! # What we cannot see
//! Whether a name that is also a place misleads.

use super::words;
use crate::label::{Commodities, Label, PanelRole, Reading, fold};
use crate::lists;
use crate::rules::phrase::{SURE, holds};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr, place};

/// Words of deposit legends, which are no names.
const DEPOSIT: [&str; 4] = ["crv", "refund", "deposit", "redemption"];

pub static REQUIRED: Rule = Rule {
    id: "malt.brand.required",
    title: "The label carries a brand name",
    statement: "A brand name stands on a label; without one, the name of the bottler or importer \
                is the brand. Caps and crowns are not labels.",
    citation: &[cfr(7, "7.63(a)(1)"), cfr(7, "7.64(a)"), cfr(7, "7.61(b)")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print the brand name on a label.",
    passes: &["“HOP HOUSE” on the front", "no brand, but “XYZ Brewing, Erie, PA”"],
    fails: &["only “Lager” and artwork, no name anywhere", "the brand on the crown cap alone"],
    check: required,
};

fn required(label: &Label) -> Outcome {
    let brand = &label.facts.brand_name;
    if let Some((name, _)) = brand.found.as_ref().filter(|(name, _)| !on_closure(label, name)) {
        if words::CLASSES.contains(&fold(&name.text).as_str()) {
            return Outcome::violated(
                format!("the brand name “{}” is a class designation", name.text.trim()),
                name,
            )
            .as_warning();
        }
        return Outcome::met("a brand name is there", name);
    }
    if let Some(name) = brand.candidates.iter().find(|name| is_name(label, name)) {
        return Outcome::met("a prominent name is there", name);
    }
    if !label.facts.name_address.is_absent() {
        return Outcome::met(
            "without a brand, the bottler's or importer's name is the brand",
            &label.facts.name_address,
        );
    }
    if let Some(line) = place::bare(label) {
        return Outcome::met("without a brand, the name by the address is the brand", line);
    }
    Outcome::missing(label, "neither a brand name nor a bottler's or importer's name was found")
}

fn is_name(label: &Label, name: &Reading<String>) -> bool {
    let folded = fold(&name.text);
    let designation = words::designations(label).any(|found| fold(&found.text) == folded);
    let deposit = DEPOSIT.iter().any(|word| holds(&folded, word));
    !on_closure(label, name)
        && !designation
        && !deposit
        && !words::CLASSES.contains(&folded.as_str())
}

fn on_closure(label: &Label, name: &Reading<String>) -> bool {
    name.panel()
        .and_then(|index| label.panels.get(index))
        .is_some_and(|panel| panel.role == Some(PanelRole::Closure))
}

pub static MISLEADING: Rule = Rule {
    id: "malt.brand.misleading",
    title: "The brand name does not mislead",
    statement: "A brand name creates no false impression of age, origin, identity or other \
                characteristics.",
    citation: &[cfr(7, "7.64(b)"), cfr(7, "7.122")],
    commodities: Commodities::MALT,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Qualify the brand name so that it cannot be taken for another product or origin, or \
             show why it does not mislead.",
    passes: &["“Old Town Ale”", "“River Bend”"],
    fails: &["“Bavarian Mountain”, brewed in Texas", "“Bourbon Beer” as the brand"],
    check: misleading,
};

fn misleading(label: &Label) -> Outcome {
    let Some((name, _)) = &label.facts.brand_name.found else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let folded = fold(&name.text);
    let suggests = if words::SPIRITS.iter().any(|spirit| names_a_beer_of(&folded, spirit)) {
        "a distilled spirit"
    } else if label.is_imported() == Some(false)
        && foreign_region(&folded).is_some_and(|region| !is_their_town(label, region))
    {
        "beer of another country"
    } else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let outcome =
        Outcome::violated(format!("the brand “{}” suggests {suggests}", name.text.trim()), name);
    if name.confidence >= SURE { outcome } else { outcome.in_doubt("the name is hard to read") }
}

/// `bourbon beer`, `whisky ale`: a spirit directly before a class of beer.
fn names_a_beer_of(folded: &str, spirit: &str) -> bool {
    words::CLASSES.iter().any(|class| holds(folded, &format!("{spirit} {class}")))
}

/// A region of 7.146 that is not said to be only a style or type.
fn foreign_region(folded: &str) -> Option<&'static str> {
    let names = &lists::all().malt_geographic;
    let region = names
        .not_generic
        .iter()
        .filter(|name| !names.us_brewed_unmodified_ok.contains(name))
        .find(|name| holds(folded, &fold(name)))?;
    let qualified = ["style", "type", "american"].iter().any(|word| holds(folded, word));
    (!qualified).then_some(region.as_str())
}

/// Vienna is also a town in Virginia.
fn is_their_town(label: &Label, region: &str) -> bool {
    label.facts.name_addresses.iter().any(|address| {
        address.value.city.as_deref().is_some_and(|city| holds(&fold(city), &fold(region)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::NameMatch::Exact;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, assert_severities, label};

    #[test]
    fn a_name_of_any_kind_is_a_brand_but_a_class_word_is_none() {
        let lager = || label().malt().class_type("malt.lager", &[], "Lager");
        assert_cases(
            &REQUIRED,
            [
                ("a brand", lager().brand("HOP HOUSE", Exact), Met),
                ("a bottler", lager().name_address("Brewed by", "XYZ Brewing", "Erie", "PA"), Met),
                ("a bottler without phrase", lager().text(["XYZ Brewing, Erie, PA"]), Met),
                ("prominent text", lager().brand_candidate("Night Owl"), Met),
                ("the class alone", lager(), Violated),
                ("a deposit legend", lager().brand_candidate("CA CRV"), Violated),
                ("the class as name", lager().brand_candidate("Lager"), Violated),
                (
                    "on the cap alone",
                    label().malt().panel(PanelRole::Closure).brand("HOP HOUSE", Exact),
                    Violated,
                ),
                ("perhaps on another panel", lager().perhaps_incomplete(), Unclear),
                ("a class as brand", label().malt().brand("Stout", Exact), Violated),
            ],
        );
        assert_severities(
            &REQUIRED,
            [("a class as brand", label().malt().brand("Stout", Exact), Severity::Warning)],
        );
    }

    #[test]
    fn brands_of_spirits_and_regions_are_looked_at() {
        let brand = |name| label().malt().domestic().brand(name, Exact);
        assert_cases(
            &MISLEADING,
            [
                ("a town", brand("Old Town Ale"), NotApplicable),
                ("a river", brand("River Bend"), NotApplicable),
                ("a street", brand("Gin Lane Brewing"), NotApplicable),
                ("a style", brand("Munich Style"), NotApplicable),
                (
                    "a town of that name",
                    brand("Vienna Brewing").name_address("Brewed by", "Us", "Vienna", "VA"),
                    NotApplicable,
                ),
                ("from there", label().malt().imported().brand("Bavarian", Exact), NotApplicable),
                ("a region", brand("Bavarian Mountain"), Violated),
                ("a spirit", brand("Bourbon Beer"), Violated),
            ],
        );
    }
}
