import type {
  AskDraft,
  ConsultAction,
  ConsultAttachment,
  ConsultMode,
  ConsultView,
} from '../../protocol/consultPanel.ts';
import {
  isRow,
  numberOf,
  optionalNumber,
  optionalText,
  present,
  type Row,
  rowOf,
  textOf,
  textsOf,
} from '../relay/wire.ts';
import type { ActionReaders } from './actionTables.ts';

const MODES: readonly ConsultMode[] = ['auto', 'direct', 'planned'];
const DECISIONS = ['approve', 'reject', 'edit'] as const;
const OUTCOMES = ['saved', 'applied', 'edited', 'merged', 'rolled_back', 'rejected'] as const;
/** A list that is longer is searched, not scrolled. */
const LIST_MAX = 2_000;
/** A page goes back this far; the rest is exported. */
const EVENTS_MAX = 10_000;

export function readConsultView(row: Row): ConsultView {
  return {
    place: 'consult',
    query: textOf(row.query),
    limit: Math.min(LIST_MAX, Math.max(1, numberOf(row.limit))),
    events: Math.min(EVENTS_MAX, Math.max(1, numberOf(row.events))),
    ...present({ consultation: optionalText(row.consultation) }),
  };
}

const ACTIONS: ActionReaders<ConsultAction> = {
  startConsultation: (row) => ({
    kind: 'startConsultation',
    question: textOf(row.question),
    mode: modeOf(row.mode),
    ...present({
      model: optionalText(row.model),
      connection: optionalText(row.connection),
      attachments: attachmentsOf(row.attachments),
    }),
  }),
  continueConsultation: (row) => ({
    kind: 'continueConsultation',
    consultationId: textOf(row.consultationId),
    text: textOf(row.text),
    mode: modeOf(row.mode),
  }),
  stopConsultation: (row) => ({ kind: 'stopConsultation', consultationId: textOf(row.consultationId) }),
  decideApproval: (row) => {
    const decision = DECISIONS.find((one) => one === row.decision);
    const hash = optionalText(row.hash);
    // Without the hash nobody knows which text was seen.
    if (!decision || hash === undefined) return undefined;
    return {
      kind: 'decideApproval',
      consultationId: textOf(row.consultationId),
      approvalId: textOf(row.approvalId),
      decision,
      hash,
      ...present({
        typed: optionalText(row.typed),
        text: optionalText(row.text),
        note: optionalText(row.note),
      }),
    };
  },
  settleProposal: (row) => {
    const outcome = OUTCOMES.find((one) => one === row.outcome);
    return (
      outcome && {
        kind: 'settleProposal',
        consultationId: textOf(row.consultationId),
        proposalId: textOf(row.proposalId),
        outcome,
        ...present({ note: optionalText(row.note) }),
      }
    );
  },
  forkConsultation: (row) => ({
    kind: 'forkConsultation',
    consultationId: textOf(row.consultationId),
    ...present({ position: optionalNumber(row.position) }),
  }),
  renameConsultation: (row) => ({
    kind: 'renameConsultation',
    consultationId: textOf(row.consultationId),
    title: textOf(row.title),
  }),
  deleteConsultation: (row) => ({ kind: 'deleteConsultation', consultationId: textOf(row.consultationId) }),
  openConsultFile: (row) => ({
    kind: 'openConsultFile',
    consultationId: textOf(row.consultationId),
    path: textOf(row.path),
    ...present({ version: optionalNumber(row.version) }),
  }),
  diffConsultFile: (row) => ({
    kind: 'diffConsultFile',
    consultationId: textOf(row.consultationId),
    path: textOf(row.path),
    from: numberOf(row.from),
    to: numberOf(row.to),
  }),
  saveConsultFiles: (row) => ({
    kind: 'saveConsultFiles',
    consultationId: textOf(row.consultationId),
    ...(Array.isArray(row.paths) && { paths: textsOf(row.paths) }),
  }),
  copyText: (row) => ({ kind: 'copyText', text: textOf(row.text) }),
  insertText: (row) => ({ kind: 'insertText', text: textOf(row.text) }),
  openText: (row) => ({ kind: 'openText', name: textOf(row.name), text: textOf(row.text) }),
  openSql: (row) => ({ kind: 'openSql', sql: textOf(row.sql), title: textOf(row.title) }),
  proveSql: (row) => ({ kind: 'proveSql', sql: textOf(row.sql), title: textOf(row.title) }),
  saveSql: (row) => ({ kind: 'saveSql', sql: textOf(row.sql), title: textOf(row.title) }),
  runTool: (row) => ({
    kind: 'runTool',
    name: textOf(row.name),
    input: rowOf(row.input),
    ...present({ connection: optionalText(row.connection) }),
  }),
  readSelection: () => ({ kind: 'readSelection' }),
  exportTable: (row) => ({ kind: 'exportTable', name: textOf(row.name), csv: textOf(row.csv) }),
  exportDiagram: (row) => ({ kind: 'exportDiagram', name: textOf(row.name), svg: textOf(row.svg) }),
  exportConsultation: (row) => ({ kind: 'exportConsultation', consultationId: textOf(row.consultationId) }),
  configureModels: () => ({ kind: 'configureModels' }),
  configureConnection: () => ({ kind: 'configureConnection' }),
  manageMemories: () => ({ kind: 'manageMemories' }),
};

/** What a page asks for about consultations; undefined when it is nothing of the kind. */
export function readConsultAction(kind: string, row: Row): ConsultAction | undefined {
  if (!Object.hasOwn(ACTIONS, kind)) return undefined;
  // SAFETY: the line above has looked that it is one of the table's own names.
  return ACTIONS[kind as ConsultAction['kind']](row);
}

function modeOf(value: unknown): ConsultMode {
  return MODES.find((mode) => mode === value) ?? 'auto';
}

export function readQuestion(row: Row): AskDraft {
  return { text: textOf(row.text), attachments: attachmentsOf(row.attachments) ?? [] };
}

function attachmentsOf(value: unknown): readonly ConsultAttachment[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter(isRow).map((row) => ({ title: textOf(row.title), text: textOf(row.text) }));
}
