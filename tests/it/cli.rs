//! The commands as a person types them: what they print, and how they end.

use crate::support::skipped;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use ttb_verifier::label::Commodity;
use ttb_verifier::samples::{self, Defect};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/bramble-meadow-36");

/// A command over this machine's own settings, but for those of the test.
fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ttb-verifier"));
    command.args(arguments).env("OMP_THREAD_LIMIT", "1");
    command
}

/// How a command ended, and what it said on both channels.
fn run(arguments: &[&str]) -> (i32, String, String) {
    ended(&command(arguments).output().unwrap())
}

fn ended(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn sample(file: &str) -> String {
    format!("{SAMPLE}/{file}")
}

/// `None`, and a word about it, where nothing can read; else whether both engines can.
fn reads() -> Option<bool> {
    let (status, page, _) = run(&["doctor"]);
    if status != 0 {
        skipped("no engine is installed; scripts/install brings them");
        return None;
    }
    Some(page.contains("good  PP-OCR"))
}

/// So does the archive of scripts/bundle, which has its own loader and libraries.
#[test]
fn what_a_loader_runs_starts_itself_anew_by_the_script_that_called_the_loader() {
    let loaders = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"];
    let Some(loader) = loaders.into_iter().find(|loader| Path::new(loader).exists()) else {
        return skipped("the loader is not where it is looked for");
    };
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("ttb-verifier");
    let binary = env!("CARGO_BIN_EXE_ttb-verifier");
    let lines = format!("#!/bin/sh\necho asked\nexec {loader} --argv0 \"$0\" {binary} \"$@\"\n");
    std::fs::write(&script, lines).unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new("/bin/sh");
    command.arg(&script).arg("--version");
    let output =
        command.env_remove("OMP_THREAD_LIMIT").env_remove("ORT_DISABLE_TELEMETRY").output();
    let (status, said, told) = ended(&output.unwrap());
    assert_eq!((status, told.as_str()), (0, ""));
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(said, format!("asked\nasked\nttb-verifier {version}\n"));
}

#[test]
fn what_may_come_in_follows_from_the_settings() {
    let (front, back) = (sample("front.png"), sample("back.png"));
    for deed in ["verify", "compare"] {
        let output = command(&[deed, &front, &back]).env("MAX_FILES", "1").output().unwrap();
        let (status, _, said) = ended(&output);
        assert_eq!((status, said.trim()), (3, "error: at most 1 pages are taken"), "{deed}");
    }
}

#[test]
fn wrong_usage_is_told_and_ends_with_64() {
    let front = sample("front.png");
    for arguments in [
        &[][..],
        &["verify"],
        &["verify", "--deadline-ms", "10", &front],
        &["verify", "--backend", "eyes", &front],
        &["verify", "--crops", &front],
        &["sing"],
    ] {
        let (status, page, said) = run(arguments);
        assert_eq!(status, 64, "{arguments:?}");
        assert!(page.is_empty(), "{arguments:?}: {page}");
        assert!(said.contains("Usage: ") || said.contains("try '--help'"), "{arguments:?}: {said}");
    }
    for arguments in [["--version"], ["--help"]] {
        let (status, page, said) = run(&arguments);
        assert_eq!(status, 0);
        assert!(said.is_empty() && page.contains("verif"), "{page}{said}");
    }
}

#[test]
fn what_could_not_be_done_is_told_and_ends_with_3() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (words, front) = (put("words.txt", "no picture"), sample("front.png"));
    let (broken, wrong) = (put("broken.json", "{"), put("wrong.json", r#"{"brand": "X"}"#));
    for (arguments, reason) in [
        (vec!["verify", "/nowhere/front.jpg"], "/nowhere/front.jpg"),
        (vec!["verify", &front, &words], "words.txt: this is not a picture"),
        (vec!["verify", &front, "--application", &broken], "broken.json is not JSON"),
        (vec!["verify", &front, "--application", &wrong], "/application/brand"),
        (vec!["verify", &front, "--against", &wrong], "wrong.json is no report"),
        (vec!["verify", &front, "--backend", "ollama"], "Ollama is not available"),
        (vec!["eval", "/nowhere"], "/nowhere"),
    ] {
        let (status, page, said) = run(&arguments);
        assert_eq!(status, 3, "{arguments:?}: {said}");
        assert!(page.is_empty() && said.contains(reason), "{arguments:?}: {said}");
    }
}

#[test]
fn wrong_settings_are_told_all_at_once_and_end_with_78() {
    for arguments in [&["config"][..], &["serve"], &["verify", &sample("front.png")]] {
        let mut command = command(arguments);
        command.env("BIND_ADDRESS", "nowhere").env("LOG_FORMAT", "xml");
        let (status, _, said) = ended(&command.output().unwrap());
        assert_eq!(status, 78, "{arguments:?}");
        assert!(said.contains("BIND_ADDRESS: ") && said.contains("LOG_FORMAT: "), "{said}");
    }
}

#[test]
fn config_prints_every_setting_as_a_file_that_gives_the_same_settings() {
    let mut asked = command(&["config"]);
    asked.env("MAX_FILES", "7").env("CORS_ORIGINS", "https://review.example");
    let (status, page, _) = ended(&asked.output().unwrap());
    assert_eq!(status, 0);
    assert!(page.contains("(environment)\nMAX_FILES=7\n"), "{page}");
    assert!(page.contains("(default)\nBIND_ADDRESS="), "{page}");

    let mut again = command(&["config"]);
    for line in page.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, value)) = line.split_once('=') {
            again.env(name, value);
        }
    }
    let values = |page: &str| -> Vec<String> {
        page.lines().filter(|line| !line.starts_with("# ")).map(str::to_owned).collect()
    };
    assert_eq!(values(&ended(&again.output().unwrap()).1), values(&page));
}

