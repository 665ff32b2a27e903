//! The module tree of `core/src`: what each module defines, imports and names.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Item, ItemMacro};

use super::graph::Arrow;
use super::paths::{self, Mention, MentionKind};
use super::tokens::Token;
use super::tree::{CORE, Tree, is_test_file};
use super::{Violation, tokens};

/// The modules of `core/src`, test modules left out.
#[derive(Debug)]
pub struct Crate {
    pub(super) modules: Vec<Module>,
    /// The paths that end inside the crate, or at a re-export.
    pub(super) arrows: Vec<Arrow>,
    /// The tokens of each file outside of tests, without test code.
    pub(super) sources: BTreeMap<String, Vec<Token>>,
    /// Macros under `#[macro_export]`, which live at the root, and the module that defines each.
    pub(super) exported: BTreeMap<String, usize>,
    /// Files that could not be read, and files that no `mod` declares.
    pub(super) unread: Vec<Violation>,
}

/// A module: a file, or a `mod { … }` inside one.
#[derive(Debug, Default)]
pub(super) struct Module {
    pub(super) parent: Option<usize>,
    pub(super) file: String,
    /// The names from the root of the crate down to this module.
    pub(super) path: Vec<String>,
    pub(super) children: BTreeMap<String, usize>,
    pub(super) items: BTreeSet<String>,
    pub(super) bindings: BTreeMap<String, Vec<String>>,
    pub(super) globs: Vec<Vec<String>>,
    pub(super) mentions: Vec<Mention>,
    /// Names that stand in the code of the module outside of `use`, with the first line.
    pub(super) names: BTreeMap<String, usize>,
}

impl Module {
    /// The entry of `core/src` that the module belongs to; the empty text for the root, and for the
    /// modules that stand in its file.
    pub(super) fn folder(&self) -> &str {
        if self.file.ends_with("core/src/lib.rs") {
            return "";
        }
        self.path.first().map_or("", String::as_str)
    }
}

impl Crate {
    /// Reads the modules of `core/src`, from `lib.rs` on, and follows their imports.
    pub fn of(tree: &Tree) -> Self {
        let mut this = Self {
            modules: Vec::new(),
            arrows: Vec::new(),
            sources: BTreeMap::new(),
            exported: BTreeMap::new(),
            unread: Vec::new(),
        };
        let root = format!("{CORE}lib.rs");
        this.file(tree, &root, None, Vec::new());
        let read: BTreeSet<&str> = this
            .modules
            .iter()
            .map(|module| module.file.as_str())
            .collect();
        let orphans: Vec<&str> = tree
            .rust(CORE)
            .map(|(path, _)| path)
            .filter(|path| !is_test_file(path) && !read.contains(path))
            .collect();
        for path in orphans {
            if !this.unread.iter().any(|violation| violation.path == path) {
                let message = "no `mod` outside of test code leads to this file";
                this.unread.push(Violation::new(path, 0, message));
            }
        }
        this.arrows = this.follow_all();
        // What is no Rust has been found above.
        this.sources = tree
            .rust(CORE)
            .filter(|(path, _)| !is_test_file(path))
            .filter_map(|(path, text)| Some((path.to_owned(), tokens::production(text).ok()?)))
            .collect();
        this
    }

    /// The files outside of tests with their tokens, test code left out.
    pub(super) fn production(&self) -> impl Iterator<Item = (&str, &[Token])> {
        self.sources
            .iter()
            .map(|(path, tokens)| (path.as_str(), tokens.as_slice()))
    }

    fn file(
        &mut self,
        tree: &Tree,
        file: &str,
        parent: Option<usize>,
        path: Vec<String>,
    ) -> Option<usize> {
        let parsed = tree
            .text(file)
            .ok_or_else(|| "is not in the tree".to_owned())
            .and_then(tokens::parse)
            .map(tokens::without_tests)
            .and_then(|stream| {
                syn::parse2::<syn::File>(stream)
                    .map_err(|error| format!("cannot be read as Rust: {error}"))
            });
        match parsed {
            Ok(parsed) => Some(self.module(tree, file, parent, path, &parsed.items)),
            Err(message) => {
                self.unread.push(Violation::new(file, 0, message));
                None
            }
        }
    }

    fn module(
        &mut self,
        tree: &Tree,
        file: &str,
        parent: Option<usize>,
        path: Vec<String>,
        items: &[Item],
    ) -> usize {
        let this = self.modules.len();
        self.modules.push(Module {
            parent,
            file: file.to_owned(),
            path: path.clone(),
            ..Module::default()
        });
        let mut module = Module::default();
        for item in items {
            match item {
                Item::Use(item) => module.mentions.extend(paths::of_use(item)),
                Item::Mod(item) => {
                    let name = item.ident.to_string();
                    let mut path = path.clone();
                    path.push(name.clone());
                    let child = match &item.content {
                        Some((_, items)) => Some(self.module(tree, file, Some(this), path, items)),
                        None => {
                            let stem = format!("{CORE}{}", path.join("/"));
                            let beside = format!("{stem}.rs");
                            let file = match tree.text(&beside) {
                                Some(_) => beside,
                                None => format!("{stem}/mod.rs"),
                            };
                            self.file(tree, &file, Some(this), path)
                        }
                    };
                    if let Some(child) = child {
                        module.children.insert(name, child);
                    }
                }
                Item::Macro(item) if is_exported(item) => {
                    self.exported
                        .extend(item.ident.iter().map(|name| (name.to_string(), this)));
                }
                _ => module.code(item),
            }
        }
        for mention in &module.mentions {
            match &mention.kind {
                MentionKind::Import(name) | MentionKind::Reexport(name) if name != "_" => {
                    module
                        .bindings
                        .insert(name.clone(), mention.segments.clone());
                }
                MentionKind::Glob => module.globs.push(mention.segments.clone()),
                _ => {}
            }
        }
        if let Some(slot) = self.modules.get_mut(this) {
            module.parent = slot.parent;
            module.file.clone_from(&slot.file);
            module.path.clone_from(&slot.path);
            *slot = module;
        }
        this
    }
}

impl Module {
    fn code(&mut self, item: &Item) {
        let name = match item {
            Item::Const(item) => Some(&item.ident),
            Item::Enum(item) => Some(&item.ident),
            Item::Fn(item) => Some(&item.sig.ident),
            Item::Static(item) => Some(&item.ident),
            Item::Struct(item) => Some(&item.ident),
            Item::Trait(item) => Some(&item.ident),
            Item::TraitAlias(item) => Some(&item.ident),
            Item::Type(item) => Some(&item.ident),
            Item::Union(item) => Some(&item.ident),
            Item::Macro(item) => item.ident.as_ref(),
            _ => None,
        };
        self.items.extend(name.map(ToString::to_string));
        let (mentions, names) = paths::of_item(paths::tokens_of(item));
        self.mentions.extend(mentions);
        for (name, line) in names {
            self.names.entry(name).or_insert(line);
        }
    }
}

/// Whether a macro is expanded in other crates, so that it names what they may name.
fn is_exported(item: &ItemMacro) -> bool {
    item.attrs
        .iter()
        .any(|attribute| attribute.path().is_ident("macro_export"))
}
