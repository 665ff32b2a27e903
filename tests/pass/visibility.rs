//! Every visibility that Rust has.
#![deny(missing_docs, warnings, unreachable_pub)]

mod outer {
    pub(crate) mod inner {
        use fivefold::prelude::*;

        #[model]
        #[derive(Debug)]
        struct Nobody {
            id: Id<Nobody>,
        }

        #[model]
        #[derive(Debug)]
        pub(crate) struct Crate {
            pub(crate) id: Id<Crate>,
            pub(in crate::outer) above: String,
            pub(self) here: String,
            pub(super) parent: String,
        }

        pub(crate) fn create() -> CrateCreate {
            let _ = Nobody::ID;
            let _: fn(Nobody) -> NobodyPublic = |row| NobodyPublic { id: row.id };
            let create = CrateCreate::new("above", "here", "parent");
            assert_eq!(create.here, "here");
            create
        }
    }

    pub(crate) fn above() -> String {
        inner::create().above + &inner::create().parent
    }
}

fn main() {
    assert_eq!(outer::above(), "aboveparent");
    let _ = outer::inner::Crate::ID;
}
