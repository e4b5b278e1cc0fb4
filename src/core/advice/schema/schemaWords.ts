import { counted } from '../../report/textReport.ts';
import { cut } from '../cappedText.ts';
import type {
  ColumnModel,
  NamedModel,
  RoutineModel,
  SchemaModel,
  TableModel,
  TypeModel,
  ViewModel,
} from './schemaModel.ts';

/** A comment is a hint here; all of it stands in the data. */
const COMMENT_CHARACTERS_MAX = 160;
const LABELS_MAX = 12;
const DEFINITION_CHARACTERS_MAX = 1_500;

/** `orders: 5 columns, about 1200 rows; RLS on` */
export function tableLine(table: TableModel): string {
  const facts = [
    counted(table.columns.length, 'column'),
    ...(table.rowEstimate === undefined ? [] : [`about ${counted(table.rowEstimate, 'row')}`]),
    ...(table.kind === 'table' ? [] : [table.kind]),
    ...(table.partitionOf === undefined ? [] : [`partition of ${table.partitionOf}`]),
    ...(table.rowSecurity
      ? [`row security, ${counted(table.policies.length, 'policy').replace(/policys$/u, 'policies')}`]
      : []),
  ];
  return `${table.full}: ${facts.join(', ')}${commentWords(table)}`;
}

export function viewLine(view: ViewModel): string {
  const reads = view.reads.length === 0 ? '' : ` of ${view.reads.join(', ')}`;
  return `${view.full}: ${view.kind}${reads}${commentWords(view)}`;
}

export function routineLine(routine: RoutineModel): string {
  const { full, kind, returns, language, securityDefiner } = routine;
  const result = returns === '' ? '' : ` returns ${returns}`;
  const definer = securityDefiner ? ', security definer' : '';
  return `${full}(${routine.arguments})${result}: ${kind} in ${language}${definer}${commentWords(routine)}`;
}

export function typeLine(type: TypeModel): string {
  const { full, kind, labels, definition } = type;
  const more = labels.length > LABELS_MAX ? `, … ${labels.length - LABELS_MAX} more` : '';
  const content = kind === 'enum' ? `${labels.slice(0, LABELS_MAX).join(', ')}${more}` : (definition ?? '');
  return `${full}: ${kind}${content === '' ? '' : ` ${content}`}${commentWords(type)}`;
}

function commentWords({ comment }: NamedModel): string {
  return comment === undefined ? '' : ` — ${oneLine(comment, COMMENT_CHARACTERS_MAX)}`;
}

/** All that is known of a table, one fact a line, with the keys of others that point to it. */
export function tableWords(table: TableModel, model: SchemaModel): readonly string[] {
  const keys = table.constraints.map(
    ({ name, definition, validated }) => `  ${name}: ${definition}${validated ? '' : ' (not validated)'}`,
  );
  const indexes = table.indexes
    .filter(({ ofConstraint }) => !ofConstraint)
    .map(({ definition, valid }) => `  ${definition}${valid ? '' : ' (INVALID)'}`);
  const policies = table.policies.map(
    ({ name, command, permissive, roles, using, check }) =>
      `  ${name}: ${permissive ? '' : 'restrictive, '}for ${command} to ${roles.join(', ')}${using === undefined ? '' : ` using (${using})`}${check === undefined ? '' : ` with check (${check})`}`,
  );
  const triggers = table.triggers.map(
    ({ definition, enabled }) => `  ${definition}${enabled ? '' : ' (disabled)'}`,
  );
  const referrers = referencesTo(table, model).map(
    ({ from, columns }) => `  ${from} (${columns.join(', ')})`,
  );
  const partitions = model.tables.filter(({ partitionOf }) => partitionOf === table.full);
  return [
    tableLine(table),
    'columns:',
    ...table.columns.map((column) => `  ${columnLine(column)}`),
    ...section('keys and checks', keys),
    ...section('indexes', indexes),
    ...section(table.rowSecurity ? 'policies' : 'policies, while row security is off', policies),
    ...(table.rowSecurity && policies.length === 0
      ? ['policies: none, so that nobody but the owner sees rows']
      : []),
    ...section('triggers', triggers),
    ...section('referenced by', referrers),
    ...section(
      'read by views',
      viewsOf(table, model).map((name) => `  ${name}`),
    ),
    ...(partitions.length === 0 ? [] : [`partitions: ${counted(partitions.length, 'table')}`]),
  ];
}

/** Foreign keys of other tables, and of its own, that point to a table. */
export function referencesTo(
  { full }: NamedModel,
  { tables }: SchemaModel,
): readonly { readonly from: string; readonly columns: readonly string[]; readonly name: string }[] {
  return tables.flatMap((from) =>
    from.partitionOf === undefined
      ? from.constraints.flatMap(({ references, columns, name }) =>
          references?.table === full ? [{ from: from.full, columns, name }] : [],
        )
      : [],
  );
}

function viewsOf({ full }: NamedModel, { views }: SchemaModel): readonly string[] {
  return views.filter(({ reads }) => reads.includes(full)).map((view) => view.full);
}

export function viewWords(view: ViewModel, model: SchemaModel): readonly string[] {
  return [
    viewLine(view),
    'columns:',
    ...view.columns.map(({ name, type }) => `  ${name} ${type}`),
    'definition:',
    cut(view.definition, DEFINITION_CHARACTERS_MAX),
    ...section(
      'read by views',
      viewsOf(view, model).map((name) => `  ${name}`),
    ),
  ];
}

export function routineWords(routine: RoutineModel): readonly string[] {
  return [
    routineLine(routine),
    `volatility: ${routine.volatility}`,
    ...(routine.definition === undefined ? [] : [cut(routine.definition, DEFINITION_CHARACTERS_MAX)]),
  ];
}

/** A type with the columns that have it. */
export function typeWords(type: TypeModel, model: SchemaModel): readonly string[] {
  const users = model.tables.flatMap(({ full, columns, partitionOf }) =>
    partitionOf === undefined
      ? columns
          .filter((column) => column.type === type.full || column.type === `${type.full}[]`)
          .map(({ name }) => `  ${full}.${name}`)
      : [],
  );
  return [typeLine(type), ...section('used by', users)];
}

function columnLine({ name, type, required, initial, identity, generated, comment }: ColumnModel): string {
  const parts = [
    `${name} ${type}`,
    ...(required ? ['not null'] : []),
    ...(identity === true ? ['identity'] : []),
    ...(initial === undefined
      ? []
      : [generated === true ? `generated as (${initial})` : `default ${initial}`]),
  ];
  return `${parts.join(' ')}${comment === undefined ? '' : ` — ${oneLine(comment, COMMENT_CHARACTERS_MAX)}`}`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines];
}

function oneLine(text: string, charactersMax: number): string {
  return cut(text.replace(/\s+/gu, ' ').trim(), charactersMax);
}
