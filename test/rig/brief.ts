import type { Event } from '../../src/core/event.ts';

const QUIET: ReadonlySet<string> = new Set([
  ...['type', 'id', 'ts', 'run_id', 'seq', 'mono_ms', 'h', 'node_id'],
  ...[
    'output_path',
    'attempt',
    'method',
    'pipe',
    'inputs',
    'pipe_path',
    'pipe_digest',
    'plan_digest',
    'engine',
  ],
]);

/** `<mono_ms> <type> <node> field=value …`, without what is the same in every test. */
export function brief(event: Event): string {
  const node = 'node_id' in event ? [event.node_id] : [];
  const rest = Object.entries(event).filter(([key]) => !QUIET.has(key));
  const fields = rest.map(([key, value]) => `${key}=${typeof value === 'string' ? value : spell(value)}`);
  return [event.mono_ms, event.type, ...node, ...fields].join(' ');
}

function spell(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, one]) => `${key}:${String(one)}`)
    .join(',');
}
