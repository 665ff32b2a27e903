//! Conditions on the value at a JSON path.

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::sql::dialect::syntax::JsonPaths;
use crate::sql::render::writer::SqlWriter;
use crate::stmt::condition::{Json, Scalar, Step};
use crate::table::column::ColumnDef;
use crate::value::Value;
use crate::value::json::inspect::MAX_DEPTH;

/// The largest index of an array that every database accepts in a path.
const MAX_INDEX: usize = 0x7fff_ffff;

/// The most keys of a path that MariaDB does not find by a path. Each of them doubles the text.
const MAX_HIDDEN: usize = 3;

impl SqlWriter {
    /// Writes that the value at the path is equal to the scalar. True or false, never unknown.
    pub(crate) fn json(&mut self, json: &Json) -> Result<()> {
        let out_of_reach = |step: &Step| matches!(step, Step::Index(index) if *index > MAX_INDEX);
        if json.path.len() > MAX_DEPTH || json.path.iter().any(out_of_reach) {
            self.push("1 = 0");
            return Ok(());
        }
        match self.dialect().syntax.json_paths {
            JsonPaths::Strict => self.strict_path(json),
            JsonPaths::TypeThenValue => self.type_then_value(json),
            JsonPaths::Guarded => {
                if json.path.iter().filter(|step| is_hidden(step)).count() > MAX_HIDDEN {
                    return Err(Error::new(
                        ErrorKind::Unsupported,
                        format!(
                            "this database takes a JSON path with at most {MAX_HIDDEN} keys that begin with `-`; rename a key of `{}`",
                            json.column.field
                        ),
                    ));
                }
                self.guarded(json);
            }
        }
        Ok(())
    }

    /// A strict path finds keys of objects and indexes of arrays only; its errors elsewhere are
    /// suppressed. Documents are compared, numbers by value.
    fn strict_path(&mut self, json: &Json) {
        self.push("(jsonb_path_query_first(");
        self.column(json.column);
        self.push(", ");
        self.value(Value::Text(format!("strict {}", text_of(&json.path))));
        self.push("::text::jsonpath, '{}', true) IN (");
        self.comma_separated(documents(&json.scalar), |text, document| {
            text.value(Value::Json(document));
            text.push("::jsonb");
        });
        self.push(")) IS TRUE");
    }

    /// A path finds keys of objects and indexes of arrays only; type and value are read by two
    /// functions.
    fn type_then_value(&mut self, json: &Json) {
        let path = text_of(&json.path);
        self.push("(");
        self.function("json_type", json.column, &path);
        self.push(match json.scalar {
            Scalar::Text(_) => " = 'text' AND ",
            Scalar::Integer(_) | Scalar::Float(_) => " IN ('integer', 'real') AND ",
            Scalar::Bool(true) => " = 'true'",
            Scalar::Bool(false) => " = 'false'",
            Scalar::Null => " = 'null'",
        });
        if let Some(value) = value(&json.scalar) {
            self.function("json_extract", json.column, &path);
            self.push(" = ");
            // SQLite does not always read the text of a float as the nearest one, so both sides are
            // read in the same way.
            let is_float = matches!(json.scalar, Scalar::Float(_));
            self.push(if is_float { "CAST(" } else { "" });
            self.value(value);
            self.push(if is_float { " AS REAL)" } else { "" });
        }
        self.push(") IS TRUE");
    }

    /// An index also finds a value that is no array, so the type is tested before each. Text is
    /// compared as bytes, because a blank at its end counts. Whole numbers are compared as such,
    /// because two of them can be the same float.
    fn guarded(&mut self, json: &Json) {
        self.push("CASE");
        for (index, step) in json.path.iter().enumerate() {
            if matches!(step, Step::Index(_)) {
                let before = json.path.get(..index).unwrap_or_default();
                self.when(json.column, before, " <> 'ARRAY'");
                self.push("FALSE");
            }
        }
        let (column, path) = (json.column, json.path.as_slice());
        match &json.scalar {
            Scalar::Null => {
                self.when(column, path, " = 'NULL'");
                self.push("TRUE");
            }
            Scalar::Bool(truth) => {
                self.when(column, path, " = 'BOOLEAN'");
                self.unquoted(column, path, "BINARY");
                self.push(if *truth {
                    "CAST('true' AS BINARY)"
                } else {
                    "CAST('false' AS BINARY)"
                });
            }
            Scalar::Text(text) => {
                self.when(column, path, " = 'STRING'");
                self.unquoted(column, path, "BINARY");
                self.push("CAST(");
                self.value(Value::Text(text.clone()));
                self.push(" AS BINARY)");
            }
            Scalar::Integer(number) => {
                self.when(column, path, " IN ('INTEGER', 'UNSIGNED INTEGER')");
                // The type of `1e-7` is INTEGER as well, and it would be 0 as a decimal.
                self.unquoted(column, path, "DOUBLE");
                self.value(Value::F64(nearest(*number)));
                self.push(" AND ");
                self.unquoted(column, path, "DECIMAL(65, 0)");
                self.value(Value::I64(*number));
                if let Some(float) = exact(*number) {
                    self.when(column, path, " IN ('DOUBLE', 'DECIMAL')");
                    self.unquoted(column, path, "DOUBLE");
                    self.value(Value::F64(float));
                }
            }
            Scalar::Float(number) => {
                let any = " IN ('DOUBLE', 'DECIMAL', 'INTEGER', 'UNSIGNED INTEGER')";
                self.when(column, path, any);
                self.unquoted(column, path, "DOUBLE");
                self.value(Value::F64(*number));
            }
        }
        self.push(" ELSE FALSE END");
    }

