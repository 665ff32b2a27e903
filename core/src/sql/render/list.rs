//! The comparison with a list of values.
//!
//! A short list has a placeholder for each value. A longer one is one bind value, so that there is
//! one statement for all lengths and no limit on them: an array, or JSON whose elements the database
//! returns as rows.

use std::fmt::Write as _;

use crate::sql::dialect::syntax::Lists;
use crate::sql::render::writer::SqlWriter;
use crate::stmt::limits::MAX_BIND_VALUES;
use crate::stmt::operator::Operand;
use crate::value::{Kind, Value};

/// The most values of a list that has a placeholder for each on every database.
const SHORT: usize = 8;

/// Returns the most values of a list that has a placeholder for each, since that is faster: the planner
/// of PostgreSQL sees the values, and MariaDB searches them faster than a table.
const fn longest(lists: Lists) -> usize {
    match lists {
        Lists::Array => 1_024,
        Lists::JsonEach => SHORT,
        Lists::JsonTable => 16_384,
    }
}

impl SqlWriter {
    /// Writes that the operand is one of the values, or none of them.
    pub(crate) fn list(&mut self, operand: Operand, values: &[Value], is: bool) {
        let Some(first) = values.first() else {
            self.push(if is { "1 = 0" } else { "1 = 1" });
            return;
        };
        let or_null = !is && operand.nullable();
        self.push(if or_null { "(" } else { "" });
        self.operand(operand);
        let (kind, lists) = (first.kind(), self.dialect().syntax.lists);
        match lists {
            _ if self.fits(values.len()) => self.placeholders(values, is),
            Lists::Array => self.array(kind, values, is),
            Lists::JsonEach if has_exact_json(kind) => self.json_each(kind, values, is),
            Lists::JsonTable if has_key(values) => self.json_table(kind, values, is),
            Lists::JsonEach | Lists::JsonTable => self.placeholders(values, is),
        }
        self.or_null(operand, or_null);
    }

    /// Returns true where the list has a placeholder for each value. Those of longer lists do not count
    /// as bind values of the application, and fit into the statement beside the values that do.
    fn fits(&self, count: usize) -> bool {
        let longest = longest(self.dialect().syntax.lists);
        let uncounted = self.uncounted() + count.next_power_of_two();
        count <= SHORT || (count <= longest && uncounted <= MAX_BIND_VALUES)
    }

    /// Writes a placeholder for each value. Their number is rounded up to a power of two, so that
    /// there are few statements and each stays prepared; the last value is repeated, which changes
    /// nothing.
    fn placeholders(&mut self, values: &[Value], is: bool) {
        let mut count = values.len();
        if self.fits(count) {
            count = count.next_power_of_two();
            if count > SHORT {
                self.count_as_one(count);
            }
        }
        self.push(if is { " IN (" } else { " NOT IN (" });
        self.reserve(count * 6);
        let padded = values.iter().chain(values.last().into_iter().cycle());
        self.comma_separated(padded.take(count).cloned(), Self::value);
        self.push(")");
    }

    /// PostgreSQL: the values are the elements of an array, sent as the text of one. As rows, so that
    /// the text is read once and not for each row of the table.
    fn array(&mut self, kind: Kind, values: &[Value], is: bool) {
        self.push(if is {
            " IN (SELECT "
        } else {
            " NOT IN (SELECT "
        });
        self.push("unnest(");
        self.value(Value::Text(list_text(values, Lists::Array)));
        self.push("::text::");
        self.push((self.dialect().syntax.array)(kind).unwrap_or("text[]"));
        self.push("))");
    }

    /// SQLite: the values are the elements of a JSON array.
    fn json_each(&mut self, kind: Kind, values: &[Value], is: bool) {
        self.push(if is {
            " IN (SELECT "
        } else {
            " NOT IN (SELECT "
        });
        let is_binary = matches!(kind, Kind::Bytes | Kind::Uuid);
        self.push(if is_binary { "unhex(value)" } else { "value" });
        self.push(" FROM json_each(");
        self.value(Value::Text(list_text(values, Lists::JsonEach)));
        self.push("))");
    }

    /// MariaDB: the values are the rows of a table that is made of a JSON array. DISTINCT makes it a
    /// table with a key, also in an UPDATE and a DELETE, which would search JSON_TABLE for each row.
    fn json_table(&mut self, kind: Kind, values: &[Value], is: bool) {
        self.push(if is {
            " IN (SELECT "
        } else {
            " NOT IN (SELECT "
        });
        self.push("v FROM (SELECT DISTINCT ");
        // Text as hexadecimal digits, because escapes of JSON are not read alike everywhere.
        let hexadecimal = match width(values) {
            Some(..=16) => "varchar(32)",
            Some(17..=64) => "varchar(128)",
            _ => "varchar(480)",
        };
        let (expression, column) = match kind {
            Kind::Bool | Kind::I16 | Kind::I32 | Kind::I64 => ("v", "bigint"),
            Kind::F32 => ("v", "float"),
            Kind::F64 => ("v", "double"),
            Kind::Uuid | Kind::Bytes => ("unhex(v)", hexadecimal),
            // In the collation of the columns, so that the key can be used.
            Kind::Text | Kind::Json => (
                "CONVERT(unhex(v) USING utf8mb4) /*M! COLLATE utf8mb4_nopad_bin*/ /*!80017 COLLATE utf8mb4_0900_bin*/",
                hexadecimal,
            ),
            Kind::Timestamp => ("v", "datetime(6)"),
            Kind::Date => ("v", "date"),
            Kind::Time => ("v", "time(6)"),
            Kind::Decimal => ("v", "decimal(57,28)"),
        };
        self.push(expression);
        self.push(" AS v FROM JSON_TABLE(");
        self.value(Value::Text(list_text(values, Lists::JsonTable)));
        self.push(", '$[*]' COLUMNS(v ");
        self.push(column);
        self.push(" PATH '$')) AS fivefold_json) AS fivefold_list)");
    }
}

