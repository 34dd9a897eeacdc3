//! How much of each grape is in the wine, as the label says.
//! # What the regulation asks
//! 4.23(b) to (d): a grape designates wine of 75 % of it (51 % for Labrusca and some others, then
//! said so); several grapes carry percentages that add up to 100, by county or State where the
//! appellation is of several.
//! # How we decide
//! Only grapes that stand as designation count, not those of a story. Several without any
//! percentage are wrong where they share a line and nothing else designates the wine; labels with
//! another designation have been approved so and are shown without holding them up.
//! # What we cannot see
//! What is in the wine.

use super::kind::{self, part_4};
use crate::label::{AppellationKind, Commodities, Label, Reading, Varietal, fold};
use crate::lists;
use crate::rules::phrase;
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};
use rust_decimal::Decimal;

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
    // Where one grape designates the wine, the others are information.
    let designate = !kind::has_class_besides_grapes(label) && alone(label, &grapes).len() != 1;
    if let Some(sum) = sum_of_parts(label, &grapes) {
        return if sum == Decimal::ONE_HUNDRED {
            Outcome::met("the percentages by area add up to 100", seen)
        } else {
            Outcome::unclear(format!("the percentages by area add up to {sum}"), seen).as_warning()
        };
    }
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

/// The sum of the shares where some grape has several, one from each county or State.
fn sum_of_parts(label: &Label, grapes: &[&Reading<Varietal>]) -> Option<Decimal> {
    let mut parts = Vec::new();
    for (index, line) in kind::plain_lines(label) {
        let shares = kind::percentages(&line.text);
        if shares.is_empty() {
            continue;
        }
        let words = label.text.folded(index);
        let named = grapes.iter().any(|grape| phrase::holds(words, &fold(&grape.text)));
        let mut states = lists::all().states.iter().map(|state| fold(&state.name));
        let placed =
            phrase::holds(words, "county") || states.any(|state| phrase::holds(words, &state));
        if named && placed {
            parts.extend(shares);
        }
    }
    (parts.len() > grapes.len()).then(|| parts.iter().sum())
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
    if grapes.len() < 2 {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    if sum_of_parts(label, &grapes).is_some() {
        let seen: Vec<_> = grapes.iter().flat_map(|one| one.evidence.clone()).collect();
        return Outcome::met("the percentages are broken down by area", seen);
    }
    let place = label.facts.appellation.reading();
    let Some(place) = place.filter(|one| one.value.kind == AppellationKind::Multiple) else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    // A breakdown has more figures than grapes, since some grape comes from two areas or some
    // area adds its own; totals have one each.
    // The shares of the areas themselves are none of the grapes'.
    let of_areas = |line: &crate::label::Line| {
        place.evidence.iter().any(|seen| seen.panel == line.panel && seen.text == line.text)
    };
    let figures: usize = kind::plain_lines(label)
        .filter(|(_, line)| !of_areas(line))
        .map(|(_, line)| line.text.matches('%').count())
        .sum();
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
    let [grape] = alone(label, &grapes)[..] else {
        return Outcome::not_applicable(Note::NotVisible);
    };
    match grape.value.percent {
        Some(share) if share < LEAST_SHARE && !is_labrusca(&grape.value) => {
            let why = format!("{} designates the wine with only {share} %", grape.value.name);
            Outcome::violated(why, grape).as_error()
        }
        Some(_) => Outcome::met("the printed share is enough", grape),
        None => Outcome::not_applicable(Note::NotVisible),
    }
}

/// The grapes that fill a line, by name alone or once more with the share (`Zinfandel – 70%
/// Zinfandel`).
fn alone<'a>(label: &Label, grapes: &[&'a Reading<Varietal>]) -> Vec<&'a Reading<Varietal>> {
    let fills = |grape: &&&Reading<Varietal>| {
        let name = fold(&grape.value.name);
        kind::plain_lines(label).any(|(index, _)| {
            let words = label.text.folded(index);
            let mut rest = words.split(&name).flat_map(|part| part.split(' '));
            words == name
                || words.matches(&name).count() == 2
                    && rest.all(|word| {
                        word.is_empty() || word == "percent" || word.parse::<Decimal>().is_ok()
                    })
        })
    };
    grapes.iter().filter(fills).copied().collect()
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
    match grape.value.percent.or_else(|| declared_share(label, &grape.value.name)) {
        Some(share) if (LEAST_LABRUSCA..LEAST_SHARE).contains(&share) => {
            let why = format!("{share} % {} without the statement", grape.value.name);
            Outcome::violated(why, *grape)
        }
        Some(_) => Outcome::met("the share needs no statement", *grape),
        None => Outcome::not_applicable(Note::NotVisible),
    }
}

