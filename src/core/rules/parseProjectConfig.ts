import { type Document, isNode, parseDocument } from 'yaml';
import { z } from 'zod';
import { errorMessage } from '../errorMessage.ts';
import { DEFAULT_LAYERS } from './defaultLayers.ts';
import { compileGlobs } from './globs.ts';
import { type InheritedSettings, NOTHING_INHERITED } from './inheritedSettings.ts';
import type { DatabaseConfig, Layer, ProjectConfig, RuleSetting } from './projectConfig.ts';
import { SEVERITIES } from './ruleModel.ts';
import { plainIssueOf } from './schemaIssue.ts';

/** Supabase's default when a project is created today is newer; rules that need more say so themselves. */
export const DEFAULT_POSTGRES_VERSION = 15;

const TEST_LAYER = 7;

const globs = z.array(z.string().min(1));
const globsOrGroup = z.union([globs, z.strictObject({ name: z.string().optional(), include: globs })]);
const layerNumber = z.coerce.number().int().min(1).max(7);

const ruleSetting = z.union([
  z.enum(['on', 'off']),
  z.boolean(),
  z.enum(SEVERITIES),
  z.strictObject({
    enabled: z.boolean().optional(),
    severity: z.enum(SEVERITIES).optional(),
    layers: z.array(layerNumber).optional(),
    exceptPaths: globs.optional(),
  }),
]);

const configSchema = z.strictObject({
  version: z.literal(1),
  layers: z.record(z.string().regex(/^[1-7]$/, 'a layer is a number from 1 to 7'), globsOrGroup).optional(),
  workflows: z.record(z.string(), globsOrGroup).optional(),
  rules: z.record(z.string(), ruleSetting).optional(),
  ignore: globs.optional(),
  migrations: z
    .array(
      z.strictObject({
        folder: z.string(),
        tool: z
          .enum([
            'plain',
            'supabase',
            'prisma',
            'drizzle',
            'diesel',
            'flyway',
            'dbmate',
            'goose',
            'node-pg-migrate',
            'sqlx',
            'golang-migrate',
          ])
          .optional(),
        transaction: z.boolean().optional(),
      }),
    )
    .optional(),
  postgres: z.number().int().min(12).max(30).optional(),
  database: z
    .strictObject({
      platform: z.enum(['supabase', 'postgres']).optional(),
      exposedSchemas: z.array(z.string().min(1)).optional(),
      authFunctions: z
        .array(z.string().regex(/^[^.]+\.[^.]+$/u, 'a function is named with its schema, as in auth.uid'))
        .optional(),
      waivers: z
        .array(
          z.strictObject({
            rule: z.string().min(1),
            object: z.string().min(1),
            reason: z.string().trim().min(1),
          }),
        )
        .optional(),
    })
    .optional(),
});

export type ParsedConfig =
  | { readonly config: ProjectConfig }
  | {
      /** One line: what is wrong, where, and what is allowed. */
      readonly error: string;
      /** 0-based line of the mistake, where it is known. */
      readonly line: number;
    };

export function defaultProjectConfig(inherited: InheritedSettings = NOTHING_INHERITED): ProjectConfig {
  return buildConfig({ version: 1 }, () => 0, inherited);
}

/**
 * @param yaml text of `.fixward/config.yaml`; empty text gives the defaults
 * @param inherited holds where the text says nothing
 */
export function parseProjectConfig(
  yaml: string,
  inherited: InheritedSettings = NOTHING_INHERITED,
): ParsedConfig {
  const document = parseDocument(yaml, { prettyErrors: false });
  const problem = document.errors[0];
  if (problem) {
    return { error: `not valid YAML: ${problem.message}`, line: lineOf(yaml, problem.pos[0]) };
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    // Aliases that multiply without end are refused by the YAML library when they are expanded.
    return { error: `not usable YAML: ${errorMessage(error)}`, line: 0 };
  }
  if (value === null || value === undefined) return { config: defaultProjectConfig(inherited) };
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) {
    const { path, message } = plainIssueOf(parsed.error);
    return {
      error: `${path.length > 0 ? `${path.map(String).join('.')}: ` : ''}${message}`,
      line: lineOfPath(document, yaml, path),
    };
  }
  return { config: buildConfig(parsed.data, (path) => lineOfPath(document, yaml, path), inherited) };
}

