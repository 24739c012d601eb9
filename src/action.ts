import { snapshotEnvironment } from './effects/env.ts';
import { markStarted, stateOf } from './shell/action-state.ts';

// main and post are the same file. Only main leaves state behind, and it does so before anything else, so that a
// post step after a main that died at once still knows what it is.
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
