//! Stored requests over HTTP: saved, found, shown, held, erased.

use crate::support::{Form, TestApp, jpeg, png};
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A service with folders of its own.
struct Place {
    folder: TempDir,
    app: TestApp,
}

impl Place {
    fn new() -> Self {
        Self::with_settings([])
    }

    fn with_settings<const N: usize>(settings: [(&str, &str); N]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        let store = format!("file:{}", at("store"));
        let spool = at("spool");
        let database = format!("sqlite://{}", at("index.db"));
        let ours = [
            ("ARTIFACT_STORE", store.as_str()),
            ("ARTIFACT_SPOOL", spool.as_str()),
            ("DATABASE_URL", database.as_str()),
        ];
        let settings: Vec<_> = ours.into_iter().chain(settings).collect();
        let app = TestApp::with_all_settings(&settings);
        Self { folder, app }
    }

    async fn deliver(&self) {
        self.app.app.archive.as_ref().unwrap().deliver().await.unwrap();
    }

    /// Verifies and keeps a label; answers its id.
    async fn save(&self, form: Form) -> String {
        let answer = self.app.verify(form.field("save_artifact", "true")).await;
        let report = answer.json();
        assert_eq!(report["artifact_status"], "accepted", "{report}");
        assert_eq!(report["artifact_id"], report["request_id"]);
        report["artifact_id"].as_str().unwrap().to_owned()
    }

    async fn json(&self, path: &str) -> Value {
        let answer = self.app.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.json()
    }

    async fn with(&self, path: &str, name: &str, value: &str) -> crate::support::Answer {
        self.app.send(Request::get(path).header(name, value)).await
    }
}

fn label() -> Form {
    Form::new().file("file", "../../front.jpg", &jpeg(40, 30)).file(
        "file",
        "back.png",
        &png(20, 60),
    )
}

#[tokio::test]
async fn a_saved_request_is_shown_at_once_and_says_where_it_is() {
    let place = Place::new();
    let application =
        r#"{"application_id": "A-1042", "product_type": "wine", "brand_name": "Old Harbor"}"#;
    let id = place.save(label().application(application)).await;
    for path in ["/artifacts", "/v1/artifacts"] {
        let shown = place.json(&format!("{path}/{id}")).await;
        assert_eq!(shown["status"], "spooled");
        assert_eq!(shown["artifact_id"], id.as_str());
        assert_eq!(shown["application_id"], "A-1042");
        assert_eq!(shown["client_ip"], "10.0.0.1");
        assert_eq!(shown["image_format"], "jpeg");
        assert_eq!(shown["application"]["brand_name"], "Old Harbor");
        assert_eq!(shown["pin"], Value::Null);
    }
    let names = place.json(&format!("/artifacts/{id}")).await;
    let names: Vec<_> =
        names["parts"].as_array().unwrap().iter().map(|part| &part["name"]).collect();
    let expected = ["image.jpg", "image-2.png", "extracted_text.json", "validation_result.json"];
    assert_eq!(names, expected);

    place.deliver().await;
    assert_eq!(place.json(&format!("/artifacts/{id}")).await["status"], "stored");
    let list = place.json("/artifacts").await;
    assert_eq!(list["items"][0]["artifact_id"], id.as_str());
    assert_eq!(list["items"][0]["brand_name"], "Old Harbor");
    assert_eq!(list["next_cursor"], Value::Null);
    let files = walk(place.folder.path());
    assert!(files.iter().all(|file| !file.contains("front")), "{files:?}");
}

fn walk(folder: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(walk(&path));
        } else {
            found.push(path.display().to_string());
        }
    }
    found
}

#[tokio::test]
async fn the_result_is_the_answer_that_was_given() {
    let place = Place::new();
    let answer = place.app.verify(label().field("save_artifact", "true")).await;
    let mut report = answer.json();
    let id = report["artifact_id"].as_str().unwrap().to_owned();
    report.as_object_mut().unwrap().remove("artifact_status");
    assert_eq!(place.json(&format!("/artifacts/{id}/result")).await, report);
    let text = place.json(&format!("/artifacts/{id}/text")).await;
    assert_eq!(text["panels"], json!([{"panel": 0, "text": ""}, {"panel": 1, "text": ""}]));
}

