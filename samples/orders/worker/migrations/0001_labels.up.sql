-- Shipping labels that the worker has printed.
create table labels (
  id bigint generated always as identity primary key,
  order_number text not null,
  carrier text not null,
  printed_at timestamptz not null default now()
);

create index labels_order_number_idx on labels (order_number);
