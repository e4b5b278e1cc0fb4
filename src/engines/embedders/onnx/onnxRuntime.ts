import { createRequire } from 'node:module';
import { join } from 'node:path';
import { EmbedderFailure } from '../../../core/search/embedder.ts';

/** The part of the runtime that is used; the package is not there when Fixward is built. */
export interface OnnxTensor {
  readonly dims: readonly number[];
  readonly data: unknown;
}
export interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Readonly<Record<string, OnnxTensor>>): Promise<Readonly<Record<string, OnnxTensor>>>;
  release(): Promise<void>;
}
export interface OnnxRuntime {
  readonly Tensor: new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => OnnxTensor;
  readonly InferenceSession: {
    create(file: string, options: Readonly<Record<string, unknown>>): Promise<OnnxSession>;
  };
}

/** Where the runtime stands once the user agreed to install it. */
export function onnxRuntimeFolder(home: string): string {
  return join(home, 'models', 'runtime');
}

/** @throws EmbedderFailure when the runtime is not installed or cannot be loaded on this machine */
export function loadOnnxRuntime(folder: string): OnnxRuntime {
  const load = createRequire(join(folder, 'package.json'));
  try {
    load.resolve('onnxruntime-node');
  } catch (error) {
    throw new EmbedderFailure('missing', 'The runtime for local models is not installed.', { cause: error });
  }
  try {
    // SAFETY: the package of the pinned version has these members; what else it holds is not used.
    return load('onnxruntime-node') as OnnxRuntime;
  } catch (error) {
    throw new EmbedderFailure('missing', 'The runtime for local models does not load on this machine.', {
      cause: error,
    });
  }
}
