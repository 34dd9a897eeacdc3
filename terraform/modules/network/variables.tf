variable "name" {
  description = "Prefix of every name."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,20}$", var.name))
    error_message = "Two to 21 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "cidr" {
  description = "Addresses of the VPC, from /16 to /22: a sixteenth goes to each subnet."
  type        = string
  default     = "10.40.0.0/16"

  validation {
    condition = can(cidrhost(var.cidr, 0)) && try(
      tonumber(split("/", var.cidr)[1]) >= 16 && tonumber(split("/", var.cidr)[1]) <= 22, false
    )
    error_message = "An IPv4 network from /16 to /22, such as 10.40.0.0/16."
  }
}

variable "zones" {
  description = "Availability zones to span. A load balancer needs two."
  type        = number
  default     = 2

  validation {
    condition     = var.zones >= 2 && var.zones <= 4 && floor(var.zones) == var.zones
    error_message = "Two, three or four."
  }
}

variable "nat" {
  description = "Ways out for private subnets: none, one (a zone's failure takes it), or one_per_zone."
  type        = string
  default     = "none"

  validation {
    condition     = contains(["none", "one", "one_per_zone"], var.nat)
    error_message = "none, one or one_per_zone."
  }
}

variable "endpoints" {
  description = "Whether SSM and S3 are reached by endpoints. False is the “NAT only” variant, which needs a NAT."
  type        = bool
  default     = true

  validation {
    condition     = var.endpoints || var.nat != "none"
    error_message = "Without endpoints and without a NAT no instance could be reached or fetch anything."
  }
}

variable "more_endpoints" {
  description = "Further interface endpoints by service name; each costs by the hour and zone."
  type        = set(string)
  default     = []

  validation {
    condition = alltrue([
      for service in var.more_endpoints :
      contains(["ecr.api", "ecr.dkr", "logs", "monitoring", "secretsmanager", "kms", "autoscaling", "sts"], service)
    ])
    error_message = "Of ecr.api, ecr.dkr, logs, monitoring, secretsmanager, kms, autoscaling and sts."
  }
}

variable "flow_log_days" {
  description = "Days that flow logs are kept; one of the periods CloudWatch knows."
  type        = number
  default     = 365

  validation {
    condition     = contains([30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.flow_log_days)
    error_message = "One of 30, 60, 90, 120, 150, 180, 365, 400, 545 and 731."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the flow logs."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.kms_key_arn))
    error_message = "The ARN of a KMS key."
  }
}
