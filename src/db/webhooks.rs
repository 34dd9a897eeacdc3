//! Subscriptions, messages and their attempts in SQL; and the news that make messages.
//!
//! An end that is to be told is taken away in the transaction that writes the messages about
//! it and enqueues their delivery: none is lost, and none is written twice.

use super::batches::{is_over, settle};
use super::sql::not_ours;
use super::{Database, DbError, JobQueue, Row, Sql};
use crate::clock::Clock;
use crate::jobs::{JobId, NewJob, Queue, Requeued, State};
use crate::webhooks::{
    Attempt, Event, Message, MessageState, NewSubscription, Secret, Subscription, WebhookError,
    Webhooks,
};
use async_trait::async_trait;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

/// Ends taken at once.
const AT_ONCE: u32 = 100;

/// The webhooks of a database; a cheap clone.
#[derive(Debug, Clone)]
pub struct WebhookTables {
    db: Arc<Database>,
    queue: JobQueue,
    clock: Arc<dyn Clock>,
}

/// Somebody who is to be told.
#[derive(Debug, Clone)]
struct Listener {
    webhook: Option<Uuid>,
    url: String,
    events: Vec<Event>,
    secret: Option<String>,
}

impl WebhookTables {
    #[must_use]
    pub fn new(db: Arc<Database>, queue: JobQueue, clock: Arc<dyn Clock>) -> Self {
        Self { db, queue, clock }
    }

    async fn listeners(&self) -> Result<Vec<Listener>, DbError> {
        let sql = Sql::new("SELECT id, url, events, secret, created_at FROM webhooks ORDER BY id");
        self.db
            .rows(sql)
            .await?
            .iter()
            .map(|row| {
                let subscription = subscription(row)?;
                Ok(Listener {
                    webhook: Some(subscription.id),
                    url: subscription.url,
                    events: subscription.events,
                    secret: row.text("secret")?,
                })
            })
            .collect()
    }

