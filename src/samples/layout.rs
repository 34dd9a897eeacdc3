//! Blocks of a panel, one below the other: wrapped, fitted and spread over the height.

use super::canvas::{self, Area};
use super::fonts::{Face, Family};
use image::{Rgb, RgbImage};

/// Where a line stands between the margins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Centre,
    /// Both edges even; the last line left.
    Justified,
}

impl Align {
    /// Where something of this width begins.
    fn left(self, place: Area, width: f32) -> f32 {
        match self {
            Self::Centre => place.left + (place.width - width) / 2.0,
            Self::Left | Self::Justified => place.left,
        }
    }
}

/// Words to be set in one size.
#[derive(Debug)]
pub(super) struct Words<'a> {
    pub family: &'a Family,
    /// Text and whether it is bold.
    pub runs: Vec<(String, bool)>,
    /// Pixels.
    pub x_height: f32,
    /// Added between letters, in x-heights.
    pub tracking: f32,
    pub align: Align,
    pub colour: Rgb<u8>,
    /// Shrinks to one line rather than wrapping.
    pub one_line: bool,
    /// Keeps its size when the panel is crowded.
    pub fixed: bool,
    /// A frame around it.
    pub frame: bool,
    /// A ground of its own across the whole panel.
    pub band: Option<Rgb<u8>>,
}

/// One element of a panel.
#[derive(Debug)]
pub(super) enum Block<'a> {
    Words(Words<'a>),
    /// Two short texts on one line, at the left and at the right margin.
    Ends(Words<'a>, Words<'a>),
    /// Free height, shared in proportion.
    Spring(f32),
    /// Fixed height in pixels, shrinking with the rest.
    Gap(f32),
    /// A line across, as a share of the width, with a dot in its middle.
    Rule {
        share: f32,
        align: Align,
        colour: Rgb<u8>,
    },
    /// A seal of rings, its radius in pixels.
    Seal {
        radius: f32,
        align: Align,
        colour: Rgb<u8>,
        ground: Rgb<u8>,
    },
    /// Bars that say nothing, over digits.
    Barcode {
        seed: u64,
        family: &'a Family,
    },
}

/// Height of a line in x-heights, and of its baseline below its top.
const LEADING: f32 = 2.45;
const BASELINE: f32 = 1.75;
const FRAME: f32 = 14.0;
const BAR: f32 = 3.0;
const BARS: u64 = 60;

/// One line ready to draw: pieces of text, each at its offset from the left margin.
struct Line<'a> {
    pieces: Vec<(&'a str, bool, f32)>,
    width: f32,
}

/// A line of text as drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub area: Area,
    /// Its words, a space between each two.
    pub text: String,
}

/// Draws the blocks into the area and returns each line of text and where it stands.
pub(super) fn flow(image: &mut RgbImage, area: Area, blocks: &[Block]) -> Vec<Placed> {
    let mut shrink = 1.0;
    while needed(blocks, area.width, shrink) > area.height && shrink > 0.4 {
        shrink *= 0.96;
    }
    let left_over = (area.height - needed(blocks, area.width, shrink)).max(0.0);
    let springs: f32 = blocks.iter().map(|b| if let Block::Spring(s) = b { *s } else { 0.0 }).sum();
    let mut placed = Vec::new();
    let mut top = area.top;
    for block in blocks {
        let height = match block {
            Block::Spring(share) => left_over * share / springs.max(1.0),
            block => height(block, area.width, shrink),
        };
        let place = Area { top, height, ..area };
        draw(image, place, block, shrink, &mut placed);
        top += height;
    }
    placed
}

fn needed(blocks: &[Block], width: f32, shrink: f32) -> f32 {
    blocks.iter().map(|block| height(block, width, shrink)).sum()
}

