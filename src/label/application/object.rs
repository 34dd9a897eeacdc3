//! Takes typed values out of a JSON object and notes everything that is wrong on the way,
//! so that a sender learns of all problems at once.

use super::Problem;
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use std::str::FromStr;

/// Labels are approved since the Federal Alcohol Administration Act; and a margin for years to
/// come.
const YEARS: std::ops::RangeInclusive<i32> = 1935..=2100;

/// An object being read; `null` counts as not given.
pub(super) struct Object<'a> {
    /// The JSON pointer of the object itself.
    pub at: String,
    values: &'a Map<String, Value>,
    /// Every key asked for so far: what is left over is unknown.
    known: Vec<&'static str>,
}

impl<'a> Object<'a> {
    /// The object at a place, or a problem.
    pub(super) fn of(value: &'a Value, at: &str, problems: &mut Vec<Problem>) -> Option<Self> {
        if let Value::Object(values) = value {
            return Some(Self { at: at.to_owned(), values, known: Vec::new() });
        }
        problems.push(wrong_type(at, "an object with named values", value));
        None
    }

    pub(super) fn place(&self, key: &str) -> String {
        format!("{}/{}", self.at, key.replace('~', "~0").replace('/', "~1"))
    }

    /// The value of a key; `None` when absent or `null`.
    pub(super) fn value(&mut self, key: &'static str) -> Option<&'a Value> {
        self.known.push(key);
        self.values.get(key).filter(|value| !value.is_null())
    }

    pub(super) fn text(
        &mut self,
        key: &'static str,
        most: usize,
        problems: &mut Vec<Problem>,
    ) -> Option<String> {
        let value = self.value(key)?;
        text(value, &self.place(key), most, problems)
    }

    pub(super) fn flag(&mut self, key: &'static str, problems: &mut Vec<Problem>) -> Option<bool> {
        let value = self.value(key)?;
        if value.as_bool().is_none() {
            problems.push(wrong_type(&self.place(key), "true or false", value));
        }
        value.as_bool()
    }

    pub(super) fn date(
        &mut self,
        key: &'static str,
        problems: &mut Vec<Problem>,
    ) -> Option<NaiveDate> {
        let value = self.value(key)?;
        let at = self.place(key);
        let Some(words) = value.as_str() else {
            problems.push(wrong_type(&at, "a date such as \"2026-03-25\"", value));
            return None;
        };
        let Ok(date) = NaiveDate::parse_from_str(words, "%Y-%m-%d") else {
            let detail =
                format!("{} is not a date; send one such as \"2026-03-25\"", quoted(words));
            problems.push(Problem::new(at, "not_a_date", detail));
            return None;
        };
        if !YEARS.contains(&date.year()) {
            let detail = format!(
                "{} is no day to file a label on; send one from {} to {}",
                quoted(words),
                YEARS.start(),
                YEARS.end()
            );
            problems.push(Problem::new(at, "out_of_range", detail));
            return None;
        }
        Some(date)
    }

    /// A number above zero and up to `most`.
    pub(super) fn positive(
        &mut self,
        key: &'static str,
        most: Decimal,
        problems: &mut Vec<Problem>,
    ) -> Option<Decimal> {
        let value = self.value(key)?;
        let at = self.place(key);
        let Some(number) = decimal(value) else {
            problems.push(wrong_type(&at, "a number", value));
            return None;
        };
        if number <= Decimal::ZERO || number > most {
            let detail = format!("{number} cannot be; send a number above 0 and up to {most}");
            problems.push(Problem::new(at, "out_of_range", detail));
            return None;
        }
        Some(number)
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, T)],
        problems: &mut Vec<Problem>,
    ) -> Option<T> {
        let value = self.value(key)?;
        let at = self.place(key);
        let Some(given) = value.as_str() else {
            problems.push(wrong_type(&at, "a word", value));
            return None;
        };
        let found = words.iter().find(|(word, _)| *word == given).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let all: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            let detail = format!(
                "{} is not known{}; send one of: {}",
                quoted(given),
                nearest(given, &all).map(|word| format!(" (is it {word}?)")).unwrap_or_default(),
                all.join(", ")
            );
            problems.push(Problem::new(at, "unknown_value", detail));
        }
        found
    }

    /// The elements of a list with their places.
    pub(super) fn list(
        &mut self,
        key: &'static str,
        most: usize,
        problems: &mut Vec<Problem>,
    ) -> Option<Vec<(&'a Value, String)>> {
        let value = self.value(key)?;
        let at = self.place(key);
        let Some(elements) = value.as_array() else {
            problems.push(wrong_type(&at, "a list", value));
            return None;
        };
        if elements.len() > most {
            let detail = format!("the list has {} entries; at most {most}", elements.len());
            problems.push(Problem::new(at, "too_many", detail));
            return None;
        }
        let placed = elements.iter().enumerate();
        Some(placed.map(|(i, element)| (element, format!("{at}/{i}"))).collect())
    }

    /// A list of texts.
    pub(super) fn texts(
        &mut self,
        key: &'static str,
        most: usize,
        longest: usize,
        problems: &mut Vec<Problem>,
    ) -> Option<Vec<String>> {
        let elements = self.list(key, most, problems)?;
        Some(elements.iter().filter_map(|(v, at)| text(v, at, longest, problems)).collect())
    }

    /// Notes every key nobody asked for.
    pub(super) fn finish(self, problems: &mut Vec<Problem>) {
        for key in self.values.keys().filter(|key| !self.known.contains(&key.as_str())) {
            let hint = nearest(key, &self.known)
                .map_or_else(String::new, |known| format!("; did you mean {known}?"));
            let shown: String = key.chars().take(60).collect();
            problems.push(Problem::new(
                self.place(&shown),
                "unknown_key",
                format!("there is no key {}{hint}", quoted(&shown)),
            ));
        }
    }
}

