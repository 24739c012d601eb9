import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ArtifactService } from '../test/rig/artifact-service.ts';
import type { Site } from './contenders.ts';
import type { Command } from './measure.ts';

const commandFiles = [
  'GITHUB_OUTPUT',
  'GITHUB_ENV',
  'GITHUB_PATH',
  'GITHUB_STATE',
  'GITHUB_STEP_SUMMARY',
] as const;

/** The Action's main step as the runner starts it, on a pipe in `folder`, with a loopback artifact service. */
export function actionCommand(site: Site, folder: string, service: ArtifactService): Command {
  const temp = join(folder, 'runner-temp');
  mkdirSync(temp, { recursive: true });
  const files = commandFiles.map((name) => {
    const path = join(temp, name.toLowerCase());
    writeFileSync(path, '');
    return [name, path];
  });
  const event = join(temp, 'event.json');
  writeFileSync(event, '{}');
  const env = {
    ...site.env,
    ...Object.fromEntries(files),
    ...inputs(join(site.dist, '../action.yml'), { pipe: 'pipe.yml' }),
    ...context(folder, temp),
    GITHUB_EVENT_PATH: event,
    ACTIONS_RUNTIME_TOKEN: service.token,
    ACTIONS_RUNTIME_URL: service.url,
    ACTIONS_RESULTS_URL: service.url,
  };
  return { file: process.execPath, args: [join(site.dist, 'index.js')], cwd: folder, env };
}

// The runner gives every declared input, without a default as an empty one.
function inputs(metadata: string, given: Readonly<Record<string, string>>): Record<string, string> {
  const declared = parse(readFileSync(metadata, 'utf8')) as {
    inputs?: Record<string, { default?: unknown }>;
  };
  const values = Object.entries(declared.inputs ?? {}).map(
    ([name, input]) => [name, String(given[name] ?? input.default ?? '')] as const,
  );
  return Object.fromEntries(values.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));
}

let attempt = 0;

const context = (folder: string, temp: string) => ({
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_ACTION: 'omne',
  GITHUB_API_URL: 'http://github.localhost/api',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_JOB: 'bench',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_REPOSITORY: 'octo/repo',
  GITHUB_RUN_ATTEMPT: String(++attempt),
  GITHUB_RUN_ID: '1',
  GITHUB_SERVER_URL: 'http://github.localhost',
  GITHUB_SHA: '0'.repeat(40),
  GITHUB_WORKFLOW: 'bench',
  GITHUB_WORKSPACE: folder,
  RUNNER_OS: 'Linux',
  RUNNER_TEMP: temp,
  RUNNER_TOOL_CACHE: temp,
  RUNNER_TRACKING_ID: 'github_bench',
});
