import { i as describeProblem, r as renderProblems } from "./problems.js";
import { At as countNodes, Bt as turns, Ct as UNICODE, Dt as conclusionWords, Et as clip, Ht as withoutControls, It as oneLine, Lt as plural, Mt as duration, Ot as conditionWords, Pt as isTopLevel, Rt as reusedWords, Vt as verdictWords, a as readRunLeft, fn as errorWords, ft as neutraliseLine, g as readEnds, jt as countWords, kt as cost, ln as jsonText, lt as createRedactor, o as toolkit, ot as stdout, pt as neutraliseText, q as captureFiles, v as EXIT, zt as sawWords } from "./engine.js";
import { t as outlineOf } from "./outline.js";
import { r as lookOf } from "./report.js";
import { i as quoted, n as SHAPES, t as CLASSES } from "./mermaid.js";
import { t as SKIP_WORDS } from "./skip-words.js";
import { n as treeOf, t as flat } from "./tree.js";
import { a as markUploaded, i as markSummarised, o as markUploading, t as markAnnotated } from "./env.js";
import { s as hasArtifactService, t as nameOf } from "./upload.js";
import { r as withoutSecrets } from "./report2.js";
import { isAbsolute, join, relative } from "node:path";
import { tmpdir } from "node:os";
import { StringDecoder } from "node:string_decoder";

// src/report/ailing.ts
const ORDER = [
	"failed",
	"absorbed",
	"ignored",
	"interrupted",
	"cancelled"
];
function ailing(state, outline) {
	const lines = new Map(outline?.lines);
	const absorbed = new Set(outline?.absorbed);
	const around = /* @__PURE__ */ new Set();
	for (const node of state.nodes.values()) if (isCut(node)) around.add(parentOf(node));
	const found = [];
	for (const node of state.nodes.values()) {
		const weight = weigh(node, state, {
			absorbed,
			around
		});
		const line = lines.get(node.id);
		if (weight !== void 0) found.push({
			node,
			weight,
			...line !== void 0 && { line }
		});
	}
	return ORDER.flatMap((weight) => found.filter((one) => one.weight === weight));
}
const isCut = ({ status, interrupted, error }) => status === "running" || interrupted === true || error?.kind === "cancelled";
const parentOf = ({ id, parent }) => parent ?? id.slice(0, Math.max(0, id.lastIndexOf("/")));
function weigh(node, state, known) {
	if (node.cause !== void 0 && node.cause !== node.id && state.nodes.has(node.cause)) return void 0;
	if (isCut(node)) {
		if (known.around.has(node.id)) return void 0;
		return node.error?.kind === "cancelled" && !node.interrupted ? "cancelled" : "interrupted";
	}
	if (node.status === "failed") return decides(node, state, known) ? "failed" : "absorbed";
	return node.error === void 0 ? void 0 : "ignored";
}
function decides(node, state, { absorbed }) {
	let one = node;
	while (one !== void 0) {
		if (one.status === "completed" || absorbed.has(one.id)) return false;
		const parent = parentOf(one);
		if (parent === one.id || parent.length >= one.id.length) break;
		one = state.nodes.get(parent);
	}
	return state.status !== "completed";
}

