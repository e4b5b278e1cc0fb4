import { EmbedderFailure } from '../../../core/search/embedder.ts';
import { type OnnxModelFolder, readModelFolder } from './modelFolder.ts';
import { loadOnnxRuntime, type OnnxRuntime, type OnnxSession } from './onnxRuntime.ts';

export interface OpenModel {
  readonly runtime: OnnxRuntime;
  readonly session: OnnxSession;
  readonly folder: OnnxModelFolder;
}

/** @throws EmbedderFailure when runtime or model are missing, or the runtime cannot read the model */
export async function openModel(
  runtimeFolder: string,
  modelFolder: string,
  checksum: string | undefined,
): Promise<OpenModel> {
  const folder = await readModelFolder(modelFolder, checksum);
  const runtime = loadOnnxRuntime(runtimeFolder);
  try {
    // One thread: search is short, and the editor has the machine's other cores.
    const session = await runtime.InferenceSession.create(folder.modelFile, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionProviders: ['cpu'],
      logSeverityLevel: 3,
    });
    return { runtime, session, folder };
  } catch (error) {
    throw new EmbedderFailure('invalid', `${folder.modelFile} cannot be read by the runtime.`, {
      cause: error,
    });
  }
}

/** The values of a model's answer and their shape. */
export function floatsOf(
  provider: string,
  tensor: { readonly dims: readonly number[]; readonly data: unknown } | undefined,
): { readonly dims: readonly number[]; readonly data: Float32Array } {
  if (tensor?.data instanceof Float32Array) return { dims: tensor.dims, data: tensor.data };
  throw new EmbedderFailure('invalid', `${provider} answers with something that is no list of numbers.`);
}
