# Two zones or more, a database, workers, blue and green, copies in another region.
terraform {
  required_version = ">= 1.10"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }

  # Bucket, key and region come from a file of `terraform init -backend-config`.
  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}

locals {
  tags = {
    Service     = var.name
    Environment = var.environment
    CostCentre  = var.cost_centre
    Terraform   = "true"
  }

  runbook = var.runbook_url

  # The release that each colour runs; an unused colour has no instances.
  serving = { for colour, group in var.colours : colour => group if group.max > 0 }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = local.tags
  }
}

provider "aws" {
  alias  = "replica"
  region = var.replica_region

  default_tags {
    tags = local.tags
  }
}

module "key" {
  source = "../../modules/keys"

  name = var.name
}

module "replica_key" {
  source = "../../modules/keys"

  providers = { aws = aws.replica }

  name = "${var.name}-replica"
}

module "network" {
  source = "../../modules/network"

  name           = var.name
  cidr           = var.cidr
  zones          = var.zones
  nat            = var.nat
  endpoints      = var.endpoints
  more_endpoints = var.endpoints ? ["logs", "monitoring", "secretsmanager", "kms", "autoscaling"] : []
  kms_key_arn    = module.key.arn
}

module "replica" {
  source = "../../modules/artifacts"

  providers = { aws = aws.replica }

  name           = "${var.name}-replica"
  retention_days = var.retention_days
  kms_key        = { arn = module.replica_key.arn }
}

module "artifacts" {
  source = "../../modules/artifacts"

  name           = var.name
  retention_days = var.retention_days
  analysts       = var.analysts
  kms_key        = { arn = module.key.arn }
  replica        = { bucket_arn = module.replica.bucket_arn, kms_key = { arn = module.replica_key.arn } }
}

module "load_balancer" {
  source = "../../modules/load_balancer"

  name            = var.name
  vpc_id          = module.network.vpc_id
  vpc_cidr        = module.network.cidr
  subnet_ids      = module.network.public_subnet_ids
  client_cidrs    = var.client_cidrs
  certificate_arn = var.certificate_arn
  domain_name     = var.domain_name
  hosted_zone_id  = var.hosted_zone_id
  weights         = { for colour in ["blue", "green"] : colour => var.colours[colour].weight }
  runbook_url     = local.runbook
  kms_key_arn     = module.key.arn
}

module "database" {
  source = "../../modules/database"

  name           = var.name
  vpc_id         = module.network.vpc_id
  subnet_ids     = module.network.private_subnet_ids
  instance_class = var.database_class
  read_replica   = var.database_read_replica
  kms_key_arn    = module.key.arn

  client_security_group_ids = merge(
    { for colour, group in module.serve : colour => group.security_group_id },
    { workers = module.work.security_group_id },
  )
}

module "observability" {
  source = "../../modules/observability"

  name           = var.name
  runbook_url    = local.runbook
  emails         = var.emails
  workers        = true
  monthly_budget = var.monthly_budget
  database       = module.database.identifier
  kms_key_arn    = module.key.arn

  balancer = {
    arn_suffix            = module.load_balancer.arn_suffix
    target_group_suffixes = module.load_balancer.target_group_suffixes
  }
}

locals {
  database = {
    address    = module.database.address
    port       = module.database.port
    database   = module.database.database
    secret_arn = module.database.secret_arn
  }

  settings = {
    ARTIFACT_STORE          = "s3://${module.artifacts.bucket}"
    ARTIFACT_S3_ENCRYPTION  = "bucket"
    ARTIFACT_RETENTION_DAYS = tostring(var.retention_days)
    TRUSTED_PROXIES         = module.network.cidr
  }
}

module "serve" {
  source   = "../../modules/compute"
  for_each = local.serving

  name                            = "${var.name}-${each.key}"
  service                         = var.name
  role                            = "serve"
  vpc_id                          = module.network.vpc_id
  subnet_ids                      = module.network.private_subnet_ids
  load_balancer_security_group_id = module.load_balancer.security_group_id
  target_group_arn                = module.load_balancer.target_group_arns[each.key]
  instance_types                  = [var.instance_type]
  size                            = { min = each.value.min, max = each.value.max }
  database                        = local.database
  settings                        = local.settings
  policy_arns                     = { artifacts = module.artifacts.service_policy_arn }
  rollback_alarms                 = [module.load_balancer.error_alarms[each.key]]
  log_group                       = module.observability.log_group
  kms_key_arn                     = module.key.arn

  release = {
    bucket = module.artifacts.models_bucket
    key    = each.value.release.key
    sha256 = each.value.release.sha256
  }
}

module "work" {
  source = "../../modules/compute"

  name           = var.name
  service        = var.name
  role           = "work"
  vpc_id         = module.network.vpc_id
  subnet_ids     = module.network.private_subnet_ids
  accelerator    = var.worker_accelerator
  instance_types = var.worker_types
  spot           = var.worker_spot
  size           = { min = 0, max = var.workers_max }
  model          = var.model == null ? null : merge(var.model, { bucket = module.artifacts.models_bucket })
  disk_gb        = var.model == null ? 30 : 60
  database       = local.database
  settings       = local.settings
  policy_arns    = { artifacts = module.artifacts.service_policy_arn }
  log_group      = module.observability.log_group
  kms_key_arn    = module.key.arn

  release = {
    bucket = module.artifacts.models_bucket
    key    = var.worker_release.key
    sha256 = var.worker_release.sha256
  }
}

module "registry" {
  source = "../../modules/registry"

  name        = var.name
  kms_key_arn = module.key.arn
}

module "ci" {
  source = "../../modules/ci"

  name                 = var.name
  repository           = var.repository
  provider_arn         = var.github_provider_arn
  environments         = [var.environment]
  registry_arn         = module.registry.arn
  release_bucket_arn   = module.artifacts.models_bucket_arn
  kms_key_arns         = [module.key.arn]
  state                = var.state
  deployer_policy_arns = var.deployer_policy_arns
}
