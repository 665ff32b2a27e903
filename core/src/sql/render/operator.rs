//! Operators, for WHERE and HAVING alike.

use crate::error::Result;
use crate::sql::render::writer::SqlWriter;
use crate::stmt::operator::{Comparison, Operand, Operator};
use crate::value::Value;

/// Up to this number, the placeholders of a list are rounded up to a power of two, so that there
/// are few statements and each stays prepared. The last value is repeated, which changes nothing.
const PADDED: usize = 16_384;

impl SqlWriter {
    /// Writes the test of an operand. It is true or false for every row or group, and needs no
    /// parentheses around it.
    pub(crate) fn test(&mut self, operand: Operand, operator: &Operator) -> Result<()> {
        match operator {
            Operator::Compare(comparison, value) => self.compare(operand, *comparison, value),
            Operator::Null { is } => {
                self.operand(operand)?;
                self.push(if *is { " IS NULL" } else { " IS NOT NULL" });
                Ok(())
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
    pub(crate) fn operand(&mut self, operand: Operand) -> Result<()> {
        match operand {
            Operand::Column(column) => {
                self.column(column);
                Ok(())
            }
            Operand::Aggregate(function, column) => self.compared_aggregate(function, column),
        }
    }

    fn compare(&mut self, operand: Operand, comparison: Comparison, value: &Value) -> Result<()> {
        if let Operand::Column(column) = operand
            && comparison.orders()
        {
            self.check_order(column)?;
        }
        // A null is not equal to the value.
        let or_null = comparison == Comparison::NotEqual && operand.nullable();
        self.push(if or_null { "(" } else { "" });
        self.operand(operand)?;
        self.push(comparison.sign());
        self.value(value.clone());
        self.or_null(operand, or_null)
    }

    /// Writes that the operand is one of the values, or none of them.
    pub(crate) fn list(&mut self, operand: Operand, values: &[Value], is: bool) -> Result<()> {
        let Some(last) = values.last() else {
            self.push(if is { "1 = 0" } else { "1 = 1" });
            return Ok(());
        };
        let or_null = !is && operand.nullable();
        self.push(if or_null { "(" } else { "" });
        self.operand(operand)?;
        self.push(if is { " IN (" } else { " NOT IN (" });
        let count = match values.len() {
            few if few <= PADDED => few.next_power_of_two(),
            many => many,
        };
        self.reserve(count * 6);
        let padded = values.iter().chain(std::iter::repeat(last)).take(count);
        self.comma_separated(padded.cloned(), Self::value);
        self.push(")");
        self.or_null(operand, or_null)
    }

    fn or_null(&mut self, operand: Operand, or_null: bool) -> Result<()> {
        if or_null {
            self.push(" OR ");
            self.operand(operand)?;
            self.push(" IS NULL)");
        }
        Ok(())
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
