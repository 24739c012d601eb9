import { CONTROLS } from '../../src/core/parse-control.ts';
import { COMMON, HEADER_KEYS, lostAt, USED } from '../../src/core/parse-header.ts';
import { BODIES, KINDS, NULLABLE } from '../../src/core/parse-kind.ts';
import { NODE_SHAPE } from '../../src/core/parse-node.ts';
import type { Position } from '../../src/core/parse-scope.ts';
import { EACH_FIELDS, LOOP_FIELDS, PARALLEL_FIELDS } from '../../src/core/schema.ts';
import { closed, described, ref, type Schema } from './forms.ts';
import { OUTPUTS } from './keys.ts';
import { NODE_WORDS, PARALLEL_WORDS } from './words.ts';

/** Where a node stands, and whether a loop or an `each` is around it. */
interface Stand {
  readonly position: Position;
  readonly isInLoop: boolean;
}

type Kind = (typeof KINDS)[number];

const inLoop = ({ isInLoop }: Stand) => (isInLoop ? '_in_loop' : '');

/** The bodies that a node may have where it stands. */
function kindsAt({ position, isInLoop }: Stand): readonly Kind[] {
  const bodies = BODIES.filter((kind) => position === 'top' || kind !== 'join');
  const controls = CONTROLS.filter((kind) => isInLoop || (kind !== 'break' && kind !== 'continue'));
  return position === 'step' ? [...bodies, ...controls] : bodies;
}

/** The keys that a node may have where it stands, and what they are. */
function propertiesAt(stand: Stand): Schema {
  const kinds: readonly string[] = kindsAt(stand);
  const lost = lostAt(stand.position);
  const keys = [...Object.keys(NODE_SHAPE.fields), ...NODE_SHAPE.others].filter((key) =>
    KINDS.some((kind) => kind === key) ? kinds.includes(key) : !lost.includes(key),
  );
  const nested: Schema = {
    loop: ref('loop'),
    each: ref('each'),
    steps: ref(`steps${inLoop(stand)}`),
    parallel: ref(`parallel${inLoop(stand)}`),
    ...(stand.position === 'step' && { on_error: ref('on_error_of_step') }),
  };
  return Object.fromEntries(keys.map((key) => [key, nested[key] ?? ref(key)]));
}

/** A map that has a body of this kind: the key is there, and something after it where nothing would be as good as no key. */
const has = (kind: string): Schema =>
  NULLABLE.has(kind)
    ? { required: [kind], properties: { [kind]: { not: { type: 'null' } } } }
    : { required: [kind] };

const oneBody = (kinds: readonly Kind[]): Schema => ({
  oneOf: kinds.map(has),
  errorMessage: 'one body is needed, and only one',
});

// The keys of a header that may be there with nothing after them, although they mean nothing.
const without = (keys: readonly string[]): Schema =>
  Object.fromEntries(
    keys.map((key) => [
      key,
      NODE_SHAPE.nullable.has(key)
        ? { type: 'null', errorMessage: 'it means nothing beside this body; leave it out' }
        : false,
    ]),
  );

const AGENT_LOOP: Schema = {
  required: ['loop'],
  properties: { loop: { type: 'object', anyOf: [has('prompt'), has('command')] } },
};

const SCRIPT_END: Schema = {
  required: ['loop'],
  properties: { loop: { type: 'object', required: ['until_bash'] } },
};

const OUTPUTS_OF: Readonly<Partial<Record<Kind, Schema>>> = {
  bash: OUTPUTS.script,
  prompt: OUTPUTS.agent,
  command: OUTPUTS.agent,
  steps: OUTPUTS.container,
  parallel: OUTPUTS.container,
  each: OUTPUTS.container,
  pipe: OUTPUTS.container,
};

const AGENT_KEYS = ['model', 'allowed_tools', 'pool'];
const unused = (used: readonly string[]) => HEADER_KEYS.filter((key) => !used.includes(key));

