//! The measurement as a person reads it.

use super::Run;
use super::load::Exchange;
use super::tally::word;
use crate::rules::Verdict;
use std::fmt::Write;

/// A figure under its heading.
struct Row {
    heading: &'static str,
    name: String,
    value: String,
}

/// All figures, those of an earlier measurement beside them.
pub(super) fn render(run: &Run, before: Option<&Run>) -> String {
    let mut page = title(run);
    let earlier = before.map(rows).unwrap_or_default();
    let mut heading = "";
    for row in rows(run) {
        if row.heading != heading {
            heading = row.heading;
            let _ = writeln!(page, "\n{heading}");
        }
        let _ = write!(page, "    {:<26}{:>9}", row.name, row.value);
        if before.is_some() {
            let same = |was: &&Row| was.heading == row.heading && was.name == row.name;
            let was = earlier.iter().find(same).map_or("none", |was| was.value.as_str());
            let _ = write!(page, "   was {was}");
        }
        page.push('\n');
    }
    for (error, count) in &run.tally.errors {
        let _ = writeln!(page, "    {count} × {error}");
    }
    if let Some(before) = before {
        page += &moved(before, run);
    }
    page
}

fn title(run: &Run) -> String {
    let server = &run.server;
    let starts = if run.together { "all at once" } else { "spread over one pause" };
    format!(
        "{} clients, {:.0} s pause, starts {starts}; {} applications of {}\n{} version {} ({})\n",
        run.clients,
        run.pause_seconds,
        run.applications,
        run.folder,
        run.url,
        server.version.as_deref().unwrap_or("unknown"),
        server.ocr_backends.join(", "),
    )
}

fn rows(run: &Run) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |heading, name: &str, value: String| {
        rows.push(Row { heading, name: name.to_owned(), value });
    };
    let tally = &run.tally;
    let seconds = "Seconds from the last byte sent to the report";
    if let Some(latency) = tally.latency {
        add(seconds, "median", format!("{:.2}", latency.median));
        add(seconds, "p95", format!("{:.2}", latency.p95));
        add(seconds, "p99", format!("{:.2}", latency.p99));
        add(seconds, "longest", format!("{:.2}", latency.max));
    }
    let answers = "Answers";
    add(answers, "in seconds", format!("{:.0}", run.wall_seconds));
    for (kind, count) in &tally.answers {
        add(answers, kind, count.to_string());
    }
    add(answers, "reports a minute", format!("{:.1}", tally.reports_per_minute));
    for (verdict, count) in &tally.verdicts {
        add("Verdicts", verdict, count.to_string());
    }
    add("Verdicts", "cut short by the deadline", tally.cut_short.to_string());
    for (name, share) in tally.time.shares() {
        add("Percent of the work", &name, format!("{:.0}", share * 100.0));
    }
    let server = "Server";
    if let (Some(process), Some(cost)) = (&run.process, run.cost) {
        add(server, "process", format!("{} {}", process.name, process.pid));
        if let Some(each) = cost.cpu_seconds_per_report {
            add(server, "CPU seconds a report", format!("{each:.2}"));
        }
        if let Some(busy) = cost.busy_processors {
            add(server, "processors busy", format!("{busy:.2}"));
        }
        if let Some(memory) = cost.peak_memory_mib {
            add(server, "peak MiB since its start", format!("{memory:.0}"));
        }
    }
    rows
}

/// Every application whose first report came to another verdict than in the measurement
/// before.
fn moved(before: &Run, after: &Run) -> String {
    let mut page = String::new();
    let mut seen = Vec::new();
    for Exchange { application, verdict, .. } in &after.exchanges {
        let Some(is) = verdict else { continue };
        if seen.contains(&application) {
            continue;
        }
        seen.push(application);
        if let Some(was) = first_verdict(before, application)
            && was != *is
        {
            let _ = writeln!(page, "    {application:<28} {} → {}", word(&was), word(is));
        }
    }
    if page.is_empty() { page } else { format!("\nOther verdicts\n{page}") }
}

fn first_verdict(run: &Run, application: &str) -> Option<Verdict> {
    run.exchanges.iter().filter(|one| one.application == application).find_map(|one| one.verdict)
}
