//! `--explain`: what every stage saw, as files to look at.

use crate::intake::Picture;
use crate::label::Quad;
use crate::verification::{PanelsRead, Report, Request, Verifier};
use anyhow::Context;
use image::{Rgb, RgbImage, imageops};
use imageproc::drawing::draw_line_segment_mut;
use serde::Serialize;
use std::fs;
use std::path::Path;

/// Verifies and writes the stages into `folder`, which is made if need be.
pub(super) fn verify(
    verifier: &Verifier,
    request: &Request,
    folder: &Path,
) -> anyhow::Result<Report> {
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    let read = verifier.read(request)?;
    for (index, picture) in request.pictures.iter().enumerate() {
        panel(folder, index, picture, &read)?;
    }
    json(folder, "passes.json", &read.passes)?;
    json(folder, "lines.json", &read.lines)?;
    let label = Verifier::label(request, &read);
    text(folder, "facts.txt", &format!("{:#?}\n", label.facts))?;
    text(folder, "measures.txt", &format!("{:#?}\n", label.measures))?;

    let mut report = Verifier::judge(request, &read);
    report.processing_time_ms =
        u64::try_from(request.received.elapsed().as_millis()).unwrap_or(u64::MAX);
    json(folder, "findings.json", &report.findings)?;
    json(folder, "report.json", &report)?;
    Ok(report)
}

/// The panel with its main text upright, and the panel as shown with the words drawn on it.
fn panel(folder: &Path, index: usize, picture: &Picture, read: &PanelsRead) -> anyhow::Result<()> {
    let turn = read.panels.get(index).map_or(0, |panel| panel.rotation);
    save(folder, &format!("panel-{index}-upright.png"), &upright(&picture.pixels, turn))?;

    let mut drawn = RgbImage::clone(&picture.pixels);
    for line in read.lines.iter().filter(|line| line.panel == index) {
        for word in &line.words {
            outline(&mut drawn, &word.quad, color(word.confidence));
        }
    }
    save(folder, &format!("panel-{index}-words.png"), &drawn)
}

fn upright(pixels: &RgbImage, clockwise: u16) -> RgbImage {
    match clockwise {
        90 => imageops::rotate90(pixels),
        180 => imageops::rotate180(pixels),
        270 => imageops::rotate270(pixels),
        _ => pixels.clone(),
    }
}

/// Green for what can be relied on, orange for doubt, red for less.
fn color(confidence: f32) -> Rgb<u8> {
    match confidence {
        sure if sure >= 0.9 => Rgb([0, 150, 0]),
        doubt if doubt >= 0.7 => Rgb([230, 130, 0]),
        _ => Rgb([220, 0, 0]),
    }
}

fn outline(picture: &mut RgbImage, quad: &Quad, color: Rgb<u8>) {
    let corners = quad.0.map(|corner| (corner.x, corner.y));
    for side in 0..4 {
        draw_line_segment_mut(picture, corners[side], corners[(side + 1) % 4], color);
    }
}

fn save(folder: &Path, name: &str, picture: &RgbImage) -> anyhow::Result<()> {
    let path = folder.join(name);
    picture.save(&path).with_context(|| format!("writing {}", path.display()))
}

fn json(folder: &Path, name: &str, value: &impl Serialize) -> anyhow::Result<()> {
    text(folder, name, &(serde_json::to_string_pretty(value)? + "\n"))
}

fn text(folder: &Path, name: &str, words: &str) -> anyhow::Result<()> {
    let path = folder.join(name);
    fs::write(&path, words).with_context(|| format!("writing {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panel_is_turned_clockwise_until_it_is_upright() {
        // A mark in the upper left corner goes to the upper right, as a clock's hand does.
        let mut picture = RgbImage::new(4, 2);
        picture.put_pixel(0, 0, Rgb([255, 0, 0]));
        let turned = upright(&picture, 90);
        assert_eq!(turned.dimensions(), (2, 4));
        assert_eq!(turned.get_pixel(1, 0).0, [255, 0, 0]);
    }

    #[test]
    fn a_box_is_outlined_in_the_colour_of_its_confidence() {
        let mut picture = RgbImage::new(20, 20);
        outline(&mut picture, &Quad::rect(2.0, 3.0, 12.0, 9.0), color(0.95));
        assert_eq!(picture.get_pixel(7, 3).0, [0, 150, 0]);
        assert_eq!(picture.get_pixel(7, 6).0, [0, 0, 0]);
        assert_ne!(color(0.8), color(0.5));
    }
}
