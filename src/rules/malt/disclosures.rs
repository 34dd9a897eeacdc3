//! Sulfites, Yellow 5 and carmine: what is disclosed, and nothing added to it.
//! # What the regulation asks
//! 7.63(b)(1)-(3), 7.147(b)(3): FD&C Yellow No. 5, cochineal extract or carmine, and sulfites of
//! 10 ppm or more are named. 7.52(b)(1): mandatory information stands without additional words.
//! # How we decide
//! What was used is in the formula, so that only words on the label raise these rules: a wording
//! that does not do, or a vague colour where the name may be due. A vague word alone violates
//! nothing, it asks.
//! # What we cannot see
//! The formula and the analysis.

use crate::label::{Commodities, Disclosure, DisclosureKind, Label, Reading};
use crate::rules::phrase::{self, SURE, folded_lines, holds, quoted};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

fn of(label: &Label, kind: DisclosureKind) -> impl Iterator<Item = &Reading<Disclosure>> {
    label.facts.disclosures.iter().filter(move |one| one.value.kind == kind)
}

/// One colour that must be named.
struct Color {
    kind: DisclosureKind,
    /// Names the regulation does not know for it.
    other_names: &'static [&'static str],
    /// Words that may hide it.
    vague: &'static [&'static str],
    name: &'static str,
}

static YELLOW: Color = Color {
    kind: DisclosureKind::Yellow5,
    other_names: &["tartrazine", "e102", "e 102"],
    vague: &[
        "certified color",
        "certified colors",
        "artificially colored",
        "artificial color",
        "artificial colors",
    ],
    name: "FD&C Yellow No. 5",
};
static COCHINEAL: Color = Color {
    kind: DisclosureKind::Carmine,
    other_names: &["e120", "e 120", "carminic acid"],
    vague: &["natural red color", "natural red coloring", "natural red 4"],
    name: "cochineal extract or carmine",
};

fn color(label: &Label, color: &Color) -> Outcome {
    if let Some(named) = of(label, color.kind).next() {
        return Outcome::met(format!("{} is named", color.name), named);
    }
    let others = phrase::claims(label, color.other_names);
    if let Some(hit) = others.first() {
        return Outcome::violated(
            format!("{} is not named as {}", quoted(&others), color.name),
            hit,
        );
    }
    let vague = phrase::claims(label, color.vague);
    vague.first().map_or(Outcome::not_applicable(Note::NotVisible), |hit| {
        let why = format!("{} does not tell whether {} was used", quoted(&vague), color.name);
        Outcome::unclear(why, hit).as_warning()
    })
}

