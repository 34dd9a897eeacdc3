//! A look over every panel by PP-OCR, shared among the threads that are free.
//!
//! Where text stands is found by one thread a panel; what stands there is read by all of
//! them, a few lines at a time, so that a single label does not leave a core idle.

use super::Engines;
use super::ran::Ran;
use super::session::{LINES_A_JOB, Look, Session, absent, refused};
use crate::ocr::pool::{PoolError, Ticket};
use crate::ocr::ppocr::{BoxesRead, Detect, Ppocr, PpocrReading, TextBox, still_to_read};
use crate::ocr::{Engine, OcrError};
use crate::verification::VerifyError;
use image::RgbImage;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What a job brought, and how long it was in the engine.
type Answer<T> = Ticket<Result<(T, Duration), OcrError>>;

/// One panel on its way.
struct Panel {
    steep: Vec<TextBox>,
    /// Where text stands on the panel turned by 90°; asked for only if a line is steep.
    turned: Option<Answer<Vec<TextBox>>>,
    level: Vec<Answer<BoxesRead>>,
    spent: Duration,
}

impl Session<'_> {
    /// Looks over every panel. One whose text is not even located in time is noted as cut
    /// short.
    pub(super) fn look_by_ppocr(
        &mut self,
        detect: Detect,
        kind: &'static str,
    ) -> Result<(), VerifyError> {
        if self.out_of_time("another look at the panels") {
            return Ok(());
        }
        let pictures = self.request.pictures.len();
        let located = (0..pictures)
            .map(|panel| {
                self.ask(panel, move |ppocr, image, until| ppocr.detect(image, detect, until))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let mut panels = Vec::new();
        for (panel, located) in located.into_iter().enumerate() {
            let Some((mut found, spent)) = answer(located)? else {
                self.cut_short(panel);
                continue;
            };
            found.retain(|found| self.plan.strategies.arcs || found.strip.arc.is_none());
            let (steep, level): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|found| found.strip.is_steep());
            let turned = (!steep.is_empty()).then(|| {
                self.ask(panel, move |ppocr, image, until| {
                    ppocr.detect_turned(image, detect, until)
                })
            });
            let turned = turned.transpose()?;
            let level = self.have_read(panel, &level)?;
            panels.push((panel, Panel { steep, turned, level, spent }));
        }
        for (panel, under_way) in panels {
            let look = self.finish_panel(panel, under_way, kind)?;
            self.take(panel, look);
        }
        self.looked();
        Ok(())
    }

    /// Waits for a panel's level lines, then has those read that the level ones leave.
    fn finish_panel(
        &self,
        panel: usize,
        under_way: Panel,
        kind: &'static str,
    ) -> Result<Look, VerifyError> {
        let Panel { mut steep, turned, level, mut spent } = under_way;
        let mut first = gather(level, &mut spent)?;
        let mut second = BoxesRead::default();
        if let Some(turned) = turned {
            match answer(turned)? {
                Some((turned, time)) => {
                    spent += time;
                    let fresh = still_to_read(&first, turned, &mut steep);
                    second = gather(self.have_read(panel, &fresh)?, &mut spent)?;
                }
                None => first.complete = false,
            }
        }
        first.append(gather(self.have_read(panel, &steep)?, &mut spent)?);
        let PpocrReading { lines, unread, complete } = PpocrReading::of(first, second);
        let mut ran = Ran::of(Engine::Ppocr, kind);
        ran.spent = spent;
        ran.saw_lines(&lines);
        Ok(Look { lines, unread, complete, ran: vec![ran], spent })
    }

    /// Has what stands in some boxes read, a few to a job.
    fn have_read(
        &self,
        panel: usize,
        boxes: &[TextBox],
    ) -> Result<Vec<Answer<BoxesRead>>, VerifyError> {
        let jobs = boxes.chunks(LINES_A_JOB).map(|some| {
            let some = some.to_vec();
            self.ask(panel, move |ppocr, image, until| ppocr.read_boxes(image, some, until))
        });
        jobs.collect()
    }

    fn ask<T: Send + 'static>(
        &self,
        panel: usize,
        job: impl FnOnce(&mut Ppocr, &RgbImage, Instant) -> Result<T, OcrError> + Send + 'static,
    ) -> Result<Answer<T>, VerifyError> {
        let pixels = Arc::clone(&self.request.pictures[panel].pixels);
        let until = self.engines_until;
        self.submit(move |engines: &mut Engines| {
            let began = Instant::now();
            let ppocr = engines.ppocr.as_mut().ok_or_else(|| absent(Engine::Ppocr))?;
            Ok((job(ppocr, &pixels, until)?, began.elapsed()))
        })
    }
}

/// The answer; `None` if it did not come in time.
fn answer<T>(ticket: Answer<T>) -> Result<Option<(T, Duration)>, VerifyError> {
    match ticket.wait() {
        Ok(Ok(answer)) => Ok(Some(answer)),
        Ok(Err(OcrError::TimedOut { .. })) | Err(PoolError::TimedOut) => Ok(None),
        Ok(Err(error)) => Err(error.into()),
        Err(error) => Err(refused(error)),
    }
}

fn gather(jobs: Vec<Answer<BoxesRead>>, spent: &mut Duration) -> Result<BoxesRead, VerifyError> {
    let mut all = BoxesRead::default();
    for job in jobs {
        match answer(job)? {
            Some((read, time)) => {
                *spent += time;
                all.append(read);
            }
            None => all.complete = false,
        }
    }
    Ok(all)
}
