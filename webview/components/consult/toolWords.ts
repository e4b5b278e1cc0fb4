import type { ToolDescription } from '../../../src/protocol/toolMethods.ts';
import { l10n } from '../../l10n.ts';
import type { IconName } from '../icon.ts';

/** How the panel speaks of a tool that people use by themselves. */
export interface ToolWords {
  readonly title: string;
  readonly icon: IconName;
  /** What a model would add to it. */
  readonly model?: string;
}

/** Needs no form: it can run as it is. */
const AT_ONCE = new Set(['relationship_map', 'check_schema', 'list_schema']);
/** Those that only make sense inside of a consultation. */
const NOT_HERE = new Set(['propose_migration', 'remember']);
const FIRST = [
  'relationship_map',
  'check_schema',
  'verify_migration',
  'slow_queries',
  'read_explain',
  'explain_locks',
  'advise_indexes',
  'check_sql',
  'run_readonly_sql',
];

/** Tools for people, those that are asked for most first. Nothing that writes is run from a form. */
export function toolsForPeople(tools: readonly ToolDescription[]): readonly ToolDescription[] {
  const rank = ({ name }: ToolDescription): number => {
    const at = FIRST.indexOf(name);
    return at < 0 ? FIRST.length : at;
  };
  return tools
    .filter(
      ({ name, action }) => action !== 'write_database' && action !== 'write_file' && !NOT_HERE.has(name),
    )
    .toSorted((a, b) => rank(a) - rank(b));
}

/** True for tools with a form of their own. */
export function isForPeople(name: string): boolean {
  return FIRST.includes(name);
}

export function runsAtOnce(name: string, connection: string | undefined): boolean {
  return AT_ONCE.has(name) || (name === 'slow_queries' && connection !== undefined);
}

export function toolWords({ name, title }: ToolDescription): ToolWords {
  switch (name) {
    case 'relationship_map':
      return {
        title: l10n.t('Show Schema Map'),
        icon: 'type-hierarchy',
        model: l10n.t('A model would tell what the tables are for and what is odd about them.'),
      };
    case 'check_schema':
      return {
        title: l10n.t('Check Schema'),
        icon: 'shield',
        model: l10n.t('A model would weigh the findings and write one migration for them.'),
      };
    case 'verify_migration':
      return {
        title: l10n.t('Prove a Migration'),
        icon: 'beaker',
        model: l10n.t('A model would write the migration, and mend it when the proof fails.'),
      };
    case 'slow_queries':
      return {
        title: l10n.t('Slow Queries'),
        icon: 'dashboard',
        model: l10n.t('A model would look into why each is slow and what to do about it.'),
      };
    case 'read_explain':
      return {
        title: l10n.t('Explain a Plan'),
        icon: 'graph',
        model: l10n.t('A model would rewrite the query and weigh indexes against each other.'),
      };
    case 'explain_locks':
      return {
        title: l10n.t('Explain Locks'),
        icon: 'lock',
        model: l10n.t('A model would propose the same change with weaker locks.'),
      };
    case 'advise_indexes':
      return { title: l10n.t('Advise Indexes'), icon: 'rocket' };
    case 'check_sql':
      return { title: l10n.t('Check SQL'), icon: 'checklist' };
    case 'run_readonly_sql':
      return { title: l10n.t('Run a Read-Only Query'), icon: 'table' };
    case 'list_schema':
      return { title: l10n.t('List the Schema'), icon: 'list-unordered' };
    case 'describe_object':
      return { title: l10n.t('Describe an Object'), icon: 'search' };
    case 'make_rollback':
      return { title: l10n.t('Write the Way Back'), icon: 'discard' };
    case 'search_documentation':
      return { title: l10n.t('Search Documentation'), icon: 'book' };
    case 'search_patterns':
      return { title: l10n.t('Search Patterns'), icon: 'library' };
    default:
      return { title, icon: 'tools' };
  }
}
