//! The dependency graph: the packages and dependencies of the store, in memory.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};

use cargo_metadata::semver::Version;
use fivefold::prelude::*;

use crate::failure::Failure;
use crate::model::{Dependency, DependencyKind, Origin, Package};

/// The similarity at which one name is proposed for another, from 0 to 1.
const ALIKE: f64 = 0.8;

/// All packages, and who needs each.
pub struct Graph {
    /// By name and version.
    packages: Vec<Package>,
    positions: HashMap<Id<Package>, usize>,
    users: HashMap<Id<Package>, Vec<(Id<Package>, DependencyKind)>>,
}

/// The shortest ways that lead to one package.
pub struct Ways {
    to: Id<Package>,
    steps: HashMap<Id<Package>, Step>,
    /// First steps only: development dependencies are not transitive.
    dev_steps: HashMap<Id<Package>, Step>,
}

/// One step of a way: to which package, and as what kind of dependency.
pub type Step = (Id<Package>, DependencyKind);

impl Graph {
    /// Reads the graph, all of it from one state of the store.
    pub async fn read(tx: &Tx) -> fivefold::Result<Self> {
        let packages = Package::query().all(tx).await?;
        let dependencies = Dependency::query().all(tx).await?;
        Ok(Self::new(packages, dependencies))
    }

    fn new(mut packages: Vec<Package>, mut dependencies: Vec<Dependency>) -> Self {
        packages.sort_by_cached_key(|it| (it.name.clone(), Version::parse(&it.version).ok()));
        let positions: HashMap<_, _> = packages
            .iter()
            .enumerate()
            .map(|(at, package)| (package.id, at))
            .collect();
        // Of several dependencies on one package, the kind that is needed most.
        dependencies.sort_by_key(|need| (positions.get(&need.dependent_id).copied(), need.kind));
        let mut users: HashMap<_, Vec<Step>> = HashMap::new();
        for need in &dependencies {
            let users = users.entry(need.package_id).or_default();
            if users
                .last()
                .is_none_or(|(last, _)| *last != need.dependent_id)
            {
                users.push((need.dependent_id, need.kind));
            }
        }
        Self {
            packages,
            positions,
            users,
        }
    }

    pub fn packages(&self) -> &[Package] {
        &self.packages
    }

    pub fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages
            .iter()
            .filter(|package| package.origin == Origin::Member)
    }

    /// Returns the packages that need this one directly.
    pub fn users(&self, id: Id<Package>) -> Vec<&Package> {
        self.steps_to(id)
            .iter()
            .filter_map(|(user, _)| self.package(*user))
            .collect()
    }

    /// Returns every version of the package, or the one of `name@version`.
    pub fn named(&self, spec: &str) -> Result<Vec<&Package>, Failure> {
        let (name, version) = spec
            .split_once('@')
            .map_or((spec, None), |(name, version)| (name, Some(version)));
        let is_named = |package: &&Package| {
            package.name == name && version.is_none_or(|version| package.version == version)
        };
        let found: Vec<_> = self.packages.iter().filter(is_named).collect();
        if found.is_empty() {
            Err(Failure::UnknownPackage {
                name: spec.to_owned(),
                similar: self.similar(name),
            })
        } else {
            Ok(found)
        }
    }

    /// Returns the package's name, with its version where there are several.
    pub fn label(&self, id: Id<Package>) -> String {
        let Some(package) = self.package(id) else {
            return "?".to_owned();
        };
        let versions = self
            .packages
            .iter()
            .filter(|other| other.name == package.name)
            .count();
        if versions > 1 {
            format!("{}@{}", package.name, package.version)
        } else {
            package.name.clone()
        }
    }

    /// Finds the shortest way to the package from everything that needs it, directly or not.
    pub fn ways_to(&self, to: Id<Package>) -> Ways {
        let mut ways = Ways {
            to,
            steps: HashMap::new(),
            dev_steps: HashMap::new(),
        };
        let mut reached = VecDeque::from([to]);
        while let Some(id) = reached.pop_front() {
            for (user, kind) in self
                .steps_to(id)
                .iter()
                .copied()
                .filter(|(user, _)| *user != to)
            {
                if kind == DependencyKind::Dev {
                    ways.dev_steps.entry(user).or_insert((id, kind));
                } else if let Entry::Vacant(way) = ways.steps.entry(user) {
                    way.insert((id, kind));
                    reached.push_back(user);
                }
            }
        }
        ways
    }

    fn package(&self, id: Id<Package>) -> Option<&Package> {
        self.packages.get(*self.positions.get(&id)?)
    }

    fn steps_to(&self, id: Id<Package>) -> &[Step] {
        self.users.get(&id).map_or(&[], Vec::as_slice)
    }

    fn similar(&self, name: &str) -> Option<String> {
        let alike = self
            .packages
            .iter()
            .map(|package| (strsim::jaro_winkler(&package.name, name), &package.name));
        let (_, closest) = alike
            .filter(|(alike, _)| *alike >= ALIKE)
            .max_by(|(one, _), (other, _)| one.total_cmp(other))?;
        Some(closest.clone())
    }
}

impl Ways {
    /// Returns how many packages have a way.
    pub fn count(&self) -> usize {
        self.steps.len()
            + self
                .dev_steps
                .keys()
                .filter(|id| !self.steps.contains_key(id))
                .count()
    }

    /// Returns the steps from this package; none when it has no way.
    pub fn from(&self, start: Id<Package>) -> Option<Vec<Step>> {
        let mut step = *self
            .steps
            .get(&start)
            .or_else(|| self.dev_steps.get(&start))?;
        let mut steps = vec![step];
        while step.0 != self.to {
            step = *self.steps.get(&step.0)?;
            steps.push(step);
        }
        Some(steps)
    }
}
