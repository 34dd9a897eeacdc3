"""What must be true of our infrastructure, whatever else changes."""

import re

from hcl import nested

TIERS = [(30, "STANDARD_IA"), (90, "${var.archive_class}")]


def everywhere(modules, kind="resource"):
    for module in modules:
        for type_, name, body, path in module.typed(kind):
            yield module, type_, name, body, f"{path}: {type_}.{name}"


def blocks(body, label):
    return [inner for name, inner in nested(body) if name == label]


def no_public_address(modules):
    for _, type_, _, body, where in everywhere(modules):
        if type_ == "aws_launch_template":
            cards = blocks(body, "network_interfaces")
            if not cards or any(card.get("associate_public_ip_address") is not False for card in cards):
                yield f"{where}: may give an instance a public address"
        if type_ == "aws_subnet" and body.get("map_public_ip_on_launch") is not False:
            yield f"{where}: gives out public addresses"
        if type_ == "aws_eip" and "instance" in body:
            yield f"{where}: gives an instance a public address"
        if type_ == "aws_db_instance" and body.get("publicly_accessible") is not False:
            yield f"{where}: is reachable from outside"
        if type_ in ("aws_instance", "aws_key_pair"):
            yield f"{where}: instances come from launch templates, and nobody logs in by key"


def open_ingress_at_the_balancer_alone(modules):
    for module, type_, _, body, where in everywhere(modules):
        if type_ == "aws_security_group" and (blocks(body, "ingress") or blocks(body, "egress")):
            yield f"{where}: rules are resources of their own"
        if type_ == "aws_vpc_security_group_ingress_rule":
            balancer = module.name == "load_balancer"
            ports = (body.get("from_port"), body.get("to_port"))
            if balancer and ports not in [(80, 80), (443, 443)]:
                yield f"{where}: the balancer lets in 80 and 443 alone"
            cidr = str(body.get("cidr_ipv4", ""))
            if not balancer and cidr and cidr != "${var.cidr}":
                yield f"{where}: only the balancer is open to a network"
            if "22" in map(str, ports):
                yield f"{where}: there is no SSH"


def encrypted(modules):
    buckets, guarded = {}, {}
    for module, type_, name, body, where in everywhere(modules):
        if type_ == "aws_s3_bucket":
            buckets[(module.name, name)] = where
        for kind in ("server_side_encryption_configuration", "public_access_block", "versioning", "policy"):
            if type_ == f"aws_s3_bucket_{kind}":
                guarded.setdefault(kind, set()).add(module.name)
        if type_ == "aws_launch_template":
            for mapping in blocks(body, "block_device_mappings"):
                if any(disk.get("encrypted") is not True for disk in blocks(mapping, "ebs")):
                    yield f"{where}: has a disk that is not encrypted"
            options = blocks(body, "metadata_options")
            if not options or options[0].get("http_tokens") != "required":
                yield f"{where}: answers to version 1 of the metadata service"
        if type_ == "aws_db_instance" and body.get("storage_encrypted") is not True:
            yield f"{where}: is not encrypted"
        if type_ in ("aws_cloudwatch_log_group",) and "kms_key_id" not in body:
            yield f"{where}: is not encrypted by our key"
        if type_ == "aws_sns_topic" and "kms_master_key_id" not in body:
            yield f"{where}: is not encrypted"
        if type_ == "aws_ecr_repository" and not blocks(body, "encryption_configuration"):
            yield f"{where}: is not encrypted by our key"
        if type_ == "aws_lb_listener" and body.get("protocol") == "HTTP":
            if blocks(body, "default_action")[0].get("type") != "redirect":
                yield f"{where}: serves without TLS"
        if type_ == "aws_lb_listener" and body.get("protocol") == "HTTPS" and "TLS13" not in body.get("ssl_policy", ""):
            yield f"{where}: speaks old TLS"
    for (module, _), where in buckets.items():
        for kind in ("server_side_encryption_configuration", "public_access_block", "versioning", "policy"):
            if module not in guarded.get(kind, set()):
                yield f"{where}: has no {kind}"


def every_bucket_is_tls_only(modules):
    for module in modules:
        names = [name for type_, name, _, _ in module.typed("resource") if type_ == "aws_s3_bucket"]
        documents = [body for type_, _, body, _ in module.typed("data") if type_ == "aws_iam_policy_document"]
        denies = [
            statement
            for document in documents
            for statement in blocks(document, "statement")
            if statement.get("effect") == "Deny"
            and any(condition.get("variable") == "aws:SecureTransport" for condition in blocks(statement, "condition"))
        ]
        if names and not denies:
            yield f"{module.folder}: its buckets answer without TLS"


