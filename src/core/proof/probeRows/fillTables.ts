import { type ShadowDatabase, ShadowSqlError } from '../shadowDatabase.ts';
import { candidatesOfCheck } from './candidatesOfCheck.ts';
import { type ColumnValues, TEXT_STYLES, type TextStyle, valuesOf } from './columnValues.ts';
import { literal, quoteName } from './sqlText.ts';
import type { CheckRule, TableShape } from './tableShape.ts';

/** How the rows are made. */
export interface ProbeStyle {
  /** With rows at the edges of each type besides everyday ones. */
  readonly edges: boolean;
  readonly texts: TextStyle;
}

export interface FilledTables {
  /** Rows written, by table. */
  readonly rows: ReadonlyMap<string, number>;
  readonly notes: readonly string[];
}

/** A value for each column: text, null, or undefined for what Postgres gives by itself. */
type ProbeRow = ReadonlyMap<string, string | null | undefined>;

/**
 * Writes rows into tables, those they refer to first. Needs an open transaction. Rows that a constraint refuses are
 * tried with other values and given up in the end, which the notes tell.
 */
export async function fillTables(
  database: ShadowDatabase,
  shapes: ReadonlyMap<string, TableShape>,
  wanted: ReadonlySet<string>,
  style: ProbeStyle,
): Promise<FilledTables> {
  const filler = new Filler(database, shapes, wanted, style);
  for (const shape of inOrder(shapes)) await filler.fill(shape);
  return filler;
}

/** Tables after those they refer to; a cycle is entered anywhere. */
function inOrder(shapes: ReadonlyMap<string, TableShape>): readonly TableShape[] {
  const order: TableShape[] = [];
  const seen = new Set<string>();
  const visit = (shape: TableShape): void => {
    if (seen.has(shape.name)) return;
    seen.add(shape.name);
    for (const { target } of shape.foreignKeys) {
      const next = shapes.get(target);
      if (next) visit(next);
    }
    order.push(shape);
  };
  for (const shape of shapes.values()) visit(shape);
  return order;
}

class Filler implements FilledTables {
  readonly rows = new Map<string, number>();
  readonly notes: string[] = [];
  readonly #database: ShadowDatabase;
  readonly #shapes: ReadonlyMap<string, TableShape>;
  readonly #wanted: ReadonlySet<string>;
  readonly #style: ProbeStyle;

  constructor(
    database: ShadowDatabase,
    shapes: ReadonlyMap<string, TableShape>,
    wanted: ReadonlySet<string>,
    style: ProbeStyle,
  ) {
    this.#database = database;
    this.#shapes = shapes;
    this.#wanted = wanted;
    this.#style = style;
  }

