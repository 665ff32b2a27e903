//! README.md stays short, and quotes the compiler word for word.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that meets what it did not expect stops there"
)]

use std::fs;

/// The most words that README.md may have, as `wc -w` counts them.
const MAX_WORDS: usize = 900;

fn readme() -> String {
    fs::read_to_string("../README.md").unwrap()
}

/// Returns the messages that the text quotes.
fn messages(readme: &str) -> Vec<Vec<&str>> {
    let mut blocks = readme.split("```text\n");
    blocks.next();
    blocks
        .map(|block| block.lines().take_while(|line| *line != "```").collect())
        .collect()
}

/// Returns true when these lines stand, in this order, in the recorded message of the case that
/// they name. Lines may be left out.
fn is_recorded(message: &[&str]) -> bool {
    let Some(path) = message
        .iter()
        .find_map(|line| line.trim().strip_prefix("--> "))
    else {
        return false;
    };
    let case = path.split_once(".rs:").map_or(path, |(case, _)| case);
    let recorded = fs::read_to_string(format!("{case}.stderr")).unwrap_or_default();
    let mut lines = recorded.lines();
    message
        .iter()
        .all(|quoted| lines.any(|line| line == *quoted))
}

#[test]
fn its_messages_are_those_of_the_compiler() {
    let readme = readme();
    let messages = messages(&readme);
    assert_eq!(messages.len(), 3);
    for message in &messages {
        assert!(is_recorded(message), "not recorded: {message:#?}");
    }
}

#[test]
fn a_message_that_the_compiler_does_not_give_is_found() {
    let readme = readme();
    for message in messages(&readme) {
        let mut changed = message.clone();
        *changed.last_mut().unwrap() = "   = note: a planted line";
        assert!(!is_recorded(&changed));
        let mut turned = message;
        turned.reverse();
        assert!(!is_recorded(&turned));
    }
}

#[test]
fn it_is_short_and_begins_with_the_two_commands() {
    let readme = readme();
    let words = readme.split_whitespace().count();
    assert!(words <= MAX_WORDS, "{words} words");
    let first = readme.split("\n## ").next().unwrap();
    assert!(first.contains("cargo run -p quickstart\ncargo test --workspace\n"));
}
