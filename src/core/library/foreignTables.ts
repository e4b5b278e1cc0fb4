import { columnsNamed } from './columnNames.ts';
import { type PatternContent, type PatternStatus, patternContentSchema } from './fixPattern.ts';
import { foreignList, foreignObject, foreignSteps, textOf } from './foreignLists.ts';
import { codeTypeNamed, layerNamed, problemTypeNamed, severityNamed } from './foreignValues.ts';
import { patternKey } from './patternKey.ts';
import { patternProblems } from './patternProblems.ts';

/** A row of another project's table as our pattern. */
export interface ForeignPattern {
  readonly content: PatternContent;
  readonly status: PatternStatus;
  readonly reviewed: boolean;
  /** 1-based row of the table. */
  readonly row: number;
  /** The row's own id there, for links between its tables. */
  readonly foreignId?: string;
}

export interface RowProblem {
  readonly row: number;
  readonly message: string;
}

export interface ForeignPatterns {
  readonly patterns: readonly ForeignPattern[];
  /** Rows that were left out. */
  readonly problems: readonly RowProblem[];
  /** Columns that mean nothing here, and what had to be assumed. */
  readonly notes: readonly string[];
}

const COLUMNS = {
  id: ['uuid', 'pattern_id'],
  key: ['slug', 'pattern_key', 'code', 'identifier'],
  title: ['name', 'pattern_name', 'pattern_title', 'summary'],
  problem_type: ['type', 'category', 'pattern_type', 'problem_category'],
  code_type: ['language', 'lang', 'code_language', 'technology'],
  severity: ['priority', 'level', 'impact'],
  tags: ['labels', 'keywords'],
  layers: ['layer', 'applicable_layers', 'layer_number', 'affected_layers', 'tier'],
  workflows: ['workflow', 'applicable_workflows', 'affected_workflows'],
  file_types: ['file_type', 'extensions', 'file_extensions', 'applicable_file_types'],
  problem_description: ['problem', 'description', 'issue', 'issue_description', 'details'],
  symptoms: ['symptom', 'error_messages', 'error_message', 'indicators'],
  solution_steps: [
    'solution',
    'steps',
    'fix',
    'fix_steps',
    'fix_description',
    'solution_description',
    'resolution',
  ],
  code_before: ['before', 'before_code', 'bad_code', 'problem_code', 'code_example_before', 'original_code'],
  code_after: ['after', 'after_code', 'good_code', 'solution_code', 'code_example_after', 'fixed_code'],
  verification_steps: ['verification', 'test_steps', 'how_to_verify', 'testing_steps'],
  learnings: ['learning', 'lessons', 'lessons_learned', 'notes'],
  prevention_guidance: ['prevention', 'prevention_steps', 'how_to_prevent', 'guidance'],
  anti_patterns: ['anti_pattern', 'avoid', 'pitfalls'],
  pattern: ['transformation', 'pattern_json', 'machine_pattern'],
  rule: ['guardian_rule', 'rule_json'],
  rule_ids: ['rule_id', 'rules', 'guardian_rules', 'guardian_rule_ids'],
  related_files: ['related_file', 'files'],
  references: ['links', 'urls', 'reference', 'docs'],
  status: ['state'],
  reviewed: ['is_reviewed', 'approved', 'is_approved', 'verified'],
} as const;
type Column = keyof typeof COLUMNS;

/** Kept by the store itself; nothing is lost when they are left out. */
const DERIVED =
  /^(?:.*_?embedding|workspace_id|organisation_id|organization_id|user_id|created_by|created_at|updated_at|version|last_applied|last_used.*|applied_count|usage_count|times_.*|success_rate|success_count|failure_count|successes|failures|confidence.*|avg_time_saved|effectiveness.*|applied_to_files|task_ids|source_file_audit_id|reviewer_notes|origin|examples|counter_examples|deleted_at|search_.*|fts|tsv|identifiers|embedder_.*)$/iu;

/** Patterns out of rows of any table that is recognisably one of fix patterns. */
export function foreignPatterns(rows: readonly unknown[]): ForeignPatterns {
  const patterns: ForeignPattern[] = [];
  const problems: RowProblem[] = [];
  const foreign = new Map<string, number>();
  const assumed = new Map<string, number>();
  const keys = new Set<string>();
  for (const [index, value] of rows.entries()) {
    const row = foreignObject(value);
    if (!row) {
      problems.push({ row: index + 1, message: 'is no object with columns' });
      continue;
    }
    const names = Object.keys(row);
    const columns = columnsNamed<Column>(names, COLUMNS);
    for (const [at, name] of names.entries()) {
      if (columns[at] === undefined && !DERIVED.test(name) && textOf(row[name]) !== undefined) {
        foreign.set(name, (foreign.get(name) ?? 0) + 1);
      }
    }
    const read = readRow((column) => row[names[firstOf(columns, names, row, column)] ?? '']);
    const parsed = patternContentSchema.safeParse({ ...read.content, key: freeKey(read.content.key, keys) });
    if (read.problem === undefined && parsed.success) {
      keys.add(parsed.data.key);
      for (const what of read.assumed) assumed.set(what, (assumed.get(what) ?? 0) + 1);
      patterns.push({
        content: parsed.data,
        status: read.status,
        reviewed: read.reviewed,
        row: index + 1,
        ...(read.id !== undefined && { foreignId: read.id }),
      });
      continue;
    }
    const [first] = parsed.success ? [] : patternProblems(read.content, parsed.error);
    problems.push({
      row: index + 1,
      message: read.problem ?? `${first?.at.map(String).join('.')}: ${first?.message}`,
    });
  }
  return {
    patterns,
    problems,
    notes: [
      ...[...foreign].map(
        ([name, count]) => `column "${name}" is not known and was left out (${count} rows)`,
      ),
      ...[...assumed].map(([what, count]) => `${what} (${count} rows)`),
    ],
  };
}

