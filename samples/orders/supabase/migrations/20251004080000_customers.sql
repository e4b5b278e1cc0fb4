-- Customers and their staff. A row of staff links a signed-in user to the customer it orders for.
create table public.customers (
  id uuid primary key default gen_random_uuid(),
  name text not null check (char_length(name) between 1 and 200),
  email text not null unique,
  password_hash text not null,
  created_at timestamptz not null default now()
);

create table public.staff (
  user_id uuid primary key references auth.users (id) on delete cascade,
  customer_id uuid not null references public.customers (id) on delete cascade,
  created_at timestamptz not null default now()
);

create index staff_customer_id_idx on public.staff (customer_id);

alter table public.customers enable row level security;
alter table public.staff enable row level security;

create policy "staff see themselves" on public.staff
  for select to authenticated
  using (user_id = (select auth.uid()));

create policy "staff see their customer" on public.customers
  for select to authenticated
  using (id in (select customer_id from public.staff where user_id = (select auth.uid())));
