//! A multipart form, written out byte by byte so that it can also be wrong.

const BOUNDARY: &str = "the-boundary";

#[derive(Debug, Clone, Default)]
pub struct Form(Vec<u8>);

impl Form {
    pub const CONTENT_TYPE: &str = "multipart/form-data; boundary=the-boundary";

    pub fn new() -> Self {
        Self::default()
    }

    /// One good picture and nothing else.
    pub fn with_a_picture() -> Self {
        Self::new().file("file", "front.png", &super::png(40, 30))
    }

    pub fn file(self, part: &str, name: &str, bytes: &[u8]) -> Self {
        self.part(&format!("name=\"{part}\"; filename=\"{name}\""), bytes)
    }

    pub fn field(self, part: &str, value: &str) -> Self {
        self.part(&format!("name=\"{part}\""), value.as_bytes())
    }

    pub fn application(self, json: &str) -> Self {
        self.field("application", json)
    }

    pub fn part(mut self, disposition: &str, bytes: &[u8]) -> Self {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n");
        self.0.extend_from_slice(head.as_bytes());
        self.0.extend_from_slice(bytes);
        self.0.extend_from_slice(b"\r\n");
        self
    }

    pub fn body(mut self) -> Vec<u8> {
        self.0.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.0
    }

    /// The form as it is when the line goes dead.
    pub fn cut_short(self) -> Vec<u8> {
        self.0
    }
}
