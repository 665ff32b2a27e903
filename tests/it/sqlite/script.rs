//! The tables as SQLite's own catalogue describes them.

use crate::support::{RawConnection, SQLITE_FILE, TestEnv};

async fn raw_connection() -> (TestEnv, RawConnection) {
    let env = TestEnv::new(&SQLITE_FILE).await;
    let raw = env.raw_connection().unwrap();
    (env, raw)
}

/// The names of the objects of this type, without SQLite's own.
fn names(raw: &RawConnection, kind: &str) -> Vec<String> {
    raw.texts(&format!("SELECT name FROM sqlite_schema WHERE type = '{kind}' AND name NOT LIKE 'sqlite%' ORDER BY name"))
}

fn sql(raw: &RawConnection, table: &str) -> String {
    raw.texts(&format!(
        "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = '{table}'"
    ))
    .remove(0)
}

#[tokio::test]
async fn every_table_has_the_name_of_its_model_and_is_strict() {
    let (_bed, raw) = raw_connection().await;
    let expected = [
        "account", "badge", "camel", "chicken", "city", "counter", "country", "doc", "egg",
        "every", "folder", "item", "ledger", "line", "loose", "maybe", "order", "profile",
        "project", "rated", "ruled", "seat", "task", "user",
    ];
    assert_eq!(names(&raw, "table"), expected);
    let strict = raw.texts("SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 1 AND name NOT LIKE 'sqlite%' ORDER BY name");
    assert_eq!(strict, expected);
    assert_eq!(names(&raw, "trigger"), [""; 0]);
    assert_eq!(names(&raw, "view"), [""; 0]);
}

#[tokio::test]
async fn index_names_describe_the_index() {
    let (_bed, raw) = raw_connection().await;
    let unique = raw.texts("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE INDEX%' ORDER BY name");
    assert_eq!(
        unique,
        [
            "account_email_key",
            "account_email_lower_key",
            "badge_colour_key",
            "camel_last_name_key",
            "country_name_key",
            "doc_slug_key",
            "ledger_number_key",
            "order_type_key",
            "profile_user_id_key",
            "project_name_key",
            "rated_title_key",
            "seat_hall_line_chair_key",
            "user_email_key",
            "user_email_lower_key",
        ]
    );
    let plain = raw.texts("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql LIKE 'CREATE INDEX%' ORDER BY name");
    assert_eq!(
        plain,
        [
            "camel_manager_id_idx",
            "chicken_egg_id_idx",
            "city_country_code_idx",
            "egg_chicken_id_idx",
            "folder_parent_id_idx",
            "item_owner_id_idx",
            "line_ledger_id_idx",
            "order_references_idx",
            "order_where_by_idx",
            "task_assignee_id_idx",
            "task_project_id_idx",
            "user_is_active_created_at_idx",
        ]
    );
    let descending = raw.rows("SELECT name, \"desc\" FROM pragma_index_xinfo('user_is_active_created_at_idx') WHERE key = 1 ORDER BY seqno");
    assert_eq!(descending, [["is_active", "0"], ["created_at", "1"]]);
    let descending = raw.rows("SELECT name, \"desc\" FROM pragma_index_xinfo('order_where_by_idx') WHERE key = 1 ORDER BY seqno");
    assert_eq!(descending, [["where", "0"], ["by", "1"]]);
}

#[tokio::test]
async fn every_foreign_key_is_indexed_and_named() {
    let (_bed, raw) = raw_connection().await;
    let keys = raw.rows(
        "SELECT t.name, k.\"from\", k.\"table\", k.\"to\", k.on_delete FROM pragma_table_list AS t, pragma_foreign_key_list(t.name) AS k WHERE t.schema = 'main' ORDER BY 1, 2",
    );
    let expected = [
        ["camel", "manager_id", "user", "id", "NO ACTION"],
        ["chicken", "egg_id", "egg", "id", "SET NULL"],
        ["city", "country_code", "country", "code", "NO ACTION"],
        ["egg", "chicken_id", "chicken", "id", "SET NULL"],
        ["folder", "parent_id", "folder", "id", "SET NULL"],
        ["item", "owner_id", "user", "id", "CASCADE"],
        ["line", "ledger_id", "ledger", "id", "NO ACTION"],
        ["order", "references", "order", "id", "SET NULL"],
        ["profile", "user_id", "user", "id", "CASCADE"],
        ["task", "assignee_id", "user", "id", "SET NULL"],
        ["task", "project_id", "project", "id", "NO ACTION"],
    ];
    assert_eq!(keys, expected);
    for [table, column, ..] in expected {
        assert!(
            sql(&raw, table).contains(&format!(
                "CONSTRAINT \"{table}_{column}_fkey\" FOREIGN KEY (\"{column}\")"
            )),
            "{table}.{column}"
        );
        let plan = raw
            .rows(&format!(
                "EXPLAIN QUERY PLAN SELECT * FROM \"{table}\" WHERE \"{column}\" = 1"
            ))
            .concat()
            .join(" ");
        assert!(plan.contains("USING INDEX"), "{plan}");
    }
}

