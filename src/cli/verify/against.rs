//! What changed since an earlier report of the same label.

use crate::rules::OutcomeKind;
use crate::verification::Report;
use serde::Serialize;
use serde_json::Value;
use std::fmt::Write;

/// The verdict, fields and findings that changed; “nothing changed” otherwise.
pub(in crate::cli) fn render(before: &Report, after: &Report) -> String {
    let mut changes = Vec::new();
    if before.verdict != after.verdict {
        changes.push(format!("verdict: {} → {}", word(&before.verdict), word(&after.verdict)));
    }
    fields(before, after, &mut changes);
    findings(before, after, &mut changes);
    if before.rules.fingerprint != after.rules.fingerprint {
        changes.push(format!(
            "rules: another catalogue, {} → {}",
            before.rules.edition, after.rules.edition
        ));
    }
    let mut page = String::from("\nSince the earlier report\n------------------------\n");
    if changes.is_empty() {
        page.push_str("Nothing changed.\n");
    }
    for change in changes {
        let _ = writeln!(page, "- {change}");
    }
    page
}

fn fields(before: &Report, after: &Report, changes: &mut Vec<String>) {
    let (Ok(Value::Object(old)), Ok(Value::Object(new))) =
        (serde_json::to_value(&before.fields), serde_json::to_value(&after.fields))
    else {
        return;
    };
    for (name, field) in &new {
        let Some(was) = old.get(name) else { continue };
        for key in ["status", "read", "declared", "lead_in_capitals", "lead_in_bold"] {
            if was.get(key) != field.get(key) {
                changes.push(format!("{name}, {key}: {} → {}", shown(was, key), shown(field, key)));
            }
        }
    }
}

fn findings(before: &Report, after: &Report, changes: &mut Vec<String>) {
    for finding in &after.findings {
        let old = before.findings.iter().find(|old| old.rule == finding.rule);
        let was = old.map_or(OutcomeKind::NotApplicable, |old| old.outcome);
        if was != finding.outcome {
            changes.push(format!(
                "{}: {} → {}{}",
                finding.rule,
                word(&was),
                word(&finding.outcome),
                if finding.message.is_empty() {
                    String::new()
                } else {
                    format!(" ({})", finding.message)
                }
            ));
        }
    }
    for old in &before.findings {
        let gone = after.findings.iter().all(|finding| finding.rule != old.rule);
        if gone && old.outcome != OutcomeKind::NotApplicable {
            changes.push(format!("{}: {} → no longer a rule", old.rule, word(&old.outcome)));
        }
    }
}

fn shown(field: &Value, key: &str) -> String {
    match field.get(key) {
        None | Some(Value::Null) => "nothing".to_owned(),
        Some(Value::String(words)) if key == "status" => words.replace('_', " "),
        Some(value) => value.to_string(),
    }
}

fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word.replace('_', " "),
        _ => "?".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Verdict;
    use crate::verification::plain::example;
    use crate::verification::report::FieldStatus;

    #[test]
    fn what_changed_is_told_and_what_did_not_is_not() {
        let before = example();
        assert!(render(&before, &before).contains("Nothing changed."));

        let mut after = example();
        after.verdict = Verdict::Compliant;
        after.fields.brand_name.status = FieldStatus::Unclear;
        after.findings[0].outcome = OutcomeKind::Met;
        let page = render(&before, &after);
        assert!(page.contains("- verdict: non compliant → compliant\n"), "{page}");
        assert!(page.contains("- brand_name, status: match → unclear\n"), "{page}");
        assert!(page.contains("- warning.text: violated → met"), "{page}");
        assert_eq!(page.matches("\n- ").count(), 3, "{page}");
    }
}
