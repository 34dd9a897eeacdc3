//! Two ways to set the same page.

use std::fmt::Write;

/// What a page is made of. Texts come as plain sentences; the layout escapes them.
pub(super) trait Layout {
    fn title(&mut self, words: &str);
    fn section(&mut self, words: &str);
    fn paragraph(&mut self, words: &str);
    /// A point of a list, with lines that belong to it.
    fn item(&mut self, words: &str, below: &[String]);
    /// A line of the checklist: the item, how it stands, and the rest.
    fn row(&mut self, name: &str, standing: &str, rest: &str, below: &[String]);
    fn finish(self) -> String;
}

/// Lines of at most 96 columns, so that a page fits a terminal beside a picture.
#[derive(Debug, Default)]
pub(super) struct Terminal(String);

const COLUMNS: usize = 96;
/// Where the checklist's third column begins.
const REST: usize = 36;

impl Terminal {
    /// Breaks the words into lines, the first behind `lead`, the rest under it. A no-break
    /// space holds what should stay together, and is set as a space.
    fn wrap(&mut self, lead: &str, indent: usize, words: &str) {
        let mut line = lead.to_owned();
        let mut empty = true;
        for word in words.split(' ').filter(|word| !word.is_empty()) {
            let word = word.replace('\u{a0}', " ");
            if !empty && line.chars().count() + 1 + word.chars().count() > COLUMNS {
                let _ = writeln!(self.0, "{}", line.trim_end());
                line = " ".repeat(indent);
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(&word);
            empty = false;
        }
        let _ = writeln!(self.0, "{}", line.trim_end());
    }
}

impl Layout for Terminal {
    fn title(&mut self, words: &str) {
        let _ = writeln!(self.0, "{words}\n{}", "=".repeat(words.chars().count()));
    }

    fn section(&mut self, words: &str) {
        let _ = writeln!(self.0, "\n{words}\n{}", "-".repeat(words.chars().count()));
    }

    fn paragraph(&mut self, words: &str) {
        self.wrap("", 0, words);
    }

    fn item(&mut self, words: &str, below: &[String]) {
        self.wrap("- ", 2, words);
        for line in below {
            self.wrap("  ", 2, line);
        }
    }

    fn row(&mut self, name: &str, standing: &str, rest: &str, below: &[String]) {
        self.wrap(&format!("{name:<20}{standing:<16}"), REST, rest);
        for line in below {
            self.wrap(&" ".repeat(REST), REST, line);
        }
    }

    fn finish(self) -> String {
        self.0
    }
}

/// CommonMark, with what was read on a label escaped: a label may print anything.
#[derive(Debug, Default)]
pub(super) struct Markdown(String);

impl Layout for Markdown {
    fn title(&mut self, words: &str) {
        let _ = writeln!(self.0, "# {}\n", escaped(words));
    }

    fn section(&mut self, words: &str) {
        let _ = writeln!(self.0, "\n## {}\n", escaped(words));
    }

    fn paragraph(&mut self, words: &str) {
        let _ = writeln!(self.0, "{}", escaped(words));
    }

    fn item(&mut self, words: &str, below: &[String]) {
        let _ = writeln!(self.0, "- {}", escaped(words));
        for line in below {
            // Two spaces at a line's end break it.
            let _ = writeln!(self.0, "  \n  {}", escaped(line));
        }
    }

    fn row(&mut self, name: &str, standing: &str, rest: &str, below: &[String]) {
        let words = if rest.is_empty() { String::new() } else { format!(": {}", escaped(rest)) };
        let _ = writeln!(self.0, "- **{}** {}{words}", escaped(name), escaped(standing));
        for line in below {
            let _ = writeln!(self.0, "  - {}", escaped(line));
        }
    }

    fn finish(self) -> String {
        self.0
    }
}

/// One line, with the marks that Markdown or HTML would read as its own made plain.
fn escaped(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    for word in words.split_whitespace() {
        if !plain.is_empty() {
            plain.push(' ');
        }
        for c in word.chars() {
            match c {
                '&' => plain.push_str("&amp;"),
                '<' => plain.push_str("&lt;"),
                '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '!' => {
                    plain.push('\\');
                    plain.push(c);
                }
                c => plain.push(c),
            }
        }
    }
    plain
}
