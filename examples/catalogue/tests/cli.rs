//! The command line as it is used: on the workspace that it is part of, and with wrong input.

use std::error::Error;
use std::path::Path;
use std::process::{Command, Output};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");

fn catalogue(store: &Path, arguments: &[&str]) -> Result<Output> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_catalogue"));
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .arg("--store")
        .arg(store)
        .args(arguments);
    Ok(command.output()?)
}

/// Returns what is printed when all is well.
fn answer(store: &Path, arguments: &[&str]) -> Result<String> {
    let output = catalogue(store, arguments)?;
    let errors = String::from_utf8(output.stderr)?;
    assert!(output.status.success(), "{arguments:?}: {errors}");
    assert_eq!(errors, "", "{arguments:?}");
    Ok(String::from_utf8(output.stdout)?)
}

/// Returns the line that says what is wrong.
fn failure(store: &Path, arguments: &[&str]) -> Result<String> {
    let output = catalogue(store, arguments)?;
    let errors = String::from_utf8(output.stderr)?;
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {errors}");
    assert_eq!(errors.lines().count(), 1, "{arguments:?}: {errors}");
    Ok(errors)
}

#[test]
fn every_question_is_answered_on_this_workspace() -> Result {
    let folder = tempfile::tempdir()?;
    let store = folder.path().join("50% of a store?.db");
    assert!(answer(&store, &["load", "--manifest-path", MANIFEST])?.starts_with("Loaded "));
    assert!(answer(&store, &["top", "-n", "3"])?.lines().count() == 5);
    assert!(answer(&store, &["why", "clap"])?.contains("→ clap"));
    assert!(answer(&store, &["licences"])?.contains("Apache-2.0 OR MIT"));
    assert!(answer(&store, &["show", "catalogue"])?.contains("member"));
    assert!(!answer(&store, &["duplicates"])?.is_empty());
    // With no command: loads again, and answers `top`.
    let text = answer(&store, &[])?;
    assert!(
        text.starts_with("Loaded ") && text.contains("needed directly by"),
        "{text}"
    );
    Ok(())
}

#[test]
fn wrong_input_is_answered_in_one_line() -> Result {
    let folder = tempfile::tempdir()?;
    let store = folder.path().join("store.db");
    assert!(failure(&store, &["top"])?.contains("run `catalogue load` first"));
    assert!(
        failure(&store, &["load", "--manifest-path", "/nowhere/Cargo.toml"])?
            .contains("does not exist")
    );

    answer(&store, &["load"])?;
    assert!(failure(&store, &["why", "fivefol"])?.contains("did you mean `fivefold`?"));
    assert!(failure(&store, &["show", "fivefold@99.0.0"])?.contains("there is no package"));

    let text = folder.path().join("notes.txt");
    std::fs::write(
        &text,
        "not a database, and long enough to be mistaken for one: ".repeat(20),
    )?;
    assert!(failure(&text, &["top"])?.contains("not a SQLite database"));
    assert!(failure(&text, &["load"])?.contains("not a SQLite database"));
    assert!(failure(folder.path(), &["top"])?.contains("cannot be opened"));
    let empty = folder.path().join("empty.db");
    std::fs::write(&empty, "")?;
    assert!(failure(&empty, &["top"])?.contains("no such table"));
    Ok(())
}

#[test]
fn wrong_usage_has_a_code_of_its_own() -> Result {
    let store = Path::new("unused.db");
    for arguments in [["top", "-n", "many"].as_slice(), &["why"], &["forget"]] {
        assert_eq!(
            catalogue(store, arguments)?.status.code(),
            Some(2),
            "{arguments:?}"
        );
    }
    Ok(())
}
