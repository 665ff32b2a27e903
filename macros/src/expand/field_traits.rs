//! The check that the types of the fields have the traits which companions need of them.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::Type;
use syn::spanned::Spanned;

use super::companion::sent_serde;
use super::derived::has_own;
use crate::model::Model;
use crate::model::field::Field;
use crate::span::generated;
use crate::types;

/// Returns one call for each field whose type may lack a trait.
pub(super) fn expand(model: &Model) -> TokenStream {
    let krate = &model.krate;
    let is_in = |mut fields: Vec<&Field>, field: &Field| {
        fields.retain(|other| other.index == field.index);
        !fields.is_empty()
    };
    let purposes = model.fields.iter().filter_map(|field| {
        let is_shown = is_in(model.public().collect(), field);
        let is_sent = is_in(model.created().collect(), field) && !field.sent.converted;
        let has_own = has_own(
            &sent_serde(field),
            &["with", "serialize_with", "deserialize_with"],
        );
        let purpose = match (is_shown, is_sent) {
            (true, _) | (_, true) if has_own => tokens!(Held),
            (true, _) => tokens!(Shown),
            (false, true) => tokens!(Sent),
            (false, false) if is_in(model.server().collect(), field) => tokens!(Held),
            (false, false) => return None,
        };
        Some((&field.ty, purpose))
    });
    let inputs = model.created().filter(|field| field.sent.converted);
    let inputs = inputs.map(|field| (&field.sent.ty, tokens!(InputType)));
    // One type in two fields is one mistake.
    let mut asked: Vec<(String, String)> = Vec::new();
    let calls = purposes.chain(inputs).filter_map(|(ty, purpose)| {
        let ty = types::inner(ty);
        let question = (types::display(ty), purpose.to_string());
        if types::has_all_derives(ty) || asked.contains(&question) {
            return None;
        }
        asked.push(question);
        Some(call(model, ty, &purpose))
    });
    let calls: Vec<_> = calls.collect();
    if calls.is_empty() {
        return TokenStream::new();
    }
    tokens! {
        const _: () = {
            #[allow(unused_imports)]
            use #krate::__private::{IfNull as _, IfReported as _, IfSuits as _, Otherwise as _};
            #[allow(dead_code)]
            fn types() { #(#calls)* }
        };
    }
}

fn call(model: &Model, ty: &Type, purpose: &TokenStream) -> TokenStream {
    let krate = &model.krate;
    let probe = tokens!((&&&&#krate::__private::Probe::<#ty, #krate::__private::#purpose>::NEW));
    quote_spanned!(generated(ty.span())=> #krate::__private::require::<#ty, _>(&#probe.answer());)
}