interface ReadRow {
  readonly id: string | undefined;
  readonly content: Readonly<Record<string, unknown>> & { readonly key: string };
  readonly status: PatternStatus;
  readonly reviewed: boolean;
  readonly assumed: readonly string[];
  readonly problem?: string;
}

function readRow(cell: (column: Column) => unknown): ReadRow {
  const assumed: string[] = [];
  const named = <Value>(
    column: Column,
    read: (word: string) => Value | undefined,
    fallback: Value,
  ): Value => {
    const word = textOf(cell(column));
    const value = word === undefined ? undefined : read(word);
    if (value === undefined) {
      assumed.push(
        word === undefined
          ? `${column} is missing: taken as ${fallback}`
          : `${column} "${word}" is not known: taken as ${fallback}`,
      );
    }
    return value ?? fallback;
  };
  const title = textOf(cell('title'))?.trim();
  const description = textOf(cell('problem_description'));
  const layerWords = foreignList(cell('layers'));
  const layers = layerWords.map(layerNamed);
  if (layers.includes(undefined))
    assumed.push(`layers "${layerWords.join(', ')}": what names no layer was left out`);
  const codeWord = textOf(cell('code_type'));
  const codeType = codeWord === undefined ? undefined : codeTypeNamed(codeWord);
  if (codeWord !== undefined && codeType === undefined)
    assumed.push(`code_type "${codeWord}" is not read by Fixward: left out`);
  const reviewed = isTrue(cell('reviewed'));
  const texts: readonly Column[] = ['code_before', 'code_after', 'prevention_guidance'];
  return {
    id: textOf(cell('id')),
    reviewed,
    status: statusOf(textOf(cell('status')), reviewed),
    assumed,
    ...(title === undefined &&
      description === undefined && { problem: 'has neither a title nor a description' }),
    content: {
      key: patternKey(textOf(cell('key')) ?? title ?? description ?? ''),
      title: (title ?? description ?? '').slice(0, 300),
      problem_type: named('problem_type', problemTypeNamed, 'Standards'),
      severity: named('severity', severityNamed, 'MEDIUM'),
      ...(codeType !== undefined && { code_type: codeType }),
      tags: foreignList(cell('tags')),
      layers: [...new Set(layers.filter((layer) => layer !== undefined))].sort(),
      workflows: foreignList(cell('workflows')),
      file_types: foreignList(cell('file_types')).map((type) => type.replace(/^\*?\./u, '')),
      problem_description: description ?? title ?? '',
      symptoms: foreignSteps(cell('symptoms')),
      solution_steps: foreignSteps(cell('solution_steps')),
      verification_steps: foreignSteps(cell('verification_steps')),
      learnings: foreignSteps(cell('learnings')),
      anti_patterns: foreignSteps(cell('anti_patterns')),
      rule_ids: foreignList(cell('rule_ids')),
      related_files: foreignList(cell('related_files')),
      references: foreignList(cell('references')),
      ...Object.fromEntries(
        texts.flatMap((column) => {
          const text = textOf(cell(column));
          return text === undefined ? [] : [[column, text]];
        }),
      ),
      ...(foreignObject(cell('pattern')) && { pattern: foreignObject(cell('pattern')) }),
      ...(foreignObject(cell('rule')) && { rule: foreignObject(cell('rule')) }),
    },
  };
}

/** Our own name for a column goes before its aliases, and a filled one before an empty one. */
function firstOf(
  columns: readonly (Column | undefined)[],
  names: readonly string[],
  row: Readonly<Record<string, unknown>>,
  wanted: Column,
): number {
  const filled = (index: number): boolean => textOf(row[names[index] ?? '']) !== undefined;
  const candidates = columns.flatMap((column, index) => (column === wanted && filled(index) ? [index] : []));
  return candidates.find((index) => names[index] === wanted) ?? candidates[0] ?? -1;
}

function statusOf(word: string | undefined, reviewed: boolean): PatternStatus {
  const plain = word?.toLowerCase() ?? '';
  if (/^(?:retired|archived|deprecated|inactive|obsolete)$/u.test(plain)) return 'retired';
  if (/^(?:active|approved|published|reviewed)$/u.test(plain) || (plain === '' && reviewed)) return 'active';
  return plain === 'draft' ? 'draft' : 'suggested';
}

function isTrue(value: unknown): boolean {
  return value === true || value === 1 || /^(?:t|true|yes|1)$/iu.test(textOf(value) ?? '');
}

function freeKey(key: string, taken: ReadonlySet<string>): string {
  if (!taken.has(key)) return key;
  for (let number = 2; ; number++) if (!taken.has(`${key}-${number}`)) return `${key}-${number}`;
}
