//! What an engine was shown in a pass, drawn once more for a person to look at.
//!
//! Nothing keeps the pictures of a pass while labels are read. They follow from the panel,
//! the pass and its places by the same functions that made them the first time.

use super::lines::{CROP_HEIGHT, tesseract_crop};
use crate::ocr::ppocr::{self, Detect, detector_input};
use crate::ocr::prepare::Prepared;
use crate::ocr::{Engine, Strip};
use crate::verification::PassSeen;
use crate::verification::report::PassView;
use image::{DynamicImage, Rgb, RgbImage, imageops};

/// Ground between the crops of a sheet, and its shade.
const GAP: u32 = 4;
const GROUND: Rgb<u8> = Rgb([255, 0, 255]);

/// A picture as an engine was given it.
#[derive(Debug, Clone)]
pub struct Input {
    /// `panel`, or `lines` for a sheet of crops, one below the other in the order of the
    /// pass's places.
    pub name: &'static str,
    pub picture: RgbImage,
}

/// The pictures of one pass over `panel`.
#[must_use]
pub fn inputs(panel: &RgbImage, pass: &PassView, seen: &PassSeen) -> Vec<Input> {
    let sheet = |crop: &dyn Fn(&Strip) -> RgbImage| Input {
        name: "lines",
        picture: sheet(seen.places.iter().map(|place| crop(&place.strip)).collect()),
    };
    let by_ppocr = |strip: &Strip| strip.crop(panel, ppocr::CROP_HEIGHT);
    let detected =
        |detect| Input { name: "panel", picture: detector_input(panel, detect).into_owned() };
    match (pass.engine, pass.kind.as_str()) {
        (Engine::Ppocr, "whole") => vec![detected(Detect::default()), sheet(&by_ppocr)],
        (Engine::Ppocr, "lines") => vec![sheet(&|strip| by_ppocr(&strip.widened()))],
        (Engine::Tesseract, "lines") => {
            vec![sheet(&|strip| colour(tesseract_crop(panel, strip, CROP_HEIGHT)))]
        }
        (Engine::Tesseract, "whole" | "sparse") => {
            let prepared = Prepared::new(panel).scale(pass.scale).turn(pass.rotation);
            vec![Input { name: "panel", picture: colour(prepared.image) }]
        }
        _ => Vec::new(),
    }
}

fn colour(grey: image::GrayImage) -> RgbImage {
    DynamicImage::from(grey).into_rgb8()
}

/// Crops one below the other.
fn sheet(crops: Vec<RgbImage>) -> RgbImage {
    let width = crops.iter().map(RgbImage::width).max().unwrap_or(1);
    let height: u32 = crops.iter().map(|crop| crop.height() + GAP).sum();
    let mut sheet = RgbImage::from_pixel(width, height.max(1), GROUND);
    let mut top = 0;
    for crop in crops {
        imageops::replace(&mut sheet, &crop, 0, top);
        top += i64::from(crop.height() + GAP);
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Quad;
    use crate::verification::PlaceSeen;

    fn pass(engine: Engine, kind: &str) -> PassView {
        PassView {
            engine,
            panel: 0,
            kind: kind.to_owned(),
            rotation: 90,
            scale: 2.0,
            words: 0,
            milliseconds: 0,
            why: String::new(),
            answer: String::new(),
        }
    }

    #[test]
    fn every_pass_of_the_plan_can_be_shown() {
        let panel = RgbImage::from_pixel(300, 200, Rgb([240; 3]));
        let places = [20.0, 60.0, 100.0].map(|top| PlaceSeen {
            strip: Quad::rect(10.0, top, 210.0, top + 20.0).into(),
            words: vec![],
        });
        let seen = PassSeen { places: places.to_vec() };
        let names = |engine, kind| -> Vec<&str> {
            inputs(&panel, &pass(engine, kind), &seen).iter().map(|input| input.name).collect()
        };
        assert_eq!(names(Engine::Ppocr, "whole"), ["panel", "lines"]);
        assert_eq!(names(Engine::Ppocr, "lines"), ["lines"]);
        assert_eq!(names(Engine::Tesseract, "lines"), ["lines"]);
        assert_eq!(names(Engine::Tesseract, "whole"), ["panel"]);
        assert_eq!(names(Engine::Tesseract, "sparse"), ["panel"]);

        let turned = &inputs(&panel, &pass(Engine::Tesseract, "whole"), &seen)[0].picture;
        assert_eq!(turned.dimensions(), (400, 600), "twice as large, on its side");
        let crops = &inputs(&panel, &pass(Engine::Ppocr, "whole"), &seen)[1].picture;
        assert_eq!(crops.dimensions(), (480, 3 * (48 + GAP)));
    }
}
