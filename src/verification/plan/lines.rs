//! Lines read again: crops for a second engine, and putting readings of one line together.

mod vote;

use crate::label::{Evidence, Quad};
use crate::ocr::geometry::overlap;
use crate::ocr::ppocr::{Ppocr, Reader, TextBox};
use crate::ocr::tesseract::{Layout, Tesseract};
use crate::ocr::{Alternative, Engine, Line, OcrError, Strip, Word, prepare};
use image::{GrayImage, Luma, RgbImage, imageops};
use std::time::Instant;

/// Height of the crops a line is first read from, in pixels.
pub const CROP_HEIGHT: u32 = 48;
/// Blank ground round a crop: Tesseract loses letters that touch the edge.
const BORDER: u32 = 12;
/// Two readings whose boxes share this part of the smaller are readings of one line…
const SAME_LINE: f32 = 0.5;
/// …unless one is this much higher than the other: a box round a drawing holds lines.
const OTHER_HEIGHT: f32 = 2.0;
/// Lines of a whole page that Tesseract believes in less, 0 to 1, are not lines.
const LEAST_BELIEF: f32 = 0.5;
/// From which confidence, 0 to 1, a word that two recognisers share needs no third reader.
const CERTAIN_WORD: f32 = 0.8;

/// A line's crop as Tesseract likes it: grey, dark on light, with a border of ground.
pub fn tesseract_crop(image: &RgbImage, strip: &Strip, height: u32) -> GrayImage {
    let mut crop = prepare::grey(&strip.crop(image, height));
    let whole = Quad::rect(0.0, 0.0, crop.width() as f32, crop.height() as f32);
    if prepare::is_light_on_dark(&crop, &whole) {
        crop = prepare::invert(&crop);
    }
    let ground = edge_shade(&crop);
    let mut framed = GrayImage::from_pixel(
        crop.width() + 2 * BORDER,
        crop.height() + 2 * BORDER,
        Luma([ground]),
    );
    imageops::replace(&mut framed, &crop, i64::from(BORDER), i64::from(BORDER));
    framed
}

/// The median shade along the left and right edges, where a line has ground.
fn edge_shade(crop: &GrayImage) -> u8 {
    let last = crop.width().saturating_sub(1);
    let mut shades: Vec<u8> = (0..crop.height())
        .flat_map(|y| [crop.get_pixel(0, y)[0], crop.get_pixel(last, y)[0]])
        .collect();
    shades.sort_unstable();
    shades.get(shades.len() / 2).copied().unwrap_or(255)
}

/// Tesseract's reading of the line in `strip`; `None` where it reads nothing.
pub fn by_tesseract(
    tesseract: &mut Tesseract,
    image: &RgbImage,
    strip: &Strip,
    height: u32,
    deadline: Instant,
) -> Result<Option<Alternative>, OcrError> {
    let crop = tesseract_crop(image, strip, height);
    let width = (crop.width() - 2 * BORDER) as f32;
    let mut words = tesseract.read(&crop, Layout::Line, deadline)?;
    for word in &mut words {
        let (left, _, right, _) = word.quad.bounds();
        let share = |x: f32| ((x - BORDER as f32) / width).clamp(0.0, 1.0);
        word.quad = strip.section(share(left), share(right));
    }
    Ok(alternative(Engine::Tesseract, words))
}

/// The line in `strip` as PP-OCR's second recogniser reads it.
pub fn by_ppocr(
    ppocr: &mut Ppocr,
    image: &RgbImage,
    strip: Strip,
    deadline: Instant,
) -> Result<Option<Alternative>, OcrError> {
    let found = TextBox { strip, score: 1.0 };
    let read = ppocr.read_box(image, &found, Reader::Second, deadline)?;
    let words = read.line().map(|line| line.words).unwrap_or_default();
    Ok(alternative(Engine::Ppocr, words))
}

fn alternative(engine: Engine, words: Vec<Word>) -> Option<Alternative> {
    if words.is_empty() {
        return None;
    }
    let letters: usize = words.iter().map(|word| word.text.chars().count()).sum();
    let weighted: f32 =
        words.iter().map(|word| word.confidence * word.text.chars().count() as f32).sum();
    Some(Alternative { engine, words, confidence: weighted / letters.max(1) as f32 })
}

/// Adds a reading to a line. Where both engines read the same letters, Tesseract's stands:
/// its spaces and marks are the better ones.
pub fn add_reading(line: &mut Line, reading: Alternative) {
    let standing = line.words[0].engine;
    let same_letters = letters(&line.words) == letters(&reading.words);
    if same_letters && standing == Engine::Ppocr && reading.engine == Engine::Tesseract {
        let words = std::mem::replace(&mut line.words, reading.words);
        line.others.insert(0, Alternative { engine: standing, words, confidence: line.confidence });
        line.confidence = line.confidence.max(reading.confidence);
        return;
    }
    let known =
        |other: &Alternative| other.engine == reading.engine && other.text() == reading.text();
    if !line.others.iter().any(known) {
        line.others.push(reading);
    }
    outvote(line);
}

