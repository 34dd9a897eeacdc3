//! The engine on pictures drawn here; skipped where the models are not installed.

use super::*;
use crate::label::{Point, Quad};
use crate::ocr::testing::skipped;
use ab_glyph::{Font, FontVec, PxScale, ScaleFont, point};
use image::Rgb;
use std::path::Path;
use std::sync::OnceLock;

const FONTS: [&str; 2] = [
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
];

const TEXT: [&str; 3] = [
    "GOVERNMENT WARNING: (1) According",
    "to the Surgeon General, women",
    "should not drink alcoholic",
];

fn models() -> Option<&'static Models> {
    static MODELS: OnceLock<Option<Models>> = OnceLock::new();
    MODELS
        .get_or_init(|| {
            #[expect(
                clippy::disallowed_methods,
                reason = "tests find the models where users install them"
            )]
            let home = std::env::var_os("HOME")?;
            let directory = Path::new(&home).join(".local/share/ttb-verifier");
            Models::locate(&directory, &directory).ok()
        })
        .as_ref()
}

/// The engine and a font, or `None` with the reason printed.
fn ready() -> Option<(Ppocr, FontVec)> {
    let Some(models) = models() else {
        skipped("the models of PP-OCR are not installed");
        return None;
    };
    let Some(bytes) = FONTS.iter().find_map(|path| std::fs::read(path).ok()) else {
        skipped("no font to draw with");
        return None;
    };
    let font = FontVec::try_from_vec(bytes).expect("a system font is a font");
    Some((Ppocr::load(models).expect("verified models load"), font))
}

fn draw(image: &mut RgbImage, font: &FontVec, text: &str, left: f32, baseline: f32, size: f32) {
    let scale = PxScale::from(size);
    let mut x = left;
    for character in text.chars() {
        let id = font.glyph_id(character);
        let glyph = id.with_scale_and_position(scale, point(x, baseline));
        if let Some(outline) = font.outline_glyph(glyph) {
            let bounds = outline.px_bounds();
            outline.draw(|dx, dy, cover| {
                let at = (bounds.min.x as u32 + dx, bounds.min.y as u32 + dy);
                let shade = (255.0 * (1.0 - cover)) as u8;
                image.put_pixel(at.0, at.1, Rgb([shade; 3]));
            });
        }
        x += font.as_scaled(scale).h_advance(id);
    }
}

/// Three lines on 700 × 420, baselines at 140, 190 and 240.
fn page(font: &FontVec) -> RgbImage {
    let mut image = RgbImage::from_pixel(700, 420, Rgb([255; 3]));
    for (index, text) in TEXT.iter().enumerate() {
        draw(&mut image, font, text, 60.0, 140.0 + 50.0 * index as f32, 30.0);
    }
    image
}

/// Where a word of the page stands: from its first letter's start to its last one's end,
/// from the height of capitals to the baseline.
fn place(font: &FontVec, line: usize, word: usize) -> Quad {
    let font = font.as_scaled(PxScale::from(30.0));
    let advance =
        |text: &str| -> f32 { text.chars().map(|c| font.h_advance(font.glyph_id(c))).sum() };
    let text = TEXT[line].split(' ').nth(word).expect("the line has the word");
    let before = TEXT[line].find(text).expect("the word stands in its line");
    let left = 60.0 + advance(&TEXT[line][..before]);
    let baseline = 140.0 + 50.0 * line as f32;
    Quad::rect(left, baseline - 19.0, left + advance(text), baseline)
}

fn soon() -> Instant {
    Instant::now() + Duration::from_mins(1)
}

fn expected_text() -> String {
    TEXT.join(" ")
}

fn text(reading: &PpocrReading) -> String {
    reading.lines.iter().map(Line::text).collect::<Vec<_>>().join(" ")
}

/// Where a point of the page lies after it was turned clockwise about the middle of its
/// picture, now `width` × `height`.
fn moved(at: Point, degrees: f32, width: u32, height: u32) -> Point {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (x, y) = (at.x - 350.0, at.y - 210.0);
    Point::new(x * cos - y * sin + width as f32 / 2.0, x * sin + y * cos + height as f32 / 2.0)
}

/// The whole way from picture to lines: what was seen of a steep line is looked for once more
/// on the picture turned by 90°, on which long ones do not fall to pieces.
fn read(engine: &mut Ppocr, image: &RgbImage, deadline: Instant) -> Result<PpocrReading, OcrError> {
    let found = engine.detect(image, Detect::default(), deadline)?;
    let (mut steep, level): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|found| found.strip.is_steep());
    let mut first = engine.read_boxes(image, level, deadline)?;
    let mut second = BoxesRead::default();
    if !steep.is_empty() {
        let turned = engine.detect_turned(image, Detect::default(), deadline)?;
        let fresh = still_to_read(&first, turned, &mut steep);
        second = engine.read_boxes(image, fresh, deadline)?;
    }
    first.append(engine.read_boxes(image, steep, deadline)?);
    Ok(PpocrReading::of(first, second))
}

