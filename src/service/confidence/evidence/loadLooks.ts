/** Rules and the proof come with them: a service that only keeps the store starts without. */
export async function loadLooks() {
  const [{ schemaEvidence }, { guardianFindings }] = await Promise.all([
    import('./schemaEvidence.ts'),
    import('./guardianEvidence.ts'),
  ]);
  return { schemaEvidence, guardianFindings };
}
