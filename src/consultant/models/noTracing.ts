const TRACING = /^(?:LANGSMITH|LANGCHAIN)_/u;

/**
 * The agent's library sends everything that is said to a service of its makers when the environment asks for it, as
 * it may for another program. Fixward sends it to the model alone, so its process forgets those settings.
 */
export function forbidTracing(environment: Record<string, string | undefined> = process.env): void {
  for (const name of Object.keys(environment)) if (TRACING.test(name)) delete environment[name];
}
