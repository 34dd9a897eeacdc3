output "arn" {
  description = "The key; its alias is alias/NAME."
  value       = aws_kms_key.this.arn
}
