import type { Node } from '@pgsql/types';
import type { ParseScript } from '../../ports.ts';
import { isAlwaysTrue } from '../../sql/alwaysTrue.ts';
import { type Fields, fieldOf, itemsOf, relationName, statementOf, stringsOf } from './treeFields.ts';

/** One thing that cannot be undone by running something else. */
export interface Destruction {
  /** Position of the statement in the text, from 0. */
  readonly statement: number;
  /** Completes "It …": `drops the table orders`. */
  readonly what: string;
  /** The object's own name, which the user types to confirm; absent where there is none. */
  readonly name?: string;
}

/** What a text destroys, in the order of its statements; undefined for a text that cannot be read. */
export function destroys(parse: ParseScript, sql: string): readonly Destruction[] | undefined {
  const parsed = parse(sql);
  if ('error' in parsed) return undefined;
  return parsed.statements.flatMap(({ tree }, statement) =>
    [...ofDrop(tree), ...ofAlter(tree), ...ofRows(tree)].map((found) => ({ statement, ...found })),
  );
}

/** What the user types to confirm: the name of the first thing destroyed, or a plain word where it has none. */
export function confirmationWord(found: readonly Destruction[]): string | undefined {
  if (found.length === 0) return undefined;
  return found.find(({ name }) => name !== undefined)?.name ?? 'destroy';
}

type Found = Omit<Destruction, 'statement'>;

function ofDrop(tree: unknown): readonly Found[] {
  const drop = statementOf(tree, 'DropStmt');
  if (drop) {
    const kind = String(drop.removeType)
      .replace('OBJECT_', '')
      .replace('MATVIEW', 'MATERIALIZED VIEW')
      .replaceAll('_', ' ')
      .toLowerCase();
    const more = drop.behavior === 'DROP_CASCADE' ? ' and all that depends on it' : '';
    return itemsOf(drop.objects).map((object) => named(`drops the ${kind}`, objectPath(object), more));
  }
  const database = statementOf(tree, 'DropdbStmt');
  if (database) return [named('drops the database', [String(database.dbname)])];
  const roles = statementOf(tree, 'DropRoleStmt');
  if (roles) return rolesOf(roles).map((role) => named('drops the role', [role]));
  const owned = statementOf(tree, 'DropOwnedStmt');
  if (owned) return rolesOf(owned).map((role) => named('drops everything that belongs to', [role]));
  const tablespace = statementOf(tree, 'DropTableSpaceStmt');
  if (tablespace) return [named('drops the tablespace', [String(tablespace.tablespacename)])];
  const subscription = statementOf(tree, 'DropSubscriptionStmt');
  if (subscription) return [named('drops the subscription', [String(subscription.subname)])];
  const mapping = statementOf(tree, 'DropUserMappingStmt');
  return mapping ? [named('drops a user mapping of', [String(mapping.servername)])] : [];
}

function ofAlter(tree: unknown): readonly Found[] {
  const domain = statementOf(tree, 'AlterDomainStmt');
  if (domain) {
    const dropsConstraint = domain.subtype === 'X';
    return dropsConstraint
      ? [named(`drops the constraint of ${stringsOf(domain.typeName).join('.')}:`, [String(domain.name)])]
      : [];
  }
  const publication = statementOf(tree, 'AlterPublicationStmt');
  if (publication?.action === 'AP_DropObjects')
    return [named('takes tables out of the publication', [String(publication.pubname)])];
  const alter = statementOf(tree, 'AlterTableStmt');
  if (!alter) return [];
  const table = relationName(alter.relation);
  return itemsOf(alter.cmds).flatMap((node) => {
    const command = statementOf(node, 'AlterTableCmd');
    return command ? ofAlterCommand(command, table) : [];
  });
}

/** Actions of ALTER TABLE that take something away, and what it is called. */
const TAKEN: Readonly<Record<string, string>> = {
  AT_DropColumn: 'drops the column',
  AT_DropConstraint: 'drops the constraint',
  AT_DropIdentity: 'drops the identity of the column',
  AT_DropExpression: 'drops the expression of the column',
  AT_DropNotNull: 'drops NOT NULL of the column',
};

