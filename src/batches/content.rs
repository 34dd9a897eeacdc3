//! What makes two applications the same work: their pictures, what is declared, the law and
//! the engines.

use super::plan::Planned;
use crate::artifacts::Checksum;
use crate::label::{Application, DeclaredPanel};
use crate::verification::{EngineState, role_by_name};
use chrono::NaiveDate;
use serde_json::json;
use sha2::{Digest, Sha256};

/// All that a report follows from beside pictures and declaration.
#[derive(Debug, Clone, PartialEq)]
pub struct Circumstances {
    /// Of the rules.
    pub fingerprint: String,
    pub engines: Vec<EngineState>,
    /// The law of this day applies where no filing date is declared.
    pub today: NaiveDate,
    /// The reader, the deadline and what else was asked for, as it is spelt.
    pub options: String,
}

impl Circumstances {
    /// The SHA-256 of all that one application's report follows from. Names of files and the
    /// application's own number make no difference but for the panel that a name tells.
    #[must_use]
    pub fn content(&self, planned: &Planned) -> String {
        let mut hash = Sha256::new();
        for picture in &planned.pictures {
            hash.update(picture.file.sha256);
        }
        let engines: Vec<_> = self
            .engines
            .iter()
            .map(|state| json!([state.engine.name(), state.available, state.version, state.models]))
            .collect();
        let rest = json!({
            "application": unnamed(&planned.application, planned),
            "rules": self.fingerprint,
            "engines": engines,
            "today": self.today,
            "options": self.options,
            "version": env!("CARGO_PKG_VERSION"),
        });
        hash.update(rest.to_string());
        Checksum::from(hash).to_string()
    }
}

/// The declaration without names: what is declared of each picture stands in their order.
fn unnamed(application: &Application, planned: &Planned) -> Application {
    let declared = application.panels.as_deref().unwrap_or_default();
    let panels = planned.pictures.iter().enumerate().map(|(index, picture)| {
        let by_name = declared.iter().find(|panel| panel.file.as_deref() == Some(&picture.name));
        let by_place = declared.get(index).filter(|panel| panel.file.is_none());
        let mut panel: DeclaredPanel = by_name.or(by_place).cloned().unwrap_or_default();
        panel.role = panel.role.or_else(|| role_by_name(&picture.name));
        panel.file = None;
        panel
    });
    Application { application_id: None, panels: Some(panels.collect()), ..application.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batches::ItemDetail;
    use crate::batches::grouping::Stage;
    use crate::batches::plan::Picture;
    use crate::intake::Format;
    use crate::intake::archive::Unpacked;

    fn planned(names: &[(&str, u8)], brand: &str, id: &str) -> Planned {
        let pictures = names.iter().map(|(name, sha)| Picture {
            name: (*name).to_owned(),
            file: Unpacked { path: (*name).into(), bytes: 1, sha256: [*sha; 32] },
            format: Format::Png,
        });
        Planned {
            application: Application {
                application_id: Some(id.to_owned()),
                brand_name: Some(brand.to_owned()),
                ..Application::default()
            },
            detail: ItemDetail {
                files: vec![],
                grouped_by: Stage::Alone,
                why: String::new(),
                error: None,
            },
            pictures: pictures.collect(),
        }
    }

    #[test]
    fn names_make_no_difference_and_everything_else_does() {
        let here = Circumstances {
            fingerprint: "sha256:1".to_owned(),
            engines: vec![],
            today: "2026-03-25".parse().unwrap(),
            options: "auto".to_owned(),
        };
        let first = here.content(&planned(&[("a.png", 1), ("b-back.png", 2)], "X", "A-1"));
        let renamed = here.content(&planned(&[("c.png", 1), ("d back.png", 2)], "X", "A-2"));
        assert_eq!(first, renamed);
        let others =
            [
                here.content(&planned(&[("a.png", 1), ("b-front.png", 2)], "X", "A-1")),
                here.content(&planned(&[("a.png", 2), ("b-back.png", 1)], "X", "A-1")),
                here.content(&planned(&[("a.png", 1), ("b-back.png", 2)], "Y", "A-1")),
                here.content(&planned(&[("a.png", 1)], "X", "A-1")),
                Circumstances { fingerprint: "sha256:2".to_owned(), ..here.clone() }
                    .content(&planned(&[("a.png", 1), ("b-back.png", 2)], "X", "A-1")),
                Circumstances { today: "2026-03-26".parse().unwrap(), ..here }.content(&planned(
                    &[("a.png", 1), ("b-back.png", 2)],
                    "X",
                    "A-1",
                )),
            ];
        for other in others {
            assert_ne!(first, other);
        }
    }
}
