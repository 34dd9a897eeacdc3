//! The client's name for a file, fit to be repeated in reports and logs.

/// Longer names are cut: nobody tells panels apart by the hundred-and-twenty-first letter.
const MAX_CHARACTERS: usize = 120;

/// Drops folders, control and direction marks and what is over 120 characters; a name of
/// which nothing is left becomes `unnamed`.
#[must_use]
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    let kept: String = last
        .chars()
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .take(MAX_CHARACTERS)
        .collect();
    match kept.trim() {
        "" | "." | ".." => "unnamed".to_owned(),
        name => name.to_owned(),
    }
}

/// Marks that change how the letters around them are shown, and nothing else.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
