//! The claims: complete, of the right type, and valid now.

use serde_json::{Value as Json, json};

use crate::auth::tokens::tests::{NOW, builder, good, header, is_accepted, signed, tokens};
use crate::error::Result;

fn with(name: &str, value: Json) -> String {
    let mut claims = good();
    claims[name] = value;
    signed(&header().to_string(), &claims.to_string())
}

fn without(name: &str) -> String {
    let mut claims = good();
    if let Some(claims) = claims.as_object_mut() {
        claims.remove(name);
    }
    signed(&header().to_string(), &claims.to_string())
}

#[test]
fn five_claims_in_eight_wrong_shapes_are_refused() -> Result<()> {
    let tokens = tokens()?;
    let mut refused = 0;
    for claim in ["exp", "iat", "iss", "aud", "sub"] {
        let correct = good()[claim].clone();
        let another = if correct.is_number() {
            json!(correct.to_string())
        } else {
            json!(7)
        };
        let shapes = [
            json!(null),
            json!(true),
            json!([correct]),
            json!({"a": correct}),
            json!(""),
            another,
            json!(-1.5),
        ];
        assert!(!is_accepted(&tokens, &without(claim)), "{claim} is missing");
        refused += 1;
        for shape in shapes {
            assert!(
                !is_accepted(&tokens, &with(claim, shape.clone())),
                "{claim} {shape}"
            );
            refused += 1;
        }
    }
    assert_eq!(refused, 40);
    for claim in ["jti", "ver"] {
        assert!(!is_accepted(&tokens, &without(claim)));
        assert!(!is_accepted(&tokens, &with(claim, json!(7))));
    }
    Ok(())
}

#[test]
fn nothing_is_good_too_early_too_late_or_for_too_long() -> Result<()> {
    let tokens = tokens()?;
    let month = 30 * 86_400;
    let at = |iat: i64, exp: i64| {
        let mut claims = good();
        claims["iat"] = json!(iat);
        claims["exp"] = json!(exp);
        signed(&header().to_string(), &claims.to_string())
    };
    let wrong = [
        at(NOW - 60, NOW),
        at(NOW - 60, NOW - 1),
        at(NOW - 120, NOW - 59),
        at(NOW + 1, NOW + 60),
        at(NOW, NOW),
        at(NOW + 10, NOW + 5),
        at(NOW, NOW + month + 1),
        at(NOW - 1, NOW + month),
        at(NOW, i64::MAX),
        at(i64::MIN, i64::MAX),
        at(i64::MIN, NOW + 60),
        at(0, NOW + 60),
        at(-1, NOW + 60),
        at(NOW, i64::MIN),
        with("exp", json!(9e18)),
        with("exp", json!(1e300)),
        with("exp", json!(u64::MAX)),
        with("nbf", json!(NOW + 1)),
        with("nbf", json!(null)),
        with("nbf", json!("0")),
        with("nbf", json!(i64::MAX)),
        with("sid", json!("0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c")),
        with("admin", json!(true)),
        with("crit", json!(["exp"])),
    ];
    assert_eq!(wrong.len(), 24);
    for token in wrong {
        assert!(!is_accepted(&tokens, &token), "{token}");
    }
    for right in [
        at(NOW, NOW + month),
        at(NOW, NOW + 1),
        at(NOW - 60, NOW + 1),
        with("nbf", json!(NOW)),
        with("nbf", json!(0)),
    ] {
        assert!(is_accepted(&tokens, &right));
    }
    Ok(())
}

#[test]
fn a_claim_given_twice_is_refused() -> Result<()> {
    let tokens = tokens()?;
    let claims = good().to_string();
    for claim in ["exp", "iat", "iss", "aud", "sub", "jti", "ver"] {
        let value = good()[claim].to_string();
        let twice = claims.replacen('{', &format!("{{\"{claim}\":{value},"), 1);
        assert!(
            !is_accepted(&tokens, &signed(&header().to_string(), &twice)),
            "{claim}"
        );
    }
    Ok(())
}

#[test]
fn leeway_is_what_it_is_set_to() -> Result<()> {
    let tokens = builder()?
        .leeway(std::time::Duration::from_secs(10))
        .build()?;
    let at = |iat: i64, exp: i64| {
        let mut claims = good();
        claims["iat"] = json!(iat);
        claims["exp"] = json!(exp);
        signed(&header().to_string(), &claims.to_string())
    };
    assert!(is_accepted(&tokens, &at(NOW - 60, NOW - 9)));
    assert!(!is_accepted(&tokens, &at(NOW - 60, NOW - 10)));
    assert!(is_accepted(&tokens, &at(NOW + 10, NOW + 60)));
    assert!(!is_accepted(&tokens, &at(NOW + 11, NOW + 60)));
    Ok(())
}

#[test]
fn instants_with_parts_are_taken_where_that_was_asked_for() -> Result<()> {
    let token = with("exp", json!(1_800_000_060.124_559));
    assert!(!is_accepted(&tokens()?, &token));
    let tokens = builder()?.float_instants().build()?;
    assert!(is_accepted(&tokens, &token));
    for wrong in [json!(-0.5), json!(1e300), json!("1800000060.5")] {
        assert!(!is_accepted(&tokens, &with("exp", wrong)));
    }
    Ok(())
}

#[test]
fn another_issuer_audience_or_key_is_refused() -> Result<()> {
    let tokens = tokens()?;
    for (claim, value) in [
        ("iss", "https://api.example.com/"),
        ("iss", "https://API.example.com"),
        ("iss", "http://api.example.com"),
        ("aud", "https://api.example.com"),
        ("aud", "https://api.example.com#refresh+jwt"),
        ("aud", "#at+jwt"),
        ("sub", "7"),
        ("sub", "00000000000000000000000000000007"),
        ("sub", "00000000-0000-0000-0000-00000000000A"),
        ("sub", "{00000000-0000-0000-0000-000000000007}"),
        ("sub", "ann@example.com"),
    ] {
        assert!(
            !is_accepted(&tokens, &with(claim, json!(value))),
            "{claim} {value}"
        );
    }
    Ok(())
}
