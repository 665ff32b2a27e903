//! SQL text from statements and tables: the dialects, the rendering of statements, and the DDL.

pub(crate) mod ddl;
pub(crate) mod dialect;
pub(crate) mod raw_statement;
pub(crate) mod render;
