import { Cn as err, Gt as templatesOf, O as isTruthy, U as decodeJournal, Ut as childrenOf, _t as readYaml, bt as RETRIED_KINDS, it as constantOf, j as verdict, k as delayOf, ln as jsonText, nt as GATE_TIMEOUT_MS, rt as LEAF_TIMEOUT_MS, vt as plainOf, wn as ok, yt as shownValue } from "./engine.js";

// src/core/stubs.ts
const FORM = "`completed`, `failed`, or a map of `status`, `kind`, `exit_code`, `outputs`, `text`";
const KEYS = [
	"status",
	"kind",
	"exit_code",
	"outputs",
	"text"
];
const KINDS = [.../* @__PURE__ */ new Set([
	...RETRIED_KINDS,
	"host_missing",
	"blocked"
])];
function parseStubs(text, file) {
	const { root, problems, placeAt } = readYaml(text);
	if (problems.length > 0) return err(problems.map((problem) => ({
		...problem,
		file
	})));
	const found = [];
	const report = (mistake, { start, end }) => {
		found.push({
			...mistake,
			file,
			place: placeAt(start, end)
		});
	};
	const nodes = root?.kind === "map" ? root.entries.get("nodes")?.value : void 0;
	if (nodes?.kind !== "map") {
		const got = root === void 0 ? "empty" : shownValue(nodes ?? root);
		return err([{
			kind: "bad_value",
			where: "the stub file",
			got,
			expected: "a map `nodes:` from ids to stubs",
			file
		}]);
	}
	const stubs = /* @__PURE__ */ new Map();
	for (const [id, { value }] of nodes.entries) {
		const stub = readStub(id, value, report);
		if (stub !== void 0) stubs.set(id, stub);
	}
	return found.length > 0 ? err(found) : ok(stubs);
}
function readStub(id, value, report) {
	const bad = (key, at, expected) => {
		report({
			kind: "bad_value",
			key,
			got: shownValue(at),
			expected
		}, at);
	};
	if (value.kind === "scalar") {
		const status = statusOf(value);
		return status === void 0 ? bad(id, value, FORM) : { status };
	}
	if (value.kind !== "map" || [...value.entries.keys()].some((key) => !KEYS.includes(key))) return bad(id, value, FORM);
	for (const [key, { isRight, expected }] of Object.entries(VALUES)) {
		const at = value.entries.get(key)?.value;
		if (at !== void 0 && !isRight(at)) return bad(`${id}.${key}`, at, expected);
	}
	return readMap(value);
}
const statusOf = (value) => value.kind === "scalar" && (value.text === "completed" || value.text === "failed") ? value.text : void 0;
const isScalar = (value, fits) => value.kind === "scalar" && fits(value);
const VALUES = {
	status: {
		isRight: (at) => statusOf(at) !== void 0,
		expected: "`completed` or `failed`"
	},
	kind: {
		isRight: (at) => isScalar(at, ({ text }) => KINDS.includes(text)),
		expected: `one of ${KINDS.map((kind) => `\`${kind}\``).join(", ")}`
	},
	exit_code: {
		isRight: (at) => isScalar(at, ({ value }) => isExitCode(value)),
		expected: "a whole number from 0 to 255"
	},
	text: {
		isRight: (at) => isScalar(at, ({ value }) => value !== null),
		expected: "what the node prints, as one text"
	}
};
const isExitCode = (value) => typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 255;
function readMap({ entries }) {
	const at = (key) => entries.get(key)?.value;
	const text = (key) => {
		const value = at(key);
		return value?.kind === "scalar" ? value.text : void 0;
	};
	const [kind, printed, outputs, given] = [
		text("kind"),
		text("text"),
		at("outputs"),
		at("status")
	];
	const code = at("exit_code");
	const exitCode = code?.kind === "scalar" ? code.value : void 0;
	return {
		status: given === void 0 ? kind !== void 0 || (exitCode ?? 0) !== 0 ? "failed" : "completed" : statusOf(given),
		...kind !== void 0 && { kind },
		...exitCode !== void 0 && { exitCode },
		...outputs !== void 0 && { outputs: plainOf(outputs) },
		...printed !== void 0 && { text: printed }
	};
}
function stubFor(stubs, id) {
	if (stubs.size === 0) return void 0;
	const first = id.replaceAll(/@\d+/g, "");
	const anyIndex = first.replaceAll(/(?<=\/)\d+(?=\/|$)/g, "*");
	return stubs.get(id) ?? stubs.get(first) ?? stubs.get(anyIndex);
}

// src/core/rehearsed.ts
function rehearsed(plan, stubs, prefix = "") {
	return {
		...plan,
		nodes: plan.nodes.map((node) => standIn(node, prefix + node.id, stubs))
	};
}
function standIn(node, id, stubs) {
	const { gate: _, timeoutMs: __, outputs, ...rest } = node;
	const stub = stubFor(stubs, id);
	if (stub !== void 0 && (stub.status === "failed" || stub.outputs !== void 0) && isContainer(node.body)) return {
		...rest,
		body: {
			kind: "script",
			script: ""
		}
	};
	const isPrinted = outputs?.from === "text" && stub?.text !== void 0 && stub.outputs === void 0;
	const kept = outputs !== void 0 && (isPrinted || outputs.from === "expressions") ? { outputs } : {};
	return {
		...rest,
		...kept,
		body: bodyOf(node.body, id, stubs)
	};
}
const isContainer = ({ kind }) => ![
	"script",
	"agent",
	"loop",
	"join",
	"control"
].includes(kind);
function bodyOf(body, id, stubs) {
	const child = (node) => standIn(node, `${id}/${node.id === "" ? "*" : node.id}`, stubs);
	switch (body.kind) {
		case "agent": {
			const { schema: _, ...rest } = body;
			return rest;
		}
		case "steps": return {
			...body,
			steps: body.steps.map(child)
		};
		case "parallel": return {
			...body,
			branches: body.branches.map(child)
		};
		case "each": return {
			...body,
			in: itemsOf(body.in),
			child: child(body.child)
		};
		case "repeat": return repeatOf(body, child(body.child), stubFor(stubs, `${id}/*`)?.text !== void 0);
		case "pipe": return {
			...body,
			plan: rehearsed(body.plan, stubs, `${id}/`)
		};
		default: return body;
	}
}
function repeatOf(body, child, isPrinted) {
	const { until, ...rest } = body;
	if (until === void 0 || isPrinted) return {
		...body,
		child
	};
	return {
		...rest,
		child,
		while: NEVER
	};
}
const NEVER = {
	source: "false",
	references: [],
	render: () => ok("false"),
	value: () => ok(false)
};
function itemsOf(source) {
	if (!("value" in source)) return source;
	return {
		...source,
		value: (context) => {
			const items = source.value(context);
			return items.ok && items.value === null ? ok([null]) : items;
		}
	};
}
function stubText(stubs, id) {
	const stub = stubFor(stubs, id);
	return stub?.text ?? jsonText(stub?.outputs);
}

// src/core/assumed.ts
function unstubbedReads(pipe, stubs) {
	const found = /* @__PURE__ */ new Set();
	const look = (template, steps) => {
		if (typeof template === "string") return;
		for (const { root, keys } of template.references) {
			const property = keys[1]?.toLowerCase();
			if (property !== "outputs" && property !== "text") continue;
			const { nodes, prefix } = root === "steps" ? steps : {
				nodes: root === "nodes" ? pipe.nodes : [],
				prefix: ""
			};
			const target = nodes.find(({ id }) => id === keys[0]?.toLowerCase());
			if (target === void 0 || isMade(target)) continue;
			const id = prefix + target.id;
			if (target.body?.kind === "pipe" && [...stubs.keys()].some((key) => key.startsWith(`${id}/`))) continue;
			if (!isGiven(stubFor(stubs, id), property)) found.add(`${root}.${target.id}.${keys.slice(1).join(".")}`);
		}
	};
	const walk = (node, steps, prefix) => {
		const id = prefix + (node.id === "" ? "*" : node.id);
		const after = afterSteps(node.body, id) ?? steps;
		for (const { template, isAfter } of templatesOf(node)) look(template, isAfter ? after : steps);
		for (const template of node.env.values()) look(template, steps);
		const inside = node.body?.kind === "steps" ? after : steps;
		for (const child of childrenOf(node.body)) walk(child, inside, `${id}/`);
	};
	const none = {
		nodes: [],
		prefix: ""
	};
	for (const node of pipe.nodes) walk(node, none, "");
	for (const template of pipe.outputs.values()) look(template, none);
	return [...found];
}
function afterSteps(body, id) {
	if (body?.kind === "steps") return {
		nodes: body.steps,
		prefix: `${id}/`
	};
	return body?.kind === "loop" && "node" in body.turn ? afterSteps(body.turn.node.body, `${id}/*`) : void 0;
}
function isGiven(stub, property) {
	if (stub === void 0) return false;
	if (stub.status === "failed" || stub.text !== void 0) return true;
	return property === "outputs" && stub.outputs !== void 0;
}
function isMade({ body, outputs }) {
	if (outputs?.from === "expressions") return true;
	return outputs === void 0 && body !== void 0 && ![
		"bash",
		"prompt",
		"command",
		"pipe"
	].includes(body.kind);
}

