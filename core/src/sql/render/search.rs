//! The search for text in text.

use crate::sql::dialect::syntax::TextSearch;
use crate::sql::render::writer::SqlWriter;
use crate::stmt::operator::{Operand, Part};
use crate::value::Value;

impl SqlWriter {
    /// Writes that the operand, or a part of it, is this text.
    pub(crate) fn search(&mut self, operand: Operand, part: Part, text: &str, ignores_case: bool) {
        let searches = if part == Part::Whole {
            None
        } else {
            Some(self.dialect().syntax.text_search)
        };
        if let (Some(TextSearch::Functions), Part::Any) = (searches, part) {
            self.push("instr(");
        } else if searches == Some(TextSearch::Functions) {
            self.push("substr(");
        }
        if ignores_case {
            self.changed_operand(operand, self.dialect().syntax.ascii_lower);
        } else {
            self.operand(operand);
        }
        let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
        match (searches, part) {
            (None, _) => self.push(" = "),
            (Some(TextSearch::Functions), Part::Any) => {
                self.push(", ");
                self.value(Value::Text(text.to_owned()));
                self.push(") > 0");
                return;
            }
            (Some(TextSearch::Functions), Part::End) => {
                self.push(", ");
                self.value(Value::I64(-length));
                self.push(") = ");
            }
            (Some(TextSearch::Functions), _) => {
                self.push(", 1, ");
                self.value(Value::I64(length));
                self.push(") = ");
            }
            (Some(TextSearch::Like), part) => {
                self.push(" LIKE ");
                self.value(Value::Text(pattern(part, text)));
                self.push(" ESCAPE '!'");
                return;
            }
        }
        self.value(Value::Text(text.to_owned()));
    }
}

/// Returns the pattern of LIKE that finds a text. The escape character is `!`, because it has no
/// meaning in a literal of any dialect.
fn pattern(part: Part, text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 8);
    pattern.push_str(if part == Part::Start { "" } else { "%" });
    for character in text.chars() {
        if matches!(character, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(character);
    }
    pattern.push_str(if part == Part::End { "" } else { "%" });
    pattern
}
