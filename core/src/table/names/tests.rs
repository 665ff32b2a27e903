//! The names of constraints, and the lookup by name.

use crate::prelude::*;
use crate::schema::parent;
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::table::names::{Constraint, MAX_LENGTH, constraint_name, hash};

#[model(crate = crate, table = "seats", unique(hall, place), index(place, state))]
#[derive(Debug)]
struct Seat {
    id: Id<Seat>,
    #[field(unique, len(1..=9))]
    label: String,
    hall: String,
    #[field(column = "chair", range(1..))]
    place: i32,
    #[field(index)]
    state: bool,
    #[field(on_delete = cascade)]
    next_id: Option<Id<Seat>>,
}

#[test]
fn a_name_is_put_together_from_table_columns_and_suffix() {
    let seat = parent::<Seat>();
    assert_eq!(seat.constraint_name(&["label"], "key"), "seats_label_key");
    assert_eq!(
        seat.constraint_name(&["hall", "chair"], "idx"),
        "seats_hall_chair_idx"
    );
    assert_eq!(seat.key_constraint(), "seats_pkey");
    let key = seat.unique_constraint(&["id".to_owned()]);
    assert_eq!(key, "seats_pkey");
}

/// Databases hold these names: if this test fails, the code is wrong and not the test.
#[test]
fn a_long_name_is_cut_and_stays_what_it_was() {
    let table = "a_table_with_a_name_of_moderate_length";
    let column = "a_column_of_moderate_length";
    for (columns, suffix, name) in [
        // 63 bytes are allowed.
        (
            vec!["twenty_bytes_of_name"],
            "key",
            "a_table_with_a_name_of_moderate_length_twenty_bytes_of_name_key",
        ),
        (
            vec!["twenty_bytes_of_name"],
            "fkey",
            "a_table_with_a_name_of_moderate_length_twenty_byt_d1d261d9_fkey",
        ),
        (
            vec![column],
            "check",
            "a_table_with_a_name_of_moderate_length_a_column__26a73e68_check",
        ),
        (
            vec![column, column],
            "key",
            "a_table_with_a_name_of_moderate_length_a_column_of_7367ba5b_key",
        ),
    ] {
        let found = constraint_name(table, &columns, suffix);
        assert_eq!(found, name);
        assert!(found.len() <= MAX_LENGTH, "{found}");
    }
    let longest = "t".repeat(MAX_LENGTH);
    assert_eq!(
        constraint_name(&longest, &[], "pkey"),
        "ttttttttttttttttttttttttttttttttttttttttttttttttt_f754204b_pkey"
    );
}

#[test]
fn a_cut_falls_between_two_letters() {
    for at in 0..8 {
        let table = format!("{}{}", "x".repeat(at), "\u{1f600}".repeat(20));
        let name = constraint_name(&table, &["column"], "range");
        assert!(
            name.len() <= MAX_LENGTH && name.ends_with("_range"),
            "{name}"
        );
        assert!(name.len() > MAX_LENGTH - 4, "{name}");
    }
}

#[test]
fn names_that_differ_in_what_is_cut_stay_different() {
    let start = "the_same_start_of_all_names_is_longer_than_what_is_kept_of_them";
    let ends: Vec<String> = (0..2_000).map(|at| format!("column_{at}")).collect();
    let mut names: Vec<String> = ends
        .iter()
        .flat_map(|end| {
            ["key", "fkey", "idx", "len"].map(|suffix| constraint_name(start, &[end], suffix))
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 4 * ends.len());
}

#[test]
fn the_hash_is_the_one_that_is_published() {
    // From the authors' own list of test cases.
    assert_eq!(hash(""), 0x811c_9dc5);
    assert_eq!(hash("a"), 0xe40c_292c);
    assert_eq!(hash("foobar"), 0xbf9c_f968);
}

#[test]
fn a_name_leads_back_to_what_it_guards() {
    let unique = |columns: &[&str]| {
        let columns = columns.iter().map(|column| (*column).to_owned());
        Some(Constraint::Unique(columns.collect()))
    };
    let check = |column: &str| Some(Constraint::Check(column.to_owned()));
    for (name, found) in [
        ("seats_pkey", unique(&["id"])),
        ("PRIMARY", unique(&["id"])),
        ("seats_label_key", unique(&["label"])),
        ("seats_hall_chair_key", unique(&["hall", "chair"])),
        (
            "seats_next_id_fkey",
            Some(Constraint::ForeignKey("next_id".to_owned())),
        ),
        ("seats_label_len", check("label")),
        ("seats_chair_range", check("chair")),
        ("seats_state_check", check("state")),
        // No constraint of this model: an index that is not unique, a field in place of its column,
        // another case.
        ("seats_chair_state_idx", None),
        ("seats_place_range", None),
        ("seats_hall_key", None),
        ("seats_label_fkey", None),
        ("SEATS_LABEL_KEY", None),
        ("primary", None),
        ("", None),
    ] {
        assert_eq!(parent::<Seat>().constraint(name), found, "{name}");
    }
}

/// The macro rejects a table with such a name.
static LONG: Table = Table::new(
    "Long",
    "a_table_whose_name_is_as_long_as_a_name_can_be_which_is_63_long",
    &[ColumnDef::of::<i64>("id").key()],
);

#[test]
fn a_name_that_was_cut_leads_back_as_well() {
    assert_eq!(LONG.name().len(), MAX_LENGTH);
    let name = LONG.key_constraint();
    assert!(name.len() <= MAX_LENGTH, "{name}");
    let key = || vec!["id".to_owned()];
    assert_eq!(LONG.constraint(&name), Some(Constraint::Unique(key())));
    assert_eq!(LONG.unique_constraint(&key()), name);
}
