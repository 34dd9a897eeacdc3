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

variable "subnet_ids" {
  description = "Private subnets in two zones or more."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "At least two, in different zones."
  }
}

variable "client_security_group_ids" {
  description = "Groups whose members may connect, by a name of the caller's choice."
  type        = map(string)
}

variable "engine_version" {
  description = "PostgreSQL's major version, or major.minor to pin it."
  type        = string
  default     = "16"

  validation {
    condition     = can(regex("^1[5-9](\\.[0-9]+)?$", var.engine_version))
    error_message = "15 or newer."
  }
}

variable "instance_class" {
  description = "Size of the instance."
  type        = string
  default     = "db.t4g.small"

  validation {
    condition     = startswith(var.instance_class, "db.")
    error_message = "A class such as db.t4g.small."
  }
}

variable "storage_gb" {
  description = "Disk at first; it grows by itself to `storage_max_gb`."
  type        = number
  default     = 20

  validation {
    condition     = var.storage_gb >= 20
    error_message = "At least 20."
  }
}

variable "storage_max_gb" {
  description = "The most the disk grows to."
  type        = number
  default     = 200

  validation {
    condition     = var.storage_max_gb > var.storage_gb
    error_message = "More than storage_gb."
  }
}

variable "multi_az" {
  description = "Whether a standby in another zone takes over."
  type        = bool
  default     = true
}

variable "backup_days" {
  description = "Days back to which any point in time can be restored."
  type        = number
  default     = 14

  validation {
    condition     = var.backup_days >= 7 && var.backup_days <= 35
    error_message = "From 7 to 35."
  }
}

variable "read_replica" {
  description = "Whether a copy for reading stands beside it."
  type        = bool
  default     = false
}

variable "deletion_protection" {
  description = "Whether the database refuses to be destroyed, and leaves a snapshot."
  type        = bool
  default     = true
}

variable "kms_key_arn" {
  description = "Key that encrypts disk, backups, insights and the password."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.kms_key_arn))
    error_message = "The ARN of a KMS key."
  }
}
