# One instance with everything embedded, behind a load balancer: to look at, and to throw away.
terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Service     = var.name
      Environment = "demo"
      Terraform   = "true"
    }
  }
}

module "key" {
  source = "../../modules/keys"

  name          = var.name
  deletion_days = 7
}

module "network" {
  source = "../../modules/network"

  name           = var.name
  nat            = var.nat
  endpoints      = var.endpoints
  more_endpoints = var.endpoints ? ["logs", "monitoring"] : []
  flow_log_days  = 30
  kms_key_arn    = module.key.arn
}

module "artifacts" {
  source = "../../modules/artifacts"

  name        = var.name
  destroyable = true
}

module "observability" {
  source = "../../modules/observability"

  name        = var.name
  runbook_url = var.runbook_url
  log_days    = 30
  emails      = var.emails
  kms_key_arn = module.key.arn

  balancer = {
    arn_suffix            = module.load_balancer.arn_suffix
    target_group_suffixes = module.load_balancer.target_group_suffixes
  }

  monthly_budget = var.monthly_budget
}

module "load_balancer" {
  source = "../../modules/load_balancer"

  name                = var.name
  vpc_id              = module.network.vpc_id
  vpc_cidr            = module.network.cidr
  subnet_ids          = module.network.public_subnet_ids
  client_cidrs        = var.client_cidrs
  certificate_arn     = var.certificate_arn
  domain_name         = var.domain_name
  hosted_zone_id      = var.hosted_zone_id
  waf                 = false
  log_days            = 30
  deletion_protection = false
  runbook_url         = var.runbook_url
  kms_key_arn         = module.key.arn
}

module "compute" {
  source = "../../modules/compute"

  name                            = var.name
  service                         = var.name
  vpc_id                          = module.network.vpc_id
  subnet_ids                      = module.network.private_subnet_ids
  load_balancer_security_group_id = module.load_balancer.security_group_id
  target_group_arn                = module.load_balancer.target_group_arns["blue"]
  instance_types                  = [var.instance_type]
  size                            = { min = 1, max = 1 }
  log_group                       = module.observability.log_group
  kms_key_arn                     = module.key.arn
  policy_arns                     = { artifacts = module.artifacts.service_policy_arn }
  rollback_alarms                 = [module.load_balancer.error_alarms["blue"]]

  release = {
    bucket = module.artifacts.models_bucket
    key    = var.release.key
    sha256 = var.release.sha256
  }

  settings = {
    ARTIFACT_STORE  = "s3://${module.artifacts.bucket}"
    TRUSTED_PROXIES = module.network.cidr
  }
}
