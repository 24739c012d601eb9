import { a as rehearsed, c as stubFor, o as stubText } from "./plan.js";
import { D as run, wn as ok } from "./engine.js";

// src/shell/rehearse.ts
function rehearse(plan, inputs, stubs) {
	return rehearsal(rehearsed(plan, stubs), inputs, { stubs });
}
async function rehearsal(plan, inputs, { stubs = /* @__PURE__ */ new Map(), job = {}, ports = (bare) => bare }) {
	const time = createVirtualTime();
	let isOver = false;
	const finished = run({
		plan,
		started: {
			type: "pipe.started",
			pipe: plan.name,
			inputs: [],
			pipe_path: "",
			pipe_digest: "",
			plan_digest: "",
			engine: ""
		},
		inputs: new Map(inputs.map(({ key, value }) => [key, value])),
		variables: {},
		about: /* @__PURE__ */ new Map([
			["id", "rehearsal"],
			["pipe", plan.name],
			["dir", ""]
		]),
		cancel: new AbortController().signal,
		...job
	}, ports(createPorts(stubs, time.clock))).finally(() => {
		isOver = true;
	});
	while (!isOver) {
		await new Promise((resolve) => setImmediate(resolve));
		if (!isOver) time.pass();
	}
	return await finished;
}
function createVirtualTime() {
	const timers = /* @__PURE__ */ new Map();
	let nowMs = 0;
	return {
		clock: {
			now: () => nowMs,
			after: (delayMs, call) => {
				const once = () => call();
				timers.set(once, nowMs + delayMs);
				return () => timers.delete(once);
			}
		},
		pass: () => {
			const [next] = [...timers].sort((a, b) => a[1] - b[1]);
			if (next === void 0) return;
			timers.delete(next[0]);
			nowMs = next[1];
			next[0]();
		}
	};
}
function createPorts(stubs, clock) {
	let seq = 0;
	const stamp = (fact) => ({
		...fact,
		id: "",
		ts: "",
		run_id: "rehearsal",
		seq: seq++,
		mono_ms: clock.now(),
		h: ""
	});
	return {
		record: stamp,
		clock,
		shell: (request) => Promise.resolve(request.isUntil === true ? {} : outcome(stubFor(stubs, request.nodeId))),
		agent: {
			call: (request) => Promise.resolve({
				...outcome(stubFor(stubs, request.nodeId)),
				...request.until !== void 0 && { sentinel: "until" }
			}),
			newSessionId: () => "rehearsal",
			mark: () => 0,
			hasSession: () => false
		},
		gate: () => Promise.resolve({}),
		sweep: () => Promise.resolve(),
		outputPath: (id) => id,
		results: {
			text: (id) => ok(stubText(stubs, id)),
			outputFile: () => ok(""),
			keepAttempt: (id) => id,
			takeOver: () => false
		},
		redact: (value) => value,
		random: () => 0,
		notify: () => void 0
	};
}
function outcome(stub) {
	if (stub?.status === "failed") return { failure: failureOf(stub) };
	return stub?.outputs === void 0 ? {} : { outputs: stub.outputs };
}
function failureOf({ kind = "crash", exitCode = 1 }) {
	if (kind === "crash") return {
		kind,
		cause: "exit",
		exit: { code: exitCode },
		stderrTail: ""
	};
	return {
		kind: "child",
		child: "the stub",
		error: { kind },
		others: []
	};
}

export { rehearse as n, rehearsal as t };