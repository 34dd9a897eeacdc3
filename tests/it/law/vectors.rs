//! The examples that the catalogue gives of each rule, as labels: `tests/vectors/*.toml`, a file
//! a room. Each is read from its printed lines like any label, and judged by all rules.
//!
//! ```toml
//! [base.rum]                       # a lawful label that vectors change
//! product = "distilled_spirits"
//! brand = "OLD MILL"
//! alcohol = "40% ALC/VOL"
//!
//! [[vector]]
//! rule = "spirits.alcohol.format"
//! shows = "FAIL 2"                 # the catalogue's second FAIL line of the rule
//! on = "rum"
//! alcohol = "40% ABV"              # instead of the base's; "" takes it away
//! outcome = "violated"
//!
//! [[unseen]]                       # no label can show this line
//! rule = "spirits.standards.rum"
//! shows = "FAIL 1"
//! because = "from what it was distilled is in the records alone"
//! ```

use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use ttb_verifier::label::{
    Application, Commodity, Completeness, Fact, Label, Measured, Measures, Panel, PanelRole,
    Quality, QualityIssue, Source, StatementHeight, StatementKind, Weight,
};
use ttb_verifier::ocr::{Alternative, Engine, Line};
use ttb_verifier::reading;
use ttb_verifier::rules::{self, Finding, OutcomeKind, Severity, catalog};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    base: BTreeMap<String, Printed>,
    #[serde(default)]
    vector: Vec<Vector>,
    #[serde(default)]
    unseen: Vec<Unseen>,
}

/// A label that a line of the catalogue describes.
#[derive(Debug, Deserialize)]
pub struct Vector {
    pub rule: String,
    pub shows: Shows,
    /// Our words for it, where the label does not speak for itself.
    #[serde(default)]
    pub case: String,
    #[serde(default)]
    on: Option<String>,
    pub outcome: OutcomeKind,
    #[serde(default)]
    severity: Option<Severity>,
    /// Why the outcome is not what the line asks.
    #[serde(default)]
    pub because: Option<String>,
    #[serde(flatten)]
    printed: Printed,
}

/// A line of the catalogue that no label can show.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unseen {
    pub rule: String,
    pub shows: Shows,
    pub because: String,
}

/// Which of a rule's PASS or FAIL lines, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Shows {
    pub fails: bool,
    pub number: usize,
}

impl TryFrom<String> for Shows {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("“{text}” is not PASS or FAIL and a number");
        let (which, number) = text.split_once(' ').ok_or_else(wrong)?;
        let fails = match which {
            "PASS" => false,
            "FAIL" => true,
            _ => return Err(wrong()),
        };
        Ok(Self { fails, number: number.parse().map_err(|_| wrong())? })
    }
}

impl fmt::Display for Shows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", if self.fails { "FAIL" } else { "PASS" }, self.number)
    }
}

/// What a label prints, by statement, each in a block of its own; line breaks stay.
#[derive(Debug, Clone, Default, Deserialize)]
struct Printed {
    product: Option<Commodity>,
    source: Option<Source>,
    brand: Option<String>,
    fanciful: Option<String>,
    class: Option<String>,
    composition: Option<String>,
    appellation: Option<String>,
    vintage: Option<String>,
    age: Option<String>,
    alcohol: Option<String>,
    contents: Option<String>,
    maker: Option<String>,
    origin: Option<String>,
    disclosures: Option<String>,
    warning: Option<String>,
    /// Whatever else, each a block.
    also: Option<Vec<String>>,
    /// The label's panels, block by block, instead of all statements.
    panels: Option<Vec<PrintedPanel>>,
    /// What is declared, by the names of the application's keys.
    application: Option<toml::Table>,
    measured: Option<MeasuredPrint>,
    /// Whether these are all the panels; they are, where nothing is said.
    complete: Option<bool>,
    /// How sure the reading is, 0 to 1.
    confidence: Option<f32>,
    /// Keys that mean nothing.
    #[serde(flatten)]
    unknown: BTreeMap<String, toml::Value>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PrintedPanel {
    role: PanelRole,
    prints: Vec<String>,
}

/// What was measured in the print.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct MeasuredPrint {
    warning_characters_per_inch: Option<f32>,
    warning_contrast: Option<f32>,
    lead_in_stroke_ratio: Option<f32>,
    body_stroke_to_height: Option<f32>,
    warning_set_width: Option<f32>,
    warning_gap_lines: Option<f32>,
    designation_height_ratio: Option<f32>,
    appellation_height_ratio: Option<f32>,
    alcohol_boxed: Option<bool>,
    lead_in_weight: Option<String>,
    body_weight: Option<String>,
    /// Millimetres by statement.
    heights: BTreeMap<String, f32>,
    /// Statements whose letters are all capitals.
    capitals: BTreeSet<String>,
    /// Printed lines that hardly stand out from their ground.
    pale: BTreeSet<String>,
}

