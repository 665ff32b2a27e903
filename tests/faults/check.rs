//! What must be true afterwards, looked at from outside: each answer, and what holds for the tables as a whole.

use std::collections::BTreeMap;
use std::ops::Range;

use super::ledger::{Line, Lines, Outcome, WORKS, Work};
use super::models::{ACCOUNTS, CENTS};
use super::outside::Outside;

/// What was found.
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
    /// All that belongs to it is there.
    is_whole: bool,
}

/// Compares the numbers of the range with what is there.
pub async fn check(outside: &mut Outside, lines: &Lines, range: Range<i64>) -> Verdict {
    let mut verdict = Verdict::default();
    let mut found = BTreeMap::new();
    for work in WORKS {
        found.insert(work, look(outside, work, &range).await);
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
                let words = format!("{work:?} {number} is there, and nobody started it");
                verdict.violations.push(words);
            }
        }
    }
    verdict.violations.extend(sound(outside).await);
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
        (_, 2..) => return says("is there more than once"),
        (Some(Outcome::Committed), 0) => return says("was answered and is not there"),
        (Some(Outcome::Absent), 1) => {
            return says("is there, and was answered as not written");
        }
        (_, 0) => {}
        _ if !there.is_whole => return says("is there by half"),
        _ if there.value != line.value => return says("is there with another value"),
        _ => {}
    }
    match line.looked_up {
        Some(found) if found != (there.times == 1) => {
            says("was looked up by its key with another result")
        }
        _ => None,
    }
}

async fn look(outside: &mut Outside, work: Work, range: &Range<i64>) -> BTreeMap<i64, Found> {
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
    for row in outside.numbers(&sql).await {
        let one = found.entry(row[0]).or_default();
        one.times += 1;
        one.value = row[1];
        one.is_whole = row[2] == 1;
    }
    found
}

/// What holds whatever was written.
async fn sound(outside: &mut Outside) -> Vec<String> {
    let mut violations = Vec::new();
    if let Outside::Sqlite(_) = outside {
        let said = outside.text("PRAGMA integrity_check").await;
        if said != "ok" {
            violations.push(format!("integrity_check says {said}"));
        }
    }
    let sum = outside.number("SELECT SUM(cents) FROM account").await;
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
        let count = outside.number(sql).await;
        if count > 0 {
            violations.push(format!("{count} {what}"));
        }
    }
    violations
}
