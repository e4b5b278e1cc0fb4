import type { OnnxModelFolder } from './modelFolder.ts';
import type { OnnxRuntime, OnnxSession, OnnxTensor } from './onnxRuntime.ts';

/** Longer texts than a model can read are cut before they are split into tokens: no token is longer than this. */
const CHARACTERS_A_TOKEN = 12;

/** A batch of texts, or of pairs of texts, as a model's inputs. */
export interface EncodedBatch {
  readonly feeds: Readonly<Record<string, OnnxTensor>>;
  readonly mask: BigInt64Array;
  readonly length: number;
}

interface Encoded {
  readonly ids: readonly number[];
  readonly types: readonly number[];
}

export function encodeTexts(
  runtime: OnnxRuntime,
  session: OnnxSession,
  folder: OnnxModelFolder,
  texts: readonly { readonly text: string; readonly pair?: string | undefined }[],
): EncodedBatch {
  const rows = texts.map(({ text, pair }) => encode(folder, text, pair));
  const length = Math.max(1, ...rows.map(({ ids }) => ids.length));
  const tensorOf = (value: (row: Encoded, index: number) => number): BigInt64Array => {
    const data = new BigInt64Array(rows.length * length);
    for (const [place, row] of rows.entries()) {
      for (let index = 0; index < row.ids.length; index++) {
        data[place * length + index] = BigInt(value(row, index));
      }
    }
    return data;
  };
  const mask = tensorOf(() => 1);
  const inputs: Readonly<Record<string, () => BigInt64Array>> = {
    input_ids: () => tensorOf(({ ids }, index) => ids[index] ?? 0),
    attention_mask: () => mask,
    token_type_ids: () => tensorOf(({ types }, index) => types[index] ?? 0),
  };
  const feeds: Record<string, OnnxTensor> = {};
  for (const name of session.inputNames) {
    const data = inputs[name]?.();
    if (data !== undefined) feeds[name] = new runtime.Tensor('int64', data, [rows.length, length]);
  }
  return { feeds, mask, length };
}

function encode({ tokenizer, tokensMax }: OnnxModelFolder, text: string, pair: string | undefined): Encoded {
  const shortened = text.slice(0, (tokensMax * CHARACTERS_A_TOKEN) / (pair === undefined ? 1 : 2));
  const second = pair?.slice(0, tokensMax * CHARACTERS_A_TOKEN);
  const { ids, token_type_ids } = tokenizer.encode(shortened, {
    ...(second !== undefined && { text_pair: second }),
    return_token_type_ids: true,
  });
  if (ids.length <= tokensMax) return { ids, types: token_type_ids };
  // The closing token stays where the model looks for it.
  const last = ids.length - 1;
  const keep = <Value>(values: readonly Value[]): Value[] => [
    ...values.slice(0, tokensMax - 1),
    ...values.slice(last),
  ];
  return { ids: keep(ids), types: keep(token_type_ids) };
}
