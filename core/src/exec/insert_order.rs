//! The order in which new rows that reference each other are sent. PostgreSQL checks foreign keys
//! after the statement; the others check each row as it is written. So rows of a circle are refused
//! on every database.

use std::collections::{HashMap, VecDeque};

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::stmt::load_key::LoadKey;
use crate::table::Table;
use crate::value::Value;

/// Sorts the rows so that each one comes after the rows of the same table that it references. Other
/// rows keep their order.
///
/// # Errors
///
/// `ForeignKey` for rows that reference each other in a circle.
pub(crate) fn parents_first(table: &'static Table, rows: &mut Vec<Vec<Value>>) -> Result<()> {
    let references_itself = |parent: fn() -> &'static Table| std::ptr::eq(parent(), table);
    let columns = table.columns().iter().enumerate();
    let keys: Vec<usize> = columns
        .filter(|(_, column)| {
            let reference = column.references;
            reference.is_some_and(|reference| references_itself(reference.parent))
        })
        .map(|(position, _)| position)
        .collect();
    if keys.is_empty() || rows.len() < 2 {
        return Ok(());
    }
    let value = |row: &[Value], position: usize| row.get(position).and_then(LoadKey::of);
    let own_key = |(index, row): (usize, &Vec<Value>)| {
        value(row, table.key_position()).map(|key| (key, index))
    };
    let indexes: HashMap<LoadKey, usize> = rows.iter().enumerate().filter_map(own_key).collect();
    let mut missing = vec![0_usize; rows.len()];
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
    for ((index, row), missing) in rows.iter().enumerate().zip(&mut missing) {
        for position in &keys {
            let parent = value(row, *position).and_then(|key| indexes.get(&key).copied());
            let parent = parent.filter(|parent| *parent != index);
            if let Some(children) = parent.and_then(|parent| children.get_mut(parent)) {
                children.push(index);
                *missing += 1;
            }
        }
    }
    let free = missing.iter().enumerate().filter(|(_, count)| **count == 0);
    let mut free: VecDeque<usize> = free.map(|(index, _)| index).collect();
    let mut sent: Vec<Option<Vec<Value>>> = std::mem::take(rows).into_iter().map(Some).collect();
    while let Some(index) = free.pop_front() {
        rows.extend(sent.get_mut(index).and_then(Option::take));
        for child in children.get(index).into_iter().flatten() {
            let Some(missing) = missing.get_mut(*child) else {
                continue;
            };
            *missing -= 1;
            if *missing == 0 {
                free.push_back(*child);
            }
        }
    }
    // Every row that is left waits for another one.
    let waits = |index: usize, position: &usize, row: &[Value]| {
        let parent = value(row, *position).and_then(|key| indexes.get(&key).copied());
        parent
            .is_some_and(|parent| parent != index && sent.get(parent).is_some_and(Option::is_some))
    };
    let left = sent.iter().enumerate();
    let mut left = left.filter_map(|(index, row)| Some((index, row.as_ref()?)));
    let column = left.find_map(|(index, row)| {
        keys.iter()
            .find(|position| waits(index, position, row))
            .copied()
    });
    match column {
        Some(column) => Err(circle(table, table.field(column))),
        None => Ok(()),
    }
}

#[cold]
fn circle(table: &'static Table, field: &'static str) -> Error {
    let model = table.model();
    let message = format!(
        "new rows point to each other in a circle through `{model}.{field}`; create one of them without it, and update it afterwards"
    );
    Error::new(ErrorKind::ForeignKey, message)
        .with_model(table)
        .with_field(
            field,
            "foreign_key",
            "points to a row that is created after it".into(),
        )
}
