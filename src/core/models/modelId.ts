/** A model by its provider; the model's own name may hold slashes and colons. */
export interface ModelId {
  readonly provider: string;
  readonly model: string;
}

/** Reads `provider/model`; undefined when there is no provider in front. */
export function parseModelId(id: string): ModelId | undefined {
  const slash = id.indexOf('/');
  if (slash <= 0 || slash === id.length - 1) return undefined;
  return { provider: id.slice(0, slash), model: id.slice(slash + 1) };
}
