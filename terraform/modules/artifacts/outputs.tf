output "bucket" {
  description = "Artifacts; the service is told as ARTIFACT_STORE=s3://BUCKET."
  value       = aws_s3_bucket.this["artifacts"].id
}

output "bucket_arn" {
  description = "The same as ARN."
  value       = aws_s3_bucket.this["artifacts"].arn
}

output "models_bucket" {
  description = "Models under models/, releases under releases/."
  value       = aws_s3_bucket.this["models"].id
}

output "models_bucket_arn" {
  description = "The same as ARN."
  value       = aws_s3_bucket.this["models"].arn
}

output "log_bucket" {
  description = "Who asked for what, as S3 logs it."
  value       = aws_s3_bucket.this["logs"].id
}

output "service_policy_arn" {
  description = "What the service's role is given."
  value       = aws_iam_policy.service.arn
}

output "analyst_role_arn" {
  description = "Read-only role; null where there are no analysts."
  value       = one(aws_iam_role.analyst[*].arn)
}
