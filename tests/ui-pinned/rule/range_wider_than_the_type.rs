// A bound that no value reaches checks nothing.
use fivefold::prelude::*;

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, DbNewtype)]
pub struct Percent(u8);

#[model]
pub struct Item {
    pub id: Id<Item>,
    #[field(range(0..=1000))]
    pub discount: Option<Percent>,
}

fn main() {}
