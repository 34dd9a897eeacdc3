//! What stands around and between the lines of the statement.

use super::locate::{Copy, Placed, touches};
use super::statute::STATUTE;
use crate::label::{Evidence, Point, Quad};
use crate::ocr::{Line, Word};
use std::collections::HashSet;
use std::ops::Range;

/// Letters that text beside the statement must have before it is spoken of: less is a
/// speck, a rule or a trademark sign.
const LETTERS_OF_TEXT: usize = 4;
/// Under this mean confidence such text is noise.
const CONFIDENCE_OF_TEXT: f32 = 0.7;

/// A line's reading direction and the one across it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axes {
    along: Point,
}

impl Axes {
    pub fn of(line: &Line) -> Self {
        let (sin, cos) = line.quad.angle().to_radians().sin_cos();
        Self { along: Point::new(cos, sin) }
    }

    /// Where a place begins and ends in reading direction.
    pub fn span(self, quad: &Quad) -> Range<f32> {
        range(quad.0.map(|point| point.x * self.along.x + point.y * self.along.y))
    }

    /// Where it begins and ends downwards, across the reading direction.
    pub fn depth(self, quad: &Quad) -> Range<f32> {
        range(quad.0.map(|point| point.y * self.along.x - point.x * self.along.y))
    }
}

fn range(values: [f32; 4]) -> Range<f32> {
    let least = values.iter().copied().fold(f32::INFINITY, f32::min);
    least..values.iter().copied().fold(f32::NEG_INFINITY, f32::max)
}

fn overlap(one: &Range<f32>, other: &Range<f32>) -> f32 {
    (one.end.min(other.end) - one.start.max(other.start)).max(0.0)
}

fn length(range: &Range<f32>) -> f32 {
    range.end - range.start
}

/// Lines that stand between two successive lines of the statement, in its own column.
pub(super) fn interruptions(copy: &Copy, lines: &[Line]) -> Vec<Evidence> {
    let own: HashSet<usize> = copy.lines.iter().map(|placed| placed.index).collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if own.contains(&index) || !is_text(&line.words) {
            continue;
        }
        let between = copy.lines.windows(2).any(|pair| stands_between(line, &pair[0], &pair[1]));
        let twice = copy.lines.iter().any(|placed| is_same_print(placed, line));
        if between && !twice {
            found.push(evidence(&line.words, line.panel));
        }
    }
    found
}

/// Where the statement's own words of a line stand, along its direction and across: a line
/// may run on into another column.
fn extent(placed: &Placed, axes: Axes) -> (Range<f32>, Range<f32>) {
    let words = placed.variants.first().map_or(&[][..], |best| best.words);
    let spans = words.iter().map(|word| axes.span(&word.quad)).reduce(hull);
    let depths = words.iter().map(|word| axes.depth(&word.quad)).reduce(hull);
    let whole = &placed.line.quad;
    (spans.unwrap_or_else(|| axes.span(whole)), depths.unwrap_or_else(|| axes.depth(whole)))
}

fn hull(one: Range<f32>, other: Range<f32>) -> Range<f32> {
    one.start.min(other.start)..one.end.max(other.end)
}

fn stands_between(line: &Line, above: &Placed, below: &Placed) -> bool {
    if [above.line.panel, below.line.panel] != [line.panel; 2]
        || [above.line.rotation, below.line.rotation] != [line.rotation; 2]
    {
        return false;
    }
    let axes = Axes::of(above.line);
    let (span, depth) = (axes.span(&line.quad), axes.depth(&line.quad));
    let middle = f32::midpoint(depth.start, depth.end);
    let in_column = |own: &Range<f32>| overlap(&span, own) >= 0.5 * length(&span).min(length(own));
    let (upper_span, upper) = extent(above, axes);
    let (lower_span, lower) = extent(below, axes);
    in_column(&upper_span)
        && in_column(&lower_span)
        && middle > upper.end - 0.2 * length(&upper)
        && middle < lower.start + 0.2 * length(&lower)
        // Columns of a wide label lie far apart; what is between them is no interruption.
        && lower.start - upper.end < 8.0 * length(&upper)
}

