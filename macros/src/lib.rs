//! The `#[model]` macro of fivefold. Use it through the `fivefold` crate.

/// `quote!`, with names that belong to the macro: they never meet those of the user.
macro_rules! tokens {
    ($($token:tt)*) => { ::quote::quote_spanned!(::proc_macro2::Span::mixed_site()=> $($token)*) };
}

mod attribute;
mod case;
mod check;
mod db_enum;
mod db_newtype;
mod errors;
mod expand;
mod model;
mod names;
mod parse;
mod types;

#[cfg(test)]
mod tests;

use proc_macro::TokenStream;
use syn::DeriveInput;

use crate::errors::Errors;

/// Makes a struct a model.
#[proc_macro_attribute]
pub fn model(options: TokenStream, item: TokenStream) -> TokenStream {
    attribute::hand_over(&options.into(), item.into()).into()
}

#[doc(hidden)]
#[proc_macro_derive(__Model, attributes(field, __model, validate, serde, schema, schemars, ts))]
pub fn __model(item: TokenStream) -> TokenStream {
    derive(item.into(), expand_model).into()
}

/// Stores an enum as text.
#[proc_macro_derive(DbEnum, attributes(serde, db))]
pub fn derive_db_enum(item: TokenStream) -> TokenStream {
    derive(item.into(), |input, errors| db_enum::expand(&input, errors)).into()
}

/// Stores a struct around one value as that value.
#[proc_macro_derive(DbNewtype, attributes(db))]
pub fn derive_db_newtype(item: TokenStream) -> TokenStream {
    derive(item.into(), |input, errors| db_newtype::expand(&input, errors)).into()
}

/// Runs a derive: what it makes, and beside it whatever is wrong.
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
    let errors = errors.finish().into_iter().map(syn::Error::into_compile_error);
    tokens!(#expanded #(#errors)*)
}

fn expand_model(input: DeriveInput, errors: &Errors) -> proc_macro2::TokenStream {
    if parse::attributes::is_second_run(&input.attrs) {
        return proc_macro2::TokenStream::new();
    }
    let Some(mut model) = parse::input::model(input, errors) else { return proc_macro2::TokenStream::new() };
    check::check(&mut model, errors);
    expand::expand(&model)
}