def artifacts_move_and_go(modules):
    found = False
    for module, type_, name, body, where in everywhere(modules):
        if type_ != "aws_s3_bucket_lifecycle_configuration":
            continue
        for rule in blocks(body, "rule"):
            if not blocks(rule, "noncurrent_version_expiration") or not blocks(rule, "abort_incomplete_multipart_upload"):
                yield f"{where}: keeps old versions or unfinished uploads"
        if (module.name, name) == ("artifacts", "artifacts"):
            found = True
            rule = blocks(body, "rule")[0]
            tiers = [(move.get("days"), move.get("storage_class")) for move in blocks(rule, "transition")]
            if tiers != TIERS:
                yield f"{where}: tiers are {tiers}, not {TIERS}"
            if [end.get("days") for end in blocks(rule, "expiration")] != ["${var.retention_days}"]:
                yield f"{where}: is not deleted after the retention"
    artifacts = next((module for module in modules if module.name == "artifacts"), None)
    if not found or artifacts.named("variable")["retention_days"].get("default") != 365:
        yield "artifacts: lifecycle of 365 days is gone"


def least_privilege(modules):
    """A star for an action or a resource has its reason on the same line."""
    star = re.compile(r'^\s*(actions|resources|identifiers)\s*=\s*\[[^\]]*"(\*|[a-z0-9-]+:\*)"')
    for module in modules:
        for path, text in module.text.items():
            for number, line in enumerate(text.splitlines(), 1):
                if star.search(line) and "# reason: " not in line:
                    yield f"{path}:{number}: a star without a reason"
                if re.search(r"(AdministratorAccess|PowerUserAccess|FullAccess)", line):
                    yield f"{path}:{number}: a policy that allows everything"


def session_manager_is_the_only_way_in(modules):
    compute = next((module for module in modules if module.name == "compute"), None)
    text = "".join(compute.text.values()) if compute else ""
    if "AmazonSSMManagedInstanceCore" not in text:
        yield "compute: instances cannot be reached by Session Manager"
    if re.search(r"\bkey_name\b", text):
        yield "compute: a key for SSH"


def releases_can_be_undone(modules):
    for _, type_, _, body, where in everywhere(modules):
        if type_ == "aws_autoscaling_group":
            preferences = [inner for refresh in blocks(body, "instance_refresh") for inner in blocks(refresh, "preferences")]
            if not preferences or preferences[0].get("auto_rollback") is not True:
                yield f"{where}: a bad release is not rolled back"
        if type_ == "aws_ecr_repository" and body.get("image_tag_mutability") != "IMMUTABLE":
            yield f"{where}: a tag may be moved"
        if type_ == "aws_db_instance" and "replicate_source_db" not in body and "backup_retention_period" not in body:
            yield f"{where}: is not backed up"


def inputs_are_validated(modules):
    """Numbers and words with few meanings are held to them, in the modules that others use."""
    for module in modules:
        if module.folder.parent.name != "modules":
            continue
        for name, body in module.named("variable").items():
            if body.get("type") in ("number",) and "validation" not in body:
                yield f"{module.folder}: variable {name} takes any number"


def alarms_have_their_section(modules, runbook):
    text = runbook.read_text() if runbook.exists() else ""
    sections = {heading.strip().lower().replace(" ", "-") for heading in re.findall(r"(?m)^#+ (.*)$", text)}
    for module in modules:
        for path, content in module.text.items():
            for anchor in re.findall(r"runbook_url\}#([a-z-]+)", content):
                if anchor not in sections:
                    yield f"{path}: docs/runbook.md has no section “{anchor}”"
            if path.name == "alarms.tf":
                for key in re.findall(r"(?m)^\s+(\w+)\s*= \{ metric", content):
                    if key not in sections:
                        yield f"{path}: docs/runbook.md has no section “{key}”"


ALL = [
    no_public_address,
    open_ingress_at_the_balancer_alone,
    encrypted,
    every_bucket_is_tls_only,
    artifacts_move_and_go,
    least_privilege,
    session_manager_is_the_only_way_in,
    releases_can_be_undone,
    inputs_are_validated,
]
