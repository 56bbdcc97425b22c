//! Messages made from bytes: from a generator's for properties, or whole and legible for
//! snapshots.

use domain::{
    Amount, BundleId, ChannelId, CreditorBrokerId, CreditorFiscalCode, Iban, IdempotencyKey, Iuv,
    Metadata, MetadataEntry, NoticeKey, NoticeNumber, Outcome, PaymentToken, PspBrokerId, PspId,
    StampRequest, StationId, Subject, SubjectKind, Text, Transfer, TransferDestination,
};
use jiff::civil::{Date, DateTime};
use wire::{
    ActivatePaymentNoticeV2Data, ActivatePaymentNoticeV2Req, ActivatedTransfer, AmountOption,
    Base64Binary, ExpirationTime, FaultBean, MarcaDaBollo, NotifiedPayment, NotifiedTransfer,
    OutcomeDetails, PaGetPaymentV2Data, PaGetPaymentV2Req, PaPaymentOptionDescription, PaRecipient,
    PaSendRtV2Req, PaVerifyPaymentNoticeData, PaVerifyPaymentNoticeReq, Password, PaymentChannel,
    PaymentMethod, PaymentMethodFee, PaymentOptionDescription, PspCaller, PspNotifyPaymentV2Req,
    ReceiptDestination, ReceiptTransfer, ReceiptV2, Response, SendPaymentOutcomeV2Req,
    TouchPointFee, TransferType, VerifyPaymentNoticeData, VerifyPaymentNoticeReq,
};

/// Where values come from.
pub(crate) struct Source {
    bytes: Vec<u8>,
    position: usize,
    /// Whether everything optional is there and texts are legible.
    whole: bool,
}

/// A message that can be made from bytes.
pub(crate) trait Made: Sized {
    fn made(source: &mut Source) -> Self;
}

const CHARACTERS: &[char] = &[
    'a',
    'Z',
    '0',
    ' ',
    'è',
    '&',
    '<',
    '>',
    '"',
    '\'',
    ']',
    '\n',
    '\t',
    '\r',
    '\u{1f600}',
    '\u{a0}',
    '/',
    '\u{2028}',
];

