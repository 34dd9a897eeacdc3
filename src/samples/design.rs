//! How a label looks: colours, faces, borders and which item goes where, drawn by lot.

use super::canvas::{self, Area};
use super::fonts::{Family, Fonts};
use super::layout::{Align, Block, Placed, Words, flow};
use super::random::Random;
use super::wording::Wording;
use crate::label::{Commodity, PanelRole};
use image::{Rgb, RgbImage};

/// Ground, ink, and a colour for the brand and the ornaments.
type Palette = ([u8; 3], [u8; 3], [u8; 3]);

const PALETTES: &[Palette] = &[
    ([252, 250, 244], [28, 26, 24], [120, 24, 36]),
    ([255, 255, 255], [20, 20, 20], [20, 60, 110]),
    ([244, 236, 216], [40, 30, 20], [110, 60, 16]),
    ([226, 234, 224], [18, 36, 28], [18, 76, 54]),
    ([24, 28, 38], [240, 236, 226], [222, 186, 110]),
    ([18, 52, 44], [246, 242, 230], [232, 206, 140]),
    ([74, 16, 28], [250, 240, 228], [240, 208, 150]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arrangement {
    FrontBack,
    FrontBackNeck,
    /// Everything on one tall panel.
    Combined,
    /// The whole body of a can, unrolled.
    Wrap,
}

/// A look, independent of the words it will carry.
#[derive(Debug, Clone)]
pub(super) struct Design {
    seed: u64,
    palette: Palette,
    arrangement: Arrangement,
    /// Draws for faces; which they are depends on what is installed.
    display: usize,
    display_serif: bool,
    text: usize,
    text_serif: bool,
    display_bold: bool,
    align: Align,
    justified: bool,
    border: usize,
    /// Alcohol and net contents at the two ends of one line.
    ends: bool,
    band: bool,
    seal: bool,
    barcode: bool,
    warning_frame: bool,
    warning_last: bool,
    /// Height of the warning's `x` in pixels.
    pub warning_x_height: u32,
}

/// A panel as drawn.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    pub name: &'static str,
    pub role: PanelRole,
    pub image: RgbImage,
    /// Whether the health warning's place is here.
    pub has_warning: bool,
    pub lines: Vec<Placed>,
}

impl Design {
    pub fn draw(random: &mut Random, product: Commodity) -> Self {
        let arrangement = match (product, random.below(10)) {
            (Commodity::MaltBeverage, 0..5) => Arrangement::Wrap,
            (_, 9) => Arrangement::Combined,
            (Commodity::Wine | Commodity::DistilledSpirits, 8) => Arrangement::FrontBackNeck,
            _ => Arrangement::FrontBack,
        };
        Self {
            seed: random.next(),
            palette: *random.pick(PALETTES),
            arrangement,
            display: random.below(1000),
            display_serif: random.chance(60),
            text: random.below(1000),
            text_serif: random.chance(35),
            display_bold: random.chance(60),
            align: if random.chance(75) { Align::Centre } else { Align::Left },
            justified: random.chance(30),
            border: random.below(4),
            ends: random.chance(60),
            band: random.chance(25),
            seal: random.chance(50),
            barcode: random.chance(70),
            warning_frame: random.chance(30),
            warning_last: random.chance(60),
            warning_x_height: random.between(8, 18),
        }
    }

    /// Draws every panel of the label.
    pub fn panels(&self, wording: &Wording, fonts: &Fonts) -> Vec<Drawn> {
        let pen = Pen {
            design: self,
            wording,
            display: choose(fonts, self.display_serif, self.display),
            text: choose(fonts, self.text_serif, self.text),
            ground: Rgb(self.palette.0),
            ink: Rgb(self.palette.1),
            accent: Rgb(self.palette.2),
        };
        match self.arrangement {
            Arrangement::FrontBack => vec![pen.front(), pen.back()],
            Arrangement::FrontBackNeck => vec![pen.front(), pen.back(), pen.neck()],
            Arrangement::Combined => vec![pen.combined()],
            Arrangement::Wrap => vec![pen.wrap()],
        }
    }
}

fn choose(fonts: &Fonts, serif: bool, lot: usize) -> &Family {
    let families = if serif { &fonts.serif } else { &fonts.sans };
    &families[lot % families.len()]
}

/// A design at work on its words.
struct Pen<'a> {
    design: &'a Design,
    wording: &'a Wording,
    display: &'a Family,
    text: &'a Family,
    ground: Rgb<u8>,
    ink: Rgb<u8>,
    accent: Rgb<u8>,
}

