//! Where the law says so.

/// One place in the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Citation {
    /// A paragraph of 27 CFR: part, and section with paragraphs (`16.22(a)(2)`).
    Cfr { part: u16, section: &'static str },
    /// Another authority, in the words of the trade: `19 CFR 134.11`, `T.D. TTB-200`,
    /// `TTB F 5100.31 item 6`.
    Other(&'static str),
}

/// A paragraph of 27 CFR.
#[must_use]
pub const fn cfr(part: u16, section: &'static str) -> Citation {
    Citation::Cfr { part, section }
}

impl Citation {
    /// As the report prints it: `27 CFR 16.22(a)(2)`.
    #[must_use]
    pub fn print(&self) -> String {
        match self {
            Self::Cfr { section, .. } => format!("27 CFR {section}"),
            Self::Other(words) => (*words).to_owned(),
        }
    }

    /// The public page that says so, at its paragraph where one is cited; the part's page
    /// where the citation is not of one section. `None` for other authorities.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        match self {
            Self::Cfr { part, section } => Some(ecfr(*part, section)),
            Self::Other(_) => None,
        }
    }

    /// Several, as one line: `27 CFR 16.21; 16.22(a)(2)`.
    #[must_use]
    pub fn join(citations: &[Self]) -> String {
        let mut line = String::new();
        let mut cfr_named = false;
        for citation in citations {
            if !line.is_empty() {
                line.push_str("; ");
            }
            match citation {
                Self::Cfr { section, .. } if cfr_named => line.push_str(section),
                _ => line.push_str(&citation.print()),
            }
            cfr_named = matches!(citation, Self::Cfr { .. });
        }
        line
    }
}

/// The public page of a section of title 27.
fn ecfr(part: u16, cited: &str) -> String {
    const TITLE: &str = "https://www.ecfr.gov/current/title-27";
    let end = cited.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(cited.len());
    let (section, paragraph) = cited.split_at(end);
    let is_section = section.split_once('.').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty());
    if !is_section {
        return format!("{TITLE}/part-{part}");
    }
    let is_paragraph = paragraph.starts_with('(')
        && paragraph.ends_with(')')
        && paragraph.chars().all(|c| c.is_ascii_alphanumeric() || c == '(' || c == ')');
    let anchor = if is_paragraph { format!("#p-{section}{paragraph}") } else { String::new() };
    format!("{TITLE}/section-{section}{anchor}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_links_to_the_narrowest_public_page() {
        let cases = [
            ("16.21", "/section-16.21"),
            ("16.22(a)(2)", "/section-16.22#p-16.22(a)(2)"),
            ("5.141–5.144", "/section-5.141"),
            ("7.65(c)–(e)", "/section-7.65"),
            ("subpart C", "/part-16"),
        ];
        for (section, expected) in cases {
            let url = ecfr(16, section);
            assert_eq!(url.trim_start_matches("https://www.ecfr.gov/current/title-27"), expected);
        }
    }
}
