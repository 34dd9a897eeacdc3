locals {
  region = data.aws_region.here.region

  balancer_widgets = var.balancer == null ? [] : [
    {
      title = "Requests and errors"
      stat  = "Sum"
      metrics = [
        for metric in ["RequestCount", "HTTPCode_Target_4XX_Count", "HTTPCode_Target_5XX_Count"] :
        ["AWS/ApplicationELB", metric, "LoadBalancer", var.balancer.arn_suffix]
      ]
    },
    {
      title   = "Seconds to the answer, p95"
      stat    = "p95"
      metrics = [["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", var.balancer.arn_suffix]]
    },
    {
      title = "Instances that can answer"
      stat  = "Minimum"
      metrics = [
        for colour, group in local.balancer :
        ["AWS/ApplicationELB", "HealthyHostCount", "TargetGroup", group, "LoadBalancer", var.balancer.arn_suffix, { label = colour }]
      ]
    },
  ]

  own_widgets = [
    {
      title = "Queue and spool"
      stat  = "Maximum"
      metrics = [
        for metric in ["JobsWaiting", "OldestJobSeconds", "JobsDead", "SpoolBytes", "EnginesUnavailable"] :
        ["ttb-verifier", metric, "Service", var.name]
      ]
    },
  ]

  database_widgets = var.database == null ? [] : [
    {
      title = "Database"
      stat  = "Average"
      metrics = [
        for metric in ["CPUUtilization", "DatabaseConnections", "FreeStorageSpace"] :
        ["AWS/RDS", metric, "DBInstanceIdentifier", var.database]
      ]
    },
  ]

  widgets = concat(local.balancer_widgets, local.own_widgets, local.database_widgets)
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name

  dashboard_body = jsonencode({
    widgets = [
      for index, widget in local.widgets : {
        type   = "metric"
        x      = index % 2 * 12
        y      = floor(index / 2) * 6
        width  = 12
        height = 6
        properties = {
          title   = widget.title
          region  = local.region
          stat    = widget.stat
          period  = 60
          metrics = widget.metrics
        }
      }
    ]
  })
}
