//! The header cannot choose an algorithm or a key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use crate::auth::tokens::tests::{good, header, is_accepted, signed, tokens};
use crate::error::Result;

/// Headers that attacked other libraries, each with a valid signature.
fn headers() -> Vec<String> {
    let algorithms = [
        "none", "None", "NONE", "nOnE", "none ", "", "null", "NoNe", "HS384", "HS512", "hs256",
        "RS256", "RS512", "PS256", "ES256", "EdDSA", "HS256 ", " HS256", "HS2560", "HMAC",
        "A128KW", "dir",
    ];
    let types = [
        "JWT",
        "jwt",
        "",
        "refresh+jwt",
        "reset+jwt",
        "verify+jwt",
        "AT+JWT",
        "at+JWT",
        "at",
        "application/at+jwt",
        "at+jwt ",
    ];
    let mut headers: Vec<String> = Vec::new();
    headers.extend(algorithms.map(|alg| json!({"alg": alg, "typ": "at+jwt"}).to_string()));
    headers.extend(types.map(|typ| json!({"alg": "HS256", "typ": typ}).to_string()));
    for (name, value) in [
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("crit", json!(["b64"])),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
        ("jwk", json!({"kty": "oct", "k": "AAAA"})),
        ("jku", json!("https://evil.example/keys")),
        ("x5u", json!("https://evil.example")),
        ("x5c", json!(["AAAA"])),
        ("x5t", json!("AAAA")),
        ("cty", json!("JWT")),
        ("kid", json!("unknown")),
        ("kid", json!("")),
        ("kid", json!(null)),
        ("kid", json!(7)),
        ("kid", json!("../../dev/null")),
        ("kid", json!("' OR 1=1 --")),
        ("kid", json!(["a"])),
        ("enc", json!("A256GCM")),
        ("epk", json!({})),
        ("p2c", json!(1_000_000_000)),
        ("ver", json!("1")),
    ] {
        let mut header = header();
        header[name] = value;
        headers.push(header.to_string());
    }
    for text in [
        "",
        "{}",
        "[]",
        "null",
        "\"HS256\"",
        "{\"alg\":\"HS256\"}",
        "{\"typ\":\"at+jwt\"}",
        "{\"alg\":null,\"typ\":\"at+jwt\"}",
        "{\"alg\":[\"HS256\"],\"typ\":\"at+jwt\"}",
        "{\"alg\":\"none\",\"alg\":\"HS256\",\"typ\":\"at+jwt\"}",
        "{\"alg\":\"HS256\",\"alg\":\"HS256\",\"typ\":\"at+jwt\"}",
        "{\"ALG\":\"HS256\",\"typ\":\"at+jwt\"}",
        "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"",
        "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}}",
        "{\"alg\":256,\"typ\":\"at+jwt\"}",
        "{\"alg\":\"HS256\",\"typ\":{}}",
    ] {
        headers.push(text.to_owned());
    }
    headers
}

#[test]
fn no_header_but_the_one_is_accepted() -> Result<()> {
    let tokens = tokens()?;
    let claims = good().to_string();
    let headers = headers();
    assert!(headers.len() > 65, "{}", headers.len());
    for header in &headers {
        assert!(!is_accepted(&tokens, &signed(header, &claims)), "{header}");
    }
    // The control: the same claims under the right header.
    assert!(is_accepted(
        &tokens,
        &signed(&header().to_string(), &claims)
    ));
    Ok(())
}

#[test]
fn no_shape_but_the_one_is_accepted() -> Result<()> {
    let tokens = tokens()?;
    let token = signed(&header().to_string(), &good().to_string());
    let parts: Vec<&str> = token.split('.').collect();
    let [head, claims, signature] = *parts.as_slice() else {
        unreachable!("a token has three parts");
    };
    let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"at+jwt"}"#);
    let shapes = [
        String::new(),
        ".".into(),
        "..".into(),
        "...".into(),
        head.into(),
        format!("{head}.{claims}"),
        format!("{head}.{claims}."),
        format!("{none}.{claims}."),
        format!("{none}.{claims}"),
        format!("{head}..{signature}"),
        format!(".{claims}.{signature}"),
        format!("{head}.{claims}.{signature}."),
        format!(".{token}"),
        format!("{token}.{signature}"),
        format!("{head}.{claims}.{claims}.{signature}"),
        format!("{token}="),
        format!("{token} "),
        format!(" {token}"),
        format!("{token}\n"),
        format!("{token}\0"),
        format!("Bearer {token}"),
        format!("{head}=.{claims}.{signature}"),
        format!("{head}.{claims}=.{signature}"),
        format!("{head}.{claims}.{}", &signature[1..]),
        format!("{head}.{claims}.{}", &signature[..signature.len() - 1]),
        format!("{head}.{claims}.{}", "A".repeat(43)),
        format!("{claims}.{head}.{signature}"),
        token.replace('-', "+").replace('_', "/") + "!",
        token.to_uppercase(),
        token.to_lowercase(),
        format!("{token}{token}"),
        format!(
            "{{\"payload\":\"{claims}\",\"protected\":\"{head}\",\"signature\":\"{signature}\"}}"
        ),
    ];
    for shape in &shapes {
        assert!(!is_accepted(&tokens, shape), "{shape:?}");
    }
    // The last character of a signature of 32 bytes has two unused bits: only one spelling is
    // accepted.
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let spellings = alphabet
        .chars()
        .map(|last| format!("{}{last}", &token[..token.len() - 1]));
    assert_eq!(
        spellings
            .filter(|token| is_accepted(&tokens, token))
            .count(),
        1
    );
    // Longer than the maximum: rejected before it is read.
    let mut long = good();
    long["jti"] = json!("x".repeat(8_192));
    assert!(!is_accepted(
        &tokens,
        &signed(&header().to_string(), &long.to_string())
    ));
    long["jti"] = json!("x".repeat(5_000));
    assert!(is_accepted(
        &tokens,
        &signed(&header().to_string(), &long.to_string())
    ));
    Ok(())
}
