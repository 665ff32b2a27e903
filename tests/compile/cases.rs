//! Cases, and what is wrong with them.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, thread};

use super::compiler::Compiler;
use super::normal::normal;

/// When it is set, the expected messages are written anew.
pub const BLESS: &str = "FIVEFOLD_BLESS";

/// When it is set, only cases with this text in their path are run.
const ONLY: &str = "FIVEFOLD_CASES";

/// Files with one case each, in folders below `root`.
pub struct Cases<'a> {
    root: &'a Path,
    /// Relative to `root`.
    files: Vec<PathBuf>,
    /// Files with messages that no case has.
    stray: Vec<PathBuf>,
}

impl<'a> Cases<'a> {
    /// Returns the cases in `folder` and in the folders directly in it.
    pub fn new(root: &'a Path, folder: &str) -> Self {
        let mut all = entries(root, Path::new(folder));
        let folders: Vec<_> = all
            .extract_if(.., |path| root.join(path).is_dir())
            .collect();
        all.extend(folders.iter().flat_map(|folder| entries(root, folder)));
        all.sort();
        let with = |end: &str| {
            let has_end = |path: &&PathBuf| path.extension().is_some_and(|found| found == end);
            all.iter().filter(has_end).cloned().collect::<Vec<_>>()
        };
        let files = with("rs");
        let mut stray = with("stderr");
        stray.retain(|message| !files.contains(&message.with_extension("rs")));
        Self { root, files, stray }
    }

    /// Returns the cases whose path contains the text.
    pub fn only(mut self, text: &str) -> Self {
        self.files
            .retain(|file| file.to_string_lossy().replace('\\', "/").contains(text));
        self
    }

    /// Returns the files, relative to the folder of all cases.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Returns what is wrong with cases that must not compile: each has to fail with the message
    /// that stands beside it.
    ///
    /// With `bless`, that message is written instead of compared. A case that compiles is wrong in
    /// any case.
    pub fn refused(&self, compiler: &Compiler, bless: bool) -> Vec<String> {
        let mut wrong = self.each(|case| self.refusal(compiler, case, bless).err());
        wrong.extend(
            self.stray
                .iter()
                .map(|path| format!("{}: there is no such case", path.display())),
        );
        wrong
    }

    /// Returns what is wrong with cases that must compile, and run to their end.
    pub fn accepted(&self, compiler: &Compiler) -> Vec<String> {
        self.each(|case| match compiler.run(&self.root.join(case)) {
            Ok(ran) if ran.status.success() => None,
            Ok(ran) => Some(format!("ended with {}:\n{}", ran.status, text(&ran))),
            Err(built) => {
                let messages = normal(&text(&built), case, self.root);
                Some(format!("should have compiled:\n{messages}"))
            }
        })
    }

    fn refusal(&self, compiler: &Compiler, case: &Path, bless: bool) -> Result<(), String> {
        let path = self.root.join(case);
        let output = compiler.check(&path);
        if output.status.success() {
            return Err("should not have compiled".to_owned());
        }
        let found = normal(&text(&output), case, self.root);
        let beside = path.with_extension("stderr");
        match fs::read_to_string(&beside) {
            Ok(expected) if expected.replace("\r\n", "\n") == found => Ok(()),
            _ if bless => {
                fs::write(&beside, found).unwrap();
                Ok(())
            }
            Ok(expected) => Err(format!(
                "another message\n--- expected\n{expected}--- found\n{found}"
            )),
            Err(error) => Err(format!("no expected message: {error}\n--- found\n{found}")),
        }
    }

    /// Tries each case, on all processors. Returns what is wrong, with the name of the case before
    /// it.
    fn each(&self, wrong: impl Fn(&Path) -> Option<String> + Sync) -> Vec<String> {
        let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let work = || {
            while let Some(case) = self.files.get(next.fetch_add(1, Ordering::Relaxed)) {
                if let Some(wrong) = wrong(case) {
                    found
                        .lock()
                        .unwrap()
                        .push(format!("{}: {wrong}", case.display()));
                }
            }
        };
        thread::scope(|scope| {
            for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
                scope.spawn(work);
            }
        });
        let mut found = found.into_inner().unwrap();
        found.sort();
        found
    }
}

/// Returns what is in a folder, as paths relative to `root`.
fn entries(root: &Path, folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root.join(folder)).unwrap();
    entries
        .map(|entry| folder.join(entry.unwrap().file_name()))
        .collect()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Returns true when the expected messages are to be written anew.
pub fn bless() -> bool {
    env::var_os(BLESS).is_some_and(|value| !value.is_empty() && value != "0")
}

/// Returns the text that the paths of selected cases contain; it is empty when all are selected.
pub fn only() -> String {
    env::var(ONLY).unwrap_or_default()
}
