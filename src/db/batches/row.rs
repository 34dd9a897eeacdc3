//! Rows to batches and their applications.

use crate::batches::results::ItemResult;
use crate::batches::{ItemDetail, ItemError, ItemState, ItemView, Verified, Wish, verdict_named};
use crate::db::sql::not_ours;
use crate::db::{DbError, Row};
use crate::rules::Verdict;
use serde::de::DeserializeOwned;

pub(super) fn json<T: DeserializeOwned>(row: &Row, column: &str) -> Result<T, DbError> {
    serde_json::from_str(&row.needed_text(column)?).map_err(|_| not_ours(column))
}

pub(super) fn wish(row: &Row) -> Result<Wish, DbError> {
    Wish::named(&row.needed_text("wish")?).ok_or_else(|| not_ours("wish"))
}

pub(super) fn state(row: &Row) -> Result<ItemState, DbError> {
    ItemState::named(&row.needed_text("state")?).ok_or_else(|| not_ours("state"))
}

pub(super) fn verdict(row: &Row) -> Result<Option<Verdict>, DbError> {
    Ok(row.text("verdict")?.as_deref().and_then(verdict_named))
}

pub(super) fn item(row: &Row) -> Result<ItemView, DbError> {
    let detail: ItemDetail = json(row, "detail")?;
    let index = u32::try_from(row.needed_number("number")?).map_err(|_| not_ours("number"))?;
    let state = state(row)?;
    let mut view = detail.view(index, state);
    view.application_id = row.text("application_id")?;
    view.verdict = verdict(row)?;
    view.job_id = row.parsed("job_id")?;
    view.same_as = row.number("same_as")?.and_then(|number| u32::try_from(number).ok());
    view.same_as_batch = row.parsed("same_as_batch")?;
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
    let report = report.transpose().map_err(|_| not_ours("report"))?;
    Ok(ItemResult { item, report }.named_as_its_own())
}

/// Content and what was verified of it; `None` where the result is no verdict.
pub(super) fn verified(row: &Row) -> Result<Option<(String, Verified)>, DbError> {
    let Some(verdict) = row.text("outcome")?.as_deref().and_then(verdict_named) else {
        return Ok(None);
    };
    let verified = Verified {
        job: row.needed("id")?,
        batch: row.parsed("batch_id")?,
        verdict,
        report: row.needed_text("body")?,
    };
    Ok(Some((row.needed_text("content")?, verified)))
}
