//! `--explain`: what every stage saw, as files to look at.
//!
//! | file | |
//! |---|---|
//! | `panel-0-upright.png` | the panel, turned until its main text is upright |
//! | `panel-0-words.png` | the panel as shown, with the words that stand drawn on it |
//! | `pass-01-….json` | one pass of an engine: its places and the words it read there |
//! | `pass-01-…-panel.png`, `…-lines.png` | the pictures the engine was given in that pass |
//! | `lines.json` | all readings put together into lines |
//! | `facts.json`, `measures.json` | what the lines say, what was measured on the print |
//! | `findings.json`, `report.json` | what the rules made of it |

mod draw;

use crate::verification::plan::inputs;
use crate::verification::report::PassView;
use crate::verification::{PanelsRead, PassSeen, Report, Request, Verifier};
use anyhow::Context;
use image::RgbImage;
use serde::Serialize;
use std::fs;
use std::path::Path;

/// Verifies and writes the stages into `folder`, which is made if need be.
pub(super) fn verify(
    verifier: &Verifier,
    request: &Request,
    folder: &Path,
) -> anyhow::Result<Report> {
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    forget(folder)?;
    let read = verifier.read(request)?;
    write_panels(folder, request, &read)?;
    for (number, (pass, seen)) in read.passes.iter().zip(&read.seen).enumerate() {
        let name = format!(
            "pass-{:02}-panel-{}-{}-{}",
            number + 1,
            pass.panel,
            pass.engine.name(),
            pass.kind
        );
        write_pass(folder, &name, &request.pictures[pass.panel].pixels, pass, seen)?;
    }
    json(folder, "lines.json", &read.lines)?;
    let label = Verifier::label(request, &read);
    json(folder, "facts.json", &label.facts)?;
    json(folder, "measures.json", &label.measures)?;

    let mut report = Verifier::judge(request, &read);
    report.processing_time_ms =
        u64::try_from(request.received.elapsed().as_millis()).unwrap_or(u64::MAX);
    json(folder, "findings.json", &report.findings)?;
    json(folder, REPORT, &report)?;
    Ok(report)
}

const REPORT: &str = "report.json";

/// Takes away the passes and panels of an earlier run, which may have had more of them; a
/// folder without a report of ours is not one of ours.
fn forget(folder: &Path) -> anyhow::Result<()> {
    if !folder.join(REPORT).is_file() {
        return Ok(());
    }
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("pass-") || name.starts_with("panel-") {
            let path = entry.path();
            fs::remove_file(&path).with_context(|| format!("removing {}", path.display()))?;
        }
    }
    Ok(())
}

/// Each panel with its main text upright, and as shown with the words drawn on it.
fn write_panels(folder: &Path, request: &Request, read: &PanelsRead) -> anyhow::Result<()> {
    for (index, picture) in request.pictures.iter().enumerate() {
        let turn = read.panels.get(index).map_or(0, |panel| panel.rotation);
        let upright = draw::upright(&picture.pixels, turn);
        save(folder, &format!("panel-{index}-upright.png"), &upright)?;
        let words = read.lines.iter().filter(|line| line.panel == index).flat_map(|l| &l.words);
        let drawn = draw::words(&picture.pixels, words);
        save(folder, &format!("panel-{index}-words.png"), &drawn)?;
    }
    Ok(())
}

/// One pass with all it read, as it is written down.
#[derive(Serialize)]
struct PassRead<'a> {
    pass: &'a PassView,
    places: &'a [crate::verification::PlaceSeen],
}

fn write_pass(
    folder: &Path,
    name: &str,
    panel: &RgbImage,
    pass: &PassView,
    seen: &PassSeen,
) -> anyhow::Result<()> {
    for input in inputs(panel, pass, seen) {
        save(folder, &format!("{name}-{}.png", input.name), &input.picture)?;
    }
    json(folder, &format!("{name}.json"), &PassRead { pass, places: &seen.places })
}

fn save(folder: &Path, name: &str, picture: &RgbImage) -> anyhow::Result<()> {
    let path = folder.join(name);
    picture.save(&path).with_context(|| format!("writing {}", path.display()))
}

fn json(folder: &Path, name: &str, value: &impl Serialize) -> anyhow::Result<()> {
    let path = folder.join(name);
    let text = serde_json::to_string_pretty(value).with_context(|| format!("wording {name}"))?;
    fs::write(&path, text + "\n").with_context(|| format!("writing {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = entries.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn an_earlier_explanation_is_forgotten_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str| fs::write(folder.path().join(name), "").unwrap();
        for name in ["panel-7-words.png", "pass-12.json", "notes.txt"] {
            put(name);
        }
        forget(folder.path()).unwrap();
        assert_eq!(names(folder.path()).len(), 3, "without a report it is not ours");
        put(REPORT);
        forget(folder.path()).unwrap();
        assert_eq!(names(folder.path()), ["notes.txt", REPORT]);
    }
}
