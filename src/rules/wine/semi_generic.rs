//! Semi-generic names: Burgundy, Port, Champagne and their like on American wine.
//! # What the regulation asks
//! 4.24(b): a semi-generic name on wine of another origin stands with its true appellation, in
//! direct conjunction. 4.21(b)(3): sparkling wine not fermented in the bottle may add, never
//! put in place of “sparkling wine”, `[place] champagne` with one of the printed process phrases.
//! # How we decide
//! Only where the name stands as designation. Without any appellation the finding is
//! `wine.appellation.required`'s; here it is judged whether name and place share a panel, and
//! whether Champagne carries its words.
//! # What we cannot see
//! How it was fermented; approvals before 2006 under the agreement with the European Union.

use super::kind::{self, part_4};
use crate::label::{Attribute, Commodities, Designation, Label, Reading};
use crate::lists;
use crate::rules::phrase;
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};
use std::collections::BTreeSet;

pub static RULE: Rule = Rule {
    id: "wine.semi-generic",
    title: "A semi-generic name stands with its true place",
    statement: "A semi-generic name such as Burgundy, Port or Sherry on wine of another origin has the true \
                appellation beside it, substantially as conspicuous.",
    citation: &[cfr(4, "4.24(b)"), cfr(24, "24.257(c)"), cfr(4, "4.34(b)(3)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T+L"),
    in_force: ALWAYS,
    remedy: "Print the appellation beside the name, for example “California Burgundy”.",
    passes: &["“California Burgundy”", "“American Sherry”"],
    fails: &["“Chablis” in front, “California” on the back", "“Burgundy” with its place elsewhere"],
    check: |label| part_4(label, semi_generic),
};

fn semi_generic(label: &Label) -> Outcome {
    let designations = kind::designations(label);
    let name = designations
        .iter()
        .find(|one| kind::is_semi_generic(&one.value) && one.value.id != "wine.champagne");
    let Some(name) = name.filter(|_| kind::is_american(label)) else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    if !kind::has_place(label) {
        return Outcome::not_applicable(Note::SaidElsewhere);
    }
    if beside_place(label, name) {
        return Outcome::met("the true place stands with the name", *name);
    }
    let why = format!("“{}” and the place stand on different panels", name.text);
    let outcome = Outcome::violated(why, *name);
    if label.completeness.absence_is_certain() {
        outcome
    } else {
        outcome.in_doubt("the place may stand where nothing could be read")
    }
}

/// Whether an appellation stands in the designation or on one of its panels.
fn beside_place(label: &Label, name: &Reading<Designation>) -> bool {
    if name.value.attributes.iter().any(|one| matches!(one, Attribute::Place(_))) {
        return true;
    }
    let mut named: BTreeSet<usize> = name.evidence.iter().map(|seen| seen.panel).collect();
    named.extend(kind::panels(label, &name.text));
    let found = label.facts.appellations.iter().chain(label.facts.appellation.reading());
    found.into_iter().any(|place| {
        place.evidence.iter().any(|seen| named.contains(&seen.panel))
            || kind::panels(label, &place.text).intersection(&named).next().is_some()
    })
}

pub static CHAMPAGNE: Rule = Rule {
    id: "wine.class-type.champagne-other",
    title: "American Champagne carries its place and process",
    statement: "American sparkling wine not fermented in the bottle may add “champagne style” or “[place] \
                champagne” with a printed process phrase to “sparkling wine”, never replace it.",
    citation: &[cfr(4, "4.21(b)(2)"), cfr(4, "4.21(b)(3)"), cfr(4, "4.24(b)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print “Sparkling Wine” and one of the process phrases, such as “Bulk Process”, with the place.",
    passes: &["“Sparkling Wine – California Champagne – Bulk Process”", "“American Champagne”"],
    fails: &[
        "“California Champagne – Charmat Method”",
        "“California Champagne – Bulk Process” alone",
    ],
    check: |label| part_4(label, champagne),
};

fn champagne(label: &Label) -> Outcome {
    let designations = kind::designations(label);
    let Some(name) = designations
        .iter()
        .find(|one| one.value.id == "wine.champagne")
        .filter(|_| kind::is_american(label))
    else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    if !kind::has_place(label) {
        return Outcome::not_applicable(Note::SaidElsewhere);
    }
    let words = |list: &'static [String]| list.iter().map(String::as_str).collect::<Vec<_>>();
    let process = phrase::hinted(label, &words(&lists::all().champagne_process));
    let more = phrase::anywhere(label, &words(&lists::all().champagne_process_additional));
    let outcome = if process && !phrase::hinted(label, &["sparkling"]) {
        Outcome::violated("the words stand in place of “sparkling wine”", *name)
    } else if !process && !more.is_empty() {
        Outcome::violated("the Charmat method is named without a printed process phrase", more)
    } else {
        return Outcome::met("Champagne stands with its place", *name);
    };
    if label.completeness.absence_is_certain() {
        outcome
    } else {
        outcome.in_doubt("the words may stand where nothing could be read")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AppellationKind;
    use crate::label::PanelRole::{Back, Front};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    fn named(id: &str, words: &str) -> Label {
        label().domestic().panel(Front).class_type(id, &[], words)
    }

    fn californian(label: Label) -> Label {
        label.appellation(AppellationKind::State, "California", "United States", &["CA"])
    }

    #[test]
    fn a_semi_generic_name_stands_with_its_place() {
        let burgundy = || named("wine.semi-generic.burgundy", "Burgundy");
        let chablis = || californian(named("wine.semi-generic.chablis", "Chablis").panel(Back));
        let sherry =
            named("wine.sherry", "Sherry").attribute(Attribute::Place("American".to_owned()));
        assert_cases(
            &RULE,
            [
                ("California Burgundy", californian(burgundy()), Met),
                ("American Sherry", sherry, Met),
                ("Port Angeles in an address", label().domestic(), NotApplicable),
                ("no place, said elsewhere", burgundy(), NotApplicable),
                ("imported", burgundy().imported(), NotApplicable),
                ("another panel", chablis(), Violated),
                ("another panel, poorly read", chablis().poorly_read(), Unclear),
            ],
        );
    }

    #[test]
    fn american_champagne_adds_to_sparkling_wine() {
        let champagne = || californian(named("wine.champagne", "Champagne"));
        assert_cases(
            &CHAMPAGNE,
            [
                ("bulk process", champagne().text(["Sparkling Wine", "Bulk Process"]), Met),
                ("fermented in glass", champagne(), Met),
                ("no place, said elsewhere", named("wine.champagne", "Champagne"), NotApplicable),
                ("Charmat alone", champagne().text(["Charmat Method"]), Violated),
                ("in place of sparkling wine", champagne().text(["Bulk Process"]), Violated),
            ],
        );
    }
}
