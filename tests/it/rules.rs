//! What every rule promises, held for all of them at once.

mod cases;
mod cfr;

use crate::law::vectors::{self, Shows, Unseen, Vector};
use crate::support::skipped;
use cfr::Cfr;
use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use ttb_verifier::rules::{Citation, OutcomeKind, catalog};

/// Parts of 27 CFR that rules cite and the bundle does not hold.
const PARTS_NOT_BUNDLED: [u16; 5] = [12, 19, 24, 25, 27];

/// Paragraphs that are law later than the bundled edition.
const LATER_LAW: &[&str] = &[];

const ROOMS: [&str; 9] =
    ["scope", "image", "warning", "common", "application", "wine", "wine-lt7", "spirits", "malt"];

fn skip(missing: &str) {
    skipped(&format!("the {missing} is not beside the project"));
}

fn law(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/rules").join(path)
}

#[test]
fn ids_are_unique_and_begin_with_their_room() {
    let mut ids = HashSet::new();
    for rule in catalog::all() {
        assert!(ids.insert(rule.id), "{} twice", rule.id);
        let room = rule.id.split('.').next().unwrap_or_default();
        assert!(ROOMS.contains(&room), "{}: no such room", rule.id);
        assert!(catalog::find(rule.id).is_some_and(|found| std::ptr::eq(found, rule)));
    }
}

#[test]
fn every_rule_says_what_it_asks_and_what_to_do() {
    for rule in catalog::all() {
        for (what, words) in
            [("title", rule.title), ("statement", rule.statement), ("remedy", rule.remedy)]
        {
            assert!(!words.trim().is_empty(), "{}: no {what}", rule.id);
            assert!(!words.contains("  "), "{}: spaces in the {what}", rule.id);
        }
        assert!(!rule.citation.is_empty(), "{}: no citation", rule.id);
        assert!(rule.passes.len() >= 2, "{}: fewer than two labels that pass", rule.id);
        assert!(rule.fails.len() >= 2, "{}: fewer than two labels that fail", rule.id);
        let codes = rule.evidence.0.split('+');
        assert!(codes.clone().all(|code| "TALGX".contains(code) && code.len() == 1), "{}", rule.id);
    }
}

#[test]
fn findings_follow_the_checklist_the_mandatory_items_first() {
    let told: Vec<&str> = catalog::checklist().map(|rule| rule.id).collect();
    let mut all: Vec<&str> = catalog::all().map(|rule| rule.id).collect();
    let at = |id: &str| told.iter().position(|told| *told == id).expect(id);
    for pair in [
        "wine.brand.required",
        "wine.class-type.required",
        "wine.alcohol.required",
        "wine.net-contents.required",
        "wine.name-address.american",
        "common.country-of-origin",
        "wine.sulfites",
        "warning.present",
        "wine.alcohol.format",
        "common.false-misleading",
    ]
    .windows(2)
    {
        assert!(at(pair[0]) < at(pair[1]), "{} stands before {}", pair[1], pair[0]);
    }
    for rule in catalog::all().filter(|rule| rule.id.ends_with(".required")) {
        assert!(at(rule.id) < at("common.false-misleading"), "{}", rule.id);
    }
    let mut sorted = told.clone();
    sorted.sort_unstable();
    all.sort_unstable();
    assert_eq!(sorted, all, "each once");
}

#[test]
fn a_retired_id_is_gone_and_its_successor_there() {
    for (retired, successor) in catalog::RETIRED {
        assert!(catalog::find(retired).is_none(), "{retired} is retired and registered");
        assert!(catalog::find(successor).is_some(), "{retired} leads to {successor}, unknown");
    }
}

#[test]
fn every_rule_of_the_catalogue_is_implemented_or_listed() {
    let Ok(catalogue) = std::fs::read_to_string(law("catalogue.md")) else {
        return skip("catalogue");
    };
    let (_, index) = catalogue.split_once("## 17 Rule index").expect("the index is section 17");
    let ids: HashSet<&str> = index
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(id, _)| id)
        .collect();
    assert!(ids.len() > 200, "the index has {} rules", ids.len());
    let missing: Vec<_> = ids.iter().filter(|id| catalog::find(id).is_none()).collect();
    assert!(missing.is_empty(), "not implemented: {missing:?}");
    for rule in catalog::all() {
        assert!(ids.contains(rule.id), "{} is not in the catalogue", rule.id);
    }
}

