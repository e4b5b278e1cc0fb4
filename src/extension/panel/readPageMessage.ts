import type { Pattern } from '../../protocol/library.ts';
import { AUDIT_STATUSES, PATTERN_STATUSES } from '../../protocol/libraryChoices.ts';
import type {
  LibraryAction,
  PageMessage,
  PanelAction,
  PanelView,
  PatternDraft,
} from '../../protocol/panel.ts';
import type { SearchFilters } from '../../protocol/service.ts';
import { readConfidenceAction, readConfidenceView } from '../confidence/readConfidenceAction.ts';
import { readLearnAction, readLearnView } from '../learn/readLearnAction.ts';
import { fieldsOf, RELATION_KINDS } from '../library/readPatterns.ts';
import {
  isRow,
  numberOf,
  numbersOf,
  optionalNumber,
  optionalText,
  present,
  type Row,
  rowOf,
  textOf,
  textsOf,
} from '../relay/wire.ts';
import type { ActionReaders } from './actionTables.ts';
import { readConsultAction, readConsultView, readQuestion } from './readConsultAction.ts';

const DECISIONS = ['approve', 'reject', 'retire', 'suggest', 'reactivate'] as const;
const ORDERS = ['confidence', 'recent', 'title', 'applied'] as const;
const COMMANDS = [
  'newPattern',
  'importPatterns',
  'exportPatterns',
  'openInEditor',
  'showLog',
  'restartServer',
  'openSettings',
  'confidenceSettings',
  'signIn',
  'syncNow',
  'showRejected',
  'openFolder',
  'manageTrust',
] as const;
/** A page asks for more as the reader scrolls; this far nobody scrolls. */
const LIMIT_MAX = 5_000;

/** A message of a page, looked at field by field; undefined when it is none. Pages show texts of others. */
export function readPageMessage(value: unknown): PageMessage | undefined {
  if (!isRow(value)) return undefined;
  switch (value.kind) {
    case 'ready':
      return { kind: 'ready' };
    case 'show': {
      const view = readView(value.view);
      return view && { kind: 'show', view };
    }
    case 'draft': {
      const key = optionalText(value.key);
      if (key === undefined) return undefined;
      return { kind: 'draft', key, ...(isRow(value.draft) && { draft: readDraft(value.draft) }) };
    }
    case 'question': {
      const consultation = optionalText(value.consultation);
      if (consultation === undefined) return undefined;
      return {
        kind: 'question',
        consultation,
        ...(isRow(value.question) && { question: readQuestion(value.question) }),
      };
    }
    case 'request': {
      const id = optionalNumber(value.id);
      const action = isRow(value.action) ? readAction(value.action) : undefined;
      return id === undefined || !action ? undefined : { kind: 'request', id, action };
    }
    default:
      return undefined;
  }
}

function readView(value: unknown): PanelView | undefined {
  if (!isRow(value)) return undefined;
  switch (value.place) {
    case 'patterns':
      return {
        place: 'patterns',
        query: textOf(value.query),
        filters: readFilters(rowOf(value.filters)),
        order: ORDERS.find((order) => order === value.order) ?? 'confidence',
        limit: Math.min(LIMIT_MAX, Math.max(1, numberOf(value.limit))),
        ...present({ pattern: optionalText(value.pattern) }),
      };
    case 'review':
      return { place: 'review' };
    case 'audit':
      return { place: 'audit' };
    case 'consult':
      return readConsultView(value);
    case 'confidence':
      return readConfidenceView(value);
    case 'learn':
      return readLearnView(value);
    case 'week':
      return { place: 'week', days: Math.min(366, Math.max(1, numberOf(value.days))) };
    default:
      return undefined;
  }
}

function readFilters(row: Row): SearchFilters {
  const texts = (name: string): readonly string[] | undefined => {
    const list = textsOf(row[name]);
    return list.length > 0 ? list : undefined;
  };
  const layers = numbersOf(row.layers);
  return present({
    layers: layers.length > 0 ? layers : undefined,
    workflows: texts('workflows'),
    statuses: texts('statuses'),
    severities: texts('severities'),
    origins: texts('origins'),
    code_types: texts('code_types'),
    problem_types: texts('problem_types'),
    tags: texts('tags'),
    rule_ids: texts('rule_ids'),
  });
}

