//! Interleaved rounds, and the table that they end in.

use std::time::Duration;

use super::timed;

pub(crate) struct Report {
    title: &'static str,
    rows: Vec<(String, f64, f64, f64, f64)>,
}

impl Report {
    pub(crate) fn new(title: &'static str) -> Self {
        Self {
            title,
            rows: Vec::new(),
        }
    }

    /// Runs ours and theirs in turn, after one round to warm up, and keeps the medians.
    pub(crate) fn pair(
        &mut self,
        name: &str,
        target: f64,
        operations: usize,
        rounds: usize,
        mut ours: impl FnMut(),
        mut theirs: impl FnMut(),
    ) {
        let mut times: Vec<(Duration, Duration)> = Vec::new();
        for round in 0..rounds {
            // The second side finds warm caches: take turns.
            let pair = if round % 2 == 0 {
                let ours = timed(&mut ours);
                (ours, timed(&mut theirs))
            } else {
                let theirs = timed(&mut theirs);
                (timed(&mut ours), theirs)
            };
            times.push(pair);
        }
        let each = |time: Duration| time.as_secs_f64() * 1e6 / operations as f64;
        let times = &times[1.min(rounds - 1)..];
        let ours = median(times.iter().map(|(ours, _)| each(*ours)));
        let theirs = median(times.iter().map(|(_, theirs)| each(*theirs)));
        let ratio = median(
            times
                .iter()
                .map(|(ours, theirs)| ours.as_secs_f64() / theirs.as_secs_f64()),
        );
        self.rows
            .push((name.to_owned(), ours, theirs, ratio, target));
    }

    pub(crate) fn print(&self) {
        println!("{}\n", self.title);
        println!("| case | ours, µs | by hand, µs | ratio | target |");
        println!("| --- | ---: | ---: | ---: | ---: |");
        for (name, ours, theirs, ratio, target) in &self.rows {
            let mark = if ratio <= target { "" } else { ", missed" };
            println!("| {name} | {ours:.1} | {theirs:.1} | {ratio:.2} | ≤ {target}{mark} |");
        }
        println!();
    }
}

pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
