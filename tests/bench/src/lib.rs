//! Benchmarks only: `cargo bench -p fivefold-bench`.
