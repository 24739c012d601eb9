import { i as unstubbedReads, n as worstCase, r as foresee, s as parseStubs } from "./plan.js";
import { Cn as err, Ct as UNICODE, Ft as nodeReason, It as oneLine, Mt as duration, Vt as verdictWords, d as load, gt as resolveInputs, n as refuse, tn as suggest, v as EXIT, wn as ok } from "./engine.js";
import { n as treeOf, t as flat } from "./tree.js";
import { n as rehearse } from "./rehearse.js";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

// src/report/plan-text.ts
function planText(outlook) {
	const { state, assumed, warnings } = outlook;
	const lines = [
		...nodeLines(outlook),
		"",
		`the run would be ${verdictWords(state, "running")}`
	];
	for (const read of assumed) lines.push(`taken for nothing: ${read}; --stub gives it a value`);
	for (const warning of warnings) lines.push(warningLine(warning, outlook.file));
	lines.push(...timeLines(outlook));
	return `${lines.join("\n")}\n`;
}
function nodeLines({ plan, state }) {
	const rows = [...flat(treeOf(state))].map(({ node, depth }) => {
		const planned = depth === 0 ? plan.nodes.find(({ id }) => id === node.id) : void 0;
		const reason = nodeReason(node);
		const why = reason === "" && planned !== void 0 ? triggerWords(planned, plan) : reason;
		const mark = UNICODE[node.status];
		return {
			id: `${"  ".repeat(depth)}${mark} ${oneLine(node.id)}`,
			kind: planned?.kind ?? node.kind ?? "",
			why,
			status: wouldBe(node)
		};
	});
	const width = (pick) => Math.max(0, ...rows.map((row) => pick(row).length));
	const [idWidth, kindWidth, statusWidth] = [
		width((r) => r.id),
		width((r) => r.kind),
		width((r) => r.status)
	];
	return rows.map(({ id, kind, status, why }) => `${id.padEnd(idWidth)}  ${kind.padEnd(kindWidth)}  ${status.padEnd(statusWidth)}  ${why}`.trimEnd());
}
function wouldBe({ status, conclusion }) {
	if (status === "skipped") return "skipped";
	if (status === "failed") return "fails";
	return conclusion === "failure_ignored" ? "fails, ignored" : "runs";
}
function triggerWords(node, { graph, nodes }) {
	const { start, targets } = graph.dependencies;
	const ids = [...targets.subarray(start[node.index], start[node.index + 1])].map((at) => nodes[at].id);
	if (ids.length === 0) return "";
	return `after ${ids.join(", ")}${node.triggerRule === "all_success" ? "" : ` (${node.triggerRule})`}`;
}
function warningLine(warning, file) {
	const { place } = warning;
	return `${file}${place === void 0 ? "" : `:${place.line}:${place.column}`}: warning: ${warningWords(warning)}`;
}
function warningWords(warning) {
	switch (warning.kind) {
		case "dead_node":
			if (warning.failureMode !== void 0) return `node \`${warning.node}\` can never start: \`${warning.rule}\` asks for a failure, and \`failure_mode: ${warning.failureMode}\` starts nothing after one`;
			return `node \`${warning.node}\` can never start: no way its dependencies can end meets \`${warning.rule}\``;
		case "never_when": return `node \`${warning.node}\` never runs: its \`when\` is always false`;
		case "may_be_missing": return `node \`${warning.node}\` reads \`${warning.read}\`, but \`${warning.of}\` need not have ${warning.isRunEnough ? "run" : "completed"} by then; ask with \`exists(…)\`, or let it depend on \`${warning.of}\``;
	}
}
function timeLines({ plan, worst, jobMs }) {
	const path = worst.path.length > 1 ? ` along ${pathWords(worst.path)}` : "";
	const { ms } = worst;
	const { timeoutMs } = plan;
	if (ms === void 0 && timeoutMs !== void 0) return [`worst case: ${duration(timeoutMs)}, the run's own timeout; nothing else bounds it${path}`, ...timeoutMs > jobMs ? [beyondJob(jobMs)] : []];
	if (ms === void 0) return [`worst case: nothing bounds it${path}; give the nodes on it a \`timeout\``];
	const lines = [`worst case: ${duration(ms)}${path}, if every node takes as long as its deadline allows`];
	if (timeoutMs !== void 0 && ms > timeoutMs) lines.push(`warning: that is more than the run's own timeout of ${duration(timeoutMs)}`);
	if (ms > jobMs && (timeoutMs === void 0 || timeoutMs > jobMs)) lines.push(beyondJob(jobMs));
	return lines;
}
const MAX_PATH = 20;
function pathWords(path) {
	const half = MAX_PATH / 2;
	return (path.length > MAX_PATH ? [
		...path.slice(0, half),
		"…",
		...path.slice(-10)
	] : path).join(" → ");
}
const beyondJob = (jobMs) => `warning: that is more than the job's limit of ${duration(jobMs)}`;

// src/shell/cli-plan.ts
const JOB_MS = 216e5;
async function planCommand(command, console) {
	const loaded = await load(command.pipe, console.folder);
	const { pipe, plan, file } = loaded;
	const sources = new Map(loaded.sources);
	const inputs = pipe === void 0 ? ok([]) : resolveInputs(pipe.inputs, command.given);
	const stubs = readStubs(command.stub, console.folder, sources);
	const problems = [
		...loaded.problems,
		...inputs.ok ? [] : inputs.error,
		...stubs.ok ? [] : stubs.error,
		...stubs.ok && plan !== void 0 ? unknownIds(stubs.value, plan.nodes.map(({ id }) => id), command.stub) : []
	];
	if (problems.length > 0 || !inputs.ok || !stubs.ok) return await refuse({
		problems,
		sources
	}, console);
	if (pipe === void 0 || plan === void 0 || file === void 0) return EXIT.problem;
	const state = await rehearse(plan, inputs.value, stubs.value);
	console.out.write(planText({
		plan,
		state,
		assumed: unstubbedReads(pipe, stubs.value),
		warnings: foresee(pipe, plan, loaded.place),
		worst: worstCase(plan),
		jobMs: command.jobTimeoutMs ?? JOB_MS,
		file: file.name
	}));
	return EXIT.completed;
}
function readStubs(path, folder, sources) {
	if (path === void 0) return ok(/* @__PURE__ */ new Map());
	try {
		const text = readFileSync(resolve(folder, path), "utf8");
		sources.set(path, text);
		return parseStubs(text, path);
	} catch (error) {
		const reason = error.message.split(", ", 1)[0];
		return err([{
			kind: "unreadable_stubs",
			path,
			reason
		}]);
	}
}
function unknownIds(stubs, ids, file = "") {
	return [...new Set([...stubs.keys()].map((id) => id.split(/[/@]/, 1)[0] ?? ""))].flatMap((top) => {
		if (ids.includes(top)) return [];
		const suggestion = suggest(top, ids);
		return [{
			kind: "unknown_reference",
			of: "node",
			name: top,
			file,
			...suggestion !== void 0 && { suggestion }
		}];
	});
}

export { planCommand };