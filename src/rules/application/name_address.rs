//! The party named on the label is the applicant, in the applicant's place.
//! # What the regulation asks
//! 4.35(d), 5.66(g), 7.66(h) and their like; form item 8 with the trade names used on the label.
//! # How we decide
//! The applicant's name, or any trade name, on a statement or anywhere on the label is enough;
//! capitals, marks and company suffixes do not matter. Another company is wrong only when its
//! name was read well on a complete label and shares no telling word with the declared names.
//! The place is compared on the matching statement; several premises are lawful, so another
//! place is a warning.
//! # What we cannot see
//! Permits, and trade names that item 8 does not list.

use super::us_place;
use crate::label::{Applicant, Commodities, Fact, Label, NameAddress, Reading, fold};
use crate::rules::phrase::{SURE, holds};
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity, cfr};
use strsim::damerau_levenshtein;

/// Words that tell no company from another.
const COMMON_WORDS: [&str; 34] = [
    "the",
    "and",
    "of",
    "inc",
    "llc",
    "ltd",
    "co",
    "company",
    "corp",
    "corporation",
    "lp",
    "llp",
    "pllc",
    "limited",
    "incorporated",
    "brewing",
    "brewery",
    "brewers",
    "winery",
    "wines",
    "wine",
    "cellars",
    "cellar",
    "vineyards",
    "vineyard",
    "distillery",
    "distilling",
    "distillers",
    "spirits",
    "imports",
    "importers",
    "beverage",
    "beverages",
    "usa",
];
const SUFFIXES: [&str; 12] = [
    "inc",
    "llc",
    "l l c",
    "ltd",
    "co",
    "company",
    "corp",
    "corporation",
    "lp",
    "llp",
    "limited",
    "incorporated",
];

pub static RULE: Rule = Rule {
    id: "application.name-address",
    title: "The party on the label is the applicant",
    statement: "The bottler or importer named on the label is the applicant of form item 8, or one of \
                its trade names, with the same city and State.",
    citation: &[
        cfr(4, "4.35(d)"),
        cfr(5, "5.66(g)"),
        cfr(5, "5.67(f)"),
        cfr(5, "5.68(e)"),
        cfr(7, "7.66(h)"),
        cfr(7, "7.67(d)"),
        Citation::Other("TTB F 5100.31 item 8"),
    ],
    commodities: Commodities::ALL,
    severity: Severity::Error,
    evidence: Evidences("T+A"),
    in_force: ALWAYS,
    remedy: "List the name used on the label as a trade name in item 8, or correct the label.",
    passes: &["a listed trade name with its city", "“Inc.” or “LLC” left out on the label"],
    fails: &["Sonoma declared, Napa printed", "a bottler that is not in item 8"],
    check,
};

fn check(label: &Label) -> Outcome {
    let applicant = label.declared.application.applicant.as_ref();
    let Some((applicant, names)) = applicant.map(|one| (one, names(one))) else {
        return Outcome::not_applicable(Note::NotDeclared);
    };
    if names.is_empty() {
        return Outcome::not_applicable(Note::NotDeclared);
    }
    let statements = &label.facts.name_addresses;
    if let Some(own) = statements.iter().find(|one| is_named(&one.value.name, &one.text, &names)) {
        return same_place(applicant, own);
    }
    let elsewhere: Vec<_> = names.iter().flat_map(|name| label.text.find(name)).collect();
    if !elsewhere.is_empty() {
        return Outcome::met("the applicant's name is on the label", elsewhere);
    }
    match &label.facts.name_address {
        Fact::Unreadable(seen) => Outcome::unclear("the name and address could not be read", seen),
        Fact::Absent => Outcome::unclear("no name and address was found to compare", ()),
        Fact::Doubtful(other) => {
            Outcome::unclear("the name and address is not read with certainty", other)
        }
        Fact::Read(other) => another_party(label, other, &names),
    }
}

fn another_party(label: &Label, other: &Reading<NameAddress>, names: &[String]) -> Outcome {
    let why = format!("“{}” is not the applicant", other.text.trim());
    let sure = other.confidence >= SURE
        && !other.value.name.is_empty()
        && !other.value.for_other
        && label.completeness.absence_is_certain()
        && !names.iter().any(|name| shares_a_word(name, &fold(&other.value.name)));
    if sure { Outcome::violated(why, other) } else { Outcome::unclear(why, other) }
}

/// The declared names folded, without company suffixes, longest first; `used on label` notes
/// in parentheses are names of their own.
fn names(applicant: &Applicant) -> Vec<String> {
    let declared = applicant.name.iter().chain(&applicant.trade_names);
    let mut names: Vec<String> = declared
        .flat_map(|name| name.split(['(', ')', ';']).map(fold).collect::<Vec<_>>())
        .map(|name| name.replace("used on label", "").replace("dba ", "").trim().to_owned())
        .map(|name| without_suffix(&name).to_owned())
        .filter(|name| name.len() > 2)
        .collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.dedup();
    names
}

