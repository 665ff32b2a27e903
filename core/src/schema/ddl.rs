//! From a model's description to CREATE TABLE and CREATE INDEX.

use crate::dialect::Dialect;
use crate::table::{ColumnDef, Number, OnDelete, Rule, Table};
use crate::value::Kind;

/// Renders the table and its indexes, each only if it is not there yet.
pub(super) fn create(table: &Table, dialect: &Dialect) -> String {
    let name = dialect.quoted(table.name());
    let mut lines: Vec<String> = table
        .columns()
        .iter()
        .map(|column| column_line(column, dialect))
        .collect();
    if let Some(key) = table.key().filter(|key| !key.made_by_database()) {
        lines.push(format!(
            "CONSTRAINT {} PRIMARY KEY ({})",
            dialect.quoted(&format!("{}_pkey", table.name())),
            dialect.quoted(key.name)
        ));
    }
    lines.extend(
        table
            .columns()
            .iter()
            .filter_map(|column| foreign_key(table, column, dialect)),
    );
    lines.extend(
        table
            .columns()
            .iter()
            .flat_map(|column| checks(table, column, dialect)),
    );
    let mut sql = format!(
        "CREATE TABLE IF NOT EXISTS {name} (\n  {}\n){};\n",
        lines.join(",\n  "),
        dialect.table_suffix
    );
    for (_, index) in indexes(table, dialect) {
        sql.push_str(&index);
    }
    sql
}

fn column_line(column: &ColumnDef, dialect: &Dialect) -> String {
    let name = dialect.quoted(column.name);
    if column.made_by_database() {
        return format!("{name} {}", dialect.counted_key);
    }
    let null = if column.nullable { "" } else { " NOT NULL" };
    format!("{name} {}{null}", (dialect.column_type)(column))
}

fn foreign_key(table: &Table, column: &ColumnDef, dialect: &Dialect) -> Option<String> {
    let key = column.references?;
    let parent = (key.parent)();
    // NO ACTION refuses like RESTRICT, but at the end of the statement, so that a row may point to itself.
    let action = match key.on_delete {
        OnDelete::Restrict => "NO ACTION",
        OnDelete::Cascade => "CASCADE",
        OnDelete::SetNull => "SET NULL",
    };
    Some(format!(
        "CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({}) ON DELETE {action}",
        dialect.quoted(&table.constraint_name(&[column.name], "fkey")),
        dialect.quoted(column.name),
        dialect.quoted(parent.name()),
        parent
            .key()
            .map_or_else(String::new, |key| dialect.quoted(key.name)),
    ))
}

fn checks(table: &Table, column: &ColumnDef, dialect: &Dialect) -> Vec<String> {
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
                let Some(length) = (dialect.length)(column, &quoted) else {
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
                        let column = (dialect.number)(column, &quoted);
                        add("range", format!("{column} {sign} {bound}"));
                    }
                }
            }
            // Databases differ in what they can check of these; the model's own rules hold.
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
            .map(|name| format!("'{}'", name.replace('\'', "''")))
            .collect();
        add("check", format!("{quoted} IN ({})", names.join(", ")));
    }
    if let Some(check) = (dialect.type_check)(column, &quoted) {
        add("check", check);
    }
    let named = |(suffix, parts): (&str, Vec<String>)| {
        let name = dialect.quoted(&table.constraint_name(&[column.name], suffix));
        (!parts.is_empty()).then(|| format!("CONSTRAINT {name} CHECK ({})", parts.join(" AND ")))
    };
    parts.into_iter().filter_map(named).collect()
}

/// A bound in SQL. None for what no integer column can hold, where the bound says nothing.
fn number(column: &ColumnDef, bound: Number) -> Option<String> {
    match (column.kind, bound) {
        // The nearest number that the column's type has, as the model's own rule takes it.
        #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
        (Kind::F32, Number::Float(bound)) => Some(format!("{:?}", f64::from(bound as f32))),
        #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
        (Kind::F32, Number::Int(bound)) => Some(format!("{:?}", f64::from(bound as f32))),
        #[allow(clippy::cast_precision_loss)]
        (Kind::F64 | Kind::Decimal, Number::Int(bound)) => Some(format!("{:?}", bound as f64)),
        (_, Number::Int(bound)) => i64::try_from(bound).ok().map(|bound| bound.to_string()),
        (_, Number::Float(bound)) => Some(format!("{bound:?}")),
    }
}

/// The indexes of a table: their names, and the statements that create them.
pub(super) fn indexes(table: &Table, dialect: &Dialect) -> Vec<(String, String)> {
    let create = |unique: bool, columns: &[(&str, bool)]| {
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let listed: Vec<String> = columns
            .iter()
            .map(|(name, desc)| {
                format!(
                    "{}{}",
                    dialect.quoted(name),
                    if *desc { " DESC" } else { "" }
                )
            })
            .collect();
        let name = table.constraint_name(&names, if unique { "key" } else { "idx" });
        let sql = format!(
            "CREATE {}INDEX IF NOT EXISTS {} ON {} ({});\n",
            if unique { "UNIQUE " } else { "" },
            dialect.quoted(&name),
            dialect.quoted(table.name()),
            listed.join(", "),
        );
        (name, sql)
    };
    let mut found = Vec::new();
    // An index over several columns serves the first of them as well.
    let is_led = |name: &str| {
        table
            .unique_groups()
            .any(|group| group.first() == Some(&name))
            || table
                .index_groups()
                .any(|group| group.first().is_some_and(|first| first.0 == name))
    };
    for column in table.columns() {
        if column.unique {
            found.push(create(true, &[(column.name, false)]));
        } else if column.index || (column.references.is_some() && !is_led(column.name)) {
            found.push(create(false, &[(column.name, false)]));
        }
    }
    for columns in table.unique_groups() {
        found.push(create(
            true,
            &columns
                .into_iter()
                .map(|name| (name, false))
                .collect::<Vec<_>>(),
        ));
    }
    for columns in table.index_groups() {
        found.push(create(false, &columns));
    }
    found
}
