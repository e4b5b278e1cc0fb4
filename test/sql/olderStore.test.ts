import { afterAll, beforeAll, expect, it } from 'vitest';
import { readStoreCatalog } from '../support/storeCatalog.ts';
import { type OpenStore, openStoreDatabase, readMigrations } from '../support/storeDatabase.ts';

let store: OpenStore;
beforeAll(async () => {
  store = await openStoreDatabase();
}, 180_000);
afterAll(() => store.close());

/** The tables of confidence as they were while they were reserved. */
const AS_RESERVED = `
  alter table fixward.archon_confidence_scores
    drop constraint archon_confidence_scores_check1,
    drop constraint archon_confidence_scores_check2,
    drop constraint archon_confidence_scores_check3,
    drop constraint archon_confidence_scores_check4,
    add constraint archon_confidence_scores_check1 check (calibrated_confidence between uncertainty_lower and uncertainty_upper),
    add constraint archon_confidence_scores_check2 check (method <> 'logprob' or (top_k is not null and mean_conf is not null)),
    add constraint archon_confidence_scores_check3 check ((client_id is null) = (client_seq is null)),
    drop constraint archon_confidence_scores_request_id_method_user_id_key,
    add unique (user_id, request_id, method),
    drop column overall_confidence,
    add column overall_confidence numeric(5, 4) generated always as
      (round((factual_confidence + reasoning_confidence + contextual_relevance) / 3, 4)) stored;
  create index archon_scores_overall_idx on fixward.archon_confidence_scores (overall_confidence desc);
  create index archon_scores_request_idx on fixward.archon_confidence_scores (request_id);
  drop index fixward.archon_scores_known_idx;
  alter table fixward.archon_confidence_calibration
    drop constraint archon_confidence_calibration_confidence_score_id_workspac_fkey,
    add constraint archon_confidence_calibration_confidence_score_id_workspac_fkey
      foreign key (confidence_score_id, workspace_id)
      references fixward.archon_confidence_scores (id, workspace_id) on delete cascade;
  alter table fixward.archon_performance_metrics
    drop constraint archon_performance_metrics_confidence_score_id_workspace_i_fkey,
    add constraint archon_performance_metrics_confidence_score_id_workspace_i_fkey
      foreign key (confidence_score_id, workspace_id)
      references fixward.archon_confidence_scores (id, workspace_id) on delete set null (confidence_score_id)`;

it('a store in which the tables of confidence were reserved becomes what a new one is', async () => {
  const fresh = await readStoreCatalog(store.session);
  await store.session.exec(AS_RESERVED);
  expect(await readStoreCatalog(store.session)).not.toEqual(fresh);
  const sums = (await readMigrations()).find(({ name }) => name.startsWith('060_'));
  await store.session.exec(sums?.sql ?? '');
  expect(await readStoreCatalog(store.session)).toEqual(fresh);
}, 60_000);
