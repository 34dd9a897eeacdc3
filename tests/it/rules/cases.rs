//! Which rules the tables of the sources show, and how often each way.

use regex::Regex;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// How often a rule's tables show a label that passes, and one that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shown {
    pub passes: usize,
    pub fails: usize,
}

/// Counts the cases of every `assert_cases(&RULE, [...])` below a folder, by rule id.
pub fn shown(folder: &Path) -> HashMap<String, Shown> {
    let sources: Vec<(String, String)> = sources(folder)
        .into_iter()
        .map(|path| (module(folder, &path), fs::read_to_string(&path).expect("a source")))
        .collect();
    let declaration =
        Regex::new(r#"static (\w+): Rule = [^;]*?"([a-z0-9-]+\.[a-z0-9.-]+)""#).expect("a pattern");
    let mut ids: HashMap<(String, String), String> = HashMap::new();
    for (module, source) in &sources {
        for found in declaration.captures_iter(source) {
            ids.insert((module.clone(), found[1].to_owned()), found[2].to_owned());
        }
    }
    let table = Regex::new(r"assert_cases\(\s*&(\w+),").expect("a pattern");
    let mut shown: HashMap<String, Shown> = HashMap::new();
    for (module, source) in &sources {
        for found in table.captures_iter(source) {
            let id = ids
                .get(&(module.clone(), found[1].to_owned()))
                .unwrap_or_else(|| panic!("{module}: {} is no rule of its module", &found[1]));
            let end = found.get(0).expect("the match").end();
            let cases = count(balanced(&source[end..]));
            let sum = shown.entry(id.clone()).or_default();
            sum.passes += cases.passes;
            sum.fails += cases.fails;
        }
    }
    shown
}

/// The text up to the bracket that closes what stands before it.
fn balanced(text: &str) -> &str {
    let mut depth = 1;
    for (at, character) in text.char_indices() {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..at];
        }
    }
    text
}

fn count(table: &str) -> Shown {
    let words = |wanted: [&str; 2]| {
        let is_word = |c: char| !c.is_alphanumeric() && c != '_';
        table.split(is_word).filter(|word| wanted.contains(word)).count()
    };
    Shown { passes: words(["Met", "NotApplicable"]), fails: words(["Violated", "Unclear"]) }
}

/// `wine/claims` for `wine/claims.rs` and for its tests in `wine/claims/tests.rs`.
fn module(folder: &Path, path: &Path) -> String {
    let below = path.strip_prefix(folder).expect("below the folder").with_extension("");
    let below = below.to_string_lossy().into_owned();
    below.strip_suffix("/tests").map_or(below.clone(), str::to_owned)
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}
