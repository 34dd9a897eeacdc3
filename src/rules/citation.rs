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
