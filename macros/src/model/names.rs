//! Names that are made from other names.

use proc_macro2::Span;
use quote::format_ident;
use syn::Ident;
use syn::ext::IdentExt;

use crate::model::{Field, at};

/// Names that a relation cannot have, because every model has a function of that name.
pub(crate) const OPERATIONS: &[&str] = &[
    "create",
    "create_many",
    "get",
    "find",
    "find_by",
    "exists",
    "update",
    "update_by_id",
    "delete",
    "delete_by_id",
    "list",
    "count",
    "query",
    "key",
    "table",
    "read",
    "import",
];

/// The names of the structs.
pub(crate) struct Names {
    pub(crate) row: Ident,
    /// The row's name as it was written, which is where a message points.
    pub(crate) written: Ident,
    pub(crate) base: Ident,
    pub(crate) create: Ident,
    pub(crate) update: Ident,
    pub(crate) public: Ident,
    pub(crate) server: Ident,
}

impl Names {
    pub(crate) fn new(row: &Ident) -> Self {
        let mut named = row.clone();
        named.set_span(at(row.span()));
        let companion =
            |suffix: &str| format_ident!("{}{suffix}", row.unraw(), span = at(row.span()));
        Self {
            row: named,
            written: row.clone(),
            base: companion("Base"),
            create: companion("Create"),
            update: companion("Update"),
            public: companion("Public"),
            server: companion("Server"),
        }
    }
}

impl Names {
    /// The row with its article, as a link in documentation.
    pub(crate) fn linked(&self) -> String {
        let row = self.row.unraw().to_string();
        // "a User", "an Item": by sight, which is nearly always by sound.
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
    for (at, letter) in letters.iter().enumerate() {
        let before = at
            .checked_sub(1)
            .and_then(|before| letters.get(before))
            .copied();
        let starts_word = letter.is_uppercase()
            && before.is_some_and(|before| {
                let ends_capitals = before.is_uppercase()
                    && letters.get(at + 1).is_some_and(|next| next.is_lowercase());
                before != '_' && (!before.is_uppercase() || ends_capitals)
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

/// Gives each foreign key its method, where the name is free. One that ends in `_id` comes first.
pub(crate) fn accessors(fields: &mut [Field]) {
    let mut taken: Vec<String> = OPERATIONS.iter().map(|&name| name.to_owned()).collect();
    for only_ids in [true, false] {
        for field in fields.iter_mut() {
            let stem = field
                .name
                .strip_suffix("_id")
                .filter(|stem| !stem.is_empty());
            let Some(parent) = field.parent.as_mut().filter(|_| stem.is_some() == only_ids) else {
                continue;
            };
            let name = stem.unwrap_or(&field.name);
            if !taken.iter().any(|taken| taken == name) {
                parent.accessor = identifier(name, field.ident.span());
                taken.push(name.to_owned());
            }
        }
    }
}

/// Makes a name that may be a keyword.
fn identifier(name: &str, span: Span) -> Option<Ident> {
    let plain = syn::parse_str::<Ident>(name).ok();
    let raw = || syn::parse_str::<Ident>(&format!("r#{name}")).ok();
    let mut ident = plain.or_else(raw)?;
    ident.set_span(span);
    Some(ident)
}
