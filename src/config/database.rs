//! Where jobs and the index of stored requests are.

use super::Env;
use sqlx::postgres::PgConnectOptions;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// A file by default, so that one machine needs nothing else.
    pub address: DatabaseAddress,
    /// Connections of one process. PostgreSQL allows a hundred in all by default, which is
    /// room for ten processes.
    pub pool_max: u32,
}

impl DatabaseConfig {
    pub(super) fn from_env(env: &mut Env) -> Self {
        Self {
            address: env.parse(
                "DATABASE_URL",
                "Jobs and the index of stored requests: sqlite://FILE or postgres://USER:PASSWORD@HOST/NAME.",
                DatabaseAddress::Sqlite("data/ttb-verifier.db".into()),
            ),
            pool_max: env.within(
                "DB_POOL_MAX",
                "Connections to the database, at most.",
                10,
                1..=1000,
            ),
        }
    }
}

/// Where a database is.
#[derive(Clone)]
pub enum DatabaseAddress {
    /// A file.
    Sqlite(PathBuf),
    Postgres(Box<PgConnectOptions>),
}

/// What was given is the address of no database we know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAddress {
    #[error("has to begin with sqlite:// or postgres://")]
    Scheme,
    #[error("has to name a file and nothing else")]
    NoFile,
    #[error("cannot be understood")]
    Postgres,
}

impl FromStr for DatabaseAddress {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        if let Some(file) = text.strip_prefix("sqlite:") {
            let file = file.strip_prefix("//").unwrap_or(file);
            if file.is_empty() || file.contains(['?', '#']) {
                return Err(NotAnAddress::NoFile);
            }
            return Ok(Self::Sqlite(PathBuf::from(file)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            // The library's own words might repeat the password.
            let options = PgConnectOptions::from_str(text).map_err(|_| NotAnAddress::Postgres)?;
            return Ok(Self::Postgres(Box::new(options)));
        }
        Err(NotAnAddress::Scheme)
    }
}

impl fmt::Display for DatabaseAddress {
    /// Without user and password.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => write!(formatter, "sqlite://{}", file.display()),
            Self::Postgres(options) => {
                let (host, port) = (options.get_host(), options.get_port());
                let name = options.get_database().unwrap_or_default();
                write!(formatter, "postgres://{host}:{port}/{name}")
            }
        }
    }
}

impl fmt::Debug for DatabaseAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_database_and_is_shown_without_its_password() {
        let cases = [
            ("sqlite://data/ttb.db", Ok("sqlite://data/ttb.db")),
            ("sqlite:///var/lib/ttb.db", Ok("sqlite:///var/lib/ttb.db")),
            ("postgres://kim:secret@db:5433/labels", Ok("postgres://db:5433/labels")),
            ("sqlite://", Err(NotAnAddress::NoFile)),
            ("sqlite://a.db?mode=memory", Err(NotAnAddress::NoFile)),
            ("postgres://db:port/labels", Err(NotAnAddress::Postgres)),
            ("mysql://db", Err(NotAnAddress::Scheme)),
            ("data/ttb.db", Err(NotAnAddress::Scheme)),
        ];
        for (text, expected) in cases {
            let address = text.parse::<DatabaseAddress>().map(|address| format!("{address:?}"));
            assert_eq!(address.as_deref(), expected.as_ref().copied(), "{text}");
        }
    }
}
