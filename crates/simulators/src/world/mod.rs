//! The demo world: every fixed code of the sandbox, in one place.
//!
//! README, the demo registry and the tests refer to these constants, so that anyone's script can
//! rely on them. The test cards are [`TEST_CARDS`](crate::card_gateway::TEST_CARDS), the demo people
//! are in [`identity_provider`](crate::identity_provider).

mod notice;
mod party;
mod registry;

pub use notice::{
    Behaviour, DemoNotice, DemoTransfer, NOTICE_COUNT, NOTICES, SERIES_AMOUNT, SERIES_PREFIX,
    UNKNOWN_NOTICE, UNREACHABLE_NOTICE, series_notice,
};
pub use party::{
    CHANNELS, COUNTER, CREDITORS, DemoChannel, DemoCreditor, DemoStation, STATIONS, TOUCH_POINT,
    UNREACHABLE_STATION,
};
pub use registry::registry_json;
