//! The query of a listing, with every problem by name.

use super::cursor;
use crate::artifacts::export::Packing;
use crate::artifacts::{Filter, Page, Sort, ValidationStatus};
use crate::http::error::ApiError;
use crate::http::extract::Problems;
use crate::rules::catalog;
use axum::extract::{FromRequestParts, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};
use std::ops::RangeInclusive;
use utoipa::{IntoParams, ToSchema};

const LIMITS: RangeInclusive<u32> = 1..=200;
const DEFAULT_LIMIT: u32 = 50;

/// Longer ones are on no label.
const MAX_CHARACTERS: usize = 200;

/// Folders of artifacts have four digits for the year; UUIDs begin with 1970.
const YEARS: RangeInclusive<i32> = 1970..=9998;

const PRODUCTS: &[&str] = &["wine", "distilled_spirits", "malt_beverage"];
const BACKENDS: &[&str] = &["auto", "tesseract", "ppocr", "ollama"];

/// Which artifacts.
#[derive(Debug, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query; it is read by name")]
pub struct FilterQuery {
    /// A date, included (UTC), or a time.
    start_date: Option<String>,
    /// A date, included (UTC), or a time.
    end_date: Option<String>,
    validation_status: Option<ValidationStatus>,
    product_type: Option<crate::label::Commodity>,
    /// A rule that was found violated.
    rule: Option<String>,
    /// Compared by letters and digits.
    brand: Option<String>,
    application_id: Option<String>,
    ocr_backend: Option<crate::verification::report::Backend>,
    /// Words that all were read on the label.
    q: Option<String>,
}

/// Which stretch of the listing.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query; it is read by name")]
pub struct PageQuery {
    #[param(default = "newest")]
    sort: Option<Sort>,
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// The `next_cursor` of the page before, with the same filters.
    cursor: Option<String>,
}

/// How an export is put together.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query; it is read by name")]
pub struct PackingQuery {
    /// `zip` or `tar.zst`.
    #[param(default = "zip")]
    format: Option<String>,
}

/// A filter and how its artifacts are put together.
#[derive(Debug, Clone)]
pub struct Packed {
    pub filter: Filter,
    pub packing: Packing,
}

/// A filter alone, for counting.
#[derive(Debug, Clone)]
pub struct OnlyFilter(pub Filter);

/// A filter and a page of it.
#[derive(Debug, Clone)]
pub struct Listing {
    pub filter: Filter,
    pub page: Page,
    /// What was given but for the cursor, for the address of the next page.
    pub given: Vec<(String, String)>,
}

impl<S: Sync> FromRequestParts<S> for OnlyFilter {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let mut problems = Problems::default();
        let mut reader = Reader::new(pairs(parts)?, &mut problems);
        let filter = reader.filter();
        reader.finish();
        problems.into_result()?;
        Ok(Self(filter))
    }
}

impl<S: Sync> FromRequestParts<S> for Packed {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let mut problems = Problems::default();
        let mut reader = Reader::new(pairs(parts)?, &mut problems);
        let filter = reader.filter();
        let packing = reader.one_of("format", &Packing::ALL.map(Packing::extension));
        reader.finish();
        problems.into_result()?;
        let packing = packing.and_then(|packing| packing.parse().ok()).unwrap_or_default();
        Ok(Self { filter, packing })
    }
}

impl<S: Sync> FromRequestParts<S> for Listing {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let given = pairs(parts)?;
        let mut problems = Problems::default();
        let mut reader = Reader::new(given.clone(), &mut problems);
        let filter = reader.filter();
        let page = reader.page(&filter);
        reader.finish();
        problems.into_result()?;
        let given = given.into_iter().filter(|(name, _)| name != "cursor").collect();
        Ok(Self { filter, page, given })
    }
}

/// The filter of a body, by the names of the query, with every problem below `place`.
pub fn filter_of(given: Vec<(String, String)>, place: &str, problems: &mut Problems) -> Filter {
    let mut here = Problems::default();
    let mut reader = Reader::new(given, &mut here);
    let filter = reader.filter();
    reader.finish();
    problems.take_below(place, here);
    filter
}

fn pairs(parts: &Parts) -> Result<Vec<(String, String)>, ApiError> {
    let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
    query.map(|Query(pairs)| pairs).map_err(|rejection| {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        ApiError::new(status, "invalid_query", rejection.body_text())
    })
}

/// Takes parameters by name; what is left over is not known.
struct Reader<'a> {
    left: Vec<(String, String)>,
    problems: &'a mut Problems,
}

