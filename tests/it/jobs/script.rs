//! A reader that replays recorded words, and crashes, hangs, sleeps or fails when a
//! picture's name says so: what it did once it remembers in a folder, across processes.

use std::fs::File;
use std::path::PathBuf;
use std::time::Duration;
use ttb_verifier::label::Quality;
use ttb_verifier::ocr::{Engine, Line};
use ttb_verifier::verification::{
    EngineState, PanelReader, PanelSeen, PanelsRead, Request, VerifyError,
};

const WARNING: &str = "GOVERNMENT WARNING: (1) According to the Surgeon General, women should not \
    drink alcoholic beverages during pregnancy because of the risk of birth defects. (2) \
    Consumption of alcoholic beverages impairs your ability to drive a car or operate machinery, \
    and may cause health problems.";

#[derive(Debug)]
pub struct Script {
    /// Where is noted what was done; `None` to behave.
    pub marks: Option<PathBuf>,
}

impl Script {
    /// Whether this is the first time.
    fn first(&self, name: &str, deed: &str) -> bool {
        let Some(marks) = &self.marks else { return false };
        name.contains(deed) && File::create_new(marks.join(format!("{name} {deed}"))).is_ok()
    }

    fn misbehave(&self, name: &str) -> Result<(), VerifyError> {
        if self.first(name, "crash") || (self.marks.is_some() && name.contains("poison")) {
            std::process::abort();
        }
        if self.first(name, "hang") {
            std::thread::sleep(Duration::from_hours(1));
        }
        assert!(!self.first(name, "panic"), "as the script says");
        if self.first(name, "fail") {
            let reason = "as the script says".to_owned();
            return Err(VerifyError::Unavailable { engine: Engine::Tesseract, reason });
        }
        if name.contains("sleep") && self.marks.is_some() {
            std::thread::sleep(Duration::from_millis(150));
        }
        Ok(())
    }
}

impl PanelReader for Script {
    fn read(&self, request: &Request) -> Result<PanelsRead, VerifyError> {
        let name = request.pictures[0].file.clone();
        self.misbehave(&name)?;
        let number = name.split(['-', '.', ' ']).nth(1).unwrap_or_default();
        let texts = [format!("OLD HARBOR No. {number}"), "RED WINE".to_owned()];
        let texts = texts.iter().map(String::as_str).chain(["ALC. 13.5% BY VOL.", "750 ML"]);
        let texts = texts.chain(["BOTTLED BY HARBOR CELLARS, PROSSER, WA", WARNING]);
        let lines = texts.zip(0..).map(|(text, row)| Line::printed(text, row, row)).collect();
        let seen =
            PanelSeen { rotation: 0, quality: Quality::Good, issues: vec![], well_read: true };
        let panels = request.pictures.iter().map(|_| seen.clone()).collect();
        Ok(PanelsRead { lines, panels, ..PanelsRead::default() })
    }

    fn engines(&self) -> Vec<EngineState> {
        vec![crate::support::reader::engine(Engine::Tesseract, None)]
    }
}