  async fill(shape: TableShape): Promise<void> {
    const isWanted = this.#wanted.has(shape.name);
    if (!isWanted && (await this.#hasRows(shape))) return;
    const targets = await this.#readTargets(shape);
    const rows = this.#designRows(shape, this.#style.texts, targets, isWanted);
    let written = 0;
    let refusal: string | undefined;
    if (rows.length > 0 && (await this.#insert(shape, rows)) === undefined) {
      written = rows.length;
    } else {
      const otherTexts = TEXT_STYLES.map((texts) => this.#designRows(shape, texts, targets, isWanted));
      for (const [index, row] of rows.entries()) {
        const others = otherTexts.flatMap((list) => list[index] ?? []);
        const refused = await this.#insertSomehow(shape, row, others);
        if (refused === undefined) written++;
        else refusal = refused;
      }
    }
    if (!isWanted) return;
    if (written > 0) this.rows.set(shape.name, written);
    // Rows that triggers have written do as well.
    if (written === 0 && !(await this.#hasRows(shape))) {
      const why = refusal === undefined ? '' : `: ${refusal}`;
      this.notes.push(`No row could be written into ${shape.name}${why}.`);
    }
  }

  #designRows(
    shape: TableShape,
    texts: TextStyle,
    targets: ReadonlyMap<string, readonly (string | null)[]>,
    isWanted: boolean,
  ): readonly ProbeRow[] {
    const designs: readonly RowDesign[] =
      this.#style.edges && isWanted
        ? ['plain', 'plain', 'empty', 'high', 'low']
        : ['plain', 'plain', 'plain'];
    const values = new Map(
      shape.columns.map((column) => [
        column.name,
        valuesOf(column, shape.uniqueColumns.has(column.name), texts),
      ]),
    );
    return designs.map((design, index) => {
      const row = new Map<string, string | null | undefined>();
      for (const column of shape.columns) {
        const target = targets.get(column.name);
        if (target) {
          const isEmpty = target.length === 0 || (design === 'empty' && !column.required);
          row.set(column.name, isEmpty ? null : (target[index % target.length] ?? null));
        } else if (column.numbersItself) {
          row.set(column.name, undefined);
        } else {
          row.set(
            column.name,
            valueFor(design, index, values.get(column.name), column.required, column.hasDefault),
          );
        }
      }
      return row;
    });
  }

  /** For each column of a foreign key, values that stand in the table it refers to, row by row. */
  async #readTargets(shape: TableShape): Promise<ReadonlyMap<string, readonly (string | null)[]>> {
    const targets = new Map<string, readonly (string | null)[]>();
    for (const { columns, target, targetColumns } of shape.foreignKeys) {
      if (!this.#shapes.has(target)) continue;
      const list = targetColumns.map((name) => `${quoteName(name)}::text`).join(', ');
      const rows = await this.#database.query(
        `select jsonb_build_array(${list}) as key from ${target} order by 1 limit ${TARGETS_MAX}`,
      );
      for (const [index, column] of columns.entries()) {
        targets.set(
          column,
          rows.map(({ key }) => {
            const value = Array.isArray(key) ? key[index] : null;
            return typeof value === 'string' ? value : null;
          }),
        );
      }
    }
    return targets;
  }

  async #hasRows(shape: TableShape): Promise<boolean> {
    const [row] = await this.#database.query(`select exists (select from ${shape.name}) as found`);
    return row?.found === true;
  }

  /** Tries the row, then other texts, then without the table's own triggers. */
  async #insertSomehow(
    shape: TableShape,
    row: ProbeRow,
    others: readonly ProbeRow[],
  ): Promise<string | undefined> {
    const budget = { inserts: INSERTS_MAX };
    const refused = await this.#insertFitting(shape, row, budget);
    if (refused === undefined) return undefined;
    // A key that is taken or missing stays so, whatever the texts.
    if (refused.code !== UNIQUE_VIOLATION && refused.code !== FOREIGN_KEY_VIOLATION) {
      for (const other of others) {
        if ((await this.#insertFitting(shape, other, budget)) === undefined) return undefined;
      }
    }
    if (!/^2[23]/u.test(refused.code)) {
      const quiet = await this.#insert(shape, [row], 'set local session_replication_role = replica; ');
      if (quiet === undefined) return undefined;
    }
    return refused.message;
  }

  /** Changes what checks refuse, one check after the other. */
  async #insertFitting(
    shape: TableShape,
    row: ProbeRow,
    budget: { inserts: number },
  ): Promise<ShadowSqlError | undefined> {
    const refused = await this.#insert(shape, [row]);
    const check = refused && violatedCheck(shape, refused);
    if (!check) return refused;
    for (const changed of withCandidates(shape, row, check.definition, check.columns)) {
      if (budget.inserts-- <= 0) return refused;
      const still = await this.#insert(shape, [changed]);
      if (still === undefined) return undefined;
      const next = violatedCheck(shape, still);
      // Whatever else is wrong, this check is content.
      if (next && next !== check) return this.#insertFitting(shape, changed, budget);
    }
    return refused;
  }

  async #insert(
    shape: TableShape,
    rows: readonly ProbeRow[],
    before = '',
  ): Promise<ShadowSqlError | undefined> {
    await this.#database.run(`savepoint fixward_rows; ${before}`);
    try {
      await this.#database.run(insertSql(shape, rows));
    } catch (error) {
      if (!(error instanceof ShadowSqlError)) throw error;
      await this.#database.run('rollback to savepoint fixward_rows; release savepoint fixward_rows');
      return error;
    }
    const after = before === '' ? '' : 'set local session_replication_role = origin; ';
    await this.#database.run(`${after}release savepoint fixward_rows`);
    return undefined;
  }
}

type RowDesign = 'plain' | 'empty' | 'high' | 'low';

function violatedCheck(shape: TableShape, { code, message }: ShadowSqlError): CheckRule | undefined {
  if (code !== CHECK_VIOLATION) return undefined;
  return shape.checks.find(({ name }) => message.includes(`"${name}"`));
}

// A row that fits is found early or not at all.
const INSERTS_MAX = 60;
const TARGETS_MAX = 5;
const CHECK_VIOLATION = '23514';
const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';

function valueFor(
  design: RowDesign,
  index: number,
  values: ColumnValues | undefined,
  required: boolean,
  hasDefault: boolean,
): string | null | undefined {
  if (design === 'empty' && !required) return null;
  if (design === 'empty' && hasDefault) return undefined;
  if (!values) return required ? undefined : null;
  return design === 'high' ? values.high : design === 'low' ? values.low : values.plain(index);
}

function* withCandidates(
  shape: TableShape,
  row: ProbeRow,
  definition: string,
  columns: readonly string[],
): Generator<ProbeRow, void, undefined> {
  const concerned = shape.columns.filter(({ name }) => columns.includes(name));
  // All empty first: most checks hold for null.
  if (concerned.every(({ required }) => !required)) {
    yield new Map([...row, ...concerned.map(({ name }) => [name, null] as const)]);
  }
  for (const column of concerned) {
    for (const candidate of candidatesOfCheck(definition, column)) {
      yield new Map([...row, [column.name, candidate]]);
    }
  }
}

function insertSql(shape: TableShape, rows: readonly ProbeRow[]): string {
  if (shape.columns.length === 0) return `insert into ${shape.name} default values`;
  const names = shape.columns.map(({ name }) => quoteName(name)).join(', ');
  const tuples = rows.map((row) => {
    const values = shape.columns.map(({ name, type }) => {
      const value = row.get(name);
      if (value === undefined) return 'default';
      return value === null ? 'null' : `${literal(value)}::${type}`;
    });
    return `(${values.join(', ')})`;
  });
  return `insert into ${shape.name} (${names}) values ${tuples.join(', ')}`;
}
