import { Bt as turns, Cn as err, Ct as UNICODE, Dt as conclusionWords, Et as clip, It as oneLine, Lt as plural, M as fold, Mt as duration, Nt as firstLine, Ot as conditionWords, Pt as isTopLevel, R as holderOf, V as readJournal, Vt as verdictWords, fn as errorWords, kt as cost, tn as suggest, tt as findRoot, v as EXIT, wn as ok, zt as sawWords } from "./engine.js";
import { n as storyOf } from "./report.js";
import { l as runNames, s as findRun } from "./resume.js";
import { t as glyphsFor } from "./glyphs.js";
import { basename, join } from "node:path";

// src/report/causes.ts
function toldBy(events) {
	const state = fold(events);
	const began = /* @__PURE__ */ new Map();
	const ended = /* @__PURE__ */ new Map();
	events.forEach((event, at) => {
		if (!("node_id" in event)) return;
		if (!began.has(event.node_id)) began.set(event.node_id, at);
		if (ENDS.has(event.type)) ended.set(event.node_id, at);
	});
	const bodies = /* @__PURE__ */ new Map();
	for (const node of state.nodes.values()) {
		const body = parentOf(node);
		const nodes = bodies.get(body);
		if (nodes === void 0) bodies.set(body, [node]);
		else nodes.push(node);
	}
	return {
		state,
		stories: storyOf(events).nodes,
		began,
		ended,
		bodies
	};
}
const ENDS = /* @__PURE__ */ new Set([
	"node.completed",
	"node.failed",
	"node.skipped",
	"node.reused"
]);
const parentOf = ({ id, parent }) => parent ?? id.slice(0, Math.max(0, id.lastIndexOf("/")));
const nameOf = (node) => node.id.slice(parentOf(node) === "" ? 0 : parentOf(node).length + 1).replace(/@\d+$/, "");
function causesOf(node, told) {
	const found = [...ownCauses(node, told)].filter((cause) => cause !== void 0 && cause !== node);
	return [...new Set(found)];
}
function ownCauses(node, told) {
	if (node.skip !== void 0) return skipCauses(node, told);
	if (node.status === "failed" && !node.reused) {
		if (node.cause !== void 0) return [told.state.nodes.get(node.cause)];
		if (node.error?.kind === "cancelled") return [whoCalledOff(node, told)];
	}
	if (node.because !== void 0) return [nodeNamedIn(node.because, node, told)];
	return node.reused ? [] : [bodyThatRanAgain(node, told)];
}
function skipCauses(node, told) {
	const { reason, cause, saw } = node.skip;
	if (cause) return [told.state.nodes.get(cause) ?? told.state.nodes.get(`${parentOf(node)}/${cause}`)];
	switch (reason) {
		case "when": return Object.keys(saw ?? {}).map((name) => seenNode(name, node, told));
		case "jumped": return [jumperBefore(node, told) ?? lastBefore(node, told)];
		case "branch_not_taken": return [lastBefore(node, told)];
		case "stopped": return [whoStopped(told)];
		case "cancelled":
		case "timeout": return [whoCalledOff(node, told)];
		default: return [];
	}
}
function seenNode(name, node, told) {
	const id = /^nodes(?:\.([\w-]+)|\[(["'])(.+?)\2\])/.exec(name);
	const seen = id?.[1] ?? id?.[3];
	return seen === void 0 ? void 0 : nearest(seen, node, told);
}
function nearest(name, node, told) {
	for (let body = parentOf(node);; body = body.slice(0, Math.max(0, body.lastIndexOf("/")))) {
		const visits = (told.bodies.get(body) ?? []).filter((one) => nameOf(one) === name && one !== node);
		const found = visits.filter((one) => at(told.began, one) < at(told.began, node)).at(-1) ?? visits[0];
		if (found !== void 0 || body === "") return found;
	}
}
const at = (numbers, { id }) => numbers.get(id) ?? Number.POSITIVE_INFINITY;
function nodeNamedIn(sentence, node, told) {
	const id = /\bafter `([^`]+)`/.exec(sentence)?.[1];
	return id === void 0 ? void 0 : told.state.nodes.get(id) ?? nearest(id, node, told);
}
function bodyThatRanAgain(node, { state }) {
	const seen = /* @__PURE__ */ new Set();
	for (let body = state.nodes.get(parentOf(node)); body !== void 0 && !seen.has(body);) {
		if (body.because !== void 0) return body;
		seen.add(body);
		body = state.nodes.get(parentOf(body));
	}
}
function jumperBefore(node, told) {
	return siblingsBefore(node, told).findLast(({ id }) => told.stories.get(id)?.jumpedTo !== void 0);
}
function lastBefore(node, told) {
	return siblingsBefore(node, told).filter(({ status }) => status !== "skipped").sort((a, b) => at(told.ended, a) - at(told.ended, b)).at(-1);
}
function siblingsBefore(node, told) {
	const began = at(told.began, node);
	return (told.bodies.get(parentOf(node)) ?? []).filter((one) => at(told.ended, one) < began);
}
const whoStopped = ({ state }) => {
	if (state.cause !== void 0) return state.nodes.get(state.cause);
	return [...state.nodes.values()].find(({ kind }) => kind === "stop");
};
function whoCalledOff(node, told) {
	const { state, bodies, ended } = told;
	const isOfRun = state.reason === "cancelled" || state.reason === "timeout" || state.reason === "interrupted";
	const end = at(ended, node);
	const seen = /* @__PURE__ */ new Set();
	for (let inner = node; inner !== void 0 && !seen.has(inner);) {
		seen.add(inner);
		const culprit = (bodies.get(parentOf(inner)) ?? []).find((one) => one.status === "failed" && one.error?.kind !== "cancelled" && at(ended, one) < end);
		if (culprit !== void 0 && parentOf(inner) !== "") return culprit;
		const body = state.nodes.get(parentOf(inner));
		if (body?.error?.kind === "timeout" && body.cause === void 0) return body;
		inner = body;
	}
	return isOfRun || state.cause === void 0 ? void 0 : state.nodes.get(state.cause);
}

// src/report/explain-words.ts
function headOf(node, teller) {
	const { glyphs } = teller;
	const isOver = node.status !== "running" && node.status !== "skipped";
	return [
		`${glyphs[node.status]} ${oneLine(node.id)} ${fateWords(node, teller)}`,
		node.kind ?? "",
		isOver && !node.reused ? duration(node.durationMs) : "",
		turns(node.usage),
		cost(node.usage?.cost_usd)
	].filter((part) => part !== "").join(` ${glyphs.dot} `);
}
function fateWords(node, { told, isLive }) {
	const { status, error, skip, conclusion } = node;
	if (node.interrupted) return "was interrupted: the run ended while it ran";
	const words = conclusionWords(conclusion);
	const end = status === "failed" && error !== void 0 ? errorWords(error) : words;
	switch (status) {
		case "skipped": return `was skipped${skip === void 0 ? "" : `: ${skipSentence(skip)}`}`;
		case "running":
			if (told.state.status === "running") return isLive === false ? "was running when the run died" : "runs";
			return "was running when the run ended";
		default: {
			if (error?.kind === "cancelled" && status === "failed") return "was cancelled";
			const verb = node.reused ? `was reused: ${status}` : status;
			return end === "" ? verb : `${verb}${node.reused ? "," : ":"} ${end}`;
		}
	}
}
function skipSentence({ reason, when }) {
	const words = SKIPPED[reason] ?? oneLine(reason);
	return when ? `${words}: ${conditionWords(when)}` : words;
}
const SKIPPED = {
	upstream_failed: "a node it depends on failed",
	upstream_skipped: "a node it depends on was skipped",
	not_triggered: "it waits for failures that did not come",
	when: "its condition did not hold",
	branch_not_taken: "a step before it left the body",
	jumped: "a jump passed over it",
	stopped: "the run was stopped",
	timeout: "time ran out before it began",
	cancelled: "all around it was called off before it began"
};
function whyItRan(node, { told }) {
	const { state } = told;
	const from = state.resumedFrom === void 0 ? "an earlier run" : oneLine(state.resumedFrom);
	if (node.status === "skipped") return placeLines(node, told);
	if (node.reused) return [
		...placeLines(node, told),
		`taken over from ${from}: there it took ${duration(node.durationMs)}, and nothing it depends on has changed`,
		`why it came to that: omne explain ${from} ${oneLine(node.id)}`
	];
	const began = `began ${duration(node.startedMs)} into the run`;
	if (node.because) return [...placeLines(node, told), `${takenWords(node.because)} taken over from ${from}: ${oneLine(node.because)}`];
	const jumper = jumperBefore(node, told);
	if (jumper !== void 0 && told.stories.get(jumper.id)?.jumpedTo === nameOf(node)) return [...placeLines(node, told), `${began}: ${oneLine(jumper.id)} jumped to it`];
	const last = lastBefore(node, told);
	const after = last === void 0 ? "before anything beside it had ended" : `${oneLine(last.id)} had ended`;
	return [...placeLines(node, told), last === void 0 ? `${began}, ${after}` : `${began}, when ${after}`];
}
const takenWords = (because) => because.startsWith("goes on at ") ? "in part" : "not";
function placeLines(node, { state, bodies, stories }) {
	const parent = state.nodes.get(parentOf(node));
	if (parent === void 0) return [];
	const id = oneLine(parent.id);
	const visit = /@(\d+)$/.exec(node.id)?.[1];
	const again = visit === void 0 ? "" : `, visit ${visit}`;
	switch (parent.kind) {
		case "loop": return [`iteration ${nameOf(node)} of ${parent.iterations || (bodies.get(parent.id)?.length ?? 0)} of ${id}${again}`];
		case "each": {
			const items = stories.get(parent.id)?.items;
			return [`item ${nameOf(node)} (from 0) of ${items === void 0 ? id : `the ${plural(items, "item")} of ${id}`}${again}`];
		}
		case "steps": return [`a step of ${id}${again}`];
		case "parallel": return [`a branch of ${id}${again}`];
		case "pipe": return [`a node of the pipe that ${id} includes${again}`];
		default: return [`a child of ${id}${again}`];
	}
}
const MAX_ATTEMPTS = 20;
function whatHappened(node, { told, glyphs }) {
	const story = told.stories.get(node.id);
	const saw = sawWords(node.skip?.saw).map((words) => `it saw: ${words}`);
	const callOff = runCalledOff(node, told);
	if (story === void 0) return [...saw, ...callOff];
	const attempts = story.attempts.filter(({ event }) => event.attempt > 1 || event.will !== "fail");
	const hidden = attempts.length - MAX_ATTEMPTS;
	return [
		...saw,
		...story.items === void 0 ? [] : [plural(story.items, "item")],
		...hidden > 0 ? [`${hidden} earlier attempts ${glyphs.ellipsis}`] : [],
		...attempts.slice(-20).map((attempt) => attemptLine(attempt, node, told)),
		...node.attempt > 1 && node.status === "completed" && attempts.at(-1)?.event.attempt !== node.attempt ? [`attempt ${node.attempt} completed`] : [],
		...iterationLines(node, told),
		...gateLines(node, told),
		...story.jumpedTo === void 0 ? [] : [`then jumped to ${oneLine(story.jumpedTo)}`],
		...callOff
	];
}
function attemptLine({ event, startedMs, endedMs }, node, told) {
	const { attempt, error, message, will } = event;
	const words = message ? firstLine(message) : "";
	const why = words === "" ? errorWords(error) : `${errorWords(error)}: ${words}`;
	const wait = told.stories.get(node.id)?.waits.find((one) => one.startedMs >= endedMs);
	const waited = wait === void 0 ? 0 : wait.endedMs - wait.startedMs;
	const then = will === "retry" && waited > 0 ? `${WILL.retry} after ${duration(waited)}` : WILL[will] ?? will;
	return `attempt ${attempt} failed after ${duration(endedMs - startedMs)}: ${why}; ${then}`;
}
const WILL = {
	retry: "tried again",
	continue: "its failure is ignored (on_error)",
	jump: "jumped (on_error)",
	fail: "not tried again"
};
function iterationLines(node, { stories }) {
	const iterations = stories.get(node.id)?.iterations ?? [];
	if (iterations.length === 0) return node.iterations > 0 ? [plural(node.iterations, "iteration")] : [];
	const asked = iterations.filter(({ until }) => until !== void 0);
	const said = asked.slice(-20).map(({ iteration, until }) => {
		const exit = until.exitCode === void 0 ? "" : ` (exit ${until.exitCode})`;
		return `${iteration} ${until.passed ? "passed" : `not yet${exit}`}`;
	});
	const more = asked.length > MAX_ATTEMPTS ? "… " : "";
	const last = iterations.at(-1).iteration;
	return [`${plural(last, "iteration")}${said.length === 0 ? "" : `; until_bash: ${more}${said.join(", ")}`}`];
}
function gateLines(node, { stories }) {
	const passed = (stories.get(node.id)?.gates ?? []).map(({ gate, stdout }) => {
		const words = stdout ? firstLine(stdout) : "";
		return `gate ${oneLine(gate)} passed${words === "" ? "" : `: ${words}`}`;
	});
	const kind = node.status === "failed" ? node.error?.kind : void 0;
	if (kind === "gate_failed") return [...passed, "its gate refused it"];
	return kind === "gate_timeout" ? [...passed, "its gate did not answer in time"] : passed;
}
function runCalledOff({ status, error, skip }, { state }) {
	const isOff = status === "failed" && error?.kind === "cancelled" || skip?.reason === "cancelled";
	const isLate = skip?.reason === "timeout";
	if (!isOff && !isLate) return [];
	if (state.reason === "cancelled") return ["the run was cancelled"];
	return state.reason === "timeout" ? ["the run's timeout passed"] : [];
}
const MAX_LINES = 20;
const MAX_LINE = 200;
function failureLines(node, { glyphs }) {
	const { status, message, cause, error, outputPath, attempt } = node;
	if (!(status === "failed" || node.conclusion === "failure_ignored") || error?.kind === "cancelled") return [];
	const all = (message ?? "").split(/\r\n|[\r\n]/).map((line) => clip(oneLine(line).trimEnd(), MAX_LINE));
	const lines = (cause === void 0 ? all : all.filter((line) => line.startsWith("also failed: "))).filter((line) => line !== "");
	const left = lines.length - MAX_LINES;
	const shown = attempt > 1 && lines.length === 1 ? [] : lines.slice(-20);
	const mark = cause === void 0 ? "| " : "";
	return [
		...left > 0 ? [`${mark}${glyphs.ellipsis} ${plural(left, "line")} before these`] : [],
		...shown.map((line) => `${mark}${line}`),
		...outputPath ? [`output: ${oneLine(outputPath)}${node.kind === "bash" ? " and .err" : ""}`] : []
	];
}
const MAX_NAMES$1 = 8;
function whatFollowed(node, { told, glyphs }) {
	const { state } = told;
	const all = [...state.nodes.values()];
	const skipped = all.filter(({ skip }) => skip?.cause === node.id).map(({ id }) => id);
	const failed = all.filter(({ cause }) => cause === node.id).map(({ id }) => id);
	return [
		...failed.length > 0 ? [`because of it failed: ${names(failed, glyphs)}`] : [],
		...skipped.length > 0 ? [`because of it skipped: ${names(skipped, glyphs)}`] : [],
		...node.status === "failed" && isTopLevel(node.id) ? runLines(node, told) : []
	];
}
function names(ids, { ellipsis }) {
	const more = ids.length > MAX_NAMES$1 ? ` ${ellipsis} and ${ids.length - MAX_NAMES$1} more` : "";
	return `${ids.slice(0, MAX_NAMES$1).map(oneLine).join(", ")}${more}`;
}
function runLines(node, { state }) {
	if (state.status === "completed") return ["absorbed: the run completed all the same"];
	if (state.reason !== "node_failed" || state.cause === void 0) return [];
	if (state.cause === node.id) return ["the run was aborted because of it"];
	return node.error?.kind === "cancelled" ? [] : [`the run was aborted because of ${oneLine(state.cause)}`];
}

// src/report/explain.ts
const MAX_DEPTH = 12;
const MAX_CAUSES = 5;
const MAX_NAMES = 8;
function explain(events, asked, options = {}) {
	const told = toldBy(events);
	const node = told.state.nodes.get(asked);
	if (node === void 0) return err(unknownNode(asked, told));
	const { glyphs = UNICODE, isLive } = options;
	const teller = {
		told,
		glyphs,
		...isLive !== void 0 && { isLive }
	};
	const lines = [
		runLine(told.state, teller),
		headOf(node, teller),
		...indented([...whyItRan(node, teller), ...whatHappened(node, teller)]),
		...chainOf(node, teller, /* @__PURE__ */ new Set([node])),
		...indented(whatFollowed(node, teller))
	];
	return ok(`${lines.join("\n")}\n`);
}
function runLine(state, { glyphs, isLive }) {
	const unended = isLive === void 0 ? "running?" : isLive ? "running" : "interrupted";
	return [
		oneLine(state.runId),
		verdictWords(state, unended),
		state.status === "running" ? "" : duration(state.durationMs)
	].filter((part) => part !== "").join(` ${glyphs.dot} `);
}
function chainOf(node, teller, seen, depth = 0) {
	const causes = causesOf(node, teller.told).filter((cause) => !seen.has(cause));
	const own = indented(failureLines(node, teller));
	if (depth === MAX_DEPTH && causes.length > 0) return [...own, `  because ${teller.glyphs.ellipsis}`];
	const lines = causes.slice(0, MAX_CAUSES).flatMap((cause) => {
		seen.add(cause);
		const below = [...indented(notesOf(cause, teller)), ...chainOf(cause, teller, seen, depth + 1)];
		return indented([`because ${headOf(cause, teller)}`, ...below]);
	});
	const more = causes.length - MAX_CAUSES;
	return [
		...own,
		...lines,
		...more > 0 ? [`  and because of ${more} more`] : []
	];
}
function notesOf(node, teller) {
	const isPlain = node.status === "completed" && node.conclusion === void 0;
	const reasons = node.because === void 0 ? [] : whyItRan(node, teller);
	return isPlain ? reasons : [...reasons, ...whatHappened(node, teller)];
}
const indented = (lines) => lines.map((line) => `  ${line}`);
function unknownNode(asked, { state }) {
	const words = `there is no node \`${oneLine(asked)}\` in the journal of ${oneLine(state.runId)}`;
	const nodes = [...state.nodes.values()];
	const children = nodes.filter((node) => parentOf(node) !== "" && nameOf(node) === asked);
	if (children.length > 0) return `${words}; a child is asked for by its whole id: ${listOf(children.map(({ id }) => id))}`;
	const meant = suggest(asked, nodes.map(({ id }) => id));
	if (meant !== void 0) return `${words}; did you mean \`${oneLine(meant)}\`?`;
	const top = nodes.filter((node) => parentOf(node) === "").map(({ id }) => id);
	return top.length === 0 ? `${words}: no node began` : `${words}, which has ${listOf(top)}`;
}
function listOf(ids) {
	const more = ids.length > MAX_NAMES ? ` and ${ids.length - MAX_NAMES} more` : "";
	return `${ids.slice(0, MAX_NAMES).map(oneLine).join(", ")}${more}`;
}

// src/shell/cli-explain.ts
function explainCommand({ run, node }, console) {
	const { out, err: stderr, host, folder } = console;
	const root = findRoot(folder);
	const found = run === void 0 ? newestRun(root, node) : findRun(root, folder, run);
	const read = found.ok ? readEvents(found.value) : found;
	if (!found.ok || !read.ok) {
		stderr.write(`omne: ${read.ok ? "" : read.error}\n`);
		return EXIT.problem;
	}
	const holder = holderOf(found.value);
	const isLive = holder === "alive" ? true : holder === "gone" ? false : void 0;
	const { events, problem } = read.value;
	const text = explain(events, node, {
		glyphs: glyphsFor(host),
		...isLive !== void 0 && { isLive }
	});
	if (problem !== void 0) stderr.write(`warning: ${problem}; only what stands before it is known\n`);
	if (!text.ok) {
		stderr.write(`omne: ${text.error}\n`);
		return EXIT.problem;
	}
	out.write(text.value);
	return EXIT.completed;
}
function newestRun(root, node) {
	const runs = join(root, ".omne", "var", "runs");
	const names = runNames(runs);
	if (names.includes(node)) return err(`explain needs a node of ${node}: omne explain ${node} <node>`);
	const newest = [...names].sort((a, b) => a.slice(-26) < b.slice(-26) ? 1 : -1)[0];
	return newest === void 0 ? err(`no runs in ${runs}`) : ok(join(runs, newest));
}
function readEvents(runDir) {
	try {
		const { events, broken } = readJournal(join(runDir, "events.jsonl"));
		if (events.length === 0) return err(`the journal of ${basename(runDir)} is empty`);
		const problem = broken === void 0 ? {} : { problem: `journal line ${broken.line}: ${broken.reason}` };
		return ok({
			events,
			...problem
		});
	} catch {
		return err(`${basename(runDir)} has no readable journal`);
	}
}

export { explainCommand };