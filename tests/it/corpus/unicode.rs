//! Unicode: what looks the same, folds to the same or normalises to the same is not the same.

use fivefold::prelude::*;

use crate::models::{Doc, DocCreate};

/// Texts that some comparison or other takes for each other. Each group is stored side by side.
#[rustfmt::skip]
const GROUPS: &[&[&str]] = &[
    // Case, with and without its exceptions.
    &["user", "User", "USER", "uSER"], &["i", "I", "\u{131}", "\u{130}", "i\u{307}"], &["k", "K", "\u{212a}"], &["s", "S", "\u{17f}"],
    &["stra\u{df}e", "strasse", "STRASSE", "STRA\u{1e9e}E"], &["\u{3c3}", "\u{3c2}", "\u{3a3}"], &["\u{1c4}", "\u{1c5}", "\u{1c6}", "d\u{17e}"], &["\u{10400}", "\u{10428}"],
    &["\u{13a0}", "\u{ab70}"], &["\u{1e9e}", "\u{df}", "ss", "SS"], &["\u{149}", "\u{2bc}n"],
    // Normal forms: composed, decomposed, compatible.
    &["\u{e9}", "e\u{301}"], &["\u{c5}", "A\u{30a}", "\u{212b}"], &["\u{1e69}", "s\u{323}\u{307}", "s\u{307}\u{323}", "\u{1e63}\u{307}"],
    &["\u{ac00}", "\u{1100}\u{1161}"], &["\u{fb01}", "fi"], &["\u{2460}", "1", "\u{ff11}", "\u{661}", "\u{6f1}", "\u{967}"], &["\u{2126}", "\u{3a9}"], &["\u{fdfa}", "\u{635}\u{644}\u{649}"],
    &["\u{bd}", "1\u{2044}2", "1/2"], &["x\u{b2}", "x2", "x\u{2082}"], &["\u{3c}", "\u{ff1c}", "\u{fe64}"], &["\u{ff21}\u{ff22}", "AB"], &["\u{30ac}", "\u{30ab}\u{3099}", "\u{ff76}\u{ff9e}"],
    &["\u{344}", "\u{308}\u{301}"], &["\u{958}", "\u{915}\u{93c}"], &["\u{1f71}", "\u{3ac}"], &["\u{2000}", "\u{2002}"], &["\u{f900}", "\u{8c48}"], &["\u{2f800}", "\u{4e3d}"],
    // Lookalike texts.
    &["paypal", "p\u{430}ypal", "pa\u{443}pal", "\u{440}aypal"], &["apple", "\u{430}pple", "app\u{13c0}e"], &["o", "\u{43e}", "\u{3bf}", "\u{585}", "0"],
    &["l", "\u{406}", "|", "\u{2113}", "\u{217c}"], &["a", "\u{251}", "\u{3b1}"], &["c", "\u{441}", "\u{3f2}"], &["e", "\u{435}", "\u{212e}"], &["x", "\u{445}", "\u{d7}"],
    &["-", "\u{2010}", "\u{2011}", "\u{2212}", "\u{ad}"], &[".", "\u{2024}", "\u{3002}"], &["/", "\u{2044}", "\u{2215}"], &["\u{2026}", "..."], &["rn", "m"],
    // Nothing to see, and what moves what is seen.
    &["ab", "a\u{200b}b", "a\u{200c}b", "a\u{200d}b", "a\u{2060}b", "a\u{feff}b", "a\u{34f}b", "a\u{180e}b"],
    &["abc", "\u{feff}abc", "abc\u{feff}", "\u{202e}cba", "\u{202d}abc", "\u{2066}abc\u{2069}", "\u{200e}abc", "\u{200f}abc", "\u{61c}abc"],
    &["\u{2764}", "\u{2764}\u{fe0f}", "\u{2764}\u{fe0e}"], &["\u{845b}", "\u{845b}\u{e0100}"], &["t\u{e0061}g", "tg"],
    // Blanks: PAD SPACE collations take them for nothing.
    &["blank", "blank ", "blank  ", " blank", "blank\t", "blank\u{a0}", "blank\u{3000}", "blank\n"], &["", " ", "  "],
    // One sign of many code points.
    &["\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}", "\u{1f468}\u{1f469}\u{1f467}"], &["\u{1f44d}", "\u{1f44d}\u{1f3fd}"], &["\u{1f1e9}\u{1f1ea}", "\u{1f1ea}\u{1f1e9}"],
    &["\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}", "\u{1f3f4}"], &["Z\u{351}\u{36b}\u{343}", "Z"],
    // The ends of the planes, and code points that are no characters.
    &["\u{7f}x", "\u{80}x", "\u{7ff}", "\u{800}", "\u{d7ff}", "\u{e000}", "\u{fdd0}", "\u{fffd}", "\u{fffe}", "\u{ffff}", "\u{10000}", "\u{1f600}", "\u{1ffff}", "\u{f0000}", "\u{10ffff}"],
    // Other scripts, and letters that some collation drops.
    &["\u{5e9}\u{5b8}", "\u{5e9}"], &["\u{645}\u{64e}", "\u{645}"], &["\u{621}", "\u{627}", "\u{623}"], &["\u{2d}\u{2d}", "\u{2013}"], &["\u{e4}", "ae", "\u{e6}"],
    &["\u{f8}", "oe", "\u{153}"], &["\u{e0e}\u{e32}", "\u{e0e}"], &["\u{4e00}", "\u{2f00}", "\u{30fc}"], &["\u{3042}", "\u{30a2}", "\u{3041}"],
];

pub fn corpus() -> Vec<String> {
    let mut texts: Vec<String> = GROUPS
        .iter()
        .flat_map(|group| group.iter().map(|text| (*text).to_owned()))
        .collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

for_each_db! {
    async fn two_hundred_texts_are_distinct_and_read_back_unchanged(env) {
        let corpus = corpus();
        assert!(corpus.len() >= 200, "{}", corpus.len());
        crate::corpus::all_slots(env, &corpus).await;
    }

    async fn lookalike_text_does_not_find_the_row(env) {
        for (at, group) in GROUPS.iter().enumerate() {
            for stored in *group {
                let (stored, others) = (format!("{at}:{stored}"), group.iter().filter(|other| *other != stored));
                let row = Doc::create(&env.db, DocCreate::new(stored)).await.unwrap();
                for other in others {
                    assert_eq!(Doc::find_by(&env.db, Doc::SLUG, format!("{at}:{other}")).await.unwrap(), None, "{other:?}");
                }
                row.delete(&env.db).await.unwrap();
            }
        }
    }
}

#[test]
fn surrogates_in_json_are_pairs_or_refused() {
    let slug = |json: &str| {
        serde_json::from_str::<DocCreate>(&format!(r#"{{"slug":"{json}"}}"#))
            .map(|create| create.slug)
    };
    assert_eq!(slug(r"\ud83d\ude00").unwrap(), "\u{1f600}");
    for alone in [
        r"\ud83d",
        r"\ude00",
        r"\ud83dx",
        r"\ude00\ud83d",
        r"\ud83d\u0041",
        r"\uD83D\uD83D",
    ] {
        assert!(slug(alone).is_err(), "{alone}");
    }
}
