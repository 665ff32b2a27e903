//! `#[model(…)]`.

use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Path, Token};

use super::on::{On, on};
use super::suggest::{none_of, unknown};
use super::{Given, foreign, list, name, options, rest_of_option, set};
use crate::errors::Errors;

/// Every option of a model, in the order in which a message lists them.
const OPTIONS: &[&str] = &[
    "table", "was", "has_many", "has_one", "unique", "index", "derive", "on", "unknown", "crate",
];

/// `has_many(name: Child::KEY)` or `has_one(…)`.
#[derive(Clone)]
pub(crate) struct Relation {
    pub(crate) many: bool,
    pub(crate) name: Ident,
    pub(crate) child: Path,
    pub(crate) key: Path,
}

/// The options of a model, as they were written.
#[derive(Clone, Default)]
pub(crate) struct ModelOptions {
    pub(crate) table: Option<Given<LitStr>>,
    pub(crate) was: Option<Given<LitStr>>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) uniques: Vec<Given<Vec<Ident>>>,
    /// `true` means descending.
    pub(crate) indexes: Vec<Given<Vec<(Ident, bool)>>>,
    pub(crate) derives: Vec<Path>,
    pub(crate) on: Vec<On>,
    pub(crate) unknown: Option<Given<()>>,
    pub(crate) krate: Option<Given<Path>>,
}

impl ModelOptions {
    pub(crate) fn parse(tokens: TokenStream, errors: &Errors) -> Self {
        let mut parsed = Self::default();
        options(tokens, errors, |key, input| {
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
            "unique" => {
                let mut fields = Vec::new();
                options(list(key, input, "unique(a, b)")?, errors, |field, _| {
                    fields.push(field.clone());
                    Ok(())
                });
                self.uniques.push(Given {
                    key: key.clone(),
                    value: fields,
                });
            }
            "index" => {
                let mut fields = Vec::new();
                options(
                    list(key, input, "index(a, b desc)")?,
                    errors,
                    |field, input| {
                        let order = descending(input);
                        fields.push((field.clone(), matches!(order, Ok(true))));
                        order.map(|_| ())
                    },
                );
                self.indexes.push(Given {
                    key: key.clone(),
                    value: fields,
                });
            }
            "derive" => {
                let paths = list(key, input, "derive(Eq, Hash)")?;
                self.derives
                    .extend(Punctuated::<Path, Token![,]>::parse_terminated.parse2(paths)?);
            }
            "on" => self.on.push(on(key, input)?),
            "unknown" => set(&mut self.unknown, key, ignore(key, input)?, errors),
            "crate" => set(&mut self.krate, key, krate(key, input)?, errors),
            _ => {
                rest_of_option(input);
                // Near to `crate`, but never meant as that.
                let message = match text.as_str() {
                    "create" => none_of("model option", "create", OPTIONS),
                    _ => unknown("model option", &text, OPTIONS, foreign::model_remedy(&text)),
                };
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
        options(list(key, input, example)?, errors, |name, input| {
            let unnamed = || {
                syn::Error::new_spanned(
                    name,
                    format_args!("name the foreign key: `{name}: Child::PARENT_ID`"),
                )
            };
            if input.parse::<Option<Token![:]>>()?.is_none() {
                rest_of_option(input);
                return Err(unnamed());
            }
            let key = input.parse::<Path>().map_err(|_| unnamed())?;
            let child = parent_path(&key).ok_or_else(unnamed)?;
            self.relations.push(Relation {
                many,
                name: name.clone(),
                child,
                key,
            });
            Ok(())
        });
        Ok(())
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
