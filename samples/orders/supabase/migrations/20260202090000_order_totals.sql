alter table public.orders add column if not exists total_cents integer;

update public.orders set total_cents = 0;

alter table public.orders alter column total_cents set not null;

drop table public.legacy_orders;
