import { sha256 } from '../../proof/fingerprint/sha256.ts';
import type { SchemaModel, TableModel } from '../schema/schemaModel.ts';

/** What is known of one object: each fact under a name of its own, so that a difference can be told in words. */
export type ObjectFacts = Readonly<Record<string, string>>;

/** Longer definitions are kept by their hash: that they changed is known, what they were is in the migration. */
const FACT_LENGTH_MAX = 500;

/**
 * Every object of a schema by its full name, with its facts. What a server counts (rows) is left out: it changes every
 * minute and says nothing of the schema.
 */
export function schemaFacts(model: SchemaModel): Readonly<Record<string, ObjectFacts>> {
  const facts = new Map<string, ObjectFacts>();
  for (const table of model.tables) facts.set(table.full, tableFacts(table));
  for (const { full, kind, definition, columns } of model.views) {
    facts.set(full, {
      kind,
      definition: short(definition),
      ...named(
        'column',
        columns.map(({ name, type }) => [name, type]),
      ),
    });
  }
  for (const routine of model.routines) {
    const { full, kind, returns, language, volatility, securityDefiner, definition } = routine;
    facts.set(`${full}(${routine.arguments})`, {
      kind,
      returns,
      language,
      volatility,
      security: securityDefiner ? 'definer' : 'invoker',
      ...(definition !== undefined && { definition: short(definition) }),
    });
  }
  for (const { full, kind, labels, definition } of model.types) {
    facts.set(full, {
      kind,
      ...(labels.length > 0 && { labels: labels.join(', ') }),
      ...(definition !== undefined && { definition: short(definition) }),
    });
  }
  for (const extension of model.extensions) facts.set(`extension ${extension}`, { kind: 'extension' });
  return Object.fromEntries([...facts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The same for equal schemas, whatever order a server lists them in. */
export function factsFingerprint(facts: Readonly<Record<string, ObjectFacts>>): string {
  const lines = Object.entries(facts).map(([name, of]) => [
    name,
    Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
  return sha256(JSON.stringify(lines));
}

function tableFacts(table: TableModel): ObjectFacts {
  return {
    kind: table.partitionOf === undefined ? table.kind : `partition of ${table.partitionOf}`,
    'row level security': table.rowSecurity ? 'on' : 'off',
    ...named(
      'column',
      table.columns.map(({ name, type, required, initial, identity, generated }) => {
        const value =
          initial === undefined
            ? ''
            : generated === true
              ? ` generated as ${initial}`
              : ` default ${initial}`;
        return [name, `${type}${required ? ' not null' : ''}${identity === true ? ' identity' : ''}${value}`];
      }),
    ),
    ...named(
      'constraint',
      table.constraints.map(({ name, definition, validated }) => [
        name,
        `${definition}${validated ? '' : ' (not valid)'}`,
      ]),
    ),
    ...named(
      'index',
      table.indexes
        .filter(({ ofConstraint }) => !ofConstraint)
        .map(({ name, definition, valid }) => [name, `${definition}${valid ? '' : ' (invalid)'}`]),
    ),
    ...named(
      'policy',
      table.policies.map(({ name, command, permissive, roles, using, check }) => [
        name,
        `${permissive ? '' : 'restrictive '}${command} to ${roles.join(', ')}${using === undefined ? '' : ` using ${using}`}${check === undefined ? '' : ` with check ${check}`}`,
      ]),
    ),
    ...named(
      'trigger',
      table.triggers.map(({ name, definition, enabled }) => [
        name,
        `${definition}${enabled ? '' : ' (disabled)'}`,
      ]),
    ),
  };
}

function named(kind: string, entries: readonly (readonly [string, string])[]): ObjectFacts {
  return Object.fromEntries(entries.map(([name, text]) => [`${kind} ${name}`, short(text)]));
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim();
  return line.length <= FACT_LENGTH_MAX ? line : `${line.slice(0, 80)}… (${sha256(line).slice(0, 16)})`;
}
