import { C as siteOf, Ct as UNICODE, Et as clip, It as oneLine, Jt as createGrace, Lt as plural, Mt as duration, Pt as isTopLevel, S as newRunId, W as lineOf, b as exitCode, c as collectSecrets, ct as systemClock, f as createLog, g as readEnds, lt as createRedactor, n as refuse, p as paint, s as listenForSignals, t as makeWorktree, u as prepare, v as EXIT, wn as ok, x as conduct } from "./engine.js";
import { t as glyphsFor } from "./glyphs.js";
import { lstatSync } from "node:fs";
import { resolve } from "node:path";
import { StringDecoder } from "node:string_decoder";

// src/shell/last-lines.ts
const ENDS = {
	head: 0,
	end: 1024
};
const MAX_CHARS = 200;
const SHARE = 100;
const LEAST_MS = 200;
var LastLines = class {
	#files;
	#redactor;
	#now;
	#seen = /* @__PURE__ */ new Map();
	constructor(files, redactor, now) {
		this.#now = now;
		this.#files = files;
		this.#redactor = redactor;
	}
	of(id) {
		const seen = this.#seen.get(id);
		const startedMs = this.#now();
		if (seen !== void 0 && startedMs < seen.nextMs) return seen.line;
		const newest = this.#newest(id);
		if (newest === void 0) return "";
		const { file, version } = newest;
		if (seen?.version === version) return seen.line;
		const line = this.#read(file);
		const endedMs = this.#now();
		const nextMs = endedMs + Math.max(LEAST_MS, SHARE * (endedMs - startedMs));
		this.#seen.set(id, {
			version,
			line,
			nextMs
		});
		return line;
	}
	forget(id) {
		this.#seen.delete(id);
	}
	#newest(id) {
		const [first, second] = ["out", "err"].flatMap((stream) => {
			const file = this.#files.capture(id, stream);
			const stat = lstatSync(file, { throwIfNoEntry: false });
			return stat?.isFile() && stat.size > 0 ? [{
				file,
				size: stat.size,
				at: stat.mtimeMs
			}] : [];
		});
		if (first === void 0) return void 0;
		const { file, size, at } = second !== void 0 && second.at > first.at ? second : first;
		return {
			file,
			version: `${file} ${size} ${at}`
		};
	}
	#read(file) {
		const decoder = new StringDecoder("utf8");
		const redacting = this.#redactor.stream();
		const pushed = (bytes) => redacting.push(decoder.write(bytes));
		let text = "";
		readEnds(file, {
			chunk: (bytes) => {
				text += pushed(bytes);
			},
			prelude: (bytes) => void pushed(bytes),
			skipped: () => {},
			shrank: () => {}
		}, ENDS);
		const last = text.split(/[\r\n]+/).findLast((line) => line.trim() !== "") ?? "";
		return oneLine(last.slice(0, 2 * ENDS.end)).replaceAll("	", " ").trim().slice(0, MAX_CHARS);
	}
};

