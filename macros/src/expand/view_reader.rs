//! `View` for a struct that is read from columns of a model.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Ident, Path};

/// Implements `View` for a struct. Each column comes with the field's name and its type, and is
/// named by its constant.
pub(crate) fn expand(
    krate: &Path,
    row: impl ToTokens,
    view: &Ident,
    columns: &[(Ident, TokenStream, TokenStream)],
) -> TokenStream {
    let positions = columns
        .iter()
        .map(|(_, _, constant)| tokens!(#krate::__private::position(#row::#constant)));
    let fields = columns
        .iter()
        .map(|(ident, ty, constant)| tokens!(#ident: row.next::<#row, #ty, _>(#row::#constant)?));
    tokens! {
        #[automatically_derived]
        impl #krate::__private::View for #view {
            type Model = #row;
            fn columns() -> ::std::vec::Vec<usize> { ::std::vec![#(#positions),*] }
            fn read(row: &mut #krate::__private::ViewReader<'_>) -> #krate::__private::Viewed<Self> {
                ::core::result::Result::Ok(Self { #(#fields,)* })
            }
        }
    }
}
