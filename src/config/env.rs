//! The environment: asked by name, remembering what it was asked and what was wrong.

use secrecy::SecretString;
use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt::{self, Display};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;

/// Where a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Default,
    Environment,
}

/// One setting as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    pub name: &'static str,
    /// As it would be written in the environment; `None` when there is no value, `***` for
    /// a secret.
    pub value: Option<String>,
    pub origin: Origin,
    /// What it does, in a line.
    pub about: &'static str,
}

/// What is wrong with one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub name: &'static str,
    pub detail: String,
}

/// Every problem of the environment.
#[derive(Debug, thiserror::Error)]
#[error("{}", list(.problems))]
pub struct ConfigError {
    /// At least one, in the order the settings were asked for.
    pub problems: Vec<Problem>,
}

fn list(problems: &[Problem]) -> String {
    let lines: Vec<_> =
        problems.iter().map(|problem| format!("{}: {}", problem.name, problem.detail)).collect();
    lines.join("\n")
}

/// A snapshot of the environment.
pub struct Env {
    variables: HashMap<OsString, OsString>,
    settings: Vec<Setting>,
    problems: Vec<Problem>,
}

impl Env {
    /// The process's own environment.
    #[must_use]
    pub fn system() -> Self {
        Self { variables: std::env::vars_os().collect(), settings: vec![], problems: vec![] }
    }

    /// An environment of just these variables.
    #[must_use]
    pub fn of<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let variables =
            variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { variables, settings: vec![], problems: vec![] }
    }

    /// A value that can be written as text, or its default.
    pub fn parse<T>(&mut self, name: &'static str, about: &'static str, default: T) -> T
    where
        T: FromStr<Err: Display> + Display,
    {
        let given = self.parsed::<T>(name);
        let from = origin(given.is_some());
        let value = given.unwrap_or(default);
        self.note(name, Some(value.to_string()), from, about);
        value
    }

    /// A value that has to lie in a range.
    pub fn within<T>(
        &mut self,
        name: &'static str,
        about: &'static str,
        default: T,
        range: RangeInclusive<T>,
    ) -> T
    where
        T: FromStr<Err: Display> + Display + PartialOrd + Copy,
    {
        let value = self.parse(name, about, default);
        if !range.contains(&value) {
            self.problem(name, format!("has to be from {} to {}", range.start(), range.end()));
        }
        value
    }

    /// A value that may be missing.
    pub fn optional<T>(&mut self, name: &'static str, about: &'static str) -> Option<T>
    where
        T: FromStr<Err: Display> + Display,
    {
        let value: Option<T> = self.parsed(name);
        self.note(name, value.as_ref().map(T::to_string), origin(value.is_some()), about);
        value
    }

    /// A file or folder, or its default.
    pub fn path(&mut self, name: &'static str, about: &'static str, default: PathBuf) -> PathBuf {
        let given = self.raw(name).map(PathBuf::from);
        let from = origin(given.is_some());
        let path = given.unwrap_or(default);
        self.note(name, Some(path.display().to_string()), from, about);
        path
    }

    /// A file or folder that may be missing.
    pub fn optional_path(&mut self, name: &'static str, about: &'static str) -> Option<PathBuf> {
        let path = self.raw(name).map(PathBuf::from);
        let shown = path.as_ref().map(|path| path.display().to_string());
        self.note(name, shown, origin(path.is_some()), about);
        path
    }

    /// Values separated by commas; none when unset.
    pub fn list<T>(&mut self, name: &'static str, about: &'static str) -> Vec<T>
    where
        T: FromStr<Err: Display> + Display,
    {
        let text: Option<String> = self.parsed(name);
        let from = origin(text.is_some());
        let mut values = Vec::new();
        for item in text.iter().flat_map(|text| text.split(',')).map(str::trim) {
            match item.parse::<T>() {
                _ if item.is_empty() => {}
                Ok(value) => values.push(value),
                Err(error) => self.problem(name, format!("“{item}”: {error}")),
            }
        }
        let shown: Vec<_> = values.iter().map(T::to_string).collect();
        self.note(name, (!shown.is_empty()).then(|| shown.join(",")), from, about);
        values
    }

    /// A value that is never shown.
    pub fn secret(&mut self, name: &'static str, about: &'static str) -> Option<SecretString> {
        let value: Option<String> = self.parsed(name);
        let shown = value.as_ref().map(|_| "***".to_owned());
        self.note(name, shown, origin(value.is_some()), about);
        value.map(SecretString::from)
    }

    /// Whether a variable has a value; asking leaves no trace.
    #[must_use]
    pub fn is_set(&self, name: &str) -> bool {
        self.raw(name).is_some()
    }

    /// Where the user's data lives by the desktop's convention, most particular first.
    /// Relative folders are ignored, as the convention asks.
    #[must_use]
    pub fn data_folders(&self) -> Vec<PathBuf> {
        let own = self.raw("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        let home = self.raw("HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        let home = home.map(|home| home.join(".local/share"));
        own.or(home).into_iter().chain([PathBuf::from("/usr/share")]).collect()
    }

    /// Reports something wrong with a setting.
    pub fn problem(&mut self, name: &'static str, detail: impl Into<String>) {
        self.problems.push(Problem { name, detail: detail.into() });
    }

    /// All that was asked, or all that was wrong.
    pub fn finish(self) -> Result<Vec<Setting>, ConfigError> {
        match self.told() {
            (settings, None) => Ok(settings),
            (_, Some(error)) => Err(error),
        }
    }

    /// All that was asked, and what was wrong with it.
    #[must_use]
    pub fn told(self) -> (Vec<Setting>, Option<ConfigError>) {
        let problems = self.problems;
        (self.settings, (!problems.is_empty()).then_some(ConfigError { problems }))
    }

    fn raw(&self, name: &str) -> Option<&OsString> {
        // Compose files and unit files pass empty values for what is not set.
        self.variables.get(&OsString::from(name)).filter(|value| !value.is_empty())
    }

    fn parsed<T: FromStr<Err: Display>>(&mut self, name: &'static str) -> Option<T> {
        let text = match self.raw(name) {
            Some(value) => value.to_str().map(str::to_owned),
            None => Some(self.named_file(name)?),
        };
        let Some(text) = text else {
            self.problem(name, "is not valid UTF-8");
            return None;
        };
        match text.trim().parse() {
            Ok(value) => Some(value),
            Err(error) => {
                let detail = format!("“{}”: {error}", text.trim());
                self.problem(name, detail);
                None
            }
        }
    }

    /// What the file holds that `NAME_FILE` names: how containers are given secrets.
    fn named_file(&mut self, name: &'static str) -> Option<String> {
        let file = PathBuf::from(self.raw(&format!("{name}_FILE"))?);
        match std::fs::read_to_string(&file) {
            Ok(text) if text.trim().is_empty() => None,
            Ok(text) => Some(text),
            Err(error) => {
                self.problem(name, format!("{} cannot be read: {error}", file.display()));
                None
            }
        }
    }

    fn note(
        &mut self,
        name: &'static str,
        value: Option<String>,
        origin: Origin,
        about: &'static str,
    ) {
        self.settings.push(Setting { name, value, origin, about });
    }
}

