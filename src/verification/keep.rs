//! What of one verification is kept, when it is to be kept.

use super::report::{ArtifactStatus, Backend, FieldStatus};
use super::{EngineState, PanelsRead, Report};
use crate::artifacts::{
    Archive, ArtifactId, Body, Checksum, Draft, EngineUsed, ExtractedText, Link, Metadata, NotAnId,
    PanelText, PartName, Rules, ValidationStatus,
};
use crate::config::{ArtifactConfig, ClientIp};
use crate::intake::{Format, Picture};
use crate::label::Application;
use crate::rules::{OutcomeKind, Verdict};
use bytes::Bytes;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use uuid::Uuid;

/// A block of SHA-256, which is what its keyed form is built of.
const BLOCK: usize = 64;

/// What the report does not know of its own request.
#[derive(Debug, Clone)]
pub struct Submission {
    /// In upload order, at least one.
    pub files: Vec<SubmittedFile>,
    pub application: Application,
    pub client: Option<IpAddr>,
    pub client_request_id: Option<String>,
}

/// One uploaded file.
#[derive(Debug, Clone)]
pub struct SubmittedFile {
    /// The client's name for it, cleaned.
    pub name: String,
    pub format: Format,
    pub bytes: Bytes,
    /// Panels that it shows, at least one.
    pub panels: usize,
}

/// The files that were decoded, by name and bytes, each with the panels that it shows.
pub fn submitted(
    files: impl IntoIterator<Item = (String, Bytes)>,
    pictures: &[Vec<Picture>],
) -> Vec<SubmittedFile> {
    let mut submitted = Vec::new();
    for ((name, bytes), pages) in files.into_iter().zip(pictures) {
        if let Some(first) = pages.first() {
            let format = first.format;
            submitted.push(SubmittedFile { name, format, bytes, panels: pages.len() });
        }
    }
    submitted
}

/// The artifact of a verification: its parts as the settings keep them.
///
/// # Errors
/// When the report's id is none of ours.
pub fn draft(
    submission: Submission,
    read: &PanelsRead,
    report: &Report,
    engines: &[EngineState],
    config: &ArtifactConfig,
) -> Result<Draft, NotAnId> {
    let id = ArtifactId::new(report.request_id)?;
    let first = submission.files.first();
    let timings = report.timings_ms;
    let metadata = Metadata {
        request_id: id,
        timestamp: id.time(),
        client_ip: submission
            .client
            .and_then(|client| client_ip(client, config.client_ip, config.client_ip_key.as_ref())),
        client_request_id: submission.client_request_id,
        creator: None,
        application_id: report.application_id.clone(),
        image_size_bytes: first.map_or(0, |file| file.bytes.len() as u64),
        image_format: first.map_or(Format::Jpeg, |file| file.format),
        ocr_backend: backend(report.ocr.backend).to_owned(),
        validation_passed: report.validation_passed,
        validation_status: status(report.verdict),
        processing_time_ms: report.processing_time_ms,
        timings_ms: BTreeMap::from([
            ("decode".to_owned(), timings.decode),
            ("ocr".to_owned(), timings.ocr),
            ("reading".to_owned(), timings.reading),
            ("rules".to_owned(), timings.rules),
        ]),
        model_version: report.model_version.clone(),
        rules: Rules {
            edition: report.rules.edition.clone(),
            fingerprint: report.rules.fingerprint.clone(),
        },
        engines: engines.iter().filter(|state| state.available).map(engine).collect(),
        product_type: report.product_type.value.map(|product| name_of(&product)),
        brand_name: brand(&submission.application, report),
        violated: rules_that_are(report, OutcomeKind::Violated),
        unclear: rules_that_are(report, OutcomeKind::Unclear),
        application: submission.application,
        parts: Vec::new(),
        chain: Link { id: Uuid::nil(), sequence: 0, previous: None },
    };

    let mut bodies = Vec::new();
    if config.parts.image {
        bodies.extend(pictures(submission.files));
    }
    if config.parts.text {
        bodies.push(Body::new(PartName::Text, json(&text(read))));
    }
    if config.parts.result {
        let report =
            Report { artifact_id: Some(id.uuid()), artifact_status: None, ..report.clone() };
        bodies.push(Body::new(PartName::Result, json(&report)));
    }
    Ok(Draft { metadata, bodies })
}

