//! What the model is asked: a picture, and one item or all that is printed on it.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ExtendedColorType, ImageEncoder, RgbImage, imageops};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The longest side a model is shown, in pixels: what the default model takes in whole; more
/// is scaled down by Ollama, and costs the way there.
const LONGEST_SIDE: u32 = 1120;
/// Crops are enlarged so that their short side has this many pixels.
const SHORT_SIDE: u32 = 128;
/// And by no more than this: beyond it nothing is gained.
const MOST_ENLARGED: f32 = 4.0;
/// Hardly a trace on letters, a third of the bytes of a picture without loss.
const JPEG_QUALITY: u8 = 92;

/// A kind of statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    BrandName,
    FancifulName,
    ClassType,
    AlcoholContent,
    NetContents,
    NameAddress,
    CountryOfOrigin,
    Vintage,
    Appellation,
    GrapeVarietals,
    Sulfites,
    HealthWarning,
    Other,
}

impl Item {
    /// As a person calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BrandName => "brand name",
            Self::FancifulName => "fanciful name",
            Self::ClassType => "class and type",
            Self::AlcoholContent => "alcohol content",
            Self::NetContents => "net contents",
            Self::NameAddress => "name and address",
            Self::CountryOfOrigin => "country of origin",
            Self::Vintage => "vintage",
            Self::Appellation => "appellation",
            Self::GrapeVarietals => "grape varieties",
            Self::Sulfites => "sulfites",
            Self::HealthWarning => "health warning",
            Self::Other => "other text",
        }
    }
}

/// One question about one picture.
#[derive(Debug, Clone)]
pub struct Question {
    /// One kind of statement; `None` for all that is printed.
    pub item: Option<Item>,
    /// Encoded, ready to be sent.
    pub(super) picture: Vec<u8>,
}

impl Question {
    /// All that is printed on a panel, turned clockwise by `rotation` degrees first.
    #[must_use]
    pub fn everything(panel: &RgbImage, rotation: u16) -> Self {
        Self { item: None, picture: prepare(&turned(panel, rotation), false) }
    }

    /// One statement on a panel of which nobody knows where it stands.
    #[must_use]
    pub fn on_panel(item: Item, panel: &RgbImage, rotation: u16) -> Self {
        Self { item: Some(item), picture: prepare(&turned(panel, rotation), false) }
    }

    /// One statement on a piece of a panel, upright already.
    #[must_use]
    pub fn on_crop(item: Item, crop: &RgbImage) -> Self {
        Self { item: Some(item), picture: prepare(crop, true) }
    }
}

fn turned(panel: &RgbImage, rotation: u16) -> RgbImage {
    match rotation {
        90 => imageops::rotate90(panel),
        180 => imageops::rotate180(panel),
        270 => imageops::rotate270(panel),
        _ => panel.clone(),
    }
}

/// The picture in the size a model sees best: panels as JPEG, crops without loss.
fn prepare(picture: &RgbImage, is_crop: bool) -> Vec<u8> {
    let (width, height) = picture.dimensions();
    let (long, short) = (width.max(height).max(1), width.min(height).max(1));
    let fit = LONGEST_SIDE as f32 / long as f32;
    let wanted = if is_crop { SHORT_SIDE as f32 / short as f32 } else { 1.0 };
    let factor = wanted.clamp(1.0, MOST_ENLARGED).min(fit);
    let side = |pixels: u32| ((pixels as f32 * factor).round() as u32).max(1);
    let scaled = if (factor - 1.0).abs() < 0.01 {
        picture.clone()
    } else {
        let filter = if factor < 1.0 { FilterType::Triangle } else { FilterType::CatmullRom };
        DynamicImage::from(picture.clone())
            .resize_exact(side(width), side(height), filter)
            .into_rgb8()
    };
    let (width, height) = scaled.dimensions();
    let mut bytes = Vec::new();
    let encoded = if is_crop {
        PngEncoder::new(&mut bytes).write_image(&scaled, width, height, ExtendedColorType::Rgb8)
    } else {
        JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).encode_image(&scaled)
    };
    encoded.expect("pixels in memory can be encoded");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn a_picture_is_shown_upright_and_in_a_size_the_model_takes_in_whole() {
        let size = |question: &Question| {
            let shown = image::load_from_memory(&question.picture).unwrap();
            (shown.width(), shown.height())
        };
        let panel = RgbImage::from_pixel(2240, 1680, Rgb([250; 3]));
        assert_eq!(size(&Question::everything(&panel, 0)), (1120, 840));
        assert_eq!(size(&Question::everything(&panel, 90)), (840, 1120));
        let small = RgbImage::from_pixel(300, 200, Rgb([250; 3]));
        assert_eq!(size(&Question::everything(&small, 0)), (300, 200), "panels are not enlarged");
        let strip = RgbImage::from_pixel(200, 40, Rgb([250; 3]));
        assert_eq!(size(&Question::on_crop(Item::Vintage, &strip)), (640, 128));
        let long = RgbImage::from_pixel(1000, 20, Rgb([250; 3]));
        assert_eq!(size(&Question::on_crop(Item::Vintage, &long)).0, 1120);
    }
}
