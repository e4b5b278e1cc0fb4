import { describe, expect, it } from 'vitest';
import type { Approval, Consultation, ConsultEvent, Proposal } from '../../src/protocol/consult.ts';
import { attachmentsIn, lessonOf } from '../../webview/consult/proposalLesson.ts';
import { SAMPLE_CONSULTATION } from '../../webview/playground/sampleConsultation.ts';

const OLD = 'create table orders (\n  id serial primary key,\n  note json\n);';
const NEW = 'create table orders (\n  id bigint generated always as identity primary key,\n  note jsonb\n);';

function proposal(changes: Partial<Proposal>): Proposal {
  const [sample] = SAMPLE_CONSULTATION.proposalCards;
  if (!sample) throw new Error('the sample has a proposal');
  const { outcome: _, ...fresh } = sample;
  return {
    ...fresh,
    id: 'p',
    title: 'Orders',
    number: 1,
    up: NEW,
    upPath: 'migrations/001_orders.up.sql',
    ...changes,
  };
}

function approval(proposalId: string, state: Approval['state']): Approval {
  const [sample] = SAMPLE_CONSULTATION.approvals;
  if (!sample) throw new Error('the sample has an approval');
  return { ...sample, id: `a-${proposalId}`, proposalId, state };
}

function consultation(
  question: string,
  proposalCards: readonly Proposal[],
  approvals: readonly Approval[] = [],
): Consultation {
  const event: ConsultEvent = { kind: 'question', text: question };
  const events = [{ position: 1, at: '2026-11-21T12:00:00Z', event }];
  return { ...SAMPLE_CONSULTATION, events, proposalCards, approvals };
}

const attached = (title: string, text: string): string =>
  `Please mend it.\n\n${title}:\n\`\`\`\n${text}\n\`\`\``;

describe('what is attached to a question', () => {
  it('is found by its fences, also where it holds some itself, and with or without a colon', () => {
    expect(attachmentsIn(attached('db/größe.sql:1–4', OLD))).toEqual([
      { title: 'db/größe.sql:1–4', text: OLD },
    ]);
    const inner = 'a\n```\nb\n```';
    expect(attachmentsIn(`Why?\n\nnotes.md\n\`\`\`\`\n${inner}\n\`\`\`\``)).toEqual([
      { title: 'notes.md', text: inner },
    ]);
    expect(attachmentsIn('Why?')).toEqual([]);
    expect(attachmentsIn('')).toEqual([]);
    expect(attachmentsIn('open:\n```\nnever closed')).toEqual([]);
  });
});

describe('the lesson of a proposal', () => {
  const question = attached('db/orders.sql', OLD);

  it('is what it makes of the SQL that was asked about, once it is accepted', () => {
    const accepted = proposal({ outcome: 'saved' });
    expect(lessonOf(consultation(question, [accepted]), accepted)).toEqual({
      path: 'migrations/001_orders.up.sql',
      before: OLD,
    });
    const carriedOut = proposal({});
    expect(lessonOf(consultation(question, [carriedOut], [approval('p', 'used')]), carriedOut)).toBeDefined();
  });

  it('is none before it is accepted, when it was rejected, and without anything alike before it', () => {
    expect(lessonOf(consultation(question, [proposal({})]), proposal({}))).toBeUndefined();
    const rejected = proposal({ outcome: 'rejected' });
    expect(lessonOf(consultation(question, [rejected]), rejected)).toBeUndefined();
    const saved = proposal({ outcome: 'saved' });
    const others = [
      attached('src/a.ts', OLD),
      attached('db/a.sql', 'vacuum;'),
      attached('db/a.sql', NEW),
      'Why?',
    ];
    for (const other of others) expect(lessonOf(consultation(other, [saved]), saved)).toBeUndefined();
  });

  it('is what the user made of a proposal, where nothing was attached', () => {
    const first = proposal({ id: 'first', up: OLD });
    const own = proposal({ id: 'own', number: 2, outcome: 'applied' });
    const edited = consultation('Why?', [first, own], [approval('first', 'edited')]);
    expect(lessonOf(edited, own)?.before).toBe(OLD);
    expect(lessonOf(consultation('Why?', [first, own]), own)).toBeUndefined();
  });
});
