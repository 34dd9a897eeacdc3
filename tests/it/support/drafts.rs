//! Artifacts to keep, made on the spot.

use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use ttb_verifier::artifacts::{
    ArtifactId, Body, Draft, Link, Metadata, PartName, Rules, ValidationStatus,
};
use ttb_verifier::intake::Format;
use ttb_verifier::label::Application;
use uuid::Uuid;

/// The artifact of a request at that time, the `number`th of its millisecond.
pub fn id(time: &str, number: u8) -> ArtifactId {
    let time: DateTime<Utc> = time.parse().unwrap();
    let mut bytes = ArtifactId::floor(time).uuid().into_bytes();
    bytes[15] = number;
    ArtifactId::new(Uuid::from_bytes(bytes)).unwrap()
}

/// A small request with all parts.
pub fn draft(id: ArtifactId) -> Draft {
    draft_that(id, |_| {})
}

pub fn draft_that(id: ArtifactId, change: impl FnOnce(&mut Metadata)) -> Draft {
    let mut metadata = Metadata {
        request_id: id,
        timestamp: id.time(),
        client_ip: Some("203.0.113.7".to_owned()),
        client_request_id: None,
        creator: None,
        application_id: Some("A-1042".to_owned()),
        image_size_bytes: 4,
        image_format: Format::Jpeg,
        ocr_backend: "auto".to_owned(),
        validation_passed: true,
        validation_status: ValidationStatus::Passed,
        processing_time_ms: 412,
        timings_ms: BTreeMap::from([("ocr".to_owned(), 371)]),
        model_version: "0.1.0".to_owned(),
        rules: Rules { edition: "2026-11-20".to_owned(), fingerprint: "sha256:00".to_owned() },
        engines: vec![],
        product_type: Some("wine".to_owned()),
        brand_name: Some("STONE’S THROW".to_owned()),
        violated: vec![],
        unclear: vec![],
        application: Application::default(),
        parts: vec![],
        chain: Link { id: Uuid::nil(), sequence: 0, previous: None },
    };
    change(&mut metadata);
    let text = r#"{"panels":[{"panel":0,"text":"STONE’S THROW\nCrème de Cassis"}],"lines":[]}"#;
    let picture = Body {
        file: Some("front.jpg".to_owned()),
        panels: vec![0],
        ..Body::new(PartName::Image(0, Format::Jpeg), &b"\xff\xd8\xff\xe0"[..])
    };
    let bodies = vec![
        picture,
        Body::new(PartName::Text, text.as_bytes()),
        Body::new(PartName::Result, &br#"{"verdict":"compliant"}"#[..]),
    ];
    Draft { metadata, bodies }
}
