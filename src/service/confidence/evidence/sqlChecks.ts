import { findObjects } from '../../../core/advice/schema/findObjects.ts';
import type { SchemaModel } from '../../../core/advice/schema/schemaModel.ts';
import type { ParseScript } from '../../../core/ports.ts';
import { unquoted } from '../../../core/schema/schemaRow.ts';
import type { ConfidenceEvidence } from '../../../protocol/confidence.ts';
import { sqlReferences } from './sqlReferences.ts';

const NAMES_TOLD_MAX = 5;

/** Of texts that are meant to be SQL: how many Postgres could read. */
export function parseEvidence(parse: ParseScript, texts: readonly string[]): readonly ConfidenceEvidence[] {
  const given = texts.filter((text) => text.trim() !== '');
  if (given.length === 0) return [];
  const read = given.filter((text) => !('error' in parse(text))).length;
  return [
    {
      part: 'reasoning',
      kind: 'sql_parses',
      text: `${read} of ${given.length} SQL texts can be read by Postgres.`,
      passed: read,
      of: given.length,
    },
  ];
}

/** Of the relations and columns that the texts need: how many the schema has. */
export function objectEvidence(
  parse: ParseScript,
  texts: readonly string[],
  model: SchemaModel,
): readonly ConfidenceEvidence[] {
  const trees = texts.flatMap((text) => {
    const read = parse(text);
    return 'error' in read ? [] : read.statements.map(({ tree }) => tree);
  });
  const { relations, columns } = sqlReferences(trees);
  const missing = relations.filter((name) => findObjects(model, name).length === 0);
  const absent = columns.filter(({ relation, column }) => hasColumn(model, relation, column) === false);
  const judged = columns.filter(({ relation, column }) => hasColumn(model, relation, column) !== undefined);
  return [
    ...counted('object_exists', 'relations', relations.length, missing),
    ...counted(
      'column_exists',
      'columns',
      judged.length,
      absent.map(({ relation, column }) => `${relation}.${column}`),
    ),
  ];
}

/** Undefined where the relation is not there or is no table or view: nothing can be said of its columns. */
function hasColumn(model: SchemaModel, relation: string, column: string): boolean | undefined {
  const lists = findObjects(model, relation).flatMap((object) =>
    object.kind === 'table' ? [object.table.columns] : object.kind === 'view' ? [object.view.columns] : [],
  );
  if (lists.length === 0) return undefined;
  return lists.some((columns) => columns.some(({ name }) => unquoted(name) === column));
}

function counted(
  kind: string,
  what: string,
  of: number,
  missing: readonly string[],
): readonly ConfidenceEvidence[] {
  if (of === 0) return [];
  const told = missing.slice(0, NAMES_TOLD_MAX).join(', ');
  const more = missing.length > NAMES_TOLD_MAX ? ', …' : '';
  const text =
    missing.length === 0
      ? `All ${of} ${what} that it names are in the schema.`
      : `Not in the schema: ${told}${more} (${missing.length} of ${of} ${what}).`;
  return [{ part: 'factual', kind, text, passed: of - missing.length, of }];
}
