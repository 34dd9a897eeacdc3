//! Pictures of every kind, good and bad, through the form: each gets its answer, and none a
//! fault of ours.

use crate::support::{Client, Form, TestApp, png};
use axum::http::StatusCode;
use serde_json::Value;

/// Pictures of 48 × 32 with four colours.
macro_rules! picture {
    ($name:literal) => {
        ($name, include_bytes!(concat!("../../pictures/", $name)).to_vec())
    };
}

/// The panels of the report on one file: name, width and height.
async fn panels(client: &Client, name: &str, bytes: &[u8]) -> Vec<(String, u64, u64)> {
    let answer = client.verify(Form::new().file("file", name, bytes)).await;
    assert_eq!(answer.status, StatusCode::OK, "{name}: {}", answer.text());
    let report = answer.json();
    let panel = |panel: &Value| {
        let size = |side: &str| panel[side].as_u64().unwrap();
        (panel["file"].as_str().unwrap().to_owned(), size("width"), size("height"))
    };
    report["panels"].as_array().unwrap().iter().map(panel).collect()
}

#[tokio::test]
async fn every_kind_of_picture_is_taken_and_shown_upright() {
    let app = TestApp::new();
    let lying = [
        picture!("rgb.jpg"),
        picture!("progressive.jpg"),
        picture!("cmyk.jpg"),
        picture!("grey.jpg"),
        picture!("orientation-3.jpg"),
        picture!("alpha.png"),
        picture!("palette.png"),
        picture!("bilevel.png"),
        picture!("lossy.webp"),
        picture!("alpha.webp"),
        picture!("rgb.tif"),
        picture!("cmyk.tif"),
        picture!("grey16.tif"),
        picture!("fax4.tif"),
    ];
    for (name, bytes) in lying {
        let seen = panels(&app, name, &bytes).await;
        assert_eq!(seen, [(name.to_owned(), 48, 32)]);
    }
    for (name, bytes) in [
        picture!("orientation-6.jpg"),
        picture!("orientation-8.jpg"),
        picture!("orientation-6.tif"),
        picture!("orientation-6.webp"),
    ] {
        let seen = panels(&app, name, &bytes).await;
        assert_eq!(seen, [(name.to_owned(), 32, 48)], "the camera's turn is applied");
    }
}

#[tokio::test]
async fn the_pages_of_a_tiff_are_panels_beside_the_others() {
    let app = TestApp::new();
    let (_, pages) = picture!("pages.tif");
    let form = Form::with_a_picture().file("file", "both.tif", &pages);
    let report = app.verify(form).await.json();
    let names: Vec<_> = report["panels"].as_array().unwrap().iter().map(|p| &p["file"]).collect();
    assert_eq!(names, ["front.png", "both.tif page 1", "both.tif page 2"]);

    let few = TestApp::with_settings([("MAX_FILES", "2")]);
    let form = Form::with_a_picture().file("file", "both.tif", &pages);
    assert_eq!(few.verify(form).await.code(), "too_many_pages", "pages count as panels");
}

#[tokio::test]
async fn the_content_tells_the_kind_whatever_the_name_and_type() {
    let app = TestApp::new();
    let (_, jpeg) = picture!("rgb.jpg");
    assert_eq!(panels(&app, "label.png", &jpeg).await, [("label.png".to_owned(), 48, 32)]);
    let claimed = "name=\"file\"; filename=\"a.gif\"\r\nContent-Type: application/pdf";
    let answer = app.verify(Form::new().part(claimed, &jpeg)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());

    // Files that are two things at once: what stands first is what they are.
    let both = |first: &[u8], second: &[u8]| [first, second].concat();
    let archive = both(&jpeg, b"PK\x03\x04 and a whole archive");
    assert_eq!(panels(&app, "a.jpg", &archive).await.len(), 1);
    for head in [&b"%PDF-1.7\n"[..], b"PK\x03\x04", b"GIF89a\x01\0\x01\0", b"<svg xmlns='x'>"] {
        let answer = app.verify(Form::new().file("file", "a.jpg", &both(head, &jpeg))).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{}", answer.text());
        assert_eq!(answer.code(), "file_kind_not_read");
    }
}

#[tokio::test]
async fn a_bad_picture_refuses_the_application_and_is_named() {
    let app = TestApp::new();
    let cut =
        |(_, bytes): (&str, Vec<u8>), share: usize| bytes[..bytes.len() * share / 10].to_vec();
    let cases: Vec<(&str, Vec<u8>, u16, &str)> = vec![
        ("an empty file", vec![], 422, "file_empty"),
        ("a web page", b"<html><img src=x></html>".to_vec(), 415, "file_kind_unknown"),
        ("noise", (0..4000_u32).map(|n| (n * 167 % 251) as u8).collect(), 415, "file_kind_unknown"),
        ("one byte", vec![0xff], 415, "file_kind_unknown"),
        ("a HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(), 415, "file_kind_not_read"),
        ("half a JPEG", cut(picture!("rgb.jpg"), 8), 422, "file_truncated"),
        ("the head of a JPEG", vec![0xff, 0xd8, 0xff, 0xe0], 422, "file_truncated"),
        ("half a PNG", cut(picture!("alpha.png"), 7), 422, "file_truncated"),
        ("half a WebP", cut(picture!("lossy.webp"), 5), 422, "file_truncated"),
        ("half a TIFF", cut(picture!("rgb.tif"), 5), 422, "file_truncated"),
        ("one pixel", png(1, 1), 422, "too_few_pixels"),
        ("a thread", png(4000, 3), 422, "too_few_pixels"),
        ("a ribbon", png(33_000, 16), 422, "too_many_pixels"),
        ("a bomb", bomb(), 422, "too_many_pixels"),
    ];
    for (case, bytes, status, code) in cases {
        for (form, place) in [
            (Form::new().file("file", "bad.jpg", &bytes), "file[0] bad.jpg"),
            (Form::with_a_picture().file("file", "bad.jpg", &bytes), "file[1] bad.jpg"),
        ] {
            let answer = app.verify(form).await;
            assert_eq!(answer.status.as_u16(), status, "{case}: {}", answer.text());
            assert_eq!(answer.code(), code, "{case}: {}", answer.text());
            assert_eq!(answer.places(), [place], "{case}");
        }
    }
    assert!(app.reader.asked.lock().unwrap().is_empty(), "nothing bad reaches the engines");
}

/// A PNG whose header promises 60000 × 60000 pixels.
fn bomb() -> Vec<u8> {
    let mut bytes = png(20, 20);
    bytes[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    bytes[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    let mut crc = u32::MAX;
    for byte in &bytes[12..29] {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    bytes[29..33].copy_from_slice(&(!crc).to_be_bytes());
    bytes
}