impl Source {
    /// From a generator's bytes; when they are used up, zeros follow.
    pub(crate) fn from_bytes(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            position: 0,
            whole: false,
        }
    }

    /// Everything that a message can have.
    pub(crate) fn whole() -> Self {
        Self {
            bytes: Vec::new(),
            position: 0,
            whole: true,
        }
    }

    fn byte(&mut self) -> u8 {
        let byte = self.bytes.get(self.position).copied().unwrap_or(0);
        self.position += 1;
        byte
    }

    fn below(&mut self, end: usize) -> usize {
        let value = usize::from(self.byte()) * 256 + usize::from(self.byte());
        value % end
    }

    fn optional<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let is_there = self.whole || self.byte() % 2 == 1;
        is_there.then(|| make(self))
    }

    fn list<T>(&mut self, min: usize, max: usize, make: impl Fn(&mut Self) -> T) -> Vec<T> {
        let length = if self.whole {
            max.min(2)
        } else {
            min + self.below(max - min + 1)
        };
        (0..length).map(|_| make(self)).collect()
    }

    fn one_of<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())]
    }

    fn string(&mut self, min: usize, max: usize) -> String {
        if self.whole {
            let text = format!("{:x<min$}", "testo");
            return text.chars().take(max).collect();
        }
        // Edges are more interesting than the middle.
        let length = match self.byte() % 4 {
            0 => min,
            1 => max,
            _ => min + self.below(max - min + 1),
        };
        (0..length).map(|_| self.one_of(CHARACTERS)).collect()
    }

    fn digits(&mut self, length: usize) -> String {
        (0..length)
            .map(|_| char::from(b'0' + self.byte() % 10))
            .collect()
    }

    fn letters(&mut self, length: usize) -> String {
        (0..length)
            .map(|_| char::from(b'A' + self.byte() % 26))
            .collect()
    }

    fn text<const MIN: usize, const MAX: usize>(&mut self) -> Text<MIN, MAX> {
        Text::parse(&self.string(MIN, MAX)).unwrap()
    }

    fn amount(&mut self) -> Amount {
        let cents = self.below(65_536) * self.below(65_536);
        Amount::from_cents(u64::try_from(cents).unwrap() * 20 + 1).unwrap()
    }

    fn amount_or_zero(&mut self) -> Amount {
        match self.byte() {
            0..50 if !self.whole => Amount::ZERO,
            50..60 => Amount::MAX,
            _ => self.amount(),
        }
    }

    fn date(&mut self) -> Date {
        let (year, month, day) = (self.below(9999), self.below(12), self.below(28));
        let of = |value: usize| i8::try_from(value + 1).unwrap();
        let year = if self.whole { 2026 } else { year + 1 };
        Date::new(i16::try_from(year).unwrap(), of(month), of(day)).unwrap()
    }

    fn date_time(&mut self) -> DateTime {
        let nanosecond = match self.byte() % 3 {
            0 => 0,
            1 => 250_000_000,
            _ => 123_456_789,
        };
        let (hour, minute, second) = (self.below(24), self.below(60), self.below(60));
        let of = |value: usize| i8::try_from(value).unwrap();
        self.date().at(of(hour), of(minute), of(second), nanosecond)
    }

    fn boolean(&mut self) -> bool {
        self.byte() % 2 == 1
    }

    fn bytes(&mut self) -> Base64Binary {
        let bytes = self.string(0, 40).into_bytes();
        Base64Binary(bytes)
    }

    fn token(&mut self) -> PaymentToken {
        PaymentToken::parse(&self.string(1, 35)).unwrap()
    }

    fn bundle(&mut self) -> BundleId {
        BundleId::parse(&self.string(1, 70)).unwrap()
    }

    fn iuv(&mut self) -> Iuv {
        Iuv::parse(&self.string(1, 35)).unwrap()
    }

    fn creditor(&mut self) -> CreditorFiscalCode {
        CreditorFiscalCode::parse(&self.digits(11)).unwrap()
    }

    fn notice(&mut self) -> NoticeKey {
        NoticeKey {
            creditor: self.creditor(),
            notice_number: NoticeNumber::parse(&self.digits(18)).unwrap(),
        }
    }

    fn idempotency_key(&mut self) -> IdempotencyKey {
        let length = 2 + self.below(17);
        let key = format!("{}_{}", self.letters(length), self.digits(10));
        IdempotencyKey::parse(&key).unwrap()
    }

    fn caller(&mut self) -> PspCaller {
        PspCaller {
            id_psp: PspId::parse(&self.string(1, 35)).unwrap(),
            id_broker_psp: PspBrokerId::parse(&self.string(1, 35)).unwrap(),
            id_channel: ChannelId::parse(&self.string(1, 35)).unwrap(),
            password: Password::parse(&self.string(8, 15)).unwrap(),
        }
    }

    fn recipient(&mut self) -> PaRecipient {
        PaRecipient {
            id_pa: self.text(),
            id_broker_pa: CreditorBrokerId::parse(&self.string(1, 35)).unwrap(),
            id_station: StationId::parse(&self.string(1, 35)).unwrap(),
        }
    }

    fn subject(&mut self) -> Subject {
        Subject {
            kind: self.one_of(&[SubjectKind::F, SubjectKind::G]),
            identifier: self.text(),
            full_name: self.text(),
            street_name: self.optional(Self::text),
            civic_number: self.optional(Self::text),
            postal_code: self.optional(Self::text),
            city: self.optional(Self::text),
            state_province_region: self.optional(Self::text),
            country: self.optional(|source| source.letters(2)),
            email: self.optional(|source| {
                let user = source.digits(3);
                format!("a_b+c.{user}@{}", source.one_of(&["x", "mail.example.org"]))
            }),
        }
    }

    fn metadata(&mut self) -> Metadata {
        self.list(0, 15, |source| MetadataEntry {
            key: source.text(),
            value: source.text(),
        })
    }

    fn psp_iban(&mut self) -> Iban {
        let length = 1 + self.below(30);
        let iban = format!(
            "{}{}{}",
            self.letters(2),
            self.digits(2),
            self.digits(length)
        );
        Iban::parse(&iban).unwrap()
    }

    fn stamp(&mut self) -> StampRequest {
        StampRequest {
            document_hash: self
                .one_of(&["1cKs1tSbI8MWxWj1VAXfeog/e1tL65/IJU38GmKYVPs=", "AAAA"])
                .into(),
            stamp_type: "01".into(),
            province: self.letters(2),
        }
    }

    /// In whole messages the account and the stamp take turns.
    fn is_stamp(&mut self) -> bool {
        if self.whole {
            let turn = self.position % 2 == 1;
            self.position += 1;
            return turn;
        }
        self.boolean()
    }

    fn psp_destination(&mut self) -> TransferDestination {
        if self.is_stamp() {
            TransferDestination::Stamp(self.stamp())
        } else {
            TransferDestination::Iban(self.psp_iban())
        }
    }

    fn transfer_id(&mut self) -> u8 {
        1 + self.byte() % 5
    }
}

