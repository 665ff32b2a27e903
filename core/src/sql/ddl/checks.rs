//! The CHECK constraints of a table.

use crate::sql::dialect::Dialect;
use crate::table::Table;
use crate::table::column::{ColumnDef, Number, Rule};
use crate::value::Kind;

/// Renders the checks of one column.
pub(crate) fn checks(table: &Table, column: &ColumnDef, dialect: &Dialect) -> Vec<String> {
    if !(dialect.ddl.allows_check)(column) {
        return Vec::new();
    }
    let quoted = dialect.quoted(column.name);
    let mut parts: Vec<(&str, Vec<String>)> = vec![
        ("len", Vec::new()),
        ("range", Vec::new()),
        ("check", Vec::new()),
    ];
    let mut add = |suffix: &str, part: String| {
        if let Some((_, found)) = parts.iter_mut().find(|(name, _)| *name == suffix) {
            found.push(part);
        }
    };
    for rule in column.rules {
        match rule {
            Rule::Len { min, max } => {
                let Some(length) = (dialect.ddl.length)(column, &quoted) else {
                    continue;
                };
                for (sign, bound) in [(">=", min), ("<=", max)] {
                    if let Some(bound) = bound {
                        add("len", format!("{length} {sign} {bound}"));
                    }
                }
            }
            Rule::Range { min, max } => {
                for (sign, bound) in [(">=", min), ("<=", max)] {
                    if let Some(bound) = bound.and_then(|bound| number(column, bound)) {
                        let column = (dialect.ddl.number)(column, &quoted);
                        add("range", format!("{column} {sign} {bound}"));
                    }
                }
            }
            // The dialects have no common form of these; they are validated before a write.
            Rule::Email | Rule::Url | Rule::Pattern(_) => {}
        }
    }
    for (sign, bound) in [(">=", column.least), ("<=", column.greatest)] {
        if let Some(bound) = bound {
            add("range", format!("{quoted} {sign} {bound}"));
        }
    }
    if !column.names.is_empty() {
        let names: Vec<String> = column
            .names
            .iter()
            .map(|name| (dialect.syntax.literal)(name))
            .collect();
        add("check", format!("{quoted} IN ({})", names.join(", ")));
    }
    if let Some(check) = (dialect.ddl.type_check)(column, &quoted) {
        add("check", check);
    }
    let named = |(suffix, parts): (&str, Vec<String>)| {
        let name = dialect.quoted(&table.constraint_name(&[column.name], suffix));
        (!parts.is_empty()).then(|| format!("CONSTRAINT {name} CHECK ({})", parts.join(" AND ")))
    };
    parts.into_iter().filter_map(named).collect()
}

/// Renders a bound; none for one outside of 64 bits, which every integer meets.
fn number(column: &ColumnDef, bound: Number) -> Option<String> {
    match (column.kind, bound) {
        // The nearest number of the column's type, as in the model's own rule.
        #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
        (Kind::F32, Number::Float(bound)) => Some(format!("{:?}", f64::from(bound as f32))),
        #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
        (Kind::F32, Number::Int(bound)) => Some(format!("{:?}", f64::from(bound as f32))),
        #[allow(clippy::cast_precision_loss)]
        (Kind::F64, Number::Int(bound)) => Some(format!("{:?}", bound as f64)),
        (Kind::Decimal, Number::Int(bound)) => Some(format!("{bound}.0")),
        (_, Number::Int(bound)) => i64::try_from(bound).ok().map(|bound| bound.to_string()),
        (_, Number::Float(bound)) => Some(format!("{bound:?}")),
    }
}
