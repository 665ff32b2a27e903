//! Parses a query string against the allow-list.

use std::marker::PhantomData;

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::model::filter::text::text_condition;
use crate::params::allow_list::{Allowed, Params};
use crate::params::value::read;
use crate::query::list_request::ListRequest;
use crate::stmt::condition::Condition;
use crate::stmt::invalid::InvalidArgument;
use crate::stmt::operator::{Comparison, Operator, Part};
use crate::stmt::sort::{Nulls, Sort};
use crate::table::column::ColumnDef;
use crate::value::column_type::Unstorable;
use crate::value::{Kind, Value};

/// The maximum length of a query string, in bytes.
const MAX_BYTES: usize = 16 << 10;

/// The maximum number of parameters of a query string.
const MAX_PARAMETERS: usize = 64;

/// The maximum number of values of a list.
const MAX_IN_LIST: usize = 100;

impl<M: Model> Params<M> {
    /// Returns the request of a query string, which may start with `?`.
    ///
    /// # Errors
    ///
    /// `InvalidInput` for a name or a comparison that is not allowed, a limit out of range, a
    /// repeated parameter other than `[in]` and `[not_in]`, and more than 64 parameters or 16 KiB;
    /// `Validation`, with the field, for a value that its column cannot hold.
    pub fn parse(&self, query: &str) -> Result<ListRequest<M>> {
        let query = query.strip_prefix('?').unwrap_or(query);
        if query.len() > MAX_BYTES || query.split('&').count() > MAX_PARAMETERS {
            return Err(invalid(format!(
                "the query string has more than {MAX_PARAMETERS} parameters or {MAX_BYTES} bytes; shorten it"
            )));
        }
        let mut filters: Vec<Parameter<'_>> = Vec::new();
        let (mut sort, mut limit, mut after) = (None, None, None);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "sort" => once(&mut sort, "sort", sorts(self, &value)?)?,
                "limit" => once(&mut limit, "limit", rows(self, &value)?)?,
                "after" => once(&mut after, "after", value.parse()?)?,
                name => {
                    let parameter = parameter(self, name)?;
                    let is_same = |other: &&mut Parameter<'_>| other.is_same(&parameter);
                    match filters.iter_mut().find(is_same) {
                        Some(other) => other.add(value.into_owned())?,
                        None => filters.push(parameter.with(value.into_owned())),
                    }
                }
            }
        }
        let filters = filters.iter().map(|parameter| filter::<M>(parameter));
        Ok(ListRequest {
            filters: filters.collect::<Result<_>>()?,
            order: sort.unwrap_or_default(),
            limit: limit.unwrap_or(self.limit),
            after,
            model: PhantomData,
        })
    }
}

fn once<T>(slot: &mut Option<T>, name: &str, value: T) -> Result<()> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(invalid(format!("`{name}` is given twice; keep one"))),
    }
}

fn rows<M>(allowed: &Params<M>, text: &str) -> Result<u64> {
    let rows = text.parse().ok();
    let rows = rows.filter(|rows| (1..=allowed.most).contains(rows));
    rows.ok_or_else(|| {
        let most = allowed.most;
        invalid(format!("`limit` must be a whole number from 1 to {most}"))
    })
}

fn sorts<M: Model>(allowed: &Params<M>, text: &str) -> Result<Vec<Sort>> {
    let mut order: Vec<Sort> = Vec::new();
    for name in text.split(',') {
        let (name, descending) = match name.strip_prefix('-') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let mut columns = allowed.sorts.iter().flatten();
        let column = columns.find(|column| column.field == name);
        let column = *column.ok_or_else(|| unsorted(allowed))?;
        if order.iter().any(|sort| std::ptr::eq(sort.column, column)) {
            let field = column.field;
            return Err(invalid(format!("`sort` names `{field}` twice; keep one")));
        }
        order.push(Sort {
            column,
            descending,
            nulls: Nulls::Least,
        });
    }
    Ok(order)
}

#[cold]
fn unsorted<M>(allowed: &Params<M>) -> Error {
    let names = list(allowed.sorts.iter().flatten().map(|column| column.field));
    if names.is_empty() {
        return invalid("rows cannot be sorted here; remove `sort`".to_owned());
    }
    invalid(format!(
        "rows cannot be sorted so; expected names separated by commas, with `-` before a name for descending order, from: {names}"
    ))
}

/// The comparisons that may stand in brackets after the name of a column.
const COMPARISONS: &[(&str, Suffix)] = &[
    ("eq", Suffix::Compare(Comparison::Equal)),
    ("ne", Suffix::Compare(Comparison::NotEqual)),
    ("lt", Suffix::Compare(Comparison::Less)),
    ("le", Suffix::Compare(Comparison::AtMost)),
    ("gt", Suffix::Compare(Comparison::Greater)),
    ("ge", Suffix::Compare(Comparison::AtLeast)),
    ("in", Suffix::In(true)),
    ("not_in", Suffix::In(false)),
    ("contains", Suffix::Text(Part::Any, false)),
    ("starts_with", Suffix::Text(Part::Start, false)),
    ("ends_with", Suffix::Text(Part::End, false)),
    ("eq_ignore_ascii_case", Suffix::Text(Part::Whole, true)),
    ("contains_ignore_ascii_case", Suffix::Text(Part::Any, true)),
    (
        "starts_with_ignore_ascii_case",
        Suffix::Text(Part::Start, true),
    ),
    ("ends_with_ignore_ascii_case", Suffix::Text(Part::End, true)),
    ("is_null", Suffix::Null),
];

