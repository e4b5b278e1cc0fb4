/** Everything the API reads from its surroundings, in one place. */
export const settings = {
  port: Number(process.env.PORT ?? 4000),
  databaseUrl: process.env.DATABASE_URL ?? 'postgres://orders:kT7vPq2mXw9s@db.harbour.internal:5432/orders',
  jwtSecret: process.env.JWT_SECRET ?? '',
  payments: {
    url: 'https://payments.harbour.example/v2',
    apiKey: 'hbr_9fK2mQx7Vt4LzB8nWc1Hs5Yd3Rp6Ju0E',
  },
  mail: {
    from: 'orders@harbour.example',
    apiKey: process.env.MAIL_API_KEY ?? '',
  },
} as const;
