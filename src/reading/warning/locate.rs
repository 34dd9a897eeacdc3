//! Which lines are the statement, and in what order they stand in it.
//!
//! Every line is aligned with the statute by itself, so neither the order of the blocks nor
//! the text between them matters. Lines that stand for different stretches are put
//! together into one copy of the statement; a line that repeats a stretch begins another.

use super::align::{Letter, Stretch, locate};
use super::glyphs;
use super::statute::STATUTE;
use crate::label::Quad;
use crate::ocr::{Engine, Line, Word};
use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::Range;

/// A line whose letters agree with the statute by this many, net of its errors, is part of
/// it: unrelated English of 60 letters reaches 5 or 6.
const SEED_SCORE: i32 = 900;
/// Share of a short line's letters that must agree where it fills a gap beside other lines
/// of the statement.
const FILLER_AGREES: f32 = 0.6;
/// A line of fewer letters has to agree in every letter.
const SHORT_LINE: usize = 4;
/// How many line heights apart lines of one copy may lie on a panel.
const REACH: f32 = 12.0;
/// Letters by which stretches of neighbouring lines may overlap.
const SLACK: usize = 3;

/// One reading of a line of the statement.
#[derive(Debug, Clone)]
pub(super) struct Variant<'a> {
    pub engine: Engine,
    /// The words that belong to the statement or touch those that do.
    pub words: &'a [Word],
    /// Words of the same line before and after, further off.
    pub before: &'a [Word],
    pub after: &'a [Word],
    pub stretch: Stretch,
}

/// A line and the stretch it stands for.
#[derive(Debug, Clone)]
pub(super) struct Placed<'a> {
    pub index: usize,
    pub line: &'a Line,
    pub expected: Range<usize>,
    /// Its readings, best aligned first; those of another line at the same place too.
    pub variants: Vec<Variant<'a>>,
}

/// One copy of the statement: its lines in the statute's order.
#[derive(Debug, Clone, Default)]
pub(super) struct Copy<'a> {
    pub lines: Vec<Placed<'a>>,
}

impl Copy<'_> {
    /// Which characters of the statute some line stands for.
    pub fn coverage(&self) -> Vec<bool> {
        let mut covered = vec![false; STATUTE.len()];
        for line in &self.lines {
            covered[line.expected.clone()].fill(true);
        }
        covered
    }

    /// Letters that agree, by the best reading of each line.
    pub fn matched(&self) -> usize {
        self.lines.iter().map(|line| line.variants[0].stretch.matched).sum()
    }

    /// The stretches no line stands for yet, a little wider than they are.
    fn open_windows(&self) -> Vec<Range<usize>> {
        let covered = self.coverage();
        let mut windows = Vec::new();
        let mut at = 0;
        while at < covered.len() {
            if covered[at] {
                at += 1;
                continue;
            }
            let start = at;
            while at < covered.len() && !covered[at] {
                at += 1;
            }
            windows.push(start.saturating_sub(SLACK)..(at + SLACK).min(covered.len()));
        }
        windows
    }

    /// How far the line, at that stretch, is from those just before and after it: in line
    /// heights on the panel and tens of letters in the statute.
    fn apart(&self, line: &Line, stretch: &Stretch) -> f32 {
        let height = line.quad.height().max(1.0);
        let mut least = f32::INFINITY;
        for placed in self.lines.iter().filter(|placed| placed.line.panel == line.panel) {
            let letters = stretch
                .expected
                .start
                .saturating_sub(placed.expected.end)
                .max(placed.expected.start.saturating_sub(stretch.expected.end));
            let distance = gap(&placed.line.quad, &line.quad) / height;
            least = least.min(distance + letters as f32 / 10.0);
        }
        least
    }

    /// How far the line lies from the nearest of the copy's lines, in line heights; `None`
    /// on another panel or at another turn.
    fn distance(&self, line: &Line) -> Option<f32> {
        self.lines
            .iter()
            .filter(|placed| {
                placed.line.panel == line.panel && placed.line.rotation == line.rotation
            })
            .map(|placed| gap(&placed.line.quad, &line.quad) / line.quad.height().max(1.0))
            .reduce(f32::min)
    }
}

