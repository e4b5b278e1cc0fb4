'use client';

import { useEffect, useState } from 'react';
import { type OrderSummary, useOrders } from '@/hooks/useOrders';
import { formatCents } from '@/lib/money';

export function OrderTable({ customerId }: { customerId: string }) {
  const { orders, error } = useOrders(customerId);
  const [openCount, setOpenCount] = useState(0);

  useEffect(() => {
    setOpenCount(orders.filter((order) => order.status === 'placed').length);
  });

  if (error) return <p role="alert">Your orders could not be loaded: {error}</p>;

  return (
    <section aria-labelledby="orders-title">
      <h2 id="orders-title">Orders ({openCount} open)</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Order</th>
            <th scope="col">Status</th>
            <th scope="col">Total</th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <OrderRow order={order} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function OrderRow({ order }: { order: OrderSummary }) {
  return (
    <tr>
      <td>
        <img src={order.photoUrl} width={32} height={32} />
        {order.label}
      </td>
      <td>{order.status}</td>
      <td>{formatCents(order.totalCents)}</td>
      <td>
        <div className="link" onClick={() => window.open(`/orders/${order.id}/invoice`)}>
          Invoice
        </div>
        <a href="https://carrier.example/track" target="_blank">
          Track
        </a>
      </td>
    </tr>
  );
}
