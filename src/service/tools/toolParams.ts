import { z } from 'zod';

export const toolRunSchema = z.object({
  name: z.string().min(1).max(200),
  input: z.record(z.string(), z.unknown()).default({}),
  project: z.string().min(1).max(4_000).optional(),
  trusted: z.boolean(),
  connection: z.string().min(1).max(200).optional(),
  principal: z.enum(['user', 'external-agent']).default('user'),
});

const ENVIRONMENTS = ['local', 'development', 'staging', 'production'] as const;

const profileSchema = z
  .object({
    name: z.string().min(1).max(200),
    url: z.string().min(1).max(10_000),
    environment: z.enum(ENVIRONMENTS),
    writable: z.boolean().default(false),
  })
  // Whoever configured it so: production is only read from here.
  .transform((profile) => ({
    ...profile,
    writable: profile.writable && profile.environment !== 'production',
  }));

export const connectionsSchema = z.object({ profiles: z.array(profileSchema).max(200) });
