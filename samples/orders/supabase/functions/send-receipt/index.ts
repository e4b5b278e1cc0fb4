import { createClient } from 'jsr:@supabase/supabase-js@2';

/** Mails the receipt of a paid order to the customer. */
Deno.serve(async (request) => {
  const { orderId } = await request.json();
  const supabase = createClient(Deno.env.get('SUPABASE_URL') ?? '', Deno.env.get('SUPABASE_SERVICE_ROLE_KEY') ?? '');
  const { data: order } = await supabase.from('orders').select('id, label, customers(email)').eq('id', orderId).single();
  if (order === null) return new Response('no such order', { status: 404 });
  const mail = await fetch('https://mail.harbour.example/messages', {
    method: 'POST',
    body: JSON.stringify({ to: order.customers.email, subject: `Receipt for ${order.label}` }),
  });
  return new Response(null, { status: mail.ok ? 204 : 502 });
});
