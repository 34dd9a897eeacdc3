//! Conditional requests and ranges (RFC 9110), as far as a picture needs them.

use axum::http::{HeaderMap, header};
use chrono::{DateTime, Utc};
use std::ops::Range;

/// What of a representation was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    Whole,
    Part(Range<u64>),
    /// No byte of it exists.
    Nothing,
}

/// Whether the client has it already.
#[must_use]
pub fn is_known(headers: &HeaderMap, etag: &str, modified: DateTime<Utc>) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(known) = text(header::IF_NONE_MATCH) {
        return known.split(',').map(str::trim).any(|known| known == "*" || is_same(known, etag));
    }
    let since = text(header::IF_MODIFIED_SINCE).and_then(date);
    since.is_some_and(|since| modified.timestamp() <= since.timestamp())
}

/// The one range that is asked for; several are answered with the whole, as the standard
/// allows.
#[must_use]
pub fn asked(headers: &HeaderMap, size: u64, etag: &str, modified: DateTime<Utc>) -> Asked {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(range) = text(header::RANGE) else { return Asked::Whole };
    if let Some(condition) = text(header::IF_RANGE) {
        let holds = condition == etag
            || date(condition).is_some_and(|date| date.timestamp() == modified.timestamp());
        if !holds {
            return Asked::Whole;
        }
    }
    parse(range, size).unwrap_or(Asked::Whole)
}

/// `None` for what is no single range of bytes.
fn parse(range: &str, size: u64) -> Option<Asked> {
    let (first, last) = range.strip_prefix("bytes=")?.trim().split_once('-')?;
    let range = match (first, last) {
        ("", last) => {
            let count: u64 = last.parse().ok()?;
            size.saturating_sub(count)..size
        }
        (first, "") => first.parse().ok()?..size,
        (first, last) => {
            let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
            if last < first {
                return None;
            }
            first..last.saturating_add(1).min(size)
        }
    };
    Some(if range.is_empty() { Asked::Nothing } else { Asked::Part(range) })
}

/// As HTTP writes dates.
#[must_use]
pub fn http_date(time: DateTime<Utc>) -> String {
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn date(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc2822(text).ok().map(|time| time.to_utc())
}

/// A proxy that compresses weakens the tag.
fn is_same(known: &str, etag: &str) -> bool {
    known.strip_prefix("W/").unwrap_or(known) == etag
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers<const N: usize>(pairs: [(header::HeaderName, &str); N]) -> HeaderMap {
        pairs
            .into_iter()
            .map(|(name, value)| (name, HeaderValue::from_str(value).unwrap()))
            .collect()
    }

    fn noon() -> DateTime<Utc> {
        "2026-03-25T12:00:00.500Z".parse().unwrap()
    }

    #[test]
    fn one_range_is_understood_and_others_give_the_whole() {
        let cases = [
            ("bytes=0-9", Asked::Part(0..10)),
            ("bytes=90-", Asked::Part(90..100)),
            ("bytes=-10", Asked::Part(90..100)),
            ("bytes=-1000", Asked::Part(0..100)),
            ("bytes=90-1000", Asked::Part(90..100)),
            ("bytes=100-", Asked::Nothing),
            ("bytes=-0", Asked::Nothing),
            ("bytes=0-1,5-6", Asked::Whole),
            ("bytes=9-0", Asked::Whole),
            ("lines=0-9", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("bytes=99999999999999999999-", Asked::Whole),
        ];
        for (range, expected) in cases {
            let headers = headers([(header::RANGE, range)]);
            assert_eq!(asked(&headers, 100, "\"x\"", noon()), expected, "{range}");
        }
    }

    #[test]
    fn a_range_of_something_else_by_now_gives_the_whole() {
        let date = http_date(noon());
        for (condition, expected) in [("\"x\"", true), ("\"y\"", false), (date.as_str(), true)] {
            let headers = headers([(header::RANGE, "bytes=0-0"), (header::IF_RANGE, condition)]);
            let part = asked(&headers, 100, "\"x\"", noon()) == Asked::Part(0..1);
            assert_eq!(part, expected, "{condition}");
        }
    }

    #[test]
    fn what_the_client_has_is_not_sent_again() {
        let date = http_date(noon());
        assert_eq!(date, "Wed, 25 Mar 2026 12:00:00 GMT");
        let cases = [
            (header::IF_NONE_MATCH, "\"x\"", true),
            (header::IF_NONE_MATCH, "W/\"x\"", true),
            (header::IF_NONE_MATCH, "\"a\", \"x\"", true),
            (header::IF_NONE_MATCH, "*", true),
            (header::IF_NONE_MATCH, "\"a\"", false),
            (header::IF_MODIFIED_SINCE, date.as_str(), true),
            (header::IF_MODIFIED_SINCE, "Wed, 25 Mar 2026 11:59:59 GMT", false),
            (header::IF_MODIFIED_SINCE, "yesterday", false),
        ];
        for (name, value, known) in cases {
            let headers = headers([(name, value)]);
            assert_eq!(is_known(&headers, "\"x\"", noon()), known, "{value}");
        }
    }
}