// src/report/annotations.ts
const MAX_ANNOTATIONS = 10;
const MAX_ANNOTATION_CHARS = 4096;
const MAX_TITLE = 200;
function annotationsOf(state, outline) {
	const failed = ailing(state, outline).filter(({ weight }) => weight === "failed" || weight === "absorbed");
	const hasVerdict = state.status !== "completed";
	const room = hasVerdict || failed.length > 10 ? 9 : 10;
	const shown = failed.slice(0, room).map(annotation);
	const more = failed.length - shown.length;
	if (more > 0 && !hasVerdict) shown.push({
		level: "notice",
		title: "more failed nodes",
		message: `and ${plural(more, "more failed node")}`
	});
	return {
		shown,
		more
	};
}
function annotation({ node, weight, line }) {
	const words = node.error === void 0 ? "failed" : errorWords(node.error);
	const absorbed = weight === "absorbed" ? " (absorbed)" : "";
	return {
		level: weight === "absorbed" ? "notice" : "error",
		title: clip(oneLine(`${node.id} failed: ${words}${absorbed}`), MAX_TITLE),
		message: annotationText(node.message === void 0 ? words : `${words}\n${node.message}`),
		...line !== void 0 && { line }
	};
}
const annotationText = (text) => clip(text.split(/\r\n|[\r\n]/).map((line) => withoutControls(line).replaceAll(/\x1b\[[0-9;:]*m/g, "")).join("\n").trim(), MAX_ANNOTATION_CHARS);

// src/shell/annotate.ts
const BESIDE_VERDICT = 10 - 1;
function annotateProblem(core, problem, { root, host }) {
	const { place, file } = problem;
	core.error(neutraliseLine(annotationText(describeProblem(problem))), {
		title: "omne: problem in the pipe",
		...file !== void 0 && { file: inWorkspace(isAbsolute(file) ? file : join(root, file), host) },
		...place !== void 0 && {
			startLine: place.line,
			startColumn: place.column
		}
	});
}
function annotateFailures(core, { state, host, outline, pipeFile }) {
	const { shown, more } = annotationsOf(state, outline);
	for (const { level, title, message, line } of shown) {
		const place = pipeFile !== void 0 && line !== void 0;
		core[level](neutraliseText(message), {
			title: neutraliseLine(`omne: ${title}`),
			...place && {
				file: inWorkspace(pipeFile, host),
				startLine: line
			}
		});
	}
	return more;
}
function inWorkspace(path, host) {
	const workspace = host.all["GITHUB_WORKSPACE"];
	const inside = workspace === void 0 ? path : relative(workspace, path);
	return inside.startsWith("..") ? path : inside.replaceAll("\\", "/");
}

// src/report/outputs.ts
const MAX_FAILED_CHARS = 65536;
function outputsOf(state) {
	const nodes = [...state.nodes.values()];
	const top = nodes.filter((node) => isTopLevel(node.id));
	return Object.fromEntries([
		...Object.entries(state.outputs ?? {}).map(([name, value]) => [name, jsonText(value)]),
		["status", runStatus(state)],
		["run-id", state.runId],
		["exit-reason", exitReason(state)],
		["failed-nodes", failedNodes(top)],
		["nodes", nodesMap(nodes, top)],
		["cost-usd", numberText(state.usage?.cost_usd)],
		["turns", numberText(state.usage?.turns)],
		["duration-ms", state.status === "running" ? "" : numberText(state.durationMs)],
		...top.map((node) => [`node-${node.id}`, nodeStatus(node)])
	]);
}
const numberText = (value) => typeof value !== "number" ? "" : String(value).includes("e") ? value.toFixed(6) : String(value);
const nodeStatus = (node) => node.status === "running" ? "interrupted" : node.status;
function runStatus(state) {
	if (state.status === "completed") return "completed";
	if (state.reason === "cancelled" || state.reason === "fault") return state.reason;
	return "aborted";
}
function exitReason(state) {
	if (state.status === "completed") return "";
	const reason = state.reason ?? "interrupted";
	if (reason !== "node_failed") return EXIT_REASON[reason];
	return (state.cause === void 0 ? void 0 : state.nodes.get(state.cause))?.error?.kind ?? "node_failed";
}
const EXIT_REASON = {
	timeout: "run_timeout",
	cancelled: "cancelled",
	nothing_ran: "nothing_ran",
	outputs_invalid: "outputs_invalid",
	interrupted: "interrupted",
	fault: "fault"
};
function failedNodes(nodes) {
	const ids = [];
	let length = 2;
	for (const { id } of nodes.filter((node) => node.status === "failed")) {
		length += JSON.stringify(id).length + 1;
		if (length > MAX_FAILED_CHARS) break;
		ids.push(id);
	}
	return JSON.stringify(ids);
}
function nodesMap(nodes, top) {
	const first = fitted(top, ROOM);
	const second = fitted(nodes.filter((node) => !isTopLevel(node.id)), ROOM - sizeOf$1(first.members));
	const omitted = first.omitted + second.omitted;
	return object([
		...first.members,
		...second.members,
		...omitted > 0 ? [`"_omitted":${omitted}`] : []
	]);
}
const ROOM = 262104;
function fitted(nodes, room) {
	let members = [];
	for (const form of [
		member,
		withoutOutputs,
		statusOnly
	]) {
		members = nodes.map(form);
		if (sizeOf$1(members) <= room) return {
			members,
			omitted: 0
		};
	}
	return cut(nodes, members, room);
}
function cut(nodes, members, room) {
	let left = room - 2;
	const kept = /* @__PURE__ */ new Set();
	for (const isFirst of [true, false]) for (const [at, node] of nodes.entries()) {
		if (node.status === "failed" !== isFirst || members[at].length + 1 > left) continue;
		left -= members[at].length + 1;
		kept.add(at);
	}
	return {
		members: members.filter((_, at) => kept.has(at)),
		omitted: nodes.length - kept.size
	};
}
const sizeOf$1 = (members) => members.reduce((sum, text) => sum + text.length + 1, 2);
const object = (members) => `{${members.join(",")}}`;
const memberOf = (id, value) => `${JSON.stringify(id)}:${JSON.stringify(value)}`;
const member = (node) => memberOf(node.id, entry(node));
const withoutOutputs = (node) => memberOf(node.id, {
	...entry(node),
	outputs: void 0
});
const statusOnly = (node) => node.status === "failed" ? member(node) : memberOf(node.id, { status: nodeStatus(node) });
function entry(node) {
	const ran = node.status === "completed" || node.status === "failed";
	return {
		status: nodeStatus(node),
		conclusion: node.conclusion,
		reused: node.reused,
		kind: node.kind,
		parent: node.parent,
		duration_ms: ran ? node.durationMs : void 0,
		attempt: ran ? node.attempt : void 0,
		error_kind: node.error?.kind,
		exit_code: node.error?.exit_code,
		output_path: node.outputPath,
		outputs: node.outputs,
		usage: node.usage
	};
}

// src/report/summary/markdown.ts
const byteLength = (text) => new TextEncoder().encode(text).length;
const MAX_INERT = 1e3;
const plainLine = (text) => withoutControls(text.replaceAll(/[\r\n\u2028\u2029]+/g, " ")).replaceAll(/\x1b\[[0-9;:]*m/g, "");
function inert(text) {
	return plainLine(clip(String(text), MAX_INERT)).trim().replaceAll(/[\0-\x1f!-+./:-@[-`{-\x7f]/g, (char) => {
		const entity = `&#${char.charCodeAt(0)};`;
		return char === "@" || char === "#" ? `${entity}&#8203;` : entity;
	});
}
const code = (text) => {
	const shown = inert(text);
	return shown === "" ? "" : `<code>${shown}</code>`;
};
const MAX_LINE = 300;
function fence(lines, language = "text") {
	return fenceOf(lines.map((line) => neutraliseLine(clip(plainLine(line.slice(0, 4 * MAX_LINE)), MAX_LINE))).join("\n"), language);
}
function fenceOf(text, language) {
	const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
	const ticks = "`".repeat(longest + 1);
	return `${ticks}${language}\n${text}\n${ticks}\n`;
}
const details = (title, body, isOpen = false) => `<details${isOpen ? " open" : ""}>\n<summary>${title}</summary>\n\n${body}\n</details>\n\n`;
const row = (cells) => `| ${cells.join(" | ")} |\n`;
const MORE_BYTES = 60;
function table(header, rows, room) {
	let left = room - byteLength(header) - MORE_BYTES;
	let shown = "";
	let count = 0;
	for (const text of rows) {
		left -= byteLength(text);
		if (left < 0) break;
		shown += text;
		count++;
	}
	if (count === 0) return "";
	const more = rows.length - count;
	return `${header}${shown}${more === 0 ? "" : `\nand ${more} more\n`}\n`;
}
const firstFitting = (texts, room) => texts.find((text) => byteLength(text) <= room) ?? "";
const numberOf = (value) => typeof value === "number" && Number.isFinite(value) ? value : 0;

// src/report/summary/failures.ts
const MAX_EXPLAINED = 50;
const MAX_OPEN$2 = 5;
const TITLE = {
	failed: "Failures",
	interrupted: "Interrupted",
	cancelled: "Cancelled"
};
function failuresSection(all, context) {
	let text = "";
	let shown = 0;
	let group = "";
	let left = context.room - 80;
	for (const one of all.slice(0, 50)) {
		const title = TITLE[groupOf(one.weight)];
		const head = title === group ? "" : `#### ${title}\n\n`;
		const isOpen = shown < MAX_OPEN$2 && (one.weight === "failed" || one.weight === "interrupted");
		const part = firstFitting([true, false].map((isWhole) => head + explained(one, context, {
			isOpen,
			isWhole
		})), left);
		if (part === "") break;
		text += part;
		left -= byteLength(part);
		group = title;
		shown++;
	}
	const more = all.length - shown;
	return more === 0 || shown === 0 ? text : `${text}and ${plural(more, "more node")}, in the table of nodes\n\n`;
}
const groupOf = (weight) => weight === "interrupted" || weight === "cancelled" ? weight : "failed";
function explained({ node, weight, line }, { tails, pipePath }, { isOpen, isWhole }) {
	const mark = weight === "interrupted" ? UNICODE.running : UNICODE.failed;
	const words = [
		node.error === void 0 || weight === "interrupted" ? "" : inert(errorWords(node.error)),
		WEIGHT_WORDS[weight],
		numberOf(node.attempt) > 1 ? `attempt ${node.attempt}` : "",
		node.status === "running" ? "" : duration(node.durationMs),
		line === void 0 ? "" : code(`${pipePath}:${line}`)
	];
	const title = `${mark} ${code(node.id)} ${words.filter((word) => word !== "").join(" · ")}`.trimEnd();
	const body = isWhole ? bodyOf(node, tails.get(node.id) ?? []) : "";
	return body === "" ? `${title}\n\n` : details(title, body, isOpen);
}
const WEIGHT_WORDS = {
	failed: "",
	absorbed: "absorbed",
	ignored: "failure ignored",
	interrupted: "",
	cancelled: ""
};
function bodyOf(node, tails) {
	const { message } = node;
	const parts = [];
	const words = message === void 0 || message === node.error?.kind || node.interrupted ? [] : wordsOf(message);
	if (words.length > 0 && !isTold(words, tails)) parts.push(fence(words));
	for (const { name, lines, isCut } of tails) {
		const caption = isCut ? `${name}, the last ${plural(lines.length, "line")}` : name;
		parts.push(`${caption}:\n\n${fence(lines)}`);
	}
	return parts.join("\n");
}
const MAX_WORDS = 12;
function wordsOf(message) {
	const lines = String(message).split(/\r\n|[\r\n\u2028\u2029]/).filter((line) => line.trim() !== "");
	return lines.length <= MAX_WORDS ? lines : [
		lines[0],
		UNICODE.ellipsis,
		...lines.slice(-10)
	];
}
function isTold(words, tails) {
	const said = new Set(tails.flatMap(({ lines }) => lines.map((line) => line.trim())));
	return said.has(words[0].trim()) || words.length > 1 && words.slice(1).every((line) => line === UNICODE.ellipsis || said.has(line.trim()));
}

// src/report/summary/further.ts
function furtherSection(state, { runDir, artifact }) {
	const isOver = state.status === "completed";
	if (artifact === void 0) {
		const resume = isOver ? "" : `To go on from here, give the step <code>resume-from</code> with that folder.\n`;
		return `#### Look further\n\nThe journal and the captures are in ${code(runDir)} on the runner.\n${resume}`;
	}
	const { name, workflowRun, repository } = artifact;
	const command = [
		"gh run download",
		word(workflowRun),
		"-R",
		word(repository),
		"-n",
		word(name)
	].join(" ");
	const resume = isOver ? "" : `\nTo go on from here, give the step <code>resume-from</code> with ${code(`${workflowRun}/${name}`)}, or with <code>last-attempt</code> and re-run the failed jobs; both need a <code>token</code> with ${inert("actions: read")}.\n`;
	return `#### Look further\n\nThe journal, all captures and <code>report.html</code> are in the artifact:\n\n${fenceOf(command, "sh")}${resume}`;
}
const word = (text) => {
	const shown = text.replaceAll(/[^\x20-\x7e]/g, "?");
	return /^[\w./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
};

// src/report/summary/graph.ts
const MAX_DRAWN = 60;
const MAX_EDGES = 400;
const MAX_CHARS = 4e4;
const MAX_LABEL = 80;
const MAX_NEEDS = 8;
function graphSection({ nodes }, state, room) {
	if (nodes.length < 2) return "";
	const edges = nodes.reduce((sum, { needs }) => sum + needs.length, 0);
	const drawn = nodes.length <= 60 && edges <= MAX_EDGES ? drawing(nodes, state) : "";
	if (drawn !== "" && drawn.length <= MAX_CHARS) {
		const text = `#### Graph\n\n${fenceOf(drawn, "mermaid")}\n`;
		return byteLength(text) <= room ? text : "";
	}
	const rows = nodes.map((node) => {
		const names = node.needs.slice(0, MAX_NEEDS).map((at) => code(nodes[at]?.id ?? ""));
		const more = node.needs.length - names.length;
		const needs = names.join(" ") + (more > 0 ? ` and ${more} more` : "");
		return row([
			code(node.id),
			needs,
			inert(node.rule ?? ""),
			statusWords(state.nodes.get(node.id))
		]);
	});
	const body = table("| Node | Needs | Trigger | Status |\n| --- | --- | --- | --- |\n", rows, room - 100);
	return body === "" ? "" : details(`Graph: ${nodes.length} nodes, ${edges} edges`, body);
}
function statusWords(node) {
	if (node === void 0) return "not started";
	const look = lookOf(node, false);
	return `${UNICODE[node.status]} ${look}`;
}
function drawing(nodes, state) {
	const boxes = nodes.map(({ id, kind, gate }, at) => {
		const [open, close] = SHAPES[kind] ?? SHAPES.bash;
		const node = state.nodes.get(id);
		return `  n${at}${open}"${[(node === void 0 ? "" : `${UNICODE[node.status]} `) + label(id), ...gate === void 0 ? [] : [`gate: ${label(gate)}`]].join("<br/>")}"${close}:::${classOf(node)}`;
	});
	const arrows = nodes.flatMap(({ needs, rule }, at) => needs.map((need) => `  n${need} -->${rule === void 0 ? "" : `|"${label(rule)}"|`} n${at}`));
	return [
		"flowchart LR",
		...boxes,
		...arrows,
		...CLASSES
	].join("\n");
}
const label = (text) => quoted(clip(oneLine(text), MAX_LABEL));
function classOf(node) {
	if (node === void 0) return "pending";
	const look = lookOf(node, false);
	if (look === "interrupted") return "running";
	return look === "cancelled" ? "failed" : look;
}

// src/report/summary/nodes.ts
const HEADER$1 = `${row([
	"Node",
	"Kind",
	"Status",
	"Attempts",
	"Duration",
	"Turns",
	"Cost",
	"Gate",
	"Capture"
])}${row([
	"---",
	"---",
	"---",
	"---:",
	"---:",
	"---:",
	"---:",
	"---",
	"---"
])}`;
function nodesSection(branches, context) {
	const rows = rowsOf(branches, ({ node, depth }) => nodeRow(node, depth, context));
	const title = `Nodes: ${rows.reduce((sum, { count }) => sum + count, 0)}`;
	const kept = choose(rows, context.room - byteLength(HEADER$1) - 200);
	if (kept.size === 0) return "";
	const more = rows.reduce((sum, { count }, at) => kept.has(at) ? sum : sum + count, 0);
	const rest = more === 0 ? "" : `\nand ${plural(more, "more node")}; the journal has them all.\n`;
	const shown = rows.filter((_, at) => kept.has(at)).map(({ text }) => text);
	const body = `${HEADER$1}${shown.join("")}${rest}`;
	return rows.length <= MAX_OPEN$1 ? `#### Nodes\n\n${body}\n` : details(title, body);
}
const MAX_OPEN$1 = 60;
const MAX_CHILDREN = 200;
function rowsOf(branches, textOf) {
	const rows = [];
	const add = (branch) => {
		const { node, depth, children } = branch;
		rows.push({
			text: textOf(branch),
			count: 1,
			depth,
			status: node.status
		});
		const shown = urgentFirst(children).slice(0, MAX_CHILDREN);
		if (shown.length === children.length) {
			children.forEach(add);
			return;
		}
		const kept = new Set(shown);
		for (const child of children) if (kept.has(child)) add(child);
		const count = children.reduce((sum, child) => kept.has(child) ? sum : sum + sizeOf(child), 0);
		const text = row([`${indent(depth + 1)}and ${count} more`, ...Array(8).fill("")]);
		rows.push({
			text,
			count,
			depth: depth + 1,
			status: "skipped"
		});
	};
	branches.forEach(add);
	return rows;
}
const sizeOf = ({ children }) => children.reduce((sum, child) => sum + sizeOf(child), 1);
const URGENCY = [
	["failed"],
	["running"],
	["completed", "skipped"]
];
const urgentFirst = (branches) => URGENCY.flatMap((statuses) => branches.filter(({ node }) => statuses.includes(node.status)));
function choose(rows, room) {
	const kept = /* @__PURE__ */ new Set();
	let left = room;
	for (const isTop of [true, false]) for (const statuses of URGENCY) for (const [at, { text, depth, status }] of rows.entries()) {
		if (depth === 0 !== isTop || !statuses.includes(status)) continue;
		const size = byteLength(text);
		if (size > left) return kept;
		left -= size;
		kept.add(at);
	}
	return kept;
}
const MAX_INDENT = 10;
const indent = (depth) => depth === 0 ? "" : `${"&nbsp;&nbsp;".repeat(Math.min(depth, MAX_INDENT))}↳ `;
function nodeRow(node, depth, { runId, absorbed, refused }) {
	const ended = node.status === "completed" || node.status === "failed";
	return row([
		indent(depth) + code(node.id),
		inert(node.kind ?? ""),
		statusCell(node, absorbed.has(node.id)),
		ended ? numberOf(node.attempt) : "",
		ended ? duration(node.durationMs) : "",
		numberOf(node.usage?.turns) || "",
		cost(node.usage?.cost_usd),
		gateCell(node, refused),
		code(inRunDir(node.outputPath ?? "", runId))
	]);
}
function statusCell(node, isAbsorbed) {
	const words = [
		node.status === "running" || node.interrupted ? "interrupted" : node.status,
		node.reused ? "reused" : "",
		conclusionWords(node.conclusion),
		isAbsorbed ? "absorbed" : ""
	];
	return `${UNICODE[node.status]} ${words.filter((word) => word !== "").join(", ")}`;
}
function gateCell({ id, gates, error, cause }, refused) {
	const cells = gates.map((gate) => `${UNICODE.completed} ${code(gate)}`);
	if (cause === void 0 && (error?.kind === "gate_failed" || error?.kind === "gate_timeout")) cells.push(`${UNICODE.failed} ${code(refused.get(id) ?? "")}`.trim());
	return cells.join(" ");
}
function inRunDir(path, runId) {
	const folder = `/runs/${runId}/`;
	const at = path.indexOf(folder);
	return at < 0 ? path : path.slice(at + folder.length);
}

// src/report/summary/skipped.ts
const HEADER = "| Node | Why | Because of |\n| --- | --- | --- |\n";
const MAX_OPEN = 20;
function skippedSection(state, room) {
	const rows = [...state.nodes.values()].filter(({ status }) => status === "skipped").map(({ id, skip }) => row([
		code(id),
		why(skip),
		causeOf(skip, state)
	]));
	const body = table(HEADER, rows, room - 100);
	if (body === "") return "";
	return rows.length <= MAX_OPEN ? `#### Skipped\n\n${body}` : details(`Skipped: ${plural(rows.length, "node")}`, body);
}
function why(skip) {
	if (skip === void 0) return "";
	const { reason, when, saw } = skip;
	if (when) return [`when ${code(conditionWords(when))}`, ...sawWords(saw).slice(0, 20).map(code)].join("<br>");
	return inert(SKIP_WORDS[reason] ?? reason);
}
function causeOf(skip, state) {
	if (!skip?.cause) return "";
	const status = state.nodes.get(skip.cause)?.status;
	return `${status === void 0 ? "" : `${UNICODE[status]} `}${code(skip.cause)}`;
}
const MAX_NAMED = 50;
function resumedSection(state, room) {
	const { resumedFrom } = state;
	if (resumedFrom === void 0) return "";
	const nodes = [...state.nodes.values()];
	const reused = nodes.filter((node) => node.reused);
	const again = nodes.filter((node) => Boolean(node.because));
	const names = reused.slice(0, MAX_NAMED).map(({ id }) => code(id));
	const more = reused.length - names.length;
	const list = `Taken over: ${names.join(" ")}${more > 0 ? ` and ${more} more` : ""}\n\n`;
	const rows = again.map(({ id, because }) => row([code(id), inert(because)]));
	const body = table("| Ran again | Why |\n| --- | --- |\n", rows, room - 100 - list.length);
	return `#### Resumed\n\n${reused.length > 0 ? list : ""}${body}`;
}

// src/report/summary/timeline.ts
const CELLS = 40;
const DAY_MS = 864e5;
function timelineSection(state, room) {
	const all = [...flat(treeOf(state))].flatMap(({ node }) => ran(node) ? [node] : []);
	const top = all.filter(({ id }) => isTopLevel(id));
	const drawn = all.length <= 60 ? all : top;
	if (all.length < 2 || all.every(({ startedMs }) => numberOf(startedMs) === 0)) return "";
	const spanMs = Math.max(1, numberOf(state.durationMs), ...all.slice(0, 1e4).map((node) => endOf(node, 0)));
	if (drawn.length > 60 || spanMs > 9 * DAY_MS) return bars(top, spanMs, room);
	const text = `#### Timeline\n\n${fenceOf(gantt(drawn, spanMs), "mermaid")}\n`;
	return byteLength(text) <= room ? text : "";
}
const ran = ({ status, reused, interrupted, durationMs }) => status !== "skipped" && !reused && (status === "running" || interrupted === true || numberOf(durationMs) > 0);
const endOf = (node, spanMs) => {
	const startedMs = numberOf(node.startedMs);
	return node.status === "running" ? Math.max(spanMs, startedMs) : startedMs + numberOf(node.durationMs);
};
const TAGS = {
	completed: "done, ",
	failed: "crit, ",
	cancelled: "crit, ",
	interrupted: "active, "
};
function gantt(nodes, spanMs) {
	const tasks = nodes.map((node, at) => {
		const startedMs = numberOf(node.startedMs);
		const endedMs = Math.max(endOf(node, spanMs), startedMs + spanMs / 200);
		const took = node.status === "running" ? "" : ` ${duration(node.durationMs)}`;
		const look = lookOf(node, false);
		return `  ${`${UNICODE[look === "interrupted" ? "running" : node.status]} ${plainName(node.id)}${took}`} :${TAGS[look] ?? ""}t${at}, ${clock(startedMs)}, ${clock(endedMs)}`;
	});
	return [...[
		"gantt",
		"  dateFormat YYYY-MM-DD HH:mm:ss.SSS",
		`  axisFormat ${spanMs < 1e4 ? "%S.%Ls" : spanMs < 36e5 ? "%M:%S" : "%H:%M"}`,
		"  todayMarker off"
	], ...tasks].join("\n");
}
const plainName = (id) => clip(oneLine(id), 60).replaceAll(/[^A-Za-z0-9_./@-]/g, "_");
function clock(ms) {
	const two = (value) => String(Math.floor(value)).padStart(2, "0");
	const time = [
		ms / 36e5,
		ms / 6e4,
		ms / 1e3
	].map((value, at) => two(at === 0 ? value % 24 : value % 60));
	return `2000-01-0${1 + Math.floor(ms / DAY_MS)} ${time.join(":")}.${String(Math.floor(ms % 1e3)).padStart(3, "0")}`;
}
function bars(nodes, spanMs, room) {
	const cell = (ms) => Math.min(CELLS, Math.max(0, ms / spanMs * CELLS));
	const rows = nodes.map((node) => {
		const from = Math.min(39, Math.floor(cell(numberOf(node.startedMs))));
		const to = Math.max(from + 1, Math.ceil(cell(endOf(node, spanMs))));
		const bar = "░".repeat(from) + "█".repeat(to - from) + "░".repeat(CELLS - to);
		const took = node.status === "running" ? "" : duration(node.durationMs);
		return row([
			`${UNICODE[node.status]} ${code(node.id)}`,
			duration(numberOf(node.startedMs)),
			took,
			`<code>${bar}</code>`
		]);
	});
	const header = `| Node | Began | Took | 0 to ${duration(spanMs)} |\n| --- | ---: | ---: | --- |\n`;
	const body = table(header, rows, room - 100);
	return body === "" ? "" : details(`Timeline: ${rows.length} nodes in ${duration(spanMs)}`, body);
}

// src/report/summary.ts
const MAX_SUMMARY_BYTES = 921600;
const SHARE = {
	failures: .4,
	graph: .2,
	timeline: .2,
	skipped: .3,
	resumed: .2
};
function summary(state, options = {}) {
	const { outline, tails = /* @__PURE__ */ new Map(), further, maxBytes = MAX_SUMMARY_BYTES } = options;
	const head = `### ${headline(state)}\n\n${resumedWords(state)}`;
	const last = further === void 0 ? "" : furtherSection(state, further);
	let left = maxBytes - byteLength(head + last);
	const take = (share, section) => {
		const text = section(Math.floor(left * share));
		left -= byteLength(text);
		return text;
	};
	const { pipePath } = state;
	const sections = [
		take(SHARE.failures, (room) => failuresSection(ailing(state, outline), {
			tails,
			pipePath,
			room
		})),
		outline === void 0 ? "" : take(SHARE.graph, (room) => graphSection(outline, state, room)),
		take(SHARE.timeline, (room) => timelineSection(state, room))
	];
	const after = [take(SHARE.skipped, (room) => skippedSection(state, room)), take(SHARE.resumed, (room) => resumedSection(state, room))];
	const nodes = take(1, (room) => nodesSection(treeOf(state), {
		runId: state.runId,
		absorbed: new Set(outline?.absorbed ?? (state.status === "completed" ? failedIds(state) : [])),
		refused: new Map(outline?.refused),
		room
	}));
	return [
		head,
		...sections,
		nodes,
		...after,
		last
	].join("");
}
const failedIds = ({ nodes }) => [...nodes.values()].flatMap(({ id, status }) => status === "failed" && !id.includes("/") ? [id] : []);
function headline(state) {
	return [
		`${state.status === "completed" ? UNICODE.completed : UNICODE.failed} ${code(state.pipe)} ${inert(verdictWords(state, "interrupted"))}`,
		state.status === "running" ? "" : duration(state.durationMs),
		countWords(countNodes(state), "interrupted"),
		reusedWords(state),
		gateWords(state),
		turns(state.usage),
		cost(state.usage?.cost_usd)
	].filter((part) => part !== "").join(" · ");
}
function gateWords({ nodes }) {
	let passed = 0;
	let refused = 0;
	for (const { gates, error, cause } of nodes.values()) {
		passed += gates.length;
		if (cause === void 0 && (error?.kind === "gate_failed" || error?.kind === "gate_timeout")) refused++;
	}
	return [passed > 0 ? `${plural(passed, "gate")} passed` : "", refused > 0 ? `${passed > 0 ? refused : plural(refused, "gate")} refused` : ""].filter((part) => part !== "").join(", ");
}
const resumedWords = ({ resumedFrom }) => resumedFrom === void 0 ? "" : `Resumes ${code(resumedFrom)}.\n\n`;

// src/report/refusal.ts
const MAX_LINES = 2e3;
function refusalSummary(pipe, problems, rendered, maxBytes = MAX_SUMMARY_BYTES) {
	const head = `### ${UNICODE.failed} ${code(pipe)} invalid · ${plural(problems, "problem")}; nothing ran\n\n`;
	const lines = rendered.trimEnd().split(/\r\n|[\r\n]/);
	for (let count = Math.min(lines.length, MAX_LINES); count > 0; count = Math.floor(count / 2)) {
		const more = count < lines.length ? `\nand more in the log\n` : "";
		const text = `${head}${fence(lines.slice(0, count))}${more}`;
		if (byteLength(text) <= maxBytes) return text;
	}
	return head;
}

// src/shell/tails.ts
const END_BYTES = 65536;
function readTails(nodes, files, redactor) {
	return new Map(nodes.map((node) => {
		const tails = streamsOf(node).flatMap(([stream, name]) => {
			const tail = readTail(files.capture(node.id, stream), redactor);
			return tail === void 0 ? [] : [{
				name,
				...tail
			}];
		});
		return [node.id, tails];
	}));
}
const GATE = [["gate.err", "gate stderr"], ["gate.out", "gate stdout"]];
const SAYS = /* @__PURE__ */ new Set([
	"prompt",
	"command",
	"loop"
]);
function streamsOf({ kind, error }) {
	const isRefused = error?.kind === "gate_failed" || error?.kind === "gate_timeout";
	const out = kind !== void 0 && SAYS.has(kind) ? "answer" : "stdout";
	return [
		...isRefused ? GATE : [],
		["err", "stderr"],
		["out", out]
	];
}
function readTail(path, redactor) {
	const decoder = new StringDecoder("utf8");
	const redacting = redactor.stream();
	let text = "";
	let isSkipped = false;
	if (!readEnds(path, {
		chunk: (bytes) => {
			text += redacting.push(decoder.write(bytes));
		},
		skipped: () => {
			isSkipped = true;
		},
		prelude: (bytes) => void redacting.push(decoder.write(bytes)),
		shrank: () => {}
	}, {
		head: 0,
		end: END_BYTES
	})) return void 0;
	text += redacting.push(decoder.end()) + redacting.end();
	const lines = text.trimEnd().split(/\r\n|[\r\n]/);
	if (lines.length === 1 && lines[0] === "") return void 0;
	const last = lines.slice(-30);
	return {
		lines: last,
		isCut: isSkipped || lines.length > last.length
	};
}

// src/shell/summarise.ts
function runSummary(run) {
	const { state, runDir, secrets, outline } = run;
	const redactor = createRedactor(secrets);
	const nodes = ailing(state, outline).slice(0, 50);
	const text = summary(state, {
		...outline && { outline: withoutSecrets(outline, secrets) },
		tails: readTails(nodes.map(({ node }) => node), captureFiles(runDir), redactor),
		further: furtherOf(run)
	});
	return redactor.text(text);
}
function furtherOf({ state, runDir, asked, host, isSecond = false }) {
	const { artifact } = asked;
	const isWanted = artifact === "always" || artifact === "on-failure" && state.status !== "completed";
	const workflowRun = host.all["GITHUB_RUN_ID"];
	const repository = host.all["GITHUB_REPOSITORY"];
	const isPossible = hasArtifactService(host.all["GITHUB_SERVER_URL"]);
	if (!isWanted || !isPossible || workflowRun === void 0 || repository === void 0) return { runDir };
	return {
		runDir,
		artifact: {
			name: nameOf({
				pipe: state.pipe,
				runId: state.runId,
				asked,
				host,
				isSecond
			}),
			workflowRun,
			repository
		}
	};
}

// src/shell/publish.ts
async function publishRun(run) {
	const { state, site, asked, host } = run;
	const core = await toolkit();
	setOutputs(core, {
		...outputsOf(state),
		"run-dir": site.files.runDir,
		"events-file": site.files.events
	});
	const outline = outlineOf(run.prepared.plan, state);
	const more = annotateFailures(core, {
		state,
		host,
		outline,
		pipeFile: run.prepared.file.path
	});
	markAnnotated(host);
	if (asked.summary) {
		const { runDir } = site.files;
		await writeSummary(core, runSummary({
			state,
			runDir,
			asked,
			host,
			secrets: run.secrets,
			outline
		}));
		markSummarised(host);
	}
	if (!run.cancel.aborted) await saveState(core, run);
	if (!run.cancel.aborted) await publishArtifact(core, run);
	if (state.status !== "completed") core.setFailed(neutraliseLine(`${state.pipe} ${verdictWords(state, "interrupted")}${moreWords(more)}`));
}
const moreWords = (more) => more > 0 ? ` (and ${more} more failed nodes)` : "";
async function saveState(core, run) {
	const { site, host, secrets, prepared, cancel: signal } = run;
	const { keepWorktree } = await import("./keep-worktree.js");
	const since = prepared.resumption?.since;
	const { name: pipePath } = prepared.file;
	const warning = await keepWorktree({
		site,
		pipePath,
		host,
		secrets,
		since,
		signal
	});
	if (warning !== void 0 && !signal.aborted) core.warning(neutraliseLine(warning));
}
async function publishArtifact(core, run) {
	const { state, site, asked, host, secrets, cancel } = run;
	const wanted = asked.artifact === "always" || asked.artifact === "on-failure" && state.status !== "completed";
	const { uploadRun } = await import("./upload2.js");
	const { runId, files } = site;
	const outline = outlineOf(run.prepared.plan, state);
	const warn = (words) => core.warning(words);
	const request = {
		runId,
		runDir: files.runDir,
		pipe: state.pipe,
		asked,
		host,
		secrets,
		cancel,
		outline,
		warn
	};
	if (wanted) markUploading(host);
	const outcome = wanted ? await grouped(core, () => uploadRun(request)) : { status: "skipped" };
	if (cancel.aborted && outcome.status === "failed") return;
	markUploaded(host);
	setOutputs(core, artifactOutputs(outcome));
	tellArtifact(core, outcome, site.files.runDir);
}
const grouped = (core, act) => core.group("Upload the artifact", act);
function tellArtifact(core, outcome, runDir) {
	switch (outcome.status) {
		case "uploaded":
			core.info(`artifact: ${outcome.url ?? outcome.id}`);
			return;
		case "failed":
			core.warning(`the artifact was not uploaded: ${outcome.reason}; the run's files are in ${runDir}`);
			return;
		case "unsupported":
			core.warning(`this server takes no artifacts from @actions/artifact; the run's files are in ${runDir}`);
			return;
		case "skipped": return;
	}
}
const artifactOutputs = (outcome) => ({
	"artifact-status": outcome.status,
	"artifact-id": outcome.status === "uploaded" ? String(outcome.id) : "",
	"artifact-url": outcome.status === "uploaded" ? outcome.url ?? "" : "",
	"artifact-digest": outcome.status === "uploaded" ? outcome.digest ?? "" : ""
});
function setOutputs(core, outputs) {
	try {
		for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
	} catch (error) {
		core.warning(`the outputs were not set: ${neutraliseLine(error.message)}`);
	}
}
const NOTHING_RAN = {
	"run-id": "",
	"run-dir": "",
	"events-file": "",
	"failed-nodes": "[]",
	nodes: "{}",
	"cost-usd": "",
	turns: "",
	"duration-ms": "",
	"artifact-status": "skipped",
	"artifact-id": "",
	"artifact-url": "",
	"artifact-digest": ""
};
async function writeSummary(core, text) {
	try {
		await core.summary.addRaw(text, true).write({ overwrite: true });
	} catch (error) {
		core.warning(`the job summary was not written: ${error.message}`);
	}
}
async function publishInvalid(mistakes) {
	const core = await toolkit();
	setOutputs(core, {
		...NOTHING_RAN,
		status: "invalid",
		"exit-reason": "invalid"
	});
	for (const mistake of mistakes.slice(0, BESIDE_VERDICT)) core.error(neutraliseLine(mistake));
	core.setFailed(`${count(mistakes.length)} in the step's inputs; nothing ran`);
	return EXIT.problem;
}
async function publishCancelled() {
	setOutputs(await toolkit(), {
		...NOTHING_RAN,
		status: "cancelled",
		"exit-reason": "cancelled"
	});
}
async function publishRefusal({ problems, sources }, asked, root, host) {
	const core = await toolkit();
	setOutputs(core, {
		...NOTHING_RAN,
		status: "invalid",
		"exit-reason": "invalid"
	});
	const rendered = renderProblems(problems, sources);
	stdout().write(`${neutraliseText(rendered)}\n`);
	if (asked.summary) await writeSummary(core, refusalSummary(asked.pipe, problems.length, rendered));
	for (const problem of problems.slice(0, BESIDE_VERDICT)) annotateProblem(core, problem, {
		root,
		host
	});
	const more = problems.length - BESIDE_VERDICT;
	core.setFailed(`${count(problems.length)}; nothing ran${more > 0 ? ` (and ${more} more in the log)` : ""}`);
	return EXIT.problem;
}
const count = (n) => `${n} ${n === 1 ? "problem" : "problems"}`;
async function publishFault(words, site, host) {
	const core = await toolkit();
	setOutputs(core, {
		...NOTHING_RAN,
		...site !== void 0 && faultyRun(site, host),
		status: "fault",
		"exit-reason": "fault"
	});
	core.setFailed(`fault: ${neutraliseLine(words)}`);
}
function faultyRun({ runId, files }, host) {
	const { journalDir, found } = readRunLeft(files.runDir, runId, host?.all["RUNNER_TEMP"] ?? tmpdir());
	return {
		...found.state !== void 0 && outputsOf(found.state),
		"run-id": runId,
		"run-dir": files.runDir,
		"events-file": join(journalDir, "events.jsonl")
	};
}

export { publishRun as a, runSummary as c, publishRefusal as i, annotateFailures as l, publishFault as n, tellArtifact as o, publishInvalid as r, writeSummary as s, publishCancelled as t };