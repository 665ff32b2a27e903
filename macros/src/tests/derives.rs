//! `DbEnum` and `DbNewtype`.

use super::{Case, run};

#[test]
fn enums() {
    let cases: &[Case<'_>] = &[
        (
            "pub enum E {}",
            &["a `DbEnum` needs at least one variant: without one no value could be stored"],
        ),
        (
            "pub struct E(String);",
            &[
                "`#[derive(DbEnum)]` is for enums; a struct around one value takes `#[derive(DbNewtype)]`",
            ],
        ),
        (
            "pub enum E<T> { A(T) }",
            &["a `DbEnum` cannot be generic: its values are names; remove the parameters"],
        ),
        (
            "pub enum E { A, B(u8) }",
            &[
                "`B` holds data, but only its name can be stored; remove the data, or store the enum as `Json<E>`",
            ],
        ),
        (
            "pub enum E { A, #[serde(rename = \"A\")] B }",
            &[
                "`A` is stored as \"A\" already; give this variant another name with `#[serde(rename = \"...\")]`",
            ],
        ),
        (
            "pub enum E { #[serde(rename = \"\")] A }",
            &["the variant's name is empty; write `rename = \"name\"`, or remove `rename`"],
        ),
        (
            "#[serde(rename_all = \"kebabcase\")] pub enum E { A }",
            &["unknown case `kebabcase`; did you mean `kebab-case`?"],
        ),
        (
            "#[serde(rename_all = \"wild\")] pub enum E { A }",
            &[
                "unknown case `wild`; expected one of: lowercase, UPPERCASE, PascalCase, camelCase, snake_case, SCREAMING_SNAKE_CASE, kebab-case, SCREAMING-KEBAB-CASE",
            ],
        ),
        (
            "pub enum E { #[serde(rename(serialize = \"a\", deserialize = \"b\"))] A }",
            &["a column has one name for reading and writing; use `rename = \"...\"`"],
        ),
        (
            "pub enum E { #[serde(rename = )] A }",
            &["`rename` is incomplete: expected a value in quotes"],
        ),
        (
            "pub enum E { #[serde(rename \"a\")] A }",
            &["expected an option of serde, such as `rename = \"name\"`"],
        ),
        (
            "#[db(crate)] pub enum E { A }",
            &["expected `#[db(crate = path)]`"],
        ),
    ];
    for (source, expected) in cases {
        assert_eq!(
            run(source, |input, errors| crate::derives::db_enum::expand(
                &input, errors
            ))
            .1,
            *expected,
            "\n{source}"
        );
    }
}

#[test]
fn newtypes() {
    let cases: &[Case<'_>] = &[
        (
            "pub enum E { A }",
            &["`#[derive(DbNewtype)]` is for structs; an enum takes `#[derive(DbEnum)]`"],
        ),
        (
            "pub struct N<T>(T);",
            &[
                "a `DbNewtype` cannot be generic: it stands for one column type; remove the parameters",
            ],
        ),
        (
            "pub struct N;",
            &["a `DbNewtype` needs one field: the value that is stored"],
        ),
        (
            "pub struct N(u8, u8);",
            &[
                "a `DbNewtype` has one field; to store several values in one column, write `Json<...>`",
            ],
        ),
        (
            "pub struct N(Option<String>);",
            &["a `DbNewtype` is never null; write `Option<N>` where it is used"],
        ),
    ];
    for (source, expected) in cases {
        assert_eq!(
            run(source, |input, errors| crate::derives::db_newtype::expand(
                &input, errors
            ))
            .1,
            *expected,
            "\n{source}"
        );
    }
}

#[test]
fn every_case_style_is_that_of_serde() {
    let expected = [
        "inreview",
        "INREVIEW",
        "InReview",
        "inReview",
        "in_review",
        "IN_REVIEW",
        "in-review",
        "IN-REVIEW",
    ];
    for (style, expected) in crate::derives::case::Case::NAMES.into_iter().zip(expected) {
        assert_eq!(
            crate::derives::case::Case::parse(style)
                .map(|case| case.apply("InReview"))
                .as_deref(),
            Some(expected),
            "{style}"
        );
    }
}
