//! Text laid out for the grammars: lines joined as a reader would join them, with the way
//! back from every byte to the word, its place and its certainty.

use super::spacing;
use crate::label::{Certainty, Evidence, Quad, Reading};
use crate::ocr::{Line, Word};
use std::ops::Range;

/// Under this a word is a guess. Of 1,574 words of warnings whose print is known, three were
/// read wrong, at .80 and above; the five under .75 were right: the bound rather asks too much
/// than too little, and costs next to nothing.
pub const READ_WELL: f32 = 0.75;

/// One or more lines as one text.
#[derive(Debug, Clone)]
pub struct Passage<'a> {
    pub text: String,
    words: Vec<Placed<'a>>,
}

#[derive(Debug, Clone)]
struct Placed<'a> {
    range: Range<usize>,
    line: usize,
    word: &'a Word,
}

impl<'a> Passage<'a> {
    /// The main reading of these lines, in order.
    pub fn of(lines: &'a [Line], indexes: &[usize]) -> Self {
        Self::build(indexes.iter().map(|&index| (index, lines[index].words.as_slice())))
    }

    /// The same lines with one of them in another reading.
    pub fn with_other(lines: &'a [Line], indexes: &[usize], line: usize, other: usize) -> Self {
        Self::build(indexes.iter().map(|&index| {
            let words =
                if index == line { &lines[index].others[other].words } else { &lines[index].words };
            (index, words.as_slice())
        }))
    }

    /// One line in another reading.
    pub fn other(lines: &'a [Line], index: usize, alternative: usize) -> Self {
        Self::with_other(lines, &[index], index, alternative)
    }

    fn build(lines: impl Iterator<Item = (usize, &'a [Word])>) -> Self {
        let mut passage = Self { text: String::new(), words: Vec::new() };
        for (line, words) in lines {
            let joints = spacing::joints(words);
            for (index, word) in words.iter().enumerate() {
                let joined = index > 0 && joints[index - 1];
                if !passage.text.is_empty() && !joined {
                    passage.text.push(' ');
                }
                let start = passage.text.len();
                passage.text.push_str(&word.text);
                passage.words.push(Placed { range: start..passage.text.len(), line, word });
            }
        }
        passage
    }

    fn within(&self, range: &Range<usize>) -> impl Iterator<Item = &Placed<'a>> {
        let range = range.clone();
        self.words
            .iter()
            .filter(move |placed| placed.range.start < range.end && range.start < placed.range.end)
    }

    /// The lines a range stands on.
    pub fn lines(&self, range: &Range<usize>) -> Vec<usize> {
        let mut lines: Vec<usize> = self.within(range).map(|placed| placed.line).collect();
        lines.dedup();
        lines
    }

    /// The panel is the lines' own.
    pub fn reading<T>(&self, lines: &[Line], range: &Range<usize>, value: T) -> Reading<T> {
        let mut evidence: Vec<Evidence> = Vec::new();
        let mut current: Option<(usize, Vec<&Word>)> = None;
        for placed in self.within(range) {
            match &mut current {
                Some((line, words)) if *line == placed.line => words.push(placed.word),
                _ => {
                    evidence.extend(current.take().map(|(line, words)| seen(lines, line, &words)));
                    current = Some((placed.line, vec![placed.word]));
                }
            }
        }
        evidence.extend(current.map(|(line, words)| seen(lines, line, &words)));
        let text = evidence.iter().map(|seen| seen.text.as_str()).collect::<Vec<_>>().join(" ");
        let confidence = evidence.iter().map(|seen| seen.confidence).fold(1.0, f32::min);
        Reading { value, text, confidence, evidence }
    }
}

/// The words of one line as evidence; as certain as the least certain.
pub fn seen(lines: &[Line], line: usize, words: &[&Word]) -> Evidence {
    let (first, last) = (words[0], words[words.len() - 1]);
    let ([a, _, _, d], [_, b, c, _]) = (first.quad.0, last.quad.0);
    // From the first word's edge to the last one's, unless the line bends between them.
    let bent = lines[line].arc.is_some() && words.len() > 1;
    let around = Quad::around(words.iter().map(|word| &word.quad)).filter(|_| bent);
    Evidence {
        panel: lines[line].panel,
        polygon: around.unwrap_or(Quad([a, b, c, d])),
        text: words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "),
        confidence: words.iter().map(|word| word.confidence).fold(1.0, f32::min),
        engine: first.engine.name().to_owned(),
    }
}

/// The ways on from each line: itself, with the next lines up to `longest`, and with the
/// line beside or just below it.
pub fn chains(lines: &[Line], longest: usize) -> Vec<Vec<usize>> {
    let mut chains = Vec::new();
    for index in 0..lines.len() {
        if lines[index].words.is_empty() {
            continue;
        }
        chains.push(vec![index]);
        let next = |from: usize| {
            let (line, next) = (&lines[from], lines.get(from + 1)?);
            (line.panel == next.panel && !next.words.is_empty()).then_some(from + 1)
        };
        let mut run = vec![index];
        while run.len() < longest
            && let Some(following) = next(run[run.len() - 1])
        {
            run.push(following);
            chains.push(run.clone());
        }
        for neighbour in [beside(lines, index), below(lines, index)].into_iter().flatten() {
            if neighbour != index + 1 {
                chains.push(vec![index, neighbour]);
            }
        }
    }
    chains
}

/// The nearest line to the right on the same row.
fn beside(lines: &[Line], index: usize) -> Option<usize> {
    nearest(lines, index, |along, across, height, width| {
        across.abs() < height * 0.6 && along > 0.0 && along < width / 2.0 + height * 8.0
    })
}

/// The nearest line just below.
fn below(lines: &[Line], index: usize) -> Option<usize> {
    nearest(lines, index, |along, across, height, width| {
        along.abs() < width * 0.6 && across > height * 0.4 && across < height * 2.2
    })
}

/// The nearest line of the same panel and turn whose centre, in this line's own axes, is
/// where `wanted(along, across, height, width)` says; the width is that of both together.
fn nearest(
    lines: &[Line],
    index: usize,
    wanted: impl Fn(f32, f32, f32, f32) -> bool,
) -> Option<usize> {
    let line = &lines[index];
    let (sin, cos) = line.quad.angle().to_radians().sin_cos();
    let (center, height) = (line.quad.center(), line.quad.height());
    let mut best: Option<(f32, usize)> = None;
    for (other, candidate) in lines.iter().enumerate() {
        let alike = other != index
            && candidate.panel == line.panel
            && candidate.rotation == line.rotation
            && !candidate.words.is_empty();
        if !alike {
            continue;
        }
        let at = candidate.quad.center();
        let (dx, dy) = (at.x - center.x, at.y - center.y);
        let (along, across) = (dx * cos + dy * sin, dy * cos - dx * sin);
        let width = line.quad.width() + candidate.quad.width();
        let distance = along.hypot(across);
        if wanted(along, across, height, width) && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, other));
        }
    }
    best.map(|(_, other)| other)
}

/// How far a reading can be relied on: words read well, or seen alike by two engines, and
/// nothing repaired.
pub fn certainty(confidence: f32, repaired: bool, agreed: bool, contradicted: bool) -> Certainty {
    let well = confidence >= READ_WELL || agreed;
    if well && !contradicted && (!repaired || agreed) {
        Certainty::Confident
    } else {
        Certainty::Doubtful
    }
}
