-- Why: logins under way, sessions, and who may act for which party.
create table identity_pending_login
  ( state_digest bytea not null constraint identity_pending_login_pk primary key
  , binding_digest bytea not null
  , nonce text not null
  , verifier text not null
  , provider text not null
  , return_path text not null
  , created_at bigint not null
  , used_at bigint
  , constraint identity_pending_login_provider_known check (provider in ('SPID', 'CIE'))
  );

create index identity_pending_login_by_age on identity_pending_login (created_at);

create table identity_session
  ( id text not null constraint identity_session_pk primary key
  , token_digest bytea not null
  , fiscal_code text not null
  , given_name text not null
  , family_name text not null
  , email text
  , provider text not null
  , issuer text not null
  , party_id text
  , created_at bigint not null
  , last_seen_at bigint not null
  , constraint identity_session_token_unique unique (token_digest)
  , constraint identity_session_provider_known check (provider in ('SPID', 'CIE'))
  );

create index identity_session_by_person on identity_session (fiscal_code, created_at);
create index identity_session_by_use on identity_session (last_seen_at);
create index identity_session_by_age on identity_session (created_at);

create table identity_party
  ( id text not null constraint identity_party_pk primary key
  , kind text not null
  , name text not null
  , fiscal_code text not null
  , constraint identity_party_kind_known check (kind in ('CI', 'PSP', 'PT', 'OPERATOR'))
  );

create table identity_membership
  ( fiscal_code text not null
  , party_id text not null constraint identity_membership_party_exists references identity_party (id)
  , role text not null
  , constraint identity_membership_pk primary key (fiscal_code, party_id)
  , constraint identity_membership_role_known check (role in ('ADMIN', 'OPERATOR'))
  );