/// The most bytes of a text in a table of MariaDB with a key.
const KEYED: usize = 240;

/// Returns true for values by which a table of MariaDB has a key.
fn has_key(values: &[Value]) -> bool {
    width(values).is_none_or(|width| width <= KEYED)
}

/// Returns the most bytes of the values, if they have a length.
fn width(values: &[Value]) -> Option<usize> {
    let widths = values.iter().map(|value| match value {
        Value::Text(text) => Some(text.len()),
        Value::Bytes(bytes) => Some(bytes.len()),
        Value::Uuid(_) => Some(16),
        _ => None,
    });
    widths.max().flatten()
}

/// Returns true where SQLite reads the JSON of a value of this kind as the same value. It does not
/// always read a float as the nearest one.
const fn has_exact_json(kind: Kind) -> bool {
    !matches!(kind, Kind::F32 | Kind::F64)
}

/// Returns the text of a list of values: of an array, or of JSON with binary values in hexadecimal
/// digits.
fn list_text(values: &[Value], form: Lists) -> String {
    let (start, end) = match form {
        Lists::Array => ('{', '}'),
        Lists::JsonEach | Lists::JsonTable => ('[', ']'),
    };
    let mut text = String::with_capacity(values.len() * 40 + 2);
    text.push(start);
    for (index, value) in values.iter().enumerate() {
        text.push_str(if index == 0 { "" } else { "," });
        element(&mut text, value, form);
    }
    text.push(end);
    text
}

fn element(text: &mut String, value: &Value, form: Lists) {
    // On SQLite, that is the form in which the driver stores an instant.
    let instant = match form {
        Lists::Array | Lists::JsonEach => "%Y-%m-%dT%H:%M:%S%.6fZ",
        Lists::JsonTable => "%Y-%m-%d %H:%M:%S%.6f",
    };
    let written = match value {
        Value::Bool(value) if form == Lists::Array => write!(text, "{value}"),
        Value::Bool(value) => write!(text, "{}", u8::from(*value)),
        Value::I16(value) => write!(text, "{value}"),
        Value::I32(value) => write!(text, "{value}"),
        Value::I64(value) => write!(text, "{value}"),
        Value::F32(value) => write!(text, "{value:?}"),
        Value::F64(value) => write!(text, "{value:?}"),
        Value::Decimal(value) => write!(text, "\"{value}\""),
        Value::Timestamp(value) => write!(text, "\"{}\"", value.format(instant)),
        Value::Date(value) => write!(text, "\"{}\"", value.format("%Y-%m-%d")),
        Value::Time(value) => write!(text, "\"{}\"", value.format("%H:%M:%S%.6f")),
        Value::Uuid(value) if form == Lists::Array => write!(text, "{value}"),
        Value::Uuid(value) => write!(text, "\"{}\"", value.simple()),
        Value::Bytes(bytes) => {
            text.push_str(if form == Lists::Array {
                "\"\\\\x"
            } else {
                "\""
            });
            hex(text, bytes);
            text.push('"');
            Ok(())
        }
        Value::Text(value) => {
            text.push('"');
            match form {
                Lists::JsonTable => hex(text, value.as_bytes()),
                Lists::Array => escaped(text, value, |_| false),
                Lists::JsonEach => escaped(text, value, char::is_control),
            }
            text.push('"');
            Ok(())
        }
        // A condition has no null, and JSON documents are not compared.
        Value::Null(_) | Value::Json(_) => Ok(()),
    };
    debug_assert!(written.is_ok(), "a `String` takes every text");
}

/// Appends text that is in quotes, in an array or in JSON. Some characters are written as their
/// number.
fn escaped(text: &mut String, value: &str, by_number: impl Fn(char) -> bool) {
    for character in value.chars() {
        if by_number(character) {
            let written = write!(text, "\\u{:04x}", u32::from(character));
            debug_assert!(written.is_ok(), "a `String` takes every text");
            continue;
        }
        if matches!(character, '"' | '\\') {
            text.push('\\');
        }
        text.push(character);
    }
}

fn hex(text: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| {
        DIGITS
            .get(usize::from(half))
            .map(|digit| char::from(*digit))
    };
    text.extend(
        bytes
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(digit),
    );
}
