"""Holds every block to the provider's own schema: names of arguments, and those that are required.

The npm package @cdktf/provider-aws is generated from the provider; its types say of every
argument what Terraform calls it and whether it may be left out.
"""

import json
import re
from functools import cache
from pathlib import Path

from hcl import nested

META = {"count", "for_each", "provider", "depends_on", "lifecycle", "connection", "provisioner"}

INTERFACE = re.compile(r"^export interface (\w+)[^{\n]*\{\n(.*?)^\}", re.M | re.S)
PROPERTY = re.compile(r"#(\w+) \w+#\w+\}(?:(?!\*/).)*\*/\s*readonly (\w+)(\?)?: ([^;]+);", re.S)


class Schema:
    def __init__(self, package):
        self.package = Path(package)
        self.version = json.loads((self.package / "package.json").read_text())["version"]

    def provider_version(self):
        text = (self.package / "lib" / "vpc" / "index.d.ts").read_text()
        return re.search(r"hashicorp/aws/([0-9.]+)/docs", text).group(1)

    @cache
    def block(self, kind, type_):
        """The interface of a resource or data source, or None when there is no such thing."""
        folder = type_.removeprefix("aws_").replace("_", "-")
        folder = ("data-aws-" if kind == "data" else "") + folder
        path = self.package / "lib" / folder / "index.d.ts"
        if not path.exists():
            return None
        text = path.read_text()
        for other in sorted(path.parent.rglob("*.d.ts")):
            if other != path:
                text += other.read_text()
        faces = {}
        for name, body in INTERFACE.findall(text):
            faces[name] = {
                argument: (optional == "?", type_name)
                for argument, _, optional, type_name in PROPERTY.findall(body)
            }
        config = re.search(r"export interface (\w+) extends cdktf.TerraformMetaArguments", text).group(1)
        return faces, config

    def check(self, kind, type_, name, body, path):
        found = self.block(kind, type_)
        if found is None:
            return [f"{path}: {type_} is not known to the provider"]
        faces, config = found
        return list(self._compare(faces, config, body, f"{path}: {kind} {type_}.{name}", META))

    def _compare(self, faces, face, body, where, allowed):
        arguments = faces[face]
        given = {key for key in body if key != "dynamic"} | {label for label, _ in nested(body)}
        for key in sorted(given - set(arguments) - allowed):
            yield f"{where}: has no argument {key}"
        for key, (optional, _) in arguments.items():
            if not optional and key not in given:
                yield f"{where}: wants {key}"
        for label, inner in nested(body):
            if label in arguments:
                type_name = re.match(r"\w+", arguments[label][1]).group(0)
                if type_name in faces:
                    yield from self._compare(faces, type_name, inner, f"{where}.{label}", set())
