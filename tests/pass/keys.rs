//! Every kind of key.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;

macro_rules! keyed {
    ($($(#[$field:meta])* $name:ident $key:ident: $ty:ty;)*) => {$(
        /// A row.
        #[model]
        #[derive(Debug)]
        pub struct $name {
            /// The key.
            $(#[$field])*
            pub $key: $ty,
        }
    )*};
}

keyed! {
    Random id: Id<Random>;
    Counted id: Id<Counted, i64>;
    CountedShort id: Id<CountedShort, i32>;
    #[field(auto(v4))] Version4 id: Id<Version4>;
    #[field(id)] OtherName key: Id<OtherName>;
    #[field(id)] Text code: String;
    #[field(id, auto)] BareUuid id: Uuid;
    #[field(id, server)] Given id: Uuid;
    #[field(id, default = Uuid::now_v7())] Offered id: Uuid;
    #[field(id, auto)] BareNumber id: i64;
    #[field(id)] OfAnother random_id: Id<Random>;
    #[field(id)] Day date: NaiveDate;
}

/// Looks one up by each of its keys.
pub async fn uses(db: &Db, random: Id<Random>, counted: Id<Counted, i64>) -> Result<(), Error> {
    Random::get(db, random).await?;
    Random::get(db, &random).await?;
    Counted::get(db, counted).await?;
    Text::get(db, "a").await?;
    Text::get(db, String::from("a")).await?;
    BareNumber::get(db, 7).await?;
    let _ = OfAnother::get(db, random).await?.random();
    Ok(())
}

fn main() {
    assert_eq!(TextCreate::new("a").code, "a");
    let _ = (
        GivenCreate::new().with(GivenServer { id: Uuid::nil() }),
        RandomCreate::new(),
        BareUuidCreate::new(),
    );
}
