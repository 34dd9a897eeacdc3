//! Text to tokens: numbers with their decimals, words, and the few marks that mean something.
//!
//! Spaces and marks are free (`750ML.`, `ALC.5.2%BYVOL`), so words run together are cut
//! where the vocabulary of statements allows it, and numbers are cut from their units.

mod vocabulary;

use rust_decimal::Decimal;
use std::str::FromStr;
use vocabulary::{MISREAD, UNITS, cut, digits_of};

#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Number(Number),
    /// Lower case.
    Word(String),
    Percent,
    Slash,
    Dash,
    /// Any other mark that is not plain punctuation.
    Mark(char),
}

/// A number as printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    pub value: Decimal,
    /// Digits after the decimal point.
    pub decimals: u32,
    /// `3/4`, `¾`
    pub fraction: Option<(u32, u32)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    pub kind: Kind,
    /// Bytes of the text.
    pub start: usize,
    pub end: usize,
    /// A letter was taken for a digit or the like.
    pub repaired: bool,
}

impl Token {
    #[must_use]
    pub fn word(&self) -> Option<&str> {
        super::steps::step();
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    #[must_use]
    pub fn number(&self) -> Option<&Number> {
        super::steps::step();
        match &self.kind {
            Kind::Number(number) => Some(number),
            _ => None,
        }
    }

    #[must_use]
    pub fn is_word(&self, words: &[&str]) -> bool {
        self.word().is_some_and(|word| words.contains(&word))
    }
}

/// Cuts a text into tokens, in time linear in its length.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    Scanner { chars: text.char_indices().collect(), text, at: 0, out: Vec::new() }.run()
}

struct Scanner<'a> {
    chars: Vec<(usize, char)>,
    text: &'a str,
    at: usize,
    out: Vec<Token>,
}

