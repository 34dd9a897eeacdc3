//! What an appellation of origin may be, and how it is printed.
//! # What the regulation asks
//! 4.25(a), (c), (d): the places that may be one, percentages for several counties or States.
//! Part 9: exact names of viticultural areas.
//! # How we decide
//! County names are not in the lists; the few counties that are commonly printed without the word
//! are named here. Percentages may stand apart from the places they belong to.
//! # What we cannot see
//! Which areas overlap without one lying in the other.

use super::kind::{self, part_4};
use crate::label::{Appellation, AppellationKind, Commodities, Label, fold};
use crate::lists::{self, Area, Names};
use crate::rules::phrase;
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};
use std::sync::LazyLock;

/// Counties known for wine whose bare names are no viticultural area.
const BARE_COUNTIES: [(&str, &str); 7] = [
    ("Sonoma", "CA"),
    ("Napa", "CA"),
    ("Santa Barbara", "CA"),
    ("Amador", "CA"),
    ("Loudoun", "VA"),
    ("Albemarle", "VA"),
    ("Yamhill", "OR"),
];
/// Most counties or States that may be joined (4.25(c),(d)).
const MOST_JOINED: usize = 3;

pub static FORM: Rule = Rule {
    id: "wine.appellation.form",
    title: "The appellation is a place that may be one",
    statement: "An American appellation is the United States, a State, up to three adjoining States, a county with \
                the word County, up to three counties of a State, or a viticultural area.",
    citation: &[cfr(4, "4.25(a)"), cfr(4, "4.25(e)(4)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Add the word County in the same size, or name one viticultural area.",
    passes: &["“American”", "“Mendocino County”"],
    fails: &["“Sonoma” alone", "“Napa-Lodi-Paso Robles”"],
    check: |label| part_4(label, form),
};

fn form(label: &Label) -> Outcome {
    if !kind::is_american(label) {
        return label.facts.appellation.reading().map_or_else(
            || Outcome::not_applicable(Note::NoOccasion),
            |place| Outcome::met("a foreign place is for its own law", place),
        );
    }
    for (index, line) in kind::plain_lines(label) {
        let areas = joined_areas(label.text.folded(index));
        if areas.len() >= 2 && !any_nested(&areas) && !kind::in_a_name(label, &line.text) {
            // Neighbours in one larger area may overlap; the lists do not say.
            return if share_a_larger_area(&areas) {
                Outcome::unclear("whether the areas joined overlap is for a person", line)
                    .as_warning()
            } else {
                Outcome::violated("viticultural areas that do not overlap are joined", line)
            };
        }
    }
    if let Some(place) = label.facts.appellation.reading() {
        return Outcome::met("a place that may be an appellation", place);
    }
    for (index, line) in kind::plain_lines(label) {
        let words = label.text.folded(index);
        let county = BARE_COUNTIES.iter().find(|(name, _)| fold(name) == words);
        if let Some((name, _)) = county
            && !kind::in_a_name(label, name)
            && !phrase::hinted(label, &["county"])
        {
            let outcome = Outcome::violated(format!("{name} stands without the word County"), line);
            return if label.completeness.absence_is_certain() {
                outcome
            } else {
                outcome.in_doubt("the word may stand where nothing could be read")
            };
        }
    }
    Outcome::not_applicable(Note::NoOccasion)
}

/// The areas of a line that holds nothing but areas and bare counties.
fn joined_areas(words: &str) -> Vec<&'static Area> {
    static AREAS: LazyLock<Names<&Area>> =
        LazyLock::new(|| Names::new(lists::all().areas.iter().map(|area| (&area.name, area))));
    let hits = AREAS.find(words);
    if hits.is_empty() {
        return Vec::new();
    }
    let mut rest = words.to_owned();
    for hit in hits.iter().rev() {
        rest.replace_range(hit.range.clone(), "");
    }
    let mut rest = format!(" {rest} ");
    let found = hits.iter().map(|hit| *hit.value).collect();
    for (county, _) in BARE_COUNTIES {
        rest = rest.replacen(&format!(" {} ", fold(county)), "  ", 1);
    }
    if rest.trim().is_empty() { found } else { Vec::new() }
}

fn any_nested(areas: &[&Area]) -> bool {
    areas.iter().any(|one| areas.iter().any(|other| one.within.contains(&other.name)))
}

fn share_a_larger_area(areas: &[&Area]) -> bool {
    areas.iter().enumerate().any(|(index, one)| {
        areas[index + 1..].iter().any(|other| one.within.iter().any(|a| other.within.contains(a)))
    })
}

pub static MULTI_PERCENTAGES: Rule = Rule {
    id: "wine.appellation.multi-percentages",
    title: "Several counties or States carry percentages",
    statement: "An appellation of two or three counties, or of two or three adjoining States, shows the percentage \
                from each.",
    citation: &[cfr(4, "4.25(c)"), cfr(4, "4.25(d)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print the percentage from each of at most three counties or adjoining States.",
    passes: &["“60% Napa County 40% Sonoma County”", "“75% Washington 25% Oregon”"],
    fails: &["“Napa-Sonoma Counties” without percentages", "four counties"],
    check: |label| part_4(label, multi_percentages),
};

fn multi_percentages(label: &Label) -> Outcome {
    let place = label.facts.appellation.confident();
    if let Some(place) = place.filter(|one| one.value.kind == AppellationKind::Multiple) {
        let shares = &place.value.percentages;
        return if shares.len() > MOST_JOINED {
            Outcome::violated("more than three places are joined", place)
        } else if !may_be_joined(&place.value) {
            Outcome::violated("the States joined do not adjoin", place)
        } else if shares.is_empty() {
            let outcome = Outcome::violated("the places carry no percentages", place);
            let apart = kind::plain_lines(label).any(|(_, line)| line.text.contains('%'));
            if apart || !label.completeness.absence_is_certain() {
                outcome.in_doubt("they may stand apart from the places")
            } else {
                outcome
            }
        } else {
            Outcome::met("each place has its percentage", place)
        };
    }
    for (index, line) in kind::plain_lines(label) {
        let words = label.text.folded(index);
        let joined = words.strip_suffix(" counties").is_some_and(|names| names.contains(' '));
        let counties = words.matches("county").count();
        let few_words = words.split(' ').count() <= 4 * MOST_JOINED;
        if (joined || counties >= 2) && few_words && kind::is_american(label) {
            return if counties > MOST_JOINED {
                Outcome::violated("more than three counties are joined", line)
            } else if line.text.contains('%') || phrase::holds(words, "percent") {
                Outcome::met("each county has its percentage", line)
            } else if joined {
                Outcome::violated("the counties carry no percentages", line)
            } else {
                Outcome::unclear("the counties carry no percentages on their line", line)
                    .as_warning()
            };
        }
    }
    Outcome::not_applicable(Note::NoOccasion)
}

/// Whether places may be one appellation: counties are taken to, States if each adjoins
/// another of them. A single place may.
pub fn may_be_joined(place: &Appellation) -> bool {
    if place.kind != AppellationKind::Multiple {
        return place.percentages.is_empty();
    }
    let states: Vec<_> = place.name.split('-').filter_map(lists::state).collect();
    states.len() < 2
        || states.iter().all(|one| states.iter().any(|other| one.adjacent.contains(&other.usps)))
}

pub static QUALIFIED_NAME: Rule = Rule {
    id: "wine.appellation.ava-qualified-name",
    title: "Viticultural areas are named in full",
    statement: "Some areas need a qualifier beside the name: “Shenandoah Valley” with “California”, “Green Valley” with \
                “Solano County”.",
    citation: &[cfr(9, "9.37"), cfr(9, "9.44"), cfr(9, "9.57")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T+L"),
    in_force: ALWAYS,
    remedy: "Print the qualifier in direct conjunction with the name.",
    passes: &["“California Shenandoah Valley”", "“Carneros”"],
    fails: &[
        "“Shenandoah Valley” from California without the State",
        "“Green Valley” alone, Solano wine",
    ],
    check: |label| part_4(label, qualified_name),
};

fn qualified_name(label: &Label) -> Outcome {
    if !kind::is_american(label) || !bottled_in(label, "CA") {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let shenandoah = phrase::claims(label, &["shenandoah valley"]);
    if let Some(hit) = shenandoah.first().filter(|_| !kind::in_a_name(label, "shenandoah valley")) {
        let qualified = phrase::hinted(
            label,
            &["california shenandoah valley", "shenandoah valley california"],
        );
        return if qualified {
            Outcome::met("“Shenandoah Valley” stands with “California”", hit)
        } else {
            Outcome::violated("the bare name is the area in Virginia and West Virginia", hit)
        };
    }
    for (index, line) in kind::plain_lines(label) {
        if label.text.folded(index) != "green valley" || kind::in_a_name(label, "green valley") {
            continue;
        }
        let solano = label.text.find("solano county");
        let beside = solano.iter().any(|hit| hit.line.abs_diff(index) <= 1);
        return if beside || phrase::hinted(label, &["green valley of russian river valley"]) {
            Outcome::met("“Green Valley” stands with its qualifier", line)
        } else {
            Outcome::violated("“Green Valley” stands without its qualifier", line)
        };
    }
    match label.facts.appellation.confident() {
        Some(place) if place.value.kind == AppellationKind::ViticulturalArea => {
            Outcome::met("the area has its full name", place)
        }
        _ => Outcome::not_applicable(Note::NoOccasion),
    }
}

fn bottled_in(label: &Label, state: &str) -> bool {
    label.facts.name_addresses.iter().any(|one| one.value.state.as_deref() == Some(state))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Fact;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, dec, label};

    fn from(kind: AppellationKind, name: &str) -> Label {
        label().domestic().appellation(kind, name, "United States", &["CA"])
    }

    #[test]
    fn a_county_needs_its_word() {
        let says = |line: &str| label().domestic().text([line]);
        assert_cases(
            &FORM,
            [
                ("American", from(AppellationKind::UnitedStates, "American"), Met),
                ("a county", from(AppellationKind::County, "Mendocino County"), Met),
                ("an area", from(AppellationKind::ViticulturalArea, "Columbia Valley"), Met),
                (
                    "Chile",
                    label().imported().appellation(AppellationKind::Country, "Chile", "Chile", &[]),
                    Met,
                ),
                ("nested areas", says("Rutherford Napa Valley"), NotApplicable),
                ("Sonoma", says("SONOMA"), Violated),
                ("areas joined", says("Napa-Lodi-Paso Robles"), Violated),
                ("Sonoma, poorly read", says("Sonoma").poorly_read(), Unclear),
            ],
        );
    }

    #[test]
    fn several_counties_carry_percentages() {
        let joined = |shares: &[(&str, &str)]| {
            let shares = shares.iter().map(|(name, share)| ((*name).to_owned(), dec(share)));
            let shares: Vec<_> = shares.collect();
            from(AppellationKind::Multiple, "several").with(|label| {
                if let Fact::Read(place) = &mut label.facts.appellation {
                    place.value.percentages = shares;
                }
            })
        };
        let says = |line: &str| label().domestic().text([line]);
        let four = [("A", "25"), ("B", "25"), ("C", "25"), ("D", "25")];
        assert_cases(
            &MULTI_PERCENTAGES,
            [
                ("two counties", says("60% Napa County 40% Sonoma County"), Met),
                ("two States", joined(&[("Washington", "75"), ("Oregon", "25")]), Met),
                ("nested", says("Napa Valley, Napa County, California"), NotApplicable),
                ("no percentages", says("Napa-Sonoma Counties"), Violated),
                ("four", joined(&four), Violated),
                ("two States, no percentages", joined(&[]), Violated),
                ("States apart", from(AppellationKind::Multiple, "Oregon-New York"), Violated),
                ("percentages apart", joined(&[]).text(["60% from the first"]), Unclear),
                ("two, figures not on the line", says("Lake County, Mendocino County"), Unclear),
            ],
        );
    }

    #[test]
    fn shenandoah_and_green_valley_are_qualified() {
        let says = |line: &str| {
            label().domestic().name_address("Bottled by", "X", "Plymouth", "CA").text([line])
        };
        let area = from(AppellationKind::ViticulturalArea, "Los Carneros");
        assert_cases(
            &QUALIFIED_NAME,
            [
                ("with the State", says("California Shenandoah Valley"), Met),
                ("an alternate", area.name_address("Bottled by", "X", "Napa", "CA"), Met),
                ("in Virginia", label().domestic().text(["Shenandoah Valley"]), NotApplicable),
                ("bare", says("Shenandoah Valley"), Violated),
                ("Green Valley", says("Green Valley"), Violated),
            ],
        );
    }
}