#[test]
fn a_page_is_read_at_every_turn_and_tilt_with_words_in_their_places() {
    let Some((mut engine, font)) = ready() else { return };
    let page = page(&font);
    let tilted = |degrees: f32| {
        RgbImage::from_fn(800, 600, |x, y| {
            let (sin, cos) = (-degrees).to_radians().sin_cos();
            let (dx, dy) = (x as f32 - 399.5, y as f32 - 299.5);
            let (u, v) = (dx * cos - dy * sin + 349.5, dx * sin + dy * cos + 209.5);
            imageops::interpolate_bilinear(&page, u, v).unwrap_or(Rgb([255; 3]))
        })
    };
    for (degrees, rotation, image) in [
        (0.0, 0, page.clone()),
        (90.0, 270, imageops::rotate90(&page)),
        (180.0, 180, imageops::rotate180(&page)),
        (270.0, 90, imageops::rotate270(&page)),
        (12.0, 0, tilted(12.0)),
        (-12.0, 0, tilted(-12.0)),
    ] {
        let reading = read(&mut engine, &image, soon()).unwrap();
        // The quick recogniser takes a small c for a capital here and there.
        assert_eq!(text(&reading).to_lowercase(), expected_text().to_lowercase(), "at {degrees}°");
        assert!(reading.complete && reading.unread.is_empty(), "at {degrees}°: {reading:?}");
        assert!(reading.lines.iter().all(|line| line.rotation == rotation), "at {degrees}°");

        for (line, word) in [(0, 0), (0, 1), (1, 0), (1, 4), (2, 1)] {
            let page_quad = place(&font, line, word);
            let word = &reading.lines[line].words[word];
            let (width, height) = image.dimensions();
            let wanted = page_quad.map(|at| moved(at, degrees, width, height));
            let off = word.quad.center().distance(wanted.center());
            assert!(off < 12.0, "at {degrees}°: {} is off by {off}", word.text);
            let slack = (word.quad.width() - wanted.width()).abs();
            assert!(slack < 30.0, "at {degrees}°: {} is wrong in width by {slack}", word.text);
            let turn = (word.quad.angle() - wanted.angle() + 540.0).rem_euclid(360.0) - 180.0;
            assert!(turn.abs() < 3.0, "at {degrees}°: {} is turned by {turn}", word.text);
        }
    }
}

#[test]
fn letters_carry_their_own_confidence_and_add_up_to_the_text() {
    let Some((mut engine, font)) = ready() else { return };
    let mut crop = RgbImage::from_pixel(420, 60, Rgb([255; 3]));
    draw(&mut crop, &font, "ALC. 13.5% BY VOL.", 10.0, 42.0, 40.0);
    let read = engine.recognise(&crop, Reader::First, soon()).unwrap();
    assert_eq!(read.text(), "ALC. 13.5% BY VOL.");
    assert!(read.letters.iter().all(|letter| letter.glyph.confidence > 0.5), "{read:?}");
    assert!(read.letters.is_sorted_by(|a, b| a.x < b.x), "{read:?}");
    let inked = crop.enumerate_pixels().filter(|(_, _, pixel)| pixel[0] < 128).map(|(x, _, _)| x);
    let (left, right) = (inked.clone().min().unwrap(), inked.max().unwrap());
    let [first, .., last] = &read.letters[..] else { panic!("{read:?}") };
    assert!((first.x * 420.0 - left as f32 - 13.0).abs() < 12.0, "{first:?}, ink from {left}");
    assert!((last.x * 420.0 - right as f32).abs() < 12.0, "{last:?}, ink to {right}");
}

#[test]
fn after_the_deadline_nothing_is_begun() {
    let Some((mut engine, font)) = ready() else { return };
    let page = page(&font);
    let result = read(&mut engine, &page, Instant::now());
    assert!(matches!(result, Err(OcrError::TimedOut { .. })), "{result:?}");
}

#[test]
fn an_empty_page_has_no_lines_and_is_complete() {
    let Some((mut engine, _)) = ready() else { return };
    let blank = RgbImage::from_pixel(300, 200, Rgb([240; 3]));
    let reading = read(&mut engine, &blank, soon()).unwrap();
    assert!(reading.lines.is_empty() && reading.unread.is_empty() && reading.complete);
}

#[test]
fn the_digests_name_the_models_and_the_library() {
    let Some(models) = models() else { return };
    let digests = models.digests();
    assert!(digests.len() >= 3, "{digests:?}");
    assert!(digests.iter().all(|(_, digest)| digest.len() == 64), "{digests:?}");
}

/// The page's first line laid along a circle of radius 300: over its top, or round its foot.
fn bent(font: &FontVec, over: bool) -> RgbImage {
    let page = page(font);
    let center = Point::new(400.0, if over { 400.0 } else { 100.0 });
    RgbImage::from_fn(800, 500, |x, y| {
        let (dx, dy) = (x as f32 - center.x, y as f32 - center.y);
        let (along, out) = (dx.atan2(-dy * if over { 1.0 } else { -1.0 }), dx.hypot(dy) - 300.0);
        let (u, v) = (350.0 + along * 300.0, 130.0 - out * if over { 1.0 } else { -1.0 });
        let inside = (40.0..660.0).contains(&u) && (105.0..155.0).contains(&v);
        if inside { *page.get_pixel(u as u32, v as u32) } else { Rgb([255; 3]) }
    })
}

#[test]
fn a_line_on_an_arc_is_unrolled_and_its_words_stand_where_they_are_printed() {
    let Some((mut ppocr, font)) = ready() else { return };
    for over in [true, false] {
        let reading = read(&mut ppocr, &bent(&font, over), soon()).unwrap();
        // The cs of these typefaces are alike in both cases.
        assert_eq!(text(&reading).to_lowercase(), TEXT[0].to_lowercase(), "over the top: {over}");
        let [line] = &reading.lines[..] else { panic!("{reading:?}") };
        let arc = line.arc.expect("the line is bent");
        assert!((arc.radius - 300.0).abs() < 15.0, "{arc:?}");
        assert_eq!(line.rotation, 0);
        let (first, last) = (&line.words[0].quad, &line.words[3].quad);
        let (left, right) = (first.center(), last.center());
        assert!(left.x < 250.0 && right.x > 525.0, "{left:?} {right:?}");
        let tilt = if over { -45.0..-20.0 } else { 20.0..45.0 };
        assert!(tilt.contains(&first.angle()), "{}", first.angle());
    }
}
