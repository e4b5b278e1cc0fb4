import type { ConfidenceFilters, ConfidenceMethod, TrendBucket } from '../../protocol/confidence.ts';
import type {
  ConfidenceAction,
  ConfidenceBehind,
  ConfidenceSplit,
  ConfidenceView,
} from '../../protocol/confidencePanel.ts';
import type { ActionReaders } from '../panel/actionTables.ts';
import {
  isRow,
  numberOf,
  oneOf,
  optionalNumber,
  optionalText,
  present,
  type Row,
  rowOf,
  textOf,
  textsOf,
} from '../relay/wire.ts';

const BUCKETS: readonly TrendBucket[] = ['hour', 'day', 'week'];
const SPLITS: readonly ConfidenceSplit[] = ['method', 'model', 'requestType'];
const METHODS: readonly ConfidenceMethod[] = [
  'logprob',
  'agreement',
  'semantic_entropy',
  'verbalized',
  'hybrid',
  'heuristic',
];
const OUTCOMES = ['good', 'bad', 'unknown'] as const;
const FORMATS = ['csv', 'svg', 'png'] as const;
/** Ten years: older answers say nothing of today's models. */
const DAYS_MAX = 3_660;
/** As many as the service gives at once; a list that is longer is narrowed, not scrolled. */
const LIST_MAX = 500;
/** More are not in sight together. */
const SEEN_MAX = 100;
/** A note is a sentence or two. */
const NOTE_LENGTH_MAX = 2_000;
/** A picture of a chart is a few hundred kilobytes. */
const CHART_LENGTH_MAX = 50_000_000;

export function readConfidenceView(row: Row): ConfidenceView {
  const days = optionalNumber(row.days);
  const { from, to } = readRange(row);
  const { models, methods, requestTypes } = readFilters(row);
  return {
    place: 'confidence',
    bucket: oneOf(row.bucket, BUCKETS, 'day'),
    split: oneOf(row.split, SPLITS, 'method'),
    ...present({
      days: days === undefined || from !== undefined ? undefined : Math.min(DAYS_MAX, Math.max(1, days)),
      from,
      to,
      models,
      methods,
      requestTypes,
      behind: isRow(row.behind) ? readBehind(row.behind) : undefined,
      score: optionalText(row.score),
    }),
  };
}

/** A time that ends before it begins is none. */
function readRange(row: Row): { readonly from: string | undefined; readonly to: string | undefined } {
  const from = instantOf(row.from);
  const to = instantOf(row.to);
  if (from === undefined || (to !== undefined && to <= from)) return { from: undefined, to: undefined };
  return { from, to };
}

function instantOf(value: unknown): string | undefined {
  const time = Date.parse(optionalText(value) ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function readBehind(row: Row): ConfidenceBehind {
  return {
    title: textOf(row.title),
    filters: readFilters(rowOf(row.filters)),
    limit: Math.min(LIST_MAX, Math.max(1, numberOf(row.limit))),
  };
}

function readFilters(row: Row): ConfidenceFilters {
  const listed = (value: unknown): readonly string[] | undefined => {
    const texts = textsOf(value);
    return texts.length > 0 ? texts : undefined;
  };
  const methods = METHODS.filter((one) => textsOf(row.methods).includes(one));
  return present({
    from: optionalText(row.from),
    to: optionalText(row.to),
    models: listed(row.models),
    methods: methods.length > 0 ? methods : undefined,
    requestTypes: listed(row.requestTypes),
    valueFrom: optionalNumber(row.valueFrom),
    valueTo: optionalNumber(row.valueTo),
    outcome: OUTCOMES.find((one) => one === row.outcome),
  });
}

const ACTIONS: ActionReaders<ConfidenceAction> = {
  explainConfidence: (row) => ({ kind: 'explainConfidence', scoreId: textOf(row.scoreId) }),
  seeConfidence: (row) => {
    const scoreIds = textsOf(row.scoreIds).slice(0, SEEN_MAX);
    return scoreIds.length > 0 ? { kind: 'seeConfidence', scoreIds } : undefined;
  },
  reviewConfidence: (row) => {
    const { actual } = row;
    // A review is a person's word: nothing stands in for one that is unclear.
    if (actual !== 0 && actual !== 1) return undefined;
    const note = optionalText(row.note)?.slice(0, NOTE_LENGTH_MAX);
    return { kind: 'reviewConfidence', scoreId: textOf(row.scoreId), actual, ...present({ note }) };
  },
  exportChart: (row) => {
    const as = FORMATS.find((one) => one === row.as);
    const content = textOf(row.content);
    if (!as || content.length > CHART_LENGTH_MAX) return undefined;
    return { kind: 'exportChart', name: textOf(row.name), as, content };
  },
};

/** What a page asks for about confidence; undefined when it is nothing of the kind. */
export function readConfidenceAction(kind: string, row: Row): ConfidenceAction | undefined {
  if (!Object.hasOwn(ACTIONS, kind)) return undefined;
  // SAFETY: the line above has looked that it is one of the table's own names.
  return ACTIONS[kind as ConfidenceAction['kind']](row);
}