#[test]
fn the_doctor_finds_what_is_missing_and_says_how_to_mend_it() {
    let mut ill = command(&["doctor"]);
    ill.env("TESSDATA_PREFIX", "/nowhere").env("PPOCR_MODELS", "/nowhere").env("MAX_FILES", "0");
    let (status, page, _) = ended(&ill.output().unwrap());
    assert_eq!(status, 1, "{page}");
    assert!(page.contains("MAX_FILES") && page.contains("apt-get install tesseract"), "{page}");
    assert!(page.contains("Not ready"), "{page}");
}

/// Draws a sample with a defect into a folder; `None` on a machine without the typefaces.
fn broken_sample(folder: &Path) -> Option<()> {
    let defect = Defect::named("warning-should-drink").unwrap();
    let lawful = samples::application(11, Commodity::DistilledSpirits).ok()?;
    lawful.with_defect(defect).unwrap().unwrap().write_to(folder).unwrap();
    Some(())
}

/// The pictures in a folder, and the declaration beside them.
fn arguments_for(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_picture = |path: &PathBuf| path.extension().is_some_and(|kind| kind == "png");
    let pictures = entries.filter(is_picture).map(|path| path.to_str().unwrap().to_owned());
    let application = folder.join("application.json").to_str().unwrap().to_owned();
    ["verify", "--deadline-ms", "120000", "--json", "--application", &application]
        .map(str::to_owned)
        .into_iter()
        .chain(pictures)
        .collect()
}

#[test]
fn the_exit_status_is_the_verdict() {
    let Some(reads_twice) = reads() else { return };
    let folder = tempfile::tempdir().unwrap();
    let front = sample("front.png");
    let mut cases = vec![
        (arguments_for(Path::new(SAMPLE)), "compliant"),
        (
            ["verify", "--deadline-ms", "120000", "--json", &front].map(str::to_owned).to_vec(),
            "needs_review",
        ),
    ];
    if broken_sample(folder.path()).is_some() {
        cases.push((arguments_for(folder.path()), "non_compliant"));
    }
    for (arguments, verdict) in cases {
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        let (status, page, said) = run(&arguments);
        let report: Value = serde_json::from_str(&page).unwrap_or_else(|_| panic!("{said}"));
        let expected = match report["verdict"].as_str().unwrap() {
            "compliant" => 0,
            "non_compliant" => 1,
            _ => 2,
        };
        assert_eq!(status, expected);
        // One engine alone may leave more to a person.
        if reads_twice {
            assert_eq!(report["verdict"], verdict, "{arguments:?}");
        }
    }
}

