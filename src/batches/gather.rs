//! What was sent to one pile of pictures and a manifest: archives taken apart, names made
//! ours, clutter left out.

use super::Trouble;
use super::manifest::{self, Manifest, ManifestError};
use crate::config::Config;
use crate::intake::archive::{
    ArchiveError, Bounds, Entry, EntryError, Unpacked, archive_kind, is_clutter, is_packed, unpack,
};
use crate::intake::{self, Format};
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// One file as it was uploaded: on the disk, its name cleaned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub name: String,
    pub file: Unpacked,
}

/// How much one batch may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub max_applications: usize,
    /// Pictures of one application.
    pub max_files: usize,
    /// Bytes of one picture.
    pub max_file_bytes: u64,
    /// Bytes of all of them, unpacked.
    pub max_total_bytes: u64,
}

impl From<&Config> for Limits {
    fn from(config: &Config) -> Self {
        Self {
            max_applications: config.batches.max_applications,
            max_files: config.limits.max_files,
            max_file_bytes: config.limits.max_file_bytes,
            max_total_bytes: config.batches.max_bytes,
        }
    }
}

/// A picture, or what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// With its folders, `/` between them.
    pub name: String,
    pub content: Result<(Unpacked, Format), Trouble>,
}

/// All that was sent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Gathered {
    pub pieces: Vec<Piece>,
    pub manifest: Option<Manifest>,
    /// What was left out.
    pub problems: Vec<Trouble>,
}

