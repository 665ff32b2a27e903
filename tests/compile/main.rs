//! The compiler's verdict on the cases: nothing in `ui` and `ui-pinned` compiles, everything in
//! `pass` does, and runs.
//!
//! `FIVEFOLD_BLESS=1 cargo test --workspace --all-features --test ui` writes the messages anew.
//! Read each that has changed as the one who made the mistake: it is one error, it points at the
//! mistake, and it ends with what to do. `FIVEFOLD_CASES=relation` runs only the cases with that in
//! their path.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect stops there"
)]
#![allow(unreachable_pub, reason = "nothing is reachable in a test")]

mod cases;
mod compiler;
mod normal;
mod planted;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use cases::Cases;
use compiler::Compiler;

/// The folder of the folders of cases.
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Names the compiler whose own words are in `ui-pinned`.
const TOOLCHAIN: &str = include_str!("../../rust-toolchain.toml");

/// The mistakes that take another number of errors than one.
const NOT_ONE: &str = "
    # Several mistakes, on purpose.
    ui/option/swapped_letters 2
    ui/option/three_mistakes 4
    ui-pinned/relation/many_to_many_with_keys_swapped 2

    # A derive of the application's own, on two companions.
    ui-pinned/companion/derive_that_the_row_cannot_have 2

    # A generated key is a column and a value that the server generates: two traits, which are asked
    # for in two places, since keys of clients have the first alone.
    ui-pinned/column/key_of_no_column_type 2

    # The two structs of one name are both there, with all that belongs to them: the compiler compares
    # each implementation and each field of the one with those of the other. The first error says it.
    ui-pinned/item/companion_with_fields_taken 8
    ui-pinned/item/model_twice 52

    # A name is resolved before its meaning is known: at each use, and as a type and in a path.
    ui-pinned/item/field_type_misspelt 3
    ui-pinned/relation/to_unknown_model 2

    # What is wrong inside of a closure is said there, and of the closure as a whole.
    ui-pinned/transaction/error_of_ones_own 2
    ui-pinned/transaction/not_send_captured 2
";

/// Messages that are the macro's own, word for word: every compiler prints them alike.
#[test]
fn messages_of_the_macro() {
    refused("ui");
}

/// Messages with words of the compiler's: each version prints them a little differently.
#[test]
fn messages_of_the_compiler() {
    let channel = TOOLCHAIN
        .lines()
        .find_map(|line| line.strip_prefix("channel = "));
    let channel = channel.unwrap().trim_matches('"');
    // A patch release has the same words.
    let (pinned, _) = channel.rsplit_once('.').unwrap();
    let version = Compiler::get().version();
    if version.starts_with(&format!("rustc {pinned}.")) {
        refused("ui-pinned");
    } else {
        say(&format!(
            "LEFT OUT: ui-pinned, the words of rustc {pinned}; this is {version}"
        ));
    }
}

#[test]
fn what_is_accepted() {
    report(selected("pass").accepted(Compiler::get()));
}

fn refused(folder: &str) {
    let cases = selected(folder);
    report(cases.refused(Compiler::get(), cases::bless()));
    one_mistake_is_one_error(folder);
}

/// Returns the cases in the folder that `FIVEFOLD_CASES` selects; says how many it leaves out.
fn selected(folder: &str) -> Cases<'static> {
    let all = Cases::new(Path::new(ROOT), folder);
    let count = all.files().len();
    assert!(count > 0, "{folder} is empty");
    let selected = all.only(&cases::only());
    if selected.files().len() < count {
        say(&format!(
            "LEFT OUT: {} cases of {folder}, which FIVEFOLD_CASES does not name\n",
            count - selected.files().len()
        ));
    }
    selected
}

fn report(wrong: Vec<String>) {
    assert!(
        wrong.is_empty(),
        "{} cases are wrong; see CONTRIBUTING.md for how to write their messages anew\n\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Not `println!`: what a test prints is not shown when it passes.
fn say(words: &str) {
    io::stderr().write_all(words.as_bytes()).unwrap();
}

fn one_mistake_is_one_error(folder: &str) {
    let lines = NOT_ONE.lines().map(str::trim);
    let mut expected: BTreeMap<&str, &str> =
        lines.filter_map(|line| line.split_once(' ')).collect();
    expected.retain(|case, _| case.starts_with(&format!("{folder}/")));
    let mut wrong = Vec::new();
    for case in Cases::new(Path::new(ROOT), folder).files() {
        let message = fs::read_to_string(Path::new(ROOT).join(case).with_extension("stderr"));
        let message = message.unwrap_or_default();
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
            .map(|case| format!("{case}: listed in NOT_ONE, but there is no such case")),
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}
