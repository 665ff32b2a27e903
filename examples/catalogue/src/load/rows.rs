//! Cargo's metadata, as the inputs of the models.

use std::collections::{HashMap, HashSet};

use cargo_metadata::{self as cargo, Metadata};
use fivefold::prelude::*;
use serde_json::Value;

use super::Ids;
use crate::model::{
    DependencyCreate, DependencyKind, FeatureCreate, Origin, PackageCreate, TargetCreate,
    TargetKind, Workspace,
};

/// Returns the input of a package; what it has to do with others is left out.
pub(super) fn package(
    package: &cargo::Package,
    metadata: &Metadata,
    workspace_id: Id<Workspace>,
) -> PackageCreate {
    PackageCreate {
        workspace_id,
        through_id: None,
        licence_id: None,
        spec: package.id.repr.clone(),
        name: package.name.to_string(),
        version: package.version.to_string(),
        origin: origin(package, metadata),
        edition: package.edition.to_string(),
        rust_version: package.rust_version.as_ref().map(ToString::to_string),
        description: package.description.clone(),
        repository: package.repository.clone(),
        authors: Json(package.authors.clone()),
        metadata: free_form(&package.metadata),
    }
}

/// Returns a package's licence expression in one spelling: `MIT/Apache-2.0` was the old way to
/// write `OR`, and an order of alternatives says nothing.
pub(super) fn licence(package: &cargo::Package) -> Option<String> {
    let expression = package.license.as_ref()?.replace('/', " OR ");
    if expression.contains(['(', ')']) || expression.contains(" AND ") {
        return Some(expression);
    }
    let mut alternatives: Vec<_> = expression.split(" OR ").map(str::trim).collect();
    alternatives.sort_unstable();
    Some(alternatives.join(" OR "))
}

/// Returns the inputs of everything that a package needs, as Cargo resolved it.
pub(super) fn dependencies(metadata: &Metadata, ids: &Ids) -> Vec<DependencyCreate> {
    let packages: HashMap<_, _> = metadata
        .packages
        .iter()
        .map(|package| (&package.id, package))
        .collect();
    let mut inputs = Vec::new();
    for node in metadata.resolve.iter().flat_map(|resolve| &resolve.nodes) {
        for need in &node.deps {
            let (Some(dependent), Some(needed)) = (packages.get(&node.id), packages.get(&need.pkg))
            else {
                continue;
            };
            let (Some(dependent_id), Some(package_id)) = (ids.get(&node.id), ids.get(&need.pkg))
            else {
                continue;
            };
            let mut seen = HashSet::new();
            for info in need
                .dep_kinds
                .iter()
                .filter(|info| seen.insert((info.kind, info.target.clone())))
            {
                let declared = declared(dependent, needed, info);
                inputs.push(DependencyCreate {
                    dependent_id: *dependent_id,
                    package_id: *package_id,
                    name: need.name.clone(),
                    kind: kind(info.kind),
                    platform: info.target.as_ref().map(ToString::to_string),
                    requirement: declared.map(|declared| declared.req.to_string()),
                    optional: declared.is_some_and(|declared| declared.optional),
                });
            }
        }
    }
    inputs
}

/// Returns the inputs of the features of every package.
pub(super) fn features(metadata: &Metadata, ids: &Ids) -> Vec<FeatureCreate> {
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    let active: HashSet<_> = nodes
        .flat_map(|node| {
            node.features
                .iter()
                .map(|feature| (&node.id, feature.as_ref()))
        })
        .collect();
    let packages = metadata
        .packages
        .iter()
        .filter_map(|package| Some((package, *ids.get(&package.id)?)));
    packages
        .flat_map(|(package, package_id)| {
            package
                .features
                .iter()
                .map(move |feature| (package, package_id, feature))
        })
        .map(|(package, package_id, (name, enables))| FeatureCreate {
            package_id,
            name: name.clone(),
            enables: Json(enables.clone()),
            is_active: active.contains(&(&package.id, name.as_str())),
        })
        .collect()
}

/// Returns the inputs of the targets of every package.
pub(super) fn targets(metadata: &Metadata, ids: &Ids) -> Vec<TargetCreate> {
    let packages = metadata
        .packages
        .iter()
        .filter_map(|package| Some((package, *ids.get(&package.id)?)));
    packages
        .flat_map(|(package, package_id)| {
            package
                .targets
                .iter()
                .map(move |target| (package_id, target))
        })
        .map(|(package_id, target)| TargetCreate {
            package_id,
            name: target.name.clone(),
            kind: target.kind.first().map_or(TargetKind::Other, target_kind),
            crate_types: Json(target.crate_types.iter().map(ToString::to_string).collect()),
            path: target.src_path.to_string(),
        })
        .collect()
}

/// Returns a `metadata` table, unless it was not written.
pub(super) fn free_form(table: &Value) -> Option<Json<Value>> {
    (!table.is_null()).then(|| Json(table.clone()))
}

/// Finds the line of the manifest that a resolved dependency comes from.
fn declared<'a>(
    dependent: &'a cargo::Package,
    needed: &cargo::Package,
    info: &cargo::DepKindInfo,
) -> Option<&'a cargo::Dependency> {
    let is_meant = |line: &&cargo::Dependency| {
        needed.name == line.name && line.kind == info.kind && line.target == info.target
    };
    let lines = || dependent.dependencies.iter().filter(is_meant);
    // A package can be needed in two versions under two names.
    lines()
        .find(|line| line.req.matches(&needed.version))
        .or_else(|| lines().next())
}

fn origin(package: &cargo::Package, metadata: &Metadata) -> Origin {
    match &package.source {
        _ if metadata.workspace_members.contains(&package.id) => Origin::Member,
        None => Origin::Path,
        Some(source) if source.repr.starts_with("git+") => Origin::Git,
        Some(_) => Origin::Registry,
    }
}

fn kind(kind: cargo::DependencyKind) -> DependencyKind {
    match kind {
        cargo::DependencyKind::Build => DependencyKind::Build,
        cargo::DependencyKind::Development => DependencyKind::Dev,
        _ => DependencyKind::Normal,
    }
}

fn target_kind(kind: &cargo::TargetKind) -> TargetKind {
    use cargo::TargetKind as Cargo;
    match kind {
        Cargo::Lib | Cargo::RLib | Cargo::DyLib | Cargo::CDyLib | Cargo::StaticLib => {
            TargetKind::Library
        }
        Cargo::ProcMacro => TargetKind::ProcMacro,
        Cargo::Bin => TargetKind::Binary,
        Cargo::Example => TargetKind::Example,
        Cargo::Test => TargetKind::Test,
        Cargo::Bench => TargetKind::Bench,
        Cargo::CustomBuild => TargetKind::BuildScript,
        _ => TargetKind::Other,
    }
}
