-- Deliveries of an order, and where each order goes.
create table public.deliveries (
  id uuid primary key default gen_random_uuid(),
  order_id uuid not null references public.orders (id),
  carrier text not null,
  tracking_code text,
  shipped_at timestamptz
);

create index deliveries_order_id_idx on public.deliveries (order_id);

create index orders_status_idx on public.orders (status);

alter table public.orders add column delivery_city text not null;

alter table public.orders
  add constraint orders_label_length check (char_length(label) <= 200);

alter table public.customers rename column email to contact_email;
