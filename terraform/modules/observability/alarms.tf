locals {
  balancer = var.balancer == null ? {} : var.balancer.target_group_suffixes

  # Alarms on what the instances publish themselves; the key is the runbook's section.
  own = merge(
    {
      spool  = { metric = "SpoolBytes", threshold = 536870912, what = "Artifacts wait for their store" }
      engine = { metric = "EnginesUnavailable", threshold = 1, what = "An engine is not available" }
    },
    var.workers ? {
      queue = { metric = "OldestJobSeconds", threshold = var.queue_seconds, what = "Jobs wait too long" }
      dead  = { metric = "JobsDead", threshold = 1, what = "Jobs have failed for good" }
    } : {},
  )
}

resource "aws_cloudwatch_metric_alarm" "own" {
  for_each = local.own

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "${each.value.what}: ${var.runbook_url}#${each.key}"
  namespace           = "ttb-verifier"
  metric_name         = each.value.metric
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  threshold           = each.value.threshold
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]

  dimensions = { Service = var.name }
}

resource "aws_cloudwatch_metric_alarm" "down" {
  count = var.balancer == null ? 0 : 1

  alarm_name          = "${var.name}-down"
  alarm_description   = "No instance can answer: ${var.runbook_url}#down"
  evaluation_periods  = 2
  threshold           = 1
  comparison_operator = "LessThanThreshold"
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]

  metric_query {
    id          = "healthy"
    expression  = "SUM(METRICS())"
    label       = "Instances that can answer"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = local.balancer

    content {
      id = metric_query.key

      metric {
        namespace   = "AWS/ApplicationELB"
        metric_name = "HealthyHostCount"
        stat        = "Minimum"
        period      = 60

        dimensions = {
          LoadBalancer = var.balancer.arn_suffix
          TargetGroup  = metric_query.value
        }
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "slow" {
  count = var.balancer == null ? 0 : 1

  alarm_name          = "${var.name}-slow"
  alarm_description   = "Answers take too long: ${var.runbook_url}#slow"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "TargetResponseTime"
  extended_statistic  = "p95"
  period              = 300
  evaluation_periods  = 3
  threshold           = var.seconds_p95
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]

  dimensions = { LoadBalancer = var.balancer.arn_suffix }
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  count = var.balancer == null ? 0 : 1

  alarm_name          = "${var.name}-errors"
  alarm_description   = "Answers are errors: ${var.runbook_url}#errors"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HTTPCode_Target_5XX_Count"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 2
  threshold           = 10
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]

  dimensions = { LoadBalancer = var.balancer.arn_suffix }
}

resource "aws_cloudwatch_metric_alarm" "database_disk" {
  count = var.database == null ? 0 : 1

  alarm_name          = "${var.name}-database-disk"
  alarm_description   = "The database's disk has less than 5 GB: ${var.runbook_url}#database"
  namespace           = "AWS/RDS"
  metric_name         = "FreeStorageSpace"
  statistic           = "Minimum"
  period              = 300
  evaluation_periods  = 2
  threshold           = 5000000000
  comparison_operator = "LessThanThreshold"
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]

  dimensions = { DBInstanceIdentifier = var.database }
}

resource "aws_cloudwatch_metric_alarm" "database_processor" {
  count = var.database == null ? 0 : 1

  alarm_name          = "${var.name}-database-processor"
  alarm_description   = "The database's processor is busy: ${var.runbook_url}#database"
  namespace           = "AWS/RDS"
  metric_name         = "CPUUtilization"
  statistic           = "Average"
  period              = 300
  evaluation_periods  = 3
  threshold           = 80
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]

  dimensions = { DBInstanceIdentifier = var.database }
}