// src/shell/width.ts
const wide = /[\u1100-\u115f\u231a-\u231b\u23e9-\u23fa\u25fd-\u25fe\u2614-\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa-\u26ab\u26bd-\u26be\u26c4-\u26c5\u26ce\u26d4\u26ea\u26f2-\u26fd\u2705\u270a-\u270b\u2728\u274c-\u274e\u2753-\u2757\u2795-\u2797\u27b0\u27bf\u2b1b-\u2b1c\u2b50\u2b55\u2e80-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const ascii = /^[\x20-\x7e]*$/;
function columnsOf(text) {
	if (ascii.test(text)) return text.length;
	let columns = 0;
	for (const char of text) columns += wide.test(char) ? 2 : 1;
	return columns;
}
function cutToColumns(text, columns) {
	if (ascii.test(text)) return text.slice(0, columns);
	let end = 0;
	let room = columns;
	for (const char of text) {
		room -= wide.test(char) ? 2 : 1;
		if (room < 0) break;
		end += char.length;
	}
	return text.slice(0, end);
}

// src/shell/block.ts
function blockLines(scene) {
	return [headline(scene), ...treeLines(scene)].map((line) => ({
		...line,
		text: cutToColumns(line.text, scene.columns - 1).trimEnd()
	}));
}
const SPINNER = [
	"⠋",
	"⠙",
	"⠹",
	"⠸",
	"⠼",
	"⠴",
	"⠦",
	"⠧",
	"⠇",
	"⠏"
];
const ASCII_SPINNER = [
	"|",
	"/",
	"-",
	"\\"
];
function headline({ tally, glyphs, frame, now, startedMs, columns }) {
	const frames = glyphs === UNICODE ? SPINNER : ASCII_SPINNER;
	const mark = frames[frame % frames.length];
	const { running, completed, failed, skipped, waiting } = tally;
	const shown = (count) => count > 0;
	const words = [
		`${running} running`,
		`${completed} done`,
		...shown(failed) ? [`${failed} failed`] : [],
		...shown(skipped) ? [`${skipped} skipped`] : [],
		...shown(waiting) ? [`${waiting} waiting`] : []
	];
	const head = `${mark} ${duration(now - startedMs)}  `;
	const long = `${head}${words.join(` ${glyphs.dot} `)}`;
	if (columnsOf(long) < columns) return {
		mark,
		text: long
	};
	const marks = [
		`${glyphs.running}${running}`,
		`${glyphs.completed}${completed}`,
		...shown(failed) ? [`${glyphs.failed}${failed}`] : [],
		...shown(skipped) ? [`${glyphs.skipped}${skipped}`] : [],
		...shown(waiting) ? [`${waiting} to go`] : []
	];
	while (marks.length > 1 && columnsOf(head + marks.join(" ")) >= columns) marks.pop();
	return {
		mark,
		text: head + marks.join(" ")
	};
}
function treeLines(scene) {
	const { room, glyphs, columns } = scene;
	const all = rowsOf(scene.roots);
	const rows = all.slice(0, all.length > room ? Math.max(1, room - 1) : room);
	const most = Math.max(4, columns - 14);
	const names = rows.map(({ node, depth }) => `${"  ".repeat(depth)}${glyphs.running} ${nameOf(node, depth)}`);
	const width = Math.min(Math.max(0, ...names.map((name) => name.length)), most + 2);
	const lines = rows.map(({ node }, at) => {
		const name = clip(names[at], width, glyphs.ellipsis).padEnd(width);
		const elapsed = duration(scene.now - node.startedMs).padStart(7);
		return {
			mark: glyphs.running,
			text: `  ${name} ${elapsed}  ${detailOf(node, scene)}`
		};
	});
	const more = all.slice(rows.length).filter(({ node }) => node.children.size === 0).length;
	if (more > 0 && lines.length < room) lines.push({ text: `    ${glyphs.ellipsis} and ${more} more running` });
	return lines;
}
function rowsOf(nodes, depth = 0) {
	return [...nodes].flatMap((node) => [{
		node,
		depth
	}, ...rowsOf(node.children, depth + 1)]);
}
const nameOf = ({ id, parent }, depth) => depth > 0 && parent !== void 0 && id.startsWith(`${parent.id}/`) ? id.slice(parent.id.length + 1) : id;
function detailOf({ id, state, children }, { lastLine, glyphs }) {
	const last = children.size > 0 ? "" : lastLine(id);
	if (last === "") return state;
	return KINDS.has(state) ? last : `${state} ${glyphs.dot} ${last}`;
}
const KINDS = /* @__PURE__ */ new Set([
	"bash",
	"prompt",
	"command",
	"loop"
]);

// src/shell/terminal.ts
function createTerminal(options) {
	const live = new LiveTerminal(options);
	return {
		print: (text) => live.print(text),
		event: (event) => live.event(event),
		close: () => live.close()
	};
}
const REDRAW_MS = 100;
const HIDE_CURSOR = "\x1B[?25l";
const SHOW_CURSOR = "\x1B[?25h";
var LiveTerminal = class {
	#options;
	#glyphs;
	#startedMs;
	#running = /* @__PURE__ */ new Map();
	#counts = {
		running: 0,
		completed: 0,
		failed: 0,
		skipped: 0
	};
	#widths = [];
	#frame = 0;
	#isAtLineStart = true;
	#isCursorHidden = false;
	#isClosed = false;
	#forget;
	constructor(options) {
		this.#options = options;
		this.#glyphs = options.glyphs ?? UNICODE;
		this.#startedMs = options.clock.now();
		this.#arm();
	}
	print(text) {
		if (text === "") return;
		this.#options.write(this.#erased() + text);
		this.#isAtLineStart = text.endsWith("\n");
	}
	event(event) {
		switch (event.type) {
			case "node.started":
				this.#start(event);
				return;
			case "iteration.started":
				this.#say(event.node_id, `iteration ${event.iteration}`);
				return;
			case "until.checked":
				this.#say(event.node_id, `iteration ${event.iteration}, ${event.passed ? "passed" : "not yet"}`);
				return;
			case "node.expanded":
				this.#say(event.node_id, plural(event.count, "item"));
				return;
			case "node.retrying":
				this.#say(event.node_id, `retry ${event.retry} of ${event.of}`);
				return;
			case "gate.passed":
				this.#say(event.node_id, "gate passed");
				return;
			case "node.completed":
			case "node.failed":
				this.#end(event.node_id);
				this.#count(event.node_id, event.type === "node.failed" ? "failed" : "completed");
				return;
			case "node.skipped":
				this.#count(event.node_id, "skipped");
				return;
			case "node.reused":
				this.#count(event.node_id, event.status);
				return;
			case "node.attempt_failed":
			case "node.jumped":
			case "pipe.started": return;
			case "pipe.completed":
			case "pipe.aborted":
				this.close();
				return;
		}
	}
	close() {
		this.#forget?.();
		this.#forget = void 0;
		this.#isClosed = true;
		const text = this.#erased() + (this.#isCursorHidden ? SHOW_CURSOR : "");
		this.#isCursorHidden = false;
		if (text !== "") this.#options.write(text);
	}
	#start({ node_id: id, kind, parent }) {
		const around = parent ? this.#running.get(parent) : void 0;
		const node = {
			id,
			startedMs: this.#options.clock.now(),
			parent: around,
			state: kind,
			children: /* @__PURE__ */ new Set()
		};
		around?.children.add(node);
		this.#running.set(id, node);
		if (isTopLevel(id)) this.#counts.running++;
	}
	#end(id) {
		const node = this.#running.get(id);
		if (node === void 0) return;
		this.#running.delete(id);
		node.parent?.children.delete(node);
		if (isTopLevel(id)) this.#counts.running--;
	}
	#count(id, outcome) {
		if (isTopLevel(id)) this.#counts[outcome]++;
	}
	#say(id, state) {
		const node = this.#running.get(id);
		if (node !== void 0) node.state = state;
	}
	#arm() {
		this.#forget = this.#options.clock.after(REDRAW_MS, () => {
			this.#draw();
			if (!this.#isClosed) this.#arm();
		});
	}
	#draw() {
		const erased = this.#erased();
		const lines = this.#lines();
		this.#widths = lines.map((line) => columnsOf(line.text));
		const start = this.#isAtLineStart ? "" : "\n";
		this.#isAtLineStart = true;
		const hide = this.#isCursorHidden ? "" : HIDE_CURSOR;
		this.#isCursorHidden = true;
		const block = lines.map((line) => `${this.#coloured(line)}\n`).join("");
		this.#options.write(`${erased}${start}${hide}${block}`);
		this.#frame++;
	}
	#erased() {
		if (this.#widths.length === 0) return "";
		const columns = this.#columns();
		const rows = this.#widths.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
		this.#widths = [];
		return `\r\x1b[${rows}A\x1b[J`;
	}
	#columns() {
		return Math.max(2, this.#options.columns() || 80);
	}
	#lines() {
		const { rows, clock, total, lastLine = () => "" } = this.#options;
		const room = Math.max(1, Math.min(10, Math.floor((rows?.() ?? 24) / 3)) - 1);
		const { running, completed, failed, skipped } = this.#counts;
		const waiting = Math.max(0, total - running - completed - failed - skipped);
		return blockLines({
			roots: [...this.#running.values()].filter(({ parent }) => parent === void 0),
			tally: {
				...this.#counts,
				waiting
			},
			now: clock.now(),
			startedMs: this.#startedMs,
			frame: this.#frame,
			columns: this.#columns(),
			room,
			glyphs: this.#glyphs,
			lastLine
		});
	}
	#coloured({ mark, text }) {
		if (!this.#options.color || mark === void 0) return text;
		return text.replace(mark, () => paint(mark, "running"));
	}
};

