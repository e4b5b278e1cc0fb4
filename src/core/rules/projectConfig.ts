import type { PathTest } from './globs.ts';
import type { Severity } from './ruleModel.ts';

export interface Layer {
  readonly number: number;
  readonly name: string;
  readonly include: readonly string[];
  readonly test: PathTest;
}

export interface Workflow {
  readonly name: string;
  readonly include: readonly string[];
  readonly test: PathTest;
}

export interface RuleSetting {
  readonly enabled: boolean;
  readonly severity?: Severity;
  /** Replaces the rule's own layers. */
  readonly layers?: readonly number[];
  readonly exceptPaths?: readonly string[];
}

export type MigrationTool =
  | 'plain'
  | 'supabase'
  | 'prisma'
  | 'drizzle'
  | 'diesel'
  | 'flyway'
  | 'dbmate'
  | 'goose'
  | 'node-pg-migrate'
  | 'sqlx'
  | 'golang-migrate';

export interface MigrationFolder {
  readonly folder: string;
  readonly tool?: MigrationTool;
  /** Whether each script runs in one transaction, where the tool's habit is not followed; comments may still say no. */
  readonly transaction?: boolean;
}

/** Lets one object of the database be, with the reason why. */
export interface Waiver {
  /** Rule id or alias. */
  readonly rule: string;
  /** As findings name it: `public.orders`, `public.orders.state`, `policy "read all" on public.orders`. */
  readonly object: string;
  readonly reason: string;
  /** 0-based line in the configuration file. */
  readonly line: number;
}

/** What a project says of its database; what is left out is told from its files. */
export interface DatabaseConfig {
  readonly platform?: 'supabase' | 'postgres';
  readonly exposedSchemas?: readonly string[];
  readonly authFunctions?: readonly string[];
  readonly waivers: readonly Waiver[];
}

/** `.fixward/config.yaml`, parsed; absent parts hold the defaults. */
export interface ProjectConfig {
  readonly layers: readonly Layer[];
  readonly workflows: readonly Workflow[];
  /** By rule id or alias. */
  readonly rules: ReadonlyMap<string, RuleSetting>;
  readonly ignored: PathTest;
  readonly migrations: readonly MigrationFolder[];
  /** Postgres major version that SQL rules judge for. */
  readonly postgresVersion: number;
  readonly database: DatabaseConfig;
  /** SQL files of no tool in particular run in one transaction. */
  readonly assumeInTransaction?: boolean;
}

/** A file's layer is asked for several times in a row; its globs take longer than some of its rules. */
const latestLayers = new WeakMap<
  ProjectConfig,
  { readonly path: string; readonly layer: number | undefined }
>();

/** The first layer, in the order given, whose globs match. */
export function layerOfPath(config: ProjectConfig, path: string): number | undefined {
  const latest = latestLayers.get(config);
  if (latest?.path === path) return latest.layer;
  const layer = config.layers.find(({ test }) => test(path))?.number;
  latestLayers.set(config, { path, layer });
  return layer;
}

export function workflowsOfPath(config: ProjectConfig, path: string): readonly string[] {
  return config.workflows.filter((workflow) => workflow.test(path)).map(({ name }) => name);
}
