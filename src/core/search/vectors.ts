import pgvector from 'pgvector';

/** Width of the store's vector columns. */
export const VECTOR_LENGTH = 1536;

/** To length one; a vector of zeros stays as it is. */
export function normalise(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  if (sum === 0) return vector;
  const factor = 1 / Math.sqrt(sum);
  return vector.map((value) => value * factor);
}

/** Widened with zeros, which changes no cosine between vectors of one embedder. */
export function padVector(vector: Float32Array): Float32Array {
  if (vector.length === VECTOR_LENGTH) return vector;
  if (vector.length > VECTOR_LENGTH) {
    throw new RangeError(`a vector has ${vector.length} dimensions; the store holds ${VECTOR_LENGTH}`);
  }
  const padded = new Float32Array(VECTOR_LENGTH);
  padded.set(vector);
  return padded;
}

/** As Postgres reads it; undefined for a vector without direction, of which no cosine can be taken. */
export function vectorText(vector: Float32Array): string | undefined {
  if (vector.every((value) => value === 0)) return undefined;
  const rounded = Array.from(vector, (value) => (value === 0 ? 0 : Number(value.toPrecision(6))));
  return pgvector.toSql(rounded) ?? undefined;
}

/** Of two vectors of length one. */
export function dotProduct(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index++) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}

/** As `vectorText`, with some direction even for a text without a word, for a stored row needs one. */
export function documentVectorText(vector: Float32Array): string {
  return vectorText(padVector(vector)) ?? `[1${',0'.repeat(VECTOR_LENGTH - 1)}]`;
}
