import { languageOfPath } from './languages.ts';
import { DEFAULT_POSTGRES_VERSION } from './parseProjectConfig.ts';
import type { MigrationFolder } from './projectConfig.ts';
import { type ProposedLayer, proposeLayers } from './proposeLayers.ts';
import { proposeMigrations } from './proposeMigrations.ts';
import { type ProposedWorkflow, proposeWorkflows } from './proposeWorkflows.ts';

export interface ProposalInput {
  /** Files of the workspace that git does not ignore, from its root. */
  readonly paths: readonly string[];
  /** Text of some of them, by path: see {@link wantedContents}. */
  readonly contents?: ReadonlyMap<string, string>;
}

export interface ConfigProposal {
  /** Text for `.fixward/config.yaml`. */
  readonly yaml: string;
  /** One line per part, saying what was found. */
  readonly summary: readonly string[];
}

/** Reading more would only make the proposal slower. */
const CONTENTS_MAX = 40;

/** Which files' text makes the proposal better: manifests, and one migration of each folder. */
export function wantedContents(paths: readonly string[]): readonly string[] {
  const manifests = paths.filter((path) =>
    /(?:^|\/)(?:package\.json|pyproject\.toml|Cargo\.toml|go\.mod|config\.toml|(?:docker-)?compose[^/]*\.ya?ml)$/u.test(
      path,
    ),
  );
  const migrations = new Map<string, string>();
  for (const path of paths) {
    if (/\.sql$/u.test(path)) migrations.set(path.slice(0, path.lastIndexOf('/') + 1), path);
  }
  return [...manifests, ...migrations.values()].slice(0, CONTENTS_MAX);
}

/** What the configuration of a project would say, judged by the names of its folders and files alone. */
export function proposeConfig({ paths, contents = new Map() }: ProposalInput): ConfigProposal {
  const ignored = proposeIgnored(paths);
  const kept = paths.filter(
    (path) => !path.startsWith('.fixward/') && !ignored.some(({ test }) => test(path)),
  );
  const sources = kept.filter((path) => languageOfPath(path) !== undefined);
  const layers = proposeLayers(sources);
  const workflows = proposeWorkflows(sources);
  const migrations = proposeMigrations(kept, contents);
  const postgres = postgresVersionOf(contents);
  const parts = [
    '# What Fixward should know of this project. Every part may be left out.',
    'version: 1',
    layersYaml(layers),
    workflowsYaml(workflows),
    migrationsYaml(migrations),
    postgresYaml(postgres),
    ignoreYaml(ignored.map(({ glob }) => glob)),
    RULES_YAML,
  ];
  return {
    yaml: `${parts.join('\n\n')}\n`,
    summary: [
      ...layers.map(
        ({ number, name, globs, files }) =>
          `Layer ${number} ${name}: ${shortList(globs)} (${counted(files, 'file')})`,
      ),
      ...workflows.map(
        ({ name, globs, files }) => `Workflow ${name}: ${shortList(globs)} (${counted(files, 'file')})`,
      ),
      ...migrations.map(({ folder, tool }) => `Migrations: ${folder} (${tool ?? 'plain'})`),
      ...(postgres === undefined ? [] : [`Postgres ${postgres.version}: from ${postgres.source}`]),
      ...ignored.map(({ glob }) => `Ignored: ${glob}`),
      ...(layers.length + workflows.length + migrations.length === 0
        ? ['Nothing recognised yet: the usual folder names apply until you say otherwise']
        : []),
    ],
  };
}

const RULES_YAML = `# Switch a rule off or on, or give it another severity: CRITICAL, HIGH, MEDIUM or LOW.
# rules:
#   no-eval: HIGH`;

function layersYaml(layers: readonly ProposedLayer[]): string {
  if (layers.length === 0) {
    return '# Layers: folders with the usual names (models, routes, services, components …) are recognised without this.';
  }
  return [
    '# A layer is a place in the architecture, from the data outwards. Some rules run in some layers only.',
    'layers:',
    ...layers.flatMap(({ number, name, globs, files }) => [
      `  ${number}: # ${name}: ${counted(files, 'file')}`,
      ...globs.map((glob) => `    - ${quoted(glob)}`),
    ]),
  ].join('\n');
}

