//! One application's way through the plan.

use super::lines::CROP_HEIGHT;
use super::ran::Ran;
use super::vision::seen_by_vision;
use super::{Engines, Plan, lines, quality};
use crate::label::{Commodity, Evidence, NameMatch};
use crate::ocr::pool::{PoolError, Priority, Ticket};
use crate::ocr::ppocr::{Detect, TextBox};
use crate::ocr::tesseract::{Tesseract, Whole, read_page, read_whole};
use crate::ocr::{Alternative, Engine, Line, OcrError, Strip, layout};
use crate::reading::{self, ReadLabel, warning};
use crate::verification::report::{Backend, PassView};
use crate::verification::{PanelsRead, PassSeen, Request, VerifyError, VisionReading, measures};
use image::RgbImage;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Why a panel is read at all.
const FIRST_LOOK: &str = "a first look";
/// Kept back from the deadline for the facts, the rules and the report.
const RESERVE: Duration = Duration::from_millis(150);
/// An engine looks at the clock between runs: kept back so that the run it is in when time
/// is up ends before the answer is due, and what it has read by then still counts.
const LAST_RUN: Duration = Duration::from_millis(250);
/// Lines one job reads: few, so that no core is done long before the others.
pub(super) const LINES_A_JOB: usize = 2;
/// Lines that may hold a missing fact, read again by the second engine at the most.
const MOST_HOPEFUL_LINES: usize = 24;
/// A line with fewer letters and digits holds no fact.
const FEWEST_HOPEFUL_LETTERS: usize = 3;
/// A line read surer than this by one engine needs no second reading unless it decides.
const SURE_LINE: f32 = 0.97;

/// The state of one application's reading.
pub(super) struct Session<'a> {
    pub(super) plan: &'a Plan,
    pub(super) request: &'a Request,
    priority: Priority,
    until: Instant,
    /// When engines stop, a little earlier.
    pub(super) engines_until: Instant,
    pub(super) lines: Vec<Line>,
    /// Places with text that nothing was read from, by panel.
    pub(super) unread: Vec<(usize, TextBox)>,
    pub(super) complete: Vec<bool>,
    /// Whether every panel was looked at once.
    pub(super) looked: bool,
    /// Why the step that is under way is taken, in plain words.
    why: &'static str,
    passes: Vec<PassView>,
    seen: Vec<PassSeen>,
    pub(super) untried: Vec<String>,
    /// The deadline ended the reading early.
    out_of_time: bool,
    pub(super) vision: Vec<VisionReading>,
    pub(super) vision_alone: bool,
    pub(super) ocr: Duration,
}

/// What a job over one panel brought.
pub(super) struct Look {
    pub lines: Vec<Line>,
    pub unread: Vec<TextBox>,
    pub complete: bool,
    /// In the order they ran.
    pub ran: Vec<Ran>,
    pub spent: Duration,
}

impl<'a> Session<'a> {
    pub(super) fn new(plan: &'a Plan, request: &'a Request, priority: Priority) -> Self {
        Self {
            plan,
            request,
            priority,
            until: request.received + request.deadline.saturating_sub(RESERVE),
            engines_until: request.received + request.deadline.saturating_sub(RESERVE + LAST_RUN),
            lines: Vec::new(),
            unread: Vec::new(),
            complete: vec![true; request.pictures.len()],
            looked: false,
            why: FIRST_LOOK,
            passes: Vec::new(),
            seen: Vec::new(),
            untried: Vec::new(),
            out_of_time: false,
            vision: Vec::new(),
            vision_alone: false,
            ocr: Duration::ZERO,
        }
    }

    pub(super) fn run(mut self) -> Result<PanelsRead, VerifyError> {
        match self.request.backend {
            Backend::Tesseract => self.look(Look::by_tesseract)?,
            Backend::Ppocr => self.look_by_ppocr(Detect::default(), "whole")?,
            Backend::Ollama => self.by_vision_alone()?,
            Backend::Auto => self.by_plan()?,
        }
        Ok(self.finish())
    }

