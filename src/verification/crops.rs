//! The pictures of the places a finding rests on, as data URIs.

use super::Report;
use super::report::EvidenceView;
use crate::intake::Picture;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::{RgbImage, imageops};
use std::collections::HashMap;

/// Pixels around the place, so that a reader sees what it stands in.
const MARGIN: f32 = 12.0;
/// Of JPEG: lower smears small letters, higher doubles the report.
const QUALITY: u8 = 85;

/// Gives every finding's and field's evidence its crop; places shown twice are encoded once.
pub fn attach(report: &mut Report, pictures: &[Picture]) {
    let mut made: HashMap<(usize, [[i32; 2]; 4]), Option<String>> = HashMap::new();
    for evidence in report.evidence_mut() {
        let corners = evidence.polygon.map(|point| point.map(|value| value as i32));
        evidence.crop = made
            .entry((evidence.panel, corners))
            .or_insert_with(|| crop(evidence, pictures))
            .clone();
    }
}

fn crop(evidence: &EvidenceView, pictures: &[Picture]) -> Option<String> {
    let pixels = &pictures.get(evidence.panel)?.pixels;
    let turned = upright(&cut(pixels, evidence)?, evidence);
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&turned).ok()?;
    Some(format!("data:image/jpeg;base64,{}", STANDARD.encode(bytes)))
}

fn cut(pixels: &RgbImage, evidence: &EvidenceView) -> Option<RgbImage> {
    let xs = evidence.polygon.map(|point| point[0]);
    let ys = evidence.polygon.map(|point| point[1]);
    let span = |values: [f32; 4], limit: u32| {
        let least = values.into_iter().fold(f32::INFINITY, f32::min) - MARGIN;
        let most = values.into_iter().fold(f32::NEG_INFINITY, f32::max) + MARGIN;
        (least.clamp(0.0, limit as f32) as u32, most.clamp(0.0, limit as f32) as u32)
    };
    let (left, right) = span(xs, pixels.width());
    let (top, bottom) = span(ys, pixels.height());
    (right > left && bottom > top)
        .then(|| imageops::crop_imm(pixels, left, top, right - left, bottom - top).to_image())
}

/// Turned by right angles so that its text can be read.
fn upright(crop: &RgbImage, evidence: &EvidenceView) -> RgbImage {
    let [from, to, ..] = evidence.polygon;
    let angle = (to[1] - from[1]).atan2(to[0] - from[0]).to_degrees();
    match ((angle / 90.0).round() as i32).rem_euclid(4) {
        1 => imageops::rotate270(crop),
        2 => imageops::rotate180(crop),
        3 => imageops::rotate90(crop),
        _ => crop.clone(),
    }
}
