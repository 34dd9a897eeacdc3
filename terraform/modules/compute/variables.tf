variable "name" {
  description = "Prefix of every name."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,20}$", var.name))
    error_message = "Two to 21 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "service" {
  description = "Name of the whole service, the same for all its groups: by it CloudWatch knows their numbers."
  type        = string
}

variable "role" {
  description = "What the group does: serve (behind the balancer) or work (jobs from the queue)."
  type        = string
  default     = "serve"

  validation {
    condition     = contains(["serve", "work"], var.role)
    error_message = "serve or work."
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

variable "load_balancer_security_group_id" {
  description = "The only group let in, by the service's port; workers let nobody in."
  type        = string
  default     = null

  validation {
    condition     = (var.role == "serve") == (var.load_balancer_security_group_id != null)
    error_message = "A serving group needs the balancer's, a working one has none."
  }
}

variable "target_group_arn" {
  description = "Where a serving group registers its instances."
  type        = string
  default     = null

  validation {
    condition     = (var.role == "serve") == (var.target_group_arn != null)
    error_message = "A serving group needs one, a working one has none."
  }
}

variable "app_port" {
  description = "Port of the service."
  type        = number
  default     = 8000

  validation {
    condition     = var.app_port >= 1024 && var.app_port <= 65535
    error_message = "From 1024 to 65535."
  }
}

variable "release" {
  description = "The archive of scripts/bundle in the models bucket: its key under releases/, and its SHA-256."
  type        = object({ bucket = string, key = string, sha256 = string })

  validation {
    condition     = startswith(var.release.key, "releases/") && can(regex("^[0-9a-f]{64}$", var.release.sha256))
    error_message = "A key under releases/ and 64 hexadecimal digits."
  }
}

variable "model" {
  description = "Vision model, by the name Ollama knows it under; null for none. Its archive (`ttb-verifier model export` makes it) and Ollama's own release archive lie in the models bucket."
  type = object({
    bucket        = string
    name          = string
    key           = string
    ollama_key    = string
    ollama_sha256 = string
  })
  default = null

  validation {
    condition     = var.model == null || try(startswith(var.model.key, "models/") && startswith(var.model.ollama_key, "releases/"), false)
    error_message = "The model's key is under models/, that of Ollama under releases/."
  }
}

variable "settings" {
  description = "The service's own settings, as `ttb-verifier config` lists them; no secrets."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name, value in var.settings : can(regex("^[A-Z][A-Z0-9_]*$", name)) && !strcontains(value, "\n")])
    error_message = "Names in capitals, values of one line."
  }
}

variable "database" {
  description = "The database, whose password the instances read from Secrets Manager; null for the embedded one."
  type        = object({ address = string, port = number, database = string, secret_arn = string })
  default     = null

  validation {
    condition     = var.role == "serve" || var.database != null
    error_message = "Workers share a queue, which is in the database."
  }
}

variable "policy_arns" {
  description = "What the instances may do beyond starting, by a name of the caller's choice: the artifacts module's policy."
  type        = map(string)
  default     = {}
}

variable "accelerator" {
  description = "cpu, or gpu for a vision model on the same instance."
  type        = string
  default     = "cpu"

  validation {
    condition     = contains(["cpu", "gpu"], var.accelerator)
    error_message = "cpu or gpu."
  }
}

variable "instance_types" {
  description = "Types in order of preference; several where `spot` is true. The release is for x86-64."
  type        = list(string)
  default     = ["c7i.large"]

  validation {
    condition     = length(var.instance_types) >= 1 && alltrue([for type in var.instance_types : can(regex("^[a-z0-9-]+\\.[a-z0-9-]+$", type))])
    error_message = "At least one, such as c7i.large."
  }

  validation {
    condition     = alltrue([for type in var.instance_types : (can(regex("^(g|p)[0-9]", type))) == (var.accelerator == "gpu")])
    error_message = "The g and p families for gpu, none of them for cpu."
  }
}

variable "image_parameter" {
  description = "SSM parameter that names the machine image; null for Amazon Linux 2023, with NVIDIA's driver for gpu."
  type        = string
  default     = null
}

variable "disk_gb" {
  description = "Encrypted root disk; a vision model takes 10 to 20 GB of it."
  type        = number
  default     = 30

  validation {
    condition     = var.disk_gb >= 20 && var.disk_gb <= 2000
    error_message = "From 20 to 2000."
  }
}

variable "size" {
  description = "Instances at least and at most."
  type        = object({ min = number, max = number })
  default     = { min = 1, max = 4 }

  validation {
    condition     = var.size.min >= 0 && var.size.max >= var.size.min && (var.role == "work" || var.size.min >= 1 || var.size.max == 0)
    error_message = "A serving group has at least one instance, or is off (0 and 0); at most is not less than at least."
  }
}

variable "cpu_target" {
  description = "Processor use in percent that a serving group is kept at."
  type        = number
  default     = 60

  validation {
    condition     = var.cpu_target >= 20 && var.cpu_target <= 90
    error_message = "From 20 to 90."
  }
}

variable "backlog_per_worker" {
  description = "Waiting jobs for each worker that a working group is kept at; a label takes about two seconds of two cores."
  type        = number
  default     = 60

  validation {
    condition     = var.backlog_per_worker >= 1
    error_message = "At least 1."
  }
}

variable "spot" {
  description = "Whether workers run on spare capacity, which may be taken away within two minutes."
  type        = bool
  default     = false

  validation {
    condition     = !var.spot || var.role == "work"
    error_message = "Only for workers: a job comes back, a person's request does not."
  }
}

variable "rollback_alarms" {
  description = "Alarms that stop a release and bring the old one back."
  type        = list(string)
  default     = []
}

variable "log_group" {
  description = "Log group of the service: name and ARN."
  type        = object({ name = string, arn = string })
}

variable "kms_key_arn" {
  description = "Key that encrypts the disks, and the secret."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:", var.kms_key_arn))
    error_message = "The ARN of a KMS key."
  }
}
