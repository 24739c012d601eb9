import { i as describeProblem, r as renderProblems } from "./problems.js";
import { Ct as clip, Dt as countNodes, Et as cost, Ft as reusedWords, It as sawWords, Lt as turns, Ot as countWords, Pt as plural, Rt as verdictWords, Tt as conditionWords, a as readRunLeft, bt as UNICODE, g as EXIT, it as stdout, jt as isTopLevel, kt as duration, ln as errorWords, lt as neutraliseLine, m as absorbedFailures, o as toolkit, on as jsonText, ut as neutraliseText, wt as conclusionWords, xt as becauseWords, zt as withoutControls } from "./engine.js";
import { t as outlineOf } from "./outline.js";
import { t as createFinder } from "./plan-tree.js";
import { n as treeOf } from "./tree.js";
import { a as markUploading, i as markUploaded, r as markSummarised } from "./env.js";
import { isAbsolute, join, relative } from "node:path";
import { tmpdir } from "node:os";

// src/report/summary.ts
const MAX_SUMMARY_BYTES = 921600;
const HEADER = "| Node | Kind | Status | Duration | Turns | Cost | Gate | Why |\n| --- | --- | --- | ---: | ---: | ---: | --- | --- |\n";
function summary(state, options = {}) {
	const { plan, maxBytes = MAX_SUMMARY_BYTES } = options;
	const head = `### ${headline(state)}\n\n${resumedWords(state)}`;
	if (state.nodes.size === 0) return head;
	const find = plan === void 0 ? void 0 : createFinder(plan);
	const absorbed = absorbedFailures(state, plan);
	const rows = rowsOf(treeOf(state), ({ node, depth }) => row(node, {
		depth,
		gate: () => find?.(node.id)?.gate,
		isAbsorbed: absorbed.has(node.id)
	}));
	const kept = choose(rows, maxBytes - byteLength(head + HEADER) - 100);
	const more = rows.reduce((sum, { count }, at) => kept.has(at) ? sum : sum + count, 0);
	const rest = more === 0 ? "" : `\nand ${plural(more, "more node")}; the journal has them all.\n`;
	const shown = rows.filter((_, at) => kept.has(at)).map(({ text }) => text);
	return head + HEADER + shown.join("") + rest;
}
const byteLength = (text) => new TextEncoder().encode(text).length;
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
		const count = children.reduce((sum, child) => kept.has(child) ? sum : sum + sizeOf$1(child), 0);
		const text = `| ${indent(depth + 1)}and ${count} more | | | | | | | |\n`;
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
const sizeOf$1 = ({ children }) => children.reduce((sum, child) => sum + sizeOf$1(child), 1);
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
function headline(state) {
	return [
		`${state.status === "completed" ? UNICODE.completed : UNICODE.failed} ${code(state.pipe)} ${inert(verdictWords(state, "interrupted"))}`,
		state.status === "running" ? "" : duration(state.durationMs),
		countWords(countNodes(state), "interrupted"),
		reusedWords(state),
		turns(state.usage),
		cost(state.usage?.cost_usd)
	].filter((part) => part !== "").join(" · ");
}
const resumedWords = ({ resumedFrom }) => resumedFrom === void 0 ? "" : `Resumes ${code(resumedFrom)}.\n\n`;
const indent = (depth) => depth === 0 ? "" : `${"&nbsp;&nbsp;".repeat(depth)}↳ `;
function row(node, { depth, gate, isAbsorbed }) {
	const ended = node.status === "completed" || node.status === "failed";
	return `| ${[
		indent(depth) + code(node.id),
		node.kind ?? "",
		statusCell(node, isAbsorbed),
		ended ? duration(node.durationMs) : "",
		String(node.usage?.turns ?? ""),
		cost(node.usage?.cost_usd),
		gateCell(node, gate),
		why(node)
	].join(" | ")} |\n`;
}
function statusCell(node, isAbsorbed) {
	const words = [
		node.status === "running" || node.interrupted ? "interrupted" : node.status,
		node.reused ? "reused" : "",
		conclusionWords(node.conclusion),
		isAbsorbed ? "absorbed" : "",
		node.attempt > 1 ? `${node.attempt} attempts` : ""
	];
	return `${UNICODE[node.status]} ${words.filter((word) => word !== "").join(", ")}`;
}
function gateCell(node, planned) {
	const passed = node.gates.map((gate) => `${UNICODE.completed} ${code(gate)}`);
	const isRefused = node.cause === void 0 && (node.error?.kind === "gate_failed" || node.error?.kind === "gate_timeout");
	const gate = isRefused ? planned() : void 0;
	if (isRefused) passed.push(gate === void 0 ? UNICODE.failed : `${UNICODE.failed} ${code(gate)}`);
	return passed.join(" ");
}
function why(node) {
	if (node.skip !== void 0) return whySkipped(node.skip);
	if (node.error === void 0) return inert(becauseWords(node.because));
	const message = node.message === void 0 ? "" : block(node.message);
	return message === "" ? inert(errorWords(node.error)) : `${inert(errorWords(node.error))}<br>${message}`;
}
function whySkipped({ reason, cause, when, saw }) {
	if (when === void 0) return cause === void 0 ? reason : `${reason} ${code(cause)}`;
	return [`when ${code(conditionWords(when))}`, ...sawWords(saw).map(code)].join("<br>");
}
const MAX_LINES = 12;
const MAX_LINE = 200;
function block(text) {
	const lines = text.split(/\r\n|[\r\n\u2028\u2029]/).filter((line) => line.trim() !== "");
	return (lines.length <= MAX_LINES ? lines : [
		lines[0],
		UNICODE.ellipsis,
		...lines.slice(-10)
	]).map((line) => code(clip(line, MAX_LINE))).join("<br>");
}
const code = (text) => {
	const shown = inert(text);
	return shown === "" ? "" : `<code>${shown}</code>`;
};
function inert(text) {
	return withoutControls(text.replaceAll(/[\r\n\u2028\u2029]+/g, " ")).replaceAll(/\x1b\[[0-9;:]*m/g, "").trim().replaceAll(/[\0-\x1f!-+./:-@[-`{-\x7f]/g, (char) => {
		const entity = `&#${char.charCodeAt(0)};`;
		return char === "@" || char === "#" ? `${entity}&#8203;` : entity;
	});
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
	const second = fitted(nodes.filter((node) => !isTopLevel(node.id)), ROOM - sizeOf(first.members));
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
		if (sizeOf(members) <= room) return {
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
const sizeOf = (members) => members.reduce((sum, text) => sum + text.length + 1, 2);
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

// src/shell/publish.ts
async function publishRun(run) {
	const { state, site, asked, host } = run;
	const core = await toolkit();
	setOutputs(core, {
		...outputsOf(state),
		"run-dir": site.files.runDir,
		"events-file": site.files.events
	});
	if (asked.summary) {
		await writeSummary(core, summary(state, { plan: run.prepared.plan }));
		markSummarised(host);
	}
	if (!run.cancel.aborted) await saveState(core, run);
	if (!run.cancel.aborted) await publishArtifact(core, run);
	if (state.status !== "completed") core.setFailed(neutraliseLine(`${state.pipe} ${verdictWords(state, "interrupted")}`));
}
async function saveState(core, { site, host, secrets, prepared }) {
	const { keepWorktree } = await import("./keep-worktree.js");
	const since = prepared.resumption?.since;
	const warning = await keepWorktree({
		site,
		host,
		secrets,
		since
	});
	if (warning !== void 0) core.warning(neutraliseLine(warning));
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
		await core.summary.addRaw(text, true).write();
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
	for (const mistake of mistakes.slice(0, MAX_ANNOTATIONS)) core.error(neutraliseLine(mistake));
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
const MAX_ANNOTATIONS = 9;
async function publishRefusal({ problems, sources }, root, host) {
	const core = await toolkit();
	setOutputs(core, {
		...NOTHING_RAN,
		status: "invalid",
		"exit-reason": "invalid"
	});
	stdout().write(`${neutraliseText(renderProblems(problems, sources))}
`);
	for (const problem of problems.slice(0, MAX_ANNOTATIONS)) annotate(core, problem, {
		root,
		host
	});
	const more = problems.length - MAX_ANNOTATIONS;
	core.setFailed(`${count(problems.length)}; nothing ran${more > 0 ? ` (and ${more} more in the log)` : ""}`);
	return EXIT.problem;
}
const count = (n) => `${n} ${n === 1 ? "problem" : "problems"}`;
function annotate(core, problem, { root, host }) {
	const { place, file } = problem;
	core.error(neutraliseLine(describeProblem(problem)), {
		title: "omne: problem in the pipe",
		...file !== void 0 && { file: inWorkspace(isAbsolute(file) ? file : join(root, file), host) },
		...place !== void 0 && {
			startLine: place.line,
			startColumn: place.column
		}
	});
}
function inWorkspace(path, host) {
	const workspace = host.all["GITHUB_WORKSPACE"];
	const inside = workspace === void 0 ? path : relative(workspace, path);
	return inside.startsWith("..") ? path : inside.replaceAll("\\", "/");
}
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

export { publishRun as a, summary as c, publishRefusal as i, publishFault as n, tellArtifact as o, publishInvalid as r, writeSummary as s, publishCancelled as t };