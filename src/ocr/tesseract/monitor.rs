//! Recognition that stops: the binding cannot pass Tesseract's monitor, so the four calls it
//! takes are declared here.
#![expect(unsafe_code, reason = "the C interface of Tesseract")]

use super::failed;
use crate::ocr::{Engine, OcrError};
use std::ffi::{c_int, c_void};
use std::time::Duration;
use tesseract_rs::{TesseractAPI, TesseractError};
use tokio_util::sync::CancellationToken;

type CancelFunction = unsafe extern "C" fn(this: *mut c_void, words: c_int) -> bool;

unsafe extern "C" {
    fn TessMonitorCreate() -> *mut c_void;
    fn TessMonitorDelete(monitor: *mut c_void);
    fn TessMonitorSetDeadlineMSecs(monitor: *mut c_void, deadline: c_int);
    fn TessMonitorSetCancelFunc(monitor: *mut c_void, cancel: Option<CancelFunction>);
    fn TessMonitorSetCancelThis(monitor: *mut c_void, this: *mut c_void);
    fn TessBaseAPIRecognize(handle: *mut c_void, monitor: *mut c_void) -> c_int;
}

/// Owns a monitor for the length of one recognition.
struct Monitor(*mut c_void);

impl Drop for Monitor {
    fn drop(&mut self) {
        // SAFETY: the pointer came from `TessMonitorCreate` and is deleted only here.
        unsafe { TessMonitorDelete(self.0) }
    }
}

/// Asked by Tesseract before every word.
///
/// # Safety
/// `this` points to a `CancellationToken` that outlives the recognition.
unsafe extern "C" fn is_cancelled(this: *mut c_void, _words: c_int) -> bool {
    // SAFETY: the caller's promise; the token is only read.
    let token = unsafe { &*this.cast::<CancellationToken>() };
    token.is_cancelled()
}

/// Recognises the engine's picture; `false` when it was stopped before the end.
pub(super) fn recognize(
    api: &TesseractAPI,
    left: Duration,
    cancel: Option<&CancellationToken>,
) -> Result<bool, OcrError> {
    // SAFETY: no arguments; a null answer is handled.
    let monitor = Monitor(unsafe { TessMonitorCreate() });
    if monitor.0.is_null() {
        return Err(failed(TesseractError::NullPointerError));
    }
    let milliseconds = c_int::try_from(left.as_millis()).unwrap_or(c_int::MAX).max(1);
    // SAFETY: the monitor is alive until the end of this function.
    unsafe { TessMonitorSetDeadlineMSecs(monitor.0, milliseconds) };
    if let Some(token) = cancel {
        // SAFETY: as above; the token is borrowed for longer than the monitor lives, and
        // `is_cancelled` only reads it.
        unsafe {
            TessMonitorSetCancelThis(monitor.0, std::ptr::from_ref(token).cast_mut().cast());
            TessMonitorSetCancelFunc(monitor.0, Some(is_cancelled));
        }
    }
    let handle = api.handle.lock().map_err(|_| failed(TesseractError::MutexLockError))?;
    if handle.is_null() {
        return Err(OcrError::Failed {
            engine: Engine::Tesseract,
            reason: "the engine was never created".to_owned(),
        });
    }
    // SAFETY: the handle is the engine's own, locked for the length of the call, initialised
    // before a `Tesseract` exists; the monitor lives until after the call.
    let status = unsafe { TessBaseAPIRecognize(*handle, monitor.0) };
    Ok(status == 0)
}
