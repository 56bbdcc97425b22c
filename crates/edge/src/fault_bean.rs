use node::Fault;
use wire::FaultBean;

/// A fault of the node as it travels: the one mapper of SOAP.
pub(crate) fn fault_bean(fault: &Fault) -> Box<FaultBean> {
    let original = fault.original.as_ref();
    Box::new(FaultBean {
        fault_code: fault.code.as_str().into(),
        fault_string: fault.code.fault_string().into(),
        id: fault.emitter.id().into(),
        description: fault.description.clone(),
        serial: None,
        original_fault_code: original.map(|o| o.code.clone()),
        original_fault_string: original.map(|o| o.string.clone()),
        original_description: original.and_then(|o| o.description.clone()),
    })
}