// src/core/foresee.ts
const COMPLETED = 1;
const IGNORED = 2;
const FAILED = 4;
const SKIPPED = 8;
const NOT_YET = 16;
const ENDS = [
	COMPLETED,
	IGNORED,
	FAILED,
	SKIPPED
];
function foresee(pipe, plan, place) {
	const outlook = new Outlook(plan);
	const indexOf = new Map(plan.nodes.map(({ id, index }) => [id, index]));
	const warnings = [];
	for (const [at, node] of pipe.nodes.entries()) {
		const planned = plan.nodes[at];
		const here = (path, occurrence) => {
			const found = place(path, occurrence);
			return found === void 0 ? {} : { place: found };
		};
		if (isNever(planned)) warnings.push({
			kind: "never_when",
			node: node.id,
			...here([...node.path, "when"])
		});
		else if (!outlook.canStart(at)) {
			const rule = planned.triggerRule;
			const because = needsFailure(rule) ? failureModeOf(plan) : {};
			warnings.push({
				kind: "dead_node",
				node: node.id,
				rule,
				...because,
				...here([...node.path, "id"])
			});
		}
		for (const { read, path, occurrence } of reads(node)) {
			const target = indexOf.get(read.keys[0]?.toLowerCase() ?? "");
			const isRunEnough = read.keys[1]?.toLowerCase() !== "outputs";
			if (target === void 0 || outlook.mustBeThere(target, at, isRunEnough)) continue;
			const spelled = `nodes.${read.keys.join(".")}`;
			const named = {
				node: node.id,
				read: spelled,
				of: plan.nodes[target].id
			};
			warnings.push({
				kind: "may_be_missing",
				...named,
				isRunEnough,
				...here(path, occurrence)
			});
		}
	}
	return warnings;
}
const needsFailure = (rule) => rule === "one_failed" || rule === "all_failed";
const failureModeOf = ({ failureMode = "continue" }) => failureMode === "continue" ? {} : { failureMode };
const MAY_BE_MISSING = /* @__PURE__ */ new Set([
	"outputs",
	"text",
	"exit_code"
]);
function* reads(node, guarded = /* @__PURE__ */ new Set()) {
	const known = /* @__PURE__ */ new Set([...guarded, ...askedBy(node.when)]);
	for (const { template, path } of [...envOf(node), ...templatesOf(node)]) {
		if (typeof template === "string") continue;
		const asked = askedBy(template);
		for (const read of template.references) {
			const [id = "", property = ""] = read.keys.map((key) => key.toLowerCase());
			const isAsked = known.has(id) || asked.has(id);
			const { root, occurrence } = read;
			if (root === "nodes" && MAY_BE_MISSING.has(property) && !isAsked) yield {
				read,
				path,
				occurrence
			};
		}
	}
	for (const child of childrenOf(node.body)) yield* reads(child, known);
}
const envOf = ({ env, path }) => [...env].map(([name, template]) => ({
	template,
	path: [
		...path,
		"env",
		name
	]
}));
function askedBy(template) {
	if (template === void 0 || typeof template === "string") return /* @__PURE__ */ new Set();
	const asksExists = /\bexists\s*\(/i.test(template.source);
	const asking = template.references.filter(({ root, keys }) => root === "nodes" && (asksExists || keys[1]?.toLowerCase() === "status"));
	return new Set(asking.map(({ keys }) => keys[0]?.toLowerCase() ?? ""));
}
function isNever({ when }) {
	const value = when === void 0 ? void 0 : constantOf(when);
	return value !== void 0 && !isTruthy(value);
}
const MAX_ANCESTORS = 8;
var Outlook = class {
	#plan;
	#ends;
	#starts;
	#listed = [];
	#seenBy;
	#walks = 0;
	constructor(plan) {
		this.#plan = plan;
		this.#ends = new Uint8Array(plan.nodes.length);
		this.#starts = new Uint8Array(plan.nodes.length);
		this.#seenBy = new Int32Array(plan.nodes.length);
		for (const at of plan.graph.order) this.#look(at);
	}
	canStart(at) {
		return this.#starts[at] === 1;
	}
	mustBeThere(target, at, isRunEnough) {
		const missing = isRunEnough ? 24 : 30;
		const walk = ++this.#walks;
		const waiting = [at];
		for (let node = waiting.pop(); node !== void 0; node = waiting.pop()) {
			const dependencies = this.#dependencies(node);
			const { triggerRule } = this.#plan.nodes[node];
			const left = leftBy(triggerRule, dependencies.length);
			for (const dependency of dependencies) {
				const possible = (this.#ends[dependency] | NOT_YET) & left;
				if (dependency === target && (possible & missing) === 0) return true;
				if ((possible & 24) !== 0 || this.#seenBy[dependency] === walk) continue;
				this.#seenBy[dependency] = walk;
				waiting.push(dependency);
			}
		}
		return false;
	}
	#look(at) {
		const node = this.#plan.nodes[at];
		const verdicts = possibleVerdicts(node, this.#dependencies(at).map((dependency) => this.#ends[dependency]));
		const canStart = verdicts.has("start") && !isNever(node) && this.#isPossible(at);
		this.#starts[at] = canStart ? 1 : 0;
		const skipped = verdicts.size > (verdicts.has("start") ? 1 : 0) || node.when !== void 0 ? SKIPPED : 0;
		this.#ends[at] = (canStart ? this.#ownEnds(node) : 0) | skipped;
	}
	#ownEnds(node) {
		const { failureMode = "continue" } = this.#plan;
		return failureMode === "continue" ? ownEnds(node) : ownEnds(node) & -5;
	}
	#dependencies(at) {
		const known = this.#listed[at];
		if (known !== void 0) return known;
		const { start, targets } = this.#plan.graph.dependencies;
		const listed = [...targets.subarray(start[at], start[at + 1])];
		this.#listed[at] = listed;
		return listed;
	}
	#ancestors(at) {
		const found = /* @__PURE__ */ new Set();
		const waiting = [at];
		for (let node = waiting.pop(); node !== void 0; node = waiting.pop()) {
			for (const dependency of this.#dependencies(node)) {
				if (found.has(dependency)) continue;
				found.add(dependency);
				waiting.push(dependency);
			}
			if (found.size > MAX_ANCESTORS) return void 0;
		}
		return [...this.#plan.graph.order].filter((node) => found.has(node));
	}
	#isPossible(at) {
		const ancestors = this.#dependencies(at).length < 2 ? void 0 : this.#ancestors(at);
		return ancestors === void 0 || this.#findsWay(at, ancestors);
	}
	#findsWay(at, ancestors) {
		const ends = /* @__PURE__ */ new Map();
		const walk = (next) => {
			const ancestor = ancestors[next];
			if (ancestor === void 0) return this.#verdictOf(at, ends) === "start";
			const node = this.#plan.nodes[ancestor];
			const possible = this.#verdictOf(ancestor, ends) === "start" && !isNever(node) ? this.#ownEnds(node) | (node.when === void 0 ? 0 : SKIPPED) : SKIPPED;
			return ENDS.some((end) => {
				if ((possible & end) === 0) return false;
				ends.set(ancestor, end);
				return walk(next + 1);
			});
		};
		return walk(0);
	}
	#verdictOf(at, ends) {
		const own = this.#dependencies(at).map((dependency) => ends.get(dependency) ?? SKIPPED);
		return verdict(this.#plan.nodes[at].triggerRule, tallyOf(own));
	}
};
function tallyOf(ends) {
	const count = (end) => ends.filter((one) => one === end).length;
	return {
		total: ends.length,
		completed: count(COMPLETED),
		ignored: count(IGNORED),
		failed: count(FAILED),
		unsettled: 0
	};
}
function possibleVerdicts({ triggerRule }, ends) {
	let sets = /* @__PURE__ */ new Set([0]);
	for (const possible of ends) {
		const kinds = ENDS.filter((kind) => (possible & kind) !== 0);
		sets = new Set([...sets].flatMap((set) => kinds.map((kind) => set | kind)));
	}
	return new Set([...sets].map((set) => verdict(triggerRule, tallyOf(ENDS.filter((kind) => set & kind)))));
}
function ownEnds({ body, onError }) {
	if (onError?.then !== "continue") return 5;
	return body.kind === "script" ? 3 : 7;
}
const SINGLE = /* @__PURE__ */ new Set([
	"one_success",
	"first_success",
	"none_failed_min_one_success"
]);
function leftBy(rule, dependencies) {
	if (dependencies === 1 && SINGLE.has(rule)) return COMPLETED;
	if (rule === "all_failed" || dependencies === 1 && rule === "one_failed") return FAILED;
	if (rule === "all_success") return 3;
	if (rule === "none_failed" || rule === "none_failed_min_one_success") return 11;
	return rule === "first_success" ? 31 : 15;
}

