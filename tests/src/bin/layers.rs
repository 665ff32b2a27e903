//! Prints every violation of the rules of the source tree, and the figures: `cargo run -p fivefold-tests --bin layers [-- RULE …]`.

use std::process::ExitCode;
use std::{env, io};

use fivefold_tests::layers::rules::RULES;
use fivefold_tests::layers::{Crate, Figures, Tree};

fn main() -> io::Result<ExitCode> {
    let wanted: Vec<String> = env::args().skip(1).collect();
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
    let tree = Tree::workspace()?;
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
