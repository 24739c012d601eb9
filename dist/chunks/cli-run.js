import { $ as ok, C as siteOf, D as duration, E as clip, N as systemClock, P as createRedactor, S as newRunId, T as UNICODE, U as createGrace, _ as paint, b as SIGNAL_EXIT, c as collectSecrets, g as createLog, h as prepare, i as makeWorktree, s as listenForSignals, w as ASCII, x as conduct, y as EXIT } from "./engine.js";
import { t as refuse } from "./console.js";
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
				this.#running.set(event.node_id, {
					startedMs: this.#options.clock.now(),
					state: event.kind
				});
				return;
			case "iteration.started":
				this.#say(event.node_id, `iteration ${event.iteration}`);
				return;
			case "gate.passed":
				this.#say(event.node_id, "gate passed");
				return;
			case "node.completed":
			case "node.failed":
				this.#running.delete(event.node_id);
				this.#counts[event.type === "node.failed" ? "failed" : "completed"]++;
				return;
			case "node.skipped":
				this.#counts.skipped++;
				return;
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
		const shown = [...take(this.#running, this.#running.size > room ? room - 1 : room)];
		const width = Math.min(Math.max(0, ...shown.map(([id]) => id.length)), Math.max(4, this.#columns() - 14));
		const now = this.#options.clock.now();
		const nodes = shown.map(([id, node]) => {
			const elapsed = duration(now - node.startedMs).padStart(7);
			return {
				mark: this.#glyphs.running,
				text: `  ${this.#glyphs.running} ${clip(id, width, this.#glyphs.ellipsis).padEnd(width)} ${elapsed}  ${node.state}`
			};
		});
		const more = this.#running.size - shown.length;
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
		const { completed, failed, skipped } = this.#counts;
		const running = this.#running.size;
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
function* take(values, count) {
	let left = count;
	if (left <= 0) return;
	for (const value of values) {
		yield value;
		if (--left === 0) return;
	}
}

// src/shell/view.ts
function openView(command, shown) {
	if (command.json) return jsonView(shown.console);
	shown.console.out.write(`run_id=${shown.site.runId}\n`);
	return logView(command, shown);
}
function jsonView({ out, err }) {
	return {
		event: (event) => out.write(`${JSON.stringify(event)}\n`),
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
		dialect: "plain",
		write,
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
	const { pipe, given, worktree } = command;
	const limits = {
		...command.maxParallel !== void 0 && { maxParallel: command.maxParallel },
		...command.timeoutMs !== void 0 && { timeoutMs: command.timeoutMs }
	};
	const prepared = prepare({
		pipe,
		folder,
		given,
		host,
		...limits
	});
	if (!prepared.ok) return refuse(prepared.error, console);
	const { root, plan } = prepared.value;
	const runId = newRunId(plan.name);
	const where = worktree ? await makeWorktree(root, runId, host) : ok(resolve(folder));
	if (!where.ok) {
		console.err.write(`omne: ${where.error}\n`);
		return EXIT.problem;
	}
	return await runAt(siteOf(root, where.value, runId), prepared.value, command, console);
}
async function runAt(site, prepared, command, console) {
	const { host, err } = console;
	const secrets = collectSecrets(prepared.inputs, host);
	for (const key of secrets.tooShort) err.write(`warning: secret input ${key} is too short to be hidden\n`);
	const redactor = createRedactor(secrets.values);
	const grace = createGrace();
	const view = openView(command, {
		site,
		prepared,
		console,
		redactor
	});
	const cancellation = listenForSignals(grace.skip, (signal, first) => {
		view.say(first ? `${signal}: ending what runs; once more to kill at once` : `${signal}: killing`);
	});
	try {
		const notify = (event, state) => view.event(event, state);
		const state = await conduct(prepared, site, {
			host,
			redactor,
			grace,
			cancel: cancellation.signal,
			notify
		});
		await view.close();
		const by = cancellation.by();
		if (state.reason === "cancelled" && by !== void 0) return SIGNAL_EXIT[by];
		return state.status === "completed" ? EXIT.completed : EXIT.aborted;
	} finally {
		await view.close();
		cancellation.release();
	}
}

export { runCommand };