use domain::BundleId;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn cents(cents: u64) -> Amount {
    Amount::from_cents(cents).unwrap()
}

fn bundle(id: &str, psp: &str, fee: u64, range: (u64, u64)) -> Bundle {
    Bundle {
        id: BundleId::parse(id).unwrap(),
        psp: psp.parse().unwrap(),
        psp_name: psp.into(),
        broker: "90000000001".parse().unwrap(),
        channel: "90000000001_01".parse().unwrap(),
        abi: Abi::parse("20002").unwrap(),
        name: id.into(),
        description: String::new(),
        fee: cents(fee),
        amount_min: cents(range.0),
        amount_max: cents(range.1),
        payment_method: Some(PaymentMethod::card()),
        touch_point: TouchPoint::Checkout,
        transfer_categories: None,
        stamps: Stamps::None,
        on_us: false,
        cart: true,
        valid_from: date(2026, 1, 1),
        valid_to: None,
    }
}

/// The global bundles of the fact sheet's worked examples.
fn sample() -> Vec<Bundle> {
    let alfa = Abi::parse("10001").unwrap();
    let of_alfa = |bundle: Bundle| Bundle {
        abi: alfa.clone(),
        ..bundle
    };
    vec![
        of_alfa(bundle("b-alfa-low", "PSPALFA1", 150, (0, 5_000))),
        of_alfa(bundle("b-alfa-high", "PSPALFA1", 250, (5_000, 100_000))),
        Bundle {
            on_us: true,
            ..of_alfa(bundle("b-alfa-onus", "PSPALFA1", 50, (0, 100_000)))
        },
        Bundle {
            payment_method: None,
            touch_point: TouchPoint::Any,
            cart: false,
            ..bundle("b-delta-any", "PSPDELT4", 100, (0, 999_999))
        },
        bundle("b-poste", "BPPIITRRXXX", 120, (0, 100_000)),
        Bundle {
            stamps: Stamps::Only,
            ..bundle("b-eps-stamp", "PSPEPSI5", 90, (0, 100_000))
        },
    ]
}

fn query(amounts: &[u64]) -> FeeQuery {
    FeeQuery {
        notices: amounts
            .iter()
            .map(|amount| NoticeToPay::of(cents(*amount)))
            .collect(),
        payment_method: Some(PaymentMethod::card()),
        touch_point: TouchPoint::Checkout,
        issuer: None,
        is_all_ccp: true,
        on: date(2026, 6, 1),
    }
}

fn ids(bundles: Vec<Bundle>, query: &FeeQuery) -> Vec<String> {
    Service::new(Arc::new(Arc::<[Bundle]>::from(bundles)))
        .fees(query)
        .into_iter()
        .map(|fee| fee.bundle.to_string())
        .collect()
}

#[test]
fn a_payment_on_the_boundary_belongs_to_the_lower_bundle() {
    let on = ids(sample(), &query(&[5_000]));
    assert_eq!(on, ["b-eps-stamp", "b-delta-any", "b-poste", "b-alfa-low"]);
    let above = ids(sample(), &query(&[5_001]));
    assert_eq!(
        above,
        ["b-eps-stamp", "b-delta-any", "b-poste", "b-alfa-high"]
    );
    assert!(ids(sample(), &query(&[0])).is_empty());
}

#[test]
fn a_customer_s_own_bank_comes_first_and_alone() {
    let mut asked = query(&[12_000]);
    asked.issuer = Some(Abi::parse("10001").unwrap());
    assert_eq!(
        ids(sample(), &asked),
        ["b-alfa-onus", "b-eps-stamp", "b-delta-any", "b-poste"]
    );
}

#[test]
fn a_cart_is_summed_and_needs_bundles_for_carts() {
    assert_eq!(
        ids(sample(), &query(&[3_000, 2_500])),
        ["b-eps-stamp", "b-poste", "b-alfa-high"]
    );
    assert!(ids(sample(), &query(&[])).is_empty());
    assert!(ids(sample(), &query(&[1; NOTICES_MAX + 1])).is_empty());
    assert!(ids(sample(), &query(&[Amount::MAX.cents(), 1])).is_empty());
}

#[test]
fn stamps_need_a_bundle_for_stamps() {
    let mut asked = query(&[1_600]);
    asked.notices[0].stamp_count = 1;
    asked.notices[0].transfer_count = 1;
    assert_eq!(ids(sample(), &asked), ["b-eps-stamp"]);
    asked.notices[0].transfer_count = 2;
    assert!(ids(sample(), &asked).is_empty());
}