// src/shell/view.ts
function openView(command, shown) {
	if (command.json) return jsonView(shown.console);
	shown.console.out.write(`run_id=${shown.site.runId}\n`);
	return logView(command, shown);
}
function jsonView({ out, err }) {
	return {
		event: (event) => out.write(`${lineOf(event)}\n`),
		say: (line) => err.write(`${line}\n`),
		close: () => Promise.resolve()
	};
}
function logView(command, { site, prepared, console, redactor }) {
	const { out, host } = console;
	const color = out.isTerminal && !host.all["NO_COLOR"];
	const glyphs = glyphsFor(host);
	const live = out.isTerminal && host.all["TERM"] !== "dumb" && !host.all["CI"];
	const lastLines = new LastLines(site.files, redactor, () => systemClock.now());
	const terminal = live ? createTerminal({
		write: out.write,
		columns: out.columns,
		rows: out.rows,
		color,
		clock: systemClock,
		total: prepared.plan.nodes.length,
		glyphs,
		lastLine: (id) => lastLines.of(id)
	}) : void 0;
	const write = terminal?.print ?? out.write;
	const log = createLog({
		mode: command.log,
		dialect: host.all["GITHUB_ACTIONS"] === "true" ? "actions" : "plain",
		write,
		backlog: out.backlog,
		files: site.files,
		redactor,
		clock: systemClock,
		color,
		glyphs,
		plan: prepared.plan
	});
	return {
		event: (event, state) => {
			terminal?.event(event);
			if (event.type === "node.completed" || event.type === "node.failed") lastLines.forget(event.node_id);
			log.event(event, state);
		},
		say: (line) => write(`${line}\n`),
		close: async () => {
			await log.close();
			terminal?.close();
		}
	};
}

