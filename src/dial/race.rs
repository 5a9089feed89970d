//! Trying the addresses of a host, each with a head start (RFC 8305, "Happy Eyeballs"). Without I/O: how an address is
//! connected to is passed in.

use std::{future::Future, io, net::SocketAddr, time::Duration};

use futures_util::{StreamExt, stream::FuturesUnordered};

/// How long an address is tried alone before the next one is tried too (RFC 8305 section 5).
pub(super) const HEAD_START: Duration = Duration::from_millis(250);

/// Connects to the first of `addresses`, and to each further one when the one before has failed or has not answered
/// within [`HEAD_START`]. Returns the first connection, and drops the other attempts.
///
/// # Errors
/// The errors of all addresses, in the order in which they came.
pub(super) async fn race<T, F>(
    addresses: Vec<SocketAddr>,
    mut connect: impl FnMut(SocketAddr) -> F,
) -> Result<(SocketAddr, T), Vec<(SocketAddr, io::Error)>>
where
    F: Future<Output = io::Result<T>>,
{
    let mut untried = addresses.into_iter();
    let (mut attempts, mut errors) = (FuturesUnordered::new(), Vec::new());
    loop {
        if let Some(address) = untried.next() {
            let attempt = connect(address);
            attempts.push(async move { (address, attempt.await) });
        }
        let ended = if untried.len() == 0 {
            attempts.next().await
        } else {
            match tokio::time::timeout(HEAD_START, attempts.next()).await {
                Ok(ended) => ended,
                // None of them has answered: the next one is tried as well.
                Err(_) => continue,
            }
        };
        match ended {
            Some((address, Ok(connection))) => return Ok((address, connection)),
            Some((address, Err(error))) => errors.push((address, error)),
            None => return Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::{Instant, sleep};

    use super::*;

    /// What an address does: connect or refuse after so many milliseconds. `None`: nothing, for ever.
    type Behaviour = Option<(u64, bool)>;

    const SILENT: Behaviour = None;

    const fn answers(millis: u64) -> Behaviour {
        Some((millis, true))
    }

    const fn refuses(millis: u64) -> Behaviour {
        Some((millis, false))
    }

    /// Races addresses that behave like this. Returns the index of the winner or the number of errors, and the time in
    /// milliseconds.
    async fn outcome(behaviours: &[Behaviour]) -> (Result<usize, usize>, u128) {
        let address = |index: usize| SocketAddr::from(([10, 0, 0, 1], u16::try_from(index).unwrap()));
        let addresses = (0..behaviours.len()).map(address).collect();
        let start = Instant::now();
        let found = race(addresses, |address| {
            let behaviour = behaviours[usize::from(address.port())];
            async move {
                let Some((millis, answers)) = behaviour else { return std::future::pending().await };
                sleep(Duration::from_millis(millis)).await;
                if answers { Ok(()) } else { Err(io::ErrorKind::ConnectionRefused.into()) }
            }
        });
        let found = found.await.map(|(address, ())| usize::from(address.port())).map_err(|errors| errors.len());
        (found, start.elapsed().as_millis())
    }

    #[tokio::test(start_paused = true)]
    async fn the_next_address_is_tried_after_a_failure_or_a_head_start() {
        for (behaviours, expected) in [
            (&[answers(100), answers(0)][..], (Ok(0), 100)),
            // A silent address costs the head start.
            (&[SILENT, answers(20)], (Ok(1), 270)),
            (&[SILENT, SILENT, answers(20)], (Ok(2), 520)),
            // A refused one costs nothing.
            (&[refuses(5), answers(20)], (Ok(1), 25)),
            (&[refuses(5), SILENT, answers(20)], (Ok(2), 275)),
            // The first one goes on while the second is tried.
            (&[answers(300), SILENT], (Ok(0), 300)),
            (&[answers(300), refuses(10)], (Ok(0), 300)),
            (&[answers(300), answers(20)], (Ok(1), 270)),
            (&[refuses(5), refuses(10)], (Err(2), 15)),
            (&[refuses(300), refuses(10)], (Err(2), 300)),
            (&[], (Err(0), 0)),
        ] {
            assert_eq!(outcome(behaviours).await, expected, "{behaviours:?}");
        }
    }
}
