//! The checks after a fault, over a raw connection: each acknowledged outcome, and the invariants
//! of the tables.

use std::collections::BTreeMap;
use std::ops::Range;

use super::ledger::{Line, Lines, Outcome, WORKS, Work};
use super::models::{ACCOUNTS, CENTS};
use super::raw_connection::RawConnection;

/// The words of a violation for an acknowledged write that does not exist.
pub const LOST: &str = "was acknowledged and does not exist";

/// The result of a check.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Answered with success.
    pub committed: u64,
    /// Answered with an error that says that nothing was written.
    pub absent: u64,
    /// Answered with an unknown outcome, or not at all.
    pub unknown: u64,
    pub violations: Vec<String>,
}

/// A piece of work as it is in the database.
#[derive(Debug, Default)]
struct Found {
    times: u64,
    value: i64,
    /// All of its rows exist.
    is_whole: bool,
}

/// Compares the recorded outcomes in the range with the stored rows.
pub async fn check(raw: &mut RawConnection, lines: &Lines, range: Range<i64>) -> Verdict {
    let mut verdict = Verdict::default();
    let mut found = BTreeMap::new();
    for work in WORKS {
        found.insert(work, look(raw, work, &range).await);
    }
    for (number, line) in lines.range(range.clone()) {
        let nothing = Found::default();
        let there = found[&line.work].get(number).unwrap_or(&nothing);
        verdict.count(line);
        verdict.violations.extend(judge(*number, line, there));
    }
    for (work, found) in &found {
        for number in found.keys() {
            if lines.get(number).is_none_or(|line| line.work != *work) {
                let words = format!("{work:?} {number} exists, and no client started it");
                verdict.violations.push(words);
            }
        }
    }
    verdict.violations.extend(sound(raw).await);
    verdict
}

impl Verdict {
    fn count(&mut self, line: &Line) {
        match line.outcome {
            Some(Outcome::Committed) => self.committed += 1,
            Some(Outcome::Absent) => self.absent += 1,
            Some(Outcome::Unknown) | None => self.unknown += 1,
        }
    }
}

fn judge(number: i64, line: &Line, there: &Found) -> Option<String> {
    let work = line.work;
    let says = |what: &str| Some(format!("{work:?} {number}, {:?}: {what}", line.outcome));
    match (line.outcome, there.times) {
        (_, 2..) => return says("exists more than once"),
        (Some(Outcome::Committed), 0) => return says(LOST),
        (Some(Outcome::Absent), 1) => {
            return says("exists, and was reported as not written");
        }
        (_, 0) => {}
        _ if !there.is_whole => return says("exists in part"),
        _ if there.value != line.value => return says("exists with another value"),
        _ => {}
    }
    match line.looked_up {
        Some(found) if found != (there.times == 1) => {
            says("was looked up by its key with another result")
        }
        _ => None,
    }
}

async fn look(raw: &mut RawConnection, work: Work, range: &Range<i64>) -> BTreeMap<i64, Found> {
    let (first, end) = (range.start, range.end);
    let sql = match work {
        Work::Entry => {
            format!("SELECT number, value, 1 FROM entry WHERE number >= {first} AND number < {end}")
        }
        Work::Transfer => format!(
            "SELECT number, cents, 1 FROM transfer WHERE number >= {first} AND number < {end}"
        ),
        Work::Family => format!(
            "SELECT p.number, p.children, CASE WHEN p.children = (SELECT count(*) FROM child AS c WHERE c.parent_id = p.id) THEN 1 ELSE 0 END \
            FROM parent AS p WHERE p.number >= {first} AND p.number < {end}"
        ),
    };
    let mut found: BTreeMap<i64, Found> = BTreeMap::new();
    for row in raw.numbers(&sql).await {
        let one = found.entry(row[0]).or_default();
        one.times += 1;
        one.value = row[1];
        one.is_whole = row[2] == 1;
    }
    found
}

/// Checks the invariants of the tables.
async fn sound(raw: &mut RawConnection) -> Vec<String> {
    let mut violations = Vec::new();
    if let RawConnection::Sqlite(_) = raw {
        let said = raw.text("PRAGMA integrity_check").await;
        if said != "ok" {
            violations.push(format!("integrity_check says {said}"));
        }
    }
    let sum = raw.number("SELECT SUM(cents) FROM account").await;
    if sum != ACCOUNTS * CENTS {
        violations.push(format!("the accounts hold {sum} cents in all"));
    }
    let wrong = format!(
        "SELECT count(*) FROM account AS a WHERE cents <> {CENTS} \
         + (SELECT COALESCE(SUM(t.cents), 0) FROM transfer AS t WHERE t.target = a.number) \
         - (SELECT COALESCE(SUM(t.cents), 0) FROM transfer AS t WHERE t.source = a.number)"
    );
    let orphans = "SELECT count(*) FROM child AS c WHERE NOT EXISTS (SELECT 1 FROM parent AS p WHERE p.id = c.parent_id)";
    for (sql, what) in [
        (wrong.as_str(), "accounts do not agree with the transfers"),
        (orphans, "children have no parent"),
    ] {
        let count = raw.number(sql).await;
        if count > 0 {
            violations.push(format!("{count} {what}"));
        }
    }
    violations
}
