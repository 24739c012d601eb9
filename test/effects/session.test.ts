import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/core/redact.ts';
import { createAgent } from '../../src/effects/agent.ts';
import { newContext } from './processes.ts';
import { newFolder } from './repositories.ts';

const id = '11111111-1111-4111-8111-111111111111';
const agentOf = (env: Record<string, string>) =>
  createAgent({ ...newContext(env), redactor: createRedactor([]) });

function conversation(home: string, project: string, name: string, content = '{}\n') {
  mkdirSync(join(home, 'projects', project), { recursive: true });
  writeFileSync(join(home, 'projects', project, name), content);
}

describe('hasSession', () => {
  it('is true for a conversation of any project, below CLAUDE_CONFIG_DIR or else below the home', () => {
    const [config, home] = [newFolder(), newFolder()];
    const here = agentOf({ CLAUDE_CONFIG_DIR: config, HOME: home });
    const there = agentOf({ CLAUDE_CONFIG_DIR: '', HOME: home });
    expect(here.hasSession(id)).toBe(false);
    conversation(config, '-work-a', 'other.jsonl');
    conversation(config, '-work-b', `${id}.jsonl`);
    writeFileSync(join(config, 'projects/file'), '');
    expect(here.hasSession(id)).toBe(true);
    expect(there.hasSession(id)).toBe(false);
    conversation(join(home, '.claude'), 'x', `${id}.jsonl`);
    expect(there.hasSession(id)).toBe(true);
  });

  it('is false for what is empty, a folder, a link to nowhere, and no UUID', () => {
    const config = newFolder();
    const agent = agentOf({ CLAUDE_CONFIG_DIR: config });
    conversation(config, 'p', `${id}.jsonl`, '');
    expect(agent.hasSession(id)).toBe(false);
    mkdirSync(join(config, 'projects/q', `${id}.jsonl`), { recursive: true });
    mkdirSync(join(config, 'projects/r'));
    symlinkSync('/nonexistent', join(config, 'projects/r', `${id}.jsonl`));
    expect(agent.hasSession(id)).toBe(false);
    conversation(config, 'p', 'x.jsonl');
    conversation(config, 'p', '..jsonl');
    for (const no of ['x', '', '.', '../p/x', `../p/${id}`, `${id}/`, `${id}\0`]) {
      expect(agent.hasSession(no), no).toBe(false);
    }
  });
});
