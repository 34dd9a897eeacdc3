//! `rules`: prints the handbook, or one rule of it.

use super::{USAGE, page};
use crate::rules::catalog;
use crate::rules::handbook::{RuleView, markdown};
use clap::{Args, ValueEnum};
use std::process::ExitCode;

/// Which rules to print, and how.
#[derive(Debug, Args)]
pub struct Rules {
    /// One rule's id, such as warning.present; all rules where it is not given.
    id: Option<String>,
    /// How to print them.
    #[arg(long, value_enum, default_value_t = Format::Md)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Markdown, to be read.
    Md,
    /// What the service answers at /v1/rules.
    Json,
}

impl Rules {
    /// Prints what was asked for; an id that is not known is wrong usage.
    #[must_use]
    pub fn run(&self) -> ExitCode {
        let words = match self.words() {
            Ok(words) => words,
            Err(why) => {
                page::aside(&format!("error: {why}\n"));
                return ExitCode::from(USAGE);
            }
        };
        match page::print(&words) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => page::failed(&error.into()),
        }
    }

    /// The page, or why there is none.
    fn words(&self) -> Result<String, String> {
        let Some(id) = self.id.as_deref() else {
            return Ok(match self.format {
                Format::Md => markdown::handbook(),
                Format::Json => json(&catalog::all().map(RuleView::from).collect::<Vec<_>>()),
            });
        };
        let rule = RuleView::from(catalog::find(id).ok_or_else(|| unknown(id))?);
        Ok(match self.format {
            Format::Md => markdown::entry(&rule),
            Format::Json => json(&rule),
        })
    }
}

/// Names the successor of a retired rule, else the nearest id.
fn unknown(id: &str) -> String {
    if let Some((_, successor)) = catalog::RETIRED.iter().find(|(retired, _)| *retired == id) {
        return format!("the rule {id} was retired; {successor} took its place");
    }
    let near = catalog::all().max_by(|a, b| {
        let alike = |rule: &crate::rules::Rule| strsim::jaro_winkler(rule.id, id);
        alike(a).total_cmp(&alike(b))
    });
    let near = near.map_or_else(String::new, |rule| format!("; did you mean {}?", rule.id));
    format!("there is no rule {id}{near}")
}

fn json(value: &impl serde::Serialize) -> String {
    let text = serde_json::to_string_pretty(value).expect("views hold nothing JSON cannot");
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(id: Option<&str>, format: Format) -> Result<String, String> {
        Rules { id: id.map(str::to_owned), format }.words()
    }

    #[test]
    fn json_is_what_the_service_answers() {
        let all: Vec<RuleView> = serde_json::from_str(&words(None, Format::Json).unwrap()).unwrap();
        assert_eq!(all.len(), catalog::all().count());
        let one: RuleView =
            serde_json::from_str(&words(Some("warning.text"), Format::Json).unwrap()).unwrap();
        assert!(all.contains(&one));
    }

    #[test]
    fn one_rule_is_a_page_of_the_handbook() {
        let page = words(Some("warning.text"), Format::Md).unwrap();
        assert!(words(None, Format::Md).unwrap().contains(&page));
    }

    #[test]
    fn an_unknown_id_is_answered_with_the_nearest() {
        let why = words(Some("warning.txt"), Format::Md).unwrap_err();
        assert!(why.contains("no rule warning.txt") && why.contains("warning.text"), "{why}");
    }
}