fn origin(given: bool) -> Origin {
    if given { Origin::Environment } else { Origin::Default }
}

impl fmt::Debug for Env {
    /// Names only: values may be secrets.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.variables.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn a_secret_is_given_but_never_shown() {
        let mut env = Env::of([("TOKEN", "open sesame")]);
        let secret = env.secret("TOKEN", "a token").expect("it is set");
        assert_eq!(secret.expose_secret(), "open sesame");
        assert!(!format!("{env:?} {secret:?}").contains("sesame"));
        assert_eq!(env.finish().unwrap()[0].value.as_deref(), Some("***"));
    }

    #[test]
    fn a_value_may_come_from_a_file_that_is_named_instead() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        std::fs::write(&file, "open sesame\n").unwrap();
        let mut env = Env::of([("TOKEN_FILE", file.to_str().unwrap()), ("GONE_FILE", "/none")]);
        let secret = env.secret("TOKEN", "a token").expect("it is in the file");
        assert_eq!(secret.expose_secret(), "open sesame");
        assert!(env.secret("GONE", "another").is_none());
        let error = env.finish().unwrap_err().to_string();
        assert!(error.starts_with("GONE: /none cannot be read"), "{error}");
    }

    #[test]
    fn data_folders_are_never_relative() {
        let folders = |pairs: &[(&str, &str)]| Env::of(pairs.iter().copied()).data_folders();
        let system = PathBuf::from("/usr/share");
        assert_eq!(folders(&[]), std::slice::from_ref(&system));
        assert_eq!(folders(&[("XDG_DATA_HOME", "data")]), std::slice::from_ref(&system));
        assert_eq!(
            folders(&[("HOME", "/home/kim"), ("XDG_DATA_HOME", "data")]),
            [PathBuf::from("/home/kim/.local/share"), system.clone()]
        );
        assert_eq!(
            folders(&[("HOME", "/home/kim"), ("XDG_DATA_HOME", "/data")]),
            [PathBuf::from("/data"), system]
        );
    }

    #[test]
    fn a_list_keeps_the_good_and_names_the_bad() {
        let mut env = Env::of([("PORTS", "1, 2,,x")]);
        assert_eq!(env.list::<u16>("PORTS", "ports"), [1, 2]);
        let error = env.finish().unwrap_err();
        assert!(error.to_string().starts_with("PORTS: “x”"), "{error}");
    }
}
