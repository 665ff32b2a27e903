//! Interleaved rounds, and the tables that they end in.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use crate::machine::load;
use crate::side::Turn;

/// Rounds at the start that do not count: connections are opened, statements prepared, caches filled.
const WARM_UP: usize = 2;

/// The role of a side.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The one that is judged.
    Judged,
    /// The reference. Of several the fastest counts.
    Reference,
    /// There to be seen.
    Beside,
}

pub(crate) struct Side<S: ?Sized> {
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) work: Box<S>,
}

impl<S: ?Sized> Side<S> {
    pub(crate) fn judged(name: &str, work: Box<S>) -> Self {
        Self::new(name, Role::Judged, work)
    }

    pub(crate) fn reference(name: &str, work: Box<S>) -> Self {
        Self::new(name, Role::Reference, work)
    }

    pub(crate) fn beside(name: &str, work: Box<S>) -> Self {
        Self::new(name, Role::Beside, work)
    }

    fn new(name: &str, role: Role, work: Box<S>) -> Self {
        Self {
            name: name.to_owned(),
            role,
            work,
        }
    }
}

pub(crate) struct Case<'c> {
    pub(crate) name: &'c str,
    /// The most that the judged side may take, as a multiple of the reference.
    pub(crate) limit: Option<f64>,
    /// The number of operations of one turn.
    pub(crate) operations: usize,
    pub(crate) rounds: usize,
}

pub(crate) struct Report {
    engine: &'static str,
    words: Vec<String>,
    lines: Vec<String>,
}

/// The wall time of one turn, and the CPU time of this process.
#[derive(Clone, Copy)]
struct Took {
    time: Duration,
    cpu: Duration,
}

impl Report {
    /// Only those cases run whose name has one of the words in it; all without any.
    pub(crate) fn new(engine: &'static str, words: &[String]) -> Self {
        Self {
            engine,
            words: words.to_vec(),
            lines: Vec::new(),
        }
    }

    pub(crate) fn wants(&self, case: &str) -> bool {
        let name = format!("{}: {case}", self.engine).to_lowercase();
        self.words.is_empty()
            || self
                .words
                .iter()
                .any(|word| name.contains(&word.to_lowercase()))
    }

    /// Runs the sides in turn, each first as often as the others, with an input that is made outside of the measured time.
    pub(crate) async fn compare<S: ?Sized + Send, I: Send>(
        &mut self,
        case: &Case<'_>,
        sides: &mut [Side<S>],
        mut input: impl FnMut() -> Turn<'static, I> + Send,
        turn: for<'a> fn(&'a mut S, I) -> Turn<'a>,
    ) {
        if !self.wants(case.name) {
            return;
        }
        eprintln!("{}: {} (load {})", self.engine, case.name, load());
        let mut rounds: Vec<Vec<Took>> = Vec::new();
        for round in 0..WARM_UP + case.rounds {
            let mut took: Vec<Option<Took>> = vec![None; sides.len()];
            for step in 0..sides.len() {
                let at = (round + step) % sides.len();
                // There and back, so that no side always follows the same one.
                let at = if round % 2 == 0 {
                    at
                } else {
                    sides.len() - 1 - at
                };
                let input = input().await;
                let work = turn(&mut *sides[at].work, input);
                took[at] = Some(measured(work).await);
            }
            if round >= WARM_UP {
                rounds.push(took.into_iter().flatten().collect());
            }
        }
        self.add(case, sides, &rounds);
    }

    fn add<S: ?Sized>(&mut self, case: &Case<'_>, sides: &[Side<S>], rounds: &[Vec<Took>]) {
        let each = |time: Duration| time.as_secs_f64() * 1e6 / case.operations as f64;
        let time = |side: usize| median(rounds.iter().map(|took| each(took[side].time)));
        let reference = (0..sides.len())
            .filter(|at| sides[*at].role == Role::Reference)
            .min_by(|one, other| time(*one).total_cmp(&time(*other)));
        for (at, side) in sides.iter().enumerate() {
            let cpu = median(rounds.iter().map(|took| each(took[at].cpu)));
            let (ratio, spread) = reference.map_or((1.0, String::new()), |reference| {
                let mut ratios: Vec<f64> = rounds
                    .iter()
                    .map(|took| took[at].time.as_secs_f64() / took[reference].time.as_secs_f64())
                    .collect();
                ratios.sort_by(f64::total_cmp);
                let part = |quarter: usize| ratios[(ratios.len() - 1) * quarter / 4];
                (part(2), format!("{:.2} to {:.2}", part(1), part(3)))
            });
            let target = match (side.role, case.limit) {
                (Role::Judged, Some(limit)) if ratio <= limit => format!("≤ {limit}"),
                (Role::Judged, Some(limit)) => format!("≤ {limit}, missed"),
                _ if reference == Some(at) => "reference".to_owned(),
                _ => String::new(),
            };
            self.lines.push(format!(
                "| {} | {} | {:.1} | {cpu:.1} | {ratio:.2} | {spread} | {target} |",
                case.name,
                side.name,
                time(at)
            ));
        }
    }

    pub(crate) fn print(&self) {
        if self.lines.is_empty() {
            return;
        }
        println!(
            "| {} | side | µs | CPU, µs | ratio | quartiles | target |",
            self.engine
        );
        println!("| --- | --- | ---: | ---: | ---: | --- | --- |");
        for line in &self.lines {
            println!("{line}");
        }
        println!();
    }
}

async fn measured(work: Turn<'_>) -> Took {
    let (start, cpu) = (Instant::now(), computed());
    work.await;
    Took {
        time: start.elapsed(),
        cpu: computed().saturating_sub(cpu),
    }
}

/// Returns the CPU time of the threads of this process so far.
fn computed() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap();
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap())
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
