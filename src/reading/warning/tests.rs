//! The statement as engines would read it: lines set here, read cleanly or with noise.

use super::*;
use crate::label::{DifferenceKind, HEALTH_WARNING, Quad};
use crate::ocr::{Alternative, Engine};
use proptest::prelude::*;

const LETTER: f32 = 10.0;
const HEIGHT: f32 = 24.0;
const LEADING: f32 = 30.0;

/// Words set from a place on, each letter as wide as the others.
fn set(text: &str, engine: Engine, confidence: f32, (left, top): (f32, f32)) -> Vec<Word> {
    let mut words = Vec::new();
    let mut at = left;
    for word in text.split(' ') {
        let width = LETTER * word.chars().count() as f32;
        if !word.is_empty() {
            words.push(Word {
                text: word.to_owned(),
                quad: Quad::rect(at, top, at + width, top + HEIGHT),
                confidence,
                engine,
                line: 0,
                block: 0,
                glyphs: word.chars().map(|character| Glyph { character, confidence }).collect(),
            });
        }
        at += width + LETTER;
    }
    words
}

/// One line as two engines read it.
fn line(tesseract: &str, ppocr: &str, confidence: f32, (left, top): (f32, f32)) -> Line {
    let words = set(tesseract, Engine::Tesseract, confidence, (left, top));
    let other = set(ppocr, Engine::Ppocr, confidence, (left, top));
    let quad = Quad::around(words.iter().chain(&other).map(|word| &word.quad)).unwrap();
    Line {
        panel: 0,
        words,
        quad,
        confidence,
        block: 0,
        arc: None,
        rotation: 0,
        others: vec![Alternative { engine: Engine::Ppocr, words: other, confidence }],
    }
}

/// Text broken into lines of at most so many characters.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(last) if last.chars().count() + 1 + word.chars().count() <= columns => {
                last.push(' ');
                last.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Both engines read the text alike, broken into lines.
fn clean(text: &str, columns: usize) -> Vec<Line> {
    wrapped(text, columns)
        .iter()
        .enumerate()
        .map(|(row, text)| line(text, text, 0.98, (100.0, 100.0 + LEADING * row as f32)))
        .collect()
}

/// A second look at every line by the first engine.
fn reread(mut lines: Vec<Line>) -> Vec<Line> {
    for line in &mut lines {
        line.others.push(Alternative {
            engine: Engine::Tesseract,
            words: line.words.clone(),
            confidence: line.confidence,
        });
    }
    lines
}

fn status(lines: &[Line]) -> WarningStatus {
    WarningStatus::of(&find(lines))
}

fn read(lines: &[Line]) -> WarningStatement {
    match find(lines) {
        Fact::Read(reading) => reading.value,
        other => panic!("{other:?}"),
    }
}

fn differences(lines: &[Line]) -> Vec<(DifferenceKind, String, String)> {
    let differences = read(lines).differences;
    differences.into_iter().map(|d| (d.kind, d.expected, d.found)).collect()
}

/// The statute with one part printed otherwise.
fn slip(from: &str, to: &str) -> String {
    assert!(HEALTH_WARNING.contains(from), "{from}");
    HEALTH_WARNING.replacen(from, to, 1)
}

#[test]
fn the_statute_is_exact_however_it_is_broken_into_lines() {
    for columns in [12, 20, 34, 60, 120, 400] {
        let upper = HEALTH_WARNING.to_uppercase();
        for text in [HEALTH_WARNING, &upper] {
            let found = find(&clean(text, columns));
            assert_eq!(WarningStatus::of(&found), WarningStatus::Exact, "{columns}: {found:#?}");
        }
    }
}

#[test]
fn spacing_alone_never_makes_a_difference() {
    for text in [
        slip("WARNING: (1) According", "WARNING : (1)According"),
        slip("birth", "bir th"),
        HEALTH_WARNING.replace(' ', ""),
        slip("women should not drink", "womenshouldnotdrink"),
        slip("defects. (2) Consumption", "defects.(2)Consumption"),
    ] {
        for columns in [30, 300] {
            let found = find(&clean(&text, columns));
            assert_eq!(WarningStatus::of(&found), WarningStatus::Exact, "{text}: {found:#?}");
        }
    }
}

