//! Invariant: files that import each other stand in one folder of `core/src`, are five at most, and
//! are named by it.
//!
//! The `mod.rs` of the deepest folder that holds them all has a line in its module documentation,
//! with paths relative to that folder:
//!
//! ```text
//! //! Circle: `mod.rs`, `parse.rs`, `value.rs`.
//! ```
//!
//! A line for a circle that does not exist is refused as well. `mod x;` and a re-export alone are
//! no imports; a private `use`, and a path in the code, are.

use std::collections::BTreeSet;

use crate::layers::Violation;
use crate::layers::graph::Circle;
use crate::layers::modules::Crate;
use crate::layers::tree::{CORE, Tree, is_test_file};

/// The largest number of files that may import each other.
const MAX_FILES: usize = 5;

/// The arrows of a circle are printed up to this many files; a larger one is first cut by its
/// layers.
const MAX_SHOWN: usize = 24;

/// Every circle that is too large, runs through several folders, or is not named.
pub fn check(tree: &Tree, modules: &Crate) -> Vec<Violation> {
    let mut named: Vec<(String, BTreeSet<String>)> = tree
        .rust(CORE)
        .filter(|(path, _)| path.ends_with("/mod.rs") && !is_test_file(path))
        .flat_map(|(path, text)| {
            circles_named(text).into_iter().map(move |names| {
                let folder = path.trim_end_matches("mod.rs");
                (
                    path.to_owned(),
                    names.iter().map(|name| format!("{folder}{name}")).collect(),
                )
            })
        })
        .collect();
    let mut violations = Vec::new();
    for circle in modules.circles() {
        let folder = common_folder(&circle.files);
        let is_in_one = folder.len() > CORE.len();
        let owner = match is_in_one {
            true => format!("{folder}mod.rs"),
            false => CORE.to_owned(),
        };
        let listed = named
            .iter()
            .position(|(path, files)| *path == owner && *files == circle.files);
        if let Some(listed) = listed {
            named.swap_remove(listed);
        }
        let problem = if !is_in_one {
            format!(
                "a circle of {} files runs through several folders",
                circle.files.len()
            )
        } else if circle.files.len() > MAX_FILES {
            format!(
                "a circle of {} files; {MAX_FILES} is the most",
                circle.files.len()
            )
        } else if listed.is_none() {
            "a circle that the module documentation does not name".to_owned()
        } else {
            continue;
        };
        violations.push(Violation::new(
            &owner,
            0,
            format!("{problem}: {}", describe(&circle, &folder)),
        ));
    }
    for (path, files) in named {
        let files: Vec<String> = files.into_iter().collect();
        let message = format!("names a circle that does not exist: {}", files.join(", "));
        violations.push(Violation::new(&path, 0, message));
    }
    violations.sort();
    violations
}

/// The names in backticks behind each `Circle:` of the module documentation.
fn circles_named(text: &str) -> Vec<Vec<String>> {
    let documentation: Vec<&str> = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("//!"))
        .collect();
    let documentation = documentation.join(" ");
    documentation
        .split("Circle:")
        .skip(1)
        .map(|list| {
            let mut names = Vec::new();
            let mut rest = list.trim_start();
            while let Some((name, after)) =
                rest.strip_prefix('`').and_then(|list| list.split_once('`'))
            {
                names.push(name.to_owned());
                rest = after.trim_start_matches([',', ' ']);
            }
            names
        })
        .collect()
}

/// The deepest folder that holds all files, with `/` at its end.
fn common_folder(files: &BTreeSet<String>) -> String {
    let mut folders = files
        .iter()
        .map(|file| file.rsplit_once('/').map_or("", |(folder, _)| folder));
    let mut common: Vec<&str> = folders.next().unwrap_or("").split('/').collect();
    for folder in folders {
        let same = common
            .iter()
            .zip(folder.split('/'))
            .take_while(|(a, b)| **a == *b)
            .count();
        common.truncate(same);
    }
    let mut folder = common.join("/");
    folder.push('/');
    folder
}

fn describe(circle: &Circle, folder: &str) -> String {
    let short = |file: &str| file.strip_prefix(folder).unwrap_or(file).to_owned();
    let files: Vec<String> = circle
        .files
        .iter()
        .map(|file| format!("`{}`", short(file)))
        .collect();
    let mut text = files.join(", ");
    if circle.files.len() <= MAX_SHOWN {
        for (from, line, to) in &circle.arrows {
            text.push_str(&format!("\n    {}:{line} → {}", short(from), short(to)));
        }
    }
    text
}
