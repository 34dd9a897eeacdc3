data "aws_partition" "here" {}

locals {
  host     = "token.actions.githubusercontent.com"
  provider = var.provider_arn != null ? var.provider_arn : aws_iam_openid_connect_provider.github[0].arn
}

# GitHub's own short-lived tokens: no key is kept anywhere.
resource "aws_iam_openid_connect_provider" "github" {
  count = var.provider_arn == null ? 1 : 0

  url            = "https://${local.host}"
  client_id_list = ["sts.amazonaws.com"]
}

# Publishing: tags of this repository alone.
data "aws_iam_policy_document" "publisher_trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [local.provider]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.host}:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "StringLike"
      variable = "${local.host}:sub"
      values   = ["repo:${var.repository}:ref:refs/tags/v*"]
    }
  }
}

resource "aws_iam_role" "publisher" {
  name                 = "${var.name}-publisher"
  description          = "Pushes images and release archives"
  assume_role_policy   = data.aws_iam_policy_document.publisher_trust.json
  permissions_boundary = var.permissions_boundary_arn
  max_session_duration = 3600
}

data "aws_iam_policy_document" "publisher" {
  statement {
    sid       = "LogInToTheRegistry"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"] # reason: the action knows no resource
  }

  statement {
    sid = "Push"
    actions = [
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:CompleteLayerUpload",
      "ecr:DescribeImages",
      "ecr:GetDownloadUrlForLayer",
      "ecr:InitiateLayerUpload",
      "ecr:PutImage",
      "ecr:UploadLayerPart",
    ]
    resources = [var.registry_arn]
  }

  statement {
    sid       = "Releases"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["${var.release_bucket_arn}/releases/*"]
  }

  dynamic "statement" {
    for_each = length(var.kms_key_arns) > 0 ? ["keys"] : []

    content {
      sid       = "TheirKeys"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = var.kms_key_arns
    }
  }
}

resource "aws_iam_role_policy" "publisher" {
  name   = "publish"
  role   = aws_iam_role.publisher.id
  policy = data.aws_iam_policy_document.publisher.json
}

# Deploying: jobs of an environment, which a person has approved.
data "aws_iam_policy_document" "deployer_trust" {
  for_each = var.environments

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [local.provider]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.host}:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.host}:sub"
      values   = ["repo:${var.repository}:environment:${each.key}"]
    }
  }
}

resource "aws_iam_role" "deployer" {
  for_each = var.environments

  name                 = "${var.name}-deployer-${each.key}"
  description          = "Plans and applies ${each.key}"
  assume_role_policy   = data.aws_iam_policy_document.deployer_trust[each.key].json
  permissions_boundary = var.permissions_boundary_arn
  max_session_duration = 3600
}

# To see what is there, for the plan. Secrets are not part of it.
resource "aws_iam_role_policy_attachment" "view" {
  for_each = var.environments

  role       = aws_iam_role.deployer[each.key].name
  policy_arn = "arn:${data.aws_partition.here.partition}:iam::aws:policy/job-function/ViewOnlyAccess"
}

locals {
  given = {
    for pair in setproduct(var.environments, keys(var.deployer_policy_arns)) :
    "${pair[0]}-${pair[1]}" => { environment = pair[0], policy = var.deployer_policy_arns[pair[1]] }
  }
}

resource "aws_iam_role_policy_attachment" "deployer" {
  for_each = local.given

  role       = aws_iam_role.deployer[each.value.environment].name
  policy_arn = each.value.policy
}

data "aws_iam_policy_document" "state" {
  for_each = var.environments

  statement {
    sid       = "OwnState"
    actions   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
    resources = ["${var.state.bucket_arn}/${var.state.prefix}/${each.key}/*"]
  }

  statement {
    sid       = "ListState"
    actions   = ["s3:ListBucket"]
    resources = [var.state.bucket_arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["${var.state.prefix}/${each.key}/*"]
    }
  }
}

resource "aws_iam_role_policy" "state" {
  for_each = var.environments

  name   = "state"
  role   = aws_iam_role.deployer[each.key].id
  policy = data.aws_iam_policy_document.state[each.key].json
}
