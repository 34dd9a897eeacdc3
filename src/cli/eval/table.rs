//! The measurement as a person reads it.

use super::Run;
use super::calibration;
use super::declare::Measured;
use super::record::{Answer, Group, Record};
use super::score::{Answers, Score, Verdicts, word};
use crate::rules::Verdict;
use std::fmt::Write;

/// All tables, and every wrong answer by name.
pub(super) fn render(run: &Run) -> String {
    let mut page = String::new();
    let _ = writeln!(
        page,
        "{} labels of {}, backend {}, {} at a time, deadline {} ms",
        run.records.len(),
        run.corpus,
        word(&run.backend),
        run.jobs,
        run.deadline_ms,
    );
    for (name, score) in [("Real labels", &run.real), ("Generated labels", &run.generated)] {
        if score.labels > 0 {
            section(&mut page, name, score);
        }
    }
    page += &calibration::render(&run.records);
    held_labels(&mut page, &run.records);
    wrong(&mut page, &run.records);
    machine(&mut page, run);
    page
}

fn section(page: &mut String, name: &str, score: &Score) {
    let _ = writeln!(page, "\n{name}: {}\n{}", score.labels, "=".repeat(name.len() + 4));
    verdicts(page, score);
    fields(page, score);
    answers(page, "Warning verdict", score.warning);
    for (cell, count) in &score.warning_confusion {
        let _ = writeln!(page, "    {cell:<24} {count:>4}");
    }
    answers(page, "Lead-in bold", score.bold);
    risk(page, score);
    if let (Some(median), Some(p95)) = (score.seconds_median, score.seconds_p95) {
        let _ = writeln!(page, "Seconds         median {median:.2}, p95 {p95:.2}");
    }
    let shares: Vec<_> =
        score.time.shares().iter().map(|(name, share)| percent(name, *share)).collect();
    if !shares.is_empty() {
        let _ = writeln!(page, "Work            {}", shares.join(", "));
    }
}

fn percent(name: &str, share: f64) -> String {
    format!("{name} {:.0} %", share * 100.0)
}

fn verdicts(page: &mut String, score: &Score) {
    let Score { good, defective, other, .. } = score;
    let _ = writeln!(page, "Good labels");
    let _ = writeln!(page, "    ready       {}", good.share(good.compliant).show());
    let _ = writeln!(page, "    referred    {}", good.share(good.needs_review).show());
    let _ = writeln!(page, "    rejected    {}", good.share(good.non_compliant).show_harm());
    let _ = writeln!(page, "Defective labels");
    let _ = writeln!(page, "    caught      {}", defective.share(defective.non_compliant).show());
    let _ = writeln!(page, "    referred    {}", defective.share(defective.needs_review).show());
    let _ = writeln!(page, "    cleared     {}", defective.share(defective.compliant).show_harm());
    let _ = writeln!(page, "Other labels    {}", counts(*other));
    let failed = good.failed + defective.failed + other.failed;
    if failed > 0 {
        let _ = writeln!(page, "Not answered    {failed}");
    }
    if !score.held_back.is_empty() {
        let _ = writeln!(page, "What held good labels back         labels   alone");
        let mut rules: Vec<_> = score.held_back.iter().collect();
        rules.sort_by_key(|(_, held)| std::cmp::Reverse((held.alone, held.labels)));
        for (rule, held) in rules {
            let _ = writeln!(page, "    {rule:<32} {:>4}   {:>5}", held.labels, held.alone);
        }
    }
}

fn counts(verdicts: Verdicts) -> String {
    format!(
        "{} compliant, {} for review, {} not compliant",
        verdicts.compliant, verdicts.needs_review, verdicts.non_compliant
    )
}

fn fields(page: &mut String, score: &Score) {
    let _ = writeln!(
        page,
        "Fields          claims  right  wrong  undecided   lies  caught  cleared  undecided"
    );
    let all = score.all_fields();
    let named = Measured::ALL
        .iter()
        .filter_map(|field| Some((field.name(), *score.fields.get(field)?)))
        .chain([("all", all)]);
    for (name, field) in named {
        let claims = field.claims;
        let _ = writeln!(
            page,
            "    {name:<12}{:>6}{:>7}{:>7}{:>11}{:>7}{:>8}{:>9}{:>11}",
            claims.all(),
            claims.right,
            claims.wrong,
            claims.undecided,
            field.lies(),
            field.lies_caught,
            field.lies_cleared,
            field.lies_undecided,
        );
    }
    let _ = writeln!(page, "    coverage    {}", all.claims.coverage().show());
    let _ = writeln!(page, "    precision   {}", all.precision().show());
}