    /// Writes the start of a branch for values of these types.
    fn when(&mut self, column: &ColumnDef, path: &[Step], kinds: &str) {
        self.push(" WHEN JSON_TYPE(");
        self.extracted(column, path);
        self.push(")");
        self.push(kinds);
        self.push(" THEN ");
    }

    /// Writes the value at the path, cast to a type, and an equals sign.
    fn unquoted(&mut self, column: &ColumnDef, path: &[Step], of: &str) {
        self.push("CAST(JSON_UNQUOTE(");
        self.extracted(column, path);
        self.push(") AS ");
        self.push(of);
        self.push(") = ");
    }

    /// Writes the value at the path. MariaDB does not find a key that begins with `-` by a path, so
    /// it is searched for in the list of keys, which has the order of the list of values.
    fn extracted(&mut self, column: &ColumnDef, path: &[Step]) {
        let Some(at) = path.iter().rposition(is_hidden) else {
            return self.function("JSON_EXTRACT", column, &text_of(path));
        };
        let (before, rest) = path.split_at(at);
        let (Some(Step::Key(key)), after) = (rest.first(), rest.get(1..).unwrap_or_default())
        else {
            return;
        };
        let object = |text: &mut Self| match before {
            [] => text.column(column),
            before => text.extracted(column, before),
        };
        self.push("JSON_EXTRACT(JSON_EXTRACT(JSON_EXTRACT(");
        object(self);
        self.push(", '$.*'), JSON_UNQUOTE(JSON_SEARCH(JSON_KEYS(");
        object(self);
        self.push("), 'one', ");
        self.value(Value::Text(literal_pattern(key)));
        self.push(", '!'))), ");
        self.value(Value::Text(text_of(after)));
        self.push(")");
    }

    fn function(&mut self, name: &str, column: &ColumnDef, path: &str) {
        self.push(name);
        self.push("(");
        self.column(column);
        self.push(", ");
        self.value(Value::Text(path.to_owned()));
        self.push(")");
    }
}

/// Returns true for a key that MariaDB does not find by a path.
fn is_hidden(step: &Step) -> bool {
    matches!(step, Step::Key(key) if key.starts_with('-'))
}

/// Returns the path as text, `$."key"[0]`. Quotes and backslashes of a key are escaped as in JSON.
fn text_of(steps: &[Step]) -> String {
    let mut path = String::from("$");
    for step in steps {
        match step {
            Step::Key(key) => {
                path.push('.');
                path.push_str(&quoted(key));
            }
            Step::Index(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}

/// Returns the pattern that finds this text alone, with `!` as the escape character.
fn literal_pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 4);
    for character in text.chars() {
        if matches!(character, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(character);
    }
    pattern
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Returns the scalar as a document, in each of its forms: a large float has zeros in the place of
/// the last digits of the same integer.
fn documents(scalar: &Scalar) -> Vec<String> {
    match scalar {
        Scalar::Text(text) => vec![quoted(text)],
        Scalar::Bool(truth) => vec![truth.to_string()],
        Scalar::Null => vec!["null".to_owned()],
        Scalar::Integer(number) => {
            let float = exact(*number).map(|float| float.to_string());
            let integer = number.to_string();
            let other = float.filter(|float| *float != integer);
            [integer].into_iter().chain(other).collect()
        }
        Scalar::Float(number) => {
            let integer = whole(*number).map(|whole| whole.to_string());
            let float = number.to_string();
            let other = integer.filter(|integer| *integer != float);
            [float].into_iter().chain(other).collect()
        }
    }
}

fn value(scalar: &Scalar) -> Option<Value> {
    match scalar {
        Scalar::Text(text) => Some(Value::Text(text.clone())),
        Scalar::Integer(number) => Some(Value::I64(*number)),
        Scalar::Float(number) => Some(Value::Text(format!("{number:?}"))),
        Scalar::Bool(_) | Scalar::Null => None,
    }
}

/// Returns the float as an integer, if it is the same number.
fn whole(float: f64) -> Option<i64> {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the comparison checks that it is the same number"
    )]
    let number = float as i64;
    (exact(number) == Some(float)).then_some(number)
}

/// Returns the float that is nearest to a number.
#[allow(clippy::cast_precision_loss, reason = "the nearest one is meant")]
const fn nearest(number: i64) -> f64 {
    number as f64
}

/// Returns the number as a float, if that is the same number.
fn exact(number: i64) -> Option<f64> {
    let float = nearest(number);
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the comparison checks that it is the same number"
    )]
    let is_same = number != i64::MAX && float as i64 == number;
    is_same.then_some(float)
}
