/** What a field holds when it tells of a change. For listeners that stand on the field itself. */
export function eventValue(event: Event): string {
  const { currentTarget } = event;
  const isField =
    currentTarget instanceof HTMLInputElement ||
    currentTarget instanceof HTMLTextAreaElement ||
    currentTarget instanceof HTMLSelectElement;
  return isField ? currentTarget.value : '';
}
