-- Why: the node's positions, payments and receipts. Keys begin with the creditor, so that the tables can be spread over many machines by it. No index names a status, so that a change of status touches no index.
create table position
  ( creditor text not null
  , notice_number text not null
  , status text
  , activation_pending_until bigint
  , version bigint not null
  , constraint position_pk primary key (creditor, notice_number)
  , constraint position_status_known check (status in ('PAYING', 'INSERTED', 'PAID', 'NOTIFIED'))
  ) with (fillfactor = 70);

create table position_status_history
  ( creditor text not null
  , notice_number text not null
  , version bigint not null
  , status text not null
  , at bigint not null
  , constraint position_status_history_pk primary key (creditor, notice_number, version)
  , constraint position_status_history_status_known check (status in ('PAYING', 'INSERTED', 'PAID', 'NOTIFIED'))
  );

create table payment
  ( creditor text not null
  , notice_number text not null
  , token text not null
  , ordinal bigint not null
  , status text not null
  , activated_by text not null
  , psp text not null
  , psp_broker text not null
  , channel text not null
  , station text not null
  , creditor_broker text not null
  , idempotency_key text
  , activated_at bigint not null
  , valid_to bigint not null
  , payment_note text
  , iuv text not null
  , amount bigint not null
  , description text not null
  , company_name text not null
  , data text not null
  , transaction_id text
  , outcome text
  , version bigint not null
  , constraint payment_pk primary key (creditor, notice_number, token)
  , constraint payment_position_exists foreign key (creditor, notice_number) references position (creditor, notice_number)
  , constraint payment_status_known check (status in ('PAYING', 'PAYMENT_RESERVED', 'PAYMENT_SENT', 'PAYMENT_ACCEPTED', 'PAYMENT_REFUSED', 'PAYMENT_SEND_ERROR', 'PAYMENT_UNKNOWN', 'PAID', 'FAILED', 'CANCELLED', 'NOTICE_GENERATED', 'NOTICE_SENT', 'NOTIFIED'))
  , constraint payment_amount_range check (amount between 0 and 99999999999)
  ) with (fillfactor = 70);

create index payment_by_time on payment (activated_at, token);
create index payment_by_creditor on payment (creditor, activated_at, token);
create index payment_by_psp on payment (psp, activated_at, token);
create index payment_by_station on payment (station, activated_at, token);
create index payment_by_notice on payment (notice_number);
create index payment_by_iuv on payment (iuv);
create index payment_by_transaction on payment (transaction_id) where transaction_id is not null;

create table payment_deadline
  ( creditor text not null
  , notice_number text not null
  , token text not null
  , transaction_id text
  , valid_to bigint not null
  , constraint payment_deadline_pk primary key (creditor, notice_number, token)
  );

create index payment_deadline_by_end on payment_deadline (valid_to) where transaction_id is null;
create index payment_deadline_by_transaction on payment_deadline (transaction_id) where transaction_id is not null;

create table payment_token
  ( token text not null constraint payment_token_pk primary key
  , creditor text not null
  , notice_number text not null
  );

create table payment_status_history
  ( creditor text not null
  , notice_number text not null
  , token text not null
  , version bigint not null
  , status text not null
  , at bigint not null
  , constraint payment_status_history_pk primary key (creditor, notice_number, token, version)
  , constraint payment_status_history_status_known check (status in ('PAYING', 'PAYMENT_RESERVED', 'PAYMENT_SENT', 'PAYMENT_ACCEPTED', 'PAYMENT_REFUSED', 'PAYMENT_SEND_ERROR', 'PAYMENT_UNKNOWN', 'PAID', 'FAILED', 'CANCELLED', 'NOTICE_GENERATED', 'NOTICE_SENT', 'NOTIFIED'))
  );

create table receipt_recipient
  ( creditor text not null
  , notice_number text not null
  , token text not null
  , recipient text not null
  , station text not null
  , ordinal bigint not null
  , broker text not null
  , status text not null
  , retries bigint not null
  , version bigint not null
  , constraint receipt_recipient_pk primary key (creditor, notice_number, token, recipient, station)
  , constraint receipt_recipient_status_known check (status in ('NOTICE_GENERATED', 'NOTICE_SENT', 'NOTICE_PENDING', 'NOTIFIED'))
  , constraint receipt_recipient_retries_range check (retries >= 0)
  ) with (fillfactor = 70);

create table receipt_status_history
  ( creditor text not null
  , notice_number text not null
  , token text not null
  , recipient text not null
  , station text not null
  , version bigint not null
  , status text not null
  , at bigint not null
  , constraint receipt_status_history_pk primary key (creditor, notice_number, token, recipient, station, version)
  , constraint receipt_status_history_status_known check (status in ('NOTICE_GENERATED', 'NOTICE_SENT', 'NOTICE_PENDING', 'NOTIFIED'))
  );

create table closure
  ( transaction_id text not null constraint closure_pk primary key
  , outcome text not null
  , closed_at bigint not null
  , valid_to bigint not null
  , details text
  , result text
  , constraint closure_outcome_known check (outcome in ('OK', 'KO'))
  , constraint closure_result_known check (result in ('OK', 'KO'))
  );

create table closure_token
  ( transaction_id text not null constraint closure_token_closure_exists references closure (transaction_id)
  , ordinal bigint not null
  , token text not null
  , constraint closure_token_pk primary key (transaction_id, ordinal)
  );

create table idempotency
  ( psp text not null
  , idempotency_key text not null
  , primitive text not null
  , request_digest bytea not null
  , response bytea not null
  , creditor text
  , notice_number text
  , token text
  , valid_to bigint not null
  , constraint idempotency_pk primary key (psp, idempotency_key)
  ) with (fillfactor = 70);

create index idempotency_by_token on idempotency (token) where token is not null;
create index idempotency_by_end on idempotency (valid_to);
