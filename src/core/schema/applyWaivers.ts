import type { Waiver } from '../rules/projectConfig.ts';
import type { SchemaReport } from './schemaRule.ts';

export interface WaivedReports<Report> {
  readonly kept: readonly Report[];
  readonly waivedCount: number;
  /** Waivers that meet nothing: mended, renamed, or never right. */
  readonly unused: readonly Waiver[];
}

/**
 * Leaves out what the project lets be.
 *
 * @param idsOf turns a name, a peer's too, into our rules
 * @param ran rules that were run; the others prove nothing about their waivers
 */
export function applyWaivers<Report extends SchemaReport & { readonly ruleId: string }>(
  reports: readonly Report[],
  waivers: readonly Waiver[],
  idsOf: (name: string) => readonly string[],
  ran: ReadonlySet<string>,
): WaivedReports<Report> {
  const used = new Set<Waiver>();
  const kept = reports.filter((report) => {
    const met = waivers.filter(
      (waiver) =>
        idsOf(waiver.rule).includes(report.ruleId) && plain(waiver.object) === plain(report.object.name),
    );
    for (const waiver of met) used.add(waiver);
    return met.length === 0;
  });
  return {
    kept,
    waivedCount: reports.length - kept.length,
    unused: waivers.filter((waiver) => !used.has(waiver) && idsOf(waiver.rule).some((id) => ran.has(id))),
  };
}

/** Names are written with and without the quotes, and with any space between words. */
function plain(name: string): string {
  return name.replaceAll('"', '').replace(/\s+/gu, ' ').trim();
}
