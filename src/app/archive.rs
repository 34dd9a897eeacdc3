//! Chooses where requests are kept, and what finds them.

use crate::artifacts::store::{Cloud, Folder, Guarded, Measured, S3, S3Settings};
use crate::artifacts::{Archive, Keeping, Retention, Store};
use crate::clock::Clock;
use crate::config::{ArtifactConfig, Config, StoreAddress};
use crate::db::{ArtifactIndex, Database, OperationTable};
use std::sync::Arc;
use std::time::Duration;

/// One operation with all its retries: the largest picture on a slow line, and a little.
const OPERATION: Duration = Duration::from_mins(2);

/// What carries a picture at most, up to its first byte: whoever waits for it is told while
/// they still listen, and `/health` soon after.
const ANSWER: Duration = Duration::from_secs(10);

/// A store that keeps failing is asked again after this.
const REST: Duration = Duration::from_secs(15);

/// The archive as configured; nothing is opened yet.
pub fn choose(
    config: &Config,
    database: &Arc<Database>,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
) -> Archive {
    let artifacts = &config.artifacts;
    let keeping = Keeping {
        spool: artifacts.spool.clone(),
        spool_bytes: artifacts.spool_bytes,
        retention: Retention {
            days: artifacts.retention_days,
            image_days: artifacts.image_days,
            text_days: artifacts.text_days,
            result_days: artifacts.result_days,
            keep_last: artifacts.keep_last,
        },
        verify_days: Some(artifacts.verify_days).filter(|&days| days > 0),
        probe: artifacts.store.is_remote(),
    };
    let index = Arc::new(ArtifactIndex::new(Arc::clone(database)));
    let operations = Arc::new(OperationTable::new(Arc::clone(database)));
    Archive::new(keeping, store, index, operations, clock)
}

/// The archive alone, for commands that look after it.
#[must_use]
pub fn alone(config: &Config, clock: Arc<dyn Clock>) -> Archive {
    let database = Arc::new(database(config));
    choose(config, &database, store(&config.artifacts.store, &config.artifacts), clock)
}

/// The database as configured; it is not opened yet.
#[must_use]
pub fn database(config: &Config) -> Database {
    Database::new(config.database.address.clone(), config.database.pool_max)
}

/// A store by its address, behind a time limit and a breaker where a network is between.
#[must_use]
pub fn store(address: &StoreAddress, config: &ArtifactConfig) -> Arc<dyn Store> {
    let store: Arc<dyn Store> = match address {
        StoreAddress::Folder(folder) => Arc::new(Folder::new(folder.clone())),
        StoreAddress::S3 { bucket } => Arc::new(S3::new(S3Settings {
            bucket: bucket.clone(),
            encryption: config.s3_encryption,
            kms_key: config.s3_kms_key.clone(),
            path_style: config.s3_path_style,
        })),
        StoreAddress::Google { bucket } => Arc::new(Cloud::google(bucket)),
        StoreAddress::Azure { account, container } => Arc::new(Cloud::azure(account, container)),
    };
    let store: Arc<dyn Store> = Arc::new(Measured::new(store));
    if !address.is_remote() {
        return store;
    }
    Arc::new(Guarded::new(store, OPERATION, REST).answering_within(ANSWER))
}