#[test]
fn words_broken_by_hyphens_at_line_ends_are_whole() {
    let lines: Vec<Line> = [
        "GOVERNMENT WARN-",
        "ING: (1) According to the Sur-",
        "geon General, women should not drink alco-",
        "holic beverages during preg-",
        "nancy because of the risk of birth defects. (2) Con-",
        "sumption of alcoholic beverages impairs your",
        "ability to drive a car or operate machin-",
        "ery, and may cause health problems.",
    ]
    .iter()
    .enumerate()
    .map(|(row, text)| line(text, text, 0.98, (0.0, LEADING * row as f32)))
    .collect();
    assert_eq!(status(&lines), WarningStatus::Exact, "{:#?}", read(&lines).doubts);
}

#[test]
fn wording_that_both_engines_read_differs() {
    for (from, to, expected, found) in [
        ("women", "woman", "women", "woman"),
        ("alcoholic beverages during", "alcohol beverages during", "alcoholic", "alcohol"),
        ("car or operate", "car and operate", "or", "and"),
        ("health problems", "healtth problems", "health", "healtth"),
        ("impairs", "imparis", "impairs", "imparis"),
        ("to the Surgeon", "to Surgeon", "the", ""),
        ("during pregnancy", "during the pregnancy", "", "the"),
        ("because of the risk", "because the risk", "of", ""),
        ("WARNING: (1) According", "WARNING: According", "(1)", ""),
        ("defects. (2) Consumption", "defects. Consumption", "(2)", ""),
        (" because of the risk of birth defects", "", "because of the risk of birth defects", ""),
        ("should not drink", "should never drink", "not", "never"),
    ] {
        for upper in [false, true] {
            let mut text = slip(from, to);
            let (mut expected, mut found) = (expected.to_owned(), found.to_owned());
            if upper {
                text = text.to_uppercase();
                found = found.to_uppercase();
            }
            let lines = clean(&text, 200);
            let seen = differences(&lines);
            if expected.is_empty() {
                expected = String::new();
            }
            assert_eq!(seen, [(DifferenceKind::Wording, expected, found)], "{text}");
        }
    }
}

#[test]
fn marks_that_neither_engine_saw_differ() {
    for (from, to, expected) in [
        ("WARNING:", "WARNING", ":"),
        ("(1)", "1)", "("),
        ("(2)", "(2", ")"),
        ("General,", "General", ","),
        ("machinery,", "machinery", ","),
        ("defects.", "defects", "."),
        ("problems.", "problems", "."),
    ] {
        let seen = differences(&reread(clean(&slip(from, to), 60)));
        let punctuation = (DifferenceKind::Punctuation, expected.to_owned(), String::new());
        assert_eq!(seen, [punctuation], "{to}");
    }
}

#[test]
fn a_mark_unseen_at_the_end_of_a_line_wants_another_look() {
    let lines = clean(&slip("problems.", "problems"), 60);
    assert_eq!(status(&lines), WarningStatus::Unclear);
    assert_eq!(status(&reread(lines)), WarningStatus::Deviates);
}

#[test]
fn a_comma_read_as_a_full_stop_is_a_comma() {
    let text = slip("General,", "General.").replace("machinery,", "machinery.");
    assert_eq!(status(&clean(&text, 60)), WarningStatus::Exact);
}

#[test]
fn a_lead_in_in_small_letters_differs_and_one_misread_letter_does_not() {
    for (lead_in, expected) in [
        ("Government Warning:", WarningStatus::Deviates),
        ("government warning:", WarningStatus::Deviates),
        ("Government WARNING:", WarningStatus::Deviates),
        ("GOVERNMENT WARNING:", WarningStatus::Exact),
        ("GoVERNMENT WARNiNG:", WarningStatus::Exact),
    ] {
        let lines = clean(&slip("GOVERNMENT WARNING:", lead_in), 60);
        assert_eq!(status(&lines), expected, "{lead_in}");
    }
}

#[test]
fn a_word_that_engines_read_differently_is_a_doubt() {
    let mut lines = clean(HEALTH_WARNING, 60);
    let row = lines.iter().position(|line| line.text().contains("women")).unwrap();
    let other = &mut lines[row].others[0];
    for word in &mut other.words {
        if word.text == "women" {
            *word = Word { text: "woman".into(), ..word.clone() };
            word.glyphs[3].character = 'a';
        }
    }
    let statement = read(&lines);
    assert_eq!(statement.status(), WarningStatus::Unclear);
    assert_eq!(statement.doubts[0].found, "woman");
    let place = statement.doubts[0].evidence[0].polygon.center();
    assert!((place.y - lines[row].quad.center().y).abs() < 1.0, "{place:?}");
}

