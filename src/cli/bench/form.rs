//! An application as a multipart form.

use super::submission::Submission;
use anyhow::Context;
use uuid::Uuid;

/// A form, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Form {
    pub content_type: String,
    pub body: Vec<u8>,
}

/// Reads the pictures of an application and puts them in a form with the declaration.
pub(super) async fn fill(submission: &Submission) -> anyhow::Result<Form> {
    let boundary = Uuid::now_v7().simple().to_string();
    let mut body = Vec::new();
    part(&mut body, &boundary, "name=\"application\"", submission.application.as_bytes());
    for path in &submission.pictures {
        let bytes = tokio::fs::read(path).await;
        let bytes = bytes.with_context(|| format!("reading {}", path.display()))?;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        let names = format!("name=\"file\"; filename=\"{}\"", quoted(&name));
        part(&mut body, &boundary, &names, &bytes);
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok(Form { content_type: format!("multipart/form-data; boundary={boundary}"), body })
}

fn part(body: &mut Vec<u8>, boundary: &str, names: &str, bytes: &[u8]) {
    let head = format!("--{boundary}\r\nContent-Disposition: form-data; {names}\r\n\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n");
}

/// A file name as browsers write it into a form.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_quotes() {
        assert_eq!(quoted("a\"b\r\n.png"), "a%22b%0D%0A.png");
    }
}
