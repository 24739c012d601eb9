import { Ct as clip, Gt as createGrace, Pt as plural, V as lineOf, b as newRunId, bt as UNICODE, c as collectSecrets, f as createLog, g as EXIT, jt as isTopLevel, kt as duration, n as refuse, ot as systemClock, p as paint, s as listenForSignals, st as createRedactor, t as makeWorktree, u as prepare, v as exitCode, vn as ok, x as siteOf, y as conduct, yt as ASCII } from "./engine.js";
import { resolve } from "node:path";

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
		if (around !== void 0) around.children++;
		this.#running.set(id, {
			startedMs: this.#options.clock.now(),
			parent: around,
			state: kind,
			children: 0
		});
		if (isTopLevel(id)) this.#counts.running++;
	}
	#end(id) {
		const node = this.#running.get(id);
		if (node === void 0) return;
		this.#running.delete(id);
		if (node.parent !== void 0) node.parent.children--;
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
		const columns = this.#columns();
		const lines = this.#lines().map((line) => cut(line, columns - 1));
		this.#widths = lines.map((line) => line.text.length);
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
		const rows = this.#options.rows?.() ?? 24;
		const room = Math.max(1, Math.min(10, Math.floor(rows / 3)) - 1);
		const running = [...this.#running].filter(([, { children }]) => children === 0);
		const shown = running.slice(0, running.length > room ? room - 1 : room);
		const width = Math.min(Math.max(0, ...shown.map(([id]) => id.length)), Math.max(4, this.#columns() - 14));
		const now = this.#options.clock.now();
		const nodes = shown.map(([id, node]) => {
			const elapsed = duration(now - node.startedMs).padStart(7);
			return {
				mark: this.#glyphs.running,
				text: `  ${this.#glyphs.running} ${clip(id, width, this.#glyphs.ellipsis).padEnd(width)} ${elapsed}  ${node.state}`
			};
		});
		const more = running.length - shown.length;
		const rest = more === 0 ? [] : [{ text: `    ${this.#glyphs.ellipsis} and ${more} more running` }];
		return [
			this.#headline(now),
			...nodes,
			...rest
		];
	}
	#headline(now) {
		const frames = this.#glyphs === UNICODE ? SPINNER : ASCII_SPINNER;
		const mark = frames[this.#frame % frames.length];
		const { running, completed, failed, skipped } = this.#counts;
		const waiting = Math.max(0, this.#options.total - running - completed - failed - skipped);
		const counts = [
			`${running} running`,
			`${completed} done`,
			failed > 0 ? `${failed} failed` : "",
			skipped > 0 ? `${skipped} skipped` : "",
			waiting > 0 ? `${waiting} waiting` : ""
		].filter((part) => part !== "");
		return {
			mark,
			text: `${mark} ${duration(now - this.#startedMs)}  ${counts.join(` ${this.#glyphs.dot} `)}`
		};
	}
	#coloured({ mark, text }) {
		if (!this.#options.color || mark === void 0) return text;
		return text.replace(mark, () => paint(mark, "running"));
	}
};
const cut = (line, width) => ({
	...line,
	text: line.text.slice(0, width).trimEnd()
});

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
	const glyphs = speaksUnicode(host.all) ? UNICODE : ASCII;
	const terminal = out.isTerminal && host.all["TERM"] !== "dumb" && !host.all["CI"] ? createTerminal({
		write: out.write,
		columns: out.columns,
		rows: out.rows,
		color,
		clock: systemClock,
		total: prepared.plan.nodes.length,
		glyphs
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
			log.event(event, state);
		},
		say: (line) => write(`${line}\n`),
		close: async () => {
			await log.close();
			terminal?.close();
		}
	};
}
function speaksUnicode(env) {
	const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "";
	return locale === "" || /utf-?8/i.test(locale);
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
async function keep({ prepared, site, secrets, console }) {
	const { keepWorktree } = await import("./keep-worktree.js");
	const since = prepared.resumption?.since;
	const warning = await keepWorktree({
		site,
		host: console.host,
		secrets,
		since
	});
	if (warning !== void 0) console.err.write(`warning: ${warning}\n`);
}
function hiddenValues({ inputs }, { host, err }) {
	const secrets = collectSecrets(inputs, host);
	for (const key of secrets.tooShort) err.write(`warning: secret input ${key} is too short to be hidden\n`);
	return secrets.values;
}

export { underSignals as a, show as i, limitsOf as n, runCommand as r, hiddenValues as t };