//! Several processes, one file.

use std::process::{Command, Stdio};

use crate::driver::sqlite::tests::*;

const CHILD: &str = "FIVEFOLD_TEST_CHILD";

const TASKS: i64 = 4;

/// A file that takes no more bytes, by the shell's limit on the size of files: the disk fails, in
/// the middle of a commit.
#[tokio::test]
async fn a_commit_that_the_disk_refuses_is_never_ok() {
    for durability in ["full", "normal"] {
        let (dir, driver) = fresh(&Limits::default()).await;
        driver.close().await.unwrap();
        let output = Command::new("sh")
            .args(["-c", r#"trap '' XFSZ; ulimit -f 400; exec "$0" driver::sqlite::tests::processes::child_without_disk --exact --nocapture"#])
            .arg(std::env::current_exe().unwrap())
            .env(CHILD, format!("{}|{durability}", dir.path().display()))
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let said = String::from_utf8(output.stdout).unwrap();
        let told = |what: &str| -> Vec<i64> {
            said.split_whitespace()
                .filter_map(|word| word.strip_prefix(what))
                .map(|id| id.parse().unwrap())
                .collect()
        };
        let found = select(
            &*open_in(dir.path(), &Limits::default()).await,
            "SELECT id FROM note",
        )
        .await;
        let (written, unknown) = (told("written:"), told("unknown:"));
        // Every acknowledged row is present, and no other except those in doubt.
        assert!(
            !written.is_empty() && written.iter().all(|id| found.contains(id)),
            "{said}"
        );
        assert!(
            found
                .iter()
                .all(|id| written.contains(id) || unknown.contains(id)),
            "{said}"
        );
        for way in 0..4 {
            assert!(
                unknown.iter().any(|id| id / 1_000 == way),
                "way {way}: {said}"
            );
        }
        // Reading goes on after it.
        assert!(said.contains("readable"));
    }
}

/// Writes until the disk fails, in each of the ways in which a write is committed.
#[tokio::test]
async fn child_without_disk() {
    let Ok(told) = std::env::var(CHILD) else {
        return;
    };
    let Some((dir, durability)) = told.split_once('|') else {
        return;
    };
    let durability = if durability == "full" {
        Durability::Full
    } else {
        Durability::Normal
    };
    let driver = open_in(Path::new(dir), &limits(durability)).await;
    let big = "INSERT INTO note (id, text) VALUES (?1, hex(zeroblob(9000)))";
    for way in 0..4_i64 {
        let mut failed = 0;
        for id in way * 1_000..way * 1_000 + 200 {
            let written = match way {
                0 => driver
                    .run(call(big, vec![Value::I64(id)], Workload::ShortWrite))
                    .await
                    .map(drop),
                1 => driver
                    .run(call(
                        &format!("{big} RETURNING id"),
                        vec![Value::I64(id)],
                        Workload::ShortWrite,
                    ))
                    .await
                    .map(drop),
                2 => driver
                    .run(Call {
                        arguments: Arguments::Each(vec![vec![Value::I64(id)]]),
                        ..call(big, vec![], Workload::LongWrite)
                    })
                    .await
                    .map(drop),
                _ => {
                    let (session, done) = driver
                        .begin()
                        .await
                        .unwrap()
                        .run(call(big, vec![Value::I64(id)], Workload::ShortWrite))
                        .await
                        .unwrap();
                    done.unwrap();
                    session.commit().await
                }
            };
            match written.map_err(|error| error.kind()) {
                Ok(()) => println!("written:{id} "),
                Err(ErrorKind::OutcomeUnknown) => println!("unknown:{id} "),
                Err(other) => panic!("{other}"),
            }
            failed += i32::from(!written_is_ok(&driver, id).await);
            if failed > 2 {
                break;
            }
        }
    }
    count(&*driver).await;
    println!("readable");
}

async fn written_is_ok(driver: &Arc<dyn Driver>, id: i64) -> bool {
    !integers(
        driver
            .run(call(
                "SELECT id FROM note WHERE id = ?1",
                vec![Value::I64(id)],
                Workload::ShortRead,
            ))
            .await
            .unwrap(),
    )
    .is_empty()
}

/// Starts this test again in other processes, each of which writes; returns how many calls were
/// refused.
fn write_in_processes(dir: &Path, processes: i64, writes: i64, lock: Duration) -> u64 {
    let children: Vec<_> = (0..processes)
        .map(|process| {
            let told = format!("{}|{process}|{writes}|{}", dir.display(), lock.as_millis());
            Command::new(std::env::current_exe().unwrap())
                .args([
                    "driver::sqlite::tests::processes::child",
                    "--exact",
                    "--nocapture",
                ])
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
        said.split("refused: ")
            .nth(1)
            .unwrap()
            .split_whitespace()
            .next()
            .unwrap()
            .parse::<u64>()
            .unwrap()
    });
    refused.sum()
}

/// Runs in the other processes; does nothing in the test run itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let Ok(told) = std::env::var(CHILD) else {
        return;
    };
    let mut told = told.split('|');
    let dir = told.next().unwrap().to_owned();
    let [process, writes, lock] = [(); 3].map(|()| told.next().unwrap().parse::<i64>().unwrap());
    let limits = Limits {
        lock: Duration::from_millis(lock.unsigned_abs()),
        ..Limits::default()
    };
    let driver = open_in(Path::new(&dir), &limits).await;
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let driver = Arc::clone(&driver);
            tokio::spawn(async move {
                let mut refused = 0;
                for at in 0..writes {
                    match driver
                        .run(note((process * TASKS + task) * 1_000_000 + at))
                        .await
                    {
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
    let refused = tokio::task::spawn_blocking(move || {
        write_in_processes(&path, 4, 500, Limits::default().lock)
    })
    .await
    .unwrap();
    assert_eq!(refused, 0);
    assert_eq!(count(&*driver).await, 4 * TASKS * 500);
    let mut check = call(
        "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'",
        vec![],
        Workload::LongRead,
    );
    check.sink = Box::new(Integers::default());
    assert_eq!(integers(driver.run(check).await.unwrap()), [1]);
}

#[tokio::test]
async fn without_waiting_some_are_refused() {
    let (dir, driver) = fresh(&Limits::default()).await;
    let path = dir.path().to_owned();
    let refused =
        tokio::task::spawn_blocking(move || write_in_processes(&path, 4, 50, Duration::ZERO))
            .await
            .unwrap();
    assert!(refused > 0);
    assert_eq!(
        count(&*driver).await + i64::try_from(refused).unwrap(),
        4 * TASKS * 50
    );
}
