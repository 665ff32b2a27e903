//! The paths that a file names: in `use` items, in expressions and types, and in the bodies of
//! macros.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{ItemUse, UseTree, Visibility};

use super::tokens::{self, Token, flat};

/// A path as it is written.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub(super) segments: Vec<String>,
    pub(super) line: usize,
    pub(super) kind: MentionKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum MentionKind {
    /// `a::b` in an expression, a type, a macro, or a `use` inside a function.
    Inline,
    /// A private `use`; the name is the one it has here.
    Import(String),
    /// A `use` with a visibility: the name can be imported from here.
    Reexport(String),
    /// `use a::*`, private or not.
    Glob,
}

/// The paths of a `use` item.
pub(super) fn of_use(item: &ItemUse) -> Vec<Mention> {
    let mut found = Vec::new();
    // `::name` is another crate.
    if item.leading_colon.is_none() {
        let reexport = !matches!(item.vis, Visibility::Inherited);
        walk(&item.tree, &mut Vec::new(), reexport, &mut found);
    }
    found
}

fn walk(tree: &UseTree, prefix: &mut Vec<String>, reexport: bool, found: &mut Vec<Mention>) {
    let named = |name: String| match reexport {
        true => MentionKind::Reexport(name),
        false => MentionKind::Import(name),
    };
    let mut leaf = |name: &syn::Ident, shown: &syn::Ident| {
        let mut segments = prefix.clone();
        if name != "self" || segments.is_empty() {
            segments.push(name.to_string());
        }
        let shown = match shown == "self" {
            true => segments.last().cloned().unwrap_or_default(),
            false => shown.to_string(),
        };
        let line = name.span().start().line;
        found.push(Mention {
            segments,
            line,
            kind: named(shown),
        });
    };
    match tree {
        UseTree::Name(name) => leaf(&name.ident, &name.ident),
        UseTree::Rename(rename) => leaf(&rename.ident, &rename.rename),
        UseTree::Path(path) => {
            prefix.push(path.ident.to_string());
            walk(&path.tree, prefix, reexport, found);
            prefix.pop();
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                walk(tree, prefix, reexport, found);
            }
        }
        UseTree::Glob(glob) => found.push(Mention {
            segments: prefix.clone(),
            line: glob
                .star_token
                .spans
                .first()
                .map_or(0, |span| span.start().line),
            kind: MentionKind::Glob,
        }),
    }
}

/// The paths with two or more segments in an item that is no `use`, and the names that stand alone
/// or begin such a path.
pub(super) fn of_item(stream: TokenStream) -> (Vec<Mention>, Vec<(String, usize)>) {
    let tokens = flat(stream);
    let mut mentions = Vec::new();
    let mut names = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if let Some((found, length)) = local_use(&tokens, at) {
            mentions.extend(found);
            at += length;
        } else if token.is_ident() && begins_path(&tokens, at) {
            let mut segments = vec![token.text.clone()];
            let line = token.line;
            while let (Some(colons), Some(next)) = (tokens.get(at + 1), tokens.get(at + 2))
                && colons.text == "::"
                && next.is_ident()
            {
                segments.push(next.text.clone());
                at += 2;
            }
            let is_path = segments.len() > 1;
            if is_path {
                mentions.push(Mention {
                    segments,
                    line,
                    kind: MentionKind::Inline,
                });
            }
            if is_path || !declares(&tokens, at) {
                names.push((token.text.clone(), line));
            }
            at += 1;
        } else {
            at += 1;
        }
    }
    (mentions, names)
}

fn before(tokens: &[Token], at: usize, back: usize) -> &str {
    at.checked_sub(back)
        .and_then(|index| tokens.get(index))
        .map_or("", |token| token.text.as_str())
}

fn begins_path(tokens: &[Token], at: usize) -> bool {
    match before(tokens, at, 1) {
        "::" | "." | "'" => false,
        // `$crate` is a path; `$name` stands for something else.
        "$" => tokens.get(at).is_some_and(|token| token.text == "crate"),
        // `pub(in crate::a)` imports nothing.
        "in" => !(before(tokens, at, 2) == "(" && before(tokens, at, 3) == "pub"),
        _ => true,
    }
}

/// Whether an identifier that stands alone is a new name here: a function, a variable, a field.
fn declares(tokens: &[Token], at: usize) -> bool {
    let after = tokens.get(at + 1).map_or("", |token| token.text.as_str());
    after == ":"
        || matches!(
            before(tokens, at, 1),
            "fn" | "let" | "mut" | "const" | "static" | "type"
        )
}

/// A `use` inside a function, and how many tokens it has.
fn local_use(tokens: &[Token], at: usize) -> Option<(Vec<Mention>, usize)> {
    let first = tokens.get(at)?;
    if first.text != "use" || !matches!(before(tokens, at, 1), "" | "{" | "}" | ";" | "]" | ")") {
        return None;
    }
    let rest = tokens.get(at..)?;
    let length = rest.iter().position(|token| token.text == ";")? + 1;
    let text: Vec<&str> = rest
        .iter()
        .take(length)
        .map(|token| token.text.as_str())
        .collect();
    let item: ItemUse = syn::parse_str(&text.join(" ")).ok()?;
    let mut found = of_use(&item);
    for mention in &mut found {
        mention.line = first.line;
        if mention.kind != MentionKind::Glob {
            mention.kind = MentionKind::Inline;
        }
    }
    Some((found, length))
}

/// The tokens of an item without its test code.
pub(super) fn tokens_of(item: &impl ToTokens) -> TokenStream {
    tokens::without_tests(item.to_token_stream())
}
