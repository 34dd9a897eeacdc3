//! The vintage and other dates.
//! # What the regulation asks
//! 4.27: a vintage only on grape wine, sparkling or carbonated or still, with an appellation.
//! 4.39(b)-(d): other dates are explained beside them; founding dates stay small.
//! # How we decide
//! A year read with confidence as the vintage is judged by the designation; two that may be it are
//! for a person. Another year counts as unexplained only when it fills its line, is no part of a
//! name, and nothing on its panel speaks of a founding.
//! # What we cannot see
//! How much of the wine is of that year; the height of a founding date without a scale.

use super::kind::{self, part_4};
use crate::label::{Commodities, Fact, Label, LineRole, fold};
use crate::rules::phrase::{self, SURE};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

/// Classes that carry no vintage.
const WITHOUT_VINTAGE: [&str; 5] =
    ["wine.fruit", "wine.agricultural", "wine.aperitif", "wine.imitation", "wine.substandard"];
/// Words that explain a year.
const EXPLANATIONS: [&str; 21] = [
    "est",
    "estd",
    "established",
    "since",
    "founded",
    "fondata",
    "fondee",
    "fundada",
    "fondato",
    "desde",
    "seit",
    "depuis",
    "dal",
    "anno",
    "gegrundet",
    "bottled in",
    "bottled",
    "vintage",
    "gold medal",
    "copyright",
    "harvest",
];

pub static CONDITIONS: Rule = Rule {
    id: "wine.vintage.conditions",
    title: "Only grape wine with an appellation has a vintage",
    statement: "A vintage year stands only on grape, sparkling grape or carbonated grape wine with an appellation.",
    citation: &[cfr(4, "4.27(a)"), cfr(4, "4.27(b)"), cfr(4, "4.27(c)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Take the year off, or say what else it is the date of.",
    passes: &["“2020 Walla Walla Valley Syrah”", "“2018 American Red Wine”"],
    fails: &["“2020 Strawberry Wine”", "“2019 Vermouth”"],
    check: |label| part_4(label, conditions),
};

fn conditions(label: &Label) -> Outcome {
    let Some(vintage) = label.facts.vintage.reading() else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let designations = kind::designations(label);
    let grape = !kind::grapes(label).is_empty()
        || designations.iter().any(|one| kind::is_a(&one.value, "wine.grape"));
    let other =
        designations.iter().find(|one| WITHOUT_VINTAGE.iter().any(|id| kind::is_a(&one.value, id)));
    if let Some(other) = other.filter(|_| !grape) {
        let why = format!("“{}” is no wine that has a vintage", other.text);
        let mut seen = vintage.evidence.clone();
        seen.extend(other.evidence.iter().cloned());
        return match &label.facts.vintage {
            Fact::Read(_) => Outcome::violated(why, seen),
            _ => {
                Outcome::unclear(format!("{why}; the year may be another date"), seen).as_warning()
            }
        };
    }
    if label.facts.vintage.confident().is_none() {
        return Outcome::unclear("whether the year is the vintage is not certain", vintage)
            .as_warning();
    }
    if kind::has_place(label) {
        Outcome::met("the vintage stands on grape wine with an appellation", vintage)
    } else {
        Outcome::not_applicable(Note::SaidElsewhere)
    }
}

pub static OTHER_DATES: Rule = Rule {
    id: "wine.dates.other",
    title: "Other dates are explained",
    statement: "A date that is not the vintage has its explanation beside it in the same print; a founding date is no \
                taller than 2 mm on containers up to 5 L.",
    citation: &[cfr(4, "4.39(b)"), cfr(4, "4.39(c)"), cfr(4, "4.39(d)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T+L"),
    in_force: ALWAYS,
    remedy: "Explain the date beside it, for example “Est. 1890”, in small print.",
    passes: &["“Est. 1972”", "“Bottled in 2024”"],
    fails: &["“1890” alone beside the brand", "“1895” alone on the neck"],
    check: |label| part_4(label, other_dates),
};

fn other_dates(label: &Label) -> Outcome {
    if label.facts.other_years.is_empty() {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    for year in &label.facts.other_years {
        let digits = year.value.to_string();
        let panel = year.panel();
        let line = kind::plain_lines(label)
            .find(|(index, line)| label.text.folded(*index) == digits && Some(line.panel) == panel);
        let Some((index, line)) = line.filter(|(_, line)| line.confidence >= SURE) else {
            continue;
        };
        let vintage = label.facts.vintage.value().is_some_and(|vintage| vintage.year == year.value);
        if vintage || kind::in_a_name(label, &digits) || explained(label, index) {
            continue;
        }
        return Outcome::violated(format!("{digits} stands without an explanation"), line);
    }
    Outcome::met("the other dates are explained", label.facts.other_years[0].evidence.clone())
}

/// Whether the year's panel speaks of a founding or the like, in whatever reading.
fn explained(label: &Label, index: usize) -> bool {
    let panel = label.text.lines()[index].panel;
    label.text.lines().iter().filter(|line| line.panel == panel).any(|line| {
        let words = fold(&line.text);
        // “Bottled by” is of the bottler, on any label.
        let of_the_bottler = |word: &str| word == "bottled" && line.role == LineRole::NameAddress;
        EXPLANATIONS.iter().any(|word| phrase::holds(&words, word) && !of_the_bottler(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AppellationKind;
    use crate::label::NameMatch::Exact;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, doubtful, label};

    #[test]
    fn a_vintage_is_for_grape_wine() {
        let strawberry = || {
            label().class_type("wine.named-fruit", &["wine.fruit"], "Strawberry Wine").vintage(2020)
        };
        let american = |label: Label| {
            label.appellation(AppellationKind::UnitedStates, "American", "United States", &[])
        };
        let red = || label().class_type("wine.red-wine", &["wine.grape"], "Red Wine");
        assert_cases(
            &CONDITIONS,
            [
                ("Syrah", american(label().grape("Syrah").vintage(2020)), Met),
                ("American red wine", american(red().vintage(2018)), Met),
                ("no year", red(), NotApplicable),
                ("no place, said elsewhere", red().vintage(2019), NotApplicable),
                ("strawberries", strawberry(), Violated),
                (
                    "vermouth",
                    label()
                        .class_type("wine.vermouth", &["wine.aperitif"], "Vermouth")
                        .vintage(2019),
                    Violated,
                ),
                (
                    "a doubtful year",
                    strawberry().with(|label| doubtful(&mut label.facts.vintage)),
                    Unclear,
                ),
            ],
        );
    }

    #[test]
    fn a_bare_year_is_unexplained() {
        let year = |line: &str, year| label().other_year(line, year);
        assert_cases(
            &OTHER_DATES,
            [
                ("founded", year("Est. 1972", 1972), Met),
                ("bottled", year("Bottled in 2024", 2024), Met),
                ("founded, on another line", year("1890", 1890).text(["SINCE"]), Met),
                ("part of the brand", year("1890", 1890).brand("Casa 1890", Exact), Met),
                ("none", label(), NotApplicable),
                ("1890", year("1890", 1890), Violated),
                ("1895", year("1895", 1895).text(["CUVÉE"]), Violated),
                (
                    "beside the bottler",
                    year("1890", 1890).name_address("Bottled by", "Smith Cellars", "Lodi", "CA"),
                    Violated,
                ),
            ],
        );
    }
}
