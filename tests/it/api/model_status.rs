//! `GET /model-status`.

use crate::support::TestApp;
use axum::http::StatusCode;

#[tokio::test]
async fn without_a_model_there_is_nothing_to_tell() {
    let answer = TestApp::new().get("/model-status").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.code(), "not_found");
}

#[tokio::test]
async fn the_file_is_told_as_it_stands_and_a_stale_one_as_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("status.json");
    let setting = file.to_str().unwrap();
    let absent = TestApp::with_settings([("MODEL_STATUS_FILE", setting)]);
    assert_eq!(absent.get("/model-status").await.status, StatusCode::NOT_FOUND);

    // The tests' clock stands at noon.
    let downloading = |updated: &str| {
        format!(
            r#"{{"model": "llama3.2-vision", "status": "downloading", "source": "s3://models",
                "started_at": "2026-03-25T11:50:00Z", "updated_at": "{updated}",
                "progress": {{"downloaded_bytes": 50, "total_bytes": 200,
                              "estimated_time_remaining_seconds": 90}}}}"#
        )
    };
    std::fs::write(&file, downloading("2026-03-25T11:59:00Z")).unwrap();
    let fresh = TestApp::with_settings([("MODEL_STATUS_FILE", setting)]);
    for path in ["/model-status", "/v1/model-status"] {
        let status = fresh.get(path).await.json();
        assert_eq!(status["status"], "downloading");
        assert_eq!(status["model"], "llama3.2-vision");
        assert_eq!(status["updated_at"], "2026-03-25T11:59:00Z");
        assert_eq!(status["progress"]["percentage"], 25.0);
        assert_eq!(status["progress"]["estimated_time_remaining_seconds"], 90);
    }

    std::fs::write(&file, downloading("2026-03-25T11:50:00Z")).unwrap();
    let stale = TestApp::with_settings([("MODEL_STATUS_FILE", setting)]);
    let answer = stale.get("/model-status").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json()["status"], "error");
    assert_eq!(answer.json()["error"], "no progress for 10 minutes");
}
