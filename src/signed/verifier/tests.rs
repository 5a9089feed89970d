use ed25519_dalek::SigningKey;
use proptest::prelude::*;
use static_assertions::assert_impl_all;

use super::*;
use crate::signed::signer::{hexadecimal, key, sign, verifier};

assert_impl_all!(Verifier: Send, Sync, Clone);

/// The time at which the requests of these tests are signed, in seconds.
const SIGNED: u64 = 1_729_262_573;

const BODY: &[u8] = br#"{"version":1,"application_id":"9","type":0}"#;

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

#[test]
fn only_signatures_of_the_applications_key_are_accepted() {
    let timestamp = SIGNED.to_string();
    let right = sign(&key(), &timestamp, BODY);
    let other = sign(&SigningKey::from_bytes(&[8; 32]), &timestamp, BODY);
    let upper = right.to_uppercase();
    let (short, long) = (&right[..126], format!("{right}00"));
    let no_hex = right.replace(|it: char| it.is_ascii_digit(), "g");
    let zeros = "0".repeat(128);
    for (signature, time, body, outcome) in [
        (Some(&*right), Some(&*timestamp), BODY, Ok(())),
        (Some(&*upper), Some(&*timestamp), BODY, Ok(())),
        (None, Some(&*timestamp), BODY, Err(SignatureError::MissingSignature)),
        (Some(&*right), None, BODY, Err(SignatureError::MissingTimestamp)),
        (Some(""), Some(&*timestamp), BODY, Err(SignatureError::MalformedSignature)),
        (Some(short), Some(&*timestamp), BODY, Err(SignatureError::MalformedSignature)),
        (Some(&*long), Some(&*timestamp), BODY, Err(SignatureError::MalformedSignature)),
        (Some(&*no_hex), Some(&*timestamp), BODY, Err(SignatureError::MalformedSignature)),
        (Some(&*right), Some(""), BODY, Err(SignatureError::MalformedTimestamp)),
        (Some(&*right), Some("+1729262573"), BODY, Err(SignatureError::MalformedTimestamp)),
        (Some(&*right), Some("2024-10-18T14:42:53Z"), BODY, Err(SignatureError::MalformedTimestamp)),
        (Some(&*right), Some("1729262573000"), BODY, Err(SignatureError::MalformedTimestamp)),
        (Some(&*right), Some("1729262574"), BODY, Err(SignatureError::Wrong)),
        (Some(&*right), Some(&*timestamp), &BODY[1..], Err(SignatureError::Wrong)),
        (Some(&*right), Some(&*timestamp), b"", Err(SignatureError::Wrong)),
        (Some(&*other), Some(&*timestamp), BODY, Err(SignatureError::Wrong)),
        (Some(&*zeros), Some(&*timestamp), BODY, Err(SignatureError::Wrong)),
    ] {
        let (signature, time) = (signature.map(str::as_bytes), time.map(str::as_bytes));
        assert_eq!(verifier().verify(signature, time, body, at(SIGNED)), outcome, "{signature:?} {time:?} {body:?}");
    }
}

/// Times at the ends of the window are accepted, times outside of it are not.
#[test]
fn a_signature_is_valid_within_the_window() {
    let timestamp = SIGNED.to_string();
    let signature = sign(&key(), &timestamp, BODY);
    let window = DEFAULT_TIME_WINDOW.as_secs();
    for (verifier, now, counts) in [
        (verifier(), SIGNED + window, true),
        (verifier(), SIGNED + window + 1, false),
        (verifier(), SIGNED - window, true),
        (verifier(), SIGNED - window - 1, false),
        (verifier(), 0, false),
        (verifier().time_window(Duration::from_secs(5)), SIGNED + 5, true),
        (verifier().time_window(Duration::from_secs(5)), SIGNED - 6, false),
        (verifier().time_window(Duration::ZERO), SIGNED, true),
        (verifier().time_window(Duration::MAX), 0, true),
    ] {
        let outcome = verifier.verify(Some(signature.as_bytes()), Some(timestamp.as_bytes()), BODY, at(now));
        match outcome {
            Ok(()) => assert!(counts, "{now}"),
            Err(SignatureError::OutsideWindow { signed, now: told, window }) => {
                assert!(!counts, "{now}");
                assert_eq!((signed.as_secs().unsigned_abs(), told.as_secs().unsigned_abs()), (SIGNED, now));
                assert_eq!(window, verifier.time_window);
            }
            Err(error) => panic!("{now}: {error}"),
        }
    }
}

/// The example of RFC 8032, section 7.1, test 1, which shows that the digits of the key are read in the right order.
#[test]
fn a_public_key_has_64_digits() {
    let good = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    assert!(Verifier::new(good).is_ok() && Verifier::new(&good.to_uppercase()).is_ok());
    for (text, error) in [
        (String::new(), PublicKeyError::Length { length: 0 }),
        (good[1..].to_owned(), PublicKeyError::Length { length: 63 }),
        (format!("{good}\n"), PublicKeyError::Length { length: 65 }),
        (format!("0x{}", &good[2..]), PublicKeyError::Digit { position: 1 }),
        (format!("{}ü", &good[1..]), PublicKeyError::Digit { position: 63 }),
        ("0".repeat(64), PublicKeyError::NoKey),
        (format!("02{}", "0".repeat(62)), PublicKeyError::NoKey),
    ] {
        assert_eq!(Verifier::new(&text).unwrap_err(), error, "{text}");
    }
}

/// Somebody may paste a token in place of the key.
#[test]
fn errors_do_not_repeat_an_invalid_key() {
    let secret = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs";
    let error = Verifier::new(secret).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("ZnCjm"), "{error}");
    assert!(error.to_string().contains("has 59 characters"), "{error}");
}

#[test]
fn debug_shows_the_key_and_the_limits() {
    let shown = format!("{:?}", verifier().time_window(Duration::from_secs(5)).body_limit(64));
    let key = hexadecimal(key().verifying_key().as_bytes());
    assert_eq!(shown, format!("Verifier {{ public_key: \"{key}\", time_window: 5s, body_limit: 64 }}"));
}

proptest! {
    #[test]
    fn any_headers_are_accepted_as_input(signature: Vec<u8>, timestamp: Vec<u8>, body: Vec<u8>) {
        prop_assert!(verifier().verify(Some(&signature), Some(&timestamp), &body, at(SIGNED)).is_err());
    }

    #[test]
    fn any_signature_is_accepted_as_input(bytes in prop::collection::vec(any::<u8>(), 64), body: Vec<u8>) {
        let (signature, timestamp) = (hexadecimal(&bytes), SIGNED.to_string());
        let outcome = verifier().verify(Some(signature.as_bytes()), Some(timestamp.as_bytes()), &body, at(SIGNED));
        prop_assert_eq!(outcome, Err(SignatureError::Wrong));
    }

    /// Flips one bit of the signature, the time or the body.
    #[test]
    fn a_flipped_bit_makes_a_signature_invalid(place in 0_usize..1_000, bit in 0_u8..8) {
        let timestamp = SIGNED.to_string();
        let mut request =
            [sign(&key(), &timestamp, BODY).into_bytes(), timestamp.into_bytes(), BODY.to_vec()];
        let part = &mut request[place % 3];
        let place = place % part.len();
        let before = part[place];
        part[place] ^= 1 << bit;
        // A digit in upper case has the same value.
        prop_assume!(!part[place].eq_ignore_ascii_case(&before));
        let [signature, timestamp, body] = request;
        prop_assert!(verifier().verify(Some(&signature), Some(&timestamp), &body, at(SIGNED)).is_err());
    }
}
