use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::{
    Account, Channel, ChannelLink, Creditor, CreditorBroker, Psp, PspBroker, Snapshot, Station,
    StationLink,
};

/// A set of entries, as `nodo import` reads it and the store holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Entries {
    /// Creditor institutions.
    pub creditors: Vec<Creditor>,
    /// Their brokers.
    pub creditor_brokers: Vec<CreditorBroker>,
    /// The brokers' stations.
    pub stations: Vec<Station>,
    /// Which creditor uses which station.
    pub station_links: Vec<StationLink>,
    /// The creditors' accounts.
    pub accounts: Vec<Account>,
    /// Payment service providers.
    pub psps: Vec<Psp>,
    /// Their brokers.
    pub psp_brokers: Vec<PspBroker>,
    /// The brokers' channels.
    pub channels: Vec<Channel>,
    /// Which PSP uses which channel.
    pub channel_links: Vec<ChannelLink>,
}

/// What is wrong with one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryError {
    /// Where it stands: `stations[3].broker`.
    pub path: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

/// The result of an import: either every entry is in use, or none and the errors say why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// How many entries were read.
    pub entries: usize,
    /// Why none of them was stored.
    pub errors: Vec<EntryError>,
}

impl Entries {
    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.creditors.len()
            + self.creditor_brokers.len()
            + self.stations.len()
            + self.station_links.len()
            + self.accounts.len()
            + self.psps.len()
            + self.psp_brokers.len()
            + self.channels.len()
            + self.channel_links.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether every entry refers to entries that exist, here or already in use.
    #[must_use]
    pub fn check(&self, known: &Snapshot) -> ImportReport {
        let mut report = ImportReport {
            entries: self.len(),
            errors: Vec::new(),
        };
        self.check_creditor_side(known, &mut report);
        self.check_psp_side(known, &mut report);
        report
    }

    fn check_creditor_side(&self, known: &Snapshot, report: &mut ImportReport) {
        let creditors: HashSet<_> = self.creditors.iter().map(|c| &c.fiscal_code).collect();
        let brokers: HashSet<_> = self.creditor_brokers.iter().map(|b| &b.id).collect();
        let stations: HashSet<_> = self.stations.iter().map(|s| &s.id).collect();
        for (index, station) in self.stations.iter().enumerate() {
            let is_known = brokers.contains(&station.broker)
                || known.creditor_broker(&station.broker).is_some();
            report.require(is_known, || format!("stations[{index}].broker"), UNKNOWN);
            let timeout = || format!("stations[{index}].timeoutMs");
            report.require(is_short(station.timeout_ms), timeout, TOO_LONG);
        }
        for (index, link) in self.station_links.iter().enumerate() {
            let at = |field: &str| format!("stationLinks[{index}].{field}");
            let creditor =
                creditors.contains(&link.creditor) || known.creditor(&link.creditor).is_some();
            report.require(creditor, || at("creditor"), UNKNOWN);
            let station =
                stations.contains(&link.station) || known.station(&link.station).is_some();
            report.require(station, || at("station"), UNKNOWN);
            let codes = matches!(
                (link.aux_digit, link.application_code, link.segregation_code),
                (0, Some(0..=99), None) | (1 | 2, None, None) | (3, None, Some(0..=99))
            );
            report.require(codes, || at("auxDigit"), "does not go with the given codes");
        }
        for (index, account) in self.accounts.iter().enumerate() {
            let creditor = creditors.contains(&account.creditor)
                || known.creditor(&account.creditor).is_some();
            report.require(creditor, || format!("accounts[{index}].creditor"), UNKNOWN);
        }
    }

    fn check_psp_side(&self, known: &Snapshot, report: &mut ImportReport) {
        let psps: HashSet<_> = self.psps.iter().map(|p| &p.id).collect();
        let brokers: HashSet<_> = self.psp_brokers.iter().map(|b| &b.id).collect();
        let channels: HashSet<_> = self.channels.iter().map(|c| &c.id).collect();
        for (index, channel) in self.channels.iter().enumerate() {
            let broker =
                brokers.contains(&channel.broker) || known.psp_broker(&channel.broker).is_some();
            report.require(broker, || format!("channels[{index}].broker"), UNKNOWN);
            let timeout = || format!("channels[{index}].timeoutMs");
            report.require(is_short(channel.timeout_ms), timeout, TOO_LONG);
        }
        for (index, link) in self.channel_links.iter().enumerate() {
            let psp = psps.contains(&link.psp) || known.psp(&link.psp).is_some();
            report.require(psp, || format!("channelLinks[{index}].psp"), UNKNOWN);
            let channel =
                channels.contains(&link.channel) || known.channel(&link.channel).is_some();
            report.require(
                channel,
                || format!("channelLinks[{index}].channel"),
                UNKNOWN,
            );
        }
    }
}

/// The longest time to wait for a counterparty, in milliseconds: a delivery must end before its lease
/// does.
const TIMEOUT_MS_MAX: u32 = 30_000;

const TOO_LONG: &str = "is more than 30000";

fn is_short(timeout_ms: Option<u32>) -> bool {
    timeout_ms.is_none_or(|timeout_ms| timeout_ms <= TIMEOUT_MS_MAX)
}

const UNKNOWN: &str = "names nothing that exists";

impl ImportReport {
    fn require(&mut self, holds: bool, path: impl FnOnce() -> String, reason: &'static str) {
        if !holds {
            self.errors.push(EntryError {
                path: path(),
                reason,
            });
        }
    }
}
