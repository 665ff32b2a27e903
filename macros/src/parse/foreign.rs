//! Names of options in other libraries, each with the option to write instead.

use proc_macro2::{TokenStream, TokenTree};

/// The value of an unknown option: one value, or `min` and `max`.
#[derive(Debug, Default)]
struct Argument {
    value: Option<String>,
    min: Option<String>,
    max: Option<String>,
}

impl Argument {
    fn read(tokens: TokenStream) -> Self {
        let mut argument = Self::default();
        let mut key = String::new();
        let mut minus = "";
        for token in tokens {
            match token {
                TokenTree::Group(group) => return Self::read(group.stream()),
                TokenTree::Ident(ident) => key = ident.to_string(),
                TokenTree::Punct(punct) => minus = if punct.as_char() == '-' { "-" } else { "" },
                TokenTree::Literal(literal) => {
                    let value = Some(format!("{minus}{literal}"));
                    match key.as_str() {
                        "min" => argument.min = value,
                        "max" => argument.max = value,
                        "equal" => (argument.min, argument.max) = (value.clone(), value),
                        _ => argument.value = value,
                    }
                }
            }
        }
        argument
    }

    fn value_or(self, otherwise: &str) -> String {
        self.value.unwrap_or_else(|| otherwise.to_owned())
    }

    fn bounds_or(self, otherwise: &str) -> String {
        match (self.min, self.max) {
            (None, None) => otherwise.to_owned(),
            (min, Some(max)) => format!("{}..={max}", min.unwrap_or_default()),
            (Some(min), None) => format!("{min}.."),
        }
    }
}

/// True for the action of a foreign key.
fn names_action(written: &str) -> bool {
    ["cascade", "restrict", "null", "no_action", "no action"]
        .iter()
        .any(|action| written.contains(action))
}

/// True for the name of the option `id` in other libraries.
pub(crate) fn is_id(name: &str) -> bool {
    ["primary_key", "primary", "pk", "key"].contains(&name)
}

/// Returns the remedy for a field option that other libraries have. `tail` is what is written
/// after its name.
pub(crate) fn field_remedy(name: &str, tail: TokenStream) -> Option<String> {
    let written = tail.to_string().to_lowercase();
    let given = Argument::read(tail);
    let write = |text: &str| Some(format!("write `{text}`"));
    match name {
        "max_length" | "max_len" | "maxlen" | "max_size" => {
            write(&format!("len(..={})", given.value_or("255")))
        }
        "min_length" | "min_len" | "minlen" | "min_size" => {
            write(&format!("len({}..)", given.value_or("1")))
        }
        "length" | "size" => write(&format!("len({})", given.bounds_or("1..=255"))),
        "ge" | "min" | "minimum" => write(&format!("range({}..)", given.value_or("0"))),
        "le" | "max" | "maximum" => write(&format!("range(..={})", given.value_or("100"))),
        "gt" | "lt" | "exclusive_min" | "exclusive_max" => {
            Some("bounds are included here: write `range(0..=100)`".to_owned())
        }
        name if is_id(name) => write("id"),
        "nullable" | "null" | "optional" => Some("write the type as `Option<...>`".to_owned()),
        "not_null" | "required" | "blank" => {
            Some("remove it: only an `Option` can be left out or be null".to_owned())
        }
        "fk" | "belongs_to" | "foreign" => {
            Some("write the type as `Id<Parent>`".to_owned())
        }
        "default_factory" | "default_value" | "default_fn" | "server_default" | "default_expr" => {
            write("default = ...")
        }
        "on_update" | "onupdate" if names_action(&written) => Some(
            "remove it: a key never changes; what happens when its row is deleted is `on_delete`"
                .to_owned(),
        ),
        "on_update" | "onupdate" | "auto_now" | "updated_at" => write("auto(update)"),
        "generated" | "generate" | "computed" if !written.is_empty() => Some(
            "no column is computed by the database; set it where the row is written, or compute it from the row"
                .to_owned(),
        ),
        "auto_increment" | "autoincrement" | "auto_now_add" | "created_at" | "generated"
        | "generate" => write("auto"),
        "soft_delete" | "soft_deleted" | "deleted_at" | "paranoid" => {
            write("deleted").map(|text| text + " on an `Option<DateTime<Utc>>`")
        }
        "lock_version" | "optimistic_lock" | "optimistic" | "row_version" | "version_id" => {
            write("version").map(|text| text + " on an `i64`")
        }
        "back_populates" | "backref" | "back_ref" | "related_name" | "inverse" | "mapped_by" => Some(
            "the other side is declared on the struct of the parent: `#[model(has_many(items: Item::OWNER_ID))]`"
                .to_owned(),
        ),
        "comment" | "description" | "doc" | "docs" | "help_text" | "title" => {
            Some("write a doc comment above the field: `/// ...`".to_owned())
        }
        "uuid" | "uuid_v7" | "v7" => write("auto(v7)"),
        "rename" | "name" | "column_name" | "db_column" | "alias" => write("column = \"name\""),
        "skip" | "ignore" | "exclude" | "skip_serializing" | "secret" | "private"
        | "write_only" => write("hidden").map(|text| text + " for a field that clients never see"),
        "read_only" | "readonly" | "skip_deserializing" => {
            write("server").map(|text| text + " for a field that only server code sets")
        }
        "immutable" | "updatable" | "insert_only" => write("create_only"),
        "unique_index" | "unique_key" | "unique_constraint" => write("unique"),
        "indexed" | "db_index" => write("index"),
        "regex" | "regexp" | "matches" => write("pattern = \"...\""),
        "custom" | "validate" | "validator" | "function" => write("check = path"),
        "cascade" | "ondelete" | "delete" => write("on_delete = cascade"),
        "rel" | "relationship" => Some(
            "write the type as `Id<Parent>`; the other side is `#[model(has_many(...))]`"
                .to_owned(),
        ),
        "type" | "sql_type" | "column_type" | "sa_type" | "db_type" => {
            Some("remove it: the field's type says how it is stored".to_owned())
        }
        "old_name" | "renamed_from" | "rename_from" => write("was = \"old name\""),
        _ => None,
    }
}