/// A JSON number exactly as written; never through a float.
pub(super) fn decimal(value: &Value) -> Option<Decimal> {
    let Value::Number(number) = value else { return None };
    let written = number.to_string();
    Decimal::from_str(&written).or_else(|_| Decimal::from_scientific(&written)).ok()
}

pub(super) fn text(
    value: &Value,
    at: &str,
    most: usize,
    problems: &mut Vec<Problem>,
) -> Option<String> {
    let Some(words) = value.as_str() else {
        problems.push(wrong_type(at, "a text", value));
        return None;
    };
    let length = words.chars().count();
    if length > most {
        let detail = format!("the text has {length} characters; at most {most}");
        problems.push(Problem::new(at, "too_long", detail));
        return None;
    }
    // Nothing but spaces declares nothing.
    Some(words.trim()).filter(|words| !words.is_empty()).map(str::to_owned)
}

pub(super) fn wrong_type(at: &str, wanted: &str, value: &Value) -> Problem {
    let given = match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(words) => format!("the text {}", quoted(words)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    };
    Problem::new(at, "wrong_type", format!("expected {wanted}, not {given}"))
}

pub(super) fn quoted(words: &str) -> String {
    let mut shown: String = words.chars().take(60).filter(|c| !c.is_control()).collect();
    if words.chars().count() > 60 {
        shown.push('…');
    }
    format!("\"{shown}\"")
}

/// The known word most like the given one, when it is like it at all.
fn nearest(given: &str, known: &[&'static str]) -> Option<&'static str> {
    let plain = |word: &str| {
        word.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
    };
    let given = plain(given.get(..60).unwrap_or(given));
    let likeness = |word: &&'static str| strsim::jaro_winkler(&given, &plain(word));
    let best = known.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    // Found on the pairs of the test below: misspellings lie above 0.85, strangers under 0.75.
    (likeness(&best) > 0.8).then_some(best)
}
