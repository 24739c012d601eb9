import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pipeSchema } from '../../scripts/schema/pipe.ts';
import { mutants } from '../docs/schema-mutants.ts';
import { anyPipe, type Json } from '../docs/schema-pipes.ts';
import { table } from '../docs/schema-table.ts';
import { acceptedBy, isRight } from '../docs/schema-verdicts.ts';

interface Verdict {
  readonly pipe: Json;
  readonly right: boolean;
}

const judged = (pipe: Json): Verdict => ({ pipe, right: isRight(pipe) });

const verdicts = (): readonly Verdict[] => {
  const slips = [...table({ isWhole: true })].map((make) => judged(make()));
  const random = fc.sample(anyPipe, 20_000).map(judged);
  // What tells a mutant apart stands in a row: out of order it is met sooner.
  return [...slips, ...random]
    .map((one, at) => ({ one, at: (at * 7919) % 100_003 }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one);
};

/**
 * Changes that mean nothing: a type beside the values themselves, or a rule that only says first what another says too.
 * Each was looked at.
 */
const SAME: readonly RegExp[] = [];

test('the schema and the parser agree on every slip, and no part of the schema is there for nothing', () => {
  const all = verdicts();
  const schema = pipeSchema();
  const accepts = acceptedBy(schema);
  expect(
    all.filter(({ pipe, right }) => accepts(pipe) !== right).map(({ pipe }) => JSON.stringify(pipe)),
  ).toEqual([]);
  const survivors: string[] = [];
  for (const { change, made } of mutants(schema as Json)) {
    const accepted = acceptedBy(made() as object);
    if (all.every(({ pipe, right }) => accepted(pipe) === right)) survivors.push(change);
  }
  console.log(`survivors: ${survivors.length}\n${survivors.join('\n')}`);
  expect(survivors.filter((change) => !SAME.some((same) => same.test(change)))).toEqual([]);
});
