use domain::{Amount, local_date};
use leptos::prelude::*;
use node::{Audience, PAGE_ROWS_MAX, PaymentQuery, PaymentStatus, PaymentSummary};

use crate::backoffice::address;
use crate::backoffice::desk::Desk;
use crate::backoffice::menu::{name, role_name};
use crate::backoffice::payment_filter::{PaymentFilter, start_of};
use crate::backoffice::payment_table::PaymentTable;
use crate::backoffice::visit::{PageError, Visit, page};
use crate::i18n::{Locale, td_string};
use crate::ui::{ButtonKind, EmptyState, Glyph, Icon, LinkButton, Tone, format};

/// Today's payments are counted up to this many pages of the store.
const COUNTED_PAGES_MAX: usize = 5;

/// Payments shown at the end of the page.
const LATEST_ROWS: u32 = 5;

/// What the overview says.
struct Overview {
    today: Today,
    unknown: Count,
    receipts: Count,
    latest: Vec<PaymentSummary>,
}

/// How many there are, as far as they were counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    rows: usize,
    is_capped: bool,
}

/// The payments activated today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Today {
    activated: Count,
    paid: usize,
    paid_amount: Amount,
    lost: usize,
}

/// `/backoffice`: what needs the visitor today.
#[component]
pub(in crate::backoffice) fn OverviewPage() -> impl IntoView {
    page(|visit| async move {
        let overview = load(&visit).await?;
        Ok(overview_view(&visit, overview))
    })
}

async fn load(visit: &Visit) -> Result<Overview, PageError> {
    let audience = visit.audience()?;
    let waiting = async |status| {
        let query = PaymentQuery {
            status: Some(status),
            ..everything(&audience, PAGE_ROWS_MAX)
        };
        let rows = visit.services.read_store.list_payments(query).await?.len();
        Ok::<_, PageError>(Count {
            rows,
            is_capped: rows >= page_rows(),
        })
    };
    let latest = everything(&audience, LATEST_ROWS);
    Ok(Overview {
        today: today(visit, &audience).await?,
        unknown: waiting(PaymentStatus::PaymentUnknown).await?,
        receipts: waiting(PaymentStatus::NoticeSent).await?,
        latest: visit.services.read_store.list_payments(latest).await?,
    })
}

async fn today(visit: &Visit, audience: &Audience) -> Result<Today, PageError> {
    let mut today = Today::default();
    let mut query = PaymentQuery {
        from: start_of(local_date(visit.services.clock.now())),
        ..everything(audience, PAGE_ROWS_MAX)
    };
    for _ in 0..COUNTED_PAGES_MAX {
        let rows = visit
            .services
            .read_store
            .list_payments(query.clone())
            .await?;
        for row in &rows {
            today.count(row);
        }
        match rows.last() {
            Some(last) if rows.len() >= page_rows() => {
                query.after = Some((last.activated_at, last.token.clone()));
            }
            _ => return Ok(today),
        }
    }
    today.activated.is_capped = true;
    Ok(today)
}

impl Today {
    fn count(&mut self, payment: &PaymentSummary) {
        self.activated.rows += 1;
        if payment.status.is_paid() {
            self.paid += 1;
            let sum = self.paid_amount.checked_add(payment.amount);
            self.paid_amount = sum.unwrap_or(Amount::MAX);
        } else if matches!(
            payment.status,
            PaymentStatus::Failed
                | PaymentStatus::Cancelled
                | PaymentStatus::PaymentRefused
                | PaymentStatus::PaymentSendError
        ) {
            self.lost += 1;
        }
    }

    const fn open(&self) -> usize {
        self.activated.rows.saturating_sub(self.paid + self.lost)
    }
}

fn everything(audience: &Audience, limit: u32) -> PaymentQuery {
    PaymentQuery {
        audience: audience.clone(),
        text: None,
        status: None,
        from: None,
        to: None,
        after: None,
        limit,
    }
}

fn page_rows() -> usize {
    usize::try_from(PAGE_ROWS_MAX).unwrap_or(usize::MAX)
}

fn overview_view(visit: &Visit, overview: Overview) -> AnyView {
    let locale = visit.locale;
    let (Some(session), Some(acting)) = (visit.session(), visit.acting()) else {
        return ().into_any();
    };
    let lead = td_string!(
        locale,
        backoffice.overview.acting,
        person = name(&session.person),
        role = role_name(acting.role, locale)
    )
    .to_string();
    let Overview {
        today,
        unknown,
        receipts,
        latest,
    } = overview;
    view! {
        <Desk
            title=acting.party.name.clone()
            kind=td_string!(locale, backoffice.overview.kind)
            lead=lead
        >
            {figures(&today, locale)}
            {waiting(unknown, receipts, locale)}
            {latest_view(latest, locale)}
        </Desk>
    }
    .into_any()
}

