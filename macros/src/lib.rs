//! The `#[model]` macro of fivefold. Use it through the `fivefold` crate.

/// `quote!`, with names that belong to the macro: they never meet those of the user.
macro_rules! tokens {
    ($($token:tt)*) => { ::quote::quote_spanned!(::proc_macro2::Span::mixed_site()=> $($token)*) };
}

mod attribute;
mod check;
mod errors;
mod expand;
mod model;
mod names;
mod parse;
mod types;

use proc_macro::TokenStream;

use crate::errors::Errors;

/// Makes a struct a model.
#[proc_macro_attribute]
pub fn model(options: TokenStream, item: TokenStream) -> TokenStream {
    attribute::hand_over(&options.into(), item.into()).into()
}

#[doc(hidden)]
#[proc_macro_derive(__Model, attributes(field, __model, validate, serde, schema, schemars, ts))]
pub fn __model(item: TokenStream) -> TokenStream {
    derive_model(item.into()).into()
}

fn derive_model(item: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let input = match syn::parse2::<syn::DeriveInput>(item) {
        Ok(input) if parse::attributes::is_second_run(&input.attrs) => return proc_macro2::TokenStream::new(),
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let errors = Errors::new();
    let model = parse::input::model(input, &errors).map(|mut model| {
        check::check(&mut model, &errors);
        model
    });
    let expanded = model.as_ref().map(expand::expand);
    let errors = errors.finish().into_iter().map(syn::Error::into_compile_error);
    tokens!(#expanded #(#errors)*)
}