impl Made for FaultBean {
    fn made(source: &mut Source) -> Self {
        Self {
            fault_code: source.string(0, 40),
            fault_string: source.string(0, 100),
            id: source.string(0, 40),
            description: source.optional(|source| source.string(0, 300)),
            serial: source.optional(|source| source.one_of(&[0, -1, i32::MIN, i32::MAX])),
            original_fault_code: source.optional(|source| source.string(0, 40)),
            original_fault_string: source.optional(|source| source.string(0, 40)),
            original_description: source.optional(|source| source.string(0, 40)),
        }
    }
}

/// A response, good or bad.
pub(crate) fn response<R: Response>(source: &mut Source) -> R
where
    R::Data: Made,
{
    let result = if source.byte() % 4 == 3 {
        Err(Box::new(FaultBean::made(source)))
    } else {
        Ok(R::Data::made(source))
    };
    R::from_result(result)
}

impl Made for () {
    fn made(_: &mut Source) -> Self {}
}

impl Made for VerifyPaymentNoticeReq {
    fn made(source: &mut Source) -> Self {
        Self {
            caller: source.caller(),
            qr_code: source.notice(),
        }
    }
}

impl Made for VerifyPaymentNoticeData {
    fn made(source: &mut Source) -> Self {
        Self {
            payment_list: source.list(0, 5, |source| PaymentOptionDescription {
                amount: source.amount(),
                options: source.one_of(AmountOption::ALL),
                due_date: source.optional(Source::date),
                payment_note: source.optional(Source::text),
            }),
            payment_description: source.optional(Source::text),
            fiscal_code_pa: source.optional(Source::creditor),
            company_name: source.optional(Source::text),
            office_name: source.optional(Source::text),
            standin: source.optional(Source::boolean),
        }
    }
}

impl Made for ActivatePaymentNoticeV2Req {
    fn made(source: &mut Source) -> Self {
        Self {
            caller: source.caller(),
            idempotency_key: source.optional(Source::idempotency_key),
            qr_code: source.notice(),
            expiration_time: source.optional(|source| {
                let millis = source.one_of(&[1_800_000, 0, -1, i64::MIN]);
                ExpirationTime::from_millis(millis).unwrap()
            }),
            amount: source.amount_or_zero(),
            due_date: source.optional(Source::date),
            payment_note: source.optional(Source::text),
            payment_method: source.optional(|source| source.one_of(PaymentMethodFee::ALL)),
            touch_point: source.optional(|source| source.one_of(TouchPointFee::ALL)),
        }
    }
}

