//! Every kind we read shows the same picture; every fault has its own answer.

use super::*;
use image::{ExtendedColorType, ImageBuffer, ImageEncoder, Luma};
use std::io::Cursor;
use tokio_util::sync::CancellationToken;

const RED: [u8; 3] = [255, 0, 0];
const GREEN: [u8; 3] = [0, 255, 0];
const BLUE: [u8; 3] = [0, 0, 255];
const WHITE: [u8; 3] = [255, 255, 255];
const BLACK: [u8; 3] = [0, 0, 0];

/// Pictures of 48 × 32: red and green above, blue and white below.
macro_rules! picture {
    ($name:literal) => {
        (include_bytes!(concat!("../../tests/pictures/", $name)).as_slice(), $name)
    };
}

fn one(bytes: &[u8]) -> Picture {
    let mut pictures = decode("label", bytes, &Limits::default()).unwrap();
    assert_eq!(pictures.len(), 1);
    pictures.remove(0)
}

/// The colours in the middle of the four quarters, row by row.
fn quarters(picture: &Picture) -> [[u8; 3]; 4] {
    let (width, height) = picture.pixels.dimensions();
    [(1, 1), (3, 1), (1, 3), (3, 3)]
        .map(|(x, y)| picture.pixels.get_pixel(width * x / 4, height * y / 4).0)
}

fn assert_shows(name: &str, picture: &Picture, expected: [[u8; 3]; 4]) {
    for (seen, wanted) in quarters(picture).into_iter().zip(expected) {
        let off = seen.iter().zip(wanted).map(|(a, b)| a.abs_diff(b)).max().unwrap();
        assert!(off <= 12, "{name}: {:?} instead of {expected:?}", quarters(picture));
    }
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let pixels = vec![255; (width * height) as usize];
    image::codecs::png::PngEncoder::new(&mut bytes)
        .write_image(&pixels, width, height, ExtendedColorType::L8)
        .unwrap();
    bytes
}

#[test]
fn every_kind_of_colour_shows_the_same_picture() {
    let colours = [
        picture!("rgb.jpg"),
        picture!("progressive.jpg"),
        picture!("cmyk.jpg"),
        picture!("palette.png"),
        picture!("lossy.webp"),
        picture!("rgb.tif"),
        picture!("cmyk.tif"),
        picture!("palette.tif"),
        picture!("jpeg.tif"),
    ];
    for (bytes, name) in colours {
        assert_shows(name, &one(bytes), [RED, GREEN, BLUE, WHITE]);
    }
}

#[test]
fn grey_and_two_level_pictures_keep_their_tones() {
    let grey = [[76; 3], [150; 3], [29; 3], WHITE];
    for (bytes, name) in [picture!("grey.jpg"), picture!("grey16.tif")] {
        assert_shows(name, &one(bytes), grey);
    }
    let (bytes, name) = picture!("bilevel.png");
    assert_shows(name, &one(bytes), [BLACK, WHITE, BLACK, WHITE]);
    for (bytes, name) in [picture!("bilevel.tif"), picture!("fax4.tif")] {
        assert_shows(name, &one(bytes), [BLACK, WHITE, WHITE, WHITE]);
    }
}

#[test]
fn transparency_is_laid_on_white() {
    for (bytes, name) in [picture!("alpha.png"), picture!("alpha.webp"), picture!("alpha.tif")] {
        assert_shows(name, &one(bytes), [RED, GREEN, BLUE, WHITE]);
    }
}

#[test]
fn sixteen_bits_a_channel_become_eight() {
    let deep = ImageBuffer::from_pixel(20, 20, Luma([0x8000_u16]));
    let mut bytes = Cursor::new(Vec::new());
    image::DynamicImage::ImageLuma16(deep).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    assert_shows("16-bit PNG", &one(bytes.get_ref()), [[128; 3]; 4]);
}

