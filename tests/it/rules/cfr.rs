//! The paragraphs of 27 CFR, from the bundled XML, to hold citations against.

use regex::Regex;
use std::collections::HashSet;
use std::path::Path;
use std::sync::LazyLock;

/// Every section and paragraph of the parts found in a folder: `4.39`, `4.39(h)(2)(iii)`.
pub struct Cfr {
    pub parts: HashSet<u16>,
    paragraphs: HashSet<String>,
}

impl Cfr {
    /// `None` where the folder is missing.
    pub fn load(folder: &Path) -> Option<Self> {
        let mut cfr = Self { parts: HashSet::new(), paragraphs: HashSet::new() };
        for entry in std::fs::read_dir(folder).ok()?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let part = name.split_once("-part").and_then(|(_, rest)| rest.strip_suffix(".xml"));
            if let Some(part) = part.and_then(|part| part.parse().ok()) {
                let xml = std::fs::read_to_string(entry.path()).expect("a readable file");
                cfr.parts.insert(part);
                cfr.add(&xml);
            }
        }
        Some(cfr)
    }

    pub fn holds(&self, citation: &str) -> bool {
        self.paragraphs.contains(citation)
    }

    fn add(&mut self, xml: &str) {
        let section = Regex::new(r"(?s)<SECTION>(.*?)</SECTION>").expect("a pattern");
        let number =
            Regex::new(r"<SECTNO>\D*([0-9]+\.[0-9]+[a-z]?)\D*</SECTNO>").expect("a pattern");
        let paragraph = Regex::new(r"(?s)<P>(.*?)</P>").expect("a pattern");
        for section in section.captures_iter(xml) {
            let Some(number) = number.captures(&section[1]) else { continue };
            self.paragraphs.insert(number[1].to_owned());
            let mut path: Vec<String> = Vec::new();
            for text in paragraph.captures_iter(&section[1]) {
                for marker in leading_markers(&text[1]) {
                    descend(&mut path, &marker);
                    self.paragraphs.insert(format!("{}({})", &number[1], path.join(")(")));
                }
            }
        }
    }
}

/// The paragraph numbers a text begins with: `(a)`, also `(a)(1)` and `(a) Heading. (1)`.
/// Numbers in italics, the fifth level, come with `_` before them.
fn leading_markers(text: &str) -> Vec<String> {
    static MARKER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\s*\((<E T=.03.>)?([a-zA-Z]{1,5}|[0-9]{1,2})(?:</E>)?\)").expect("a pattern")
    });
    static HEADING: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^\s*<E T=.03.>[^<]*</E>[\s—]*").expect("a pattern"));
    let mut markers = Vec::new();
    let mut rest = text;
    while let Some(found) = MARKER.captures(rest) {
        let italic = if found.get(1).is_some() { "_" } else { "" };
        markers.push(format!("{italic}{}", &found[2]));
        rest = &rest[found[0].len()..];
        if let Some(found) = HEADING.find(rest) {
            rest = &rest[found.end()..];
        }
    }
    markers
}

/// Goes to the paragraph of that number from the present one. Levels are letters, numbers,
/// small Roman numbers, capitals, numbers in italics; `i`, `v` and `x` are letters where they
/// follow one.
fn descend(path: &mut Vec<String>, marker: &str) {
    let level = match marker {
        _ if marker.starts_with('_') => 4,
        _ if marker.starts_with(|c: char| c.is_ascii_digit()) => 1,
        _ if marker.starts_with(|c: char| c.is_ascii_uppercase()) => 3,
        _ if follows_letter(path, marker) || !is_roman(marker) || path.len() < 2 => 0,
        _ => 2,
    };
    path.truncate(level);
    path.push(marker.to_owned());
}

/// Whether a marker is the letter after the present one, and not the Roman number expected.
fn follows_letter(path: &[String], marker: &str) -> bool {
    let Some(present) = path.first().filter(|present| present.len() == 1) else { return false };
    let next = char::from(present.as_bytes()[0] + 1);
    marker == next.to_string() && expected_roman(path) != Some(marker)
}

fn expected_roman(path: &[String]) -> Option<&'static str> {
    const ROMANS: [&str; 12] =
        ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
    match path {
        [_, _] => Some("i"),
        [_, _, present, ..] => {
            let at = ROMANS.iter().position(|roman| roman == present)?;
            ROMANS.get(at + 1).copied()
        }
        _ => None,
    }
}

fn is_roman(marker: &str) -> bool {
    marker.chars().all(|c| "ivx".contains(c))
}