fn figures(today: &Today, locale: Locale) -> impl IntoView + use<> {
    let number = |count: usize| format::count(u64::try_from(count).unwrap_or(u64::MAX));
    let note = today.activated.is_capped.then(|| {
        let text = td_string!(
            locale,
            backoffice.overview.capped,
            count = number(today.activated.rows)
        )
        .to_string();
        view! { <p class="hint">{text}</p> }
    });
    let figures = [
        (
            td_string!(locale, backoffice.overview.activated),
            words_of(today.activated, locale),
        ),
        (
            td_string!(locale, backoffice.overview.paid),
            number(today.paid),
        ),
        (
            td_string!(locale, backoffice.overview.paid_amount),
            format::amount(today.paid_amount),
        ),
        (
            td_string!(locale, backoffice.overview.open),
            number(today.open()),
        ),
        (
            td_string!(locale, backoffice.overview.lost),
            number(today.lost),
        ),
    ]
    .map(|(term, value)| {
        view! {
            <div class="figure-item">
                <dt>{term}</dt>
                <dd>{value}</dd>
            </div>
        }
    })
    .collect_view();
    view! {
        <section class="desk-section" aria-labelledby="today">
            <h2 class="section-title" id="today">{td_string!(locale, backoffice.overview.today)}</h2>
            <dl class="figures">{figures}</dl>
            {note}
        </section>
    }
}

fn words_of(count: Count, locale: Locale) -> String {
    let number = format::count(u64::try_from(count.rows).unwrap_or(u64::MAX));
    if count.is_capped {
        td_string!(locale, backoffice.overview.at_least, count = number).to_string()
    } else {
        number
    }
}

fn waiting(unknown: Count, receipts: Count, locale: Locale) -> impl IntoView + use<> {
    let item = |count: Count, status: PaymentStatus, tone: Tone, title: &str, text: &str| {
        let (title, text) = (title.to_owned(), text.to_owned());
        let filter = PaymentFilter {
            status: status.as_str().into(),
            ..PaymentFilter::default()
        };
        (count.rows > 0).then(|| {
            view! {
                <li>
                    <a class=format!("waiting {}", tone.class()) href=filter.address()>
                        <Glyph icon=tone.icon() class="icon-24" />
                        <span class="waiting-count">{words_of(count, locale)}</span>
                        <span class="waiting-words">
                            <span class="waiting-title">{title}</span>
                            <span class="waiting-text">{text}</span>
                        </span>
                        <Glyph icon=Icon::ChevronRight />
                    </a>
                </li>
            }
        })
    };
    let items = [
        item(
            unknown,
            PaymentStatus::PaymentUnknown,
            Tone::Warning,
            td_string!(locale, backoffice.overview.unknown),
            td_string!(locale, backoffice.overview.unknown_text),
        ),
        item(
            receipts,
            PaymentStatus::NoticeSent,
            Tone::Info,
            td_string!(locale, backoffice.overview.receipts),
            td_string!(locale, backoffice.overview.receipts_text),
        ),
    ];
    let is_quiet = items.iter().all(Option::is_none);
    let content = if is_quiet {
        view! {
            <p class="all-well tone-success">
                <Glyph icon=Icon::CircleCheck />
                <span>{td_string!(locale, backoffice.overview.all_well)}</span>
            </p>
        }
        .into_any()
    } else {
        view! { <ul class="waiting-list">{items.collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="desk-section" aria-labelledby="look-at">
            <h2 class="section-title" id="look-at">
                {td_string!(locale, backoffice.overview.look_at)}
            </h2>
            {content}
        </section>
    }
}

fn latest_view(latest: Vec<PaymentSummary>, locale: Locale) -> impl IntoView + use<> {
    let title = td_string!(locale, backoffice.overview.latest);
    let content = if latest.is_empty() {
        view! {
            <EmptyState
                title=td_string!(locale, backoffice.overview.none)
                text=td_string!(locale, backoffice.overview.none_text)
            />
        }
        .into_any()
    } else {
        view! {
            <PaymentTable caption=title payments=latest locale />
            <p class="section-more">
                <LinkButton kind=ButtonKind::Quiet href=address::PAYMENTS>
                    {td_string!(locale, backoffice.overview.all)}
                </LinkButton>
            </p>
        }
        .into_any()
    };
    view! {
        <section class="desk-section" aria-labelledby="latest">
            <h2 class="section-title" id="latest">{title}</h2>
            {content}
        </section>
    }
}
