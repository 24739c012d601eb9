import { s as stateOf, u as snapshotEnvironment } from "./chunks/env.js";

// src/post.ts
const host = snapshotEnvironment();
const state = stateOf(host);
if (state !== void 0) {
	const { post } = await import("./chunks/action-post.js");
	await post(host, state);
}

export {  };