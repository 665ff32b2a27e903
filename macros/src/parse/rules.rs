//! The rules for input of clients: one table, and the rules of one field.

use regex::Regex;
use syn::{LitStr, Path};

use super::conflict::{Conflict, Usage};
use super::entry::Entry;
use super::foreign;
use super::given::Given;
use super::range::{self, Range};
use super::suggest::unknown;

/// One rule.
#[derive(Clone)]
pub(crate) enum Rule {
    Email,
    Url,
    Len { min: Option<u64>, max: Option<u64> },
    Range(Range),
    Pattern(LitStr),
    Check(Path),
}

/// The name of a rule, and the function that parses the rest of it.
pub(crate) type RuleOption = (&'static str, fn(&Entry<'_>) -> syn::Result<Rule>);

/// Every rule, in the order in which a message lists them.
pub(crate) const RULES: &[RuleOption] = &[
    ("email", |entry| entry.flag_as(Rule::Email)),
    ("url", |entry| entry.flag_as(Rule::Url)),
    ("len", |entry| {
        range::lengths(entry).map(|(min, max)| Rule::Len { min, max })
    }),
    ("range", |entry| range::range(entry).map(Rule::Range)),
    ("pattern", |entry| pattern(entry).map(Rule::Pattern)),
    ("check", |entry| check(entry).map(Rule::Check)),
];

/// The uses of rules that are refused. The first one that applies is reported, for the first rule
/// of a field.
pub(crate) const RULE_CONFLICTS: &[Conflict] = &[
    (
        Usage::NotFromClients,
        "rules check what clients send, but clients cannot write `{field}`; remove the rule",
    ),
    (
        Usage::With("input"),
        "rules check what clients send; move `{option}` into `input({sent}, ...)`",
    ),
];

/// The rules of one field, in the order in which they were written.
#[derive(Clone, Default)]
pub(crate) struct Rules(pub(crate) Vec<Given<Rule>>);

impl Rules {
    /// Parses a rule and stores it; `None` if its key names none.
    pub(super) fn try_read(&mut self, entry: &Entry<'_>) -> Option<syn::Result<()>> {
        let (_, parse) = RULES.iter().find(|(name, _)| entry.key == name)?;
        Some(entry.store(&mut self.0, parse))
    }

    /// Parses a rule and stores it.
    pub(super) fn read(&mut self, entry: &Entry<'_>) -> syn::Result<()> {
        self.try_read(entry).unwrap_or_else(|| {
            let name = entry.key.to_string();
            let remedy = foreign::field_remedy(&name, entry.rest());
            Err(entry.error(unknown("rule", &name, names(), remedy)))
        })
    }
}

/// The names of all rules.
pub(super) fn names() -> impl Iterator<Item = &'static str> + Clone {
    RULES.iter().map(|(name, _)| *name)
}

fn pattern(entry: &Entry<'_>) -> syn::Result<LitStr> {
    let pattern: LitStr =
        entry.assigned("expected a regex in quotes, such as `pattern = \"^[a-z]+$\"`")?;
    let problem = match Regex::new(&pattern.value()) {
        Ok(_) => return Ok(pattern),
        Err(regex::Error::Syntax(text)) => {
            // The text is a drawing of the pattern, with the error in its last line.
            let kind = text.rsplit("error: ").next().unwrap_or_default();
            format!("this pattern is not a regex: {}", kind.trim_end())
        }
        Err(_) => "this pattern is too large to compile; lower the counts in `{...}`".to_owned(),
    };
    Err(syn::Error::new_spanned(&pattern, problem))
}

fn check(entry: &Entry<'_>) -> syn::Result<Path> {
    entry.assigned("expected the path of a function, such as `check = is_slug`")
}
