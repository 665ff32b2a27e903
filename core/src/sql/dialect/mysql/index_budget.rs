//! The budget of one InnoDB index in bytes, shared among its columns.

/// The most bytes of all columns of an index, on pages of 16 KiB, the default of both servers.
pub(crate) const ROOM: u64 = 3072;

/// Returns the bytes of each column. A column requests a number of bytes or, with none, all of
/// them; one that requests less than an equal share leaves the rest to the others.
pub(crate) fn share(room: u64, requested: &[Option<u64>]) -> Vec<u64> {
    let mut smallest_first: Vec<(usize, u64)> = requested
        .iter()
        .map(|bytes| bytes.unwrap_or(u64::MAX))
        .enumerate()
        .collect();
    smallest_first.sort_by_key(|(_, bytes)| *bytes);
    let (mut left, mut waiting) = (room, requested.len() as u64);
    let mut shares = vec![0; requested.len()];
    for (index, bytes) in smallest_first {
        let part = bytes.min(left / waiting.max(1));
        if let Some(share) = shares.get_mut(index) {
            *share = part;
        }
        left -= part;
        waiting -= 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::{ROOM, share};

    #[test]
    fn a_request_below_an_equal_share_leaves_the_rest_to_the_others() {
        for (requested, shares) in [
            (&[][..], &[][..]),
            (&[None], &[3072]),
            (&[Some(1020)], &[1020]),
            (&[Some(4000)], &[3072]),
            (&[None, None], &[1536, 1536]),
            (&[None, None, None], &[1024, 1024, 1024]),
            (&[None, Some(4)], &[3068, 4]),
            (&[Some(2000), Some(2000), Some(72)], &[1500, 1500, 72]),
            (&[Some(1600), None, Some(1000)], &[1036, 1036, 1000]),
            (&[Some(0), None], &[0, 3072]),
        ] {
            assert_eq!(share(ROOM, requested), shares, "{requested:?}");
        }
        assert_eq!(share(0, &[None, Some(8)]), [0, 0]);
    }
}
