//! The models of the store: six structs and three enums.

use fivefold::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A Cargo workspace, as it was when it was loaded.
#[model(has_many(packages: Package::WORKSPACE_ID))]
#[derive(Debug)]
pub struct Workspace {
    pub id: Id<Workspace>,
    /// The folder of the root manifest.
    #[field(unique)]
    pub root: String,
    /// The table `[workspace.metadata]`, in which other tools keep what they like.
    pub metadata: Option<Json<Value>>,
    #[field(auto)]
    pub loaded_at: DateTime<Utc>,
}

/// One version of a package: a member of the workspace, or something that a member needs.
#[model(has_many(
    dependencies: Dependency::DEPENDENT_ID,
    features: Feature::PACKAGE_ID,
    targets: Target::PACKAGE_ID,
))]
#[derive(Debug)]
pub struct Package {
    pub id: Id<Package>,
    #[field(on_delete = cascade)]
    pub workspace_id: Id<Workspace>,
    /// The package that brings this one in, on the shortest way from a member.
    #[field(on_delete = set_null)]
    pub through_id: Option<Id<Package>>,
    pub licence_id: Option<Id<Licence>>,
    /// Cargo's own name for it: source, name and version in one.
    #[field(unique)]
    pub spec: String,
    pub name: String,
    pub version: String,
    pub origin: Origin,
    pub edition: String,
    pub rust_version: Option<String>,
    pub description: Option<String>,
    pub repository: Option<String>,
    pub authors: Json<Vec<String>>,
    /// The table `[package.metadata]`.
    pub metadata: Option<Json<Value>>,
}

/// Where a package comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, DbEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    Member,
    Path,
    Registry,
    Git,
}

/// A licence as packages state it: an SPDX expression.
#[model(has_many(packages: Package::LICENCE_ID))]
#[derive(Debug)]
pub struct Licence {
    pub id: Id<Licence>,
    #[field(unique)]
    pub expression: String,
}

/// One package's need of another, as Cargo resolved it. No two are equal, which no index can check:
/// a `cfg(..)` is longer than databases index.
#[model]
#[derive(Debug)]
pub struct Dependency {
    pub id: Id<Dependency>,
    #[field(on_delete = cascade)]
    pub dependent_id: Id<Package>,
    #[field(on_delete = cascade)]
    pub package_id: Id<Package>,
    /// The name in the code of the dependent.
    pub name: String,
    pub kind: DependencyKind,
    /// The target triple or `cfg(..)` that it is limited to.
    pub platform: Option<String>,
    pub requirement: Option<String>,
    #[field(default = false)]
    pub optional: bool,
}

/// When a dependency is needed; the first is needed most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, DbEnum)]
#[serde(rename_all = "kebab-case")]
pub enum DependencyKind {
    Normal,
    Build,
    Dev,
}

/// A feature that a package offers.
#[model(unique(package_id, name))]
#[derive(Debug)]
pub struct Feature {
    pub id: Id<Feature>,
    #[field(on_delete = cascade)]
    pub package_id: Id<Package>,
    pub name: String,
    /// The features that it turns on: other features, `dep:name`, `name/feature`.
    pub enables: Json<Vec<String>>,
    pub is_active: bool,
}

/// Something that Cargo can build from a package.
#[model(unique(package_id, kind, name))]
#[derive(Debug)]
pub struct Target {
    pub id: Id<Target>,
    #[field(on_delete = cascade)]
    pub package_id: Id<Package>,
    pub name: String,
    pub kind: TargetKind,
    pub crate_types: Json<Vec<String>>,
    pub path: String,
}

/// The kind of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, DbEnum)]
#[serde(rename_all = "kebab-case")]
pub enum TargetKind {
    Library,
    ProcMacro,
    Binary,
    Example,
    Test,
    Bench,
    BuildScript,
    Other,
}
