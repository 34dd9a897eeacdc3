//! What the name of a picture tells: its folder, the product's stem, the panel, the registry's
//! number.

use std::collections::BTreeSet;

/// Words that name a panel, not a product.
const PANELS: &[&str] = &[
    "front",
    "back",
    "brand",
    "neck",
    "side",
    "left",
    "right",
    "strip",
    "wrap",
    "wraparound",
    "keg",
    "carton",
    "closure",
    "cap",
    "cork",
    "shoulder",
    "other",
];

/// Words that say nothing either way.
const FILLERS: &[&str] =
    &["label", "labels", "panel", "lbl", "image", "img", "scan", "final", "copy"];

/// Names that cameras and scanners give.
const CAMERAS: &[&str] =
    &["img", "dsc", "dscn", "dscf", "pxl", "scan", "image", "photo", "pic", "p"];

/// Digits of a number of the registry: year, day and serial.
const REGISTRY_DIGITS: usize = 14;

/// Panels that are numbered; beyond it a number is something else.
const MOST_PANELS: u32 = 20;

/// A name taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// As it was sent, with `/` between folders.
    pub whole: String,
    /// Empty at the top.
    pub folder: String,
    /// The words that are neither panel nor filler, in lower case, a space apart.
    pub stem: String,
    /// The words for the panel.
    pub panel: Option<String>,
    /// A trailing number, small enough to count panels, and the stem without it.
    pub numbered: Option<(u32, String)>,
    /// Nothing but what a camera would call it.
    pub is_numbered: bool,
    pub registry_id: Option<String>,
}

impl Name {
    pub(super) fn of(file: &str) -> Self {
        let whole = file.replace('\\', "/");
        let whole = whole.trim_start_matches("./").to_owned();
        let (folder, own) = whole.rsplit_once('/').unwrap_or(("", &whole));
        let own = own.rsplit_once('.').map_or(own, |(stem, _)| stem);
        let words = words(own);
        let is_panel = |word: &String| PANELS.contains(&word.as_str());
        let is_filler = |word: &String| FILLERS.contains(&word.as_str());
        let panels: Vec<_> = words.iter().filter(|word| is_panel(word)).cloned().collect();
        let stem: Vec<_> =
            words.iter().filter(|word| !is_panel(word) && !is_filler(word)).cloned().collect();
        let is_numbered = words.iter().all(|word| {
            word.chars().all(|c| c.is_ascii_digit()) || CAMERAS.contains(&word.as_str())
        });
        Self {
            folder: folder.to_owned(),
            numbered: numbered(&stem),
            stem: stem.join(" "),
            panel: (!panels.is_empty()).then(|| panels.join(" ")),
            is_numbered,
            registry_id: registry_id(own),
            whole,
        }
    }

    /// What pictures of one application share: the stem, without a number that counts panels.
    /// A number counts panels only behind what is an application's number itself; elsewhere
    /// `merlot-1` and `merlot-2` may be two products.
    pub(super) fn key(&self, ids: &BTreeSet<String>) -> String {
        match &self.numbered {
            Some((_, stem)) if self.panel.is_none() && is_id(stem, ids) => stem.clone(),
            _ => self.stem.clone(),
        }
    }
}

/// The trailing number, where it can count panels.
fn numbered(stem: &[String]) -> Option<(u32, String)> {
    let (last, rest) = stem.split_last()?;
    let number: u32 = last.parse().ok()?;
    ((1..=MOST_PANELS).contains(&number) && !rest.is_empty()).then(|| (number, rest.join(" ")))
}

/// Whether a stem is an application's number: a row's, or five digits and more: four are a year.
fn is_id(stem: &str, ids: &BTreeSet<String>) -> bool {
    let digits = stem.chars().filter(char::is_ascii_digit).count();
    ids.contains(&plain(stem)) || digits >= 5
}

/// The registry's number in a name: fourteen digits in a row and no more.
pub(super) fn registry_id(name: &str) -> Option<String> {
    let runs = name.split(|c: char| !c.is_ascii_digit());
    runs.filter(|run| run.len() == REGISTRY_DIGITS).map(str::to_owned).next()
}

/// Letters and digits in lower case.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The words of a name in lower case: letters and digits stay together, `oldHarborFront` is
/// three words.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before: Option<char> = None;
    for c in name.chars() {
        let hump = before.is_some_and(char::is_lowercase) && c.is_uppercase();
        if (hump || !c.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        before = Some(c);
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}
