import { n as parseClaudeLine } from "./agent.js";
import { It as oneLine, dt as createLineSplitter, g as readEnds, h as hasBytes } from "./engine.js";

// src/shell/printed.ts
function printedOf(event, state, files) {
	const { node_id: id } = event;
	const hasMoved = event.type === "node.attempt_failed" && event.will === "retry";
	const file = (stream) => hasMoved ? files.attemptCapture(id, event.attempt, stream) : files.capture(id, stream);
	if (!event.output_path) return {
		id,
		file,
		streams: [],
		tools: ""
	};
	const kind = state.nodes.get(id)?.kind;
	const hasFailed = event.type !== "node.completed";
	const wanted = ["out"];
	if (hasFailed || kind === "bash") wanted.push("err");
	if (hasFailed && isRefused(event)) wanted.push("gate.out", "gate.err");
	const tools = kind !== void 0 && AGENTS.has(kind) ? toolsUsed(file("stream.jsonl")) : "";
	return {
		id,
		file,
		streams: wanted.filter((stream) => hasBytes(file(stream))),
		tools
	};
}
function printedUntil(id, files) {
	const file = (stream) => files.capture(id, stream);
	return {
		id,
		file,
		streams: ["until.out", "until.err"].filter((stream) => hasBytes(file(stream))),
		tools: ""
	};
}
const isRefused = ({ error: { kind } }) => kind === "gate_failed" || kind === "gate_timeout";
const AGENTS = /* @__PURE__ */ new Set([
	"prompt",
	"command",
	"loop"
]);
const MAX_NAMES = 8;
const MAX_NAME = 64;
const STREAM_ENDS = {
	head: 65536,
	end: 1048576
};
function toolsUsed(stream) {
	const counts = /* @__PURE__ */ new Map();
	const hear = (signal) => {
		if (signal.kind === "tool") counts.set(signal.name, (counts.get(signal.name) ?? 0) + 1);
	};
	const splitter = createLineSplitter(262144);
	const decoder = new TextDecoder();
	const take = (lines) => {
		for (const line of lines) if (line.includes("\"tool_use\"")) for (const signal of parseClaudeLine(line)) hear(signal);
	};
	let isPart = false;
	readEnds(stream, {
		chunk: (bytes) => take(splitter.push(decoder.decode(bytes, { stream: true }))),
		skipped: () => {
			isPart = true;
			splitter.end();
		},
		prelude: () => {},
		shrank: () => {}
	}, STREAM_ENDS);
	take(splitter.end());
	const all = [...counts].sort(([, a], [, b]) => b - a);
	const words = all.slice(0, MAX_NAMES).map(([name, count]) => `${oneLine(name).slice(0, MAX_NAME)} ${count}`);
	const more = all.length > MAX_NAMES ? ` and ${all.length - MAX_NAMES} more` : "";
	return words.length === 0 ? "" : `${isPart ? "at least " : ""}${words.join(", ")}${more}`;
}

export { printedUntil as n, printedOf as t };