mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["xx-test-1a", "xx-test-1b", "xx-test-1c"] }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  name        = "test"
  kms_key_arn = "arn:aws:kms:xx-test-1:000000000000:key/test"
}

run "two_zones_without_a_way_out" {
  command = plan

  assert {
    condition     = length(aws_subnet.private) == 2 && length(aws_nat_gateway.this) == 0
    error_message = "Two private subnets, and no NAT unless it is asked for."
  }

  assert {
    condition     = length(aws_vpc_endpoint.interface) == 3 && length(aws_vpc_endpoint.s3) == 1
    error_message = "The three endpoints of SSM, and S3's."
  }
}

run "a_nat_for_each_zone" {
  command = plan

  variables {
    zones = 3
    nat   = "one_per_zone"
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 3 && length(aws_route.nat) == 3
    error_message = "Each zone goes out by its own gateway."
  }
}

run "nat_only_is_without_endpoints" {
  command = plan

  variables {
    nat       = "one"
    endpoints = false
  }

  assert {
    condition     = length(aws_vpc_endpoint.interface) == 0 && length(aws_nat_gateway.this) == 1
    error_message = "One NAT and no endpoint."
  }
}

run "no_way_at_all_is_refused" {
  command = plan

  variables {
    endpoints = false
  }

  expect_failures = [var.endpoints]
}

run "one_zone_is_refused" {
  command = plan

  variables {
    zones = 1
  }

  expect_failures = [var.zones]
}
