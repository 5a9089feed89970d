//! Runs every fuzz target for some seconds without a fuzzer: `fuzz [SECONDS] [TARGET] [SEED]`, or `fuzz TARGET FILE`
//! for one input.
//!
//! The same seed makes the same inputs in the same order. An input that makes a target panic is written to the folder
//! `fuzz/artifacts`, and the driver exits with 1.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a program for a terminal")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{fs, io};

use fastrand::Rng;
use greenroom_fuzz::{TARGETS, Target, mutate::mutate, seeds};

const SECONDS: u64 = 20;
const SEED: u64 = 13;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match drive(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the targets. Returns whether all inputs passed.
fn drive(arguments: &[String]) -> io::Result<bool> {
    if let [name, file] = arguments
        && let Some(target) = TARGETS.iter().find(|target| target.name == name)
    {
        return Ok(passes(target, &fs::read(file)?));
    }
    let wrong =
        |what: &str| io::Error::new(io::ErrorKind::InvalidInput, format!("fuzz [SECONDS] [TARGET] [SEED]: {what}"));
    let number = |place: usize, otherwise| {
        arguments.get(place).map_or(Ok(otherwise), |text| text.parse::<u64>().map_err(|_| wrong("not a number")))
    };
    let (seconds, seed) = (number(0, SECONDS)?, number(2, SEED)?);
    let wanted = arguments.get(1);
    let targets = TARGETS.iter().filter(|target| wanted.is_none_or(|name| name == target.name || name == "all"));
    let mut any = false;
    for target in targets {
        any = true;
        if !fuzz(target, Duration::from_secs(seconds), seed)? {
            return Ok(false);
        }
    }
    if any { Ok(true) } else { Err(wrong("unknown target")) }
}

/// Runs a target with its seeds, and then with mutations of them until the time is over.
fn fuzz(target: &Target, time: Duration, seed: u64) -> io::Result<bool> {
    let seeds = seeds::of(target.name)?;
    let mut random = Rng::with_seed(seed);
    let (started, mut runs, mut slowest) = (Instant::now(), 0_u64, Duration::ZERO);
    let mut given = seeds.iter();
    while let Some(data) = match given.next() {
        Some(seed) => Some(seed.clone()),
        None if started.elapsed() < time => Some(mutate(&mut random, &seeds, target.tokens)),
        None => None,
    } {
        let began = Instant::now();
        if !passes(target, &data) {
            eprintln!("{}: run {runs} failed. Its input is in {}", target.name, keep(target, &data)?.display());
            return Ok(false);
        }
        slowest = slowest.max(began.elapsed());
        runs += 1;
    }
    let rate = runs as f64 / started.elapsed().as_secs_f64();
    println!(
        "{:<9} {runs:>9} runs, {rate:>8.0} a second, {} seeds, the slowest took {slowest:?}",
        target.name,
        seeds.len()
    );
    Ok(true)
}

fn passes(target: &Target, data: &[u8]) -> bool {
    catch_unwind(AssertUnwindSafe(|| (target.run)(data))).is_ok()
}

/// Writes an input to a file.
fn keep(target: &Target, data: &[u8]) -> io::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../artifacts").join(target.name);
    fs::create_dir_all(&folder)?;
    let digest = data
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    let file = folder.join(format!("panic-{digest:016x}"));
    fs::write(&file, data)?;
    Ok(file.canonicalize().unwrap_or(file))
}
