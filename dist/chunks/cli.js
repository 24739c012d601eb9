import { l as snapshotEnvironment } from "./env.js";
import { Ct as suggest, F as createRedactor, Ht as ok, J as UNICODE, K as parseDuration, M as stdout, P as systemClock, T as lineOf, Vt as err, Y as clip, _ as conduct, d as createLog, f as paint, g as exitCode, gt as createGrace, h as EXIT, j as stderr, l as prepare, m as describeFault, n as refuse, o as listenForSignals, ot as plural, q as ASCII, rt as isTopLevel, s as collectSecrets, t as makeWorktree, tt as duration$1, u as load, v as newRunId, y as siteOf } from "./engine.js";
import { t as VERSION } from "./version.js";
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
			const elapsed = duration$1(now - node.startedMs).padStart(7);
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
			text: `${mark} ${duration$1(now - this.#startedMs)}  ${counts.join(` ${this.#glyphs.dot} `)}`
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
async function runCommand$1(command, console) {
	const { host, folder } = console;
	const { pipe, given } = command;
	const limits = {
		...command.maxParallel !== void 0 && { maxParallel: command.maxParallel },
		...command.timeoutMs !== void 0 && { timeoutMs: command.timeoutMs }
	};
	const prepared = await prepare({
		pipe,
		folder,
		given,
		host,
		...limits
	});
	if (!prepared.ok) return await refuse(prepared.error, console);
	const grace = createGrace();
	let say = (line) => console.err.write(`${line}\n`);
	const cancellation = listenForSignals(grace.skip, (signal, first) => {
		say(first ? `${signal}: ending what runs; once more to kill at once` : `${signal}: killing`);
	});
	try {
		const site = await chooseSite(prepared.value, command, console);
		if (!site.ok) {
			console.err.write(`omne: ${site.error}\n`);
			return EXIT.problem;
		}
		const redactor = createRedactor(hiddenValues(prepared.value, console));
		const view = openView(command, {
			site: site.value,
			prepared: prepared.value,
			console,
			redactor
		});
		say = view.say;
		const { event: notify } = view;
		try {
			const around = {
				host,
				redactor,
				grace,
				cancel: cancellation.signal,
				notify
			};
			return exitCode(await conduct(prepared.value, site.value, around), cancellation.by());
		} finally {
			await view.close();
		}
	} finally {
		cancellation.release();
	}
}
async function chooseSite({ root, plan }, { worktree }, { host, folder }) {
	const runId = newRunId(plan.name);
	const where = worktree ? await makeWorktree(root, runId, host) : ok(resolve(folder));
	return where.ok ? ok(siteOf(root, where.value, runId)) : where;
}
function hiddenValues({ inputs }, { host, err }) {
	const secrets = collectSecrets(inputs, host);
	for (const key of secrets.tooShort) err.write(`warning: secret input ${key} is too short to be hidden\n`);
	return secrets.values;
}

// src/shell/flags.ts
const { parseArgs } = process.getBuiltinModule("node:util");
const COMMANDS = [
	"run",
	"validate",
	"plan",
	"graph",
	"status",
	"verify",
	"help",
	"version"
];
function parseFlags(argv) {
	const [name, ...rest] = argv;
	if (name === void 0 || name === "--help" || name === "-h") return ok({ kind: "help" });
	if (COMMANDS.some((command) => command === name) && (rest.includes("--help") || rest.includes("-h"))) return ok({ kind: "help" });
	switch (name) {
		case "run": return runCommand(rest);
		case "validate": return rest.length === 0 ? err("validate needs at least one pipe") : positional(rest, (pipes) => ({
			kind: "validate",
			pipes
		}));
		case "plan": return planCommand(rest);
		case "graph": return one(rest, "graph needs one pipe", (pipe) => ({
			kind: "graph",
			pipe
		}));
		case "status": return rest.length === 0 ? ok({ kind: "status" }) : one(rest, "status takes one run", (run) => ({
			kind: "status",
			run
		}));
		case "verify": return one(rest, "verify needs one run: its id, its folder or its journal", (run) => ({
			kind: "verify",
			run
		}));
		case "help": return rest.length === 0 || COMMANDS.some((command) => command === rest[0]) ? ok({ kind: "help" }) : err(unknownCommand(rest[0] ?? ""));
		case "version":
		case "--version":
		case "-V": return rest.length === 0 ? ok({ kind: "version" }) : err("version takes nothing more");
		default: return err(unknownCommand(name));
	}
}
function unknownCommand(name) {
	const meant = suggest(name, COMMANDS);
	return `unknown command \`${name}\`${meant === void 0 ? "" : `; did you mean \`${meant}\`?`}`;
}
function positional(rest, make) {
	const flag = rest.find((value) => value.startsWith("-") && value !== "-");
	return flag === void 0 ? ok(make(rest)) : err(`unknown option \`${flag}\``);
}
function one(rest, words, make) {
	const [value] = rest;
	return rest.length !== 1 || value === void 0 ? err(words) : positional(rest, () => make(value));
}
const RUN_OPTIONS = {
	input: {
		type: "string",
		short: "i",
		multiple: true
	},
	"max-parallel": {
		type: "string",
		short: "j"
	},
	timeout: { type: "string" },
	log: { type: "string" },
	worktree: { type: "boolean" },
	json: { type: "boolean" }
};
function runCommand(rest) {
	const parsed = readRunOptions(rest);
	if (!parsed.ok) return parsed;
	const { values, positionals } = parsed.value;
	const [pipe] = positionals;
	if (pipe === void 0 || positionals.length > 1) return err("run needs one pipe: a path or a name");
	const given = givenInputs(values.input ?? []);
	if (!given.ok) return given;
	const maxParallel = values["max-parallel"] === void 0 ? ok(void 0) : wholeNumber(values["max-parallel"]);
	if (!maxParallel.ok) return maxParallel;
	const timeoutMs = values.timeout === void 0 ? ok(void 0) : duration(values.timeout);
	if (!timeoutMs.ok) return timeoutMs;
	const log = logMode(values.log ?? "grouped");
	if (!log.ok) return log;
	return ok({
		kind: "run",
		pipe,
		given: given.value,
		...maxParallel.value !== void 0 && { maxParallel: maxParallel.value },
		...timeoutMs.value !== void 0 && { timeoutMs: timeoutMs.value },
		log: log.value,
		worktree: values.worktree ?? false,
		json: values.json ?? false
	});
}
const PLAN_OPTIONS = {
	input: RUN_OPTIONS.input,
	stub: { type: "string" },
	"job-timeout": { type: "string" }
};
function planCommand(rest) {
	const parsed = attempt(() => parseArgs({
		args: [...rest],
		options: PLAN_OPTIONS,
		allowPositionals: true,
		strict: true
	}));
	if (!parsed.ok) return parsed;
	const { values, positionals } = parsed.value;
	const [pipe] = positionals;
	if (pipe === void 0 || positionals.length > 1) return err("plan needs one pipe: a path or a name");
	const given = givenInputs(values.input ?? []);
	if (!given.ok) return given;
	const jobTimeoutMs = values["job-timeout"] === void 0 ? ok(void 0) : duration(values["job-timeout"], "job-timeout");
	if (!jobTimeoutMs.ok) return jobTimeoutMs;
	return ok({
		kind: "plan",
		pipe,
		given: given.value,
		...values.stub !== void 0 && { stub: values.stub },
		...jobTimeoutMs.value !== void 0 && { jobTimeoutMs: jobTimeoutMs.value }
	});
}
const readRaw = (rest) => parseArgs({
	args: [...rest],
	options: RUN_OPTIONS,
	allowPositionals: true,
	strict: true
});
const readRunOptions = (rest) => attempt(() => readRaw(rest));
function attempt(read) {
	try {
		return ok(read());
	} catch (error) {
		return err(error.message);
	}
}
function givenInputs(pairs) {
	const given = /* @__PURE__ */ new Map();
	for (const pair of pairs) {
		const at = pair.indexOf("=");
		if (at <= 0) return err(`--input ${pair}: write it as key=value`);
		const key = pair.slice(0, at);
		if (given.has(key)) return err(`--input ${key} is given twice`);
		given.set(key, pair.slice(at + 1));
	}
	return ok(given);
}
function wholeNumber(text) {
	const value = Number(text);
	if (/^\d+$/.test(text) && value >= 1 && value <= 1e3) return ok(value);
	return err(`--max-parallel ${text}: a whole number from 1 to 1000`);
}
function duration(text, option = "timeout") {
	const ms = parseDuration(text);
	return ms === void 0 ? err(`--${option} ${text}: 1 s to 24 h, as 90, 90s, 10m or 1h`) : ok(ms);
}
function logMode(text) {
	if (text === "grouped" || text === "stream" || text === "quiet") return ok(text);
	return err(`--log ${text}: grouped, stream or quiet`);
}