/// Why a batch is not taken at all.
#[derive(Debug, thiserror::Error)]
pub enum GatherError {
    #[error("the archive cannot be taken")]
    Archive {
        /// `file[0] labels.zip`.
        at: String,
        #[source]
        error: ArchiveError,
    },
    #[error("the manifest cannot be taken")]
    Manifest {
        at: String,
        #[source]
        error: ManifestError,
    },
    #[error("there is more than one manifest")]
    TwoManifests,
    #[error("there is no picture in what was sent")]
    NoPicture,
    #[error("these are {found} applications; at most {limit} are taken at once")]
    TooManyApplications { found: usize, limit: usize },
    #[error("the uploaded files cannot be read back")]
    Disk(#[from] io::Error),
}

/// Entries beside the pictures: folders, clutter, notes.
const SPARE_ENTRIES: u64 = 1000;

/// Takes apart what was sent, into a folder that is there; blocks. `manifest` is one that was
/// sent as such.
pub fn gather(
    received: Vec<Received>,
    manifest: Option<&[u8]>,
    folder: &Path,
    limits: &Limits,
) -> Result<Gathered, GatherError> {
    let several = received.iter().filter(|file| is_archive(file)).count() > 1;
    let mut entries = Vec::new();
    for (index, file) in received.into_iter().enumerate() {
        if is_archive(&file) {
            let inside = open(index, &file, folder, limits)?;
            let prefix = several.then(|| stem(&file.name).to_owned());
            entries.extend(inside.into_iter().map(|entry| within(prefix.as_deref(), entry)));
        } else if claims_to_be_an_archive(&file) {
            let at = format!("file[{index}] {}", file.name);
            return Err(GatherError::Archive { at, error: ArchiveError::NotAnArchive });
        } else if !is_clutter(&file.name) {
            entries.push(Entry { name: file.name, content: Ok(file.file) });
        }
    }
    refuse_doubles(&mut entries);
    let mut gathered = Gathered::default();
    if let Some(bytes) = manifest {
        gathered.manifest = Some(understood("manifest", bytes, limits)?);
    }
    for entry in entries {
        if manifest::is_manifest(&entry.name) {
            if gathered.manifest.is_some() {
                return Err(GatherError::TwoManifests);
            }
            let bytes = match &entry.content {
                Ok(file) => fs::read(&file.path)?,
                Err(error) => {
                    let why = ManifestError::Unreadable(error.to_string());
                    return Err(GatherError::Manifest { at: entry.name, error: why });
                }
            };
            gathered.manifest = Some(understood(&entry.name, &bytes, limits)?);
            continue;
        }
        let piece = look(entry)?;
        let is_picture = piece.content.is_ok() || is_named_like_a_picture(&piece.name);
        match piece.content {
            Err(trouble) if !is_picture => gathered.problems.push(trouble),
            content => gathered.pieces.push(Piece { name: piece.name, content }),
        }
    }
    if gathered.pieces.is_empty() {
        return Err(GatherError::NoPicture);
    }
    gathered.pieces.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(gathered)
}

fn understood(at: &str, bytes: &[u8], limits: &Limits) -> Result<Manifest, GatherError> {
    let read = manifest::read(bytes, limits.max_applications);
    read.map_err(|error| GatherError::Manifest { at: at.to_owned(), error })
}

fn is_archive(file: &Received) -> bool {
    let is_sheet = file.name.to_lowercase().ends_with(".xlsx");
    let head = head(&file.file.path).unwrap_or_default();
    !is_sheet && archive_kind(&head).is_some()
}

/// An archive of a kind that is not read, or something that is only called one.
fn claims_to_be_an_archive(file: &Received) -> bool {
    const ENDS: [&str; 6] = [".zip", ".tgz", ".gz", ".tar", ".rar", ".7z"];
    let name = file.name.to_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    let is_sheet = ends(&[".xlsx"]);
    ends(&ENDS) || (!is_sheet && is_packed(&head(&file.file.path).unwrap_or_default()))
}

/// The entries of one archive; a folder around everything is none of the filer's.
fn open(
    index: usize,
    file: &Received,
    folder: &Path,
    limits: &Limits,
) -> Result<Vec<Entry>, GatherError> {
    let into = folder.join(format!("archive-{index}"));
    fs::create_dir(&into)?;
    let bounds = Bounds {
        max_entries: 2 * (limits.max_applications * limits.max_files) as u64 + SPARE_ENTRIES,
        max_entry_bytes: limits.max_file_bytes.max(manifest::MAX_BYTES),
        max_total_bytes: limits.max_total_bytes,
    };
    let mut entries = unpack(&file.file.path, &into, &bounds).map_err(|error| {
        GatherError::Archive { at: format!("file[{index}] {}", file.name), error }
    })?;
    // What is needed no more makes room; an archive that lies elsewhere is its owner's.
    if file.file.path.starts_with(folder) {
        let _ = fs::remove_file(&file.file.path);
    }
    if let Some(outer) = outer_folder(&entries) {
        for entry in &mut entries {
            entry.name = entry.name[outer.len() + 1..].to_owned();
        }
    }
    Ok(entries)
}

/// The one folder that everything lies in, where it is not the folder of one application: the
/// manifest is in it, or folders are.
fn outer_folder(entries: &[Entry]) -> Option<String> {
    let (outer, _) = entries.first()?.name.split_once('/')?;
    let inner = |entry: &Entry| {
        entry.name.strip_prefix(outer).and_then(|rest| rest.strip_prefix('/')).map(str::to_owned)
    };
    let inside: Vec<String> = entries.iter().map(inner).collect::<Option<_>>()?;
    let is_outer = inside.iter().any(|name| manifest::is_manifest(name) || name.contains('/'));
    is_outer.then(|| outer.to_owned())
}

fn within(prefix: Option<&str>, entry: Entry) -> Entry {
    match prefix {
        // A manifest of one of several archives is still one.
        Some(prefix) if !manifest::is_manifest(&entry.name) => {
            Entry { name: format!("{prefix}/{}", entry.name), ..entry }
        }
        _ => entry,
    }
}

fn stem(name: &str) -> &str {
    name.split('.').next().filter(|stem| !stem.is_empty()).unwrap_or("archive")
}

/// Of two of a name nobody knows which is meant: both are refused. An archive has told of its
/// own second one.
fn refuse_doubles(entries: &mut [Entry]) {
    let mut seen = HashSet::new();
    let doubles: HashSet<String> = entries
        .iter()
        .filter(|entry| !seen.insert(entry.name.as_str()))
        .map(|entry| entry.name.clone())
        .collect();
    for entry in entries.iter_mut().filter(|entry| doubles.contains(&entry.name)) {
        entry.content = Err(EntryError::Duplicate);
    }
}

/// What a file is by its content.
fn look(entry: Entry) -> io::Result<Piece> {
    let trouble = |code: &str, detail: String| Trouble {
        at: entry.name.clone(),
        code: code.to_owned(),
        detail,
    };
    let content = match &entry.content {
        Err(error) => Err(trouble(error.code(), error.to_string())),
        Ok(file) => match intake::format_of(&head(&file.path)?) {
            Ok(format) => Ok((file.clone(), format)),
            Err(error) => Err(trouble(error.code(), error.to_string())),
        },
    };
    Ok(Piece { name: entry.name, content })
}

fn head(path: &PathBuf) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(1024).read_to_end(&mut head)?;
    Ok(head)
}