#[test]
fn the_camera_s_turn_is_applied() {
    let turned = [
        (picture!("orientation-3.jpg"), [WHITE, BLUE, GREEN, RED], (48, 32)),
        (picture!("orientation-6.jpg"), [BLUE, RED, WHITE, GREEN], (32, 48)),
        (picture!("orientation-8.jpg"), [GREEN, WHITE, RED, BLUE], (32, 48)),
        (picture!("orientation-6.webp"), [BLUE, RED, WHITE, GREEN], (32, 48)),
        (picture!("orientation-6.tif"), [BLUE, RED, WHITE, GREEN], (32, 48)),
    ];
    for ((bytes, name), expected, size) in turned {
        let picture = one(bytes);
        assert_eq!(picture.pixels.dimensions(), size, "{name}");
        assert_shows(name, &picture, expected);
    }
}

#[test]
fn pages_of_a_tiff_are_panels_with_their_number() {
    let (bytes, _) = picture!("pages.tif");
    let pages = decode("C:\\scans\\label.tif", bytes, &Limits::default()).unwrap();
    let names: Vec<_> = pages.iter().map(|page| page.file.as_str()).collect();
    assert_eq!(names, ["label.tif page 1", "label.tif page 2"]);
    assert_shows("page 1", &pages[0], [RED, GREEN, BLUE, WHITE]);
    assert_shows("page 2", &pages[1], [WHITE, BLUE, GREEN, RED]);

    let one_page = Limits { max_pages: 1, ..Limits::default() };
    assert_eq!(decode("a", bytes, &one_page).unwrap_err(), IntakeError::TooManyPages { limit: 1 });
}