#[tokio::test]
async fn check_names_describe_the_check() {
    let (_bed, raw) = raw_connection().await;
    let named = |table: &str| {
        let text = sql(&raw, table);
        let mut names: Vec<String> = text
            .split("CONSTRAINT \"")
            .skip(1)
            .filter(|rest| rest.contains("CHECK"))
            .filter_map(|rest| rest.split_once('"'))
            .map(|(name, _)| name.to_owned())
            .collect();
        names.retain(|name| !name.ends_with("key"));
        names
    };
    assert_eq!(
        named("rated"),
        [
            "rated_id_check",
            "rated_title_len",
            "rated_stars_range",
            "rated_stars_check",
            "rated_votes_range"
        ]
    );
    assert_eq!(
        named("task"),
        [
            "task_id_check",
            "task_project_id_check",
            "task_assignee_id_check",
            "task_status_check",
            "task_priority_range",
            "task_priority_check"
        ]
    );
    let task = sql(&raw, "task");
    assert!(
        task.contains("IN ('open', 'in_progress', 'it''s done')"),
        "{task}"
    );
    let ruled = named("ruled");
    for name in [
        "ruled_name_len",
        "ruled_bytes_len",
        "ruled_tags_len",
        "ruled_small_range",
        "ruled_money_range",
        "ruled_count_range",
        "ruled_ratio_range",
        "ruled_all_len",
    ] {
        assert!(ruled.contains(&name.to_owned()), "{name}: {ruled:?}");
    }
    assert!(
        ruled.iter().all(|name| !name.contains("email")
            && !name.contains("link")
            && !name.contains("slug")),
        "{ruled:?}"
    );
}

#[tokio::test]
async fn primary_keys_have_the_expected_definitions() {
    let (_bed, raw) = raw_connection().await;
    assert!(sql(&raw, "user").contains("CONSTRAINT \"user_pkey\" PRIMARY KEY (\"id\")"));
    assert!(sql(&raw, "country").contains("CONSTRAINT \"country_pkey\" PRIMARY KEY (\"code\")"));
    assert!(sql(&raw, "counter").contains("\"id\" INTEGER PRIMARY KEY AUTOINCREMENT"));
    for (table, column, kind, null) in [
        ("user", "id", "BLOB", 1),
        ("country", "code", "TEXT", 1),
        ("user", "full_name", "TEXT", 0),
        ("maybe", "boolean", "INTEGER", 0),
        ("every", "float32", "REAL", 1),
        ("every", "bytes", "BLOB", 1),
    ] {
        let found = raw.rows(&format!(
            "SELECT type, \"notnull\" FROM pragma_table_info('{table}') WHERE name = '{column}'"
        ));
        assert_eq!(
            found,
            [[kind.to_owned(), null.to_string()]],
            "{table}.{column}"
        );
    }
}

#[tokio::test]
async fn every_identifier_is_quoted() {
    let (_bed, raw) = raw_connection().await;
    for [text] in raw
        .rows("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'")
        .into_iter()
        .map(|row| <[String; 1]>::try_from(row).unwrap())
    {
        // Words outside quotes, text and numbers are SQL keywords.
        let bare: String = text.split('"').step_by(2).collect::<Vec<_>>().join(" ");
        let bare: String = bare.split('\'').step_by(2).collect::<Vec<_>>().join(" ");
        for word in bare
            .split(|letter: char| !letter.is_ascii_alphabetic() && letter != '_')
            .filter(|word| !word.is_empty())
        {
            let own = word
                .chars()
                .all(|letter| letter.is_ascii_uppercase() || letter == '_')
                || ["length", "json_array_length", "json_valid", "lower"].contains(&word);
            assert!(own, "`{word}` in {text}");
        }
    }
}

/// The table's own checks hold against raw SQL.
#[tokio::test]
async fn raw_sql_that_violates_a_rule_is_refused() {
    let (_bed, raw) = raw_connection().await;
    let rated = |title: &str, stars: &str, votes: &str| {
        format!("INSERT INTO rated VALUES (randomblob(16), {title}, {stars}, {votes})")
    };
    raw.execute(&rated("'good'", "3", "0"));
    let bad = [
        rated("'x'", "3", "0"),
        rated("'eleven char'", "3", "0"),
        rated("'good'", "3", "0"),
        rated("NULL", "3", "0"),
        rated("'other'", "0", "0"),
        rated("'other'", "6", "0"),
        rated("'other'", "NULL", "0"),
        rated("'other'", "'x'", "0"),
        rated("'other'", "3.5", "0"),
        rated("'other'", "3", "-1"),
        rated("'other'", "3", "4294967296"),
        "INSERT INTO rated VALUES (x'00', 'other', 3, 0)".to_owned(),
        "INSERT INTO rated VALUES ('0123456789abcdef', 'other', 3, 0)".to_owned(),
    ];
    for statement in bad {
        assert!(raw.try_execute(&statement).is_err(), "{statement}");
    }
    raw.execute(&rated("'other'", "5", "4294967295"));
    // Characters are counted, not bytes.
    raw.execute(&rated("'\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}'", "5", "0"));
}
