output "address" {
  description = "Host of the database."
  value       = aws_db_instance.this.address
}

output "port" {
  description = "Its port."
  value       = aws_db_instance.this.port
}

output "database" {
  description = "Name of the database in it."
  value       = aws_db_instance.this.db_name
}

output "secret_arn" {
  description = "User and password in Secrets Manager; the instances read them at start."
  value       = aws_db_instance.this.master_user_secret[0].secret_arn
}

output "identifier" {
  description = "The instance, as CloudWatch names it."
  value       = aws_db_instance.this.identifier
}

output "replica_address" {
  description = "Host of the copy for reading; null without one."
  value       = one(aws_db_instance.replica[*].address)
}
