//! How well each panel could be read, in plain words.

mod region;

use crate::label::{Point, Quad, Quality, QualityIssue};
use crate::ocr::Line;
use crate::ocr::ppocr::TextBox;
use crate::verification::PanelSeen;
use image::RgbImage;
use region::Trouble;

/// Print of this height, as the box round a line measures it, is read with hardly a slip.
const GOOD_HEIGHT_PX: f32 = 14.0;
/// Below this, letters are four or five pixels high and readings are guesses.
const POOR_HEIGHT_PX: f32 = 8.0;
/// So many unread places are told, the largest first.
const MOST_UNREAD_TOLD: usize = 5;
/// A line read less surely than this was not read well.
const WELL_READ: f32 = 0.8;

/// Grades one panel by what was read on it and what was not.
pub fn grade(
    panel: usize,
    picture: &RgbImage,
    lines: &[Line],
    unread: &[(usize, TextBox)],
    complete: bool,
) -> PanelSeen {
    let (width, height) = picture.dimensions();
    let own: Vec<&Line> = lines.iter().filter(|line| line.panel == panel).collect();
    let mut issues = Vec::new();
    let small: Vec<&&Line> =
        own.iter().filter(|line| line.quad.height() < POOR_HEIGHT_PX).collect();
    let doubtful = own.iter().filter(|line| line.confidence < WELL_READ && !line.agreed());
    let missed = unread.iter().filter(|(at, _)| *at == panel).map(|(_, found)| found.strip.quad);
    let unread_places: Vec<Quad> = doubtful.map(|line| line.quad).chain(missed).collect();

    if let Some(region) = Quad::around(small.iter().map(|line| &line.quad)) {
        let pixels = small.iter().map(|line| line.quad.height()).fold(f32::INFINITY, f32::min);
        issues.push(QualityIssue {
            code: "low_resolution".to_owned(),
            detail: format!(
                "the text {} is about {:.0} pixels high; send a picture of at least 200 dpi",
                place(&region, width, height),
                pixels * 0.6
            ),
            polygon: Some(region),
        });
    }
    let mut large: Vec<&Quad> =
        unread_places.iter().filter(|quad| quad.height() >= POOR_HEIGHT_PX).collect();
    large.sort_by(|a, b| b.height().total_cmp(&a.height()));
    for quad in large.into_iter().take(MOST_UNREAD_TOLD) {
        let trouble = Trouble::of(picture, quad);
        let why = trouble.map(|trouble| format!(": {}", trouble.told())).unwrap_or_default();
        issues.push(QualityIssue {
            code: trouble.map_or("not_read", Trouble::code).to_owned(),
            detail: format!("text {} could not be read surely{why}", place(quad, width, height)),
            polygon: Some(*quad),
        });
    }
    if !complete {
        issues.push(QualityIssue {
            code: QualityIssue::OUT_OF_TIME.to_owned(),
            detail: "the time allowed ended before all of the panel was read".to_owned(),
            polygon: None,
        });
    }
    let typical = median_height(&own);
    let quality = match typical {
        Some(height) if height >= GOOD_HEIGHT_PX && small.is_empty() => Quality::Good,
        Some(height) if height >= POOR_HEIGHT_PX => Quality::Fair,
        None if unread_places.is_empty() => Quality::Good,
        Some(_) | None => Quality::Poor,
    };
    PanelSeen {
        rotation: main_rotation(&own),
        quality,
        issues,
        well_read: complete && unread_places.is_empty() && small.is_empty(),
    }
}

/// The turn that sets most of the letters upright.
pub(super) fn main_rotation(lines: &[&Line]) -> u16 {
    let letters = |rotation: u16| -> usize {
        let turned = lines.iter().filter(|line| line.rotation == rotation);
        turned.map(|line| line.text().chars().count()).sum()
    };
    let mut best = 0;
    for rotation in [90, 180, 270] {
        if letters(rotation) > letters(best) {
            best = rotation;
        }
    }
    best
}

fn median_height(lines: &[&Line]) -> Option<f32> {
    let mut heights: Vec<f32> = lines.iter().map(|line| line.quad.height()).collect();
    heights.sort_by(f32::total_cmp);
    heights.get(heights.len() / 2).copied()
}

/// “at the lower left”, for a person who looks at the picture.
fn place(quad: &Quad, width: u32, height: u32) -> String {
    let Point { x, y } = quad.center();
    let third = |value: f32, size: u32, names: [&'static str; 3]| {
        names[((value / size.max(1) as f32 * 3.0) as usize).min(2)]
    };
    let vertical = third(y, height, ["upper", "", "lower"]);
    let horizontal = third(x, width, ["left", "", "right"]);
    match (vertical, horizontal) {
        ("", "") => "in the middle".to_owned(),
        ("", side) => format!("at the {side}"),
        ("upper", "") => "at the top".to_owned(),
        ("lower", "") => "at the bottom".to_owned(),
        (vertical, side) => format!("at the {vertical} {side}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_as_a_person_would() {
        for (x, y, name) in [
            (10.0, 10.0, "at the upper left"),
            (50.0, 50.0, "in the middle"),
            (50.0, 95.0, "at the bottom"),
            (95.0, 50.0, "at the right"),
        ] {
            assert_eq!(place(&Quad::rect(x, y, x, y), 100, 100), name);
        }
    }
}
