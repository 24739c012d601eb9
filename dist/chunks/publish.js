import { C as clip, D as duration, E as countWords, H as neutraliseLine, L as stdout, M as plural, N as turns, O as errorWords, P as verdictWords, S as UNICODE, T as countNodes, U as neutraliseText, W as withoutControls, a as toolkit, ct as renderProblems, h as EXIT, lt as describeProblem, p as absorbedFailures, w as cost } from "./engine.js";
import { a as markUploading, i as markUploaded, r as markSummarised } from "./env.js";
import { isAbsolute, join, relative } from "node:path";

// src/report/summary.ts
const MAX_SUMMARY_BYTES = 921600;
const HEADER = "| Node | Kind | Status | Duration | Turns | Cost | Gate | Why |\n| --- | --- | --- | ---: | ---: | ---: | --- | --- |\n";
function summary(state, options = {}) {
	const { plan, maxBytes = MAX_SUMMARY_BYTES } = options;
	const gates = new Map(plan?.nodes.map((node) => [node.id, node.gate]));
	const absorbed = absorbedFailures(state, plan);
	const nodes = [...state.nodes.values()];
	const head = `### ${headline(state)}\n\n`;
	if (nodes.length === 0) return head;
	const rows = nodes.map((node) => row(node, {
		gate: gates.get(node.id),
		isAbsorbed: absorbed.has(node.id)
	}));
	const kept = choose(nodes, rows, maxBytes - byteLength(head + HEADER) - 100);
	const more = nodes.length - kept.size;
	const rest = more === 0 ? "" : `\nand ${plural(more, "more node")}; the journal has them all.\n`;
	return head + HEADER + rows.filter((_, at) => kept.has(at)).join("") + rest;
}
const byteLength = (text) => new TextEncoder().encode(text).length;
function choose(nodes, rows, room) {
	const kept = /* @__PURE__ */ new Set();
	let left = room;
	for (const statuses of [
		["failed"],
		["running"],
		["completed", "skipped"]
	]) for (const [at, node] of nodes.entries()) {
		if (!statuses.includes(node.status)) continue;
		const size = byteLength(rows[at]);
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
		turns(state.usage),
		cost(state.usage?.cost_usd)
	].filter((part) => part !== "").join(" · ");
}
function row(node, { gate, isAbsorbed }) {
	const ended = node.status === "completed" || node.status === "failed";
	return `| ${[
		code(node.id),
		node.kind ?? "",
		`${UNICODE[node.status]} ${node.status === "running" ? "interrupted" : node.status}${isAbsorbed ? ", absorbed" : ""}`,
		ended ? duration(node.durationMs) : "",
		String(node.usage?.turns ?? ""),
		cost(node.usage?.cost_usd),
		gateCell(node, gate),
		why(node)
	].join(" | ")} |\n`;
}
function gateCell(node, planned) {
	const passed = node.gates.map((gate) => `${UNICODE.completed} ${code(gate)}`);
	if (node.error?.kind === "gate_failed" || node.error?.kind === "gate_timeout") passed.push(planned === void 0 ? UNICODE.failed : `${UNICODE.failed} ${code(planned)}`);
	return passed.join(" ");
}
function why(node) {
	if (node.skip !== void 0) return node.skip.cause === void 0 ? node.skip.reason : `${node.skip.reason} ${code(node.skip.cause)}`;
	if (node.error === void 0) return "";
	const message = node.message === void 0 ? "" : block(node.message);
	return message === "" ? inert(errorWords(node.error)) : `${inert(errorWords(node.error))}<br>${message}`;
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
const MAX_NODES_CHARS = 262144;
const MAX_FAILED_CHARS = 65536;
function outputsOf(state) {
	const nodes = [...state.nodes.values()];
	const outputs = {
		status: runStatus(state),
		"run-id": state.runId,
		"exit-reason": exitReason(state),
		"failed-nodes": failedNodes(nodes),
		nodes: nodesMap(nodes),
		"cost-usd": numberText(state.usage?.cost_usd),
		turns: numberText(state.usage?.turns),
		"duration-ms": state.status === "running" ? "" : numberText(state.durationMs)
	};
	for (const node of nodes) if (!node.id.includes("/")) outputs[`node-${node.id}`] = nodeStatus(node);
	return outputs;
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
function nodesMap(nodes) {
	const whole = nodes.map((node) => member(node.id, entry(node)));
	if (sizeOf(whole) <= 262144) return object(whole);
	const short = nodes.map((node, at) => node.status === "failed" ? whole[at] : member(node.id, { status: nodeStatus(node) }));
	if (sizeOf(short) <= 262144) return object(short);
	return object(cut(nodes, short));
}
function cut(nodes, members) {
	let room = 262104;
	const kept = /* @__PURE__ */ new Set();
	for (const isFirst of [true, false]) for (const [at, node] of nodes.entries()) {
		if (node.status === "failed" !== isFirst || members[at].length + 1 > room) continue;
		room -= members[at].length + 1;
		kept.add(at);
	}
	return [...members.filter((_, at) => kept.has(at)), `"_omitted":${nodes.length - kept.size}`];
}
const sizeOf = (members) => members.reduce((sum, member) => sum + member.length + 1, 2);
const object = (members) => `{${members.join(",")}}`;
const member = (id, value) => `${JSON.stringify(id)}:${JSON.stringify(value)}`;
function entry(node) {
	const ran = node.status === "completed" || node.status === "failed";
	return {
		status: nodeStatus(node),
		kind: node.kind,
		duration_ms: ran ? node.durationMs : void 0,
		attempt: ran ? node.attempt : void 0,
		error_kind: node.error?.kind,
		exit_code: node.error?.exit_code,
		output_path: node.outputPath,
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
	if (!run.cancel.aborted) await publishArtifact(core, run);
	if (state.status !== "completed") core.setFailed(neutraliseLine(`${state.pipe} ${verdictWords(state, "interrupted")}`));
}
async function publishArtifact(core, run) {
	const { state, site, asked, host, secrets, cancel } = run;
	const wanted = asked.artifact === "always" || asked.artifact === "on-failure" && state.status !== "completed";
	const { uploadRun } = await import("./upload2.js");
	const { runId, files } = site;
	const request = {
		runId,
		runDir: files.runDir,
		pipe: state.pipe,
		asked,
		host,
		secrets,
		cancel
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
async function publishFault(words, site) {
	const core = await toolkit();
	setOutputs(core, {
		...NOTHING_RAN,
		status: "fault",
		"exit-reason": "fault",
		...site !== void 0 && {
			"run-id": site.runId,
			"run-dir": site.files.runDir,
			"events-file": site.files.events
		}
	});
	core.setFailed(`fault: ${neutraliseLine(words)}`);
}

export { tellArtifact as a, publishRun as i, publishInvalid as n, writeSummary as o, publishRefusal as r, summary as s, publishFault as t };