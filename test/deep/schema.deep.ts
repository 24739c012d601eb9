import { Ajv } from 'ajv';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pipeSchema } from '../../scripts/schema/pipe.ts';
import { type Mutant, mutants } from '../docs/schema-mutants.ts';
import { anyPipe, type Json } from '../docs/schema-pipes.ts';
import { table } from '../docs/schema-table.ts';
import { acceptedBy, isRight } from '../docs/schema-verdicts.ts';

const MOST_OF_A_PATH = 200;
const schema = pipeSchema();

/** Where each part of the schema stands. */
function placesOf(at: unknown, path: string, places = new Map<object, string>()): Map<object, string> {
  if (typeof at !== 'object' || at === null) return places;
  places.set(at, path);
  for (const [key, value] of Object.entries(at)) placesOf(value, `${path}/${key}`, places);
  return places;
}

const places = placesOf(schema, '#');

/** Every pipe of the table and some random ones; what the schema refuses is found by the rules that refuse it. */
function judged() {
  const check = new Ajv({ strict: false, validateSchema: false, allErrors: true, verbose: true }).compile(
    schema,
  );
  const accepted: Json[] = [];
  const refused = new Map<string, Json[]>();
  const wrong: string[] = [];
  const judge = (pipe: Json) => {
    const fits = check(pipe);
    if (fits !== isRight(pipe)) wrong.push(JSON.stringify(pipe));
    if (fits) accepted.push(pipe);
    for (const { schemaPath, parentSchema, keyword } of check.errors ?? []) {
      // Below a reference the path of an error begins anew: the schema itself says where it stands.
      const at = places.get(parentSchema as object);
      const path = at === undefined ? schemaPath : `${at}/${keyword}`;
      const known = refused.get(path) ?? [];
      if (known.length < MOST_OF_A_PATH) known.push(pipe);
      refused.set(path, known);
    }
  };
  for (const make of table({ isWhole: true })) judge(make());
  fc.sample(anyPipe, 5000).forEach(judge);
  return { accepted, refused, wrong };
}

/** Whether a pipe that was refused by what was changed is accepted now, or one that was accepted is refused. */
function isFound({ change, made }: Mutant, { accepted, refused }: ReturnType<typeof judged>): boolean {
  const accepts = acceptedBy(made() as object);
  const path = change.replace(/^without | one (?:more|less)$/g, '');
  const holder = `#/${path.split('/').slice(0, -1).join('/')}`;
  const near = [...refused].filter(([at]) => at.startsWith(holder)).flatMap(([, pipes]) => pipes);
  const far = [...refused.values()].flatMap((pipes) => pipes.slice(0, 10));
  return near.some(accepts) || accepted.some((pipe) => !accepts(pipe)) || far.some(accepts);
}

// Some changes mean nothing, such as a `type` taken from beside an `enum`, and behind a reference only some of the pipes
// are tried: so many may stay without a pipe that tells them apart.
const MOST_UNTOLD = 0.1;

test('schema and parser agree on every slip, and hardly a part of the schema is there for nothing', () => {
  const all = judged();
  expect(all.wrong).toEqual([]);
  const changes = [...mutants(schema as Json)];
  const untold = changes.filter((mutant) => !isFound(mutant, all)).map(({ change }) => change);
  expect(untold.length / changes.length, untold.join('\n')).toBeLessThan(MOST_UNTOLD);
});
