//! The module and the file that a path leads to, through imports and re-exports.

use super::modules::Crate;

/// How many re-exports a path may lead through before it is taken for a circle of them.
const MAX_DEPTH: usize = 16;

/// The end of a path inside the crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Module(usize),
    Item(usize, String),
    /// An item of another crate.
    External,
}

impl Target {
    pub(super) fn module(&self) -> Option<usize> {
        match self {
            Self::Module(module) | Self::Item(module, _) => Some(*module),
            Self::External => None,
        }
    }
}

/// A path that was followed.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    /// The module that the path names its last item in.
    pub(super) named: usize,
    /// The module or item that this is, behind re-exports.
    pub(super) target: Target,
}

impl Crate {
    /// Follows a path from a module. `None` when it leaves the crate.
    pub(super) fn resolve(&self, from: usize, segments: &[String]) -> Option<Resolved> {
        self.follow(from, segments, 0)
    }

    fn follow(&self, from: usize, segments: &[String], depth: usize) -> Option<Resolved> {
        let (first, rest) = segments.split_first()?;
        let start = match first.as_str() {
            "crate" => 0,
            "self" => from,
            "super" => self.modules.get(from)?.parent?,
            "Self" => return None,
            name => match self.find(from, name, rest.is_empty(), depth)? {
                Target::Module(module) => module,
                Target::External => return None,
                // An item of this module, or an imported one, like `Value` in `Value::Null`: the
                // import is checked where it stands.
                Target::Item(..) if !rest.is_empty() => return None,
                target => {
                    return Some(Resolved {
                        named: from,
                        target,
                    });
                }
            },
        };
        self.walk(start, rest, depth)
    }

    fn walk(&self, start: usize, segments: &[String], depth: usize) -> Option<Resolved> {
        let mut here = start;
        let mut named = start;
        for (at, name) in segments.iter().enumerate() {
            if name == "super" {
                here = self.modules.get(here)?.parent?;
                continue;
            }
            named = here;
            let last = at + 1 == segments.len();
            // A name that is not found was made by a macro of the module that is named.
            let target = self
                .find(here, name, last, depth)
                .unwrap_or_else(|| Target::Item(here, name.clone()));
            match target {
                Target::Module(module) => here = module,
                target => return Some(Resolved { named, target }),
            }
        }
        Some(Resolved {
            named,
            target: Target::Module(here),
        })
    }

    /// A name in a module: its own items first, then modules, then what it imports.
    fn find(&self, module: usize, name: &str, last: bool, depth: usize) -> Option<Target> {
        if depth > MAX_DEPTH {
            return None;
        }
        let here = self.modules.get(module)?;
        let child = here.children.get(name).map(|child| Target::Module(*child));
        let item = here
            .items
            .contains(name)
            .then(|| Target::Item(module, name.to_owned()));
        if let Some(found) = if last {
            item.clone().or(child.clone())
        } else {
            child.or(item)
        } {
            return Some(found);
        }
        if module == 0
            && let Some(definer) = self.exported.get(name)
        {
            return Some(Target::Item(*definer, name.to_owned()));
        }
        if let Some(path) = here.bindings.get(name) {
            // `use serde;` binds the name of a crate to itself.
            if path.len() == 1 && path.first().is_some_and(|first| first == name) {
                return Some(Target::External);
            }
            return Some(
                self.follow(module, path, depth + 1)
                    .map_or(Target::External, |resolved| resolved.target),
            );
        }
        here.globs.iter().find_map(|path| {
            match self.follow(module, path, depth + 1)?.target {
                // A glob of a module that sees this one: `use super::*`.
                Target::Module(other) if other != module => self.find(other, name, last, depth + 4),
                _ => None,
            }
        })
    }
}
