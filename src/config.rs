//! Settings: one struct per concern, read once from the environment at start.
//!
//! This is the only room that looks at the environment. Every field says why its number is
//! what it is; every setting works unset. Problems are collected and reported together.
//! Sizes in megabytes are of 1,048,576 bytes.

mod artifacts;
mod batches;
mod cors;
mod database;
mod env;
mod jobs;
mod limits;
mod model_status;
mod ocr;
mod ollama;
mod rate_limit;
mod server;
mod telemetry;
mod tls;

pub use artifacts::{ArtifactConfig, ClientIp, KeptParts, S3Encryption, StoreAddress};
pub use batches::{BatchConfig, WebhookConfig};
pub use cors::{CorsConfig, WebOrigin};
pub use database::{DatabaseAddress, DatabaseConfig};
pub use env::{ConfigError, Env, Origin, Problem, Setting};
pub use jobs::JobsConfig;
pub use limits::LimitsConfig;
pub use model_status::ModelStatusConfig;
pub use ocr::{OcrConfig, Strategy};
pub use ollama::{KeepAlive, OllamaConfig, OllamaHost};
pub use rate_limit::RateLimitConfig;
pub use server::ServerConfig;
pub use telemetry::{CollectorAddress, LogFormat, LogLevel, TelemetryConfig};
pub use tls::TlsConfig;

/// Everything the service can be told.
#[derive(Debug, Clone)]
pub struct Config {
    pub server: ServerConfig,
    pub tls: Option<TlsConfig>,
    pub limits: LimitsConfig,
    pub batches: BatchConfig,
    pub webhooks: WebhookConfig,
    pub rate_limit: RateLimitConfig,
    pub cors: CorsConfig,
    pub ocr: OcrConfig,
    pub ollama: OllamaConfig,
    pub model_status: ModelStatusConfig,
    pub artifacts: ArtifactConfig,
    pub database: DatabaseConfig,
    pub jobs: JobsConfig,
    pub telemetry: TelemetryConfig,
}

impl Config {
    /// Reads all settings, and returns with them what was asked, in order.
    ///
    /// # Errors
    /// Every problem of every setting at once.
    pub fn from_env(mut env: Env) -> Result<(Self, Vec<Setting>), ConfigError> {
        let config = Self::ask(&mut env);
        env.finish().map(|settings| (config, settings))
    }

    /// What could be understood, for the doctor, who looks at the rest as well; and what
    /// could not. A service does not start on it.
    #[must_use]
    pub fn understood(mut env: Env) -> (Self, Option<ConfigError>) {
        let config = Self::ask(&mut env);
        (config, env.told().1)
    }

    fn ask(env: &mut Env) -> Self {
        Self {
            server: ServerConfig::from_env(env),
            tls: TlsConfig::from_env(env),
            limits: LimitsConfig::from_env(env),
            batches: BatchConfig::from_env(env),
            webhooks: WebhookConfig::from_env(env),
            rate_limit: RateLimitConfig::from_env(env),
            cors: CorsConfig::from_env(env),
            ocr: OcrConfig::from_env(env),
            ollama: OllamaConfig::from_env(env),
            model_status: ModelStatusConfig::from_env(env),
            artifacts: ArtifactConfig::from_env(env),
            database: DatabaseConfig::from_env(env),
            jobs: JobsConfig::from_env(env),
            telemetry: TelemetryConfig::from_env(env),
        }
    }
}

impl Default for Config {
    /// What an empty environment gives.
    fn default() -> Self {
        let (config, _) = Self::from_env(Env::of([])).expect("every default is in range");
        config
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_environment_gives_a_service_for_this_machine_alone() {
        let config = Config::default();
        assert!(config.server.bind_address.ip().is_loopback());
        assert_eq!(config.limits.max_file_bytes, 10 * 1024 * 1024);
        assert_eq!(config.limits.max_files, 20);
        assert!(config.cors.origins.is_empty());
        assert!(config.tls.is_none());
        assert!(config.rate_limit.per_minute.is_none());
    }

    #[test]
    fn all_problems_are_reported_together_by_variable() {
        let env = Env::of([
            ("BIND_ADDRESS", "nowhere"),
            ("MAX_FILE_SIZE_MB", "0"),
            ("LOG_FORMAT", "xml"),
            ("TLS_CERT_FILE", "/etc/cert.pem"),
            ("CORS_ORIGINS", "https://good.example, ftp://bad.example"),
            ("TRUSTED_PROXIES", "10.0.0.0/8,10.0.0.0/99"),
        ]);
        let error = Config::from_env(env).unwrap_err();
        let names: Vec<_> = error.problems.iter().map(|problem| problem.name).collect();
        assert_eq!(
            names,
            [
                "BIND_ADDRESS",
                "TRUSTED_PROXIES",
                "TLS_KEY_FILE",
                "MAX_FILE_SIZE_MB",
                "CORS_ORIGINS",
                "LOG_FORMAT"
            ]
        );
    }

    #[test]
    fn every_setting_is_listed_once_with_where_its_value_came_from() {
        let (_, settings) =
            Config::from_env(Env::of([("MAX_FILES", "7"), ("LOG_LEVEL", "")])).unwrap();
        let mut names: Vec<_> = settings.iter().map(|setting| setting.name).collect();
        let origin = |name| settings.iter().find(|setting| setting.name == name).unwrap().origin;
        assert_eq!(origin("MAX_FILES"), Origin::Environment);
        assert_eq!(origin("LOG_LEVEL"), Origin::Default, "an empty value is no value");
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(settings.iter().all(|setting| !setting.about.is_empty()));
    }
}
