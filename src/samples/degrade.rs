//! What scanners and telephones do to a label.

use super::JPEG_QUALITY;
use super::random::Random;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::imageops::{self, FilterType};
use image::{ImageError, Rgb, RgbImage};
use imageproc::geometric_transformations::{
    Border, Interpolation, Projection, rotate_about_center, warp,
};
use imageproc::noise::gaussian_noise_mut;

/// How the label came to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Degradation {
    /// As the artwork was drawn, in PNG.
    #[default]
    None,
    /// Laid a little askew on a scanner: soft, grainy, JPEG.
    Scan,
    /// Held before a telephone: perspective, uneven light, a glare, fewer pixels, JPEG.
    Photo,
}

impl Degradation {
    /// Size of the outcome as a share of the artwork.
    pub(super) const fn scale(self) -> f32 {
        match self {
            Self::None | Self::Scan => 1.0,
            Self::Photo => 0.85,
        }
    }

    pub(super) const fn extension(self) -> &'static str {
        match self {
            Self::None => "png",
            Self::Scan | Self::Photo => "jpg",
        }
    }

    pub(super) const fn format_name(self) -> &'static str {
        match self {
            Self::None => "PNG",
            Self::Scan | Self::Photo => "JPEG",
        }
    }

    /// As in the truth's `difficulty`.
    pub(super) const fn difficulty(self) -> &'static [&'static str] {
        match self {
            Self::None => &[],
            Self::Scan => &["scan", "tilt", "noise"],
            Self::Photo => &["photo", "perspective", "glare", "noise"],
        }
    }

    pub(super) fn encode(self, image: &RgbImage) -> Result<Vec<u8>, ImageError> {
        let mut bytes = Vec::new();
        match self {
            Self::None => {
                let (compression, filter) = (CompressionType::Best, PngFilter::NoFilter);
                let encoder = PngEncoder::new_with_quality(&mut bytes, compression, filter);
                image.write_with_encoder(encoder)?;
            }
            Self::Scan | Self::Photo => {
                JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).encode_image(image)?;
            }
        }
        Ok(bytes)
    }

    pub(super) fn apply(self, image: &mut RgbImage, random: &mut Random) {
        match self {
            Self::None => {}
            Self::Scan => {
                let degrees = random.swing() * 1.5;
                let paper = Border::Constant(Rgb([246, 246, 244]));
                *image = rotate_about_center(
                    image,
                    degrees.to_radians(),
                    Interpolation::Bilinear,
                    paper,
                );
                *image = imageops::blur(image, 0.6);
                gaussian_noise_mut(image, 0.0, 5.0, random.next());
            }
            Self::Photo => {
                *image = seen_aslant(image, random);
                light(image, random);
                let width = (image.width() as f32 * self.scale()) as u32;
                let height = (image.height() as f32 * self.scale()) as u32;
                *image = imageops::resize(image, width, height, FilterType::Triangle);
                gaussian_noise_mut(image, 0.0, 4.0, random.next());
            }
        }
    }
}

/// Moves each corner inwards by up to three hundredths.
fn seen_aslant(image: &RgbImage, random: &mut Random) -> RgbImage {
    let (width, height) = (image.width() as f32, image.height() as f32);
    let from = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)];
    let mut to = from;
    for corner in &mut to {
        corner.0 += (width / 2.0 - corner.0) * 0.06 * random.swing().abs();
        corner.1 += (height / 2.0 - corner.1) * 0.06 * random.swing().abs();
    }
    let table = Border::Constant(Rgb([96, 88, 80]));
    match Projection::from_control_points(from, to) {
        Some(projection) => warp(image, projection, Interpolation::Bilinear, table),
        None => image.clone(),
    }
}

/// Dims one side and lays a soft glare in the upper third, clear of the small print below.
fn light(image: &mut RgbImage, random: &mut Random) {
    let (width, height) = (image.width() as f32, image.height() as f32);
    let slope = random.swing() * 0.25;
    let glare = (width * (0.5 + 0.4 * random.swing()), height * 0.15);
    let radius = width * 0.16;
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        let shade = 0.88 + slope * (x as f32 / width - 0.5);
        let distance = (x as f32 - glare.0).hypot(y as f32 - glare.1) / radius;
        let shine = 90.0 * (1.0 - distance).max(0.0);
        for channel in &mut pixel.0 {
            *channel = (f32::from(*channel) * shade + shine).clamp(0.0, 255.0) as u8;
        }
    }
}
