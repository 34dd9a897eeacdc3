//! Which form of an answer the client asks for.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use std::convert::Infallible;

/// The report as JSON, or in plain words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wants {
    #[default]
    Json,
    Markdown,
}

impl Wants {
    /// Markdown only where it is asked for by name and JSON is not wanted as much.
    fn of(accept: &str) -> Self {
        let weight = |media: &str| {
            accept.split(',').find_map(|range| {
                let mut words = range.split(';').map(str::trim);
                (words.next()?.eq_ignore_ascii_case(media)).then(|| {
                    let quality = words.find_map(|word| word.strip_prefix("q=")?.parse().ok());
                    quality.unwrap_or(1.0_f32)
                })
            })
        };
        let markdown = weight("text/markdown").unwrap_or(0.0);
        if markdown > weight("application/json").unwrap_or(0.0) {
            Self::Markdown
        } else {
            Self::Json
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Wants {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let lines = parts.headers.get_all(header::ACCEPT).iter();
        let lines: Vec<_> = lines.filter_map(|line| line.to_str().ok()).collect();
        Ok(Self::of(&lines.join(",")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_has_to_be_asked_for() {
        let cases = [
            ("", Wants::Json),
            ("*/*", Wants::Json),
            ("text/html, */*;q=0.8", Wants::Json),
            ("text/markdown", Wants::Markdown),
            ("Text/Markdown; q=0.5, */*;q=0.1", Wants::Markdown),
            ("text/markdown;q=0.5, application/json", Wants::Json),
            ("text/markdown;q=0", Wants::Json),
        ];
        for (accept, wants) in cases {
            assert_eq!(Wants::of(accept), wants, "{accept}");
        }
    }
}
