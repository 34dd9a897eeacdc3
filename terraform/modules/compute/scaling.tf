resource "aws_autoscaling_policy" "cpu" {
  count = var.role == "serve" && var.size.max > var.size.min ? 1 : 0

  name                   = "processor"
  autoscaling_group_name = aws_autoscaling_group.this.name
  policy_type            = "TargetTrackingScaling"

  target_tracking_configuration {
    target_value = var.cpu_target

    predefined_metric_specification {
      predefined_metric_type = "ASGAverageCPUUtilization"
    }
  }
}

# Waiting jobs for each worker; with no worker at all the jobs themselves, so that the
# first one is started.
resource "aws_autoscaling_policy" "backlog" {
  count = var.role == "work" ? 1 : 0

  name                   = "backlog"
  autoscaling_group_name = aws_autoscaling_group.this.name
  policy_type            = "TargetTrackingScaling"

  target_tracking_configuration {
    target_value = var.backlog_per_worker

    customized_metric_specification {
      metrics {
        id          = "waiting"
        return_data = false

        metric_stat {
          stat = "Maximum"

          metric {
            namespace   = "ttb-verifier"
            metric_name = "JobsWaiting"

            dimensions {
              name  = "Service"
              value = var.service
            }
          }
        }
      }

      metrics {
        id          = "workers"
        return_data = false

        metric_stat {
          stat = "Average"

          metric {
            namespace   = "AWS/AutoScaling"
            metric_name = "GroupInServiceInstances"

            dimensions {
              name  = "AutoScalingGroupName"
              value = aws_autoscaling_group.this.name
            }
          }
        }
      }

      metrics {
        id          = "backlog"
        label       = "Waiting jobs for each worker"
        expression  = "waiting / IF(workers < 1, 1, workers)"
        return_data = true
      }
    }
  }
}
