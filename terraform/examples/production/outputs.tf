output "url" {
  description = "What clients call."
  value       = module.load_balancer.url
}

output "models_bucket" {
  description = "Where release archives and models are put."
  value       = module.artifacts.models_bucket
}

output "artifacts_bucket" {
  description = "Where artifacts lie."
  value       = module.artifacts.bucket
}

output "analyst_role_arn" {
  description = "Read-only role; null where there are no analysts."
  value       = module.artifacts.analyst_role_arn
}

output "registry_url" {
  description = "Where images are pushed to."
  value       = module.registry.url
}

output "group_names" {
  description = "Auto-scaling groups by colour, and the workers'."
  value       = merge({ for colour, group in module.serve : colour => group.group_name }, { workers = module.work.group_name })
}

output "dashboard_url" {
  description = "The dashboard in the console."
  value       = module.observability.dashboard_url
}

output "publisher_role_arn" {
  description = "For the release workflow."
  value       = module.ci.publisher_role_arn
}

output "deployer_role_arns" {
  description = "For the deploy workflow, by environment."
  value       = module.ci.deployer_role_arns
}
