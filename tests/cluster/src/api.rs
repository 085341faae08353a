//! The API server's own words, by HTTP through `kubectl proxy`: what tests look at many times a
//! second. What a person would do goes through [`crate::kubectl`] instead.

use std::time::Duration;

use serde_json::Value;

/// Why the API server gave no good answer.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The request did not come through.
    #[error("{method} {path}: {source}")]
    Request {
        /// The method.
        method: &'static str,
        /// The path.
        path: String,
        /// What went wrong.
        source: Box<ureq::Error>,
    },
    /// The API server refused.
    #[error("{method} {path}: {code} {message}")]
    Refused {
        /// The method.
        method: &'static str,
        /// The path.
        path: String,
        /// The HTTP status.
        code: u16,
        /// The message of the API's Status object.
        message: String,
    },
}

impl ApiError {
    /// Whether the thing is not there.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused { code: 404, .. })
    }
}

/// A client of one API server.
#[derive(Debug, Clone)]
pub struct Api {
    agent: ureq::Agent,
    base: String,
}

type Answer = Result<ureq::http::Response<ureq::Body>, ureq::Error>;

impl Api {
    /// A client of the `kubectl proxy` on a port of loopback.
    pub fn on_port(port: u16) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build();
        Self { agent: config.into(), base: format!("http://127.0.0.1:{port}") }
    }

    /// One object, or any other JSON answer.
    pub fn get(&self, path: &str) -> Result<Value, ApiError> {
        Self::read("GET", path, self.agent.get(self.url(path)).call())
    }

    /// The text of a path such as `/readyz`.
    pub fn text(&self, path: &str) -> Result<String, ApiError> {
        let fail = |source| ApiError::Request { method: "GET", path: path.into(), source };
        let mut answer =
            self.agent.get(self.url(path)).call().map_err(|error| fail(Box::new(error)))?;
        let text = answer.body_mut().read_to_string().map_err(|error| fail(Box::new(error)))?;
        let code = answer.status().as_u16();
        if code == 200 {
            return Ok(text);
        }
        Err(ApiError::Refused { method: "GET", path: path.into(), code, message: text })
    }

    /// The objects of a list.
    pub fn list(&self, path: &str) -> Result<Vec<Value>, ApiError> {
        let mut list = self.get(path)?;
        Ok(match list["items"].take() {
            Value::Array(items) => items,
            _ => Vec::new(),
        })
    }

    /// Makes an object.
    pub fn create(&self, path: &str, object: &Value) -> Result<Value, ApiError> {
        Self::read("POST", path, self.agent.post(self.url(path)).send_json(object))
    }

    /// Puts a whole object in place of another.
    pub fn replace(&self, path: &str, object: &Value) -> Result<Value, ApiError> {
        Self::read("PUT", path, self.agent.put(self.url(path)).send_json(object))
    }

    /// Changes an object by a JSON merge patch.
    pub fn patch(&self, path: &str, change: &Value) -> Result<Value, ApiError> {
        let request = self.agent.patch(self.url(path));
        let request = request.header("content-type", "application/merge-patch+json");
        Self::read("PATCH", path, request.send(change.to_string()))
    }

    /// Deletes an object, or with the path of a list all of it. Nothing there is no error.
    pub fn delete(&self, path: &str) -> Result<(), ApiError> {
        match Self::read("DELETE", path, self.agent.delete(self.url(path)).call()) {
            Err(error) if !error.is_not_found() => Err(error),
            _ => Ok(()),
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn read(method: &'static str, path: &str, answer: Answer) -> Result<Value, ApiError> {
        let fail = |error| ApiError::Request { method, path: path.into(), source: Box::new(error) };
        let mut answer = answer.map_err(fail)?;
        let code = answer.status().as_u16();
        let body: Value =
            answer.body_mut().with_config().limit(256 << 20).read_json().map_err(fail)?;
        if (200..300).contains(&code) {
            return Ok(body);
        }
        // What stands behind a refused eviction is among the causes only.
        let causes = body["details"]["causes"].as_array().into_iter().flatten();
        let message: Vec<&str> = std::iter::once(&body["message"])
            .chain(causes.map(|cause| &cause["message"]))
            .filter_map(Value::as_str)
            .collect();
        Err(ApiError::Refused { method, path: path.into(), code, message: message.join(" ") })
    }
}