impl Made for ActivatePaymentNoticeV2Data {
    fn made(source: &mut Source) -> Self {
        Self {
            total_amount: source.optional(Source::amount_or_zero),
            payment_description: source.optional(Source::text),
            fiscal_code_pa: source.optional(Source::creditor),
            company_name: source.optional(Source::text),
            office_name: source.optional(Source::text),
            payment_token: source.optional(Source::token),
            transfer_list: source.list(0, 5, |source| ActivatedTransfer {
                id_transfer: source.transfer_id(),
                transfer_amount: source.amount_or_zero(),
                fiscal_code_pa: source.creditor(),
                company_name: source.optional(Source::text),
                destination: source.optional(Source::psp_destination),
                remittance_information: source.text(),
                transfer_category: source.optional(Source::text),
                metadata: source.metadata(),
            }),
            metadata: source.metadata(),
            creditor_reference_id: source.optional(Source::iuv),
            suggested_user_fee: source.optional(Source::amount_or_zero),
            suggested_pa_fee: source.optional(Source::amount_or_zero),
            suggested_id_bundle: source.optional(Source::bundle),
            suggested_id_ci_bundle: source.optional(Source::bundle),
            all_ccp: source.optional(Source::boolean),
            standin: source.optional(Source::boolean),
        }
    }
}

impl Made for SendPaymentOutcomeV2Req {
    fn made(source: &mut Source) -> Self {
        Self {
            caller: source.caller(),
            idempotency_key: source.optional(Source::idempotency_key),
            payment_tokens: source.list(1, 5, Source::token),
            outcome: source.one_of(&[Outcome::Ok, Outcome::Ko]),
            details: source.optional(|source| OutcomeDetails {
                payment_method: source.one_of(PaymentMethod::ALL),
                payment_channel: source.optional(|source| source.one_of(PaymentChannel::ALL)),
                fee: source.amount_or_zero(),
                primary_ci_incurred_fee: source.optional(Source::amount_or_zero),
                id_bundle: source.optional(Source::bundle),
                id_ci_bundle: source.optional(Source::bundle),
                payer: source.optional(Source::subject),
                application_date: source.date(),
                transfer_date: source.date(),
                marche_da_bollo: source.list(0, 25, |source| MarcaDaBollo {
                    payment_token: source.token(),
                    id_transfer: source.transfer_id(),
                    mbd_attachment: source.bytes(),
                }),
            }),
        }
    }
}

impl Made for PaVerifyPaymentNoticeReq {
    fn made(source: &mut Source) -> Self {
        Self {
            recipient: source.recipient(),
            qr_code: source.notice(),
        }
    }
}

impl Made for PaVerifyPaymentNoticeData {
    fn made(source: &mut Source) -> Self {
        Self {
            payment_list: source.optional(|source| PaPaymentOptionDescription {
                amount: source.amount(),
                options: source.one_of(AmountOption::ALL),
                due_date: source.optional(Source::date),
                detail_description: source.optional(Source::text),
                all_ccp: source.boolean(),
            }),
            payment_description: source.optional(Source::text),
            fiscal_code_pa: source.optional(Source::creditor),
            company_name: source.optional(Source::text),
            office_name: source.optional(Source::text),
        }
    }
}

impl Made for PaGetPaymentV2Req {
    fn made(source: &mut Source) -> Self {
        Self {
            recipient: source.recipient(),
            qr_code: source.notice(),
            amount: source.optional(Source::amount_or_zero),
            payment_note: source.optional(Source::text),
            transfer_type: source.optional(|source| source.one_of(TransferType::ALL)),
            due_date: source.optional(Source::date),
        }
    }
}

impl Made for PaGetPaymentV2Data {
    fn made(source: &mut Source) -> Self {
        Self {
            creditor_reference_id: source.iuv(),
            payment_amount: source.amount(),
            due_date: source.date(),
            retention_date: source.optional(Source::date_time),
            last_payment: source.optional(Source::boolean),
            description: source.text(),
            company_name: source.text(),
            office_name: source.optional(Source::text),
            debtor: source.subject(),
            transfer_list: source.list(1, 5, |source| Transfer {
                id: source.transfer_id(),
                amount: source.amount(),
                creditor: source.creditor(),
                company_name: source.optional(Source::text),
                destination: if source.is_stamp() {
                    TransferDestination::Stamp(source.stamp())
                } else {
                    TransferDestination::Iban(Iban::parse(&source.string(1, 35)).unwrap())
                },
                remittance_information: source.text(),
                category: source.text(),
                metadata: source.metadata(),
            }),
            metadata: source.metadata(),
        }
    }
}

