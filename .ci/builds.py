#!/usr/bin/env python3
"""The README's two commands share one build: the first compiles few crates, and the second none of them again.

`builds.py first FILE` reads what `cargo run --message-format=json` printed, counts its crates and writes them to FILE.
`builds.py second FILE` reads the same of `cargo test --no-run` and fails if a crate of the first was compiled again,
other than as its own unit tests.
"""

import json
import sys

MOST_CRATES = 180


def artifacts():
    for line in sys.stdin:
        if line.startswith("{"):
            message = json.loads(line)
            if message["reason"] == "compiler-artifact":
                yield message


def main():
    step, file = sys.argv[1:]
    if step == "first":
        packages = sorted({it["package_id"] for it in artifacts()})
        with open(file, "w", encoding="utf-8") as out:
            json.dump(packages, out)
        print(f"{len(packages)} crates")
        if len(packages) > MOST_CRATES:
            sys.exit(f"`cargo run --example ping` compiles {len(packages)} crates, and {MOST_CRATES} are allowed")
        return
    with open(file, encoding="utf-8") as given:
        first = set(json.load(given))
    again = {it["package_id"] for it in artifacts()
             if it["package_id"] in first and not it["fresh"] and not it["profile"]["test"]
             and it["target"]["kind"] != ["example"]}
    if again:
        names = "\n  ".join(sorted(again))
        sys.exit("`cargo test --workspace` compiles again what `cargo run --example ping` has compiled; "
                 f"their features differ:\n  {names}")
    print(f"none of {len(first)} crates is compiled again")


main()