#[test]
fn one_clean_reading_settles_what_another_garbles() {
    for (from, garbled) in
        [("GOVERNMENT", "COVERNMENT"), ("ability to drive", "ability 10 drive"), ("risk", "nsk")]
    {
        let lines: Vec<Line> = wrapped(HEALTH_WARNING, 60)
            .iter()
            .enumerate()
            .map(|(row, text)| {
                line(text, &text.replace(from, garbled), 0.98, (0.0, LEADING * row as f32))
            })
            .collect();
        assert_eq!(status(&lines), WarningStatus::Exact, "{garbled}");
    }
}

#[test]
fn letters_misread_alike_by_both_engines_are_a_doubt() {
    for (from, to) in [("GOVERNMENT", "COVERNMENT"), ("to drive", "10 drive"), ("birth", "bi7th")] {
        assert_eq!(status(&clean(&slip(from, to), 60)), WarningStatus::Unclear, "{to}");
    }
}

#[test]
fn two_halves_are_put_together_from_columns_and_panels() {
    let (one, two) = HEALTH_WARNING.split_at(HEALTH_WARNING.find("(2)").unwrap());
    let column = |text: &str, panel: usize, left: f32| -> Vec<Line> {
        wrapped(text, 24)
            .iter()
            .enumerate()
            .map(|(row, text)| {
                let mut line = line(text, text, 0.98, (left, LEADING * row as f32));
                line.panel = panel;
                line
            })
            .collect()
    };
    let foreign = clean("Produced and bottled by Old Harbor Cellars, Prosser, Washington", 30);
    let beside = [column(two, 0, 400.0), foreign.clone(), column(one, 0, 100.0)].concat();
    let mut statement = read(&beside);
    assert_eq!(
        statement.status(),
        WarningStatus::Exact,
        "{:?} {:?} {}",
        statement.differences,
        statement.doubts,
        statement.text
    );
    assert!(!statement.split_over_panels);

    let apart = [column(two, 1, 0.0), column(one, 0, 0.0)].concat();
    statement = read(&apart);
    assert_eq!(
        statement.status(),
        WarningStatus::Exact,
        "{:?} {:?} {}",
        statement.differences,
        statement.doubts,
        statement.text
    );
    assert!(statement.split_over_panels);
}

#[test]
fn sentences_in_the_wrong_order_are_reversed() {
    let at = HEALTH_WARNING.find("(2)").unwrap();
    let mut rows = wrapped(&HEALTH_WARNING[at..], 40);
    rows.extend(wrapped(&HEALTH_WARNING[..at], 40));
    let lines: Vec<Line> = rows
        .iter()
        .enumerate()
        .map(|(row, text)| line(text, text, 0.98, (0.0, LEADING * row as f32)))
        .collect();
    assert!(read(&lines).reversed);
    assert!(!read(&clean(HEALTH_WARNING, 40)).reversed);
}

#[test]
fn text_inside_and_on_the_same_line_is_noticed() {
    let run_on = read(&clean(&format!("{HEALTH_WARNING} CONTAINS SULFITES"), 200));
    assert_eq!(run_on.status(), WarningStatus::Exact);
    assert_eq!(run_on.run_on[0].text, "CONTAINS SULFITES");

    let mut rows = wrapped(HEALTH_WARNING, 40);
    let second = rows.iter().position(|row| row.contains("(2)")).unwrap();
    rows.insert(second, "NET CONTENTS 750 ML".to_owned());
    let lines: Vec<Line> = rows
        .iter()
        .enumerate()
        .map(|(row, text)| line(text, text, 0.98, (0.0, LEADING * row as f32)))
        .collect();
    let statement = read(&lines);
    assert_eq!(statement.interruptions[0].text, "NET CONTENTS 750 ML");
    assert_eq!(statement.status(), WarningStatus::Exact);

    let alone = read(&clean(HEALTH_WARNING, 40));
    assert!(alone.run_on.is_empty() && alone.interruptions.is_empty());
}

#[test]
fn text_of_another_column_on_the_same_line_is_left_out() {
    let mut lines = clean(HEALTH_WARNING, 40);
    for (row, line) in lines.iter_mut().enumerate() {
        let beside =
            set("PLEASE RECYCLE", Engine::Tesseract, 0.98, (700.0, 100.0 + LEADING * row as f32));
        line.words.extend(beside.clone());
        line.others[0]
            .words
            .extend(beside.into_iter().map(|word| Word { engine: Engine::Ppocr, ..word }));
    }
    let statement = read(&lines);
    assert_eq!(
        statement.status(),
        WarningStatus::Exact,
        "{:?} {:?} {}",
        statement.differences,
        statement.doubts,
        statement.text
    );
    assert!(statement.run_on.is_empty());
}

