variable "name" {
  description = "Prefix of every name."
  type        = string
  default     = "ttb-demo"
}

variable "region" {
  description = "Region of AWS."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "Such as us-east-1."
  }
}

variable "client_cidrs" {
  description = "Networks that may call: a demonstration asks nobody who they are, so name your own."
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

variable "release" {
  description = "Release archive in the models bucket, which the first apply makes: key under releases/, and SHA-256."
  type        = object({ key = string, sha256 = string })
}

variable "instance_type" {
  description = "Size of the instance, of the x86-64 families."
  type        = string
  default     = "c7i.large"
}

variable "nat" {
  description = "Ways out: none, one or one_per_zone."
  type        = string
  default     = "none"
}

variable "endpoints" {
  description = "False is the “NAT only” variant."
  type        = bool
  default     = true
}

variable "emails" {
  description = "Who is told of alarms."
  type        = list(string)
  default     = []
}

variable "runbook_url" {
  description = "Address of docs/runbook.md where your people find it."
  type        = string
}

variable "monthly_budget" {
  description = "US dollars a month, to be told when they are near; null for none."
  type        = number
  default     = null
}
