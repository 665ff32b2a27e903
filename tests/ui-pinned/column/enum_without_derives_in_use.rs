// The operations of a model whose enum lacks its derives are no further errors.
use fivefold::prelude::*;

#[derive(DbEnum)]
pub enum Status {
    Open,
    Closed,
}

#[model(public(TicketCard: id, status), update(TicketPatch: status))]
pub struct Ticket {
    pub id: Id<Ticket>,
    #[field(default = Status::Open)]
    pub status: Status,
    #[field(server)]
    pub before: Status,
}

pub async fn uses(db: &Db) -> Result<Vec<Ticket>, Error> {
    let server = TicketServer { before: Status::Closed };
    let ticket = Ticket::create(db, TicketCreate::new().with(server)).await?;
    let ticket = ticket.update(db, TicketUpdate { status: Set(Status::Closed) }).await?;
    let _ = TicketPublic::from(ticket);
    Ticket::query().filter(Ticket::STATUS.eq(Status::Open)).order_by(Ticket::STATUS).all(db).await
}

fn main() {}