/// Finds every copy of the statement, the fullest first.
pub(super) fn copies(lines: &[Line]) -> Vec<Copy<'_>> {
    // Sure places first: what is ambiguous goes where it is still wanted.
    let mut seeds: Vec<(usize, Stretch)> = Vec::new();
    let mut ambiguous = HashSet::new();
    for (index, line) in lines.iter().enumerate() {
        if let Some(stretch) = best_stretch(line, 0..STATUTE.len())
            && stretch.score >= SEED_SCORE
        {
            if is_ambiguous(line, &stretch) {
                ambiguous.insert(index);
            }
            seeds.push((index, stretch));
        }
    }
    seeds.sort_by_key(|(index, stretch)| {
        (ambiguous.contains(index), Reverse(stretch.score), *index)
    });

    let mut copies: Vec<Copy> = Vec::new();
    for (index, stretch) in &seeds {
        seat(&mut copies, *index, &lines[*index], stretch);
    }
    fill(&mut copies, lines, &seeds);
    merge(&mut copies);
    for copy in &mut copies {
        copy.lines.sort_by_key(|line| (line.expected.start, line.expected.end));
    }
    copies.sort_by_key(|copy| Reverse(copy.matched()));
    copies
}

/// Gives a line its seat in the nearest copy that has room for it, or begins a new copy.
fn seat<'a>(copies: &mut Vec<Copy<'a>>, index: usize, line: &'a Line, stretch: &Stretch) {
    for copy in copies.iter_mut() {
        if let Some(twin) = copy.lines.iter_mut().find(|placed| same_place(placed.line, line)) {
            twin.variants.extend(variants(line, &twin.expected));
            twin.variants.sort_by_key(|variant| Reverse(variant.stretch.score));
            return;
        }
    }
    let mut best: Option<(f32, usize, Range<usize>)> = None;
    for (at, copy) in copies.iter().enumerate() {
        let Some(distance) = copy.distance(line).filter(|distance| *distance < REACH) else {
            continue;
        };
        let Some(fitting) = fitting(copy, line) else { continue };
        // An ambiguous phrase may fit elsewhere as well; a line that fits much worse in
        // what is left repeats what is there.
        if fitting.score * 5 >= stretch.score * 4
            && best.as_ref().is_none_or(|(nearest, ..)| distance < *nearest)
        {
            best = Some((distance, at, fitting.expected));
        }
    }
    if let Some((_, at, expected)) = best {
        copies[at].lines.push(place(index, line, expected));
    } else {
        copies.push(Copy { lines: vec![place(index, line, stretch.expected.clone())] });
    }
}

/// Adds the short lines beside a copy's lines that say what is still missing there.
fn fill<'a>(copies: &mut [Copy<'a>], lines: &'a [Line], seeds: &[(usize, Stretch)]) {
    for (index, line) in lines.iter().enumerate() {
        if seeds.iter().any(|(seed, _)| *seed == index) {
            continue;
        }
        for copy in copies.iter_mut() {
            let near = copy.distance(line).is_some_and(|distance| distance < 2.5);
            let alike = copy.lines.iter().any(|placed| {
                let ratio = placed.line.quad.height() / line.quad.height().max(1.0);
                (0.6..1.6).contains(&ratio)
            });
            if !near || !alike || copy.lines.iter().any(|placed| same_place(placed.line, line)) {
                continue;
            }
            if let Some(stretch) = fitting(copy, line)
                && agrees_throughout(line, &stretch)
            {
                copy.lines.push(place(index, line, stretch.expected));
                break;
            }
        }
    }
}

/// Joins copies that hold different parts: two columns, two panels, two turns.
fn merge(copies: &mut Vec<Copy>) {
    copies.sort_by_key(|copy| Reverse(copy.matched()));
    let mut at = 0;
    while at < copies.len() {
        let mut other = at + 1;
        while other < copies.len() {
            let (one, two) = (copies[at].coverage(), copies[other].coverage());
            let shared = one.iter().zip(&two).filter(|(a, b)| **a && **b).count();
            let size = two.iter().filter(|covered| **covered).count();
            if shared * 5 <= size {
                let lines = copies.remove(other).lines;
                copies[at].lines.extend(lines);
            } else {
                other += 1;
            }
        }
        at += 1;
    }
}

