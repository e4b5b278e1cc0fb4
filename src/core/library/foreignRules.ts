import type { RuleKind, Severity } from '../rules/ruleModel.ts';
import { columnsNamed } from './columnNames.ts';
import { foreignObject, textOf } from './foreignLists.ts';
import type { RowProblem } from './foreignTables.ts';
import { layerNamed, severityNamed } from './foreignValues.ts';

/** A row of another project's `guardian_rules`, in the store's names. */
export interface ForeignRule {
  readonly row: number;
  readonly name: string;
  readonly layer?: number;
  readonly type: RuleKind;
  readonly pattern: Readonly<Record<string, unknown>>;
  readonly severity: Severity;
  readonly action: string;
  readonly active: boolean;
  /** Id of the pattern it came from, in the other project. */
  readonly foreignPatternId?: string;
}

export interface ForeignRules {
  readonly rules: readonly ForeignRule[];
  readonly problems: readonly RowProblem[];
}

const COLUMNS = {
  name: ['rule_name', 'rule_id', 'title', 'id'],
  layer: ['layers', 'layer_number', 'applicable_layer'],
  type: ['rule_type', 'kind', 'category'],
  pattern: ['rule_pattern', 'regex', 'detection_pattern', 'definition', 'rule', 'condition'],
  severity: ['priority', 'level'],
  action: ['action_required', 'message', 'remedy', 'fix', 'description'],
  active: ['is_active', 'enabled', 'is_enabled'],
  source_pattern: ['source_pattern_id', 'pattern_id', 'fix_pattern_id', 'learned_from'],
} as const;
type Column = keyof typeof COLUMNS;

/** Rules out of another project's table. They are kept as they are; what Fixward runs is written in rule files. */
export function foreignRules(rows: readonly unknown[]): ForeignRules {
  const rules: ForeignRule[] = [];
  const problems: RowProblem[] = [];
  for (const [index, value] of rows.entries()) {
    const row = foreignObject(value);
    const read = row ? readRow(row, index + 1) : { row: index + 1, message: 'is no object with columns' };
    if ('message' in read) problems.push(read);
    else rules.push(read);
  }
  return { rules, problems };
}

function readRow(row: Readonly<Record<string, unknown>>, number: number): ForeignRule | RowProblem {
  const names = Object.keys(row);
  const columns = columnsNamed<Column>(names, COLUMNS);
  const cell = (wanted: Column): unknown => {
    const found = names.filter((name, index) => columns[index] === wanted && textOf(row[name]) !== undefined);
    // A table with both a name and an id is about the name.
    return row[
      found.find((name) => name === wanted) ?? found.find((name) => name !== 'id') ?? found[0] ?? ''
    ];
  };
  const name = textOf(cell('name'))?.trim().slice(0, 200);
  if (name === undefined) return { row: number, message: 'name: is missing' };
  const pattern = foreignObject(cell('pattern')) ?? wrapped(textOf(cell('pattern')));
  const layer = layerNamed(textOf(cell('layer')) ?? '');
  const active = textOf(cell('active'))?.toLowerCase();
  const source = textOf(cell('source_pattern'));
  return {
    row: number,
    name,
    ...(layer !== undefined && { layer }),
    type: kindNamed(textOf(cell('type')) ?? ''),
    pattern,
    severity: severityNamed(textOf(cell('severity')) ?? '') ?? 'MEDIUM',
    action: textOf(cell('action')) ?? '',
    active: active === undefined || !/^(?:false|f|no|0)$/u.test(active),
    ...(source !== undefined && { foreignPatternId: source }),
  };
}

function wrapped(text: string | undefined): Readonly<Record<string, unknown>> {
  return text === undefined ? {} : { text };
}

function kindNamed(word: string): RuleKind {
  if (/prevent/iu.test(word)) return 'prevention';
  return /enforce/iu.test(word) ? 'enforcement' : 'detection';
}
