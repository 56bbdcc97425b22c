use serde_json::{Value, json};
use url::Url;

use super::{CHANNELS, COUNTER, CREDITORS, DemoChannel, STATIONS, TOUCH_POINT};
use crate::{creditor, psp, world::UNREACHABLE_STATION};

/// Where nobody listens: the discard port of the machine itself.
const NOBODY: &str = "http://127.0.0.1:9/";

/// The demo world as entries of the registry, in the form that `nodo import` reads. `base` is the
/// address of the server on which the simulators run.
#[must_use]
pub fn registry_json(base: &Url) -> Value {
    let base = base.as_str().trim_end_matches('/');
    let creditors = CREDITORS.iter();
    let all_channels = || CHANNELS.iter().chain([&TOUCH_POINT, &COUNTER]);
    json!({
        "creditors": creditors.clone()
            .map(|c| json!({ "fiscalCode": c.fiscal_code, "name": c.name }))
            .collect::<Vec<_>>(),
        "creditorBrokers": creditors.clone()
            .map(|c| json!({ "id": c.fiscal_code, "name": c.name, "extendedFaultBean": true }))
            .collect::<Vec<_>>(),
        "stations": STATIONS.iter()
            .map(|s| json!({
                "id": s.id,
                "broker": s.creditor,
                "primitiveVersion": 2,
                "target": if s.id == UNREACHABLE_STATION {
                    NOBODY.to_owned()
                } else {
                    format!("{base}{}", creditor::station_path(s.id))
                },
                "password": s.password,
            }))
            .collect::<Vec<_>>(),
        "stationLinks": STATIONS.iter()
            .map(|s| json!({
                "creditor": s.creditor,
                "station": s.id,
                "auxDigit": 3,
                "segregationCode": s.segregation_code,
                "broadcast": s.broadcast,
            }))
            .collect::<Vec<_>>(),
        "accounts": creditors
            .flat_map(|c| c.accounts.iter().map(|iban| {
                json!({ "creditor": c.fiscal_code, "iban": iban })
            }))
            .collect::<Vec<_>>(),
        "psps": all_channels()
            .map(|c| json!({ "id": c.psp, "name": c.name, "fiscalCode": c.fiscal_code }))
            .collect::<Vec<_>>(),
        "pspBrokers": all_channels()
            .map(|c| json!({ "id": c.broker, "name": c.name, "extendedFaultBean": true }))
            .collect::<Vec<_>>(),
        "channels": all_channels().map(|c| channel(base, c)).collect::<Vec<_>>(),
        "channelLinks": all_channels()
            .map(|c| json!({
                "psp": c.psp, "channel": c.channel, "paymentTypes": c.payment_types,
            }))
            .collect::<Vec<_>>(),
    })
}

fn channel(base: &str, channel: &DemoChannel) -> Value {
    let is_called = CHANNELS.iter().any(|c| c.channel == channel.channel);
    json!({
        "id": channel.channel,
        "broker": channel.broker,
        "paymentModel": channel.payment_model,
        "primitiveVersion": 2,
        "target": is_called.then(|| format!("{base}{}", psp::channel_path(channel.channel))),
        "password": channel.password,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_name_only_what_exists() {
        let entries = registry_json(&Url::parse("http://127.0.0.1:3000/").unwrap());
        let ids = |list: &str, key: &str| -> Vec<String> {
            let list = entries[list].as_array().unwrap();
            list.iter()
                .map(|e| e[key].as_str().unwrap().to_owned())
                .collect()
        };
        for (list, key, target, id) in [
            ("stations", "broker", "creditorBrokers", "id"),
            ("stationLinks", "creditor", "creditors", "fiscalCode"),
            ("stationLinks", "station", "stations", "id"),
            ("accounts", "creditor", "creditors", "fiscalCode"),
            ("channels", "broker", "pspBrokers", "id"),
            ("channelLinks", "psp", "psps", "id"),
            ("channelLinks", "channel", "channels", "id"),
        ] {
            let known = ids(target, id);
            assert!(
                ids(list, key).iter().all(|id| known.contains(id)),
                "{list}.{key}"
            );
        }
        assert_eq!(
            entries["stations"][0]["target"],
            "http://127.0.0.1:3000/simulators/creditor/soap/77777777777_01"
        );
    }
}