function ofAlterCommand(command: Fields, table: string): readonly Found[] {
  const subtype = String(command.subtype);
  const name = String(command.name ?? '');
  const taken = Object.hasOwn(TAKEN, subtype) ? TAKEN[subtype] : undefined;
  if (taken !== undefined) return [named(taken, [...(table === '' ? [] : [table]), name])];
  if (subtype === 'AT_DisableRowSecurity' || subtype === 'AT_NoForceRowSecurity')
    return [named('takes row level security off', [table])];
  if (subtype === 'AT_DetachPartition') return [];
  const type = subtype === 'AT_AlterColumnType' ? narrowType(command.def) : undefined;
  return type === undefined
    ? []
    : [{ what: `may cut off values of ${table}.${name}, which becomes ${type}`, name }];
}

/** Types into which the usual change keeps every value. */
const WIDE: ReadonlySet<string> = new Set([
  'text',
  'varchar',
  'numeric',
  'int8',
  'timestamptz',
  'jsonb',
  'citext',
]);

/** The new type when it may hold less than the old one did; the old one is not known here. */
function narrowType(definition: unknown): string | undefined {
  const type = fieldOf(fieldOf(definition, 'ColumnDef'), 'typeName');
  const name = stringsOf(fieldOf(type, 'names')).at(-1) ?? 'another type';
  const limits = itemsOf(fieldOf(type, 'typmods'));
  if (WIDE.has(name) && limits.length === 0 && fieldOf(type, 'arrayBounds') === undefined) return undefined;
  const numbers = limits.map((limit) => fieldOf(fieldOf(fieldOf(limit, 'A_Const'), 'ival'), 'ival') ?? 0);
  return numbers.length === 0 ? name : `${name}(${numbers.join(', ')})`;
}

/** Rows, wherever in the statement they are taken: a common table expression deletes as well as a statement does. */
function ofRows(tree: unknown): readonly Found[] {
  const found: Found[] = [];
  const pending: unknown[] = [tree];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    const truncate = statementOf(value, 'TruncateStmt');
    for (const relation of itemsOf(truncate?.relations)) {
      const name = relationName(fieldOf(relation, 'RangeVar'));
      const more = truncate?.behavior === 'DROP_CASCADE' ? ' and of all tables that refer to it' : '';
      found.push(named('removes all rows of', name.split('.'), more));
    }
    const remove = statementOf(value, 'DeleteStmt');
    if (remove && isUnconditional(remove))
      found.push(named('deletes all rows of', relationName(remove.relation).split('.')));
    const update = statementOf(value, 'UpdateStmt');
    if (update && isUnconditional(update))
      found.push(named('overwrites all rows of', relationName(update.relation).split('.')));
    const merge = statementOf(value, 'MergeStmt');
    const deletes = itemsOf(merge?.mergeWhenClauses).some(
      (clause) => fieldOf(fieldOf(clause, 'MergeWhenClause'), 'commandType') === 'CMD_DELETE',
    );
    if (merge && deletes)
      found.push(named('deletes matching rows of', relationName(merge.relation).split('.')));
    if (typeof value === 'object' && value !== null) {
      pending.push(...Object.values(value).filter((child) => typeof child === 'object' && child !== null));
    }
  }
  return found;
}

function isUnconditional({ whereClause }: Fields): boolean {
  // SAFETY: the parser's tree is what these types describe.
  return whereClause === undefined || isAlwaysTrue(whereClause as Node);
}

function objectPath(object: unknown): readonly string[] {
  const direct = fieldOf(fieldOf(object, 'String'), 'sval');
  if (typeof direct === 'string') return [direct];
  const list = fieldOf(fieldOf(object, 'List'), 'items');
  if (Array.isArray(list)) return stringsOf(list);
  return [
    ...stringsOf(fieldOf(fieldOf(object, 'ObjectWithArgs'), 'objname')),
    ...stringsOf(fieldOf(fieldOf(object, 'TypeName'), 'names')),
  ];
}

function rolesOf({ roles }: Fields): readonly string[] {
  return itemsOf(roles).map((role) =>
    String(fieldOf(fieldOf(role, 'RoleSpec'), 'rolename') ?? 'the current role'),
  );
}

function named(what: string, path: readonly string[], more = ''): Found {
  const name = path.at(-1);
  return {
    what: `${what} ${path.join('.')}${more}`.trim(),
    ...(name !== undefined && name !== '' && { name }),
  };
}
