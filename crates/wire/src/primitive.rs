use crate::fault_bean::FaultBean;
use crate::soap;

/// Who offers a primitive; it decides the namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Interface {
    /// The node, to PSPs.
    NodeForPsp,
    /// A creditor's station, to the node.
    PaForNode,
    /// A PSP's channel, to the node.
    PspForNode,
}

impl Interface {
    /// The namespace of the body's root.
    #[must_use]
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::NodeForPsp => "http://pagopa-api.pagopa.gov.it/node/nodeForPsp.xsd",
            Self::PaForNode => "http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd",
            Self::PspForNode => "http://pagopa-api.pagopa.gov.it/psp/pspForNode.xsd",
        }
    }
}

/// The primitives that are spoken here (SANP, "Primitive").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Primitive {
    /// A PSP asks about a notice.
    VerifyPaymentNotice,
    /// A PSP begins a payment.
    ActivatePaymentNoticeV2,
    /// A PSP tells the outcome of payments.
    SendPaymentOutcomeV2,
    /// The node asks a creditor about a notice.
    PaVerifyPaymentNotice,
    /// The node asks a creditor for what is due.
    PaGetPaymentV2,
    /// The node gives a creditor a receipt.
    PaSendRtV2,
    /// The node tells a PSP of payments started elsewhere.
    PspNotifyPaymentV2,
}

impl Primitive {
    /// Every primitive.
    pub const ALL: &[Self] = &[
        Self::VerifyPaymentNotice,
        Self::ActivatePaymentNoticeV2,
        Self::SendPaymentOutcomeV2,
        Self::PaVerifyPaymentNotice,
        Self::PaGetPaymentV2,
        Self::PaSendRtV2,
        Self::PspNotifyPaymentV2,
    ];

    /// The name, which is also the `SOAPAction`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::VerifyPaymentNotice => "verifyPaymentNotice",
            Self::ActivatePaymentNoticeV2 => "activatePaymentNoticeV2",
            Self::SendPaymentOutcomeV2 => "sendPaymentOutcomeV2",
            Self::PaVerifyPaymentNotice => "paVerifyPaymentNotice",
            Self::PaGetPaymentV2 => "paGetPaymentV2",
            Self::PaSendRtV2 => "paSendRTV2",
            Self::PspNotifyPaymentV2 => "pspNotifyPaymentV2",
        }
    }

    /// Who offers it.
    #[must_use]
    pub const fn interface(self) -> Interface {
        match self {
            Self::VerifyPaymentNotice
            | Self::ActivatePaymentNoticeV2
            | Self::SendPaymentOutcomeV2 => Interface::NodeForPsp,
            Self::PaVerifyPaymentNotice | Self::PaGetPaymentV2 | Self::PaSendRtV2 => {
                Interface::PaForNode
            }
            Self::PspNotifyPaymentV2 => Interface::PspForNode,
        }
    }

    /// The namespace of both roots.
    #[must_use]
    pub const fn namespace(self) -> &'static str {
        self.interface().namespace()
    }

    /// The root of the request.
    #[must_use]
    pub const fn request_root(self) -> &'static str {
        match self {
            Self::VerifyPaymentNotice => "verifyPaymentNoticeReq",
            Self::ActivatePaymentNoticeV2 => "activatePaymentNoticeV2Request",
            Self::SendPaymentOutcomeV2 => "sendPaymentOutcomeV2Request",
            Self::PaVerifyPaymentNotice => "paVerifyPaymentNoticeReq",
            Self::PaGetPaymentV2 => "paGetPaymentV2Request",
            Self::PaSendRtV2 => "paSendRTV2Request",
            Self::PspNotifyPaymentV2 => "pspNotifyPaymentV2",
        }
    }

    /// The root of the response.
    #[must_use]
    pub const fn response_root(self) -> &'static str {
        match self {
            Self::VerifyPaymentNotice => "verifyPaymentNoticeRes",
            Self::ActivatePaymentNoticeV2 => "activatePaymentNoticeV2Response",
            Self::SendPaymentOutcomeV2 => "sendPaymentOutcomeV2Response",
            Self::PaVerifyPaymentNotice => "paVerifyPaymentNoticeRes",
            Self::PaGetPaymentV2 => "paGetPaymentV2Response",
            Self::PaSendRtV2 => "paSendRTV2Response",
            Self::PspNotifyPaymentV2 => "pspNotifyPaymentV2Res",
        }
    }

    /// The primitive that a `SOAPAction` names; quotes around it are tolerated.
    #[must_use]
    pub fn from_soap_action(action: &str) -> Option<Self> {
        let action = action.trim();
        let name = action
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .unwrap_or(action);
        Self::ALL
            .iter()
            .copied()
            .find(|primitive| primitive.name() == name)
    }
}

/// The reply `KO` with `fault` to any primitive: a whole envelope.
#[must_use]
pub fn fault_reply(primitive: Primitive, fault: &FaultBean) -> Vec<u8> {
    soap::envelope(primitive, primitive.response_root(), |out| {
        fault.write_response(out);
    })
}
