//! Taking requests in: whole, in time, within bounds, and judged by the specification's words.
//!
//! The server library answers a parse error to JSON that is sound but no request; the specification calls that an invalid
//! request. Parse errors are rare and their answers short, so that only then the request is looked at again.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::header::CONTENT_LENGTH;
use http::{Method, StatusCode};
use http_body::Body;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use jsonrpsee::core::BoxError;
use jsonrpsee::server::http::response::too_large;
use jsonrpsee::server::{HttpBody, HttpRequest, HttpResponse};
use serde::de::IgnoredAny;
use tower::{Layer, Service};

/// What the library says of JSON that it can make no sense of, and what the specification says if it is JSON.
const PARSE_ERROR: &str = r#""code":-32700,"message":"Parse error""#;
const INVALID_REQUEST: &str = r#""code":-32600,"message":"Invalid request""#;

/// A parse error is shorter than this.
const SHORT: u64 = 256;

/// Puts [`Intake`] before a service.
#[derive(Clone, Copy, Debug)]
pub(crate) struct IntakeLayer {
    /// Largest request in bytes.
    pub(crate) limit: u32,
    /// How long a client may take to send one.
    pub(crate) patience: Duration,
}

/// A service that is handed whole requests only.
#[derive(Clone, Debug)]
pub(crate) struct Intake<S> {
    inner: S,
    limits: IntakeLayer,
}

impl<S> Layer<S> for IntakeLayer {
    type Service = Intake<S>;

    fn layer(&self, inner: S) -> Intake<S> {
        Intake {
            inner,
            limits: *self,
        }
    }
}

impl<S> Service<HttpRequest> for Intake<S>
where
    S: Service<HttpRequest, Response = HttpResponse, Error = BoxError> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = HttpResponse;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: HttpRequest) -> Self::Future {
        let mut inner = self.inner.clone();
        // Anything else is an upgrade to WebSocket, or refused without a look at its body.
        if request.method() != Method::POST {
            return Box::pin(inner.call(request));
        }
        let limits = self.limits;
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = Limited::new(body, usize::try_from(limits.limit).unwrap_or(usize::MAX));
            let body = match tokio::time::timeout(limits.patience, body.collect()).await {
                Ok(Ok(body)) => body.to_bytes(),
                Ok(Err(error)) if error.is::<LengthLimitError>() => {
                    return Ok(too_large(limits.limit));
                }
                Ok(Err(error)) => return Err(error),
                Err(_) => {
                    let mut late = HttpResponse::new(HttpBody::empty());
                    *late.status_mut() = StatusCode::REQUEST_TIMEOUT;
                    return Ok(late);
                }
            };
            let whole = HttpBody::new(Full::new(body.clone()));
            let answer = inner.call(HttpRequest::from_parts(head, whole)).await?;
            if answer
                .body()
                .size_hint()
                .upper()
                .is_none_or(|len| len > SHORT)
            {
                return Ok(answer);
            }
            judged(&body, answer).await
        })
    }
}

/// `answer`, a short one, with a parse error corrected if `request` is JSON.
async fn judged(request: &[u8], answer: HttpResponse) -> Result<HttpResponse, BoxError> {
    let (mut head, said) = answer.into_parts();
    let said = said.collect().await?.to_bytes();
    let text = std::str::from_utf8(&said).unwrap_or_default();
    if !text.contains(PARSE_ERROR) || serde_json::from_slice::<IgnoredAny>(request).is_err() {
        return Ok(HttpResponse::from_parts(
            head,
            HttpBody::new(Full::new(said)),
        ));
    }
    head.headers.remove(CONTENT_LENGTH);
    let corrected = text.replace(PARSE_ERROR, INVALID_REQUEST);
    Ok(HttpResponse::from_parts(head, HttpBody::from(corrected)))
}
