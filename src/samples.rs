//! Label applications of our own making: drawn from a seed, with their truth.
//!
//! A sample is lawful as drawn, so that a checker may be held to finding nothing; one
//! [`Defect`] may then be planted in it, and the truth names it and the rule that should
//! catch it. Words come from the seed alone; pictures also from the typefaces installed.

mod canvas;
mod defect;
mod degrade;
mod design;
mod fonts;
mod layout;
mod names;
mod random;
mod truth;
mod wording;

pub use canvas::Area;
pub use defect::{DEFECTS, Defect, DefectSeverity};
pub use degrade::Degradation;

use crate::label::{Application, Commodity, DeclaredPanel, PanelRole};
use design::Design;
use fonts::Fonts;
use image::{Rgb, RgbImage};
use random::Random;
use serde_json::Value;
use std::path::{Path, PathBuf};
use wording::Wording;

/// Quality of the JPEG files that degraded panels become, in percent.
const JPEG_QUALITY: u8 = 62;

/// Why no sample could be made or kept.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    #[error("no usable typefaces found; install one of the packages {}", fonts::packages())]
    NoTypefaces,
    #[error("the picture cannot be encoded")]
    Unencodable(#[from] image::ImageError),
    #[error("the application or truth cannot be written as JSON")]
    Unwritable(#[from] serde_json::Error),
    #[error("{path} cannot be written")]
    Storage { path: PathBuf, source: std::io::Error },
}

/// One picture of a sample.
#[derive(Debug, Clone)]
pub struct SamplePanel {
    /// File name with extension.
    pub file: String,
    pub role: PanelRole,
    pub image: RgbImage,
    /// Where each line of text stands in the artwork, before any degradation.
    pub lines: Vec<Area>,
    /// The words of each of these lines.
    pub texts: Vec<String>,
}

/// A label application with its pictures and its truth.
#[derive(Debug, Clone)]
pub struct SampleApplication {
    pub application: Application,
    pub panels: Vec<SamplePanel>,
    /// In the corpus's schema, with `rule` beside it: the rule that should catch the defect.
    pub truth: Value,
    plan: Plan,
}

/// What a sample is drawn from.
#[derive(Debug, Clone)]
struct Plan {
    seed: u64,
    wording: Wording,
    design: Design,
    declared: Application,
    defect: Option<&'static Defect>,
    degradation: Degradation,
}

/// Draws the lawful sample of a seed.
pub fn application(seed: u64, product: Commodity) -> Result<SampleApplication, SampleError> {
    SampleApplication::draw(Plan::lawful(seed, product))
}

impl SampleApplication {
    fn draw(plan: Plan) -> Result<Self, SampleError> {
        let fonts = Fonts::installed().ok_or(SampleError::NoTypefaces)?;
        let mut drawn = plan.design.panels(&plan.wording, fonts);
        let mut random = Random::new(plan.seed, 200);
        for panel in &mut drawn {
            plan.degradation.apply(&mut panel.image, &mut random);
        }
        let extension = plan.degradation.extension();
        let panels: Vec<SamplePanel> = drawn
            .iter()
            .map(|panel| SamplePanel {
                file: format!("{}.{extension}", panel.name),
                role: panel.role,
                image: panel.image.clone(),
                lines: panel.lines.iter().map(|line| line.area).collect(),
                texts: panel.lines.iter().map(|line| line.text.clone()).collect(),
            })
            .collect();
        let mut application = plan.declared.clone();
        let declare = |panel: &SamplePanel| DeclaredPanel {
            file: Some(panel.file.clone()),
            role: Some(panel.role),
            ..DeclaredPanel::default()
        };
        application.panels = Some(panels.iter().map(declare).collect());
        let truth = truth::write(&plan, &application, &drawn);
        Ok(Self { application, panels, truth, plan })
    }

    /// A name fit for a folder: brand, seed, and the defect if there is one.
    #[must_use]
    pub fn id(&self) -> String {
        self.plan.id()
    }

    /// The same label with the fault planted; `None` where this label cannot carry it.
    pub fn with_defect(&self, defect: &'static Defect) -> Result<Option<Self>, SampleError> {
        self.plan.with_defect(defect).map(Self::draw).transpose()
    }

    /// The same label as a scanner or a telephone would show it.
    pub fn degraded(&self, degradation: Degradation) -> Result<Self, SampleError> {
        Self::draw(Plan { degradation, ..self.plan.clone() })
    }

    /// Writes the pictures, `application.json` and `truth.json` into a folder, which is made.
    pub fn write_to(&self, folder: &Path) -> Result<(), SampleError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| SampleError::Storage { path, source }
        };
        std::fs::create_dir_all(folder).map_err(failed(folder))?;
        let write = |name: &str, bytes: &[u8]| {
            let path = folder.join(name);
            std::fs::write(&path, bytes).map_err(failed(&path))
        };
        let mut truth = self.truth.clone();
        for (index, panel) in self.panels.iter().enumerate() {
            let bytes = self.plan.degradation.encode(&panel.image)?;
            truth::add_file(&mut truth["images"][index], &bytes);
            write(&panel.file, &bytes)?;
        }
        write(
            "application.json",
            pretty(&given(serde_json::to_value(&self.application)?))?.as_bytes(),
        )?;
        write("truth.json", pretty(&truth)?.as_bytes())
    }
}

impl Plan {
    fn lawful(seed: u64, product: Commodity) -> Self {
        let stream = match product {
            Commodity::Wine => 1,
            Commodity::DistilledSpirits => 2,
            Commodity::MaltBeverage => 3,
        };
        let wording = Wording::draw(&mut Random::new(seed, stream), product);
        let declared = wording.declared(seed);
        let design = Design::draw(&mut Random::new(seed, stream + 100), product);
        let degradation = Degradation::None;
        Self { seed, wording, design, declared, defect: None, degradation }
    }

    /// The same plan with the fault in it; `None` where it cannot carry it.
    fn with_defect(&self, defect: &'static Defect) -> Option<Self> {
        let mut plan = self.clone();
        plan.defect = Some(defect);
        defect.plant(&mut plan.wording, &mut plan.declared).then_some(plan)
    }

    fn id(&self) -> String {
        let brand = self.declared.brand_name.clone().unwrap_or_default();
        let mut id = format!("{}-{}", brand.to_lowercase().replace(' ', "-"), self.seed);
        if let Some(defect) = self.defect {
            id = format!("{id}-{}", defect.name);
        }
        id
    }
}

/// Leaves out what is null: the same as not given, and shorter to read.
fn given(mut application: Value) -> Value {
    if let Some(keys) = application.as_object_mut() {
        keys.retain(|_, value| !value.is_null());
        for value in keys.values_mut() {
            *value = given(value.take());
        }
    } else if let Some(items) = application.as_array_mut() {
        for item in items {
            *item = given(item.take());
        }
    }
    application
}

fn pretty(value: &Value) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

/// Writes a line of letters on a picture, from `left` on and above `baseline`, in whatever
/// typeface there is; without one nothing is written.
pub fn write_on(
    picture: &mut RgbImage,
    (left, baseline): (f32, f32),
    x_height: f32,
    text: &str,
    colour: Rgb<u8>,
) {
    if let Some(family) = Fonts::installed().and_then(|fonts| fonts.sans.first()) {
        let face = family.face(false);
        canvas::letters(picture, face, (left, baseline), (x_height, 0.0), text, colour);
    }
}

#[cfg(test)]
mod tests;
