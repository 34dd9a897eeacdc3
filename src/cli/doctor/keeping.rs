//! Where requests are stored: the store, the spool and the index.

use super::{Check, State};
use crate::app;
use crate::config::{ArtifactConfig, Config, DatabaseAddress, StoreAddress};
use crate::db::Database;
use std::error::Error;
use std::io::{self, Write};
use std::path::Path;

/// Bytes written to see whether a folder takes any.
const TRIED: usize = 256 * 1024;

/// All that storing and the queue need.
pub(super) fn checks(config: &Config) -> Vec<Check> {
    let Ok(runtime) = tokio::runtime::Runtime::new() else {
        return vec![Check::weak("Stored requests", "no threads can be started", "free memory")];
    };
    let spool = if config.artifacts.enabled {
        spool(&config.artifacts)
    } else {
        Check::good("Stored requests", "switched off")
    };
    let mut checks =
        vec![runtime.block_on(store(config)), spool, runtime.block_on(database(config))];
    if config.artifacts.enabled && checks[0].state == State::Good {
        checks.extend(runtime.block_on(erasure(config)));
    }
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

/// Whether what is erased is gone.
async fn erasure(config: &Config) -> Option<Check> {
    const NAME: &str = "Erasure";
    let address = &config.artifacts.store;
    match app::store(address, &config.artifacts).lingering().await {
        Ok(None) if address.is_remote() => Some(Check::good(NAME, "what is erased is gone")),
        Ok(None) => None,
        Ok(Some(lingering)) => Some(Check::weak(
            NAME,
            format!("{address}: {lingering}"),
            "what has to be erased for good is there until then",
        )),
        Err(error) => Some(Check::weak(
            NAME,
            format!("{address}: whether it keeps what is erased cannot be told: {error}"),
            "let the credentials read the bucket's settings, or see to it that soft delete is off",
        )),
    }
}

/// The spool takes what the store does not, up to its limit, if the disk has as much.
fn spool(config: &ArtifactConfig) -> Check {
    const NAME: &str = "Spool";
    let found = folder(NAME, &config.spool, "ARTIFACT_SPOOL");
    let there = nearest(&config.spool);
    let room = rustix::fs::statvfs(there)
        .map_or(u64::MAX, |disk| disk.f_bavail.saturating_mul(disk.f_frsize));
    if found.state != State::Good || room >= config.spool_bytes {
        return found;
    }
    let megabytes = |bytes: u64| bytes / 1024 / 1024;
    Check::weak(
        NAME,
        format!(
            "{} has room for {} MB and may be asked to take {}",
            config.spool.display(),
            megabytes(room),
            megabytes(config.spool_bytes)
        ),
        "make room, or set ARTIFACT_SPOOL_MAX_MB to what there is",
    )
}

/// A folder that is made when it is needed is not made for being looked at.
fn folder(name: &'static str, place: &Path, setting: &str) -> Check {
    let there = nearest(place);
    match try_to_write(there) {
        Ok(()) if there == place => Check::good(name, place.display().to_string()),
        Ok(()) => Check::good(name, format!("{} is made when it is needed", place.display())),
        Err(error) => Check::weak(
            name,
            format!("{} cannot be written: nothing can be stored: {error}", there.display()),
            format!("make room or give the right to write, or point {setting} to another folder"),
        ),
    }
}

/// The folder itself, or the one that it would be made in.
fn nearest(place: &Path) -> &Path {
    place.ancestors().find(|above| above.exists()).unwrap_or(Path::new("."))
}

/// With as many bytes as a small artifact has: a full disk still makes empty files.
fn try_to_write(folder: &Path) -> io::Result<()> {
    let mut file = tempfile::Builder::new().prefix(".doctor").tempfile_in(folder)?;
    file.write_all(&[0; TRIED])?;
    file.as_file().sync_all()
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
    use super::*;
    use crate::config::Env;
    use std::fs;

    #[test]
    fn looking_makes_nothing_and_finds_what_cannot_be_written() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name).display().to_string();
        let settings = |store: &str, spool: &str, database: &str| {
            let env = Env::of([
                ("ARTIFACT_STORE", store),
                ("ARTIFACT_SPOOL", spool),
                ("DATABASE_URL", database),
                ("ARTIFACT_SPOOL_MAX_MB", "1"),
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

    #[test]
    fn a_spool_that_may_grow_beyond_its_disk_is_told() {
        let place = tempfile::tempdir().unwrap();
        let of = |spool_bytes| ArtifactConfig {
            spool: place.path().join("spool"),
            spool_bytes,
            ..Config::from_env(Env::of([])).unwrap().0.artifacts
        };
        assert_eq!(spool(&of(1)).state, State::Good);
        let beyond = spool(&of(u64::MAX));
        assert_eq!(beyond.state, State::Weak);
        assert!(beyond.mend.contains("ARTIFACT_SPOOL_MAX_MB"), "{beyond:?}");
    }
}
