/** A model's name without its provider. */
export function modelName(model: string): string {
  return model.slice(model.indexOf('/') + 1);
}