impl Printed {
    /// This label where it says something, and that one where it does not.
    fn or(self, base: Self) -> Self {
        let application = match (base.application, self.application) {
            (Some(mut base), Some(own)) => {
                base.extend(own);
                Some(base)
            }
            (base, own) => own.or(base),
        };
        Self {
            product: self.product.or(base.product),
            source: self.source.or(base.source),
            brand: self.brand.or(base.brand),
            fanciful: self.fanciful.or(base.fanciful),
            class: self.class.or(base.class),
            composition: self.composition.or(base.composition),
            appellation: self.appellation.or(base.appellation),
            vintage: self.vintage.or(base.vintage),
            age: self.age.or(base.age),
            alcohol: self.alcohol.or(base.alcohol),
            contents: self.contents.or(base.contents),
            maker: self.maker.or(base.maker),
            origin: self.origin.or(base.origin),
            disclosures: self.disclosures.or(base.disclosures),
            warning: self.warning.or(base.warning),
            also: self.also.or(base.also),
            panels: self.panels.or(base.panels),
            application,
            measured: self.measured.or(base.measured),
            complete: self.complete.or(base.complete),
            confidence: self.confidence.or(base.confidence),
            unknown: self.unknown.into_iter().chain(base.unknown).collect(),
        }
    }

    fn blocks(&self) -> Vec<&str> {
        let statements = [
            &self.brand,
            &self.fanciful,
            &self.appellation,
            &self.class,
            &self.vintage,
            &self.composition,
            &self.age,
            &self.alcohol,
            &self.contents,
        ];
        let below = [&self.maker, &self.origin, &self.disclosures, &self.warning];
        let statements = statements.into_iter().flatten();
        let also = self.also.iter().flatten();
        let below = below.into_iter().flatten();
        let all = statements.chain(also).chain(below);
        all.map(String::as_str).filter(|block| !block.is_empty()).collect()
    }

    fn label(&self) -> Result<Label, String> {
        if let Some(key) = self.unknown.keys().next() {
            return Err(format!("there is no key “{key}”"));
        }
        let application = self.application()?;
        let panels: Vec<(Option<PanelRole>, Vec<&str>)> = match &self.panels {
            Some(panels) => panels
                .iter()
                .map(|panel| (Some(panel.role), panel.prints.iter().map(String::as_str).collect()))
                .collect(),
            None => vec![(None, self.blocks())],
        };
        let mut lines = Vec::new();
        for (index, (_, blocks)) in panels.iter().enumerate() {
            lines.extend(lines_of(index, blocks, self.confidence.unwrap_or(0.97)));
        }
        let mut seen = reading::read(&lines, &application);
        let print = self.measured.clone().unwrap_or_default();
        let pale = |line: &&Line| print.pale.contains(&line.text());
        let pale: Vec<Line> = lines.iter().filter(pale).cloned().collect();
        let measures = print.measures()?;
        if let Fact::Read(warning) | Fact::Doubtful(warning) = &mut seen.facts.health_warning {
            warning.value.lead_in_weight = measures.lead_in_weight;
            warning.value.body_weight = measures.body_weight;
        }
        Ok(Label {
            declared: seen.declared,
            as_of: application.filed_on.unwrap_or(day("2026-11-20")),
            product: seen.product,
            source: seen.source,
            panels: panels
                .iter()
                .enumerate()
                .map(|(index, (role, _))| panel(index, *role, &pale))
                .collect(),
            text: seen.text,
            facts: seen.facts,
            measures,
            completeness: Completeness {
                panels_complete: Some(self.complete.unwrap_or(true)),
                well_read: self.confidence.is_none_or(|confidence| confidence > 0.9),
            },
        })
    }

