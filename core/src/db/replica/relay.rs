//! [`Relay`]: a sink that lets a call be repeated elsewhere, as long as it has received no row.

use std::sync::{Arc, Mutex, PoisonError};

use crate::driver::seam::{Arguments, Call, ExecResult, Sink};
use crate::driver::sinks::Nothing;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result, protocol_error};
use crate::value::row::Row;

/// The sink of a call, and whether it has received a row.
type Slot = Arc<Mutex<(Option<Box<dyn Sink>>, bool)>>;

/// Forwards rows to the sink of the call, which stays on this side.
pub(crate) struct Relay(Slot);

impl Sink for Relay {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        slot.1 = true;
        match &mut slot.0 {
            Some(sink) => sink.row(row),
            None => Err(protocol_error()),
        }
    }
}

/// The call, kept to be repeated.
pub(crate) struct KeptCall {
    slot: Slot,
    call: Call,
}

impl Relay {
    /// Returns the call to send, and the state that is kept to repeat it.
    pub(crate) fn over(mut call: Call) -> (Call, KeptCall) {
        let arguments = match &call.arguments {
            Arguments::Once(values) => Arguments::Once(values.clone()),
            Arguments::Session(values) => Arguments::Session(values.clone()),
            Arguments::Each(rows) => Arguments::Each(rows.clone()),
            Arguments::Script => Arguments::Script,
        };
        let sink = std::mem::replace(&mut call.sink, Box::new(Nothing));
        let slot: Slot = Arc::new(Mutex::new((Some(sink), false)));
        let sent = Call {
            sql: Arc::clone(&call.sql),
            arguments,
            sink: Box::new(Self(Arc::clone(&slot))),
            work: call.work,
            table: call.table,
            writes: call.writes.clone(),
        };
        (sent, KeptCall { slot, call })
    }
}

impl KeptCall {
    /// Returns the result with the sink of the call, which has received its rows.
    pub(crate) fn done(self, done: ExecResult) -> Result<ExecResult> {
        let sink = self.sink().ok_or_else(protocol_error)?;
        Ok(ExecResult {
            affected: done.affected,
            sink,
        })
    }

    /// Returns the call to repeat elsewhere; `None` if that would not help, or if it has received
    /// rows.
    pub(crate) fn again(mut self, error: &Error) -> Option<Call> {
        let helps = matches!(error.kind(), ErrorKind::Unavailable | ErrorKind::Busy);
        let has_rows = self.slot.lock().unwrap_or_else(PoisonError::into_inner).1;
        if !helps || has_rows {
            return None;
        }
        self.call.sink = self.sink()?;
        Some(self.call)
    }

    fn sink(&self) -> Option<Box<dyn Sink>> {
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        slot.0.take()
    }
}