/// The share declared with a grape: “55% Concord”.
fn declared_share(label: &Label, grape: &str) -> Option<Decimal> {
    let declared = label.declared.application.grape_varietals.iter().flatten();
    let mut shares = declared
        .filter(|name| phrase::holds(&fold(name), &fold(grape)))
        .map(|name| kind::percentages(name));
    match shares.next()?[..] {
        [share] => Some(share),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    fn place(label: Label, kind: AppellationKind, name: &str) -> Label {
        label.appellation(kind, name, "United States", &["CA"])
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
                (
                    "by county",
                    shares(&[("Merlot", "40"), ("Syrah", "20")])
                        .text(["Sonoma County 40% Merlot 20% Syrah", "Napa County 40% Syrah"]),
                    Met,
                ),
                (
                    "85 and 10 of a wine named for the first",
                    label()
                        .grape_share("Merlot", "85")
                        .grape_share("Syrah", "10")
                        .text(["85% Merlot, 10% Syrah"])
                        .with(|label| {
                            let lines = label.text.lines().iter();
                            let lines = lines.filter(|line| line.text != "Syrah").cloned();
                            label.text = crate::label::Text::new(lines.collect());
                        }),
                    Unclear,
                ),
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
        let totals = place(label(), AppellationKind::Multiple, "60% Napa County 40% Lake County")
            .grape_share("Syrah", "50")
            .grape_share("Merlot", "50")
            .text(["50% Syrah 50% Merlot"]);
        let simple = place(label(), AppellationKind::State, "California")
            .grape_share("Syrah", "50")
            .grape_share("Merlot", "50");
        assert_cases(
            &MULTI_AREA,
            [
                ("broken down", split, Met),
                ("one State", simple, NotApplicable),
                ("no split", several().text(["50% Pinot Noir 50% Gamay noir"]), Violated),
                ("totals of the areas", totals, Violated),
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
                (
                    "70 on one line",
                    label()
                        .grape_share("Zinfandel", "70")
                        .with(|label| {
                            label.text = crate::label::Text::new(Vec::new());
                        })
                        .text(["Zinfandel – 70% Zinfandel"]),
                    Violated,
                ),
            ],
        );
    }

    #[test]
    fn labrusca_under_three_quarters_says_so() {
        let says = |grape: Label, line: &str| grape.text([line]);
        let concord = || label().grape("Concord");
        let declared = |grape: &str| {
            concord().declaring(|declared| {
                declared.application.grape_varietals = Some(vec![grape.to_owned()]);
            })
        };
        assert_cases(
            &LABRUSCA_51,
            [
                ("said", says(concord(), "contains not less than 51 percent Concord"), Met),
                ("80 %", label().grape_share("Concord", "80"), Met),
                ("silent", concord(), NotApplicable),
                ("55 %", label().grape_share("Concord", "55"), Violated),
                ("declared at 80 %", declared("80% Concord"), Met),
                ("declared at 55 %", declared("55% Concord"), Violated),
                ("another", says(concord(), "contains not less than 51 percent Niagara"), Violated),
            ],
        );
    }
}
