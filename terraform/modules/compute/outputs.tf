output "group_name" {
  description = "The auto-scaling group."
  value       = aws_autoscaling_group.this.name
}

output "group_arn" {
  description = "The same as ARN, for who may refresh it."
  value       = aws_autoscaling_group.this.arn
}

output "security_group_id" {
  description = "Group of the instances, for the database to let in."
  value       = aws_security_group.this.id
}

output "role_arn" {
  description = "Role of the instances."
  value       = aws_iam_role.this.arn
}

output "launch_template_id" {
  description = "What instances are started from."
  value       = aws_launch_template.this.id
}