/// Whether the line is the statement's own print read again, with or without what stands
/// beside it.
fn is_same_print(own: &Placed, line: &Line) -> bool {
    let axes = Axes::of(own.line);
    let (span, depth) = extent(own, axes);
    let mostly = |one: &Range<f32>, other: &Range<f32>| {
        overlap(one, other) > 0.4 * length(one).min(length(other))
    };
    own.line.panel == line.panel
        && mostly(&depth, &axes.depth(&line.quad))
        && mostly(&span, &axes.span(&line.quad))
}

/// Text on the statement's first line before it, or on its last line after it.
pub(super) fn run_on(copy: &Copy) -> Vec<Evidence> {
    let mut found = Vec::new();
    for placed in &copy.lines {
        let Some(best) = placed.variants.first() else { continue };
        let Some((first, last)) = best.words.first().zip(best.words.last()) else { continue };
        let starts = best.stretch.expected.start == 0;
        if starts && best.before.last().is_some_and(|word| touches(word, first)) {
            found.extend(all_say(placed, |variant| variant.before));
        }
        let ends = best.stretch.expected.end + 1 >= STATUTE.len();
        if ends && best.after.first().is_some_and(|word| touches(last, word)) {
            found.extend(all_say(placed, |variant| variant.after));
        }
    }
    found
}

/// The text before or after, when every reading of the line has some.
fn all_say<'a>(
    placed: &Placed<'a>,
    part: impl Fn(&super::locate::Variant<'a>) -> &'a [Word],
) -> Option<Evidence> {
    let all = placed.variants.iter().all(|variant| is_text(part(variant)));
    all.then(|| evidence(part(&placed.variants[0]), placed.line.panel))
}

fn is_text(words: &[Word]) -> bool {
    let letters: usize =
        words.iter().map(|word| word.text.chars().filter(|c| c.is_alphabetic()).count()).sum();
    let mean = words.iter().map(|word| word.confidence).sum::<f32>() / words.len().max(1) as f32;
    letters >= LETTERS_OF_TEXT && mean >= CONFIDENCE_OF_TEXT
}

fn evidence(words: &[Word], panel: usize) -> Evidence {
    let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    Evidence {
        panel,
        polygon: Quad::around(words.iter().map(|word| &word.quad)).unwrap_or_default(),
        text: text.join(" "),
        confidence: words.iter().map(|word| word.confidence).fold(1.0, f32::min),
        engine: words.first().map(|word| word.engine.name().to_owned()).unwrap_or_default(),
    }
}

/// Lines that stand wholly in the first or wholly in the second numbered sentence.
fn sentences<'c, 'a>(copy: &'c Copy<'a>) -> (Vec<&'c Placed<'a>>, Vec<&'c Placed<'a>>) {
    let second = STATUTE.second_sentence();
    let first = copy.lines.iter().filter(|placed| placed.expected.end <= second + 1).collect();
    let rest = copy.lines.iter().filter(|placed| placed.expected.start + 1 >= second).collect();
    (first, rest)
}

/// Whether the two sentences stand on different panels.
pub(super) fn split_over_panels(copy: &Copy) -> bool {
    let (first, second) = sentences(copy);
    let panels = |lines: &[&Placed]| -> HashSet<usize> {
        lines.iter().map(|placed| placed.line.panel).collect()
    };
    let (first, second) = (panels(&first), panels(&second));
    !first.is_empty() && !second.is_empty() && first.is_disjoint(&second)
}

/// Whether the whole second sentence stands above the whole first, in the same column.
pub(super) fn reversed(copy: &Copy) -> bool {
    let (first, second) = sentences(copy);
    let Some(one) = first.first() else { return false };
    if second.is_empty() {
        return false;
    }
    let axes = Axes::of(one.line);
    let same = |placed: &&Placed| {
        placed.line.panel == one.line.panel && placed.line.rotation == one.line.rotation
    };
    let lowest_second =
        second.iter().map(|placed| axes.depth(&placed.line.quad).end).fold(f32::MIN, f32::max);
    let highest_first =
        first.iter().map(|placed| axes.depth(&placed.line.quad).start).fold(f32::MAX, f32::min);
    let column = axes.span(&one.line.quad);
    let in_column = second.iter().all(|placed| {
        let span = axes.span(&placed.line.quad);
        overlap(&span, &column) >= 0.3 * length(&span).min(length(&column))
    });
    first.iter().chain(&second).all(same)
        && in_column
        && lowest_second < highest_first + 0.3 * one.line.quad.height()
}
