//! A caller that writes one row after the other, and notes when that worked: its longest pause is
//! what a fault costs.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use fivefold::prelude::*;
use tokio::task::JoinHandle;

use super::models::{Note, NoteCreate};

pub struct Probe {
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    is_stopped: AtomicBool,
    /// The last success, and the longest time between two of them.
    last: Mutex<(Option<Instant>, Duration)>,
    errors: Mutex<Errors>,
}

/// The number of errors, by kind and message of the server.
pub type Errors = BTreeMap<String, u64>;

impl Probe {
    pub fn start(db: &Db) -> Self {
        let shared = Arc::new(Shared {
            is_stopped: AtomicBool::new(false),
            last: Mutex::default(),
            errors: Mutex::default(),
        });
        let (db, same) = (db.clone(), Arc::clone(&shared));
        let task = tokio::spawn(async move {
            while !same.is_stopped.load(Ordering::Relaxed) {
                match Note::create(&db, NoteCreate::new("probe")).await {
                    Ok(_) => same.succeeded(),
                    Err(error) => same.failed(&error),
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        Self { shared, task }
    }

    /// Returns the longest time between two successes, and what went wrong.
    pub async fn stop(self) -> (Duration, Errors) {
        self.shared.is_stopped.store(true, Ordering::Relaxed);
        self.task.await.unwrap();
        let (last, longest) = *self.shared.last.lock().unwrap();
        let errors = self.shared.errors.lock().unwrap().clone();
        // It may have ended on failures.
        let pause = last.map_or(Duration::MAX, |last| longest.max(last.elapsed()));
        (pause, errors)
    }
}

impl Shared {
    fn succeeded(&self) {
        let mut last = self.last.lock().unwrap();
        let now = Instant::now();
        if let Some(before) = last.0 {
            last.1 = last.1.max(now - before);
        }
        last.0 = Some(now);
    }

    fn failed(&self, error: &Error) {
        let words = match error.raw() {
            Some(raw) => format!("{:?} ({raw})", error.kind()),
            None => format!("{:?}", error.kind()),
        };
        *self.errors.lock().unwrap().entry(words).or_default() += 1;
    }
}
