//! The checks that every primitive of a PSP begins with, in their official order (node sheet §6.2).

use std::sync::Arc;

use domain::{ChannelId, CreditorBrokerId, FaultCode, NoticeKey, PspBrokerId, PspId};
use registry::{Password, PaymentModel, Snapshot, Station};
use subtle::ConstantTimeEq;

use crate::fault::{CounterpartyFault, Fault, FaultEmitter};
use crate::payment::PspRoute;
use crate::port::CallError;

/// Who calls, as the message says.
#[derive(Clone, Debug)]
pub struct Caller {
    /// `idPSP`.
    pub psp: PspId,
    /// `idBrokerPSP`.
    pub broker: PspBrokerId,
    /// `idChannel`.
    pub channel: ChannelId,
    /// `password`.
    pub password: Password,
}

impl Caller {
    /// Its PSP, broker and channel.
    #[must_use]
    pub fn route(&self) -> PspRoute {
        PspRoute {
            psp: self.psp.clone(),
            broker: self.broker.clone(),
            channel: self.channel.clone(),
        }
    }
}

/// What a caller's registry entries say of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AuthorizedCaller {
    /// The model of its channel.
    pub(crate) payment_model: PaymentModel,
    /// How much it is told of counterparties' faults.
    pub(crate) extended_fault_bean: bool,
}

/// Known, enabled, with the right password, and tied together.
pub(crate) fn authorize(registry: &Snapshot, caller: &Caller) -> Result<AuthorizedCaller, Fault> {
    let psp = registry.psp(&caller.psp).ok_or(FaultCode::PspSconosciuto)?;
    require(psp.availability.is_enabled(), FaultCode::PspDisabilitato)?;
    let broker = registry
        .psp_broker(&caller.broker)
        .ok_or(FaultCode::IntermediarioPspSconosciuto)?;
    require(
        broker.availability.is_enabled(),
        FaultCode::IntermediarioPspDisabilitato,
    )?;
    let channel = registry
        .channel(&caller.channel)
        .ok_or(FaultCode::CanaleSconosciuto)?;
    require(
        channel.availability.is_enabled(),
        FaultCode::CanaleDisabilitato,
    )?;
    let password = channel.password.expose().as_bytes();
    require(
        password
            .ct_eq(caller.password.expose().as_bytes())
            .unwrap_u8()
            == 1,
        FaultCode::Autenticazione,
    )?;
    let is_tied = channel.broker == caller.broker
        && registry
            .channel_link(&caller.psp, &caller.channel)
            .is_some();
    if !is_tied {
        return Err(Fault::described(
            FaultCode::Autorizzazione,
            "Configurazione intermediario-canale non corretta",
        ));
    }
    Ok(AuthorizedCaller {
        payment_model: channel.payment_model,
        extended_fault_bean: broker.extended_fault_bean,
    })
}

impl AuthorizedCaller {
    /// Payments can only be started through a channel made for that.
    pub(crate) fn require_activated_at_psp(self) -> Result<Self, Fault> {
        if self.payment_model == PaymentModel::ActivatedAtPsp {
            Ok(self)
        } else {
            Err(Fault::described(
                FaultCode::Autorizzazione,
                "Il canale non è di tipo 'ATTIVATO_PRESSO_PSP'",
            ))
        }
    }
}

/// The creditor's side of a notice.
#[derive(Clone, Debug)]
pub(crate) struct Counterparty {
    pub(crate) station: Arc<Station>,
}

/// The creditor, station and broker of a notice, known and enabled.
pub(crate) fn counterparty(registry: &Snapshot, notice: &NoticeKey) -> Result<Counterparty, Fault> {
    let creditor = registry
        .creditor(&notice.creditor)
        .ok_or(FaultCode::DominioSconosciuto)?;
    require(
        creditor.availability.is_enabled(),
        FaultCode::DominioDisabilitato,
    )?;
    let route = registry
        .station_of(notice)
        .ok_or(FaultCode::StazioneIntPaSconosciuta)?;
    require(
        route.station.availability.is_enabled(),
        FaultCode::StazioneIntPaDisabilitata,
    )?;
    require_broker(registry, &route.station.broker)?;
    Ok(Counterparty {
        station: route.station,
    })
}

fn require_broker(registry: &Snapshot, broker: &CreditorBrokerId) -> Result<(), Fault> {
    let broker = registry
        .creditor_broker(broker)
        .ok_or(FaultCode::IntermediarioPaSconosciuto)?;
    require(
        broker.availability.is_enabled(),
        FaultCode::IntermediarioPaDisabilitato,
    )
}

pub(crate) fn require(holds: bool, code: FaultCode) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::new(code)) }
}

/// What a PSP is told when its counterparty, a station, has not given an answer that counts
/// ("Gestione degli errori", classes 6 to 9).
pub(crate) fn station_fault(
    error: CallError,
    notice: &NoticeKey,
    caller: AuthorizedCaller,
) -> Fault {
    match error {
        CallError::Unreachable => named(FaultCode::StazioneIntPaIrraggiungibile),
        CallError::ServiceInactive => named(FaultCode::StazioneIntPaServizioNonattivo),
        CallError::Timeout => named(FaultCode::StazioneIntPaTimeout),
        CallError::InvalidResponse(reason) => {
            Fault::described(FaultCode::StazioneIntPaErroreResponse, reason)
        }
        CallError::Fault(original) => Fault {
            code: FaultCode::ErroreEmessoDaPaa,
            emitter: FaultEmitter::Creditor(notice.creditor.clone()),
            description: Some(if caller.extended_fault_bean {
                original
                    .description
                    .clone()
                    .unwrap_or_else(|| original.string.clone())
            } else {
                flatten(&original)
            }),
            original: caller.extended_fault_bean.then(|| Box::new(original)),
        },
    }
}

fn named(code: FaultCode) -> Fault {
    Fault::described(code, code.fault_string())
}

fn flatten(original: &CounterpartyFault) -> String {
    let description = original.description.as_deref().unwrap_or_default();
    format!(
        "FaultString PA: {} FaultCode PA: {} Description PA: {description}",
        original.string, original.code
    )
}
