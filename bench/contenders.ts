import { accessSync, constants, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { bodyOf, type Graph } from './graph.ts';
import type { Command } from './measure.ts';

/** Where and with what everything runs. */
export interface Site {
  /** On tmpfs where there is one. */
  readonly folder: string;
  /** The bundles under test. */
  readonly dist: string;
  /** Small and fixed. */
  readonly env: Readonly<Record<string, string>>;
}

/** A program that can run a graph of shell commands. */
export interface Contender {
  readonly name: string;
  /** Its file, or nothing where it is absent. */
  readonly find: (site: Site) => string | undefined;
  /** Writes the graph down; what is timed later is only the command. */
  readonly prepare: (folder: string, graph: Graph) => void;
  readonly command: (file: string, graph: Graph) => Pick<Command, 'args'> & Partial<Command>;
  /** What a run leaves behind in its folder. */
  readonly leaves: readonly string[];
  /** A bare loop knows no order. */
  readonly knowsOrder: boolean;
}

const node = process.execPath;
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

const ours = (name: string, flags: readonly string[]): Contender => ({
  name,
  find: ({ dist }) => existing(join(dist, 'cli.js')),
  prepare: writePipe,
  command: (file) => ({ file: node, args: [file, 'run', 'pipe.yml', ...flags] }),
  leaves: ['.omne/var'],
  knowsOrder: true,
});

const floor: Contender = {
  name: 'node floor',
  find: () => join(import.meta.dirname, 'floor.mjs'),
  prepare: () => {},
  command: (file, graph) => ({
    file: node,
    args: [file, 'captures', String(graph.nodes.length), String(graph.parallel), graph.body],
  }),
  leaves: ['captures'],
  knowsOrder: false,
};

const make: Contender = {
  name: 'make',
  find: ({ env }) => program('make', env),
  prepare: (folder, graph) => {
    // `sh -c` by name: a command without shell characters make would exec itself.
    const rules = graph.nodes.map(
      ({ id, needs }) => `${id}: ${needs.join(' ')}\n\t@sh -c ${quoted(bodyOf(graph, id))}\n`,
    );
    const all = graph.nodes.map(({ id }) => id).join(' ');
    writeFileSync(join(folder, 'Makefile'), `all: ${all}\n.PHONY: all ${all}\n${rules.join('')}`);
  },
  command: (_, graph) => ({ args: ['-s', '-r', `-j${graph.parallel}`, 'all'] }),
  leaves: [],
  knowsOrder: true,
};

const ninja: Contender = {
  name: 'ninja',
  find: ({ env }) => program('ninja', env),
  prepare: (folder, graph) => {
    const builds = graph.nodes.map(
      ({ id, needs }) => `build ${id}: run ${needs.join(' ')}\n  body = ${bodyOf(graph, id)}\n`,
    );
    writeFileSync(join(folder, 'build.ninja'), `rule run\n  command = $body\n${builds.join('')}`);
  },
  command: (_, graph) => ({ args: ['--quiet', `-j${graph.parallel}`] }),
  leaves: ['.ninja_log', '.ninja_deps'],
  knowsOrder: true,
};

const goTask: Contender = {
  name: 'go-task',
  find: ({ env }) => program('go-task', env) ?? program('task', env),
  prepare: (folder, graph) => {
    const tasks = graph.nodes.map(({ id, needs }) => {
      const body = JSON.stringify(`sh -c ${quoted(bodyOf(graph, id))}`);
      return `  ${id}:\n    deps: [${needs.join(', ')}]\n    cmds: [${body}]\n`;
    });
    const all = graph.nodes.map(({ id }) => id).join(', ');
    const head = `version: '3'\nsilent: true\nrun: once\ntasks:\n  all:\n    deps: [${all}]\n`;
    writeFileSync(join(folder, 'Taskfile.yml'), head + tasks.join(''));
  },
  command: (_, graph) => ({ args: ['-C', String(graph.parallel), 'all'] }),
  leaves: ['.task'],
  knowsOrder: true,
};

const wireit: Contender = {
  name: 'wireit',
  find: ({ env }) => resolvable('wireit/bin/wireit.js') ?? program('wireit', env),
  prepare: (folder, graph) => {
    const wired = graph.nodes.map(({ id, needs }) => [
      id,
      { command: bodyOf(graph, id), dependencies: needs },
    ]);
    const all = { dependencies: graph.nodes.map(({ id }) => id) };
    const scripts = Object.fromEntries(
      [...graph.nodes.map(({ id }) => id), 'all'].map((id) => [id, 'wireit']),
    );
    const file = { name: 'bench', version: '1.0.0', scripts, wireit: { ...Object.fromEntries(wired), all } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(file));
  },
  command: (file, graph) => ({
    file: node,
    args: [file],
    env: {
      npm_lifecycle_event: 'all',
      npm_config_user_agent: 'npm/11.0.0',
      WIREIT_PARALLEL: String(graph.parallel),
      WIREIT_CACHE: 'none',
      WIREIT_LOGGER: 'quiet',
    },
  }),
  leaves: ['.wireit'],
  knowsOrder: true,
};

/** Ourselves, as a script would call us. */
export const OURS = ours('ours', ['--log', 'quiet']);
/** Ourselves, with the log a user sees. */
export const OURS_LOGGING = ours('ours, default log', []);
export const FLOOR = floor;
export const PEERS: readonly Contender[] = [make, ninja, goTask, wireit];

function writePipe(folder: string, graph: Graph): void {
  const nodes = graph.nodes.map(({ id, needs }) => {
    const depends = needs.length === 0 ? '' : `    depends_on: [${needs.join(', ')}]\n`;
    return `  - id: ${id}\n    shell: sh\n    bash: ${JSON.stringify(bodyOf(graph, id))}\n${depends}`;
  });
  mkdirSync(join(folder, '.omne'), { recursive: true });
  const head = `name: bench\nversion: 1\nmax_parallel: ${graph.parallel}\nnodes:\n`;
  writeFileSync(join(folder, 'pipe.yml'), head + nodes.join(''));
}

/** A folder of a contender's own, with the graph in it, and its command; nothing where the contender is absent. */
export function setUp(site: Site, contender: Contender, graph: Graph): SetUp | undefined {
  const found = contender.find(site);
  if (found === undefined) return undefined;
  const folder = join(site.folder, slug(graph.name), slug(contender.name));
  mkdirSync(folder, { recursive: true });
  contender.prepare(folder, graph);
  const { env, ...rest } = contender.command(found, graph);
  const reset = () => {
    for (const name of contender.leaves) rmSync(join(folder, name), { recursive: true, force: true });
    if (contender.leaves.includes('captures')) mkdirSync(join(folder, 'captures'));
  };
  return { folder, command: { file: found, cwd: folder, ...rest, env: { ...site.env, ...env } }, reset };
}

export interface SetUp {
  readonly folder: string;
  readonly command: Command;
  readonly reset: () => void;
}

const slug = (text: string) => text.replaceAll(/[^a-z0-9]+/gi, '-');

function program(name: string, env: Site['env']): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => existing(join(folder, name))).find((file) => file !== undefined);
}

function existing(file: string): string | undefined {
  try {
    accessSync(file, constants.R_OK);
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

function resolvable(request: string): string | undefined {
  const [name = ''] = request.split('/');
  try {
    const root = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    return existing(join(root, request.slice(name.length + 1)));
  } catch {
    return undefined;
  }
}
