//! A model that is made by another macro: its types come in invisible parentheses.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;

macro_rules! named {
    ($(#[$meta:meta])* $vis:vis $name:ident, $field:ident: $ty:ty, $note:ty, $parent:ty, $max:literal, $default:expr) => {
        $(#[$meta])*
        #[model]
        #[derive(Debug)]
        $vis struct $name {
            /// The key.
            $vis id: Id<$name>,
            /// The name.
            #[field(len(1..=$max))]
            $vis $field: $ty,
            /// The description.
            $vis note: $note,
            /// The parent.
            $vis parent_id: $parent,
            /// The count.
            #[field(default = $default)]
            $vis amount: i32,
        }
    };
}

named!(
    /// A row.
    pub Tag, label: String, Option<String>, Option<Id<Tag>>, 20, 3 + 4
);

named! {
    /// A row as well.
    Box, title: std::string::String, Option<std::string::String>, Id<Tag>, 9, i32::MAX
}

/// The type of the whole key behind `$t`.
macro_rules! keyed {
    ($name:ident, $key:ty) => {
        /// A row.
        #[model]
        #[derive(Debug)]
        pub struct $name {
            /// The key.
            pub id: $key,
        }
    };
}

keyed!(Account, Id<Account>);

fn main() {
    assert_eq!(TagCreate::new("a").amount, 7);
    let _: fn(&Tag) -> fivefold::Query<Tag> = Tag::parent;
    let parent: Id<Tag> = Id::now_v7();
    assert_eq!(BoxCreate::new("a", parent).parent_id, parent);
    let AccountCreate {} = AccountCreate::new();
}