function workflowsYaml(workflows: readonly ProposedWorkflow[]): string {
  if (workflows.length === 0) {
    return `# Workflows: name the files of one feature, so that rules can be about it.
# workflows:
#   checkout: ['**/checkout/**']`;
  }
  return [
    '# A workflow is the files of one feature across the layers, guessed from names that recur.',
    'workflows:',
    ...workflows.flatMap(({ name, globs }) => [
      `  ${name}:`,
      ...globs.map((glob) => `    - ${quoted(glob)}`),
    ]),
  ].join('\n');
}

function migrationsYaml(migrations: readonly MigrationFolder[]): string {
  if (migrations.length === 0) {
    return `# Folders of SQL migrations and the tool that runs them.
# migrations:
#   - folder: migrations
#     tool: plain`;
  }
  return [
    '# Folders of SQL migrations and the tool that runs them, which decides what runs inside a transaction.',
    'migrations:',
    ...migrations.flatMap(({ folder, tool }) => [
      `  - folder: ${quoted(folder)}`,
      ...(tool === undefined ? [] : [`    tool: ${tool}`]),
    ]),
  ].join('\n');
}

function postgresYaml(postgres: PostgresVersion | undefined): string {
  const head = '# Postgres major version that SQL is judged for.';
  return postgres === undefined
    ? `${head}\n# postgres: ${DEFAULT_POSTGRES_VERSION}`
    : `${head} Found in ${postgres.source}.\npostgres: ${postgres.version}`;
}

function ignoreYaml(globs: readonly string[]): string {
  const head = '# Files that nobody mends by hand. What git ignores is left out anyway.';
  if (globs.length === 0) return `${head}\n# ignore: ['vendor/']`;
  return [head, 'ignore:', ...globs.map((glob) => `  - ${quoted(glob)}`)].join('\n');
}

interface PostgresVersion {
  readonly version: number;
  readonly source: string;
}

function postgresVersionOf(contents: ReadonlyMap<string, string>): PostgresVersion | undefined {
  for (const [source, text] of contents) {
    const written =
      (/(?:^|\/)supabase\/config\.toml$/u.test(source) &&
        /^\s*major_version\s*=\s*(\d+)/mu.exec(text)?.[1]) ||
      (/\.ya?ml$/u.test(source) &&
        /image:\s*["']?(?:[\w./-]*\/)?(?:postgres|pgvector|postgis|timescaledb)(?:ql)?:(?:pg)?(\d{2})\b/u.exec(
          text,
        )?.[1]);
    const version = Number(written || Number.NaN);
    if (version >= 12 && version <= 30) return { version, source };
  }
  return undefined;
}

interface IgnoredGroup {
  readonly glob: string;
  readonly test: (path: string) => boolean;
}

/** Generated and vendored code by the names it goes by. */
const IGNORED: readonly IgnoredGroup[] = [
  ...['vendor', 'third_party', 'dist', 'build', 'generated', '__generated__', '.next', 'coverage'].map(
    (folder) => ({
      glob: `**/${folder}/**`,
      test: (path: string) => path.startsWith(`${folder}/`) || path.includes(`/${folder}/`),
    }),
  ),
  { glob: '*.min.js', test: (path) => path.endsWith('.min.js') },
  { glob: '*.min.css', test: (path) => path.endsWith('.min.css') },
  { glob: '*.generated.*', test: (path) => /\.generated\.[^/]+$/u.test(path) },
  { glob: '*.pb.go', test: (path) => path.endsWith('.pb.go') },
  { glob: '*_pb2.py', test: (path) => path.endsWith('_pb2.py') },
  { glob: 'package-lock.json', test: (path) => /(?:^|\/)package-lock\.json$/u.test(path) },
  { glob: 'pnpm-lock.yaml', test: (path) => /(?:^|\/)pnpm-lock\.yaml$/u.test(path) },
];

function proposeIgnored(paths: readonly string[]): readonly IgnoredGroup[] {
  return IGNORED.filter(({ test }) => paths.some(test));
}

const LISTED_MAX = 4;

function shortList(globs: readonly string[]): string {
  const listed = globs.slice(0, LISTED_MAX).join(', ');
  return globs.length > LISTED_MAX ? `${listed} and ${globs.length - LISTED_MAX} more` : listed;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Globs start with characters that YAML reads as its own. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
