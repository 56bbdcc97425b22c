-- Why: what is to leave the platform after a commit, so that a crash loses no delivery.
create table outbox
  ( id bigint generated always as identity constraint outbox_pk primary key
  , message_key text not null
  , kind text not null
  , reference text not null
  , payload text not null
  , state text not null
  , enqueued_at bigint not null
  , available_at bigint not null
  , attempts bigint not null
  , attempts_max bigint not null
  , lost_lease bigint not null
  , finished_at bigint
  , last_error text
  , constraint outbox_message_key_unique unique (message_key)
  , constraint outbox_state_known check (state in ('pending', 'leased', 'delivered', 'dead'))
  , constraint outbox_attempts_range check (attempts >= 0 and attempts_max >= 1)
  , constraint outbox_lost_lease_flag check (lost_lease in (0, 1))
  , constraint outbox_finished_agrees check ((finished_at is null) = (state in ('pending', 'leased')))
  ) with (fillfactor = 70);

create index outbox_due on outbox (kind, available_at, id) where finished_at is null;
create index outbox_by_reference on outbox (reference);
create index outbox_finished on outbox (state, finished_at, id) where finished_at is not null;
