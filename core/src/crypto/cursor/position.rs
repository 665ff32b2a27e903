//! [`Position`]: the end of a page in the order of a query, and its form in bytes.

use crate::value::Value;

/// A position between two rows of a query: next to the row that holds these values in the columns
/// of the order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Position {
    /// True for the page of the rows before the position.
    pub(crate) backwards: bool,
    /// Empty for the position before the first row or, backwards, after the last one.
    pub(crate) values: Vec<Value>,
}

impl Position {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![u8::from(self.backwards)];
        bytes.extend(Self::bytes_of(&self.values));
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (direction, mut rest) = bytes.split_first()?;
        let mut values = Vec::new();
        while !rest.is_empty() {
            values.push(Value::decode(&mut rest)?);
        }
        Some(Self {
            backwards: *direction != 0,
            values,
        })
    }

    /// Encodes the values one after the other; no two lists have the same bytes.
    pub(crate) fn bytes_of(values: &[Value]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for value in values {
            value.encode(&mut bytes);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::Position;
    use crate::value::{Kind, Value};

    fn position(backwards: bool) -> Position {
        let values = vec![
            Value::Null(Kind::Timestamp),
            Value::I64(i64::MAX),
            Value::Text("ä".into()),
        ];
        Position { backwards, values }
    }

    #[test]
    fn every_position_is_read_as_it_was_written() {
        for backwards in [false, true] {
            let position = position(backwards);
            assert_eq!(Position::from_bytes(&position.to_bytes()), Some(position));
        }
    }

    #[test]
    fn bytes_that_were_cut_inside_a_value_are_no_position() {
        let bytes = position(false).to_bytes();
        let ends = [1, 3, 12, bytes.len()];
        for length in 0..=bytes.len() {
            let cut = bytes.get(..length).unwrap();
            assert_eq!(
                Position::from_bytes(cut).is_some(),
                ends.contains(&length),
                "cut to {length}"
            );
        }
    }
}
