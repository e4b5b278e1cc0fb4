-- One invoice for each order, and the payments that came in for it.
create table public.invoices (
  id serial primary key,
  order_id uuid not null references public.orders (id),
  amount_cents integer not null,
  status varchar(20) not null default 'open',
  due_on date not null
);

create table public.payments (
  id bigint generated always as identity primary key,
  order_id uuid not null references public.orders (id),
  amount_cents integer not null check (amount_cents > 0),
  reference text not null unique,
  paid_at timestamptz not null default now()
);

alter table public.invoices enable row level security;

create policy "staff see their invoices" on public.invoices
  for select to authenticated
  using (
    order_id in (
      select o.id from public.orders o
      join public.staff s on s.customer_id = o.customer_id
      where s.user_id = (select auth.uid())
    )
  );
