data "aws_iam_policy_document" "replication_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.here.account_id]
    }
  }
}

data "aws_iam_policy_document" "replication" {
  count = var.replica == null ? 0 : 1

  statement {
    sid       = "Here"
    actions   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
    resources = [aws_s3_bucket.this["artifacts"].arn]
  }

  statement {
    sid = "From"
    actions = [
      "s3:GetObjectVersionAcl",
      "s3:GetObjectVersionForReplication",
      "s3:GetObjectVersionTagging",
    ]
    resources = ["${aws_s3_bucket.this["artifacts"].arn}/artifacts/*"]
  }

  statement {
    sid       = "To"
    actions   = ["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"]
    resources = ["${var.replica.bucket_arn}/artifacts/*"]
  }

  dynamic "statement" {
    for_each = var.kms_key == null ? [] : ["keys"]

    content {
      sid       = "TheirKeys"
      actions   = ["kms:Decrypt", "kms:Encrypt"]
      resources = [var.kms_key.arn, var.replica.kms_key.arn]
    }
  }
}

resource "aws_iam_role" "replication" {
  count = var.replica == null ? 0 : 1

  name               = "${var.name}-replication"
  assume_role_policy = data.aws_iam_policy_document.replication_trust.json
}

resource "aws_iam_role_policy" "replication" {
  count = var.replica == null ? 0 : 1

  name   = "replicate-artifacts"
  role   = aws_iam_role.replication[0].id
  policy = data.aws_iam_policy_document.replication[0].json
}

resource "aws_s3_bucket_replication_configuration" "this" {
  count = var.replica == null ? 0 : 1

  bucket = aws_s3_bucket.this["artifacts"].id
  role   = aws_iam_role.replication[0].arn

  rule {
    id     = "artifacts"
    status = "Enabled"

    filter {
      prefix = "artifacts/"
    }

    # What is erased here is erased there.
    delete_marker_replication {
      status = "Enabled"
    }

    dynamic "source_selection_criteria" {
      for_each = var.kms_key == null ? [] : ["key"]

      content {
        sse_kms_encrypted_objects {
          status = "Enabled"
        }
      }
    }

    destination {
      bucket        = var.replica.bucket_arn
      storage_class = "STANDARD_IA"

      dynamic "encryption_configuration" {
        for_each = var.kms_key == null ? [] : ["key"]

        content {
          replica_kms_key_id = var.replica.kms_key.arn
        }
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}
