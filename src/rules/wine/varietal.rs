//! Grapes as designation.
//! # What the regulation asks
//! 4.23: a grape designates wine of 75 % of it (51 % for Labrusca and some others, then said so)
//! and stands beside an appellation; several grapes carry percentages that add up to 100, by
//! county or State where the appellation is of several. American wine uses the names of 4.91,
//! those of 4.92 only until their day. 4.28: Muscat, Muscadine, Scuppernong; Gamay Beaujolais is
//! over since 9 April 2007.
//! # How we decide
//! Only grapes that stand as designation count, not those of a story. Several without any
//! percentage are wrong where they share a line and nothing else designates the wine; labels with
//! another designation have been approved so and are shown without holding them up. A missing
//! appellation is `wine.appellation.required`.
//! # What we cannot see
//! What is in the wine, and names approved since 2011.

use super::kind::{self, part_4};
use crate::label::{AppellationKind, Commodities, Label, Reading, Varietal, fold};
use crate::lists;
use crate::rules::phrase;
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// Least share of the one grape (4.23(b)), and of a Labrusca (4.23(c)).
const LEAST_SHARE: Decimal = Decimal::from_parts(75, 0, 0, false, 0);
const LEAST_LABRUSCA: Decimal = Decimal::from_parts(51, 0, 0, false, 0);
/// Rounding that a printed sum may show.
const ROUNDING: Decimal = Decimal::TWO;
/// Vitis labrusca and others of strong flavour.
const LABRUSCA: [&str; 12] = [
    "Agawam", "Alden", "Catawba", "Concord", "Delaware", "Diamond", "Dutchess", "Fredonia",
    "Isabella", "Ives", "Niagara", "Steuben",
];

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
    if let Some(grape) = kind::grapes(label).iter().find(|one| !one.value.approved) {
        let why = format!("{} is not on the list of approved names", grape.text);
        return Outcome::violated(why, *grape);
    }
    if let Some(expired) = expired_name(label) {
        return expired;
    }
    kind::grapes(label).first().map_or_else(
        || Outcome::not_applicable(Note::NoOccasion),
        |grape| Outcome::met("the name is on the list", *grape),
    )
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

