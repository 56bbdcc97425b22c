-- Why: who may call the node and whom it calls; every process holds it in memory and reloads it when registry_version grows.
create table registry_version
  ( id bigint not null constraint registry_version_pk primary key
  , version bigint not null
  , constraint registry_version_single check (id = 1)
  );

insert into registry_version (id, version) values (1, 0);

create table creditor
  ( fiscal_code text not null constraint creditor_pk primary key
  , name text not null
  , availability text not null
  , constraint creditor_availability_known check (availability in ('enabled', 'disabled'))
  );

create table creditor_broker
  ( id text not null constraint creditor_broker_pk primary key
  , name text not null
  , availability text not null
  , extended_fault_bean bigint not null
  , constraint creditor_broker_availability_known check (availability in ('enabled', 'disabled'))
  , constraint creditor_broker_extended_fault_bean_flag check (extended_fault_bean in (0, 1))
  );

create table station
  ( id text not null constraint station_pk primary key
  , broker text not null constraint station_broker_exists references creditor_broker (id)
  , availability text not null
  , primitive_version bigint not null
  , target text not null
  , password text not null
  , timeout_ms bigint
  , constraint station_availability_known check (availability in ('enabled', 'disabled'))
  , constraint station_primitive_version_known check (primitive_version in (1, 2))
  );

create table station_link
  ( creditor text not null constraint station_link_creditor_exists references creditor (fiscal_code)
  , station text not null constraint station_link_station_exists references station (id)
  , aux_digit bigint not null
  , code bigint not null
  , broadcast bigint not null
  , constraint station_link_pk primary key (creditor, aux_digit, code)
  , constraint station_link_aux_digit_known check (aux_digit between 0 and 3)
  , constraint station_link_code_range check (code between -1 and 99)
  , constraint station_link_broadcast_flag check (broadcast in (0, 1))
  );

create table account
  ( creditor text not null constraint account_creditor_exists references creditor (fiscal_code)
  , iban text not null
  , constraint account_pk primary key (creditor, iban)
  );

create table psp
  ( id text not null constraint psp_pk primary key
  , name text not null
  , fiscal_code text
  , vat_number text
  , availability text not null
  , stamp bigint not null
  , constraint psp_availability_known check (availability in ('enabled', 'disabled'))
  , constraint psp_stamp_flag check (stamp in (0, 1))
  );

create table psp_broker
  ( id text not null constraint psp_broker_pk primary key
  , name text not null
  , availability text not null
  , extended_fault_bean bigint not null
  , constraint psp_broker_availability_known check (availability in ('enabled', 'disabled'))
  , constraint psp_broker_extended_fault_bean_flag check (extended_fault_bean in (0, 1))
  );

create table channel
  ( id text not null constraint channel_pk primary key
  , broker text not null constraint channel_broker_exists references psp_broker (id)
  , availability text not null
  , payment_model text not null
  , primitive_version bigint not null
  , target text
  , password text not null
  , digital_stamp bigint not null
  , timeout_ms bigint
  , constraint channel_availability_known check (availability in ('enabled', 'disabled'))
  , constraint channel_payment_model_known check (payment_model in ('IMMEDIATE', 'IMMEDIATE_MULTIBENEFICIARY', 'DEFERRED', 'ACTIVATED_AT_PSP'))
  , constraint channel_primitive_version_known check (primitive_version in (1, 2))
  , constraint channel_digital_stamp_flag check (digital_stamp in (0, 1))
  );

create table channel_link
  ( psp text not null constraint channel_link_psp_exists references psp (id)
  , channel text not null constraint channel_link_channel_exists references channel (id)
  , payment_types text not null
  , constraint channel_link_pk primary key (psp, channel)
  );
