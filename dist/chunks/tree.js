import { Pt as isTopLevel } from "./engine.js";

// src/report/tree.ts
function treeOf(state) {
	const roots = [];
	const branches = /* @__PURE__ */ new Map();
	for (const node of state.nodes.values()) {
		const parent = isTopLevel(node.id) ? void 0 : branches.get(parentId(node));
		const branch = {
			node,
			depth: parent === void 0 ? 0 : parent.depth + 1,
			children: []
		};
		branches.set(node.id, branch);
		(parent?.children ?? roots).push(branch);
	}
	return roots;
}
const parentId = ({ id, parent }) => parent ?? id.slice(0, id.lastIndexOf("/"));
function* flat(branches) {
	for (const branch of branches) {
		yield branch;
		yield* flat(branch.children);
	}
}

export { treeOf as n, flat as t };