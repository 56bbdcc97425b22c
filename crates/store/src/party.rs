//! Rows of parties and of people's roles for them.

use domain::{CreditorFiscalCode, FiscalCode};
use identity::{Membership, Party, PartyId, PartyKind, Role};

use crate::query::Query;
use crate::row::{Row, Table};
use crate::{Store, StoreError};

static PARTY: Table = Table {
    name: "identity_party",
    key: &["id"],
};

const SAVE_PARTY: &str = "\
    insert into identity_party (id, kind, name, fiscal_code)
    values ($1, $2, $3, $4)
    on conflict (id) do update
       set kind = excluded.kind
         , name = excluded.name
         , fiscal_code = excluded.fiscal_code";

const SAVE_MEMBERSHIP: &str = "\
    insert into identity_membership (fiscal_code, party_id, role)
    values ($1, $2, $3)
    on conflict (fiscal_code, party_id) do update
       set role = excluded.role";

const DELETE_MEMBERSHIP: &str =
    "delete from identity_membership where fiscal_code = $1 and party_id = $2";

const LIST: &str = "\
    select identity_party.id
         , identity_party.kind
         , identity_party.name
         , identity_party.fiscal_code
         , identity_membership.role
      from identity_membership
      join identity_party
        on identity_party.id = identity_membership.party_id
     where identity_membership.fiscal_code = $1
     order by identity_party.name, identity_party.id";

impl Store {
    /// Gives a person a role for a party, adding or replacing both.
    pub async fn put_membership(
        &self,
        person: &FiscalCode,
        membership: &Membership,
    ) -> Result<(), StoreError> {
        let party = &membership.party;
        let queries = [
            Query::new(SAVE_PARTY)
                .bind(party.id.as_str())
                .bind(party.kind.code())
                .bind(party.name.as_str())
                .bind(party.fiscal_code.as_str()),
            Query::new(SAVE_MEMBERSHIP)
                .bind(person.expose())
                .bind(party.id.as_str())
                .bind(membership.role.code()),
        ];
        let write = self.core.write(move |work| {
            Box::pin(async move {
                for query in queries {
                    work.connection.execute(query).await?;
                }
                Ok(())
            })
        });
        write.await
    }

    /// Takes a person's role for a party away. Answers whether there was one.
    pub async fn delete_membership(
        &self,
        person: &FiscalCode,
        party: &PartyId,
    ) -> Result<bool, StoreError> {
        let query = Query::new(DELETE_MEMBERSHIP)
            .bind(person.expose())
            .bind(party.as_str());
        Ok(self.core.execute(query).await? == 1)
    }
}

pub(crate) fn list(person: &FiscalCode) -> Query {
    Query::new(LIST).bind(person.expose())
}

pub(crate) fn read(row: &Row) -> Result<Membership, StoreError> {
    let row = row.of(&PARTY);
    Ok(Membership {
        party: Party {
            id: row.parse("id", PartyId::parse)?,
            kind: row.named("kind", PartyKind::from_code)?,
            name: row.get("name")?,
            fiscal_code: row.parse("fiscal_code", CreditorFiscalCode::parse)?,
        },
        role: row.named("role", Role::from_code)?,
    })
}