    /// The plan itself.
    fn by_plan(&mut self) -> Result<(), VerifyError> {
        if self.plan.has(Engine::Ppocr) {
            self.look_by_ppocr(Detect::default(), "whole")?;
        } else if self.plan.has(Engine::Tesseract) || self.plan.vision.is_none() {
            self.look(Look::by_tesseract)?;
        } else {
            return self.by_vision_alone();
        }
        let strategies = self.plan.strategies;
        let both = self.plan.has(Engine::Ppocr) && self.plan.has(Engine::Tesseract);
        let mut seen = self.facts();
        if both && strategies.second_reading {
            self.confirm(&mut seen)?;
        }
        self.why = "something that has to be there is missing or in doubt";
        if both && strategies.second_reading && !self.open(&seen).is_empty() {
            let hopeful = self.hopeful_lines();
            self.read_again(&hopeful, &[Engine::Ppocr, Engine::Tesseract])?;
            seen = self.facts();
        }
        if both && strategies.whole_page && self.wants_more(&seen) {
            self.why = "something that every label has, or that is compared, is still missing";
            self.look(Look::page_by_tesseract)?;
            if self.plan.vision.is_some() {
                seen = self.facts();
            }
        }
        self.ask_vision(&seen);
        Ok(())
    }

    /// Has the lines that decide read a second time, by PP-OCR's other recogniser where there
    /// is one; those that stay in doubt, by Tesseract too.
    fn confirm(&mut self, seen: &mut ReadLabel) -> Result<(), VerifyError> {
        let deciding = self.deciding_lines(seen);
        self.why = "these lines decide, and one engine had read them";
        self.read_again(&deciding, &[Engine::Ppocr])?;
        self.why = "these lines decide, and their readings are not the same";
        let doubtful: Vec<usize> =
            deciding.into_iter().filter(|&line| !lines::is_certain(&self.lines[line])).collect();
        self.read_again(&doubtful, &[Engine::Tesseract])?;
        *seen = self.facts();
        let disputed = self.disputed_lines(seen);
        self.why = "words of the health warning differ or are in doubt";
        if !disputed.is_empty() {
            self.read_again(&disputed, &[Engine::Tesseract])?;
            *seen = self.facts();
        }
        Ok(())
    }

    fn facts(&self) -> ReadLabel {
        reading::read(&self.lines, &self.request.application)
    }

