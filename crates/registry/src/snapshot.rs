use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::{
    AuxDigit, ChannelId, CreditorBrokerId, CreditorFiscalCode, Iban, NoticeKey, PspBrokerId, PspId,
    StationId,
};

use crate::{
    Channel, ChannelLink, Creditor, CreditorBroker, Entries, Psp, PspBroker, Station, StationLink,
};

/// The way to the station that serves a notice.
#[derive(Clone, Debug)]
pub struct StationRoute {
    /// The station.
    pub station: Arc<Station>,
    /// Its creditor's use of it.
    pub link: StationLink,
}

/// Every entry at one moment, indexed for the node.
#[derive(Debug, Default)]
pub struct Snapshot {
    version: u64,
    creditors: HashMap<CreditorFiscalCode, Arc<Creditor>>,
    creditor_brokers: HashMap<CreditorBrokerId, Arc<CreditorBroker>>,
    stations: HashMap<StationId, Arc<Station>>,
    links_by_creditor: HashMap<CreditorFiscalCode, Vec<StationLink>>,
    accounts: HashSet<(CreditorFiscalCode, Iban)>,
    psps: HashMap<PspId, Arc<Psp>>,
    psp_brokers: HashMap<PspBrokerId, Arc<PspBroker>>,
    channels: HashMap<ChannelId, Arc<Channel>>,
    channel_links: HashMap<(PspId, ChannelId), ChannelLink>,
}

impl Snapshot {
    /// Indexes the entries of a version.
    #[must_use]
    pub fn new(version: u64, entries: Entries) -> Self {
        let mut links_by_creditor: HashMap<_, Vec<_>> = HashMap::new();
        for link in entries.station_links {
            links_by_creditor
                .entry(link.creditor.clone())
                .or_default()
                .push(link);
        }
        Self {
            version,
            creditors: index(entries.creditors, |c| c.fiscal_code.clone()),
            creditor_brokers: index(entries.creditor_brokers, |b| b.id.clone()),
            stations: index(entries.stations, |s| s.id.clone()),
            links_by_creditor,
            accounts: entries
                .accounts
                .into_iter()
                .map(|account| (account.creditor, account.iban))
                .collect(),
            psps: index(entries.psps, |p| p.id.clone()),
            psp_brokers: index(entries.psp_brokers, |b| b.id.clone()),
            channels: index(entries.channels, |c| c.id.clone()),
            channel_links: entries
                .channel_links
                .into_iter()
                .map(|link| ((link.psp.clone(), link.channel.clone()), link))
                .collect(),
        }
    }

    /// The number of the last change contained.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// A creditor.
    #[must_use]
    pub fn creditor(&self, id: &CreditorFiscalCode) -> Option<&Arc<Creditor>> {
        self.creditors.get(id)
    }

    /// A creditor's broker.
    #[must_use]
    pub fn creditor_broker(&self, id: &CreditorBrokerId) -> Option<&Arc<CreditorBroker>> {
        self.creditor_brokers.get(id)
    }

    /// A station.
    #[must_use]
    pub fn station(&self, id: &StationId) -> Option<&Arc<Station>> {
        self.stations.get(id)
    }

    /// The stations that a broker runs, in no order.
    pub fn stations_of_broker<'a>(
        &'a self,
        broker: &'a CreditorBrokerId,
    ) -> impl Iterator<Item = &'a Arc<Station>> {
        self.stations
            .values()
            .filter(move |station| station.broker == *broker)
    }

    /// A PSP.
    #[must_use]
    pub fn psp(&self, id: &PspId) -> Option<&Arc<Psp>> {
        self.psps.get(id)
    }

    /// A PSP's broker.
    #[must_use]
    pub fn psp_broker(&self, id: &PspBrokerId) -> Option<&Arc<PspBroker>> {
        self.psp_brokers.get(id)
    }

    /// A channel.
    #[must_use]
    pub fn channel(&self, id: &ChannelId) -> Option<&Arc<Channel>> {
        self.channels.get(id)
    }

    /// A PSP's use of a channel.
    #[must_use]
    pub fn channel_link(&self, psp: &PspId, channel: &ChannelId) -> Option<&ChannelLink> {
        self.channel_links.get(&(psp.clone(), channel.clone()))
    }

    /// The station that serves a notice, by creditor, aux digit and code (SACI). Also a disabled
    /// one: the caller decides what that means.
    #[must_use]
    pub fn station_of(&self, notice: &NoticeKey) -> Option<StationRoute> {
        let aux = notice.notice_number.aux_digit()?;
        let link = self
            .links_by_creditor
            .get(&notice.creditor)?
            .iter()
            .find(|link| serves(link, aux))?;
        Some(StationRoute {
            station: Arc::clone(self.stations.get(&link.station)?),
            link: link.clone(),
        })
    }

    /// The enabled stations that want the receipts of payments to which a creditor is a
    /// beneficiary (SANP "paSendRT", broadcast).
    pub fn broadcast_stations<'a>(
        &'a self,
        creditor: &CreditorFiscalCode,
    ) -> impl Iterator<Item = &'a Arc<Station>> {
        self.links_by_creditor
            .get(creditor)
            .into_iter()
            .flatten()
            .filter(|link| link.broadcast)
            .filter_map(|link| self.stations.get(&link.station))
            .filter(|station| station.availability.is_enabled())
    }

    /// Whether a creditor has registered an account.
    #[must_use]
    pub fn has_account(&self, creditor: &CreditorFiscalCode, iban: &Iban) -> bool {
        self.accounts.contains(&(creditor.clone(), iban.clone()))
    }

    /// Every creditor, in no order.
    pub fn creditors(&self) -> impl Iterator<Item = &Arc<Creditor>> {
        self.creditors.values()
    }

    /// Every PSP, in no order.
    pub fn psps(&self) -> impl Iterator<Item = &Arc<Psp>> {
        self.psps.values()
    }
}

