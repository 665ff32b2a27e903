//! What the compiler says: nothing in `ui` and `ui-pinned` compiles, everything in `pass` does.
//!
//! `TRYBUILD=overwrite cargo test -p fivefold-tests --test ui` writes the messages anew. Read each that has changed as the
//! one who made the mistake: it is one error, it points at the mistake, and it ends with what to do.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that meets what it did not expect stops there"
)]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use trybuild::TestCases;

/// The compiler whose own words are in `ui-pinned`.
const PINNED: &str = "1.95";

/// The mistakes that take another number of errors than one.
const NOT_ONE: &str = "
    # Several mistakes, on purpose.
    ui/option/swapped_letters 2
    ui/option/three_mistakes 4
    ui-pinned/relation/many_to_many_with_keys_swapped 2

    # Every derive of every companion asks the type for its trait, and the compiler reports each.
    ui-pinned/column/json_of_what_is_no_json 8
    ui-pinned/column/newtype_without_derives 13
    ui-pinned/column/type_without_traits 14
    ui-pinned/companion/derive_that_the_row_cannot_have 2

    # A name is looked for before its meaning is known: in each place, and as a type and in a path.
    ui-pinned/item/field_type_misspelt 3
    ui-pinned/relation/to_unknown_model 2

    # What is wrong inside of a closure is said there, and of the closure as a whole.
    ui-pinned/transaction/error_of_ones_own 2
    ui-pinned/transaction/not_send_captured 2
";

/// Messages that are the macro's own, word for word: every compiler prints them alike.
#[test]
fn messages_of_the_macro() {
    TestCases::new().compile_fail("ui/*/*.rs");
    one_mistake_is_one_error("ui");
}

/// Messages with words of the compiler's: each version prints them a little differently.
#[test]
fn messages_of_the_compiler() {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc)
        .arg("--version")
        .output()
        .unwrap()
        .stdout;
    let version = String::from_utf8(version).unwrap();
    if version.starts_with(&format!("rustc {PINNED}.")) {
        TestCases::new().compile_fail("ui-pinned/*/*.rs");
        one_mistake_is_one_error("ui-pinned");
    } else {
        // Not `println!`: what a test prints is not shown when it passes.
        let left_out =
            format!("LEFT OUT: ui-pinned, the words of rustc {PINNED}; this is {version}");
        io::stderr().write_all(left_out.as_bytes()).unwrap();
    }
}

#[test]
fn what_is_accepted() {
    TestCases::new().pass("pass/*.rs");
}

fn one_mistake_is_one_error(folder: &str) {
    let lines = NOT_ONE.lines().map(str::trim);
    let mut expected: BTreeMap<&str, &str> =
        lines.filter_map(|line| line.split_once(' ')).collect();
    expected.retain(|case, _| case.starts_with(&format!("{folder}/")));
    let mut wrong = Vec::new();
    let cases = cases(folder);
    assert!(!cases.is_empty(), "{folder} is empty");
    for case in cases {
        let message = fs::read_to_string(case.with_extension("stderr")).unwrap_or_default();
        let errors = message
            .lines()
            .filter(|line| line.starts_with("error"))
            .count()
            .to_string();
        let name = case.with_extension("").to_str().unwrap().replace('\\', "/");
        if errors != expected.remove(name.as_str()).unwrap_or("1") {
            wrong.push(format!("{name}: {errors} errors"));
        }
        if folder == "ui" && message.contains("error[E") {
            wrong.push(format!(
                "{name}: an error of the compiler's; it belongs in ui-pinned"
            ));
        }
    }
    wrong.extend(
        expected
            .keys()
            .map(|case| format!("{case}: listed, but not there")),
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The cases of `folder/*/*.rs`, whose messages stand beside them.
fn cases(folder: &str) -> Vec<PathBuf> {
    let entries = |path: &Path| {
        fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().path())
    };
    let mut cases: Vec<PathBuf> = entries(folder.as_ref())
        .flat_map(|path| entries(&path))
        .collect();
    cases.retain(|path| path.extension().is_some_and(|end| end == "rs"));
    cases
}
