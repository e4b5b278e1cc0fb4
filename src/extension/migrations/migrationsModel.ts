import type {
  FinalSchemaSummary,
  FindingSummary,
  MigrationFolderSummary,
  MigrationState,
  MigrationSummary,
} from '../../protocol/lsp.ts';

export interface FolderNode {
  readonly kind: 'folder';
  readonly id: string;
  readonly folder: MigrationFolderSummary;
  readonly children: readonly (FinalSchemaNode | MigrationNode)[];
}

/** What the last check of the final schema said, above the migrations that make it. */
export interface FinalSchemaNode {
  readonly kind: 'finalSchema';
  readonly id: string;
  readonly folderUri: string;
  readonly summary: FinalSchemaSummary;
}

export interface MigrationNode {
  readonly kind: 'migration';
  readonly id: string;
  readonly migration: MigrationSummary;
  readonly children: readonly (MigrationFindingNode | MoreFindingsNode)[];
}

export interface MigrationFindingNode {
  readonly kind: 'migrationFinding';
  readonly id: string;
  readonly uri: string;
  readonly finding: FindingSummary;
}

/** Findings that the list leaves out; a click opens the file that has them. */
export interface MoreFindingsNode {
  readonly kind: 'moreFindings';
  readonly id: string;
  readonly uri: string;
  readonly count: number;
}

export type MigrationsNode =
  | FolderNode
  | FinalSchemaNode
  | MigrationNode
  | MigrationFindingNode
  | MoreFindingsNode;

/** States whose proof, old or new, can be shown. */
const WITH_CERTIFICATE: ReadonlySet<MigrationState> = new Set([
  'proven',
  'notIdentical',
  'irreversible',
  'unprovable',
  'failed',
  'stale',
]);

/** The tree: newest migration first, since that is the one being written; one folder alone needs no level of its own. */
export function migrationTree(folders: readonly MigrationFolderSummary[]): readonly MigrationsNode[] {
  const nodes = folders.map(folderNode);
  const [only] = nodes;
  return nodes.length === 1 && only ? only.children : nodes;
}

function hasCertificate({ state }: MigrationSummary): boolean {
  return WITH_CERTIFICATE.has(state);
}

/** What menus ask of a migration: words separated by spaces. */
export function contextOf(migration: MigrationSummary): string {
  return [
    'migration',
    migration.state,
    ...(hasCertificate(migration) ? ['certificate'] : []),
    ...(migration.downUri === undefined ? [] : ['downFile']),
    ...(migration.hasDown ? [] : ['noDown']),
  ].join(' ');
}

/** How many migrations there are in each state. */
export function stateCounts(folders: readonly MigrationFolderSummary[]): ReadonlyMap<MigrationState, number> {
  const counts = new Map<MigrationState, number>();
  for (const { migrations } of folders) {
    for (const { state } of migrations) counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return counts;
}

function folderNode(folder: MigrationFolderSummary): FolderNode {
  const migrations = folder.migrations.map(migrationNode).reverse();
  const { finalSchema } = folder;
  const id = `folder:${folder.uri}`;
  return {
    kind: 'folder',
    id,
    folder,
    children: [
      ...(finalSchema
        ? [{ kind: 'finalSchema', id: `${id}:final`, folderUri: folder.uri, summary: finalSchema } as const]
        : []),
      ...migrations,
    ],
  };
}

function migrationNode(migration: MigrationSummary): MigrationNode {
  const { uri, findings, findingCount } = migration;
  const id = `migration:${uri}`;
  const children: (MigrationFindingNode | MoreFindingsNode)[] = findings.map((finding, index) => ({
    kind: 'migrationFinding',
    id: `${id}:${index}:${finding.ruleId}`,
    uri,
    finding,
  }));
  const left = findingCount - findings.length;
  if (left > 0) children.push({ kind: 'moreFindings', id: `${id}:more`, uri, count: left });
  return { kind: 'migration', id, migration, children };
}
