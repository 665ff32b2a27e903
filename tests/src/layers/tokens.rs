//! Rust source as a flat list of words, without test code and without documentation.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

/// A token: an identifier, a literal, a punctuation mark (`::` is one), or a bracket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) line: usize,
    pub(super) kind: TokenKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Ident,
    Literal,
    Mark,
}

impl Token {
    pub(super) fn is_ident(&self) -> bool {
        self.kind == TokenKind::Ident
    }

    /// The text between the quotes of a string literal, as it is spelled.
    pub(super) fn string(&self) -> Option<&str> {
        if self.kind != TokenKind::Literal {
            return None;
        }
        let body = self
            .text
            .trim_start_matches(['b', 'c', 'r'])
            .trim_matches('#');
        body.strip_prefix('"')?.strip_suffix('"')
    }
}

/// The tokens of a source text without test code, documentation and comments.
pub(super) fn production(text: &str) -> Result<Vec<Token>, String> {
    Ok(flat(without_tests(parse(text)?)))
}

/// The tokens of a source text, test code included.
pub(super) fn every(text: &str) -> Result<Vec<Token>, String> {
    Ok(flat(parse(text)?))
}

pub(super) fn parse(text: &str) -> Result<TokenStream, String> {
    text.parse::<TokenStream>()
        .map_err(|error| format!("cannot be read as Rust: {error}"))
}

/// One list, brackets included, from which documentation has been taken.
pub(super) fn flat(stream: TokenStream) -> Vec<Token> {
    let mut into = Vec::new();
    flatten(stream, &mut into);
    into
}

fn flatten(stream: TokenStream, into: &mut Vec<Token>) {
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let line = tree.span().start().line;
        let mut push = |text: String, kind| into.push(Token { text, line, kind });
        match tree {
            TokenTree::Ident(ident) => push(ident.to_string(), TokenKind::Ident),
            TokenTree::Literal(literal) => push(literal.to_string(), TokenKind::Literal),
            TokenTree::Punct(mark) if mark.as_char() == ':' && mark.spacing() == Spacing::Joint => {
                let double =
                    matches!(trees.peek(), Some(TokenTree::Punct(next)) if next.as_char() == ':');
                if double {
                    trees.next();
                }
                push(if double { "::" } else { ":" }.to_owned(), TokenKind::Mark);
            }
            TokenTree::Punct(mark) => push(mark.to_string(), TokenKind::Mark),
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                // `#[doc = "…"]`, which is what `///` becomes.
                if first_ident(&group).is_some_and(|ident| ident == "doc") && open == "[" {
                    continue;
                }
                push(open.to_owned(), TokenKind::Mark);
                flatten(group.stream(), into);
                into.push(Token {
                    text: close.to_owned(),
                    line: group.span_close().start().line,
                    kind: TokenKind::Mark,
                });
            }
        }
    }
}

fn first_ident(group: &Group) -> Option<String> {
    match group.stream().into_iter().next()? {
        TokenTree::Ident(ident) => Some(ident.to_string()),
        _ => None,
    }
}

/// Takes away what only tests compile: items, methods and statements under `#[cfg(test)]`,
/// `#[cfg(all(test, …))]` or `#[test]`.
pub(super) fn without_tests(stream: TokenStream) -> TokenStream {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let mut kept = Vec::new();
    let mut rest = trees.as_slice();
    loop {
        match rest {
            [] => return kept.into_iter().collect(),
            [
                TokenTree::Punct(hash),
                TokenTree::Punct(bang),
                TokenTree::Group(group),
                ..,
            ] if hash.as_char() == '#' && bang.as_char() == '!' && is_test_attribute(group) => {
                return TokenStream::new();
            }
            [TokenTree::Punct(hash), TokenTree::Group(group), after @ ..]
                if hash.as_char() == '#' && is_test_attribute(group) =>
            {
                // Attributes that stand above belong to the same item.
                while let [.., TokenTree::Punct(mark), TokenTree::Group(above)] = kept.as_slice()
                    && mark.as_char() == '#'
                    && above.delimiter() == Delimiter::Bracket
                {
                    kept.truncate(kept.len() - 2);
                }
                rest = after_item(after);
            }
            [TokenTree::Group(group), after @ ..] => {
                let mut inner = Group::new(group.delimiter(), without_tests(group.stream()));
                inner.set_span(group.span());
                kept.push(TokenTree::Group(inner));
                rest = after;
            }
            [tree, after @ ..] => {
                kept.push(tree.clone());
                rest = after;
            }
        }
    }
}

fn is_test_attribute(group: &Group) -> bool {
    if group.delimiter() != Delimiter::Bracket {
        return false;
    }
    let words: String = flat(group.stream())
        .into_iter()
        .map(|token| token.text)
        .collect();
    words == "test"
        || words == "cfg(test)"
        || words.starts_with("cfg(all(test,")
        || words.starts_with("tokio::test")
}

/// Skips further attributes and the item behind them.
fn after_item(mut rest: &[TokenTree]) -> &[TokenTree] {
    while let [TokenTree::Punct(hash), TokenTree::Group(_), after @ ..] = rest
        && hash.as_char() == '#'
    {
        rest = after;
    }
    let mut kind = None;
    loop {
        match rest {
            [] => return rest,
            [TokenTree::Punct(mark), after @ ..] if mark.as_char() == ';' => return after,
            // A field, a variant or an argument.
            [TokenTree::Punct(mark), after @ ..] if mark.as_char() == ',' && kind.is_none() => {
                return after;
            }
            [TokenTree::Group(group), after @ ..]
                if group.delimiter() == Delimiter::Brace && kind != Some(Ends::AtSemicolon) =>
            {
                return after;
            }
            [TokenTree::Ident(ident), after @ ..] => {
                kind = kind.or_else(|| Ends::of(&ident.to_string(), after));
                rest = after;
            }
            [_, after @ ..] => rest = after,
        }
    }
}

/// How an item ends, by its keyword.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    AtBraces,
    AtSemicolon,
}

impl Ends {
    fn of(word: &str, after: &[TokenTree]) -> Option<Self> {
        match word {
            "const" if matches!(after, [TokenTree::Ident(next), ..] if next == "fn" || next == "unsafe") => {
                Some(Self::AtBraces)
            }
            // Braces do not end these: `use a::{b, c};`.
            "use" | "static" | "type" | "let" | "const" => Some(Self::AtSemicolon),
            "fn" | "struct" | "enum" | "union" | "impl" | "mod" | "trait" | "macro_rules" => {
                Some(Self::AtBraces)
            }
            _ => None,
        }
    }
}
