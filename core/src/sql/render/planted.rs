//! Planted faults: a change of every statement that a thread renders, with which the differential
//! tests prove that they would see a mistake.

use std::cell::Cell;

/// A change of the text of a statement. Its placeholders stay.
pub type PlantedFault = fn(&str) -> String;

thread_local! {
    static FAULT: Cell<Option<PlantedFault>> = const { Cell::new(None) };
}

/// Plants a fault in the statements that this thread renders; none removes it. Statements that are
/// rendered once for each model are not changed.
pub fn plant_in_sql(fault: Option<PlantedFault>) {
    FAULT.set(fault);
}

/// Returns the statement with the planted fault.
pub(crate) fn changed(sql: String) -> String {
    match FAULT.get() {
        Some(fault) => fault(&sql),
        None => sql,
    }
}
