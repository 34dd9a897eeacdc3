//! What the bucket answered, in words for an operator.

use super::StoreError;
use crate::telemetry::chain;
use aws_sdk_s3::config::http::HttpResponse;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use std::error::Error;

/// The part or bucket is not there.
pub(super) fn is_missing<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> bool {
    code(error) == Some("NoSuchKey")
}

/// The server has no such call.
pub(super) fn is_not_implemented<E: ProvideErrorMetadata>(
    error: &SdkError<E, HttpResponse>,
) -> bool {
    code(error) == Some("NotImplemented") || status(error) == Some(501)
}

pub(super) fn explain<E>(error: &SdkError<E, HttpResponse>) -> StoreError
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let code = code(error).unwrap_or_default();
    let refusal = match code {
        "NoSuchBucket" => "the bucket does not exist",
        "AccessDenied" | "AllAccessDisabled" | "AccountProblem" => {
            "the credentials may not do this with the bucket"
        }
        "InvalidAccessKeyId" => "the access key is not known",
        "SignatureDoesNotMatch" => "the secret key is wrong",
        "ExpiredToken" | "ExpiredTokenException" => "the credentials have expired",
        "InvalidToken" => "the session token is not valid",
        "RequestTimeTooSkewed" => "this machine's clock is wrong",
        "PermanentRedirect"
        | "AuthorizationHeaderMalformed"
        | "IllegalLocationConstraintException" => "the bucket is in another region: set AWS_REGION",
        "InvalidBucketName" => "the bucket's name is not allowed",
        "KMS.NotFoundException" | "KMS.DisabledException" | "KMS.AccessDeniedException" => {
            "the encryption key cannot be used"
        }
        "InvalidEncryptionAlgorithmError" => {
            "the bucket does not encrypt that way: set ARTIFACT_S3_ENCRYPTION"
        }
        "XMinioStorageFull" | "QuotaExceeded" | "EntityTooLarge" => {
            return StoreError::Full { reason: format!("the bucket takes no more ({code})") };
        }
        "NotImplemented" => "the server cannot do this: ARTIFACT_S3_ENCRYPTION=bucket may help",
        _ => "",
    };
    if !refusal.is_empty() {
        return StoreError::refused(format!("{refusal} ({code})"));
    }
    match error {
        SdkError::ConstructionFailure(_) => StoreError::refused(chain(error)),
        SdkError::DispatchFailure(failure) if is_credentials(failure.as_connector_error()) => {
            StoreError::refused("no credentials were found: see the AWS SDK's settings")
        }
        SdkError::DispatchFailure(_) | SdkError::TimeoutError(_) | SdkError::ResponseError(_) => {
            StoreError::unavailable(chain(error))
        }
        _ => match status(error) {
            Some(403) => {
                StoreError::refused("the credentials may not do this with the bucket (403)")
            }
            Some(301 | 307) => {
                StoreError::refused("the bucket is in another region: set AWS_REGION")
            }
            Some(429 | 500..) => StoreError::unavailable(format!("the server answered {code}")),
            _ => StoreError::failed(chain(error)),
        },
    }
}

fn is_credentials(error: Option<&aws_sdk_s3::error::ConnectorError>) -> bool {
    error.is_some_and(|error| chain(error).contains("credentials"))
}

fn code<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> Option<&str> {
    error.as_service_error().and_then(ProvideErrorMetadata::code)
}

fn status<E>(error: &SdkError<E, HttpResponse>) -> Option<u16> {
    error.raw_response().map(|response| response.status().as_u16())
}
