variable "name" {
  description = "Prefix of every name."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,20}$", var.name))
    error_message = "Two to 21 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "vpc_cidr" {
  description = "Addresses of the VPC, the only ones the balancer calls."
  type        = string

  validation {
    condition     = can(cidrhost(var.vpc_cidr, 0))
    error_message = "An IPv4 network."
  }
}

variable "subnet_ids" {
  description = "Public subnets in two zones or more; private ones where `internal` is true."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "At least two, in different zones."
  }
}

variable "internal" {
  description = "Whether the balancer is for the VPC and what is connected to it alone."
  type        = bool
  default     = false
}

variable "client_cidrs" {
  description = "Networks that may call; by default anyone, by HTTPS."
  type        = set(string)
  default     = ["0.0.0.0/0"]

  validation {
    condition     = length(var.client_cidrs) > 0 && alltrue([for cidr in var.client_cidrs : can(cidrhost(cidr, 0))])
    error_message = "At least one IPv4 network."
  }
}

variable "certificate_arn" {
  description = "Certificate in ACM. Null: one is issued for `domain_name`, proved in `hosted_zone_id`."
  type        = string
  default     = null

  validation {
    condition     = (var.certificate_arn == null) != (var.domain_name == null)
    error_message = "Either certificate_arn, or domain_name with hosted_zone_id."
  }
}

variable "domain_name" {
  description = "Name that clients call; a certificate is issued and an alias made for it."
  type        = string
  default     = null
}

variable "hosted_zone_id" {
  description = "Route 53 zone of `domain_name`."
  type        = string
  default     = null

  validation {
    condition     = (var.hosted_zone_id == null) == (var.domain_name == null)
    error_message = "domain_name and hosted_zone_id go together."
  }
}

variable "app_port" {
  description = "Port of the service on its instances."
  type        = number
  default     = 8000

  validation {
    condition     = var.app_port >= 1024 && var.app_port <= 65535
    error_message = "From 1024 to 65535."
  }
}

variable "weights" {
  description = "Parts of the traffic for the blue and the green group: 0 to 999, not both 0."
  type        = object({ blue = number, green = number })
  default     = { blue = 100, green = 0 }

  validation {
    condition = (
      var.weights.blue + var.weights.green > 0
      && alltrue([for weight in values(var.weights) : weight >= 0 && weight <= 999])
    )
    error_message = "0 to 999 each, not both 0."
  }
}

variable "waf" {
  description = "Whether a web application firewall stands before the balancer."
  type        = bool
  default     = true
}

variable "waf_requests" {
  description = "Requests of one address in five minutes, beyond which it is turned away for a while."
  type        = number
  default     = 2000

  validation {
    condition     = var.waf_requests >= 10 && var.waf_requests <= 2000000000
    error_message = "From 10 to 2,000,000,000."
  }
}

variable "log_days" {
  description = "Days that access logs are kept."
  type        = number
  default     = 365

  validation {
    condition     = contains([30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_days)
    error_message = "One of 30, 60, 90, 120, 150, 180, 365, 400, 545 and 731."
  }
}

variable "deletion_protection" {
  description = "Whether the balancer refuses to be destroyed, and its logs with it."
  type        = bool
  default     = true
}

variable "alarm_errors" {
  description = "Answers of 500 and above in a minute, three minutes running, that a release is rolled back for."
  type        = number
  default     = 5

  validation {
    condition     = var.alarm_errors >= 1
    error_message = "At least 1."
  }
}

variable "runbook_url" {
  description = "Address of docs/runbook.md, for the alarms' descriptions."
  type        = string
}

variable "kms_key_arn" {
  description = "Key that encrypts the firewall's log."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.kms_key_arn))
    error_message = "The ARN of a KMS key."
  }
}
