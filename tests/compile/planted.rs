//! Planted mistakes, each of which the runner of the cases has to notice.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::cases::Cases;
use super::compiler::Compiler;

/// A case that does not compile, and what rustc says of it.
const REFUSED: &str = "fn main() { compile_error!(\"planted\"); }\n";
const MESSAGE: &str = "error: planted
 --> cases/folder/refused.rs:1:13
  |
1 | fn main() { compile_error!(\"planted\"); }
  |             ^^^^^^^^^^^^^^^^^^^^^^^^^
";

/// Makes a folder of cases, with these files.
fn planted(files: &[(&str, &str)]) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("cases/folder");
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    root
}

fn refused(root: &Path, bless: bool) -> Vec<String> {
    Cases::new(root, "cases").refused(Compiler::get(), bless)
}

/// Asserts that one thing is wrong, and that it begins so; also when messages are written anew, if
/// `always`.
#[track_caller]
fn one_wrong(files: &[(&str, &str)], start: &str, always: bool) {
    let root = planted(files);
    for bless in [false, true] {
        let wrong = refused(root.path(), bless);
        if bless && !always {
            assert_eq!(wrong, [""; 0], "it should have been written");
            assert_eq!(refused(root.path(), false), [""; 0], "it was not written");
        } else {
            assert_eq!(wrong.len(), 1, "{wrong:#?}");
            assert!(wrong[0].starts_with(start), "{wrong:#?}");
        }
    }
}

#[test]
fn refused_with_its_message() {
    let root = planted(&[("refused.rs", REFUSED), ("refused.stderr", MESSAGE)]);
    assert_eq!(refused(root.path(), false), [""; 0]);
}

#[test]
fn case_that_compiles() {
    one_wrong(
        &[
            ("compiles.rs", "fn main() {}"),
            ("compiles.stderr", MESSAGE),
        ],
        "cases/folder/compiles.rs: should not have compiled",
        true,
    );
}

#[test]
fn case_that_compiles_without_a_message() {
    one_wrong(
        &[("compiles.rs", "fn main() {}")],
        "cases/folder/compiles.rs: should not have compiled",
        true,
    );
}

#[test]
fn another_message() {
    let other = MESSAGE.replace("error: planted", "error: put there");
    one_wrong(
        &[("refused.rs", REFUSED), ("refused.stderr", &other)],
        "cases/folder/refused.rs: another message",
        false,
    );
}

#[test]
fn another_line() {
    one_wrong(
        &[
            ("refused.rs", &format!("\n{REFUSED}")),
            ("refused.stderr", MESSAGE),
        ],
        "cases/folder/refused.rs: another message",
        false,
    );
}

#[test]
fn one_error_more() {
    let two = REFUSED.replace("; }", "; let () = 1; }");
    one_wrong(
        &[("refused.rs", &two), ("refused.stderr", MESSAGE)],
        "cases/folder/refused.rs: another message",
        false,
    );
}

#[test]
fn no_message() {
    one_wrong(
        &[("refused.rs", REFUSED)],
        "cases/folder/refused.rs: no expected message",
        false,
    );
}

#[test]
fn message_without_a_case() {
    one_wrong(
        &[
            ("refused.rs", REFUSED),
            ("refused.stderr", MESSAGE),
            ("renamed.stderr", MESSAGE),
        ],
        "cases/folder/renamed.stderr: there is no such case",
        true,
    );
}

#[test]
fn accepted_that_does_not_compile_or_run() {
    let root = planted(&[
        ("refused.rs", REFUSED),
        (
            "runs.rs",
            "fn main() { let _ = fivefold::types::Uuid::nil(); }",
        ),
        ("runs_too.rs", "fn main() {}"),
        ("stops.rs", "fn main() { panic!(\"planted\") }"),
    ]);
    let wrong = Cases::new(root.path(), "cases").accepted(Compiler::get());
    let starts = [
        "cases/folder/refused.rs: should have compiled",
        "cases/folder/stops.rs: ended with ",
    ];
    assert_eq!(wrong.len(), starts.len(), "{wrong:#?}");
    for (wrong, start) in wrong.iter().zip(starts) {
        assert!(wrong.starts_with(start), "{wrong}");
        assert!(wrong.contains("planted"), "{wrong}");
    }
}