// src/shell/cli-run.ts
async function runCommand(command, console) {
	const { host, folder } = console;
	const { pipe, given } = command;
	const prepared = await prepare({
		pipe,
		folder,
		given,
		host,
		...limitsOf(command)
	});
	if (!prepared.ok) return await refuse(prepared.error, console);
	return await underSignals(console, async (watch) => {
		const site = await chooseSite(prepared.value, command, console);
		if (!site.ok) {
			console.err.write(`omne: ${site.error}\n`);
			return EXIT.problem;
		}
		const secrets = hiddenValues(prepared.value, console);
		return await show(command, {
			prepared: prepared.value,
			site: site.value,
			secrets,
			console,
			watch
		});
	});
}
const limitsOf = ({ maxParallel, timeoutMs }) => ({
	...maxParallel !== void 0 && { maxParallel },
	...timeoutMs !== void 0 && { timeoutMs }
});
async function chooseSite({ root, plan }, { worktree }, { host, folder }) {
	const runId = newRunId(plan.name);
	const where = worktree ? await makeWorktree(root, runId, host) : ok(resolve(folder));
	return where.ok ? ok(siteOf(root, where.value, runId)) : where;
}
async function underSignals({ err }, act) {
	const grace = createGrace();
	const voice = { say: (line) => void err.write(`${line}\n`) };
	const cancellation = listenForSignals(grace.skip, (signal, first) => {
		voice.say(first ? `${signal}: ending what runs; once more to kill at once` : `${signal}: killing`);
	});
	try {
		return await act({
			cancellation,
			grace,
			voice
		});
	} finally {
		cancellation.release();
	}
}
async function show(command, { prepared, site, secrets, console, watch, intro = [] }) {
	const redactor = createRedactor(secrets);
	const view = openView(command, {
		site,
		prepared,
		console,
		redactor
	});
	watch.voice.say = view.say;
	for (const line of intro) view.say(line);
	const { cancellation, grace } = watch;
	const { host } = console;
	const { fsync } = command;
	const around = {
		host,
		redactor,
		grace,
		fsync,
		cancel: cancellation.signal,
		notify: view.event
	};
	try {
		return exitCode(await conduct(prepared, site, around), cancellation.by());
	} finally {
		await view.close();
		await keep({
			prepared,
			site,
			secrets,
			console,
			watch
		});
	}
}
async function keep({ prepared, site, secrets, console, watch }) {
	const { keepWorktree } = await import("./keep-worktree.js");
	const since = prepared.resumption?.since;
	const signal = watch.cancellation.next();
	const { host } = console;
	const { name: pipePath } = prepared.file;
	const warning = await keepWorktree({
		site,
		pipePath,
		host,
		secrets,
		since,
		signal
	});
	if (warning !== void 0) console.err.write(`warning: ${warning}\n`);
}
function hiddenValues({ inputs }, { host, err }) {
	const secrets = collectSecrets(inputs, host);
	for (const key of secrets.tooShort) err.write(`warning: secret input ${key} is too short to be hidden\n`);
	return secrets.values;
}

export { underSignals as a, show as i, limitsOf as n, runCommand as r, hiddenValues as t };