"""Checks the Terraform of a folder: `python checks TERRAFORM [PROVIDER-PACKAGE]`."""

import sys
from pathlib import Path

import policies
import references
from hcl import modules
from schema import Schema


def main():
    root = Path(sys.argv[1])
    package = sys.argv[2] if len(sys.argv) > 2 else None
    every = modules(root)
    problems = []
    for module in every:
        problems += references.check(module, every) + references.readme(module)
    for policy in policies.ALL:
        problems += policy(every)
    problems += policies.alarms_have_their_section(every, root.parent / "docs" / "runbook.md")
    counted = 0
    if package:
        schema = Schema(package)
        for module in every:
            for kind in ("resource", "data"):
                for type_, name, body, path in module.typed(kind):
                    problems += schema.check(kind, type_, name, body, path)
                    counted += 1
    for problem in problems:
        print(problem)
    if problems:
        sys.exit(f"{len(problems)} problems")
    print(f"{len(every)} modules, {len(policies.ALL) + 1} policies", end="")
    print(f", {counted} blocks by the schema of provider {schema.provider_version()}" if package else "")


main()
