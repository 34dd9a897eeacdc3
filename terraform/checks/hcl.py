"""Reads a folder of Terraform files into plain values: names without quotes, blocks told from maps."""

import sys
from pathlib import Path

import hcl2


class Block(dict):
    """What stands in braces after a name; maps written after an equals sign are plain dicts."""


def plain(value):
    if isinstance(value, dict):
        kind = Block if "__is_block__" in value else dict
        return kind((plain(key), plain(item)) for key, item in value.items() if not key.startswith("__"))
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, str) and len(value) >= 2 and value[0] == value[-1] == '"':
        return value[1:-1]
    return value


class Module:
    """One folder: its blocks by kind, and its text for what is looked for as text."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.name = self.folder.name
        self.text = {}
        self.blocks = []
        for path in sorted(self.folder.glob("*.tf")):
            self.text[path] = path.read_text()
            try:
                parsed = hcl2.loads(self.text[path])
            except Exception as error:
                sys.exit(f"{path}: cannot be parsed: {str(error).splitlines()[0]}")
            for kind, items in parsed.items():
                if kind == "__comments__" or not isinstance(items, list):
                    continue
                self.blocks += [(kind, plain(item), path) for item in items]

    def typed(self, kind):
        """Resources or data sources as (type, name, body, path)."""
        for found, item, path in self.blocks:
            if found == kind:
                for type_, named in item.items():
                    for name, body in named.items():
                        yield type_, name, body, path

    def named(self, kind):
        """Variables, outputs, modules as name to body."""
        return {name: body for found, item, _ in self.blocks if found == kind for name, body in item.items()}

    def locals(self):
        return {name for found, item, _ in self.blocks if found == "locals" for name in item}


def modules(root):
    folders = sorted({path.parent for path in Path(root).rglob("*.tf") if ".terraform" not in path.parts})
    return [Module(folder) for folder in folders]


def nested(body):
    """The blocks right under a body, dynamic ones by the name they stand for."""
    for name, value in body.items():
        for item in value if isinstance(value, list) else [value]:
            if name == "dynamic":
                for label, inner in item.items():
                    for content in inner["content"]:
                        yield label, content
            elif isinstance(item, Block):
                yield name, item
