//! Kubernetes' quantities as the API server writes them, in whole units.
//!
//! Read here anew and not by the library, whose writing of them is what is compared.

use serde_json::Value;

/// Processors in thousandths of a core.
pub fn millicores(quantity: &Value) -> Option<u64> {
    let text = quantity.as_str()?;
    match text.strip_suffix('m') {
        Some(number) => number.parse().ok(),
        None => text.parse::<u64>().ok().map(|cores| cores * 1000),
    }
}

/// Memory or storage in bytes.
pub fn bytes(quantity: &Value) -> Option<u64> {
    let text = quantity.as_str()?;
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: u64 = digits.parse().ok()?;
    // kubernetes/apimachinery pkg/api/resource/quantity.go
    let unit: u64 = match &text[digits.len()..] {
        "" => 1,
        "k" => 1000,
        "M" => 1_000_000,
        "G" => 1_000_000_000,
        "T" => 1_000_000_000_000,
        "Ki" => 1 << 10,
        "Mi" => 1 << 20,
        "Gi" => 1 << 30,
        "Ti" => 1 << 40,
        _ => return None,
    };
    number.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn quantities_are_read_as_the_api_server_means_them() {
        assert_eq!(millicores(&json!("250m")), Some(250));
        assert_eq!(millicores(&json!("2")), Some(2000));
        assert_eq!(bytes(&json!("1536Mi")), Some(1_610_612_736));
        assert_eq!(bytes(&json!("100G")), Some(100_000_000_000));
        assert_eq!(bytes(&json!("12")), Some(12));
        assert_eq!(bytes(&json!("1x")), None);
        assert_eq!(bytes(&json!(null)), None);
    }
}
