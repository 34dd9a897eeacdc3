//! Palette pages, which the decoder does not read: their indices are grey samples to it,
//! once the header says “grey” instead of “palette”.

use ::tiff::decoder::Decoder;
use ::tiff::tags::{ByteOrder, Tag};
use ::tiff::{TiffError, TiffFormatError, TiffResult};
use std::io::Cursor;

/// Red, green and blue for each index.
pub(super) struct Palette(Vec<[u8; 3]>);

const PALETTE: u16 = 3;
const BLACK_IS_ZERO: u16 = 1;
const PHOTOMETRIC: u16 = 262;

impl Palette {
    /// All reds, then all greens, then all blues, sixteen bits each.
    fn new(map: &[u16]) -> Self {
        let colors = map.len() / 3;
        let channel = |value: u16| (value >> 8) as u8;
        let color = |i: usize| [map[i], map[colors + i], map[2 * colors + i]].map(channel);
        Self((0..colors).map(color).collect())
    }

    /// The colour of an index; black for one outside the table.
    pub(super) fn color(&self, index: u8) -> [u8; 3] {
        self.0.get(usize::from(index)).copied().unwrap_or_default()
    }
}

/// The file with palette pages declared grey, and each page's palette.
pub(super) fn as_indices(
    bytes: &[u8],
    max_pages: usize,
) -> TiffResult<(Vec<u8>, Vec<Option<Palette>>)> {
    let mut patched = bytes.to_vec();
    let mut palettes = Vec::new();
    let mut decoder = Decoder::new(Cursor::new(bytes))?;
    let order = decoder.byte_order();
    for _ in 0..max_pages {
        let photometric = decoder.find_tag_unsigned::<u16>(Tag::PhotometricInterpretation)?;
        palettes.push(if photometric == Some(PALETTE) {
            let place = decoder.ifd_pointer().and_then(|ifd| entry(bytes, ifd.0, order));
            let place = place.ok_or(TiffError::FormatError(
                TiffFormatError::RequiredTagNotFound(Tag::PhotometricInterpretation),
            ))?;
            let grey = match order {
                ByteOrder::LittleEndian => BLACK_IS_ZERO.to_le_bytes(),
                ByteOrder::BigEndian => BLACK_IS_ZERO.to_be_bytes(),
            };
            patched[place..place + 2].copy_from_slice(&grey);
            Some(Palette::new(&decoder.get_tag_u16_vec(Tag::ColorMap)?))
        } else {
            None
        });
        if !decoder.more_images() {
            break;
        }
        decoder.next_image()?;
    }
    Ok((patched, palettes))
}

/// Where the photometric entry of the directory at `ifd` keeps its value.
fn entry(bytes: &[u8], ifd: u64, order: ByteOrder) -> Option<usize> {
    // A big TIFF says 43 where a classic one says 42, and has wider fields.
    let big = matches!(bytes.get(2..4)?, [43, 0] | [0, 43]);
    let (count_bytes, entry_bytes, value_at) = if big { (8, 20, 12) } else { (2, 12, 8) };
    let short = |at: usize| {
        let field: [u8; 2] = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(match order {
            ByteOrder::LittleEndian => u16::from_le_bytes(field),
            ByteOrder::BigEndian => u16::from_be_bytes(field),
        })
    };
    let first = usize::try_from(ifd).ok()?.checked_add(count_bytes)?;
    // Entries stand in ascending order of their tags.
    for number in 0..usize::from(u16::MAX) {
        let at = first.checked_add(number * entry_bytes)?;
        match short(at)? {
            PHOTOMETRIC => return short(at + value_at).map(|_| at + value_at),
            tag if tag > PHOTOMETRIC => return None,
            _ => {}
        }
    }
    None
}
