//! Messages of the compiler, without what is different on another machine or after a change
//! somewhere else.

use std::path::Path;

use serde_json::Value;

/// The number of types that are kept of a list of those that implement a trait; the others
/// become one line.
const LISTED: usize = 8;

/// The folders of the packages and of the standard library: how their paths go on, and the name
/// that they get.
const ELSEWHERE: [(&str, &str); 2] = [("/registry/src/", "$CARGO/"), ("/library/", "$RUST/")];

/// Returns the messages of one run, which rustc has printed as JSON, as they are kept.
///
/// Line numbers stay only in the case itself, which is relative to `root`. Other paths begin with
/// the name of a folder: `$WORKSPACE`, `$RUST`, `$CARGO`.
pub fn normal(printed: &str, case: &Path, root: &Path) -> String {
    let mut messages: Vec<&str> = Vec::new();
    for message in printed.lines() {
        // rustc may print the same message twice; one of them is kept.
        if !messages.contains(&message) {
            messages.push(message);
        }
    }
    let normal = messages.iter().filter_map(|message| rendered(message));
    let normal = normal.map(|message| message_of(&message, case, root));
    normal.collect::<Vec<_>>().join("\n")
}

/// Returns the text of a message; none if it is about other messages. What is no message is
/// returned as it is.
pub fn rendered(printed: &str) -> Option<String> {
    let Ok(message) = serde_json::from_str::<Value>(printed) else {
        return Some(printed.to_owned());
    };
    let text = |key| message.get(key).and_then(Value::as_str);
    match text("level") {
        Some("failure-note") => None,
        _ if text("message").is_some_and(|message| message.starts_with("aborting due to")) => None,
        _ => text("rendered").map(str::to_owned),
    }
}

fn message_of(rendered: &str, case: &Path, root: &Path) -> String {
    let (case, root) = (slashed(case), slashed(root) + "/");
    let mut lines: Vec<String> = Vec::new();
    let mut outside = false;
    for line in rendered.trim_end().lines().map(str::trim_end) {
        let start = line.trim_start();
        if let Some((arrow, path)) = arrow(line) {
            let path = path.replace('\\', "/");
            let beside = path.strip_prefix(&root);
            outside = !beside.is_some_and(|path| path.starts_with(&case));
            let path = beside.map_or_else(|| elsewhere(&path), str::to_owned);
            let path = if outside {
                without_position(&path)
            } else {
                &path
            };
            lines.push(format!("{arrow}{path}"));
            continue;
        }
        outside &= start.starts_with(|first: char| first.is_ascii_digit() || "|.".contains(first));
        let line = if outside {
            without_number(line)
        } else {
            line.to_owned()
        };
        lines.push(line.replace(&root, "$DIR/"));
    }
    shorten_lists(&mut lines);
    for part in lines.split_mut(String::is_empty) {
        unindent(part);
    }
    lines.join("\n") + "\n"
}

/// Shortens lists of types that implement a trait, which grow with the libraries.
fn shorten_lists(lines: &mut Vec<String>) {
    let indent = |line: &String| line.len() - line.trim_start().len();
    let starts_list = |line: &String| {
        let heads = [
            "= help: the following types implement trait ",
            "= help: the following other types implement trait ",
        ];
        heads.iter().any(|head| line.trim_start().starts_with(head))
    };
    let mut from = 0;
    while let Some(head) = lines.iter().skip(from).position(starts_list) {
        let first = from + head + 1;
        let listed = lines
            .iter()
            .skip(first)
            .take_while(|line| indent(line) >= 12)
            .count();
        if listed > LISTED + 1 {
            let others = " ".repeat(indent(&lines[first]) - 2) + "and $N others";
            lines.splice(first + LISTED..first + listed, [others]);
        }
        from = first;
    }
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Splits a line that names a file into what is before its path, and the path with its position.
fn arrow(line: &str) -> Option<(&str, &str)> {
    let at = line.len() - line.trim_start().len() + "--> ".len();
    let (arrow, path) = line.split_at_checked(at)?;
    (arrow.ends_with("--> ") || arrow.ends_with("::: ")).then_some((arrow, path))
}

/// Returns the path of a file that is not beside the cases.
fn elsewhere(path: &str) -> String {
    for (folder, name) in ELSEWHERE {
        if let Some((_, rest)) = path.split_once(folder) {
            return match name {
                "$CARGO/" => name.to_owned() + &without_version(rest),
                _ => name.to_owned() + rest,
            };
        }
    }
    // Libraries of the workspace name their files relative to its folder.
    format!("$WORKSPACE/{path}")
}

/// Turns the path in a registry, `<registry>/serde-1.0.2/src/lib.rs`, into
/// `serde-$VERSION/src/lib.rs`.
fn without_version(path: &str) -> String {
    let mut parts = path.splitn(3, '/').skip(1);
    let (package, rest) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    let name = package.split_once('.').map_or(package, |(name, _)| name);
    let name = name.rsplit_once('-').map_or(name, |(name, _)| name);
    format!("{name}-$VERSION/{rest}")
}

/// Turns `lib.rs:22:29` into `lib.rs`.
fn without_position(path: &str) -> &str {
    path.trim_end_matches(|end: char| end.is_ascii_digit() || end == ':')
}

/// Turns `10 | code` into `   | code`.
fn without_number(line: &str) -> String {
    let number = line.len()
        - line
            .trim_start_matches(|first: char| first.is_ascii_digit() || first == ' ')
            .len();
    " ".repeat(number) + line.split_at(number).1
}

/// Moves a message to the left as far as its margin allows, which is as wide as the largest line
/// number was.
fn unindent(message: &mut [String]) {
    let Some(least) = message.iter().skip(1).filter_map(|line| margin(line)).min() else {
        return;
    };
    for line in message.iter_mut().skip(1) {
        let deep = line.starts_with("           ");
        if let Some(at) = line.find(' ').filter(|_| deep || margin(line).is_some()) {
            line.replace_range(at..at + least, "");
        }
    }
}

/// Returns how many blanks can be taken from the margin; none for a line without one.
fn margin(line: &str) -> Option<usize> {
    if let Some(rest) = line.strip_prefix("... ") {
        return Some(rest.len() - rest.trim_start_matches(' ').len());
    }
    let numbered = line.trim_start_matches(' ');
    let after = numbered.trim_start_matches(|first: char| first.is_ascii_digit());
    let mark = after.trim_start_matches(' ');
    let blanks = line.len() - numbered.len() + after.len() - mark.len();
    let has_number = after.len() < numbered.len();
    let is = |one_of: &[&str]| {
        one_of
            .iter()
            .any(|of| mark == *of || mark.starts_with(&format!("{of} ")))
    };
    let has_margin =
        is(&["|"]) || has_number && is(&["~", "+", "-"]) || !has_number && is(&["-->", ":::", "="]);
    (has_margin && blanks > 0).then(|| blanks - 1)
}
