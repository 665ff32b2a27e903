//! The table.

use std::fmt::Write as _;
use std::fs;
use std::process::{Command, ExitCode};
use std::time::Duration;

use super::arguments::Arguments;
use super::engine::{ALL, Engine};
use super::findings::{Control, Findings};

/// A row on an engine, and how it went; the error says why it was not run.
pub struct Line {
    pub row: &'static str,
    pub about: &'static str,
    pub engine: Engine,
    pub outcome: Result<Findings, String>,
    pub took: Duration,
}

/// The number of violations shown for a line.
const MAX_SHOWN: usize = 8;

const HEADER: [&str; 11] = [
    "fault",
    "engine",
    "planned",
    "done",
    "committed",
    "absent",
    "unknown",
    "recovery ms",
    "violations",
    "control",
    "seconds",
];

impl Line {
    fn is_passed(&self) -> bool {
        match &self.outcome {
            Ok(findings) => findings.is_passed(),
            Err(_) => false,
        }
    }

    fn cells(&self) -> [String; 11] {
        let [row, engine] = [self.row, self.engine.name()].map(str::to_owned);
        let seconds = format!("{:.1}", self.took.as_secs_f64());
        let none = || "-".to_owned();
        let findings = match &self.outcome {
            Ok(findings) => findings,
            Err(why) => {
                let not_run = format!("NOT RUN: {why}");
                let rest: [String; 6] = std::array::from_fn(|_| none());
                let [a, b, c, d, e, f] = rest;
                return [row, engine, a, b, c, d, e, f, none(), not_run, seconds];
            }
        };
        let control = match &findings.control {
            Control::NotReached => "NOT REACHED".to_owned(),
            Control::Caught(words) => format!("caught: {words}"),
            Control::Missed(words) => format!("MISSED: {words}"),
        };
        let recovery = findings
            .recovery
            .map_or_else(none, |worst| format!("{:.0}", worst.as_secs_f64() * 1e3));
        [
            row,
            engine,
            findings.planned.to_string(),
            findings.done.to_string(),
            findings.committed.to_string(),
            findings.absent.to_string(),
            findings.unknown.to_string(),
            recovery,
            findings.violations.len().to_string(),
            control,
            seconds,
        ]
    }
}

/// Says at once how a line went, since the table comes at the end.
pub fn said(line: &Line) {
    let state = match (&line.outcome, line.is_passed()) {
        (Err(_), _) => "LEFT OUT",
        (_, true) => "ok",
        (_, false) => "FAILED",
    };
    eprintln!(
        "{}",
        [line.cells().join(" | "), state.to_owned()].join(" | ")
    );
    if let Ok(findings) = &line.outcome {
        for note in &findings.notes {
            eprintln!("    {note}");
        }
        for violation in findings.violations.iter().take(MAX_SHOWN) {
            eprintln!("    VIOLATION: {violation}");
        }
    }
}

/// Prints the table, and says whether all is well.
pub fn finish(
    lines: &[Line],
    versions: &[String],
    arguments: &Arguments,
    took: Duration,
) -> ExitCode {
    let cells: Vec<[String; 11]> = lines.iter().map(Line::cells).collect();
    let about = about(versions, arguments, took);
    if arguments.markdown {
        println!("{}", markdown(&about, &cells, lines));
    } else {
        println!("\n{about}\n{}", plain(&cells));
    }
    let mut missing = false;
    for engine in ALL {
        let left_out = lines
            .iter()
            .any(|line| line.engine == *engine && line.outcome.is_err());
        if left_out && engine.is_required() {
            println!("MISSING: {} is required and is not here", engine.name());
            missing = true;
        }
    }
    let passed = lines.iter().filter(|line| line.is_passed()).count();
    let skipped = lines.iter().filter(|line| line.outcome.is_err()).count();
    let failed = lines.len() - passed - skipped;
    println!("{passed} passed, {failed} failed, {skipped} skipped");
    if failed == 0 && !missing {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn about(versions: &[String], arguments: &Arguments, took: Duration) -> String {
    let said = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output();
        output.map_or_else(
            |_| "unknown".to_owned(),
            |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        )
    };
    let cpus = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("unknown").to_owned();
    let form = if arguments.full { "full" } else { "short" };
    let mut text = format!(
        "{form} form, {}, {} {}, {cpus} CPUs, load {load}, {:.0} s; sqlite {}",
        said("date", &["-u", "+%Y-%m-%d"]),
        said("uname", &["-s"]),
        said("uname", &["-r"]),
        took.as_secs_f64(),
        rusqlite::version(),
    );
    for version in versions {
        let _ = write!(text, ", {version}");
    }
    text
}

fn plain(cells: &[[String; 11]]) -> String {
    let all = || std::iter::once(HEADER.map(str::to_owned)).chain(cells.iter().cloned());
    let widths: Vec<usize> = (0..HEADER.len())
        .map(|at| all().map(|row| row[at].chars().count()).max().unwrap_or(0))
        .collect();
    let mut text = String::new();
    for row in all() {
        for (at, cell) in row.iter().enumerate() {
            let width = widths[at];
            // Words to the left, numbers to the right.
            let _ = match at {
                0 | 1 | 9 => write!(text, "{cell:<width$}  "),
                _ => write!(text, "{cell:>width$}  "),
            };
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

fn markdown(about: &str, cells: &[[String; 11]], lines: &[Line]) -> String {
    let mut text = format!("{about}\n\n| {} |\n", HEADER.join(" | "));
    text.push_str("|---|---|---:|---:|---:|---:|---:|---:|---:|---|---:|\n");
    for (row, line) in cells.iter().zip(lines) {
        let [name, rest @ ..] = row;
        let about = line.about;
        let _ = writeln!(text, "| `{name}`: {about} | {} |", rest.join(" | "));
    }
    for line in lines {
        let notes = line.outcome.iter().flat_map(|findings| &findings.notes);
        for note in notes {
            let _ = write!(text, "\n- {}, {}: {note}", line.row, line.engine.name());
        }
    }
    text
}
