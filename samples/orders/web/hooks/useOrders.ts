'use client';

import { useEffect, useState } from 'react';
import { supabase } from '@/lib/supabase';

export interface OrderSummary {
  readonly id: string;
  readonly label: string;
  readonly status: 'placed' | 'packed' | 'shipped' | 'cancelled';
  readonly totalCents: number;
  readonly photoUrl: string;
}

export function useOrders(customerId: string) {
  const [orders, setOrders] = useState<readonly OrderSummary[]>([]);
  const [error, setError] = useState<string>();

  useEffect(async () => {
    const { data, error: failure } = await supabase.from('orders').select('*').eq('customer_id', customerId);
    if (failure) setError(failure.message);
    else setOrders(data);
  }, [customerId]);

  return { orders, error };
}