fn place(index: usize, line: &Line, expected: Range<usize>) -> Placed<'_> {
    let variants = variants(line, &expected);
    let expected = variants.first().map_or(expected, |best| best.stretch.expected.clone());
    Placed { index, line, expected, variants }
}

/// Every reading of the line, cut to the words that stand near `expected`.
fn variants<'a>(line: &'a Line, expected: &Range<usize>) -> Vec<Variant<'a>> {
    let window = expected.start.saturating_sub(20)..(expected.end + 20).min(STATUTE.len());
    let mut variants: Vec<Variant> =
        readings(line).filter_map(|words| cut(words, &window)).collect();
    if variants.is_empty() {
        variants.extend(readings(line).filter_map(|words| cut(words, &(0..STATUTE.len()))));
    }
    variants.sort_by_key(|variant| Reverse(variant.stretch.score));
    variants
}

/// Parts the words of the statement from text that only shares their line: what is further
/// from them than a wide space.
fn cut<'a>(words: &'a [Word], window: &Range<usize>) -> Option<Variant<'a>> {
    let kept = without_neighbours(words, window)?;
    let (letters, owners) = letters(&words[kept.clone()]);
    let stretch = locate(&letters, window.clone())?;
    let mut first = kept.start + *owners.get(stretch.found.start)?;
    let mut last = kept.start + *owners.get(stretch.found.end.checked_sub(1)?)?;
    let starts = stretch.expected.start <= SLACK;
    let ends = stretch.expected.end + SLACK >= STATUTE.len();
    while first > kept.start && !starts && touches(&words[first - 1], &words[first]) {
        first -= 1;
    }
    while last + 1 < kept.end && !ends && touches(&words[last], &words[last + 1]) {
        last += 1;
    }
    Some(Variant {
        engine: words[first].engine,
        words: &words[first..=last],
        before: &words[..first],
        after: &words[last + 1..],
        stretch,
    })
}

/// Drops words at either end that stand apart and hardly agree with the statute: a letter
/// or two of any text does by chance.
fn without_neighbours(words: &[Word], window: &Range<usize>) -> Option<Range<usize>> {
    let score = |range: Range<usize>| {
        locate(&letters(&words[range]).0, window.clone()).map_or(0, |stretch| stretch.score)
    };
    let mut kept = 0..words.len();
    for at in (1..words.len()).filter(|&at| !touches(&words[at - 1], &words[at])) {
        if !kept.contains(&at) || at == kept.start {
            continue;
        }
        let whole = score(kept.clone());
        let worth = |part: Range<usize>, rest: Range<usize>| {
            let size = letters(&words[part]).0.len();
            whole - score(rest) >= 50 * size as i32
        };
        if !worth(at..kept.end, kept.start..at) {
            kept.end = at;
        } else if !worth(kept.start..at, at..kept.end) {
            kept.start = at;
        }
    }
    (!kept.is_empty()).then_some(kept)
}

/// Whether two words of one line follow each other at no more than a wide space.
pub(super) fn touches(left: &Word, right: &Word) -> bool {
    let height = left.quad.height().max(right.quad.height()).max(1.0);
    space_between(&left.quad, &right.quad) < 1.2 * height
}

/// The distance from the end of one word to the beginning of the next.
pub(super) fn space_between(left: &Quad, right: &Quad) -> f32 {
    let middle = |a: usize, b: usize, quad: &Quad| {
        let (a, b) = (quad.0[a], quad.0[b]);
        crate::label::Point::new(f32::midpoint(a.x, b.x), f32::midpoint(a.y, b.y))
    };
    middle(1, 2, left).distance(middle(0, 3, right))
}

