output "log_group" {
  description = "Log group of the service: name and ARN, as the compute module wants it."
  value       = { name = aws_cloudwatch_log_group.service.name, arn = aws_cloudwatch_log_group.service.arn }
}

output "topic_arn" {
  description = "Where alarms are told; subscribe a pager here."
  value       = aws_sns_topic.alarms.arn
}

output "dashboard_url" {
  description = "The dashboard in the console."
  value       = "https://${data.aws_region.here.region}.console.aws.amazon.com/cloudwatch/home#dashboards:name=${aws_cloudwatch_dashboard.this.dashboard_name}"
}
