//! Actions of foreign keys.

use crate::errors::Errors;
use crate::model::Model;
use crate::model::field::Flow;
use crate::parse::field_values::OnDelete;
use crate::types;

pub(super) fn check(model: &Model, errors: &Errors) {
    let fields = model.fields.iter();
    for field in fields.filter(|field| field.flow != Flow::Broken && field.parent.is_some()) {
        if let Some(given) = &field.options.on_delete
            && given.value == OnDelete::SetNull
            && types::option_of(&field.ty).is_none()
        {
            let ty = types::display(&field.ty);
            let message =
                format!("`on_delete = set_null` needs a field that can be null: `Option<{ty}>`");
            errors.at(&given.key, message);
        }
    }
}