#[test]
fn an_explanation_shows_what_every_stage_saw_and_a_later_run_what_changed() {
    if reads().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (place, back) = (folder.path().to_str().unwrap(), sample("back.png"));
    let slow = ["verify", &back, "--deadline-ms", "120000"];
    let (_, page, said) = run(&[&slow[..], &["--explain", place]].concat());
    assert!(page.contains("Checklist"), "{page} {said}");

    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    let json = |name: &str| serde_json::from_slice::<Value>(&read(name)).unwrap();
    let report = json("report.json");
    assert_eq!(json("findings.json"), report["findings"]);
    assert!(json("lines.json").as_array().unwrap().len() > 3);
    let facts = json("facts.json");
    let warning = &facts["health_warning"]["read"]["value"]["text"];
    assert!(warning.as_str().unwrap().starts_with("GOVERNMENT WARNING"), "{warning}");
    assert!(json("measures.json").is_object());
    for name in ["panel-0-upright.png", "panel-0-words.png"] {
        image::load_from_memory(&read(name)).unwrap();
    }

    let passes = report["ocr"]["passes"].as_array().unwrap();
    for (number, pass) in passes.iter().enumerate() {
        let (engine, kind) = (pass["engine"].as_str().unwrap(), pass["kind"].as_str().unwrap());
        let name = format!("pass-{:02}-panel-0-{engine}-{kind}", number + 1);
        let told = json(&format!("{name}.json"));
        assert_eq!(&told["pass"], pass);
        let places = told["places"].as_array().unwrap();
        let words = places.iter().map(|place| place["words"].as_array().unwrap().len());
        assert_eq!(words.sum::<usize>() as u64, pass["words"].as_u64().unwrap(), "{name}");
        let shown =
            ["panel", "lines"].map(|input| folder.path().join(format!("{name}-{input}.png")));
        assert!(shown.iter().any(|path| path.is_file()), "{name}");
    }

    let earlier = folder.path().join("report.json");
    let earlier = earlier.to_str().unwrap();
    let (_, same, _) = run(&[&slow[..], &["--against", earlier]].concat());
    assert!(same.contains("Nothing changed."), "{same}");
    let application = folder.path().join("app.json");
    std::fs::write(&application, r#"{"brand_name": "SOMETHING ELSE"}"#).unwrap();
    let declared = ["--application", application.to_str().unwrap(), "--against", earlier];
    let (_, other, _) = run(&[&slow[..], &declared].concat());
    assert!(other.contains("- brand_name, declared: nothing → \"SOMETHING ELSE\""), "{other}");
}

/// A service in a process of its own, stopped when the test fails.
struct Service(std::process::Child);

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn serve_logs_where_it_is_and_each_request_and_stops_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let mut serve = command(&["serve"]);
    serve.env("BIND_ADDRESS", "127.0.0.1:0").stderr(Stdio::piped());
    serve.env("DATABASE_URL", format!("sqlite://{}", folder.path().join("jobs.db").display()));
    serve.env("ARTIFACT_STORE", format!("file:{}", folder.path().join("store").display()));
    let mut service = Service(serve.spawn().unwrap());
    let mut log = BufReader::new(service.0.stderr.take().unwrap()).lines();
    let mut next = || -> Value { serde_json::from_str(&log.next().unwrap().unwrap()).unwrap() };
    let begun = next();
    assert_eq!(begun["message"], "serving");
    let address = begun["address"].as_str().unwrap();

    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!("GET /nowhere HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    let line = next();
    assert_eq!((&line["message"], &line["status"]), (&"answered".into(), &404.into()));
    assert!(answer.contains(line["span"]["request_id"].as_str().unwrap()), "{answer}");

    let id = service.0.id().to_string();
    // The shell has a kill of its own; a small machine has no other.
    let asked = Command::new("sh").args(["-c", "kill -TERM \"$0\"", &id]).status().unwrap();
    assert!(asked.success());
    assert_eq!(next()["message"], "stopping; what is in flight is finished first");
    assert_eq!(next()["message"], "stopped");
    assert_eq!(service.0.wait().unwrap().code(), Some(0));
}

#[test]
fn health_asks_the_service_beside_it() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let everywhere = format!("0.0.0.0:{}", address.port());
    let ask = || {
        let mut asking = command(&["health"]);
        ended(&asking.env("BIND_ADDRESS", &everywhere).output().unwrap())
    };
    let (status, _, said) = ask();
    assert_eq!(status, 1);
    assert!(said.contains("does not answer"), "{said}");
    if reads().is_none() {
        return;
    }
    let mut serving = command(&["serve"]);
    serving.env("BIND_ADDRESS", &everywhere).env("ARTIFACT_STORAGE_ENABLED", "false");
    let mut service = serving.stderr(Stdio::null()).spawn().unwrap();
    let answered = (0..300).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        ask() == (0, "ready\n".to_owned(), String::new())
    });
    service.kill().unwrap();
    service.wait().unwrap();
    assert!(answered, "it never became ready");
}

