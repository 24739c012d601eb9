import { describe, expect, test } from 'vitest';
import { runCli } from '../../rig/cli.ts';
import type { Volume } from '../../rig/volume.ts';
import { linux, pipeVolume, refused, runPipe } from './omne.ts';

const opening = '$' + '{{';
const pipe = (name: string, nodes: string, top = '') => `name: ${name}\nversion: 1\n${top}nodes:\n${nodes}`;
const including = (path: string) => pipe('p', `  - { id: a, pipe: ${path} }\n`);
const leaf = pipe('leaf', '  - { id: say, bash: echo said }\n');

describe.runIf(linux)('pipes that run', () => {
  test('by path and by name, from a folder of its own, two deep; inputs go in and outputs come out', async () => {
    await using volume = await pipeVolume(
      pipe(
        'p',
        `  - { id: one, pipe: parts/one.yml, with: { word: ahoy } }
  - { id: two, depends_on: [one], pipe: shout }
  - id: check
    depends_on: [one]
    env: { GOT: "${opening} nodes.one.outputs.got }}" }
    bash: test "$GOT" = "<ahoy>"
`,
      ),
      {
        'parts/one.yml': pipe(
          'one',
          `  - { id: deep, pipe: ../other/deep.yml, with: { text: "${opening} inputs.word }}" } }\n`,
          `inputs: { word: { type: string, required: true } }\noutputs: { got: "${opening} nodes.deep.outputs.told }}" }\n`,
        ),
        'other/deep.yml': pipe(
          'deep',
          '  - { id: say, outputs: text, bash: echo "<$OMNE_INPUT_TEXT>" }\n',
          `inputs: { text: { type: string } }\noutputs: { told: "${opening} nodes.say.outputs }}" }\n`,
        ),
        '.omne/pipes/shout.md': `---\n${pipe('shout', '  - { id: loud, bash: echo loud }\n')}---\n`,
      },
    );
    const { events } = await runPipe(volume);
    expect(events.at(-1)).toMatchObject({ type: 'pipe.completed' });
    const ended = events.flatMap((event) => (event.type === 'node.completed' ? [event.node_id] : []));
    expect(ended.sort()).toEqual(['check', 'one', 'one/deep', 'one/deep/say', 'two', 'two/loud']);
  });
});

