import { A as findRoot, a as listRuns, n as statusList, o as readRun, r as statusOf, y as EXIT } from "./engine.js";
import { join } from "node:path";

// src/shell/cli-status.ts
function statusCommand(asked, console) {
	const root = findRoot(console.folder);
	if (asked === void 0) {
		const runs = listRuns(root);
		console.out.write(runs.length === 0 ? `no runs in ${join(root, ".omne", "var", "runs")}\n` : statusList(runs));
		return EXIT.completed;
	}
	const runId = /^[A-Za-z0-9_-]+$/.test(asked) ? asked : "";
	const run = runId === "" ? void 0 : readRun(join(root, ".omne", "var", "runs", runId), runId);
	if (run?.state === void 0) {
		console.err.write(`omne: no run \`${asked}\` in ${join(root, ".omne", "var", "runs")}\n`);
		return EXIT.problem;
	}
	console.out.write(statusOf(run));
	return EXIT.completed;
}

export { statusCommand };