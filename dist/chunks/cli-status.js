import { h as recoverRun, u as saveLate } from "./resume.js";
import { At as countNodes, Bt as turns, Ct as UNICODE, Ft as nodeReason, It as oneLine, Mt as duration, Vt as verdictWords, _ as describeFault, c as collectSecrets, i as readRun, jt as countWords, kt as cost, r as listRuns, tt as findRoot, v as EXIT, wt as becauseWords } from "./engine.js";
import { n as treeOf } from "./tree.js";
import { t as glyphsFor } from "./glyphs.js";
import { join } from "node:path";

// src/report/status.ts
function statusList(entries, glyphs = UNICODE, now) {
	if (entries.length === 0) return "no runs\n";
	return columns([...entries].sort((a, b) => compare(born(b), born(a))).map((entry) => listRow(entry, glyphs, now)));
}
const born = ({ runId }) => runId.slice(-26);
const compare = (a, b) => a < b ? -1 : a > b ? 1 : 0;
function listRow(entry, glyphs, now) {
	const { runId, state } = entry;
	if (state === void 0) return [oneLine(runId), `unreadable: ${oneLine(entry.problem ?? "no journal")}`];
	return [
		oneLine(runId),
		now === void 0 ? "" : ago(now - Date.parse(state.startedAt)),
		verdictWords(state, unended(entry)),
		nodeCounts(state, glyphs),
		state.status === "running" ? "" : duration(state.durationMs),
		cost(state.usage?.cost_usd),
		state.resumedFrom === void 0 ? "" : `resumes ${oneLine(state.resumedFrom)}`
	];
}
function ago(ms) {
	if (!Number.isFinite(ms)) return "";
	const seconds = Math.max(0, Math.floor(ms / 1e3));
	if (seconds < 60) return `${seconds}s ago`;
	if (seconds < 3600) return `${Math.floor(seconds / 60)}m ago`;
	return seconds < 172800 ? `${Math.floor(seconds / 3600)}h ago` : `${Math.floor(seconds / 86400)}d ago`;
}
const unended = ({ isLive }) => isLive === void 0 ? "running?" : isLive ? "running" : "interrupted";
function nodeCounts(state, glyphs) {
	const counts = countNodes(state);
	return [
		"completed",
		"failed",
		"skipped",
		"running"
	].filter((status) => counts[status] > 0).map((status) => `${glyphs[status]}${counts[status]}`).join(" ");
}
function statusOf(entry, glyphs = UNICODE) {
	const { state } = entry;
	if (state === void 0) return `${listRow(entry, glyphs).join("  ")}\n`;
	const head = [
		oneLine(state.runId || entry.runId),
		verdictWords(state, unended(entry)),
		state.status === "running" ? "" : duration(state.durationMs),
		cost(state.usage?.cost_usd)
	];
	const inputs = state.inputs.map(({ key, value }) => `${oneLine(key)}=${oneLine(value)}`);
	const lines = [
		head.filter((part) => part !== "").join(` ${glyphs.dot} `),
		`pipe ${oneLine(state.pipePath)}, started ${oneLine(state.startedAt)}`,
		...state.resumedFrom === void 0 ? [] : [`resumes ${oneLine(state.resumedFrom)}`],
		...inputs.length === 0 ? [] : [`inputs ${inputs.join(" ")}`]
	];
	const rows = treeOf(state).flatMap((branch) => branchRows(branch, entry, glyphs));
	return `${lines.join("\n")}\n${columns(rows)}`;
}
const MAX_CHILDREN = 20;
function branchRows(branch, entry, glyphs) {
	const { children, depth } = branch;
	const shown = shownOf(children);
	const rows = [...shown].flatMap((child) => branchRows(child, entry, glyphs));
	const folded = children.filter((child) => !shown.has(child));
	if (folded.length > 0) rows.push([`${"  ".repeat(depth + 1)}${glyphs.ellipsis} ${foldedWords(folded)}`]);
	return [nodeRow(branch, entry, glyphs), ...rows];
}
function shownOf(children) {
	if (children.length <= MAX_CHILDREN) return new Set(children);
	const isAiling = ({ node }) => node.status === "failed" || node.status === "running";
	const first = [...children.filter(isAiling), ...children.filter((child) => !isAiling(child))];
	const kept = new Set(first.slice(0, MAX_CHILDREN));
	return new Set(children.filter((child) => kept.has(child)));
}
function foldedWords(folded) {
	const counts = {
		completed: 0,
		failed: 0,
		skipped: 0,
		running: 0
	};
	for (const { node } of folded) counts[node.status]++;
	return `and ${folded.length} more: ${countWords(counts)}`;
}
function nodeRow({ node, depth }, entry, glyphs) {
	const isRunning = node.status === "running";
	const running = entry.state?.status === "running" ? unended(entry) : "interrupted";
	return [
		`${"  ".repeat(depth)}${glyphs[node.status]} ${oneLine(node.id)}`,
		node.kind ?? "",
		isRunning ? running : statusWords(node),
		isRunning || node.status === "skipped" ? "" : duration(node.durationMs),
		turns(node.usage),
		cost(node.usage?.cost_usd),
		nodeReason(node) || becauseWords(node.because)
	];
}
const statusWords = ({ status, reused, interrupted }) => interrupted ? "interrupted" : reused ? `${status}, reused` : status;
function columns(rows) {
	const widths = [];
	for (const row of rows) {
		if (row.length === 1) continue;
		if (row.length === 2) widths[0] = Math.max(widths[0] ?? 0, row[0].length);
		else for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
	}
	const line = (row) => row.map((cell, at) => (widths[at] ?? 0) === 0 && cell === "" ? "" : `${cell.padEnd(at === row.length - 1 ? 0 : widths[at])}  `).join("").trimEnd();
	return rows.map((row) => `${line(row)}\n`).join("");
}

