import { existsSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { renderSchema } from '../../scripts/docs.ts';
import * as patterns from '../../scripts/schema/patterns.ts';
import { pipeSchema, SCHEMA_ID } from '../../scripts/schema/pipe.ts';
import { shapeProblems } from '../../scripts/schema/shape.ts';
import { parseDuration } from '../../src/core/duration.ts';
import { compiler } from '../../src/core/expression.ts';
import { expressionsOf, split } from '../../src/core/expression-text.ts';
import { findFrontmatter } from '../../src/core/frontmatter.ts';
import { isJsonMap, type Json, type JsonMap } from '../../src/core/json.ts';
import * as names from '../../src/core/names.ts';
import { parseDelay } from '../../src/core/schema.ts';
import { plainValue } from '../../src/core/yaml-value.ts';
import { markdownFiles, read, root } from './markdown.ts';
import { mutants } from './schema-mutants.ts';
import { anyPipe, type Json as Mutable, rightPipe } from './schema-pipes.ts';
import { table } from './schema-table.ts';
import { acceptedBy, isRight } from './schema-verdicts.ts';

const schema = pipeSchema();
const accepts = acceptedBy(schema);

describe('schema/pipe.json', () => {
  test('is what the parser checks', () => {
    expect(read('schema/pipe.json')).toBe(renderSchema());
  });

  test('is a schema of draft 7, with a stable address', () => {
    const ajv = new Ajv({ strictSchema: false });
    expect(ajv.validateSchema(schema), JSON.stringify(ajv.errors)).toBe(true);
    expect(schema['$id']).toBe(SCHEMA_ID);
    expect(SCHEMA_ID).toMatch(/^https:\/\/raw\.githubusercontent\.com\/omne\/run\/v1\/schema\/pipe\.json$/);
  });

  test('says of every key what it is, with an example that fits', () => {
    const keys = keysOf(schema);
    // One schema that has them all as properties: it is compiled once.
    const properties = Object.fromEntries(keys.map(([, key], at) => [`key${at}`, key]));
    const fits = acceptedBy({ properties, definitions: schema['definitions'] });
    const bad = keys.flatMap(([path, key], at) => {
      const { description, examples } = resolved(key);
      if (typeof description !== 'string' || !Array.isArray(examples) || examples.length === 0) return path;
      const wrong = (examples as Json[]).filter((example) => !fits({ [`key${at}`]: example }));
      return wrong.map((example) => `${path}: ${JSON.stringify(example)}`);
    });
    expect(bad).toEqual([]);
    expect(keys.length).toBeGreaterThan(150);
  });

  test('knows every key of every map it names keys of', () => {
    const open = mapsOf(schema).filter(([, map]) => map['additionalProperties'] !== false);
    expect(open.map(([path]) => path)).toEqual([]);
  });
});

// The maps whose keys are named, less the conditions and what follows from them.
function mapsOf(at: Json, path = ''): [string, JsonMap][] {
  if (Array.isArray(at)) return at.flatMap((item, index) => mapsOf(item, `${path}/${index}`));
  if (!isJsonMap(at)) return [];
  const own: [string, JsonMap][] =
    isJsonMap(at['properties']) && 'type' in at && !/\/(?:if|then|else)\b|\/properties\/loop$/.test(path)
      ? [[path, at]]
      : [];
  const skipped = ['examples', 'if', 'then', 'else', 'not', 'oneOf'];
  return [
    ...own,
    ...Object.entries(at).flatMap(([key, value]) =>
      skipped.includes(key) ? [] : mapsOf(value, `${path}/${key}`),
    ),
  ];
}

const keysOf = (from: Json): [string, JsonMap][] =>
  mapsOf(from).flatMap(([path, map]) =>
    Object.entries(map['properties'] as JsonMap).map(([key, value]): [string, JsonMap] => [
      `${path}/${key}`,
      value as JsonMap,
    ]),
  );

function resolved(key: JsonMap): JsonMap {
  const name = typeof key['$ref'] === 'string' ? key['$ref'].replace('#/definitions/', '') : undefined;
  return name === undefined ? key : ((schema['definitions'] as JsonMap)[name] as JsonMap);
}

describe('the schema accepts what the parser finds of the right shape, and nothing else', () => {
  const same = (pipe: Mutable) => {
    const text = JSON.stringify(pipe);
    const problems = shapeProblems(text, 'pipe.yml', compiler);
    expect({ text, problems, accepted: accepts(pipe) }).toEqual({
      text,
      problems,
      accepted: problems.length === 0,
    });
  };

  test('random pipes of the right shape', () => {
    fc.assert(
      fc.property(rightPipe, (pipe) => isRight(pipe) && accepts(pipe)),
      { numRuns: 200 },
    );
  });

  test('random pipes with slips', () => {
    fc.assert(fc.property(anyPipe, same), { numRuns: 800 });
  });

  test('a part of the table of single slips', () => {
    let at = 0;
    let right = 0;
    for (const make of table({ isWhole: true })) {
      if (at++ % 100 !== 0) continue;
      const pipe = make();
      same(pipe);
      if (accepts(pipe)) right++;
    }
    expect(right).toBeGreaterThan(150);
  });

  const step = (more: object, around: object = {}) => ({ ...around, steps: [{ id: 's', ...more }] });

  // One change of each sort and a pipe that tells it apart; test/deep/schema.deep.ts makes every change there is.
  test.each<[change: string, pipe: object, node?: object]>([
    ['without additionalProperties', { needs: 'x' }],
    ['without properties/name/pattern', { name: 'A' }],
    ['without definitions/input/allOf/0/else', { inputs: { a: { type: 'string', options: ['x'] } } }],
    ['definitions/max_visits/maximum one more', {}, step({ bash: 'x', max_visits: 1001 })],
    [
      'without definitions/header/allOf/0/then/properties/output_schema',
      {},
      { bash: 'x', output_schema: { type: 'object' } },
    ],
    [
      'without definitions/header/allOf/16/else/then/properties/pool',
      {},
      { loop: { bash: 'x', until: 'D', max_iterations: 1 }, pool: 'a' },
    ],
    ['without definitions/node/allOf/2/then/required', {}, { bash: 'x', recovers: true }],
    ['without definitions/step_in_loop/properties/break', {}, { each: step({ break: true }, { in: [1] }) }],
    [
      'without definitions/loop_map/allOf/2/else',
      {},
      { loop: { bash: 'x', until: 'D', max_iterations: 1, fresh_context: true } },
    ],
    ['without definitions/each_as/pattern', {}, { each: { in: [1], as: 'item', bash: 'x' } }],
    ['without definitions/steps/minItems', {}, { steps: [] }],
  ])('%s is found out', (change, more, node = { bash: 'x' }) => {
    const pipe = { name: 'a', version: 1, ...more, nodes: [{ id: 'a', ...node }] };
    const mutant = [...mutants(schema as Json as Mutable)].find((one) => one.change === change);
    expect(mutant).toBeDefined();
    expect(acceptedBy(mutant!.made() as object)(pipe)).not.toBe(accepts(pipe));
    expect(accepts(pipe)).toBe(isRight(pipe as Mutable));
  });
});

describe('the patterns', () => {
  const regexps = (pattern: string) => ['', 'u'].map((flags) => new RegExp(pattern, flags));
  const words = [
    ...names.ACTION_OUTPUTS,
    ...names.COMMAND_FILES,
    ...Object.getOwnPropertyNames(Object.prototype),
  ];
  const odd = [
    'con',
    'COM1',
    'com10',
    'nul.x',
    'NUL',
    'a..b',
    'OMNE_',
    'omne_x',
    'ACTIONS_RUNTIME_',
    'Actions_Cache_Url',
    'node-',
    'NODE-x',
    ...words,
  ];
  const name = fc.oneof(
    fc.constantFrom(...odd, ...odd.map((word) => word.toUpperCase()), ...odd.map((word) => `${word}S`)),
    fc.string({ unit: fc.constantFrom(...'abzAZ019_-. ()$\n'), maxLength: 5 }),
    fc.integer({ min: 62, max: 130 }).map((length) => 'a'.repeat(length)),
  );

  test.each<[string, string, (text: string) => boolean]>([
    ['an id', patterns.ID_PATTERN, names.isId],
    ['an input', patterns.INPUT_PATTERN, names.isInputKey],
    ['an output', patterns.OUTPUT_PATTERN, names.isOutputName],
    [
      "a pipe's output",
      patterns.PIPE_OUTPUT_PATTERN,
      (text) => names.isOutputName(text) && names.reservedOutput(text) === undefined,
    ],
    [
      'a variable',
      patterns.VARIABLE_PATTERN,
      (text) => names.isVariable(text) && names.reservedVariable(text) === undefined,
    ],
    [
      'a variable let through',
      patterns.PASSED_PATTERN,
      (text) => names.isPassedVariable(text) && names.reservedVariable(text) === undefined,
    ],
    ['a file', patterns.FILE_PATTERN, names.isFileName],
  ])('%s', (_, pattern, isName) => {
    fc.assert(
      fc.property(name, (text) => regexps(pattern).every((regexp) => regexp.test(text) === isName(text))),
      { numRuns: 1000 },
    );
  });

  const number = fc.oneof(
    fc.constantFrom(
      ...'0 00 000000001 1 59 60 999 1439 1440 1441 86399 86400 86401 23 24 25 0.001 0.016 0.017 0.02 0.1 0.0 24.000 24.001 1440.0 12345678 123456789'.split(
        ' ',
      ),
    ),
    fc.string({ unit: fc.constantFrom(...'0126789.'), maxLength: 9 }),
  );
  const span = fc
    .tuple(
      fc.constantFrom('', ' ', '\t'),
      number,
      fc.constantFrom('', 's', 'm', 'h', ' s', 'd', 'S'),
      fc.constantFrom('', '\n'),
    )
    .map((parts) => parts.join(''));

  test.each<[string, string, (text: string) => number | undefined]>([
    ['a duration', patterns.DURATION, parseDuration],
    ['a delay', patterns.DELAY, parseDelay],
  ])('%s', (_, pattern, read) => {
    fc.assert(
      fc.property(span, (text) =>
        regexps(pattern).every((regexp) => regexp.test(text) === (read(text) !== undefined)),
      ),
      { numRuns: 5000 },
    );
  });

  const source = fc
    .array(fc.constantFrom('${{', '}}', '}', "'", '$', '{', ' ', 'a', '\n'), { maxLength: 12 })
    .map((parts) => parts.join(''));

  test('expressions', () => {
    fc.assert(
      fc.property(source, (text) => {
        const closed = split(text).isTerminated;
        const trimmed = text.trim();
        const isCondition = trimmed !== '' && (!trimmed.startsWith('${{') || split(trimmed).isTerminated);
        for (const regexp of regexps(patterns.TEMPLATE)) expect(regexp.test(text)).toBe(closed);
        for (const regexp of regexps(patterns.CONDITION)) expect(regexp.test(text)).toBe(isCondition);
        for (const regexp of regexps(patterns.NO_EXPRESSION))
          expect(regexp.test(text)).toBe(expressionsOf(text).length === 0);
      }),
      { numRuns: 5000 },
    );
  });

  test('take no longer than the text is long', () => {
    const from = performance.now();
    for (const text of [
      '${{'.repeat(50_000),
      "${{ '".repeat(50_000),
      '$'.repeat(200_000),
      ' '.repeat(200_000),
      '}}'.repeat(50_000),
    ]) {
      for (const pattern of [patterns.TEMPLATE, patterns.NO_EXPRESSION, patterns.DURATION])
        new RegExp(pattern, 'u').test(text);
    }
    expect(performance.now() - from).toBeLessThan(2000);
  });
});

describe('scalars', () => {
  // What an editor makes of YAML 1.2 is what the parser makes of it.
  test.each(
    'no yes on off ~ null true False 1e3 1.0 1.10 0x1F 0o17 017 +1 -0 .5 1_000 12:30 2001-01-01 .inf -.INF .nan 1. 1e 0b1 = <<'.split(
      ' ',
    ),
  )('%s', (plain) => {
    expect(parse(`- ${plain}\n`)[0]).toEqual(plainValue(plain));
  });

  test.each<[string, boolean]>([
    ['id: no', true],
    ['id: 1e3', false],
    ['timeout: 1e3', true],
    ['timeout: 0x10', true],
    ['timeout: 1_000', false],
    ['timeout: .inf', false],
    ['timeout: .nan', false],
    ['when: no', true],
    ['when: true', true],
    ['env: { A: no, B: 1.10, C: 0x1F, D: "" }', true],
    ['env: { A: ~ }', false],
    ['recovers: yes', false],
    ['max_visits: 1', false],
    ['description: 2001-01-01', true],
    ['description: 2001', false],
  ])('%s', (line, isRightShape) => {
    const id = line.startsWith('id:') ? '' : 'id: a, ';
    const text = `name: a\nversion: 1.0\nnodes:\n  - { ${id}bash: x, ${line} }\n`;
    expect(shapeProblems(text, 'pipe.yml', compiler).length === 0).toBe(isRightShape);
    expect(accepts(parse(text))).toBe(isRightShape);
  });
});

const examples = ['', 'parts'].flatMap((folder) =>
  readdirSync(join(root, 'examples', folder), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.join('examples', folder, entry.name)),
);

/** The YAML of a pipe file. */
function yamlOf(file: string): string {
  const text = read(file);
  const matter = findFrontmatter(text);
  if (!file.endsWith('.md')) return text;
  if (!matter.ok) throw new Error(`${file} has no frontmatter`);
  return text.slice(matter.value.from, matter.value.to);
}

describe('examples', () => {
  test.each(examples)('%s fits, and names the schema in its first line', (file) => {
    const yaml = yamlOf(file);
    expect(accepts(parse(yaml))).toBe(true);
    const named = /^# yaml-language-server: \$schema=(\S+)\n/.exec(yaml)?.[1] ?? '';
    expect(posix.join(posix.dirname(file), named)).toBe('schema/pipe.json');
    expect(existsSync(join(root, 'schema/pipe.json'))).toBe(true);
  });
});

const shown = markdownFiles()
  .filter((file) => !file.startsWith('examples/'))
  .flatMap((file) =>
    [...read(file).matchAll(/^```yaml\n([\s\S]*?)^```/gm)]
      .map((match, at): [string, number, string] => [file, at, match[1]!])
      .filter(([, , text]) => /^version: 1$/m.test(text)),
  );

describe('pipes in the documentation', () => {
  test('are found', () => {
    expect(shown.length).toBeGreaterThanOrEqual(20);
  });

  test.each(shown)('%s, block %i', (_file, _at, text) => {
    const [, inner = text] = /^---\n([\s\S]*?)^---$/m.exec(text) ?? [];
    expect(accepts(parse(inner))).toBe(true);
  });
});