    fn application(&self) -> Result<Application, String> {
        let table = self.application.clone().unwrap_or_default();
        let value = serde_json::to_value(table).map_err(|error| error.to_string())?;
        let declared: Application =
            serde_json::from_value(value).map_err(|error| format!("the application: {error}"))?;
        Ok(Application {
            product_type: declared.product_type.or(self.product),
            source: declared.source.or(self.source),
            ..declared
        })
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day of the calendar")
}

/// Blocks one below another, a line apart, each word seen alike by two engines.
fn lines_of(panel: usize, blocks: &[&str], confidence: f32) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut row = 0;
    for (block, text) in (0..).zip(blocks) {
        for text in text.lines() {
            let mut line = Line::printed(text, block, row);
            line.panel = panel;
            line.confidence = confidence;
            for word in &mut line.words {
                word.confidence = confidence;
                word.block = block;
            }
            // What a mark or a letter decides needs more than one reading.
            let words = line.words.clone();
            line.others = [Engine::Ppocr, Engine::Tesseract]
                .map(|engine| {
                    let mut words = words.clone();
                    for word in &mut words {
                        word.engine = engine;
                    }
                    Alternative { engine, words, confidence }
                })
                .into();
            lines.push(line);
            row += 1;
        }
        row += 1;
    }
    lines
}

fn panel(index: usize, role: Option<PanelRole>, pale: &[Line]) -> Panel {
    let issues = pale.iter().filter(|line| line.panel == index).map(|line| QualityIssue {
        code: "low_contrast".to_owned(),
        detail: String::new(),
        polygon: Some(line.quad),
    });
    Panel {
        index,
        file: format!("{index}.png"),
        role,
        width: 2000,
        height: 2000,
        rotation: 0,
        quality: Quality::Good,
        issues: issues.collect(),
        printed_width: None,
        printed_height: None,
    }
}

impl MeasuredPrint {
    fn measures(self) -> Result<Measures, String> {
        // As sure as a measurement on clean artwork is.
        let sure = |value: f32| Measured { value, uncertainty: value * 0.01 };
        let weight = |name: Option<String>| match name.as_deref() {
            None => Ok(Weight::default()),
            Some("bold") => Ok(Weight::Bold),
            Some("regular") => Ok(Weight::Regular),
            Some(other) => Err(format!("a weight is bold or regular, not {other}")),
        };
        let heights = self.heights.iter().map(|(name, height)| {
            Ok(StatementHeight {
                statement: statement(name)?,
                millimeters: sure(*height),
                capitals: self.capitals.contains(name),
            })
        });
        Ok(Measures {
            warning_letter_height: None,
            warning_characters_per_inch: self.warning_characters_per_inch.map(sure),
            warning_contrast: self.warning_contrast.map(sure),
            lead_in_stroke_ratio: self.lead_in_stroke_ratio.map(sure),
            body_stroke_to_height: self.body_stroke_to_height.map(sure),
            warning_set_width: self.warning_set_width.map(sure),
            warning_gap_lines: self.warning_gap_lines.map(sure),
            designation_height_ratio: self.designation_height_ratio.map(sure),
            appellation_height_ratio: self.appellation_height_ratio.map(sure),
            alcohol_boxed: self.alcohol_boxed,
            heights: heights.collect::<Result<_, String>>()?,
            lead_in_weight: weight(self.lead_in_weight)?,
            body_weight: weight(self.body_weight)?,
        })
    }
}

