//! `config`: every setting, with its value and where that came from.

use crate::config::{Origin, Setting};
use anyhow::Context;
use std::io::{self, Write};
use std::process::ExitCode;

/// Prints all settings, or all that is wrong with them.
pub fn run() -> anyhow::Result<ExitCode> {
    let (_, settings) = super::settings()?;
    match print(&settings, &mut io::stdout().lock()) {
        // Whoever reads through a pager has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        printed => printed.context("the settings cannot be printed")?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes the settings as a file of environment variables; those without a value, and
/// secrets, stay comments.
fn print(settings: &[Setting], out: &mut impl Write) -> io::Result<()> {
    for setting in settings {
        let origin = match setting.origin {
            Origin::Default => "default",
            Origin::Environment => "environment",
        };
        writeln!(out, "# {} ({origin})", setting.about)?;
        match setting.value.as_deref() {
            None => writeln!(out, "# {}=", setting.name)?,
            Some("***") => writeln!(out, "# {}=***", setting.name)?,
            Some(value) => writeln!(out, "{}={value}", setting.name)?,
        }
        writeln!(out)?;
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_value_or_a_secret_one_stays_a_comment() {
        let setting = |name, value: Option<&str>, origin| Setting {
            name,
            value: value.map(str::to_owned),
            origin,
            about: "About it.",
        };
        let settings = [
            setting("PORT", Some("8000"), Origin::Default),
            setting("FILE", None, Origin::Default),
            setting("TOKEN", Some("***"), Origin::Environment),
        ];
        let mut out = Vec::new();
        print(&settings, &mut out).unwrap();
        let expected = "# About it. (default)\nPORT=8000\n\n# About it. (default)\n# FILE=\n\n\
                        # About it. (environment)\n# TOKEN=***\n\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
