import type { Event } from '../../src/core/event.ts';

const QUIET: ReadonlySet<string> = new Set([
  ...['type', 'id', 'ts', 'run_id', 'seq', 'mono_ms', 'h', 'node_id'],
  ...[
    'output_path',
    'parent',
    'method',
    'pipe',
    'inputs',
    'pipe_path',
    'pipe_digest',
    'plan_digest',
    'engine',
    'digest',
  ],
]);

/** `<mono_ms> <type> <node> field=value …`, without what is the same in every test; a child's id begins with its parent's. */
export function brief(event: Event): string {
  const node = 'node_id' in event ? [event.node_id] : [];
  const rest = Object.entries(event).filter(([key, value]) => !QUIET.has(key) && !isFirst(key, value));
  const fields = rest.map(([key, value]) => `${key}=${spell(key, value)}`);
  return [event.mono_ms, event.type, ...node, ...fields].join(' ');
}

const isFirst = (key: string, value: unknown) => key === 'attempt' && value === 1;

const AS_JSON: ReadonlySet<string> = new Set(['outputs', 'saw']);

function spell(name: string, value: unknown): string {
  if (AS_JSON.has(name)) return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, one]) => `${key}:${String(one)}`)
    .join(',');
}
