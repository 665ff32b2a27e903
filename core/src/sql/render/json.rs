//! Conditions on the value at a JSON path.

use crate::sql::dialect::syntax::JsonPaths;
use crate::sql::render::writer::SqlWriter;
use crate::stmt::condition::{Json, Scalar, Step};
use crate::table::column::ColumnDef;
use crate::value::Value;

/// The largest index of an array that every database accepts in a path.
const MAX_INDEX: usize = 0x7fff_ffff;

impl SqlWriter {
    /// Writes that the value at the path is equal to the scalar. True or false, never unknown.
    pub(crate) fn json(&mut self, json: &Json) {
        let out_of_reach = |step: &Step| matches!(step, Step::Index(index) if *index > MAX_INDEX);
        if json.path.iter().any(out_of_reach) {
            self.push("1 = 0");
            return;
        }
        match self.dialect().syntax.json_paths {
            JsonPaths::Strict => self.strict_path(json),
            JsonPaths::TypeThenValue => self.type_then_value(json),
            JsonPaths::Guarded => self.guarded(json),
        }
    }

    /// A strict path finds keys of objects and indexes of arrays only; its errors elsewhere are
    /// suppressed. Documents are compared, numbers by value.
    fn strict_path(&mut self, json: &Json) {
        self.push("(jsonb_path_query_first(");
        self.column(json.column);
        self.push(", ");
        self.value(Value::Text(format!("strict {}", path(&json.path))));
        self.push("::text::jsonpath, '{}', true) = ");
        self.value(Value::Json(document(&json.scalar)));
        self.push("::jsonb) IS TRUE");
    }

    /// A path finds keys of objects and indexes of arrays only; type and value are read by two
    /// functions.
    fn type_then_value(&mut self, json: &Json) {
        let path = path(&json.path);
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
                let before = path(json.path.get(..index).unwrap_or_default());
                self.when(json.column, &before, " <> 'ARRAY'");
                self.push("FALSE");
            }
        }
        let (column, path) = (json.column, path(&json.path));
        match &json.scalar {
            Scalar::Null => {
                self.when(column, &path, " = 'NULL'");
                self.push("TRUE");
            }
            Scalar::Bool(truth) => {
                self.when(column, &path, " = 'BOOLEAN'");
                self.unquoted(column, &path, "BINARY");
                self.push(if *truth {
                    "CAST('true' AS BINARY)"
                } else {
                    "CAST('false' AS BINARY)"
                });
            }
            Scalar::Text(text) => {
                self.when(column, &path, " = 'STRING'");
                self.unquoted(column, &path, "BINARY");
                self.push("CAST(");
                self.value(Value::Text(text.clone()));
                self.push(" AS BINARY)");
            }
            Scalar::Integer(number) => {
                self.when(column, &path, " IN ('INTEGER', 'UNSIGNED INTEGER')");
                // The type of `1e-7` is INTEGER as well, and it would be 0 as a decimal.
                self.unquoted(column, &path, "DOUBLE");
                self.value(Value::F64(nearest(*number)));
                self.push(" AND ");
                self.unquoted(column, &path, "DECIMAL(65, 0)");
                self.value(Value::I64(*number));
                if let Some(float) = exact(*number) {
                    self.when(column, &path, " IN ('DOUBLE', 'DECIMAL')");
                    self.unquoted(column, &path, "DOUBLE");
                    self.value(Value::F64(float));
                }
            }
            Scalar::Float(number) => {
                let any = " IN ('DOUBLE', 'DECIMAL', 'INTEGER', 'UNSIGNED INTEGER')";
                self.when(column, &path, any);
                self.unquoted(column, &path, "DOUBLE");
                self.value(Value::F64(*number));
            }
        }
        self.push(" ELSE FALSE END");
    }

    /// Writes the start of a branch for values of these types.
    fn when(&mut self, column: &ColumnDef, path: &str, kinds: &str) {
        self.push(" WHEN JSON_TYPE(");
        self.function("JSON_EXTRACT", column, path);
        self.push(")");
        self.push(kinds);
        self.push(" THEN ");
    }

    /// Writes the value at the path, cast to a type, and an equals sign.
    fn unquoted(&mut self, column: &ColumnDef, path: &str, of: &str) {
        self.push("CAST(JSON_UNQUOTE(");
        self.function("JSON_EXTRACT", column, path);
        self.push(") AS ");
        self.push(of);
        self.push(") = ");
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

/// Returns the path as text, `$."key"[0]`. Quotes and backslashes of a key are escaped as in JSON.
fn path(steps: &[Step]) -> String {
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

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Returns the scalar as a document.
fn document(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Text(text) => quoted(text),
        Scalar::Bool(truth) => truth.to_string(),
        Scalar::Integer(number) => number.to_string(),
        Scalar::Float(number) => number.to_string(),
        Scalar::Null => "null".to_owned(),
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
