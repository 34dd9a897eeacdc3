//! Grapes as designation: their names, and the place beside them.
//! # What the regulation asks
//! 4.23(a), (e): a grape stands beside an appellation; American wine uses the names of 4.91, those
//! of 4.92 only until their day. 4.28: Muscat, Muscadine, Scuppernong; Gamay Beaujolais is over
//! since 9 April 2007.
//! # How we decide
//! Only grapes that stand as designation count, not those of a story. A missing appellation is
//! `wine.appellation.required`. A grape declared under a name that is not listed is shown to a
//! person, since names are approved by letter first.
//! # What we cannot see
//! What is in the wine, and names approved since the list was made.

use super::kind::{self, part_4};
use crate::label::{Commodities, Label, fold};
use crate::lists;
use crate::rules::phrase;
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};
use std::collections::BTreeSet;

pub static APPELLATION_REQUIRED: Rule = Rule {
    id: "wine.varietal.appellation-required",
    title: "A grape stands beside its appellation",
    statement: "A grape as designation has the appellation of origin in direct conjunction with it, substantially \
                as conspicuous.",
    citation: &[cfr(4, "4.23(a)"), cfr(4, "4.28"), cfr(4, "4.34(b)(1)"), cfr(4, "4.34(b)(2)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print the appellation beside the grape on the same panel.",
    passes: &["“Oregon Pinot Noir”", "“Napa Valley” above “Cabernet Sauvignon”"],
    fails: &["“Moscato” in front, “California” on the back", "the place on the neck label alone"],
    check: |label| part_4(label, appellation_required),
};

fn appellation_required(label: &Label) -> Outcome {
    let grapes = kind::grapes(label);
    let Some(grape) = grapes.first().filter(|_| !kind::has_class_besides_grapes(label)) else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    if !kind::has_place(label) {
        return Outcome::not_applicable(Note::SaidElsewhere);
    }
    let Some(place) = label.facts.appellation.reading() else {
        return Outcome::met("the designation names its place", *grape);
    };
    let mut named = BTreeSet::new();
    for grape in &grapes {
        named.extend(grape.evidence.iter().map(|seen| seen.panel));
        named.extend(kind::panels(label, &grape.value.name));
    }
    let mut placed: BTreeSet<usize> = kind::panels(label, &place.text);
    let found = label.facts.appellations.iter().chain([place]);
    placed.extend(found.flat_map(|one| one.evidence.iter().map(|seen| seen.panel)));
    if named.intersection(&placed).next().is_some() {
        return Outcome::met("grape and place share a panel", place);
    }
    let why = format!("{} and {} stand on different panels", grape.value.name, place.value.name);
    let mut seen = grape.evidence.clone();
    seen.extend(place.evidence.iter().cloned());
    // The lists hold few foreign places: the one beside the grape may not be known.
    let certain = kind::is_american(label)
        && label.completeness.absence_is_certain()
        && label.facts.appellation.confident().is_some();
    if certain { Outcome::violated(why, seen) } else { Outcome::unclear(why, seen).as_warning() }
}

pub static APPROVED_NAME: Rule = Rule {
    id: "wine.varietal.approved-name",
    title: "American wine uses approved names of grapes",
    statement: "A grape as designation of American wine has a name of the approved list; the alternatives of 4.92 \
                only on wine bottled before their day.",
    citation: &[cfr(4, "4.23(e)"), cfr(4, "4.91"), cfr(4, "4.92"), cfr(4, "4.93")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Use the approved name of the grape.",
    passes: &["“Gruner Veltliner”", "“Fume Blanc”"],
    fails: &["“Johannisberg Riesling”", "“Cabernet” alone"],
    check: |label| part_4(label, approved_name),
};

fn approved_name(label: &Label) -> Outcome {
    if !kind::is_american(label) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    if let Some(expired) = expired_name(label) {
        return expired;
    }
    if let Some(unknown) = unknown_name(label) {
        return unknown;
    }
    kind::grapes(label).first().map_or_else(
        || Outcome::not_applicable(Note::NoOccasion),
        |grape| Outcome::met("the name is on the list", *grape),
    )
}

/// A grape that is declared and printed, and not on the list as it stood in 2024.
fn unknown_name(label: &Label) -> Option<Outcome> {
    let declared = label.declared.application.grape_varietals.iter().flatten();
    declared.into_iter().find_map(|name| {
        let words = fold(name);
        let known = kind::grapes(label).iter().any(|one| phrase::holds(&words, &fold(&one.text)))
            || words.contains(|c: char| c.is_ascii_digit())
            || lists::all().grapes.iter().any(|grape| {
                grape.synonyms.iter().chain([&grape.name]).any(|one| words.contains(&fold(one)))
            })
            || lists::all().varietal_types.iter().any(|kind| words.contains(&fold(&kind.name)));
        let hit = phrase::claims(label, &[name]).into_iter().next()?;
        let why = format!("{name} is not among the approved names; TTB may have added it since");
        (!known).then(|| Outcome::unclear(why, hit))
    })
}

/// An alternative of 4.92 past its day, alone on a line and part of no other grape's name.
fn expired_name(label: &Label) -> Option<Outcome> {
    if kind::has_class_besides_grapes(label) {
        return None;
    }
    for (index, line) in kind::plain_lines(label) {
        let words = label.text.folded(index);
        let expired = lists::expired_grape(words).filter(|old| label.as_of >= old.bottled_before);
        let Some(expired) = expired else { continue };
        let longer = lists::all().grapes.iter().any(|grape| {
            phrase::holds(&fold(&grape.name), words) && phrase::hinted(label, &[&grape.name])
        });
        if longer || kind::in_a_name(label, words) {
            continue;
        }
        let why = format!(
            "{} was good for wine bottled before {}; the name is {}",
            expired.alternative, expired.bottled_before, expired.name
        );
        return Some(Outcome::violated(why, line).as_error());
    }
    None
}

pub static SPECIAL: Rule = Rule {
    id: "wine.type-designation.special",
    title: "Names of varietal significance keep to their rules",
    statement: "Muscadine, Muscatel, Muscat, Moscato and Scuppernong need an appellation; Gamay Beaujolais is not \
                used on American wine bottled from 9 April 2007.",
    citation: &[cfr(4, "4.28")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Use the name of the grape, such as Pinot Noir or Valdiguié, in place of Gamay Beaujolais.",
    passes: &["“North Carolina Scuppernong”", "“California Moscato”"],
    fails: &["“Gamay Beaujolais” on American wine", "“Gamay Beaujolais” filed on 9 April 2007"],
    check: |label| part_4(label, special),
};

fn special(label: &Label) -> Outcome {
    if !kind::is_american(label) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    for kind in &lists::all().varietal_types {
        let over = kind.prohibited_from.is_some_and(|day| label.as_of >= day);
        let hits = phrase::claims(label, &[&kind.name]);
        if over && let Some(hit) = hits.into_iter().next() {
            let why = format!("{} is not used on American wine any more", kind.name);
            return Outcome::violated(why, hit);
        }
    }
    let names = kind::grapes(label);
    let printed = names
        .iter()
        .find(|grape| lists::all().varietal_types.iter().any(|kind| kind.name == grape.value.name));
    match printed {
        Some(grape) if kind::has_place(label) => Outcome::met("it has an appellation", *grape),
        Some(_) => Outcome::not_applicable(Note::SaidElsewhere),
        None => Outcome::not_applicable(Note::NoOccasion),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AppellationKind;
    use crate::label::PanelRole::{Back, Front};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, assert_severities, label};

    fn place(label: Label, kind: AppellationKind, name: &str) -> Label {
        label.appellation(kind, name, "United States", &["CA"])
    }

    #[test]
    fn grape_and_place_share_a_panel() {
        let state = AppellationKind::State;
        let moscato = || {
            place(label().domestic().panel(Front).grape("Moscato").panel(Back), state, "California")
        };
        assert_cases(
            &APPELLATION_REQUIRED,
            [
                ("Oregon Pinot Noir", place(label().grape("Pinot noir"), state, "Oregon"), Met),
                (
                    "Napa Valley above",
                    place(label(), AppellationKind::ViticulturalArea, "Napa Valley")
                        .grape("Cabernet Sauvignon"),
                    Met,
                ),
                ("no place, said elsewhere", label().grape("Pinot noir"), NotApplicable),
                ("another panel", moscato(), Violated),
                ("another panel, poorly read", moscato().poorly_read(), Unclear),
            ],
        );
    }

    #[test]
    fn names_past_their_day_are_wrong() {
        let named = |name: &str| label().domestic().text([name]);
        let old = named("Johannisberg Riesling").filed(2005, 12, 31);
        let declared = |name: &str| {
            named(name).declaring(|declared| {
                declared.application.grape_varietals = Some(vec![name.to_owned()]);
            })
        };
        assert_cases(
            &APPROVED_NAME,
            [
                ("no umlaut", label().domestic().grape("Gruner Veltliner"), Met),
                ("a synonym", label().domestic().grape("Fume blanc"), Met),
                ("in its day", old, NotApplicable),
                ("imported", named("Johannisberg Riesling").imported(), NotApplicable),
                (
                    "with its second word below",
                    named("Cabernet").text(["Cabernet Sauvignon"]),
                    NotApplicable,
                ),
                ("on its last day", named("Johannisberg Riesling").filed(2006, 1, 1), Violated),
                ("Johannisberg", named("Johannisberg Riesling"), Violated),
                ("Cabernet", named("Cabernet"), Violated),
                ("no name of the list", declared("Frobnitz Noir"), Unclear),
                ("declared and on the list", declared("Merlot").grape("Merlot"), Met),
            ],
        );
        assert_severities(&APPROVED_NAME, [("Cabernet", named("Cabernet"), Severity::Error)]);
    }

    #[test]
    fn gamay_beaujolais_is_over() {
        let gamay = || label().domestic().text(["Gamay Beaujolais"]);
        let from =
            |grape: &str| place(label().domestic().grape(grape), AppellationKind::State, "x");
        assert_cases(
            &SPECIAL,
            [
                ("Scuppernong", from("Scuppernong"), Met),
                ("Moscato", from("Moscato"), Met),
                ("no place, said elsewhere", label().domestic().grape("Muscadine"), NotApplicable),
                ("in its day", gamay().filed(2007, 4, 8), NotApplicable),
                ("on its last day", gamay().filed(2007, 4, 9), Violated),
                ("now", gamay(), Violated),
            ],
        );
    }
}
