"""Every reference leads somewhere, every module gets what it asks for, every input and output is explained."""

import re

WORD = r"[a-zA-Z_][\w-]*"
REFERENCE = re.compile(rf"(?<![\w.\"-])(var|local|module|data)\.({WORD})(?:\.({WORD}))?(?:\[[^\]]*\])?(?:\.({WORD}))?")
RESOURCE = re.compile(rf"(?<![\w.\"-])(aws_{WORD})\.({WORD})")


def code(module):
    """The text of all files with comments taken out."""
    for path, text in module.text.items():
        yield path, re.sub(r"(?m)(^|\s)(#|//).*$", "", text)


def check(module, all_modules):
    problems = []
    variables, outputs = module.named("variable"), module.named("output")
    resources = {(type_, name) for type_, name, _, _ in module.typed("resource")}
    data = {(type_, name) for type_, name, _, _ in module.typed("data")}
    calls = module.named("module")
    used = set()
    for path, text in code(module):
        for kind, first, second, third in REFERENCE.findall(text):
            if kind == "var":
                used.add(first)
                missing = first not in variables
            elif kind == "local":
                missing = first not in module.locals()
            elif kind == "data":
                missing = (first, second) not in data
            else:
                missing = first not in calls
                target = calls.get(first) and called(module, calls[first], all_modules)
                output = second or third
                if target and output and output not in target.named("output") and "for_each" not in calls[first]:
                    problems.append(f"{path}: module.{first} has no output {output}")
            if missing:
                problems.append(f"{path}: {kind}.{first}{'.' + second if second else ''} is not there")
        # `data.aws_x.y` is no resource; what follows a dot was seen above.
        for type_, name in RESOURCE.findall(text):
            if (type_, name) not in resources:
                problems.append(f"{path}: {type_}.{name} is not there")
    templates = "".join(path.read_text() for path in module.folder.rglob("*.tftpl"))
    for name, body in variables.items():
        if "description" not in body or "type" not in body:
            problems.append(f"{module.folder}: variable {name} has no description or type")
        if name not in used and name not in templates:
            problems.append(f"{module.folder}: variable {name} is never used")
    for name, body in outputs.items():
        if "description" not in body:
            problems.append(f"{module.folder}: output {name} has no description")
    for name, call in calls.items():
        problems += arguments(module, name, call, called(module, call, all_modules))
    return problems


def called(module, call, all_modules):
    folder = (module.folder / call["source"]).resolve()
    return next((other for other in all_modules if other.folder.resolve() == folder), None)


def arguments(module, name, call, target):
    where = f"{module.folder}: module {name}"
    if target is None:
        return [f"{where}: there is no {call['source']}"]
    wanted = target.named("variable")
    given = set(call) - {"source", "providers", "for_each", "count", "depends_on", "version"}
    problems = [f"{where}: {key} is no input of it" for key in sorted(given - set(wanted))]
    problems += [f"{where}: wants {key}" for key, body in wanted.items() if "default" not in body and key not in given]
    return problems


def readme(module):
    """Each module's README names its inputs and outputs."""
    path = module.folder / "README.md"
    if not path.exists():
        return [f"{module.folder}: has no README.md"]
    text = path.read_text()
    names = list(module.named("variable")) + list(module.named("output"))
    return [f"{path}: does not name {name}" for name in names if f"`{name}`" not in text]