// src/core/worst-case.ts
function worstCase(plan) {
	return new Meter().graph(plan, plan.maxParallel);
}
var Meter = class {
	#known = /* @__PURE__ */ new Map();
	graph({ nodes, graph, maxParallel }, capAround) {
		const cap = Math.min(capAround, maxParallel);
		const byCap = this.#known.get(nodes) ?? /* @__PURE__ */ new Map();
		this.#known.set(nodes, byCap);
		const known = byCap.get(cap);
		if (known !== void 0) return known;
		const found = longestPath(nodes, graph, (node) => this.#node(node, cap));
		byCap.set(cap, found);
		return found;
	}
	#node(node, cap) {
		const { onError, gate, timeoutMs = Number.POSITIVE_INFINITY } = node;
		const attempt = Math.min(timeoutMs, this.#body(node.body, cap)) + (gate === void 0 ? 0 : GATE_TIMEOUT_MS);
		const retry = onError?.retry;
		if (retry === void 0) return attempt;
		let waits = 0;
		for (let at = 0; at < retry.max; at++) waits += delayOf(retry, at, 0);
		return attempt * (1 + retry.max) + waits;
	}
	#body(body, cap) {
		switch (body.kind) {
			case "script":
			case "agent":
			case "loop": return Number.POSITIVE_INFINITY;
			case "join":
			case "control": return 0;
			case "steps": return this.#steps(body, cap);
			case "parallel": {
				const { branches, maxParallel = branches.length } = body;
				const longest = Math.max(...branches.map((branch) => this.#node(branch, cap)));
				return times(rounds(branches.length, maxParallel), longest);
			}
			case "each": {
				const count = "value" in body.in ? Number.POSITIVE_INFINITY : body.in.length;
				return times(rounds(count, body.maxParallel ?? cap), this.#node(body.child, cap));
			}
			case "repeat": {
				const until = body.untilBash === void 0 ? 0 : LEAF_TIMEOUT_MS;
				return times(body.maxIterations, this.#node(body.child, cap) + until);
			}
			case "pipe": return this.graph(body.plan, cap).ms ?? Number.POSITIVE_INFINITY;
		}
	}
	#steps({ steps }, cap) {
		const isBack = (at, to) => steps.findIndex(({ id }) => id === to) <= at;
		const jumpsBack = steps.some(({ body, onError }, at) => {
			if (body.kind === "control" && body.control.kind === "jump") return isBack(at, body.control.to);
			return typeof onError?.then === "object" && isBack(at, onError.then.jump);
		});
		const visits = ({ maxVisits = 10 }) => jumpsBack ? maxVisits : 1;
		return steps.reduce((sum, step) => sum + times(visits(step), this.#node(step, cap)), 0);
	}
};
function longestPath(nodes, { order, dependencies: { start, targets } }, msOf) {
	const longest = new Float64Array(nodes.length);
	const before = new Int32Array(nodes.length).fill(-1);
	let last = -1;
	for (const at of order) {
		for (let edge = start[at]; edge < start[at + 1]; edge++) {
			const dependency = targets[edge];
			if (before[at] !== -1 && longest[dependency] <= longest[before[at]]) continue;
			before[at] = dependency;
		}
		longest[at] = (before[at] === -1 ? 0 : longest[before[at]]) + msOf(nodes[at]);
		if (last === -1 || longest[at] > longest[last]) last = at;
	}
	const path = [];
	for (let at = last; at !== -1; at = before[at]) path.unshift(nodes[at].id);
	const ms = last === -1 ? 0 : longest[last];
	return {
		path,
		...Number.isFinite(ms) && { ms }
	};
}
const rounds = (count, atOnce) => Number.isFinite(atOnce) ? Math.ceil(count / atOnce) : 1;
const times = (count, ms) => count === 0 || ms === 0 ? 0 : count * ms;

// src/core/verify.ts
function verifyJournal(text, sha256) {
	const { events, torn, broken } = decodeJournal(text, sha256);
	const flaws = [...orderFlaws(events)];
	if (broken !== void 0) flaws.push(broken);
	if (torn !== "") {
		const reason = `${torn.length} characters without a line feed: a write that was cut short`;
		flaws.push({
			line: events.length + 1,
			reason
		});
	}
	if (events.length === 0 && flaws.length === 0) flaws.push({
		line: 1,
		reason: "there is no event"
	});
	const hasEnded = isEnd(events.at(-1));
	if (hasEnded || flaws.length > 0) return {
		events,
		hasEnded,
		flaws
	};
	return {
		events,
		hasEnded,
		flaws: [{
			line: events.length + 1,
			reason: "the run has no last event"
		}]
	};
}
const isEnd = (event) => event?.type === "pipe.completed" || event?.type === "pipe.aborted";
function orderFlaws(events) {
	const flaws = [];
	const open = /* @__PURE__ */ new Map();
	const begun = /* @__PURE__ */ new Set();
	for (const [at, event] of events.entries()) {
		const flaw = (reason) => flaws.push({
			line: at + 1,
			reason
		});
		if (event.type === "pipe.started" !== (at === 0)) flaw(`${event.type} has no place here`);
		if (isEnd(event) && at < events.length - 1) flaw("the run goes on after its last event");
		if (!("node_id" in event)) continue;
		const { node_id: id, type } = event;
		if (type === "node.started" || type === "node.skipped" || type === "node.reused") {
			if (begun.has(id)) flaw(`node ${id} begins twice`);
			begun.add(id);
			if (type === "node.started") open.set(id, at + 1);
		} else if (!open.has(id)) flaw(`${type} of node ${id}, which does not run`);
		else if (type === "node.completed" || type === "node.failed") open.delete(id);
	}
	if (!isEnd(events.at(-1))) return flaws;
	for (const [id, line] of open) flaws.push({
		line,
		reason: `node ${id} never ends`
	});
	return flaws;
}

export { rehearsed as a, stubFor as c, unstubbedReads as i, worstCase as n, stubText as o, foresee as r, parseStubs as s, verifyJournal as t };