//! What may come in.

use super::Env;

const MEGABYTE: u64 = 1024 * 1024;

#[derive(Debug, Clone)]
pub struct LimitsConfig {
    /// One picture. The registry takes 1.5 MB; ten leave room for a camera's photograph.
    pub max_file_bytes: u64,
    /// All parts of one request together, because they are in memory at once: a full set
    /// of twenty recommended uploads twice over.
    pub max_request_bytes: u64,
    /// Pictures in one application. The fullest filings seen have a dozen.
    pub max_files: usize,
    /// Pixels of one picture, in millions, told by its header before anything is decoded.
    /// A phone's camera makes 12 to 50; 60 of them take 180 MB as colour.
    pub max_megapixels: u32,
}

impl LimitsConfig {
    pub(super) fn from_env(env: &mut Env) -> Self {
        let max_file =
            env.within("MAX_FILE_SIZE_MB", "The largest picture, in megabytes.", 10, 1..=1024);
        let max_request = env.within(
            "MAX_REQUEST_SIZE_MB",
            "The largest request, all its parts together, in megabytes.",
            64,
            1..=4096,
        );
        if max_request < max_file {
            env.problem("MAX_REQUEST_SIZE_MB", "is less than MAX_FILE_SIZE_MB");
        }
        Self {
            max_file_bytes: max_file * MEGABYTE,
            max_request_bytes: max_request * MEGABYTE,
            max_files: env.within("MAX_FILES", "Pictures in one application.", 20, 1..=20),
            max_megapixels: env.within(
                "MAX_MEGAPIXELS",
                "The largest picture, in millions of pixels.",
                60,
                1..=1000,
            ),
        }
    }
}
