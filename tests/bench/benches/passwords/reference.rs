//! argon2-cffi, which calls the reference implementation in C, in a process of its own.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Answers each line `hash` or `check` with how long that took, in nanoseconds.
const PROGRAM: &str = r#"
import sys, time
from importlib.metadata import version
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
memory, passes, lanes = map(int, sys.argv[1:4])
hasher = PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=lanes)
stored = hasher.hash("correct horse battery staple")
print(version("argon2-cffi"), flush=True)
for line in sys.stdin:
    start = time.perf_counter_ns()
    if line.strip() == "hash":
        hasher.hash("correct horse battery staple")
    else:
        try:
            hasher.verify(stored, "a wrong one")
        except VerifyMismatchError:
            pass
    print(time.perf_counter_ns() - start, flush=True)
"#;

pub(crate) struct Reference {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    pub(crate) version: String,
}

impl Reference {
    /// Starts it with these parameters, in a virtual environment below `target` that is made where it is missing. None where
    /// there is no Python or no package.
    pub(crate) fn start([memory, passes, lanes]: [u32; 3]) -> Option<Self> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("argon2-cffi");
        let python = folder.join("bin/python");
        if !python.exists() {
            let venv = Command::new("python3")
                .args(["-m", "venv"])
                .arg(&folder)
                .status();
            let pip = |_| {
                Command::new(&python)
                    .args(["-m", "pip", "install", "--quiet", "argon2-cffi"])
                    .status()
                    .ok()
            };
            if !venv
                .ok()
                .and_then(pip)
                .is_some_and(|status| status.success())
            {
                return None;
            }
        }
        let mut child = Command::new(python)
            .args(["-c", PROGRAM])
            .args([memory, passes, lanes].map(|number| number.to_string()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let input = child.stdin.take()?;
        let mut output = BufReader::new(child.stdout.take()?);
        let mut version = String::new();
        output.read_line(&mut version).ok()?;
        let version = version.trim().to_owned();
        (!version.is_empty()).then_some(Self {
            child,
            input,
            output,
            version,
        })
    }

    /// Does it once, and returns how long that took, in milliseconds.
    pub(crate) fn time(&mut self, what: &str) -> f64 {
        writeln!(self.input, "{what}").unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim().parse::<f64>().unwrap() / 1e6
    }
}

impl Drop for Reference {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
