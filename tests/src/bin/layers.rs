//! Prints every violation of the rules of the source tree, and the figures:
//! `cargo run -p fivefold-tests --bin layers [-- [--tree FOLDER] RULE …]`.

use std::path::Path;
use std::process::ExitCode;
use std::{env, io};

use fivefold_tests::layers::rules::RULES;
use fivefold_tests::layers::{Crate, Figures, Tree};

fn main() -> io::Result<ExitCode> {
    let mut wanted: Vec<String> = env::args().skip(1).collect();
    let mut tree = None;
    if wanted.first().is_some_and(|first| first == "--tree") {
        let folder = wanted
            .drain(..wanted.len().min(2))
            .nth(1)
            .unwrap_or_default();
        tree = Some(Tree::read(Path::new(&folder))?);
    }
    if let Some(unknown) = wanted
        .iter()
        .find(|name| RULES.iter().all(|(rule, _)| rule != name))
    {
        let known: Vec<&str> = RULES.iter().map(|(name, _)| *name).collect();
        return Err(io::Error::other(format!(
            "no rule is named `{unknown}`; there are {}",
            known.join(", ")
        )));
    }
    let tree = tree.map_or_else(Tree::workspace, Ok)?;
    let modules = Crate::of(&tree);
    let mut passed = true;
    for (name, rule) in RULES {
        if !wanted.is_empty() && !wanted.iter().any(|wanted| wanted == name) {
            continue;
        }
        let violations = rule(&tree, &modules);
        println!("== {name}: {} ==", violations.len());
        for violation in &violations {
            println!("{violation}");
        }
        passed &= violations.is_empty();
    }
    println!("\n{}", Figures::of(&tree, &modules));
    Ok(if passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