#[tokio::test]
async fn nothing_is_kept_that_nobody_asked_for() {
    let place = Place::new();
    let report = place.app.verify(label()).await.json();
    assert_eq!(report["artifact_id"], Value::Null);
    assert_eq!(report.get("artifact_status"), None);
    assert_eq!(walk(place.folder.path()), Vec::<String>::new());
    let place = Place::with_settings([("ARTIFACT_DEFAULT_SAVE", "true")]);
    let report = place.app.verify(label()).await.json();
    assert_eq!(report["artifact_status"], "accepted");
    let report = place.app.verify(label().field("save_artifact", "false")).await.json();
    assert_eq!(report["artifact_id"], Value::Null);
}

#[tokio::test]
async fn where_nothing_is_stored_asking_for_it_is_refused() {
    let place = Place::with_settings([("ARTIFACT_STORAGE_ENABLED", "false")]);
    let answer = place.app.verify(label().field("save_artifact", "true")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.code(), "artifacts_not_available");
    assert_eq!(answer.places(), ["save_artifact"]);
    let answer = place.app.get("/artifacts").await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (StatusCode::NOT_FOUND, "artifacts_not_available")
    );
    let answer = place.app.verify(label().field("save_artifact", "false")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(place.json("/health").await["artifacts"], Value::Null);
}

#[tokio::test]
async fn what_cannot_be_kept_takes_nobody_s_answer_away() {
    let place = Place::new();
    std::fs::write(place.folder.path().join("spool"), "in the way").unwrap();
    let answer = place.app.verify(label().field("save_artifact", "true")).await;
    assert_eq!(answer.status, StatusCode::OK);
    let report = answer.json();
    assert!(report["artifact_status"]["failed"]["reason"].is_string(), "{report}");
    assert_eq!(report["artifact_id"], Value::Null);
    let health = place.json("/health").await;
    assert_eq!(health["status"], "degraded");
    assert_eq!(health["artifacts"]["available"], false);
}

#[tokio::test]
async fn pictures_come_back_as_they_were_sent_whole_or_in_part() {
    let place = Place::new();
    let (front, back) = (jpeg(40, 30), png(20, 60));
    let id = place.save(label()).await;
    for delivered in [false, true] {
        if delivered {
            place.deliver().await;
        }
        let image = place.app.get(&format!("/artifacts/{id}/image")).await;
        assert_eq!(image.body, front);
        assert_eq!(image.header("content-type"), Some("image/jpeg"));
        assert_eq!(image.header("cache-control"), Some("private, no-cache"));
        let name = format!("inline; filename=\"{id}-image.jpg\"");
        assert_eq!(image.header("content-disposition"), Some(name.as_str()));
        assert!(image.header("last-modified").unwrap().ends_with("GMT"));
        let second = place.app.get(&format!("/artifacts/{id}/image?panel=1")).await;
        assert_eq!(second.body, back);
        assert_eq!(second.header("content-type"), Some("image/png"));

        let path = format!("/artifacts/{id}/image");
        let part = place.with(&path, "range", "bytes=2-5").await;
        assert_eq!(part.status, StatusCode::PARTIAL_CONTENT);
        assert_eq!(part.body, front[2..6]);
        let range = format!("bytes 2-5/{}", front.len());
        assert_eq!(part.header("content-range"), Some(range.as_str()));
        let beyond = place.with(&path, "range", "bytes=999999-").await;
        assert_eq!(beyond.status, StatusCode::RANGE_NOT_SATISFIABLE);
        assert_eq!(beyond.code(), "range_not_satisfiable");

        let etag = image.header("etag").unwrap();
        let known = place.with(&path, "if-none-match", etag).await;
        assert_eq!(known.status, StatusCode::NOT_MODIFIED);
        assert!(known.body.is_empty());
        assert_eq!(known.header("etag"), Some(etag));
        let head = place.app.send(Request::head(&path)).await;
        assert_eq!(head.status, StatusCode::OK);
        assert_eq!(head.header("content-length"), Some(front.len().to_string().as_str()));
        assert_eq!(head.header("etag"), Some(etag));
        assert!(head.body.is_empty());
    }
}

