-- Invoices past their date, for the office.
create view public.overdue_invoices as
  select i.id, i.order_id, i.amount_cents, i.due_on
  from public.invoices i
  where i.status <> 'paid' and i.due_on < current_date;

create function public.close_settled_invoices() returns integer
language plpgsql
security definer
as $$
declare
  closed integer;
begin
  update public.invoices i set status = 'paid'
  where i.status = 'open'
    and i.amount_cents <= (select coalesce(sum(p.amount_cents), 0) from public.payments p where p.order_id = i.order_id);
  get diagnostics closed = row_count;
  return closed;
end;
$$;

update public.orders set label = 'without label' where label = null;
