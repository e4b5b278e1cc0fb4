import * as vscode from 'vscode';
import type { ConsultationSummary, Plan, PlanStep } from '../../protocol/consult.ts';
import type { FixwardService } from '../relay/fixwardService.ts';
import { problemOf } from '../relay/serviceProblem.ts';
import { onConsultEvent } from './consultEvents.ts';
import type { ConsultGateway } from './consultGateway.ts';

const VIEW_ID = 'fixward.plans';
const CONSULTATIONS_MAX = 50;
const REFRESH_DELAY_MS = 300;

type Node =
  | { readonly kind: 'consultation'; readonly summary: ConsultationSummary }
  | { readonly kind: 'step'; readonly step: PlanStep; readonly consultationId: string };

/** Consultations with their plans as a tree, with how far each has come. */
export class PlansView implements vscode.Disposable, vscode.TreeDataProvider<Node> {
  readonly #consult: ConsultGateway;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<Node>;
  readonly #subscription: vscode.Disposable;
  #refreshing: ReturnType<typeof setTimeout> | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(service: FixwardService, consult: ConsultGateway, log: vscode.LogOutputChannel) {
    this.#consult = consult;
    this.#log = log;
    this.#view = vscode.window.createTreeView(VIEW_ID, { treeDataProvider: this, showCollapseAll: true });
    this.#subscription = onConsultEvent(service, ({ stored }) => {
      const kind = stored?.event.kind;
      if (kind === 'plan' || kind === 'state' || kind === 'question') this.refresh();
    });
  }

  refresh(): void {
    this.#refreshing ??= setTimeout(() => {
      this.#refreshing = undefined;
      this.#changed.fire(undefined);
    }, REFRESH_DELAY_MS);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return node.kind === 'consultation' ? consultationItem(node.summary) : stepItem(node);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    try {
      if (!node) return await this.#consultations();
      if (node.kind === 'step') return [];
      const { id } = node.summary;
      const { plan } = await this.#consult.get(id, 1);
      return stepsOf(plan).map((step) => ({ kind: 'step', step, consultationId: id }));
    } catch (error) {
      const { message } = problemOf(error);
      this.#log.warn(`the plans could not be listed: ${message}`);
      this.#view.message = message;
      return [];
    }
  }

  dispose(): void {
    clearTimeout(this.#refreshing);
    this.#subscription.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  async #consultations(): Promise<Node[]> {
    const { consultations } = await this.#consult.list({ limit: CONSULTATIONS_MAX });
    // An empty text would stand in the place of the welcome.
    delete this.#view.message;
    return consultations.map((summary) => ({ kind: 'consultation', summary }));
  }
}

function stepsOf(plan: Plan | undefined): readonly PlanStep[] {
  return plan?.steps ?? [];
}

type Look = readonly [icon: string, colour?: string];

const PASSED = 'testing.iconPassed';
const FAILED = 'problemsErrorIcon.foreground';

const STATE_LOOKS: Readonly<Record<ConsultationSummary['state'], Look>> = {
  open: ['comment'],
  running: ['loading~spin'],
  waiting: ['question', 'problemsWarningIcon.foreground'],
  done: ['pass', PASSED],
  failed: ['error', FAILED],
  stopped: ['circle-slash'],
};

const STEP_LOOKS: Readonly<Record<PlanStep['status'], Look>> = {
  waiting: ['circle-outline'],
  active: ['loading~spin'],
  done: ['pass-filled', PASSED],
  failed: ['error', FAILED],
  skipped: ['circle-slash'],
};

function iconOf([icon, colour]: Look): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
}

function consultationItem(summary: ConsultationSummary): vscode.TreeItem {
  const { id, title, state, steps, stepsDone, waiting } = summary;
  const hasPlan = steps > 0;
  const item = new vscode.TreeItem(
    title,
    hasPlan ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
  );
  item.id = id;
  item.iconPath = iconOf(STATE_LOOKS[state]);
  item.description = [
    ...(hasPlan ? [vscode.l10n.t('{0} of {1}', stepsDone, steps)] : []),
    ...(waiting > 0 ? [vscode.l10n.t('waits for you')] : []),
  ].join(' · ');
  item.tooltip = new Date(summary.updatedAt).toLocaleString();
  item.contextValue = 'consultation';
  item.command = { command: 'fixward.openConsultation', title: vscode.l10n.t('Open'), arguments: [id] };
  item.accessibilityInformation = {
    label: `${title}, ${state}${item.description === '' ? '' : `, ${item.description}`}`,
  };
  return item;
}

function stepItem({ step, consultationId }: Extract<Node, { kind: 'step' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(step.title);
  item.id = `${consultationId}/${step.id}`;
  item.iconPath = iconOf(STEP_LOOKS[step.status]);
  item.description = step.phase;
  if (step.evidence.length > 0) item.tooltip = step.evidence.join('\n');
  item.accessibilityInformation = { label: `${step.title}, ${step.status}` };
  item.command = {
    command: 'fixward.openConsultation',
    title: vscode.l10n.t('Open'),
    arguments: [consultationId],
  };
  return item;
}
