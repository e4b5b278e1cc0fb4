import { z } from 'zod';

/** No user has more; the ring looks at each of them for each request. */
const KEYS_MAX = 200;
const PROVIDERS_MAX = 50;
const EDITOR_MODELS_MAX = 500;

const nameSchema = z.string().trim().min(1).max(200);
const addressSchema = z
  .string()
  .trim()
  .max(2000)
  .regex(/^https?:\/\/[^\s/]/u, 'must be an http address')
  .transform((text) => text.replace(/\/+$/u, ''));
const positive = z.number().positive();

const providerSchema = z.object({
  id: z
    .string()
    .trim()
    .regex(/^[^/\s]{1,100}$/u, 'must be one word without a slash')
    .refine((id) => id !== 'editor', 'is the name of the editor’s own models'),
  kind: z.enum(['openai', 'ollama']),
  baseUrl: addressSchema.optional(),
  organisation: nameSchema.optional(),
  api: z.enum(['responses', 'chat', 'auto']).optional(),
  reasoningEffort: z.enum(['minimal', 'low', 'medium', 'high']).optional(),
  keys: z
    .array(z.object({ label: nameSchema, key: z.string().trim().min(1).max(5000) }))
    .max(KEYS_MAX)
    .optional(),
  vault: z
    .object({
      address: addressSchema,
      token: z.string().trim().min(1).max(5000),
      mount: nameSchema,
      path: nameSchema,
      namespace: nameSchema.optional(),
    })
    .optional(),
});

/** Providers of the editor's own models are offered, not configured: they are left out. */
export const modelsConfigureSchema = z.object({
  providers: z
    .array(z.union([z.object({ kind: z.literal('editor') }), providerSchema]))
    .max(PROVIDERS_MAX)
    .transform((providers) => providers.filter((provider) => provider.kind !== 'editor'))
    .refine(
      (providers) => new Set(providers.map(({ id }) => id)).size === providers.length,
      'two providers have the same id',
    ),
  deepModel: nameSchema.optional(),
  smallModel: nameSchema.optional(),
  budget: z
    .object({
      tokensMax: positive.optional(),
      costUsdMax: positive.optional(),
      dayTokensMax: positive.optional(),
      dayCostUsdMax: positive.optional(),
    })
    .optional(),
});

export type ModelsConfiguration = z.infer<typeof modelsConfigureSchema>;
export type ConfiguredProvider = ModelsConfiguration['providers'][number];

export const modelsOfferSchema = z.object({
  offer: z.uuid(),
  models: z
    .array(
      z.object({
        id: nameSchema,
        name: z.string().max(200),
        vendor: z.string().max(200),
        family: z.string().max(200),
        inputTokensMax: z.number().nonnegative(),
      }),
    )
    .max(EDITOR_MODELS_MAX),
});

const daySchema = z.string().regex(/^[12]\d{3}-\d\d-\d\d$/u, 'must be a day such as 2026-11-21');

export const modelsUsageSchema = z.object({ since: daySchema.optional(), until: daySchema.optional() });

/** Folder of the project that is asked about. */
export const modelsStatusSchema = z.object({ project: z.string().min(1).max(4_000).optional() }).default({});

export const modelsDeliverSchema = z.object({
  requestId: z.uuid(),
  parts: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('text'), text: z.string() }),
      z.object({ kind: z.literal('call'), id: z.string(), name: z.string(), input: z.unknown() }),
    ]),
  ),
  done: z.boolean().optional(),
  problem: z.object({ code: z.string().max(100), message: z.string().max(2000) }).optional(),
});
