const VERSION = /^(\d+)\.(\d+)\.(\d+)(-.+)?$/u;

/** Negative when `a` is older; a pre-release is older than its release, and what is no version older than all. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [VERSION.exec(a), VERSION.exec(b)];
  if (!left || !right) return Number(left !== null) - Number(right !== null);
  for (const part of [1, 2, 3]) {
    const difference = Number(left[part]) - Number(right[part]);
    if (difference !== 0) return difference;
  }
  const [leftTag, rightTag] = [left[4], right[4]];
  if (leftTag === rightTag) return 0;
  if (leftTag === undefined || rightTag === undefined) return leftTag === undefined ? 1 : -1;
  return leftTag.localeCompare(rightTag, 'en', { numeric: true });
}
