import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { empiricalPrior } from '../../../src/core/confidence/empiricalPrior.ts';
import { patternConfidence, seedConfidence } from '../../../src/core/confidence/patternConfidence.ts';
import { successPosterior } from '../../../src/core/confidence/successPosterior.ts';

const TOLERANCE = 1e-9;

/** Reference results computed with other software; they do not travel with the project. */
const folder = process.env.FIXWARD_VECTORS ?? '../shared/vectors';
const file = `${folder}/calibration.json`;

const vectorsSchema = z.object({
  beta_binomial: z.array(
    z.object({
      k: z.number(),
      n: z.number(),
      a: z.number(),
      b: z.number(),
      mean: z.number(),
      lower05: z.number(),
      upper95: z.number(),
    }),
  ),
  empirical_bayes_prior: z.array(
    z.object({
      groups: z.array(z.tuple([z.number(), z.number()])),
      mean: z.number(),
      icc: z.number(),
      strength: z.number(),
      a: z.number(),
      b: z.number(),
    }),
  ),
  pattern_confidence: z.array(
    z.object({
      similarity: z.number(),
      layer_match: z.number(),
      workflow_overlap: z.number(),
      file_type_match: z.number(),
      successes: z.number(),
      applied: z.number(),
      seed: z.object({ raw: z.number(), capped: z.number() }),
      proposed_log_odds: z.object({ posterior_mean: z.number(), score: z.number() }),
    }),
  ),
});

function near(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(TOLERANCE);
}

describe.skipIf(!existsSync(file))('reference vectors (skipped where the file is absent)', () => {
  const vectors = existsSync(file)
    ? vectorsSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    : { beta_binomial: [], empirical_bayes_prior: [], pattern_confidence: [] };

  it.each(vectors.beta_binomial)(
    'posterior of $k of $n under Beta($a, $b)',
    ({ k, n, a, b, ...expected }) => {
      const found = successPosterior(k, n, { a, b });
      near(found.mean, expected.mean);
      near(found.lower05, expected.lower05);
      near(found.upper95, expected.upper95);
    },
  );

  it.each(vectors.empirical_bayes_prior)('prior of $groups', ({ groups, ...expected }) => {
    const prior = empiricalPrior(groups.map(([successes, trials]) => ({ successes, trials })));
    near(prior.mean, expected.mean);
    near(prior.correlation, expected.icc);
    near(prior.strength, expected.strength);
    near(prior.a, expected.a);
    near(prior.b, expected.b);
  });

  it('confidence of every pattern, by both methods', () => {
    expect(vectors.pattern_confidence.length).toBeGreaterThan(0);
    for (const { seed, proposed_log_odds: sound, ...row } of vectors.pattern_confidence) {
      const evidence = {
        similarity: row.similarity,
        layerMatch: row.layer_match,
        workflowOverlap: row.workflow_overlap,
        fileTypeMatch: row.file_type_match,
        successes: row.successes,
        applied: row.applied,
      };
      near(seedConfidence(evidence).raw, seed.raw);
      near(seedConfidence(evidence).score, seed.capped);
      near(successPosterior(row.successes, row.applied).mean, sound.posterior_mean);
      near(patternConfidence(evidence).score, sound.score);
    }
  });
});