function buildConfig(
  raw: z.infer<typeof configSchema>,
  lineOf: (path: readonly PropertyKey[]) => number,
  inherited: InheritedSettings,
): ProjectConfig {
  const own = Object.entries(raw.rules ?? {});
  const ignored = compileGlobs(raw.ignore ?? []);
  return {
    layers: raw.layers
      ? layersOf(raw.layers)
      : DEFAULT_LAYERS.map((layer) => ({ ...layer, test: compileGlobs(layer.include) })),
    workflows: Object.entries(raw.workflows ?? {}).map(([name, group]) => {
      const include = includeOf(group);
      return { name, include, test: compileGlobs(include) };
    }),
    // Own settings come last: one that means the same rule by another name wins too.
    rules: new Map([
      ...[...inherited.rules].filter(([name]) => !own.some(([id]) => id === name)),
      ...own.map(([id, setting]) => [id, ruleSettingOf(setting)] as const),
    ]),
    ignored: (path) => ignored(path) || inherited.ignored(path),
    migrations: (raw.migrations ?? []).map(({ folder, tool, transaction }) => ({
      folder,
      ...(tool && { tool }),
      ...(transaction !== undefined && { transaction }),
    })),
    postgresVersion: raw.postgres ?? inherited.postgresVersion ?? DEFAULT_POSTGRES_VERSION,
    ...(inherited.assumeInTransaction !== undefined && {
      assumeInTransaction: inherited.assumeInTransaction,
    }),
    database: databaseOf(raw.database, lineOf),
  };
}

function databaseOf(
  raw: z.infer<typeof configSchema>['database'],
  lineOf: (path: readonly PropertyKey[]) => number,
): DatabaseConfig {
  return {
    ...(raw?.platform && { platform: raw.platform }),
    ...(raw?.exposedSchemas && { exposedSchemas: raw.exposedSchemas }),
    ...(raw?.authFunctions && { authFunctions: raw.authFunctions }),
    waivers: (raw?.waivers ?? []).map((waiver, index) => ({
      ...waiver,
      line: lineOf(['database', 'waivers', index]),
    })),
  };
}

function layersOf(raw: Readonly<Record<string, z.infer<typeof globsOrGroup>>>): readonly Layer[] {
  return Object.entries(raw)
    .map(([key, group]) => {
      const number = Number(key);
      const include = includeOf(group);
      const named = Array.isArray(group) ? undefined : group.name;
      const name = named ?? DEFAULT_LAYERS.find((layer) => layer.number === number)?.name ?? `Layer ${key}`;
      return { number, name, include, test: compileGlobs(include) };
    })
    .sort((a, b) => orderOf(a) - orderOf(b));
}

/** Tests live inside the folders of every other layer, so their globs are asked first. */
function orderOf({ number }: Layer): number {
  return number === TEST_LAYER ? 0 : number;
}

function includeOf(group: z.infer<typeof globsOrGroup>): readonly string[] {
  return Array.isArray(group) ? group : group.include;
}

function ruleSettingOf(setting: z.infer<typeof ruleSetting>): RuleSetting {
  if (setting === 'on' || setting === true) return { enabled: true };
  if (setting === 'off' || setting === false) return { enabled: false };
  if (typeof setting === 'string') return { enabled: true, severity: setting };
  return {
    enabled: setting.enabled ?? true,
    ...(setting.severity && { severity: setting.severity }),
    ...(setting.layers && { layers: setting.layers }),
    ...(setting.exceptPaths && { exceptPaths: setting.exceptPaths }),
  };
}

/** The line of a value, or of the innermost mapping that should have held it. */
function lineOfPath(document: Document, yaml: string, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lineOf(yaml, node.range[0]);
  }
  return 0;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, Math.max(0, offset)).split('\n').length - 1;
}
