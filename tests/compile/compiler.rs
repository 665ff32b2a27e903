//! The compiler as the tests themselves call it: with the libraries that `cargo test` has already
//! built.
//!
//! One run of rustc per case, without Cargo around it, takes a tenth of a second. It finds the
//! libraries where a build of the whole workspace puts them, so nothing is compiled a second time
//! for the cases.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// The crates that a case can use.
const CRATES: [&str; 3] = ["fivefold", "serde", "serde_json"];

/// The edition of the workspace.
const EDITION: &str = "2024";

/// A compiler with the libraries that cases use.
pub struct Compiler {
    rustc: OsString,
    libraries: Vec<OsString>,
    output: PathBuf,
}

impl Compiler {
    /// Returns the compiler of this run; the libraries are built when they are missing or out of
    /// date.
    pub fn get() -> &'static Self {
        static COMPILER: OnceLock<Compiler> = OnceLock::new();
        COMPILER.get_or_init(|| {
            let output = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cases");
            fs::create_dir_all(&output).unwrap();
            Self {
                rustc: env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()),
                libraries: libraries(),
                output,
            }
        })
    }

    /// Returns what `rustc --version` prints.
    pub fn version(&self) -> String {
        let output = Command::new(&self.rustc).arg("--version").output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    /// Checks the case, and generates no code.
    pub fn check(&self, case: &Path) -> Output {
        let folder = self.folder();
        self.compile(case, "metadata", &folder.path().join("case.rmeta"))
    }

    /// Builds the case and runs it, when it can be built.
    pub fn run(&self, case: &Path) -> Result<Output, Output> {
        let folder = self.folder();
        let program = folder
            .path()
            .join("case")
            .with_extension(env::consts::EXE_EXTENSION);
        let built = self.compile(case, "link", &program);
        match built.status.success() {
            true => Ok(Command::new(program).output().unwrap()),
            false => Err(built),
        }
    }

    /// Makes a folder for what is made of one case, since cases are compiled side by side.
    fn folder(&self) -> TempDir {
        tempfile::tempdir_in(&self.output).unwrap()
    }

    fn compile(&self, case: &Path, emit: &str, output: &Path) -> Output {
        // As Cargo would call it for a package without features.
        // Paths in the libraries of the workspace are relative to its folder.
        Command::new(&self.rustc)
            .current_dir(workspace())
            .arg(case)
            .args(["--crate-name", "the_case", "--edition", EDITION])
            .args(["--crate-type", "bin", "--emit", emit])
            .args(["--check-cfg", "cfg(docsrs,test)"])
            .args(["--check-cfg", "cfg(feature, values())"])
            .args(["--allow", "dead_code"])
            // Types in full, at a width that does not depend on the terminal.
            .args(["--error-format", "json", "--verbose"])
            .args(["--diagnostic-width", "140"])
            .args(&self.libraries)
            .arg("-o")
            .arg(output)
            .output()
            .unwrap()
    }
}

/// Returns the folder of the workspace.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Returns the arguments that name the libraries.
fn libraries() -> Vec<OsString> {
    let mut folders = BTreeSet::new();
    let mut found: Vec<Vec<PathBuf>> = vec![Vec::new(); CRATES.len()];
    for (name, file) in artifacts() {
        folders.extend(file.parent().map(Path::to_owned));
        if let Some(at) = CRATES.iter().position(|wanted| *wanted == name) {
            found[at].push(file);
        }
    }
    let mut arguments = Vec::new();
    for folder in folders {
        arguments.push("-L".into());
        arguments.push(joined("dependency", &folder));
    }
    for (name, files) in CRATES.iter().zip(found) {
        let [file] = files.as_slice() else {
            panic!("there should be one library of {name}, not {files:?}");
        };
        arguments.push("--extern".into());
        arguments.push(joined(name, file));
    }
    arguments
}

fn joined(key: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(key);
    argument.push("=");
    argument.push(path);
    argument
}

/// Builds what this target needs, and returns its libraries: the name and the file of each.
///
/// The whole workspace is selected as in CONTRIBUTING.md, since that decides about the features of
/// the dependencies.
fn artifacts() -> Vec<(String, PathBuf)> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--workspace", "--all-features", "--test", "ui"]);
    build.args(["--quiet", "--message-format", "json-render-diagnostics"]);
    // What Cargo has set for this package would make others look changed.
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if ["CARGO_PKG_", "CARGO_MANIFEST_"]
            .iter()
            .any(|start| name.starts_with(start))
        {
            build.env_remove(&*name);
        }
    }
    let output = build.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let messages = String::from_utf8(output.stdout).unwrap();
    let messages = messages
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    messages.filter_map(|message| library(&message)).collect()
}

/// Returns the name and the file of a library that a message of Cargo's is about.
fn library(message: &Value) -> Option<(String, PathBuf)> {
    let files = message.get("filenames")?.as_array()?;
    let mut files = files.iter().filter_map(Value::as_str).map(PathBuf::from);
    let file = files.find(|file| file.extension().is_some_and(|end| end == "rlib"))?;
    let name = message.get("target")?.get("name")?.as_str()?;
    Some((name.replace('-', "_"), file))
}