fn best_stretch(line: &Line, window: Range<usize>) -> Option<Stretch> {
    readings(line)
        .filter_map(|words| locate(&letters(words).0, window.clone()))
        .max_by_key(|stretch| stretch.score)
}

/// The best stretch for the line among those the copy has not got yet. The statute says
/// “alcoholic beverages” twice: between equals the one whose neighbours stand nearer counts.
fn fitting(copy: &Copy, line: &Line) -> Option<Stretch> {
    let mut best: Option<(f32, Stretch)> = None;
    for window in copy.open_windows() {
        let Some(stretch) = best_stretch(line, window) else { continue };
        let apart = copy.apart(line, &stretch);
        let better = best.as_ref().is_none_or(|(least, best)| {
            let about_equal = stretch.score * 10 > best.score * 9;
            stretch.score * 9 > best.score * 10 || about_equal && apart < *least
        });
        if better {
            best = Some((apart, stretch));
        }
    }
    best.map(|(_, stretch)| stretch)
}

/// Whether the line would fit another part of the statute about as well.
fn is_ambiguous(line: &Line, stretch: &Stretch) -> bool {
    [0..stretch.expected.start, stretch.expected.end..STATUTE.len()]
        .into_iter()
        .filter_map(|window| best_stretch(line, window))
        .any(|other| other.score * 5 > stretch.score * 4)
}

/// Whether most of the line agrees, by the reading that has the fewest other letters; all
/// of it in every reading where it is only a word like `of`.
fn agrees_throughout(line: &Line, stretch: &Stretch) -> bool {
    let sizes: Vec<usize> = readings(line).map(|words| letters(words).0.len()).collect();
    let shortest = sizes.iter().copied().min().unwrap_or(0);
    if shortest < SHORT_LINE {
        let whole = |words: &[Word]| {
            let letters = letters(words).0;
            locate(&letters, stretch.expected.clone())
                .is_some_and(|found| found.matched == letters.len())
        };
        return shortest > 0 && readings(line).all(whole);
    }
    stretch.matched as f32 >= FILLER_AGREES * shortest as f32
}

/// The line's readings by engines that read letters; a model that completes text from
/// memory vouches for nothing here.
fn readings(line: &Line) -> impl Iterator<Item = &[Word]> {
    std::iter::once(line.words.as_slice())
        .chain(line.others.iter().map(|other| other.words.as_slice()))
        .filter(|words| words.first().is_some_and(|word| word.engine != Engine::Ollama))
}

fn letters(words: &[Word]) -> (Vec<Letter>, Vec<usize>) {
    let (mut letters, mut owners) = (Vec::new(), Vec::new());
    for (index, word) in words.iter().enumerate() {
        for (at, glyph) in glyphs(word).into_iter().enumerate() {
            letters.push(Letter { character: glyph.character, starts_word: at == 0 });
            owners.push(index);
        }
    }
    (letters, owners)
}

/// Whether two lines are the same print, read twice.
fn same_place(one: &Line, other: &Line) -> bool {
    if one.panel != other.panel || one.rotation != other.rotation {
        return false;
    }
    let (a, b) = (one.quad.bounds(), other.quad.bounds());
    let width = a.2.min(b.2) - a.0.max(b.0);
    let height = a.3.min(b.3) - a.1.max(b.1);
    let smaller = ((a.2 - a.0) * (a.3 - a.1)).min((b.2 - b.0) * (b.3 - b.1));
    // On tilted print the upright boxes of neighbours overlap too: their centres do not.
    let close = one.quad.center().distance(other.quad.center());
    width > 0.0
        && height > 0.0
        && width * height > 0.6 * smaller
        && (close < 0.5 * one.quad.height().min(other.quad.height())
            || one.quad.angle().abs() % 90.0 < 2.0)
}

/// The distance between two upright boxes, 0 where they touch.
fn gap(one: &Quad, other: &Quad) -> f32 {
    let (a, b) = (one.bounds(), other.bounds());
    let x = (a.0 - b.2).max(b.0 - a.2).max(0.0);
    let y = (a.1 - b.3).max(b.1 - a.3).max(0.0);
    x.hypot(y)
}
