//! Whether an engine's confidence in a word means what it says.
//!
//! The words of the health warning are known wherever the statement is printed as the
//! regulation has it. The labels are dealt into two halves by their names; the confidence from
//! which words are right often enough is chosen on one half and tried on the other.

use super::record::Record;
use super::stats::Share;
use crate::label::{HEALTH_WARNING, WarningStatement};
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// A word whose print is known, as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct WordRecord {
    /// 0 to 1, the engine's own.
    pub confidence: f32,
    pub right: bool,
}

/// Confidences that are tried.
const STEPS: [f32; 9] = [0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.98];
/// A word is relied on where no more than one in so many is wrong.
const ONE_IN: usize = 200;

/// The words of a statement that is printed as the regulation has it.
pub(super) fn words(statement: &WarningStatement) -> Vec<WordRecord> {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let printed: Vec<String> = HEALTH_WARNING.split_whitespace().map(letters).collect();
    let words = statement.words.iter().filter_map(|word| {
        let right = printed.get(word.expected?)? == &letters(&word.text);
        Some(WordRecord { confidence: word.evidence.confidence, right })
    });
    words.collect()
}

/// Words of one half of the labels.
#[derive(Debug, Clone, Default)]
struct Half(Vec<WordRecord>);

impl Half {
    /// How many words are read at least so surely, and how many of those are wrong.
    fn from(&self, least: f32) -> (Share, Share) {
        let (mut sure, mut wrong) = (Share::default(), Share::default());
        for word in &self.0 {
            sure.add(word.confidence >= least);
            if word.confidence >= least {
                wrong.add(!word.right);
            }
        }
        (sure, wrong)
    }

    /// The least confidence from which words can be relied on.
    fn chosen(&self) -> Option<f32> {
        STEPS.into_iter().find(|&least| {
            let (sure, wrong) = self.from(least);
            sure.count > 0 && wrong.count * ONE_IN <= sure.count
        })
    }
}

/// Deals the labels by a sum over their names, so that the halves stay as they are when
/// labels are added.
fn halves(records: &[Record]) -> [Half; 2] {
    let mut halves = [Half::default(), Half::default()];
    for record in records.iter().filter(|record| record.real) {
        let sum: usize = record.id.bytes().map(usize::from).sum();
        halves[sum % 2].0.extend(&record.words);
    }
    halves
}

/// The tables, one below the other; nothing where there are no known words.
pub(super) fn render(records: &[Record]) -> String {
    let halves = halves(records);
    let mut page = String::new();
    if halves.iter().any(|half| half.0.is_empty()) {
        return page;
    }
    let title = "Confidence of words, by the words of the warning";
    let _ = writeln!(page, "\n{title}\n{}", "=".repeat(title.len()));
    for (index, name) in ["One half", "Other half"].into_iter().enumerate() {
        let (own, other) = (&halves[index], &halves[1 - index]);
        let _ = writeln!(page, "{name:<15} {:<34} wrong of these", "read at least so surely");
        for least in STEPS {
            let (sure, wrong) = own.from(least);
            let _ = writeln!(page, "    ≥ {least:<8.2}  {:<34} {}", sure.show(), wrong.show_harm());
        }
        let told = own.chosen().map_or_else(
            || format!("no confidence leaves one wrong word in {ONE_IN}"),
            |least| {
                let wrong = other.from(least).1;
                let tried = wrong.show_harm();
                format!("one word in {ONE_IN} wrong from {least:.2} on; on the other half {tried}")
            },
        );
        let _ = writeln!(page, "    {told}");
    }
    page
}

#[cfg(test)]
mod tests {
    use super::super::truth::example;
    use super::*;

    fn record(id: &str, words: &[(f32, bool, usize)]) -> Record {
        let mut record = Record::unanswered(&example(id), String::new());
        record.real = true;
        for &(confidence, right, count) in words {
            record.words.extend(vec![WordRecord { confidence, right }; count]);
        }
        record
    }

    #[test]
    fn what_is_chosen_on_one_half_is_tried_on_the_other() {
        let records = [
            record("b", &[(0.99, true, 395), (0.85, true, 5), (0.85, false, 2), (0.4, false, 10)]),
            record("a", &[(0.99, true, 99), (0.99, false, 1)]),
        ];
        let page = render(&records);
        assert!(page.contains("from 0.50 on; on the other half 1 of 100"), "{page}");
        assert!(page.contains("no confidence leaves one wrong word in 200"), "{page}");
        assert_eq!(render(&records[..1]), "", "one half alone is no trial");
    }

    #[test]
    fn words_are_held_to_the_regulation_by_their_letters() {
        let lines: Vec<_> = [
            "GOVERNMENT WARNING: (1) According to the Surgeon General, women should not drink",
            "alcoholic beverages during pregnancy because of the risk of birth defects. (2)",
            "Consumption of alcoholic beverages impairs your ability to drive a car or opcrate",
            "machinery, and may cause health problems.",
        ]
        .iter()
        .enumerate()
        .map(|(row, text)| crate::ocr::Line::printed(text, 0, row as u32))
        .collect();
        let seen = crate::reading::read(&lines, &crate::label::Application::default());
        let words = words(seen.facts.health_warning.value().expect("the statement is there"));
        assert!(words.len() > 40, "{}", words.len());
        assert!(words.iter().filter(|word| !word.right).count() <= 1, "{words:?}");
    }
}