/// Returns the remedy for a model option that other libraries have.
pub(crate) fn model_remedy(name: &str) -> Option<String> {
    let write = |text: &str| Some(format!("write `{text}`"));
    match name {
        "name" | "table_name" | "tablename" | "rename" => write("table = \"name\""),
        "rename_all" => Some("write `#[serde(rename_all = \"...\")]` on the struct".to_owned()),
        "unique_together" | "unique_index" | "unique_key" => write("unique(a, b)"),
        "indexes" | "indices" => write("index(a, b)"),
        "soft_delete" | "soft_deletes" | "paranoid" => Some(
            "add a field `#[field(deleted)] pub deleted_at: Option<DateTime<Utc>>`".to_owned(),
        ),
        "lock_version" | "optimistic_lock" | "versioned" => {
            Some("add a field `#[field(version)] pub version: i64`".to_owned())
        }
        "timestamps" => Some(
            "add `#[field(auto)] pub created_at: DateTime<Utc>` and `#[field(auto(update))] pub updated_at: DateTime<Utc>`"
                .to_owned(),
        ),
        "comment" | "description" | "doc" | "docs" => {
            Some("write a doc comment above the struct: `/// ...`".to_owned())
        }
        "relations" | "hasmany" | "has" | "back_populates" | "backref" => write("has_many(items: Item::OWNER_ID)"),
        "belongs_to" | "foreign_key" => Some("write the field's type as `Id<Parent>`".to_owned()),
        "primary_key" | "pk" | "key" => Some("write `#[field(id)]` on the field".to_owned()),
        "attr" | "attrs" | "attributes" => write("on(public, ...)"),
        "derives" => write("derive(...)"),
        "base" => Some(
            "a view is a part of `create`, `update` or `public`; attributes go into `on(base, ...)`"
                .to_owned(),
        ),
        "view" | "views" | "read" | "response" => write("public(UserCard: id, full_name)"),
        "register" | "request" => write("create(UserRegister: email, password)"),
        "patch" => write("update(UserUpdateMe: email, full_name)"),
        "deny_unknown_fields" => Some(
            "remove it: unknown keys are refused unless you write `unknown = ignore`".to_owned(),
        ),
        "old_name" | "renamed_from" => write("was = \"old name\""),
        _ => None,
    }
}
