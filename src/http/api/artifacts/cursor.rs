//! Where a listing goes on: after which artifact, and of which listing. Opaque to clients.

use crate::artifacts::{ArtifactId, Checksum, Filter, Sort};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

/// Enough to tell one listing from another.
const MARK: usize = 8;

/// The artifact's id and a mark of the filter and order it belongs to.
pub fn write(after: ArtifactId, filter: &Filter, sort: Sort) -> String {
    let mut bytes = after.uuid().into_bytes().to_vec();
    bytes.extend_from_slice(&mark(filter, sort));
    URL_SAFE_NO_PAD.encode(bytes)
}

/// # Errors
/// In words for the client, when it is none of ours or of another listing.
pub fn read(cursor: &str, filter: &Filter, sort: Sort) -> Result<ArtifactId, &'static str> {
    const STRANGE: &str = "is not a cursor that this service gave";
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| STRANGE)?;
    let (id, found) = bytes.split_at_checked(16).ok_or(STRANGE)?;
    let id = Uuid::from_slice(id).map_err(|_| STRANGE)?;
    let id = ArtifactId::new(id).map_err(|_| STRANGE)?;
    if found.len() != MARK {
        return Err(STRANGE);
    }
    if found != mark(filter, sort) {
        return Err("belongs to a listing with other filters or another order");
    }
    Ok(id)
}

fn mark(filter: &Filter, sort: Sort) -> [u8; MARK] {
    let json = serde_json::to_vec(&(filter, sort)).expect("a filter is plain data");
    let checksum = Checksum::of(&json);
    std::array::from_fn(|index| checksum.bytes()[index])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_good_for_its_own_listing_alone() {
        let id = ArtifactId::floor("2026-03-25T12:00:00Z".parse().unwrap());
        let wine = Filter { product_type: Some("wine".to_owned()), ..Filter::default() };
        let cursor = write(id, &wine, Sort::Newest);
        assert_eq!(read(&cursor, &wine, Sort::Newest), Ok(id));
        assert!(read(&cursor, &wine, Sort::Oldest).is_err());
        assert!(read(&cursor, &Filter::default(), Sort::Newest).is_err());
        let forged = ["", "x", "AAAA", "../../etc/passwd", &cursor[..10], &format!("{cursor}AA")];
        for forged in forged {
            assert!(read(forged, &wine, Sort::Newest).is_err(), "{forged}");
        }
    }
}
