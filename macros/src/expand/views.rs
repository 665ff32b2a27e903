//! The views of a model.

use proc_macro2::TokenStream;

use super::view_struct::ViewStruct;
use crate::model::Model;

/// Declares the structs.
pub(crate) fn declare(model: &Model) -> TokenStream {
    let views = model.options.views.iter();
    views
        .map(|view| ViewStruct::new(model, view).declare())
        .collect()
}

/// Implements their conversions, beside the constants of the table.
pub(crate) fn impls(model: &Model) -> TokenStream {
    let views = model.options.views.iter();
    views
        .map(|view| ViewStruct::new(model, view).impls())
        .collect()
}
