//! A shell between the test and its server. It ends the server and removes its directory when the
//! test is gone.
//!
//! The shell reads orders from a pipe whose other end only the test holds. That end is closed by
//! the operating system too, when the test is killed and runs nothing of its own any more.

use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use super::installed::Account;

/// `run` waits for the command and answers with its status; `start` answers with its process;
/// `stop` ends that.
const SCRIPT: &str = r#"
directory=$1
last=$2
server=
end() {
    if [ -n "$server" ]; then
        kill -s "$1" "$server"
        wait "$server"
        server=
    fi
}
while IFS= read -r order; do
    case $order in
        "run "*) eval "${order#run } </dev/null >>\"\$directory/log\" 2>&1"; echo $? ;;
        "start "*) eval "${order#start } </dev/null >>\"\$directory/log\" 2>&1 &"; server=$!; echo "$server" ;;
        "stop "*) end "${order#stop }"; echo 0 ;;
    esac
done
end "$last"
rm -rf "$directory"
"#;

#[derive(Debug)]
pub(super) struct Keeper {
    shell: Child,
    answers: BufReader<ChildStdout>,
    directory: PathBuf,
}

impl Keeper {
    /// Makes a directory and starts the shell, which ends its server with the signal `last`.
    pub(super) fn new(account: Option<Account>, last: &str) -> io::Result<Self> {
        let directory = tempfile::Builder::new()
            .prefix("fivefold-server-")
            .tempdir()?
            .keep();
        let mut command = Command::new("sh");
        command
            .args(["-c", SCRIPT, "keeper"])
            .arg(&directory)
            .arg(last)
            .current_dir(&directory)
            // Signals of the terminal to the test, such as an interrupt, must not reach the server.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        if let Some(account) = account {
            chown(&directory, Some(account.user), Some(account.group))?;
            command.uid(account.user).gid(account.group);
        }
        command.stderr(Stdio::null());
        let mut shell = command.spawn()?;
        let answers = shell.stdout.take().ok_or_else(gone)?;
        Ok(Self {
            shell,
            answers: BufReader::new(answers),
            directory,
        })
    }

    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Runs a command to completion.
    pub(super) fn run(&mut self, command: &[String]) -> io::Result<()> {
        match self.ask(&format!("run {}", line(command)))?.as_str() {
            "0" => Ok(()),
            status => Err(io::Error::other(format!(
                "{} ended with {status}: {}",
                command.first().map_or("", String::as_str),
                self.log()
            ))),
        }
    }

    /// Starts the server, and returns the number of its process.
    pub(super) fn start(&mut self, command: &[String]) -> io::Result<u32> {
        self.ask(&format!("start {}", line(command)))?
            .parse()
            .map_err(io::Error::other)
    }

    /// Sends the signal to the server and waits until it has ended.
    pub(super) fn stop(&mut self, signal: &str) -> io::Result<()> {
        self.ask(&format!("stop {signal}")).map(drop)
    }

    /// Returns the end of what the server has said.
    pub(super) fn log(&self) -> String {
        let log = std::fs::read(self.directory.join("log")).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        lines
            .iter()
            .skip(lines.len().saturating_sub(20))
            .fold(String::new(), |text, line| text + line + "\n")
    }

    fn ask(&mut self, order: &str) -> io::Result<String> {
        let orders = self.shell.stdin.as_mut().ok_or_else(gone)?;
        orders.write_all(format!("{order}\n").as_bytes())?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        Ok(answer.trim().to_owned())
    }
}

impl Drop for Keeper {
    /// Waits as well, so that nothing is left when the next test looks. Waiting closes the pipe
    /// first.
    fn drop(&mut self) {
        let _ = self.shell.wait();
    }
}

fn gone() -> io::Error {
    io::Error::other("the shell that keeps the server is gone")
}

/// The command as a line of a shell.
fn line(command: &[String]) -> String {
    let quoted = |word: &String| format!("'{}'", word.replace('\'', r"'\''"));
    command.iter().map(quoted).collect::<Vec<_>>().join(" ")
}
