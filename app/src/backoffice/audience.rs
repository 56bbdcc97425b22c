use domain::{CreditorBrokerId, PspId};
use identity::{Membership, PartyKind};
use node::Audience;
use registry::Snapshot;

/// Whose payments a person sees while acting for a party: decided here, and nowhere else.
///
/// Both roles look at payments; what an operator may not do begins with other pages.
#[must_use]
pub fn audience(membership: &Membership, registry: &Snapshot) -> Audience {
    let party = &membership.party;
    match party.kind {
        PartyKind::PlatformOperator => Audience::Everyone,
        PartyKind::CreditorInstitution => Audience::Creditor(party.fiscal_code.clone()),
        PartyKind::Psp => match PspId::parse(party.id.as_str()) {
            Ok(psp) => Audience::Psp(psp),
            Err(_) => nobody(),
        },
        // A broker's code is its fiscal code.
        PartyKind::TechnologyPartner => match CreditorBrokerId::parse(party.fiscal_code.as_str()) {
            Ok(broker) => {
                let mut stations: Vec<_> = registry
                    .stations_of_broker(&broker)
                    .map(|station| station.id.clone())
                    .collect();
                stations.sort();
                Audience::Stations(stations)
            }
            Err(_) => nobody(),
        },
    }
}

/// No station serves no payment.
const fn nobody() -> Audience {
    Audience::Stations(Vec::new())
}

#[cfg(test)]
mod tests {
    use domain::{CreditorFiscalCode, StationId, Text};
    use identity::{Party, PartyId, Role};
    use registry::{
        Availability, CreditorBroker, Entries, Password, PrimitiveVersion, Snapshot, Station,
    };

    use super::*;

    const PARTNER: &str = "12345678903";

    fn registry() -> Snapshot {
        let broker = CreditorBrokerId::parse(PARTNER).unwrap();
        let station = |id: &str, broker: &str| Station {
            id: StationId::parse(id).unwrap(),
            broker: CreditorBrokerId::parse(broker).unwrap(),
            availability: Availability::Enabled,
            primitive_version: PrimitiveVersion::V2,
            target: "http://127.0.0.1/".into(),
            password: Password::parse("password").unwrap(),
            timeout_ms: None,
        };
        let entries = Entries {
            creditor_brokers: vec![CreditorBroker {
                id: broker,
                name: Text::parse("Partner").unwrap(),
                availability: Availability::Enabled,
                extended_fault_bean: false,
            }],
            stations: vec![
                station("12345678903_02", PARTNER),
                station("12345678903_01", PARTNER),
                station("77777777777_01", "77777777777"),
            ],
            ..Entries::default()
        };
        Snapshot::new(1, entries)
    }

    fn member(kind: PartyKind, role: Role, id: &str, fiscal_code: &str) -> Membership {
        Membership {
            party: Party {
                id: PartyId::parse(id).unwrap(),
                kind,
                name: "A party".into(),
                fiscal_code: CreditorFiscalCode::parse(fiscal_code).unwrap(),
            },
            role,
        }
    }

    #[test]
    fn each_kind_of_party_sees_its_own_payments_in_both_roles() {
        let registry = registry();
        let station = |id: &str| StationId::parse(id).unwrap();
        for role in Role::ALL {
            for kind in PartyKind::ALL {
                let (id, code, expected) = match kind {
                    PartyKind::CreditorInstitution => {
                        let code = CreditorFiscalCode::parse("77777777777").unwrap();
                        ("ci", "77777777777", Audience::Creditor(code))
                    }
                    PartyKind::Psp => {
                        let psp = PspId::parse("ABI00001").unwrap();
                        ("ABI00001", "88888888801", Audience::Psp(psp))
                    }
                    PartyKind::TechnologyPartner => {
                        let own = vec![station("12345678903_01"), station("12345678903_02")];
                        ("pt", PARTNER, Audience::Stations(own))
                    }
                    PartyKind::PlatformOperator => ("op", "97735020584", Audience::Everyone),
                };
                let member = member(kind, role, id, code);
                assert_eq!(audience(&member, &registry), expected, "{kind:?} {role:?}");
            }
        }
    }

    #[test]
    fn a_party_that_the_registry_does_not_know_sees_nothing() {
        let partner = member(
            PartyKind::TechnologyPartner,
            Role::Operator,
            "x",
            "11111111115",
        );
        assert_eq!(
            audience(&partner, &registry()),
            Audience::Stations(Vec::new())
        );
        let long = "p".repeat(36);
        let psp = member(PartyKind::Psp, Role::Administrator, &long, "88888888801");
        assert_eq!(audience(&psp, &registry()), Audience::Stations(Vec::new()));
    }
}