#[test]
fn every_example_of_the_catalogue_is_a_vector() {
    let Ok(catalogue) = std::fs::read_to_string(law("catalogue.md")) else {
        return skip("catalogue");
    };
    let mut wanted = BTreeSet::new();
    let mut rule = None;
    let mut shown = [0, 0];
    for line in catalogue.lines() {
        if let Some((id, _)) = line.strip_prefix("### `").and_then(|rest| rest.split_once('`')) {
            rule = Some(id.to_owned());
            shown = [0, 0];
        }
        let fails = line.starts_with("- FAIL");
        if let Some(rule) = rule.as_ref().filter(|_| fails || line.starts_with("- PASS")) {
            let number = &mut shown[usize::from(fails)];
            *number += 1;
            wanted.insert((rule.clone(), Shows { fails, number: *number }));
        }
    }
    assert!(wanted.len() > 900, "the catalogue has {} examples", wanted.len());
    let (vectors, unseen) = vectors::all();
    let tried: BTreeSet<_> = vectors.into_iter().map(|one| (one.rule, one.shows)).collect();
    let unseen: BTreeSet<_> = unseen.into_iter().map(|one| (one.rule, one.shows)).collect();
    let both: Vec<_> = tried.intersection(&unseen).map(line).collect();
    assert!(both.is_empty(), "tried, and said to be seen on no label: {both:?}");
    let told: BTreeSet<_> = tried.union(&unseen).cloned().collect();
    let unknown: Vec<_> = told.difference(&wanted).map(line).collect();
    assert!(unknown.is_empty(), "not in the catalogue: {unknown:?}");
    let missing: Vec<_> = wanted.difference(&told).map(line).collect();
    assert!(missing.is_empty(), "{} have no vector: {missing:?}", missing.len());
}

fn line((rule, shows): &(String, Shows)) -> String {
    format!("{rule} {shows}")
}

/// A line that passes raises nothing, one that fails does, or the vector says why not.
#[test]
fn vectors_come_out_as_their_lines_ask_or_say_why_not() {
    let (vectors, unseen) = vectors::all();
    for Unseen { rule, shows, because } in unseen {
        assert!(!because.trim().is_empty(), "{rule} {shows}: why is it seen on no label?");
    }
    for Vector { rule, shows, outcome, because, .. } in vectors {
        let raises = matches!(outcome, OutcomeKind::Violated | OutcomeKind::Unclear);
        assert_eq!(raises != shows.fails, because.is_some(), "{rule} {shows}: {outcome:?}");
    }
}

/// Rules that fail no label, each with a test of its own that it raises nothing: what they
/// speak of is seen on no label, or said by another rule.
const FAIL_NONE: [&str; 14] = [
    "common.fill-tolerance",
    "malt.alcohol.strength-terms",
    "malt.alcohol.tolerance",
    "malt.class-type.ale-porter-stout",
    "malt.class-type.ice",
    "malt.class-type.wheat-rye",
    "malt.gravity-and-strength-optional",
    "malt.keg-labels",
    "malt.net-contents.no-standard-of-fill",
    "malt.scope.state-law",
    "spirits.alcohol.tolerance",
    "wine-lt7.health-warning", // its absence is `warning.present`
    "wine.alcohol.tolerance",
    "wine.aspartame",
];

#[test]
fn every_rule_is_shown_twice_each_way() {
    let shown = cases::shown(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules"));
    let mut thin = Vec::new();
    for rule in catalog::all() {
        let cases = shown.get(rule.id).copied().unwrap_or_default();
        if FAIL_NONE.contains(&rule.id) {
            assert_eq!(cases.fails, 0, "{} fails labels: take it off the list", rule.id);
        } else if cases.passes < 2 || cases.fails < 2 {
            thin.push(format!("{}: {cases:?}", rule.id));
        }
    }
    assert!(thin.is_empty(), "too few cases:\n{}", thin.join("\n"));
}

#[test]
fn every_citation_of_27_cfr_resolves_to_a_paragraph() {
    let Some(cfr) = Cfr::load(&law("cfr")) else {
        return skip("text of the regulations");
    };
    let mut unresolved = Vec::new();
    for rule in catalog::all() {
        for citation in rule.citation {
            let Citation::Cfr { part, section } = citation else { continue };
            assert!(
                section.starts_with(&format!("{part}.")),
                "{}: part {part}, {section}",
                rule.id
            );
            let known = PARTS_NOT_BUNDLED.contains(part) || LATER_LAW.contains(section);
            if !known && !cfr.holds(section) {
                unresolved.push(format!("{}: {section}", rule.id));
            }
        }
    }
    assert!(unresolved.is_empty(), "no such paragraphs: {unresolved:#?}");
    for part in PARTS_NOT_BUNDLED {
        assert!(!cfr.parts.contains(&part), "part {part} is bundled: hold citations against it");
    }
}

#[test]
fn the_resolver_knows_paragraphs_at_every_depth() {
    let Some(cfr) = Cfr::load(&law("cfr")) else {
        return skip("text of the regulations");
    };
    for there in ["16.21", "16.22(a)(2)", "4.39(h)(2)(iii)", "5.65(b)(2)", "4.39(i)", "4.32a(b)"] {
        assert!(cfr.holds(there), "{there}");
    }
    for not_there in ["16.23(z)", "4.999", "16.22(a)(9)", "5.65(b)(2)(xii)"] {
        assert!(!cfr.holds(not_there), "{not_there}");
    }
}
