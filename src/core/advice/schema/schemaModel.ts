import type { ProofEngine } from '../../proof/certificate.ts';

/**
 * A whole schema as tools speak of it: what a project made, without what the platform and extensions own. Names are as
 * SQL writes them, quoted where they must be; `full` has the schema before the name.
 */
export interface SchemaModel {
  readonly engine: Pick<ProofEngine, 'name' | 'version'>;
  readonly schemas: readonly string[];
  readonly tables: readonly TableModel[];
  readonly views: readonly ViewModel[];
  readonly routines: readonly RoutineModel[];
  readonly types: readonly TypeModel[];
  readonly extensions: readonly string[];
}

export interface NamedModel {
  /** `public.orders` */
  readonly full: string;
  readonly schema: string;
  /** Without its schema. */
  readonly name: string;
  readonly comment?: string;
}

export interface ColumnModel {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  /** As SQL writes it; for a generated column its expression. */
  readonly initial?: string;
  readonly identity?: boolean;
  readonly generated?: boolean;
  readonly comment?: string;
}

export interface TableModel extends NamedModel {
  readonly kind: 'table' | 'partitioned' | 'foreign';
  /** Full name of the table that this is a partition of. */
  readonly partitionOf?: string;
  /** As the server last estimated it; absent where nothing was counted, as on a shadow. */
  readonly rowEstimate?: number;
  readonly rowSecurity: boolean;
  readonly columns: readonly ColumnModel[];
  readonly constraints: readonly ConstraintModel[];
  readonly indexes: readonly IndexModel[];
  readonly policies: readonly PolicyModel[];
  readonly triggers: readonly TriggerModel[];
}

export type ConstraintKind = 'primary key' | 'unique' | 'foreign key' | 'check' | 'exclusion';

export interface ConstraintModel {
  readonly name: string;
  readonly kind: ConstraintKind;
  readonly columns: readonly string[];
  readonly definition: string;
  readonly validated: boolean;
  /** Of a foreign key. */
  readonly references?: { readonly table: string; readonly columns: readonly string[] };
}

export interface IndexModel {
  readonly name: string;
  readonly method: string;
  /** Key columns in order; an expression has no name. */
  readonly columns: readonly (string | undefined)[];
  readonly included: readonly string[];
  readonly unique: boolean;
  /** Made by a primary key, unique or exclusion constraint. */
  readonly ofConstraint: boolean;
  readonly predicate?: string;
  readonly valid: boolean;
  readonly definition: string;
}

export interface PolicyModel {
  readonly name: string;
  readonly command: string;
  readonly permissive: boolean;
  readonly roles: readonly string[];
  readonly using?: string;
  readonly check?: string;
}

export interface TriggerModel {
  readonly name: string;
  readonly definition: string;
  readonly enabled: boolean;
}

export interface ViewModel extends NamedModel {
  readonly kind: 'view' | 'materialized view';
  readonly columns: readonly ColumnModel[];
  readonly definition: string;
  /** Full names of the tables and views it reads. */
  readonly reads: readonly string[];
}

export interface RoutineModel extends NamedModel {
  readonly kind: 'function' | 'procedure' | 'aggregate' | 'window function';
  readonly arguments: string;
  readonly returns: string;
  readonly language: string;
  readonly volatility: 'immutable' | 'stable' | 'volatile';
  readonly securityDefiner: boolean;
  /** Cut off where it gets long; absent for aggregates. */
  readonly definition?: string;
}

export interface TypeModel extends NamedModel {
  readonly kind: 'enum' | 'domain' | 'composite' | 'range';
  /** Labels of an enum, in order. */
  readonly labels: readonly string[];
  /** Of a domain its base and constraints, of a composite its fields. */
  readonly definition?: string;
}
