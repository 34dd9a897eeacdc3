//! The vision model's place in the plan: last, for single items that are still open, and
//! only when by its own measure it will be done in time. Whatever goes wrong with it costs
//! the label a bounded share of its time and nothing else.

use super::lines;
use super::ran::Ran;
use super::session::Session;
use crate::label::{Evidence, PanelRole, Quad, Quality, QualityIssue};
use crate::ocr::geometry::{rotation, section};
use crate::ocr::ollama::{
    Answered, BreakerState, Item, Question, Said, Vision, VisionError, contradicted,
};
use crate::ocr::ppocr::TextBox;
use crate::ocr::{Engine, Line, Strip, Word};
use crate::reading::ReadLabel;
use crate::verification::{PanelSeen, VerifyError, VisionReading};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Questions about one application at the most.
const MOST_QUESTIONS: usize = 6;
/// Unread places looked at for one item, the largest first.
const MOST_PLACES: usize = 2;
/// An answer is waited for this many times as long as answers take, and a little more.
const PATIENCE: u32 = 3;
const LITTLE_MORE: Duration = Duration::from_millis(250);
/// What a copied word is worth, 0 to 1: models do not say.
const CONFIDENCE: f32 = 0.92;
/// Blocks of the model's lines are numbered from here: no panel has so many others.
const FIRST_BLOCK: u32 = 10_000;
/// Crops keep the size of the print within these heights, in pixels.
const CROP_HEIGHTS: (f32, f32) = (32.0, 800.0);

/// Where an item is looked for.
struct Place {
    panel: usize,
    strip: Strip,
    /// Lines that stand there and are in doubt.
    doubtful: Vec<usize>,
    whole: bool,
}

