//! A page's samples, in whatever model and depth, to eight bits of red, green and blue.

use super::palette::Palette;
use ::tiff::ColorType;
use ::tiff::decoder::DecodingResult;
use image::{Rgb, RgbImage};

/// What the decoder returned for one page.
pub(super) struct Samples {
    pub width: u32,
    pub height: u32,
    pub color: ColorType,
    /// Bytes from one plane to the next, where channels are kept apart.
    pub plane_stride: Option<usize>,
    pub buffer: DecodingResult,
}

impl Samples {
    /// Indices to colours.
    pub(super) fn through(self, palette: &Palette) -> Option<RgbImage> {
        let ColorType::Gray(bits @ (1 | 2 | 4 | 8)) = self.color else { return None };
        let DecodingResult::U8(data) = &self.buffer else { return None };
        let indices = unpacked(data, self.width, self.height, bits)?;
        let colors = indices.flat_map(|index| palette.color(index)).collect();
        RgbImage::from_raw(self.width, self.height, colors)
    }

    /// Samples to colours; `None` for a model not known here.
    pub(super) fn to_rgb(&self) -> Option<RgbImage> {
        if let (ColorType::Gray(bits @ (1 | 2 | 4)), DecodingResult::U8(data)) =
            (self.color, &self.buffer)
        {
            let scale = 255 / ((1_u16 << bits) - 1) as u8;
            let samples = unpacked(data, self.width, self.height, bits)?;
            let grey = samples.flat_map(|sample| [sample * scale; 3]).collect();
            return RgbImage::from_raw(self.width, self.height, grey);
        }
        let (channels, model) = model(self.color)?;
        let data = self.eight_bits()?;
        let pixels = self.width as usize * self.height as usize;
        let sample_bytes = usize::from(self.color.bit_depth() / 8);
        let (step, apart) = match self.plane_stride {
            Some(stride) => (1, stride / sample_bytes.max(1)),
            None => (channels, 1),
        };
        if data.len() < (channels - 1) * apart + (pixels - 1) * step + 1 {
            return None;
        }
        let mut shown = RgbImage::new(self.width, self.height);
        let mut samples = [0; 5];
        for (pixel, to) in shown.pixels_mut().enumerate() {
            for (channel, sample) in samples[..channels].iter_mut().enumerate() {
                *sample = data[pixel * step + channel * apart];
            }
            *to = Rgb(model(&samples[..channels]));
        }
        Some(shown)
    }

    fn eight_bits(&self) -> Option<Vec<u8>> {
        Some(match &self.buffer {
            DecodingResult::U8(data) => data.clone(),
            DecodingResult::U16(data) => data.iter().map(|v| (v >> 8) as u8).collect(),
            DecodingResult::U32(data) => data.iter().map(|v| (v >> 24) as u8).collect(),
            DecodingResult::F32(data) => {
                data.iter().map(|v| (v.clamp(0.0, 1.0) * 255.0) as u8).collect()
            }
            _ => return None,
        })
    }
}

type Model = fn(&[u8]) -> [u8; 3];

/// The channels of a pixel and how they make a colour on white.
fn model(color: ColorType) -> Option<(usize, Model)> {
    Some(match color {
        ColorType::Gray(_) => (1, |s| [s[0]; 3]),
        ColorType::GrayA(_) | ColorType::Multiband { num_samples: 2, .. } => {
            (2, |s| laid([s[0]; 3], s[1]))
        }
        ColorType::RGB(_) => (3, |s| [s[0], s[1], s[2]]),
        ColorType::RGBA(_) => (4, |s| laid([s[0], s[1], s[2]], s[3])),
        ColorType::CMYK(_) => (4, |s| ink(s[0], s[1], s[2], s[3])),
        ColorType::CMYKA(_) => (5, |s| laid(ink(s[0], s[1], s[2], s[3]), s[4])),
        ColorType::YCbCr(_) => (3, |s| luma(s[0], s[1], s[2])),
        _ => return None,
    })
}

fn laid(color: [u8; 3], alpha: u8) -> [u8; 3] {
    let alpha = u32::from(alpha);
    color.map(|channel| ((u32::from(channel) * alpha + 255 * (255 - alpha) + 127) / 255) as u8)
}

fn ink(cyan: u8, magenta: u8, yellow: u8, black: u8) -> [u8; 3] {
    let paper = 255 - u32::from(black);
    [cyan, magenta, yellow].map(|ink| (((255 - u32::from(ink)) * paper + 127) / 255) as u8)
}

/// JPEG's own conversion, ITU-R BT.601.
fn luma(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    let (y, cb, cr) = (f32::from(y), f32::from(cb) - 128.0, f32::from(cr) - 128.0);
    [y + 1.402 * cr, y - 0.344_136 * cb - 0.714_136 * cr, y + 1.772 * cb]
        .map(|channel| channel.round().clamp(0.0, 255.0) as u8)
}

/// Samples of less than a byte, most significant first, each row beginning on a byte.
fn unpacked(
    data: &[u8],
    width: u32,
    height: u32,
    bits: u8,
) -> Option<impl Iterator<Item = u8> + '_> {
    let (width, bits) = (width as usize, usize::from(bits));
    let row_bytes = (width * bits).div_ceil(8);
    let rows = data.get(..row_bytes * height as usize)?.chunks_exact(row_bytes);
    let mask = (0xff_u16 >> (8 - bits)) as u8;
    Some(rows.flat_map(move |row| {
        (0..width).map(move |x| {
            let bit = x * bits;
            (row[bit / 8] >> (8 - bits - bit % 8)) & mask
        })
    }))
}