impl Scanner<'_> {
    fn run(mut self) -> Vec<Token> {
        while self.at < self.chars.len() {
            let character = self.chars[self.at].1;
            if self.percent() || self.fraction() || self.number() {
                continue;
            }
            if is_letter(character) {
                self.run_of_letters();
                continue;
            }
            let kind = match character {
                '/' | '\\' => Some(Kind::Slash),
                '-' | '–' | '—' | '~' => Some(Kind::Dash),
                '&' | '+' | '#' | '=' | '×' => Some(Kind::Mark(character)),
                _ => None,
            };
            if let Some(kind) = kind {
                self.push(kind, self.at, self.at + 1, false);
            }
            self.at += 1;
        }
        self.out
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        super::steps::step();
        self.chars.get(self.at + ahead).map(|&(_, character)| character)
    }

    fn byte(&self, index: usize) -> usize {
        self.chars.get(index).map_or(self.text.len(), |&(byte, _)| byte)
    }

    fn push(&mut self, kind: Kind, from: usize, to: usize, repaired: bool) {
        let (start, end) = (self.byte(from), self.byte(to));
        self.out.push(Token { kind, start, end, repaired });
    }

    fn after_number(&self) -> bool {
        self.out.last().is_some_and(|token| token.number().is_some())
    }

    /// `%`, and `o/o`, `°/o`, `9/0`, `0/0` after a number.
    fn percent(&mut self) -> bool {
        let character = self.chars[self.at].1;
        if matches!(character, '%' | '٪' | '％' | '﹪') {
            self.push(Kind::Percent, self.at, self.at + 1, false);
            self.at += 1;
            return true;
        }
        let misread = self.after_number()
            && matches!(character, 'o' | 'O' | '0' | '9' | '°' | 'º')
            && self.peek(1) == Some('/')
            && matches!(self.peek(2), Some('o' | 'O' | '0'))
            && !self.peek(3).is_some_and(char::is_alphanumeric);
        if misread {
            self.push(Kind::Percent, self.at, self.at + 3, true);
            self.at += 3;
        }
        misread
    }

    /// `½`, `3/4`, `11/16`.
    fn fraction(&mut self) -> bool {
        let character = self.chars[self.at].1;
        let vulgar = match character {
            '½' => Some((1, 2)),
            '¼' => Some((1, 4)),
            '¾' => Some((3, 4)),
            '⅓' => Some((1, 3)),
            '⅔' => Some((2, 3)),
            '⅕' => Some((1, 5)),
            '⅖' => Some((2, 5)),
            '⅗' => Some((3, 5)),
            '⅘' => Some((4, 5)),
            '⅛' => Some((1, 8)),
            '⅜' => Some((3, 8)),
            '⅝' => Some((5, 8)),
            '⅞' => Some((7, 8)),
            _ => None,
        };
        if let Some(parts) = vulgar {
            self.push_fraction(parts, 1);
            return true;
        }
        let digits = |from: usize| {
            (0..3).take_while(|&n| self.peek(from + n).is_some_and(|c| c.is_ascii_digit())).count()
        };
        let above = digits(0);
        if above == 0 || above > 2 || !matches!(self.peek(above), Some('/' | '⁄')) {
            return false;
        }
        let below = digits(above + 1);
        if below == 0 || below > 2 {
            return false;
        }
        let number = |from: usize, count: usize| {
            (from..from + count)
                .filter_map(|n| self.peek(n).and_then(|c| c.to_digit(10)))
                .fold(0, |sum, digit| sum * 10 + digit)
        };
        let parts = (number(0, above), number(above + 1, below));
        let fits =
            parts.0 > 0 && parts.0 < parts.1 && [2, 3, 4, 5, 8, 10, 16, 32, 64].contains(&parts.1);
        if fits {
            self.push_fraction(parts, above + below + 1);
        }
        fits
    }

    fn push_fraction(&mut self, (above, below): (u32, u32), length: usize) {
        let number = Number {
            value: Decimal::from(above) / Decimal::from(below),
            decimals: 0,
            fraction: Some((above, below)),
        };
        self.push(Kind::Number(number), self.at, self.at + length, false);
        self.at += length;
    }

    /// Digits with an optional decimal part, the point or comma leading where nothing
    /// stands before it (`.5`, not the `.40` of `750ML.40%`).
    fn number(&mut self) -> bool {
        let first = self.chars[self.at].1;
        let digit_at = |ahead: usize| self.peek(ahead).is_some_and(|c| c.is_ascii_digit());
        let digits_from = |from: usize| {
            let rest = self.chars.get(self.at + from..).unwrap_or_default();
            rest.iter().take_while(|(_, c)| c.is_ascii_digit()).count()
        };
        let before = self.at.checked_sub(1).map(|index| self.chars[index].1);
        if matches!(first, '.' | ',') && digit_at(1) && !before.is_some_and(char::is_alphanumeric) {
            let digits = digits_from(1);
            let fraction = self.slice(self.at + 1, self.at + 1 + digits);
            return self.push_number("0", &fraction, 1 + digits, false);
        }
        if !first.is_ascii_digit() {
            return false;
        }
        let whole = digits_from(0);
        if self.peek(whole).is_some_and(|c| c.is_alphabetic() && is_letter(c)) {
            return false; // `750ML`, `75O`: a run of its own.
        }
        let digits = self.slice(self.at, self.at + whole);
        let mark = self.peek(whole).filter(|c| matches!(c, '.' | ','));
        if mark.is_some() && digit_at(whole + 1) {
            let after = digits_from(whole + 1);
            let fraction = self.slice(self.at + whole + 1, self.at + whole + 1 + after);
            if mark == Some(',') && after == 3 && digits != "0" {
                return self.push_number(
                    &format!("{digits}{fraction}"),
                    "",
                    whole + 1 + after,
                    false,
                );
            }
            return self.push_number(&digits, &fraction, whole + 1 + after, false);
        }
        // `13. 5%`: an engine's space after the point, believed only before a percent sign.
        if mark.is_some() && self.peek(whole + 1) == Some(' ') && digit_at(whole + 2) {
            let after = digits_from(whole + 2);
            let sign = whole + 2 + after;
            let percent = self.peek(sign) == Some('%')
                || self.peek(sign) == Some(' ') && self.peek(sign + 1) == Some('%');
            if after <= 2 && percent {
                let fraction = self.slice(self.at + whole + 2, self.at + sign);
                return self.push_number(&digits, &fraction, sign, true);
            }
        }
        self.push_number(&digits, "", whole, false)
    }

    fn slice(&self, from: usize, to: usize) -> String {
        self.text[self.byte(from)..self.byte(to)].to_owned()
    }

    /// Pushes a number of these digits; too long a run of digits is a code, not a number.
    fn push_number(&mut self, whole: &str, fraction: &str, length: usize, repaired: bool) -> bool {
        let (from, to) = (self.at, self.at + length);
        self.at = to;
        let text =
            if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") };
        let value = (text.len() <= 12).then(|| Decimal::from_str(&text).ok()).flatten();
        let kind = match value {
            Some(value) => {
                Kind::Number(Number { value, decimals: fraction.len() as u32, fraction: None })
            }
            None => Kind::Word(text),
        };
        self.push(kind, from, to, repaired);
        true
    }

    /// A run of letters and digits without anything between.
    fn run_of_letters(&mut self) {
        let from = self.at;
        let mut to = from;
        while self.chars.get(to).is_some_and(|&(_, c)| is_letter(c) || matches!(c, '\'' | '’')) {
            to += 1;
        }
        self.at = to;
        let run: Vec<char> = self.chars[from..to].iter().map(|&(_, c)| c).collect();
        let lower: String = run.iter().map(|c| c.to_lowercase().next().unwrap_or(*c)).collect();
        if lower.chars().any(|c| c.is_ascii_digit()) {
            if !self.misread_word(&lower, from, to) && !self.number_with_unit(&lower, from, to) {
                self.letters_and_digits(&run, from);
            }
        } else if !self.misread_word(&lower, from, to) && !self.glued(&lower, from, to) {
            self.push(Kind::Word(lower), from, to, false);
        }
    }

    fn misread_word(&mut self, run: &str, from: usize, to: usize) -> bool {
        let Some((_, word)) = MISREAD.iter().find(|(misread, _)| *misread == run) else {
            return false;
        };
        let parts: &[&str] = if *word == "floz" { &["fl", "oz"] } else { &[word] };
        for part in parts {
            self.push(Kind::Word((*part).to_owned()), from, to, true);
        }
        true
    }

    /// `750ml`, `75Oml`, `12fl0z`: digits, or digits with letters that look like them, and
    /// a unit.
    fn number_with_unit(&mut self, run: &str, from: usize, to: usize) -> bool {
        let mut readings: Vec<(String, bool, bool, &[&str], usize)> = Vec::new();
        for (spelling, unit, clean) in UNITS {
            let Some(number) = run.strip_suffix(spelling) else { continue };
            if let Some((digits, repaired)) = digits_of(number) {
                readings.push((digits, repaired, !clean, unit, spelling.len()));
            }
        }
        // A reading without repair goes before one with.
        readings.sort_by_key(|reading| reading.1 || reading.2);
        let (digits, repaired, unit_repaired, unit, unit_length) = match readings.into_iter().next()
        {
            Some(reading) => reading,
            None => match digits_of(run) {
                Some((digits, repaired)) => (digits, repaired, false, &[] as &[&str], 0),
                None => return false,
            },
        };
        let cut = to - unit_length;
        let value = (digits.len() <= 9).then(|| Decimal::from_str(&digits).ok()).flatten();
        let Some(value) = value else { return false };
        let number = Number { value, decimals: 0, fraction: None };
        self.push(Kind::Number(number), from, cut, repaired);
        for word in unit {
            self.push(Kind::Word((*word).to_owned()), cut, to, unit_repaired);
        }
        true
    }

    /// Cuts between letters and digits: `3x250`.
    fn letters_and_digits(&mut self, run: &[char], from: usize) {
        let mut start = 0;
        while start < run.len() {
            let digit = run[start].is_ascii_digit();
            let length = run[start..].iter().take_while(|c| c.is_ascii_digit() == digit).count();
            let part: String =
                run[start..start + length].iter().flat_map(|c| c.to_lowercase()).collect();
            let (a, b) = (from + start, from + start + length);
            let value = (digit && length <= 9).then(|| Decimal::from_str(&part).ok()).flatten();
            match value {
                Some(value) => {
                    let number = Number { value, decimals: 0, fraction: None };
                    self.push(Kind::Number(number), a, b, false);
                }
                None if digit || !self.glued(&part, a, b) => {
                    self.push(Kind::Word(part), a, b, false);
                }
                None => {}
            }
            start += length;
        }
    }

    /// Cuts a run wholly made of statement words: `alcbyvol`.
    fn glued(&mut self, run: &str, from: usize, to: usize) -> bool {
        if !(4..=40).contains(&run.len()) || !run.is_ascii() || to - from != run.len() {
            return false;
        }
        let Some(cuts) = cut(run) else { return false };
        if cuts.len() < 2 {
            return false;
        }
        let mut at = from;
        for word in cuts {
            self.push(Kind::Word(word.to_owned()), at, at + word.len(), false);
            at += word.len();
        }
        true
    }
}