impl Session<'_> {
    /// Asks about what is still open.
    pub(super) fn ask_vision(&mut self, seen: &ReadLabel) {
        let Some(vision) = self.plan.vision.clone() else { return };
        let open: Vec<Item> = self.open(seen).into_iter().filter_map(item_called).collect();
        if open.is_empty() {
            return;
        }
        let state = vision.state();
        let resting = (state.breaker != BreakerState::Closed)
            .then(|| "it failed and is given a rest".to_owned());
        if let Some(trouble) = state.trouble().or(resting) {
            self.vision_not_asked(&trouble);
            return;
        }
        let mut questions = 0;
        for item in open {
            for place in self.places_of(item, seen) {
                if questions == MOST_QUESTIONS {
                    self.vision_not_asked("enough was asked");
                    return;
                }
                questions += 1;
                match self.ask_about(&vision, item, &place) {
                    Ok(true) => break,
                    Ok(false) => {}
                    Err(why) => {
                        self.vision_not_asked(&why);
                        return;
                    }
                }
            }
        }
    }

    fn vision_not_asked(&mut self, why: &str) {
        self.untried.push(format!("the vision model for what is still open: {why}"));
    }

    /// Asks about one item in one place, and says whether an answer was accepted; the error
    /// says why nothing more should be asked.
    fn ask_about(&mut self, vision: &Vision, item: Item, place: &Place) -> Result<bool, String> {
        let left = self.engines_until.saturating_duration_since(Instant::now());
        let Some(estimate) = vision.estimate() else {
            return Err("nobody knows yet how long it takes".to_owned());
        };
        if estimate > left {
            return Err(format!(
                "it takes {:.1} seconds, and {:.1} were left",
                estimate.as_secs_f32(),
                left.as_secs_f32()
            ));
        }
        let pixels = &self.request.pictures[place.panel].pixels;
        let question = if place.whole {
            Question::on_panel(item, pixels, self.main_rotation(place.panel))
        } else {
            let height = place.strip.quad.height().clamp(CROP_HEIGHTS.0, CROP_HEIGHTS.1) as u32;
            Question::on_crop(item, &place.strip.crop(pixels, height))
        };
        let began = Instant::now();
        let until = began + left.min(estimate * PATIENCE + LITTLE_MORE);
        let answer = vision.ask(question, until, &self.request.cancel);
        let mut ran = Ran::of(Engine::Ollama, "question");
        ran.spent = began.elapsed();
        let why = format!("{} was still open", item.name());
        let (readings, told) = match &answer {
            Ok(Answered { said, .. }) => self.accepted(said, place),
            Err(error) => (Vec::new(), format!("no answer: {error}")),
        };
        for reading in &readings {
            let words = reading.lines.iter().flat_map(|line| line.words.clone());
            ran.saw(place.strip, words.collect());
        }
        self.ocr += ran.spent;
        self.note_answer(place.panel, ran, why, told);
        let found = !readings.is_empty();
        self.vision.extend(readings);
        match answer {
            Ok(_) => Ok(found),
            Err(error) => Err(error.to_string()),
        }
    }

    /// What of an answer counts, and what is told of it.
    fn accepted(&self, said: &[Said], place: &Place) -> (Vec<VisionReading>, String) {
        let (mut readings, mut told) = (Vec::new(), Vec::new());
        for said in said {
            let on_panel = self.lines.iter().filter(|line| line.panel == place.panel);
            if let Some(word) = contradicted(&said.words, on_panel) {
                told.push(format!("{} (refused: another engine reads “{word}”)", said.words));
                continue;
            }
            told.push(said.words.clone());
            readings.push(VisionReading {
                item: said.item,
                panel: place.panel,
                region: place.strip.quad,
                lines: printed(said, place.panel, &place.strip.quad, readings.len()),
                instead_of: place.doubtful.clone(),
            });
        }
        let told = if told.is_empty() { "nothing".to_owned() } else { told.join(" / ") };
        (readings, told)
    }

    /// Where an item is looked for: where something of it was seen, else where text was not
    /// read, else on all panels.
    fn places_of(&self, item: Item, seen: &ReadLabel) -> Vec<Place> {
        let evidence = evidence_of(item, seen);
        if let Some(first) = evidence.first() {
            let on_panel: Vec<&Evidence> =
                evidence.iter().filter(|place| place.panel == first.panel).collect();
            let upright = rotation(&first.polygon) == 0;
            let all = Quad::around(on_panel.iter().map(|place| &place.polygon));
            let quad = all.filter(|_| upright).unwrap_or(first.polygon);
            let stands = |line: &Line| on_panel.iter().any(|place| lines::is_from(line, place));
            return vec![Place {
                panel: first.panel,
                strip: Strip::from(quad).widened(),
                doubtful: (0..self.lines.len()).filter(|&at| stands(&self.lines[at])).collect(),
                whole: false,
            }];
        }
        let mut unread: Vec<&(usize, TextBox)> = self.unread.iter().collect();
        let area = |found: &TextBox| found.strip.quad.width() * found.strip.quad.height();
        unread.sort_by(|one, other| area(&other.1).total_cmp(&area(&one.1)));
        let crops = unread.into_iter().take(MOST_PLACES).map(|(panel, found)| Place {
            panel: *panel,
            strip: found.strip.widened(),
            doubtful: Vec::new(),
            whole: false,
        });
        let panels = (0..self.request.pictures.len()).map(|panel| self.whole(panel));
        let mut panels: Vec<Place> = panels.collect();
        panels.sort_by_key(|place| self.role(place.panel) != Some(PanelRole::Front));
        crops.chain(panels).collect()
    }

    fn role(&self, panel: usize) -> Option<PanelRole> {
        self.request.application.panels.as_ref()?.get(panel)?.role
    }

    fn whole(&self, panel: usize) -> Place {
        let (width, height) = self.request.pictures[panel].pixels.dimensions();
        let quad = Quad::rect(0.0, 0.0, width as f32, height as f32);
        Place { panel, strip: quad.into(), doubtful: Vec::new(), whole: true }
    }

    /// Has the model read every panel, and nothing else.
    pub(super) fn by_vision_alone(&mut self) -> Result<(), VerifyError> {
        let vision = self.plan.vision.clone();
        let vision = vision.ok_or_else(|| unavailable("it is not configured".to_owned()))?;
        self.vision_alone = true;
        for panel in 0..self.request.pictures.len() {
            let place = self.whole(panel);
            let pixels = Arc::clone(&self.request.pictures[panel].pixels);
            let began = Instant::now();
            let question = Question::everything(&pixels, 0);
            let answer = vision.ask(question, self.engines_until, &self.request.cancel);
            let mut ran = Ran::of(Engine::Ollama, "whole");
            ran.spent = began.elapsed();
            self.ocr += ran.spent;
            let why = "it was asked for by name".to_owned();
            let said = match answer {
                Ok(answered) => answered.said,
                // A label half read is worth having, none read at all is no report.
                Err(error) if panel > 0 && self.looked => {
                    self.note_answer(panel, ran, why, format!("no answer: {error}"));
                    self.cut_short(panel);
                    self.complete[panel] = false;
                    continue;
                }
                Err(error) => return Err(refused(error)),
            };
            let (readings, told) = self.accepted(&said, &place);
            for reading in readings {
                ran.saw_lines(&reading.lines);
                self.lines.extend(reading.lines.iter().cloned());
                self.vision.push(reading);
            }
            self.note_answer(panel, ran, why, told);
            self.looked = true;
        }
        Ok(())
    }
}

