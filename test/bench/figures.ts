export interface Figures {
  readonly median: number;
  readonly p95: number;
}

export function figuresOf(samples: readonly number[]): Figures {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95) };
}

export function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(2) : value.toFixed(1)} ms`;
}

export function heading(title: string): void {
  console.log(`\n${title}`);
}

/** One measured thing: median and 95th percentile, and how it stands to the peer's median. */
export function line(name: string, { median, p95 }: Figures, peer?: Figures): void {
  const ratio = peer === undefined ? '' : `   ${(median / peer.median).toFixed(2)}× the peer`;
  console.log(
    `  ${name.padEnd(44)} median ${milliseconds(median).padStart(9)}   p95 ${milliseconds(p95).padStart(9)}${ratio}`,
  );
}
