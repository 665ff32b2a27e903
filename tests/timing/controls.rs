//! The controls: differences that the test must find, and one that it must not.

use fivefold::auth::PasswordPolicy;
use fivefold::testing::Fault;

use super::accounts::{Accounts, open};
use super::plan::{Plan, TestServer};
use super::report::{Line, Measured};
use super::sample::{Arm, Random};

/// A mistake, and the class that it shows in.
const PLANTED: &[(&str, Fault, &str)] = &[
    ("no dummy", Fault::NoDummy, "unknown"),
    (
        "dummy with other parameters",
        Fault::OtherParameters,
        "unknown",
    ),
    (
        "dummy that cannot be parsed",
        Fault::UnparsableDummy,
        "malformed hash",
    ),
    (
        "nothing done without a password",
        Fault::SkipOnNull,
        "no password",
    ),
    (
        "early return for inactive",
        Fault::EarlyInactive,
        "inactive",
    ),
    (
        "early check of the length",
        Fault::EarlyLength,
        "short password",
    ),
    (
        "counter written for known users",
        Fault::CountsKnown,
        "unknown",
    ),
    (
        "legacy hash without its dummies",
        Fault::OneScheme,
        "weaker legacy hash",
    ),
];

/// Runs the controls, and returns a line for each.
pub async fn run(
    plan: &Plan,
    server: &TestServer,
    accounts: &Accounts,
    bound: f64,
    random: &mut Random,
) -> Vec<Line> {
    let (below, above) = plan.delays(bound);
    let mut lines = vec![
        repeated(
            plan,
            server,
            accounts,
            bound,
            random,
            "A/A: the same class twice",
            None,
            true,
        )
        .await,
        repeated(
            plan,
            server,
            accounts,
            bound,
            random,
            "a delay below the bound",
            Some(below),
            true,
        )
        .await,
        repeated(
            plan,
            server,
            accounts,
            bound,
            random,
            "a delay above the bound",
            Some(above),
            false,
        )
        .await,
    ];
    for (name, fault, class) in PLANTED {
        let policy = legacy(plan).with_fault(*fault);
        let faulty = open(server, policy).await;
        let class = accounts.other(class);
        let (one, other) = (
            Arm {
                db: &faulty,
                class: &accounts.known,
            },
            Arm { db: &faulty, class },
        );
        one.warm(random, 20).await;
        let measured = Measured::take(plan, one, other, bound, random).await;
        let must = format!("planted: {name}");
        lines.push(Line::control(
            must,
            &measured,
            measured.summary.is_outside(bound),
            bound,
        ));
    }
    lines
}

/// The policy that also accepts bcrypt, so that there is a second scheme to forget.
pub fn legacy(plan: &Plan) -> PasswordPolicy {
    plan.policy().accept_bcrypt(4).unwrap()
}

/// Compares the class with itself several times, with a delay in one of the two arms or without.
#[allow(clippy::too_many_arguments, reason = "each is another thing")]
async fn repeated(
    plan: &Plan,
    server: &TestServer,
    accounts: &Accounts,
    bound: f64,
    random: &mut Random,
    name: &str,
    delay: Option<std::time::Duration>,
    must_pass: bool,
) -> Line {
    let db = open(server, plan.policy()).await;
    let slower = match delay {
        Some(delay) => open(server, plan.policy().with_fault(Fault::Slower(delay))).await,
        None => db.clone(),
    };
    let known = &accounts.known;
    let (one, other) = (
        Arm {
            db: &db,
            class: known,
        },
        Arm {
            db: &slower,
            class: known,
        },
    );
    one.warm(random, 50).await;
    other.warm(random, 50).await;
    let (repeats, needed) = plan.repeats();
    let mut right = 0;
    let mut widest: f64 = 0.0;
    let mut last = None;
    for _ in 0..repeats {
        let measured = Measured::take(plan, one, other, bound, random).await;
        let is_right = if must_pass {
            measured.summary.is_inside(bound)
        } else {
            measured.summary.is_outside(bound)
        };
        right += usize::from(is_right);
        widest = widest.max(measured.summary.half_width());
        last = Some(measured);
    }
    let measured = last.unwrap();
    let name = format!("{name}: {right} of {repeats}");
    let mut line = Line::control(name, &measured, right >= needed, bound);
    line.is_noise = widest > bound / 2.0;
    line
}
