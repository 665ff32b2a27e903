//! The import graph: arrows between files and between folders, and the circles among files.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::modules::Crate;
use super::numbers::{is_above, number};
use super::paths::MentionKind;
use super::resolve::Target;
use super::tree::Tree;

/// The figures of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Pairs of folders of which the first imports the second.
    pub arrows: usize,
    /// Those that do not run to a smaller number.
    pub upwards: usize,
    /// Files of the largest circle; 0 when there is none.
    pub largest_circle: usize,
    /// Files and folders directly in `core/src`.
    pub entries: usize,
}

impl Figures {
    /// Counts a tree.
    pub fn of(tree: &Tree, modules: &Crate) -> Self {
        let folders: BTreeSet<(String, String)> = modules
            .arrows
            .iter()
            .filter_map(|arrow| {
                let to = arrow.target.module()?;
                let (from, to) = (modules.folder(arrow.from), modules.folder(to));
                (from != to && !from.is_empty() && !is_above(from))
                    .then(|| (from.to_owned(), to.to_owned()))
            })
            .collect();
        let upwards = folders
            .iter()
            .filter(|(from, to)| !matches!((number(from), number(to)), (Some(from), Some(to)) if from > to))
            .count();
        Self {
            arrows: folders.len(),
            upwards,
            largest_circle: modules
                .circles()
                .iter()
                .map(|circle| circle.files.len())
                .max()
                .unwrap_or(0),
            entries: tree.entries().len(),
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "arrows between folders:    {}", self.arrows)?;
        writeln!(f, "arrows that run upwards:   {}", self.upwards)?;
        writeln!(f, "largest circle, in files:  {}", self.largest_circle)?;
        write!(f, "entries in core/src:       {}", self.entries)
    }
}

/// A path that one module names and that ends inside the crate, or at a re-export of another
/// crate's item.
#[derive(Clone, Debug)]
pub(super) struct Arrow {
    pub(super) from: usize,
    pub(super) line: usize,
    /// The path as it is written.
    pub(super) text: String,
    pub(super) named: usize,
    pub(super) target: Target,
    kind: MentionKind,
}

/// Files that import each other, directly or through others of them.
#[derive(Clone, Debug)]
pub(super) struct Circle {
    pub(super) files: BTreeSet<String>,
    /// The arrows between them: from, line, to.
    pub(super) arrows: Vec<(String, usize, String)>,
}

impl Crate {
    pub(super) fn folder(&self, module: usize) -> &str {
        self.modules
            .get(module)
            .map_or("", |module| module.folder())
    }

    pub(super) fn file_of(&self, module: usize) -> &str {
        self.modules
            .get(module)
            .map_or("", |module| module.file.as_str())
    }

    /// The path of a module as code names it: `crate::query::group`.
    pub(super) fn name_of(&self, module: usize) -> String {
        let path = self
            .modules
            .get(module)
            .map_or(&[][..], |module| &module.path);
        let mut name = "crate".to_owned();
        for segment in path {
            name.push_str("::");
            name.push_str(segment);
        }
        name
    }

    /// Follows every path that the modules name.
    pub(super) fn follow_all(&self) -> Vec<Arrow> {
        let mut arrows = Vec::new();
        for (from, module) in self.modules.iter().enumerate() {
            for mention in &module.mentions {
                if let Some(resolved) = self.resolve(from, &mention.segments) {
                    let mut text = mention.segments.join("::");
                    if mention.kind == MentionKind::Glob {
                        text.push_str("::*");
                    }
                    arrows.push(Arrow {
                        from,
                        line: mention.line,
                        text,
                        named: resolved.named,
                        target: resolved.target,
                        kind: mention.kind.clone(),
                    });
                }
            }
        }
        arrows
    }

    /// Arrows between files: from → to → the first line.
    ///
    /// A re-export alone is no arrow, since it is resolved through to the file that defines the
    /// item; it is one when the file itself uses the name. A path that ends at a module is none
    /// either: the paths that begin there are.
    fn file_arrows(&self) -> BTreeMap<&str, BTreeMap<&str, usize>> {
        let mut files: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
        for arrow in &self.arrows {
            let line = match (&arrow.kind, &arrow.target) {
                (_, Target::External) => None,
                (MentionKind::Reexport(name), Target::Item(..)) => self
                    .modules
                    .get(arrow.from)
                    .and_then(|module| module.names.get(name).copied()),
                (MentionKind::Glob, _) | (_, Target::Item(..)) => Some(arrow.line),
                (_, Target::Module(_)) => None,
            };
            let to = arrow.target.module().map(|module| self.file_of(module));
            if let (Some(line), Some(to)) = (line, to) {
                let from = self.file_of(arrow.from);
                if from != to
                    && !is_above(self.folder(arrow.from))
                    && !self.folder(arrow.from).is_empty()
                {
                    files.entry(from).or_default().entry(to).or_insert(line);
                }
            }
        }
        files
    }

    /// The strongly connected components with more than one file, in order.
    pub(super) fn circles(&self) -> Vec<Circle> {
        let arrows = self.file_arrows();
        let reached: BTreeMap<&str, BTreeSet<&str>> = arrows
            .keys()
            .map(|from| (*from, reach(&arrows, from)))
            .collect();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut circles = Vec::new();
        for (from, to) in &reached {
            if !to.contains(from) || seen.contains(from) {
                continue;
            }
            let files: BTreeSet<&str> = to
                .iter()
                .copied()
                .filter(|other| reached.get(other).is_some_and(|back| back.contains(from)))
                .collect();
            let mut inside = Vec::new();
            for file in &files {
                for (to, line) in arrows.get(file).into_iter().flatten() {
                    if files.contains(to) {
                        inside.push(((*file).to_owned(), *line, (*to).to_owned()));
                    }
                }
            }
            seen.extend(&files);
            let files = files.into_iter().map(str::to_owned).collect();
            circles.push(Circle {
                files,
                arrows: inside,
            });
        }
        circles
    }
}

fn reach<'a>(
    arrows: &BTreeMap<&'a str, BTreeMap<&'a str, usize>>,
    from: &str,
) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(file) = open.pop() {
        for to in arrows.get(file).into_iter().flat_map(BTreeMap::keys) {
            if reached.insert(*to) {
                open.push(to);
            }
        }
    }
    reached
}
