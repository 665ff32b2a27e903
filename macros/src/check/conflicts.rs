//! Uses of an option that its table refuses.

use syn::Ident;

use crate::errors::Errors;
use crate::model::Model;
use crate::model::field::{Field, Flow};
use crate::parse::conflict::{Conflict, Usage};
use crate::parse::field_options::FIELD_OPTIONS;
use crate::parse::rules::RULE_CONFLICTS;
use crate::types;

pub(super) fn check(model: &Model, errors: &Errors) {
    let fields = model.fields.iter();
    for field in fields.filter(|field| field.flow != Flow::Broken) {
        for option in FIELD_OPTIONS {
            if let Some(key) = field.options.key_of(option.name) {
                report_first(option.conflicts, field, key, errors);
            }
        }
        if let Some(rule) = field.options.rules.0.first() {
            report_first(RULE_CONFLICTS, field, &rule.key, errors);
        }
    }
}

fn report_first(conflicts: &[Conflict], field: &Field, key: &Ident, errors: &Errors) {
    let mut conflicts = conflicts.iter();
    if let Some((_, message)) = conflicts.find(|(usage, _)| applies(*usage, field)) {
        errors.at(key, filled(message, field, key));
    }
}

fn applies(usage: Usage, field: &Field) -> bool {
    let ty = &field.ty;
    // Two writers contradict each other, which is reported on its own.
    let has_one_writer = field.options.writers.len() == 1;
    match usage {
        Usage::With(other) => field.options.key_of(other).is_some(),
        Usage::Key => field.key,
        Usage::Generated => has_one_writer && matches!(field.flow, Flow::Auto(_)),
        Usage::NotFromClients => {
            (has_one_writer || field.options.writers.is_empty())
                && matches!(field.flow, Flow::Server | Flow::Auto(_))
        }
        Usage::Secret => types::is_secret(ty),
        Usage::Bool => types::is_named(ty, "bool"),
        Usage::NotBool => !types::is_named(ty, "bool"),
        Usage::UnnamedForeignKey => {
            let index = field.options.index.as_ref();
            field.parent.is_some() && index.is_some_and(|given| given.value.is_none())
        }
        Usage::NotForeignKey => field.parent.is_none(),
        Usage::TypedKey => types::id_of(ty).is_some(),
    }
}

/// Replaces the placeholders of a message.
fn filled(message: &str, field: &Field, key: &Ident) -> String {
    let writer = field.options.writers.first();
    let writer = writer.map_or_else(String::new, |given| given.key.to_string());
    message
        .replace("{option}", &key.to_string())
        .replace("{field}", &field.name)
        .replace("{sent}", &field.sent.name)
        .replace("{writer}", &writer)
        .replace("{type}", &types::display(types::inner(&field.ty)))
}
