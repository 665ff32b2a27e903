//! An update patches the fields of server code, and does not set all of them.
use fivefold::prelude::*;

#[model]
pub struct Job {
    pub id: Id<Job>,
    #[field(server)]
    pub state: String,
    #[field(server, default = 0)]
    pub attempts: i64,
}

async fn done(db: &Db, job: Job, all: JobServer) {
    let _ = job.update(db, JobUpdate::default().with(all)).await;
}

fn main() {}
