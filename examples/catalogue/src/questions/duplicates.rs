//! `duplicates`: the packages with several versions.

use crate::graph::Graph;
use crate::model::Package;
use crate::print;

/// The number of dependents named for one version.
const NAMED: usize = 4;

pub fn answer(graph: &Graph) -> String {
    let duplicates = duplicates(graph);
    if duplicates.is_empty() {
        return "Every package is there in one version only.\n".to_owned();
    }
    let rows = duplicates.into_iter().flatten().map(|package| {
        let users = graph.users(package.id);
        let names: Vec<_> = users.iter().map(|user| user.name.as_str()).collect();
        [
            package.name.clone(),
            package.version.clone(),
            print::first(&names, NAMED),
        ]
    });
    print::table(["package", "version", "needed by"], rows)
}

/// Returns the versions of each package that has several. The graph's packages are in the order of
/// their names.
fn duplicates(graph: &Graph) -> Vec<&[Package]> {
    graph
        .packages()
        .chunk_by(|one, next| one.name == next.name)
        .filter(|versions| versions.len() > 1)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Result, lines, shop};

    #[tokio::test]
    async fn versions_are_listed_with_who_needs_them() -> Result {
        let (_, graph) = shop().await?;
        let rows = [
            "package version needed by",
            "hashbrown 0.16.1 stock",
            "hashbrown 0.17.1 stock",
        ];
        assert_eq!(lines(&answer(&graph)), rows);
        Ok(())
    }
}
