//! The macros of fivefold: [`model`](macro@model), [`DbEnum`](derive@DbEnum),
//! [`DbNewtype`](derive@DbNewtype) and [`View`](derive@View).
//!
//! Use them through the `fivefold` crate, which re-exports them.

/// `quote!` with hygiene: local names in the output never clash with names of the user.
macro_rules! tokens {
    ($($token:tt)*) => { ::quote::quote_spanned!(::proc_macro2::Span::mixed_site()=> $($token)*) };
}

mod attribute;
mod check;
mod derives;
mod errors;
mod expand;
mod model;
mod parse;
mod span;
mod types;

#[cfg(test)]
mod tests;

use proc_macro::TokenStream;
use syn::DeriveInput;

use crate::derives::{db_enum, db_newtype, view};
use crate::errors::Errors;
use crate::model::Model;

#[doc = include_str!("model.md")]
#[proc_macro_attribute]
pub fn model(options: TokenStream, item: TokenStream) -> TokenStream {
    attribute::expand(&options.into(), item.into()).into()
}

#[doc(hidden)]
#[proc_macro_derive(
    __Model,
    attributes(
        field, __model, serde, schema, schemars, ts, validate, garde, sea_orm, column, sqlx, diesel
    )
)]
pub fn __model(item: TokenStream) -> TokenStream {
    derive(item.into(), expand_model).into()
}

/// Stores an enum in one column, as text.
///
/// The text is the name that `serde` gives the variant, so that rows and responses agree:
/// `#[serde(rename = "...")]` and `#[serde(rename_all = "...")]` are honoured. The database rejects
/// any other text. The variants cannot hold data; use `Json<...>` to store an enum whose variants
/// do.
///
/// The type of a column of a [`model`](macro@model) also needs `Debug`, `Clone`, `PartialEq`,
/// `Serialize` and `Deserialize`: derive them as well.
///
/// # Examples
///
/// ```
/// use fivefold::prelude::*;
///
/// #[derive(Debug, Clone, Copy, PartialEq, DbEnum)]
/// #[serde(rename_all = "snake_case")]
/// pub enum Status {
///     Open,
///     InReview,
///     #[serde(rename = "shut")]
///     Closed,
/// }
///
/// assert_eq!(fivefold::DbEnum::name(&Status::InReview), "in_review");
/// assert_eq!(<Status as fivefold::DbEnum>::from_name("shut"), Some(Status::Closed));
/// ```
///
/// If the crate has another name, give its path with `#[db(crate = path)]`.
#[proc_macro_derive(DbEnum, attributes(serde, db))]
pub fn derive_db_enum(item: TokenStream) -> TokenStream {
    derive(item.into(), |input, errors| db_enum::expand(&input, errors)).into()
}

/// Stores a struct around one value as that value, with its rules and its column type.
///
/// The type of a column of a [`model`](macro@model) also needs `Debug`, `Clone`, `PartialEq`,
/// `Serialize` and `Deserialize`: derive them as well.
///
/// # Examples
///
/// ```
/// use fivefold::prelude::*;
///
/// #[derive(Debug, Clone, PartialEq, DbNewtype)]
/// pub struct Slug(String);
///
/// #[derive(Debug, Clone, Copy, PartialEq, DbNewtype)]
/// pub struct Cents {
///     amount: i64,
/// }
/// ```
///
/// If the crate has another name, give its path with `#[db(crate = path)]`.
#[proc_macro_derive(DbNewtype, attributes(db))]
pub fn derive_db_newtype(item: TokenStream) -> TokenStream {
    derive(item.into(), |input, errors| {
        db_newtype::expand(&input, errors)
    })
    .into()
}

/// Reads a struct from the columns of a model that its fields name, and from no others.
///
/// `#[view(User)]` names the model. A field is the column of the same name, `email` that of
/// `User::EMAIL`, and has its type; `#[view(column = EMAIL)]` names another one.
///
/// # Examples
///
/// ```
/// use fivefold::prelude::*;
///
/// #[model]
/// #[derive(Debug)]
/// pub struct User {
///     pub id: Id<User>,
///     pub email: String,
///     pub full_name: Option<String>,
/// }
///
/// #[derive(Debug, View)]
/// #[view(User)]
/// struct Contact {
///     email: String,
///     #[view(column = FULL_NAME)]
///     name: Option<String>,
/// }
///
/// async fn contacts(db: &Db) -> Result<Vec<Contact>, Error> {
///     User::query().order_by(User::EMAIL.asc()).view().all(db).await
/// }
/// ```
///
/// If the crate has another name, give its path with `#[db(crate = path)]`.
#[proc_macro_derive(View, attributes(view, db))]
pub fn derive_view(item: TokenStream) -> TokenStream {
    derive(item.into(), |input, errors| view::expand(&input, errors)).into()
}

/// Runs a derive, and returns its output together with its errors.
fn derive(
    item: proc_macro2::TokenStream,
    expand: impl FnOnce(DeriveInput, &Errors) -> proc_macro2::TokenStream,
) -> proc_macro2::TokenStream {
    let errors = Errors::new();
    let expanded = match syn::parse2(item) {
        Ok(input) => expand(input, &errors),
        Err(error) => {
            errors.push(error);
            proc_macro2::TokenStream::new()
        }
    };
    let errors = errors
        .finish()
        .into_iter()
        .map(syn::Error::into_compile_error);
    tokens!(#expanded #(#errors)*)
}

fn expand_model(input: DeriveInput, errors: &Errors) -> proc_macro2::TokenStream {
    if parse::attributes::is_second_run(&input.attrs) {
        return proc_macro2::TokenStream::new();
    }
    let Some(item) = parse::item::read(input, errors) else {
        return proc_macro2::TokenStream::new();
    };
    let mut model = Model::new(item);
    check::check(&mut model, errors);
    expand::expand(&model)
}
