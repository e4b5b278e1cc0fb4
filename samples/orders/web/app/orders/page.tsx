import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { OrderTable } from '@/components/OrderTable';

export default async function OrdersPage() {
  const customerId = (await cookies()).get('customer')?.value;
  if (customerId === undefined) redirect('/sign-in');
  return (
    <main>
      <h1>Your orders</h1>
      <OrderTable customerId={customerId} />
    </main>
  );
}
