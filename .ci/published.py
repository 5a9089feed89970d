#!/usr/bin/env python3
"""Prints the names of the workspace's packages that are published, a line each.

The argument is a file with the output of `cargo metadata --no-deps`.
"""

import json
import sys

with open(sys.argv[1], encoding="utf-8") as given:
    metadata = json.load(given)
# `publish` is null for a package that may be published anywhere, and a list of registries otherwise.
names = [package["name"] for package in metadata["packages"] if package["publish"] != []]
if not names:
    sys.exit("no package is published")
print("\n".join(sorted(names)))
