//! The tables.

use fivefold::prelude::*;

#[model(has_many(albums: Album::ARTIST_ID))]
#[derive(Debug, Clone, PartialEq)]
pub struct Artist {
    pub id: Id<Artist, i32>,
    #[field(len(..=120))]
    pub name: Option<String>,
}

#[model(has_many(tracks: Track::ALBUM_ID))]
#[derive(Debug, Clone, PartialEq)]
pub struct Album {
    pub id: Id<Album, i32>,
    #[field(len(..=160))]
    pub title: String,
    pub artist_id: Id<Artist, i32>,
}

#[model(has_many(tracks: Track::MEDIA_TYPE_ID))]
#[derive(Debug, Clone, PartialEq)]
pub struct MediaType {
    pub id: Id<MediaType, i32>,
    #[field(len(..=120))]
    pub name: Option<String>,
}

#[model(has_many(tracks: Track::GENRE_ID))]
#[derive(Debug, Clone, PartialEq)]
pub struct Genre {
    pub id: Id<Genre, i32>,
    #[field(len(..=120))]
    pub name: Option<String>,
}

#[model(
    has_many(lines: InvoiceLine::TRACK_ID),
    many_to_many(playlists: Playlist through PlaylistTrack(TRACK_ID, PLAYLIST_ID))
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    pub id: Id<Track, i32>,
    #[field(len(..=200))]
    pub name: String,
    pub album_id: Option<Id<Album, i32>>,
    pub media_type_id: Id<MediaType, i32>,
    pub genre_id: Option<Id<Genre, i32>>,
    #[field(len(..=220))]
    pub composer: Option<String>,
    pub milliseconds: i32,
    pub bytes: Option<i32>,
    pub unit_price: i64,
}

#[model(many_to_many(tracks: Track through PlaylistTrack(PLAYLIST_ID, TRACK_ID)))]
#[derive(Debug, Clone, PartialEq)]
pub struct Playlist {
    pub id: Id<Playlist, i32>,
    #[field(len(..=120))]
    pub name: Option<String>,
}

#[model(unique(playlist_id, track_id))]
#[derive(Debug, Clone, PartialEq)]
pub struct PlaylistTrack {
    pub id: Id<PlaylistTrack, i64>,
    pub playlist_id: Id<Playlist, i32>,
    pub track_id: Id<Track, i32>,
}

#[model(
    has_many(reports: Employee::REPORTS_TO_ID, customers: Customer::SUPPORT_REP_ID)
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Employee {
    pub id: Id<Employee, i32>,
    #[field(len(..=20))]
    pub last_name: String,
    #[field(len(..=20))]
    pub first_name: String,
    #[field(len(..=30))]
    pub title: Option<String>,
    #[field(column = "reports_to")]
    pub reports_to_id: Option<Id<Employee, i32>>,
    pub birth_date: Option<DateTime<Utc>>,
    pub hire_date: Option<DateTime<Utc>>,
    #[field(len(..=70))]
    pub address: Option<String>,
    #[field(len(..=40))]
    pub city: Option<String>,
    #[field(len(..=40))]
    pub state: Option<String>,
    #[field(len(..=40))]
    pub country: Option<String>,
    #[field(len(..=10))]
    pub postal_code: Option<String>,
    #[field(len(..=24))]
    pub phone: Option<String>,
    #[field(len(..=24))]
    pub fax: Option<String>,
    #[field(len(..=60))]
    pub email: Option<String>,
}

#[model(has_many(invoices: Invoice::CUSTOMER_ID))]
#[derive(Debug, Clone, PartialEq)]
pub struct Customer {
    pub id: Id<Customer, i32>,
    #[field(len(..=40))]
    pub first_name: String,
    #[field(len(..=20))]
    pub last_name: String,
    #[field(len(..=80))]
    pub company: Option<String>,
    #[field(len(..=70))]
    pub address: Option<String>,
    #[field(len(..=40))]
    pub city: Option<String>,
    #[field(len(..=40))]
    pub state: Option<String>,
    #[field(len(..=40))]
    pub country: Option<String>,
    #[field(len(..=10))]
    pub postal_code: Option<String>,
    #[field(len(..=24))]
    pub phone: Option<String>,
    #[field(len(..=24))]
    pub fax: Option<String>,
    #[field(len(..=60))]
    pub email: String,
    pub support_rep_id: Option<Id<Employee, i32>>,
}

#[model(has_many(lines: InvoiceLine::INVOICE_ID))]
#[derive(Debug, Clone, PartialEq)]
pub struct Invoice {
    pub id: Id<Invoice, i32>,
    pub customer_id: Id<Customer, i32>,
    pub invoice_date: DateTime<Utc>,
    #[field(len(..=70))]
    pub billing_address: Option<String>,
    #[field(len(..=40))]
    pub billing_city: Option<String>,
    #[field(len(..=40))]
    pub billing_state: Option<String>,
    #[field(len(..=40))]
    pub billing_country: Option<String>,
    #[field(len(..=10))]
    pub billing_postal_code: Option<String>,
    pub total: i64,
}

#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct InvoiceLine {
    pub id: Id<InvoiceLine, i32>,
    pub invoice_id: Id<Invoice, i32>,
    pub track_id: Id<Track, i32>,
    pub unit_price: i64,
    pub quantity: i32,
}

pub fn tables() -> fivefold::Schema {
    schema![
        Artist,
        Album,
        MediaType,
        Genre,
        Track,
        Playlist,
        PlaylistTrack,
        Employee,
        Customer,
        Invoice,
        InvoiceLine
    ]
}
