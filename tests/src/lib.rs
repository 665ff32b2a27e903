//! The tests of fivefold. All of them are in `it/`, one binary; this library is empty.