/** What each body allows of the header; a key that means nothing where a node stands is none of its properties. */
const HEADER: Schema = {
  allOf: [
    ...KINDS.filter((kind) => kind !== 'loop').map((kind) => {
      const outputs = OUTPUTS_OF[kind];
      return {
        if: has(kind),
        then: { properties: { ...without(unused(USED[kind])), ...(outputs && { outputs }) } },
      };
    }),
    { if: has('loop'), then: { properties: without(unused([...COMMON, ...AGENT_KEYS, 'shell'])) } },
    {
      if: AGENT_LOOP,
      then: { properties: { outputs: OUTPUTS.agent } },
      else: {
        if: has('loop'),
        then: { properties: { ...without(AGENT_KEYS), outputs: OUTPUTS.container } },
      },
    },
    { if: { ...has('loop'), not: SCRIPT_END }, then: { properties: without(['shell']) } },
    { if: { required: ['output_schema'] }, then: { properties: { outputs: false } } },
  ],
};

const RECOVERS: Schema = {
  if: { required: ['recovers'], properties: { recovers: { const: true } } },
  then: {
    required: ['trigger_rule'],
    properties: { trigger_rule: { enum: ['one_failed', 'all_failed'] } },
  },
};

function node(stand: Stand): Schema {
  const rules = [oneBody(kindsAt(stand)), ref('header'), ...(stand.position === 'top' ? [RECOVERS] : [])];
  return { ...closed(propertiesAt(stand), ['id']), allOf: rules };
}

const BODY: Stand = { position: 'body', isInLoop: true };

const ownKeys = (prefix: string, fields: object, more: string): Schema =>
  Object.fromEntries([more, ...Object.keys(fields)].map((key) => [key, ref(`${prefix}_${key}`)]));

/** `each`: its own keys, and a body with its header in the same map. */
const EACH: Schema = {
  ...closed({ ...ownKeys('each', EACH_FIELDS, 'in'), ...propertiesAt(BODY) }, ['in']),
  allOf: [oneBody(kindsAt(BODY)), ref('header')],
};

/** `loop`: an agent's turn, or a body with its header in the same map. */
function loop(): Schema {
  const own = ownKeys('loop', LOOP_FIELDS, 'while');
  const inner = propertiesAt(BODY);
  const header = Object.keys(inner).filter((key) => !KINDS.some((kind) => kind === key));
  const others = kindsAt(BODY).filter((kind) => kind !== 'prompt' && kind !== 'command');
  return {
    ...closed({ ...own, ...inner }, ['max_iterations']),
    allOf: [
      { anyOf: ['until', 'until_bash', 'while'].map((key) => ({ required: [key] })) },
      oneBody(kindsAt(BODY)),
      {
        if: { anyOf: [has('prompt'), has('command')] },
        then: { properties: Object.fromEntries(header.map((key) => [key, false])) },
        else: { properties: { fresh_context: false } },
      },
      {
        if: { required: ['until'], anyOf: others.filter((kind) => kind !== 'bash').map(has) },
        then: { properties: { until: false } },
      },
      ref('header'),
    ],
  };
}

function parallel(stand: Stand): Schema {
  const branches = { type: 'array', minItems: 1, items: ref(`branch${inLoop(stand)}`) };
  return {
    anyOf: [
      branches,
      closed(
        {
          branches: described(branches, PARALLEL_WORDS.branches),
          ...Object.fromEntries(Object.keys(PARALLEL_FIELDS).map((key) => [key, ref(`parallel_${key}`)])),
        },
        ['branches'],
      ),
    ],
  };
}

const stands = (position: Position) => [false, true].map((isInLoop): Stand => ({ position, isInLoop }));

/** The definitions of nodes and of what holds them. */
export const NODES: Schema = {
  header: HEADER,
  node: node({ position: 'top', isInLoop: false }),
  ...Object.fromEntries(stands('step').map((stand) => [`step${inLoop(stand)}`, node(stand)])),
  ...Object.fromEntries(stands('branch').map((stand) => [`branch${inLoop(stand)}`, node(stand)])),
  ...Object.fromEntries(
    stands('step').map((stand) => [
      `steps${inLoop(stand)}`,
      described({ type: 'array', minItems: 1, items: ref(`step${inLoop(stand)}`) }, NODE_WORDS.steps),
    ]),
  ),
  ...Object.fromEntries(
    stands('branch').map((stand) => [
      `parallel${inLoop(stand)}`,
      described(parallel(stand), NODE_WORDS.parallel),
    ]),
  ),
  each: described(EACH, NODE_WORDS.each),
  loop: described({ anyOf: [{ type: 'null' }, ref('loop_map')] }, NODE_WORDS.loop),
  loop_map: loop(),
};
