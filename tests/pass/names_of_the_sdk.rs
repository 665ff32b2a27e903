//! Models that are called like what the SDK itself is made of.
#![deny(missing_docs, warnings)]

macro_rules! called {
    ($($name:ident)*) => {$(
        /// A row.
        #[fivefold::model(has_many(others: Self::OTHER_ID))]
        #[derive(Debug)]
        pub struct $name {
            /// The key.
            pub id: fivefold::Id<$name>,
            /// Text.
            #[field(len(1..), default = "a")]
            pub text: String,
            /// Another one.
            pub other_id: Option<fivefold::Id<$name>>,
            /// Set by server code.
            #[field(server)]
            pub plan: Option<i32>,
        }
    )*};
}

called!(Id Model Column Unique Query Table Patch Db Tx Error Schema Value Row Input New Validate Secret Json Kind);

fn main() {
    let _ = fivefold::schema![Id, Model, Table];
    assert_eq!(SchemaCreate::new().text, "a");
}
