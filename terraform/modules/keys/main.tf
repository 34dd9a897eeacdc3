data "aws_caller_identity" "here" {}

data "aws_partition" "here" {}

data "aws_region" "here" {}

data "aws_iam_policy_document" "this" {
  #checkov:skip=CKV_AWS_109:a key's policy that names no administrator locks everyone out
  #checkov:skip=CKV_AWS_111:in a key's policy the resource is the key itself
  #checkov:skip=CKV_AWS_356:in a key's policy the resource is the key itself
  # Without this statement nobody could ever change the key again; who may do what with it
  # is then said by IAM.
  statement {
    sid       = "TheAccountsOwnIam"
    actions   = ["kms:*"] # reason: a key's policy that names no administrator locks everyone out
    resources = ["*"]     # reason: in a key's policy this is the key itself

    principals {
      type        = "AWS"
      identifiers = ["arn:${data.aws_partition.here.partition}:iam::${data.aws_caller_identity.here.account_id}:root"]
    }
  }

  statement {
    sid = "LogGroupsOfThisName"
    actions = [
      "kms:Decrypt*",
      "kms:Describe*",
      "kms:Encrypt*",
      "kms:GenerateDataKey*",
      "kms:ReEncrypt*",
    ]
    resources = ["*"] # reason: in a key's policy this is the key itself

    principals {
      type        = "Service"
      identifiers = ["logs.${data.aws_region.here.region}.amazonaws.com"]
    }

    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values = [
        "arn:${data.aws_partition.here.partition}:logs:${data.aws_region.here.region}:${data.aws_caller_identity.here.account_id}:log-group:/${var.name}/*",
        "arn:${data.aws_partition.here.partition}:logs:${data.aws_region.here.region}:${data.aws_caller_identity.here.account_id}:log-group:aws-waf-logs-${var.name}*",
      ]
    }
  }

  statement {
    sid       = "AlarmsToTheirTopic"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"] # reason: in a key's policy this is the key itself

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.here.account_id]
    }
  }

  # Instances start with encrypted disks by this role of AWS's own.
  statement {
    sid = "AutoScalingsDisks"
    actions = [
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey*",
      "kms:ReEncrypt*",
    ]
    resources = ["*"] # reason: in a key's policy this is the key itself

    principals {
      type        = "AWS"
      identifiers = [local.auto_scaling]
    }
  }

  statement {
    sid       = "AutoScalingsGrants"
    actions   = ["kms:CreateGrant"]
    resources = ["*"] # reason: in a key's policy this is the key itself

    principals {
      type        = "AWS"
      identifiers = [local.auto_scaling]
    }

    condition {
      test     = "Bool"
      variable = "kms:GrantIsForAWSResource"
      values   = ["true"]
    }
  }
}

locals {
  auto_scaling = "arn:${data.aws_partition.here.partition}:iam::${data.aws_caller_identity.here.account_id}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
}

resource "aws_kms_key" "this" {
  description             = "${var.name}: logs, disks, secrets and the database"
  enable_key_rotation     = true
  deletion_window_in_days = var.deletion_days
  policy                  = data.aws_iam_policy_document.this.json
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.this.key_id
}
