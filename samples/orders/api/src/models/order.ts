export enum OrderStatus {
  Draft = 'draft',
  Placed = 'placed',
  Packed = 'packed',
  Shipped = 'shipped',
  Cancelled = 'cancelled',
}

export interface OrderLine {
  readonly productId: string;
  readonly bags: number;
  readonly unitPriceCents: number;
}

export interface Order {
  readonly id: string;
  readonly customerId: string;
  readonly status: OrderStatus;
  readonly lines: readonly OrderLine[];
  readonly placedAt: string | undefined;
}

export function totalCents(order: Order): number {
  return order.lines.reduce((sum, line) => sum + line.bags * line.unitPriceCents, 0);
}
