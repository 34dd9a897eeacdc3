//! Ollama's protocol, with a limit on everything that comes back.
//!
//! `ollama-rs` gives the form of requests; they are sent here, since it limits neither the
//! time nor the size of an answer, and drops the status of a refusal.

use super::answer::{self, Said};
use super::question::Question;
use super::{Settings, VisionError, prompt};
use base64::Engine as _;
use ollama_rs::generation::chat::ChatMessage;
use ollama_rs::generation::chat::request::ChatMessageRequest;
use ollama_rs::generation::images::Image;
use ollama_rs::models::ModelOptions;
use reqwest_for_ollama as reqwest;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// Of one answer to a probe: a list of models, a model's licence and template.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// Of one answer to a question: no label has so much print.
const MOST_ANSWER_BYTES: usize = 256 * 1024;
/// Time for a connection; a machine that is there takes milliseconds.
const CONNECT: Duration = Duration::from_secs(2);
/// Words of a refusal that are repeated to the operator.
const MOST_REASON: usize = 200;
/// Tokens of an answer about a panel, and about one statement: a panel of dense print has
/// some 600, a statement hardly 100.
const PANEL_TOKENS: i32 = 2048;
const ITEM_TOKENS: i32 = 256;

/// What speaks to one Ollama about one model.
#[derive(Debug, Clone)]
pub(super) struct Client {
    http: reqwest::Client,
    base: String,
    model: String,
    keep_alive: Option<String>,
}

/// A model as `/api/tags` lists it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Tag {
    pub name: String,
    #[serde(default)]
    pub digest: String,
    #[serde(default)]
    pub size: u64,
}

#[derive(Debug, Deserialize)]
struct Tags {
    #[serde(default)]
    models: Vec<Tag>,
}

#[derive(Debug, Deserialize)]
struct Version {
    version: String,
}

#[derive(Debug, Deserialize)]
struct Shown {
    /// Not told by Ollama before 0.6.
    capabilities: Option<Vec<String>>,
    #[serde(default)]
    details: Details,
}

#[derive(Debug, Default, Deserialize)]
struct Details {
    families: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
struct Reply {
    model: String,
    message: Message,
    #[serde(default)]
    done: bool,
    #[serde(default)]
    done_reason: Option<String>,
    /// Nanoseconds.
    #[serde(default)]
    load_duration: u64,
}

#[derive(Debug, Deserialize)]
struct Message {
    content: String,
}

/// An answer that was accepted.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    pub said: Vec<Said>,
    /// What of the time went into loading the model.
    pub loading: Duration,
}

impl Client {
    pub(super) fn new(settings: &Settings) -> Self {
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .expect("a client without certificates of its own can be built");
        Self {
            http,
            base: settings.base.clone(),
            model: settings.model.clone(),
            keep_alive: settings.keep_alive.clone(),
        }
    }

    pub(super) async fn version(&self) -> Result<String, VisionError> {
        let request = self.http.get(format!("{}api/version", self.base));
        Ok(json::<Version>(request, MOST_BYTES).await?.version)
    }

    /// The model, where it is there.
    pub(super) async fn tag(&self) -> Result<Option<Tag>, VisionError> {
        let request = self.http.get(format!("{}api/tags", self.base));
        let tags = json::<Tags>(request, MOST_BYTES).await?.models;
        Ok(tags.into_iter().find(|tag| same_model(&tag.name, &self.model)))
    }

    /// Whether the model sees pictures.
    pub(super) async fn sees(&self) -> Result<bool, VisionError> {
        let request = self.http.post(format!("{}api/show", self.base));
        let body = serde_json::json!({ "model": self.model });
        let shown = json::<Shown>(request.json(&body), MOST_BYTES).await?;
        let families = shown.details.families.unwrap_or_default();
        Ok(match shown.capabilities {
            Some(capabilities) => capabilities.iter().any(|name| name == "vision"),
            None => families.iter().any(|name| name == "clip" || name == "mllama"),
        })
    }

    /// Whether the model is in memory.
    pub(super) async fn is_loaded(&self) -> Result<bool, VisionError> {
        let request = self.http.get(format!("{}api/ps", self.base));
        let running = json::<Tags>(request, MOST_BYTES).await?.models;
        Ok(running.iter().any(|tag| same_model(&tag.name, &self.model)))
    }