impl<'a> Reader<'a> {
    fn new(left: Vec<(String, String)>, problems: &'a mut Problems) -> Self {
        Self { left, problems }
    }

    fn take(&mut self, name: &'static str) -> Option<String> {
        let mut values: Vec<_> = self.left.extract_if(.., |(given, _)| given == name).collect();
        if values.len() > 1 {
            self.problems.refuse(name, "duplicate_parameter", "is given more than once");
        }
        // What a form sends for a field that was left empty.
        values.pop().map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    fn refuse(&mut self, name: &'static str, detail: impl Into<String>) {
        self.problems.refuse(name, "invalid_value", detail);
    }

    fn filter(&mut self) -> Filter {
        let start = self.time("start_date", Some, TimeDelta::zero());
        // A day is included as a whole, and a time to the millisecond.
        let end = self.time("end_date", |day| day.succ_opt(), TimeDelta::milliseconds(1));
        if let (Some(start), Some(end)) = (start, end)
            && start >= end
        {
            self.refuse("end_date", "is before start_date");
        }
        let status =
            self.one_of("validation_status", &ValidationStatus::ALL.map(ValidationStatus::name));
        Filter {
            start,
            end,
            validation_status: status.as_deref().and_then(ValidationStatus::named),
            product_type: self.one_of("product_type", PRODUCTS),
            rule: self.rule(),
            brand: self.words("brand"),
            application_id: self.words("application_id"),
            ocr_backend: self.one_of("ocr_backend", BACKENDS),
            q: self.words("q"),
        }
    }

    fn page(&mut self, filter: &Filter) -> Page {
        let sort = match self.one_of("sort", &["newest", "oldest"]).as_deref() {
            Some("oldest") => Sort::Oldest,
            _ => Sort::Newest,
        };
        let limit = match self.take("limit").map(|limit| limit.parse()) {
            None => DEFAULT_LIMIT,
            Some(Ok(limit)) if LIMITS.contains(&limit) => limit,
            Some(_) => {
                let (least, most) = (LIMITS.start(), LIMITS.end());
                self.refuse("limit", format!("has to be a whole number from {least} to {most}"));
                DEFAULT_LIMIT
            }
        };
        let after = self.take("cursor").and_then(|given| {
            cursor::read(&given, filter, sort)
                .map_err(|detail| self.problems.refuse("cursor", "invalid_cursor", detail))
                .ok()
        });
        Page { sort, after, limit }
    }

    fn finish(self) {
        for (name, _) in self.left {
            let name: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
            self.problems.refuse(name, "unknown_parameter", "is not a parameter of this request");
        }
    }

    fn time(
        &mut self,
        name: &'static str,
        of_day: impl Fn(NaiveDate) -> Option<NaiveDate>,
        of_time: TimeDelta,
    ) -> Option<DateTime<Utc>> {
        let given = self.take(name)?;
        let time = match given.parse::<NaiveDate>() {
            Ok(day) => of_day(day).map(|day| day.and_time(NaiveTime::MIN).and_utc()),
            Err(_) => DateTime::parse_from_rfc3339(&given)
                .ok()
                .and_then(|time| time.to_utc().checked_add_signed(of_time)),
        };
        let time = time.filter(|time| YEARS.contains(&time.year()));
        if time.is_none() {
            self.refuse(
                name,
                "has to be a date such as 2026-03-25 or a time such as 2026-03-25T12:00:00Z",
            );
        }
        time
    }

    fn one_of(&mut self, name: &'static str, known: &[&str]) -> Option<String> {
        let given = self.take(name)?;
        if known.contains(&given.as_str()) {
            return Some(given);
        }
        self.refuse(name, format!("has to be one of {}", known.join(", ")));
        None
    }

    fn words(&mut self, name: &'static str) -> Option<String> {
        let given = self.take(name)?;
        if given.chars().count() > MAX_CHARACTERS || given.chars().any(char::is_control) {
            let detail = format!("has to be at most {MAX_CHARACTERS} printable characters");
            self.refuse(name, detail);
            return None;
        }
        Some(given)
    }

    fn rule(&mut self) -> Option<String> {
        let given = self.take("rule")?;
        let retired = || catalog::RETIRED.iter().any(|(retired, _)| *retired == given);
        if catalog::find(&given).is_some() || retired() {
            return Some(given);
        }
        self.refuse("rule", "is not the id of a rule");
        None
    }
}
