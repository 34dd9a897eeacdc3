variable "name" {
  description = "Prefix of every name."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,20}$", var.name))
    error_message = "Two to 21 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "kept_images" {
  description = "Images kept; older ones go."
  type        = number
  default     = 30

  validation {
    condition     = var.kept_images >= 2 && var.kept_images <= 1000
    error_message = "From 2, so that there is one to roll back to, to 1000."
  }
}

variable "destroyable" {
  description = "Whether destroying takes the images along; only for demonstrations."
  type        = bool
  default     = false
}

variable "kms_key_arn" {
  description = "Key that encrypts the images."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.kms_key_arn))
    error_message = "The ARN of a KMS key."
  }
}
