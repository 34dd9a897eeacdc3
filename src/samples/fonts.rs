//! Real typefaces, found where Debian and Ubuntu put them; none is embedded.

use ab_glyph::{Font, FontVec, GlyphId, PxScale, ScaleFont};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

const DIRECTORIES: &[&str] = &["/usr/share/fonts", "/usr/local/share/fonts"];

/// What the generator looks for: name, package, regular and bold file.
const SERIF: &[Wanted] = &[
    Wanted("fonts-liberation", "LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf"),
    Wanted("fonts-dejavu-core", "DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf"),
    Wanted("fonts-crosextra-caladea", "Caladea-Regular.ttf", "Caladea-Bold.ttf"),
];
const SANS: &[Wanted] = &[
    Wanted("fonts-liberation", "LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    Wanted("fonts-dejavu-core", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    Wanted("fonts-crosextra-carlito", "Carlito-Regular.ttf", "Carlito-Bold.ttf"),
    Wanted("fonts-lato", "Lato-Regular.ttf", "Lato-Bold.ttf"),
    Wanted("fonts-dejavu-extra", "DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf"),
];

#[derive(Debug)]
struct Wanted(&'static str, &'static str, &'static str);

/// A typeface in its two weights.
#[derive(Debug)]
pub(super) struct Family {
    pub regular: Face,
    pub bold: Face,
}

impl Family {
    pub fn face(&self, bold: bool) -> &Face {
        if bold { &self.bold } else { &self.regular }
    }
}

/// One weight of a typeface, scaled by the height of its `x`.
#[derive(Debug)]
pub(super) struct Face {
    font: FontVec,
    /// Height of `x` in a face scaled to one pixel.
    x_height: f32,
}

impl Face {
    fn load(path: &Path) -> Option<Self> {
        let font = FontVec::try_from_vec(std::fs::read(path).ok()?).ok()?;
        let tall = PxScale::from(1000.0);
        let outline = font.outline_glyph(font.glyph_id('x').with_scale(tall))?;
        let x_height = outline.px_bounds().height() / 1000.0;
        Some(Self { font, x_height })
    }

    pub fn font(&self) -> &FontVec {
        &self.font
    }

    /// The scale at which `x` stands `pixels` high.
    pub fn scale(&self, pixels: f32) -> PxScale {
        PxScale::from(pixels / self.x_height)
    }

    /// Every letter's glyph and offset, and the width of the whole, in pixels.
    pub fn set(&self, text: &str, x_height: f32, tracking: f32) -> (Vec<(GlyphId, f32)>, f32) {
        let scaled = self.font.as_scaled(self.scale(x_height));
        let mut glyphs: Vec<(GlyphId, f32)> = Vec::with_capacity(text.len());
        let mut x = 0.0;
        for letter in text.chars() {
            let id = self.font.glyph_id(letter);
            if let Some((last, _)) = glyphs.last() {
                x += scaled.kern(*last, id) + tracking * x_height;
            }
            glyphs.push((id, x));
            x += scaled.h_advance(id);
        }
        (glyphs, x)
    }
}

/// The typefaces found on this machine.
#[derive(Debug)]
pub(super) struct Fonts {
    pub serif: Vec<Family>,
    pub sans: Vec<Family>,
}

impl Fonts {
    /// Looks once; `None` when a serif or a sans-serif face is wanting.
    pub fn installed() -> Option<&'static Self> {
        static FONTS: OnceLock<Option<Fonts>> = OnceLock::new();
        FONTS.get_or_init(Self::find).as_ref()
    }

    fn find() -> Option<Self> {
        let mut files = HashMap::new();
        for directory in DIRECTORIES {
            collect(Path::new(directory), &mut files);
        }
        let load = |wanted: &[Wanted]| {
            let family = |Wanted(_, regular, bold): &Wanted| {
                Some(Family {
                    regular: Face::load(files.get(*regular)?)?,
                    bold: Face::load(files.get(*bold)?)?,
                })
            };
            wanted.iter().filter_map(family).collect::<Vec<_>>()
        };
        let found = Self { serif: load(SERIF), sans: load(SANS) };
        (!found.serif.is_empty() && !found.sans.is_empty()).then_some(found)
    }
}

/// The Debian packages any of which brings a usable face.
pub(super) fn packages() -> String {
    let mut names: Vec<&str> = SERIF.iter().chain(SANS).map(|wanted| wanted.0).collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

fn collect(directory: &Path, files: &mut HashMap<String, PathBuf>) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if let Some(name) = path.file_name() {
            files.entry(name.to_string_lossy().into_owned()).or_insert(path);
        }
    }
}
