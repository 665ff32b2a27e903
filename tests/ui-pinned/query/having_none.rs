use fivefold::prelude::*;

#[model]
#[derive(Debug)]
pub struct Item {
    pub id: Id<Item>,
    pub title: Option<String>,
    pub price: Option<i64>,
    pub extra: Json<Vec<u8>>,
    pub token: Secret<String>,
    #[field(unique)]
    pub code: Option<String>,
}

fn main() {
    let _ = Item::PRICE.min().eq(None);
}
