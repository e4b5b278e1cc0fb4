import type { PanelAction } from '../../src/protocol/panel.ts';

/** Longer than a first start of the store on a slow machine; an answer later than this finds nobody waiting. */
const ANSWER_TIMEOUT_MS = 120_000;
/** A shadow database replays long histories, and proves them. */
const TOOL_TIMEOUT_MS = 900_000;
/** A person is asked something, and may have gone for a walk. */
const PERSON_TIMEOUT_MS = 3_600_000;

const TOOLS = new Set<PanelAction['kind']>(['runTool', 'proveSql']);
const PEOPLE = new Set<PanelAction['kind']>([
  'deleteConsultation',
  'saveConsultFiles',
  'saveSql',
  'exportTable',
  'exportDiagram',
  'exportChart',
  'learn',
  'acceptLearned',
  'exportConsultation',
  'configureModels',
  'configureConnection',
  'manageMemories',
]);

/** How long an answer to an action is waited for. */
export function answerTimeoutMs({ kind }: PanelAction): number {
  if (TOOLS.has(kind)) return TOOL_TIMEOUT_MS;
  return PEOPLE.has(kind) ? PERSON_TIMEOUT_MS : ANSWER_TIMEOUT_MS;
}