/// Keeps the request, and says in the report what became of it: that it cannot be kept takes
/// nobody's answer away.
pub async fn save(archive: &Arc<Archive>, draft: Result<Draft, NotAnId>, report: &mut Report) {
    let saved = match draft {
        Ok(draft) => archive.save(draft).await.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    report.artifact_status = Some(match saved {
        Ok(metadata) => {
            report.artifact_id = Some(metadata.request_id.uuid());
            ArtifactStatus::Accepted
        }
        Err(reason) => ArtifactStatus::Failed { reason },
    });
}

fn pictures(files: Vec<SubmittedFile>) -> Vec<Body> {
    let mut panels = 0..;
    let bodies = files.into_iter().enumerate().map(|(index, file)| Body {
        name: PartName::Image(index, file.format),
        bytes: file.bytes,
        file: Some(file.name),
        panels: panels.by_ref().take(file.panels).collect(),
    });
    bodies.collect()
}

fn text(read: &PanelsRead) -> ExtractedText {
    let panel = |panel: usize| PanelText {
        panel,
        text: read
            .lines
            .iter()
            .filter(|line| line.panel == panel)
            .map(crate::ocr::Line::text)
            .collect::<Vec<_>>()
            .join("\n"),
    };
    ExtractedText {
        panels: (0..read.panels.len()).map(panel).collect(),
        lines: serde_json::to_value(&read.lines).expect("lines are plain data"),
    }
}

fn json(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("reports and texts are plain data")
}

/// As declared; else as read, where it was read well enough to be shown.
fn brand(application: &Application, report: &Report) -> Option<String> {
    let field = &report.fields.brand_name;
    let read = field.read.clone().filter(|_| field.status != FieldStatus::Unreadable);
    application.brand_name.clone().or(read)
}

fn rules_that_are(report: &Report, outcome: OutcomeKind) -> Vec<String> {
    let found = report.findings.iter().filter(|finding| finding.outcome == outcome);
    found.map(|finding| finding.rule.clone()).collect()
}

fn engine(state: &EngineState) -> EngineUsed {
    EngineUsed {
        name: state.engine.name().to_owned(),
        version: state.version.clone(),
        models: state.models.iter().cloned().collect(),
    }
}

const fn status(verdict: Verdict) -> ValidationStatus {
    match verdict {
        Verdict::Compliant => ValidationStatus::Passed,
        Verdict::NonCompliant => ValidationStatus::Failed,
        Verdict::NeedsReview => ValidationStatus::NeedsReview,
    }
}

const fn backend(backend: Backend) -> &'static str {
    match backend {
        Backend::Auto => "auto",
        Backend::Tesseract => "tesseract",
        Backend::Ppocr => "ppocr",
        Backend::Ollama => "ollama",
    }
}

/// The word that reports use for it.
fn name_of(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// The address as the settings let it be kept.
fn client_ip(client: IpAddr, how: ClientIp, key: Option<&SecretString>) -> Option<String> {
    match how {
        ClientIp::Plain => Some(client.to_string()),
        ClientIp::Hashed => {
            let key = key?.expose_secret().as_bytes();
            Some(format!("hmac-{}", keyed_hash(key, client.to_string().as_bytes())))
        }
        ClientIp::Omitted => None,
    }
}

/// HMAC-SHA-256 (RFC 2104).
fn keyed_hash(key: &[u8], message: &[u8]) -> Checksum {
    let mut block = [0; BLOCK];
    if key.len() > BLOCK {
        block[..32].copy_from_slice(Checksum::of(key).bytes());
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let inner = Sha256::new().chain_update(block.map(|byte| byte ^ 0x36)).chain_update(message);
    let inner = Checksum::from(inner);
    Sha256::new().chain_update(block.map(|byte| byte ^ 0x5c)).chain_update(inner.bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_hashed_by_key() {
        // RFC 4231, test case 2.
        let hash = keyed_hash(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(hash.hex(), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        let client: IpAddr = "203.0.113.7".parse().unwrap();
        let kept = |how, key: Option<&str>| {
            client_ip(client, how, key.map(|key| SecretString::from(key.to_owned())).as_ref())
        };
        assert_eq!(kept(ClientIp::Plain, None).as_deref(), Some("203.0.113.7"));
        assert_eq!(kept(ClientIp::Omitted, None), None);
        let hashed = kept(ClientIp::Hashed, Some("a")).unwrap();
        assert!(hashed.starts_with("hmac-sha256:") && !hashed.contains("203"));
        assert_ne!(hashed, kept(ClientIp::Hashed, Some("b")).unwrap());
    }

    #[test]
    fn panels_are_counted_through_the_pages_of_the_files() {
        let file = |panels| SubmittedFile {
            name: "a".to_owned(),
            format: Format::Tiff,
            bytes: Bytes::new(),
            panels,
        };
        let bodies = pictures(vec![file(1), file(3), file(1)]);
        let panels: Vec<_> = bodies.into_iter().map(|body| body.panels).collect();
        assert_eq!(panels, [vec![0], vec![1, 2, 3], vec![4]]);
    }
}
