//! Rows that are the same on every run.

use fivefold::prelude::*;

use super::models::*;
use crate::support::{Engine, Random, TestEnv};

/// The shop's database, and the same rows.
pub struct Shop {
    pub env: TestEnv,
    pub artists: Vec<Artist>,
    pub albums: Vec<Album>,
    pub kinds: Vec<MediaType>,
    pub genres: Vec<Genre>,
    pub tracks: Vec<Track>,
    pub playlists: Vec<Playlist>,
    pub entries: Vec<PlaylistTrack>,
    pub employees: Vec<Employee>,
    pub customers: Vec<Customer>,
    pub invoices: Vec<Invoice>,
    pub lines: Vec<InvoiceLine>,
}

const COUNTRIES: [&str; 5] = ["Brazil", "Canada", "France", "Norway", "USA"];

fn named<T>(names: &[&str], new: fn(Option<String>) -> T) -> Vec<T> {
    names
        .iter()
        .map(|name| new(Some((*name).to_owned())))
        .collect()
}

impl Shop {
    pub async fn new(engine: &'static Engine) -> Self {
        let env = TestEnv::with(engine, &tables()).await;
        let (db, mut random) = (&env.db, Random::new(1_999));
        let mut below = |bound: usize| random.below(bound as u64) as usize;
        let artists = (0..30).map(|at| ArtistCreate {
            name: Some(format!("Artist {at}")),
        });
        let artists = Artist::create_many(db, artists).await.unwrap();
        let albums =
            (0..80).map(|at| AlbumCreate::new(format!("Album {at}"), artists[below(25)].id));
        let albums = Album::create_many(db, albums.collect::<Vec<_>>())
            .await
            .unwrap();
        let kinds = named(&["MPEG", "AAC", "Video"], |name| MediaTypeCreate { name });
        let kinds = MediaType::create_many(db, kinds).await.unwrap();
        let genres = named(&["Rock", "Jazz", "Metal", "Latin", "Silence"], |name| {
            GenreCreate { name }
        });
        let genres = Genre::create_many(db, genres).await.unwrap();
        let mut tracks = Vec::new();
        for at in 0..600 {
            tracks.push(TrackCreate {
                album_id: (at % 10 != 9).then(|| albums[below(albums.len())].id),
                genre_id: (at % 7 != 6).then(|| genres[below(4)].id),
                composer: (at % 3 == 0).then(|| format!("Composer {}", at % 17)),
                bytes: Some(at * 1_000),
                ..TrackCreate::new(
                    format!("Track {at}"),
                    kinds[below(3)].id,
                    60_000 + below(300_000) as i32,
                    [99, 199][below(2)],
                )
            });
        }
        let tracks = Track::create_many(db, tracks).await.unwrap();
        let playlists = named(
            &["Music", "Films", "90s", "Nothing", "Classic", "Grunge"],
            |name| PlaylistCreate { name },
        );
        let playlists = Playlist::create_many(db, playlists).await.unwrap();
        let mut entries = Vec::new();
        for (at, track) in tracks.iter().enumerate() {
            let list = [0, 1, 2, 4, 5][at % 5];
            entries.push(PlaylistTrackCreate::new(playlists[list].id, track.id));
            if list != 0 && below(3) == 0 {
                entries.push(PlaylistTrackCreate::new(playlists[0].id, track.id));
            }
        }
        let entries = PlaylistTrack::create_many(db, entries).await.unwrap();
        let mut employees: Vec<Employee> = Vec::new();
        for (at, (name, boss)) in [
            ("Adams", None),
            ("Edwards", Some(0)),
            ("Peacock", Some(1)),
            ("Park", Some(1)),
            ("Johnson", Some(1)),
            ("Mitchell", Some(0)),
            ("King", Some(5)),
            ("Callahan", Some(5)),
        ]
        .into_iter()
        .enumerate()
        {
            let boss: Option<usize> = boss;
            let employee = EmployeeCreate {
                title: Some(["Manager", "Agent"][usize::from(at > 1)].to_owned()),
                reports_to_id: boss.map(|boss| employees[boss].id),
                ..EmployeeCreate::new(name, "First")
            };
            employees.push(Employee::create(db, employee).await.unwrap());
        }
        let customers = (0..25).map(|at| CustomerCreate {
            country: Some(COUNTRIES[at % 5].to_owned()),
            company: (at % 4 == 0).then(|| format!("Company {at}")),
            support_rep_id: (at % 6 != 5).then(|| employees[2 + at % 3].id),
            ..CustomerCreate::new(
                format!("First {at}"),
                format!("Last {at}"),
                format!("customer{at}@example.com"),
            )
        });
        let customers = Customer::create_many(db, customers).await.unwrap();
        let mut invoices = Vec::new();
        for at in 0..120 {
            let customer = &customers[below(20)];
            let date =
                DateTime::from_timestamp(1_230_768_000 + i64::from(at) * 1_000_000, 0).unwrap();
            invoices.push(InvoiceCreate {
                billing_country: customer.country.clone(),
                ..InvoiceCreate::new(customer.id, date, 0)
            });
        }
        let mut invoices = Invoice::create_many(db, invoices).await.unwrap();
        let mut lines = Vec::new();
        for _ in 0..500 {
            let (invoice, track) = (below(invoices.len()), &tracks[below(400)]);
            invoices[invoice].total += track.unit_price;
            lines.push(InvoiceLineCreate::new(
                invoices[invoice].id,
                track.id,
                track.unit_price,
                1,
            ));
        }
        let lines = InvoiceLine::create_many(db, lines).await.unwrap();
        for invoice in &invoices {
            let total = InvoiceUpdate {
                total: Set(invoice.total),
                ..Default::default()
            };
            Invoice::update_by_id(db, invoice.id, total).await.unwrap();
        }
        Self {
            env,
            artists,
            albums,
            kinds,
            genres,
            tracks,
            playlists,
            entries,
            employees,
            customers,
            invoices,
            lines,
        }
    }
}