/// Where no reading has the standing one's letters, and two others share theirs, theirs
/// stands.
fn outvote(line: &mut Line) {
    let standing = letters(&line.words);
    let others: Vec<String> = line.others.iter().map(|other| letters(&other.words)).collect();
    if others.contains(&standing) {
        return;
    }
    let shared = (0..others.len())
        .find(|&at| !others[at].is_empty() && others[at + 1..].contains(&others[at]));
    if let Some(at) = shared {
        let other = &mut line.others[at];
        let engine = line.words[0].engine;
        std::mem::swap(&mut line.words, &mut other.words);
        std::mem::swap(&mut line.confidence, &mut other.confidence);
        other.engine = engine;
    } else {
        vote::on_words(line);
    }
}

/// Whether two readings of the line share every letter and mark, none of them a guess.
pub fn is_certain(line: &Line) -> bool {
    let marks =
        |words: &[Word]| -> String { words.iter().map(|word| word.text.as_str()).collect() };
    let standing = marks(&line.words);
    line.others.iter().any(|other| marks(&other.words) == standing)
        && line.words.iter().all(|word| word.confidence >= CERTAIN_WORD)
}

pub fn has_reading_by(line: &Line, engine: Engine) -> bool {
    line.words.iter().any(|word| word.engine == engine)
        || line.others.iter().any(|other| other.engine == engine)
}

fn letters(words: &[Word]) -> String {
    words.iter().flat_map(|word| word.text.chars()).filter(|c| c.is_alphanumeric()).collect()
}

/// Puts lines of another look at a panel to those already read: a line that stands where
/// one was read becomes another reading of it, the rest are new.
pub fn merge_look(lines: &mut Vec<Line>, look: Vec<Line>) {
    for new in look {
        let known = lines.iter_mut().find(|line| {
            line.panel == new.panel
                && line.rotation == new.rotation
                && is_of_height(&line.quad, &new.quad)
                && overlap(&line.quad, &new.quad) > SAME_LINE
        });
        match known {
            Some(line) => replace_or_add(line, new),
            None => lines.push(new),
        }
    }
}

fn is_of_height(one: &Quad, other: &Quad) -> bool {
    let (least, most) = (one.height().min(other.height()), one.height().max(other.height()));
    most < OTHER_HEIGHT * least
}

/// The surer and longer reading stands, the other is kept beside it.
fn replace_or_add(line: &mut Line, mut new: Line) {
    let weight = |line: &Line| (line.confidence - 0.5) * line.text().chars().count() as f32;
    if weight(&new) > weight(line) {
        std::mem::swap(line, &mut new);
        // What two looks agree on keeps its second readings.
        line.others.append(&mut new.others);
    }
    let reading =
        Alternative { engine: new.words[0].engine, words: new.words, confidence: new.confidence };
    if reading.text() != line.text() {
        add_reading(line, reading);
    }
}

/// Words of one pass put into lines by their line numbers. What Tesseract sees in drawings
/// and bars comes out as marks and letters that it does not believe in itself: such lines
/// are left out.
pub fn from_words(words: Vec<Word>) -> Vec<Line> {
    let mut lines = in_lines(words);
    lines.retain(|line| {
        line.confidence >= LEAST_BELIEF && line.text().chars().any(char::is_alphanumeric)
    });
    lines
}

fn in_lines(words: Vec<Word>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut last = None;
    for word in words {
        let key = (word.block, word.line);
        if last == Some(key)
            && let Some(line) = lines.last_mut()
        {
            line.words.push(word);
            continue;
        }
        last = Some(key);
        lines.push(Line {
            panel: 0,
            quad: word.quad,
            arc: None,
            confidence: word.confidence,
            block: word.block,
            rotation: 0,
            words: vec![word],
            others: Vec::new(),
        });
    }
    for line in &mut lines {
        let [a, _, _, d] = line.words[0].quad.0;
        let [_, b, c, _] = line.words[line.words.len() - 1].quad.0;
        line.quad = Quad([a, b, c, d]);
        let letters: usize = line.words.iter().map(|word| word.text.chars().count()).sum();
        let sum: f32 =
            line.words.iter().map(|word| word.confidence * word.text.chars().count() as f32).sum();
        line.confidence = sum / letters.max(1) as f32;
    }
    lines
}

/// Whether a piece of evidence was read from this line.
pub fn is_from(line: &Line, evidence: &Evidence) -> bool {
    line.panel == evidence.panel && overlap(&line.quad, &evidence.polygon) > SAME_LINE
}
