import type { MigrationFolder, MigrationTool } from './projectConfig.ts';

const FOLDER_OF_MIGRATIONS = /^(.*?(?:^|\/)(?:migrations?|migrate|drizzle))\//u;

interface Evidence {
  readonly folder: string;
  readonly paths: readonly string[];
  readonly contents: ReadonlyMap<string, string>;
}

/** From the surest sign to the weakest. */
const SIGNS: readonly (readonly [MigrationTool, (evidence: Evidence) => boolean])[] = [
  ['supabase', ({ folder }) => /(?:^|\/)supabase\/migrations$/u.test(folder)],
  [
    'prisma',
    ({ paths }) => paths.some((path) => /\/migration_lock\.toml$|\/[^/]+\/migration\.sql$/u.test(path)),
  ],
  ['drizzle', ({ paths }) => paths.some((path) => path.endsWith('/meta/_journal.json'))],
  ['diesel', ({ paths }) => paths.some((path) => /\/[^/]+\/(?:up|down)\.sql$/u.test(path))],
  ['flyway', ({ paths }) => paths.some((path) => /\/[VUR][\d._]*__[^/]*\.sql$/u.test(path))],
  ['goose', (evidence) => sqlSays(evidence, /^--\s*\+goose\b/imu)],
  ['dbmate', (evidence) => sqlSays(evidence, /^--\s*migrate:(?:up|down)\b/imu)],
  ['node-pg-migrate', (evidence) => sqlSays(evidence, /^--\s*Up Migration\b/mu)],
  ['node-pg-migrate', (evidence) => manifestSays(evidence, 'package.json', /"node-pg-migrate"\s*:/u)],
  ['dbmate', (evidence) => manifestSays(evidence, 'package.json', /"dbmate"\s*:/u)],
  ['sqlx', (evidence) => manifestSays(evidence, 'Cargo.toml', /^\s*sqlx\b/mu)],
];

/** Folders that hold SQL migrations, with the tool their names and comments betray. */
export function proposeMigrations(
  paths: readonly string[],
  contents: ReadonlyMap<string, string>,
): readonly MigrationFolder[] {
  const pathsOf = new Map<string, string[]>();
  for (const path of paths) {
    const folder = FOLDER_OF_MIGRATIONS.exec(path)?.[1];
    if (folder === undefined) continue;
    const known = pathsOf.get(folder);
    if (known) known.push(path);
    else pathsOf.set(folder, [path]);
  }
  return [...pathsOf]
    .filter(([, inside]) => inside.some((path) => path.endsWith('.sql')))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([folder, inside]) => {
      const evidence = { folder, paths: inside, contents };
      return { folder, tool: SIGNS.find(([, holds]) => holds(evidence))?.[0] ?? 'plain' };
    });
}

function sqlSays({ folder, contents }: Evidence, pattern: RegExp): boolean {
  for (const [path, text] of contents) {
    if (path.startsWith(`${folder}/`) && path.endsWith('.sql') && pattern.test(text)) return true;
  }
  return false;
}

/** A manifest beside the folder or above it. */
function manifestSays({ folder, contents }: Evidence, name: string, pattern: RegExp): boolean {
  for (const [path, text] of contents) {
    if (path !== name && !path.endsWith(`/${name}`)) continue;
    if (folder.startsWith(path.slice(0, path.length - name.length)) && pattern.test(text)) return true;
  }
  return false;
}
