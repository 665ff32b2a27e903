//! Operators, for WHERE and HAVING alike.

use crate::sql::render::writer::SqlWriter;
use crate::stmt::operator::{Comparison, Operand, Operator};
use crate::value::Value;

impl SqlWriter {
    /// Writes the test of an operand. It is true or false for every row or group, and needs no
    /// parentheses around it.
    pub(crate) fn test(&mut self, operand: Operand, operator: &Operator) {
        match operator {
            Operator::Compare(comparison, value) => self.compare(operand, *comparison, value),
            Operator::Null { is } => {
                self.operand(operand);
                self.push(if *is { " IS NULL" } else { " IS NOT NULL" });
            }
            Operator::In { values, is } => self.list(operand, values, *is),
            Operator::Text {
                part,
                text,
                ignores_case,
            } => self.search(operand, *part, text, *ignores_case),
        }
    }

    /// Writes the left-hand side of an operator.
    pub(crate) fn operand(&mut self, operand: Operand) {
        match operand {
            Operand::Column(column) => self.column(column),
            Operand::Aggregate(function, column) => self.compared_aggregate(function, column),
        }
    }

    fn compare(&mut self, operand: Operand, comparison: Comparison, value: &Value) {
        // A null is not equal to the value.
        let or_null = comparison == Comparison::NotEqual && operand.nullable();
        self.push(if or_null { "(" } else { "" });
        self.operand(operand);
        if comparison.orders() {
            self.collation(operand);
        }
        self.push(comparison.sign());
        self.value(value.clone());
        self.or_null(operand, or_null);
    }

    /// Ends a test that is also true for a null, where `or_null` is true.
    pub(crate) fn or_null(&mut self, operand: Operand, or_null: bool) {
        if or_null {
            self.push(" OR ");
            self.operand(operand);
            self.push(" IS NULL)");
        }
    }
}

impl Comparison {
    /// Returns the sign with a blank on both sides.
    const fn sign(self) -> &'static str {
        match self {
            Self::Equal => " = ",
            Self::NotEqual => " <> ",
            Self::Less => " < ",
            Self::AtMost => " <= ",
            Self::Greater => " > ",
            Self::AtLeast => " >= ",
        }
    }
}
