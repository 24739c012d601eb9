import { Wt as plannedChildren } from "./engine.js";

// src/report/plan-tree.ts
const isRepeated = ({ kind }) => kind === "each" || kind === "repeat";
function createFinder(plan) {
	const byId = (nodes) => new Map(nodes.map((node) => [node.id, node]));
	const top = byId(plan.nodes);
	const indexes = /* @__PURE__ */ new Map();
	const find = (id) => {
		const at = id.lastIndexOf("/");
		if (at < 0) return top.get(id);
		const parent = find(id.slice(0, at));
		if (parent === void 0) return void 0;
		const { body } = parent;
		if (isRepeated(body)) return plannedChildren(body)[0];
		const index = indexes.get(body) ?? byId(plannedChildren(body));
		indexes.set(body, index);
		return index.get(withoutRun(id.slice(at + 1)));
	};
	return find;
}
const withoutRun = (own) => own.replace(/@\d+$/, "");

export { withoutRun as n, createFinder as t };