    /// Puts a question and checks the answer. Waits as long as it takes: limit it.
    pub(super) async fn ask(&self, question: &Question) -> Result<Heard, VisionError> {
        let request = self.http.post(format!("{}api/chat", self.base)).json(&self.chat(question));
        let reply: Reply = json(request, MOST_ANSWER_BYTES).await?;
        if !same_model(&reply.model, &self.model) {
            return Err(VisionError::OtherModel { got: shortened(&reply.model) });
        }
        let cut_short = reply.done_reason.as_deref() == Some("length");
        if !reply.done || cut_short {
            return Err(VisionError::Nonsense("the answer has no end".to_owned()));
        }
        let said = answer::parse(&reply.message.content, question)
            .map_err(|reason| VisionError::Nonsense(shortened(&reason)))?;
        Ok(Heard { said, loading: Duration::from_nanos(reply.load_duration) })
    }

    fn chat(&self, question: &Question) -> ChatMessageRequest {
        let picture = base64::engine::general_purpose::STANDARD.encode(&question.picture);
        let tokens = if question.item.is_some() { ITEM_TOKENS } else { PANEL_TOKENS };
        let messages = vec![
            ChatMessage::system(prompt::RULES.to_owned()),
            ChatMessage::user(prompt::ask(question)).add_image(Image::from_base64(picture)),
        ];
        // The same picture is to be read the same way each time.
        let options = ModelOptions::default().temperature(0.0).seed(0).num_predict(tokens);
        let mut request = ChatMessageRequest::new(self.model.clone(), messages)
            .options(options)
            .format(prompt::form());
        let keep = self.keep_alive.as_deref();
        request.keep_alive = keep.and_then(|keep| serde_json::from_value(keep.into()).ok());
        request
    }
}

/// `llama3.2-vision` and `llama3.2-vision:latest` are one.
pub(super) fn same_model(one: &str, other: &str) -> bool {
    let full = |name: &str| {
        let tagged = name.rsplit('/').next().is_some_and(|last| last.contains(':'));
        if tagged { name.to_owned() } else { format!("{name}:latest") }
    };
    full(one) == full(other)
}

/// Sends, and takes at most so many bytes of JSON back.
async fn json<T: DeserializeOwned>(
    request: reqwest::RequestBuilder,
    most: usize,
) -> Result<T, VisionError> {
    let mut response = request.send().await.map_err(|error| unreachable(&error))?;
    let status = response.status();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unreachable(&error))? {
        if body.len() + chunk.len() > most {
            return Err(VisionError::Nonsense(format!("an answer of more than {most} bytes")));
        }
        body.extend_from_slice(&chunk);
    }
    if !status.is_success() {
        let reason = refusal(&body);
        return Err(VisionError::Refused { status: status.as_u16(), reason });
    }
    serde_json::from_slice(&body).map_err(|error| VisionError::Nonsense(error.to_string()))
}

/// Ollama says why in `{"error": "…"}`.
fn refusal(body: &[u8]) -> String {
    let told: Option<serde_json::Value> = serde_json::from_slice(body).ok();
    let told = told.as_ref().and_then(|told| told["error"].as_str());
    shortened(told.unwrap_or("it does not say why"))
}

fn shortened(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MOST_REASON).collect()
}

/// The error with its causes: the first words alone name only the address.
fn unreachable(error: &reqwest::Error) -> VisionError {
    use std::error::Error;
    let mut cause = error.source();
    let mut reason =
        if error.is_connect() { "it cannot be reached" } else { "the line broke" }.to_owned();
    while let Some(error) = cause {
        if error.source().is_none() {
            reason = format!("{reason}: {error}");
        }
        cause = error.source();
    }
    VisionError::Unreachable(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_the_same_with_and_without_its_default_tag() {
        assert!(same_model("llava", "llava:latest"));
        assert!(same_model(
            "registry.example:5000/me/llava",
            "registry.example:5000/me/llava:latest"
        ));
        assert!(!same_model("llava:13b", "llava"));
        assert!(!same_model("llama3.2", "llama3.2-vision"));
    }
}
