//! What moved since an earlier measurement.

use super::Run;
use super::record::{Answer, Record};
use super::score::word;
use crate::rules::Verdict;
use std::fmt::Write;

/// One line for every label and answer that moved, worse first; “nothing moved” otherwise.
pub(super) fn render(before: &Run, after: &Run) -> String {
    let (mut worse, mut better, mut aside) = (Vec::new(), Vec::new(), Vec::new());
    for now in &after.records {
        let Some(then) = before.records.iter().find(|record| record.id == now.id) else {
            aside.push(format!("{:<28} new", now.id));
            continue;
        };
        for Move { what, turn } in moves(then, now) {
            let line = format!("{:<28} {what}", now.id);
            match turn {
                Turn::Worse => worse.push(line),
                Turn::Better => better.push(line),
                Turn::Aside => aside.push(line),
            }
        }
    }
    let mut page =
        String::from("\nAgainst the earlier measurement\n===============================\n");
    if worse.is_empty() && better.is_empty() && aside.is_empty() {
        page.push_str("nothing moved\n");
    }
    for (name, lines) in [("worse", worse), ("better", better), ("otherwise", aside)] {
        if !lines.is_empty() {
            let _ = writeln!(page, "{name}: {}\n    {}", lines.len(), lines.join("\n    "));
        }
    }
    page
}

/// One answer that changed.
struct Move {
    what: String,
    turn: Turn,
}

#[derive(Clone, Copy)]
enum Turn {
    Worse,
    Better,
    Aside,
}

fn moves(then: &Record, now: &Record) -> Vec<Move> {
    let mut moves = Vec::new();
    if then.verdict != now.verdict {
        moves.push(Move {
            what: format!("{} → {}{}", verdict(then), verdict(now), held(now)),
            turn: turn(verdict_worth(then), verdict_worth(now)),
        });
    }
    for claim in &now.claims {
        let Some(old) = then.claims.iter().find(|old| old.field == claim.field) else { continue };
        if old.status != claim.status {
            let name = claim.field.name();
            let (was, is) = (word(&old.status), word(&claim.status));
            let turn = turn(worth(old.answer()), worth(claim.answer()));
            moves.push(Move { what: format!("{name}: {was} → {is}"), turn });
        }
    }
    for lie in &now.lies {
        let Some(old) = then.lies.iter().find(|old| old.field == lie.field) else { continue };
        if (old.caught(), old.cleared()) != (lie.caught(), lie.cleared()) {
            let worth = |caught, cleared| i32::from(caught) - i32::from(cleared);
            moves.push(Move {
                what: format!(
                    "lie about {}: {} → {}",
                    lie.field.name(),
                    word(&old.status),
                    word(&lie.status)
                ),
                turn: turn(worth(old.caught(), old.cleared()), worth(lie.caught(), lie.cleared())),
            });
        }
    }
    if let (Some(old), Some(new)) = (&then.warning, &now.warning)
        && old.status != new.status
    {
        moves.push(Move {
            what: format!("warning: {} → {}", word(&old.status), word(&new.status)),
            turn: turn(worth(old.answer()), worth(new.answer())),
        });
    }
    if let (Some(old), Some(new)) = (then.bold, now.bold)
        && old.seen != new.seen
    {
        moves.push(Move {
            what: format!("lead-in bold: {:?} → {:?}", old.seen, new.seen),
            turn: turn(worth(old.answer()), worth(new.answer())),
        });
    }
    moves
}

fn worth(answer: Answer) -> i32 {
    match answer {
        Answer::Right => 1,
        Answer::Undecided => 0,
        Answer::Wrong => -1,
    }
}

fn verdict_worth(record: &Record) -> i32 {
    use super::record::Group::{Defective, Good, Other};
    match (record.group, record.verdict) {
        (Good, Some(Verdict::Compliant)) | (Defective, Some(Verdict::NonCompliant)) => 1,
        (Good, Some(Verdict::NonCompliant)) | (Defective, Some(Verdict::Compliant)) => -1,
        (Good | Defective, Some(Verdict::NeedsReview)) | (Other, Some(_)) => 0,
        (_, None) => -2,
    }
}

fn turn(before: i32, after: i32) -> Turn {
    match after.cmp(&before) {
        std::cmp::Ordering::Less => Turn::Worse,
        std::cmp::Ordering::Greater => Turn::Better,
        std::cmp::Ordering::Equal => Turn::Aside,
    }
}

fn verdict(record: &Record) -> String {
    record.verdict.map_or_else(|| "no answer".to_owned(), |verdict| word(&verdict))
}

fn held(record: &Record) -> String {
    match record.held_by.first() {
        Some(held) => format!(" ({} {})", held.rule, word(&held.outcome)),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use super::*;

    #[test]
    fn a_good_label_that_is_now_rejected_is_worse() {
        let before = run(&[("a", Verdict::Compliant), ("b", Verdict::NeedsReview)]);
        let after = run(&[("a", Verdict::NonCompliant), ("b", Verdict::Compliant)]);
        let page = render(&before, &after);
        assert!(
            page.contains("worse: 1\n    a                            compliant → non_compliant"),
            "{page}"
        );
        assert!(
            page.contains("better: 1\n    b                            needs_review → compliant"),
            "{page}"
        );
        assert!(render(&after, &after).contains("nothing moved"));
    }
}
