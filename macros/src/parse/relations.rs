//! `has_many(…)`, `has_one(…)` and `many_to_many(…)`.

use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, Path, Token};

use super::entry::{Entry, entries};

/// `has_many(name: Child::KEY)`, `has_one(…)` or `many_to_many(…)`.
#[derive(Clone)]
pub(crate) struct Relation {
    pub(crate) name: Ident,
    pub(crate) child: Path,
    pub(crate) keys: Keys,
}

/// The foreign keys of a relation.
#[derive(Clone)]
pub(crate) enum Keys {
    /// The key of any number of children.
    Many(Path),
    /// The key of one child at most.
    One(Path),
    /// The keys of a join model: to this model, and to the other one.
    Through(Path, Path),
}

pub(super) fn has_many(entry: &Entry<'_>, relations: &mut Vec<Relation>) -> syn::Result<()> {
    let example = "has_many(items: Item::OWNER_ID)";
    children(entry, example, Keys::Many, relations)
}

pub(super) fn has_one(entry: &Entry<'_>, relations: &mut Vec<Relation>) -> syn::Result<()> {
    let example = "has_one(profile: Profile::USER_ID)";
    children(entry, example, Keys::One, relations)
}

fn children(
    entry: &Entry<'_>,
    example: &str,
    keys: fn(Path) -> Keys,
    relations: &mut Vec<Relation>,
) -> syn::Result<()> {
    let list = entry.list(example)?;
    let expected = format!("the name of a relation, such as in `{example}`");
    entries(list, &expected, entry.errors, |entry| {
        let name = entry.key;
        let no_key = |tokens: &dyn ToTokens| {
            let message = format!("name the foreign key: `{name}: Child::PARENT_ID`");
            syn::Error::new_spanned(tokens.to_token_stream(), message)
        };
        if entry.input.parse::<Option<Token![:]>>()?.is_none() || entry.at_end() {
            entry.rest();
            return Err(no_key(name));
        }
        let written = entry.rest();
        let key = syn::parse2::<Path>(written.clone()).map_err(|_| no_key(&written))?;
        let child = model_of(&key).ok_or_else(|| no_key(&key))?;
        relations.push(Relation {
            name: name.clone(),
            child,
            keys: keys(key),
        });
        Ok(())
    });
    Ok(())
}

pub(super) fn many_to_many(entry: &Entry<'_>, relations: &mut Vec<Relation>) -> syn::Result<()> {
    let list = entry.list(MANY_TO_MANY)?;
    let expected = format!("the name of a relation, such as in `{MANY_TO_MANY}`");
    entries(list, &expected, entry.errors, |entry| {
        let written = entry.rest();
        let through = Through::parse.parse2(written.clone()).map_err(|_| {
            let message = format!(
                "name the join model and its two foreign keys, the one to this model first: `{MANY_TO_MANY}`"
            );
            let tokens = if written.is_empty() {
                entry.key.to_token_stream()
            } else {
                written
            };
            syn::Error::new_spanned(tokens, message)
        })?;
        relations.push(Relation {
            name: entry.key.clone(),
            child: through.child,
            keys: Keys::Through(through.own, through.other),
        });
        Ok(())
    });
    Ok(())
}

const MANY_TO_MANY: &str = "many_to_many(tags: Tag through ItemTag(ITEM_ID, TAG_ID))";

/// `: Tag through ItemTag(ITEM_ID, TAG_ID)`.
struct Through {
    child: Path,
    own: Path,
    other: Path,
}

impl Through {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.parse::<Token![:]>()?;
        let child = Path::parse_mod_style(input)?;
        let word = input.parse::<Ident>()?;
        if word != "through" {
            return Err(syn::Error::new_spanned(word, "expected `through`"));
        }
        let model = Path::parse_mod_style(input)?;
        let keys;
        syn::parenthesized!(keys in input);
        let own = keys.parse::<Ident>()?;
        keys.parse::<Token![,]>()?;
        let other = keys.parse::<Ident>()?;
        keys.parse::<Option<Token![,]>>()?;
        if !keys.is_empty() {
            return Err(keys.error("expected two keys"));
        }
        let path = |key: Ident| -> Path {
            let mut path = model.clone();
            path.segments.push(key.into());
            path
        };
        Ok(Self {
            own: path(own),
            other: path(other),
            child,
        })
    }
}

/// `Item::OWNER_ID` → `Item`.
fn model_of(path: &Path) -> Option<Path> {
    let count = path
        .segments
        .len()
        .checked_sub(1)
        .filter(|count| *count > 0)?;
    let segments = path.segments.iter().take(count).cloned().collect();
    Some(Path {
        leading_colon: path.leading_colon,
        segments,
    })
}
