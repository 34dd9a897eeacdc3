variable "name" {
  description = "Prefix of every name."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,20}$", var.name))
    error_message = "Two to 21 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "kms_key" {
  description = "Key that encrypts the buckets, by its ARN; null for S3's own keys (AES256)."
  type        = object({ arn = string })
  default     = null
}

variable "retention_days" {
  description = "Days after which artifacts are deleted; the same as ARTIFACT_RETENTION_DAYS."
  type        = number
  default     = 365

  validation {
    condition     = var.retention_days > 90 && var.retention_days <= 3650
    error_message = "More than 90, when the last tier is reached, and at most 3650."
  }
}

variable "archive_class" {
  description = "Tier after 90 days: GLACIER (hours to read) or GLACIER_IR (at once, dearer)."
  type        = string
  default     = "GLACIER"

  validation {
    condition     = contains(["GLACIER", "GLACIER_IR"], var.archive_class)
    error_message = "GLACIER or GLACIER_IR."
  }
}

variable "erasable" {
  description = "Whether the service may erase artifacts, which requests to erase and its own retention need."
  type        = bool
  default     = true
}

variable "analysts" {
  description = "ARNs of who may take the read-only role; nobody by default."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.analysts : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:(user|role)/", arn))])
    error_message = "ARNs of IAM users and roles."
  }
}

variable "replica" {
  description = "Versioned bucket in another region that every artifact is copied to, and the key there that encrypts the copies; null for none."
  type        = object({ bucket_arn = string, kms_key = optional(object({ arn = string })) })
  default     = null

  validation {
    condition     = var.replica == null || (try(var.replica.kms_key, null) == null) == (var.kms_key == null)
    error_message = "Copies of what a key encrypts need a key of their region, and only those."
  }
}

variable "destroyable" {
  description = "Whether destroying takes the objects along; only for demonstrations."
  type        = bool
  default     = false
}