#[test]
fn without_postal_accounts_the_post_office_cannot_pay() {
    let mut asked = query(&[12_000]);
    asked.is_all_ccp = false;
    assert!(!ids(sample(), &asked).contains(&"b-poste".to_owned()));
}

#[test]
fn method_touch_point_dates_and_taxonomy_filter() {
    let mut asked = query(&[12_000]);
    asked.payment_method = Some(PaymentMethod::parse("PPAL").unwrap());
    assert_eq!(ids(sample(), &asked), ["b-delta-any"]);
    let mut asked = query(&[12_000]);
    asked.touch_point = TouchPoint::Io;
    assert_eq!(ids(sample(), &asked), ["b-delta-any"]);
    let mut asked = query(&[12_000]);
    asked.on = date(2025, 12, 31);
    assert!(ids(sample(), &asked).is_empty());

    let mut only = bundle("b", "P", 1, (0, 10));
    only.transfer_categories = Some(vec!["0101002IM".into()]);
    only.valid_to = Some(date(2026, 6, 1));
    let mut asked = query(&[10]);
    asked.notices[0].transfer_count = 1;
    assert!(ids(vec![only.clone()], &asked).is_empty());
    asked.notices[0].transfer_categories = vec!["9/0101002IM/".into()];
    assert_eq!(ids(vec![only.clone()], &asked), ["b"]);
    asked.on = date(2026, 6, 2);
    assert!(ids(vec![only], &asked).is_empty());
}

#[test]
fn cards_lead_the_payment_methods() {
    let mut paypal = bundle("p", "P", 1, (0, 10));
    paypal.payment_method = Some(PaymentMethod::parse("BPAY").unwrap());
    let bundles: Arc<[Bundle]> = [vec![paypal], sample()].concat().into();
    let service = Service::new(Arc::new(bundles));
    let methods = service.payment_methods(TouchPoint::Checkout);
    assert_eq!(
        methods,
        ["CP", "BPAY"].map(|m| PaymentMethod::parse(m).unwrap())
    );
    assert!(service.payment_methods(TouchPoint::Psp).is_empty());
}

fn any_bundle() -> impl Strategy<Value = Bundle> {
    (
        0u32..40,
        0u32..6,
        0u64..400,
        0u64..300,
        0u64..300,
        any::<(bool, bool)>(),
    )
        .prop_map(|(id, psp, fee, low, width, (on_us, cart))| Bundle {
            on_us,
            cart,
            ..bundle(
                &format!("b{id}"),
                &format!("PSP{psp}"),
                fee,
                (low, low + width),
            )
        })
}

proptest! {
    #[test]
    fn rows_are_ordered_eligible_and_one_for_each_psp(
        bundles in proptest::collection::vec(any_bundle(), 0..40),
        amounts in proptest::collection::vec(0u64..200, 1..5),
        is_customer in any::<bool>(),
    ) {
        let mut asked = query(&amounts);
        asked.issuer = is_customer.then(|| Abi::parse("20002").unwrap());
        let shared: Arc<[Bundle]> = bundles.clone().into();
        let rows = Service::new(Arc::new(shared)).fees(&asked);
        let total: u64 = amounts.iter().sum();
        for pair in rows.windows(2) {
            prop_assert!(order(&pair[0]) < order(&pair[1]));
        }
        prop_assert!(rows.iter().filter(|row| row.on_us).count() <= 1);
        let psps: BTreeSet<_> = rows.iter().map(|row| &row.psp).collect();
        prop_assert_eq!(psps.len(), rows.len());
        for row in &rows {
            let cheaper = bundles.iter().any(|bundle| {
                bundle.psp == row.psp
                    && bundle.on_us == row.on_us
                    && bundle.fee < row.fee
                    && bundle.amount_min.cents() < total
                    && total <= bundle.amount_max.cents()
                    && (amounts.len() == 1 || bundle.cart)
            });
            prop_assert!(!cheaper);
        }
    }

    #[test]
    fn the_order_of_the_bundles_does_not_matter(
        bundles in proptest::collection::vec(any_bundle(), 0..30).prop_map(|mut list| {
            list.sort_by(|a, b| a.id.cmp(&b.id));
            list.dedup_by(|a, b| a.id == b.id);
            list
        }),
        amount in 0u64..300,
    ) {
        let mut reversed = bundles.clone();
        reversed.reverse();
        prop_assert_eq!(ids(bundles, &query(&[amount])), ids(reversed, &query(&[amount])));
    }
}
