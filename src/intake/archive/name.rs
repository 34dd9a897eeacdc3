//! Names inside archives: made harmless, or refused.

/// Folders below each other; people file by year, importer and product.
const MAX_DEPTH: usize = 16;

/// What file systems allow for one part of a path.
const MAX_PART: usize = 255;

/// Characters of a name that is only shown.
const MAX_SHOWN: usize = 200;

/// The name of an entry with `/` between folders; `None` where it leads elsewhere, or
/// nowhere. A name from Windows means the same as one from elsewhere.
#[must_use]
pub fn safe_name(raw: &str) -> Option<String> {
    if raw.starts_with(['/', '\\']) || raw.chars().any(|c| c.is_control() || is_direction(c)) {
        return None;
    }
    let mut parts = Vec::new();
    for part in raw.split(['/', '\\']) {
        match part.trim() {
            "" | "." => {}
            ".." => return None,
            part if part.len() > MAX_PART => return None,
            part => parts.push(part),
        }
    }
    let has_drive = parts.first().is_some_and(|first| {
        let first = first.as_bytes();
        first.len() >= 2 && first[0].is_ascii_alphabetic() && first[1] == b':'
    });
    let good = !parts.is_empty() && parts.len() <= MAX_DEPTH && !has_drive;
    good.then(|| parts.join("/"))
}

/// What desktops leave in archives and nobody filed.
#[must_use]
pub fn is_clutter(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    name.split('/').any(|part| part == "__MACOSX")
        || file.starts_with("._")
        || [".ds_store", "thumbs.db", "desktop.ini"].contains(&file.to_lowercase().as_str())
}

/// Any name, fit to be repeated in a report.
pub(super) fn shown(raw: &str) -> String {
    raw.chars().filter(|c| !c.is_control() && !is_direction(*c)).take(MAX_SHOWN).collect()
}

/// Marks that change how the letters around them are shown, and nothing else.
const fn is_direction(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
