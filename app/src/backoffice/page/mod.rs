//! The pages of the portal. None changes anything: what changes is posted.

mod login;
mod no_role;
mod overview;
mod party;
mod payments;
mod trace;
mod trouble;

pub(super) use {
    login::LoginPage, no_role::NoRolePage, overview::OverviewPage, party::PartyPage,
    payments::PaymentsPage, trace::TracePage, trouble::broken,
};
