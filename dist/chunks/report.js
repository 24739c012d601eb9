import { $ as sha256Base64, At as countNodes, Dt as conclusionWords, Et as clip, Ht as withoutControls, It as oneLine, Lt as plural, M as fold, Mt as duration, Nt as firstLine, Ot as conditionWords, Tt as byteSize, V as readJournal, Vt as verdictWords, fn as errorWords, jt as countWords, kt as cost, ln as jsonText, lt as createRedactor, zt as sawWords } from "./engine.js";
import { n as parseClaudeLine } from "./agent.js";
import { t as SKIP_WORDS } from "./skip-words.js";
import { n as treeOf, t as flat } from "./tree.js";
import { t as _taggedTemplateLiteral } from "./taggedTemplateLiteral.js";
import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";

// src/report/html/escape.ts
const MARKUP = Symbol("markup");
const html = (strings, ...parts) => {
	let text = strings[0];
	for (let at = 0; at < parts.length; at++) text += partText(parts[at]) + strings[at + 1];
	return { [MARKUP]: text };
};
function partText(part) {
	if (part === void 0 || part === null || typeof part === "boolean") return "";
	if (typeof part === "object" && MARKUP in part) return part[MARKUP];
	if (Array.isArray(part)) return part.map(partText).join("");
	return escapeHtml(oneLine(String(part)));
}
const escapeHtml = (text) => anySpecial.test(text) ? text.replaceAll(/[&<>"'`]/g, (char) => ENTITY[char]) : text;
const anySpecial = /[&<>"'`]/;
const ENTITY = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	"\"": "&quot;",
	"'": "&#39;",
	"`": "&#96;"
};
const safe = (markup) => ({ [MARKUP]: markup });
const markupOf = (part) => part[MARKUP];

// src/report/html/look.ts
const LOOKS = [
	"failed",
	"interrupted",
	"cancelled",
	"running",
	"completed",
	"reused",
	"skipped",
	"pending"
];
const LOOK_WORDS = {
	failed: "failed",
	interrupted: "interrupted",
	cancelled: "cancelled",
	running: "running",
	completed: "completed",
	reused: "reused",
	skipped: "skipped",
	pending: "not started"
};
function lookOf(node, isLive) {
	if (node.status === "running") return isLive ? "running" : "interrupted";
	if (node.interrupted) return "interrupted";
	if (node.status === "failed") return node.error?.kind === "cancelled" ? "cancelled" : "failed";
	return node.status === "completed" && node.reused ? "reused" : node.status;
}
const SHAPES = {
	completed: `<circle cx="8" cy="8" r="7"/><path class="on" d="M4.6 8.3l2.3 2.3 4.5-4.9"/>`,
	failed: `<circle cx="8" cy="8" r="7"/><path class="on" d="M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2"/>`,
	interrupted: `<path d="M8 .9l7.4 13.3H.6z"/><path class="on" d="M8 5.6v4.1M8 11.6v.3"/>`,
	cancelled: `<rect x="1" y="1" width="14" height="14" rx="3.5"/><path class="on" d="M5.3 8h5.4"/>`,
	running: `<circle class="off" cx="8" cy="8" r="6"/><circle cx="8" cy="8" r="3"/>`,
	reused: `<circle cx="8" cy="8" r="7"/><path class="on" d="M11 9.3A3.3 3.3 0 1 1 10.6 6M10.9 3.9v2.3H8.6"/>`,
	skipped: `<circle class="off" cx="8" cy="8" r="6"/><path class="off" d="M3.9 12.1l8.2-8.2"/>`,
	pending: `<circle class="off" cx="8" cy="8" r="6" stroke-dasharray="2.2 2.5"/>`
};
const shapes = () => {
	const symbols = LOOKS.map((look) => `<symbol id="i-${look}" viewBox="0 0 16 16">${SHAPES[look]}</symbol>`);
	return safe(`<svg class="none" aria-hidden="true">${symbols.join("")}</svg>`);
};
const icon = (look) => html`<svg class="i ${look}" aria-hidden="true"><use href="#i-${look}"/></svg>`;
const badge = (look) => html`<span class="badge ${look}">${icon(look)}${LOOK_WORDS[look]}</span>`;

// src/report/html/story.ts
function storyOf(events) {
	const story = {
		lastMs: 0,
		lastTs: "",
		count: 0,
		chain: "",
		nodes: /* @__PURE__ */ new Map()
	};
	for (const event of events) {
		story.count++;
		story.lastMs = Math.max(story.lastMs, event.mono_ms ?? 0);
		story.lastTs = event.ts ?? story.lastTs;
		story.chain = event.h ?? "";
		if (event.type === "pipe.started") story.started = event;
		else if (event.type === "pipe.completed" || event.type === "pipe.aborted") story.ended = event;
		else if ("node_id" in event) tell(nodeOf(story, event.node_id, event.mono_ms ?? 0), event);
	}
	return story;
}
function nodeOf({ nodes }, id, startedMs) {
	const known = nodes.get(id);
	if (known !== void 0) return known;
	const node = {
		startedMs,
		attempts: [],
		waits: [],
		iterations: [],
		gates: []
	};
	nodes.set(id, node);
	return node;
}
function tell(node, event) {
	const nowMs = event.mono_ms ?? 0;
	switch (event.type) {
		case "node.attempt_failed":
			node.attempts.push({
				event,
				startedMs: attemptStart(node),
				endedMs: nowMs
			});
			return;
		case "node.retrying":
			node.waits.push({
				startedMs: nowMs,
				endedMs: nowMs + event.delay_ms
			});
			return;
		case "iteration.started":
			endIteration(node, nowMs);
			node.iterations.push({
				iteration: event.iteration,
				startedMs: nowMs
			});
			return;
		case "until.checked": {
			const last = node.iterations.at(-1);
			const code = event.exit_code;
			if (last) last.until = {
				passed: event.passed,
				...typeof code === "number" && { exitCode: code }
			};
			return;
		}
		case "gate.passed":
			node.gates.push(event);
			return;
		case "node.jumped":
			node.jumpedTo = event.to;
			return;
		case "node.expanded":
			node.items = event.count;
			return;
		case "node.completed":
		case "node.failed":
			endIteration(node, nowMs);
			node.endedMs = nowMs;
			return;
		case "node.reused":
		case "node.skipped":
			node.endedMs = nowMs;
			return;
	}
}
function endIteration({ iterations }, nowMs) {
	const last = iterations.at(-1);
	if (last) last.endedMs ??= nowMs;
}
function attemptStart({ startedMs, attempts, waits }) {
	return Math.max(startedMs, attempts.at(-1)?.endedMs ?? 0, waits.at(-1)?.endedMs ?? 0);
}

// src/report/html/graph.ts
const HEIGHT = 46;
const CHAR = 7.6;
const TEXT_X = 36;
const SMALL_CHAR = 6.2;
const MAX_CHARS = 28;
const MANY_EDGES = 300;
const MIN_TEXT = 165;
function graphSection(run) {
	const { outline, layout } = run.source;
	const nodes = outline?.nodes ?? [];
	if (nodes.length === 0) return section(html`<p class="note">The pipe of this run is not at hand, or it was changed since. Its journal does not say what depends on what.</p>`);
	const width = boxWidth(nodes);
	const edges = nodes.flatMap(({ needs }, to) => needs.map((from) => [from, to]));
	const placed = layout({
		size: nodes.length,
		edges,
		box: {
			width,
			height: HEIGHT
		}
	});
	const full = {
		width: Math.ceil(placed.width) + 24,
		height: Math.ceil(placed.height) + 24
	};
	const looks = nodes.map(({ id }) => run.byId.get(id)?.look ?? "pending");
	const lines = placed.edges.map((points, at) => edge(points, looks[edges[at][1]]));
	const boxes = nodes.map((node, at) => box(node, run.byId.get(node.id), {
		middle: placed.nodes[at],
		width
	}));
	const zoom = html`<div class="zoom" hidden>
<button type="button" data-zoom="out" aria-label="Zoom out">−</button>
<button type="button" data-zoom="fit">Fit</button>
<button type="button" data-zoom="one">100 %</button>
<button type="button" data-zoom="in" aria-label="Zoom in">+</button>
</div>`;
	const isDense = edges.length > MANY_EDGES;
	const picture = html`<div class="scroll canvas" tabindex="0" role="group" aria-label="Graph of ${nodes.length} nodes; scrolls">
<svg id="graph" width="${full.width}" height="${full.height}" viewBox="${-12} ${-12} ${full.width} ${full.height}">
<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 .8L7.4 4 0 7.2z"/></marker></defs>
<g class="edges${isDense && " dense"}" aria-hidden="true">${lines}</g>
${boxes}
</svg>
</div>`;
	return section(picture, zoom);
}
const section = (body, tools) => html`<section id="graph-section" aria-labelledby="h-graph">
<div class="row"><h2 id="h-graph">Graph</h2>${tools}</div>
${body}
</section>
`;
const boxWidth = (nodes) => {
	const longest = Math.max(...nodes.map(({ id }) => Math.min(MAX_CHARS, id.length) * CHAR));
	return Math.ceil(TEXT_X + Math.max(longest, MIN_TEXT) + 12);
};
function box(node, shown, { middle, width }) {
	const { id, kind, rule, gate } = node;
	const look = shown?.look ?? "pending";
	const ran = shown !== void 0 && look !== "skipped";
	const small = words([
		kind,
		LOOK_WORDS[look],
		ran && duration(shown.node.durationMs)
	], " · ");
	const x = Math.round(middle.x - width / 2);
	const y = Math.round(middle.y - HEIGHT / 2);
	const inside = html`<rect width="${width}" height="${HEIGHT}" rx="8"><title>${words([
		id,
		small,
		rule,
		gate && `gate ${gate}`
	], ", ")}</title></rect>
<svg x="12" y="15" width="16" height="16">${icon(look)}</svg>
<text x="${TEXT_X}" y="20">${clip(oneLine(id), MAX_CHARS)}</text> <text class="sub" x="${TEXT_X}" y="36">${clip(small, Math.floor((width - TEXT_X) / SMALL_CHAR))}</text>`;
	const at = safe(`transform="translate(${x} ${y})"`);
	if (shown === void 0) return html`<g class="box ${look}" ${at}>${inside}</g>\n`;
	return html`<a class="box ${look}" href="#n-${shown.index}" ${at}>${inside}</a>\n`;
}
const words = (parts, between) => parts.filter((part) => part !== void 0 && part !== false && part !== "").join(between);
const edge = (points, to) => safe(`<path class="to-${to}" d="${path(points)}"/>`);
function path(points) {
	const [first, ...rest] = points.map(({ x, y }) => ({
		x: Math.round(x),
		y: Math.round(y)
	}));
	const last = rest.at(-1);
	if (first === void 0 || last === void 0) return "";
	if (rest.length === 1) {
		const middle = Math.round((first.x + last.x) / 2);
		return `M${first.x} ${first.y}C${middle} ${first.y} ${middle} ${last.y} ${last.x} ${last.y}`;
	}
	let way = `M${first.x} ${first.y}`;
	for (let at = 0; at < rest.length - 1; at++) {
		const point = rest[at];
		const next = rest[at + 1];
		const end = at === rest.length - 2 ? next : {
			x: Math.round((point.x + next.x) / 2),
			y: Math.round((point.y + next.y) / 2)
		};
		way += `Q${point.x} ${point.y} ${end.x} ${end.y}`;
	}
	return way;
}

// src/report/html/ansi.ts
const MAX_SPANS = 2e3;
function outputHtml(text, paint = { left: MAX_SPANS }) {
	if (!anyActive.test(text)) return safe(escapeHtml(text));
	const own = { left: Math.min(MAX_SPANS, paint.left) };
	const before = own.left;
	const shown = text.split(/\r\n|\r|\n/).map((line) => lineHtml(withoutControls(line), own)).join("\n");
	paint.left -= before - own.left;
	return safe(shown);
}
const anyActive = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\udb40]/;
function lineHtml(line, paint) {
	if (!line.includes("\x1B")) return escapeHtml(line);
	let out = "";
	let look = PLAIN;
	for (const [at, piece] of line.split(/\x1b\[([0-9;:]*)m/).entries()) if (at % 2 === 1) look = repaint(look, piece);
	else if (piece !== "") out += pieceHtml(piece, look, paint);
	return out;
}
function pieceHtml(piece, look, paint) {
	const names = classesOf(look);
	if (names === "" || paint.left <= 0) return escapeHtml(piece);
	paint.left--;
	return `<span class="${names}">${escapeHtml(piece)}</span>`;
}
const PLAIN = { traits: "" };
function classesOf({ fore, back, traits }) {
	return [back !== void 0 ? `b${back}` : fore !== void 0 ? `f${fore}` : "", ...traits].filter((name) => name !== "").join(" ");
}
const TRAIT = {
	1: "B",
	2: "D",
	3: "I",
	4: "U",
	7: "V",
	9: "S"
};
const END = {
	22: "BD",
	23: "I",
	24: "U",
	27: "V",
	29: "S"
};
function repaint(before, numbers) {
	let look = before;
	const groups = numbers.split(";");
	for (let at = 0; at < groups.length; at++) {
		const own = groups[at].split(":").map(Number);
		const code = own[0];
		if (code !== 38 && code !== 48) {
			look = one(look, code);
			continue;
		}
		const isWhole = own.length > 1;
		const rest = isWhole ? own.slice(1) : groups.slice(at + 1, at + 5).map(Number);
		const colour = extended(isWhole && rest.length > 4 ? [rest[0], ...rest.slice(2)] : rest);
		look = code === 38 ? {
			...look,
			fore: colour
		} : {
			...look,
			back: colour
		};
		if (!isWhole) at += rest[0] === 5 ? 2 : 4;
	}
	return look;
}
function one(look, code) {
	if (code === 0) return PLAIN;
	const trait = TRAIT[code];
	if (trait !== void 0) return {
		...look,
		traits: without(look.traits, trait) + trait
	};
	const end = END[code];
	if (end !== void 0) return {
		...look,
		traits: without(look.traits, end)
	};
	if (code >= 30 && code <= 37) return {
		...look,
		fore: code - 30
	};
	if (code >= 90 && code <= 97) return {
		...look,
		fore: code - 82
	};
	if (code >= 40 && code <= 47) return {
		...look,
		back: code - 40
	};
	if (code >= 100 && code <= 107) return {
		...look,
		back: code - 92
	};
	if (code === 39) return {
		...look,
		fore: void 0
	};
	if (code === 49) return {
		...look,
		back: void 0
	};
	return look;
}
const without = (traits, gone) => [...traits].filter((char) => !gone.includes(char)).join("");
function extended([form, ...rest]) {
	if (form === 5) return nearest(...cubeColour(rest[0] ?? 0));
	return form === 2 ? nearest(rest[0] ?? 0, rest[1] ?? 0, rest[2] ?? 0) : void 0;
}
function cubeColour(n) {
	if (!(n >= 0 && n <= 255)) return BASIC[7];
	if (n < 16) return BASIC[n];
	if (n > 231) return [
		8 + (n - 232) * 10,
		8 + (n - 232) * 10,
		8 + (n - 232) * 10
	];
	const step = (value) => value === 0 ? 0 : 55 + value * 40;
	return [
		step(Math.floor((n - 16) / 36)),
		step(Math.floor((n - 16) / 6) % 6),
		step((n - 16) % 6)
	];
}
function nearest(red, green, blue) {
	const distance = ([r, g, b]) => (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
	let best = 0;
	for (let at = 1; at < BASIC.length; at++) if (distance(BASIC[at]) < distance(BASIC[best])) best = at;
	return best;
}
const BASIC = [
	[
		0,
		0,
		0
	],
	[
		170,
		0,
		0
	],
	[
		0,
		170,
		0
	],
	[
		170,
		85,
		0
	],
	[
		0,
		0,
		170
	],
	[
		170,
		0,
		170
	],
	[
		0,
		170,
		170
	],
	[
		170,
		170,
		170
	],
	[
		85,
		85,
		85
	],
	[
		255,
		85,
		85
	],
	[
		85,
		255,
		85
	],
	[
		255,
		255,
		85
	],
	[
		85,
		85,
		255
	],
	[
		255,
		85,
		255
	],
	[
		85,
		255,
		255
	],
	[
		255,
		255,
		255
	]
];

// src/report/html/transcript.ts
function transcriptOf(head, tail) {
	const reading = {
		said: [],
		tools: /* @__PURE__ */ new Map(),
		session: ""
	};
	for (const line of head.split("\n")) readLine(line, reading);
	if (tail !== "") {
		reading.said.push({ kind: "gap" });
		for (const line of tail.split("\n")) readLine(line, reading);
	}
	return reading.said;
}
function readLine(line, reading) {
	const value = parse(line);
	if (value === void 0) return;
	const type = value["type"];
	if (type === "assistant" || type === "user") readMessage(value, reading);
	else for (const signal of parseClaudeLine(line)) readSignal(signal, reading);
}
function parse(line) {
	if (!line.startsWith("{")) return void 0;
	try {
		return object(JSON.parse(line));
	} catch {
		return;
	}
}
function readSignal(signal, reading) {
	if (signal.kind === "result") reading.said.push(signal);
	else if (signal.kind === "denied") reading.said.push({
		kind: "denied",
		tool: signal.tool
	});
	else if (signal.kind === "session" && signal.id !== reading.session) {
		reading.session = signal.id;
		reading.said.push({
			kind: "session",
			id: signal.id
		});
	}
}
function readMessage(value, { said, tools }) {
	const isSub = (value["parent_tool_use_id"] ?? null) !== null;
	const content = object(value["message"])?.["content"];
	for (const block of Array.isArray(content) ? content.map(object) : []) {
		const { type, text, thinking, id, name } = block ?? {};
		if (type === "text" && typeof text === "string" && value["type"] === "assistant") {
			if (text.trim() !== "") said.push({
				kind: "text",
				text,
				isSub
			});
		} else if (type === "thinking" && typeof thinking === "string") {
			if (thinking.trim() !== "") said.push({
				kind: "thinking",
				text: thinking,
				isSub
			});
		} else if (type === "tool_use" && typeof name === "string") {
			const tool = {
				kind: "tool",
				name,
				input: object(block?.["input"]) ?? {},
				isSub
			};
			if (typeof id === "string") tools.set(id, tool);
			said.push(tool);
		} else if (type === "tool_result") {
			const tool = tools.get(String(block?.["tool_use_id"]));
			if (tool) tool.answer = {
				text: answerText(block?.["content"]),
				isError: block?.["is_error"] === true
			};
		}
	}
}
function answerText(content) {
	if (typeof content === "string") return content;
	if (!Array.isArray(content)) return content === void 0 ? "" : JSON.stringify(content, void 0, 2);
	return content.map((part) => {
		const { type, text } = object(part) ?? {};
		return type === "text" && typeof text === "string" ? text : `[${String(type ?? "part")}]`;
	}).join("\n");
}
const object = (value) => typeof value === "object" && value !== null && !Array.isArray(value) ? value : void 0;

// src/report/html/conversation.ts
const MAX_TEXT = 16384;
const MAX_ALL = 262144;
function conversationHtml({ head, tail }, redact, paint) {
	const said = transcriptOf(head, tail);
	const items = [];
	let room = MAX_ALL;
	const cut = (text, max = MAX_TEXT) => {
		const shown = middleCut(redact(text), Math.min(max, room));
		room -= shown.length;
		return outputHtml(shown, paint);
	};
	for (const one of said) {
		if (room <= 0) break;
		items.push(saidHtml(one, cut));
	}
	if (items.length === 0) return html`<p class="note">The stream holds no message.</p>`;
	const left = said.length - items.length;
	return html`<ol class="talk">
${items}</ol>
${left > 0 && html`<p class="note">${plural(left, "more message")} in the raw stream.</p>`}`;
}
function saidHtml(said, cut) {
	switch (said.kind) {
		case "session": return html`<li class="mark">Session <code>${said.id}</code></li>\n`;
		case "gap": return html`<li class="mark">… what was said between is in the raw stream only …</li>\n`;
		case "text": return html`<li class="${said.isSub ? "say sub" : "say"}"><span class="who">${said.isSub ? "Sub-agent" : "Assistant"}</span><div class="txt">${cut(said.text)}</div></li>\n`;
		case "thinking": return html`<li class="${said.isSub ? "sub" : ""}"><details class="fold"><summary>Thinking</summary><pre class="txt">${cut(said.text)}</pre></details></li>\n`;
		case "tool": return toolHtml(said, cut);
		case "denied": return html`<li class="mark bad">The tool <code>${said.tool}</code> was denied</li>\n`;
		case "result": return resultHtml(said, cut);
	}
}
function toolHtml({ name, input, answer, isSub }, cut) {
	const gist = cut(firstLine(gistOf(input), 100), 200);
	const asked = cut(inputText(input));
	const back = answer === void 0 ? html`<p class="note">No answer came.</p>` : html`<h5>${answer.isError ? "Error" : "Answer"}</h5><pre class="txt">${cut(answer.text)}</pre>`;
	return html`<li class="${isSub ? "sub" : ""}"><details class="fold tool"><summary><b>${name}</b> <code>${gist}</code>${answer?.isError === true && html` <span class="tag bad">error</span>`}</summary>
<h5>Input</h5><pre class="txt">${asked}</pre>
${back}</details></li>\n`;
}
function gistOf(input) {
	for (const key of [
		"command",
		"file_path",
		"path",
		"pattern",
		"url",
		"query",
		"description",
		"prompt"
	]) {
		const value = input[key];
		if (typeof value === "string" && value.trim() !== "") return value;
	}
	const first = Object.values(input).find((value) => typeof value === "string");
	return typeof first === "string" ? first : "";
}
const inputText = (input) => Object.entries(input).map(([key, value]) => {
	const text = typeof value === "string" ? value : JSON.stringify(value, void 0, 2);
	return text.includes("\n") ? `${oneLine(key)}:\n${text}` : `${oneLine(key)}: ${text}`;
}).join("\n");
function resultHtml(said, cut) {
	const { isError, subtype, turns, costUsd, totalCostUsd, inputTokens, outputTokens, errors } = said;
	const words = [
		isError ? `ended with an error${subtype === "" || subtype === "success" ? "" : ` (${subtype})`}` : `ended: ${subtype}`,
		turns !== void 0 && plural(turns, "turn"),
		cost(costUsd ?? totalCostUsd),
		inputTokens !== void 0 && `${inputTokens} tokens in`,
		outputTokens !== void 0 && `${outputTokens} tokens out`
	].filter((part) => part !== false && part !== "").join(" · ");
	const text = isError ? [said.text ?? "", ...errors].filter((line) => line !== "").join("\n") : "";
	return html`<li class="mark${isError && " bad"}">Turn ${words}${text !== "" && html`<pre class="txt">${cut(text)}</pre>`}</li>\n`;
}
function middleCut(text, max) {
	if (text.length <= max) return text;
	const half = Math.max(0, Math.floor(max / 2));
	const end = text.slice(text.length - half);
	return `${clip(text, half + 1)}\n[${text.length - 2 * half} characters left out]\n${end}`;
}

// src/report/html/capture-html.ts
function* capturesHtml(shown, run) {
	if (shown.captures.length === 0) return;
	yield html`<h4>Captures</h4>\n`;
	const opened = isUrgent(shown) ? mostTelling(shown.captures) : void 0;
	for (const capture of shown.captures) if (capture.isStream) yield streamHtml(capture, shown, run);
	else yield textHtml(capture, {
		shown,
		run,
		isOpen: capture === opened
	});
}
const paintOf = (shown, { paint }) => isUrgent(shown) ? paint.urgent : paint.other;
const isUrgent = ({ look }) => look === "failed" || look === "interrupted";
const mostTelling = (captures) => {
	for (const name of [
		"gate stderr",
		"stderr",
		"gate stdout",
		"answer",
		"stdout"
	]) {
		const capture = captures.find((one) => one.name === name && one.head > 0);
		if (capture !== void 0) return capture;
	}
};
function textHtml(capture, { shown, run, isOpen }) {
	const text = capture.head === 0 ? void 0 : run.source.read(capture);
	if (text === void 0) return linkOnly(capture, run);
	const { head, tail } = text;
	const paint = paintOf(shown, run);
	const gap = tail === "" ? "" : html`</pre>
<p class="gap">${byteSize(capture.bytes - capture.head - capture.tail)} left out here; the whole is in ${fileLink(capture, run)}</p>
<pre class="txt" tabindex="0" role="group" aria-label="End of ${capture.name} of ${shown.node.id}">${outputHtml(tail, paint)}`;
	return html`<details class="capture"${isOpen && safe(" open")}><summary>${capture.name} <span class="size">${byteSize(capture.bytes)}</span></summary>
<div class="paper"><p class="file">${fileLink(capture, run)}${capture.isCut === true && ", itself without its middle"}</p>
<pre class="txt" tabindex="0" role="group" aria-label="${capture.name} of ${shown.node.id}">${outputHtml(head, paint)}${gap}</pre></div></details>\n`;
}
function streamHtml(capture, shown, run) {
	const text = capture.head === 0 ? void 0 : run.source.read(capture);
	if (text === void 0) return linkOnly(capture, run);
	const isOpen = shown.look === "failed";
	return html`<details class="capture"${isOpen && safe(" open")}><summary>${capture.name} <span class="size">${byteSize(capture.bytes)}</span></summary>
<div class="paper"><p class="file">Raw stream: ${fileLink(capture, run)}</p>
${conversationHtml(text, run.source.redact, paintOf(shown, run))}</div></details>\n`;
}
const linkOnly = (capture, run) => html`<p class="capture-link"><span>${capture.name}</span> <span class="size">${byteSize(capture.bytes)}, too much to be shown here:</span> ${fileLink(capture, run)}</p>\n`;
function fileLink({ path }, { source: { base } }) {
	const address = path.split("/").map(encodeURIComponent).join("/");
	return html`<a href="${safe(escapeHtml(base + address))}"><code>${path}</code></a>`;
}

// src/report/html/tries.ts
const MAX_ROWS$1 = 200;
const WILL = {
	retry: "tried again",
	continue: "went on",
	jump: "jumped",
	fail: ""
};
function attemptsHtml(shown) {
	const { node, story } = shown;
	const failed = story?.attempts ?? [];
	if (story === void 0 || failed.length === 0 || node.attempt === 1 && node.status === "failed") return html``;
	const rows = failed.map((attempt) => failedRow(attempt, shown));
	if (!(failed.at(-1)?.event.attempt === node.attempt)) rows.push(lastRow(shown, attemptStart(story)));
	return html`<h4>Attempts</h4>
<div class="scroll" tabindex="0" role="group" aria-label="Attempts of ${node.id}"><table class="plain"><thead><tr><th scope="col">Attempt</th><th scope="col">Result</th><th scope="col" class="num">Began</th><th scope="col" class="num">Took</th><th scope="col" class="num">Cost</th></tr></thead>
<tbody>${rows.slice(0, MAX_ROWS$1)}</tbody></table></div>
`;
}
function failedRow({ event, startedMs, endedMs }, { story }) {
	const { attempt, error, message, will, usage } = event;
	const wait = story?.waits.find((one) => one.startedMs >= endedMs);
	const waited = will === "retry" && wait !== void 0 && wait.endedMs > wait.startedMs;
	const next = [WILL[will] ?? will, waited && `after ${duration(wait.endedMs - wait.startedMs)}`].filter((part) => part !== false && part !== "").join(" ");
	const words = message === void 0 ? "" : firstLine(message);
	return html`<tr><td class="num">${attempt}</td><td>${icon("failed")} ${errorWords(error)}${words !== "" && html` <span class="dim">${words}</span>`}${next !== "" && html` <span class="tag">${next}</span>`}</td><td class="num">${duration(startedMs)}</td><td class="num">${duration(endedMs - startedMs)}</td><td class="num">${cost(usage?.cost_usd)}</td></tr>`;
}
function lastRow({ node, story, look }, startedMs) {
	const took = story?.endedMs === void 0 ? "" : duration(story.endedMs - startedMs);
	return html`<tr><td class="num">${node.attempt}</td><td>${icon(look)} ${LOOK_WORDS[look]}</td><td class="num">${duration(startedMs)}</td><td class="num">${took}</td><td></td></tr>`;
}
function iterationsHtml({ node, story }) {
	const iterations = story?.iterations ?? [];
	if (iterations.length === 0) return html``;
	const asked = iterations.some(({ until }) => until !== void 0);
	const rows = iterations.slice(-200).map(({ iteration, startedMs, endedMs, until }) => {
		const exit = until?.exitCode === void 0 ? "" : ` (exit ${until.exitCode})`;
		const verdict = until === void 0 ? "" : until.passed ? "passed" : `not yet${exit}`;
		return html`<tr><td class="num">${iteration}</td><td class="num">${duration(startedMs)}</td><td class="num">${endedMs !== void 0 && duration(endedMs - startedMs)}</td>${asked && html`<td>${verdict}</td>`}</tr>`;
	});
	const more = iterations.length - rows.length;
	return html`<h4>Iterations</h4>
<div class="scroll" tabindex="0" role="group" aria-label="Iterations of ${node.id}"><table class="plain"><thead><tr><th scope="col">Iteration</th><th scope="col" class="num">Began</th><th scope="col" class="num">Took</th>${asked && html`<th scope="col">until_bash</th>`}</tr></thead>
<tbody>${rows}</tbody></table></div>${more > 0 && html`<p class="note">and ${more} before these</p>`}
`;
}

// src/report/html/why.ts
const nodeLink = (id, run) => {
	const shown = run.byId.get(id);
	return shown === void 0 ? html`<code>${id}</code>` : html`<a class="id" href="#n-${shown.index}">${id}</a>`;
};
function whySkipped({ node: { skip } }, run) {
	if (skip === void 0) return html``;
	const { reason, cause, when, saw } = skip;
	if (when) {
		const values = sawWords(saw).map((words) => html`, <code>${words}</code>`);
		return html`skipped: when <code>${conditionWords(when)}</code>${values}`;
	}
	const words = SKIP_WORDS[reason] ?? reason;
	if (!cause) return html`skipped: ${words}`;
	const verb = reason === "upstream_failed" ? " failed" : reason === "upstream_skipped" ? " was skipped" : "";
	return verb === "" ? html`skipped: ${words} (${nodeLink(cause, run)})` : html`skipped: ${nodeLink(cause, run)}${verb}`;
}

// src/report/html/node-section.ts
const MAX_CHILDREN = 200;
const MAX_VALUE = 16384;
function* nodeSection(shown, run) {
	const { node, look, index } = shown;
	yield html`<details class="node ${look}" id="n-${index}" data-look="${look}" data-i="${index}"${(look === "failed" || look === "interrupted") && safe(" open")}>
<summary>${icon(look)}<h3>${pathHtml(node.id)}</h3><span class="meta">${meta(shown)}</span><span class="hits"></span></summary>
<div class="inside">
${reason(shown, run)}
${facts(shown, run)}
${attemptsHtml(shown)}${iterationsHtml(shown)}${gatesHtml(shown)}${outputsHtml(node.outputs)}${childrenHtml(shown, run)}`;
	yield* capturesHtml(shown, run);
	yield html`</div>
</details>
`;
}
function pathHtml(id) {
	const at = id.lastIndexOf("/") + 1;
	return at === 0 ? html`${id}` : html`<span class="dim">${id.slice(0, at)}</span>${id.slice(at)}`;
}
function meta({ node, look, isAbsorbed }) {
	const tags = [
		node.kind,
		isAbsorbed && "absorbed",
		conclusionWords(node.conclusion),
		node.attempt > 1 && `${node.attempt} attempts`,
		node.iterations > 1 && plural(node.iterations, "iteration")
	];
	const hasTime = look !== "skipped" && node.status !== "running";
	return html`<span class="vh">${LOOK_WORDS[look]}</span>${tags.map((tag) => tag !== false && tag !== void 0 && tag !== "" && html`<span class="tag">${tag}</span>`)}<span class="num">${cost(node.usage?.cost_usd)}</span><span class="num">${hasTime && duration(node.durationMs)}</span>`;
}
function reason(shown, run) {
	const { node, look } = shown;
	if (look === "skipped") return html`<p class="reason">${whySkipped(shown, run)}</p>`;
	const parts = [];
	if (look === "interrupted") parts.push(html`<p class="reason">The run ended while this node ran.</p>`);
	else if (node.error !== void 0) {
		const cause = node.cause !== void 0 && html`, because of ${nodeLink(firstCause(node.cause, run), run)}`;
		const ignored = node.status === "completed" && html` (${conclusionWords(node.conclusion)})`;
		parts.push(html`<p class="reason"><b>${errorWords(node.error)}</b>${cause}${ignored}</p>`);
	}
	if (node.because !== void 0) parts.push(html`<p class="reason">Ran again: ${node.because}</p>`);
	if (node.reused) parts.push(html`<p class="reason">Taken over from the run <code>${run.state.resumedFrom}</code>; what it cost was paid there.</p>`);
	if (node.message !== void 0 && node.status !== "completed" && look !== "interrupted") parts.push(html`<pre class="message txt">${outputHtml(node.message.trim())}</pre>`);
	return html`${parts}`;
}
const LONG$1 = /* @__PURE__ */ new Set([
	"Needs",
	"Condition",
	"Written at",
	"Session"
]);
function firstCause(id, { state }) {
	const seen = /* @__PURE__ */ new Set();
	for (let at = id; !seen.has(at);) {
		seen.add(at);
		const cause = state.nodes.get(at)?.cause;
		if (cause === void 0) return at;
		at = cause;
	}
	return id;
}
function facts(shown, run) {
	const { node, look, planned, parent, story } = shown;
	const { usage } = node;
	const pipe = run.state.pipePath;
	const began = look !== "skipped" && !node.reused;
	const shownRows = [
		["Status", badge(look)],
		["Kind", node.kind],
		["Model", node.model],
		["Began", began && `${duration(node.startedMs) || "0.0s"} into the run`],
		["Took", look !== "skipped" && node.status !== "running" && duration(node.durationMs)],
		["Items", story?.items !== void 0 && String(story.items)],
		["Turns", usage?.turns !== void 0 && String(usage.turns)],
		["Tokens", usage?.input_tokens !== void 0 && `${usage.input_tokens} in, ${usage.output_tokens ?? 0} out`],
		["Cost", cost(usage?.cost_usd)],
		["Gate", gateFact(shown)],
		["Jumped to", story?.jumpedTo],
		["Part of", parent && nodeLink(parent.node.id, run)],
		["Needs", needs(shown, run)],
		["Starts when", planned?.rule],
		["Condition", planned?.when !== void 0 && html`<code>${planned.when}</code>`],
		["Written at", planned?.line !== void 0 && html`<code>${pipe}:${planned.line}</code>`],
		["Session", node.sessionId !== void 0 && html`<code>${node.sessionId}</code>`]
	].filter(([, value]) => value !== void 0 && value !== false && value !== "");
	return html`<dl class="facts">${shownRows.map(([name, value]) => html`<div${LONG$1.has(name) && html` class="long"`}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>\n`;
}
function gateFact({ node, refusedGate, planned }) {
	const passed = node.gates.map((gate) => html`<code>${gate}</code> passed `);
	if (node.cause === void 0 && (node.error?.kind === "gate_failed" || node.error?.kind === "gate_timeout")) return html`${passed}${refusedGate === void 0 ? "" : html`<code>${refusedGate}</code> `}refused`;
	if (passed.length > 0) return html`${passed}`;
	return planned?.gate === void 0 ? void 0 : html`<code>${planned.gate}</code>, not reached`;
}
function needs({ planned }, run) {
	if (planned === void 0 || planned.needs.length === 0) return void 0;
	return linkList(planned.needs.flatMap((at) => run.source.outline?.nodes[at]?.id ?? []), run);
}
function linkList(ids, run) {
	const links = ids.slice(0, MAX_CHILDREN).map((id, at) => html`${at > 0 && ", "}${nodeLink(id, run)}`);
	const more = ids.length - links.length;
	return html`${links}${more > 0 && ` and ${more} more`}`;
}
function gatesHtml({ story }) {
	const gates = (story?.gates ?? []).filter(({ stdout }) => stdout !== void 0 && stdout !== "");
	return html`${gates.map(({ gate, stdout }) => html`<h4>Gate <code>${gate}</code> said</h4><pre class="txt">${outputHtml(stdout ?? "")}</pre>\n`)}`;
}
function outputsHtml(outputs, level = 4) {
	if (outputs === void 0 || outputs === null) return html``;
	const entries = typeof outputs === "object" && !Array.isArray(outputs) ? Object.entries(outputs) : [["", outputs]];
	if (entries.length === 0) return html``;
	return html`<h${level}>Outputs</h${level}>${valuesHtml(entries.map(([name, value]) => [name, pretty(value)]))}`;
}
const valuesHtml = (entries) => html`<dl class="values">${entries.map(([name, text]) => html`<div><dt>${name === "" ? "value" : name}</dt><dd class="txt">${text === "" ? html`<span class="dim">empty</span>` : outputHtml(cutValue(text))}</dd></div>`)}</dl>\n`;
const cutValue = (text) => text.length <= MAX_VALUE ? text : `${text.slice(0, MAX_VALUE)}… (${text.length} characters)`;
const pretty = (value) => typeof value === "object" && value !== null ? JSON.stringify(value, void 0, 2) : jsonText(value);
function childrenHtml({ children }, run) {
	if (children.length === 0) return html``;
	const ids = children.map(({ node }) => node.id);
	const parts = children.slice(0, MAX_CHILDREN).map((child) => html`<li>${icon(child.look)}${nodeLink(child.node.id, run)}<span class="vh"> ${LOOK_WORDS[child.look]}</span></li>`);
	const more = ids.length - parts.length;
	return html`<h4>Children</h4><ul class="children">${parts}</ul>${more > 0 && html`<p class="note">and ${more} more</p>`}\n`;
}

// src/report/html/captures.ts
const MAX_CAPTURE_BYTES = 262144;
const MAX_STREAM_BYTES = 1048576;
const MAX_ALL_BYTES = 16777216;
const MAX_ATTEMPTS = 101;
const STREAMS = [
	["stream.jsonl", "conversation"],
	["out", "stdout"],
	["err", "stderr"],
	["gate.out", "gate stdout"],
	["gate.err", "gate stderr"],
	["until.out", "until_bash stdout"],
	["until.err", "until_bash stderr"]
];
function capturesOf(nodes, files) {
	const byPath = new Map(files.map((file) => [file.path, file]));
	const found = new Map(nodes.map((node) => [node.id, filesOf(node, byPath)]));
	let room = MAX_ALL_BYTES;
	for (const isUrgent of [true, false]) for (const node of nodes) {
		if (node.isUrgent !== isUrgent) continue;
		const captures = found.get(node.id).map((capture) => {
			const fit = fitted(capture, room);
			room -= fit.head + fit.tail;
			return fit;
		});
		found.set(node.id, captures);
	}
	return found;
}
function filesOf(node, byPath) {
	const captures = [];
	const add = (middle, after) => {
		for (const [suffix, name] of STREAMS) {
			const file = byPath.get(`nodes/${node.id}${middle}.${suffix}`);
			if (file === void 0 || file.bytes === 0) continue;
			const own = node.isAgent && suffix === "out" ? "answer" : name;
			const isStream = suffix === "stream.jsonl";
			captures.push({
				...file,
				name: `${own}${after}`,
				isStream,
				head: 0,
				tail: 0
			});
		}
	};
	add("", "");
	for (let attempt = Math.min(node.attempts, MAX_ATTEMPTS); attempt >= 1; attempt--) add(`.attempt-${attempt}`, ` of attempt ${attempt}`);
	return captures;
}
function fitted(capture, room) {
	const cap = capture.isStream ? MAX_STREAM_BYTES : MAX_CAPTURE_BYTES;
	if (Math.min(capture.bytes, cap) > room) return capture;
	if (capture.bytes <= cap) return {
		...capture,
		head: capture.bytes,
		tail: 0
	};
	return {
		...capture,
		head: cap / 2,
		tail: cap / 2
	};
}

// src/report/html/run.ts
const MAX_COLOURS = 1e4;
const MAX_NODES = 3e3;
function shownRun(source) {
	const { events, outline, isLive = false } = source;
	const state = fold(events);
	const story = storyOf(events);
	const branches = [...flat(treeOf(state))];
	const kept = choose(branches.map(({ node }) => node));
	const planned = new Map(outline?.nodes.map((node) => [node.id, node]));
	const absorbed = new Set(outline?.absorbed);
	const refused = new Map(outline?.refused);
	const looks = new Map(branches.map(({ node }) => [node.id, lookOf(node, isLive)]));
	const captured = branches.filter(({ node }) => kept.has(node.id)).map(({ node }) => node);
	const captures = capturesOf(captured.map((node) => capturedOf(node, looks.get(node.id))), source.files);
	const byId = /* @__PURE__ */ new Map();
	for (const { node, depth } of branches) {
		if (!kept.has(node.id)) continue;
		const parent = depth === 0 ? void 0 : byId.get(node.parent ?? parentOf(node.id));
		const shown = {
			node,
			story: story.nodes.get(node.id),
			look: looks.get(node.id),
			index: byId.size + 1,
			depth: parent === void 0 ? 0 : parent.depth + 1,
			name: parent !== void 0 && node.id.startsWith(`${parent.node.id}/`) ? node.id.slice(parent.node.id.length + 1) : node.id,
			parent,
			children: [],
			planned: planned.get(node.id),
			captures: captures.get(node.id) ?? [],
			isAbsorbed: absorbed.has(node.id),
			refusedGate: refused.get(node.id)
		};
		parent?.children.push(shown);
		byId.set(node.id, shown);
	}
	return {
		state,
		story,
		nodes: [...byId.values()],
		byId,
		omitted: branches.length - byId.size,
		pending: (outline?.nodes ?? []).filter(({ id }) => !state.nodes.has(id)),
		source,
		paint: {
			urgent: { left: MAX_COLOURS },
			other: { left: MAX_COLOURS }
		},
		spanMs: Math.max(1, story.lastMs, state.durationMs)
	};
}
const parentOf = (id) => id.slice(0, id.lastIndexOf("/"));
function capturedOf(node, look) {
	const isAgent = node.kind === "prompt" || node.kind === "command" || node.model !== void 0;
	const isUrgent = look === "failed" || look === "interrupted" || look === "cancelled";
	return {
		id: node.id,
		attempts: node.attempt,
		isAgent,
		isUrgent
	};
}
function choose(nodes) {
	if (nodes.length <= 3e3) return new Set(nodes.map(({ id }) => id));
	const isUrgent = ({ status }) => status === "failed" || status === "running";
	const isTop = ({ id }) => !id.includes("/");
	const groups = [
		nodes.filter(isUrgent),
		nodes.filter(isTop),
		nodes
	];
	const kept = /* @__PURE__ */ new Set();
	for (const { id } of groups.flat()) {
		if (kept.size >= 3e3) break;
		kept.add(id);
	}
	return kept;
}

// src/report/html/script.ts
const SCRIPT = `'use strict';
(() => {
  const $ = (id) => document.getElementById(id);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const root = document.documentElement;
  const form = document.querySelector('form');
  const query = $('q');
  const nodes = all('details.node');
  const rows = all('.timeline tbody tr');
  for (const hidden of [form, $('theme'), document.querySelector('.zoom'), document.querySelector('.tools')])
    if (hidden) hidden.hidden = false;

  // Theme: the system's, or the one chosen; a file may not be allowed to remember it.
  const THEMES = ['system', 'light', 'dark'];
  const stored = () => { try { return localStorage.getItem('omne-theme'); } catch { return null; } };
  const paint = (theme) => {
    if (theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = theme;
    $('theme').textContent = 'Theme: ' + theme;
  };
  let theme = THEMES.includes(stored()) ? stored() : 'system';
  paint(theme);
  $('theme').addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    paint(theme);
    try { localStorage.setItem('omne-theme', theme); } catch {}
  });

  // Folding of the timeline.
  const byIndex = new Map(rows.filter((row) => row.dataset.i).map((row) => [row.dataset.i, row]));
  const closed = new Set();
  let fits = null;
  const isFolded = (row) => {
    for (let up = row.dataset.p; up; up = byIndex.get(up).dataset.p) if (closed.has(up)) return true;
    return false;
  };
  const kept = () => {
    if (fits === null) return null;
    const shown = new Set();
    for (const row of rows) {
      if (!fits(row)) continue;
      for (let at = row; at; at = byIndex.get(at.dataset.p)) shown.add(at);
    }
    return shown;
  };
  const drawRows = () => {
    const shown = kept();
    for (const row of rows) row.hidden = shown === null ? isFolded(row) : !shown.has(row);
  };
  const fold = (button, isClosed) => {
    const { i } = button.closest('tr').dataset;
    if (isClosed) closed.add(i);
    else closed.delete(i);
    button.setAttribute('aria-expanded', String(!isClosed));
  };
  const toggles = all('.toggle');
  const childCount = new Map();
  const hasTrouble = new Set();
  for (const row of rows) {
    childCount.set(row.dataset.p, (childCount.get(row.dataset.p) || 0) + 1);
    if (row.dataset.look !== 'failed' && row.dataset.look !== 'interrupted') continue;
    for (let up = row.dataset.p; up; up = byIndex.get(up).dataset.p) hasTrouble.add(up);
  }
  for (const button of toggles) {
    const { i } = button.closest('tr').dataset;
    if (childCount.get(i) > 8 && !hasTrouble.has(i)) fold(button, true);
    button.addEventListener('click', () => {
      fold(button, button.getAttribute('aria-expanded') === 'true');
      drawRows();
    });
  }
  drawRows();

  // Sections are opened by what leads to them.
  const reveal = (focus) => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && $(id);
    if (!target || !target.matches('details.node')) return;
    if (target.hidden) reset();
    target.open = true;
    target.scrollIntoView({ block: 'start' });
    if (focus) target.querySelector('summary').focus({ preventScroll: true });
  };
  addEventListener('hashchange', () => reveal(true));
  const openAll = (isOpen) => { for (const node of nodes) if (!node.hidden) node.open = isOpen; };
  $('open-all').addEventListener('click', () => openAll(true));
  $('close-all').addEventListener('click', () => openAll(false));

  // Search: names and statuses, and every captured text. What a node says is kept in lower case once asked for.
  const names = new Map(nodes.map((node) => {
    const heading = node.querySelector('summary').textContent;
    return [node.dataset.i, (heading + ' ' + node.dataset.look).toLowerCase()];
  }));
  const texts = new Map();
  const textOf = (node) => {
    let text = texts.get(node);
    if (text === undefined) {
      text = all('.txt, .reason, .facts', node).map((one) => one.textContent.toLowerCase()).join('\\n');
      texts.set(node, text);
    }
    return text;
  };
  const occurrences = (text, word, most) => {
    let count = 0;
    for (let at = text.indexOf(word); at >= 0 && count < most; at = text.indexOf(word, at + word.length)) count++;
    return count;
  };
  const highlights = 'highlights' in CSS && typeof Highlight === 'function';
  const MARKS = 2000;
  const mark = (word) => {
    if (!highlights) return;
    CSS.highlights.delete('found');
    if (word === '') return;
    const ranges = [];
    for (const node of nodes) {
      if (node.hidden || !node.open) continue;
      for (const one of all('.txt', node)) {
        const fold = one.closest('details');
        if (!fold.open) continue;
        const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
        for (let text = walker.nextNode(); text && ranges.length < MARKS; text = walker.nextNode()) {
          const lower = text.data.toLowerCase();
          if (lower.length !== text.data.length) continue;
          for (let at = lower.indexOf(word); at >= 0 && ranges.length < MARKS; at = lower.indexOf(word, at + word.length)) {
            const range = new Range();
            range.setStart(text, at);
            range.setEnd(text, at + word.length);
            ranges.push(range);
          }
        }
      }
    }
    if (ranges.length > 0) CSS.highlights.set('found', new Highlight(...ranges));
  };
  const openWhere = (node, word) => {
    node.open = true;
    for (const one of all('details', node))
      if (one.textContent.toLowerCase().includes(word)) one.open = true;
  };
  let turn = -1;
  const word = () => query.value.trim().toLowerCase();
  const apply = () => {
    const asked = word();
    const looks = new Set(all('input[name=look]', form).filter((box) => box.checked).map((box) => box.value));
    const isAll = looks.size === all('input[name=look]', form).length;
    const hits = new Set();
    let count = 0;
    for (const node of nodes) {
      const inText = asked === '' ? 0 : occurrences(textOf(node), asked, 999);
      const fits = looks.has(node.dataset.look) && (asked === '' || inText > 0 || names.get(node.dataset.i).includes(asked));
      node.hidden = !fits;
      node.querySelector('.hits').textContent = inText > 0 ? inText + (inText === 1 ? ' match' : ' matches') : '';
      if (!fits) continue;
      count++;
      hits.add(node.dataset.i);
    }
    fits = asked === '' && isAll ? null : (row) => row.dataset.i ? hits.has(row.dataset.i) : looks.has('pending') && (asked === '' || row.textContent.toLowerCase().includes(asked));
    drawRows();
    for (const box of all('a.box')) {
      const isHit = fits === null || hits.has(box.getAttribute('href').slice(3));
      box.classList.toggle('faint', !isHit);
    }
    $('none').hidden = count > 0;
    $('found').textContent = fits === null ? '' : count + ' of ' + nodes.length + ' nodes';
    turn = -1;
    mark(asked);
  };
  const reset = () => {
    query.value = '';
    for (const box of all('input[name=look]', form)) box.checked = true;
    apply();
  };
  let timer = 0;
  query.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(apply, 150);
  });
  form.addEventListener('change', (event) => { if (event.target !== query) apply(); });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(timer);
    const before = turn;
    apply();
    const shown = nodes.filter((node) => !node.hidden);
    if (word() === '' || shown.length === 0) return;
    turn = (before + 1) % shown.length;
    openWhere(shown[turn], word());
    shown[turn].scrollIntoView({ block: 'start' });
    mark(word());
    $('found').textContent = turn + 1 + ' of ' + shown.length + ' nodes';
  });
  document.addEventListener('toggle', (event) => {
    if (event.target.open && word() !== '') mark(word());
  }, true);
  document.addEventListener('keydown', (event) => {
    const { target } = event;
    if (event.key === 'Escape' && target === query) reset();
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.matches('input:not([type=checkbox]), textarea, [contenteditable]')) return;
    event.preventDefault();
    query.focus();
    query.select();
  });

  // Zoom of the graph.
  const graph = $('graph');
  if (graph) {
    const full = { width: Number(graph.getAttribute('width')), height: Number(graph.getAttribute('height')) };
    const fitting = () => Math.min(1, (Math.min(innerWidth, 1216) - 44) / full.width, Math.max(320, innerHeight * 0.7) / full.height);
    let scale = 1;
    const zoom = (to) => {
      scale = Math.min(3, Math.max(0.05, to));
      graph.setAttribute('width', String(full.width * scale));
      graph.setAttribute('height', String(full.height * scale));
    };
    const steps = { in: () => scale * 1.25, out: () => scale / 1.25, one: () => 1, fit: fitting };
    for (const button of all('[data-zoom]')) button.addEventListener('click', () => zoom(steps[button.dataset.zoom]()));
    if (fitting() > 0.75) zoom(fitting());
  }

  // On paper everything is open.
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = all('details:not([open])');
    for (const one of opened) one.open = true;
  });
  addEventListener('afterprint', () => {
    for (const one of opened) one.open = false;
    opened = [];
  });
  reveal(false);
})();
`;

// src/report/html/style-node.ts
const NODE_STYLE = `
.node { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin-bottom: .45rem; }
.many > section, .many .node { content-visibility: auto; contain-intrinsic-size: auto 40rem; }
.many .node { contain-intrinsic-size: auto 2.9rem; }
.many .node[open] { contain-intrinsic-size: auto 24rem; }
.node > summary { display: flex; flex-wrap: wrap; align-items: center; gap: .2rem .6rem; padding: .55rem 1rem; cursor: pointer; list-style: none; border-radius: 10px; }
.node > summary::-webkit-details-marker { display: none; }
.node > summary:hover { background: var(--sunk); }
.node[open] > summary { border-bottom: 1px solid var(--line); border-radius: 10px 10px 0 0; }
.node h3 { font: 600 .95rem/1.5 var(--mono); overflow-wrap: anywhere; }
.node h3 .dim { font-weight: 400; }
.node .meta { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem; flex: 1; font-size: .88rem; color: var(--soft); }
.node .meta .num { min-width: 3.4rem; }
.node .meta .tag + .num, .node .meta .vh + .num { margin-left: auto; }
.hits { font-size: .8rem; color: var(--soft); }
.hits:empty { display: none; }
.inside { padding: .9rem 1.15rem 1.15rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(12.5rem, 1fr)); gap: .5rem 1.6rem; font-size: .9rem; }
.facts.wide { grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); gap: .7rem 1.6rem; }
pre + .facts, .reason + .facts { margin-top: .9rem; }
.facts .long { grid-column: span 2; }
.facts dt { font-size: .78rem; color: var(--soft); }
.facts dd { overflow-wrap: anywhere; }
.values { font-size: .9rem; }
.values > div { display: grid; grid-template-columns: minmax(7rem, 14rem) 1fr; gap: .3rem 1rem; padding: .35rem 0; border-top: 1px solid var(--line); }
.values dt { font-family: var(--mono); font-size: .86rem; color: var(--soft); overflow-wrap: anywhere; }
.values dd { font-family: var(--mono); font-size: .86rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.children { display: flex; flex-wrap: wrap; gap: .25rem 1.2rem; font-size: .9rem; }
.children .i { margin-right: .35rem; }
.plain { border-collapse: collapse; width: 100%; min-width: 24rem; font-size: .88rem; }
.inside > .scroll { width: fit-content; max-width: 100%; }
.plain th, .plain td { padding: .35rem .8rem; text-align: left; font-weight: 400; border-top: 1px solid var(--line); vertical-align: baseline; }
.plain thead th { border: 0; font-size: .78rem; color: var(--soft); }
.plain .num { text-align: right; width: 5.5rem; }
.plain td:first-child, .plain th:first-child { text-align: left; }

.capture { border: 1px solid var(--line); border-radius: 8px; margin-bottom: .4rem; }
.capture > summary, .fold > summary { padding: .38rem .8rem; cursor: pointer; font-size: .9rem; border-radius: 8px; }
.capture > summary:hover, .fold > summary:hover { background: var(--sunk); }
.size { color: var(--soft); font-size: .82rem; }
.paper { border-top: 1px solid var(--line); }
.file, .gap { padding: .35rem .8rem; font-size: .8rem; color: var(--soft); }
.gap { border-block: 1px dashed var(--line2); text-align: center; }
.capture-link { padding: .38rem .8rem; font-size: .9rem; border: 1px dashed var(--line2); border-radius: 8px; margin-bottom: .4rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .82rem; line-height: 1.5; tab-size: 4; unicode-bidi: isolate; }
pre.txt { padding: .6rem .8rem; background: var(--sunk); max-height: 32rem; overflow: auto; border-radius: 6px; }
.paper > pre.txt { border-radius: 0 0 8px 8px; }
pre.message { margin-top: .3rem; }

.talk { padding: .8rem; display: grid; gap: .55rem; }
.say { background: var(--sunk); border-radius: 8px; padding: .55rem .85rem .7rem; max-width: 52rem; }
.say .txt { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
.who { font-size: .76rem; font-weight: 600; color: var(--soft); }
.sub { padding-left: 0; }
li.sub { margin-left: 1.6rem; }
.fold { border: 1px solid var(--line); border-radius: 8px; max-width: 52rem; overflow-wrap: anywhere; }
.fold[open] { padding: 0 .8rem .7rem; }
.fold[open] > summary { margin: 0 -.8rem; }
.fold code { color: var(--soft); }
.mark { font-size: .84rem; color: var(--soft); }
.mark.bad { color: var(--failed); }
.talk + .note { padding: 0 .8rem .7rem; }
::highlight(found) { background: light-dark(#ffe08a, #7a5c00); color: light-dark(#1d2330, #ffffff); }

.f0, .f8 { color: var(--soft); }
.f1, .f9 { color: light-dark(#b3222f, #f58a8f); }
.f2, .f10 { color: light-dark(#1a7340, #6fcf97); }
.f3, .f11 { color: light-dark(#7d5700, #e3c069); }
.f4, .f12 { color: light-dark(#1b55a8, #8ab8f7); }
.f5, .f13 { color: light-dark(#8a2f96, #dd9ae6); }
.f6, .f14 { color: light-dark(#0b6a75, #6fcbd6); }
.f7, .f15 { color: var(--text); }
.b0, .b7, .b8, .b15 { background: light-dark(#e0e4ea, #343b46); }
.b1, .b9 { background: light-dark(#f8d3d6, #5c2329); }
.b2, .b10 { background: light-dark(#cdebd8, #1c4a2d); }
.b3, .b11 { background: light-dark(#f7e3b5, #4d3c10); }
.b4, .b12 { background: light-dark(#d2e2f8, #1f3d63); }
.b5, .b13 { background: light-dark(#eed8f2, #4a2752); }
.b6, .b14 { background: light-dark(#cdeaee, #174650); }
.B { font-weight: 700; }
.D { color: var(--soft); }
.I { font-style: italic; }
.U { text-decoration: underline; }
.S { text-decoration: line-through; }
.U.S { text-decoration: underline line-through; }
.V { background: var(--text); color: var(--card); }
`;

// src/report/html/style.ts
const FRAME = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f6f7f9, #14171c);
  --card: light-dark(#ffffff, #1b1f26);
  --sunk: light-dark(#f4f5f8, #15181e);
  --text: light-dark(#1d2330, #e3e7ee);
  --soft: light-dark(#545d6d, #a3adbc);
  --line: light-dark(#e0e4ea, #2c323c);
  --line2: light-dark(#c6ccd6, #434b58);
  --edge: light-dark(#9aa4b2, #667080);
  --link: light-dark(#1d5bb0, #86b6f5);
  --ring: light-dark(#2f6fd0, #86b6f5);
  --completed: light-dark(#1a7a43, #5cc487);
  --completed-bg: light-dark(#e6f4eb, #17301f);
  --failed: light-dark(#bb2a37, #f58a8f);
  --failed-bg: light-dark(#fceced, #3a1c20);
  --interrupted: light-dark(#8f5600, #e6b055);
  --interrupted-bg: light-dark(#fcf2df, #352a14);
  --cancelled: light-dark(#5d6472, #b3bac6);
  --cancelled-bg: light-dark(#eef0f3, #2a2f38);
  --running: light-dark(#1c63b8, #7db4f5);
  --running-bg: light-dark(#e7f0fb, #182a42);
  --reused: light-dark(#6a44b5, #bba2f2);
  --reused-bg: light-dark(#f1ecfb, #2a2140);
  --skipped: light-dark(#5d6675, #9ca6b4);
  --skipped-bg: light-dark(#eff1f4, #242932);
  --pending: light-dark(#5d6675, #9ca6b4);
  --pending-bg: light-dark(#f4f5f8, #1f242b);
  --mono: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
[data-theme=light] { color-scheme: light; }
[data-theme=dark] { color-scheme: dark; }
*, ::before, ::after { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1, h2, h3, h4, h5, p, dl, dd, ol, ul, pre { margin: 0; }
ol, ul { padding: 0; list-style: none; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
p a, dd a { text-decoration: underline; text-decoration-color: var(--line2); text-underline-offset: 2px; }
code, pre, kbd, .id { font-family: var(--mono); font-size: .92em; }
code { overflow-wrap: anywhere; }
.dim { color: var(--soft); }
[hidden], .none { display: none !important; }
.vh { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 2px solid var(--ring); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
.skip { position: absolute; left: -100vw; top: 0; z-index: 9; padding: .6rem 1rem; background: var(--card); }
.skip:focus { left: 0; }

button { font: inherit; font-size: .87rem; line-height: 1.3; color: var(--text); background: var(--card); border: 1px solid var(--line2); border-radius: 7px; padding: .32rem .7rem; cursor: pointer; }
button:hover { background: var(--sunk); }

.top { position: sticky; top: 0; z-index: 5; display: flex; flex-wrap: wrap; gap: .5rem 1.2rem; align-items: center; padding: .55rem max(1.25rem, (100vw - 76rem) / 2); background: var(--card); border-bottom: 1px solid var(--line); }
.top nav { display: flex; gap: 1rem; font-size: .9rem; }
.top nav a { color: var(--soft); }
.top nav .brand { color: var(--text); font-weight: 650; }
.top form { display: flex; flex: 1 1 20rem; flex-wrap: wrap; gap: .5rem .7rem; align-items: center; position: relative; }
.top form[hidden] { display: none; }
#q { font: inherit; font-size: .9rem; color: var(--text); background: var(--sunk); border: 1px solid var(--line2); border-radius: 7px; padding: .3rem .65rem; width: 100%; }
.top .box { position: relative; flex: 0 1 18rem; min-width: 9rem; }
#q::placeholder { color: var(--soft); opacity: 1; }
.top kbd { position: absolute; right: .55rem; top: 50%; translate: 0 -50%; padding: 0 .42rem; font-size: .75rem; color: var(--soft); background: var(--card); border: 1px solid var(--line2); border-radius: 4px; pointer-events: none; }
#q:focus + kbd, #q:not(:placeholder-shown) + kbd { visibility: hidden; }
fieldset { display: flex; flex-wrap: wrap; gap: .35rem; border: 0; margin: 0; padding: 0; min-width: 0; }
.chip { display: inline-flex; gap: .35rem; align-items: center; font-size: .82rem; padding: .16rem .6rem .16rem .5rem; border: 1px solid var(--line2); border-radius: 99px; color: var(--soft); cursor: pointer; }
.chip b { font-weight: 600; color: var(--text); }
.chip input { position: absolute; opacity: 0; width: 1px; height: 1px; }
.chip .i { color: var(--soft); }
.chip:has(:checked) { background: var(--sunk); color: var(--text); }
.chip:not(:has(:checked)) { border-style: dashed; text-decoration: line-through; }
.chip:has(:focus-visible) { outline: 2px solid var(--ring); outline-offset: 2px; }
#found { position: absolute; right: 1.9rem; top: 50%; translate: 0 -50%; padding-left: .4rem; font-size: .8rem; color: var(--soft); background: var(--sunk); pointer-events: none; }

main { max-width: 76rem; margin: 0 auto; padding: 1.75rem 1.25rem 2rem; }
main > section { margin-bottom: 2.4rem; }
h2 { font-size: 1.16rem; font-weight: 650; margin-bottom: .75rem; }
h3 { font-size: 1rem; font-weight: 600; }
h4 { font-size: .82rem; font-weight: 650; color: var(--soft); margin: 1.3rem 0 .45rem; }
h5 { font-size: .78rem; font-weight: 600; color: var(--soft); margin: .6rem 0 .25rem; }
.row { display: flex; justify-content: space-between; align-items: center; gap: 1rem; margin-bottom: .75rem; }
.row h2 { margin: 0; }
.tools, .zoom { display: flex; gap: .4rem; }
.note { color: var(--soft); font-size: .92rem; }
footer { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem 2.5rem; color: var(--soft); font-size: .85rem; }

.i { width: 1em; height: 1em; flex: none; vertical-align: -.13em; fill: currentColor; }
.i .on, symbol .on { fill: none; stroke: var(--card); stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
symbol .off { fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; }
.i.completed, .badge.completed, .chip.completed :checked ~ .i, .verdict .completed { color: var(--completed); }
.i.failed, .badge.failed, .chip.failed :checked ~ .i { color: var(--failed); }
.i.interrupted, .badge.interrupted, .chip.interrupted :checked ~ .i { color: var(--interrupted); }
.i.cancelled, .badge.cancelled, .chip.cancelled :checked ~ .i { color: var(--cancelled); }
.i.running, .badge.running, .chip.running :checked ~ .i { color: var(--running); }
.i.reused, .badge.reused, .chip.reused :checked ~ .i { color: var(--reused); }
.i.skipped, .badge.skipped, .chip.skipped :checked ~ .i { color: var(--skipped); }
.i.pending, .badge.pending { color: var(--pending); }
.badge { display: inline-flex; gap: .35rem; align-items: center; font-weight: 600; }
.tag { display: inline-block; font-size: .78rem; line-height: 1.45; padding: 0 .45rem; border-radius: 5px; background: var(--skipped-bg); color: var(--soft); white-space: nowrap; }
.tag.bad { background: var(--failed-bg); color: var(--failed); }
.num { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }

.hero h1 { font: 650 1.9rem/1.25 var(--mono); letter-spacing: -.02em; overflow-wrap: anywhere; }
.verdict { display: inline-flex; align-items: center; gap: .5rem; font-weight: 600; padding: .22rem .8rem .22rem .6rem; border-radius: 99px; margin-bottom: .7rem; overflow-wrap: anywhere; }
.hero.completed .verdict { background: var(--completed-bg); color: var(--completed); }
.hero.failed .verdict { background: var(--failed-bg); color: var(--failed); }
.hero.interrupted .verdict { background: var(--interrupted-bg); color: var(--interrupted); }
.hero.cancelled .verdict { background: var(--cancelled-bg); color: var(--cancelled); }
.hero.running .verdict { background: var(--running-bg); color: var(--running); }
.hero .sub { color: var(--soft); margin-top: .3rem; }
.figures { display: flex; flex-wrap: wrap; gap: 1rem 3rem; margin-top: 1.4rem; }
.figures dt { font-size: .82rem; color: var(--soft); }
.figures b { display: block; font-size: 1.45rem; font-weight: 600; line-height: 1.3; font-variant-numeric: tabular-nums; letter-spacing: -.01em; }
.figures span { font-size: .86rem; color: var(--soft); }
.warn { padding: .7rem 1rem; border-radius: 9px; background: var(--interrupted-bg); color: var(--text); margin-bottom: 1.2rem; overflow-wrap: anywhere; }
.warn b { color: var(--interrupted); }

.card, .panel { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .95rem 1.15rem; }
.card + .card { margin-top: .7rem; }
.card h3 { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin-bottom: .35rem; }
.card h3 .id { font-size: 1rem; color: var(--text); overflow-wrap: anywhere; }
.card h3 .dim { margin-left: auto; font: .82rem var(--mono); }
.card.failed { border-color: light-dark(#efc4c8, #5c2c31); }
.card.interrupted { border-color: light-dark(#ecd7ae, #574420); }
.reason { margin-bottom: .35rem; overflow-wrap: anywhere; }
.failed > .reason b, .failed .inside > .reason b { color: var(--failed); font-weight: 600; }
.panel h3 { margin: 1.4rem 0 .5rem; }

.scroll { overflow: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
.canvas { max-height: max(20rem, 75vh); overscroll-behavior-inline: contain; }
#graph { display: block; margin: 0 auto; }
.edges path { fill: none; stroke: var(--edge); stroke-width: 1.4; marker-end: url(#arrow); }
.edges .to-skipped, .edges .to-pending { stroke-dasharray: 4 4; }
.edges.dense path { stroke: var(--line2); stroke-width: 1; }
marker path { fill: var(--edge); }
.box rect { fill: var(--card); stroke: var(--line2); }
.box text { font: 600 13px var(--mono); fill: var(--text); }
.box .sub { font: 11.5px system-ui, sans-serif; fill: var(--soft); }
.box.completed rect { fill: var(--completed-bg); stroke: var(--completed); }
.box.failed rect { fill: var(--failed-bg); stroke: var(--failed); }
.box.interrupted rect { fill: var(--interrupted-bg); stroke: var(--interrupted); }
.box.cancelled rect { fill: var(--cancelled-bg); stroke: var(--cancelled); }
.box.running rect { fill: var(--running-bg); stroke: var(--running); }
.box.reused rect { fill: var(--reused-bg); stroke: var(--reused); }
.box.skipped rect, .box.pending rect { fill: var(--card); stroke: var(--skipped); stroke-dasharray: 4 3; }
.box.skipped text:not(.sub) { font-weight: 400; }
.box .i { width: 16px; height: 16px; }
.box.faint { opacity: .25; }
a.box:hover { text-decoration: none; }
a.box:hover rect { stroke-width: 2; }
a.box:focus-visible { outline: none; }
a.box:focus-visible rect { stroke: var(--ring); stroke-width: 3; }

.timeline { border-collapse: collapse; width: 100%; min-width: 34rem; table-layout: fixed; font-size: .9rem; }
.timeline th, .timeline td { padding: .2rem .6rem; text-align: left; font-weight: 400; vertical-align: middle; height: 1.95rem; }
.timeline thead th { font-size: .8rem; color: var(--soft); border-bottom: 1px solid var(--line); height: 2.3rem; }
.timeline th:first-child { width: 30%; padding-left: 1rem; }
.timeline .kind { width: 5.5rem; color: var(--soft); }
.timeline th.num, .timeline td.num { text-align: right; width: 5.4rem; }
.timeline .cost { width: 4.6rem; padding-right: 1rem; }
.timeline tbody tr:hover { background: var(--sunk); }
.timeline td.when { background: linear-gradient(to right, var(--line) 1px, transparent 1px) .6rem 0 / calc((100% - 1.2rem) / 4) 100%; }
.name { display: flex; align-items: center; gap: .45rem; min-width: 0; }
.name .id { color: var(--text); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.name .tag { flex: none; }
.pending .id, .skipped .name .id { color: var(--soft); }
.nested .name > .i:first-child { margin-left: 1.4rem; }
.d1 { padding-left: 1.2rem; } .d2 { padding-left: 2.4rem; } .d3 { padding-left: 3.6rem; } .d4 { padding-left: 4.8rem; }
.d5 { padding-left: 6rem; } .d6 { padding-left: 7.2rem; } .d7 { padding-left: 8.4rem; } .d8 { padding-left: 9.6rem; }
.d9 { padding-left: 10.8rem; } .d10 { padding-left: 12rem; }
.toggle { flex: none; width: 1.5rem; height: 1.5rem; padding: 0; margin: 0 -.25rem 0 -.4rem; border: 0; background: none; position: relative; }
.toggle::before { content: ""; position: absolute; left: .52rem; top: .45rem; border: solid var(--soft); border-width: 0 1.6px 1.6px 0; width: .42rem; height: .42rem; transform: rotate(45deg); }
.toggle[aria-expanded=false]::before { transform: rotate(-45deg); left: .42rem; top: .54rem; }
.why { color: var(--soft); font-size: .86rem; display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; background: linear-gradient(var(--card), var(--card)); width: fit-content; max-width: 100%; padding-right: .4rem; }
.axis { display: block; width: 100%; overflow: visible; }
.axis text { font: 11px system-ui, sans-serif; fill: var(--soft); font-variant-numeric: tabular-nums; }
svg.bar { display: block; width: 100%; overflow: visible; }
svg.bar rect { stroke-width: 1.5; }
svg.bar line { stroke: var(--card); stroke-width: 1.5; }
rect.completed { fill: var(--completed); stroke: var(--completed); }
rect.failed { fill: var(--failed); stroke: var(--failed); }
rect.tried { fill: var(--failed-bg); stroke: var(--failed); }
rect.interrupted { fill: var(--interrupted-bg); stroke: var(--interrupted); stroke-dasharray: 3 2; }
rect.cancelled { fill: var(--cancelled-bg); stroke: var(--cancelled); }
rect.running { fill: var(--running-bg); stroke: var(--running); }
rect.reused { fill: var(--reused); stroke: var(--reused); }
rect.wait { fill: var(--line2); stroke: none; }
`;
const MEDIA = `
@media (max-width: 46rem) {
  body { font-size: 14.5px; }
  main { padding: 1.2rem .9rem; }
  .top { position: static; padding: .6rem .9rem; }
  html { scroll-padding-top: .6rem; }
  .top nav { gap: .9rem; flex: 1; }
  .top form { order: 3; flex-basis: 100%; }
  .top .box { flex: 1 1 100%; }
  .top kbd { display: none; }
  #theme { order: 2; }
  .top nav a:not(.brand) { display: none; }
  .node .meta { flex-basis: 12rem; }
  .hero h1 { font-size: 1.45rem; }
  .figures { gap: .8rem 1.8rem; }
  .timeline { min-width: 0; }
  .timeline th:first-child { width: 46%; padding-left: .7rem; }
  .timeline .kind, .timeline .cost, .name .tag { display: none; }
  .timeline th.num, .timeline td.num { width: 4.4rem; padding-right: .7rem; }
  .axis text:nth-child(even), .axis text:nth-child(3) { display: none; }
  .d2, .d3, .d4, .d5, .d6, .d7, .d8, .d9, .d10 { padding-left: 1.8rem; }
  .d1 { padding-left: .9rem; }
  .values > div { grid-template-columns: 1fr; }
  .facts.wide { grid-template-columns: 1fr; }
  .facts.wide .long { grid-column: auto; }
  .facts { grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); }
  .card h3 .dim { margin-left: 0; flex-basis: 100%; }
}
@media (prefers-reduced-motion: no-preference) {
  html { scroll-behavior: smooth; }
}
@media print {
  :root, [data-theme=dark] { color-scheme: light; }
  body { background: #fff; font-size: 10pt; }
  .top, .skip, .zoom, .tools, .toggle { display: none !important; }
  main { max-width: none; padding: 0; }
  .timeline tr { display: table-row !important; }
  .many > section, .many .node { content-visibility: visible; }
  details::details-content { content-visibility: visible; display: block; }
  pre.txt, .canvas, .scroll { max-height: none; overflow: visible; }
  .scroll { border: 0; }
  #graph { max-width: 100%; height: auto; }
  .card, .timeline tr, .node > summary { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  .timeline { min-width: 0; }
  .nested .name > .i:first-child { margin-left: 0; }
  .i, rect, .badge, .verdict, .tag, .box, svg.bar { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
const STYLE = FRAME + NODE_STYLE + MEDIA;

// src/report/html/timeline.ts
const MAX_DEPTH = 10;
const MAX_MARKS = 200;
function* timelineSection(run) {
	yield html`<section id="timeline-section" aria-labelledby="h-timeline">
<h2 id="h-timeline">Timeline</h2>
<div class="scroll" tabindex="0" role="group" aria-label="Timeline; scrolls">
<table class="timeline${run.nodes.some(({ depth }) => depth > 0) && " nested"}">
<thead><tr><th scope="col">Node</th><th scope="col" class="kind">Kind</th><th scope="col" class="when"><span class="vh">When it ran</span>${axis(run.spanMs)}</th><th scope="col" class="num">Duration</th><th scope="col" class="num cost">Cost</th></tr></thead>
<tbody>
`;
	for (const shown of run.nodes) yield row(shown, run);
	for (const { id, kind } of run.pending) yield html`<tr class="pending" data-look="pending"><th scope="row"><span class="name d0">${icon("pending")}<span class="id">${id}</span></span></th><td class="kind">${kind}</td><td class="when"><span class="why">not started</span></td><td></td><td class="cost"></td></tr>\n`;
	yield html`</tbody>
</table>
</div>
${run.omitted > 0 && html`<p class="note">${plural(run.omitted, "more node")} in the journal.</p>`}
</section>
`;
}
function axis(spanMs) {
	const label = (quarter) => {
		const anchor = quarter === 0 ? "start" : quarter === 4 ? "end" : "middle";
		const text = quarter === 0 ? "0" : duration(spanMs * quarter / 4);
		return html`<text x="${quarter * 25}%" y="12" text-anchor="${anchor}">${text}</text>`;
	};
	return html`<svg class="axis" aria-hidden="true" height="16">${[
		0,
		1,
		2,
		3,
		4
	].map(label)}</svg>`;
}
function row(shown, run) {
	const { node, look, index, depth, name, parent, children } = shown;
	const indent = Math.min(depth, MAX_DEPTH);
	const toggle = children.length > 0 && html`<button type="button" class="toggle" aria-expanded="true" aria-label="Children of ${node.id}"></button>`;
	const ran = look !== "skipped";
	const tags = [node.attempt > 1 && `${node.attempt} attempts`, node.iterations > 1 && plural(node.iterations, "iteration")];
	const inside = node.reused ? html`<span class="why">taken over</span>` : ran ? bar$1(shown, run) : html`<span class="why">${whySkipped(shown, run)}</span>`;
	return html`<tr id="r-${index}" class="${look}" data-look="${look}" data-i="${index}"${parent && html` data-p="${parent.index}"`}><th scope="row"><span class="name d${indent}">${toggle}${icon(look)}<a class="id" href="#n-${index}"${name !== node.id && html` aria-label="${node.id}"`}>${name}</a><span class="vh">${LOOK_WORDS[look]}</span>${tags.map((tag) => tag !== false && html`<span class="tag">${tag}</span>`)}</span></th><td class="kind">${node.kind}</td><td class="when">${inside}</td><td class="num">${ran && !isOpen(shown) && duration(node.durationMs)}</td><td class="num cost">${cost(node.usage?.cost_usd)}</td></tr>\n`;
}
const isOpen = ({ node }) => node.status === "running";
function bar$1(shown, { spanMs }) {
	const share = (ms) => `${Math.round(Math.min(1, Math.max(0, ms / spanMs)) * 1e4) / 100}%`;
	const stretches = stretchesOf(shown, spanMs);
	const from = stretches[0]?.fromMs ?? 0;
	const isGroup = shown.children.length > 0;
	const rects = stretches.map(({ name, fromMs, toMs }) => {
		const height = name === "wait" ? 2 : isGroup ? 4 : 12;
		return `<rect class="${name}" x="${share(fromMs)}" y="${9 - height / 2}" width="${share(Math.max(toMs - fromMs, spanMs / 500))}" height="${height}" rx="2"/>`;
	});
	const marks = (shown.story?.iterations ?? []).slice(1, MAX_MARKS).map(({ startedMs }) => `<line x1="${share(startedMs)}" x2="${share(startedMs)}" y1="3" y2="15"/>`);
	return html`<svg class="bar" aria-hidden="true" height="18">${safe(rects.join("") + marks.join(""))}</svg><span class="vh">began at ${duration(from)}</span>`;
}
function stretchesOf({ story, node, look }, spanMs) {
	if (story === void 0) return [{
		name: look,
		fromMs: node.startedMs,
		toMs: node.startedMs + node.durationMs
	}];
	const failed = story.attempts.map(({ startedMs, endedMs }) => ({
		name: "tried",
		fromMs: startedMs,
		toMs: endedMs
	}));
	const waits = story.waits.map(({ startedMs, endedMs }) => ({
		name: "wait",
		fromMs: startedMs,
		toMs: endedMs
	}));
	const toMs = story.endedMs ?? spanMs;
	if (story.attempts.at(-1)?.event.attempt === node.attempt) failed.pop();
	const last = story.attempts.at(-1)?.event.attempt === node.attempt ? story.attempts.at(-1).startedMs : attemptStart(story);
	return [
		...failed,
		...waits,
		{
			name: look,
			fromMs: last,
			toMs: Math.max(last, toMs)
		}
	];
}

// src/report/html/page.ts
var _templateObject;
const MAX_FAILURES = 50;
const MANY = 100;
function* htmlReport(source) {
	for (const part of parts(shownRun(source))) yield markupOf(part);
}
function* parts(run) {
	yield head(run);
	yield html`<body>
<a class="skip" href="#main">Skip to the run</a>
${shapes()}
${bar(run)}
<main id="main" tabindex="-1"${run.nodes.length > MANY && html` class="many"`}>
${hero(run)}
${warning(run)}
${failures(run)}
${graphSection(run)}`;
	yield* timelineSection(run);
	yield html`<section id="nodes" aria-labelledby="h-nodes">
<div class="row"><h2 id="h-nodes">Nodes</h2><div class="tools" hidden><button type="button" id="open-all">Open all</button><button type="button" id="close-all">Close all</button></div></div>
`;
	for (const shown of run.nodes) yield* nodeSection(shown, run);
	yield html(_templateObject || (_templateObject = _taggedTemplateLiteral([
		"<p id=\"none\" class=\"note\" hidden>No node fits.</p>\n</section>\n",
		"\n</main>\n",
		"\n<script>",
		"<\/script>\n</body>\n</html>\n"
	])), about(run), foot(run), safe(SCRIPT));
}
function head(run) {
	const { state, source } = run;
	const { hash } = source;
	const policy = [
		"default-src 'none'",
		`style-src 'sha256-${hash(STYLE)}'`,
		`script-src 'sha256-${hash(SCRIPT)}'`,
		"img-src data:",
		"base-uri 'none'",
		"form-action 'none'"
	].join("; ");
	return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${safe(escapeHtml(policy))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${state.pipe || "a run"}: ${verdictWords(state, unended(source))} · omne/run</title>
<link rel="icon" href="${safe(FAVICON[lookOfRun(run)])}">
<style>${safe(STYLE)}</style>
</head>
`;
}
const unended = ({ isLive }) => isLive === true ? "running" : "interrupted";
function lookOfRun({ state, source }) {
	if (state.status === "completed") return "completed";
	if (state.status === "running") return source.isLive === true ? "running" : "interrupted";
	if (state.reason === "cancelled" || state.reason === "interrupted") return state.reason;
	return "failed";
}
const dot = (colour) => `data:image/svg+xml,%3Csvg xmlns=%27http://www.w3.org/2000/svg%27 viewBox=%270 0 16 16%27%3E%3Ccircle cx=%278%27 cy=%278%27 r=%277%27 fill=%27%23${colour}%27/%3E%3C/svg%3E`;
const FAVICON = {
	completed: dot("1a7f45"),
	failed: dot("c4323f"),
	cancelled: dot("6b7280"),
	interrupted: dot("b86e00"),
	running: dot("1f6fc4")
};
function bar({ nodes, pending }) {
	const counts = /* @__PURE__ */ new Map();
	for (const { look } of nodes) counts.set(look, (counts.get(look) ?? 0) + 1);
	if (pending.length > 0) counts.set("pending", pending.length);
	const chips = LOOKS.filter((look) => counts.has(look)).map((look) => html`<label class="chip ${look}"><input type="checkbox" name="look" value="${look}" checked>${icon(look)}${LOOK_WORDS[look]} <b>${counts.get(look)}</b></label>`);
	return html`<header class="top">
<nav aria-label="Parts of the report"><a href="#main" class="brand">omne/run</a><a href="#graph-section">Graph</a><a href="#timeline-section">Timeline</a><a href="#nodes">Nodes</a><a href="#about">Run</a></nav>
<form role="search" hidden>
<label class="vh" for="q">Search names, statuses and captured text</label>
<span class="box"><input id="q" type="search" placeholder="Search names, statuses, output" autocomplete="off" spellcheck="false"><kbd aria-hidden="true">/</kbd><output id="found" for="q"></output></span>
<fieldset><legend class="vh">Statuses shown</legend>${chips}</fieldset>
</form>
<button type="button" id="theme" hidden>Theme: system</button>
</header>
`;
}
function hero(run) {
	const { state, story, source } = run;
	const look = lookOfRun(run);
	const counts = countNodes(state);
	const total = counts.completed + counts.failed + counts.skipped + counts.running + run.pending.length;
	const gates = [...state.nodes.values()].reduce((sum, node) => sum + node.gates.length, 0);
	const tokens = state.usage?.input_tokens;
	const figures = [
		[
			"Nodes",
			String(total),
			countWords(counts, unended(source)) + (run.pending.length > 0 ? `, ${run.pending.length} not started` : "")
		],
		[
			"Wall time",
			duration(state.status === "running" ? story.lastMs : state.durationMs),
			state.status === "running" ? "up to the last event" : ""
		],
		[
			"Gates passed",
			gates === 0 ? "" : String(gates),
			""
		],
		[
			"Cost",
			cost(state.usage?.cost_usd),
			""
		],
		[
			"Turns",
			state.usage?.turns === void 0 ? "" : String(state.usage.turns),
			tokens === void 0 ? "" : `${tokens} tokens in, ${state.usage?.output_tokens ?? 0} out`
		]
	];
	return html`<section class="hero ${look}" aria-labelledby="h-run">
<p class="verdict">${icon(look)}<span>${verdictWords(state, unended(source))}</span></p>
<h1 id="h-run">${state.pipe || "a run without a first event"}</h1>
<p class="sub">${state.startedAt !== "" && html`Started <time datetime="${state.startedAt}">${dateWords(state.startedAt)}</time>`} <code>${state.runId}</code></p>
<dl class="figures">${figures.filter(([, value]) => value !== "").map(([name, value, more]) => html`<div><dt>${name}</dt><dd><b>${value}</b>${more !== "" && html`<span>${more}</span>`}</dd></div>`)}</dl>
</section>
`;
}
const dateWords = (ts) => ts.replace("T", " ").replace(/Z$/, " UTC");
function warning({ state, source }) {
	const parts = [
		source.problem !== void 0 && html`<p class="warn"><b>The journal is not whole:</b> ${source.problem}. Only what stands before it is shown.</p>`,
		state.status === "running" && source.isLive !== true && html`<p class="warn"><b>The journal has no end:</b> the run was killed, or it went on after this report was made.</p>`,
		state.status === "aborted" && state.reason !== "node_failed" && state.message !== void 0 && html`<p class="warn"><b>${state.reason}:</b> ${state.message}</p>`
	];
	return html`${parts}`;
}
function failures(run) {
	const failed = run.nodes.filter(({ look, depth }) => depth === 0 && (look === "failed" || look === "interrupted"));
	if (failed.length === 0) return html``;
	const first = [...failed.filter(({ isAbsorbed }) => !isAbsorbed), ...failed.filter(({ isAbsorbed }) => isAbsorbed)];
	const more = first.length - MAX_FAILURES;
	return html`<section id="failures" aria-labelledby="h-failures">
<h2 id="h-failures">${failuresTitle(failed)}</h2>
${first.slice(0, MAX_FAILURES).map((shown) => failure(shown, run))}${more > 0 && html`<p class="note">and ${more} more; the filter shows them all.</p>`}
</section>
`;
}
function failuresTitle(failed) {
	if (failed.every(({ isAbsorbed }) => isAbsorbed)) return "Absorbed failures";
	return failed.every(({ look }) => look === "interrupted") ? "Interrupted" : "Failures";
}
function failure(shown, run) {
	const { node, look, index, isAbsorbed, planned } = shown;
	const where = planned?.line !== void 0 && html`<span class="dim">${run.state.pipePath}:${planned.line}</span>`;
	return html`<article class="card ${isAbsorbed ? "absorbed" : look}">
<h3>${icon(look)}<a class="id" href="#n-${index}">${node.id}</a>${isAbsorbed && html`<span class="tag">absorbed</span>`}${where}</h3>
${reason(shown, run)}
</article>
`;
}
const LONG = /* @__PURE__ */ new Set([
	"Run",
	"Commit",
	"Pipe digest",
	"Plan digest",
	"Journal",
	"Resumed from"
]);
function about(run) {
	const { state, story } = run;
	const { started, ended } = story;
	const rows = [
		["Run", state.runId && html`<code>${state.runId}</code>`],
		["Pipe", state.pipePath && html`<code>${state.pipePath}</code>`],
		["Engine", started?.engine],
		["Started", state.startedAt !== "" && dateWords(state.startedAt)],
		["Ended", ended?.ts !== void 0 && dateWords(ended.ts)],
		["Last event", ended === void 0 && story.lastTs !== "" && dateWords(story.lastTs)],
		["Commit", started?.head && html`<code>${started.head}</code>`],
		["Worktree", started?.worktree && html`<code>${started.worktree}</code>`],
		["Resumed from", state.resumedFrom && html`<code>${state.resumedFrom}</code>`],
		["Distribution", started?.distro_version],
		["Pipe digest", started?.pipe_digest && html`<code>${started.pipe_digest}</code>`],
		["Plan digest", started?.plan_digest && html`<code>${started.plan_digest}</code>`],
		["Journal", html`<a href="${safe(escapeHtml(run.source.base))}events.jsonl"><code>events.jsonl</code></a>, ${plural(story.count, "event")}${story.chain !== "" && html`, chain <code>${story.chain}</code>`}`],
		["Decided by", state.cause && html`${nodeLink(state.cause, run)} ${errorOf(state.cause, run)}`]
	];
	const inputs = state.inputs.map(({ key, value }) => [key, value]);
	return html`<section id="about" aria-labelledby="h-about">
<h2 id="h-about">Run</h2>
<div class="panel">
<dl class="facts wide">${rows.filter(([, value]) => value !== void 0 && value !== false && value !== "").map(([name, value]) => html`<div${LONG.has(name) && html` class="long"`}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${inputs.length > 0 && html`<h3>Inputs</h3>${valuesHtml(inputs)}`}${outputsHtml(state.outputs, 3)}
</div>
</section>
`;
}
const errorOf = (id, { state }) => {
	const error = state.nodes.get(id)?.error;
	return error === void 0 ? "" : errorWords(error);
};
const foot = ({ story }) => html`<footer>Made by ${story.started?.engine ?? "omne/run"} from the journal of the run. This page loads nothing and sends nothing.</footer>\n`;

// src/report/html/layered.ts
const GAP_X = 56;
const GAP_Y = 14;
const MAX_ROWS = 40;
function layoutWork({ size, edges }) {
	const layers = layersOf(size, edges);
	return edges.reduce((sum, [from, to]) => sum + 2 * (layers[to] - layers[from]) - 1, size);
}
function widestLayer({ size, edges }) {
	const counts = /* @__PURE__ */ new Map();
	for (const layer of layersOf(size, edges)) counts.set(layer, (counts.get(layer) ?? 0) + 1);
	return Math.max(0, ...counts.values());
}
function layered(drawing) {
	const { size, edges, box } = drawing;
	const rows = rowsByLayer(drawing);
	const nodes = new Array(size);
	const height = Math.min(MAX_ROWS, Math.max(1, ...rows.map((row) => row.length))) * (box.height + GAP_Y) - GAP_Y;
	let x = box.width / 2;
	for (const row of rows) {
		const columns = Math.ceil(row.length / MAX_ROWS);
		const perColumn = Math.ceil(row.length / columns);
		const top = (height - perColumn * (box.height + GAP_Y) + GAP_Y) / 2 + box.height / 2;
		for (const [at, node] of row.entries()) {
			const column = Math.floor(at / perColumn);
			const y = top + at % perColumn * (box.height + GAP_Y);
			nodes[node] = {
				x: x + column * (box.width + GAP_Y),
				y
			};
		}
		x += columns * (box.width + GAP_Y) - GAP_Y + GAP_X;
	}
	const ways = edges.map(([from, to]) => {
		const start = nodes[from];
		const end = nodes[to];
		return [{
			x: start.x + box.width / 2,
			y: start.y
		}, {
			x: end.x - box.width / 2,
			y: end.y
		}];
	});
	return {
		width: Math.max(box.width, x - box.width / 2 - GAP_X),
		height,
		nodes,
		edges: ways
	};
}
function rowsByLayer({ size, edges }) {
	const layers = layersOf(size, edges);
	const sums = new Float64Array(size);
	const counts = new Int32Array(size);
	const rows = [];
	for (let node = 0; node < size; node++) {
		rows[layers[node]] ??= [];
		rows[layers[node]].push(node);
	}
	const next = dependentsOf(size, edges);
	for (const row of rows) {
		const place = (node) => counts[node] === 0 ? 0 : sums[node] / counts[node];
		row.sort((a, b) => place(a) - place(b) || a - b);
		for (const [at, node] of row.entries()) for (const to of next[node]) {
			sums[to] += at / row.length;
			counts[to]++;
		}
	}
	return rows;
}
function layersOf(size, edges) {
	const next = dependentsOf(size, edges);
	const waiting = new Int32Array(size);
	for (const [, to] of edges) waiting[to]++;
	const layers = new Int32Array(size);
	const ready = [];
	for (let node = 0; node < size; node++) if (waiting[node] === 0) ready.push(node);
	for (let at = 0; at < ready.length; at++) {
		const from = ready[at];
		for (const to of next[from]) {
			layers[to] = Math.max(layers[to], layers[from] + 1);
			if (--waiting[to] === 0) ready.push(to);
		}
	}
	return layers;
}
function dependentsOf(size, edges) {
	const next = Array.from({ length: size }, () => []);
	for (const [from, to] of edges) next[from].push(to);
	return next;
}

// src/shell/report-layout.ts
const MAX_WORK = 800;
const MAX_EXACT_WORK = 400;
const MAX_LAYER = 40;
async function createLayout(nodes) {
	if (nodes === 0 || nodes > MAX_WORK) return layered;
	const dagre = await import("./dagre.esm.js");
	return (drawing) => {
		const work = layoutWork(drawing);
		if (work > MAX_WORK || widestLayer(drawing) > MAX_LAYER) return layered(drawing);
		return thorough(dagre, drawing, work);
	};
}
function thorough(dagre, { size, edges, box }, work) {
	const graph = new dagre.Graph();
	const ranker = work <= MAX_EXACT_WORK ? "network-simplex" : "tight-tree";
	graph.setGraph({
		rankdir: "LR",
		nodesep: 16,
		edgesep: 12,
		ranksep: 56,
		ranker
	});
	for (let node = 0; node < size; node++) graph.setNode(String(node), { ...box });
	for (const [from, to] of edges) graph.setEdge(String(from), String(to), {});
	dagre.layout(graph);
	const { width = 0, height = 0 } = graph.graph();
	const places = Array.from({ length: size }, (_, node) => graph.node(String(node))).map(({ x = 0, y = 0 }) => ({
		x,
		y
	}));
	return {
		width,
		height,
		nodes: places,
		edges: edges.map(([from, to]) => {
			const between = (graph.edge(String(from), String(to)).points ?? []).slice(1, -1);
			return [
				sideOf(places[from], box.width / 2),
				...between,
				sideOf(places[to], -box.width / 2)
			];
		})
	};
}
const sideOf = ({ x, y }, offset) => ({
	x: x + offset,
	y
});

// src/shell/report-file.ts
const BATCH_CHARS = 65536;
async function writeReport(request) {
	const { folder, files, target, base, outline, isLive, secrets } = request;
	const { events, broken, torn } = readJournal(join(folder, "events.jsonl"));
	const problem = broken === void 0 ? tornWords(torn) : `line ${broken.line}: ${broken.reason}`;
	const parts = htmlReport({
		events,
		files,
		base,
		...outline && { outline },
		...problem !== void 0 && { problem },
		...isLive !== void 0 && { isLive },
		read: (capture) => readCapture(join(folder, capture.path), capture),
		redact: createRedactor(secrets).text,
		hash: sha256Base64,
		layout: await createLayout(outline?.nodes.length ?? 0)
	});
	const draft = `${target}.${process.pid}.part`;
	try {
		writeParts(draft, parts);
		renameSync(draft, target);
	} catch (error) {
		rmSync(draft, { force: true });
		throw error;
	}
}
const tornWords = (torn) => torn === "" ? void 0 : `its last ${torn.length} characters are a torn line`;
function writeParts(path, parts) {
	const fd = openSync(path, "wx", 384);
	try {
		let batch = "";
		const flush = () => {
			const bytes = Buffer.from(batch);
			for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
			batch = "";
		};
		for (const part of parts) {
			batch += part;
			if (batch.length >= BATCH_CHARS) flush();
		}
		flush();
	} finally {
		closeSync(fd);
	}
}
function readCapture(path, { head, tail }) {
	let fd;
	try {
		fd = openSync(path, "r");
	} catch {
		return;
	}
	try {
		const { size } = fstatSync(fd);
		const isWhole = tail === 0;
		const first = decode(read(fd, 0, Math.min(head, size)), isWhole);
		if (isWhole) return {
			head: first,
			tail: ""
		};
		return {
			head: first,
			tail: decode(fromCharacter(read(fd, Math.max(0, size - tail), size)), true)
		};
	} catch {
		return;
	} finally {
		closeSync(fd);
	}
}
let shared = Buffer.alloc(0);
function read(fd, from, to) {
	if (shared.length < to - from) shared = Buffer.allocUnsafeSlow(to - from);
	const bytes = shared.subarray(0, to - from);
	let done = 0;
	while (done < bytes.length) {
		const count = readSync(fd, bytes, done, bytes.length - done, from + done);
		if (count === 0) break;
		done += count;
	}
	return bytes.subarray(0, done);
}
function decode(bytes, isEnd) {
	const decoder = new StringDecoder("utf8");
	const text = decoder.write(bytes);
	return isEnd ? text + decoder.end() : text;
}
function fromCharacter(bytes) {
	let start = 0;
	while (start < 3 && start < bytes.length && (bytes[start] & 192) === 128) start++;
	return bytes.subarray(start);
}

export { storyOf as n, lookOf as r, writeReport as t };