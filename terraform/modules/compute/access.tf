data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "this" {
  name               = local.full_name
  description        = "Instances of the ${var.role} group"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_instance_profile" "this" {
  name = local.full_name
  role = aws_iam_role.this.name
}

# The only way in for people: a session that is logged, without a port or a key.
resource "aws_iam_role_policy_attachment" "session_manager" {
  role       = aws_iam_role.this.name
  policy_arn = "arn:${data.aws_partition.here.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = var.policy_arns

  role       = aws_iam_role.this.name
  policy_arn = each.value
}

data "aws_iam_policy_document" "this" {
  statement {
    sid       = "OwnLog"
    actions   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    resources = ["${var.log_group.arn}:*"]
  }

  statement {
    sid       = "OwnNumbers"
    actions   = ["cloudwatch:PutMetricData"]
    resources = ["*"] # reason: CloudWatch knows no resource here; the namespace is the limit

    condition {
      test     = "StringEquals"
      variable = "cloudwatch:namespace"
      values   = ["ttb-verifier"]
    }
  }

  statement {
    sid       = "SayThatItMayGo"
    actions   = ["autoscaling:CompleteLifecycleAction"]
    resources = [local.group]
  }

  dynamic "statement" {
    for_each = var.database == null ? [] : ["secret"]

    content {
      sid       = "DatabasesPassword"
      actions   = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
      resources = [var.database.secret_arn]
    }
  }

  dynamic "statement" {
    for_each = var.database == null ? [] : ["key"]

    content {
      sid       = "TheSecretsKey"
      actions   = ["kms:Decrypt"]
      resources = [var.kms_key_arn]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["secretsmanager.${data.aws_region.here.region}.amazonaws.com"]
      }
    }
  }
}

resource "aws_iam_role_policy" "this" {
  name   = "instance"
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.this.json
}
