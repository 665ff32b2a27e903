//! `#[model(…)]`.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Path, Token};

use super::companion::{Companion, On, on};
use super::suggest::unknown;
use super::view::{View, view};
use super::{Given, at_end, flag, foreign, list, name, options, place, rest_of_option, set};
use crate::errors::Errors;

/// Every option of a model, in the order in which a message lists them.
const OPTIONS: &[&str] = &[
    "table",
    "was",
    "has_many",
    "has_one",
    "many_to_many",
    "scoped",
    "hooks",
    "unique",
    "index",
    "derive",
    "on",
    "create",
    "update",
    "public",
    "unknown",
    "crate",
];

/// `has_many(name: Child::KEY)`, `has_one(…)` or `many_to_many(…)`.
#[derive(Clone)]
pub(crate) struct Relation {
    pub(crate) name: Ident,
    pub(crate) child: Path,
    pub(crate) keys: Keys,
}

/// The foreign keys that a relation goes along.
#[derive(Clone)]
pub(crate) enum Keys {
    /// That of any number of children.
    Many(Path),
    /// That of the one child.
    One(Path),
    /// Those of a model in between: to this one, and to the other.
    Through(Path, Path),
}

/// The options of a model, as they were written.
#[derive(Clone, Default)]
pub(crate) struct ModelOptions {
    pub(crate) table: Option<Given<LitStr>>,
    pub(crate) was: Option<Given<LitStr>>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) scoped: Option<Given<()>>,
    pub(crate) hooks: Option<Given<()>>,
    pub(crate) uniques: Vec<Given<Vec<Ident>>>,
    /// `true` means descending.
    pub(crate) indexes: Vec<Given<Vec<(Ident, bool)>>>,
    pub(crate) derives: Vec<Path>,
    pub(crate) on: Vec<On>,
    pub(crate) views: Vec<View>,
    pub(crate) unknown: Option<Given<()>>,
    pub(crate) krate: Option<Given<Path>>,
}

impl ModelOptions {
    pub(crate) fn parse(tokens: TokenStream, errors: &Errors) -> Self {
        let mut parsed = Self::default();
        let expected = "the name of an option, such as `table = \"name\"`";
        options(tokens, expected, errors, |key, input| {
            parsed.option(key, input, errors)
        });
        parsed
    }