    /// What the product type makes mandatory, or the application declares, and is not read
    /// with confidence yet.
    pub(super) fn open(&self, seen: &ReadLabel) -> Vec<&'static str> {
        let facts = &seen.facts;
        let declared = &self.request.application;
        let mut open = Vec::new();
        let name_open = |wanted: &Option<String>, found: &crate::label::NameFact| {
            wanted.is_some()
                && found.found.as_ref().is_none_or(|(_, how)| *how > NameMatch::Customary)
        };
        if name_open(&declared.brand_name, &facts.brand_name) {
            open.push("brand name");
        }
        if name_open(&declared.fanciful_name, &facts.fanciful_name) {
            open.push("fanciful name");
        }
        let alcohol_due =
            seen.product.value != Commodity::MaltBeverage || declared.alcohol_content.is_some();
        if alcohol_due && facts.alcohol.confident().is_none() {
            open.push("alcohol content");
        }
        if facts.net_contents.confident().is_none() {
            open.push("net contents");
        }
        if declared.vintage.is_some() && facts.vintage.confident().is_none() {
            open.push("vintage");
        }
        if declared.country_of_origin.is_some() && facts.country_of_origin.confident().is_none() {
            open.push("country of origin");
        }
        if facts.class_type.confident().is_none() {
            open.push("class and type");
        }
        if facts.name_address.confident().is_none() {
            open.push("name and address");
        }
        if !warning::is_settled(&facts.health_warning) {
            open.push("health warning");
        }
        open
    }

    /// Lines that a fact rests on and that only one engine has read: every line of the
    /// warning, and those of the facts that are compared.
    fn deciding_lines(&self, seen: &ReadLabel) -> Vec<usize> {
        let facts = &seen.facts;
        let mut evidence: Vec<&Evidence> = Vec::new();
        if let Some(statement) = facts.health_warning.value() {
            evidence.extend(statement.words.iter().map(|word| &word.evidence));
        }
        evidence.extend(facts.health_warning.evidence());
        evidence.extend(facts.alcohol.evidence());
        evidence.extend(facts.net_contents.evidence());
        evidence.extend(facts.vintage.evidence());
        evidence.extend(facts.country_of_origin.evidence());
        evidence.extend(facts.name_address.evidence());
        evidence.extend(facts.sulfites.evidence());
        let names = [&facts.brand_name, &facts.fanciful_name];
        let found = names.iter().filter_map(|name| name.found.as_ref());
        evidence.extend(found.flat_map(|(reading, _)| &reading.evidence));
        let decides = |line: &Line| evidence.iter().any(|place| lines::is_from(line, place));
        let single = |line: &Line| line.others.is_empty();
        (0..self.lines.len())
            .filter(|&index| single(&self.lines[index]) && decides(&self.lines[index]))
            .collect()
    }

    /// Lines with words of the warning that differ from the regulation's, or are in doubt,
    /// and that Tesseract has not read.
    fn disputed_lines(&self, seen: &ReadLabel) -> Vec<usize> {
        let Some(statement) = seen.facts.health_warning.value() else { return Vec::new() };
        let places: Vec<&Evidence> = statement
            .differences
            .iter()
            .chain(&statement.doubts)
            .flat_map(|difference| &difference.evidence)
            .collect();
        (0..self.lines.len())
            .filter(|&index| {
                let line = &self.lines[index];
                !lines::has_reading_by(line, Engine::Tesseract)
                    && places.iter().any(|place| lines::is_from(line, place))
            })
            .collect()
    }

    /// Lines that may hold what is missing: not read twice yet, the least sure first.
    fn hopeful_lines(&self) -> Vec<usize> {
        let mut hopeful: Vec<usize> = (0..self.lines.len())
            .filter(|&index| {
                let line = &self.lines[index];
                let letters = line.text().chars().filter(|c| c.is_alphanumeric()).count();
                line.others.is_empty()
                    && line.confidence < SURE_LINE
                    && letters >= FEWEST_HOPEFUL_LETTERS
            })
            .collect();
        hopeful.sort_by(|&a, &b| self.lines[a].confidence.total_cmp(&self.lines[b].confidence));
        hopeful.truncate(MOST_HOPEFUL_LINES);
        hopeful
    }

    /// Whether something is open that is compared or that every label has. What another look
    /// at everything costs is not worth a class or an address, which stand in plain print.
    fn wants_more(&self, seen: &ReadLabel) -> bool {
        const IN_PLAIN_PRINT: [&str; 3] = ["class and type", "name and address", "fanciful name"];
        self.open(seen).iter().any(|item| !IN_PLAIN_PRINT.contains(item))
    }

    /// Looks over every panel with one engine.
    fn look(
        &mut self,
        how: fn(&mut Engines, &RgbImage, Instant) -> Result<Look, OcrError>,
    ) -> Result<(), VerifyError> {
        if self.out_of_time("another look at the panels") {
            return Ok(());
        }
        let deadline = self.engines_until;
        let mut tickets = Vec::new();
        for picture in &self.request.pictures {
            let pixels = Arc::clone(&picture.pixels);
            tickets.push(self.submit(move |engines| how(engines, &pixels, deadline))?);
        }
        for (panel, ticket) in tickets.into_iter().enumerate() {
            match ticket.wait() {
                Ok(Ok(look)) => self.take(panel, look),
                Ok(Err(OcrError::TimedOut { .. })) | Err(PoolError::TimedOut) => {
                    self.cut_short(panel);
                }
                Ok(Err(error)) => return Err(error.into()),
                Err(error) => return Err(refused(error)),
            }
        }
        self.looked();
        Ok(())
    }

    /// Every panel was looked at.
    pub(super) fn looked(&mut self) {
        self.looked = true;
        self.order();
    }

    /// Notes that time ran out on a look at a panel. The first look decides whether all of
    /// the panel was seen; a later one only seeks what the first could not make out.
    pub(super) fn cut_short(&mut self, panel: usize) {
        self.out_of_time = true;
        if self.looked {
            let what = format!("the rest of another look at panel {panel}");
            if !self.untried.contains(&what) {
                self.untried.push(what);
            }
        } else {
            self.complete[panel] = false;
        }
    }

    pub(super) fn take(&mut self, panel: usize, mut look: Look) {
        for line in &mut look.lines {
            line.panel = panel;
        }
        self.ocr += look.spent;
        for ran in look.ran {
            self.note(panel, ran);
        }
        if !look.complete {
            self.cut_short(panel);
        }
        self.unread.extend(look.unread.into_iter().map(|found| (panel, found)));
        lines::merge_look(&mut self.lines, look.lines);
        let lines = &self.lines;
        self.unread.retain(|(at, found)| {
            !lines.iter().any(|line| {
                line.panel == *at
                    && crate::ocr::geometry::overlap(&line.quad, &found.strip.quad) > 0.5
            })
        });
    }

    fn note(&mut self, panel: usize, ran: Ran) {
        let told = ran.told();
        self.note_answer(panel, ran, self.why.to_owned(), told);
    }

    /// Notes a pass with why it was made and what came of it.
    pub(super) fn note_answer(&mut self, panel: usize, ran: Ran, why: String, told: String) {
        self.passes.push(PassView { why, answer: told, ..ran.view(panel) });
        self.seen.push(ran.seen);
    }

    /// The turn that sets most of a panel upright, as far as it is known.
    pub(super) fn main_rotation(&self, panel: usize) -> u16 {
        quality::main_rotation(
            &self.lines.iter().filter(|line| line.panel == panel).collect::<Vec<_>>(),
        )
    }

    /// Puts all lines into reading order, panel by panel.
    fn order(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        let mut panels: Vec<Vec<Line>> = vec![Vec::new(); self.request.pictures.len()];
        for line in lines {
            panels[line.panel].push(line);
        }
        self.lines = panels.into_iter().flat_map(layout::order).collect();
    }

    /// Has lines read again where they stand, by each of the engines that is there, and adds
    /// the readings to them.
    fn read_again(&mut self, which: &[usize], by: &[Engine]) -> Result<(), VerifyError> {
        let there: Vec<Engine> =
            by.iter().copied().filter(|&engine| self.can_read_again(engine)).collect();
        let step = "a second reading of the lines that decide";
        if which.is_empty() || there.is_empty() || self.out_of_time(step) {
            return Ok(());
        }
        let deadline = self.engines_until;
        let mut jobs = Vec::new();
        for panel in 0..self.request.pictures.len() {
            let on_panel: Vec<(usize, Strip)> = which
                .iter()
                .filter(|&&line| self.lines[line].panel == panel)
                .map(|&line| (line, self.lines[line].strip()))
                .collect();
            for some in on_panel.chunks(LINES_A_JOB) {
                let (some, there) = (some.to_vec(), there.clone());
                let pixels = Arc::clone(&self.request.pictures[panel].pixels);
                let ticket = self.submit(move |engines| {
                    let mut ran: Vec<Ran> =
                        there.iter().map(|&engine| Ran::of(engine, "lines")).collect();
                    let mut readings = Vec::new();
                    'lines: for (line, strip) in some {
                        for ran in &mut ran {
                            let began = Instant::now();
                            let found = read_line(engines, ran.engine, &pixels, &strip, deadline);
                            ran.spent += began.elapsed();
                            let found = match found {
                                Ok(found) => found,
                                Err(OcrError::TimedOut { .. }) => break 'lines,
                                Err(error) => return Err(error),
                            };
                            let words = found.as_ref().map(|found| found.words.clone());
                            ran.saw(strip, words.unwrap_or_default());
                            readings.extend(found.map(|found| (line, found)));
                        }
                    }
                    Ok((readings, ran))
                })?;
                jobs.push((panel, ticket));
            }
        }
        let mut passes: Vec<(usize, Ran)> = Vec::new();
        for (panel, ticket) in jobs {
            let (readings, ran) = match ticket.wait() {
                Ok(done) => done?,
                Err(PoolError::TimedOut) => continue,
                Err(error) => return Err(refused(error)),
            };
            for ran in ran {
                let same =
                    |(at, pass): &&mut (usize, Ran)| *at == panel && pass.engine == ran.engine;
                match passes.iter_mut().find(same) {
                    Some((_, pass)) => pass.append(ran),
                    None => passes.push((panel, ran)),
                }
            }
            for (line, reading) in readings {
                lines::add_reading(&mut self.lines[line], reading);
            }
        }
        for (panel, ran) in passes {
            self.ocr += ran.spent;
            self.note(panel, ran);
        }
        Ok(())
    }

    /// Whether an engine can say more of a line: PP-OCR only if it has a recogniser that did
    /// not read it at first.
    fn can_read_again(&self, engine: Engine) -> bool {
        match engine {
            Engine::Ppocr => self.plan.second_recogniser,
            _ => self.plan.has(engine),
        }
    }

    pub(super) fn submit<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Engines) -> T + Send + 'static,
    ) -> Result<Ticket<T>, VerifyError> {
        let cancel = self.request.cancel.clone();
        self.plan.pool.submit(self.priority, cancel, self.until, job).map_err(refused)
    }

    /// Whether the deadline is too near for another step, which is then noted.
    pub(super) fn out_of_time(&mut self, step: &str) -> bool {
        let late = Instant::now() >= self.until;
        self.out_of_time |= late;
        if late && !self.untried.iter().any(|known| known == step) {
            self.untried.push(step.to_owned());
        }
        late
    }

    fn finish(self) -> PanelsRead {
        let pictures = &self.request.pictures;
        let panels = (0..pictures.len())
            .map(|panel| {
                if self.vision_alone {
                    return seen_by_vision(self.complete[panel]);
                }
                quality::grade(
                    panel,
                    &pictures[panel].pixels,
                    &self.lines,
                    &self.unread,
                    self.complete[panel],
                )
            })
            .collect();
        let mut read = PanelsRead {
            lines: self.lines,
            panels,
            passes: self.passes,
            seen: self.seen,
            untried: self.untried,
            out_of_time: self.out_of_time,
            vision: self.vision,
            vision_alone: self.vision_alone,
            ocr: self.ocr,
            ..PanelsRead::default()
        };
        if !read.vision_alone {
            read.measures = measures::of(self.request, &read);
        }
        read
    }
}

