variable "name" {
  description = "Prefix of every name."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,20}$", var.name))
    error_message = "Two to 21 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "repository" {
  description = "GitHub repository as OWNER/NAME."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$", var.repository))
    error_message = "As OWNER/NAME."
  }
}

variable "provider_arn" {
  description = "GitHub's identity provider, where the account has it already (there can be only one); null to make it."
  type        = string
  default     = null
}

variable "environments" {
  description = "GitHub environments whose jobs may deploy; the approval is set there."
  type        = set(string)
  default     = ["staging", "production"]

  validation {
    condition     = length(var.environments) > 0
    error_message = "At least one."
  }
}

variable "registry_arn" {
  description = "ECR repository that releases are pushed to."
  type        = string
}

variable "release_bucket_arn" {
  description = "Bucket whose releases/ takes release archives."
  type        = string
}

variable "kms_key_arns" {
  description = "Keys that encrypt what is pushed there."
  type        = list(string)
  default     = []
}

variable "state" {
  description = "Terraform's state: bucket and the key's beginning."
  type        = object({ bucket_arn = string, prefix = string })
}

variable "deployer_policy_arns" {
  description = "What deploying may change, by a name of the caller's choice. Nothing is given that is not named."
  type        = map(string)
  default     = {}
}

variable "permissions_boundary_arn" {
  description = "Limit of everything that deploying may ever do; null for none."
  type        = string
  default     = null
}
