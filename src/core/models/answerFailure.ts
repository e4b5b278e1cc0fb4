/** What an endpoint says about a failure, from the JSON it sends; every field may be missing. */
export interface EndpointError {
  readonly message: string;
  readonly code: string;
  readonly type: string;
  readonly param: string;
}

const MESSAGE_CHARACTERS_MAX = 500;

/** Reads the shapes that endpoints use: `{error: {…}}`, `{error: "…"}`, `{message}`; or plain text. */
export function readEndpointError(text: string): EndpointError {
  const parsed = parsedJson(text);
  const fields = isRecord(parsed) && 'error' in parsed ? parsed.error : parsed;
  if (typeof fields === 'string') return { message: shortened(fields), code: '', type: '', param: '' };
  if (!isRecord(fields)) return { message: shortened(text), code: '', type: '', param: '' };
  return {
    message: shortened(textOf(fields.message) || textOf(fields.detail)),
    code: textOf(fields.code),
    type: textOf(fields.type),
    param: textOf(fields.param),
  };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function shortened(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  return line.length > MESSAGE_CHARACTERS_MAX ? `${line.slice(0, MESSAGE_CHARACTERS_MAX)}…` : line;
}
