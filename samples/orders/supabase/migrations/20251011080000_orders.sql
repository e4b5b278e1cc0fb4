create type public.order_status as enum ('draft', 'placed', 'packed', 'shipped', 'cancelled');

create table public.products (
  id uuid primary key default gen_random_uuid(),
  sku text not null unique,
  name text not null,
  unit_price_cents integer not null check (unit_price_cents > 0)
);

create table public.orders (
  id uuid primary key default gen_random_uuid(),
  customer_id uuid not null references public.customers (id),
  label text not null default '',
  status public.order_status not null default 'draft',
  lines json not null default '[]',
  placed_at timestamp
);

create index orders_customer_id_idx on public.orders (customer_id);

alter table public.products enable row level security;
alter table public.orders enable row level security;

create policy "everyone signed in sees products" on public.products
  for select to authenticated
  using (true);

create policy "staff see their orders" on public.orders
  for select to authenticated
  using (customer_id in (select customer_id from public.staff where user_id = auth.uid()));
