//! Mandatory information stands apart from other text.
//! # What the regulation asks
//! 5.52(b), 7.52(b): apart from, or far more conspicuous than, the text around it. Optional
//! words may be woven into most items, never into the disclosures of 5.63(c) and 7.63(b).
//! # How we decide
//! A disclosure with words of its sentence left over is broken. A designation that was found
//! only within longer running lines is a question: conspicuousness is judgement.
//! # What we cannot see
//! How the type compares with the type around it.

use crate::label::{Commodities, Evidence, Label, Line, fold};
use crate::rules::phrase::SURE;
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

/// A designation that fills less of its line stands in running text.
const BURIED: f32 = 0.3;
/// Lines shorter than this are no running text, whatever share a designation has.
const RUNNING_WORDS: usize = 8;

pub static RULE: Rule = Rule {
    id: "common.separate-and-apart",
    title: "Mandatory information stands apart from other text",
    statement: "Mandatory information other than the brand name is separate from additional text or \
                far more conspicuous; nothing is woven into the ingredient disclosures.",
    citation: &[cfr(5, "5.52(b)"), cfr(7, "7.52(b)")],
    commodities: Commodities::SPIRITS_AND_MALT,
    severity: Severity::Warning,
    evidence: Evidences("L+T"),
    in_force: ALWAYS,
    remedy: "Set the statement apart from the story, without other words in it.",
    passes: &["“premium vodka”", "“Proudly brewed and bottled by ABC Brewing Co., Pittsburgh, PA”"],
    fails: &["“Contains sulfites, like all great whiskies”", "the class in the middle of a story"],
    check,
};

fn check(label: &Label) -> Outcome {
    let facts = &label.facts;
    let woven = facts.disclosures.iter().find(|disclosure| disclosure.value.extra.is_some());
    if let Some(disclosure) = woven {
        let why = format!("“{}” says more than the disclosure", disclosure.text.trim());
        return if disclosure.confidence >= SURE {
            Outcome::violated(why, disclosure)
        } else {
            Outcome::unclear(why, disclosure)
        };
    }
    let Some(class) = facts.class_type.reading() else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let buried = facts
        .designations
        .iter()
        .all(|one| one.value.prominence < BURIED && in_running_text(label, &one.evidence));
    if buried && !facts.designations.is_empty() {
        return Outcome::unclear("the class or type was found only within running text", class);
    }
    Outcome::met("the class or type and the disclosures stand apart", class)
}

/// Whether a line it stands on has the words of running text around it.
fn in_running_text(label: &Label, places: &[Evidence]) -> bool {
    let holds = |line: &Line, place: &Evidence| {
        let (at, (left, top, right, bottom)) = (place.polygon.center(), line.polygon.bounds());
        line.panel == place.panel
            && (left..=right).contains(&at.x)
            && (top..=bottom).contains(&at.y)
    };
    let lines = label.text.lines();
    lines
        .iter()
        .filter(|line| places.iter().any(|place| holds(line, place)))
        .any(|line| fold(&line.text).split(' ').count() >= RUNNING_WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::DisclosureKind::Sulfites;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    fn vodka(printed: &str, prominence: f32) -> Label {
        label().spirits().class_type("spirits.vodka", &["spirits.neutral-spirits"], printed).with(
            |label| {
                for one in &mut label.facts.designations {
                    one.value.prominence = prominence;
                }
            },
        )
    }

    #[test]
    fn disclosures_stand_alone_and_classes_out() {
        let story = "Grandfather always said that our vodka tastes best when served";
        let woven = |label: Label| {
            label.disclosure_with(Sulfites, "Contains sulfites, like all", true, Some("like all"))
        };
        assert_cases(
            &RULE,
            [
                ("premium vodka", vodka("premium vodka", 0.5), Met),
                (
                    "a disclosure alone",
                    vodka("Vodka", 1.0).disclosure(Sulfites, "Contains sulfites", true),
                    Met,
                ),
                ("nothing read", label().spirits(), NotApplicable),
                ("woven disclosure", woven(vodka("Vodka", 1.0)), Violated),
                ("class in a story", vodka(story, 0.1), Unclear),
            ],
        );
    }
}
