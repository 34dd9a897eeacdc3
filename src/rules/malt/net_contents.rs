//! Net contents: that they are there, in the unit their size calls for, metric only beside.
//! # What the regulation asks
//! 7.63(a)(5) and 7.70: net contents on a label, or moulded in the container, in US customary
//! measure, in the unit chosen by the size. Metric may be added in the same field of vision.
//! # How we decide
//! One acceptable US statement anywhere makes the format right, so that keg collars with several
//! sizes and volumes stated twice pass. A metric volume alone is `malt.net-contents.metric-addition`
//! and of no other rule. “FL” and “1 PINT” are small words that engines lose: a statement that
//! lacks them is a violation only where it was read surely and no such word stands anywhere.
//! # What we cannot see
//! What is blown into the glass, unless the application says so.

use super::net_contents_units::{fault, whole_unit};
use crate::label::{
    Commodities, Fact, Hit, Label, NetContents, PanelRole, Reading, UnitSystem, VolumeUnit, fold,
};
use crate::rules::phrase::{SURE_OF_MARKS, folded_lines, hinted, holds};
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity, cfr};
use rust_decimal::Decimal;

/// Metric and US figures this far apart state two volumes.
const ROUNDING: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

pub static REQUIRED: Rule = Rule {
    id: "malt.net-contents.required",
    title: "The label states the net contents",
    statement: "Net contents stand on a label, or are blown, embossed or moulded in the container.",
    citation: &[cfr(7, "7.63(a)(5)"), cfr(7, "7.70")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T+A"),
    in_force: ALWAYS,
    remedy: "Print the net contents in US measure, such as “12 FL. OZ.” or “1 PINT”.",
    passes: &["“12 FL. OZ.”", "moulded in the bottle, as form item 15 says"],
    fails: &["nothing on the label and item 15 blank", "“355 ml” alone, said by another finding"],
    check: required,
};

fn required(label: &Label) -> Outcome {
    let statements = statements(label);
    if statements.iter().any(|one| is_us(&one.value)) {
        return Outcome::met("net contents are stated", statements[0]);
    }
    if embossed(label) {
        return Outcome::met("net contents are on the container itself", ());
    }
    if !statements.is_empty() {
        return Outcome::not_applicable(Note::SaidElsewhere);
    }
    match &label.facts.net_contents {
        Fact::Unreadable(seen) => {
            Outcome::unclear("text that may be the net contents cannot be read", seen)
        }
        _ => Outcome::missing(label, "no net contents were found"),
    }
}

pub static FORMAT: Rule = Rule {
    id: "malt.net-contents.format",
    title: "Net contents are in the US unit their size calls for",
    statement: "Under a pint fluid ounces; exactly a pint, quart or gallon so stated; up to a quart \
                pints and fluid ounces; up to a gallon quarts, pints and fluid ounces; above it \
                gallons; or fractions of the larger unit in lowest terms.",
    citation: &[
        cfr(7, "7.70(a)"),
        cfr(7, "7.70(b)"),
        Citation::Other("TTB net contents chart of 30 October 2020"),
    ],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "State the contents in the prescribed unit, such as “1 PINT” for 16 fluid ounces or \
             “1 PINT 6 FL. OZ.” for 22, and write “FL. OZ.”, not “OZ.”.",
    passes: &["“12 FL OZ”", "“1 PINT 6 FL. OZ.”", "“1 PINT (16 FL. OZ.)”", "“15.5 GALLONS”"],
    fails: &["“16 FL OZ” alone", "“12 OZ”", "“1 PINT (16 OZ.)”", "“8/16 pint”"],
    check: format,
};

fn format(label: &Label) -> Outcome {
    let us: Vec<_> = statements(label)
        .into_iter()
        .filter(|one| is_us(&one.value) && !is_of_a_serving(label, one))
        .collect();
    if let Some(right) = us.iter().find(|one| fault(&one.value).is_none()) {
        return Outcome::met("the unit is the one prescribed", *right);
    }
    let Some(statement) = us.first() else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    if let Some(hit) = whole_unit_misread(label, statement) {
        return Outcome::met("the prescribed unit stands beside the ounces", &hit);
    }
    let what = fault(&statement.value).unwrap_or("is not in the prescribed unit");
    let why = format!("“{}” {what}", statement.text.trim());
    if is_sure(label, statement) && !larger_unit_hinted(label, statement) {
        return Outcome::violated(why, *statement);
    }
    Outcome::unclear(why, *statement)
}

/// “1 PINT” on its own line, its figure read as a letter, beside `16 FL OZ`.
fn whole_unit_misread(label: &Label, statement: &Reading<NetContents>) -> Option<Hit> {
    let in_ounces = statement.value.parts.iter().all(|part| part.unit == VolumeUnit::FluidOunce);
    let phrases: &[&str] = match whole_unit(&statement.value).filter(|_| in_ounces)? {
        VolumeUnit::Pint => &["1 pint", "i pint", "l pint", "one pint"],
        VolumeUnit::Quart => &["1 quart", "i quart", "l quart", "one quart"],
        _ => &["1 gallon", "i gallon", "l gallon", "one gallon"],
    };
    label.text.find_any(phrases).into_iter().next()
}

/// A volume in the nutrition panel: `AVERAGE ANALYSIS (12 oz.): 140 Calories`.
fn is_of_a_serving(label: &Label, statement: &Reading<NetContents>) -> bool {
    label.text.find(&statement.text).iter().any(|hit| {
        let line = folded_lines(hit);
        ["analysis", "serving", "servings", "calories", "carbs"]
            .iter()
            .any(|word| holds(&line, word))
    })
}

/// Read with confidence, ounces by their own letters.
fn is_sure(label: &Label, statement: &Reading<NetContents>) -> bool {
    let chosen_doubtful = label
        .facts
        .net_contents
        .reading()
        .is_some_and(|chosen| chosen.value == statement.value && chosen.text == statement.text)
        && label.facts.net_contents.confident().is_none();
    let text = fold(&statement.text);
    let ounces = statement.value.parts.iter().any(|part| part.unit == VolumeUnit::Ounce);
    let spelled = !ounces || ["oz", "ounce"].iter().any(|word| text.contains(word));
    !chosen_doubtful && statement.confidence >= SURE_OF_MARKS && spelled
}

/// Whether the word that would make the statement right stands on the label outside it.
fn larger_unit_hinted(label: &Label, statement: &Reading<NetContents>) -> bool {
    let own = fold(&statement.text);
    let only_ounces = statement.value.parts.iter().all(|part| part.unit == VolumeUnit::FluidOunce);
    let without_fluid = statement.value.parts.iter().any(|part| part.unit == VolumeUnit::Ounce);
    let words: &[&str] = if only_ounces {
        &["pint", "pints", "pt", "quart", "quarts", "qt", "gallon", "gallons", "gal"]
    } else if without_fluid {
        &["fl", "fluid"]
    } else {
        &[]
    };
    words.iter().any(|word| !holds(&own, word) && hinted(label, &[word]))
}

pub static METRIC_ADDITION: Rule = Rule {
    id: "malt.net-contents.metric-addition",
    title: "Metric contents stand only beside US measure",
    statement: "A metric statement may be added to the US customary one, in the same field of \
                vision; it does not take its place.",
    citation: &[cfr(7, "7.70(c)")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T+L"),
    in_force: ALWAYS,
    remedy: "Print the US customary statement beside the metric one, such as “12 FL OZ (355 mL)”.",
    passes: &["“12 FL OZ (355 mL)”", "“1 PINT (473 mL)”"],
    fails: &["“473 mL” alone", "“330 mL” on the front, “11.2 FL OZ” on the back"],
    check: metric_addition,
};

fn metric_addition(label: &Label) -> Outcome {
    let all = statements(label);
    let (us, metric): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| is_us(&one.value));
    let Some(first) = metric.first() else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    if us.is_empty() {
        return metric_alone(label, first);
    }
    let together = us.iter().any(|us| metric.iter().any(|metric| metric.panel() == us.panel()));
    if !together {
        let seen = [first.evidence.clone(), us[0].evidence.clone()].concat();
        let why = "metric and US contents are on different panels";
        let apart = [first, &us[0]].map(|one| is_flat_panel(label, one)) == [true, true];
        return if apart { Outcome::violated(why, seen) } else { Outcome::unclear(why, seen) };
    }
    if let ([us], [metric]) = (us.as_slice(), metric.as_slice())
        && differ(&us.value, &metric.value)
        && is_sure(label, us)
        && is_sure(label, metric)
    {
        let why = format!("“{}” and “{}” differ", us.text.trim(), metric.text.trim());
        let seen = [us.evidence.clone(), metric.evidence.clone()].concat();
        return Outcome::violated(why, seen)
            .as_warning()
            .with_remedy("Make the metric and the US figure state one volume.");
    }
    Outcome::met("the metric statement is beside the US one", *first)
}

fn metric_alone(label: &Label, metric: &Reading<NetContents>) -> Outcome {
    if embossed(label) {
        return Outcome::met("the US statement is on the container itself", metric);
    }
    let why = format!("“{}” stands without a US customary statement", metric.text.trim());
    let units = ["fl", "fluid", "ounces", "oz", "pint", "pints", "quart", "gallon", "gallons"];
    let hidden = hinted(label, &units) || !label.completeness.absence_is_certain();
    if hidden || !is_sure(label, metric) {
        return Outcome::unclear(format!("{why} that could be read"), metric);
    }
    Outcome::violated(why, metric)
}

/// Fronts and backs are two fields of vision; what runs around a can is not.
fn is_flat_panel(label: &Label, statement: &Reading<NetContents>) -> bool {
    let role = statement.panel().and_then(|index| label.panels.get(index)).and_then(|one| one.role);
    matches!(role, Some(PanelRole::Front | PanelRole::Brand | PanelRole::Back))
}

fn differ(a: &NetContents, b: &NetContents) -> bool {
    (a.volume.0 - b.volume.0).abs() > a.volume.0 * ROUNDING
}

fn is_us(statement: &NetContents) -> bool {
    statement.system() == Some(UnitSystem::UsCustomary)
}

/// Every statement, the one that counts first.
fn statements(label: &Label) -> Vec<&Reading<NetContents>> {
    let mut all: Vec<_> = label.facts.net_contents.reading().into_iter().collect();
    for one in &label.facts.net_contents_statements {
        if !all.iter().any(|known| known.value == one.value && known.evidence == one.evidence) {
            all.push(one);
        }
    }
    all
}

/// Whether form item 15 says that contents are on the container itself.
fn embossed(label: &Label) -> bool {
    let said = label.declared.application.embossed.as_deref().map(fold).unwrap_or_default();
    let about = [
        "net contents",
        "contents",
        "fl oz",
        "fluid ounces",
        "oz",
        "ounces",
        "pint",
        "pints",
        "quart",
        "gallon",
        "gallons",
    ];
    about.iter().any(|words| holds(&said, words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::VolumeUnit::{FluidOunce, Gallon, Milliliter, Ounce, Pint};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, assert_severities, doubtful, label};

    fn says(printed: &str, parts: &[(&str, VolumeUnit)]) -> Label {
        label().malt().net_contents(printed, parts)
    }

    fn twice(printed: &str, second: VolumeUnit) -> Label {
        let mut label = says(printed, &[("1", Pint), ("16", second)]);
        let volume = crate::rules::testing::net(&[("1", Pint)]).volume;
        for statement in &mut label.facts.net_contents_statements {
            statement.value.volume = volume;
            statement.value.doubled = true;
        }
        label.facts.net_contents = Fact::Read(label.facts.net_contents_statements[0].clone());
        label
    }

    #[test]
    fn contents_are_on_the_label_or_in_the_glass() {
        let moulded = |label: Label| {
            label.declaring(|declared| {
                declared.application.embossed = Some("12 FL OZ moulded in bottle".to_owned());
            })
        };
        assert_cases(
            &REQUIRED,
            [
                ("ounces", says("12 FL. OZ.", &[("12", FluidOunce)]), Met),
                ("moulded", moulded(label().malt()), Met),
                (
                    "metric alone, said elsewhere",
                    says("355 ml", &[("355", Milliliter)]),
                    NotApplicable,
                ),
                ("nothing", label().malt(), Violated),
                ("nothing on the panels", label().malt().perhaps_incomplete(), Unclear),
            ],
        );
        let alone = says("355 ml", &[("355", Milliliter)]);
        let broken = [&REQUIRED, &FORMAT, &METRIC_ADDITION]
            .map(|rule| rule.judge(&alone).outcome)
            .into_iter()
            .filter(|&outcome| outcome == Violated);
        assert_eq!(broken.count(), 1, "a metric statement alone is one finding");
    }

    #[test]
    fn one_prescribed_statement_is_enough() {
        assert_cases(
            &FORMAT,
            [
                ("ounces", says("12 FL OZ", &[("12", FluidOunce)]), Met),
                ("pint", says("1 PINT", &[("1", Pint)]), Met),
                (
                    "pint and ounces",
                    says("1 PINT 6 FL. OZ.", &[("1", Pint), ("6", FluidOunce)]),
                    Met,
                ),
                ("stated twice", twice("1 PINT 16 FL OZ", FluidOunce), Met),
                ("a keg", says("15.5 GALLONS", &[("15.5", Gallon)]), Met),
                (
                    "three ways",
                    says("355 ML", &[("355", Milliliter)])
                        .net_contents("12 Fluid Ounces", &[("12", FluidOunce)])
                        .net_contents("0.75 Pint", &[("0.75", Pint)]),
                    Met,
                ),
                ("none", label().malt(), NotApplicable),
                (
                    "a serving",
                    says("AVERAGE ANALYSIS (12 oz.): 140 Calories", &[("12", Ounce)]),
                    NotApplicable,
                ),
                ("16 ounces", says("16 FL OZ", &[("16", FluidOunce)]), Violated),
                ("32 ounces", says("32 FL OZ", &[("32", FluidOunce)]), Violated),
                ("22 ounces", says("22 FL OZ", &[("22", FluidOunce)]), Violated),
                ("ounces of weight", says("12 OZ", &[("12", Ounce)]), Violated),
                ("twice, FL missing", twice("1 PINT (16 OZ.)", Ounce), Violated),
                ("pint misread", says("16 FL OZ", &[("16", FluidOunce)]).text(["I PINT"]), Met),
                (
                    "pint perhaps misread",
                    says("22 FL OZ", &[("22", FluidOunce)]).text(["PINT 6"]),
                    Unclear,
                ),
                ("FL perhaps apart", says("12 OZ", &[("12", Ounce)]).text(["FL"]), Unclear),
                (
                    "doubtful",
                    says("12 OZ", &[("12", Ounce)]).with(|label| {
                        doubtful(&mut label.facts.net_contents);
                    }),
                    Unclear,
                ),
                ("repaired letters", says("12 0Z", &[("12", Ounce)]), Unclear),
            ],
        );
    }

    #[test]
    fn metric_measure_is_an_addition() {
        let both = |printed: &str, ml: &str, us: &[(&str, VolumeUnit)]| {
            says(&format!("{ml} mL"), &[(ml, Milliliter)]).net_contents(printed, us)
        };
        let apart = |first, second| {
            label()
                .malt()
                .panel(first)
                .net_contents("330 mL", &[("330", Milliliter)])
                .panel(second)
                .net_contents("11.2 FL OZ", &[("11.2", FluidOunce)])
        };
        assert_cases(
            &METRIC_ADDITION,
            [
                ("beside ounces", both("12 FL OZ", "355", &[("12", FluidOunce)]), Met),
                ("beside a pint", both("1 PINT", "473", &[("1", Pint)]), Met),
                (
                    "an odd size",
                    both("1 PINT 3.3 FL OZ", "570", &[("1", Pint), ("3.3", FluidOunce)]),
                    Met,
                ),
                ("no metric", says("12 FL OZ", &[("12", FluidOunce)]), NotApplicable),
                ("alone", says("473 mL", &[("473", Milliliter)]), Violated),
                ("front and back", apart(PanelRole::Front, PanelRole::Back), Violated),
                ("around a can", apart(PanelRole::Wrap, PanelRole::Other), Unclear),
                ("two volumes", both("12 FL OZ", "500", &[("12", FluidOunce)]), Violated),
                (
                    "alone on what was supplied",
                    says("473 mL", &[("473", Milliliter)]).perhaps_incomplete(),
                    Unclear,
                ),
                ("pint unread", says("473 mL", &[("473", Milliliter)]).text(["I PINT"]), Unclear),
            ],
        );
        assert_severities(
            &METRIC_ADDITION,
            [("two volumes", both("12 FL OZ", "500", &[("12", FluidOunce)]), Severity::Warning)],
        );
    }
}