pub static YELLOW_5: Rule = Rule {
    id: "malt.yellow5",
    title: "FD&C Yellow No. 5 is named",
    statement: "Where FD&C Yellow No. 5 is used, it is named on a label, in the statement of \
                composition or elsewhere.",
    citation: &[cfr(7, "7.63(b)(1)"), cfr(7, "7.147(b)(3)")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T+X"),
    in_force: ALWAYS,
    remedy: "Print “FD&C Yellow No. 5” or “Contains FD&C Yellow No. 5” if it is used.",
    passes: &[
        "“Contains FD&C Yellow No. 5”",
        "“FD&C Yellow No. 5” inside the statement of composition",
    ],
    fails: &["“Contains certified color” only", "“Artificially colored” only", "“Tartrazine”"],
    check: |label| color(label, &YELLOW),
};

pub static CARMINE: Rule = Rule {
    id: "malt.carmine",
    title: "Cochineal extract and carmine are named",
    statement: "Where cochineal extract or carmine is used, it is named on a label.",
    citation: &[cfr(7, "7.63(b)(2)"), cfr(7, "7.147(b)(3)")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T+X"),
    in_force: ALWAYS,
    remedy: "Print “Contains carmine” or “Contains cochineal extract” if it is used.",
    passes: &["“contains carmine”", "“contains cochineal extract”"],
    fails: &["“natural red color”", "“E120”"],
    check: |label| color(label, &COCHINEAL),
};

pub static SULFITES: Rule = Rule {
    id: "malt.sulfites",
    title: "Sulfites are declared in accepted words",
    statement: "With 10 parts per million or more of sulfur dioxide, “Contains sulfites”, “Contains \
                a sulfiting agent” or the agent's name stands on a label.",
    citation: &[cfr(7, "7.63(b)(3)")],
    commodities: Commodities::MALT,
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    in_force: ALWAYS,
    remedy: "Print “Contains sulfites”.",
    passes: &["“Contains sulfites”", "“Contains sodium metabisulfite”"],
    fails: &["“Sulfites: yes”", "“May contain sulfites”"],
    check: sulfites,
};

fn sulfites(label: &Label) -> Outcome {
    if let Some(accepted) = of(label, DisclosureKind::Sulfites).find(|one| one.value.accepted) {
        return Outcome::met("sulfites are declared", accepted);
    }
    let words = ["sulfites", "sulphites", "sulfite", "sulphite"];
    let mut hits = phrase::claims(label, &words);
    // A claim that there are none declares nothing.
    hits.retain(|hit| {
        let line = folded_lines(hit);
        let none = ["no", "free", "without", "low", "zero"].iter().any(|word| holds(&line, word));
        !none && !NATURAL_ONLY.iter().any(|said_elsewhere| holds(&line, said_elsewhere))
    });
    hits.first().map_or(Outcome::not_applicable(Note::NotVisible), |hit| {
        Outcome::violated(format!("{} is not an accepted wording", quoted(&hits)), hit)
    })
}

/// Known additions that leave no accepted statement.
const NATURAL_ONLY: [&str; 2] = ["natural sulfites only", "natural sulphites only"];
/// Words after a disclosure that belong to no accepted statement.
const ADDITIONS: [&str; 6] = ["for", "only", "just", "because", "but", "so"];

pub static NO_EXTRA_TEXT: Rule = Rule {
    id: "malt.disclosures.no-extra-text",
    title: "Disclosures stand without additional words",
    statement: "The disclosures of sulfites and colours are made without words of praise or \
                explanation.",
    citation: &[cfr(7, "7.52(b)(1)"), cfr(7, "7.63(b)")],
    commodities: Commodities::MALT,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Leave the additional words out.",
    passes: &["“Contains sulfites”", "“FD&C Yellow No. 5”"],
    fails: &[
        "“Contains FD&C Yellow No. 5 for that sunny look”",
        "“Contains natural sulfites only”",
    ],
    check: no_extra_text,
};

fn no_extra_text(label: &Label) -> Outcome {
    let kinds = [DisclosureKind::Sulfites, DisclosureKind::Yellow5, DisclosureKind::Carmine];
    let all: Vec<_> = kinds.into_iter().flat_map(|kind| of(label, kind)).collect();
    let with_more = all.iter().find(|one| one.confidence >= SURE && has_addition(label, one));
    if let Some(one) = with_more {
        return Outcome::violated(format!("“{}” is said with more words", one.text.trim()), *one);
    }
    let natural = phrase::claims(label, &NATURAL_ONLY);
    if let Some(hit) = natural.first() {
        return Outcome::violated(
            format!("{} says more than the disclosure", quoted(&natural)),
            hit,
        );
    }
    all.first().map_or(Outcome::not_applicable(Note::NoOccasion), |one| {
        Outcome::met("the disclosure stands by itself", *one)
    })
}

fn has_addition(label: &Label, disclosure: &Reading<Disclosure>) -> bool {
    if disclosure.value.extra.is_some() {
        return true;
    }
    label.text.find(&disclosure.text).iter().any(|hit| {
        let line = folded_lines(hit);
        let rest = line.split_once(&hit.phrase).map_or("", |(_, rest)| rest);
        rest.split_whitespace().next().is_some_and(|next| ADDITIONS.contains(&next))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::DisclosureKind::{Carmine, Sulfites, Yellow5};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn colors_are_named_or_asked_about() {
        let says = |line| label().malt().text([line]);
        let yellow = |printed| label().malt().disclosure(Yellow5, printed, true);
        assert_cases(
            &YELLOW_5,
            [
                ("contains", yellow("Contains FD&C Yellow No. 5"), Met),
                ("in the composition", yellow("FD&C Yellow No. 5"), Met),
                ("nothing", label().malt(), NotApplicable),
                ("certified", says("Contains certified color"), Unclear),
                ("artificial", says("Artificially colored"), Unclear),
                ("another name", says("Colored with tartrazine"), Violated),
            ],
        );
        let carmine = |printed| label().malt().disclosure(Carmine, printed, true);
        assert_cases(
            &CARMINE,
            [
                ("carmine", carmine("contains carmine"), Met),
                ("cochineal", carmine("contains cochineal extract"), Met),
                ("vague", says("natural red color"), Unclear),
                ("a number", says("E120"), Violated),
            ],
        );
    }

    #[test]
    fn sulfites_are_contained_and_not_perhaps() {
        let says = |printed, accepted| label().malt().disclosure(Sulfites, printed, accepted);
        assert_cases(
            &SULFITES,
            [
                ("contains", says("Contains sulfites", true), Met),
                ("agent", says("Contains sodium metabisulfite", true), Met),
                ("none", label().malt().text(["No sulfites added"]), NotApplicable),
                ("nothing", label().malt(), NotApplicable),
                (
                    "said as an addition",
                    label().malt().text(["Contains natural sulfites only"]),
                    NotApplicable,
                ),
                ("yes", label().malt().text(["Sulfites: yes"]), Violated),
                ("may", says("May contain sulfites", false), Violated),
            ],
        );
    }

    #[test]
    fn nothing_is_added_to_a_disclosure() {
        let sunny = label()
            .malt()
            .disclosure(Yellow5, "Contains FD&C Yellow No. 5 for that sunny look", true)
            .with(|label| {
                label.facts.disclosures[0].text = "Contains FD&C Yellow No. 5".to_owned();
            });
        assert_cases(
            &NO_EXTRA_TEXT,
            [
                ("sulfites", label().malt().disclosure(Sulfites, "Contains sulfites", true), Met),
                ("yellow", label().malt().disclosure(Yellow5, "FD&C Yellow No. 5", true), Met),
                ("nothing", label().malt(), NotApplicable),
                ("for the look", sunny, Violated),
                ("natural", label().malt().text(["Contains natural sulfites only"]), Violated),
            ],
        );
    }
}