export function readDraft(row: Row): PatternDraft {
  return {
    fields: fieldsOf(rowOf(row.fields)),
    ...present({ id: optionalText(row.id), base_version: optionalNumber(row.base_version) }),
  };
}

const ACTIONS: ActionReaders<LibraryAction> = {
  savePattern: (row) => ({ kind: 'savePattern', draft: readDraft(rowOf(row.draft)) }),
  review: (row) => {
    const decision = DECISIONS.find((one) => one === row.decision);
    if (!decision) return undefined;
    return {
      kind: 'review',
      ids: textsOf(row.ids),
      decision,
      ...present({ notes: optionalText(row.notes) }),
    };
  },
  undoReview: (row) => {
    const status = PATTERN_STATUSES.find((one): one is Pattern['status'] => one === row.status);
    const id = optionalText(row.id);
    if (!status || id === undefined) return undefined;
    const notes = present({ notes: optionalText(row.notes) });
    return { kind: 'undoReview', id, status, reviewed: row.reviewed === true, ...notes };
  },
  deletePatterns: (row) => ({ kind: 'deletePatterns', ids: textsOf(row.ids) }),
  mergePatterns: (row) => ({
    kind: 'mergePatterns',
    into: textOf(row.into),
    from: textsOf(row.from),
    // Whatever is not clearly a wish to merge only looks.
    preview: row.preview !== false,
  }),
  judgeRelation: (row) => {
    const relation = RELATION_KINDS.find((kind) => kind === row.relation);
    const verdict = (['confirmed', 'rejected'] as const).find((one) => one === row.verdict);
    if (!relation || !verdict) return undefined;
    const { from, to, foundBy } = row;
    return {
      kind: 'judgeRelation',
      relation,
      from: textOf(from),
      to: textOf(to),
      strength: numberOf(row.strength),
      foundBy: textOf(foundBy),
      verdict,
    };
  },
  addRelation: (row) => ({ kind: 'addRelation', id: textOf(row.id) }),
  copyPattern: (row) => ({ kind: 'copyPattern', id: textOf(row.id) }),
  insertCode: (row) => ({ kind: 'insertCode', id: textOf(row.id) }),
  savePatternFile: (row) => ({ kind: 'savePatternFile', id: textOf(row.id) }),
  openPatternFile: (row) => ({ kind: 'openPatternFile', id: textOf(row.id) }),
  openFile: (row) => ({ kind: 'openFile', path: textOf(row.path) }),
  openLink: (row) => ({ kind: 'openLink', url: textOf(row.url) }),
  showRule: (row) => ({ kind: 'showRule', ruleId: textOf(row.ruleId) }),
  changeAudit: (row) => {
    const status = AUDIT_STATUSES.find((one) => one === row.status);
    const owner = typeof row.owner === 'string' ? row.owner : undefined;
    const notes = typeof row.notes === 'string' ? row.notes : undefined;
    return { kind: 'changeAudit', ids: textsOf(row.ids), ...present({ status, owner, notes }) };
  },
  linkTask: (row) => ({ kind: 'linkTask', auditId: textOf(row.auditId) }),
  unlinkTask: (row) => ({ kind: 'unlinkTask', auditId: textOf(row.auditId), taskId: textOf(row.taskId) }),
  auditHistory: (row) => ({ kind: 'auditHistory', id: textOf(row.id) }),
  startAudit: (row) => ({ kind: 'startAudit', from: row.from === 'csv' ? 'csv' : 'scan' }),
  exportAudit: (row) => ({ kind: 'exportAudit', as: row.as === 'csv' ? 'csv' : 'markdown' }),
  copyWeek: (row) => ({ kind: 'copyWeek', days: Math.max(1, numberOf(row.days)) }),
  quietRule: (row) => ({ kind: 'quietRule', ruleId: textOf(row.ruleId), severity: textOf(row.severity) }),
  refresh: () => ({ kind: 'refresh' }),
  command: (row) => {
    const command = COMMANDS.find((one) => one === row.command);
    return command && { kind: 'command', command };
  },
};

function readAction(row: Row): PanelAction | undefined {
  const { kind } = row;
  if (typeof kind !== 'string') return undefined;
  if (!Object.hasOwn(ACTIONS, kind))
    return readConsultAction(kind, row) ?? readConfidenceAction(kind, row) ?? readLearnAction(kind, row);
  // SAFETY: the line above has looked that it is one of the table's own names.
  return ACTIONS[kind as LibraryAction['kind']](row);
}
