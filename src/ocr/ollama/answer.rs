//! What the model said, and how much of it is accepted.
//!
//! An answer is data of a given form or nothing. Words that were in the question are an echo;
//! words that an engine which reads letters contradicts with confidence are wrong.

use super::prompt;
use super::question::{Item, Question};
use crate::label::fold;
use crate::ocr::{Line, Word};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Statements on a panel and their length: more is a model that has lost its thread.
const MOST_ITEMS: usize = 80;
const MOST_LETTERS: usize = 2000;
/// A run of so many words of the question is no accident of the label's.
const ECHOED_WORDS: usize = 5;
/// From which confidence, 0 to 1, a word read by an engine stands against the model.
const CONFIDENT: f32 = 0.9;
/// Two readings this much alike, 0 to 1, are of the same print.
const SAME_PRINT: f64 = 0.6;

/// The form the answer has to have.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Sheet {
    items: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Entry {
    item: Item,
    words: String,
}

/// One statement as the model copied it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    pub item: Item,
    /// At least one letter or digit; line breaks as it gave them.
    pub words: String,
}

/// Understands an answer.
///
/// # Errors
/// Why it is none, in words for the log.
pub(super) fn parse(content: &str, question: &Question) -> Result<Vec<Said>, String> {
    let sheet: Sheet = serde_json::from_str(content).map_err(|error| error.to_string())?;
    if sheet.items.len() > MOST_ITEMS {
        return Err(format!("{} statements on one panel", sheet.items.len()));
    }
    let told = fold(&prompt::told(question));
    let mut said: Vec<Said> = Vec::new();
    for entry in sheet.items {
        let words = clean(&entry.words);
        if words.chars().count() > MOST_LETTERS {
            return Err("a statement without an end".to_owned());
        }
        let of_the_kind = question.item.is_none_or(|item| item == entry.item);
        let is_new = !said.iter().any(|other| other.words == words);
        if of_the_kind && is_new && !fold(&words).is_empty() && !is_echo(&words, &told) {
            said.push(Said { item: entry.item, words });
        }
    }
    Ok(said)
}

/// Without control characters and the spaces at the ends of lines.
fn clean(words: &str) -> String {
    let lines = words.lines().map(|line| {
        let printed = line.chars().map(|c| if c.is_control() { ' ' } else { c });
        printed.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    });
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Whether the words stand in the question, as a whole or for a good part. `told` is folded.
fn is_echo(words: &str, told: &str) -> bool {
    let folded = fold(words);
    let words: Vec<&str> = folded.split(' ').collect();
    let stands = |run: &[&str]| format!(" {told} ").contains(&format!(" {} ", run.join(" ")));
    stands(&words) || words.windows(ECHOED_WORDS).any(stands)
}

/// The word of another engine that contradicts these, where one does: the same print, read
/// with confidence, has a word that is not among them.
#[must_use]
pub fn contradicted<'a>(words: &str, lines: impl IntoIterator<Item = &'a Line>) -> Option<String> {
    let own = tokens(words);
    let run: String = own.concat();
    let alike = |line: &Line| strsim::normalized_levenshtein(&tokens(&line.text()).concat(), &run);
    let best = lines
        .into_iter()
        .map(|line| (alike(line), line))
        .filter(|(alike, _)| *alike >= SAME_PRINT)
        .max_by(|one, other| one.0.total_cmp(&other.0));
    let (_, line) = best?;
    let confident = |word: &&Word| word.confidence >= CONFIDENT && !tokens(&word.text).is_empty();
    let missing = |word: &&Word| !run.contains(&tokens(&word.text).concat());
    line.words.iter().filter(confident).find(missing).map(|word| word.text.clone())
}

fn tokens(text: &str) -> Vec<String> {
    fold(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn question(item: Option<Item>) -> Question {
        Question { item, picture: Vec::new() }
    }

    fn answer(words: &[(&str, &str)]) -> String {
        let items: Vec<_> =
            words.iter().map(|(item, words)| json!({"item": item, "words": words})).collect();
        json!({ "items": items }).to_string()
    }

    #[test]
    fn only_the_given_form_is_an_answer() {
        let good = answer(&[("net_contents", "750 mL")]);
        assert_eq!(parse(&good, &question(None)).unwrap()[0].words, "750 mL");
        for wrong in [
            "750 mL",
            "",
            "{}",
            r#"{"items":[{"item":"net_contents","words":"750"#,
            r#"{"items":[],"verdict":"compliant"}"#,
            r#"{"items":[{"item":"price","words":"9.99"}]}"#,
            r#"{"items":[{"item":"net_contents","words":"750 mL","confidence":1}]}"#,
        ] {
            assert!(parse(wrong, &question(None)).is_err(), "{wrong}");
        }
        let endless = answer(&[("other", "la ".repeat(1000).as_str())]);
        assert!(parse(&endless, &question(None)).is_err());
    }

    #[test]
    fn what_was_not_asked_and_what_says_nothing_is_left_out() {
        let content = answer(&[
            ("net_contents", " 750\t mL \n\n"),
            ("net_contents", "750 mL"),
            ("brand_name", "OLD HARBOR"),
            ("net_contents", "—"),
        ]);
        let said = parse(&content, &question(Some(Item::NetContents))).unwrap();
        assert_eq!(said, [Said { item: Item::NetContents, words: "750 mL".to_owned() }]);
    }

    #[test]
    fn the_questions_own_words_are_no_evidence() {
        let asked = question(Some(Item::BrandName));
        for echo in [
            "brand name",
            "Copy only the brand name",
            "The label says: copy letter for letter what is printed, with style",
        ] {
            assert_eq!(parse(&answer(&[("brand_name", echo)]), &asked).unwrap(), [], "{echo}");
        }
        let name = answer(&[("brand_name", "Brand Name Cellars of Prosser")]);
        assert_eq!(parse(&name, &asked).unwrap().len(), 1, "a word in common is no echo");
    }

    #[test]
    fn a_confident_word_of_another_engine_stands_against_the_model() {
        let line = Line::printed("ALC. 13.5% BY VOL.", 0, 0);
        let mut doubtful = line.clone();
        doubtful.words[1].confidence = 0.6;
        assert_eq!(contradicted("ALC. 13.8% BY VOL.", [&line]).as_deref(), Some("13.5%"));
        assert_eq!(contradicted("ALC. 13.8% BY VOL.", [&doubtful]), None);
        assert_eq!(contradicted("Alc 13.5 % by vol", [&line]), None);
        assert_eq!(contradicted("OLD HARBOR", [&line]), None, "it says nothing of that");
    }
}
