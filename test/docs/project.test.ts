import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { VERSION } from '../../src/shell/version.ts';
import { markdownFiles, read, root } from './markdown.ts';

interface Package {
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

const project = JSON.parse(read('package.json')) as Package;

// Commands stand alone on a line of a shell block, or in back quotes.
const commandsOf = (text: string) =>
  [...text.matchAll(/(?:^|`|&& )((?:npm|node|npx) [^`\n&]+)/gm)].map((match) => match[1]!.trim());

function exists(command: string): boolean {
  const [program, first = '', second = ''] = command.split(/\s+/);
  if (program === 'node') {
    return command
      .split(/\s+/)
      .filter((word) => /^(?:dist|examples|scripts)\//.test(word))
      .every((path) => existsSync(join(root, path)));
  }
  if (program === 'npx') return existsSync(join(root, 'node_modules', '.bin', first));
  if (first === 'run') return second in project.scripts;
  return first === 'ci' || (first === 'test' && 'test' in project.scripts);
}

describe('the project', () => {
  test('tests run on what the Action runs on', () => {
    expect(process.versions.node.split('.')[0]).toBe('24');
  });

  test('the version is told once', () => {
    expect(VERSION).toBe(project.version);
    expect((JSON.parse(read('package-lock.json')) as Package).version).toBe(project.version);
  });

  test('the lockfile names no host', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved"|registry/);
  });

  test('the changelog has a place for what comes next', () => {
    expect(read('CHANGELOG.md')).toMatch(/^## \[Unreleased\]$/m);
  });

  test('every dependency has its reason', () => {
    const table = read('docs/adr/0005-dependencies.md');
    const listed = [...table.matchAll(/^\| `(.+?)` \|/gm)].map((match) => match[1]);
    expect(listed.toSorted()).toEqual(Object.keys(project.dependencies).toSorted());
  });

  test('the licence notices name every package of the bundle', () => {
    const notices = read('dist/NOTICES.txt');
    expect(notices).toMatch(/^yaml \d/m);
    expect(notices).toMatch(/^@actions\/artifact \d/m);
    expect(notices).not.toMatch(/^(?:typescript|vitest|rolldown) \d/m);
    expect(notices).not.toContain(root);
    expect(notices).not.toContain('\r');
  });

  test('pictures are small', () => {
    const folder = join(root, 'docs/images');
    expect(readdirSync(folder).filter((name) => statSync(join(folder, name)).size > 200_000)).toEqual([]);
  });

  test('no page names a path of one machine', () => {
    const pages = markdownFiles().filter((file) =>
      /(?:\/home|\/Users|\/work|\/root)\/[a-z]/.test(read(file)),
    );
    expect(pages).toEqual([]);
  });
});

describe('the README', () => {
  const text = read('README.md');

  test('is short', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(200);
  });

  test('begins with the two commands that are all the set-up', () => {
    const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)\n```/gm)].map((match) => match[1]);
    expect(blocks).toEqual(['node dist/cli.js run examples/quickstart.md', 'npm ci && npm test']);
  });

  test('shows a workflow with the least permissions and an id', () => {
    const block = [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)][0]![1]!;
    const workflow = parse(block) as {
      permissions: object;
      jobs: { gate: { steps: { id?: string; uses: string }[] } };
    };
    expect(block.trimEnd().split('\n').length).toBeLessThanOrEqual(12);
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(workflow.jobs.gate.steps.find((step) => step.uses.startsWith('omne/run@'))?.id).toBe('omne');
  });
});

describe.each(['README.md', 'CONTRIBUTING.md', 'docs/cli.md'])('the commands in %s', (file) => {
  test('exist', () => {
    const commands = commandsOf(read(file));
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.filter((command) => !exists(command))).toEqual([]);
  });
});
