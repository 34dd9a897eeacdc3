output "dns_name" {
  description = "The balancer's own name; point an alias at it where `domain_name` is null."
  value       = aws_lb.this.dns_name
}

output "zone_id" {
  description = "Zone of `dns_name`, for an alias."
  value       = aws_lb.this.zone_id
}

output "url" {
  description = "What clients call; by the balancer's own name the certificate does not fit."
  value       = "https://${coalesce(var.domain_name, aws_lb.this.dns_name)}"
}

output "security_group_id" {
  description = "The only group that the service's instances let in."
  value       = aws_security_group.this.id
}

output "target_group_arns" {
  description = "Target groups by colour."
  value       = { for colour, group in aws_lb_target_group.this : colour => group.arn }
}

output "target_group_suffixes" {
  description = "Target groups by colour, as CloudWatch names them."
  value       = { for colour, group in aws_lb_target_group.this : colour => group.arn_suffix }
}

output "arn_suffix" {
  description = "The balancer, as CloudWatch names it."
  value       = aws_lb.this.arn_suffix
}

output "error_alarms" {
  description = "Names of the alarms by colour that a release is rolled back for."
  value       = { for colour, alarm in aws_cloudwatch_metric_alarm.errors : colour => alarm.alarm_name }
}

output "log_bucket" {
  description = "Where access logs lie."
  value       = aws_s3_bucket.logs.id
}
