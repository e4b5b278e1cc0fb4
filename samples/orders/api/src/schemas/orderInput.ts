import { z } from 'zod';

export const orderInput = z.strictObject({
  lines: z
    .array(
      z.strictObject({
        productId: z.uuid(),
        bags: z.number().int().min(1).max(500),
      }),
    )
    .min(1)
    .max(100),
  note: z.string().max(500).optional(),
});

export type OrderInput = z.infer<typeof orderInput>;
