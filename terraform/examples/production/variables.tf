variable "name" {
  description = "Prefix of every name; at most twelve characters, since names grow from it."
  type        = string
  default     = "ttb"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,11}$", var.name))
    error_message = "Two to twelve lower-case letters, digits and hyphens, a letter first."
  }
}

variable "environment" {
  description = "staging or production; the same configuration makes both."
  type        = string
  default     = "production"

  validation {
    condition     = contains(["staging", "production"], var.environment)
    error_message = "staging or production."
  }
}

variable "cost_centre" {
  description = "Who pays, for the tag by which costs are divided."
  type        = string
}

variable "region" {
  description = "Region of AWS."
  type        = string
}

variable "replica_region" {
  description = "Region that artifacts are copied to."
  type        = string

  validation {
    condition     = var.replica_region != var.region
    error_message = "Another than region."
  }
}

variable "cidr" {
  description = "Addresses of the VPC."
  type        = string
  default     = "10.40.0.0/16"
}

variable "zones" {
  description = "Availability zones."
  type        = number
  default     = 2
}

variable "nat" {
  description = "Ways out: none, one or one_per_zone. The service needs none; webhooks and a vision model from elsewhere do."
  type        = string
  default     = "none"
}

variable "endpoints" {
  description = "False is the “NAT only” variant."
  type        = bool
  default     = true
}

variable "client_cidrs" {
  description = "Networks that may call."
  type        = set(string)
}

variable "certificate_arn" {
  description = "Certificate in ACM; or else domain_name and hosted_zone_id."
  type        = string
  default     = null
}

variable "domain_name" {
  description = "Name that clients call."
  type        = string
  default     = null
}

variable "hosted_zone_id" {
  description = "Route 53 zone of domain_name."
  type        = string
  default     = null
}

variable "colours" {
  description = "Blue and green: part of the traffic, instances, and the release archive each runs."
  type = map(object({
    weight  = number
    min     = number
    max     = number
    release = optional(object({ key = string, sha256 = string }), { key = "", sha256 = "" })
  }))

  validation {
    condition     = toset(keys(var.colours)) == toset(["blue", "green"])
    error_message = "Exactly blue and green."
  }

  validation {
    condition     = alltrue([for colour in values(var.colours) : colour.weight == 0 || colour.min > 0])
    error_message = "A colour without instances can have no traffic."
  }
}

variable "instance_type" {
  description = "Type of serving instances, of the x86-64 families."
  type        = string
  default     = "c7i.xlarge"
}

variable "worker_release" {
  description = "Release archive that workers run."
  type        = object({ key = string, sha256 = string })
}

variable "worker_types" {
  description = "Types of workers in order of preference; several, so that spare capacity is found."
  type        = list(string)
  default     = ["c7i.xlarge", "c6i.xlarge", "m7i.xlarge", "m6i.xlarge"]
}

variable "worker_accelerator" {
  description = "cpu, or gpu with a vision model."
  type        = string
  default     = "cpu"
}

variable "worker_spot" {
  description = "Whether workers run on spare capacity."
  type        = bool
  default     = true
}

variable "workers_max" {
  description = "Workers at most; none run while nothing waits."
  type        = number
  default     = 8
}

variable "model" {
  description = "Vision model for the workers, as the compute module wants it; null for none."
  type        = object({ name = string, key = string, ollama_key = string, ollama_sha256 = string })
  default     = null
}

variable "database_class" {
  description = "Size of the database."
  type        = string
  default     = "db.t4g.small"
}

variable "database_read_replica" {
  description = "Whether a copy for reading stands beside the database."
  type        = bool
  default     = false
}

variable "retention_days" {
  description = "Days after which artifacts are deleted."
  type        = number
  default     = 365
}

variable "analysts" {
  description = "ARNs of who may take the read-only role."
  type        = list(string)
  default     = []
}

variable "emails" {
  description = "Who is told of alarms and of the budget."
  type        = list(string)
}

variable "runbook_url" {
  description = "Address of docs/runbook.md where your people find it."
  type        = string
}

variable "monthly_budget" {
  description = "US dollars a month; null for no budget."
  type        = number
  default     = null
}

variable "repository" {
  description = "GitHub repository as OWNER/NAME."
  type        = string
}

variable "github_provider_arn" {
  description = "GitHub's identity provider where the account has it; null to make it."
  type        = string
  default     = null
}

variable "state" {
  description = "Terraform's state: bucket and the key's beginning."
  type        = object({ bucket_arn = string, prefix = string })
}

variable "deployer_policy_arns" {
  description = "What the deploy workflow may change, by a name of your choice."
  type        = map(string)
  default     = {}
}
