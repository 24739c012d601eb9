import { Ot as conditionWords, m as absorbedFailures } from "./engine.js";
import { t as createFinder } from "./plan-tree.js";

// src/report/html/outline.ts
function outlineOf(plan, state) {
	const find = createFinder(plan);
	const refused = [];
	const lines = [];
	for (const { id, error, cause, status } of state.nodes.values()) {
		const line = error === void 0 && status !== "running" ? void 0 : lineOf(id, find);
		if (line !== void 0) lines.push([id, line]);
		const gate = (error?.kind === "gate_failed" || error?.kind === "gate_timeout") && cause === void 0 ? find(id)?.gate : void 0;
		if (gate !== void 0) refused.push([id, gate]);
	}
	return {
		nodes: plan.nodes.map((node) => outlineNode(node, plan)),
		refused,
		absorbed: [...absorbedFailures(state, plan)],
		lines
	};
}
function lineOf(id, find) {
	const parts = id.split("/");
	let line;
	for (let length = 1; length <= parts.length; length++) {
		const node = find(parts.slice(0, length).join("/"));
		line = node?.line ?? line;
		if (node === void 0 || node.body.kind === "pipe") break;
	}
	return line;
}
function outlineNode(node, { graph }) {
	const { id, kind, index, triggerRule, gate, when, line } = node;
	const { start, targets } = graph.dependencies;
	return {
		id,
		kind,
		needs: [...targets.subarray(start[index], start[index + 1])],
		...triggerRule !== "all_success" && { rule: triggerRule },
		...gate !== void 0 && { gate },
		...when !== void 0 && { when: conditionWords(when.source) },
		...line !== void 0 && { line }
	};
}

export { outlineOf as t };