# S3 by its gateway endpoint costs nothing, so the "NAT only" variant alone is without it.
resource "aws_vpc_endpoint" "s3" {
  count = var.endpoints ? 1 : 0

  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${data.aws_region.here.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [for table in aws_route_table.private : table.id]
  policy            = data.aws_iam_policy_document.s3.json

  tags = { Name = "${var.name}-s3" }
}

data "aws_iam_policy_document" "s3" {
  #checkov:skip=CKV_AWS_109:an endpoint's policy only narrows what a role may do
  #checkov:skip=CKV_AWS_111:an endpoint's policy only narrows what a role may do
  #checkov:skip=CKV_AWS_283:the conditions admit this account's principals and buckets alone
  #checkov:skip=CKV_AWS_356:an endpoint's policy only narrows what a role may do
  # Buckets of this account, whoever inside asks: nothing can be carried to another's bucket.
  statement {
    sid       = "OwnBuckets"
    actions   = ["s3:*"] # reason: an endpoint's policy only narrows; each role names its actions
    resources = ["arn:${data.aws_partition.here.partition}:s3:::*"]

    principals {
      type        = "AWS"
      identifiers = ["*"] # reason: the condition admits this account's principals and buckets alone
    }

    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalAccount"
      values   = [data.aws_caller_identity.here.account_id]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceAccount"
      values   = [data.aws_caller_identity.here.account_id]
    }
  }

  # Amazon Linux installs from S3; layers of ECR images lie there too.
  statement {
    sid     = "SystemPackagesAndImageLayers"
    actions = ["s3:GetObject"]
    resources = [
      "arn:${data.aws_partition.here.partition}:s3:::al2023-repos-${data.aws_region.here.region}-*/*",
      "arn:${data.aws_partition.here.partition}:s3:::prod-${data.aws_region.here.region}-starport-layer-bucket/*",
    ]

    principals {
      type        = "AWS"
      identifiers = ["*"] # reason: package clients ask without signing
    }
  }
}

resource "aws_security_group" "endpoints" {
  count = length(local.interface_endpoints) > 0 ? 1 : 0

  name        = "${var.name}-endpoints"
  description = "Interface endpoints: HTTPS from inside the VPC"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-endpoints" }
}

resource "aws_vpc_security_group_ingress_rule" "endpoints" {
  count = length(local.interface_endpoints) > 0 ? 1 : 0

  security_group_id = aws_security_group.endpoints[0].id
  description       = "HTTPS from inside the VPC"
  cidr_ipv4         = var.cidr
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_endpoint" "interface" {
  for_each = local.interface_endpoints

  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.${data.aws_region.here.region}.${each.key}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [for subnet in aws_subnet.private : subnet.id]
  security_group_ids  = [aws_security_group.endpoints[0].id]

  tags = { Name = "${var.name}-${each.key}" }
}