#[tokio::test]
async fn a_box_is_cut_out_of_its_panel() {
    let place = Place::new();
    let id = place.save(label()).await;
    let crop = place.app.get(&format!("/artifacts/{id}/image?panel=1&box=5,10,10,20")).await;
    assert_eq!(crop.status, StatusCode::OK, "{}", crop.text());
    assert_eq!(crop.header("content-type"), Some("image/png"));
    let cut = image::load_from_memory(&crop.body).unwrap();
    assert_eq!((cut.width(), cut.height()), (10, 20));
    let etag = crop.header("etag").unwrap();
    let path = format!("/artifacts/{id}/image?panel=1&box=5,10,10,20");
    assert_eq!(place.with(&path, "if-none-match", etag).await.status, StatusCode::NOT_MODIFIED);
    let cases = [
        ("box=0,0,41,30", StatusCode::UNPROCESSABLE_ENTITY),
        ("box=0,0,0,1", StatusCode::UNPROCESSABLE_ENTITY),
        ("box=4294967295,0,2,1", StatusCode::UNPROCESSABLE_ENTITY),
        ("box=-1,0,2,1", StatusCode::UNPROCESSABLE_ENTITY),
        ("box=a", StatusCode::UNPROCESSABLE_ENTITY),
        ("panel=x", StatusCode::UNPROCESSABLE_ENTITY),
        ("page=1", StatusCode::UNPROCESSABLE_ENTITY),
        ("panel=2", StatusCode::NOT_FOUND),
    ];
    for (query, expected) in cases {
        let answer = place.app.get(&format!("/artifacts/{id}/image?{query}")).await;
        assert_eq!(answer.status, expected, "{query}");
        answer.code();
    }
}

