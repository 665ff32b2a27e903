//! The SQL of the last statements, so that a failed assertion can name them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The number of texts that are kept.
const MAX_KEPT: usize = 256;

/// The texts of the last statements, without their values.
#[derive(Debug, Default)]
pub(crate) struct StatementLog {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    texts: VecDeque<Arc<str>>,
    /// The number of older texts, which are not kept.
    before: usize,
}

impl StatementLog {
    pub(in crate::driver) fn add(&self, text: &Arc<str>) {
        let mut kept = self.kept();
        kept.texts.push_back(Arc::clone(text));
        if kept.texts.len() > MAX_KEPT {
            kept.texts.pop_front();
            kept.before += 1;
        }
    }

    /// Returns the number of texts so far.
    pub(crate) fn count(&self) -> usize {
        let kept = self.kept();
        kept.before + kept.texts.len()
    }

    /// Returns the texts after the first `count`, and how many of them are no longer kept.
    pub(crate) fn since(&self, count: usize) -> (Vec<Arc<str>>, usize) {
        let kept = self.kept();
        let lost = kept.before.saturating_sub(count);
        let known = count.saturating_sub(kept.before);
        (kept.texts.iter().skip(known).cloned().collect(), lost)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Nothing panics while the lock is held, so a poisoned lock holds sound data.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_KEPT, StatementLog};

    #[test]
    fn the_last_texts_are_kept_and_the_others_counted() {
        let texts = StatementLog::default();
        for index in 0..MAX_KEPT + 10 {
            texts.add(&index.to_string().into());
        }
        assert_eq!(texts.count(), MAX_KEPT + 10);
        let (all, lost) = texts.since(0);
        assert_eq!((all.len(), lost), (MAX_KEPT, 10));
        let (last, lost) = texts.since(MAX_KEPT + 8);
        let last: Vec<&str> = last.iter().map(AsRef::as_ref).collect();
        assert_eq!((last, lost), (vec!["264", "265"], 0));
    }
}
