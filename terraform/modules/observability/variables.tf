variable "name" {
  description = "Prefix of every name."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,20}$", var.name))
    error_message = "Two to 21 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "runbook_url" {
  description = "Address of docs/runbook.md; each alarm's description links to its section."
  type        = string

  validation {
    condition     = startswith(var.runbook_url, "https://")
    error_message = "An https address."
  }
}

variable "log_days" {
  description = "Days that the service's log is kept."
  type        = number
  default     = 365

  validation {
    condition     = contains([30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_days)
    error_message = "One of 30, 60, 90, 120, 150, 180, 365, 400, 545 and 731."
  }
}

variable "emails" {
  description = "Who is told of alarms and of the budget; each has to confirm once."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for email in var.emails : strcontains(email, "@")])
    error_message = "Addresses of e-mail."
  }
}

variable "balancer" {
  description = "The balancer and its target groups by colour, as CloudWatch names them; null for none."
  type        = object({ arn_suffix = string, target_group_suffixes = map(string) })
  default     = null
}

variable "database" {
  description = "The database, as CloudWatch names it; null for none."
  type        = string
  default     = null
}

variable "workers" {
  description = "Whether workers take jobs from a queue."
  type        = bool
  default     = false
}

variable "seconds_p95" {
  description = "Seconds that nineteen of twenty answers should stay below: people stop using what takes longer."
  type        = number
  default     = 5

  validation {
    condition     = var.seconds_p95 > 0
    error_message = "More than 0."
  }
}

variable "queue_seconds" {
  description = "Seconds that the oldest job may wait."
  type        = number
  default     = 900

  validation {
    condition     = var.queue_seconds > 0
    error_message = "More than 0."
  }
}

variable "monthly_budget" {
  description = "US dollars a month; people are told at 80 % and when 100 % is foreseen. Null for no budget."
  type        = number
  default     = null

  validation {
    condition     = var.monthly_budget == null || try(var.monthly_budget > 0, false)
    error_message = "More than 0."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts log and alarms."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.kms_key_arn))
    error_message = "The ARN of a KMS key."
  }
}
