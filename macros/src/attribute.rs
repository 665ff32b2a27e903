//! `#[model]` itself. It passes the struct to the derive without parsing or changing it, so that
//! the compiler and the editor see a half-typed struct as it is, and `cfg` is evaluated before any
//! field is read.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use crate::parse::item::NOT_A_STRUCT;

pub(crate) fn expand(options: &TokenStream, item: TokenStream) -> TokenStream {
    if let Some(other) = not_a_type(&item) {
        let error = syn::Error::new_spanned(other, NOT_A_STRUCT).into_compile_error();
        return quote!(#error #item);
    }
    let krate = krate(options.clone()).unwrap_or_else(|| quote!(::fivefold));
    quote! {
        #[derive(#krate::__private::__Model)]
        #[__model(#options)]
        #item
    }
}

/// Finds `crate = path` without checking the options: the derive checks them, and has the better
/// messages.
fn krate(options: TokenStream) -> Option<TokenStream> {
    let mut tokens = options.into_iter().peekable();
    let mut starts_option = true;
    while let Some(token) = tokens.next() {
        let is_crate = matches!(&token, TokenTree::Ident(ident) if ident == "crate");
        if starts_option && is_crate && tokens.next_if(|next| is_punct(next, '=')).is_some() {
            let path = tokens.take_while(|token| !is_punct(token, ',')).collect();
            return syn::parse2::<syn::Path>(path)
                .ok()
                .map(ToTokens::into_token_stream);
        }
        starts_option = is_punct(&token, ',');
    }
    None
}

fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

/// Returns the keyword of an item that cannot have a derive.
fn not_a_type(item: &TokenStream) -> Option<TokenTree> {
    let mut tokens = item.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                tokens.next();
            }
            TokenTree::Ident(ident) if ident == "pub" => {
                tokens.next_if(|next| matches!(next, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis));
            }
            TokenTree::Ident(ident)
                if ["struct", "enum", "union"].iter().any(|word| ident == word) =>
            {
                return None;
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                return not_a_type(&group.stream());
            }
            _ => return Some(token),
        }
    }
    None
}
