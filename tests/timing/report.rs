//! One run on one engine, and what it says.

use super::accounts::{self, Accounts, open};
use super::controls;
use super::plan::{Engine, Plan, TestServer};
use super::sample::{Arm, Random, pairs};
use super::statistic::Summary;

/// Pairs of two arms, as many as it took to decide.
pub struct Measured {
    pub summary: Summary,
}

impl Measured {
    /// Takes pairs until the interval is inside of the bound or outside, or there are as many as
    /// may be.
    pub async fn take(
        plan: &Plan,
        one: Arm<'_>,
        other: Arm<'_>,
        bound: f64,
        random: &mut Random,
    ) -> Self {
        let (first, most) = plan.pairs();
        let mut taken = Vec::with_capacity(most);
        loop {
            pairs(one, other, random, first, &mut taken).await;
            let summary = Summary::of(&taken);
            if taken.len() >= most || summary.is_inside(bound) || summary.is_outside(bound) {
                return Self { summary };
            }
        }
    }
}

/// One line of the table.
pub struct Line {
    pub name: String,
    pub summary: Summary,
    pub is_control: bool,
    pub is_right: bool,
    /// The machine was too noisy for this line to say anything.
    pub is_noise: bool,
}

impl Line {
    pub fn control(name: String, measured: &Measured, is_right: bool, bound: f64) -> Self {
        let summary = measured.summary.clone();
        let is_noise = summary.half_width() > bound / 2.0 && summary.median.abs() < bound;
        Self {
            name,
            summary,
            is_control: true,
            is_right,
            is_noise,
        }
    }

    fn class(name: &str, measured: &Measured, bound: f64) -> Self {
        let summary = measured.summary.clone();
        Self {
            name: name.to_owned(),
            is_right: summary.is_inside(bound),
            is_noise: summary.half_width() > bound / 2.0 && !summary.is_outside(bound),
            is_control: false,
            summary,
        }
    }
}

/// The result of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    Fail,
    Void,
}

/// A run on one engine.
pub struct Run {
    pub engine: Engine,
    pub bound: f64,
    pub lines: Vec<Line>,
    /// The time of one check, and of the first one, in nanoseconds.
    check: f64,
    cold: f64,
    seed: u64,
}

impl Run {
    pub async fn of(plan: &Plan, server: &TestServer, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let accounts: Accounts = accounts::make(plan, server).await;
        let plain = open(server, plan.policy()).await;
        let legacy = open(server, controls::legacy(plan)).await;
        let known = Arm {
            db: &plain,
            class: &accounts.known,
        };
        let cold = known.warm(&mut random, 1).await;
        let warmth = if plan.is_production { 20 } else { 200 };
        known.warm(&mut random, warmth).await;
        let check = known.warm(&mut random, warmth).await;
        Arm {
            db: &legacy,
            class: &accounts.known,
        }
        .warm(&mut random, warmth)
        .await;
        let bound = plan.bound(server.engine, check);

        let mut lines = controls::run(plan, server, &accounts, bound, &mut random).await;
        for class in &accounts.others {
            let db = if class.is_legacy { &legacy } else { &plain };
            let (one, other) = (
                Arm {
                    db,
                    class: &accounts.known,
                },
                Arm { db, class },
            );
            let measured = Measured::take(plan, one, other, bound, &mut random).await;
            lines.push(Line::class(class.name, &measured, bound));
        }
        Self {
            engine: server.engine,
            bound,
            lines,
            check,
            cold,
            seed,
        }
    }

    /// A run in which a control came out wrong says nothing; with a machine that is too noisy it
    /// could not.
    pub fn verdict(&self) -> Verdict {
        let mut wrong = self.lines.iter().filter(|line| !line.is_right).peekable();
        if wrong.peek().is_none() {
            Verdict::Pass
        } else if wrong.all(|line| line.is_noise) {
            Verdict::Void
        } else {
            Verdict::Fail
        }
    }

    /// The table.
    pub fn text(&self, plan: &Plan) -> String {
        let micros = |nanos: f64| nanos / 1_000.0;
        let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load = load.split_whitespace().next().unwrap_or("?").to_owned();
        let mut text = format!(
            "\ntiming, {}: {} check of {:.0} us (the first {:.0} us), bound {:.0} us, seed {}, {} processors, load {load}\n",
            self.engine.name(),
            if plan.is_production {
                "production"
            } else {
                "cheap"
            },
            micros(self.check),
            micros(self.cold),
            micros(self.bound),
            self.seed,
            std::thread::available_parallelism().map_or(0, usize::from),
        );
        text.push_str("\n| difference to \"known, wrong password\" | pairs | median, us | 99 % interval, us | Wilcoxon z | sign z | Welch t | |\n");
        text.push_str("|---|---:|---:|---:|---:|---:|---:|---|\n");
        for line in &self.lines {
            let Summary {
                pairs,
                median,
                low,
                high,
                wilcoxon,
                sign,
                welch,
                ..
            } = line.summary;
            let outcome = match (line.is_right, line.is_noise, line.is_control) {
                (true, _, true) => "as it must",
                (true, _, false) => "equal",
                (false, true, _) => "too noisy",
                (false, false, true) => "MISSED",
                (false, false, false) => "DIFFERENT",
            };
            text.push_str(&format!(
                "| {} | {pairs} | {:.1} | {:.1} to {:.1} | {wilcoxon:.1} | {sign:.1} | {welch:.1} | {outcome} |\n",
                line.name,
                micros(median),
                micros(low),
                micros(high),
            ));
        }
        text.push_str(&format!(
            "\n{}\n",
            match self.verdict() {
                Verdict::Pass => "PASS: no class differs, and every control came out as it must",
                Verdict::Fail => "FAIL",
                Verdict::Void => "VOID: too noisy",
            }
        ));
        text
    }
}