impl<'a> Pen<'a> {
    fn front(&self) -> Drawn {
        let (width, height) =
            if self.wording.product == Commodity::MaltBeverage { (900, 1100) } else { (960, 1240) };
        self.panel("front", PanelRole::Front, (width, height), &[self.face_blocks()], false)
    }

    fn back(&self) -> Drawn {
        let mut blocks = self.story_blocks();
        blocks.extend(self.legal_blocks());
        self.panel("back", PanelRole::Back, (900, 1100), &[blocks], true)
    }

    fn neck(&self) -> Drawn {
        let blocks = vec![
            Block::Spring(1.0),
            self.words(self.display, &self.wording.brand, 26.0, self.accent),
            Block::Spring(1.0),
        ];
        self.panel("neck", PanelRole::Neck, (700, 220), &[blocks], false)
    }

    fn combined(&self) -> Drawn {
        let mut blocks = self.face_blocks();
        let rule = Block::Rule { share: 1.0, align: Align::Centre, colour: self.accent };
        blocks.extend([Block::Gap(14.0), rule, Block::Gap(14.0)]);
        blocks.extend(self.legal_blocks());
        self.panel("label", PanelRole::Front, (1000, 1500), &[blocks], true)
    }

    fn wrap(&self) -> Drawn {
        let columns = [self.story_blocks(), self.face_blocks(), self.legal_blocks()];
        self.panel("wrap", PanelRole::Wrap, (2100, 1050), &columns, true)
    }

    /// Paints the ground and border, then each column of blocks side by side.
    fn panel(
        &self,
        name: &'static str,
        role: PanelRole,
        (width, height): (u32, u32),
        columns: &[Vec<Block>],
        has_warning: bool,
    ) -> Drawn {
        let mut image = RgbImage::from_pixel(width, height, self.ground);
        let whole = Area { left: 0.0, top: 0.0, width: width as f32, height: height as f32 };
        match self.design.border {
            1 => canvas::outline(&mut image, whole.inset(22.0), 3.0, self.accent),
            2 => {
                canvas::outline(&mut image, whole.inset(18.0), 6.0, self.accent);
                canvas::outline(&mut image, whole.inset(30.0), 2.0, self.accent);
            }
            3 => {
                let band = Area { height: 16.0, ..whole };
                canvas::fill(&mut image, band, self.accent);
                canvas::fill(&mut image, Area { top: whole.bottom() - 16.0, ..band }, self.accent);
            }
            _ => {}
        }
        let inside = whole.inset(if height < 400 { 48.0 } else { 64.0 });
        let gutter = 50.0;
        let count = columns.len() as f32;
        let column_width = (inside.width - gutter * (count - 1.0)) / count;
        let mut lines = Vec::new();
        for (index, blocks) in columns.iter().enumerate() {
            let left = inside.left + index as f32 * (column_width + gutter);
            let area = Area { left, width: column_width, ..inside };
            lines.extend(flow(&mut image, area, blocks));
        }
        Drawn { name, role, image, has_warning, lines }
    }

