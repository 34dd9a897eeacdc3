use super::whole::{PassKind, merge, read_pass, read_whole, unread};
use super::*;
use crate::label::Quad;
use crate::ocr::prepare::{self, Prepared};
use crate::ocr::testing::{WARNING, page, paragraph};
use image::{DynamicImage, Luma};

fn soon() -> Instant {
    Instant::now() + Duration::from_mins(1)
}

fn tesseract() -> Tesseract {
    Tesseract::start(None).expect("the system's tesseract is installed")
}

fn text(words: &[Word]) -> String {
    words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn words_come_in_reading_order_with_their_places_and_letters() {
    let image = page(400, 200, &[("OLD HARBOR", 20.0, 20.0, 40.0), ("750 ML", 20.0, 120.0, 40.0)]);
    let words = tesseract().read(&image, Layout::Page, soon()).unwrap();
    assert_eq!(text(&words), "OLD HARBOR 750 ML");
    assert!(words[0].line == words[1].line && words[1].line < words[2].line);
    assert!(words[0].block <= words[2].block);
    for word in &words {
        assert!((0.5..=1.0).contains(&word.confidence), "{word:?}");
        let glyphs: String = word.glyphs.iter().map(|glyph| glyph.character).collect();
        assert_eq!(glyphs, word.text);
        assert!(word.glyphs.iter().all(|glyph| (0.0..=1.0).contains(&glyph.confidence)));
    }
    let (left, top, right, bottom) = words[2].quad.bounds();
    assert!(left > 10.0 && right < 120.0 && top > 115.0 && bottom < 170.0, "{:?}", words[2]);
}

#[test]
fn every_layout_reads_a_line() {
    let image = page(400, 80, &[("TABLE WINE", 20.0, 20.0, 40.0)]);
    let mut tesseract = tesseract();
    for layout in [Layout::Page, Layout::Sparse, Layout::Block, Layout::Line] {
        let words = tesseract.read(&image, layout, soon()).unwrap();
        assert_eq!(text(&words), "TABLE WINE", "{layout:?}");
    }
}

#[test]
fn a_blank_picture_has_no_words_and_no_orientation() {
    let blank = GrayImage::from_pixel(300, 200, Luma([255]));
    let mut tesseract = tesseract();
    assert_eq!(tesseract.read(&blank, Layout::Page, soon()).unwrap(), []);
    assert_eq!(tesseract.orientation(&blank, soon()).unwrap(), None);
}

#[test]
fn pictures_of_impossible_size_are_refused_and_the_engine_goes_on() {
    let mut tesseract = tesseract();
    for (width, height) in [(0, 0), (40_000, 10)] {
        let image = GrayImage::new(width, height);
        let answer = tesseract.read(&image, Layout::Page, soon());
        assert!(matches!(answer, Err(OcrError::Failed { .. })), "{width} by {height}: {answer:?}");
    }
    let image = page(400, 80, &[("TABLE WINE", 20.0, 20.0, 40.0)]);
    assert_eq!(text(&tesseract.read(&image, Layout::Page, soon()).unwrap()), "TABLE WINE");
}

#[test]
fn a_deadline_stops_the_recognition_and_the_engine_stays_usable() {
    let mut tesseract = tesseract();
    let long = paragraph(1600, &[WARNING; 12].join(" "), 20.0);
    let started = Instant::now();
    let answer = tesseract.read(&long, Layout::Block, started + Duration::from_millis(60));
    assert!(matches!(answer, Err(OcrError::TimedOut { .. })), "{answer:?}");
    let past = tesseract.read(&long, Layout::Block, started);
    assert!(matches!(past, Err(OcrError::TimedOut { .. })), "{past:?}");
    let image = page(400, 80, &[("TABLE WINE", 20.0, 20.0, 40.0)]);
    assert_eq!(text(&tesseract.read(&image, Layout::Page, soon()).unwrap()), "TABLE WINE");
}

#[test]
fn a_cancelled_token_stops_before_and_during_the_recognition() {
    let mut tesseract = tesseract();
    let long = paragraph(1600, &[WARNING; 12].join(" "), 20.0);
    let token = CancellationToken::new();
    let later = token.clone();
    let canceller = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(60));
        later.cancel();
    });
    for _ in 0..2 {
        let answer = tesseract.read(&long, Layout::Block, (soon(), &token));
        assert!(matches!(answer, Err(OcrError::Cancelled)), "{answer:?}");
    }
    canceller.join().unwrap();
}

#[test]
fn the_orientation_is_the_clockwise_turn_that_uprights_the_text() {
    // Capitals alone look alike both ways up; the detector then rightly has no opinion.
    const PROSE: &str = "Our grapes grow on the gravelly slopes above the river, where the long \
        days of summer and the cool nights of autumn give them their deep colour and ripe fruit. \
        We pick by hand, press gently and age the wine for eighteen months in small oak barrels.";
    let upright = paragraph(900, &[PROSE; 3].join(" "), 30.0);
    let mut tesseract = tesseract();
    for lay in [0, 90, 180, 270] {
        let (laid, _) = prepare::turn(&upright, lay);
        let turn = tesseract.orientation(&laid, soon()).unwrap().expect("plenty of text");
        assert_eq!((lay + turn) % 360, 0, "laid by {lay}, told to turn by {turn}");
    }
}

