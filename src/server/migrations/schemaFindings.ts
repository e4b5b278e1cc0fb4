import type { Finding } from '../../core/rules/finding.ts';
import { finalFindings } from '../../core/schema/finalFindings.ts';
import type { RemedyPlace } from '../../core/schema/remedyFix.ts';
import type { SchemaFinding } from '../../core/schema/schemaRule.ts';
import type { Span } from '../../core/text/span.ts';
import type { CheckedDocument } from '../documents.ts';
import { findStatements } from './statementPlaces.ts';

/** A script as it was replayed, and what was found in it. */
export interface ReplayedScript {
  readonly text: string;
  readonly findings: readonly SchemaFinding[];
  /** Statements that did not run. */
  readonly failures: readonly Span[];
  /** Rules that were asked about the schema. */
  readonly ruleIds: ReadonlySet<string>;
  readonly remedyPlace: RemedyPlace;
}

/**
 * The findings of a document's own text together with those of the final schema. Statements that changed since the
 * replay are judged by their text again, until the next replay.
 */
export function joinSchemaFindings(
  checked: Omit<CheckedDocument, 'findings'>,
  script: ReplayedScript,
): readonly Finding[] {
  const { document, project } = checked;
  const { ruleSet, config } = project.analyzer;
  const { found, failures } =
    document.input.text === script.text ? sameText(script) : movedTo(document, script);
  const { findings } = finalFindings({
    document,
    found,
    failures,
    ruleIds: script.ruleIds,
    ruleSet,
    config,
    remedyPlace: script.remedyPlace,
  });
  return project.fresh({ ...document, analysis: { ...document.analysis, findings } });
}

interface Placed {
  readonly found: readonly SchemaFinding[];
  readonly failures: readonly Span[];
}

function sameText({ findings, failures }: ReplayedScript): Placed {
  return { found: findings, failures };
}

/** Findings follow their statements; where no statement of the replay stands, the schema has not spoken. */
function movedTo({ sql }: CheckedDocument['document'], script: ReplayedScript): Placed {
  const present = (sql?.statements ?? []).map(({ span, statement }) => ({ span, text: statement.text }));
  const spans = distinct([...script.findings.flatMap(({ place }) => place ?? []), ...script.failures]);
  const places = findStatements(
    spans.map(({ start, end }) => script.text.slice(start, end)),
    present,
  );
  const now = new Map(spans.map((span, index) => [keyOf(span), places[index]]));
  const changed = present.filter(({ text }) => !script.text.includes(text)).map(({ span }) => span);
  return {
    found: script.findings.flatMap((finding) => {
      const span = finding.place && now.get(keyOf(finding.place));
      return span && finding.place ? [{ ...finding, place: { path: finding.place.path, ...span } }] : [];
    }),
    failures: [...changed, ...script.failures.flatMap((failure) => now.get(keyOf(failure)) ?? [])],
  };
}

/** Each place once, in document order. */
function distinct(places: readonly Span[]): readonly Span[] {
  const byKey = new Map(places.map(({ start, end }) => [keyOf({ start, end }), { start, end }]));
  return [...byKey.values()].sort((a, b) => a.start - b.start);
}

function keyOf({ start, end }: Span): string {
  return `${start}-${end}`;
}
