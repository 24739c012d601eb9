import { M as fold, Q as sha256, d as load } from "./engine.js";
import { t as outlineOf } from "./outline.js";
import { resolve } from "node:path";

// src/shell/report-plan.ts
async function knownPlan(events, root) {
	const started = events.find((event) => event.type === "pipe.started");
	if (started === void 0) return void 0;
	try {
		const { file, pipe, plan } = await load(resolve(root, started.pipe_path), root);
		if (file === void 0 || plan === void 0 || `sha256:${sha256(file.text)}` !== started.pipe_digest) return void 0;
		const secrets = (pipe?.inputs ?? []).flatMap((input) => input.secret && typeof input.default === "string" ? [input.default] : []);
		return {
			outline: outlineOf(plan, fold(events)),
			file: file.path,
			secrets
		};
	} catch {
		return;
	}
}

export { knownPlan as t };