//! [`Rows`]: the sink that collects the rows of one model.

use crate::driver::seam::Sink;
use crate::error::Result;
use crate::model::Model;
use crate::model::reader::Reader;
use crate::value::row::Row;

/// Collects rows of one model.
pub(crate) struct Rows<M> {
    pub(crate) rows: Vec<M>,
}

impl<M: Model> Rows<M> {
    pub(crate) fn boxed() -> Box<Self> {
        Box::new(Self { rows: Vec::new() })
    }
}

impl<M: Model> Sink for Rows<M> {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        self.rows.push(M::read(&mut Reader::new(row, M::table()))?);
        Ok(())
    }
}