fn height(block: &Block, width: f32, shrink: f32) -> f32 {
    match block {
        Block::Words(words) => {
            let (size, lines) = words.wrapped(width, shrink);
            let frame = if words.frame { 2.0 * FRAME } else { 0.0 };
            lines.len() as f32 * size * LEADING + frame
        }
        Block::Ends(left, _) => left.size(shrink) * LEADING,
        Block::Spring(_) => 0.0,
        Block::Gap(pixels) => pixels * shrink,
        Block::Rule { .. } => 24.0 * shrink,
        Block::Seal { radius, .. } => 2.0 * radius * shrink,
        Block::Barcode { .. } => 110.0,
    }
}

fn draw(image: &mut RgbImage, place: Area, block: &Block, shrink: f32, placed: &mut Vec<Placed>) {
    let middle = (place.left + place.width / 2.0, place.top + place.height / 2.0);
    match block {
        Block::Words(words) => words.draw(image, place, shrink, placed),
        Block::Ends(left, right) => ends(image, place, (left, right), shrink, placed),
        Block::Spring(_) | Block::Gap(_) => {}
        Block::Rule { share, align, colour } => {
            let width = place.width * share;
            let left = align.left(place, width);
            let middle = (left + width / 2.0, middle.1);
            canvas::fill(image, Area { left, top: middle.1 - 1.0, width, height: 2.0 }, *colour);
            canvas::disc(image, middle, 5.0, 0.0, *colour);
        }
        Block::Seal { radius, align, colour, ground } => {
            let radius = radius * shrink;
            let middle = (align.left(place, 2.0 * radius) + radius, middle.1);
            canvas::disc(image, middle, radius, radius - 3.0, *colour);
            canvas::disc(image, middle, radius * 0.82, 0.0, *colour);
            for turn in 0..8 {
                let angle = turn as f32 * std::f32::consts::FRAC_PI_4;
                let (sin, cos) = angle.sin_cos();
                let petal = (middle.0 + cos * radius * 0.42, middle.1 + sin * radius * 0.42);
                canvas::disc(image, petal, radius * 0.17, 0.0, *ground);
            }
            canvas::disc(image, middle, radius * 0.2, 0.0, *ground);
        }
        Block::Barcode { seed, family } => barcode(image, place, *seed, family, placed),
    }
}

fn ends(
    image: &mut RgbImage,
    place: Area,
    (left, right): (&Words, &Words),
    shrink: f32,
    placed: &mut Vec<Placed>,
) {
    let gap = left.size(shrink) * 3.0;
    let (left_width, right_width) = (left.natural(shrink), right.natural(shrink));
    let fit = (place.width / (left_width + gap + right_width)).min(1.0);
    for (words, offset, width) in
        [(left, 0.0, left_width), (right, place.width - right_width * fit, right_width)]
    {
        let area = Area { left: place.left + offset, width: width * fit + 1.0, ..place };
        words.draw(image, area, shrink * fit, placed);
    }
}

fn barcode(
    image: &mut RgbImage,
    place: Area,
    seed: u64,
    family: &Family,
    placed: &mut Vec<Placed>,
) {
    let (black, white) = (Rgb([0; 3]), Rgb([255; 3]));
    let width = BARS as f32 * BAR + 40.0;
    let left = place.left + (place.width - width) / 2.0;
    let ground = Area { left, width, ..place };
    canvas::fill(image, ground, white);
    for bar in 0..BARS {
        let edge = !(2..=BARS - 3).contains(&bar);
        if edge || (seed.rotate_left(bar as u32 * 7) ^ bar.wrapping_mul(seed | 1)) % 9 > 4 {
            let left = left + 20.0 + bar as f32 * BAR;
            canvas::fill(
                image,
                Area { left, top: place.top + 8.0, width: BAR, height: 72.0 },
                black,
            );
        }
    }
    let digits = format!("0 {:05} {:05} {}", seed % 99_991, seed / 7 % 99_989, seed % 10);
    let words = Words {
        runs: vec![(digits, false)],
        one_line: true,
        ..Words::new(family, 9.0, Align::Centre, black)
    };
    words.draw(image, Area { top: place.top + 82.0, height: 26.0, ..ground }, 1.0, placed);
}

