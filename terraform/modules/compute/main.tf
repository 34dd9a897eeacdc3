data "aws_region" "here" {}

data "aws_partition" "here" {}

data "aws_caller_identity" "here" {}

locals {
  full_name = "${var.name}-${var.role}"
  group     = "arn:${data.aws_partition.here.partition}:autoscaling:${data.aws_region.here.region}:${data.aws_caller_identity.here.account_id}:autoScalingGroup:*:autoScalingGroupName/${local.full_name}"

  image_parameter = coalesce(var.image_parameter, {
    cpu = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
    gpu = "/aws/service/deeplearning/ami/x86_64/base-oss-nvidia-driver-gpu-amazon-linux-2023/latest/ami-id"
  }[var.accelerator])

  settings = merge(
    {
      BIND_ADDRESS     = "0.0.0.0:${var.app_port}"
      METRICS_ADDRESS  = "127.0.0.1:9000"
      LOG_FORMAT       = "json"
      OMP_THREAD_LIMIT = "1"
    },
    var.model == null ? {} : {
      MODEL_STATUS_FILE = "/run/ttb-verifier-model/model_status.json"
      OLLAMA_HOST       = "http://127.0.0.1:11434"
      OLLAMA_MODEL      = var.model.name
      OLLAMA_MODELS     = "/var/lib/ollama/models"
    },
    var.settings,
  )

  user_data = templatefile("${path.module}/templates/user-data.sh.tftpl", {
    role      = var.role
    service   = var.service
    region    = data.aws_region.here.region
    name      = local.full_name
    release   = var.release
    model     = var.model
    database  = var.database
    log_group = var.log_group.name
    settings  = join("\n", [for key, value in local.settings : "${key}=${value}"])
  })
}

resource "aws_security_group" "this" {
  name        = local.full_name
  description = "The ${var.role} group: the balancer in by one port, HTTPS and PostgreSQL out"
  vpc_id      = var.vpc_id

  tags = { Name = local.full_name }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "balancer" {
  count = var.role == "serve" ? 1 : 0

  security_group_id            = aws_security_group.this.id
  description                  = "The service, from the load balancer alone"
  referenced_security_group_id = var.load_balancer_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = var.app_port
  to_port                      = var.app_port
}

# Where there is no NAT this reaches endpoints and S3 alone.
resource "aws_vpc_security_group_egress_rule" "https" {
  security_group_id = aws_security_group.this.id
  description       = "HTTPS: endpoints, S3, and what a NAT reaches"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

data "aws_vpc" "this" {
  id = var.vpc_id
}

resource "aws_vpc_security_group_egress_rule" "database" {
  count = var.database == null ? 0 : 1

  security_group_id = aws_security_group.this.id
  description       = "PostgreSQL, inside the VPC"
  cidr_ipv4         = data.aws_vpc.this.cidr_block
  ip_protocol       = "tcp"
  from_port         = var.database.port
  to_port           = var.database.port
}

resource "aws_launch_template" "this" {
  name                   = local.full_name
  image_id               = "resolve:ssm:${local.image_parameter}"
  instance_type          = var.instance_types[0]
  user_data              = base64gzip(local.user_data)
  update_default_version = true
  ebs_optimized          = true

  iam_instance_profile {
    arn = aws_iam_instance_profile.this.arn
  }

  network_interfaces {
    associate_public_ip_address = false
    security_groups             = [aws_security_group.this.id]
    delete_on_termination       = true
  }

  # Version 2 alone; one hop, so that no container reaches it.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
    instance_metadata_tags      = "disabled"
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_type           = "gp3"
      volume_size           = var.disk_gb
      encrypted             = true
      kms_key_id            = var.kms_key_arn
      delete_on_termination = true
    }
  }

  monitoring {
    enabled = true
  }

  tag_specifications {
    resource_type = "instance"
    tags          = { Name = local.full_name, Role = var.role }
  }

  tag_specifications {
    resource_type = "volume"
    tags          = { Name = local.full_name, Role = var.role }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_autoscaling_group" "this" {
  name                      = local.full_name
  min_size                  = var.size.min
  max_size                  = var.size.max
  vpc_zone_identifier       = var.subnet_ids
  target_group_arns         = var.role == "serve" ? [var.target_group_arn] : []
  health_check_type         = var.role == "serve" ? "ELB" : "EC2"
  health_check_grace_period = 180
  default_instance_warmup   = 120
  capacity_rebalance        = var.spot
  # Metrics of the group itself; the workers' scaling divides by one of them.
  enabled_metrics = ["GroupDesiredCapacity", "GroupInServiceInstances"]

  mixed_instances_policy {
    instances_distribution {
      on_demand_base_capacity                  = 0
      on_demand_percentage_above_base_capacity = var.spot ? 0 : 100
      on_demand_allocation_strategy            = "prioritized"
      spot_allocation_strategy                 = "price-capacity-optimized"
    }

    launch_template {
      launch_template_specification {
        launch_template_id = aws_launch_template.this.id
        version            = aws_launch_template.this.latest_version
      }

      dynamic "override" {
        for_each = var.instance_types

        content {
          instance_type = override.value
        }
      }
    }
  }

  # A new release replaces instances one after the other, and goes back by itself.
  instance_refresh {
    strategy = "Rolling"

    preferences {
      min_healthy_percentage = 100
      max_healthy_percentage = 200
      instance_warmup        = 120
      auto_rollback          = true

      dynamic "alarm_specification" {
        for_each = length(var.rollback_alarms) > 0 ? ["alarms"] : []

        content {
          alarms = var.rollback_alarms
        }
      }
    }
  }

  # The instance finishes what it has begun and gives its leases back before it goes.
  initial_lifecycle_hook {
    name                 = "leave"
    lifecycle_transition = "autoscaling:EC2_INSTANCE_TERMINATING"
    heartbeat_timeout    = 120
    default_result       = "CONTINUE"
  }

  tag {
    key                 = "Name"
    value               = local.full_name
    propagate_at_launch = false
  }

  depends_on = [aws_iam_role_policy.this, aws_iam_role_policy_attachment.this]
}
