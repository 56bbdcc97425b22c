use domain::{ChannelId, Invalid, PspBrokerId, PspId};
use wire::{Password, PspCaller};

/// A creditor of the sandbox.
#[derive(Clone, Copy, Debug)]
pub struct DemoCreditor {
    /// Its fiscal code, which is also the code of its broker: it runs its own station.
    pub fiscal_code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its accounts, the first for everything, a second one at Poste Italiane.
    pub accounts: &'static [&'static str],
}

/// The creditors.
pub const CREDITORS: [DemoCreditor; 2] = [
    DemoCreditor {
        fiscal_code: "77777777777",
        name: "Comune di Esempio",
        accounts: &["IT60X0542811101000000123456", "IT98R0760103200001001000777"],
    },
    DemoCreditor {
        fiscal_code: "66666666666",
        name: "Regione di Esempio",
        accounts: &["IT06Y0200801600000000006666"],
    },
];

/// A station of the sandbox; all speak the second version of the primitives.
#[derive(Clone, Copy, Debug)]
pub struct DemoStation {
    /// Its code.
    pub id: &'static str,
    /// Who runs it and whose notices it serves (aux digit 3).
    pub creditor: &'static str,
    /// The two digits after the aux digit.
    pub segregation_code: u8,
    /// Whether it gets receipts as one of several beneficiaries.
    pub broadcast: bool,
    /// The password of its own calls.
    pub password: &'static str,
}

/// The code of the station that nobody answers for: its notices end in
/// `PPT_STAZIONE_INT_PA_IRRAGGIUNGIBILE`.
pub const UNREACHABLE_STATION: &str = "77777777777_99";

/// The stations.
pub const STATIONS: [DemoStation; 3] = [
    DemoStation {
        id: "77777777777_01",
        creditor: "77777777777",
        segregation_code: 2,
        broadcast: false,
        password: "comune-demo",
    },
    DemoStation {
        id: "66666666666_01",
        creditor: "66666666666",
        segregation_code: 1,
        broadcast: true,
        password: "regione-demo",
    },
    DemoStation {
        id: UNREACHABLE_STATION,
        creditor: "77777777777",
        segregation_code: 99,
        broadcast: false,
        password: "comune-demo",
    },
];

/// A PSP with its broker and channel.
#[derive(Clone, Copy, Debug)]
pub struct DemoChannel {
    /// The PSP.
    pub psp: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its fiscal code.
    pub fiscal_code: &'static str,
    /// Its broker.
    pub broker: &'static str,
    /// The channel.
    pub channel: &'static str,
    /// The password of the channel's calls.
    pub password: &'static str,
    /// `payment_model` in the registry.
    pub payment_model: &'static str,
    /// The payment types of the PSP on the channel.
    pub payment_types: &'static [&'static str],
}

impl DemoChannel {
    /// The first elements of every call that this PSP makes.
    pub fn caller(&self) -> Result<PspCaller, Invalid> {
        Ok(PspCaller {
            id_psp: PspId::parse(self.psp)?,
            id_broker_psp: PspBrokerId::parse(self.broker)?,
            id_channel: ChannelId::parse(self.channel)?,
            password: Password::parse(self.password)?,
        })
    }
}

/// The platform's own touch points: they activate, another PSP is paid.
pub const TOUCH_POINT: DemoChannel = DemoChannel {
    psp: "AGID_01",
    name: "Piattaforma",
    fiscal_code: "97735020584",
    broker: "97735020584",
    channel: "97735020584_09",
    password: "touchpoint-demo",
    payment_model: "ACTIVATED_AT_PSP",
    payment_types: &[],
};

/// A PSP with counters: it verifies, activates and sends the outcome itself.
pub const COUNTER: DemoChannel = DemoChannel {
    psp: "70000000001",
    name: "Tabaccheria di Esempio",
    fiscal_code: "70000000001",
    broker: "70000000001",
    channel: "70000000001_01",
    password: "sportello-demo",
    payment_model: "ACTIVATED_AT_PSP",
    payment_types: &["PO"],
};

/// The PSPs that may be chosen in Checkout; [`psp`](crate::psp) plays them.
pub const CHANNELS: [DemoChannel; 3] = [
    DemoChannel {
        psp: "ABI00001",
        name: "Banca Aurora",
        fiscal_code: "88888888801",
        broker: "88888888801",
        channel: "88888888801_01",
        password: "aurora-demo",
        payment_model: "IMMEDIATE_MULTIBENEFICIARY",
        payment_types: &["CP"],
    },
    DemoChannel {
        psp: "ABI00002",
        name: "Banca Borea",
        fiscal_code: "88888888802",
        broker: "88888888802",
        channel: "88888888802_01",
        password: "borea-demo",
        payment_model: "IMMEDIATE_MULTIBENEFICIARY",
        payment_types: &["CP"],
    },
    DemoChannel {
        psp: "ABI00003",
        name: "Istituto Cometa",
        fiscal_code: "88888888803",
        broker: "88888888803",
        channel: "88888888803_01",
        password: "cometa-demo",
        payment_model: "IMMEDIATE_MULTIBENEFICIARY",
        payment_types: &["CP"],
    },
];