describe('pipes that are refused', () => {
  const problems = async (volume: Volume) => (await refused(volume)).split('\n').slice(0, -2).join('\n');

  test('no such file, by path and by name', async () => {
    await using volume = await pipeVolume(
      pipe('p', '  - { id: a, pipe: gone.yml }\n  - { id: b, pipe: gone }\n'),
    );
    expect(await problems(volume)).toBe(`\
pipe.yml:4:20: error: pipe \`gone.yml\` not found; looked for
  gone.yml
  3 | nodes:
> 4 |   - { id: a, pipe: gone.yml }
    |                    ^^^^^^^^
  5 |   - { id: b, pipe: gone }
pipe.yml:5:20: error: pipe \`gone\` not found; looked for
  .omne/dist/pipes/gone.md (.yml, .yaml)
  .omne/pipes/gone.md (.yml, .yaml)
  .github/pipes/gone.md (.yml, .yaml)
  4 |   - { id: a, pipe: gone.yml }
> 5 |   - { id: b, pipe: gone }
    |                    ^^^^`);
  });

  test('a file that is no text shows where it is included', async () => {
    await using volume = await pipeVolume(including('bad.yml'), { 'bad.yml': new Uint8Array([0xff, 0xfe]) });
    expect(await problems(volume)).toBe(`\
pipe.yml:4:20: error: pipe \`bad.yml\` cannot be read: it is not UTF-8 text
  3 | nodes:
> 4 |   - { id: a, pipe: bad.yml }
    |                    ^^^^^^^`);
  });

  test('itself, and a circle of three, at the include that closes it', async () => {
    await using itself = await pipeVolume(including('pipe.yml'));
    expect(await problems(itself)).toContain(
      'pipe.yml:4:20: error: pipes include each other in a circle: pipe.yml → pipe.yml; break it\n',
    );
    await using volume = await pipeVolume(including('b.yml'), {
      'b.yml': including('c.yml'),
      'c.yml': including('pipe.yml'),
    });
    expect(await problems(volume)).toBe(`\
c.yml:4:20: error: pipes include each other in a circle: pipe.yml → b.yml → c.yml → pipe.yml; break it
  3 | nodes:
> 4 |   - { id: a, pipe: pipe.yml }
    |                    ^^^^^^^^`);
  });

  test('outside the volume', async () => {
    await using outside = await pipeVolume(leaf);
    await using volume = await pipeVolume(including(`"${outside.path('pipe.yml')}"`));
    expect((await problems(volume)).split('\n')[0]).toBe(
      `pipe.yml:4:20: error: pipe \`${outside.path('pipe.yml')}\` lies outside the volume; include one that lies inside`,
    );
  });

  test('eight deep is fine, nine is not', async () => {
    const files = (depth: number) =>
      Object.fromEntries(
        Array.from({ length: depth }, (_, at) => [
          `p${at + 1}.yml`,
          at + 1 === depth ? leaf : including(`p${at + 2}.yml`),
        ]),
      );
    await using fine = await pipeVolume(including('p1.yml'), files(8));
    const valid = await runCli(['validate', 'pipe.yml'], { cwd: fine.root });
    expect(valid).toMatchObject({ code: 0, stdout: 'pipe.yml: valid, 1 node\n' });
    await using deep = await pipeVolume(including('p1.yml'), files(9));
    expect((await problems(deep)).split('\n')[0]).toBe(
      'p8.yml:4:20: error: pipes include each other more than 8 deep; flatten them',
    );
  });

  test('what is wrong in an included file has its own frame, and is told once; ours come first', async () => {
    const bad = pipe('bad', '  - { id: x, depends_on: [yy], bash: x }\n  - { id: z, bsah: x }\n');
    await using volume = await pipeVolume(
      pipe(
        'p',
        '  - { id: a, pipe: parts/bad.yml }\n  - { id: b, steps: [{ id: c, pipe: parts/worse.yml }] }\n  - { id: d, depends_on: [e], bash: x }\n',
      ),
      {
        'parts/bad.yml': bad,
        'parts/worse.yml': pipe(
          'worse',
          '  - { id: a, pipe: bad.yml }\n  - { id: b, pipe: asks.yml, with: { wrod: x } }\n',
        ),
        'parts/asks.yml': pipe(
          'asks',
          '  - { id: x, bash: x }\n',
          'inputs: { word: { type: string, required: true } }\n',
        ),
      },
    );
    expect((await problems(volume)).split('\n').filter((line) => line.includes(': error: '))).toEqual([
      'pipe.yml:6:27: error: node `d` depends on `e`, which is no node',
      'parts/bad.yml:4:27: error: node `x` depends on `yy`, which is no node',
      'parts/bad.yml:5:14: error: unknown key `bsah` in node `z`; did you mean `bash`?',
      'parts/worse.yml:5:20: error: pipe `asks` needs input `word`; give it in `with`',
      'parts/worse.yml:5:44: error: pipe `asks` has no input `wrod`; did you mean `word`?',
    ]);
    expect(await problems(volume)).toContain('> 4 |   - { id: x, depends_on: [yy], bash: x }\n');
  });
});

test('validate and graph of nested pipes', async () => {
  await using volume = await pipeVolume(including('leaf.yml'), { 'leaf.yml': leaf });
  const graph = await runCli(['graph', 'pipe.yml'], { cwd: volume.root });
  expect(graph).toMatchObject({ code: 0, stderr: '' });
  expect(graph.stdout).toContain('say');
});

test('pipes that include each other many times are checked at once', async () => {
  const many = (path: string) =>
    pipe('p', Array.from({ length: 20 }, (_, at) => `  - { id: n${at}, pipe: ${path} }\n`).join(''));
  const files = Object.fromEntries(
    Array.from({ length: 7 }, (_, at) => [`p${at}.yml`, at === 6 ? leaf : many(`p${at + 1}.yml`)]),
  );
  await using volume = await pipeVolume(many('p0.yml'), files);
  const done = await runCli(['validate', 'pipe.yml'], { cwd: volume.root, limitMs: 20_000 });
  expect(done).toMatchObject({ code: 0, stdout: 'pipe.yml: valid, 20 nodes\n' });
});
