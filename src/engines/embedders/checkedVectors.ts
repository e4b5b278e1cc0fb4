import { EmbedderFailure } from '../../core/search/embedder.ts';
import { normalise, VECTOR_LENGTH } from '../../core/search/vectors.ts';

/** A provider's answer as vectors of length one; what is no such answer is a failure that names the provider. */
export function checkedVectors(provider: string, answer: unknown, count: number): Float32Array[] {
  if (!Array.isArray(answer) || answer.length !== count) {
    throw new EmbedderFailure('invalid', `${provider} answered without one vector for each text.`);
  }
  const vectors = answer.map((vector: unknown) => {
    if (!Array.isArray(vector) || vector.length === 0 || !vector.every(Number.isFinite)) {
      throw new EmbedderFailure('invalid', `${provider} answered with something that is no vector.`);
    }
    if (vector.length > VECTOR_LENGTH) {
      throw new EmbedderFailure(
        'invalid',
        `${provider} gives ${vector.length} dimensions and the store holds ${VECTOR_LENGTH}; ask for fewer or choose another model.`,
      );
    }
    return normalise(Float32Array.from(vector));
  });
  if (new Set(vectors.map(({ length }) => length)).size > 1) {
    throw new EmbedderFailure('invalid', `${provider} answered with vectors of several widths.`);
  }
  return vectors;
}
