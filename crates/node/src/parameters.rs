use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What an operator may change while the node runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields, default)]
pub struct Parameters {
    /// How long a token is valid when the PSP does not say
    /// (`default_token_duration_validity_millis`).
    pub token_validity_default_ms: u64,
    /// The longest validity that a PSP may ask for.
    pub token_validity_max_ms: u64,
    /// By how much closePayment extends its tokens (`default_durata_estensione_token_IO`).
    pub token_extension_ms: u64,
    /// Whether answers are stored under callers' keys (`useIdempotency`).
    pub use_idempotency: bool,
    /// How long a stored answer counts at most (`default_idempotency_key_validity_minutes`).
    pub idempotency_validity_min: u64,
    /// How often a receipt is sent again before it becomes a dead letter
    /// (`scheduler.paSendRtMaxRetry`).
    pub receipt_retries_max: u32,
    /// How long to wait for paVerifyPaymentNotice (SANP "Livelli di servizio": 7 s).
    pub pa_verify_timeout_ms: u64,
    /// How long to wait for paGetPayment (7 s).
    pub pa_get_payment_timeout_ms: u64,
    /// How long to wait for paSendRT (15 s).
    pub pa_send_rt_timeout_ms: u64,
    /// How long to wait for pspNotifyPayment (7 s).
    pub psp_notify_timeout_ms: u64,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            token_validity_default_ms: 1_800_000,
            token_validity_max_ms: 1_800_000,
            token_extension_ms: 3_600_000,
            use_idempotency: true,
            idempotency_validity_min: 10,
            receipt_retries_max: 12,
            pa_verify_timeout_ms: 7_000,
            pa_get_payment_timeout_ms: 7_000,
            pa_send_rt_timeout_ms: 15_000,
            psp_notify_timeout_ms: 7_000,
        }
    }
}

impl Parameters {
    /// The time to wait for a counterparty: its own setting, or the published one.
    #[must_use]
    pub fn timeout(own_ms: Option<u32>, published_ms: u64) -> Duration {
        Duration::from_millis(own_ms.map_or(published_ms, u64::from))
    }
}
