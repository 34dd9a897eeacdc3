//! What a file is, told by its first bytes and nothing else.

use super::Format;

/// What the content says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Read(Format),
    /// Known, by the name its owner knows it by, and not read.
    Named(&'static str),
    Unknown,
}

const SIGNATURES: &[(&[u8], Kind)] = &[
    (b"\xff\xd8\xff", Kind::Read(Format::Jpeg)),
    (b"\x89PNG\r\n\x1a\n", Kind::Read(Format::Png)),
    (b"II*\0", Kind::Read(Format::Tiff)),
    (b"MM\0*", Kind::Read(Format::Tiff)),
    (b"II+\0", Kind::Read(Format::Tiff)),
    (b"MM\0+", Kind::Read(Format::Tiff)),
    (b"GIF8", Kind::Named("a GIF")),
    (b"%PDF-", Kind::Named("a PDF")),
    (b"%!PS", Kind::Named("PostScript")),
    (b"8BPS", Kind::Named("a Photoshop file")),
    (b"\xff\x0a", Kind::Named("JPEG XL")),
    (b"\0\0\0\x0cJXL ", Kind::Named("JPEG XL")),
    (b"\0\0\0\x0cjP  ", Kind::Named("JPEG 2000")),
    (b"PK\x03\x04", Kind::Named("a ZIP archive or office document")),
];

/// The kind by content: what stands first decides, so a picture with something else hung
/// behind it is the picture, and a page that mentions one is not.
pub(super) fn of(bytes: &[u8]) -> Kind {
    for (signature, kind) in SIGNATURES {
        if bytes.starts_with(signature) {
            return *kind;
        }
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Kind::Read(Format::Webp);
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return iso_media(bytes);
    }
    // A bitmap's header names its own length, which tells it from a text that begins “BM”.
    if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        return Kind::Named("a BMP");
    }
    if is_svg(bytes) {
        return Kind::Named("an SVG");
    }
    Kind::Unknown
}

/// HEIC, AVIF and films share one container; the brands in its first box tell which.
fn iso_media(bytes: &[u8]) -> Kind {
    let length = bytes[..4].iter().fold(0_usize, |length, byte| length << 8 | usize::from(*byte));
    let first_box = &bytes[8..length.clamp(8, 256).min(bytes.len())];
    let has = |brand: &[u8; 4]| first_box.chunks_exact(4).any(|found| found == brand);
    if has(b"avif") || has(b"avis") {
        Kind::Named("AVIF")
    } else if has(b"heic") || has(b"heix") || has(b"hevc") || has(b"mif1") || has(b"msf1") {
        Kind::Named("HEIC")
    } else {
        Kind::Named("a film")
    }
}

fn is_svg(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    head.starts_with("<svg") || (head.starts_with("<?xml") && head.contains("<svg"))
}