pub static MULTIPLE_PERCENTAGES: Rule = Rule {
    id: "wine.varietal.multiple-percentages",
    title: "Several grapes carry percentages that add up",
    statement: "Where two or more grapes are the designation, all the wine is from them and each has its \
                percentage, together 100.",
    citation: &[cfr(4, "4.23(d)(1)"), cfr(4, "4.23(d)(2)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print each grape's percentage, adding up to 100.",
    passes: &["“60% Cabernet Sauvignon 40% Merlot”", "“33% Syrah, 33% Grenache, 34% Mourvèdre”"],
    fails: &["“Cabernet Sauvignon Merlot” without percentages", "“60% Syrah 30% Grenache”"],
    check: |label| part_4(label, multiple_percentages),
};

fn multiple_percentages(label: &Label) -> Outcome {
    let grapes = kind::grapes(label);
    if grapes.len() < 2 {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let seen: Vec<_> = grapes.iter().flat_map(|one| one.evidence.clone()).collect();
    let shares: Vec<Decimal> = grapes.iter().filter_map(|one| one.value.percent).collect();
    let designate = !kind::has_class_besides_grapes(label);
    if shares.len() == grapes.len() {
        let sum: Decimal = shares.iter().sum();
        let hundred = Decimal::ONE_HUNDRED;
        return if sum == hundred {
            Outcome::met("the percentages add up to 100", seen)
        } else if (sum - hundred).abs() <= ROUNDING {
            Outcome::met(format!("the percentages add up to {sum}, as rounding may"), seen)
                .as_info()
        } else if designate
            && share_a_line(label, &grapes)
            && label.completeness.absence_is_certain()
        {
            Outcome::violated(format!("the percentages add up to {sum}"), seen)
        } else {
            Outcome::unclear(format!("the percentages read add up to {sum}"), seen).as_warning()
        };
    }
    let together =
        grapes.iter().all(|one| one.evidence[0].polygon == grapes[0].evidence[0].polygon)
            || share_a_line(label, &grapes);
    let why = "several grapes stand without their percentages";
    if shares.is_empty() && designate && together && label.completeness.absence_is_certain() {
        Outcome::violated(why, seen)
    } else {
        Outcome::unclear(why, seen).as_warning()
    }
}

/// Whether one line names all the grapes, as a designation of several does.
fn share_a_line(label: &Label, grapes: &[&Reading<Varietal>]) -> bool {
    kind::plain_lines(label).any(|(index, _)| {
        let words = label.text.folded(index);
        grapes.iter().all(|grape| phrase::holds(words, &fold(&grape.text)))
    })
}

pub static MULTI_AREA: Rule = Rule {
    id: "wine.varietal.multi-area-breakdown",
    title: "Several grapes from several areas are broken down",
    statement: "Several grapes with an appellation of several counties or States show each grape's percentage from \
                each of them.",
    citation: &[cfr(4, "4.23(d)(3)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print for each county or State how much of each grape comes from it.",
    passes: &[
        "“Sonoma County 40% Merlot 20% Syrah; Napa County 40% Syrah”",
        "one State with simple percentages",
    ],
    fails: &[
        "“California-Oregon 50% Pinot Noir 50% Gamay noir” without the split",
        "several counties with totals only",
    ],
    check: |label| part_4(label, multi_area),
};

fn multi_area(label: &Label) -> Outcome {
    let grapes = kind::grapes(label);
    let place = label.facts.appellation.reading();
    let Some(place) = place.filter(|one| one.value.kind == AppellationKind::Multiple) else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    if grapes.len() < 2 {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    // A breakdown has more figures than grapes, since some grape comes from two areas or some
    // area adds its own; totals have one each.
    let figures: usize =
        kind::plain_lines(label).map(|(_, line)| line.text.matches('%').count()).sum();
    if figures > grapes.len() {
        return Outcome::met("the percentages are broken down", place);
    }
    let outcome = Outcome::violated("the grapes' percentages are not split by area", place);
    if label.facts.appellation.confident().is_some() && label.completeness.absence_is_certain() {
        outcome
    } else {
        outcome.in_doubt("the split may stand where nothing could be read")
    }
}

pub static SINGLE_PERCENTAGE: Rule = Rule {
    id: "wine.varietal.single-percentage",
    title: "Wine named for one grape is 75 % of it",
    statement: "Wine designated by one grape has at least 75 % of it, all from the appellation.",
    citation: &[cfr(4, "4.23(b)")],
    commodities: Commodities::WINE,
    severity: Severity::Info,
    evidence: Evidences("X"),
    in_force: ALWAYS,
    remedy: "Designate the wine by all its grapes with percentages, or by its class.",
    passes: &["one grape and no percentage", "“80% Merlot”"],
    fails: &["“Merlot” and “60% Merlot 40% Syrah”", "“Zinfandel – 70% Zinfandel”"],
    check: |label| part_4(label, single_percentage),
};

fn single_percentage(label: &Label) -> Outcome {
    if kind::has_class_besides_grapes(label) {
        return Outcome::not_applicable(Note::NotVisible);
    }
    let grapes = kind::grapes(label);
    let alone: Vec<_> = grapes
        .iter()
        .filter(|grape| {
            let name = fold(&grape.value.name);
            kind::plain_lines(label).any(|(index, _)| label.text.folded(index) == name)
        })
        .collect();
    let [grape] = alone[..] else { return Outcome::not_applicable(Note::NotVisible) };
    match grape.value.percent {
        Some(share) if share < LEAST_SHARE && !is_labrusca(&grape.value) => {
            let why = format!("{} designates the wine with only {share} %", grape.value.name);
            Outcome::violated(why, *grape).as_error()
        }
        Some(_) => Outcome::met("the printed share is enough", *grape),
        None => Outcome::not_applicable(Note::NotVisible),
    }
}

fn is_labrusca(grape: &Varietal) -> bool {
    LABRUSCA.iter().any(|name| grape.name.eq_ignore_ascii_case(name))
}

pub static LABRUSCA_51: Rule = Rule {
    id: "wine.varietal.labrusca-51",
    title: "Labrusca wine under 75 % says so",
    statement: "Wine named for a Labrusca or another strong variety may have 51 % of it, if the label says “contains \
                not less than 51 percent” of that grape; from 75 % on it need not.",
    citation: &[cfr(4, "4.23(c)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print “contains not less than 51 percent [grape]” on the brand, back or strip label.",
    passes: &["“contains not less than 51 percent Concord”", "Concord at 80 % without a statement"],
    fails: &["Concord at 55 % without a statement", "a statement that names another grape"],
    check: |label| part_4(label, labrusca_51),
};

fn labrusca_51(label: &Label) -> Outcome {
    let grapes = kind::grapes(label);
    let Some(grape) = grapes.iter().find(|one| is_labrusca(&one.value)) else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let statements = phrase::anywhere(label, &["not less than 51 percent", "not less than 51"]);
    if let Some(statement) = statements.first() {
        let named = phrase::folded_lines(statement);
        let next = label.text.lines().get(statement.line + 1).map_or("", |line| &line.text);
        let name = fold(&grape.value.name);
        return if phrase::holds(&named, &name) || phrase::holds(&fold(next), &name) {
            Outcome::met("the statement names the grape", statement)
        } else {
            Outcome::violated("the statement names another grape", statement)
        };
    }
    match grape.value.percent {
        Some(share) if (LEAST_LABRUSCA..LEAST_SHARE).contains(&share) => {
            let why = format!("{share} % {} without the statement", grape.value.name);
            Outcome::violated(why, *grape)
        }
        Some(_) => Outcome::met("the printed share needs no statement", *grape),
        None => Outcome::not_applicable(Note::NotVisible),
    }
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
            ],
        );
        assert_severities(&APPROVED_NAME, [("Cabernet", named("Cabernet"), Severity::Error)]);
    }

    #[test]
    fn shares_of_several_grapes_add_up_to_a_hundred() {
        let shares = |all: &[(&str, &str)]| {
            all.iter().fold(label(), |label, (grape, share)| label.grape_share(grape, share))
        };
        let bare = || {
            label().grape("Cabernet Sauvignon").grape("Merlot").text(["Cabernet Sauvignon Merlot"])
        };
        assert_cases(
            &MULTIPLE_PERCENTAGES,
            [
                ("60 and 40", shares(&[("Cabernet Sauvignon", "60"), ("Merlot", "40")]), Met),
                (
                    "thirds",
                    shares(&[("Syrah", "33"), ("Grenache", "33"), ("Mourvèdre", "34")]),
                    Met,
                ),
                ("99", shares(&[("Syrah", "33"), ("Grenache", "33"), ("Merlot", "33")]), Met),
                ("one grape", label().grape("Merlot"), NotApplicable),
                ("none", bare(), Violated),
                (
                    "90",
                    shares(&[("Syrah", "60"), ("Grenache", "30")]).text(["60% Syrah 30% Grenache"]),
                    Violated,
                ),
                (
                    "90, figures on other lines than the grapes",
                    shares(&[("Syrah", "60"), ("Grenache", "30")]),
                    Unclear,
                ),
                (
                    "beside red wine",
                    bare().class_type("wine.red-wine", &["wine.grape"], "Red Wine"),
                    Unclear,
                ),
                ("poorly read", bare().poorly_read(), Unclear),
            ],
        );
    }

    #[test]
    fn several_areas_are_broken_down() {
        let several = || {
            place(label(), AppellationKind::Multiple, "California-Oregon")
                .grape_share("Pinot noir", "50")
                .grape_share("Gamay noir", "50")
        };
        let split =
            several().text(["Sonoma County 40% Merlot 20% Syrah;", "Napa County 40% Syrah"]);
        let simple = place(label(), AppellationKind::State, "California")
            .grape_share("Syrah", "50")
            .grape_share("Merlot", "50");
        assert_cases(
            &MULTI_AREA,
            [
                ("broken down", split, Met),
                ("one State", simple, NotApplicable),
                ("no split", several().text(["50% Pinot Noir 50% Gamay noir"]), Violated),
                ("no figures", several(), Violated),
                ("poorly read", several().poorly_read(), Unclear),
            ],
        );
    }

    #[test]
    fn one_grape_is_three_quarters() {
        let line = |share: &str| label().text(["Merlot"]).grape_share("Merlot", share);
        let blend = line("60").grape_share("Syrah", "40").text(["60% Merlot 40% Syrah"]);
        let zinfandel = label().text(["Zinfandel"]).grape_share("Zinfandel", "70");
        // The builder prints a share's grape on a line of its own; a label prints the figure too.
        let blend = blend.with(|label| {
            let lines = label.text.lines().iter().filter(|line| line.text != "Syrah").cloned();
            label.text = crate::label::Text::new(lines.collect());
        });
        assert_cases(
            &SINGLE_PERCENTAGE,
            [
                ("80 %", line("80"), Met),
                ("silent", label().grape("Merlot"), NotApplicable),
                ("60 of two", blend, Violated),
                ("70 of one", zinfandel, Violated),
            ],
        );
    }

    #[test]
    fn labrusca_under_three_quarters_says_so() {
        let says = |grape: Label, line: &str| grape.text([line]);
        let concord = || label().grape("Concord");
        assert_cases(
            &LABRUSCA_51,
            [
                ("said", says(concord(), "contains not less than 51 percent Concord"), Met),
                ("80 %", label().grape_share("Concord", "80"), Met),
                ("silent", concord(), NotApplicable),
                ("55 %", label().grape_share("Concord", "55"), Violated),
                ("another", says(concord(), "contains not less than 51 percent Niagara"), Violated),
            ],
        );
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
