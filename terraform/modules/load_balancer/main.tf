data "aws_caller_identity" "here" {}

data "aws_partition" "here" {}

locals {
  colours = toset(["blue", "green"])

  certificate = var.certificate_arn != null ? var.certificate_arn : aws_acm_certificate_validation.this[0].certificate_arn
}

resource "aws_security_group" "this" {
  name        = "${var.name}-balancer"
  description = "Load balancer: HTTP and HTTPS in, the service's port out"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-balancer" }

  lifecycle {
    create_before_destroy = true
  }
}

# Answers with a redirect to HTTPS and nothing else.
resource "aws_vpc_security_group_ingress_rule" "http" {
  for_each = var.client_cidrs

  security_group_id = aws_security_group.this.id
  description       = "HTTP, to be sent to HTTPS"
  cidr_ipv4         = each.key
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
}

resource "aws_vpc_security_group_ingress_rule" "https" {
  for_each = var.client_cidrs

  security_group_id = aws_security_group.this.id
  description       = "HTTPS"
  cidr_ipv4         = each.key
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "service" {
  security_group_id = aws_security_group.this.id
  description       = "The service, inside the VPC"
  cidr_ipv4         = var.vpc_cidr
  ip_protocol       = "tcp"
  from_port         = var.app_port
  to_port           = var.app_port
}

resource "aws_lb" "this" {
  #checkov:skip=CKV_AWS_150:deletion protection is var.deletion_protection, on unless a demonstration turns it off
  #checkov:skip=CKV2_AWS_76:the firewall has the rule set, AWSManagedRulesKnownBadInputsRuleSet, where var.waf is on
  name                       = var.name
  load_balancer_type         = "application"
  internal                   = var.internal
  subnets                    = var.subnet_ids
  security_groups            = [aws_security_group.this.id]
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "strictest"
  enable_deletion_protection = var.deletion_protection
  # A little more than the longest deadline_ms.
  idle_timeout = 130

  access_logs {
    bucket  = aws_s3_bucket.logs.id
    prefix  = "balancer"
    enabled = true
  }

  depends_on = [aws_s3_bucket_policy.logs]
}

resource "aws_lb_target_group" "this" {
  #checkov:skip=CKV_AWS_378:inside the VPC, between two security groups; TLS_CERT_FILE on the instances makes it HTTPS
  for_each = local.colours

  name                          = "${var.name}-${each.key}"
  vpc_id                        = var.vpc_id
  port                          = var.app_port
  protocol                      = "HTTP"
  target_type                   = "instance"
  load_balancing_algorithm_type = "least_outstanding_requests"
  # As long as SHUTDOWN_GRACE_SECONDS and a little.
  deregistration_delay = 40

  health_check {
    path                = "/health"
    matcher             = "200"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = local.certificate

  default_action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = aws_lb_target_group.this

        content {
          arn    = target_group.value.arn
          weight = var.weights[target_group.key]
        }
      }

      stickiness {
        enabled  = false
        duration = 60
      }
    }
  }
}

# What a release is rolled back for; see `rollback_alarms` of the compute module.
resource "aws_cloudwatch_metric_alarm" "errors" {
  for_each = local.colours

  alarm_name          = "${var.name}-${each.key}-errors"
  alarm_description   = "The ${each.key} group answers with errors: ${var.runbook_url}#errors"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HTTPCode_Target_5XX_Count"
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 3
  threshold           = var.alarm_errors
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"

  dimensions = {
    LoadBalancer = aws_lb.this.arn_suffix
    TargetGroup  = aws_lb_target_group.this[each.key].arn_suffix
  }
}
