//! The registry's entries.

use registry::{Entries, Store as _};

use crate::fixture::{Engine, for_each_engine, listens, patiently};

fn entries() -> Entries {
    serde_json::from_value(serde_json::json!({
        "creditors": [{ "fiscalCode": "77777777777", "name": "Comune di Esempio" }],
        "creditorBrokers": [{
            "id": "77777777777", "name": "Comune di Esempio", "extendedFaultBean": true
        }],
        "stations": [{
            "id": "77777777777_01", "broker": "77777777777", "primitiveVersion": 2,
            "target": "http://127.0.0.1/a", "password": "password1", "timeoutMs": 5000
        }],
        "stationLinks": [
            { "creditor": "77777777777", "station": "77777777777_01", "auxDigit": 0,
              "applicationCode": 5 },
            { "creditor": "77777777777", "station": "77777777777_01", "auxDigit": 1 },
            { "creditor": "77777777777", "station": "77777777777_01", "auxDigit": 3,
              "segregationCode": 2, "broadcast": true }
        ],
        "accounts": [{ "creditor": "77777777777", "iban": "IT60X0542811101000000123456" }],
        "psps": [{
            "id": "ABCDITMM", "name": "Banca di Esempio", "vatNumber": "12345678901",
            "availability": "disabled", "stamp": true
        }],
        "pspBrokers": [{ "id": "88888888888", "name": "Banca di Esempio" }],
        "channels": [{
            "id": "88888888888_01", "broker": "88888888888", "paymentModel": "ACTIVATED_AT_PSP",
            "primitiveVersion": 1, "password": "password2", "digitalStamp": true
        }],
        "channelLinks": [{
            "psp": "ABCDITMM", "channel": "88888888888_01", "paymentTypes": ["PO", "CP"]
        }]
    }))
    .unwrap()
}

for_each_engine!(
    what_is_imported_is_loaded_and_the_same_again_changes_nothing,
    async |it| {
        assert_eq!(it.store.load().await.unwrap(), (0, Entries::default()));
        it.store.import(&entries()).await.unwrap();
        let (version, mut loaded) = it.store.load().await.unwrap();
        loaded.station_links.sort_by_key(|link| link.aux_digit);
        assert_eq!((version, loaded), (1, entries()));
        it.store.import(&entries()).await.unwrap();
        assert_eq!(it.store.version().await.unwrap(), 1);
        let mut changed = Entries {
            stations: entries().stations,
            ..Entries::default()
        };
        changed.stations[0].target = "http://127.0.0.1/b".into();
        // The last of two entries with the same key counts.
        changed.stations.insert(0, entries().stations[0].clone());
        it.store.import(&changed).await.unwrap();
        let (version, loaded) = it.store.load().await.unwrap();
        assert_eq!(version, 2);
        assert_eq!(loaded.stations, [changed.stations[1].clone()]);
        assert_eq!(loaded.creditors, entries().creditors);
    }
);

for_each_engine!(
    an_entry_that_refers_to_nothing_undoes_the_import,
    async |it| {
        let mut wrong = entries();
        wrong.psp_brokers.clear();
        assert!(it.store.import(&wrong).await.is_err());
        assert_eq!(it.store.load().await.unwrap(), (0, Entries::default()));
    }
);

for_each_engine!(a_new_version_is_told_to_every_process, async |it| {
    let mut here = it.store.registry_changes();
    let another = it.another().await;
    let mut there = another.registry_changes();
    if it.engine == Engine::Postgres {
        listens(&mut here).await;
        listens(&mut there).await;
    }
    it.store.import(&entries()).await.unwrap();
    patiently(here.changed()).await.unwrap();
    if it.engine == Engine::Postgres {
        patiently(there.changed()).await.unwrap();
    }
    assert_eq!(another.version().await.unwrap(), 1);
    another.close().await.unwrap();
});
