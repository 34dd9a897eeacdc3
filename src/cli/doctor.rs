//! `doctor`: walks through what the service needs, says what is wrong and how to mend it.
//!
//! The exit status is 0 when labels can be verified, even if not at their best, and 1 when
//! they cannot.

mod host;
mod keeping;
mod listener;
mod vision;

use super::page;
use crate::config::{Config, TlsConfig};
use crate::ocr::ppocr::{Models, Ppocr};
use crate::ocr::tesseract::Tesseract;
use std::fmt::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Looks at this machine; takes no arguments.
#[derive(Debug, clap::Args)]
pub struct Doctor;

/// What the settings say, for the doctor to check against the machine.
#[derive(Debug, Clone)]
pub struct Patient {
    /// Each wrong setting with its problem; the defaults stand for them.
    pub wrong_settings: Vec<String>,
    /// Tesseract's data; `None` for the system's own.
    pub tessdata: Option<PathBuf>,
    pub ppocr_models: PathBuf,
    /// ONNX Runtime's library, or a folder that holds it.
    pub onnxruntime: PathBuf,
    /// The process was started with one OpenMP thread.
    pub one_openmp_thread: bool,
    /// Where the service would listen.
    pub address: SocketAddr,
    pub tls: Option<TlsConfig>,
    /// Where requests are stored.
    pub config: Config,
}

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    /// Works, less well than it could.
    Weak,
    /// Labels cannot be verified.
    Bad,
}

/// One thing looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Check {
    name: &'static str,
    state: State,
    found: String,
    /// What to do about it; empty where nothing is wrong.
    mend: String,
}

impl Check {
    fn good(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, state: State::Good, found: found.into(), mend: String::new() }
    }

    fn weak(name: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { name, state: State::Weak, found: found.into(), mend: mend.into() }
    }

    fn bad(name: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { name, state: State::Bad, found: found.into(), mend: mend.into() }
    }
}

impl Doctor {
    /// Looks, prints what it found, and says whether labels can be verified.
    #[must_use]
    pub fn run(&self, patient: &Patient) -> ExitCode {
        let checks = examine(patient);
        match page::print(&render(&checks)) {
            Err(error) => page::failed(&error.into()),
            Ok(()) if checks.iter().any(|check| check.state == State::Bad) => ExitCode::FAILURE,
            Ok(()) => ExitCode::SUCCESS,
        }
    }
}

fn examine(patient: &Patient) -> Vec<Check> {
    let mut checks = vec![
        settings(&patient.wrong_settings),
        tesseract(patient.tessdata.as_deref()),
        threads(patient.one_openmp_thread),
        ppocr(&patient.ppocr_models, &patient.onnxruntime),
        host::memory(),
        host::cores(),
        listener::address(patient.address),
        listener::certificate(patient.tls.as_ref()),
    ];
    checks.extend(vision::model(&patient.config.ollama));
    checks.extend(keeping::checks(&patient.config));
    checks
}

fn settings(wrong: &[String]) -> Check {
    const NAME: &str = "Settings";
    if wrong.is_empty() {
        return Check::good(NAME, "every one is understood");
    }
    Check::bad(NAME, wrong.join("; "), "correct them in the environment, or unset them")
}

fn tesseract(data: Option<&Path>) -> Check {
    const NAME: &str = "Tesseract";
    match Tesseract::start(data) {
        Ok(_) => Check::good(NAME, format!("version {}, English data found", Tesseract::version())),
        Err(error) => Check::bad(
            NAME,
            format!("version {}: {error}", Tesseract::version()),
            "apt-get install tesseract-ocr-eng tesseract-ocr-osd, or point TESSDATA_PREFIX to \
             the folder that holds eng.traineddata",
        ),
    }
}

fn threads(one: bool) -> Check {
    const NAME: &str = "Threads of Tesseract";
    if one {
        return Check::good(NAME, "one a page");
    }
    Check::weak(
        NAME,
        "not limited: a page takes six times as long",
        "set OMP_THREAD_LIMIT=1 before the service starts",
    )
}

fn ppocr(models: &Path, library: &Path) -> Check {
    const NAME: &str = "PP-OCR";
    let loaded = Models::locate(models, library).and_then(|models| {
        Ppocr::load(&models)?;
        Ok(models.digests())
    });
    match loaded {
        Ok(digests) => {
            let files = digests
                .iter()
                .map(|(file, digest)| format!("{file} {}", digest.get(..12).unwrap_or(digest)));
            Check::good(NAME, files.collect::<Vec<_>>().join(", "))
        }
        Err(error) => Check::weak(
            NAME,
            format!("{error}; labels are read by Tesseract alone"),
            "scripts/install fetches models and library; PPOCR_MODELS and ONNXRUNTIME_LIB say \
             where they are",
        ),
    }
}

fn render(checks: &[Check]) -> String {
    let mut page = String::new();
    for check in checks {
        let mark = match check.state {
            State::Good => "good",
            State::Weak => "weak",
            State::Bad => "BAD ",
        };
        let _ = writeln!(page, "{mark}  {:<22}{}", check.name, check.found);
        if !check.mend.is_empty() {
            let _ = writeln!(page, "{:28}→ {}", "", check.mend);
        }
    }
    let worst = |state| checks.iter().filter(|check| check.state == state).count();
    let closing = match (worst(State::Bad), worst(State::Weak)) {
        (0, 0) => "Ready.".to_owned(),
        (0, weak) => format!("Ready; {weak} could be better."),
        (bad, _) => format!("Not ready: {bad} to mend first."),
    };
    let _ = writeln!(page, "\n{closing}");
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_comes_with_how_to_mend_it() {
        let folder = tempfile::tempdir().unwrap();
        let nothing = folder.path().join("nothing");
        let checks = [
            settings(&["OCR_QUEUE: has to be from 0 to 100000".to_owned()]),
            tesseract(Some(&nothing)),
            threads(false),
            ppocr(&nothing, &nothing),
        ];
        let states: Vec<_> = checks.iter().map(|check| check.state).collect();
        assert_eq!(states, [State::Bad, State::Bad, State::Weak, State::Weak]);
        assert!(checks.iter().all(|check| !check.mend.is_empty()));
        let page = render(&checks);
        assert!(page.ends_with("\nNot ready: 2 to mend first.\n"), "{page}");
    }
}