fn without_suffix(name: &str) -> &str {
    let mut name = name;
    while let Some(shorter) =
        SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix)?.strip_suffix(' '))
    {
        name = shorter;
    }
    name
}

fn is_named(name: &str, text: &str, names: &[String]) -> bool {
    let (folded, text) = (fold(name), fold(text));
    let printed = without_suffix(&folded);
    names.iter().any(|declared| {
        // Two letters in a long name are the engine's, not another company's.
        let slack = declared.len() / 8;
        holds(&text, declared)
            || (!printed.is_empty() && damerau_levenshtein(printed, declared) <= slack.min(2))
    })
}

fn shares_a_word(declared: &str, printed: &str) -> bool {
    let telling = |word: &&str| word.len() > 2 && !COMMON_WORDS.contains(word);
    declared.split(' ').filter(telling).any(|word| {
        printed.split(' ').filter(telling).any(|other| damerau_levenshtein(word, other) <= 1)
    })
}

fn same_place(applicant: &Applicant, own: &Reading<NameAddress>) -> Outcome {
    let Some(address) = applicant.address.as_deref().map(fold).filter(|one| !one.is_empty()) else {
        return Outcome::met("the applicant is named", own);
    };
    let city = own.value.city.as_deref().map(fold);
    let other_city = city.as_ref().is_some_and(|city| !holds(&address, city));
    let state = own.value.state.as_deref();
    let other_state = state.is_some_and(|state| !us_place::holds_state(&address, state));
    if !other_city && !other_state {
        return Outcome::met("the applicant is named, in the declared place", own);
    }
    let why =
        format!("the applicant is named, but not in the declared place: “{}”", own.text.trim());
    // What follows the name without a State may be no city at all.
    let sure = own.confidence >= SURE && state.is_some();
    if sure && other_city_is_sure(city.as_deref(), &address, other_state) {
        Outcome::violated(why, own).as_warning()
    } else {
        Outcome::unclear(why, own).as_warning()
    }
}

/// A city one letter off a word of the declared address is a misreading.
fn other_city_is_sure(city: Option<&str>, address: &str, other_state: bool) -> bool {
    other_state
        || city.is_some_and(|city| {
            let words: Vec<&str> = address.split(' ').collect();
            let length = city.split(' ').count();
            !words.windows(length).any(|window| damerau_levenshtein(&window.join(" "), city) <= 1)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, assert_severities, label};

    fn by(name: &str, address: &str) -> Label {
        let applicant = Applicant {
            name: Some(name.to_owned()),
            address: Some(address.to_owned()),
            trade_names: Vec::new(),
        };
        label().declaring(|declared| declared.application.applicant = Some(applicant))
    }

    #[test]
    fn the_applicant_is_on_the_label() {
        let abc =
            || by("ABC Distilling LLC (used on label: ABC Spirits)", "1 Main St, DAYTON OH 45402");
        let ridge = || by("Ridge Winery, Inc.", "Sonoma, CA");
        assert_cases(
            &RULE,
            [
                (
                    "trade name",
                    abc().name_address("Bottled by", "ABC Spirits", "Dayton", "OH"),
                    Met,
                ),
                (
                    "no suffix",
                    ridge().name_address("Bottled by", "Ridge Winery", "Sonoma", "CA"),
                    Met,
                ),
                (
                    "misread",
                    ridge().name_address("Bottled by", "Ridqe Winery", "Sonoma", "CA"),
                    Met,
                ),
                (
                    "not declared",
                    label().name_address("Bottled by", "X", "Napa", "CA"),
                    NotApplicable,
                ),
                (
                    "other city",
                    ridge().name_address("Bottled by", "Ridge Winery", "Napa", "CA"),
                    Violated,
                ),
                (
                    "other company",
                    ridge().name_address("Bottled by", "Copper Hill", "Napa", "CA"),
                    Violated,
                ),
                (
                    "a related name",
                    ridge().name_address("Bottled by", "Ridge Cellars", "Sonoma", "CA"),
                    Unclear,
                ),
                (
                    "other company, front only",
                    ridge()
                        .name_address("Bottled by", "Copper Hill", "Napa", "CA")
                        .perhaps_incomplete(),
                    Unclear,
                ),
                ("nothing found", ridge(), Unclear),
            ],
        );
        assert_severities(
            &RULE,
            [(
                "city",
                ridge().name_address("Bottled by", "Ridge Winery", "Napa", "CA"),
                Severity::Warning,
            )],
        );
    }
}
