import pg from 'pg';
import { settings } from './config/settings.ts';

export const db = new pg.Pool({
  connectionString: settings.databaseUrl,
  max: 10,
  statement_timeout: 5_000,
  ssl: { rejectUnauthorized: false },
});
