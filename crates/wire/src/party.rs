//! Who calls and who is called: the first elements of every request, and the notice it is about.

use domain::{
    ChannelId, CreditorBrokerId, CreditorFiscalCode, NoticeKey, NoticeNumber, PspBrokerId, PspId,
    StationId, Text,
};

use crate::content::Content;
use crate::cursor::Cursor;
use crate::writer::Writer;
use crate::{Malformed, Password};

/// The PSP that calls the node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PspCaller {
    /// The PSP.
    pub id_psp: PspId,
    /// Its broker.
    pub id_broker_psp: PspBrokerId,
    /// The channel.
    pub id_channel: ChannelId,
    /// The channel's password.
    pub password: Password,
}

impl Content for PspCaller {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            id_psp: cursor.child("idPSP")?,
            id_broker_psp: cursor.child("idBrokerPSP")?,
            id_channel: cursor.child("idChannel")?,
            password: cursor.child("password")?,
        })
    }

    fn write(&self, out: &mut Writer) {
        out.child("idPSP", &self.id_psp);
        out.child("idBrokerPSP", &self.id_broker_psp);
        out.child("idChannel", &self.id_channel);
        out.child("password", &self.password);
    }
}

/// The creditor's station that the node calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaRecipient {
    /// The creditor: its fiscal code, though the schema has any 1 to 35 characters.
    pub id_pa: Text<1, 35>,
    /// Its broker.
    pub id_broker_pa: CreditorBrokerId,
    /// The station.
    pub id_station: StationId,
}

impl Content for PaRecipient {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            id_pa: cursor.child("idPA")?,
            id_broker_pa: cursor.child("idBrokerPA")?,
            id_station: cursor.child("idStation")?,
        })
    }

    fn write(&self, out: &mut Writer) {
        out.child("idPA", &self.id_pa);
        out.child("idBrokerPA", &self.id_broker_pa);
        out.child("idStation", &self.id_station);
    }
}

/// XSD `ctQrCode`.
impl Content for NoticeKey {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            creditor: cursor.child::<CreditorFiscalCode>("fiscalCode")?,
            notice_number: cursor.child::<NoticeNumber>("noticeNumber")?,
        })
    }

    fn write(&self, out: &mut Writer) {
        out.child("fiscalCode", &self.creditor);
        out.child("noticeNumber", &self.notice_number);
    }
}