impl Made for PaSendRtV2Req {
    fn made(source: &mut Source) -> Self {
        Self {
            recipient: source.recipient(),
            receipt: ReceiptV2::made(source),
        }
    }
}

impl Made for ReceiptV2 {
    fn made(source: &mut Source) -> Self {
        let NoticeKey {
            creditor,
            notice_number,
        } = source.notice();
        Self {
            receipt_id: source.token(),
            notice_number,
            fiscal_code: creditor,
            outcome: source.one_of(&[Outcome::Ok, Outcome::Ko]),
            creditor_reference_id: source.iuv(),
            payment_amount: source.amount_or_zero(),
            description: source.text(),
            company_name: source.text(),
            office_name: source.optional(Source::text),
            debtor: source.subject(),
            transfer_list: source.list(1, 5, |source| ReceiptTransfer {
                id_transfer: source.transfer_id(),
                transfer_amount: source.amount(),
                fiscal_code_pa: source.creditor(),
                company_name: source.optional(Source::text),
                destination: if source.is_stamp() {
                    ReceiptDestination::Stamp(source.bytes())
                } else {
                    ReceiptDestination::Iban(Iban::parse(&source.string(1, 35)).unwrap())
                },
                remittance_information: source.text(),
                transfer_category: source.text(),
                metadata: source.metadata(),
            }),
            id_psp: PspId::parse(&source.string(1, 35)).unwrap(),
            psp_fiscal_code: source.optional(Source::text),
            psp_partita_iva: source.optional(Source::text),
            psp_company_name: source.text(),
            id_channel: ChannelId::parse(&source.string(1, 35)).unwrap(),
            channel_description: source.text(),
            payer: source.optional(Source::subject),
            payment_method: source.optional(Source::text),
            payment_note: source.optional(Source::text),
            fee: source.optional(Source::amount_or_zero),
            primary_ci_incurred_fee: source.optional(Source::amount_or_zero),
            id_bundle: source.optional(Source::bundle),
            id_ci_bundle: source.optional(Source::bundle),
            payment_date_time: source.optional(Source::date_time),
            application_date: source.optional(Source::date),
            transfer_date: source.optional(Source::date),
            metadata: source.metadata(),
            stand_in: source.optional(Source::boolean),
        }
    }
}

impl Made for PspNotifyPaymentV2Req {
    fn made(source: &mut Source) -> Self {
        Self {
            id_psp: PspId::parse(&source.string(1, 35)).unwrap(),
            id_broker_psp: PspBrokerId::parse(&source.string(1, 35)).unwrap(),
            id_channel: ChannelId::parse(&source.string(1, 35)).unwrap(),
            transaction_id: source.text(),
            total_amount: source.amount_or_zero(),
            fee: source.amount_or_zero(),
            primary_ci_incurred_fee: source.optional(Source::amount_or_zero),
            id_bundle: source.optional(Source::bundle),
            id_ci_bundle: source.optional(Source::bundle),
            timestamp_operation: source.date_time(),
            payment_list: source.list(1, 5, |source| NotifiedPayment {
                payment_token: source.token(),
                payment_description: source.text(),
                fiscal_code_pa: source.creditor(),
                company_name: source.text(),
                office_name: source.optional(Source::text),
                creditor_reference_id: source.iuv(),
                debt_amount: source.amount_or_zero(),
                transfer_list: source.list(1, 5, |source| NotifiedTransfer {
                    id_transfer: source.transfer_id(),
                    transfer_amount: source.amount_or_zero(),
                    fiscal_code_pa: source.creditor(),
                    company_name: source.optional(Source::text),
                    destination: source.psp_destination(),
                    remittance_information: source.text(),
                    metadata: source.metadata(),
                }),
                metadata: source.metadata(),
                standin: source.optional(Source::boolean),
            }),
            additional_payment_informations: source.metadata(),
        }
    }
}