/// Whether somebody meant it to be a label: then it is one that cannot be read.
fn is_named_like_a_picture(name: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "jpg", "jpeg", "png", "tif", "tiff", "webp", "gif", "bmp", "heic", "heif", "avif", "pdf",
        "jp2", "jxl", "svg", "psd",
    ];
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    const LIMITS: Limits = Limits {
        max_applications: 10,
        max_files: 3,
        max_file_bytes: 1 << 20,
        max_total_bytes: 8 << 20,
    };
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrest";

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn gathered(files: &[(&str, &[u8])]) -> Result<Gathered, GatherError> {
        let folder = tempfile::tempdir().unwrap();
        let received = files.iter().enumerate().map(|(index, (name, bytes))| {
            let path = folder.path().join(index.to_string());
            fs::write(&path, bytes).unwrap();
            let file = Unpacked { path, bytes: bytes.len() as u64, sha256: [0; 32] };
            Received { name: (*name).to_owned(), file }
        });
        gather(received.collect(), None, folder.path(), &LIMITS)
    }

    fn names(gathered: &Gathered) -> Vec<(&str, Option<&str>)> {
        let told =
            |piece: &'_ Piece| piece.content.as_ref().err().map(|trouble| trouble.code.clone());
        gathered
            .pieces
            .iter()
            .map(|piece| {
                let code = told(piece).map(|code| &*code.leak());
                (piece.name.as_str(), code)
            })
            .collect()
    }

    #[test]
    fn an_archive_gives_its_pictures_and_its_manifest_whatever_lies_around_them() {
        let manifest = b"files,brand\na.png,ONE\n";
        for (prefix, other) in [("", "x/b.png"), ("drop/", "drop/x/b.png")] {
            let of = |name: &str| format!("{prefix}{name}");
            let (csv, picture, notes) = (of("manifest.csv"), of("a.png"), of("read me.txt"));
            let zip = zipped(&[(&csv, manifest), (&picture, PNG), (other, PNG), (&notes, b"hi")]);
            let found = gathered(&[("drop.zip", &zip)]).unwrap();
            assert_eq!(names(&found), [("a.png", None), ("x/b.png", None)]);
            assert_eq!(found.manifest.unwrap().rows.len(), 1);
            assert_eq!(found.problems.len(), 1, "{:?}", found.problems);
        }
        let one = zipped(&[("A-1/front.png", PNG), ("A-1/back.png", PNG)]);
        let found = gathered(&[("drop.zip", &one)]).unwrap();
        assert_eq!(names(&found)[0].0, "A-1/back.png", "the folder of one application stays");
        let two = gathered(&[("x.zip", &zipped(&[("a.png", PNG)])), ("y.zip", &one)]).unwrap();
        assert_eq!(names(&two)[0].0, "x/a.png");
    }

    #[test]
    fn what_was_meant_to_be_a_label_stays_and_says_why_it_is_none() {
        let found = gathered(&[
            ("a.pdf", b"%PDF-1.7"),
            ("b.jpg", b"hello"),
            ("c.png", PNG),
            ("d.png", PNG),
            ("d.png", PNG),
        ])
        .unwrap();
        let double = Some("entry_duplicate_name");
        let expected = [
            ("a.pdf", Some("file_kind_not_read")),
            ("b.jpg", Some("file_kind_unknown")),
            ("c.png", None),
            ("d.png", double),
            ("d.png", double),
        ];
        assert_eq!(names(&found), expected);
    }

    #[test]
    fn what_holds_no_picture_or_two_manifests_is_no_batch() {
        assert!(matches!(gathered(&[("notes.txt", b"hi")]), Err(GatherError::NoPicture)));
        let csv: &[u8] = b"brand\nX\n";
        let two = [("manifest.csv", csv), ("manifest.json", b"[{}]"), ("a.png", PNG)];
        assert!(matches!(gathered(&two), Err(GatherError::TwoManifests)));
        let broken = zipped(&[("a.png", PNG)]);
        let broken = gathered(&[("a.zip", &broken[..20])]);
        assert!(matches!(broken, Err(GatherError::Archive { .. })), "{broken:?}");
        for (name, bytes) in
            [("a.zip", &b"hello"[..]), ("labels", b"Rar!\x1a\x07\x01"), ("a.tgz", PNG)]
        {
            let none = gathered(&[(name, bytes)]);
            let error = ArchiveError::NotAnArchive;
            assert!(
                matches!(&none, Err(GatherError::Archive { error: found, .. }) if found.code() == error.code()),
                "{name}: {none:?}"
            );
        }
    }
}
