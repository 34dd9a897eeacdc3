data "aws_iam_policy_document" "bucket" {
  for_each = aws_s3_bucket.this

  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"] # reason: denies whatever is asked without TLS
    resources = [each.value.arn, "${each.value.arn}/*"]

    principals {
      type        = "AWS"
      identifiers = ["*"] # reason: denies to everyone
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  dynamic "statement" {
    for_each = each.key == "logs" ? ["logs"] : []

    content {
      sid       = "S3WritesItsLog"
      actions   = ["s3:PutObject"]
      resources = ["${each.value.arn}/*"]

      principals {
        type        = "Service"
        identifiers = ["logging.s3.amazonaws.com"]
      }

      condition {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [data.aws_caller_identity.here.account_id]
      }
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id
  policy = data.aws_iam_policy_document.bucket[each.key].json

  depends_on = [aws_s3_bucket_public_access_block.this]
}

# What the service does with its buckets, and nothing more.
data "aws_iam_policy_document" "service" {
  statement {
    sid = "PutAndGet"
    actions = [
      "s3:AbortMultipartUpload",
      "s3:GetObject",
      "s3:GetObjectVersion",
      "s3:PutObject",
    ]
    resources = [
      "${aws_s3_bucket.this["artifacts"].arn}/artifacts/*",
      "${aws_s3_bucket.this["artifacts"].arn}/uploads/*",
    ]
  }

  statement {
    sid       = "List"
    actions   = ["s3:ListBucket", "s3:ListBucketVersions"]
    resources = [aws_s3_bucket.this["artifacts"].arn]
  }

  dynamic "statement" {
    for_each = var.erasable ? ["erase"] : []

    content {
      sid     = "Erase"
      actions = ["s3:DeleteObject", "s3:DeleteObjectVersion"]
      resources = [
        "${aws_s3_bucket.this["artifacts"].arn}/artifacts/*",
        "${aws_s3_bucket.this["artifacts"].arn}/uploads/*",
      ]
    }
  }

  statement {
    sid     = "FetchModelsAndReleases"
    actions = ["s3:GetObject"]
    resources = [
      "${aws_s3_bucket.this["models"].arn}/models/*",
      "${aws_s3_bucket.this["models"].arn}/releases/*",
    ]
  }

  dynamic "statement" {
    for_each = var.kms_key == null ? [] : ["key"]

    content {
      sid       = "TheirKey"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [var.kms_key.arn]
    }
  }
}

resource "aws_iam_policy" "service" {
  name        = "${var.name}-artifacts"
  description = "Put and get artifacts, fetch models and releases"
  policy      = data.aws_iam_policy_document.service.json
}

data "aws_iam_policy_document" "analyst_trust" {
  count = length(var.analysts) > 0 ? 1 : 0

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = var.analysts
    }
  }
}

data "aws_iam_policy_document" "analyst" {
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject", "s3:GetObjectVersion"]
    resources = ["${aws_s3_bucket.this["artifacts"].arn}/artifacts/*"]
  }

  statement {
    sid       = "List"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.this["artifacts"].arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["artifacts/*"]
    }
  }

  dynamic "statement" {
    for_each = var.kms_key == null ? [] : ["key"]

    content {
      sid       = "TheirKey"
      actions   = ["kms:Decrypt"]
      resources = [var.kms_key.arn]
    }
  }
}

resource "aws_iam_role" "analyst" {
  count = length(var.analysts) > 0 ? 1 : 0

  name                 = "${var.name}-analyst"
  description          = "Reads artifacts and changes nothing"
  assume_role_policy   = data.aws_iam_policy_document.analyst_trust[0].json
  max_session_duration = 3600
}

resource "aws_iam_role_policy" "analyst" {
  count = length(var.analysts) > 0 ? 1 : 0

  name   = "read-artifacts"
  role   = aws_iam_role.analyst[0].id
  policy = data.aws_iam_policy_document.analyst.json
}
