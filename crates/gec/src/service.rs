use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::{Amount, PspId};

use crate::{Abi, Bundle, Bundles, Fee, FeeQuery, NoticeToPay, PaymentMethod, Stamps, TouchPoint};

/// How many notices may be paid together.
pub const NOTICES_MAX: usize = 5;

/// The PSP that can only pay to postal accounts.
const POSTAL_PSP: &str = "BPPIITRRXXX";

/// The calculator of fees.
#[derive(Clone)]
pub struct Service {
    bundles: Arc<dyn Bundles>,
}

impl Service {
    /// A calculator over `bundles`.
    #[must_use]
    pub fn new(bundles: Arc<dyn Bundles>) -> Self {
        Self { bundles }
    }

    /// One row for each PSP that may handle the payment, with its lowest fee: the citizen's own
    /// bank first (only the cheapest of such rows), then the cheaper before the dearer, then by
    /// name. Empty when nobody can, or when the notices are none, too many, or worth too much.
    #[must_use]
    pub fn fees(&self, query: &FeeQuery) -> Vec<Fee> {
        let Some(payment) = Payment::of(query) else {
            return Vec::new();
        };
        let mut best: BTreeMap<PspId, Fee> = BTreeMap::new();
        for bundle in self.bundles.snapshot().iter() {
            if !payment.admits(bundle) {
                continue;
            }
            let on_us = bundle.on_us && payment.is_card();
            let row = Fee::of(bundle, on_us);
            best.entry(bundle.psp.clone())
                .and_modify(|known| {
                    if order(&row) < order(known) {
                        *known = row.clone();
                    }
                })
                .or_insert(row);
        }
        let mut rows: Vec<Fee> = best.into_values().collect();
        rows.sort_by(|a, b| order(a).cmp(&order(b)));
        let mut on_us_seen = false;
        rows.retain(|row| !row.on_us || !std::mem::replace(&mut on_us_seen, true));
        rows
    }

    /// The payment types that some bundle names for `touch_point`, each once, cards first. Bundles
    /// for any type name none.
    #[must_use]
    pub fn payment_methods(&self, touch_point: TouchPoint) -> Vec<PaymentMethod> {
        let bundles = self.bundles.snapshot();
        let methods: BTreeSet<&PaymentMethod> = bundles
            .iter()
            .filter(|bundle| meets(bundle.touch_point, touch_point))
            .filter_map(|bundle| bundle.payment_method.as_ref())
            .collect();
        let mut methods: Vec<PaymentMethod> = methods.into_iter().cloned().collect();
        methods.sort_by_key(|method| !method.is_card());
        methods
    }
}

fn order(fee: &Fee) -> (bool, Amount, &str, &str) {
    (!fee.on_us, fee.fee, &fee.psp_name, fee.bundle.as_str())
}

fn meets(offered: TouchPoint, asked: TouchPoint) -> bool {
    offered == TouchPoint::Any || asked == TouchPoint::Any || offered == asked
}

/// The query, summed up once for all bundles.
struct Payment<'a> {
    query: &'a FeeQuery,
    amount: Amount,
    categories: BTreeSet<&'a str>,
    stamps: Stamps,
}

impl<'a> Payment<'a> {
    fn of(query: &'a FeeQuery) -> Option<Self> {
        if !(1..=NOTICES_MAX).contains(&query.notices.len()) {
            return None;
        }
        let amount = Amount::checked_sum(query.notices.iter().map(|notice| notice.amount))?;
        let categories = query
            .notices
            .iter()
            .flat_map(|notice| &notice.transfer_categories)
            .map(|category| taxonomy_code(category))
            .collect();
        let count = |of: fn(&NoticeToPay) -> usize| query.notices.iter().map(of).sum::<usize>();
        let stamps = match count(|notice| notice.stamp_count) {
            0 => Stamps::None,
            stamps if stamps >= count(|notice| notice.transfer_count) => Stamps::Only,
            _ => Stamps::Some,
        };
        Some(Self {
            query,
            amount,
            categories,
            stamps,
        })
    }

    fn is_card(&self) -> bool {
        let method = self.query.payment_method.as_ref();
        method.is_some_and(PaymentMethod::is_card)
    }

    /// All filters must hold; a payment exactly on a boundary belongs to the lower bundle.
    fn admits(&self, bundle: &Bundle) -> bool {
        let query = self.query;
        bundle.amount_min < self.amount
            && self.amount <= bundle.amount_max
            && bundle.valid_from <= query.on
            && bundle.valid_to.is_none_or(|last| query.on <= last)
            && meets(bundle.touch_point, query.touch_point)
            && self.admits_method(bundle)
            && self.admits_categories(bundle)
            && (query.is_all_ccp || bundle.psp.as_str() != POSTAL_PSP)
            && (query.notices.len() == 1 || bundle.cart)
            && self.admits_stamps(bundle.stamps)
            && bundle.on_us == self.is_issued_by(&bundle.abi)
    }

    fn admits_method(&self, bundle: &Bundle) -> bool {
        match (&bundle.payment_method, &self.query.payment_method) {
            (Some(offered), Some(asked)) => offered == asked,
            (None, _) | (_, None) => true,
        }
    }

    fn admits_categories(&self, bundle: &Bundle) -> bool {
        // Without any transfer there is nothing to filter by.
        self.query
            .notices
            .iter()
            .all(|notice| notice.transfer_count == 0)
            || bundle.transfer_categories.as_ref().is_none_or(|offered| {
                offered
                    .iter()
                    .any(|category| self.categories.contains(taxonomy_code(category)))
            })
    }

    fn admits_stamps(&self, offered: Stamps) -> bool {
        match self.stamps {
            Stamps::None => true,
            Stamps::Some => offered == Stamps::Some,
            Stamps::Only => offered != Stamps::None,
        }
    }

    fn is_issued_by(&self, abi: &Abi) -> bool {
        self.query.issuer.as_ref() == Some(abi)
    }
}

/// `9/0101002IM/` is written also `0101002IM`.
fn taxonomy_code(category: &str) -> &str {
    category.split('/').nth(1).unwrap_or(category)
}

#[cfg(test)]
mod tests;
