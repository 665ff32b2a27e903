//! Several processes, one file.

use std::process::{Command, Stdio};

use super::*;

const CHILD: &str = "FIVEFOLD_TEST_CHILD";
const TASKS: i64 = 4;

/// Starts this test again in other processes, each of which writes; returns how many calls were refused.
fn write_in_processes(dir: &Path, processes: i64, writes: i64, lock: Duration) -> u64 {
    let children: Vec<_> = (0..processes)
        .map(|process| {
            let told = format!("{}|{process}|{writes}|{}", dir.display(), lock.as_millis());
            Command::new(std::env::current_exe().unwrap())
                .args(["driver::sqlite::tests::processes::child", "--exact", "--nocapture"])
                .env(CHILD, told)
                .stdout(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let refused = children.into_iter().map(|child| {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        let said = String::from_utf8(output.stdout).unwrap();
        said.split("refused: ").nth(1).unwrap().split_whitespace().next().unwrap().parse::<u64>().unwrap()
    });
    refused.sum()
}

/// What the other processes do; nothing in the test run itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let Ok(told) = std::env::var(CHILD) else { return };
    let mut told = told.split('|');
    let dir = told.next().unwrap().to_owned();
    let [process, writes, lock] = [(); 3].map(|()| told.next().unwrap().parse::<i64>().unwrap());
    let limits = Limits { lock: Duration::from_millis(lock.unsigned_abs()), ..Limits::default() };
    let driver = open_in(Path::new(&dir), &limits).await;
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let driver = Arc::clone(&driver);
            tokio::spawn(async move {
                let mut refused = 0;
                for at in 0..writes {
                    match driver.run(note((process * TASKS + task) * 1_000_000 + at)).await {
                        Ok(_) => {}
                        Err(error) if error.kind() == ErrorKind::Busy => refused += 1,
                        Err(error) => panic!("{error:?}"),
                    }
                }
                refused
            })
        })
        .collect();
    let mut refused = 0;
    for task in tasks {
        refused += task.await.unwrap();
    }
    println!("refused: {refused} ");
}

#[tokio::test]
async fn writers_in_four_processes_are_never_refused() {
    let (dir, driver) = fresh(&Limits::default()).await;
    let path = dir.path().to_owned();
    let refused = tokio::task::spawn_blocking(move || write_in_processes(&path, 4, 500, Limits::default().lock)).await.unwrap();
    assert_eq!(refused, 0);
    assert_eq!(count(&*driver).await, 4 * TASKS * 500);
    let mut check = call("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'", vec![], Work::LongRead);
    check.sink = Box::new(Integers::default());
    assert_eq!(integers(driver.run(check).await.unwrap()), [1]);
}

#[tokio::test]
async fn without_waiting_some_are_refused() {
    let (dir, driver) = fresh(&Limits::default()).await;
    let path = dir.path().to_owned();
    let refused = tokio::task::spawn_blocking(move || write_in_processes(&path, 4, 50, Duration::ZERO)).await.unwrap();
    assert!(refused > 0);
    assert_eq!(count(&*driver).await + i64::try_from(refused).unwrap(), 4 * TASKS * 50);
}
