import { snapshotEnvironment } from './effects/env.ts';
import { stateOf } from './shell/action-state.ts';

// The Action's post step. An entry of its own, so that no post is ever taken for main: a main that died before its
// first word left no state, and then there is nothing to do.
const host = snapshotEnvironment();
const state = stateOf(host);
if (state !== undefined) {
  const { post } = await import('./shell/action-post.ts');
  await post(host, state);
}
