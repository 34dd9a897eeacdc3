output "vpc_id" {
  description = "The VPC."
  value       = aws_vpc.this.id
}

output "cidr" {
  description = "Addresses of the VPC."
  value       = aws_vpc.this.cidr_block
}

output "public_subnet_ids" {
  description = "Subnets for the load balancer alone, one a zone."
  value       = [for zone in local.zones : aws_subnet.public[zone].id]
}

output "private_subnet_ids" {
  description = "Subnets for everything else, one a zone."
  value       = [for zone in local.zones : aws_subnet.private[zone].id]
}

output "nat_addresses" {
  description = "Addresses that others see when an instance calls out; empty without NAT."
  value       = [for address in aws_eip.nat : address.public_ip]
}
