//! Tasks that write one row after the other, and what they were told.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use fivefold::prelude::*;
use tokio::task::JoinSet;

use crate::findings::Findings;
use crate::models::{Entry, EntryCreate};

const TASKS: usize = 6;

/// Acknowledged rows exist once, on one of the servers; the others do not exist, or their outcome
/// is unknown.
pub fn compare(told: &[(i64, Result<(), ErrorKind>)], there: &[i64], findings: &mut Findings) {
    let mut times: BTreeMap<i64, u64> = BTreeMap::new();
    for number in there {
        *times.entry(*number).or_default() += 1;
    }
    for (number, result) in told {
        let times = times.get(number).copied().unwrap_or(0);
        let says = || format!("row {number} gave {result:?} and exists {times} times");
        match result {
            Ok(()) => {
                findings.committed += 1;
                findings.demand(times == 1, says);
            }
            Err(ErrorKind::OutcomeUnknown) => {
                findings.unknown += 1;
                findings.demand(times <= 1, says);
            }
            Err(kind) => {
                findings.absent += 1;
                findings.demand(times == 0 && *kind == ErrorKind::Unavailable, says);
            }
        }
    }
}

pub type Told = Vec<(i64, Result<(), ErrorKind>)>;

/// Tasks that write one row after the other.
pub struct Writers {
    shared: Arc<Shared>,
    tasks: JoinSet<()>,
}

struct Shared {
    db: Db,
    next: AtomicI64,
    is_stopped: AtomicBool,
    errors: AtomicI64,
    told: Mutex<Told>,
    succeeded: Mutex<Option<Instant>>,
}

impl Writers {
    pub fn start(db: &Db, first: i64) -> Self {
        let shared = Arc::new(Shared {
            db: db.clone(),
            next: AtomicI64::new(first),
            is_stopped: AtomicBool::new(false),
            errors: AtomicI64::new(0),
            told: Mutex::default(),
            succeeded: Mutex::default(),
        });
        let mut tasks = JoinSet::new();
        for _ in 0..TASKS {
            let shared = Arc::clone(&shared);
            tasks.spawn(async move { shared.write().await });
        }
        Self { shared, tasks }
    }

    pub fn errors(&self) -> i64 {
        self.shared.errors.load(Ordering::Relaxed)
    }

    /// True once something succeeded that was started after this moment.
    pub fn succeeded_since(&self, moment: Instant) -> bool {
        self.shared
            .succeeded
            .lock()
            .unwrap()
            .is_some_and(|start| start >= moment)
    }

    pub async fn stop(mut self) -> Told {
        self.shared.is_stopped.store(true, Ordering::Relaxed);
        while let Some(ended) = self.tasks.join_next().await {
            ended.unwrap();
        }
        std::mem::take(&mut *self.shared.told.lock().unwrap())
    }
}

impl Shared {
    async fn write(&self) {
        while !self.is_stopped.load(Ordering::Relaxed) {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let start = Instant::now();
            let made = Entry::create(&self.db, EntryCreate::new(number, 0)).await;
            let told = made.map(drop).map_err(|error| error.kind());
            if told.is_ok() {
                let mut last = self.succeeded.lock().unwrap();
                *last = (*last).max(Some(start));
            } else {
                self.errors.fetch_add(1, Ordering::Relaxed);
            }
            self.told.lock().unwrap().push((number, told));
        }
    }
}
