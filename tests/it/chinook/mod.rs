//! The Chinook schema, which the project did not design: eleven tables of a music shop, and what
//! one asks of it.
//!
//! Tables and columns are the published ones. Two things are said in another way: the key of
//! `PlaylistTrack`, there a pair, is a group of unique columns beside a key of its own; and prices
//! are whole cents, since not every database has decimal numbers.

mod models;
mod questions;
mod rows;
