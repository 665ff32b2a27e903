//! This workspace keeps every rule.

use std::sync::LazyLock;

use fivefold_tests::layers::{Crate, Figures, Tree};

use crate::support::violations_of;

/// The workspace, read once for all rules.
static WORKSPACE: LazyLock<(Tree, Crate)> = LazyLock::new(|| {
    let tree = Tree::workspace().unwrap();
    let modules = Crate::of(&tree);
    (tree, modules)
});

#[track_caller]
fn holds(rule: &str) {
    let (tree, modules) = &*WORKSPACE;
    let violations = violations_of(rule, tree, modules);
    assert!(
        violations.is_empty(),
        "{} violations of the rule `{rule}`:\n{}",
        violations.len(),
        violations.join("\n")
    );
}

/// One test for each rule, and none forgotten.
macro_rules! rules {
    ($($rule:ident)+) => {
        $(#[test]
        fn $rule() {
            holds(stringify!($rule));
        })+

        #[test]
        fn every_rule_has_a_test() {
            let rules = fivefold_tests::layers::rules::RULES;
            let names: Vec<&str> = rules.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, [$(stringify!($rule)),+]);
        }
    };
}

rules! { layers defining circles model_names engines faults features sql_text passwords unsafe_code shape }

/// Prints the figures; `cargo test -p fivefold-tests --test layers summary -- --nocapture`.
#[test]
fn summary() {
    let (tree, modules) = &*WORKSPACE;
    let figures = Figures::of(tree, modules);
    println!("{figures}");
    assert!(
        figures.arrows > 20,
        "the imports of core/src were read: {figures}"
    );
    assert_eq!(figures.upwards, 0);
    assert!(figures.largest_circle <= 5, "{figures}");
    assert!(figures.entries <= 24, "{figures}");
}