// src/shell/cli-status.ts
async function statusCommand(asked, console) {
	const folder = join(findRoot(console.folder), ".omne", "var", "runs");
	return asked === void 0 ? await showAll(folder, console) : await showOne(asked, folder, console);
}
async function showAll(folder, console) {
	const runs = [];
	for (const run of listRuns(folder)) runs.push(await recovered(run, folder, console));
	console.out.write(runs.length === 0 ? `no runs in ${folder}\n` : statusList(runs, glyphsFor(console.host), Date.now()));
	return EXIT.completed;
}
async function showOne(asked, folder, console) {
	const runId = /^[A-Za-z0-9_-]+$/.test(asked) ? asked : "";
	const found = runId === "" ? void 0 : readRun(join(folder, runId), runId);
	if (found?.state === void 0) {
		console.err.write(`omne: no run \`${asked}\` in ${folder}\n`);
		return EXIT.problem;
	}
	const run = await recovered(found, folder, console);
	console.out.write(statusOf(run, glyphsFor(console.host)));
	if (run.problem !== void 0) console.err.write(`warning: ${run.problem}; only what stands before it is shown\n`);
	else if (run.state?.status === "running" && run.isLive === void 0) console.err.write(`${UNKNOWN}\n`);
	return EXIT.completed;
}
const UNKNOWN = "nobody here can tell whether it still runs: it left no lock, or runs in another container or on another machine";
async function recovered(run, folder, console) {
	if (run.state?.status !== "running" || run.isLive !== false) return run;
	const runDir = join(folder, run.runId);
	try {
		await recoverRun(runDir, run.runId);
		await saveLate(runDir, console.host, collectSecrets([], console.host).values);
		return readRun(runDir, run.runId);
	} catch (error) {
		console.err.write(`warning: ${run.runId} cannot be recovered: ${describeFault(error)}\n`);
		return run;
	}
}

export { statusCommand };