#[test]
fn words_of_prepared_pictures_come_back_to_their_place_on_the_original() {
    let places = [("OLD HARBOR", 60.0, 40.0, 48.0), ("750 ML", 300.0, 250.0, 32.0)];
    let original = page(600, 400, &places);
    let mut tesseract = tesseract();
    let expected = tesseract.read(&original, Layout::Page, soon()).unwrap();
    assert_eq!(text(&expected), "OLD HARBOR 750 ML");
    for lay in [90, 180, 270] {
        // What a turned photograph looks like, read after turning it upright and enlarging.
        let (photograph, laid) = prepare::turn(&original, lay);
        let prepared = Prepared::from_grey(photograph).turn(360 - lay).scale(1.7);
        let read = tesseract.read(&prepared.image, Layout::Page, soon()).unwrap();
        let words = prepared.restore(read);
        assert_eq!(text(&words), "OLD HARBOR 750 ML", "laid by {lay}");
        for (word, expected) in words.iter().zip(&expected) {
            for (corner, upright) in word.quad.0.iter().zip(expected.quad.0) {
                let there = laid.forth(upright);
                assert!(corner.distance(there) < 4.0, "{lay}: {corner:?} is not {there:?}");
            }
        }
    }
    let cropped = Prepared::from_grey(original).crop(280.0, 230.0, 500.0, 300.0).scale(2.0);
    let read = tesseract.read(&cropped.image, Layout::Block, soon()).unwrap();
    let words = cropped.restore(read);
    assert_eq!(text(&words), "750 ML");
    assert!(words[0].quad.0[0].distance(expected[2].quad.0[0]) < 4.0, "{words:?}");
}

#[test]
fn a_page_laid_any_way_is_read_whole_with_its_direction() {
    let upright = paragraph(900, WARNING, 30.0);
    let mut tesseract = tesseract();
    for (lay, angle) in [(0, 0.0), (90, 90.0), (180, 180.0), (270, -90.0)] {
        let (laid, transform) = prepare::turn(&upright, lay);
        let picture = DynamicImage::ImageLuma8(laid).to_rgb8();
        let whole = read_whole(&mut tesseract, &picture, soon()).unwrap();
        let passes: Vec<_> =
            whole.passes.iter().map(|pass| (pass.kind, pass.rotation, pass.words.len())).collect();
        let words = &whole.words;
        let index = words.iter().position(|word| word.text == "SURGEON");
        let surgeon = &words[index.unwrap_or_else(|| panic!("{lay}: {passes:?} {}", text(words)))];
        let off = (surgeon.quad.angle() - angle).rem_euclid(360.0);
        assert!(off.min(360.0 - off) < 1.0, "{lay}: {:?} {passes:?}", surgeon.quad);
        let home = transform.back(surgeon.quad.0[0]);
        assert!(home.x > 20.0 && home.y < 70.0, "{lay}: {home:?}");
    }
}

#[test]
fn a_well_read_page_takes_one_pass() {
    let picture = DynamicImage::ImageLuma8(paragraph(900, WARNING, 30.0)).to_rgb8();
    let whole = read_whole(&mut tesseract(), &picture, soon()).unwrap();
    assert_eq!(whole.passes.len(), 1);
    assert!(whole.stopped.is_none() && whole.unread < 0.1, "{}", whole.unread);
}

#[test]
fn a_pass_says_what_it_did() {
    let image = page(400, 80, &[("TABLE WINE", 20.0, 20.0, 40.0)]);
    let limit = Limit::from(soon());
    let pass = read_pass(&mut tesseract(), &image, PassKind::Sparse, 180, 1.0, limit).unwrap();
    assert_eq!((pass.kind.name(), pass.rotation, pass.scale), ("sparse", 180, 1.0));
}

fn word(text: &str, left: f32, confidence: f32) -> Word {
    Word {
        text: text.to_owned(),
        quad: Quad::rect(left, 0.0, left + 50.0, 20.0),
        confidence,
        engine: Engine::Tesseract,
        line: 0,
        block: 0,
        glyphs: Vec::new(),
    }
}

#[test]
fn of_two_readings_of_a_place_the_confident_or_else_the_more_certain_stays() {
    let mut words = vec![word("WlNE", 0.0, 0.4), word("TABLE", 100.0, 0.7)];
    merge(&mut words, &[word("WINE", 2.0, 0.9), word("TABIE", 99.0, 0.9), word("RED", 200.0, 0.2)]);
    let mut texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    texts.sort_unstable();
    assert_eq!(texts, ["RED", "TABLE", "WINE"]);
    assert_ne!(words[0].line, words[1].line);
}

#[test]
fn a_spot_is_unread_until_a_confident_word_covers_it() {
    let spots = [Quad::rect(5.0, 5.0, 10.0, 15.0), Quad::rect(105.0, 5.0, 110.0, 15.0)];
    let words = [word("WINE", 0.0, 0.9), word("TABLE", 100.0, 0.2)];
    assert!((unread(&spots, &words) - 0.5).abs() < 0.01);
    assert!(unread(&[], &words) < 0.01);
}
