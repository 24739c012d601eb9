import { snapshotEnvironment } from './effects/env.ts';
import { markStarted, stateOf } from './shell/action-state.ts';

// Main, and post where a workflow names this file for both: only main leaves state behind, before anything else.
const host = snapshotEnvironment();
const state = stateOf(host);
if (state === undefined) {
  markStarted(host);
  const { main } = await import('./shell/action-main.ts');
  await main(host);
} else {
  const { post } = await import('./shell/action-post.ts');
  await post(host, state);
}
