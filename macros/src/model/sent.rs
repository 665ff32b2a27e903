//! The input of clients for one field.

use syn::ext::IdentExt;
use syn::{Ident, Path, Type};

use crate::parse::field_options::FieldOptions;
use crate::parse::given::Given;
use crate::parse::rules::{Rule, Rules};
use crate::span::generated;
use crate::types;

/// The length of a new password where the definition says nothing about it.
const PASSWORD_LENGTH: Rule = Rule::Len {
    min: Some(8),
    max: Some(128),
};

/// The input that clients send for a field: a value of the field's own name and type, or the
/// `input(…)`.
#[derive(Clone)]
pub(crate) struct Sent {
    pub(crate) ident: Ident,
    pub(crate) name: String,
    /// The name in bodies, errors and query strings: that of `serde`.
    pub(crate) body_name: String,
    pub(crate) ty: Type,
    pub(crate) rules: Rules,
    /// Clients send another type than the column stores.
    pub(crate) converted: bool,
    /// Clients send a password, and its hash is stored.
    pub(crate) hashed: bool,
}

impl Sent {
    pub(super) fn new(
        ident: &Ident,
        name: &str,
        ty: &Type,
        krate: &Path,
        options: &FieldOptions,
    ) -> Self {
        let Some(input) = options.input.as_ref().map(|given| &given.value) else {
            return Self {
                ident: ident.clone(),
                name: name.to_owned(),
                body_name: name.to_owned(),
                ty: ty.clone(),
                rules: options.rules.clone(),
                converted: false,
                hashed: false,
            };
        };
        let mut ident = input.name.clone();
        ident.set_span(generated(ident.span()));
        let password = || {
            if types::option_of(ty).is_some() {
                syn::parse_quote!(::core::option::Option<#krate::__private::Password>)
            } else {
                syn::parse_quote!(#krate::__private::Password)
            }
        };
        let ty_sent = input.ty.clone().unwrap_or_else(password);
        let hashed = types::is_named(types::inner(ty), "PasswordHash")
            && types::is_named(types::inner(&ty_sent), "Password");
        let mut rules = input.rules.clone();
        if hashed
            && !rules
                .0
                .iter()
                .any(|rule| matches!(rule.value, Rule::Len { .. }))
        {
            rules.0.push(Given {
                key: ident.clone(),
                value: PASSWORD_LENGTH,
            });
        }
        Self {
            name: ident.unraw().to_string(),
            body_name: ident.unraw().to_string(),
            ident,
            rules,
            converted: true,
            hashed,
            ty: ty_sent,
        }
    }
}
