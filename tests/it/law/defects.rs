//! Every fault our samples can carry is found by the rule that names it, when two engines read
//! each word as it was drawn; a sample without one breaks no rule.

use super::{COMPLETE, read, violations};
use std::collections::BTreeSet;
use ttb_verifier::label::{Commodity, Label, Panel, Quad, Quality};
use ttb_verifier::ocr::{Alternative, Engine, Line, Word};
use ttb_verifier::rules::{self, Finding, OutcomeKind, catalog};
use ttb_verifier::samples::{self, Area, DEFECTS, SampleApplication, SampleError, SamplePanel};

const PRODUCTS: [Commodity; 3] =
    [Commodity::Wine, Commodity::DistilledSpirits, Commodity::MaltBeverage];

/// Faults of the print alone, which only a measurement shows.
const NOT_IN_THE_WORDS: [&str; 4] =
    ["warning-not-bold", "warning-all-bold", "warning-tiny", "warning-faint"];

/// `None`, and a word about it, on a machine without the typefaces.
fn drawn(seed: u64, product: Commodity) -> Option<SampleApplication> {
    match samples::application(seed, product) {
        Ok(sample) => Some(sample),
        Err(SampleError::NoTypefaces) => {
            skip();
            None
        }
        Err(error) => panic!("{error}"),
    }
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn skip() {
    eprintln!("skipped: there are no typefaces to draw with");
}

/// What the rules find on a sample whose every word was read.
fn findings(sample: &SampleApplication) -> Vec<Finding> {
    let panels = sample.panels.iter().enumerate();
    let lines: Vec<Line> = panels.clone().flat_map(|(index, panel)| lines(index, panel)).collect();
    let label = read(&lines, &sample.application, COMPLETE);
    let panels = panels.map(|(index, panel)| as_seen(index, panel)).collect();
    rules::judge(&Label { panels, ..label })
}

fn as_seen(index: usize, panel: &SamplePanel) -> Panel {
    Panel {
        index,
        file: panel.file.clone(),
        role: Some(panel.role),
        width: panel.image.width(),
        height: panel.image.height(),
        rotation: 0,
        quality: Quality::Good,
        issues: Vec::new(),
        printed_width: None,
        printed_height: None,
    }
}

/// The lines of a panel; those of one paragraph follow each other without a gap.
fn lines(panel: usize, drawn: &SamplePanel) -> Vec<Line> {
    let mut block = 0;
    let mut above: Option<Area> = None;
    let mut lines = Vec::new();
    for (row, (area, text)) in drawn.lines.iter().zip(&drawn.texts).enumerate() {
        let goes_on = above.is_some_and(|above| {
            (above.bottom() - area.top).abs() < 0.5 && (above.height - area.height).abs() < 0.5
        });
        block += u32::from(!goes_on);
        above = Some(*area);
        lines.push(line(panel, row, block, *area, text));
    }
    lines
}

fn line(panel: usize, row: usize, block: u32, area: Area, text: &str) -> Line {
    // Above and below the letters is room.
    let (top, bottom) = (area.top + area.height * 0.2, area.bottom() - area.height * 0.2);
    let letter = area.width / text.chars().count().max(1) as f32;
    let mut left = area.left;
    let mut words: Vec<Word> = Vec::new();
    for part in text.split(' ') {
        let right = left + part.chars().count() as f32 * letter;
        words.push(Word {
            text: part.to_owned(),
            quad: Quad::rect(left, top, right, bottom),
            confidence: 0.97,
            engine: Engine::Ppocr,
            line: u32::try_from(row).unwrap(),
            block,
            glyphs: Vec::new(),
        });
        left = right + letter;
    }
    // What a mark or a single letter decides needs two engines that saw the same, and at a
    // line's end three readings.
    let again = |engine| Alternative {
        engine,
        words: words.iter().map(|word| Word { engine, ..word.clone() }).collect(),
        confidence: 0.97,
    };
    Line {
        panel,
        quad: Quad::rect(area.left, top, area.right(), bottom),
        confidence: 0.97,
        block,
        arc: None,
        rotation: 0,
        others: vec![again(Engine::Ppocr), again(Engine::Tesseract)],
        words,
    }
}

#[test]
fn a_lawful_sample_breaks_no_rule() {
    let mut alarms = Vec::new();
    for product in PRODUCTS {
        for seed in 1..=12 {
            let Some(sample) = drawn(seed, product) else { return };
            for alarm in violations(&findings(&sample)) {
                alarms.push(format!("{}: {alarm}", sample.id()));
            }
        }
    }
    assert!(alarms.is_empty(), "{}", alarms.join("\n"));
}

/// Text that runs on after the statement; where the line ends there, it stands below, apart.
const MAY_WRAP: &[&str] = &["warning-run-on"];

/// Labels that carry a fault before it counts as missed.
const LABELS_TO_TRY: usize = 12;

#[test]
fn every_defect_is_found_by_the_rule_that_names_it() {
    let mut missed = Vec::new();
    let mut planted = BTreeSet::new();
    for product in PRODUCTS {
        let mut lawful: Vec<SampleApplication> = Vec::new();
        for defect in DEFECTS {
            let Some(id) = defect.rule(product) else { continue };
            let rule = catalog::find(id).unwrap_or_else(|| panic!("{}: no rule {id}", defect.name));
            if NOT_IN_THE_WORDS.contains(&defect.name) {
                assert!(rule.evidence.0.contains('L'), "{id} is not decided by the print");
                continue;
            }
            // At a line's end a picture may have been cut, and the rule asks instead: the same
            // fault is then planted in the next label.
            let mut asked = Vec::new();
            for nth in 0..50 {
                if nth == lawful.len() {
                    lawful.extend(drawn(10 + nth as u64, product));
                }
                let carries = |sample: &SampleApplication| sample.with_defect(defect).unwrap();
                let Some(sample) = lawful.get(nth).and_then(carries) else { continue };
                planted.insert(defect.name);
                let findings = findings(&sample);
                let finding = findings.iter().find(|finding| finding.rule == id).unwrap();
                if finding.outcome == OutcomeKind::Violated {
                    asked.clear();
                    break;
                }
                asked.push(format!(
                    "{}: {id} is {:?} {}; violated: {:?}",
                    sample.id(),
                    finding.outcome,
                    finding.message,
                    violations(&findings)
                ));
                let asks = finding.outcome == OutcomeKind::Unclear;
                if !asks && !MAY_WRAP.contains(&defect.name) || asked.len() == LABELS_TO_TRY {
                    break;
                }
            }
            missed.append(&mut asked);
        }
    }
    if drawn(1, Commodity::Wine).is_none() {
        return;
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    for defect in DEFECTS {
        let tried = planted.contains(defect.name) || NOT_IN_THE_WORDS.contains(&defect.name);
        assert!(tried, "no sample carried {}", defect.name);
    }
}
