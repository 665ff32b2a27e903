//! `Self` means the row, in every companion.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;

/// A row that can stand below another one.
#[model(has_many(children: Self::PARENT_ID))]
#[derive(Debug)]
pub struct Category {
    /// The key.
    pub id: Id<Self>,
    /// The one above.
    #[field(on_delete = set_null)]
    pub parent_id: Option<Id<Self>>,
    /// The place among its siblings.
    #[field(default = Self::FIRST, check = Self::is_place)]
    pub place: i32,
}

impl Category {
    const FIRST: i32 = 1;

    fn is_place(place: &i32) -> Result<(), fivefold::validation::ValidationError> {
        if *place >= Self::FIRST {
            Ok(())
        } else {
            Err(fivefold::validation::ValidationError::new("place"))
        }
    }
}

/// Names what is made.
pub fn uses(
    category: &Category,
) -> (
    Id<Category>,
    fivefold::Query<Category>,
    fivefold::Query<Category, (), fivefold::query::OwnedBy<Category>>,
) {
    (category.id, category.parent(), category.children())
}

fn main() {
    assert_eq!(CategoryCreate::new().place, 1);
    let _: fn(CategoryPublic) -> Id<Category> = |public| public.id;
}
