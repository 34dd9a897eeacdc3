//! Statements about what is in the wine.
//! # What the regulation asks
//! 4.32(c),(d),(e): FD&C Yellow No. 5, cochineal extract or carmine, and sulfites from 10 parts per
//! million on. 4.32(a)(4): a blend that names its foreign wine shows the exact percentages.
//! # How we decide
//! A disclosure in accepted wording is met. One in other wording is wrong where what it is about is
//! beyond doubt. A missing sulfite statement is for a person: wine under the limit needs none.
//! # What we cannot see
//! Formulas and analyses.

use super::kind::{self, part_4};
use crate::label::{Commodities, DisclosureKind, Fact, Label, fold};
use crate::lists;
use crate::rules::phrase::{self, quoted};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static SULFITES: Rule = Rule {
    id: "wine.sulfites",
    title: "The label declares sulfites",
    statement: "Wine with 10 parts per million or more of total sulfur dioxide says “contains sulfites” or the like on a \
                front, back, strip or neck label.",
    citation: &[cfr(4, "4.32(e)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    in_force: ALWAYS,
    remedy: "Print “Contains sulfites”, or keep an analysis that shows less than 10 parts per million.",
    passes: &["“CONTAINS SULFITES”", "“Contains sulfur dioxide”"],
    fails: &["“Sulfites added” without “contains”", "“No sulfites added” alone"],
    check: |label| part_4(label, sulfites),
};

fn sulfites(label: &Label) -> Outcome {
    match &label.facts.sulfites {
        Fact::Read(one) | Fact::Doubtful(one) if one.value.accepted => {
            Outcome::met("sulfites are declared", one)
        }
        Fact::Read(one) => Outcome::violated("the wording does not say “contains sulfites”", one),
        Fact::Doubtful(one) => Outcome::unclear("the wording is not certain", one),
        Fact::Unreadable(seen) => {
            Outcome::unclear("text that may declare sulfites cannot be read", seen.clone())
        }
        Fact::Absent
            if phrase::hinted(label, &["sulfites", "sulphites", "sulfite", "sulphite"]) =>
        {
            Outcome::unclear("sulfites are named, not clearly declared", ())
        }
        Fact::Absent => Outcome::missing(label, "no declaration of sulfites was found"),
    }
}

pub static YELLOW5: Rule = Rule {
    id: "wine.yellow5",
    title: "FD&C Yellow No. 5 is declared",
    statement: "Wine coloured with FD&C Yellow No. 5 says so on the brand or back label.",
    citation: &[cfr(4, "4.32(c)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T+X"),
    in_force: ALWAYS,
    remedy: "Print “Contains FD&C Yellow No. 5”.",
    passes: &["“Contains FD&C Yellow No. 5”", "“FD&C Yellow #5”"],
    fails: &["“Yellow 5” alone", "“Contains certified color”, if it is Yellow No. 5"],
    check: |label| part_4(label, yellow5),
};

fn yellow5(label: &Label) -> Outcome {
    colour(label, DisclosureKind::Yellow5, &["certified color", "artificially colored"])
}

pub static CARMINE: Rule = Rule {
    id: "wine.carmine",
    title: "Cochineal extract and carmine are declared",
    statement: "Wine with cochineal extract or carmine says so prominently by that name on a front, back, strip or \
                neck label.",
    citation: &[cfr(4, "4.32(d)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T+X"),
    in_force: ALWAYS,
    remedy: "Print “Contains cochineal extract” or “Contains carmine”.",
    passes: &["“Contains Carmine”", "“Contains Cochineal Extract and Carmine”"],
    fails: &["“Contains E120”", "“Natural color added”, if it is carmine"],
    check: |label| part_4(label, carmine),
};

fn carmine(label: &Label) -> Outcome {
    let by_number = phrase::claims(label, &["e120", "e 120"]);
    let declared =
        label.facts.disclosures.iter().any(|one| one.value.kind == DisclosureKind::Carmine);
    if !by_number.is_empty() && !declared {
        return Outcome::violated("carmine is declared by its number, not its name", by_number);
    }
    colour(label, DisclosureKind::Carmine, &["natural color added", "natural colors added"])
}

/// A colour by name is judged by its wording; a colour without one may be this one.
fn colour(label: &Label, kind: DisclosureKind, unnamed: &[&str]) -> Outcome {
    let all = &label.facts.disclosures;
    if let Some(one) = all.iter().find(|one| one.value.kind == kind && one.value.accepted) {
        return Outcome::met("the colour is declared by its name", one);
    }
    if let Some(one) = all.iter().find(|one| one.value.kind == kind) {
        let outcome = Outcome::violated("the wording is not the colour's name", one);
        return if one.confidence >= phrase::SURE {
            outcome
        } else {
            outcome.in_doubt("its letters are not certain")
        };
    }
    let hits = phrase::claims(label, unnamed);
    if hits.is_empty() {
        return Outcome::not_applicable(Note::NotVisible);
    }
    Outcome::unclear(format!("which colour {} is, no label tells", quoted(&hits)), hits)
        .as_warning()
}

pub static FOREIGN_BLEND: Rule = Rule {
    id: "wine.foreign-blend-percent",
    title: "A blend that names its foreign wine shows percentages",
    statement: "If a blend of American and foreign wine refers to the foreign wine, the exact percentage by volume \
                stands on the brand label.",
    citation: &[cfr(4, "4.32(a)(4)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print the percentages on the brand label, or leave out the reference.",
    passes: &["“50% American wine / 50% French wine”", "a blend that does not mention it"],
    fails: &[
        "“Blend of California and Chilean wines” without figures",
        "percentages on the back, the reference in front",
    ],
    check: |label| part_4(label, foreign_blend),
};

fn foreign_blend(label: &Label) -> Outcome {
    for (index, line) in kind::plain_lines(label) {
        let words = label.text.folded(index);
        let of_wines = ["wine", "wines"].iter().any(|word| phrase::holds(words, word));
        let blended = phrase::holds(words, "blend") || line.text.contains('%');
        if !(of_wines && blended && names_home_and_abroad(words)) {
            continue;
        }
        return if line.text.contains('%') || phrase::holds(words, "percent") {
            Outcome::met("the blend shows its percentages", line)
        } else {
            Outcome::violated("a blend of American and foreign wine without percentages", line)
        };
    }
    Outcome::not_applicable(Note::NoOccasion)
}

/// Whether folded words name a State or America and, besides, a foreign country in any form.
fn names_home_and_abroad(words: &str) -> bool {
    let mut rest = format!(" {words} ");
    let states = lists::all().states.iter().map(|state| state.name.as_str());
    for home in states.chain(["American"]) {
        // Taken out, so that New Mexico does not name Mexico.
        rest = rest.replace(&format!(" {} ", fold(home)), "  ");
    }
    let home = rest.trim() != words;
    let named = |name: &String| rest.contains(&format!(" {} ", fold(name)));
    let mut abroad = lists::all().countries.iter().filter(|country| country.iso2 != "US");
    home && abroad.any(|country| named(&country.name) || country.adjectives.iter().any(named))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, doubtful, label};
    use DisclosureKind::{Carmine, Sulfites, Yellow5};

    fn says(kind: DisclosureKind, words: &str, accepted: bool) -> Label {
        label().disclosure(kind, words, accepted)
    }

    #[test]
    fn sulfites_are_declared_with_contains() {
        let added = || says(Sulfites, "Sulfites added", false);
        assert_cases(
            &SULFITES,
            [
                ("contains", says(Sulfites, "CONTAINS SULFITES", true), Met),
                ("an agent", says(Sulfites, "Contains sulfur dioxide", true), Met),
                (
                    "naturally occurring",
                    says(Sulfites, "Contains naturally occurring sulfites", true),
                    Met,
                ),
                ("added", added(), Violated),
                ("none added", says(Sulfites, "No sulfites added", false), Violated),
                ("nothing", label(), Violated),
                ("nothing, poorly read", label().poorly_read(), Unclear),
                (
                    "added, doubtful",
                    added().with(|label| doubtful(&mut label.facts.sulfites)),
                    Unclear,
                ),
            ],
        );
    }

    #[test]
    fn colours_are_declared_by_name() {
        assert_cases(
            &YELLOW5,
            [
                ("in full", says(Yellow5, "Contains FD&C Yellow No. 5", true), Met),
                ("short", says(Yellow5, "FD&C Yellow #5", true), Met),
                ("no colour", label(), NotApplicable),
                ("bare", says(Yellow5, "Yellow 5", false), Violated),
                ("certified", label().text(["Contains certified color"]), Unclear),
                ("artificial", label().text(["Artificially colored"]), Unclear),
            ],
        );
        assert_cases(
            &CARMINE,
            [
                ("carmine", says(Carmine, "Contains Carmine", true), Met),
                ("both", says(Carmine, "Contains Cochineal Extract and Carmine", true), Met),
                ("no colour", label(), NotApplicable),
                ("by number", label().text(["Contains E120"]), Violated),
                ("natural color", label().text(["Natural color added"]), Unclear),
            ],
        );
    }

    #[test]
    fn a_blend_with_foreign_wine_shows_figures() {
        assert_cases(
            &FOREIGN_BLEND,
            [
                ("figures", label().text(["50% American wine / 50% French wine"]), Met),
                (
                    "two States",
                    label().text(["Blend of California and New Mexico wines"]),
                    NotApplicable,
                ),
                ("no reference", label().text(["A blend of wines"]), NotApplicable),
                ("no figures", label().text(["Blend of California and Chilean wines"]), Violated),
                (
                    "figures on another panel",
                    label()
                        .panel(crate::label::PanelRole::Front)
                        .text(["A blend of American and Italian wine"])
                        .panel(crate::label::PanelRole::Back)
                        .text(["60% 40%"]),
                    Violated,
                ),
            ],
        );
    }
}
