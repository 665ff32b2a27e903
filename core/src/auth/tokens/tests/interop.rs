//! The tokens are those of RFC 7519: tokens of other libraries are read here, and other libraries
//! read these.

use std::sync::OnceLock;

use hmac::{Hmac, KeyInit as _, Mac as _};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::signature::{Error, Signer, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde_json::{Value as Json, json};
use sha2::Sha256;

use crate::auth::tokens::tests::{
    ISSUER, NOW, SECRET, good, header, is_accepted, signed, tokens, user,
};
use crate::error::Result;

/// Made by PyJWT 2: `jwt.encode(claims, key, "HS256", headers={"typ": "at+jwt"})`, with the claims
/// of `good`.
const PYJWT: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJpc3MiOiJodHRwczovL2FwaS5leGFtcGxlLmNvbSIsImF1ZCI6Imh0dHBzOi8vYXBpLmV4YW1wbGUuY29tI2F0K2p3dCIsInN1YiI6IjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwNyIsImlhdCI6MTgwMDAwMDAwMCwiZXhwIjoxODAwMDAwMDYwLCJqdGkiOiJBQUFBQUFBQUFBQUFBQUFBQUFBQUFBIiwidmVyIjoiQUFBQUFBQUFBQUFBQUFBQUFBQUFBQSJ9.cUFrY6krF9MTsT8aiLWpIhk6mgTBKeVdSxvIcIJHBeA";

/// The key of access tokens for the model `User`, as another application would derive it.
fn key() -> Vec<u8> {
    mac(
        &SECRET,
        b"fivefold token 2\0at+jwt\0user\0fivefold::auth::tokens::tests::User",
    )
}

fn mac(key: &[u8], text: &[u8]) -> Vec<u8> {
    Hmac::<Sha256>::new_from_slice(key).map_or_else(
        |_| Vec::new(),
        |mut mac| {
            mac.update(text);
            mac.finalize().into_bytes().to_vec()
        },
    )
}

#[test]
fn a_token_of_pyjwt_is_read() -> Result<()> {
    assert!(is_accepted(&tokens()?, PYJWT));
    Ok(())
}

#[test]
fn jsonwebtoken_reads_ours_and_we_read_its() -> Result<()> {
    install();
    let header = Header {
        typ: Some("at+jwt".to_owned()),
        ..Header::new(Algorithm::HS256)
    };
    let text = jsonwebtoken::encode(&header, &good(), &EncodingKey::from_secret(&key()));
    assert!(is_accepted(&tokens()?, &text.unwrap_or_default()));
    let ours = tokens()?.access(&user())?.access_token;
    assert!(jsonwebtoken_accepts(&ours));
    // The control: it verifies the signature.
    assert!(!jsonwebtoken_accepts(&ours[..ours.len() - 2]));
    Ok(())
}

/// Many of the tokens that are rejected here are accepted by another library.
#[test]
fn jsonwebtoken_accepts_many_wrong_shapes_by_default() -> Result<()> {
    let (mut here, mut there) = (0, 0);
    for claim in ["exp", "iat", "iss", "aud", "sub"] {
        let correct = good()[claim].clone();
        for shape in [
            json!(null),
            json!(true),
            json!([correct]),
            json!({"a": correct}),
            json!(""),
            json!(7),
            json!(-1.5),
        ] {
            let mut claims = good();
            claims[claim] = shape;
            let token = signed(&header().to_string(), &claims.to_string());
            here += usize::from(is_accepted(&tokens()?, &token));
            there += usize::from(jsonwebtoken_accepts(&token));
        }
    }
    assert_eq!(here, 0);
    assert!(there >= 5, "{there}");
    Ok(())
}

/// Returns true if jsonwebtoken accepts an access token with its default `Validation`, given the
/// issuer and the audience.
fn jsonwebtoken_accepts(text: &str) -> bool {
    install();
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_audience(&[format!("{ISSUER}#at+jwt")]);
    validation.set_issuer(&[ISSUER]);
    // Its clock cannot be set, and this test is about shapes: decades of leeway. More than the
    // current time would overflow in it.
    validation.leeway = NOW.unsigned_abs() / 2;
    let key = DecodingKey::from_secret(&key());
    jsonwebtoken::decode::<Json>(text, &key, &validation).is_ok()
}

/// Installs a provider for jsonwebtoken with HMAC only: its own providers include RSA.
fn install() {
    static PROVIDER: CryptoProvider = CryptoProvider {
        signer_factory: |_, key| Ok(Box::new(Hs256(key.as_bytes().to_vec()))),
        verifier_factory: |_, key| Ok(Box::new(Hs256(key.try_get_as_bytes()?.to_vec()))),
        key_utils: KeyUtils::new_unimplemented(),
    };
    static DONE: OnceLock<bool> = OnceLock::new();
    assert!(DONE.get_or_init(|| PROVIDER.install_default().is_ok()));
}

struct Hs256(Vec<u8>);

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, text: &[u8]) -> std::result::Result<Vec<u8>, Error> {
        Ok(mac(&self.0, text))
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    fn verify(&self, text: &[u8], signature: &Vec<u8>) -> std::result::Result<(), Error> {
        let is_right = mac(&self.0, text) == *signature;
        is_right.then_some(()).ok_or_else(Error::new)
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}