#[test]
fn lines_that_run_on_into_another_column_hold_nothing_of_it() {
    let mut lines = clean(HEALTH_WARNING, 40);
    let rows = lines.len();
    for (row, line) in lines.iter_mut().enumerate() {
        let top = 100.0 + LEADING * row as f32;
        let beside = set("PLEASE RECYCLE THIS KEG", Engine::Tesseract, 0.98, (700.0, top));
        line.quad = Quad::around(line.words.iter().chain(&beside).map(|word| &word.quad)).unwrap();
        line.words.extend(beside);
    }
    for row in 0..rows - 1 {
        let between = (700.0, 115.0 + LEADING * row as f32);
        lines.push(line("DO NOT OPEN", "DO NOT OPEN", 0.98, between));
    }
    let statement = read(&lines);
    assert!(statement.interruptions.is_empty(), "{:?}", statement.interruptions);
}

#[test]
fn a_second_copy_that_deviates_is_reported() {
    let mut lines = clean(HEALTH_WARNING, 50);
    for mut line in clean(&slip("women", "woman"), 50) {
        line.panel = 1;
        lines.push(line);
    }
    assert_eq!(status(&lines), WarningStatus::Deviates);
}

#[test]
fn a_line_that_was_not_recognised_is_not_left_out() {
    for columns in [14, 20, 24, 34, 60] {
        let whole = clean(HEALTH_WARNING, columns);
        for row in 1..whole.len() - 1 {
            let mut lines = whole.clone();
            let lost = lines.remove(row).text();
            assert_ne!(status(&lines), WarningStatus::Deviates, "{columns}: {lost}");
        }
    }
}

#[test]
fn words_left_out_between_two_lines_that_follow_on_are_missing() {
    let printed = slip("drink alcoholic beverages during", "drink during");
    for columns in [30, 34, 44, 60] {
        let lines = clean(&printed, columns);
        assert_eq!(status(&lines), WarningStatus::Deviates, "{columns}");
    }
}

#[test]
fn a_first_word_left_out_of_running_text_is_missing() {
    let printed = slip("GOVERNMENT WARNING", "WARNING");
    for columns in [30, 44, 60] {
        assert_eq!(status(&clean(&printed, columns)), WarningStatus::Deviates, "{columns}");
    }
    // A word to a line, or two: the first may stand above and have been lost.
    for columns in [12, 16] {
        assert_ne!(status(&clean(&printed, columns)), WarningStatus::Deviates, "{columns}");
    }
    // A line that begins further in than the others may have lost its beginning.
    let mut cut = clean(HEALTH_WARNING, 60);
    let first = cut[0].text().replacen("GOVERNMENT ", "", 1);
    cut[0] = line(&first, &first, 0.98, (100.0 + LETTER * 11.0, 100.0));
    assert_eq!(status(&cut), WarningStatus::Unclear);
    // A statement of one line shows no margin.
    assert_eq!(status(&clean(&printed, 400)), WarningStatus::Unclear);
}

#[test]
fn other_text_is_no_statement_and_a_fragment_is_unreadable() {
    let other = "Drink responsibly. Our beer is brewed with water from the spring behind the mill \
                 and the risk is all ours. Contains alcohol.";
    assert_eq!(status(&clean(other, 40)), WarningStatus::NotFound);
    let fragment = "GOVERNMENT WARNING: (1) According to the Surgeon";
    assert_eq!(status(&clean(fragment, 30)), WarningStatus::Unreadable);
}

#[test]
fn a_vision_model_alone_vouches_for_nothing() {
    let mut lines = clean(HEALTH_WARNING, 60);
    for line in &mut lines {
        line.others.clear();
        for word in &mut line.words {
            word.engine = Engine::Ollama;
        }
    }
    assert_eq!(status(&lines), WarningStatus::NotFound);
}

