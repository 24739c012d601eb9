import { Ot as conditionWords, Wt as plannedChildren } from "./engine.js";
import { n as withoutRun, t as createFinder } from "./plan-tree.js";

// src/report/plan-status.ts
function statusesOf(plan, state) {
	const find = createFinder(plan);
	const last = /* @__PURE__ */ new Map();
	for (const { id, status, reused } of state.nodes.values()) {
		const node = find(id);
		const shown = reused && status === "completed" ? "reused" : status;
		if (node !== void 0) last.set(place(id, find), {
			node,
			status: shown
		});
	}
	const statuses = /* @__PURE__ */ new Map();
	for (const { node, status } of last.values()) {
		const before = statuses.get(node);
		if (before === void 0 || RANK[status] > RANK[before]) statuses.set(node, status);
	}
	return statuses;
}
function place(id, find) {
	const parts = id.split("/");
	let parent = "";
	return parts.map((part) => {
		const isIteration = parent !== "" && find(parent)?.body.kind === "repeat";
		parent = parent === "" ? part : `${parent}/${part}`;
		return isIteration ? "*" : withoutRun(part);
	}).join("/");
}
const RANK = {
	skipped: 0,
	reused: 1,
	completed: 2,
	running: 3,
	failed: 4
};

// src/report/mermaid.ts
function mermaid(plan, state) {
	const lines = ["flowchart LR", ...graphLines(plan, "n", {
		indent: "  ",
		statuses: state === void 0 ? void 0 : statusesOf(plan, state)
	})];
	if (state !== void 0) lines.push(...CLASSES);
	return `${lines.join("\n")}\n`;
}
function graphLines({ nodes, graph }, prefix, drawing) {
	const lines = nodes.flatMap((node) => nodeLines(node, `${prefix}${node.index}`, drawing));
	for (const node of nodes) {
		const rule = node.triggerRule === "all_success" ? "" : `|"${node.triggerRule}"|`;
		for (const target of dependenciesOf(graph, node)) lines.push(`${drawing.indent}${prefix}${target} -->${rule} ${prefix}${node.index}`);
	}
	return lines;
}
const dependenciesOf = ({ dependencies: { start, targets } }, { index }) => targets.subarray(start[index], start[index + 1]);
function nodeLines(node, name, drawing, standsFor) {
	const { indent, statuses } = drawing;
	const title = label(node, standsFor);
	const status = statuses === void 0 ? void 0 : statuses.get(node) ?? "pending";
	if (plannedChildren(node.body).length === 0) {
		const [open, close] = SHAPES[node.kind];
		return [`${indent}${name}${open}"${title}"${close}${status === void 0 ? "" : `:::${status}`}`];
	}
	return [
		`${indent}subgraph ${name}["${title}"]`,
		...bodyLines(node, `${name}_`, {
			indent: `${indent}  `,
			statuses
		}),
		`${indent}end`,
		...status === void 0 ? [] : [`${indent}class ${name} ${status}`]
	];
}
function bodyLines({ body }, prefix, drawing) {
	if (body.kind === "pipe") return graphLines(body.plan, prefix, drawing);
	const standsFor = STANDS_FOR[body.kind];
	const children = plannedChildren(body);
	const lines = children.flatMap((child, at) => nodeLines(child, prefix + at, drawing, standsFor));
	if (body.kind !== "steps") return lines;
	const { indent } = drawing;
	for (let at = 1; at < children.length; at++) lines.push(`${indent}${prefix}${at - 1} --> ${prefix}${at}`);
	for (const [at, child] of children.entries()) for (const { to, why } of jumpsOf(child)) {
		const target = children.findIndex(({ id }) => id === to);
		lines.push(`${indent}${prefix}${at} -.->|"${why}"| ${prefix}${target}`);
	}
	return lines;
}
const STANDS_FOR = {
	each: "for each item",
	repeat: "again"
};
function jumpsOf({ body, onError }) {
	const jumps = [];
	if (body.kind === "control" && body.control.kind === "jump") jumps.push({
		to: body.control.to,
		why: "jump"
	});
	if (typeof onError?.then === "object") jumps.push({
		to: onError.then.jump,
		why: "on_error"
	});
	return jumps;
}
const MAX_CONDITION = 40;
function label({ id, body, gate, when }, standsFor) {
	const lines = [standsFor ?? quoted(id)];
	if (body.kind === "control") lines.push(quoted(controlWords(body.control)));
	if (body.kind === "pipe") lines.push(`pipe: ${quoted(body.plan.name)}`);
	if (when !== void 0) lines.push(`when: ${quoted(conditionWords(when.source, MAX_CONDITION))}`);
	if (gate !== void 0) lines.push(`gate: ${quoted(gate)}`);
	return lines.join("<br/>");
}
function controlWords(control) {
	switch (control.kind) {
		case "set":
		case "return": return [control.kind, [...control.values.keys()].join(" ")].join(" ").trim();
		case "jump": return `jump to ${control.to}`;
		default: return control.kind;
	}
}
const SHAPES = {
	bash: ["[", "]"],
	prompt: ["(", ")"],
	command: ["([", "])"],
	loop: ["{{", "}}"],
	join: ["[\\", "/]"],
	steps: ["[[", "]]"],
	parallel: ["[[", "]]"],
	each: ["[[", "]]"],
	pipe: ["[[", "]]"],
	set: ["[/", "/]"],
	return: ["[/", "/]"],
	jump: [">", "]"],
	break: [">", "]"],
	continue: [">", "]"],
	skip: [">", "]"],
	stop: ["(((", ")))"]
};
const CLASSES = [
	"  classDef completed fill:#dafbe1,stroke:#1a7f37,color:#1f2328",
	"  classDef reused fill:#f0fff4,stroke:#1a7f37,color:#1f2328,stroke-dasharray:4",
	"  classDef failed fill:#ffebe9,stroke:#cf222e,color:#1f2328",
	"  classDef skipped fill:#f6f8fa,stroke:#8c959f,color:#59636e,stroke-dasharray:4",
	"  classDef running fill:#ddf4ff,stroke:#0969da,color:#1f2328",
	"  classDef pending fill:#ffffff,stroke:#8c959f,color:#59636e"
];
const quoted = (text) => [...text].map((char) => /[A-Za-z0-9 _./@-]/.test(char) ? char : `#${char.codePointAt(0)};`).join("");

export { quoted as i, SHAPES as n, mermaid as r, CLASSES as t };