#[test]
fn what_is_not_read_is_named() {
    let files: [(&[u8], &str); 12] = [
        (b"GIF89a\x01\0\x01\0", "a GIF is not read here; send JPEG or PNG"),
        (b"%PDF-1.7\n", "a PDF is not read here; send JPEG or PNG"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC is not read here; send JPEG or PNG"),
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf", "AVIF is not read here; send JPEG or PNG"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp41", "a film is not read here; send JPEG or PNG"),
        (b"<svg xmlns='x'/>", "an SVG is not read here; send JPEG or PNG"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<svg/>", "an SVG is not read here; send JPEG or PNG"),
        (b"BM\x46\0\0\0\0\0\0\0\x36", "a BMP is not read here; send JPEG or PNG"),
        (b"PK\x03\x04", "a ZIP archive or office document is not read here; send JPEG or PNG"),
        (b"<html><svg></svg></html>", "this is not a picture; send JPEG or PNG"),
        (b"BMW is a car", "this is not a picture; send JPEG or PNG"),
        (b"\0", "this is not a picture; send JPEG or PNG"),
    ];
    for (bytes, expected) in files {
        let error = decode("front.jpg", bytes, &Limits::default()).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
    assert_eq!(decode("a.jpg", b"", &Limits::default()).unwrap_err(), IntakeError::Empty);
}

#[test]
fn the_name_never_decides_the_kind() {
    let (bytes, _) = picture!("rgb.jpg");
    let picture = decode("label.png", bytes, &Limits::default()).unwrap().remove(0);
    assert_eq!((picture.format, picture.file.as_str()), (Format::Jpeg, "label.png"));

    let mut polyglot = bytes.to_vec();
    polyglot.extend(b"PK\x03\x04 and a whole archive");
    assert_shows("JPEG with an archive behind it", &one(&polyglot), [RED, GREEN, BLUE, WHITE]);
}

#[test]
fn a_cut_file_is_an_error_wherever_it_is_cut() {
    let whole = [
        picture!("rgb.jpg"),
        picture!("progressive.jpg"),
        picture!("alpha.png"),
        picture!("lossy.webp"),
        picture!("alpha.webp"),
        picture!("rgb.tif"),
        picture!("palette.tif"),
    ];
    for (bytes, name) in whole {
        // The last bytes of a PNG and a padded WebP carry nothing of the picture.
        for length in 1..bytes.len() - 16 {
            let cut = decode(name, &bytes[..length], &Limits::default());
            assert!(cut.is_err(), "{name} cut at {length}");
        }
    }
    let (bytes, _) = picture!("rgb.jpg");
    let error = decode("a", &bytes[..bytes.len() - 20], &Limits::default()).unwrap_err();
    assert_eq!(error, IntakeError::Truncated { format: Format::Jpeg });
}

#[test]
fn damage_anywhere_is_answered() {
    let whole = [
        picture!("rgb.jpg"),
        picture!("cmyk.jpg"),
        picture!("palette.png"),
        picture!("lossy.webp"),
        picture!("palette.tif"),
        picture!("fax4.tif"),
        picture!("jpeg.tif"),
        picture!("pages.tif"),
    ];
    for (bytes, name) in whole {
        for at in 0..bytes.len().min(600) {
            for value in [0x00, 0xff, bytes[at] ^ 0x55] {
                let mut damaged = bytes.to_vec();
                damaged[at] = value;
                // Either answer is right; a fault that escapes is not.
                let _ = decode(name, &damaged, &Limits::default());
            }
        }
    }
}

#[test]
fn size_is_judged_by_the_header() {
    let few = Limits { max_pixels: 1000, ..Limits::default() };
    let error = decode("a", &png(40, 30), &few).unwrap_err();
    assert_eq!(error, IntakeError::TooManyPixels { width: 40, height: 30, limit: 1000 });

    for (width, height) in [(1, 1), (15, 400), (4000, 3)] {
        let error = decode("a", &png(width, height), &Limits::default()).unwrap_err();
        assert_eq!(error.code(), "too_few_pixels", "{width} × {height}");
    }
    assert!(decode("a", &png(16, 400), &Limits::default()).is_ok());
    assert!(matches!(
        decode("a", &png(32_100, 16), &Limits::default()),
        Err(IntakeError::TooLong { .. })
    ));

    let small = Limits { max_file_bytes: 50, ..Limits::default() };
    assert_eq!(decode("a", &png(40, 30), &small).unwrap_err().code(), "file_too_large");
}

#[test]
fn the_pictures_of_one_application_have_limits_together() {
    let limits = Limits { max_pixels: 1600, max_pages: 4, ..Limits::default() };
    let (large, small): (&[u8], &[u8]) = (&png(40, 40), &png(20, 20));
    let decoded = |files: &[&[u8]]| {
        let named = files.iter().map(|bytes| ("a.png", *bytes));
        decode_all(named, &limits, &CancellationToken::new()).map(|pictures| pictures.len())
    };
    assert_eq!(decoded(&[large; 4]), Ok(4));
    let too_large = Fault { file: Some(4), error: IntakeError::TooManyPixelsInAll };
    assert_eq!(decoded(&[large; 5]), Err(vec![too_large]));
    let too_many = Fault { file: None, error: IntakeError::TooManyPagesInAll { limit: 4 } };
    assert_eq!(decoded(&[small; 5]), Err(vec![too_many]));
    let empty = |file| Fault { file: Some(file), error: IntakeError::Empty };
    assert_eq!(decoded(&[b"", small, b""]), Err(vec![empty(0), empty(2)]), "all that is wrong");
}

#[test]
fn a_bomb_is_refused_before_it_is_decoded() {
    // A PNG header that promises 60000 × 60000 pixels and brings none.
    let mut bomb = png(20, 20);
    bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    let crc = png_crc(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&crc.to_be_bytes());
    let error = decode("a", &bomb, &Limits::default()).unwrap_err();
    assert_eq!(
        error,
        IntakeError::TooManyPixels { width: 60_000, height: 60_000, limit: 50_000_000 }
    );
}

fn png_crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

#[test]
fn names_are_fit_to_be_repeated() {
    let long = "x".repeat(300);
    let names = [
        ("front.jpg", "front.jpg"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("folder/", "folder"),
        ("a\r\nSet-Cookie: b.png", "aSet-Cookie: b.png"),
        ("evil\u{202e}gpj.exe", "evilgpj.exe"),
        ("  étiquette 1.jpg ", "étiquette 1.jpg"),
        ("..", "unnamed"),
        ("", "unnamed"),
        (&long, &long[..120]),
    ];
    for (name, expected) in names {
        assert_eq!(clean_name(name), expected, "{name:?}");
    }
}
