//! Small pictures, drawn on the spot.

use image::{ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

fn encoded(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_pixel(width, height, Rgb([250, 248, 240]))
        .write_to(&mut bytes, format)
        .expect("a plain picture can be encoded");
    bytes.into_inner()
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    encoded(ImageFormat::Png, width, height)
}

pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encoded(ImageFormat::Jpeg, width, height)
}
