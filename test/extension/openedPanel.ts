import { vi } from 'vitest';
import { AuditGateway } from '../../src/extension/audit/auditGateway.ts';
import { ConfidenceGateway } from '../../src/extension/confidence/confidenceGateway.ts';
import type { DatabaseConnection } from '../../src/extension/connections/connectionStore.ts';
import type { ConsultEditor } from '../../src/extension/consult/consultEditor.ts';
import { ConsultGateway } from '../../src/extension/consult/consultGateway.ts';
import type { LearnPort } from '../../src/extension/learn/learnPort.ts';
import { LibraryGateway } from '../../src/extension/library/libraryGateway.ts';
import type { PanelEditor } from '../../src/extension/panel/panelPorts.ts';
import { type DraftBook, PanelSession } from '../../src/extension/panel/panelSession.ts';
import type { AskService } from '../../src/extension/relay/fixwardService.ts';
import type { HostMessage, PanelAction, PanelAnswer } from '../../src/protocol/panel.ts';

export function fakeEditor(changes: Partial<PanelEditor> = {}): PanelEditor {
  return {
    l10n: {
      t: (text, ...values) => text.replaceAll(/\{(\d)\}/gu, (_, index) => String(values[Number(index)])),
    },
    copy: vi.fn(async () => {}),
    insertAtCursor: vi.fn(async () => true),
    openText: vi.fn(async () => {}),
    saveText: vi.fn(async () => '/saved'),
    saveBytes: vi.fn(async () => '/saved'),
    openFile: vi.fn(async () => true),
    openLink: vi.fn(async () => {}),
    run: vi.fn(async () => {}),
    showRule: vi.fn(async () => {}),
    quietRule: vi.fn(async () => {}),
    askForTask: async () => undefined,
    confirm: async () => true,
    askForRelation: async () => undefined,
    folder: '/workspace',
    trusted: true,
    project: async () => 'git.example/orders',
    startAudit: async () => true,
    ...changes,
  };
}

const CONNECTIONS: readonly DatabaseConnection[] = [
  { name: 'shop', url: 'postgresql://reader:hunter2@db/shop', environment: 'production', writable: false },
];

export function fakeConsultEditor(changes: Partial<ConsultEditor> = {}): ConsultEditor {
  return {
    openFile: vi.fn(async () => {}),
    diffFile: vi.fn(async () => {}),
    keepFiles: vi.fn(async (_, files) => files.length),
    withProgress: (_, work) => work(new AbortController().signal),
    selection: () => undefined,
    configureModels: vi.fn(async () => {}),
    configureConnection: vi.fn(async () => {}),
    manageMemories: vi.fn(async () => {}),
    ...changes,
  };
}

export function fakeLearning(changes: Partial<LearnPort> = {}): LearnPort {
  return {
    review: async () => ({ drafts: [], declined: [] }),
    learn: async () => undefined,
    learnFromProposal: vi.fn(async () => ({ drafts: [], declined: [] })),
    stop: vi.fn(),
    setCondition: vi.fn(async () => {}),
    accept: vi.fn(async () => ({ path: '.fixward/patterns/a.yaml', key: 'a', mended: 0, leftOut: [] })),
    reject: vi.fn(async () => {}),
    openSite: vi.fn(async () => true),
    ...changes,
  };
}

/** A session of the panel with what it told its page, what it kept, and the answer to a request. */
export function opened(
  ask: AskService,
  editor = fakeEditor(),
  consultEditor = fakeConsultEditor(),
  learning = fakeLearning(),
) {
  const heard: HostMessage[] = [];
  const kept: Record<string, unknown> = {};
  const drafts: DraftBook = {
    all: {},
    set: (key, draft) => {
      kept[key] = draft;
    },
    questions: {},
    setQuestion: (consultation, question) => {
      kept[consultation] = question;
    },
  };
  const session = new PanelSession({
    page: { post: (message) => heard.push(message) },
    ask,
    library: new LibraryGateway(ask),
    audits: new AuditGateway(ask),
    consult: new ConsultGateway(ask, async () => {}),
    confidence: new ConfidenceGateway(ask),
    learning,
    consultEditor,
    connections: { list: async () => CONNECTIONS },
    editor,
    drafts,
  });
  const request = async (action: PanelAction): Promise<PanelAnswer | undefined> => {
    await session.hear({ kind: 'request', id: 1, action });
    const reply = heard.findLast((message) => message.kind === 'reply');
    session.dispose();
    return reply?.kind === 'reply' ? reply.answer : undefined;
  };
  return { session, heard, kept, request };
}

/** What the service and the store say of themselves whatever is shown. */
export const STATUS = { 'store/status': () => ({ state: 'ready' }), 'sync/status': () => ({ state: 'off' }) };
export const FIGURES = {
  store_status: () => ({ role: 'maintainer', rows: { patterns: 1 } }),
  library_summary: () => ({ by_status: { suggested: 2 } }),
};
