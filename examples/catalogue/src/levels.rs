//! In which order the packages of a workspace come up.

use std::collections::{HashMap, HashSet};

use cargo_metadata::{Metadata, Package, PackageId};

/// A package, and the one through which it was reached first.
pub type Reached<'a> = (&'a Package, Option<&'a PackageId>);

/// Returns the packages by their distance from the members: the members, then what they need, and
/// so on.
pub fn levels(metadata: &Metadata) -> Vec<Vec<Reached<'_>>> {
    let packages: HashMap<&PackageId, &Package> = metadata
        .packages
        .iter()
        .map(|package| (&package.id, package))
        .collect();
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    let needs: HashMap<&PackageId, _> = nodes.map(|node| (&node.id, &node.deps)).collect();

    let mut seen: HashSet<&PackageId> = metadata.workspace_members.iter().collect();
    let mut level: Vec<Reached<'_>> = metadata
        .workspace_members
        .iter()
        .filter_map(|id| Some((*packages.get(id)?, None)))
        .collect();
    let mut levels = Vec::new();
    while !level.is_empty() {
        let mut next = Vec::new();
        for (package, _) in &level {
            for need in needs.get(&package.id).into_iter().copied().flatten() {
                if let (true, Some(found)) = (seen.insert(&need.pkg), packages.get(&need.pkg)) {
                    next.push((*found, Some(&package.id)));
                }
            }
        }
        levels.push(std::mem::replace(&mut level, next));
    }
    // Cargo lists only what it resolved; should it ever list more, that is kept too.
    levels.push(
        metadata
            .packages
            .iter()
            .filter(|package| !seen.contains(&package.id))
            .map(|package| (package, None))
            .collect(),
    );
    levels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Result, metadata};

    #[test]
    fn members_come_first_and_each_package_once() -> Result {
        let metadata = metadata()?;
        let names: Vec<Vec<_>> = levels(&metadata)
            .iter()
            .map(|level| {
                level
                    .iter()
                    .map(|(package, _)| package.name.as_str())
                    .collect()
            })
            .collect();
        let members = vec!["shop", "stock", "stock-macros"];
        let direct = vec![
            "autocfg",
            "itoa",
            "cfg-if",
            "hashbrown",
            "hashbrown",
            "unicode-ident",
        ];
        assert_eq!(names, [members, direct, vec!["foldhash"], vec![]]);
        Ok(())
    }
}