fn answers(page: &mut String, name: &str, answers: Answers) {
    if answers.all() > 0 {
        let _ = writeln!(
            page,
            "{name:<15} {} right, {} wrong, {} undecided of {}",
            answers.right,
            answers.wrong,
            answers.undecided,
            answers.all()
        );
    }
}

fn risk(page: &mut String, score: &Score) {
    let _ = writeln!(page, "Confidence      decided of claims                  wrong of decided");
    for point in &score.risk {
        let _ = writeln!(
            page,
            "    ≥ {:<8.2}  {:<34} {}",
            point.confidence,
            point.coverage.show(),
            point.wrong.show_harm()
        );
    }
}

/// Every good label that was not cleared, with what stood in its way.
fn held_labels(page: &mut String, records: &[Record]) {
    let held: Vec<_> = records
        .iter()
        .filter(|record| record.group == Group::Good && record.verdict != Some(Verdict::Compliant))
        .collect();
    if !held.is_empty() {
        let _ = writeln!(page, "\nGood labels not cleared\n=======================");
    }
    for record in held {
        let verdict = record.verdict.map_or_else(|| "no answer".to_owned(), |v| word(&v));
        let _ = writeln!(page, "{} ({verdict})", record.id);
        if let Some(error) = &record.error {
            let _ = writeln!(page, "    {error}");
        }
        for held in &record.held_by {
            let _ = writeln!(page, "    {} {}: {}", held.rule, word(&held.outcome), held.message);
        }
    }
}

/// Every wrong answer, and every harm.
fn wrong(page: &mut String, records: &[Record]) {
    let mut list = String::new();
    for record in records {
        let mut note = |what: String| {
            let _ = writeln!(list, "{:<28} {what}", record.id);
        };
        for claim in record.claims.iter().filter(|claim| claim.answer() == Answer::Wrong) {
            note(format!(
                "{}: {} though the label {}: declared {}, read {:?}",
                claim.field.name(),
                word(&claim.status),
                if claim.agrees { "agrees" } else { "differs" },
                claim.declared.as_ref().map_or_else(|| "nothing".to_owned(), ToString::to_string),
                claim.read.as_deref().unwrap_or_default(),
            ));
        }
        for lie in record.lies.iter().filter(|lie| lie.cleared()) {
            note(format!(
                "{}: the lie {:?} was cleared ({}, {}), read {:?}",
                lie.field.name(),
                lie.told,
                word(&lie.status),
                word(&lie.verdict),
                lie.read.as_deref().unwrap_or_default(),
            ));
        }
        if let Some(warning) = &record.warning
            && warning.answer() == Answer::Wrong
        {
            let differences = warning.differences.join("; ");
            note(format!(
                "warning: {} by eye, {} here {differences}",
                warning.truth,
                word(&warning.status)
            ));
        }
        if let Some(bold) = record.bold
            && bold.answer() == Answer::Wrong
        {
            note(format!("lead-in bold: {} by eye, {:?} here", bold.truth, bold.seen));
        }
        match (record.group, record.verdict) {
            (Group::Good, Some(Verdict::NonCompliant)) => note("good, and rejected".to_owned()),
            (Group::Defective, Some(Verdict::Compliant)) => {
                note("defective, and cleared".to_owned());
            }
            _ => {}
        }
    }
    if !list.is_empty() {
        let _ = write!(page, "\nWrong answers\n=============\n{list}");
    }
}

fn machine(page: &mut String, run: &Run) {
    let usage = run.usage;
    let _ = write!(page, "\n{:.0} s in all", run.wall_seconds);
    if let Some(cpu) = usage.cpu_seconds {
        let each = cpu / run.records.len().max(1) as f64;
        let _ = write!(page, ", {cpu:.0} s of processor time ({each:.2} s a label)");
    }
    if let Some(memory) = usage.peak_memory_mib {
        let _ = write!(page, ", {memory:.0} MiB at most");
    }
    page.push('\n');
}
