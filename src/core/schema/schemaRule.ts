import type { ShadowRow } from '../proof/shadowDatabase.ts';
import type { FixKind } from '../rules/ruleModel.ts';

/** What a project says about its database; rules about the final schema ask for it. */
export interface SchemaSettings {
  readonly platform: 'supabase' | 'postgres';
  /** Schemas an API serves to its users; default `public` and `graphql_public` on Supabase, none elsewhere. */
  readonly exposedSchemas: readonly string[];
  /** Functions that say who the user is, schema-qualified: `auth.uid`, `app.current_user_id`. */
  readonly authFunctions: readonly string[];
  /** Postgres major version the project runs on. */
  readonly targetVersion: number;
}

/** The catalog row that a finding is about; the statement that wrote it is where the finding stands. */
export interface CatalogObject {
  readonly catalog:
    | 'pg_class'
    | 'pg_attribute'
    | 'pg_constraint'
    | 'pg_index'
    | 'pg_policy'
    | 'pg_proc'
    | 'pg_rewrite'
    | 'pg_type'
    | 'pg_trigger'
    | 'pg_extension'
    | 'pg_namespace';
  /** As a string of digits. For `pg_attribute` the relation's, for `pg_index` the index's, for `pg_rewrite` the view's. */
  readonly oid: string;
  /** Column number, for `pg_attribute`. */
  readonly column?: number;
  /** As waivers and messages name it: `public.orders`, `public.orders.state`, `policy "read all" on public.orders`. */
  readonly name: string;
}

/** SQL that mends the final schema when run as a later statement. */
export interface SchemaRemedy {
  readonly title: string;
  readonly kind: FixKind;
  /** One or more statements, each ended by `;`. */
  readonly sql: string;
}

export interface SchemaReport {
  readonly object: CatalogObject;
  readonly message: string;
  /** Names that the finding stands at within its statement, best first; the object's own when absent. */
  readonly marks?: readonly string[];
  readonly remedies?: readonly SchemaRemedy[];
}

/** Finds trouble in a whole schema: a query over the catalogs of the shadow database, and what each row means. */
export interface SchemaMatcher {
  readonly kind: 'schema';
  /** Asks for what only a server in use knows, as statistics do: never run over a shadow database. */
  readonly live?: true;
  /** False where the rule has nothing to say, as Supabase's rules elsewhere. */
  readonly applies?: (settings: SchemaSettings) => boolean;
  /** One statement; names every catalog as `pg_catalog.…`; leaves out what the platform and extensions own. */
  readonly query: (settings: SchemaSettings) => string;
  readonly report: (row: ShadowRow, settings: SchemaSettings) => SchemaReport | undefined;
}

/** A finding of the final schema, in the file and statement that caused it. */
export interface SchemaFinding extends SchemaReport {
  readonly ruleId: string;
  /** Absent when no statement of the replayed files made the object. */
  readonly place?: {
    readonly path: string;
    /** The statement, as offsets in the file. */
    readonly start: number;
    readonly end: number;
  };
}