#[tokio::test]
async fn what_is_erased_is_gone_and_says_so() {
    let place = Place::new();
    let id = place.save(label()).await;
    place.deliver().await;
    let erase = || place.app.send(Request::delete(format!("/artifacts/{id}")));
    assert_eq!(erase().await.status, StatusCode::NO_CONTENT);
    for path in ["", "/image", "/text", "/result"] {
        let answer = place.app.get(&format!("/artifacts/{id}{path}")).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::GONE, "artifact_erased"));
    }
    assert_eq!(erase().await.status, StatusCode::GONE);
    assert_eq!(place.json("/artifacts").await["items"], json!([]));
    let never = "/artifacts/019a0000-0000-7000-8000-000000000001";
    assert_eq!(place.app.send(Request::delete(never)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_held_is_not_erased_until_it_is_let_go() {
    let place = Place::new();
    let id = place.save(label()).await;
    place.deliver().await;
    let path = format!("/v1/artifacts/{id}/pin");
    let pin = |body: &'static str| {
        place.app.call(Request::put(&path).body(axum::body::Body::from(body)).unwrap())
    };
    let pinned = pin(r#"{"reason": "a case in court"}"#).await;
    assert_eq!(pinned.status, StatusCode::OK);
    assert_eq!(pinned.json()["reason"], "a case in court");
    let refused = place.app.send(Request::delete(format!("/artifacts/{id}"))).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (StatusCode::CONFLICT, "artifact_pinned")
    );
    assert!(refused.text().contains("a case in court"));
    assert_eq!(place.json("/artifacts").await["items"][0]["pinned"], true);
    for body in ["{", r#"{"why": "x"}"#, r#"{"reason": 1}"#] {
        assert_eq!(pin(body).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    }
    assert_eq!(pin("").await.status, StatusCode::OK);
    assert_eq!(place.app.send(Request::delete(&path)).await.status, StatusCode::NO_CONTENT);
    let erased = place.app.send(Request::delete(format!("/artifacts/{id}"))).await;
    assert_eq!(erased.status, StatusCode::NO_CONTENT);
    assert_eq!(pin("").await.status, StatusCode::GONE);
}

#[tokio::test]
async fn every_problem_of_a_query_is_named() {
    let place = Place::new();
    let query = "start_date=yesterday&end_date=%2B262142-01-01&validation_status=good&product_type=gin\
                 &rule=no.such&limit=0&cursor=forged&sort=random&page=2&q=%00&brand=a&brand=b";
    let answer = place.app.get(&format!("/artifacts?{query}")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut places = answer.places();
    places.sort();
    let expected = [
        "brand",
        "cursor",
        "end_date",
        "limit",
        "page",
        "product_type",
        "q",
        "rule",
        "sort",
        "start_date",
        "validation_status",
    ];
    assert_eq!(places, expected);
    for query in
        ["limit=201", "limit=99999999999", "limit=-1", "start_date=2026-03-02&end_date=2026-03-01"]
    {
        let answer = place.app.get(&format!("/artifacts?{query}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    }
    for id in ["x", "..%2F..%2Fetc", "0198F5A0-1234-7ABC-8DEF-0123456789AB"] {
        assert_eq!(place.app.get(&format!("/artifacts/{id}")).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_listing_is_filtered_and_turned_page_by_page() {
    let place = Place::new();
    let mut ids = Vec::new();
    for number in 0..3 {
        let application =
            format!(r#"{{"application_id": "A-{number}", "brand_name": "Brand {number}"}}"#);
        ids.push(place.save(label().application(&application)).await);
    }
    place.deliver().await;
    let of = |list: &Value| -> Vec<String> {
        let items = list["items"].as_array().unwrap().iter();
        items.map(|item| item["artifact_id"].as_str().unwrap().to_owned()).collect()
    };
    let today = chrono::DateTime::from_timestamp_millis(0).unwrap();
    assert!(today < "2026-01-01T00:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap());
    assert_eq!(of(&place.json("/artifacts?brand=brand%202").await), [ids[2].clone()]);
    assert_eq!(of(&place.json("/artifacts?application_id=A-1").await), [ids[1].clone()]);
    assert_eq!(
        of(&place.json("/artifacts?start_date=2020-01-01&end_date=2020-12-31").await),
        Vec::<String>::new()
    );
    assert_eq!(of(&place.json("/artifacts?start_date=2020-01-01&sort=oldest").await), ids);

    let first = place.app.get("/v1/artifacts?limit=2&start_date=2020-01-01").await;
    let link = first.header("link").unwrap().to_owned();
    let page = first.json();
    assert_eq!(of(&page), [ids[2].clone(), ids[1].clone()]);
    let cursor = page["next_cursor"].as_str().unwrap();
    let next = link.strip_prefix('<').unwrap().split_once('>').unwrap().0;
    assert!(next.starts_with("/v1/artifacts?") && next.contains(cursor), "{link}");
    // What arrives meanwhile moves nothing.
    place.save(label()).await;
    place.deliver().await;
    let second = place.app.get(next).await;
    assert_eq!(of(&second.json()), [ids[0].clone()]);
    assert_eq!(second.header("link"), None);
    let other = place.app.get(&format!("/artifacts?cursor={cursor}")).await;
    assert_eq!(other.places(), ["cursor"], "a cursor belongs to its filters");

    let stats = place.json("/artifacts/stats").await;
    assert_eq!(stats["total"], 4);
    assert_eq!(place.app.get("/artifacts/stats?limit=2").await.places(), ["limit"]);
}

#[tokio::test]
async fn an_export_is_a_zip_with_every_checksum() {
    use std::io::Read;
    let place = Place::new();
    let id = place.save(label()).await;
    place.deliver().await;
    let answer = place.app.get("/artifacts/export").await;
    assert_eq!(answer.header("content-type"), Some("application/zip"));
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(answer.body)).unwrap();
    assert_eq!(zip.len(), 7);
    let mut sums = String::new();
    zip.by_name("SHA256SUMS").unwrap().read_to_string(&mut sums).unwrap();
    assert_eq!(sums.lines().count(), 5);
    let mut manifest = String::new();
    zip.by_name("manifest.json").unwrap().read_to_string(&mut manifest).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["artifacts"], 1);
    assert_eq!(manifest["problems"], json!([]));
    for file in manifest["files"].as_array().unwrap() {
        let path = file["path"].as_str().unwrap();
        assert!(path.starts_with("artifacts/") && path.contains(&id), "{path}");
        let mut bytes = Vec::new();
        zip.by_name(path).unwrap().read_to_end(&mut bytes).unwrap();
        let checksum = ttb_verifier::artifacts::Checksum::of(&bytes).to_string();
        assert_eq!(file["sha256"], checksum.as_str(), "{path}");
        // As `sha256sum --check` reads it.
        let line = format!("{}  {path}\n", checksum.strip_prefix("sha256:").unwrap());
        assert!(sums.contains(&line), "{sums}");
    }
}

#[tokio::test]
async fn an_export_is_a_compressed_tar_where_that_is_asked_for() {
    use std::io::Read;
    let place = Place::new();
    let id = place.save(label()).await;
    place.deliver().await;
    let answer = place.app.get("/v1/artifacts/export?format=tar.zst&start_date=2020-01-01").await;
    assert_eq!(answer.header("content-type"), Some("application/zstd"));
    assert!(answer.header("content-disposition").unwrap().contains("artifacts.tar.zst"));
    let tar = zstd::decode_all(&answer.body[..]).unwrap();
    let mut files = std::collections::BTreeMap::new();
    for entry in tar::Archive::new(&tar[..]).entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        files.insert(entry.path().unwrap().display().to_string(), bytes);
    }
    assert_eq!(files.len(), 7, "{:?}", files.keys());
    let manifest: Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    for file in manifest["files"].as_array().unwrap() {
        let path = file["path"].as_str().unwrap();
        assert!(path.contains(&id), "{path}");
        let checksum = ttb_verifier::artifacts::Checksum::of(&files[path]).to_string();
        assert_eq!(file["sha256"], checksum.as_str(), "{path}");
    }
    let answer = place.app.get("/artifacts/export?format=rar&limit=1").await;
    assert_eq!(answer.places(), ["format", "limit"]);
}

#[tokio::test]
async fn an_export_as_a_corpus_leaves_the_truth_to_be_filled_in() {
    use ttb_verifier::artifacts::export::corpus;
    let place = Place::new();
    let application = r#"{"product_type": "distilled_spirits", "brand_name": "Old Harbor"}"#;
    let id = place.save(label().application(application)).await;
    place.deliver().await;
    let archive = place.app.app.archive.clone().unwrap();
    let folder = place.folder.path().join("corpus");
    let filter = ttb_verifier::artifacts::Filter::default();
    let written = corpus::write(&archive, &filter, &folder).await.unwrap();
    assert_eq!((written.labels, written.already, written.problems.len()), (1, 0, 0));
    let truth = std::fs::read(folder.join(&id).join("truth.json")).unwrap();
    let truth: Value = serde_json::from_slice(&truth).unwrap();
    assert_eq!(truth["commodity"], "spirits");
    assert_eq!(truth["images"][1]["file"], "image-2.png");
    assert_eq!(truth["application"]["brand_name"], "Old Harbor");
    assert_eq!(truth["brand_name"], Value::Null, "nothing is true because it was declared");
    let image = std::fs::read(folder.join(&id).join("image.jpg")).unwrap();
    assert_eq!(image, jpeg(40, 30));

    // What somebody filled in is not written over.
    std::fs::write(folder.join(&id).join("truth.json"), "{}").unwrap();
    let written = corpus::write(&archive, &filter, &folder).await.unwrap();
    assert_eq!((written.labels, written.already), (0, 1));
    assert_eq!(std::fs::read(folder.join(&id).join("truth.json")).unwrap(), b"{}");
}

#[tokio::test]
async fn many_are_erased_by_an_operation_that_tells_its_progress() {
    let place = Place::new();
    let wine = r#"{"product_type": "wine"}"#;
    let first = place.save(label().application(wine)).await;
    let second = place.save(label().application(wine)).await;
    let third = place.save(label().application(r#"{"product_type": "malt_beverage"}"#)).await;
    place.deliver().await;
    let order = |body: Value| {
        let body = axum::body::Body::from(body.to_string());
        place.app.call(Request::post("/v1/artifacts/delete").body(body).unwrap())
    };
    let archive = place.app.app.archive.clone().unwrap();
    let stopping = tokio_util::sync::CancellationToken::new();

    let by_filter = json!({"filter": {"product_type": "wine"}, "dry_run": true});
    let answer = order(by_filter).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    let path = answer.header("location").unwrap().to_owned();
    let shown = answer.json();
    assert_eq!(path, format!("/v1/operations/{}", shown["id"].as_str().unwrap()));
    assert_eq!((shown["state"].as_str(), shown["dry_run"].as_bool()), (Some("queued"), Some(true)));
    archive.operate_once(&stopping).await.unwrap();
    let shown = place.json(&path).await;
    assert_eq!(shown["state"], "succeeded");
    assert_eq!(shown["kind"], "erase");
    assert_eq!((shown["total"].as_u64(), shown["counts"]["erased"].as_u64()), (Some(2), Some(2)));
    assert_eq!(place.json("/artifacts").await["items"].as_array().unwrap().len(), 3);

    let never = "019a0000-0000-7000-8000-000000000001";
    let answer = order(json!({"ids": [first, second, first, never]})).await;
    let path = answer.header("location").unwrap().to_owned();
    archive.operate_once(&stopping).await.unwrap();
    let shown = place.json(&path).await;
    let counts = (shown["counts"]["erased"].as_u64(), shown["counts"]["absent"].as_u64());
    assert_eq!((shown["total"].as_u64(), counts), (Some(3), (Some(2), Some(1))));
    let left = place.json("/artifacts").await;
    assert_eq!(left["items"][0]["artifact_id"], third.as_str());
    assert_eq!(left["items"].as_array().unwrap().len(), 1);
    for path in ["/v1/operations/x".to_owned(), format!("/v1/operations/{never}")] {
        assert_eq!(place.app.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn an_order_to_erase_has_to_say_what_in_words_that_are_understood() {
    let place = Place::new();
    let id = "019a0000-0000-7000-8000-000000000001";
    let cases: [(Value, &[&str]); 9] = [
        (json!({}), &["/"]),
        (json!({"ids": [id], "filter": {"brand": "x"}}), &["/"]),
        (json!({"ids": []}), &["/ids"]),
        (json!({"ids": vec![id; 10_001]}), &["/ids"]),
        (json!({"ids": [id, "../x", id, "y"]}), &["/ids/1", "/ids/3"]),
        (json!({"filter": {}}), &["/filter"]),
        (json!({"filter": {"brand": "", "q": null}}), &["/filter"]),
        (
            json!({"filter": {"brand": "x", "limit": "3", "rule": "no.such"}}),
            &["/filter/limit", "/filter/rule"],
        ),
        (json!({"filter": {"brand": "x", "start_date": 2026}}), &["/filter/start_date"]),
    ];
    for (body, expected) in cases {
        let text = body.to_string();
        let request = Request::post("/artifacts/delete").body(axum::body::Body::from(text.clone()));
        let answer = place.app.call(request.unwrap()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
        let mut places = answer.places();
        places.sort();
        assert_eq!(places, expected, "{}", &text[..text.len().min(100)]);
    }
    for body in ["", "{", "[]", r#"{"all": true}"#] {
        let request = Request::post("/artifacts/delete").body(axum::body::Body::from(body));
        let answer = place.app.call(request.unwrap()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(answer.code(), "invalid_request");
    }
}

#[tokio::test]
async fn a_part_that_was_let_go_is_gone_and_says_so() {
    let place = Place::with_settings([("ARTIFACT_IMAGE_DAYS", "30")]);
    let id = place.save(label()).await;
    place.deliver().await;
    let file = walk(&place.folder.path().join("store"));
    let image = file.iter().find(|file| file.ends_with("image.jpg")).unwrap();
    let folder = std::path::Path::new(image).parent().unwrap();
    // As the purge leaves it.
    let expired = json!({
        "parts": [
            {"name": "image.jpg", "expired_at": "2026-04-26T00:00:00Z"},
            {"name": "image-2.png", "expired_at": "2026-04-26T00:00:00Z"},
        ],
    });
    std::fs::write(folder.join("expired.json"), expired.to_string()).unwrap();
    for name in ["image.jpg", "image-2.png"] {
        std::fs::remove_file(folder.join(name)).unwrap();
    }
    for path in ["image", "image?panel=1", "image?box=0,0,1,1"] {
        let path = format!("/artifacts/{id}/{path}");
        let answer = place.app.get(&path).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::GONE, "part_expired"));
        assert!(answer.text().contains("2026-04-26"), "{}", answer.text());
        assert_eq!(place.app.send(Request::head(&path)).await.status, StatusCode::GONE);
    }
    assert_eq!(place.app.get(&format!("/artifacts/{id}/result")).await.status, StatusCode::OK);
    let answer = place.app.get("/artifacts/export").await;
    let zip = zip::ZipArchive::new(std::io::Cursor::new(answer.body)).unwrap();
    assert_eq!(zip.len(), 5, "the export has what is left");
}

#[tokio::test]
async fn every_address_of_an_artifact_answers_head_as_it_answers_get() {
    let place = Place::new();
    let id = place.save(label()).await;
    place.deliver().await;
    for path in ["", "/image", "/image?panel=1&box=0,0,5,5", "/text", "/result"] {
        let path = format!("/v1/artifacts/{id}{path}");
        let (get, head) = (place.app.get(&path).await, place.app.send(Request::head(&path)).await);
        assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0), "{path}");
        for name in
            ["etag", "last-modified", "content-type", "content-disposition", "cache-control"]
        {
            assert!(get.header(name).is_some(), "{path} {name}");
            assert_eq!(head.header(name), get.header(name), "{path} {name}");
        }
        let length = get.body.len().to_string();
        assert_eq!(head.header("content-length"), Some(length.as_str()), "{path}");
        let known = place.with(&path, "if-none-match", get.header("etag").unwrap()).await;
        assert_eq!(known.status, StatusCode::NOT_MODIFIED, "{path}");
    }
    assert_eq!(place.app.send(Request::head("/artifacts")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn statistics_tell_verdicts_and_times_of_each_group() {
    let place = Place::new();
    for product in ["wine", "wine", "malt_beverage"] {
        let application = format!(r#"{{"product_type": "{product}"}}"#);
        place.save(label().application(&application)).await;
    }
    place.deliver().await;
    let stats = place.json("/v1/artifacts/stats").await;
    let of = |group: &str, value: &str| -> Value {
        let groups = stats[group].as_array().unwrap();
        let found = groups.iter().find(|count| count["value"] == value);
        found.unwrap_or_else(|| panic!("{group} {value}: {stats}")).clone()
    };
    let wine = of("by_product_type", "wine");
    let verdicts = ["passed", "failed", "needs_review"].map(|name| wine[name].as_u64().unwrap());
    assert_eq!((wine["count"].as_u64(), verdicts.iter().sum::<u64>()), (Some(2), 2));
    for stage in ["processing", "decode", "ocr", "reading", "rules"] {
        assert!(wine["timings_ms"][stage].is_number(), "{stage}");
        assert!(stats["timings_ms"][stage]["mean"].is_number(), "{stage}");
    }
    assert_eq!(of("by_ocr_backend", "auto")["count"], 3);
    assert_eq!(stats["by_month"].as_array().unwrap().len(), 1);
    let narrowed = place.json("/artifacts/stats?product_type=malt_beverage&ocr_backend=auto").await;
    assert_eq!(narrowed["total"], 1);
}

#[tokio::test]
async fn what_was_altered_is_a_fault_and_not_an_answer() {
    let place = Place::new();
    let id = place.save(label()).await;
    place.deliver().await;
    let image = walk(&place.folder.path().join("store"));
    let image = image.into_iter().find(|file| file.ends_with("image.jpg")).unwrap();
    std::fs::write(image, jpeg(41, 30)).unwrap();
    let answer = place.app.get(&format!("/artifacts/{id}/image")).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (StatusCode::BAD_GATEWAY, "artifact_altered")
    );
    // And it is counted, for whoever watches.
    let faults = &place.json("/health").await["artifacts"]["faults"];
    assert_eq!((faults["altered"].as_u64(), faults["missing"].as_u64()), (Some(1), Some(0)));
}

#[tokio::test]
async fn only_what_the_settings_keep_is_kept() {
    let place = Place::with_settings([
        ("ARTIFACT_PARTS", "result"),
        ("ARTIFACT_CLIENT_IP", "hashed"),
        ("ARTIFACT_CLIENT_IP_KEY", "a key"),
    ]);
    let id = place.save(label()).await;
    let shown = place.json(&format!("/artifacts/{id}")).await;
    assert!(shown["client_ip"].as_str().unwrap().starts_with("hmac-sha256:"));
    assert_eq!(shown["parts"].as_array().unwrap().len(), 1);
    for path in ["image", "text"] {
        let answer = place.app.get(&format!("/artifacts/{id}/{path}")).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (StatusCode::NOT_FOUND, "part_not_kept")
        );
    }
}
