/** A reason longer than this makes the comment unreadable in an editor; the rest belongs in the commit. */
export const REASON_LENGTH_MAX = 200;

export type ReasonProblem = 'empty' | 'too-long' | 'line-break' | 'ends-comment';

/** Why a text cannot be a suppression's reason, or undefined when it can. */
export function reasonProblem(reason: string): ReasonProblem | undefined {
  if (reason.trim() === '') return 'empty';
  if (/[\r\n\u2028\u2029]/u.test(reason)) return 'line-break';
  if (reason.includes('*/') || reason.includes('-->')) return 'ends-comment';
  return reason.length > REASON_LENGTH_MAX ? 'too-long' : undefined;
}
