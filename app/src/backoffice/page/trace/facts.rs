use domain::mask;
use leptos::prelude::*;
use node::Payment;

use crate::backoffice::visit::Visit;
use crate::i18n::td_string;
use crate::ui::{CopyButton, CopySource, Entry, KeyValueList, format};

/// Characters of a person's code that stay on the page.
const SHOWN_CHARS: usize = 6;

/// What the payment is and whom it goes through.
pub(super) fn facts(visit: &Visit, payment: &Payment) -> impl IntoView + use<> {
    let locale = visit.locale;
    macro_rules! term {
        ($key:ident) => {
            td_string!(locale, backoffice.trace.$key)
        };
    }
    let data = &payment.data;
    let creditor = named(data.company_name.as_str(), payment.notice.creditor.as_ref());
    let registry = visit.services.registry.snapshot();
    let psp = registry.psp(&payment.route.psp);
    let psp = named(
        psp.map_or("", |psp| psp.name.as_str()),
        payment.route.psp.as_str(),
    );
    let token = payment.token.as_str().to_owned();
    let mut first = vec![
        Entry::total(term!(amount), &format::amount(data.amount)),
        Entry::code(term!(notice), &payment.notice.notice_number.grouped()),
        Entry::code(term!(iuv), data.creditor_reference_id.as_ref()),
        Entry::new(term!(creditor), creditor),
        Entry::code(
            term!(debtor),
            &mask(data.debtor.identifier.as_str(), SHOWN_CHARS),
        ),
        Entry::new(
            term!(token),
            view! {
                <span class="with-copy">
                    <span class="code">{token.clone()}</span>
                    <CopyButton
                        source=CopySource::Text(token)
                        label=term!(copy_token).to_owned()
                        done_label=term!(copied).to_owned()
                    />
                </span>
            },
        ),
    ];
    if let Some(fee) = payment.outcome.as_ref().and_then(|outcome| outcome.fee) {
        first.insert(1, Entry::new(term!(fee), format::amount(fee)));
    }
    let mut second = vec![
        Entry::new(term!(psp), psp),
        Entry::code(term!(broker), payment.route.broker.as_str()),
        Entry::code(term!(channel), payment.route.channel.as_str()),
        Entry::code(term!(station), payment.station.as_str()),
        Entry::new(
            term!(activated),
            format::instant(locale, payment.valid_from),
        ),
        Entry::new(term!(expires), format::instant(locale, payment.valid_to)),
    ];
    if let Some(transaction) = &payment.transaction {
        second.push(Entry::code(term!(transaction), transaction.as_str()));
    }
    view! {
        <div class="card facts-columns">
            <KeyValueList entries=first />
            <KeyValueList entries=second />
        </div>
    }
}

/// A party's name, if it is known, with its code below it.
fn named(name: &str, code: &str) -> impl IntoView + use<> {
    let name = (!name.is_empty()).then(|| name.to_owned());
    let code = code.to_owned();
    view! {
        <span class="two-lines">
            {name.map(|name| view! { <span>{name}</span> })}
            <span class="second-line code">{code}</span>
        </span>
    }
}
