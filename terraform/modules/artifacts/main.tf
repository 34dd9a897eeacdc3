data "aws_caller_identity" "here" {}

locals {
  # A bucket's name is the world's: the account makes it ours.
  names = {
    artifacts = "${var.name}-artifacts-${data.aws_caller_identity.here.account_id}"
    models    = "${var.name}-models-${data.aws_caller_identity.here.account_id}"
    logs      = "${var.name}-s3-logs-${data.aws_caller_identity.here.account_id}"
  }

  # The log service writes with S3's own keys and no others.
  keyed = var.kms_key == null ? [] : ["artifacts", "models"]
}

resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_18:every bucket but the log bucket itself is logged, by aws_s3_bucket_logging.this
  #checkov:skip=CKV_AWS_19:all are encrypted, by aws_s3_bucket_server_side_encryption_configuration.this
  #checkov:skip=CKV_AWS_21:all are versioned, by aws_s3_bucket_versioning.this
  #checkov:skip=CKV_AWS_144:artifacts are copied where var.replica says so; models come from elsewhere, logs stay
  #checkov:skip=CKV_AWS_145:by var.kms_key; the log service writes with S3's own keys and no others
  #checkov:skip=CKV2_AWS_6:all block public access, by aws_s3_bucket_public_access_block.this
  #checkov:skip=CKV2_AWS_62:nothing listens for events; who wrote is in the access log
  for_each = local.names

  bucket        = each.value
  force_destroy = var.destroyable
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = aws_s3_bucket.this

  bucket                  = each.value.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = contains(local.keyed, each.key) ? "aws:kms" : "AES256"
      kms_master_key_id = contains(local.keyed, each.key) ? var.kms_key.arn : null
    }

    bucket_key_enabled = contains(local.keyed, each.key)
  }
}

resource "aws_s3_bucket_logging" "this" {
  for_each = { for kind, bucket in aws_s3_bucket.this : kind => bucket if kind != "logs" }

  bucket        = each.value.id
  target_bucket = aws_s3_bucket.this["logs"].id
  target_prefix = "${each.key}/"
}
