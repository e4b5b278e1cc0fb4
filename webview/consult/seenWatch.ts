import type { Panel } from '../state/panel.ts';

/** A glance while scrolling by is no look. */
const LOOK_MS = 1_000;
/** What came into sight together is told together. */
const GATHER_MS = 500;

interface Watched {
  readonly panel: Panel;
  readonly scoreId: string;
  timer?: ReturnType<typeof setTimeout>;
}

const watched = new Map<Element, Watched>();
/** Each answer is told once for a page, however often it comes into sight. */
const told = new WeakMap<Panel, Set<string>>();
const waiting = new Map<Panel, string[]>();
let observer: IntersectionObserver | undefined;

/** Tells the service once what stands with this element was in sight for a while; returns what ends the watch. */
export function watchSeen(element: Element, panel: Panel, scoreId: string): () => void {
  if (told.get(panel)?.has(scoreId)) return () => {};
  observer ??= new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) look(target, isIntersecting);
  });
  watched.set(element, { panel, scoreId });
  observer.observe(element);
  return () => forget(element);
}

function look(target: Element, isInSight: boolean): void {
  const one = watched.get(target);
  if (!one) return;
  clearTimeout(one.timer);
  if (!isInSight) return;
  one.timer = setTimeout(() => {
    // A page behind another tab still lays its elements out.
    if (document.visibilityState !== 'visible') {
      document.addEventListener('visibilitychange', () => look(target, true), { once: true });
      return;
    }
    forget(target);
    tell(one);
  }, LOOK_MS);
}

function forget(element: Element): void {
  clearTimeout(watched.get(element)?.timer);
  watched.delete(element);
  observer?.unobserve(element);
}

function tell({ panel, scoreId }: Watched): void {
  const before = told.get(panel) ?? new Set();
  told.set(panel, before);
  if (before.has(scoreId)) return;
  before.add(scoreId);
  const ids = waiting.get(panel);
  if (ids) {
    ids.push(scoreId);
    return;
  }
  const scoreIds = [scoreId];
  waiting.set(panel, scoreIds);
  setTimeout(() => {
    waiting.delete(panel);
    // Nobody waits for it; one that is not heard is missing among those shown, and no more.
    void panel.request({ kind: 'seeConfidence', scoreIds });
  }, GATHER_MS);
}
