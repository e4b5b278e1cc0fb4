import type { Rule } from '../../rules/ruleModel.ts';
import {
  isExposedSchemaSql,
  isNoExtensions,
  isReadableOverApi,
  qualifiedName,
  textArray,
} from '../catalogSql.ts';
import { listed, listIn, textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

/** Whole column names, `-` read as `_`, that hold credentials, identity papers, payment or health data. */
const SENSITIVE_NAMES: readonly string[] = [
  ...['password', 'passwd', 'pwd', 'passphrase', 'password_hash', 'password_digest', 'hashed_password'],
  ...['encrypted_password', 'secret', 'secret_key', 'client_secret', 'private_key', 'api_key', 'apikey'],
  ...['auth_key', 'token', 'jwt', 'access_token', 'refresh_token', 'oauth_token', 'session_token'],
  ...['bearer_token', 'auth_code', 'session_id', 'session_key', 'session_secret', 'recovery_code'],
  ...['backup_code', 'verification_code', 'otp', 'otp_secret', 'two_factor', '2fa_secret', '2fa_code'],
  ...['ssn', 'social_security', 'social_security_number', 'driver_license', 'drivers_license'],
  ...['license_number', 'passport_number', 'passport_id', 'national_id', 'tax_id', 'credit_card'],
  ...['credit_card_number', 'card_number', 'cvv', 'cvc', 'cvn', 'bank_account', 'account_number'],
  ...['routing_number', 'iban', 'swift_code', 'bic', 'health_record', 'medical_record', 'patient_id'],
  ...['insurance_number', 'health_insurance', 'medical_insurance', 'treatment', 'mac_address', 'macaddr'],
  ...['imei', 'device_uuid', 'pgp_key', 'gpg_key', 'ssh_key', 'certificate', 'license_key'],
  ...['activation_key', 'facial_recognition'],
];

const matcher: SchemaMatcher = {
  kind: 'schema',
  applies: ({ platform }) => platform === 'supabase',
  query: (
    settings,
  ) => `SELECT c.oid::pg_catalog.text AS oid, ${qualifiedName('n.nspname', 'c.relname')} AS relation,
    pg_catalog.jsonb_agg(a.attname ORDER BY a.attname) AS columns
  FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relkind IN ('r', 'p') AND NOT c.relrowsecurity
    AND pg_catalog.replace(pg_catalog.lower(a.attname), '-', '_') = ANY (${textArray(SENSITIVE_NAMES)})
    AND ${isReadableOverApi('c.oid')} AND ${isExposedSchemaSql('n.nspname', settings)} AND ${isNoExtensions('c.oid')}
  GROUP BY c.oid, n.nspname, c.relname ORDER BY n.nspname, c.relname`,
  report: (row) => {
    const [relation, columns] = [textIn(row, 'relation'), listIn(row, 'columns')];
    return {
      object: { catalog: 'pg_class', oid: textIn(row, 'oid'), name: relation },
      message: `Anyone who holds the public key can read ${listed(columns)} of ${relation}: row level security is off.`,
      marks: columns,
      remedies: [
        {
          title: `Enable row level security on ${relation}`,
          kind: 'suggest',
          sql: `ALTER TABLE ${relation} ENABLE ROW LEVEL SECURITY;`,
        },
        {
          title: `Take ${relation} out of the API`,
          kind: 'suggest',
          sql: `REVOKE ALL ON ${relation} FROM PUBLIC, anon, authenticated;`,
        },
      ],
    };
  },
};

export const rule: Rule = {
  id: 'sensitive-columns',
  title: 'Credentials or personal data open to the public',
  kind: 'detection',
  severity: 'CRITICAL',
  problemType: 'Security',
  languages: ['sql'],
  message: 'Anyone who holds the public key can read these columns: row level security is off.',
  actionRequired: 'Enable row level security, or keep the columns in a schema that is not served.',
  why: 'The table is served over the API without row level security, and its columns are called like passwords, tokens, identity numbers or payment data. One request with the public key reads them all.',
  howToFix:
    'Enable row level security and write policies, or move the columns to a table in a private schema. Passwords belong to `auth.users`, keys to Supabase Vault.',
  references: [
    'https://supabase.com/docs/guides/database/database-advisors?lint=0023_sensitive_columns_exposed',
  ],
  aliases: ['sensitive_columns_exposed', '0023_sensitive_columns_exposed'],
  match: [matcher],
  examples: {
    fires: [
      {
        code: 'create table public.members (id bigint primary key, password_hash text, ssn text);',
        path: 'supabase/migrations/1_members.sql',
      },
    ],
    silent: [
      {
        code: 'create table public.members (id bigint primary key, ssn text);\nalter table public.members enable row level security;',
        path: 'supabase/migrations/1_members.sql',
      },
      {
        code: 'create schema private;\ncreate table private.members (id bigint primary key, ssn text);',
        path: 'supabase/migrations/1_members.sql',
      },
      {
        code: 'create table public.usage (id bigint primary key, token_count integer);',
        path: 'supabase/migrations/1_usage.sql',
      },
    ],
  },
};
