//! A small workspace to ask about: what `cargo metadata` said of `shop`, which has two versions of
//! `hashbrown`, a build dependency, and members that need each other in a circle.

use cargo_metadata::Metadata;
use fivefold::prelude::*;
use indicatif::ProgressBar;

use crate::graph::Graph;
use crate::load::load;

pub type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

pub fn metadata() -> Result<Metadata> {
    Ok(serde_json::from_str(include_str!("../tests/shop.json"))?)
}

/// Returns a store in memory that holds `shop`, and its graph.
pub async fn shop() -> Result<(Db, Graph)> {
    let db = Db::connect("sqlite::memory:").await?;
    load(&db, &metadata()?, &ProgressBar::hidden()).await?;
    let graph = db.transaction(async |tx| Graph::read(tx).await).await?;
    Ok((db, graph))
}

/// Returns the words of each line of a table, without its rule: widths and padding say nothing.
pub fn lines(table: &str) -> Vec<String> {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    table
        .lines()
        .filter(|line| !line.starts_with('─'))
        .map(words)
        .collect()
}