/// The operator of a parameter: the suffix in brackets of its name.
#[derive(Debug, Clone, Copy)]
enum Suffix {
    Compare(Comparison),
    In(bool),
    Text(Part, bool),
    Null,
}

impl Suffix {
    /// Returns true if the comparison applies to the column.
    fn is_for(self, column: &ColumnDef) -> bool {
        let is_text = column.kind == Kind::Text && column.names.is_empty();
        match self {
            Self::Compare(comparison) => !comparison.orders() || column.kind != Kind::Bool,
            Self::In(_) => column.kind != Kind::Bool,
            Self::Text(..) => is_text,
            Self::Null => column.nullable,
        }
    }
}

/// A comparison of one column, and the values that the query string has for it.
struct Parameter<'p> {
    entry: &'p Allowed,
    column: &'static ColumnDef,
    /// The name of the comparison.
    comparison: &'static str,
    suffix: Suffix,
    texts: Vec<String>,
}

impl Parameter<'_> {
    fn is_same(&self, other: &Self) -> bool {
        std::ptr::eq(self.column, other.column) && self.comparison == other.comparison
    }

    fn with(mut self, text: String) -> Self {
        self.texts.push(text);
        self
    }

    /// Adds a value of a parameter that is repeated, which a list may be.
    fn add(&mut self, text: String) -> Result<()> {
        if !matches!(self.suffix, Suffix::In(_)) {
            let (field, comparison) = (self.column.field, self.comparison);
            return Err(invalid(format!(
                "`{field}[{comparison}]` is given twice; keep one, or write a list: `{field}[in]=..`"
            )));
        }
        self.texts.push(text);
        Ok(())
    }
}

/// Returns the parameter of this name, without values.
fn parameter<'p, M: Model>(allowed: &'p Params<M>, name: &str) -> Result<Parameter<'p>> {
    let (name, comparison) = match name.split_once('[') {
        Some((name, rest)) => (name, rest.strip_suffix(']').unwrap_or_default()),
        None => (name, "eq"),
    };
    let mut found = None;
    for entry in &allowed.filters {
        let column = entry.column.clone().map_err(InvalidArgument::into_error)?;
        if column.field == name {
            found = Some((entry, column));
        }
    }
    let (entry, column) = found.ok_or_else(|| unknown(allowed))?;
    let mut known = COMPARISONS.iter();
    let known = known.find(|(name, suffix)| *name == comparison && suffix.is_for(column));
    let (comparison, suffix) = *known.ok_or_else(|| incomparable(column))?;
    Ok(Parameter {
        entry,
        column,
        comparison,
        suffix,
        texts: Vec::new(),
    })
}

fn filter<M: Model>(parameter: &Parameter<'_>) -> Result<Condition> {
    condition(parameter)
        .map_err(|reason| Error::unstorable(M::table(), parameter.column.field, &reason))
}

fn condition(parameter: &Parameter<'_>) -> Result<Condition, Unstorable> {
    let (entry, column) = (parameter.entry, parameter.column);
    let text = parameter.texts.first().map_or("", String::as_str);
    Ok(match parameter.suffix {
        Suffix::Compare(comparison) => {
            let (value, is_truncated) = value(entry, column, text)?;
            Condition::compared(column, comparison, value, is_truncated)
        }
        Suffix::In(is) => {
            // A parameter that is given once is a list; one that is repeated has a value each time,
            // which may hold commas.
            let texts: Vec<&str> = match parameter.texts.as_slice() {
                [list] => list.split(',').take(MAX_IN_LIST + 1).collect(),
                texts => texts.iter().map(String::as_str).collect(),
            };
            if texts.len() > MAX_IN_LIST {
                let message = format!(
                    "is compared with more than {MAX_IN_LIST} values; send them in several requests"
                );
                return Err(Unstorable::new("list", message));
            }
            let values = texts.into_iter().map(|text| value(entry, column, text));
            let values = values.collect::<Result<Vec<_>, _>>()?;
            let whole = values.into_iter().filter(|(_, is_truncated)| !is_truncated);
            let values = whole.map(|(value, _)| value).collect();
            Condition::listed(column, values, is)
        }
        Suffix::Text(part, ignores_case) => {
            text_condition(column, part, text.to_owned(), ignores_case)?
        }
        Suffix::Null => match text {
            "true" => Condition::column(column, Operator::Null { is: true }),
            "false" => Condition::column(column, Operator::Null { is: false }),
            _ => return Err(Unstorable::new("type", "must be null, `true` or `false`")),
        },
    })
}

/// Returns the value, and whether it was truncated.
fn value(entry: &Allowed, column: &ColumnDef, text: &str) -> Result<(Value, bool), Unstorable> {
    let found = read(column, text)?;
    let is_truncated = found.is_truncated();
    Ok(((entry.checked)(found)?, is_truncated))
}

#[cold]
fn unknown<M: Model>(allowed: &Params<M>) -> Error {
    let columns = allowed.filters.iter().flat_map(|entry| &entry.column);
    let names = columns.map(|column| column.field);
    let names = list(names.chain(["sort", "limit", "after"]));
    invalid(format!(
        "the query string has an unknown name; expected one of: {names}"
    ))
}

#[cold]
fn incomparable(column: &ColumnDef) -> Error {
    let known = COMPARISONS
        .iter()
        .filter(|(_, operator)| operator.is_for(column));
    let field = column.field;
    let names = list(known.map(|(name, _)| *name));
    invalid(format!(
        "`{field}` has no such comparison; expected `{field}[..]` with one of: {names}"
    ))
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn invalid(message: String) -> Error {
    Error::new(ErrorKind::InvalidInput, message)
}