    /// The message about some news to each who wants it, with the job that delivers it, in the
    /// trace of what it tells of.
    fn tell(
        &self,
        listeners: &[Listener],
        event: Event,
        data: &Value,
        trace: Option<&str>,
    ) -> Vec<Sql> {
        let now = self.clock.now();
        let timestamp = now.to_rfc3339_opts(SecondsFormat::Millis, true);
        let body = json!({"type": event.name(), "timestamp": timestamp, "data": data}).to_string();
        let wanted = listeners
            .iter()
            .filter(|listener| listener.events.is_empty() || listener.events.contains(&event));
        let mut all = Vec::new();
        for listener in wanted {
            let id = format!("msg_{}", Uuid::now_v7().simple());
            let job = NewJob {
                trace: trace.map(str::to_owned),
                ..NewJob::new(JobId::fresh(), crate::webhooks::KIND, &json!({ "message": id }))
            };
            all.push(
                Sql::new(
                    "INSERT INTO webhook_messages (id, webhook_id, url, event, body, secret, \
                     job_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                )
                .text(id)
                .text(listener.webhook.map(|id| id.to_string()))
                .text(listener.url.clone())
                .text(event.name().to_owned())
                .text(body.clone())
                .text(listener.secret.clone())
                .text(job.id.to_string())
                .number(now.timestamp_millis()),
            );
            all.extend(self.queue.enqueueing(&[job]));
        }
        all
    }

    /// Takes the ends of jobs that are to be told, and writes the messages about them.
    async fn tell_of_jobs(&self) -> Result<u32, DbError> {
        let ended = Sql::new(
            "SELECT e.job_id, e.batch_id, e.state, e.at, j.outcome, j.error, j.trace, c.url \
             FROM job_endings e JOIN jobs j ON j.id = e.job_id \
             LEFT JOIN job_callbacks c ON c.job_id = e.job_id ORDER BY e.at, e.job_id LIMIT ",
        );
        let rows = self.db.rows(ended.then(&AT_ONCE.to_string())).await?;
        if rows.is_empty() {
            return Ok(0);
        }
        let standing = self.listeners().await?;
        let mut told = 0;
        for row in &rows {
            let id = row.text("job_id")?.unwrap_or_default();
            let state = row.text("state")?.unwrap_or_default();
            let mut listeners = standing.clone();
            if let Some(url) = row.text("url")? {
                listeners.push(Listener { webhook: None, url, events: vec![], secret: None });
            }
            let event = if state == State::Succeeded.name() {
                Event::VerificationSucceeded
            } else {
                Event::VerificationFailed
            };
            let data = json!({
                "id": id, "batch_id": row.text("batch_id")?, "state": state,
                "verdict": row.text("outcome")?, "error": row.text("error")?,
                "result_url": format!("/v1/jobs/{id}/result"),
            });
            let messages = self.tell(&listeners, event, &data, row.text("trace")?.as_deref());
            let at = row.number("at")?;
            let take =
                Sql::new("DELETE FROM job_endings WHERE job_id = $1 AND at = $2 RETURNING job_id");
            let taken = self.db.change_and(take.text(id).number(at), |_| Ok(messages)).await?;
            told += u32::from(!taken.is_empty());
        }
        self.queue.tell();
        Ok(told)
    }

    /// Notes batches of which everything is over, and writes the messages about them.
    async fn tell_of_batches(&self) -> Result<u32, DbError> {
        let over = Sql::new("SELECT id, callback_url FROM batches WHERE ");
        let over = over.then(&is_over()).then(" ORDER BY id LIMIT 20");
        let rows = self.db.rows(over).await?;
        if rows.is_empty() {
            return Ok(0);
        }
        let standing = self.listeners().await?;
        let mut told = 0;
        for row in &rows {
            let id = row.text("id")?.unwrap_or_default();
            let mut listeners = standing.clone();
            if let Some(url) = row.text("callback_url")? {
                let events = vec![Event::BatchCompleted];
                listeners.push(Listener { webhook: None, url, events, secret: None });
            }
            let data = json!({
                "id": id, "url": format!("/v1/batches/{id}"),
                "results_url": format!("/v1/batches/{id}/results"),
            });
            let mut then = vec![settle(&id)];
            then.extend(self.tell(&listeners, Event::BatchCompleted, &data, None));
            let take = Sql::new("UPDATE batches SET completed_at = $2 WHERE id = $1 AND ")
                .then(&is_over())
                .then(" RETURNING id")
                .text(id)
                .number(self.clock.now().timestamp_millis());
            told += u32::from(!self.db.change_and(take, |_| Ok(then)).await?.is_empty());
        }
        self.queue.tell();
        Ok(told)
    }

    async fn attempts_of(&self, id: &str) -> Result<Vec<Attempt>, DbError> {
        let sql = Sql::new(
            "SELECT at, status, error, milliseconds FROM webhook_attempts \
             WHERE message_id = $1 ORDER BY at",
        );
        let rows = self.db.rows(sql.text(id.to_owned())).await?;
        rows.iter()
            .map(|row| {
                Ok(Attempt {
                    at: row.needed_time("at")?,
                    status: row.number("status")?.and_then(|status| u16::try_from(status).ok()),
                    error: row.text("error")?,
                    milliseconds: row.whole("milliseconds")?,
                })
            })
            .collect()
    }

    async fn find(&self, id: &str) -> Result<Option<(Message, Option<Secret>)>, DbError> {
        let sql = Sql::new(MESSAGE).then("WHERE m.id = $1").text(id.to_owned());
        let rows = self.db.rows(sql).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let mut message = message(row)?;
        message.attempts = self.attempts_of(id).await?;
        Ok(Some((message, row.parsed("secret")?)))
    }
}

const MESSAGE: &str = "SELECT m.id, m.webhook_id, m.url, m.event, m.body, m.secret, m.created_at, \
    j.state FROM webhook_messages m LEFT JOIN jobs j ON j.id = m.job_id ";

fn message(row: &Row) -> Result<Message, DbError> {
    let state = match row.text("state")?.as_deref() {
        Some("queued" | "running") => MessageState::Pending,
        Some("succeeded") => MessageState::Delivered,
        _ => MessageState::Dead,
    };
    Ok(Message {
        id: row.needed_text("id")?,
        subscription_id: row.parsed("webhook_id")?,
        url: row.needed_text("url")?,
        event: Event::named(&row.needed_text("event")?).ok_or_else(|| not_ours("event"))?,
        body: row.needed_text("body")?,
        state,
        created_at: row.needed_time("created_at")?,
        attempts: Vec::new(),
    })
}

fn subscription(row: &Row) -> Result<Subscription, DbError> {
    let events = row.needed_text("events")?;
    Ok(Subscription {
        id: row.needed("id")?,
        url: row.needed_text("url")?,
        events: events.split_whitespace().filter_map(Event::named).collect(),
        created_at: row.needed_time("created_at")?,
    })
}

fn failed(error: DbError) -> WebhookError {
    WebhookError(Box::new(error))
}

#[async_trait]
impl Webhooks for WebhookTables {
    async fn subscribe(&self, new: &NewSubscription) -> Result<(), WebhookError> {
        let subscription = &new.subscription;
        let events: Vec<_> = subscription.events.iter().map(|event| event.name()).collect();
        let sql = Sql::new(
            "INSERT INTO webhooks (id, url, events, secret, created_at) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .text(subscription.id.to_string())
        .text(subscription.url.clone())
        .text(events.join(" "))
        .text(new.secret.reveal())
        .number(subscription.created_at.timestamp_millis());
        self.db.write(vec![sql]).await.map_err(failed)
    }

    async fn subscriptions(&self) -> Result<Vec<Subscription>, WebhookError> {
        let sql = Sql::new("SELECT id, url, events, created_at FROM webhooks ORDER BY id");
        let rows = self.db.rows(sql).await.map_err(failed)?;
        rows.iter().map(subscription).collect::<Result<_, _>>().map_err(failed)
    }

    async fn has_subscriptions(&self) -> Result<bool, WebhookError> {
        let sql = Sql::new("SELECT id FROM webhooks LIMIT 1");
        Ok(!self.db.rows(sql).await.map_err(failed)?.is_empty())
    }

    async fn unsubscribe(&self, id: Uuid) -> Result<bool, WebhookError> {
        let sql = Sql::new("DELETE FROM webhooks WHERE id = $1 RETURNING id").text(id.to_string());
        let gone = self.db.change(sql).await.map_err(failed)?;
        Ok(!gone.is_empty())
    }

    async fn message(&self, id: &str) -> Result<Option<(Message, Option<Secret>)>, WebhookError> {
        self.find(id).await.map_err(failed)
    }

    async fn messages(&self, after: Option<&str>, most: u32) -> Result<Vec<Message>, WebhookError> {
        let sql = match after {
            Some(after) => Sql::new(MESSAGE).then("WHERE m.id < $1 ").text(after.to_owned()),
            None => Sql::new(MESSAGE),
        };
        let sql = sql.then(&format!("ORDER BY m.id DESC LIMIT {most}"));
        let rows = self.db.rows(sql).await.map_err(failed)?;
        rows.iter().map(message).collect::<Result<_, _>>().map_err(failed)
    }

    async fn attempted(&self, id: &str, attempt: &Attempt) -> Result<(), WebhookError> {
        let sql = Sql::new(
            "INSERT INTO webhook_attempts (message_id, at, status, error, milliseconds) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .text(id.to_owned())
        .number(attempt.at.timestamp_millis())
        .number(attempt.status.map(i64::from))
        .text(attempt.error.clone())
        .number(attempt.milliseconds as i64);
        self.db.write(vec![sql]).await.map_err(failed)
    }

    async fn send_again(&self, id: &str) -> Result<Option<bool>, WebhookError> {
        let fault = |error: crate::jobs::QueueError| WebhookError(Box::new(error));
        let sql = Sql::new("SELECT job_id FROM webhook_messages WHERE id = $1").text(id.to_owned());
        let rows = self.db.rows(sql).await.map_err(failed)?;
        let Some(row) = rows.first() else { return Ok(None) };
        let job = row.text("job_id").map_err(failed)?.unwrap_or_default();
        let requeued = match job.parse() {
            Ok(job) => self.queue.requeue(job).await.map_err(fault)?,
            Err(_) => None,
        };
        match requeued {
            Some(Requeued::Queued) => return Ok(Some(true)),
            Some(Requeued::Not(State::Queued | State::Running)) => return Ok(Some(false)),
            Some(Requeued::Not(_)) | None => {}
        }
        // Delivered before, or its job is forgotten: another job for the same message.
        let job = NewJob::new(JobId::fresh(), crate::webhooks::KIND, &json!({ "message": id }));
        let first = Sql::new("UPDATE webhook_messages SET job_id = $2 WHERE id = $1 RETURNING id");
        let first = first.text(id.to_owned()).text(job.id.to_string());
        let jobs = self.queue.enqueueing(&[job]);
        self.db.change_and(first, |_| Ok(jobs)).await.map_err(failed)?;
        self.queue.tell();
        Ok(Some(true))
    }

    async fn purge(&self, before: DateTime<Utc>) -> Result<u64, WebhookError> {
        let sql = Sql::new("DELETE FROM webhook_messages WHERE created_at < $1 RETURNING id");
        let sql = sql.number(before.timestamp_millis());
        let gone = self.db.change(sql).await.map_err(failed)?;
        Ok(gone.len() as u64)
    }

    async fn tell_news(&self) -> Result<u32, WebhookError> {
        let jobs = self.tell_of_jobs().await.map_err(failed)?;
        Ok(jobs + self.tell_of_batches().await.map_err(failed)?)
    }
}