impl<'a> Words<'a> {
    /// Nothing yet, set in the regular weight.
    pub fn new(family: &'a Family, x_height: f32, align: Align, colour: Rgb<u8>) -> Self {
        Self {
            family,
            runs: Vec::new(),
            x_height,
            tracking: 0.0,
            align,
            colour,
            one_line: false,
            fixed: false,
            frame: false,
            band: None,
        }
    }

    fn size(&self, shrink: f32) -> f32 {
        if self.fixed { self.x_height } else { self.x_height * shrink }
    }

    fn face(&self, bold: bool) -> &Face {
        self.family.face(bold)
    }

    /// Width on one line.
    fn natural(&self, shrink: f32) -> f32 {
        self.line(self.words(), self.size(shrink)).width
    }

    fn words(&self) -> Vec<(&str, bool)> {
        let mut words = Vec::new();
        for (text, bold) in &self.runs {
            words.extend(text.split(' ').filter(|word| !word.is_empty()).map(|word| (word, *bold)));
        }
        words
    }

    fn space(&self, size: f32) -> f32 {
        self.face(false).set(" ", size, 0.0).1 + self.tracking * size
    }

    fn line<'t>(&self, words: Vec<(&'t str, bool)>, size: f32) -> Line<'t> {
        let mut line = Line { pieces: Vec::new(), width: 0.0 };
        for (word, bold) in words {
            if !line.pieces.is_empty() {
                line.width += self.space(size);
            }
            line.pieces.push((word, bold, line.width));
            line.width += self.face(bold).set(word, size, self.tracking).1;
        }
        line
    }

    /// The size that fits and the lines at that size.
    fn wrapped(&self, width: f32, shrink: f32) -> (f32, Vec<Line<'_>>) {
        let width = if self.frame { width - 2.0 * FRAME } else { width };
        let mut size = self.size(shrink);
        let widest = if self.one_line {
            self.line(self.words(), size).width
        } else {
            let alone = |(word, bold)| self.line(vec![(word, bold)], size).width;
            self.words().into_iter().map(alone).fold(0.0, f32::max)
        };
        size *= (width / widest.max(1.0)).min(1.0) * if widest > width { 0.995 } else { 1.0 };
        let mut lines = Vec::new();
        let mut waiting: Vec<(&str, bool)> = Vec::new();
        for word in self.words() {
            waiting.push(word);
            if self.line(waiting.clone(), size).width > width + 0.5 && waiting.len() > 1 {
                waiting.pop();
                lines.push(self.line(std::mem::take(&mut waiting), size));
                waiting.push(word);
            }
        }
        if !waiting.is_empty() {
            lines.push(self.line(waiting, size));
        }
        (size, lines)
    }

    fn draw(&self, image: &mut RgbImage, place: Area, shrink: f32, placed: &mut Vec<Placed>) {
        let (size, lines) = self.wrapped(place.width, shrink);
        if let Some(ground) = self.band {
            let across = Area { left: 0.0, width: image.width() as f32, ..place };
            canvas::fill(image, across, ground);
        }
        if self.frame {
            canvas::outline(image, place, 2.0, self.colour);
        }
        let inner = if self.frame { place.inset(FRAME) } else { place };
        let last = lines.len().saturating_sub(1);
        for (index, line) in lines.iter().enumerate() {
            let top = inner.top + index as f32 * size * LEADING;
            let slack = inner.width - line.width;
            let left = self.align.left(inner, line.width);
            let stretch = if self.align == Align::Justified && index < last {
                slack / (line.pieces.len().max(2) - 1) as f32
            } else {
                0.0
            };
            for (nth, (word, bold, offset)) in line.pieces.iter().enumerate() {
                let at = (left + offset + nth as f32 * stretch, top + size * BASELINE);
                let face = self.face(*bold);
                canvas::letters(image, face, at, (size, self.tracking), word, self.colour);
            }
            let width = line.width + stretch * (line.pieces.len() - 1) as f32;
            let words: Vec<&str> = line.pieces.iter().map(|(word, _, _)| *word).collect();
            placed.push(Placed {
                area: Area { left, top, width, height: size * LEADING },
                text: words.join(" "),
            });
        }
    }
}
