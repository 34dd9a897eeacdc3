//! Holds the rooms to their places: what each may import.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Leaves are open to all rooms but `label` and `rules`.
const LEAVES: &[&str] = &["clock", "config", "telemetry"];

/// Each room with those it may import besides the leaves, nearest to the client first.
const ROOMS: &[(&str, &[&str])] = &[
    (
        "cli",
        &[
            "http",
            "app",
            "models",
            "model_status",
            "db",
            "batches",
            "webhooks",
            "verification",
            "artifacts",
            "jobs",
            "reading",
            "ocr",
            "intake",
            "rules",
            "samples",
            "lists",
            "label",
        ],
    ),
    (
        "http",
        &[
            "app",
            "model_status",
            "batches",
            "webhooks",
            "verification",
            "artifacts",
            "jobs",
            "ocr",
            "intake",
            "rules",
            "label",
        ],
    ),
    (
        "app",
        &[
            "model_status",
            "db",
            "batches",
            "webhooks",
            "verification",
            "artifacts",
            "jobs",
            "reading",
            "ocr",
            "intake",
            "rules",
            "label",
        ],
    ),
    // The bucket's client is the one that artifacts have.
    ("models", &["artifacts", "model_status"]),
    // What it implements is declared where it is needed.
    ("db", &["batches", "webhooks", "artifacts", "jobs", "rules"]),
    ("batches", &["verification", "artifacts", "jobs", "intake", "rules", "label"]),
    ("webhooks", &["jobs"]),
    ("verification", &["artifacts", "jobs", "reading", "ocr", "intake", "rules", "lists", "label"]),
    ("artifacts", &["intake", "label"]),
    ("jobs", &[]),
    ("reading", &["ocr", "lists", "label"]),
    ("samples", &["intake", "lists", "label"]),
    // Pictures are what engines read.
    ("ocr", &["intake", "label"]),
    ("intake", &["label"]),
    ("rules", &["lists", "label"]),
    // The regulation's own tables: data, with nothing of ours in it but the vocabulary.
    ("lists", &["label"]),
    ("label", &[]),
    ("model_status", &[]),
    ("clock", &[]),
    ("config", &[]),
    ("telemetry", &[]),
];

#[test]
fn imports_point_one_way() {
    let rooms: BTreeMap<_, _> = ROOMS.iter().copied().collect();
    let mut trespasses = Vec::new();
    for file in sources() {
        let room = room_of(&file);
        if matches!(room.as_str(), "lib" | "main") {
            continue;
        }
        let Some(open) = rooms.get(room.as_str()) else {
            trespasses.push(format!("{room}: a room that this table does not place"));
            continue;
        };
        let closed_to_leaves = matches!(room.as_str(), "label" | "rules");
        for other in imported(&fs::read_to_string(&file).unwrap()) {
            let leaf = LEAVES.contains(&other.as_str()) && !closed_to_leaves;
            if other != room && !leaf && !open.contains(&other.as_str()) {
                trespasses.push(format!("{}: {room} imports {other}", file.display()));
            }
        }
    }
    assert!(trespasses.is_empty(), "{}", trespasses.join("\n"));
}

#[test]
fn the_table_of_rooms_has_no_circle() {
    // A room may import only rooms that stand below it, but for the leaves' own.
    for (index, (room, open)) in ROOMS.iter().enumerate() {
        for other in *open {
            let place = ROOMS.iter().position(|(name, _)| name == other);
            assert!(place.is_some_and(|place| place > index), "{room} imports {other}");
        }
    }
}

#[test]
fn imports_are_seen_however_they_are_written() {
    let source = "use crate::label::Label;\nuse crate::{ocr::Word, rules};\n// crate::http\n\
                  fn f() { crate::app::run() }\npub(crate) use crate::{\n    intake,\n    clock::Clock,\n};\n";
    let found: Vec<_> = imported(source).into_iter().collect();
    assert_eq!(found, ["app", "clock", "intake", "label", "ocr", "rules"]);
}

/// The rooms that a source names after `crate::`.
fn imported(source: &str) -> BTreeSet<String> {
    let code: Vec<_> = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n");
    let mut found = BTreeSet::new();
    for (at, marker) in code.match_indices("crate::") {
        let rest = &code[at + marker.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            found.extend(group_heads(group));
        } else {
            found.insert(first_word(rest));
        }
    }
    found.retain(|name| name.starts_with(|c: char| c.is_ascii_lowercase()));
    found
}

/// The first word of each member of `{a::b, c::{d, e}}`, its opening brace taken off.
fn group_heads(group: &str) -> Vec<String> {
    let mut heads = vec![first_word(group.trim_start())];
    let mut depth = 0;
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.push(first_word(group[at + 1..].trim_start())),
            _ => {}
        }
    }
    heads.retain(|head| !head.is_empty());
    heads
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// `src/rules/warning.rs` is of the room `rules`.
fn room_of(file: &Path) -> String {
    let below = file.strip_prefix(source_folder()).expect("it is one of our sources");
    let first = below.iter().next().expect("a path has a first part").to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn sources() -> Vec<PathBuf> {
    let mut folders = vec![source_folder()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the sources are there") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files
}
