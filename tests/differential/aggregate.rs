//! Aggregates, evaluated in Rust; groups and their conditions.

use std::cmp::Ordering;

use fivefold::ErrorKind;
use fivefold::types::Decimal;

use crate::answer::Near;
use crate::cell::Cell;
use crate::condition::compare;
use crate::field::{Comparison, Function, Row};
use crate::question::{GroupSort, Grouping, Having};
use crate::select::Nulls;
use crate::table::{ShapeInfo, Table};
use crate::values::Kind;

/// The digits after the point of the decimal numbers in `values.rs`, which are added up as integers.
const SCALE: u32 = 18;

/// An aggregate before it has the type that is returned.
enum Exact {
    Cell(Cell),
    /// A sum of integers, or of decimal numbers without their point.
    Whole(i128),
    /// A sum of floats, and that of their sizes.
    Float(f64, f64),
}

fn exact(function: Function, rows: &[&Row], column: usize, kind: Kind) -> Exact {
    let cells = rows
        .iter()
        .map(|row| &row[column])
        .filter(|cell| !cell.is_null());
    match function {
        Function::Count => Exact::Whole(cells.count() as i128),
        Function::Min => Exact::Cell(cells.min().cloned().unwrap_or(Cell::Null)),
        Function::Max => Exact::Cell(cells.max().cloned().unwrap_or(Cell::Null)),
        Function::Sum | Function::Avg if matches!(kind, Kind::F32 | Kind::F64) => {
            let floats = cells.map(|cell| match cell {
                Cell::Float(float) => *float,
                other => panic!("{other:?} is no float"),
            });
            let floats: Vec<f64> = floats.collect();
            Exact::Float(
                floats.iter().sum(),
                floats.iter().map(|float| float.abs()).sum(),
            )
        }
        Function::Sum | Function::Avg => Exact::Whole(cells.map(whole).sum()),
    }
}

/// Returns an integer, or a decimal number without its point.
fn whole(cell: &Cell) -> i128 {
    match cell {
        Cell::Int(int) => (*int).into(),
        Cell::Decimal(decimal) => decimal.mantissa() * 10_i128.pow(SCALE - decimal.scale()),
        other => panic!("{other:?} is no number"),
    }
}

/// Returns the aggregate as it is returned; `Check` for a sum that its type does not hold.
pub fn aggregate(
    table: Table,
    function: Function,
    rows: &[&Row],
    column: usize,
) -> Result<Near, ErrorKind> {
    let kind = table.info().columns[column].kind;
    let count = rows.iter().filter(|row| !row[column].is_null()).count() as i128;
    let is_mean = function == Function::Avg;
    if is_mean && count == 0 {
        return Ok(Cell::Null.into());
    }
    Ok(match exact(function, rows, column, kind) {
        Exact::Cell(cell) => cell.into(),
        Exact::Float(sum, size) if is_mean => Near {
            cell: Cell::Float(sum / count as f64),
            by: size * 1e-14,
        },
        Exact::Float(sum, size) => Near {
            cell: Cell::Float(sum),
            by: size * 1e-14,
        },
        Exact::Whole(sum) if kind == Kind::Decimal && is_mean => mean(sum / count),
        Exact::Whole(sum) if kind == Kind::Decimal && function == Function::Sum => {
            Cell::Decimal(decimal(sum).ok_or(ErrorKind::Check)?).into()
        }
        Exact::Whole(sum) if is_mean => {
            let mean = sum as f64 / count as f64;
            Near {
                cell: Cell::Float(mean),
                by: mean.abs() * 1e-15,
            }
        }
        Exact::Whole(sum) => Cell::Int(i64::try_from(sum).map_err(|_| ErrorKind::Check)?).into(),
    })
}

/// Returns the decimal number, if it has at most 96 bits without its point.
fn decimal(mut mantissa: i128) -> Option<Decimal> {
    let mut scale = SCALE;
    while scale > 0 && mantissa % 10 == 0 {
        (mantissa, scale) = (mantissa / 10, scale - 1);
    }
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}

/// Returns the mean, with as many digits as a decimal number has.
fn mean(mut mantissa: i128) -> Near {
    let mut scale = SCALE;
    loop {
        if let Ok(decimal) = Decimal::try_from_i128_with_scale(mantissa, scale) {
            return Near {
                cell: Cell::Decimal(decimal),
                by: 2.0 * 10_f64.powi(-(scale as i32)),
            };
        }
        (mantissa, scale) = (mantissa / 10, scale - 1);
    }
}

fn meets(table: Table, rows: &[&Row], having: &Having) -> bool {
    match having {
        Having::Test(function, column, comparison, cell) => {
            match exact(*function, rows, *column, table.info().columns[*column].kind) {
                Exact::Cell(found) => compare(&found, *comparison, cell),
                Exact::Whole(found) => {
                    let sought = whole(cell);
                    match comparison {
                        Comparison::Eq => found == sought,
                        Comparison::Ne => found != sought,
                        Comparison::Lt => found < sought,
                        Comparison::Le => found <= sought,
                        Comparison::Gt => found > sought,
                        Comparison::Ge => found >= sought,
                    }
                }
                Exact::Float(..) => panic!("a sum of floats is rounded"),
            }
        }
        Having::And(one, two) => meets(table, rows, one) && meets(table, rows, two),
        Having::Or(one, two) => meets(table, rows, one) || meets(table, rows, two),
        Having::Not(inner) => !meets(table, rows, inner),
    }
}

/// Returns the keys and the aggregates of each group.
pub fn groups(
    table: Table,
    rows: &[&Row],
    grouping: &Grouping,
) -> Result<Vec<(Row, Vec<Near>)>, ErrorKind> {
    let ShapeInfo { keys, aggregates } = &table.info().shapes[grouping.shape];
    let mut groups: Vec<(Row, Vec<&Row>)> = Vec::new();
    for row in rows {
        let key: Row = keys.iter().map(|at| row[*at].clone()).collect();
        match groups.iter_mut().find(|(other, _)| *other == key) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((key, vec![row])),
        }
    }
    groups.retain(|(_, rows)| {
        grouping
            .having
            .iter()
            .all(|having| meets(table, rows, having))
    });
    groups.sort_by(|(one, first), (two, second)| {
        let by_order = grouping.order.iter().map(|sort| match sort {
            GroupSort::Key(sort) => {
                assert!(sort.nulls == Nulls::Least);
                sort.compare(first[0], second[0])
            }
            GroupSort::Measured(function, column, descending) => {
                let kind = table.info().columns[*column].kind;
                let order = match (
                    exact(*function, first, *column, kind),
                    exact(*function, second, *column, kind),
                ) {
                    (Exact::Cell(one), Exact::Cell(two)) => one.cmp(&two),
                    (Exact::Whole(one), Exact::Whole(two)) => one.cmp(&two),
                    _ => panic!("a sum of floats is rounded"),
                };
                if *descending { order.reverse() } else { order }
            }
        });
        by_order
            .fold(Ordering::Equal, Ordering::then)
            .then_with(|| one.cmp(two))
    });
    let limit = grouping.limit.unwrap_or(u64::MAX) as usize;
    let measured = groups.into_iter().take(limit).map(|(key, rows)| {
        let values = aggregates
            .iter()
            .map(|(function, column)| aggregate(table, *function, &rows, *column));
        Ok((key, values.collect::<Result<_, _>>()?))
    });
    measured.collect()
}
