-- Why: the journal of messages and state changes, append-only, from which traces and statistics are read.
create table journal_event
  ( id bigint generated always as identity constraint journal_event_pk primary key
  , at bigint not null
  , session_id text not null
  , exchange text not null
  , kind text not null
  , primitive text not null
  , caller text not null
  , callee text not null
  , creditor text
  , notice_number text
  , iuv text
  , token text
  , transaction_id text
  , psp text
  , channel text
  , station text
  , outcome text
  , fault_code text
  , latency_us bigint
  , state text
  , payload bytea
  , constraint journal_event_kind_known check (kind in ('REQ', 'RESP', 'INTERN'))
  , constraint journal_event_outcome_known check (outcome in ('OK', 'KO'))
  );

create index journal_event_by_notice on journal_event (creditor, notice_number) where notice_number is not null;
create index journal_event_by_token on journal_event (token) where token is not null and notice_number is null;
create index journal_event_by_transaction on journal_event (transaction_id) where transaction_id is not null;