    /// Brand, class, and what must be in one field of vision with them.
    fn face_blocks(&self) -> Vec<Block<'a>> {
        let wording = self.wording;
        let mut blocks = vec![Block::Spring(1.0)];
        if self.design.seal {
            let (colour, ground) = (self.accent, self.ground);
            let seal = Block::Seal { radius: 80.0, align: self.design.align, colour, ground };
            blocks.extend([seal, Block::Gap(40.0)]);
        }
        blocks.push(self.brand());
        if let Some(name) = &wording.fanciful {
            blocks.push(Block::Gap(16.0));
            blocks.push(self.words(self.text, name, 22.0, self.ink));
        }
        blocks.push(Block::Spring(0.6));
        blocks.push(Block::Rule { share: 0.5, align: self.design.align, colour: self.accent });
        blocks.push(Block::Spring(0.6));
        if let Some(year) = wording.vintage {
            blocks.push(self.words(self.display, &year.to_string(), 26.0, self.ink));
            blocks.push(Block::Gap(10.0));
        }
        // The appellation stands right above the grape, as conspicuous as it.
        for name in [&wording.appellation, &wording.class].into_iter().flatten() {
            blocks.push(self.words(self.display, name, 34.0, self.ink));
        }
        for note in [&wording.commodity, &wording.age].into_iter().flatten() {
            blocks.push(Block::Gap(8.0));
            blocks.push(self.words(self.text, note, 17.0, self.ink));
        }
        blocks.push(Block::Spring(1.4));
        match (&wording.alcohol, &wording.net) {
            (Some(alcohol), Some(net)) if self.design.ends => {
                let set = |text| self.setting(self.text, text, 17.0, self.ink);
                blocks.push(Block::Ends(set(alcohol), set(net)));
            }
            (one, other) => {
                for text in [one, other].into_iter().flatten() {
                    blocks.push(self.words(self.text, text, 17.0, self.ink));
                }
            }
        }
        blocks
    }

    /// The back's upper half: free talk.
    fn story_blocks(&self) -> Vec<Block<'a>> {
        let story = Words {
            one_line: false,
            align: self.paragraph(),
            ..self.setting(self.text, &self.wording.story, 17.0, self.ink)
        };
        vec![
            Block::Spring(0.5),
            self.words(self.display, &self.wording.brand, 28.0, self.accent),
            Block::Gap(20.0),
            Block::Words(story),
            Block::Spring(1.0),
        ]
    }

    /// Address, origin, sulfites and the health warning.
    fn legal_blocks(&self) -> Vec<Block<'a>> {
        let wording = self.wording;
        let mut blocks = Vec::new();
        if let Some(who) = &wording.responsible {
            blocks.push(self.address(&who.sentence()));
        }
        if let Some(line) = &wording.second_address {
            blocks.push(Block::Gap(12.0));
            blocks.push(self.address(line));
        }
        if let Some(country) = &wording.country {
            blocks.push(Block::Gap(12.0));
            let line = format!("PRODUCT OF {}", country.to_uppercase());
            blocks.push(self.words(self.text, &line, 15.0, self.ink));
        }
        if wording.sulfites {
            blocks.push(Block::Gap(12.0));
            blocks.push(self.words(self.text, "CONTAINS SULFITES", 14.0, self.ink));
        }
        let mut rest = self.warning();
        let mut marks = Vec::new();
        if let Some(line) = &wording.small_print {
            marks.extend([Block::Gap(20.0), self.words(self.text, line, 13.0, self.ink)]);
        }
        if self.design.barcode {
            let code = Block::Barcode { seed: self.design.seed, family: self.text };
            marks.extend([Block::Gap(24.0), code]);
        }
        let (first, second) = if self.design.warning_last {
            (&mut marks, &mut rest)
        } else {
            (&mut rest, &mut marks)
        };
        blocks.push(Block::Gap(16.0));
        blocks.append(first);
        blocks.push(Block::Spring(0.6));
        blocks.append(second);
        blocks
    }

    fn warning(&self) -> Vec<Block<'a>> {
        let Some(warning) = &self.wording.warning else { return Vec::new() };
        let size = self.design.warning_x_height as f32 * warning.scale;
        let ink = if warning.faint { canvas::mix(self.ground, self.ink, 0.25) } else { self.ink };
        let mut words = Words::new(self.text, size, self.paragraph(), ink);
        words.runs = vec![
            (warning.lead_in.clone(), warning.lead_in_bold || warning.body_bold),
            (warning.body.clone(), warning.body_bold),
        ];
        words.runs.extend(warning.run_on.iter().map(|text| (text.clone(), false)));
        words.fixed = true;
        words.frame = self.design.warning_frame;
        vec![Block::Gap(24.0), Block::Words(words), Block::Gap(24.0)]
    }

    fn brand(&self) -> Block<'a> {
        let mut words = self.setting(self.display, &self.wording.brand, 62.0, self.accent);
        words.runs[0].1 = self.design.display_bold;
        words.tracking = 0.06;
        if self.design.band && self.design.arrangement != Arrangement::Wrap {
            words.band = Some(self.accent);
            words.colour = self.ground;
        }
        Block::Words(words)
    }

    fn address(&self, text: &str) -> Block<'a> {
        let words = self.setting(self.text, text, 15.0, self.ink);
        Block::Words(Words { one_line: false, ..words })
    }

    fn words(&self, family: &'a Family, text: &str, x_height: f32, ink: Rgb<u8>) -> Block<'a> {
        Block::Words(self.setting(family, text, x_height, ink))
    }

    fn setting(&self, family: &'a Family, text: &str, x_height: f32, ink: Rgb<u8>) -> Words<'a> {
        let mut words = Words::new(family, x_height, self.design.align, ink);
        words.runs = vec![(text.to_owned(), false)];
        words.one_line = true;
        words
    }

    fn paragraph(&self) -> Align {
        if self.design.justified { Align::Justified } else { self.design.align }
    }
}
