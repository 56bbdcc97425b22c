use domain::{
    Amount, CreditorFiscalCode, Iban, Invalid, Iuv, NoticeKey, Reason, Text, Transfer,
    TransferDestination, local_date,
};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::Creditor;
use super::fault::Refusal;
use crate::world::{Behaviour, CREDITORS, DemoNotice, SERIES_AMOUNT, SERIES_PREFIX};

/// What [`Behaviour::AmountChanges`] adds.
const INCREASE_CENTS: u64 = 730;

/// Days until a notice is due, or since it was.
const DUE_DAYS: i64 = 30;

/// A notice as the station knows it.
#[derive(Clone, Debug)]
pub(super) struct Notice {
    pub(super) description: Text<1, 140>,
    pub(super) company_name: Text<1, 140>,
    pub(super) amount: Amount,
    pub(super) behaviour: Behaviour,
    pub(super) transfers: Vec<Transfer>,
    pub(super) iuv: Iuv,
}

fn name_of(creditor: &str) -> Result<Text<1, 140>, Invalid> {
    let found = CREDITORS.iter().find(|c| c.fiscal_code == creditor);
    Text::parse(found.map_or(creditor, |c| c.name))
}

impl Notice {
    pub(super) fn read(demo: &DemoNotice) -> Result<Self, Invalid> {
        let unknown = Invalid::new("noticeNumber", Reason::Malformed);
        let iuv = demo.key()?.notice_number.iuv().ok_or(unknown)?;
        let mut transfers = Vec::with_capacity(demo.transfers.len());
        for (index, transfer) in (1..).zip(demo.transfers) {
            let remittance = format!("/RFB/{iuv}/{}/TXT/{}", transfer.amount, demo.description);
            transfers.push(Transfer {
                id: index,
                amount: transfer.amount,
                creditor: CreditorFiscalCode::parse(transfer.creditor)?,
                company_name: Some(name_of(transfer.creditor)?),
                destination: TransferDestination::Iban(Iban::parse(transfer.iban)?),
                remittance_information: Text::parse(&remittance)?,
                category: Text::parse(transfer.category)?,
                metadata: Vec::new(),
            });
        }
        Ok(Self {
            description: Text::parse(demo.description)?,
            company_name: name_of(demo.creditor)?,
            amount: demo.amount,
            behaviour: demo.behaviour,
            transfers,
            iuv,
        })
    }

    /// A notice of the series: the first demo notice with another number and amount.
    fn of_series(template: &Self, key: &NoticeKey) -> Option<Self> {
        let mut notice = template.clone();
        notice.amount = SERIES_AMOUNT;
        notice.iuv = key.notice_number.iuv()?;
        for transfer in &mut notice.transfers {
            transfer.amount = SERIES_AMOUNT;
            let remittance = format!("/RFB/{}/{SERIES_AMOUNT}", notice.iuv);
            transfer.remittance_information = Text::parse(&remittance).ok()?;
        }
        Some(notice)
    }

    /// Asks for more than at verification.
    pub(super) fn increase(&mut self) {
        let Ok(increase) = Amount::from_cents(INCREASE_CENTS) else {
            return;
        };
        let plus = |amount: Amount| amount.checked_add(increase).unwrap_or(amount);
        self.amount = plus(self.amount);
        if let Some(transfer) = self.transfers.first_mut() {
            transfer.amount = plus(transfer.amount);
        }
    }

    /// The last day to pay: ahead, or past for an expired notice.
    pub(super) fn due_date(&self, now: Timestamp) -> Date {
        let days = if self.behaviour == Behaviour::Expired {
            -DUE_DAYS
        } else {
            DUE_DAYS
        };
        local_date(now).saturating_add(days.days())
    }
}

impl Creditor {
    /// The notice as it is now, with its behaviour, or `None` if nobody issued it.
    pub(super) fn find(&self, key: &NoticeKey) -> Option<Notice> {
        let mut notice = match self.0.notices.get(key) {
            Some(notice) => notice.clone(),
            None if key.notice_number.as_str().starts_with(SERIES_PREFIX) => {
                let first = crate::world::NOTICES.first()?.key().ok()?;
                if first.creditor != key.creditor {
                    return None;
                }
                Notice::of_series(self.0.notices.get(&first)?, key)?
            }
            None => return None,
        };
        let state = self.state();
        if let Some(changed) = state.changes.get(key) {
            notice.behaviour = *changed;
        }
        if state.receipts.is_paid(key) {
            notice.behaviour = Behaviour::Paid;
        }
        Some(notice)
    }

    /// The notice if it may be paid now.
    pub(super) fn payable(&self, key: &NoticeKey) -> Result<Notice, Refusal> {
        let notice = self.find(key).ok_or(Refusal::Unknown)?;
        match notice.behaviour {
            Behaviour::Expired => Err(Refusal::Expired(notice.due_date(self.0.clock.now()))),
            Behaviour::Canceled => Err(Refusal::Canceled),
            Behaviour::Paid => Err(Refusal::Paid),
            Behaviour::InProgress => Err(Refusal::InProgress),
            Behaviour::Payable
            | Behaviour::AmountChanges
            | Behaviour::Slow
            | Behaviour::Unavailable
            | Behaviour::HangUp
            | Behaviour::NotXml
            | Behaviour::WrongRoot
            | Behaviour::KoWithoutFault
            | Behaviour::ReceiptRefusedOnce => Ok(notice),
        }
    }
}