/// Letters that engines take for another, with what they read instead.
const CONFUSIONS: &[(char, char)] = &[
    ('G', 'C'),
    ('O', '0'),
    ('I', 'l'),
    ('S', '5'),
    ('B', '8'),
    ('E', 'F'),
    ('T', '7'),
    ('U', 'V'),
    ('H', 'N'),
    ('M', 'W'),
    ('e', 'c'),
    ('a', 'o'),
    ('i', 'l'),
    ('n', 'r'),
    ('t', 'f'),
    ('h', 'b'),
    ('g', 'q'),
    ('u', 'v'),
];

fn noisy(text: &str, at: &[prop::sample::Index]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for index in at {
        let place = index.index(characters.len());
        if let Some((_, to)) = CONFUSIONS.iter().find(|(from, _)| *from == characters[place]) {
            characters[place] = *to;
        }
    }
    characters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn noise_in_one_engine_alone_never_deviates(
        at in prop::collection::vec(any::<prop::sample::Index>(), 0..25),
        joined in any::<bool>(),
        columns in 14_usize..80,
        upper in any::<bool>(),
    ) {
        let text = if upper { HEALTH_WARNING.to_uppercase() } else { HEALTH_WARNING.to_owned() };
        let mut lines = clean(&text, columns);
        let top: Vec<f32> = lines.iter().map(|line| line.quad.0[0].y).collect();
        for (row, line) in lines.iter_mut().enumerate() {
            let mut garbled = noisy(&line.text(), &at);
            if joined {
                garbled = garbled.replace(' ', "");
            }
            line.others[0].words = set(&garbled, Engine::Ppocr, 0.8, (100.0, top[row]));
        }
        prop_assert_eq!(status(&lines), WarningStatus::Exact);
    }

    #[test]
    fn uncertain_noise_in_both_engines_never_deviates(
        one in prop::collection::vec(any::<prop::sample::Index>(), 1..25),
        two in prop::collection::vec(any::<prop::sample::Index>(), 1..25),
        columns in 14_usize..80,
        shuffle in any::<u64>(),
    ) {
        let mut lines: Vec<Line> = wrapped(HEALTH_WARNING, columns)
            .iter()
            .enumerate()
            .map(|(row, text)| {
                line(&noisy(text, &one), &noisy(text, &two), 0.6, (0.0, LEADING * row as f32))
            })
            .collect();
        let count = lines.len();
        lines.rotate_left(shuffle as usize % count);
        let found = find(&lines);
        prop_assert_ne!(WarningStatus::of(&found), WarningStatus::Deviates, "{:#?}", found.value().map(|s| &s.differences));
    }

    #[test]
    fn a_changed_word_that_both_engines_read_always_deviates(
        word in 0_usize..43,
        columns in 30_usize..80,
    ) {
        let words: Vec<&str> = HEALTH_WARNING.split_whitespace().collect();
        let mut printed: Vec<&str> = words.clone();
        prop_assume!(words[word].chars().all(char::is_alphabetic) && words[word].len() > 1);
        printed[word] = "vehicles";
        let found = find(&clean(&printed.join(" "), columns));
        prop_assert_eq!(WarningStatus::of(&found), WarningStatus::Deviates, "{:#?}", found);
    }
}

/// What was transcribed from real labels, as clean input.
#[test]
fn transcribed_statements_come_out_as_the_transcriber_judged_them() {
    // Commas printed as dots are readable as commas; so the catalogue has it.
    const COMMAS_AS_DOTS: &str = "marks after General and machinery print as dots";
    let folder = std::path::Path::new("../shared/corpus/dev");
    let Ok(entries) = std::fs::read_dir(folder) else {
        crate::ocr::testing::skipped("no corpus beside the project");
        return;
    };
    let mut wrong = Vec::new();
    for entry in entries.filter_map(Result::ok) {
        let Ok(truth) = std::fs::read_to_string(entry.path().join("truth.json")) else { continue };
        let truth: serde_json::Value = serde_json::from_str(&truth).unwrap();
        let Some(text) = truth["warning_text_as_printed"].as_str() else { continue };
        let wanted = match &truth["warning_exact"] {
            serde_json::Value::Bool(true) => WarningStatus::Exact,
            serde_json::Value::Null => continue,
            _ if truth["warning_deviations"].to_string().contains(COMMAS_AS_DOTS) => {
                WarningStatus::Exact
            }
            _ => WarningStatus::Deviates,
        };
        let found = find(&reread(clean(text, 50)));
        if WarningStatus::of(&found) != wanted {
            wrong.push(format!(
                "{}: {:?}",
                entry.path().display(),
                found.value().map(|s| (&s.differences, &s.doubts))
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
