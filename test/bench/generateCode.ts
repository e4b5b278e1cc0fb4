/** TypeScript of an ordinary web service, of about this many lines, with a mistake here and there. */
export function generateTypeScript(lines: number): string {
  return repeat(lines, (n) => [
    `export interface Parcel${n} {`,
    `  readonly id: string;`,
    `  readonly weightGrams: number;`,
    `  readonly state: 'open' | 'packed' | 'sent';`,
    `}`,
    ``,
    `/** Packs what is open; run ${n}. */`,
    `export async function packParcel${n}(store: Store, id: string): Promise<Parcel${n}> {`,
    `  const found = await store.find<Parcel${n}>(id);`,
    `  if (found === undefined) throw new Error(\`no parcel \${id}\`);`,
    `  if (found.state !== 'open') return found;`,
    `  const packed = { ...found, state: 'packed' as const };`,
    `  for (const listener of store.listeners.filter(({ topic }) => topic === 'parcel')) {`,
    `    listener.notify({ id, run: ${n}, at: new Date().toISOString() });`,
    `  }`,
    n % 10 === 0
      ? `  const rule = eval(store.settings.rule${n});`
      : `  const rule = store.settings.rule${n};`,
    `  await store.save(packed, { rule, retries: 3, timeoutMs: 2_000 });`,
    `  return packed;`,
    `}`,
    ``,
  ]);
}

/** The same service in Python. */
export function generatePython(lines: number): string {
  return repeat(lines, (n) => [
    `@dataclass(frozen=True)`,
    `class Parcel${n}:`,
    `    id: str`,
    `    weight_grams: int`,
    `    state: Literal["open", "packed", "sent"] = "open"`,
    ``,
    ``,
    `async def pack_parcel_${n}(store: Store, parcel_id: str) -> Parcel${n}:`,
    `    """Pack what is open; run ${n}."""`,
    `    found = await store.find(Parcel${n}, parcel_id)`,
    `    if found is None:`,
    `        raise LookupError(f"no parcel {parcel_id}")`,
    `    for listener in [each for each in store.listeners if each.topic == "parcel"]:`,
    `        listener.notify({"id": parcel_id, "run": ${n}})`,
    n % 10 === 0 ? `    rule = eval(store.settings["rule_${n}"])` : `    rule = store.settings["rule_${n}"]`,
    `    packed = replace(found, state="packed")`,
    `    await store.save(packed, rule=rule, retries=3)`,
    `    return packed`,
    ``,
    ``,
  ]);
}

function repeat(lines: number, block: (n: number) => readonly string[]): string {
  const parts: string[] = [];
  for (let n = 1; parts.length < lines; n++) parts.push(...block(n));
  return `${parts.join('\n')}\n`;
}