/// What an engine reads in a line's place; nothing where the engine did not start on this
/// thread.
fn read_line(
    engines: &mut Engines,
    engine: Engine,
    pixels: &RgbImage,
    strip: &Strip,
    deadline: Instant,
) -> Result<Option<Alternative>, OcrError> {
    match (engine, engines.tesseract.as_mut(), engines.ppocr.as_mut()) {
        (Engine::Tesseract, Some(tesseract), _) => {
            lines::by_tesseract(tesseract, pixels, strip, CROP_HEIGHT, deadline)
        }
        (Engine::Ppocr, _, Some(ppocr)) => {
            lines::by_ppocr(ppocr, pixels, strip.widened(), deadline)
        }
        _ => Ok(None),
    }
}

impl Look {
    /// All that Tesseract can read alone.
    fn by_tesseract(
        engines: &mut Engines,
        pixels: &RgbImage,
        deadline: Instant,
    ) -> Result<Self, OcrError> {
        Self::tesseract(engines, |tesseract| read_whole(tesseract, pixels, deadline))
    }

    /// What Tesseract's one pass over the upright page adds to what was read by another.
    fn page_by_tesseract(
        engines: &mut Engines,
        pixels: &RgbImage,
        deadline: Instant,
    ) -> Result<Self, OcrError> {
        Self::tesseract(engines, |tesseract| read_page(tesseract, pixels, deadline))
    }

