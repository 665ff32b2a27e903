//! The generated structs, and `on(companion, attributes)`.

use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Ident, Meta, Token};

use super::entry::{Entry, span_of};
use super::suggest::nearest;

/// A struct that is generated beside the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Companion {
    Base,
    Create,
    Update,
    Public,
    Server,
    ServerUpdate,
}

/// `on(companion, attributes)`.
#[derive(Clone)]
pub(crate) struct On {
    pub(crate) word: Ident,
    pub(crate) companion: Companion,
    pub(crate) attributes: Vec<Meta>,
}

const COMPANIONS: [(&str, Companion); 5] = [
    ("base", Companion::Base),
    ("create", Companion::Create),
    ("update", Companion::Update),
    ("public", Companion::Public),
    ("server", Companion::Server),
];

pub(super) fn on(entry: &Entry<'_>) -> syn::Result<On> {
    let parser = |input: ParseStream<'_>| {
        let message = "name a struct first: `base`, `create`, `update`, `public` or `server`";
        let word = input
            .parse::<Ident>()
            .map_err(|error| syn::Error::new(span_of(entry.key, input, &error), message))?;
        let Some((_, companion)) = COMPANIONS.into_iter().find(|(name, _)| word == name) else {
            let names = COMPANIONS.map(|(name, _)| name);
            let hint = match nearest(&word.to_string(), names.into_iter()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "expected `base`, `create`, `update`, `public` or `server`".to_owned(),
            };
            return Err(syn::Error::new_spanned(
                &word,
                format_args!("there is no struct `{word}`; {hint}"),
            ));
        };
        let comma = input.parse::<Option<Token![,]>>()?;
        if comma.is_none() || input.is_empty() {
            let message =
                format!("`on({word})` adds nothing; list attributes: `on({word}, derive(Hash))`");
            return Err(syn::Error::new_spanned(&word, message));
        }
        let attributes = Punctuated::<Meta, Token![,]>::parse_terminated(input)
            .map_err(|error| {
                let message = format!(
                    "expected attributes with commas between them, such as `on({word}, derive(Eq), derive(Hash))`"
                );
                syn::Error::new(span_of(&word, input, &error), message)
            })?
            .into_iter()
            .collect();
        Ok(On {
            word,
            companion,
            attributes,
        })
    };
    parser.parse2(entry.list("on(public, derive(Hash))")?)
}
