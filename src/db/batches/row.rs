//! Rows to batches and their applications.

use crate::batches::results::ItemResult;
use crate::batches::{ItemDetail, ItemError, ItemState, ItemView, Verified, Wish, verdict_named};
use crate::db::{DbError, Row};
use crate::jobs::JobId;
use crate::rules::Verdict;
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use std::str::FromStr;
use uuid::Uuid;

/// What a column holds that none of ours wrote.
fn strange(column: &str) -> DbError {
    sqlx::Error::ColumnDecode { index: column.to_owned(), source: "it is not ours".into() }.into()
}

fn text(row: &Row, column: &str) -> Result<String, DbError> {
    row.text(column)?.ok_or_else(|| strange(column))
}

pub(super) fn number(row: &Row, column: &str) -> Result<i64, DbError> {
    row.number(column)?.ok_or_else(|| strange(column))
}

pub(super) fn time(row: &Row, column: &str) -> Result<Option<DateTime<Utc>>, DbError> {
    let time = |millis| DateTime::from_timestamp_millis(millis).ok_or_else(|| strange(column));
    row.number(column)?.map(time).transpose()
}

fn parsed<T: FromStr>(row: &Row, column: &str) -> Result<Option<T>, DbError> {
    row.text(column)?.map(|text| text.parse().map_err(|_| strange(column))).transpose()
}

pub(super) fn json<T: DeserializeOwned>(row: &Row, column: &str) -> Result<T, DbError> {
    serde_json::from_str(&text(row, column)?).map_err(|_| strange(column))
}

pub(super) fn id(row: &Row) -> Result<Uuid, DbError> {
    parsed(row, "id")?.ok_or_else(|| strange("id"))
}

pub(super) fn job_id(row: &Row) -> Result<JobId, DbError> {
    parsed(row, "id")?.ok_or_else(|| strange("id"))
}

pub(super) fn wish(row: &Row) -> Result<Wish, DbError> {
    Wish::named(&text(row, "wish")?).ok_or_else(|| strange("wish"))
}

pub(super) fn state(row: &Row) -> Result<ItemState, DbError> {
    ItemState::named(&text(row, "state")?).ok_or_else(|| strange("state"))
}

pub(super) fn verdict(row: &Row) -> Result<Option<Verdict>, DbError> {
    Ok(row.text("verdict")?.as_deref().and_then(verdict_named))
}

pub(super) fn item(row: &Row) -> Result<ItemView, DbError> {
    let detail: ItemDetail = json(row, "detail")?;
    let index = u32::try_from(number(row, "number")?).map_err(|_| strange("number"))?;
    let state = state(row)?;
    let mut view = detail.view(index, state);
    view.application_id = row.text("application_id")?;
    view.verdict = verdict(row)?;
    view.job_id = parsed(row, "job_id")?;
    view.same_as = row.number("same_as")?.and_then(|number| u32::try_from(number).ok());
    view.same_as_batch = parsed(row, "same_as_batch")?;
    if state == ItemState::Failed && view.error.is_none() {
        view.error = Some(ItemError {
            code: row.text("error_class")?.unwrap_or_else(|| "internal".to_owned()),
            detail: row.text("error")?.unwrap_or_default(),
            errors: Vec::new(),
        });
    }
    Ok(view)
}

pub(super) fn result(row: &Row) -> Result<ItemResult, DbError> {
    let item = item(row)?;
    let report = row.text("report")?.map(|json| serde_json::from_str(&json));
    let report = report.transpose().map_err(|_| strange("report"))?;
    Ok(ItemResult { item, report }.named_as_its_own())
}

/// Content and what was verified of it; `None` where the result is no verdict.
pub(super) fn verified(row: &Row) -> Result<Option<(String, Verified)>, DbError> {
    let Some(verdict) = row.text("outcome")?.as_deref().and_then(verdict_named) else {
        return Ok(None);
    };
    let verified = Verified {
        job: job_id(row)?,
        batch: parsed(row, "batch_id")?,
        verdict,
        report: text(row, "body")?,
    };
    Ok(Some((text(row, "content")?, verified)))
}
