//! Where requests are stored: the store, the spool and the index.

use super::Check;
use crate::app;
use crate::config::{Config, DatabaseAddress, StoreAddress};
use crate::db::Database;
use std::error::Error;
use std::fs;
use std::path::Path;

/// All that storing and the queue need.
pub(super) fn checks(config: &Config) -> Vec<Check> {
    let Ok(runtime) = tokio::runtime::Runtime::new() else {
        return vec![Check::weak("Stored requests", "no threads can be started", "free memory")];
    };
    let spool = if config.artifacts.enabled {
        folder("Spool", &config.artifacts.spool, "ARTIFACT_SPOOL")
    } else {
        Check::good("Stored requests", "switched off")
    };
    let mut checks =
        vec![runtime.block_on(store(config)), spool, runtime.block_on(database(config))];
    checks.extend(reach(config));
    checks
}

/// Whether workers elsewhere find what the jobs they share were given.
fn reach(config: &Config) -> Option<Check> {
    let found = format!(
        "{} is shared, {} is a folder of this machine: workers elsewhere will not find the \
         pictures of their jobs",
        config.database.address, config.artifacts.store
    );
    let mend = "name a bucket in ARTIFACT_STORE, mount the folder on every machine, or work on \
                this one alone";
    app::is_out_of_reach(config).then(|| Check::weak("Reach", found, mend))
}

async fn store(config: &Config) -> Check {
    const NAME: &str = "Store";
    let address = &config.artifacts.store;
    if let StoreAddress::Folder(place) = address
        && !place.exists()
    {
        return folder(NAME, place, "ARTIFACT_STORE");
    }
    match app::store(address, &config.artifacts).probe().await {
        Ok(()) => Check::good(NAME, format!("{address} can be written")),
        Err(error) => Check::weak(
            NAME,
            format!("{address}: {error}; requests wait in the spool, jobs are not taken"),
            "see to the store, its address in ARTIFACT_STORE and its credentials",
        ),
    }
}

/// A folder that is made when it is needed is not made for being looked at.
fn folder(name: &'static str, place: &Path, setting: &str) -> Check {
    let there = place.ancestors().find(|above| above.exists()).unwrap_or(Path::new("."));
    let writable = fs::metadata(there)
        .is_ok_and(|found| found.is_dir() && !found.permissions().readonly())
        && is_writable(there);
    if writable && there == place {
        Check::good(name, place.display().to_string())
    } else if writable {
        Check::good(name, format!("{} is made when it is needed", place.display()))
    } else {
        Check::weak(
            name,
            format!("{} cannot be written: nothing can be stored", there.display()),
            format!("point {setting} to a folder of the service's own"),
        )
    }
}

fn is_writable(folder: &Path) -> bool {
    tempfile::Builder::new().prefix(".doctor").tempfile_in(folder).is_ok()
}

async fn database(config: &Config) -> Check {
    const NAME: &str = "Database";
    let address = &config.database.address;
    if let DatabaseAddress::Sqlite(file) = address
        && !file.exists()
    {
        return folder(NAME, file, "DATABASE_URL");
    }
    let database = Database::new(address.clone(), 1);
    match database.open().await {
        Ok(()) => Check::good(NAME, format!("{address} answers")),
        Err(error) => {
            let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
            Check::weak(
                NAME,
                format!(
                    "{address}: {error}{cause}; there are no jobs, and stored requests cannot be listed"
                ),
                "see to the database and its address in DATABASE_URL",
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;
    use crate::config::Env;

    #[test]
    fn looking_makes_nothing_and_finds_what_cannot_be_written() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name).display().to_string();
        let settings = |store: &str, spool: &str, database: &str| {
            let env = Env::of([
                ("ARTIFACT_STORE", store),
                ("ARTIFACT_SPOOL", spool),
                ("DATABASE_URL", database),
            ]);
            Config::from_env(env).unwrap().0
        };
        let good = settings(
            &format!("file:{}", at("store")),
            &at("spool"),
            &format!("sqlite://{}", at("index.db")),
        );
        assert!(checks(&good).iter().all(|check| check.state == State::Good));
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);

        fs::write(place.path().join("file"), "").unwrap();
        let bad = settings(
            &format!("file:{}", at("file/store")),
            &at("file/spool"),
            &format!("sqlite://{}", at("file/index.db")),
        );
        assert!(checks(&bad).iter().all(|check| check.state == State::Weak));
    }
}