/// A letter or digit; the signs for degrees are neither, though Unicode has them as letters.
fn is_letter(character: char) -> bool {
    character.is_alphanumeric() && !matches!(character, 'º' | 'ª')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        let show = |token: &Token| {
            let repaired = if token.repaired { "?" } else { "" };
            let kind = match &token.kind {
                Kind::Number(number) => number.value.normalize().to_string(),
                Kind::Word(word) => word.clone(),
                Kind::Percent => "%".to_owned(),
                Kind::Slash => "/".to_owned(),
                Kind::Dash => "-".to_owned(),
                Kind::Mark(mark) => mark.to_string(),
            };
            format!("{kind}{repaired}")
        };
        tokens(text).iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn cuts_what_labels_run_together() {
        for (text, expected) in [
            ("750ML.", "750 ml"),
            ("ALC.5.2%BYVOL", "alc 5.2 % by vol"),
            ("750ML.40% ALC/VOL", "750 ml 40 % alc / vol"),
            (".5% alc", "0.5 % alc"),
            ("13,5.% BY VOL", "13.5 % by vol"),
            ("1,000 mL", "1000 ml"),
            ("0,375 L", "0.375 l"),
            ("12OZ", "12 oz"),
            ("1L", "1 l"),
            ("3X250ML", "3 x 250 ml"),
            ("15 1/2 GALLONS", "15 0.5 gallons"),
            ("1 ¼ gal", "1 0.25 gal"),
            ("ALCOHOLBYVOLUME", "alcohol by volume"),
            ("13. 5% BY", "13.5? % by"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn letters_that_look_like_digits_are_marked_as_repaired() {
        for (text, expected) in [
            ("75O mL", "750? ml"),
            ("75OmL", "750? ml"),
            ("750 m1", "750 ml?"),
            ("12 FL0Z", "12 fl? oz?"),
            ("40 o/o alc", "40 %? alc"),
            ("40% A1C/VQL", "40 % alc? / vol?"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_tokens_lie_inside(text in "\\PC{0,80}") {
            for token in tokens(&text) {
                prop_assert!(token.start <= token.end && token.end <= text.len());
                prop_assert!(text.get(token.start..token.end).is_some());
            }
        }
    }
}