    fn option(&mut self, key: &Ident, input: ParseStream<'_>, errors: &Errors) -> syn::Result<()> {
        let text = key.to_string();
        match text.as_str() {
            "table" => set(&mut self.table, key, name(key, input)?, errors),
            "was" => set(&mut self.was, key, name(key, input)?, errors),
            "has_many" | "has_one" => self.relations(key, input, errors)?,
            "many_to_many" => self.many_to_many(key, input, errors)?,
            "scoped" => set(&mut self.scoped, key, flag(key, input)?, errors),
            "hooks" => set(&mut self.hooks, key, flag(key, input)?, errors),
            "unique" => {
                let fields = group(key, input, "unique(a, b)", errors, |field, input| {
                    unordered(input).map(|()| field.clone())
                })?;
                self.uniques.extend(fields);
            }
            "index" => {
                let fields = group(key, input, "index(a, b desc)", errors, |field, input| {
                    descending(input).map(|descending| (field.clone(), descending))
                })?;
                self.indexes.extend(fields);
            }
            "derive" => {
                let message = "expected names with commas between them, such as `derive(Eq, Hash)`";
                let paths = |input: ParseStream<'_>| {
                    Punctuated::<Path, Token![,]>::parse_terminated(input)
                        .map_err(|error| syn::Error::new(place(key, input, &error), message))
                };
                self.derives
                    .extend(paths.parse2(list(key, input, "derive(Eq, Hash)")?)?);
            }
            "on" => self.on.push(on(key, input)?),
            "create" => self.views.push(view(key, Companion::Create, input)?),
            "update" => self.views.push(view(key, Companion::Update, input)?),
            "public" => self.views.push(view(key, Companion::Public, input)?),
            "unknown" => set(&mut self.unknown, key, ignore(key, input)?, errors),
            "crate" => set(&mut self.krate, key, krate(key, input)?, errors),
            _ => {
                rest_of_option(input);
                let remedy = foreign::model_remedy(&text);
                let message = unknown("model option", &text, OPTIONS, remedy);
                return Err(syn::Error::new_spanned(key, message));
            }
        }
        Ok(())
    }

    fn relations(
        &mut self,
        key: &Ident,
        input: ParseStream<'_>,
        errors: &Errors,
    ) -> syn::Result<()> {
        let many = key == "has_many";
        let example = if many {
            "has_many(items: Item::OWNER_ID)"
        } else {
            "has_one(profile: Profile::USER_ID)"
        };
        let given = list(key, input, example)?;
        let expected = format!("the name of a relation, such as in `{example}`");
        options(given, &expected, errors, |name, input| {
            let unnamed = |place: &dyn ToTokens| {
                let message = format!("name the foreign key: `{name}: Child::PARENT_ID`");
                syn::Error::new_spanned(place.to_token_stream(), message)
            };
            if input.parse::<Option<Token![:]>>()?.is_none() || at_end(input) {
                rest_of_option(input);
                return Err(unnamed(name));
            }
            let written = rest_of_option(input);
            let key = syn::parse2::<Path>(written.clone()).map_err(|_| unnamed(&written))?;
            let child = parent_path(&key).ok_or_else(|| unnamed(&key))?;
            self.relations.push(Relation {
                name: name.clone(),
                child,
                keys: if many {
                    Keys::Many(key)
                } else {
                    Keys::One(key)
                },
            });
            Ok(())
        });
        Ok(())
    }

    fn many_to_many(
        &mut self,
        key: &Ident,
        input: ParseStream<'_>,
        errors: &Errors,
    ) -> syn::Result<()> {
        let given = list(key, input, MANY_TO_MANY)?;
        let expected = format!("the name of a relation, such as in `{MANY_TO_MANY}`");
        options(given, &expected, errors, |name, input| {
            let written = rest_of_option(input);
            let through = Through::parse.parse2(written.clone()).map_err(|_| {
                let message = format!(
                    "name the model in between and its two foreign keys, the one to this model first: `{MANY_TO_MANY}`"
                );
                let place = if written.is_empty() {
                    name.to_token_stream()
                } else {
                    written
                };
                syn::Error::new_spanned(place, message)
            })?;
            self.relations.push(Relation {
                name: name.clone(),
                child: through.child,
                keys: Keys::Through(through.own, through.other),
            });
            Ok(())
        });
        Ok(())
    }
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
fn parent_path(path: &Path) -> Option<Path> {
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

/// Reads the fields of a group; `None` if one cannot be read, since the rest is not what was meant.
fn group<T>(
    key: &Ident,
    input: ParseStream<'_>,
    example: &str,
    errors: &Errors,
    mut read: impl FnMut(&Ident, ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<Option<Given<Vec<T>>>> {
    let given = list(key, input, example)?;
    let expected = format!("the name of a field, such as in `{example}`");
    let mut value = Vec::new();
    let faults = Errors::new();
    options(given, &expected, &faults, |field, input| {
        value.push(read(field, input)?);
        Ok(())
    });
    let faults = faults.finish();
    let is_read = faults.is_empty();
    for fault in faults {
        errors.push(fault);
    }
    Ok(is_read.then(|| Given {
        key: key.clone(),
        value,
    }))
}

fn unordered(input: ParseStream<'_>) -> syn::Result<()> {
    match input.fork().parse::<Ident>() {
        Ok(order) if order == "desc" || order == "asc" => {
            let message = format_args!("`unique` has no order; remove `{order}`");
            Err(syn::Error::new_spanned(&order, message))
        }
        _ => Ok(()),
    }
}

fn descending(input: ParseStream<'_>) -> syn::Result<bool> {
    let Some(order) = input.parse::<Option<Ident>>()? else {
        return Ok(false);
    };
    match order.to_string().as_str() {
        "desc" => Ok(true),
        "asc" => Err(syn::Error::new_spanned(
            order,
            "an index is ascending unless you write `desc`; remove `asc`",
        )),
        _ => Err(syn::Error::new_spanned(order, "expected `desc` or a comma")),
    }
}

fn ignore(key: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    let message = "unknown keys are refused; to drop them instead, write `unknown = ignore`";
    input.parse::<Option<Token![=]>>()?;
    match input.parse::<Ident>() {
        Ok(choice) if choice == "ignore" => Ok(()),
        Ok(choice) => Err(syn::Error::new_spanned(choice, message)),
        Err(_) => Err(syn::Error::new_spanned(key, message)),
    }
}

fn krate(key: &Ident, input: ParseStream<'_>) -> syn::Result<Path> {
    let message = "expected the path of the crate, such as `crate = ::fivefold`";
    if input.parse::<Option<Token![=]>>()?.is_none() {
        return Err(syn::Error::new_spanned(key, message));
    }
    Path::parse_mod_style(input).map_err(|_| syn::Error::new_spanned(key, message))
}
