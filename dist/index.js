import { r as markStarted, s as stateOf, u as snapshotEnvironment } from "./chunks/env.js";

// src/action.ts
const host = snapshotEnvironment();
const state = stateOf(host);
if (state === void 0) {
	markStarted(host);
	const { main } = await import("./chunks/action-main.js");
	await main(host);
} else {
	const { post } = await import("./chunks/action-post.js");
	await post(host, state);
}

export {  };