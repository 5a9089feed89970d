#!/usr/bin/env bash
# Bots on other libraries against the sandbox. Those on discord.js and discord.py always run. Those on hikari, serenity
# and twilight run as well if CI_FULL is set, or if the sandbox or the bots have changed since the run of all five that
# tests/foreign/last-run names. It is called by .ci/run, in the folder of the repository.
#
# Without anything built, serenity and twilight cost two to three minutes on two cores.
set -euo pipefail

last_run=tests/foreign/last-run

# The contents and names of all files that such a run depends on.
hash_of_sources() {
    find src/sandbox tests/foreign -type f ! -path "$last_run" ! -path '*/__pycache__/*' ! -path '*/target/*' -print0 |
        LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1
}

npm install --silent --no-audit --no-fund --prefix scratch --package-lock=false \
  "$(cat tests/foreign/discord.js.version)"
python3 -m venv scratch/python
pip=(scratch/python/bin/pip install --quiet --disable-pip-version-check)
"${pip[@]}" -r tests/foreign/requirements.txt

hash=$(hash_of_sources)
if test -z "${CI_FULL:-}" && test "$(cat "$last_run" 2>/dev/null)" = "$hash"; then
    cargo test --locked --test network foreign:: -- --ignored --skip hikari --skip serenity --skip twilight
    exit
fi

"${pip[@]}" -r tests/foreign/hikari/requirements.txt
cargo build --locked --manifest-path tests/foreign/rust/Cargo.toml --target-dir scratch/foreign-rust
cargo test --locked --test network foreign:: -- --ignored
if test "$(cat "$last_run" 2>/dev/null)" != "$hash"; then
    echo "All five libraries work. Write this into $last_run: $hash"
fi