/// A panel that the model alone has read: it does not say where words stand, nor whether
/// there are more of them.
pub(super) fn seen_by_vision(complete: bool) -> PanelSeen {
    let detail = if complete {
        "read by a vision model alone, which does not say where the words stand"
    } else {
        "the time allowed ended before all of the panel was read"
    };
    let code = if complete { "places_not_known" } else { QualityIssue::OUT_OF_TIME };
    let issue = QualityIssue { code: code.to_owned(), detail: detail.to_owned(), polygon: None };
    PanelSeen { rotation: 0, quality: Quality::Fair, issues: vec![issue], well_read: false }
}

fn refused(error: VisionError) -> VerifyError {
    match error {
        VisionError::Cancelled => VerifyError::Cancelled,
        VisionError::Busy { .. } => VerifyError::Busy { retry_after: super::RETRY_AFTER },
        error => unavailable(error.to_string()),
    }
}

fn unavailable(reason: String) -> VerifyError {
    VerifyError::Unavailable { engine: Engine::Ollama, reason }
}

/// The item by the plan's word for it. The warning is none: a model knows it by heart.
fn item_called(open: &str) -> Option<Item> {
    Some(match open {
        "brand name" => Item::BrandName,
        "fanciful name" => Item::FancifulName,
        "alcohol content" => Item::AlcoholContent,
        "net contents" => Item::NetContents,
        "vintage" => Item::Vintage,
        "country of origin" => Item::CountryOfOrigin,
        "class and type" => Item::ClassType,
        "name and address" => Item::NameAddress,
        _ => return None,
    })
}

/// Where something of the item was seen.
fn evidence_of(item: Item, seen: &ReadLabel) -> &[Evidence] {
    let facts = &seen.facts;
    let found = |name: &crate::label::NameFact| {
        name.found.as_ref().map_or(0, |(reading, _)| reading.evidence.len())
    };
    match item {
        Item::BrandName if found(&facts.brand_name) > 0 => {
            facts.brand_name.found.as_ref().map_or(&[], |(reading, _)| &reading.evidence)
        }
        Item::FancifulName if found(&facts.fanciful_name) > 0 => {
            facts.fanciful_name.found.as_ref().map_or(&[], |(reading, _)| &reading.evidence)
        }
        Item::AlcoholContent => facts.alcohol.evidence(),
        Item::NetContents => facts.net_contents.evidence(),
        Item::Vintage => facts.vintage.evidence(),
        Item::CountryOfOrigin => facts.country_of_origin.evidence(),
        Item::ClassType => facts.class_type.evidence(),
        Item::NameAddress => facts.name_address.evidence(),
        _ => &[],
    }
}

/// The words as lines, one below the other in the place they were copied from: nobody knows
/// where exactly they stand in it.
fn printed(said: &Said, panel: usize, region: &Quad, block: usize) -> Vec<Line> {
    let texts: Vec<&str> = said.words.lines().collect();
    let count = texts.len().max(1) as f32;
    let [a, b, c, d] = region.0;
    let between = |from: crate::label::Point, to: crate::label::Point, share: f32| {
        crate::label::Point::new(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share)
    };
    let line = |(row, text): (usize, &&str)| {
        let (top, bottom) = (row as f32 / count, (row as f32 + 0.9) / count);
        let quad = Quad([
            between(a, d, top),
            between(b, c, top),
            between(b, c, bottom),
            between(a, d, bottom),
        ]);
        let letters = text.chars().count().max(1) as f32;
        let mut words = Vec::new();
        let mut at = 0;
        for part in text.split(' ') {
            let end = at + part.chars().count();
            words.push(Word {
                text: part.to_owned(),
                quad: section(&quad, at as f32 / letters, end as f32 / letters),
                confidence: CONFIDENCE,
                engine: Engine::Ollama,
                line: row as u32,
                block: FIRST_BLOCK + block as u32,
                glyphs: Vec::new(),
            });
            at = end + 1;
        }
        Line {
            panel,
            words,
            quad,
            arc: None,
            confidence: CONFIDENCE,
            block: FIRST_BLOCK + block as u32,
            rotation: rotation(region),
            others: Vec::new(),
        }
    };
    texts.iter().enumerate().map(line).collect()
}
