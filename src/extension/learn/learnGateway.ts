import type {
  LearnAcceptParams,
  LearnAcceptResult,
  LearnAppliedParams,
  LearnApplyParams,
  LearnApplyResult,
  LearnedDraft,
  LearnHistoryParams,
  LearnParams,
  LearnResult,
  LearnTemplateParams,
  LearnTemplateResult,
  LearnTemplatesParams,
  LearnTemplatesResult,
  LearnTestedParams,
  LearnTestedResult,
} from '../../protocol/learn.ts';

/** What learning needs of the language server. */
export interface LearnServer {
  request<Result>(method: string, params: object): Promise<Result>;
}

/** A long request, told of as it runs and stopped when it is not wanted any more. */
export type RunLong = <Result>(method: string, params: object) => Promise<Result>;

/** The language server's requests for learning, by what they do. */
export class LearnGateway {
  readonly #server: LearnServer;

  constructor(server: LearnServer) {
    this.#server = server;
  }

  fromWorkingTree(params: LearnParams, run: RunLong): Promise<LearnResult> {
    return run('fixward/learn/fromWorkingTree', params);
  }

  fromCommit(params: LearnParams, run: RunLong): Promise<LearnResult> {
    return run('fixward/learn/fromCommit', params);
  }

  fromDiff(params: LearnParams, run: RunLong): Promise<LearnResult> {
    return run('fixward/learn/fromDiff', params);
  }

  fromProposal(params: LearnParams, run: RunLong): Promise<LearnResult> {
    return run('fixward/learn/fromProposal', params);
  }

  history(params: LearnHistoryParams, run: RunLong): Promise<LearnResult> {
    return run('fixward/learn/history', params);
  }

  applySites(params: LearnApplyParams, run: RunLong): Promise<LearnApplyResult> {
    return run('fixward/learn/applySites', params);
  }

  applyTested(params: LearnTestedParams, run: RunLong): Promise<LearnTestedResult> {
    return run('fixward/learn/applyTested', params);
  }

  async applied(params: LearnAppliedParams): Promise<void> {
    await this.#server.request('fixward/learn/applied', params);
  }

  /** What waits for its reader. */
  async drafts(project: string): Promise<readonly LearnedDraft[]> {
    return (await this.#server.request<LearnResult>('fixward/learn/drafts', { project })).drafts;
  }

  setCondition(project: string, draftId: string, conditionId: string, on: boolean): Promise<LearnedDraft> {
    return this.#server.request('fixward/learn/setCondition', { project, draftId, conditionId, on });
  }

  accept(params: LearnAcceptParams): Promise<LearnAcceptResult> {
    return this.#server.request('fixward/learn/accept', params);
  }

  async reject(project: string, draftId: string): Promise<void> {
    await this.#server.request('fixward/learn/reject', { project, draftId });
  }

  template(params: LearnTemplateParams): Promise<LearnTemplateResult> {
    return this.#server.request('fixward/learn/template', params);
  }

  async templates(params: LearnTemplatesParams): Promise<LearnTemplatesResult['templates']> {
    return (await this.#server.request<LearnTemplatesResult>('fixward/learn/templates', params)).templates;
  }
}
