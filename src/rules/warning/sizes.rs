//! The sizes of 27 CFR 16.22(a)(4) and (b), by container.

use crate::label::Label;
use rust_decimal::Decimal;

/// Up to this many millilitres a container is small.
const SMALL_ML: Decimal = Decimal::from_parts(237, 0, 0, false, 0);
/// Above this many it is large.
const LARGE_ML: Decimal = Decimal::from_parts(3000, 0, 0, false, 0);

/// What 16.22 asks of one container.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Size {
    /// Least height of the letters in millimetres.
    pub height_mm: f32,
    /// Most letters, digits and marks to the inch.
    pub characters_per_inch: f32,
}

/// The sizes for the label's container, by its printed net contents, else the declared.
pub(super) fn required(label: &Label) -> Option<Size> {
    let printed = label.facts.net_contents.confident().map(|reading| reading.value.volume);
    let volume = printed.or(label.declared.net_contents)?.0;
    Some(if volume <= SMALL_ML {
        Size { height_mm: 1.0, characters_per_inch: 40.0 }
    } else if volume <= LARGE_ML {
        Size { height_mm: 2.0, characters_per_inch: 25.0 }
    } else {
        Size { height_mm: 3.0, characters_per_inch: 12.0 }
    })
}