    fn tesseract(
        engines: &mut Engines,
        read: impl FnOnce(&mut Tesseract) -> Result<Whole, OcrError>,
    ) -> Result<Self, OcrError> {
        let began = Instant::now();
        let tesseract = engines.tesseract.as_mut().ok_or_else(|| absent(Engine::Tesseract))?;
        let whole = read(tesseract)?;
        Ok(Self {
            lines: lines::from_words(whole.words),
            unread: Vec::new(),
            complete: whole.stopped.is_none(),
            ran: whole.passes.into_iter().map(Ran::from).collect(),
            spent: began.elapsed(),
        })
    }
}

pub(super) fn absent(engine: Engine) -> OcrError {
    OcrError::Unavailable { engine, reason: "it did not start on this thread".to_owned() }
}

pub(super) fn refused(error: PoolError) -> VerifyError {
    match error {
        PoolError::Full { .. } | PoolError::Closed => {
            VerifyError::Busy { retry_after: super::RETRY_AFTER }
        }
        PoolError::Cancelled => VerifyError::Cancelled,
        PoolError::TimedOut => VerifyError::Ocr(OcrError::Cancelled),
        PoolError::Panicked => VerifyError::Ocr(OcrError::Failed {
            engine: Engine::Tesseract,
            reason: "a reading thread panicked".to_owned(),
        }),
    }
}
