//! The names of generated items, and the names that they are derived from.

use proc_macro2::Span;
use quote::format_ident;
use syn::Ident;
use syn::ext::IdentExt;

use crate::span::generated;

/// The functions of every model. A relation cannot have one of these names.
pub(crate) const OPERATIONS: &[&str] = &[
    "create",
    "create_many",
    "upsert",
    "find_or_create",
    "get",
    "find",
    "find_by",
    "exists",
    "list",
    "count",
    "query",
    "unscoped",
    "update",
    "update_by_id",
    "update_many",
    "delete",
    "delete_by_id",
    "delete_many",
    "restore",
    "restore_by_id",
    "purge",
    "purge_by_id",
    "authenticate",
    "change_password",
    "import_password",
    "key",
    "table",
    "read",
    "import",
];

/// The names of the row and its companions.
pub(crate) struct Names {
    pub(crate) row: Ident,
    /// The row's name with the span that messages point at.
    pub(crate) written: Ident,
    pub(crate) base: Ident,
    pub(crate) create: Ident,
    pub(crate) update: Ident,
    pub(crate) public: Ident,
    pub(crate) server: Ident,
    pub(crate) server_update: Ident,
}

impl Names {
    pub(crate) fn new(row: &Ident) -> Self {
        let mut named = row.clone();
        named.set_span(generated(row.span()));
        let companion =
            |suffix: &str| format_ident!("{}{suffix}", row.unraw(), span = generated(row.span()));
        Self {
            row: named,
            written: row.clone(),
            base: companion("Base"),
            create: companion("Create"),
            update: companion("Update"),
            public: companion("Public"),
            server: companion("Server"),
            server_update: companion("ServerUpdate"),
        }
    }

    /// Returns the row with its article, as a link in documentation.
    pub(crate) fn linked(&self) -> String {
        let row = self.row.unraw().to_string();
        // "a User", "an Item": by the letter, which is nearly always the sound.
        let article = if row.starts_with(['A', 'E', 'I', 'O']) {
            "an"
        } else {
            "a"
        };
        format!("{article} [`{row}`]")
    }
}

/// `HttpServer` and `HTTPServer` → `http_server`.
pub(crate) fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let previous = index
            .checked_sub(1)
            .and_then(|previous| letters.get(previous))
            .copied();
        let starts_word = letter.is_uppercase()
            && previous.is_some_and(|previous| {
                let ends_capitals = previous.is_uppercase()
                    && letters
                        .get(index + 1)
                        .is_some_and(|next| next.is_lowercase());
                previous != '_' && (!previous.is_uppercase() || ends_capitals)
            });
        if starts_word {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// `owner_id` → `OWNER_ID`.
pub(crate) fn constant(name: &str, span: Span) -> Ident {
    Ident::new(&name.to_uppercase(), span)
}
