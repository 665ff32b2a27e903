//! `top`: the packages that most others need.

use std::cmp::Reverse;

use crate::graph::Graph;
use crate::model::Package;
use crate::print;

/// The number of packages that need it.
struct Use<'a> {
    package: &'a Package,
    directly: usize,
    in_all: usize,
}

pub fn answer(graph: &Graph, most: usize) -> String {
    let rows = uses(graph).into_iter().take(most).map(|used| {
        [
            used.package.name.clone(),
            used.package.version.clone(),
            used.directly.to_string(),
            used.in_all.to_string(),
        ]
    });
    print::table(
        ["package", "version", "needed directly by", "in all by"],
        rows,
    )
}

fn uses(graph: &Graph) -> Vec<Use<'_>> {
    let mut uses: Vec<_> = graph
        .packages()
        .iter()
        .map(|package| Use {
            package,
            directly: graph.users(package.id).len(),
            in_all: graph.ways_to(package.id).count(),
        })
        .collect();
    uses.sort_by_key(|used| Reverse((used.directly, used.in_all)));
    uses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Result, lines, shop};

    #[tokio::test]
    async fn the_most_needed_come_first() -> Result {
        let (_, graph) = shop().await?;
        let head = "package version needed directly by in all by";
        assert_eq!(
            lines(&answer(&graph, 2)),
            [head, "cfg-if 1.0.5 2 3", "stock 0.3.0 2 2"]
        );
        assert_eq!(lines(&answer(&graph, 0)), [head]);
        Ok(())
    }
}