fn index<K: std::hash::Hash + Eq, V>(values: Vec<V>, key: impl Fn(&V) -> K) -> HashMap<K, Arc<V>> {
    values
        .into_iter()
        .map(|value| (key(&value), Arc::new(value)))
        .collect()
}

fn serves(link: &StationLink, aux: AuxDigit) -> bool {
    match aux {
        AuxDigit::Zero { application_code } => {
            link.aux_digit == 0 && link.application_code == Some(application_code)
        }
        AuxDigit::One => link.aux_digit == 1,
        AuxDigit::Two => link.aux_digit == 2,
        AuxDigit::Three { segregation_code } => {
            link.aux_digit == 3 && link.segregation_code == Some(segregation_code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries() -> Entries {
        serde_json::from_value(serde_json::json!({
            "creditors": [{ "fiscalCode": "77777777777", "name": "Comune di Esempio" }],
            "creditorBrokers": [{ "id": "77777777777", "name": "Comune di Esempio" }],
            "stations": [
                { "id": "77777777777_01", "broker": "77777777777", "primitiveVersion": 2,
                  "target": "http://127.0.0.1/a", "password": "password1" },
                { "id": "77777777777_02", "broker": "77777777777", "primitiveVersion": 2,
                  "target": "http://127.0.0.1/b", "password": "password1" }
            ],
            "stationLinks": [
                { "creditor": "77777777777", "station": "77777777777_01", "auxDigit": 3,
                  "segregationCode": 2, "broadcast": true },
                { "creditor": "77777777777", "station": "77777777777_02", "auxDigit": 0,
                  "applicationCode": 5 }
            ],
            "accounts": [{ "creditor": "77777777777", "iban": "IT60X0542811101000000123456" }]
        }))
        .unwrap()
    }

    fn station_of(notice: &str) -> Option<String> {
        let key = NoticeKey::from_rpt_id(&format!("77777777777{notice}")).unwrap();
        let route = Snapshot::new(1, entries()).station_of(&key)?;
        Some(route.station.id.to_string())
    }

    #[test]
    fn a_notice_finds_its_station_by_aux_digit_and_code() {
        assert_eq!(
            station_of("302000000001234559").as_deref(),
            Some("77777777777_01")
        );
        assert_eq!(
            station_of("005000000001234559").as_deref(),
            Some("77777777777_02")
        );
        for unserved in [
            "303000000001234559",
            "006000000001234559",
            "102000000001234559",
            "502000000001234559",
        ] {
            assert_eq!(station_of(unserved), None, "{unserved}");
        }
    }

    #[test]
    fn only_broadcast_links_get_other_creditors_receipts() {
        let snapshot = Snapshot::new(1, entries());
        let creditor = CreditorFiscalCode::parse("77777777777").unwrap();
        let stations: Vec<_> = snapshot
            .broadcast_stations(&creditor)
            .map(|station| station.id.to_string())
            .collect();
        assert_eq!(stations, ["77777777777_01"]);
    }

    #[test]
    fn an_entry_that_refers_to_nothing_is_named() {
        let mut wrong = entries();
        wrong.creditor_brokers.clear();
        wrong.station_links[0].segregation_code = None;
        wrong.stations[1].timeout_ms = Some(30_001);
        let report = wrong.check(&Snapshot::default());
        let paths: Vec<_> = report.errors.iter().map(|e| e.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "stations[0].broker",
                "stations[1].broker",
                "stations[1].timeoutMs",
                "stationLinks[0].auxDigit"
            ]
        );
        assert_eq!(entries().check(&Snapshot::default()).errors, []);
        let mut again = entries();
        again.creditor_brokers.clear();
        assert_eq!(again.check(&Snapshot::new(1, entries())).errors, []);
    }
}
