//! Names and rules in the catalogue are the same on every engine: errors name them, and so do
//! migrations.

use crate::support::{Sql, TestEnv};

/// Table, name, 1 where it is unique, columns.
const INDEXES: [[&str; 4]; 24] = [
    ["account", "account_email_key", "1", "email"],
    ["badge", "badge_colour_key", "1", "colour"],
    ["camel", "camel_last_name_key", "1", "last_name"],
    ["camel", "camel_manager_id_idx", "0", "manager_id"],
    ["chicken", "chicken_egg_id_idx", "0", "egg_id"],
    ["city", "city_country_code_idx", "0", "country_code"],
    ["country", "country_name_key", "1", "name"],
    ["doc", "doc_slug_key", "1", "slug"],
    ["egg", "egg_chicken_id_idx", "0", "chicken_id"],
    ["folder", "folder_parent_id_idx", "0", "parent_id"],
    ["item", "item_owner_id_idx", "0", "owner_id"],
    ["ledger", "ledger_number_key", "1", "number"],
    ["line", "line_ledger_id_idx", "0", "ledger_id"],
    ["order", "order_references_idx", "0", "references"],
    ["order", "order_type_key", "1", "type"],
    ["order", "order_where_by_idx", "0", "where, by desc"],
    ["profile", "profile_user_id_key", "1", "user_id"],
    ["project", "project_name_key", "1", "name"],
    ["rated", "rated_title_key", "1", "title"],
    ["seat", "seat_hall_line_chair_key", "1", "hall, line, chair"],
    ["task", "task_assignee_id_idx", "0", "assignee_id"],
    ["task", "task_project_id_idx", "0", "project_id"],
    ["user", "user_email_key", "1", "email"],
    [
        "user",
        "user_is_active_created_at_idx",
        "0",
        "is_active, created_at desc",
    ],
];

/// Table, column, parent, its column, and what becomes of the row when the parent goes.
const FOREIGN_KEYS: [[&str; 5]; 11] = [
    ["camel", "manager_id", "user", "id", "refuses"],
    ["chicken", "egg_id", "egg", "id", "SET NULL"],
    ["city", "country_code", "country", "code", "refuses"],
    ["egg", "chicken_id", "chicken", "id", "SET NULL"],
    ["folder", "parent_id", "folder", "id", "SET NULL"],
    ["item", "owner_id", "user", "id", "CASCADE"],
    ["line", "ledger_id", "ledger", "id", "refuses"],
    ["order", "references", "order", "id", "SET NULL"],
    ["profile", "user_id", "user", "id", "CASCADE"],
    ["task", "assignee_id", "user", "id", "SET NULL"],
    ["task", "project_id", "project", "id", "refuses"],
];

const TABLES: [&str; 24] = [
    "account", "badge", "camel", "chicken", "city", "counter", "country", "doc", "egg", "every",
    "folder", "item", "ledger", "line", "loose", "maybe", "order", "profile", "project", "rated",
    "ruled", "seat", "task", "user",
];

for_each_kept! {
    async fn tables_have_the_names_of_their_models(engine) {
        let env = TestEnv::new(engine).await;
        let mut tables = env.raw_connection().unwrap().tables();
        tables.sort_unstable();
        assert_eq!(tables, TABLES);
        assert_eq!(env.raw_connection().unwrap().columns("seat"), ["id", "hall", "line", "chair", "taken_by"]);
    }

    async fn index_names_describe_the_index(engine) {
        let env = TestEnv::new(engine).await;
        let (lower, indexes): (Vec<_>, Vec<_>) = env.raw_connection().unwrap().indexes().into_iter().partition(|index| index[1].ends_with("_lower_key"));
        assert_eq!(indexes, INDEXES);
        // Beside the index of an address, over its lower case. The catalogue of PostgreSQL has no
        // column for an expression.
        for index in &lower {
            let plain = index[1].replace("_lower_key", "_key");
            assert!(INDEXES.iter().any(|index| index[1] == plain && index[2] == "1"), "{plain}");
        }
        assert!(engine.sql == Sql::Postgres || lower.iter().any(|index| index[1] == "user_email_lower_key"), "{lower:?}");
    }

    async fn foreign_keys_have_the_on_delete_of_the_model(engine) {
        let env = TestEnv::new(engine).await;
        let mut keys = env.raw_connection().unwrap().foreign_keys();
        for key in &mut keys {
            // Two words for one thing, as long as no check is put off to the commit.
            if ["NO ACTION", "RESTRICT"].contains(&key[4].as_str()) {
                key[4] = "refuses".to_owned();
            }
        }
        assert_eq!(keys, FOREIGN_KEYS);
    }

    async fn check_names_describe_the_check(engine) {
        let env = TestEnv::new(engine).await;
        let raw = env.raw_connection().unwrap();
        // Checks that some engines need for the type itself are named `…_check`.
        let rules = |table: &str| {
            let mut names = raw.checks(table);
            names.retain(|name| !name.ends_with("_check"));
            names
        };
        assert_eq!(rules("rated"), ["rated_stars_range", "rated_title_len", "rated_votes_range"]);
        assert_eq!(rules("task"), ["task_priority_range"]);
        let ruled = ["ruled_all_len", "ruled_bytes_len", "ruled_count_range", "ruled_money_range", "ruled_name_len", "ruled_ratio_range", "ruled_small_range", "ruled_tags_len"];
        assert_eq!(rules("ruled"), ruled, "e-mail, URL and pattern are the model's alone");
        assert!(raw.checks("task").contains(&"task_status_check".to_owned()), "{:?}", raw.checks("task"));
    }
}
