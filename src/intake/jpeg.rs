//! Whether a JPEG is all there: the decoder paints a missing rest grey and says nothing,
//! and grey paint where a warning was printed must not become a finding.

/// Whether the marker of the picture's end is reached.
pub(super) fn is_complete(bytes: &[u8]) -> bool {
    let mut at = 2;
    loop {
        let Some(marker) = next_marker(bytes, &mut at) else { return false };
        match marker {
            END_OF_IMAGE => return true,
            // Restarts and their like stand alone, without a length.
            0x01 | 0xd0..=0xd8 => {}
            _ => {
                let Some(&[high, low]) = bytes.get(at..at + 2) else { return false };
                at += usize::from(u16::from_be_bytes([high, low])).max(2);
            }
        }
    }
}

const END_OF_IMAGE: u8 = 0xd9;

/// Moves behind the next marker and returns it; passes over coded data, in which a byte
/// 0xff is followed by 0.
fn next_marker(bytes: &[u8], at: &mut usize) -> Option<u8> {
    while *at + 1 < bytes.len() {
        let (byte, next) = (bytes[*at], bytes[*at + 1]);
        *at += 1;
        if byte == 0xff && next != 0x00 && next != 0xff {
            *at += 1;
            return Some(next);
        }
    }
    None
}
