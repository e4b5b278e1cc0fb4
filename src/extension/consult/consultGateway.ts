import type { DocumentationRoundParams, DocumentationRoundResult } from '../../protocol/connectionMethods.ts';
import type { Approval, Consultation, ConsultationSummary, Memory } from '../../protocol/consult.ts';
import type {
  ConsultContinueParams,
  ConsultDecideParams,
  ConsultFileParams,
  ConsultForkParams,
  ConsultGetParams,
  ConsultListParams,
  ConsultOutcomeParams,
  ConsultStartParams,
} from '../../protocol/consultMethods.ts';
import type { ModelsStatus, ModelsUsage, ModelsUsageParams } from '../../protocol/modelMethods.ts';
import type { ToolAnswer, ToolDescription, ToolRunParams } from '../../protocol/toolMethods.ts';
import type { AskService } from '../relay/fixwardService.ts';
import { ServiceProblem } from '../relay/serviceProblem.ts';
import { isRow, numberOf, type Row, rowOf, rowsOf, textOf } from '../relay/wire.ts';

export interface ConsultFileText {
  readonly path: string;
  readonly version: number;
  readonly text: string;
  readonly versions: readonly number[];
}

/** What the service's methods for consultations answer, as the editor's parts ask for it. */
export class ConsultGateway {
  readonly #ask: AskService;

  /** @param ready resolves when the service knows the user's models and connections */
  constructor(ask: AskService, ready: () => Promise<void>) {
    this.#ask = async (method, params, signal) => {
      await ready();
      return ask(method, params, signal);
    };
  }

  async list(
    params: ConsultListParams,
    signal?: AbortSignal,
  ): Promise<{ readonly consultations: readonly ConsultationSummary[]; readonly total: number }> {
    const answer = rowOf(await this.#ask('consult/list', params, signal));
    return { consultations: known<ConsultationSummary>(answer.consultations), total: numberOf(answer.total) };
  }

  async get(consultationId: string, limit?: number, signal?: AbortSignal): Promise<Consultation> {
    const params: ConsultGetParams = { consultationId, ...(limit !== undefined && { limit }) };
    return whole<Consultation>(await this.#ask('consult/get', params, signal), 'id');
  }

  async start(params: ConsultStartParams): Promise<string> {
    return textOf(rowOf(await this.#ask('consult/start', params)).consultationId);
  }

  async continue(params: ConsultContinueParams): Promise<void> {
    await this.#ask('consult/continue', params);
  }

  async stop(consultationId: string): Promise<void> {
    await this.#ask('consult/stop', { consultationId });
  }

  async decide(params: ConsultDecideParams): Promise<Approval> {
    return whole<Approval>(await this.#ask('consult/decide', params), 'id');
  }

  async fork(params: ConsultForkParams): Promise<string> {
    return textOf(rowOf(await this.#ask('consult/fork', params)).consultationId);
  }

  async rename(consultationId: string, title: string): Promise<void> {
    await this.#ask('consult/rename', { consultationId, title });
  }

  async delete(consultationId: string): Promise<void> {
    await this.#ask('consult/delete', { consultationId });
  }

  /** The reader had an answer before him. */
  async seen(answer: { readonly consultationId: string; readonly position: number }): Promise<void> {
    await this.#ask('confidence/seen', { answers: [answer] });
  }

  async outcome(params: ConsultOutcomeParams): Promise<void> {
    await this.#ask('consult/outcome', params);
  }

  async file(params: ConsultFileParams): Promise<ConsultFileText> {
    const answer = rowOf(await this.#ask('consult/readFile', params));
    return {
      path: textOf(answer.path),
      version: numberOf(answer.version),
      text: textOf(answer.text),
      versions: Array.isArray(answer.versions) ? answer.versions.map(numberOf) : [],
    };
  }

  async tools(signal?: AbortSignal): Promise<readonly ToolDescription[]> {
    return known<ToolDescription>(rowOf(await this.#ask('tools/list', {}, signal)).tools);
  }

  async runTool(params: ToolRunParams, signal?: AbortSignal): Promise<ToolAnswer> {
    return whole<ToolAnswer>(await this.#ask('tools/run', params, signal), 'ok');
  }

  /** As it stands for questions about a project, or about none. */
  async models(project?: string, signal?: AbortSignal): Promise<ModelsStatus> {
    const about = project === undefined ? {} : { project };
    return whole<ModelsStatus>(await this.#ask('models/status', about, signal), 'models');
  }

  async documentationRound(
    params: DocumentationRoundParams,
    signal?: AbortSignal,
  ): Promise<DocumentationRoundResult> {
    return whole<DocumentationRoundResult>(
      await this.#ask('knowledge/documentationRound', params, signal),
      'report',
    );
  }

  async usage(params: ModelsUsageParams = {}): Promise<ModelsUsage> {
    return whole<ModelsUsage>(await this.#ask('models/usage', params), 'days');
  }

  async memories(query: string): Promise<readonly Memory[]> {
    return known<Memory>(rowOf(await this.#ask('memory/list', { query })).memories);
  }

  async saveMemory(memory: {
    readonly id?: string;
    readonly kind: Memory['kind'];
    readonly text: string;
  }): Promise<void> {
    await this.#ask('memory/save', memory);
  }

  async deleteMemory(id: string): Promise<void> {
    await this.#ask('memory/delete', { ids: [id] });
  }
}

/** The service is of the same version as the editor's part; a row of another shape is a defect, said as one. */
function whole<Value>(answer: unknown, proof: string): Value {
  const row: Row = rowOf(answer);
  if (!Object.hasOwn(row, proof)) {
    throw new ServiceProblem({
      code: 'internal',
      message: 'The service answered with something else than was asked for.',
    });
  }
  // SAFETY: same version, and the row has what tells it from every other answer.
  return row as Value;
}

function known<Value>(answer: unknown): readonly Value[] {
  // SAFETY: as above; what is no row is left out.
  return rowsOf(answer).filter(isRow) as readonly Value[];
}
