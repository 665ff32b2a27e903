//! `licences`: under which terms the packages may be used.

use std::cmp::Reverse;
use std::collections::HashMap;

use fivefold::prelude::*;

use crate::graph::Graph;
use crate::model::Licence;
use crate::print;

/// How many packages are named for one licence.
const NAMED: usize = 5;

pub fn answer(graph: &Graph, licences: &[Licence]) -> String {
    let rows = holders(graph, licences)
        .into_iter()
        .map(|(licence, names)| {
            [
                licence.to_owned(),
                names.len().to_string(),
                print::first(&names, NAMED),
            ]
        });
    print::table(["licence", "packages", "such as"], rows)
}

/// Returns the packages of each licence, the most frequent first.
fn holders<'a>(graph: &'a Graph, licences: &'a [Licence]) -> Vec<(&'a str, Vec<&'a str>)> {
    let expressions: HashMap<_, _> = licences
        .iter()
        .map(|licence| (licence.id, licence.expression.as_str()))
        .collect();
    let mut holders: HashMap<_, Vec<_>> = HashMap::new();
    for package in graph.packages() {
        let licence = package
            .licence_id
            .and_then(|id: Id<Licence>| expressions.get(&id).copied());
        holders
            .entry(licence.unwrap_or("not stated"))
            .or_default()
            .push(package.name.as_str());
    }
    let mut holders: Vec<_> = holders.into_iter().collect();
    holders.sort_by_key(|(licence, names)| (Reverse(names.len()), *licence));
    holders
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::all;
    use crate::testing::{Result, shop};

    #[tokio::test]
    async fn one_licence_in_two_spellings_is_one() -> Result {
        let (db, graph) = shop().await?;
        let licences = all::<Licence>(&db).await?;
        let counts: Vec<_> = holders(&graph, &licences)
            .into_iter()
            .map(|(licence, names)| (licence, names.len()))
            .collect();
        let joint = "(MIT OR Apache-2.0) AND Unicode-3.0";
        assert_eq!(
            counts,
            [
                ("Apache-2.0 OR MIT", 5),
                ("MIT", 3),
                (joint, 1),
                ("Zlib", 1)
            ]
        );
        Ok(())
    }
}
