//! The source tree as data.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

/// The folder of the crate whose layers are checked.
pub(super) const CORE: &str = "core/src/";

/// A source tree: paths relative to the root of the workspace, with `/`, and the text of each file.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    /// A tree of the files given.
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self {
            files: files
                .into_iter()
                .map(|(path, text)| (path.to_owned(), text.to_owned()))
                .collect(),
        }
    }

    /// Reads the workspace at `root`: every file of `core/src`, and the Rust files of the other
    /// folders.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut tree = Self::default();
        for folder in ["core", "macros", "examples", "tests"] {
            tree.read_folder(root, folder)?;
        }
        Ok(tree)
    }

    /// Reads the workspace that this crate stands in.
    pub fn workspace() -> io::Result<Self> {
        Self::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
    }

    /// The same tree with one more file, or another text in it.
    #[must_use]
    pub fn with(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.to_owned(), text.to_owned());
        self
    }

    fn read_folder(&mut self, root: &Path, folder: &str) -> io::Result<()> {
        for entry in fs::read_dir(root.join(folder))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{folder}/{name}");
            if entry.file_type()?.is_dir() {
                if name != "target" && !name.starts_with('.') {
                    self.read_folder(root, &path)?;
                }
            } else if name.ends_with(".rs") {
                self.files.insert(path, fs::read_to_string(entry.path())?);
            } else if path.starts_with(CORE) {
                // Counted as an entry, and never read as text.
                self.files.insert(path, String::new());
            }
        }
        Ok(())
    }

    /// Every path with its text, in order.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The text of a file; none if the tree does not have it.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// The Rust files under `folder`, test files included.
    pub(super) fn rust<'a>(
        &'a self,
        folder: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> + 'a {
        self.files()
            .filter(move |(path, _)| path.starts_with(folder) && path.ends_with(".rs"))
    }

    /// The entries directly in `core/src`, files and folders, in order.
    pub(super) fn entries(&self) -> Vec<&str> {
        let mut entries: Vec<&str> = self
            .files
            .keys()
            .filter_map(|path| path.strip_prefix(CORE)?.split('/').next())
            .collect();
        entries.dedup();
        entries
    }
}

/// Whether a file holds tests alone, by its name.
pub(super) fn is_test_file(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}