// src/shell/cli.ts
async function main(argv) {
	const console = {
		out: stdout(),
		err: stderr(),
		host: snapshotEnvironment(),
		folder: process.cwd()
	};
	const command = parseFlags(argv);
	if (!command.ok) {
		console.err.write(`omne: ${command.error}\nomne help says more\n`);
		return EXIT.problem;
	}
	try {
		return await perform(command.value, console);
	} catch (error) {
		console.err.write(`omne: fault: ${describeFault(error)}\n`);
		return EXIT.fault;
	}
}
async function perform(command, console) {
	switch (command.kind) {
		case "run": return await runCommand$1(command, console);
		case "validate": return await validate(command.pipes, console);
		case "plan": {
			const { planCommand } = await import("./cli-plan.js");
			return await planCommand(command, console);
		}
		case "graph": return await graph(command.pipe, console);
		case "status": {
			const { statusCommand } = await import("./cli-status.js");
			return statusCommand(command.run, console);
		}
		case "verify": {
			const { verifyCommand } = await import("./cli-verify.js");
			return verifyCommand(command.run, console);
		}
		case "help":
			console.out.write((await import("./help.js")).HELP);
			return EXIT.completed;
		case "version":
			console.out.write(`${VERSION}\n`);
			return EXIT.completed;
	}
}
async function validate(pipes, console) {
	let code = EXIT.completed;
	for (const asked of pipes) {
		const loaded = await load(asked, console.folder);
		if (loaded.problems.length > 0) {
			await refuse(loaded, console);
			code = EXIT.problem;
			continue;
		}
		const nodes = loaded.plan?.nodes.length ?? 0;
		console.out.write(`${loaded.file?.name ?? asked}: valid, ${nodes} ${nodes === 1 ? "node" : "nodes"}\n`);
	}
	return code;
}
async function graph(asked, console) {
	const loaded = await load(asked, console.folder);
	if (loaded.plan === void 0 || loaded.problems.length > 0) return await refuse(loaded, console);
	const { mermaid } = await import("./mermaid.js");
	console.out.write(mermaid(loaded.plan));
	return EXIT.completed;
}

export { main };