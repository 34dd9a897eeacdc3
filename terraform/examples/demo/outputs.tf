output "url" {
  description = "What clients call."
  value       = module.load_balancer.url
}

output "dns_name" {
  description = "The balancer's own name."
  value       = module.load_balancer.dns_name
}

output "models_bucket" {
  description = "Where the release archive is put, under releases/."
  value       = module.artifacts.models_bucket
}

output "artifacts_bucket" {
  description = "Where artifacts lie."
  value       = module.artifacts.bucket
}

output "group_name" {
  description = "The auto-scaling group."
  value       = module.compute.group_name
}