fn statement(name: &str) -> Result<StatementKind, String> {
    Ok(match name {
        "brand" => StatementKind::Brand,
        "class_type" => StatementKind::ClassType,
        "alcohol" => StatementKind::Alcohol,
        "net_contents" => StatementKind::NetContents,
        "name_address" => StatementKind::NameAddress,
        "origin" => StatementKind::Origin,
        "sulfites" => StatementKind::Sulfites,
        "warning" => StatementKind::Warning,
        other => return Err(format!("no statement is called {other}")),
    })
}

/// All vectors, and the lines that have none. From the project's folder.
pub fn all() -> (Vec<Vector>, Vec<Unseen>) {
    let (mut vectors, mut unseen) = (Vec::new(), Vec::new());
    for (_, file) in files() {
        vectors.extend(file.vector);
        unseen.extend(file.unseen);
    }
    (vectors, unseen)
}

fn files() -> Vec<(String, File)> {
    let entries = std::fs::read_dir(Path::new("tests/vectors")).expect("the vectors are there");
    let mut files: Vec<_> = entries
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let text = std::fs::read_to_string(&path).expect("a file of vectors");
            let file =
                toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (path.display().to_string(), file)
        })
        .collect();
    files.sort_by(|one, other| one.0.cmp(&other.0));
    files
}

/// The beginning of the rules to try, while vectors are written; all without it.
#[expect(clippy::disallowed_methods, reason = "how a test is told what to try")]
fn wanted() -> String {
    std::env::var("VECTORS_OF").unwrap_or_default()
}

/// What the rule finds, where it is not what the vector says.
fn disagreement(vector: Vector, bases: &BTreeMap<String, Printed>) -> Option<String> {
    let title = format!("{} {} {}", vector.rule, vector.shows, vector.case);
    let base = match &vector.on {
        None => Printed::default(),
        Some(name) => match bases.get(name) {
            Some(base) => base.clone(),
            None => return Some(format!("{title}: there is no base called {name}")),
        },
    };
    let label = match vector.printed.or(base).label() {
        Ok(label) => label,
        Err(error) => return Some(format!("{title}: {error}")),
    };
    let Some(rule) = catalog::find(&vector.rule) else {
        return Some(format!("{title}: there is no such rule"));
    };
    // As it is told, and as the rule sees it where a related finding tells it.
    let told = rules::judge(&label).into_iter().find(|finding| finding.rule == vector.rule);
    let finding = told.unwrap_or_else(|| rule.judge(&label));
    let as_wanted = finding.outcome == vector.outcome
        && vector.severity.is_none_or(|severity| finding.severity == severity);
    (!as_wanted).then(|| format!("{title}: {}", said(&finding)))
}

fn said(finding: &Finding) -> String {
    let seen: Vec<_> = finding.evidence.iter().map(|seen| seen.text.as_str()).collect();
    format!("{:?} ({:?}): {} {seen:?}", finding.outcome, finding.severity, finding.message)
}

#[test]
fn each_example_of_the_catalogue_comes_out_as_it_says() {
    let only = wanted();
    let (mut tried, mut wrong) = (0, Vec::new());
    for (path, file) in files() {
        for vector in file.vector.into_iter().filter(|vector| vector.rule.starts_with(&only)) {
            tried += 1;
            let why = disagreement(vector, &file.base);
            wrong.extend(why.map(|why| format!("{path}: {why}")));
        }
    }
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
}

/// What a vector changes is then all that can be wrong.
#[test]
fn labels_that_vectors_change_are_lawful() {
    let only = wanted();
    let mut wrong = Vec::new();
    for (path, file) in
        files().into_iter().filter(|(path, _)| path.contains(only.trim_end_matches('.')))
    {
        for (name, base) in file.base {
            let title = format!("{path}: {name}");
            match base.label() {
                Ok(label) => {
                    let findings = rules::judge(&label).into_iter();
                    let violated = findings.filter(|one| one.outcome == OutcomeKind::Violated);
                    wrong.extend(
                        violated.map(|one| format!("{title}: {} {}", one.rule, said(&one))),
                    );
                }
                Err(error) => wrong.push(format!("{title}: {error}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}
