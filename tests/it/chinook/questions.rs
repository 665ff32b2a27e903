//! Questions about a music shop, answered by queries and computed in Rust from the same rows.

use std::collections::{BTreeMap, BTreeSet};

use fivefold::prelude::*;

use super::models::*;
use super::rows::Shop;
use crate::support::failed;

for_each_engine! {
    async fn albums_come_with_their_artist_and_their_longest_tracks(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let before = db.metrics().statements;
        let longest = Album::TRACKS.order_by(Track::MILLISECONDS.desc()).limit(3).with(Track::GENRE);
        let albums = Album::query().with(Album::ARTIST).with(longest).all(db).await.unwrap();
        assert_eq!(db.metrics().statements - before, 4);
        assert_eq!(albums.len(), shop.albums.len());
        for (album, artist, tracks) in &albums {
            assert_eq!(album.artist_id, artist.id);
            let mut expected: Vec<&Track> = shop.tracks.iter().filter(|track| track.album_id == Some(album.id)).collect();
            expected.sort_by_key(|track| (-track.milliseconds, track.id));
            expected.truncate(3);
            assert_eq!(tracks.iter().map(|(track, _)| track).collect::<Vec<_>>(), expected);
            for (track, genre) in tracks {
                assert_eq!(genre.as_ref().map(|genre| genre.id), track.genre_id);
            }
        }
        assert!(albums.iter().filter(|(_, _, tracks)| tracks.len() == 3).count() > 50);
        let silent = Artist::query().filter(!Artist::ALBUMS.exists()).count(db).await.unwrap();
        let heard: BTreeSet<_> = shop.albums.iter().map(|album| album.artist_id).collect();
        assert_eq!(silent as usize, shop.artists.len() - heard.len());
    }

    async fn customers_are_found_by_their_purchases(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let jazz = &shop.genres[1];
        let bought = Customer::INVOICES.any(Invoice::LINES.any(InvoiceLine::TRACK.is(Track::GENRE.is(Genre::NAME.eq("Jazz")))));
        let tracks: BTreeSet<_> = shop.tracks.iter().filter(|track| track.genre_id == Some(jazz.id)).map(|track| track.id).collect();
        let invoices: BTreeSet<_> = shop.lines.iter().filter(|line| tracks.contains(&line.track_id)).map(|line| line.invoice_id).collect();
        let buyers: BTreeSet<_> = shop.invoices.iter().filter(|invoice| invoices.contains(&invoice.id)).map(|invoice| invoice.customer_id).collect();
        let found = Customer::query().filter(bought.clone()).select(Customer::ID).all(db).await.unwrap();
        assert_eq!(found, buyers.iter().copied().collect::<Vec<_>>());
        assert!(buyers.len() > 3 && buyers.len() < shop.customers.len(), "{}", buyers.len());
        let rest = Customer::query().filter(!bought).count(db).await.unwrap();
        assert_eq!(rest as usize, shop.customers.len() - buyers.len());
    }

    async fn invoices_add_up(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let of = |country: &str| Invoice::query().filter(Invoice::CUSTOMER.is(Customer::COUNTRY.eq(country)));
        let mut sums = BTreeMap::new();
        for invoice in &shop.invoices {
            let customer = shop.customers.iter().find(|customer| customer.id == invoice.customer_id).unwrap();
            *sums.entry(customer.country.clone().unwrap()).or_insert(0) += invoice.total;
        }
        assert_eq!(sums.len(), 5);
        for (country, sum) in &sums {
            assert_eq!(of(country).sum(db, Invoice::TOTAL).await.unwrap(), *sum, "{country}");
        }
        assert_eq!(of("Nowhere").sum(db, Invoice::TOTAL).await.unwrap(), 0);
        let dearest = Invoice::query().max(db, Invoice::TOTAL).await.unwrap();
        assert_eq!(dearest, shop.invoices.iter().map(|invoice| invoice.total).max());
        let page = Invoice::query().filter(Invoice::TOTAL.gt(300)).order_by(Invoice::TOTAL.desc()).page(db, ..5).await.unwrap();
        let mut expected: Vec<&Invoice> = shop.invoices.iter().filter(|invoice| invoice.total > 300).collect();
        expected.sort_by_key(|invoice| (-invoice.total, invoice.id));
        assert_eq!(page.total as usize, expected.len());
        assert_eq!(page.rows.iter().collect::<Vec<_>>(), expected[..5]);
        let countries = Invoice::query().select(Invoice::BILLING_COUNTRY).distinct().all(db).await.unwrap();
        assert_eq!(countries.into_iter().flatten().collect::<Vec<_>>(), sums.into_keys().collect::<Vec<_>>());
    }

    async fn employees_report_to_each_other(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let names = |rows: &[Employee]| rows.iter().map(|row| row.last_name.clone()).collect::<Vec<_>>();
        let two_below = Employee::REPORTS_TO.is(Employee::REPORTS_TO.is(Employee::LAST_NAME.eq("Adams")));
        let found = Employee::query().filter(two_below).all(db).await.unwrap();
        assert_eq!(names(&found), ["Peacock", "Park", "Johnson", "King", "Callahan"]);
        let heads = Employee::query().filter(Employee::REPORTS.exists()).with(Employee::REPORTS.order_by(Employee::LAST_NAME.asc())).all(db).await.unwrap();
        let reports: Vec<_> = heads.iter().map(|(head, reports)| (head.last_name.as_str(), names(reports))).collect();
        assert_eq!(reports[1], ("Edwards", vec!["Johnson".into(), "Park".into(), "Peacock".into()]));
        assert_eq!(shop.employees[3].reports_to().one(db).await.unwrap(), shop.employees[1]);
        assert_eq!(shop.employees[0].reports_to().first(db).await.unwrap(), None);
        let cared_for = shop.employees[2].customers().count(db).await.unwrap();
        assert_eq!(cared_for as usize, shop.customers.iter().filter(|customer| customer.support_rep_id == Some(shop.employees[2].id)).count());
        assert!(cared_for > 3);
        let boss = Customer::SUPPORT_REP.is(Employee::REPORTS_TO.is(Employee::LAST_NAME.eq("Edwards")));
        let below_edwards = Customer::query().filter(boss).count(db).await.unwrap();
        assert_eq!(below_edwards as usize, shop.customers.iter().filter(|customer| customer.support_rep_id.is_some()).count());
    }

    async fn playlists_and_tracks_have_each_other(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let lists = Playlist::query().with(Playlist::TRACKS.filter(Track::UNIT_PRICE.gt(100))).all(db).await.unwrap();
        for (list, tracks) in &lists {
            let on: BTreeSet<_> = shop.entries.iter().filter(|entry| entry.playlist_id == list.id).map(|entry| entry.track_id).collect();
            let expected: Vec<&Track> = shop.tracks.iter().filter(|track| on.contains(&track.id) && track.unit_price > 100).collect();
            assert_eq!(tracks.iter().collect::<Vec<_>>(), expected);
        }
        assert_eq!(lists.iter().map(|(list, _)| list).collect::<Vec<_>>(), shop.playlists.iter().collect::<Vec<_>>());
        assert!(lists.iter().filter(|(_, tracks)| tracks.len() > 30).count() >= 4);
        let empty = Playlist::query().filter(Playlist::TRACKS.none(None)).one(db).await.unwrap();
        assert_eq!(empty.name.as_deref(), Some("Nothing"));
        let track = &shop.tracks[1];
        let on: BTreeSet<_> = shop.entries.iter().filter(|entry| entry.track_id == track.id).map(|entry| entry.playlist_id).collect();
        assert_eq!(track.playlists().select(Playlist::ID).all(db).await.unwrap(), on.into_iter().collect::<Vec<_>>());
        // The pair that is the key there.
        let twice = PlaylistTrackCreate::new(shop.entries[0].playlist_id, shop.entries[0].track_id);
        let error = failed(ErrorKind::Conflict, PlaylistTrack::create(db, twice).await);
        assert_eq!(error.model(), Some("PlaylistTrack"));
        let pair = (PlaylistTrack::PLAYLIST_ID, PlaylistTrack::TRACK_ID);
        let found = PlaylistTrack::find_or_create(db, pair, PlaylistTrackCreate::new(shop.entries[0].playlist_id, shop.entries[0].track_id));
        assert_eq!(found.await.unwrap(), fivefold::crud::Upsert::Existing(shop.entries[0].clone()));
    }

    async fn genres_are_counted_and_sold_tracks_are_kept(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let silent = Genre::query().filter(!Genre::TRACKS.exists()).all(db).await.unwrap();
        assert_eq!(silent, [shop.genres[4].clone()]);
        let video = &shop.kinds[2];
        let long = video.tracks().filter(Track::MILLISECONDS.gt(200_000).and(Track::COMPOSER.starts_with("Composer 1")));
        let expected = shop.tracks.iter().filter(|track| track.media_type_id == video.id && track.milliseconds > 200_000 && track.composer.as_deref().is_some_and(|name| name.starts_with("Composer 1")));
        assert_eq!(long.count(db).await.unwrap() as usize, expected.count());
        let error = failed(ErrorKind::ForeignKey, Track::query().filter(Track::LINES.exists()).delete(db).await);
        assert_eq!(error.model(), Some("Track"));
        assert_eq!(Track::count(db).await.unwrap() as usize, shop.tracks.len());
        let unsold = Track::query().filter(!Track::LINES.exists());
        let dearer = unsold.clone().update(db, Track::UNIT_PRICE.add(1)).await.unwrap();
        let sold: BTreeSet<_> = shop.lines.iter().map(|line| line.track_id).collect();
        assert_eq!(dearer as usize, shop.tracks.len() - sold.len());
        assert!(dearer > 200);
        PlaylistTrack::query().filter(PlaylistTrack::TRACK.is(!Track::LINES.exists())).delete(db).await.unwrap();
        assert_eq!(unsold.delete(db).await.unwrap(), dearer);
        let mut stream = InvoiceLine::query().with(InvoiceLine::TRACK).stream(db);
        let (mut sum, mut count) = (0, 0);
        while let Some((line, track)) = stream.next().await.unwrap() {
            assert_eq!((line.track_id, line.unit_price), (track.id, track.unit_price));
            sum += line.unit_price;
            count += 1;
        }
        assert_eq!((sum, count), (shop.lines.iter().map(|line| line.unit_price).sum::<i64>(), shop.lines.len()));
    }
}
