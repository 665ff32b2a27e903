//! Snapshots of expansions.

use super::{expansion_of, run};

/// Compares with `src/snapshots/<name>.snap`; `INSTA_UPDATE=always` writes it anew.
fn check(name: &str, expansion: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, expansion));
}

const USER: &str = r#"
    /// Someone who can sign in.
    #[model(has_many(items: Item::OWNER_ID), unique(full_name, is_active), index(is_active, created_at desc))]
    #[derive(Debug, Clone)]
    pub struct User {
        pub id: Id<User>,
        #[field(unique, email, len(..=255))]
        pub email: String,
        #[field(default = true)]
        pub is_active: bool,
        #[field(len(..=255))]
        pub full_name: Option<String>,
        #[field(auto)]
        pub created_at: DateTime<Utc>,
        #[field(auto(update))]
        pub updated_at: DateTime<Utc>,
    }
"#;

const ITEM: &str = "
    #[model]
    #[derive(Debug, Clone)]
    pub struct Item {
        pub id: Id<Item>,
        #[field(len(1..=255))]
        pub title: String,
        #[field(server, on_delete = cascade)]
        pub owner_id: Id<User>,
    }
";

#[test]
fn user() {
    check("user", &expansion_of(USER));
}

#[test]
fn item() {
    check("item", &expansion_of(ITEM));
}

#[test]
fn status() {
    let source = r#"#[serde(rename_all = "kebab-case")] pub enum Status { Open, InReview, #[serde(rename = "shut")] Closed }"#;
    check(
        "status",
        &run(source, |input, errors| {
            crate::derives::db_enum::expand(&input, errors)
        })
        .0,
    );
}

#[test]
fn slug() {
    let slug = run("pub struct Slug(String);", |input, errors| {
        crate::derives::db_newtype::expand(&input, errors)
    })
    .0;
    check("slug", &slug);
}

#[test]
fn a_user_is_at_most_600_lines() {
    let lines = expansion_of(USER).lines().count();
    assert!(lines <= 600, "{lines} lines");
}

#[test]
fn the_same_model_gives_the_same_output() {
    assert_eq!(expansion_of(USER), expansion_of(USER));
    assert_eq!(expansion_of(ITEM), expansion_of(ITEM));
}
