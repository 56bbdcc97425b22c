-- Why: the citizens' journeys and their transactions with an append-only history.
create table checkout_journey
  ( digest text not null constraint checkout_journey_pk primary key
  , document text not null
  , expires_at bigint not null
  );

create index checkout_journey_by_end on checkout_journey (expires_at);

create table checkout_transaction
  ( id text not null constraint checkout_transaction_pk primary key
  , result_id text not null
  , order_id text
  , status text not null
  , deadline_at bigint
  , activated_at bigint not null
  , has_email bigint not null
  , document text not null
  , version bigint not null
  , constraint checkout_transaction_result_unique unique (result_id)
  , constraint checkout_transaction_order_unique unique (order_id)
  , constraint checkout_transaction_has_email_flag check (has_email in (0, 1))
  );

create index checkout_transaction_by_deadline on checkout_transaction (deadline_at) where deadline_at is not null;
create index checkout_transaction_with_email on checkout_transaction (activated_at) where has_email = 1;

create table checkout_transaction_event
  ( transaction_id text not null constraint checkout_transaction_event_transaction_exists references checkout_transaction (id)
  , sequence bigint not null
  , at bigint not null
  , status text not null
  , code text not null
  , event text not null
  , constraint checkout_transaction_event_pk primary key (transaction_id, sequence)
  );
