//! What a query asks for, as data.

use crate::error::{Error, ErrorKind, Result};
use crate::filter::node::{Comparison, Node};
use crate::filter::{Built, Wrong};
use crate::order::Sort;
use crate::table::ColumnDef;
use crate::value::Value;
use crate::window::Window;

/// Which rows, in which order, and how many of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shape {
    /// All of them have to be met.
    pub(crate) filters: Vec<Node>,
    pub(crate) order: Vec<Sort>,
    pub(crate) limit: Option<i64>,
    pub(crate) offset: Option<i64>,
    pub(crate) lock: Option<Lock>,
    /// The caller said that every row is meant.
    pub(crate) means_all: bool,
    /// The first thing that was wrong when the query was built.
    wrong: Option<Wrong>,
    is_out_of_range: bool,
}

/// What happens to rows that are read in order to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lock {
    /// Rows that others hold are waited for.
    Waits,
    /// Rows that others hold are passed over.
    Skips,
}

impl Shape {
    pub(crate) fn add(&mut self, node: Built<Node>) {
        match node {
            Ok(node) => self.filters.push(node),
            Err(wrong) => self.fail(wrong),
        }
    }

    pub(crate) fn sort(&mut self, sort: Built<Sort>) {
        match sort {
            Ok(sort) => self.order.push(sort),
            Err(wrong) => self.fail(wrong),
        }
    }

    pub(crate) fn set_limit(&mut self, limit: u64) {
        self.limit = self.number(limit);
    }

    pub(crate) fn set_offset(&mut self, offset: u64) {
        self.offset = self.number(offset);
    }

    /// Fails if something was wrong when the query was built.
    pub(crate) fn check(&self) -> Result<()> {
        if let Some(wrong) = &self.wrong {
            return Err(wrong.clone().into_error());
        }
        if self.is_out_of_range {
            return Err(Error::new(
                ErrorKind::Invalid,
                "a limit or an offset is out of range; ask for rows that can exist",
            ));
        }
        Ok(())
    }

    /// Limit and offset of a window, which stand in for those of the query.
    pub(crate) fn window(&self, window: Window) -> Result<(i64, i64)> {
        if self.limit.is_some() || self.offset.is_some() {
            return Err(Error::new(
                ErrorKind::Invalid,
                "a list has its limit and offset from its window; leave `limit` and `offset` away",
            ));
        }
        window.limit_and_offset()
    }

    /// The only condition, where it is that one column holds a value, and nothing else is asked.
    pub(crate) fn only_value(&self) -> Option<(&'static ColumnDef, &Value)> {
        match (self.filters.as_slice(), self.lock) {
            (
                [
                    Node::Compare {
                        column,
                        comparison: Comparison::Equal,
                        value,
                    },
                ],
                None,
            ) if self.limit.is_none() && self.offset.is_none() => Some((column, value)),
            _ => None,
        }
    }

    fn fail(&mut self, wrong: Wrong) {
        self.wrong.get_or_insert(wrong);
    }

    fn number(&mut self, number: u64) -> Option<i64> {
        let number = i64::try_from(number).ok();
        self.is_out_of_range |= number.is_none();
        number
    }
}
