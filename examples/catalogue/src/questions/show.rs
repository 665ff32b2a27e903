//! `show`: all data of a package, loaded through its relations.

use fivefold::prelude::*;

use crate::graph::Graph;
use crate::model::{Dependency, DependencyKind, Package};
use crate::print;

/// The number of names on a line.
const NAMED: usize = 12;

/// Returns the answer for each of the packages.
pub async fn answer(db: &Db, graph: &Graph, packages: &[&Package]) -> fivefold::Result<String> {
    let mut text = String::new();
    for package in packages {
        text += &show(db, graph, package).await?;
    }
    Ok(text)
}

async fn show(db: &Db, graph: &Graph, package: &Package) -> fivefold::Result<String> {
    let licence = package
        .licence()
        .first(db)
        .await?
        .map(|licence| licence.expression);
    let targets = package.targets().all(db).await?;
    let features = package.features().all(db).await?;
    let needs = package.dependencies().all(db).await?;

    let (active, idle): (Vec<_>, Vec<_>) = features.iter().partition(|feature| feature.is_active);
    let settings = package
        .metadata
        .as_ref()
        .and_then(|table| table.as_object());
    let facts = [
        ("version", Some(package.version.clone())),
        ("from", Some(package.origin.name().to_owned())),
        ("comes through", way(db, package).await?),
        ("description", package.description.clone()),
        ("licence", licence),
        ("repository", package.repository.clone()),
        ("authors", some(package.authors.iter().map(String::as_str))),
        ("edition", Some(package.edition.clone())),
        ("rust version", package.rust_version.clone()),
        ("needs", some(needs.iter().map(|need| line(graph, need)))),
        (
            "is needed by",
            some(
                graph
                    .users(package.id)
                    .iter()
                    .map(|user| user.name.as_str()),
            ),
        ),
        (
            "features in use",
            some(active.iter().map(|feature| feature.name.as_str())),
        ),
        (
            "other features",
            some(idle.iter().map(|feature| feature.name.as_str())),
        ),
        (
            "targets",
            some(
                targets
                    .iter()
                    .map(|target| format!("{} ({})", target.name, target.kind.name())),
            ),
        ),
        (
            "settings for",
            settings.and_then(|tools| some(tools.keys())),
        ),
    ];
    let rows = facts
        .into_iter()
        .filter_map(|(what, value)| Some([what.to_owned(), value?]));
    Ok(print::table([package.name.as_str(), ""], rows))
}

/// The line of the manifest, in short.
fn line(graph: &Graph, need: &Dependency) -> String {
    let parts = [
        Some(graph.label(need.package_id)),
        need.requirement.clone(),
        (need.kind != DependencyKind::Normal).then(|| format!("({})", need.kind.name())),
        need.optional.then(|| "(optional)".to_owned()),
        need.platform
            .as_ref()
            .map(|platform| format!("for {platform}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Follows the packages through which this one came in, up to a member.
async fn way(db: &Db, package: &Package) -> fivefold::Result<Option<String>> {
    let mut names = Vec::new();
    let mut next = package.through().first(db).await?;
    while let Some(through) = next {
        names.insert(0, through.name.clone());
        next = through.through().first(db).await?;
    }
    Ok((!names.is_empty()).then(|| names.join(" → ")))
}

/// Returns the names, or none when there are none.
fn some(names: impl Iterator<Item: AsRef<str>>) -> Option<String> {
    let names: Vec<_> = names.collect();
    let names: Vec<_> = names.iter().map(AsRef::as_ref).collect();
    (!names.is_empty()).then(|| print::first(&names, NAMED))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Result, lines, shop};

    #[tokio::test]
    async fn a_package_is_shown_with_its_relations() -> Result {
        let (db, graph) = shop().await?;
        let text = answer(&db, &graph, &graph.named("stock")?).await?;
        let lines = lines(&text);
        let has = |line: &str| assert!(lines.iter().any(|shown| shown == line), "{line}:\n{text}");
        has("from member");
        has("licence MIT");
        has("is needed by shop, stock-macros");
        has("features in use default, macros");
        has("targets stock (library)");

        let text = answer(&db, &graph, &graph.named("foldhash")?).await?;
        assert!(text.contains("stock → hashbrown\n"), "{text}");
        Ok(())
    }
}
