//! The rules for what clients send.

use regex::Regex;
use syn::parse::ParseStream;
use syn::{Ident, LitStr, Path, Token};

use super::range::{self, Range};
use super::{flag, place, set, text};
use crate::errors::Errors;
use crate::parse::Given;

/// The names of all rules.
pub(crate) const RULES: &[&str] = &["email", "url", "len", "range", "pattern", "check"];

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

/// The rules of one field, in the order in which they were written.
#[derive(Clone, Default)]
pub(crate) struct Rules(pub(crate) Vec<Given<Rule>>);

impl Rules {
    /// Parses the rule behind `key`; `None` if that is not a rule.
    pub(crate) fn parse(
        &mut self,
        key: &Ident,
        input: ParseStream<'_>,
        errors: &Errors,
    ) -> Option<syn::Result<()>> {
        let rule = match key.to_string().as_str() {
            "email" => flag(key, input).map(|()| Rule::Email),
            "url" => flag(key, input).map(|()| Rule::Url),
            "len" => range::lengths(key, input).map(|(min, max)| Rule::Len { min, max }),
            "range" => range::range(key, input).map(Rule::Range),
            "pattern" => pattern(key, input).map(Rule::Pattern),
            "check" => check(key, input).map(Rule::Check),
            _ => return None,
        };
        Some(rule.map(|rule| self.add(key, rule, errors)))
    }

    fn add(&mut self, key: &Ident, rule: Rule, errors: &Errors) {
        let mut slot = self.0.iter().find(|given| given.key == *key).cloned();
        let is_new = slot.is_none();
        set(&mut slot, key, rule, errors);
        self.0.extend(slot.filter(|_| is_new));
    }
}

fn pattern(key: &Ident, input: ParseStream<'_>) -> syn::Result<LitStr> {
    let pattern = text(
        key,
        input,
        "expected a regex in quotes, such as `pattern = \"^[a-z]+$\"`",
    )?;
    let problem = match Regex::new(&pattern.value()) {
        Ok(_) => return Ok(pattern),
        Err(regex::Error::Syntax(text)) => {
            // The last line of a drawing of the mistake.
            let kind = text.rsplit("error: ").next().unwrap_or_default();
            format!("this pattern is not a regex: {}", kind.trim_end())
        }
        Err(_) => "this pattern is too large to compile; lower the counts in `{...}`".to_owned(),
    };
    Err(syn::Error::new_spanned(&pattern, problem))
}

fn check(key: &Ident, input: ParseStream<'_>) -> syn::Result<Path> {
    let message = "expected the path of a function, such as `check = is_slug`";
    if input.parse::<Option<Token![=]>>()?.is_none() || input.is_empty() {
        return Err(syn::Error::new_spanned(key, message));
    }
    input
        .parse::<Path>()
        .map_err(|error| syn::Error::new(place(key, input, &error), message))
}
