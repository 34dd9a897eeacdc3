output "publisher_role_arn" {
  description = "For the release workflow: the repository's variable AWS_PUBLISHER_ROLE."
  value       = aws_iam_role.publisher.arn
}

output "deployer_role_arns" {
  description = "For the deploy workflow, by environment: the environment's variable AWS_DEPLOYER_ROLE."
  value       = { for environment, role in aws_iam_role.deployer : environment => role.arn }
}