#[test]
fn a_batch_comes_to_a_table_in_which_each_failure_has_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    std::fs::create_dir(folder.path().join("labels")).unwrap();
    let front = std::fs::read(sample("front.png")).unwrap();
    std::fs::write(at("labels/cut.png"), &front[..front.len() / 3]).unwrap();
    std::fs::write(at("labels/moving.gif"), b"GIF89a....").unwrap();
    let manifest = "files,id\ncut.png,A-1\nmoving.gif,A-2\ngone.png,A-3\n";
    std::fs::write(at("labels/manifest.csv"), manifest).unwrap();
    let (out, labels) = (at("results.csv"), at("labels"));
    let (status, page, said) = run(&["batch", &labels, "--out", &out]);
    assert_eq!(status, 1, "{page}{said}");
    assert!(page.contains("3 applications: 0 compliant"), "{page}");
    let table = std::fs::read_to_string(&out).unwrap();
    let mut rows = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<_> = rows.records().map(Result::unwrap).collect();
    let told: Vec<_> = rows.iter().map(|row| (&row[1], &row[2])).collect();
    assert_eq!(told, [("A-1", "failed"), ("A-2", "failed"), ("A-3", "failed")]);
    assert!(rows[0][12].contains("cut.png"), "{rows:?}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing else stays behind");

    std::fs::write(at("labels/manifest.csv"), "files,Colour\ncut.png,red\n").unwrap();
    let (status, _, said) = run(&["batch", &labels, "--out", &out]);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("Colour: there is no such column"), "{said}");
    let (status, _, said) = run(&["batch", &labels, "--out", "results.pdf"]);
    assert_eq!(status, 1);
    assert!(said.contains(".csv, .xlsx, .json or .ndjson"), "{said}");
}

#[test]
fn a_batch_of_whole_applications_is_verified_from_its_folders() {
    if reads().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for name in ["one", "two"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
        for file in ["front.png", "back.png"] {
            std::fs::copy(sample(file), folder.path().join(name).join(file)).unwrap();
        }
    }
    let archive = folder.path().join("drop.zip");
    std::fs::write(
        &archive,
        crate::support::drop::zip(&[
            ("manifest.csv", b"files,id\ngone.png,A-1\n"),
            ("a.png", b"\x89PNG\r\n\x1a\n"),
        ]),
    )
    .unwrap();
    let table = folder.path().join("table.csv").display().to_string();
    assert_eq!(run(&["batch", &archive.display().to_string(), "--out", &table]).0, 1);
    assert!(archive.exists(), "what was packed is its owner's");
    std::fs::remove_file(archive).unwrap();
    std::fs::remove_file(table).unwrap();
    let (paths, out) = (folder.path().display().to_string(), folder.path().join("out.json"));
    let out = out.display().to_string();
    let (status, page, said) = run(&["batch", &paths, "--out", &out, "--deadline-ms", "120000"]);
    assert_eq!(status, 0, "{page}{said}");
    let results: Value = serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
    assert_eq!(results["items"][0]["grouped_by"], "folder");
    assert_eq!(results["items"][1]["same_as"], 1, "the same pictures are read once");
    assert_eq!(results["items"][1]["report"]["verdict"], results["items"][0]["report"]["verdict"]);
}
