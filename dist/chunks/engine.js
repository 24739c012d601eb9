import { s as childEnvironment } from "./env.js";
import { t as VERSION } from "./version.js";
import { a as PIPE_WORDS, i as SHAPE_WORDS } from "./code-frame.js";
import { a as number, c as union, i as literal, l as safeParse, n as array, o as refine, r as boolean$1, s as string, t as _enum } from "./zod.js";
import { a as isMap, i as Composer, n as Lexer, o as isScalar, r as tokenType, s as isSeq, t as Parser } from "./yaml.js";
import { accessSync, closeSync, constants, existsSync, fchmodSync, fdatasyncSync, fstatSync, ftruncateSync, lstatSync, mkdirSync, openSync, readFileSync, readSync, readdirSync, realpathSync, rmSync, statSync, statfsSync, unlinkSync, writeFileSync, writeSync } from "node:fs";
import { basename, delimiter, dirname, extname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { isUtf8 } from "node:buffer";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
import { spawn } from "node:child_process";

// src/core/result.ts
const ok = (value) => ({
	ok: true,
	value
});
const err = (error) => ({
	ok: false,
	error
});
function unreachable(value) {
	throw new Error(`unreachable: ${JSON.stringify(value)}`);
}

// src/core/failure.ts
function describeFailure(failure) {
	const text = words$1(failure);
	return text === "" ? void 0 : text;
}
function words$1(failure) {
	switch (failure.kind) {
		case "crash": return crash(failure);
		case "timeout": return timeout(failure);
		case "blocked":
			if (failure.cause === "agent") return "assistant emitted BLOCKED";
			return `loop ${failure.nodeId} assistant emitted BLOCKED on iteration ${failure.iteration}`;
		case "max_iterations_exceeded": return `loop ${failure.nodeId} exhausted ${failure.iterations} iterations without matching \`${failure.until}\``;
		case "host_missing": return hostMissing(failure.program);
		case "gate_failed":
			if (failure.cause === "exit") return failure.stderrTail.trim();
			return `dispatch error in gate: failed to spawn subprocess: ${failure.error}`;
		case "gate_timeout": return `gate ${failure.gate} exceeded ${failure.seconds}s budget`;
		case "cancelled": return "cancelled";
		case "agent_error":
			if (failure.cause === "reported") return failure.detail;
			return lines("the agent ended without a result line", failure.stderrTail);
		case "no_output": return "the agent ended without saying anything";
		case "permission_denied": return `permission denied: ${failure.tools.join(", ")}; allow it in allowed_tools or in the agent's settings`;
		case "capture_failed": return `capture ${failure.path} cannot be written: ${failure.error}`;
		default: return unreachable(failure);
	}
}
function crash(failure) {
	switch (failure.cause) {
		case "exit": return failure.stderrTail.trim();
		case "spawn": return `dispatch error in node body: failed to spawn subprocess: ${failure.error}`;
		case "stream": return `stream error: ${failure.error}\nstderr: ${failure.stderrTail}`;
		case "expression": return `expression failed: ${failure.error}`;
		default: return unreachable(failure);
	}
}
function timeout(failure) {
	switch (failure.cause) {
		case "script": return `subprocess killed after exceeding wall-clock budget; stderr: ${failure.stderrTail}`;
		case "agent": return `node ${failure.nodeId} exceeded timeout of ${failure.seconds}s`;
		case "loop": return `loop ${failure.nodeId} exceeded timeout of ${failure.seconds}s`;
		case "run": return `the run exceeded its timeout of ${failure.seconds}s`;
		default: return unreachable(failure);
	}
}
const hostMissing = (program) => `${program} binary not found on PATH`;
const lines = (first, rest) => rest.trim() === "" ? first : `${first}\n${rest.trim()}`;
function recordedError(failure) {
	const exit = "exit" in failure ? failure.exit : {};
	return {
		kind: failure.kind,
		...exit.code !== void 0 && { exit_code: exit.code },
		...exit.signal !== void 0 && { signal: exit.signal }
	};
}

// src/core/quote.ts
const MAX_SHOWN$1 = 60;
const UNSAFE = /[\0-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/;
function quote(text) {
	return `\`${escapeUnsafe(text.length > MAX_SHOWN$1 ? `${text.slice(0, MAX_SHOWN$1)}…` : text)}\``;
}
function escapeUnsafe(text) {
	if (!UNSAFE.test(text)) return text;
	let out = "";
	for (const character of text) out += needsEscape(character) ? escapeOf(character) : character;
	return out;
}
const needsEscape = (character) => character.length === 1 && UNSAFE.test(character);
const SHORT = {
	"\n": "\\n",
	"\r": "\\r",
	"	": "\\t"
};
const escapeOf = (character) => SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

// src/core/problem.ts
const WORDS$1 = {
	...PIPE_WORDS,
	...SHAPE_WORDS
};
function describeProblem(problem) {
	const words = WORDS$1[problem.kind];
	return words(problem);
}

// src/core/expression-text.ts
const OPEN = "${{";
function expressionsOf(text) {
	if (!text.includes("${{")) return [];
	const { pieces, rest } = split(text);
	const found = pieces.flatMap((piece) => typeof piece === "string" ? [] : piece.source);
	return [...new Set(rest === void 0 ? found : [...found, rest.split("\n", 1)[0]])];
}
function split(text) {
	const pieces = [];
	let from = 0;
	for (let open = text.indexOf("${{"); open !== -1; open = text.indexOf("${{", from)) {
		if (open > from) pieces.push(text.slice(from, open));
		const close = closeOf(text, open + 3);
		if (close === -1) return {
			pieces,
			isTerminated: false,
			rest: text.slice(open)
		};
		const end = close + 2;
		pieces.push({
			source: text.slice(open, end),
			body: text.slice(open + 3, close)
		});
		from = end;
	}
	if (from < text.length) pieces.push(text.slice(from));
	return {
		pieces,
		isTerminated: true
	};
}
function closeOf(text, from) {
	let isQuoted = false;
	for (let at = from; at < text.length; at++) {
		const character = text[at];
		if (character === "'") isQuoted = !isQuoted;
		else if (!isQuoted && character === "}" && text[at + 1] === "}") return at;
	}
	return -1;
}

// src/core/suggest.ts
const MAX_LENGTH = 64;
const MAX_CANDIDATES = 1e3;
function suggest(word, candidates) {
	if (word.length === 0 || word.length > MAX_LENGTH) return void 0;
	const typed = word.toLowerCase();
	let best;
	let limit = Math.min(3, typed.length < 2 ? 0 : Math.max(1, Math.floor(typed.length / 3)));
	let seen = 0;
	for (const candidate of candidates) {
		if (++seen > MAX_CANDIDATES) break;
		if (Math.abs(candidate.length - typed.length) > limit) continue;
		const away = distance(typed, candidate.toLowerCase(), limit);
		if (away > limit) continue;
		if (away === 0) return candidate;
		best = candidate;
		limit = away - 1;
	}
	return best;
}
function distance(a, b, limit) {
	let before = [];
	let above = Array.from({ length: b.length + 1 }, (_, at) => at);
	for (let row = 1; row <= a.length; row++) {
		const current = [row];
		let least = row;
		for (let column = 1; column <= b.length; column++) {
			const cost = a[row - 1] === b[column - 1] ? 0 : 1;
			let edits = Math.min(above[column] + 1, current[column - 1] + 1, above[column - 1] + cost);
			if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) edits = Math.min(edits, before[column - 2] + 1);
			current.push(edits);
			least = Math.min(least, edits);
		}
		if (least > limit) return limit + 1;
		before = above;
		above = current;
	}
	return Math.min(above[b.length], limit + 1);
}

// src/effects/capture.ts
const tailBytes = 1024;
const flags = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
function openCapture(path, options) {
	try {
		return ok(open(path, options.append));
	} catch (error) {
		return err({
			kind: "capture_failed",
			path,
			error: words(error)
		});
	}
}
function open(path, append) {
	needFolder(dirname(path));
	if (append) return openExisting(path);
	try {
		return openSync(path, flags | constants.O_EXCL, 384);
	} catch (error) {
		if (error.code !== "EEXIST") throw error;
		return truncated(openExisting(path));
	}
}
function needFolder(folder) {
	const stat = lstatSync(folder, { throwIfNoEntry: false });
	if (!stat) mkdirSync(folder, {
		recursive: true,
		mode: 448
	});
	else if (!stat.isDirectory()) throw new Error("its folder is not a folder of ours");
}
function openExisting(path) {
	const fd = openSync(path, flags, 384);
	try {
		const stat = fstatSync(fd);
		if (!stat.isFile()) throw new Error("not a regular file");
		if (stat.nlink !== 1) throw new Error("the file has another name");
		return fd;
	} catch (error) {
		closeSync(fd);
		throw error;
	}
}
function truncated(fd) {
	try {
		ftruncateSync(fd, 0);
		return fd;
	} catch (error) {
		closeSync(fd);
		throw error;
	}
}
function words(error) {
	return error instanceof Error ? error.message : String(error);
}
function readTail(file, bytes = tailBytes) {
	try {
		if (typeof file === "number") return tailOf(file, bytes);
		const fd = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
		try {
			return tailOf(fd, bytes);
		} finally {
			closeSync(fd);
		}
	} catch {
		return "";
	}
}
function tailOf(fd, bytes) {
	const stat = fstatSync(fd);
	const length = Math.min(stat.size, bytes);
	if (!stat.isFile() || length === 0) return "";
	const buffer = Buffer.alloc(length);
	const read = readSync(fd, buffer, 0, length, stat.size - length);
	return buffer.toString("utf8", stat.size > length ? boundary(buffer) : 0, read);
}
function boundary(buffer) {
	let at = 0;
	while (at < 3 && at < buffer.length && (buffer[at] & 192) === 128) at++;
	return at;
}
function writeFresh(path, content) {
	needFolder(dirname(path));
	const fd = openFresh(path);
	try {
		writeFileSync(fd, content);
	} finally {
		closeSync(fd);
	}
}
function openFresh(path) {
	const create = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
	try {
		return openSync(path, create, 384);
	} catch (error) {
		if (error.code !== "EEXIST") throw error;
		unlinkSync(path);
		return openSync(path, create, 384);
	}
}

// src/core/usage.ts
const FIELDS = [
	"cost_usd",
	"turns",
	"input_tokens",
	"output_tokens"
];
function addUsage(a, b) {
	const sum = {};
	for (const field of FIELDS) {
		const left = a?.[field];
		const right = b?.[field];
		if (left !== void 0 || right !== void 0) sum[field] = round((left ?? 0) + (right ?? 0));
	}
	return Object.keys(sum).length > 0 ? sum : void 0;
}
const round = (value) => Math.round(value * 1e6) / 1e6;

// src/effects/interpreter.ts
const windows$1 = process.platform === "win32";
function findProgram(name, env) {
	if (name === "") return void 0;
	if (name.includes("/") || windows$1 && name.includes("\\")) return candidates(resolve(name), env).find(isProgram);
	for (const folder of searchPath(env)) {
		const found = candidates(join(folder, name), env).find(isProgram);
		if (found !== void 0) return found;
	}
}
function searchPath(env) {
	return (variable(env, "PATH") ?? "").split(delimiter).filter((folder) => folder !== "").map((folder) => resolve(folder));
}
function candidates(path, env) {
	if (!windows$1 || extname(path) !== "") return [path];
	return (variable(env, "PATHEXT") ?? ".COM;.EXE;.BAT;.CMD").split(";").filter((extension) => extension !== "").map((extension) => path + extension.toLowerCase());
}
function variable(env, name) {
	if (!windows$1) return env[name];
	const key = Object.keys(env).find((key) => key.toUpperCase() === name);
	return key === void 0 ? void 0 : env[key];
}
function isProgram(path) {
	try {
		if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
function findBash(env) {
	if (!windows$1) return findProgram("bash", env);
	const git = findProgram("git", env);
	const gits = [...git === void 0 ? [] : [dirname(dirname(git)), dirname(dirname(dirname(git)))], ...["ProgramFiles", "ProgramW6432"].flatMap((name) => {
		const folder = variable(env, name.toUpperCase());
		return folder === void 0 ? [] : [join(folder, "Git")];
	})].map((root) => join(root, "bin", "bash.exe")).find(isProgram);
	if (gits !== void 0) return gits;
	const other = findProgram("bash", env);
	return other !== void 0 && /\\(?:system32|windowsapps)\\/i.test(other) ? void 0 : other;
}
function scriptRunner(shell, env) {
	if (shell === void 0) {
		const bash = findBash(env);
		if (bash !== void 0) return ok(posix(bash, bashOptions));
		const sh = findProgram("sh", env);
		return sh === void 0 ? err("neither bash nor sh was found on PATH") : ok(posix(sh, ["-e"]));
	}
	const build = shells.get(shell);
	if (!build) return err(`shell ${shell} is not one of ${[...shells.keys()].join(", ")}`);
	const file = shell === "bash" ? findBash(env) : findProgram(shell, env);
	return file === void 0 ? err(`shell ${shell} was not found on PATH`) : ok(build(file));
}
const bashOptions = [
	"--noprofile",
	"--norc",
	"-eo",
	"pipefail"
];
const shells = /* @__PURE__ */ new Map([
	["bash", (file) => posix(file, bashOptions)],
	["sh", (file) => posix(file, ["-e"])],
	["pwsh", pwsh],
	["cmd", cmd]
]);
function posix(file, options) {
	return {
		extension: "",
		wrap: (script) => script,
		command: (path) => ({
			file,
			args: [...options, path]
		})
	};
}
function pwsh(file) {
	return {
		extension: ".ps1",
		wrap: (script) => `$ErrorActionPreference = 'stop'\n${script}\nif ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }\n`,
		command: (path) => ({
			file,
			args: [
				"-NoLogo",
				"-NonInteractive",
				"-File",
				path
			]
		})
	};
}
function cmd(file) {
	return {
		extension: ".cmd",
		wrap: (script) => `@echo off\r\n${script.replace(/\r?\n/g, "\r\n")}`,
		command: (path) => ({
			file,
			args: [
				"/D",
				"/E:ON",
				"/V:OFF",
				"/S",
				"/C",
				`"CALL "${path}""`
			],
			verbatimArguments: true
		})
	};
}
function hookInterpreter(bytes, env) {
	if (windows$1) return powershell(env);
	const named = shebang(bytes);
	if (named === void 0) {
		const shell = findBash(env) ?? findProgram("sh", env);
		return shell === void 0 ? err("neither bash nor sh was found on PATH") : ok({
			file: shell,
			args: []
		});
	}
	const file = findInterpreter(named.file, env);
	if (file !== void 0) return ok({
		file,
		args: named.args
	});
	return err(`the hook's interpreter ${named.file} was not found`);
}
function findInterpreter(name, env) {
	if (isAbsolute(name) && isProgram(name)) return name;
	const program = basename(name);
	return findProgram(program, env) ?? (program === "bash" ? findProgram("sh", env) : void 0);
}
function powershell(env) {
	const file = findProgram("pwsh", env) ?? findProgram("powershell", env);
	if (file === void 0) return err("neither pwsh nor powershell was found on PATH");
	return ok({
		file,
		args: [
			"-NoLogo",
			"-NoProfile",
			"-NonInteractive",
			"-File"
		]
	});
}
function shebang(bytes) {
	const line = Buffer.from(bytes.subarray(0, 512)).toString("utf8").split(/\r?\n/, 1)[0];
	if (!line.startsWith("#!")) return void 0;
	let words = line.slice(2).trim().split(/\s+/);
	if (basename(words[0]) === "env") {
		const name = words.findIndex((word, at) => at > 0 && !word.startsWith("-") && !word.includes("="));
		words = name < 0 ? [] : words.slice(name);
	}
	const [file, ...args] = words;
	return file === void 0 || file === "" ? void 0 : {
		file,
		args
	};
}

// src/effects/process-table.ts
const hasProcessTable = process.platform === "linux" && existsSync("/proc/self/stat");
function readProcessTable() {
	const table = /* @__PURE__ */ new Map();
	if (!hasProcessTable) return table;
	for (const name of readdirSync("/proc")) {
		const pid = Number(name);
		if (!Number.isInteger(pid)) continue;
		const entry = readEntry(pid);
		if (entry) table.set(pid, entry);
	}
	return table;
}
const ownStart = () => Number(readEntry(process.pid)?.start ?? 0);
function readEntry(pid) {
	const stat = read$1(`/proc/${pid}/stat`)?.toString("latin1");
	if (stat === void 0) return void 0;
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	const [state, parent, group] = fields;
	const start = fields[19];
	if (start === void 0 || state === "Z" || state === "X") return void 0;
	return {
		pid,
		parent: Number(parent),
		group: Number(group),
		start
	};
}
function processTree(table, roots) {
	const children = groupByParent(table.values());
	const found = /* @__PURE__ */ new Set();
	const waiting = [];
	for (const root of roots) {
		const now = table.get(root.pid);
		if (now?.start === root.start) waiting.push(now);
	}
	for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
		if (found.has(entry)) continue;
		found.add(entry);
		waiting.push(...children.get(entry.pid) ?? []);
	}
	return [...found];
}
function groupByParent(entries) {
	const children = /* @__PURE__ */ new Map();
	for (const entry of entries) {
		const siblings = children.get(entry.parent);
		if (siblings) siblings.push(entry);
		else children.set(entry.parent, [entry]);
	}
	return children;
}
const marks = /* @__PURE__ */ new WeakMap();
function markOf(entry) {
	const known = marks.get(entry);
	if (known) return known.mark;
	const mark = readMark(entry.pid);
	marks.set(entry, { mark });
	return mark;
}
function readMark(pid) {
	const environ = read$1(`/proc/${pid}/environ`);
	if (environ === void 0) return void 0;
	const runId = value(environ, "OMNE_RUN_ID=");
	if (runId === void 0) return void 0;
	return {
		runId,
		nodeId: value(environ, "OMNE_NODE_ID=") ?? ""
	};
}
function value(environ, prefix) {
	let at = environ.indexOf(prefix);
	while (at > 0 && environ[at - 1] !== 0) at = environ.indexOf(prefix, at + 1);
	if (at < 0) return void 0;
	const end = environ.indexOf(0, at);
	return environ.toString("utf8", at + prefix.length, end < 0 ? environ.length : end);
}
let shared$1 = Buffer.alloc(16384);
function read$1(path) {
	let fd;
	try {
		fd = openSync(path, "r");
		let size = 0;
		for (;;) {
			const count = readSync(fd, shared$1, size, shared$1.length - size, null);
			if (count === 0) return shared$1.subarray(0, size);
			size += count;
			if (size === shared$1.length) shared$1 = Buffer.concat([shared$1], shared$1.length * 2);
		}
	} catch (error) {
		const { code } = error;
		if (code === "EMFILE" || code === "ENFILE") throw error;
		return;
	} finally {
		if (fd !== void 0) closeSync(fd);
	}
}

// src/effects/kill.ts
const interruptMs = 1e3;
const termMs = 3e3;
const pollMs = 25;
const sweepRounds = 5;
const sweepPauseMs = 30;
const goneMs = 2e3;
const windows = process.platform === "win32";
function createGrace() {
	const waiting = /* @__PURE__ */ new Set();
	let skipped = false;
	const wait = (ms, until) => new Promise((resolve) => {
		if (skipped) return resolve();
		const end = () => {
			clearTimeout(timer);
			waiting.delete(end);
			resolve();
		};
		const timer = setTimeout(end, ms);
		waiting.add(end);
		until?.then(end, end);
	});
	const skip = () => {
		skipped = true;
		for (const end of [...waiting]) end();
	};
	return {
		wait,
		skip
	};
}
async function endProcess(child, ending) {
	if (windows) {
		await (await import("./tree-kill.js")).endTree(child.pid, "SIGKILL");
		return settled(child);
	}
	const before = await freshTable();
	const leader = before.get(child.pid);
	const kept = leader ? processTree(before, [leader]) : [];
	const gone = watchGroup(child);
	if (ending.gentle) {
		signalGroup(child.pid, "SIGINT");
		await ending.grace.wait(interruptMs, gone.promise);
	}
	signalGroup(child.pid, "SIGTERM");
	await ending.grace.wait(termMs, gone.promise);
	gone.stop();
	await killGroup(child, leader, kept);
	await sweep((entry) => isBelow(markOf(entry), ending.marker));
	await settled(child);
}
function killLeftovers(pid) {
	if (!windows) signalGroup(pid, "SIGKILL");
}
function sweepRun(runId) {
	return sweep((entry) => markOf(entry)?.runId === runId);
}
function sweepOwnRun(runId) {
	const since = ownStart();
	return sweep((entry) => Number(entry.start) >= since && markOf(entry)?.runId === runId);
}
async function killGroup(child, leader, kept) {
	if (!hasProcessTable) {
		await (await import("./tree-kill.js")).endTree(child.pid, "SIGKILL");
		signalGroup(child.pid, "SIGKILL");
		return;
	}
	const now = await freshTable();
	const holder = now.get(child.pid);
	if (!holder || !leader || holder.start === leader.start) signalGroup(child.pid, "SIGKILL");
	for (const entry of processTree(now, kept)) signal(entry.pid, "SIGKILL");
}
async function sweep(isMarked) {
	const found = /* @__PURE__ */ new Set();
	for (let round = 0; hasProcessTable && round < sweepRounds; round++) {
		if (killMarked(await freshTable(), isMarked, found) === 0) break;
		await setTimeout$1(sweepPauseMs);
	}
	return found.size;
}
function killMarked(table, isMarked, found) {
	let alive = 0;
	for (const entry of table.values()) {
		try {
			if (entry.pid === process.pid || !isMarked(entry)) continue;
			found.add(`${entry.pid} ${entry.start}`);
			signal(entry.pid, "SIGKILL");
		} catch {}
		alive++;
	}
	return alive;
}
const isBelow = (mark, node) => mark !== void 0 && mark.runId === node.runId && (mark.nodeId === node.nodeId || mark.nodeId.startsWith(`${node.nodeId}/`));
let nextTable;
function freshTable() {
	nextTable ??= new Promise((resolve) => {
		setImmediate(() => {
			nextTable = void 0;
			resolve(readPatiently());
		});
	});
	return nextTable;
}
async function readPatiently() {
	for (let round = 0; round < sweepRounds; round++) try {
		return readProcessTable();
	} catch {
		await setTimeout$1(sweepPauseMs);
	}
	return /* @__PURE__ */ new Map();
}
function watchGroup(child) {
	let watching = true;
	const watch = async () => {
		await child.exited;
		while (watching && await isGroupAlive(child.pid)) await setTimeout$1(pollMs);
	};
	return {
		promise: watch(),
		stop: () => {
			watching = false;
		}
	};
}
async function isGroupAlive(pid) {
	if (!signalGroup(pid, 0)) return false;
	if (!hasProcessTable) return true;
	for (const entry of (await freshTable()).values()) if (entry.group === pid) return true;
	return false;
}
function signalGroup(pid, name) {
	return signal(-pid, name);
}
function signal(pid, name) {
	const { stackTraceLimit } = Error;
	Error.stackTraceLimit = 0;
	try {
		return process.kill(pid, name);
	} catch {
		return false;
	} finally {
		Error.stackTraceLimit = stackTraceLimit;
	}
}
async function settled(child) {
	const limit = new AbortController();
	const late = setTimeout$1(goneMs, void 0, { signal: limit.signal }).catch(() => {});
	await Promise.race([child.exited, late]);
	limit.abort();
}

// src/effects/process.ts
const detached = process.platform !== "win32";
function startProcess(request) {
	let child;
	try {
		child = spawn(request.file, request.args, {
			cwd: request.cwd,
			env: request.env,
			detached,
			windowsHide: true,
			windowsVerbatimArguments: request.verbatimArguments === true,
			stdio: [
				request.stdin === void 0 ? "ignore" : "pipe",
				request.stdout,
				request.stderr
			]
		});
	} catch (error) {
		return Promise.resolve(notStarted$1(error, request));
	}
	if (child.pid === void 0) return failedStart(child, request);
	return Promise.resolve({
		ok: true,
		process: running(child, child.pid, request.stdin)
	});
}
function running(child, pid, stdin) {
	const exited = new Promise((resolve) => {
		child.once("exit", (code, signal) => resolve(exit(code, signal)));
	});
	child.on("error", ignore);
	child.stdout?.on("error", ignore);
	child.stderr?.on("error", ignore);
	if (stdin !== void 0 && child.stdin) {
		child.stdin.on("error", ignore);
		child.stdin.end(stdin);
	}
	return {
		pid,
		stdout: child.stdout,
		stderr: child.stderr,
		exited
	};
}
function failedStart(child, request) {
	return new Promise((resolve) => {
		child.on("error", (error) => {
			child.stdin?.destroy();
			child.stdout?.destroy();
			child.stderr?.destroy();
			resolve(notStarted$1(error, request));
		});
		child.stdin?.on("error", ignore);
	});
}
function notStarted$1(error, request) {
	const code = error.code ?? "UNKNOWN";
	return {
		ok: false,
		code,
		error: reason(code, error, request)
	};
}
function reason(code, error, request) {
	switch (code) {
		case "ENOENT":
			if (!existsSync(request.cwd)) return `the folder ${request.cwd} does not exist (ENOENT)`;
			return `${request.file} was not found (ENOENT)`;
		case "EACCES": return `${request.file} may not be executed (EACCES)`;
		case "E2BIG": return `an environment value or argument is too large for the system; ${largest(request)} (E2BIG)`;
		case "EMFILE":
		case "ENFILE": return `too many open files (${code})`;
		case "EAGAIN": return "the system allows no more processes (EAGAIN)";
		case "ERR_INVALID_ARG_VALUE": return "an environment value or argument holds a NUL character";
		default: return error instanceof Error ? error.message : String(error);
	}
}
function largest(request) {
	let name = "";
	let size = 0;
	for (const [key, value] of Object.entries(request.env)) if (value.length > size) [name, size] = [key, value.length];
	const argument = request.args.reduce((most, arg) => Math.max(most, arg.length), 0);
	if (argument > size) return `the largest is an argument of ${argument} characters`;
	return `the largest is ${name} with ${size} characters`;
}
function exit(code, signal) {
	return signal === null ? { code: code ?? 0 } : { signal };
}
const ignore = () => {};

// src/core/duration.ts
const UNIT_MS = {
	"": 1e3,
	s: 1e3,
	m: 6e4,
	h: 36e5
};
const MIN_DURATION_MS = 1e3;
const MAX_DURATION_MS = 864e5;
function parseDuration(value) {
	const match = /^(\d{1,8}(?:\.\d{1,3})?)([smh]?)$/.exec(String(value).trim());
	const unit = UNIT_MS[match?.[2] ?? ""];
	if (match === null || unit === void 0) return void 0;
	const ms = Math.round(Number(match[1]) * unit);
	return ms >= 1e3 && ms <= 864e5 ? ms : void 0;
}

// src/core/pipe.ts
const TRIGGER_RULES = [
	"all_success",
	"one_success",
	"first_success",
	"none_failed",
	"none_failed_min_one_success",
	"one_failed",
	"all_failed",
	"all_done",
	"always"
];

// src/core/schema.ts
const TEXT = "a text, in quotes where it looks like something else";
const DURATION = "seconds as a number, or `90s`, `10m`, `1h`; from 1 second to 24 hours";
const PARALLEL = "a whole number from 1 to 1000";
const BOOLEAN = "`true` or `false`";
const UNTIL = "the line the agent ends with: a text of one line, not `BLOCKED`";
function field(make) {
	let made;
	return () => {
		made ??= make();
		return made;
	};
}
const text = field(() => string(TEXT));
const nonEmptyText = (expected) => string(expected).check(refine((value) => value.trim() !== "", expected));
const nonEmpty = (expected) => field(() => nonEmptyText(expected));
const textList = (expected) => array(nonEmptyText("a text that is not empty"), expected);
const texts = (expected) => field(() => textList(expected));
const boolean = field(() => boolean$1(BOOLEAN));
const whole = (expected) => field(() => number(expected).check(refine((value) => Number.isInteger(value) && value >= 1 && value <= 1e3, expected)));
const duration$1 = field(() => union([string(), number()], DURATION).check(refine((value) => parseDuration(value) !== void 0, DURATION)));
const oneOf = (values) => field(() => _enum(values, `one of ${values.map((value) => `\`${value}\``).join(", ")}`));
const SHELLS = [
	"sh",
	"bash",
	"pwsh",
	"cmd"
];
const PIPE_FIELDS = {
	name: text,
	version: field(() => literal(1, "`1`, the only version there is")),
	description: text,
	default_model: nonEmpty("the name of a model"),
	max_parallel: whole(PARALLEL),
	timeout: duration$1,
	pass_env: texts("a list of variable names such as `[NPM_TOKEN]`")
};
const INPUT_FIELDS = {
	type: oneOf([
		"string",
		"number",
		"boolean",
		"choice"
	]),
	options: field(() => textList("a list of texts such as `[dev, prod]`").check(refine((values) => values.length > 0 && new Set(values).size === values.length, "at least one option, each once"))),
	required: boolean,
	secret: boolean,
	description: text
};
const NODE_FIELDS = {
	id: text,
	description: text,
	depends_on: texts("a list of node ids such as `[build, lint]`"),
	trigger_rule: oneOf(TRIGGER_RULES),
	timeout: duration$1,
	gate: text,
	pass_env: texts("a list of variable names such as `[NPM_TOKEN]`"),
	shell: oneOf(SHELLS),
	model: nonEmpty("the name of a model"),
	allowed_tools: texts("a list of tools such as `[Read, Edit]`"),
	bash: nonEmpty("a script"),
	prompt: nonEmpty("a prompt"),
	command: text
};
const LOOP_FIELDS = {
	command: text,
	prompt: nonEmpty("a prompt"),
	until: field(() => nonEmptyText(UNTIL).check(refine((value) => !/[\r\n]/.test(value.trim()) && value.trim() !== "BLOCKED", UNTIL))),
	max_iterations: whole("a whole number from 1 to 1000"),
	fresh_context: boolean
};
const LATER_KEYS = /* @__PURE__ */ new Set([
	"when",
	"on_error",
	"outputs",
	"failure_mode",
	"pools",
	"budget",
	"isolation",
	"pool",
	"steps",
	"parallel",
	"each",
	"pipe",
	"tournament",
	"dispatch"
]);

// src/core/yaml-value.ts
const WORDS = new Map([
	...[
		"~",
		"null",
		"Null",
		"NULL"
	].map((word) => [word, null]),
	...[
		"true",
		"True",
		"TRUE"
	].map((word) => [word, true]),
	...[
		"false",
		"False",
		"FALSE"
	].map((word) => [word, false])
]);
const DECIMAL = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const OCTAL = /^0o[0-7]+$/;
const HEXADECIMAL = /^0x[0-9a-fA-F]+$/;
const INFINITY = /^[-+]?\.(?:inf|Inf|INF)$/;
const NAN = /^\.(?:nan|NaN|NAN)$/;
const MAX_LITERAL = 64;
function plainValue(source) {
	if (source === "") return null;
	if (source.length > MAX_LITERAL) return source;
	const word = WORDS.get(source);
	if (word !== void 0) return word;
	if (!"-+.0123456789".includes(source[0])) return source;
	if (DECIMAL.test(source) || OCTAL.test(source) || HEXADECIMAL.test(source)) return Number(source);
	if (INFINITY.test(source)) return source.startsWith("-") ? -Infinity : Infinity;
	return NAN.test(source) ? NaN : source;
}
function plainOf(value) {
	if (value.kind === "scalar") return value.value;
	if (value.kind === "seq") return value.items.map(plainOf);
	const plain = Object.create(null);
	for (const [key, entry] of value.entries) plain[key] = plainOf(entry.value);
	return plain;
}
function shownValue(value) {
	if (value.kind === "seq") return "a list";
	if (value.kind === "map") return "a map";
	if (value.value === null || value.text.trim() === "") return "empty";
	const shown = quote(value.text);
	return typeof value.value === "string" ? shown : `the ${typeof value.value} ${shown}`;
}
const isNull = (value) => value.kind === "scalar" && value.value === null;

// src/core/fields.ts
function readFields(map, shape, scope) {
	const values = Object.create(null);
	for (const [key, { key: span, value }] of map.entries) {
		if (shape.others.includes(key)) continue;
		const field = Object.hasOwn(shape.fields, key) ? shape.fields[key] : void 0;
		if (field === void 0) {
			scope.report(unknownKey(key, shape, scope), span);
			continue;
		}
		if (isNull(value) && shape.nullable.has(key)) continue;
		if (!shape.templates.has(key) && reportExpressions(value, scope)) continue;
		const parsed = safeParse(field(), plainOf(value));
		if (parsed.success) values[key] = parsed.data;
		else for (const issue of parsed.error.issues) reportIssue({
			key,
			span,
			value,
			issue
		}, scope);
	}
	return values;
}
function unknownKey(key, shape, { where }) {
	const at = where === void 0 ? {} : { where };
	if (LATER_KEYS.has(key)) return {
		kind: "later_key",
		key,
		...at
	};
	const suggestion = suggest(key, [...Object.keys(shape.fields), ...shape.others]);
	return {
		kind: "unknown_key",
		key,
		...at,
		...suggestion !== void 0 && { suggestion }
	};
}
function reportIssue({ key, span, value, issue }, scope) {
	let at = value;
	let shownKey = key;
	for (const step of issue.path) {
		if (at.kind !== "seq" || typeof step !== "number") break;
		at = at.items[step] ?? at;
		shownKey += `[${step}]`;
	}
	const single = issue.code === "invalid_type" && issue.expected === "array" && at.kind === "scalar" && typeof at.value === "string" ? at.text : void 0;
	const suggestion = issue.code === "invalid_value" ? suggestValue(at, issue.values) : void 0;
	const mistake = {
		kind: "bad_value",
		key: shownKey,
		...scope.where !== void 0 && { where: scope.where },
		got: shownValue(at),
		expected: single === void 0 ? issue.message : `a list: \`${key}: [${single.slice(0, 60)}]\``,
		...suggestion !== void 0 && { suggestion }
	};
	scope.report(mistake, at.start === at.end ? span : at);
}
function suggestValue(value, values) {
	if (value.kind !== "scalar") return void 0;
	return suggest(value.text, values.filter((candidate) => typeof candidate === "string"));
}
function reportExpressions(value, scope) {
	if (value.kind === "scalar") {
		const found = expressionsOf(value.text);
		for (const source of found) scope.report({
			kind: "expression_misplaced",
			source
		}, spanOf(source, value, scope));
		return found.length > 0;
	}
	const children = value.kind === "seq" ? value.items : [...value.entries.values()].map((entry) => entry.value);
	let isFound = false;
	for (const child of children) isFound = reportExpressions(child, scope) || isFound;
	return isFound;
}
function spanOf(part, scalar, { text }) {
	const start = text.indexOf(part, scalar.start);
	return start === -1 || start >= scalar.end ? scalar : {
		start,
		end: start + part.length
	};
}
function listed(value) {
	if (value?.kind === "scalar") return value.value === null ? [] : [value.text];
	if (value?.kind !== "seq") return [];
	return value.items.flatMap((item) => item.kind === "scalar" ? item.text : []);
}

// src/core/names.ts
const ID = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/;
const INPUT_KEY = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
const PASSED_VARIABLE = /^[A-Za-z_][A-Za-z0-9_.()-]{0,127}$/;
const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const RUNNER_TOKEN = /^ACTIONS_(?:RUNTIME_|ID_TOKEN_|RESULTS_URL$|CACHE_URL$)/;
const COMMAND_FILES = /* @__PURE__ */ new Set([
	"GITHUB_OUTPUT",
	"GITHUB_STEP_SUMMARY",
	"GITHUB_ENV",
	"GITHUB_PATH",
	"GITHUB_STATE"
]);
const isId = (text) => ID.test(text) && !DEVICE.test(text);
const isDeviceName = (text) => DEVICE.test(text.toLowerCase());
const isInputKey = (text) => INPUT_KEY.test(text) && !(text in Object.prototype);
const isVariable = (text) => VARIABLE.test(text);
const isPassedVariable = (text) => PASSED_VARIABLE.test(text);
const isFileName = (text) => FILE_NAME.test(text) && !text.includes("..") && !isDeviceName(text.split(".", 1)[0]);
function reservedVariable(name) {
	const upper = name.toUpperCase();
	if (upper.startsWith("OMNE_")) return "ours";
	if (COMMAND_FILES.has(upper)) return "command_file";
	return RUNNER_TOKEN.test(upper) ? "runner_token" : void 0;
}

// src/core/parse-inputs.ts
const SHAPE$2 = {
	fields: INPUT_FIELDS,
	others: ["default"],
	templates: /* @__PURE__ */ new Set(),
	nullable: /* @__PURE__ */ new Set(["description", "default"])
};
function readInputSpecs(pipe, scope) {
	const entry = pipe.entries.get("inputs");
	if (entry === void 0) return [];
	const { value } = entry;
	if (value.kind !== "map") {
		const expected = "a map such as `inputs: { name: { type: string } }`";
		const at = value.start === value.end ? entry.key : value;
		scope.report({
			kind: "bad_value",
			key: "inputs",
			got: shownValue(value),
			expected
		}, at);
		return [];
	}
	const specs = [];
	const byUpperCase = /* @__PURE__ */ new Map();
	for (const [key, { key: span, value: spec }] of value.entries) {
		const where = `input ${quote(key)}`;
		if (!isInputKey(key)) scope.report({
			kind: "bad_name",
			of: "input",
			name: key
		}, span);
		const first = byUpperCase.get(key.toUpperCase());
		if (first !== void 0) scope.report({
			kind: "input_collision",
			key,
			first
		}, span);
		else byUpperCase.set(key.toUpperCase(), key);
		if (spec.kind === "map") specs.push(readSpec(key, spec, span, {
			...scope,
			where
		}));
		else {
			const expected = "a map such as `{ type: string }`";
			const at = spec.start === spec.end ? span : spec;
			scope.report({
				kind: "bad_value",
				where,
				got: shownValue(spec),
				expected
			}, at);
			specs.push({
				key,
				type: "string",
				options: [],
				required: false,
				secret: false
			});
		}
	}
	return specs;
}
function readSpec(key, map, span, scope) {
	const values = readFields(map, SHAPE$2, scope);
	const where = scope.where === void 0 ? {} : { where: scope.where };
	if (!map.entries.has("type")) scope.report({
		kind: "missing_key",
		key: "type",
		...where,
		form: "`type: string`"
	}, span);
	const { type, options = [], required = false, secret = false, description } = values;
	const hasOptions = map.entries.has("options");
	if (type === "choice" && !hasOptions) scope.report({
		kind: "missing_key",
		key: "options",
		...where,
		form: "`options: [a, b]`"
	}, span);
	const optionsKey = map.entries.get("options")?.key;
	if (type !== void 0 && type !== "choice" && optionsKey !== void 0) scope.report({
		kind: "key_on_kind",
		where: scope.where ?? key,
		key: "options",
		body: `type: ${type}`
	}, optionsKey);
	const preset = type === void 0 ? void 0 : readDefault(map, {
		type,
		options
	}, scope);
	return {
		key,
		type: type ?? "string",
		options,
		required,
		secret,
		...preset !== void 0 && { default: preset },
		...description !== void 0 && { description }
	};
}
function readDefault(map, typed, scope) {
	const entry = map.entries.get("default");
	if (entry === void 0 || isNull(entry.value)) return void 0;
	const { value } = entry;
	const preset = value.kind === "scalar" ? fitting(value, typed) : void 0;
	if (preset !== void 0) return preset;
	const suggestion = typed.type === "choice" && value.kind === "scalar" ? suggest(value.text, typed.options) : void 0;
	const mistake = {
		kind: "bad_value",
		key: "default",
		...scope.where !== void 0 && { where: scope.where },
		got: shownValue(value),
		expected: expectedOf(typed),
		...suggestion !== void 0 && { suggestion }
	};
	scope.report(mistake, value.start === value.end ? entry.key : value);
}
function fitting({ value }, { type, options }) {
	switch (type) {
		case "string": return typeof value === "string" ? value : void 0;
		case "number": return typeof value === "number" && Number.isFinite(value) ? value : void 0;
		case "boolean": return typeof value === "boolean" ? value : void 0;
		case "choice": return typeof value === "string" && (options.length === 0 || options.includes(value)) ? value : void 0;
	}
}
function expectedOf({ type, options }) {
	if (type === "string") return "a text, in quotes where it looks like something else";
	if (type === "number") return "a number";
	if (type === "boolean") return "`true` or `false`";
	return options.length === 0 ? "one of its options" : `one of ${options.slice(0, 20).map(quote).join(", ")}`;
}

// src/core/lines.ts
function createPlaceAt(text) {
	let starts;
	return (from, to) => {
		starts ??= lineStarts(text);
		const start = Math.min(from, text.length);
		const index = lineOf$1(starts, start);
		const lineStart = starts[index];
		const nextLine = starts[index + 1];
		const lineEnd = nextLine === void 0 ? text.length : nextLine - 1;
		const bare = text.charCodeAt(lineEnd - 1) === 13 ? lineEnd - 1 : lineEnd;
		return {
			line: index + 1,
			column: start - lineStart + 1,
			length: Math.max(1, Math.min(to, bare) - start)
		};
	};
}
function lineStarts(text) {
	const starts = [0];
	for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
	return starts;
}
function lineOf$1(starts, offset) {
	let low = 0;
	let high = starts.length - 1;
	while (low < high) {
		const middle = low + high + 1 >> 1;
		if (starts[middle] <= offset) low = middle;
		else high = middle - 1;
	}
	return low;
}

// src/core/yaml-tree.ts
const MAX_SHARED = 64;
function createTreeMaker(report, placeAt) {
	const shared = /* @__PURE__ */ new Map();
	const kept = /* @__PURE__ */ new Map();
	const share = (text) => {
		if (text.length > MAX_SHARED) return text;
		const known = shared.get(text);
		if (known !== void 0) return known;
		shared.set(text, text);
		return text;
	};
	const make = (node) => {
		if (isScalar(node)) return makeScalar(node);
		if (isSeq(node)) {
			const items = kept.get(node.range[0]) ?? [];
			for (const item of node.items) pushDefined(items, make(item));
			return {
				kind: "seq",
				items,
				start: node.range[0],
				end: node.range[1]
			};
		}
		if (isMap(node)) return makeMap(node);
	};
	const makeScalar = (node) => {
		const [start, end] = node.range;
		const text = share(String(node.value ?? ""));
		if (text.includes("\0")) report({
			kind: "yaml_feature",
			feature: "control_character"
		}, start, end);
		return {
			kind: "scalar",
			value: node.type === "PLAIN" || node.type === void 0 ? plainValue(text) : text,
			text,
			start,
			end
		};
	};
	const makeMap = (node) => {
		const entries = /* @__PURE__ */ new Map();
		for (const pair of node.items) {
			const { key } = pair;
			const [start, end] = key?.range ?? node.range;
			if (!isScalar(key)) {
				report({
					kind: "yaml_feature",
					feature: "complex_key"
				}, start, end);
				continue;
			}
			const name = share(String(key.value ?? ""));
			const first = entries.get(name);
			if (first !== void 0) {
				report({
					kind: "duplicate_key",
					key: name,
					firstLine: placeAt(first.key.start, 0).line
				}, start, end);
				continue;
			}
			if (name === "<<") report({
				kind: "yaml_feature",
				feature: "merge_key"
			}, start, end);
			const value = make(pair.value) ?? {
				kind: "scalar",
				value: null,
				text: "",
				start: end,
				end
			};
			entries.set(name, {
				key: {
					start,
					end
				},
				value
			});
		}
		return {
			kind: "map",
			entries,
			start: node.range[0],
			end: node.range[1]
		};
	};
	return {
		keep: (offset, items) => {
			const known = kept.get(offset);
			if (known === void 0) kept.set(offset, [...items]);
			else for (const item of items) known.push(item);
		},
		make
	};
}
function pushDefined(items, item) {
	if (item !== void 0) items.push(item);
}

// src/core/yaml.ts
const MAX_YAML_LENGTH = 1048576;
const MAX_YAML_TOKENS = 2e5;
const MAX_YAML_DEPTH = 32;
const MAX_REPORTED = 20;
const MAX_MESSAGE = 300;
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f]/;
const SCALAR_FOLLOWS = "";
const DOCUMENT_STARTS = "";
const PIECE_LENGTH = 1024;
function readYaml(text, from = 0, to = text.length) {
	const placeAt = createPlaceAt(text);
	const problems = [];
	let unreported = 0;
	const report = (mistake, start, end) => {
		if (problems.length < MAX_REPORTED) problems.push({
			...mistake,
			place: placeAt(start, end)
		});
		else unreported++;
	};
	const root = read(text, {
		from,
		to,
		placeAt,
		report
	});
	if (unreported > 0) problems.push({
		kind: "more_problems",
		count: unreported
	});
	return {
		...root !== void 0 && problems.length === 0 && { root },
		problems,
		placeAt
	};
}
function read(text, reading) {
	const { to, report, placeAt } = reading;
	const from = text.charCodeAt(reading.from) === 65279 ? reading.from + 1 : reading.from;
	const source = text.slice(from, to);
	if (source.length > 1048576) {
		report({
			kind: "yaml_limit",
			limit: "size",
			max: MAX_YAML_LENGTH
		}, from, from + 1);
		return;
	}
	const control = CONTROL.exec(source);
	if (control !== null) {
		const at = from + control.index;
		report({
			kind: "yaml_feature",
			feature: "control_character"
		}, at, at + 1);
		return;
	}
	return parse(source, from, {
		tree: createTreeMaker(report, placeAt),
		report
	});
}
function parse(source, from, sink) {
	const parser = new Parser();
	parser.offset = from;
	const guard = createGuard(from, sink.report);
	const tokens = [];
	let composed = from;
	for (const lexeme of new Lexer().lex(source)) {
		const verdict = guard(lexeme);
		if (verdict === "stop") return void 0;
		if (verdict === "skip") continue;
		for (const token of parser.next(lexeme)) tokens.push(token);
		const { length } = parser.stack;
		if (length > 34 || length === 34 && "items" in parser.stack.at(-1)) {
			sink.report({
				kind: "yaml_limit",
				limit: "depth",
				max: 32
			}, parser.offset - 1, parser.offset);
			return;
		}
		if (parser.offset - composed >= PIECE_LENGTH && composePiece(parser, sink)) composed = parser.offset;
	}
	if (guard("") === "skip") return void 0;
	for (const token of parser.end()) tokens.push(token);
	return compose(tokens, sink);
}
function createGuard(from, report) {
	let offset = from;
	let tokens = 0;
	let documents = 0;
	let before = "";
	let flowDepth = 0;
	let isScalar = false;
	let isRefused = false;
	const refuse = (feature, length) => {
		isRefused = true;
		report({
			kind: "yaml_feature",
			feature
		}, offset, offset + length);
	};
	const limit = (what, max) => {
		report({
			kind: "yaml_limit",
			limit: what,
			max
		}, offset, offset + 1);
		return "stop";
	};
	return (lexeme) => {
		const type = isScalar || lexeme === "" ? "content" : tokenType(lexeme);
		isScalar = lexeme === SCALAR_FOLLOWS && !isScalar;
		const feature = FEATURES.get(type ?? "content");
		if (feature !== void 0) refuse(feature, lexeme.length);
		if ((lexeme === DOCUMENT_STARTS || type === "doc-start" && before !== DOCUMENT_STARTS) && ++documents === 2) refuse("several_documents", 3);
		before = lexeme;
		if (type === "flow-map-start" || type === "flow-seq-start") flowDepth++;
		if (type === "flow-map-end" || type === "flow-seq-end") flowDepth--;
		if (flowDepth > 32) return limit("depth", 32);
		if (!UNCOUNTED.has(type ?? "content")) tokens++;
		if (tokens > 2e5) return limit("tokens", MAX_YAML_TOKENS);
		if (!MARKS.has(lexeme) || type === "content") offset += lexeme.length;
		return isRefused ? "skip" : "feed";
	};
}
const FEATURES = /* @__PURE__ */ new Map([
	["alias", "alias"],
	["anchor", "anchor"],
	["tag", "tag"],
	["directive-line", "directive"],
	["explicit-key-ind", "complex_key"]
]);
const UNCOUNTED = /* @__PURE__ */ new Set([
	"space",
	"newline",
	"scalar",
	"doc-mode"
]);
const MARKS = /* @__PURE__ */ new Set([
	DOCUMENT_STARTS,
	SCALAR_FOLLOWS,
	""
]);
function composePiece(parser, sink) {
	const list = parser.stack[2];
	if (list?.type !== "block-seq" || list.items.length < 3) return false;
	const items = list.items.splice(0, list.items.length - 2);
	const value = {
		type: "block-seq",
		offset: -1,
		indent: list.indent,
		items
	};
	const piece = compose([{
		type: "document",
		offset: list.offset,
		start: [],
		value
	}], sink);
	if (piece?.kind === "seq") sink.tree.keep(list.offset, piece.items);
	return true;
}
function compose(tokens, { tree, report }) {
	const composer = new Composer({
		uniqueKeys: false,
		schema: "failsafe"
	});
	const syntax = (message, start, end) => {
		const hint = message.startsWith("Nested mappings") ? "; put a text that holds `: ` in quotes" : "";
		report({
			kind: "yaml_syntax",
			message: `${message.split("\n", 1)[0].slice(0, MAX_MESSAGE)}${hint}`
		}, start, end);
	};
	let root;
	for (const document of withoutStackTraces(() => [...composer.compose(tokens, false)])) {
		for (const { pos, message } of document.errors) syntax(message, pos[0], pos[1]);
		if (document.errors.length === 0) root = tree.make(document.contents);
	}
	for (const { pos, message } of composer.streamInfo().errors) syntax(message, pos[0], pos[1]);
	return root;
}
function withoutStackTraces(make) {
	const { stackTraceLimit } = Error;
	Error.stackTraceLimit = 0;
	try {
		return make();
	} finally {
		Error.stackTraceLimit = stackTraceLimit;
	}
}

// src/core/inputs.ts
const MAX_ENTRY_BYTES = 131071;
const MAX_INPUTS_BYTES = 1048576;
function resolveInputs(specs, given) {
	const problems = [];
	const known = new Set(specs.map((spec) => spec.key));
	for (const key of given.keys()) {
		if (known.has(key)) continue;
		const suggestion = suggest(key, known);
		problems.push({
			kind: "unknown_input",
			key,
			...suggestion !== void 0 && { suggestion }
		});
	}
	const inputs = [];
	let bytes = 0;
	for (const spec of specs) {
		const value = chosenValue(spec, given.get(spec.key));
		if (!value.ok) problems.push(value.error);
		if (!value.ok || value.value === void 0) continue;
		inputs.push({
			key: spec.key,
			value: value.value,
			secret: spec.secret
		});
		const size = entryBytes(spec.key, inputText(value.value));
		if (size > 131071) problems.push({
			kind: "input_too_large",
			key: spec.key,
			bytes: size,
			maxBytes: MAX_ENTRY_BYTES
		});
		bytes += size;
	}
	if (bytes > 1048576) problems.push({
		kind: "inputs_too_large",
		bytes,
		maxBytes: MAX_INPUTS_BYTES
	});
	return problems.length > 0 ? err(problems) : ok(inputs);
}
const inputText = (value) => String(value);
const entryBytes = (key, text) => new TextEncoder().encode(`OMNE_INPUT_${key.toUpperCase()}=${text}`).length;
function chosenValue(spec, given) {
	const { key, type, options } = spec;
	if (given === void 0) {
		if (spec.required && spec.default === void 0) return err({
			kind: "missing_input",
			key
		});
		return ok(spec.default);
	}
	if (given.includes("\0")) return err({
		kind: "nul_in_input",
		key
	});
	if (type === "string") return ok(given);
	const trimmed = given.trim();
	if (type === "boolean" && (trimmed === "true" || trimmed === "false")) return ok(trimmed === "true");
	if (type === "choice" && options.includes(given)) return ok(given);
	const number = type === "number" ? plainValue(trimmed) : void 0;
	if (typeof number === "number" && Number.isFinite(number)) return ok(number);
	const got = spec.secret ? "***" : given;
	return err({
		kind: "ill_typed_input",
		key,
		got,
		expected: expectedOf({
			type,
			options
		})
	});
}
const LINE = /^\s*([A-Za-z_][A-Za-z0-9_-]{0,127})=/;
function parseGivenInputs(text) {
	const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
	const [first] = lines;
	if (first === void 0) return ok(/* @__PURE__ */ new Map());
	if (LINE.test(first)) return readLines(lines);
	const { root, problems } = readYaml(text);
	if (root?.kind === "map") return readMap(root);
	return /^\s*(?:\{|["']?[A-Za-z_][A-Za-z0-9_-]{0,127}["']?\s*:)/.test(first) && problems.length > 0 ? err(problems) : readLines(lines);
}
function readLines(lines) {
	const given = /* @__PURE__ */ new Map();
	const problems = [];
	for (const line of lines) {
		const at = line.indexOf("=");
		const key = line.slice(0, Math.max(0, at)).trim();
		if (at === -1 || key === "") problems.push({
			kind: "ill_formed_inputs",
			got: line.trim()
		});
		else if (given.has(key)) problems.push({
			kind: "input_given_twice",
			key
		});
		else given.set(key, line.slice(at + 1));
	}
	return problems.length > 0 ? err(problems) : ok(given);
}
function readMap(map) {
	const given = /* @__PURE__ */ new Map();
	const problems = [];
	for (const [key, { value }] of map.entries) if (value.kind === "scalar") given.set(key, spelling(value));
	else problems.push({
		kind: "ill_formed_inputs",
		got: `${key}: …`
	});
	return problems.length > 0 ? err(problems) : ok(given);
}
function spelling({ value, text }) {
	if (value === null) return "";
	return typeof value === "boolean" ? String(value) : text;
}

// src/core/control-characters.ts
const anyControl = /[\0-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\udb40[\udc00-\udc7f]/;
const bell = 7;
const esc = 27;
const stringTerminator = 156;
const longForm = {
	144: "P",
	152: "X",
	155: "[",
	157: "]",
	158: "^",
	159: "_"
};
const reset = "\x1B[0m";
const colour = /^\x1b\[[0-9;:]{0,64}m$/;
function withoutControls(line) {
	if (!anyControl.test(line)) return line;
	let out = "";
	let from = 0;
	let isColoured = false;
	for (let at = 0; at < line.length;) {
		const end = controlEnd(line, at);
		if (end === at) {
			at++;
			continue;
		}
		out += line.slice(from, at);
		const sequence = line.charCodeAt(at) === esc && end - at <= 68 ? line.slice(at, end) : "";
		if (colour.test(sequence)) {
			out += sequence;
			isColoured = sequence !== reset && sequence !== "\x1B[m";
		}
		at = end;
		from = end;
	}
	out += line.slice(from);
	return isColoured ? out + reset : out;
}
function controlEnd(line, at) {
	const code = line.charCodeAt(at);
	if (code === 9) return at;
	if (code === esc) return escapeEnd(line, at);
	if (code < 32 || code === 127) return at + 1;
	if (code < 128) return at;
	if (code <= 159) {
		const introducer = longForm[code];
		return introducer === void 0 ? at + 1 : sequenceEnd(line, at + 1, introducer);
	}
	if (code >= 8234 && code <= 8238 || code >= 8294 && code <= 8297) return at + 1;
	if (code !== 56128) return at;
	const low = line.charCodeAt(at + 1);
	return low >= 56320 && low <= 56447 ? at + 2 : at;
}
function escapeEnd(line, at) {
	const next = line.charCodeAt(at + 1);
	const introducer = line[at + 1] ?? "";
	if ("[]PX^_".includes(introducer) && introducer !== "") return sequenceEnd(line, at + 2, introducer);
	let end = at + 1;
	while (isBetween(line.charCodeAt(end), 32, 47)) end++;
	if (isBetween(line.charCodeAt(end), 48, 126)) return end + 1;
	return isBetween(next, 32, 47) ? end : at + 1;
}
function sequenceEnd(line, start, introducer) {
	let end = start;
	if (introducer === "[") {
		while (isBetween(line.charCodeAt(end), 32, 63)) end++;
		return isBetween(line.charCodeAt(end), 64, 126) ? end + 1 : start;
	}
	while (end < line.length) {
		const code = line.charCodeAt(end);
		if (code === bell || code === stringTerminator) return end + 1;
		if (code === esc) return line[end + 1] === "\\" ? end + 2 : start;
		end++;
	}
	return start;
}
const isBetween = (code, low, high) => code >= low && code <= high;

// src/core/neutralise.ts
const maxLineLength = 16384;
function createLineSplitter(cap = maxLineLength) {
	let line = "";
	let dropped = 0;
	let isOpen = false;
	let afterCr = false;
	const append = (text, from, to) => {
		isOpen = true;
		const room = dropped > 0 ? 0 : cap - line.length;
		const kept = Math.min(to - from, room);
		line += text.slice(from, from + kept);
		dropped += to - from - kept;
	};
	const take = () => {
		const whole = dropped === 0 ? line : `${withoutHalf(line)} … [line cut: ${dropped} more characters]`;
		line = "";
		dropped = 0;
		isOpen = false;
		return whole;
	};
	const push = (text) => {
		const lines = [];
		let from = 0;
		for (let at = 0; at < text.length; at++) {
			const code = text.charCodeAt(at);
			if (code === 10 && afterCr && at === from && !isOpen) {
				afterCr = false;
				from = at + 1;
			} else if (code === 10 || code === 13) {
				append(text, from, at);
				lines.push(take());
				from = at + 1;
				afterCr = code === 13;
			} else afterCr = false;
		}
		if (from < text.length) append(text, from, text.length);
		return lines;
	};
	const end = () => {
		afterCr = false;
		return isOpen ? [take()] : [];
	};
	return {
		push,
		end,
		isBetweenLines: () => !isOpen && !afterCr
	};
}
function withoutHalf(line) {
	const last = line.charCodeAt(line.length - 1);
	return last >= 55296 && last <= 56319 ? line.slice(0, -1) : line;
}
function neutraliseLine(line) {
	const clean = withoutControls(line);
	const start = commandStart(clean);
	const quoted = start < 0 ? clean : `${clean.slice(0, start)}\\${clean.slice(start)}`;
	return quoted.includes("##[") ? quoted.replaceAll("##[", "##\\[") : quoted;
}
const isInert = (text) => !text.includes("##[") && !anyActive.test(text) && !anyCommandStart.test(text);
const anyActive = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\udb40]/;
const anyCommandStart = /(?:^|\n)[^\n!-~]*::/;
function commandStart(line) {
	let at = 0;
	while (at < line.length) {
		if (line.startsWith("::", at)) return at;
		const width = blankWidth(line, at);
		if (width === 0) return -1;
		at += width;
	}
	return -1;
}
function blankWidth(line, at) {
	const code = line.codePointAt(at);
	if (code === 32 || code === 9) return 1;
	if (code === 27) return line.indexOf("m", at) - at + 1;
	if (code < 128) return 0;
	return invisible.test(String.fromCodePoint(code)) ? code > 65535 ? 2 : 1 : 0;
}
const invisible = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cf}\p{Zs}]$/u;

// src/core/secret-matcher.ts
function createMatcher(secrets) {
	const { next, fail, match, held } = buildTables(secrets);
	const first = /* @__PURE__ */ new Uint8Array(65536);
	for (const secret of secrets) first[secret.charCodeAt(0)] = 1;
	const scan = (chunk, from, found) => {
		let state = from;
		for (let at = 0; at < chunk.length; at++) {
			const code = chunk.charCodeAt(at);
			if (state === 0 && first[code] === 0) continue;
			let target = next.get(state * 65536 + code);
			while (target === void 0 && state !== 0) {
				state = fail[state];
				target = next.get(state * 65536 + code);
			}
			state = target ?? 0;
			const length = match[state];
			if (length > 0) found(at + 1, length);
		}
		return state;
	};
	return {
		scan,
		held: (state) => held[state]
	};
}
function buildTables(secrets) {
	const size = secrets.reduce((sum, secret) => sum + secret.length, 1);
	const next = /* @__PURE__ */ new Map();
	const match = new Int32Array(size);
	const fail = new Int32Array(size);
	const held = new Int32Array(size);
	const parent = [0];
	const code = [0];
	const depth = [0];
	const isLeaf = [true];
	for (const secret of secrets) {
		let state = 0;
		for (let at = 0; at < secret.length; at++) {
			const unit = secret.charCodeAt(at);
			let target = next.get(state * 65536 + unit);
			if (target === void 0) {
				target = parent.length;
				next.set(state * 65536 + unit, target);
				parent.push(state);
				code.push(unit);
				depth.push(at + 1);
				isLeaf.push(true);
				isLeaf[state] = false;
			}
			state = target;
		}
		match[state] = secret.length;
	}
	const byDepth = parent.map((_, state) => state).sort((a, b) => depth[a] - depth[b]);
	for (const state of byDepth) {
		if (state === 0) continue;
		const target = depth[state] === 1 ? 0 : follow$1(next, fail, {
			state: fail[parent[state]],
			code: code[state]
		});
		fail[state] = target;
		if (match[state] === 0) match[state] = match[target];
		held[state] = isLeaf[state] ? held[target] : depth[state];
	}
	return {
		next,
		fail,
		match,
		held
	};
}
function follow$1(next, fail, from) {
	let { state } = from;
	for (;;) {
		const target = next.get(state * 65536 + from.code);
		if (target !== void 0) return target;
		if (state === 0) return 0;
		state = fail[state];
	}
}

// src/core/redact.ts
const mask = "***";
function createRedactor(secrets) {
	const known = [...new Set(secrets)].filter((secret) => secret !== "");
	if (known.length === 0) {
		const identity = (text) => text;
		return {
			text: identity,
			stream: () => ({
				push: identity,
				end: () => ""
			})
		};
	}
	const matcher = createMatcher(known);
	const stream = () => redactingStream(matcher);
	const text = (whole) => {
		const once = stream();
		return once.push(whole) + once.end();
	};
	return {
		text,
		stream
	};
}
function latin1Of(text) {
	let latin1 = "";
	for (const byte of new TextEncoder().encode(text)) latin1 += String.fromCharCode(byte);
	return latin1;
}
function redactingStream(matcher) {
	let state = 0;
	let held = "";
	let masked = 0;
	let spans = [];
	const emit = (text, upTo) => {
		let out = "";
		let at = Math.min(masked, upTo);
		let kept = 0;
		for (const span of spans) {
			if (span.start >= upTo) {
				spans[kept++] = span;
				continue;
			}
			if (span.start >= masked) out += text.slice(at, span.start) + mask;
			masked = Math.max(masked, span.end);
			at = Math.min(masked, upTo);
		}
		spans.length = kept;
		out += at === 0 && upTo === text.length ? text : text.slice(at, upTo);
		masked = Math.max(0, masked - upTo);
		for (const span of spans) {
			span.start -= upTo;
			span.end -= upTo;
		}
		return out;
	};
	return {
		push: (chunk) => {
			const base = held.length;
			state = matcher.scan(chunk, state, (end, length) => add(spans, base + end - length, base + end));
			const text = held + chunk;
			const upTo = text.length - matcher.held(state);
			if (upTo === 0) {
				held = text;
				return "";
			}
			const out = emit(text, upTo);
			held = text.slice(upTo);
			return out;
		},
		end: () => {
			const out = emit(held, held.length);
			held = "";
			state = 0;
			masked = 0;
			spans = [];
			return out;
		}
	};
}
function add(spans, start, end) {
	let from = start;
	for (let last = spans.at(-1); last !== void 0 && last.end > from; last = spans.at(-1)) {
		from = Math.min(from, last.start);
		spans.pop();
	}
	spans.push({
		start: from,
		end
	});
}

// src/effects/clock.ts
function monotonicMs() {
	const [seconds, nanoseconds] = process.hrtime();
	return seconds * 1e3 + nanoseconds / 1e6;
}
const systemClock = {
	now: monotonicMs,
	after: (delayMs, call) => {
		const timer = setTimeout(call, Math.min(delayMs, MAX_TIMER_MS));
		return () => clearTimeout(timer);
	}
};
const MAX_TIMER_MS = 2 ** 31 - 1;
const wallClock = () => `${(/* @__PURE__ */ new Date()).toISOString().slice(0, 19)}Z`;

// src/effects/optimiser.ts
const FLAGS = ["opt", "maglev"];
const isKnown = Number(process.versions.v8.split(".")[0]) >= 12;
const restOptimiser = () => set("no-");
const wakeOptimiser = () => set("");
function set(prefix) {
	if (!isKnown) return;
	const { setFlagsFromString } = process.getBuiltinModule("node:v8");
	for (const flag of FLAGS) setFlagsFromString(`--${prefix}${flag}`);
}

// src/effects/output.ts
const LONG = 4096;
const output = (stream) => {
	let open = true;
	stream.on("error", () => {
		open = false;
	});
	return {
		write: (text) => {
			if (open) stream.write(text.length < LONG ? text : Buffer.from(text));
		},
		backlog: () => open ? stream.writableLength : 0,
		isTerminal: stream.isTTY === true,
		columns: () => stream.columns || 80,
		rows: () => stream.rows || 24
	};
};
const stdout = () => output(process.stdout);
const stderr = () => output(process.stderr);

// src/core/frontmatter.ts
function findFrontmatter(text) {
	let open = text.charCodeAt(0) === 65279 ? 1 : 0;
	while (open < text.length && isBlank(text, open)) open = nextLine(text, open);
	if (!isFence(text, open)) return err(missing(text, open));
	const from = nextLine(text, open);
	const close = nextFence(text, from);
	if (close === void 0) return err({
		mistake: { kind: "frontmatter_unterminated" },
		at: open
	});
	return ok({
		from,
		to: close,
		bodyFrom: nextLine(text, close)
	});
}
function missing(text, first) {
	const open = nextFence(text, first);
	return {
		mistake: { kind: (open === void 0 ? void 0 : nextFence(text, nextLine(text, open))) === void 0 ? "frontmatter_missing" : "frontmatter_late" },
		at: first
	};
}
function nextFence(text, from) {
	for (let at = from; at < text.length; at = nextLine(text, at)) if (isFence(text, at)) return at;
}
function nextLine(text, from) {
	const end = text.indexOf("\n", from);
	return end === -1 ? text.length : end + 1;
}
const isFence = (text, at) => text.startsWith("---", at) && isBlank(text, at + 3);
function isBlank(text, from) {
	for (let at = from; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === 10) return true;
		if (code !== 32 && code !== 9 && code !== 13) return false;
	}
	return true;
}

// src/core/command-file.ts
function parseCommandFile(text, path) {
	const matter = findFrontmatter(text);
	if (!matter.ok) return bodyOf(text.charCodeAt(0) === 65279 ? text.slice(1) : text, path, {});
	const { from, to, bodyFrom } = matter.value;
	const { root, problems } = readYaml(ownLines(text.slice(0, to), from));
	const [problem] = problems;
	if (problem !== void 0) return err({
		...problem,
		file: path
	});
	const fields = {};
	const map = root?.kind === "map" ? root : void 0;
	const model = scalarText(valueAt(map, "model"));
	if (model !== void 0) fields.model = model;
	const tools = valueAt(map, "allowed_tools") ?? valueAt(map, "allowed-tools");
	if (tools !== void 0) fields.allowedTools = toolsOf(tools);
	return bodyOf(text.slice(bodyFrom), path, fields);
}
function bodyOf(body, path, fields) {
	if (body.trim() === "") return err({
		kind: "unreadable_command",
		path,
		reason: "it has no text",
		file: path
	});
	if (body.includes("\0")) return err({
		kind: "unreadable_command",
		path,
		reason: "it holds a NUL character",
		file: path
	});
	return ok({
		path,
		body: body.trim(),
		...fields
	});
}
const OWN = /^(?:model|allowed[_-]tools)\s*:/;
function ownLines(text, from) {
	const linesBefore = text.slice(0, from).split("\n").length - 1;
	let isOwn = false;
	return text.split("\n").map((line, at) => {
		if (at < linesBefore) return "";
		if (OWN.test(line)) isOwn = true;
		else if (!/^(?:\s|-(?:\s|$)|$)/.test(line)) isOwn = false;
		return isOwn ? line : "";
	}).join("\n");
}
const valueAt = (map, key) => map?.entries.get(key)?.value;
function scalarText(value) {
	return value?.kind === "scalar" && value.value !== null && value.text.trim() !== "" ? value.text.trim() : void 0;
}
function toolsOf(value) {
	if (value.kind === "seq") return value.items.flatMap((item) => scalarText(item) ?? []);
	return splitTools(scalarText(value) ?? "");
}
function splitTools(text) {
	const tools = [];
	let depth = 0;
	let from = 0;
	for (let at = 0; at <= text.length; at++) {
		const character = text[at];
		if (character === "(") depth++;
		if (character === ")") depth--;
		if (at < text.length && (character !== "," || depth > 0)) continue;
		const tool = text.slice(from, at).trim();
		if (tool !== "") tools.push(tool);
		from = at + 1;
	}
	return tools;
}

// src/core/graph.ts
function buildGraph(dependencies) {
	const size = dependencies.start.length - 1;
	const dependents = reverse(dependencies);
	const order = topological(dependencies, dependents);
	if (order.length < size) return { cycles: findCycles(dependencies, order) };
	return {
		size,
		dependencies,
		dependents,
		order,
		distance: distances(dependents, order)
	};
}
function reverse(rows) {
	const size = rows.start.length - 1;
	const start = new Int32Array(size + 1);
	for (const target of rows.targets) start[target + 1]++;
	for (let i = 0; i < size; i++) start[i + 1] += start[i];
	const next = start.slice(0, size);
	const targets = new Int32Array(rows.targets.length);
	for (let i = 0; i < size; i++) for (let edge = rows.start[i]; edge < rows.start[i + 1]; edge++) targets[next[rows.targets[edge]]++] = i;
	return {
		start,
		targets
	};
}
function topological(dependencies, dependents) {
	const size = dependencies.start.length - 1;
	const waiting = new Int32Array(size);
	const order = new Int32Array(size);
	let found = 0;
	for (let i = 0; i < size; i++) {
		waiting[i] = dependencies.start[i + 1] - dependencies.start[i];
		if (waiting[i] === 0) order[found++] = i;
	}
	for (let at = 0; at < found; at++) {
		const node = order[at];
		for (let edge = dependents.start[node]; edge < dependents.start[node + 1]; edge++) {
			const dependent = dependents.targets[edge];
			if (--waiting[dependent] === 0) order[found++] = dependent;
		}
	}
	return order.subarray(0, found);
}
function distances(dependents, order) {
	const distance = new Int32Array(order.length);
	for (let at = order.length - 1; at >= 0; at--) {
		const node = order[at];
		let longest = 0;
		for (let edge = dependents.start[node]; edge < dependents.start[node + 1]; edge++) longest = Math.max(longest, distance[dependents.targets[edge]]);
		distance[node] = longest + 1;
	}
	return distance;
}
const NEW = -1;
const DONE = -2;
function findCycles(dependencies, ordered) {
	const { start, targets } = dependencies;
	const size = start.length - 1;
	const position = new Int32Array(size).fill(NEW);
	for (const node of ordered) position[node] = DONE;
	const next = start.slice(0, size);
	const path = [];
	const shown = [];
	const cycles = [];
	const enter = (node) => {
		position[node] = path.length;
		shown[path.length] = path.length === 0 ? -1 : shown[path.length - 1];
		path.push(node);
	};
	for (let first = 0; first < size; first++) {
		if (position[first] === NEW) enter(first);
		while (path.length > 0) {
			const node = path[path.length - 1];
			if (next[node] === start[node + 1]) {
				position[node] = DONE;
				path.pop();
				continue;
			}
			const target = targets[next[node]++];
			const at = position[target];
			if (at === NEW) enter(target);
			else if (at > shown[path.length - 1]) {
				cycles.push([...path.slice(at), target]);
				for (let place = at; place < path.length; place++) shown[place] = place;
			}
		}
	}
	return cycles;
}

// src/core/plan.ts
const DEFAULT_MAX_PARALLEL = 4;
const DEFAULT_TIMEOUT_MS = 18e5;
const NO_ENV$2 = /* @__PURE__ */ new Map();
function plan(pipe, catalog, place) {
	const problems = [];
	const report = (mistake, ...path) => {
		const at = place(["nodes", ...path]);
		problems.push(at === void 0 ? mistake : {
			...mistake,
			place: at
		});
	};
	if (pipe.nodes.length === 0) report({ kind: "empty_nodes" });
	const index = indexIds(pipe.nodes, report, place);
	const graph = buildGraph(resolveEdges(pipe.nodes, index, report));
	if ("cycles" in graph) for (const cycle of graph.cycles) report({
		kind: "cycle",
		path: cycle.map((node) => pipe.nodes[node].id)
	}, cycle[0], "depends_on");
	const nodes = pipe.nodes.map((node, at) => planNode(pipe, node, {
		at,
		catalog,
		report,
		place
	}));
	if (problems.length > 0 || "cycles" in graph) return err(problems);
	return ok({
		name: pipe.name,
		nodes: nodes.filter((node) => node !== void 0),
		graph,
		maxParallel: pipe.maxParallel ?? 4,
		...pipe.timeoutMs !== void 0 && { timeoutMs: pipe.timeoutMs }
	});
}
function indexIds(nodes, report, place) {
	const index = /* @__PURE__ */ new Map();
	for (let at = 0; at < nodes.length; at++) {
		const node = nodes[at];
		const key = node.id.toLowerCase();
		const first = index.get(key);
		if (first === void 0) {
			index.set(key, at);
			continue;
		}
		const firstLine = place([
			"nodes",
			first,
			"id"
		])?.line;
		const firstId = nodes[first].id;
		report({
			kind: "duplicate_id",
			id: node.id,
			first: firstId,
			...firstLine !== void 0 && { firstLine }
		}, at, "id");
	}
	return index;
}
function resolveEdges(nodes, index, report) {
	const start = new Int32Array(nodes.length + 1);
	const targets = new Int32Array(nodes.reduce((count, node) => count + node.dependsOn.length, 0));
	const namedBy = new Int32Array(nodes.length).fill(-1);
	const missingBy = /* @__PURE__ */ new Map();
	let found = 0;
	for (let at = 0; at < nodes.length; at++) {
		const { id, dependsOn } = nodes[at];
		for (let i = 0; i < dependsOn.length; i++) {
			const name = dependsOn[i];
			const target = index.get(name);
			if (target === void 0 ? missingBy.get(name) === at : namedBy[target] === at) report({
				kind: "duplicate_dependency",
				node: id,
				dependency: name
			}, at, "depends_on", i);
			else if (target === void 0) {
				missingBy.set(name, at);
				report(unknownDependency(id, name, index), at, "depends_on", i);
			} else {
				namedBy[target] = at;
				targets[found++] = target;
			}
		}
		start[at + 1] = found;
	}
	return {
		start,
		targets: targets.subarray(0, found)
	};
}
function unknownDependency(node, missing, index) {
	const suggestion = suggest(missing, index.keys());
	return {
		kind: "unknown_dependency",
		node,
		missing,
		...suggestion !== void 0 && { suggestion }
	};
}
function planNode(pipe, node, site) {
	checkTrigger(node, site);
	checkGate$1(node, site);
	checkAgent(node, site);
	const body = planBody(pipe, node, site);
	if (node.body === void 0 || body === void 0) return void 0;
	const line = site.place([
		"nodes",
		site.at,
		"id"
	])?.line;
	return {
		index: site.at,
		id: node.id,
		kind: node.body.kind,
		body,
		triggerRule: node.triggerRule,
		timeoutMs: node.timeoutMs ?? 18e5,
		...node.gate !== void 0 && { gate: node.gate },
		env: mergeEnv(pipe.env, node.env),
		passEnv: pipe.passEnv.length === 0 ? node.passEnv : [...pipe.passEnv, ...node.passEnv],
		...line !== void 0 && { line }
	};
}
const WITHOUT_DEPENDENCIES = /* @__PURE__ */ new Set([
	"all_success",
	"all_done",
	"always"
]);
function checkTrigger(node, { at, report }) {
	if (node.dependsOn.length > 0 || WITHOUT_DEPENDENCIES.has(node.triggerRule)) return;
	report({
		kind: "trigger_without_dependencies",
		node: node.id,
		rule: node.triggerRule
	}, at, "trigger_rule");
}
function checkGate$1(node, { at, report, catalog }) {
	if (node.gate === void 0) return;
	const mistake = hookMistake(node.id, node.gate, catalog.hooks.get(node.gate));
	if (mistake !== void 0) report(mistake, at, "gate");
}
function hookMistake(node, gate, hook) {
	switch (hook?.kind) {
		case "missing": return {
			kind: "hook_missing",
			node,
			path: hook.path
		};
		case "outside": return {
			kind: "hook_outside",
			node,
			gate,
			directory: hook.directory,
			path: hook.path
		};
		case "unusable": return {
			kind: "hook_unusable",
			node,
			path: hook.path,
			reason: hook.reason
		};
		default: return;
	}
}
function checkAgent({ id, body }, { at, report, catalog }) {
	if (body === void 0 || body.kind === "bash" || catalog.agentFound !== false) return;
	report({
		kind: "host_missing",
		program: "claude",
		node: id
	}, at, body.kind);
}
function planBody(pipe, node, site) {
	const { body } = node;
	if (body === void 0) return void 0;
	switch (body.kind) {
		case "bash": return {
			kind: "script",
			script: body.script,
			...node.shell !== void 0 && { shell: node.shell }
		};
		case "loop": {
			const turn = agentBody(pipe, node, body.turn, site);
			if (turn === void 0) return void 0;
			const { until, maxIterations, freshContext } = body;
			return {
				kind: "loop",
				turn,
				until,
				maxIterations,
				freshContext
			};
		}
		default: return agentBody(pipe, node, body, site);
	}
}
function agentBody(pipe, node, turn, site) {
	const file = "command" in turn ? commandFile(node, turn.command, site) : void 0;
	if ("command" in turn && file === void 0) return void 0;
	const model = node.model ?? file?.model ?? pipe.defaultModel;
	const allowedTools = node.allowedTools.length > 0 ? node.allowedTools : file?.allowedTools ?? [];
	return {
		kind: "agent",
		prompt: "prompt" in turn ? turn.prompt : file?.body ?? "",
		...model !== void 0 && { model },
		allowedTools
	};
}
function commandFile(node, name, { at, catalog, report }) {
	const file = catalog.commands.get(name);
	if (file !== void 0) return file;
	const where = node.body?.kind === "loop" ? ["loop", "command"] : ["command"];
	report({
		kind: "unknown_command",
		node: node.id,
		name,
		searched: commandPaths(name)
	}, at, ...where);
}
function commandPaths(name) {
	const below = (base) => [
		`${base}/cmds/${name}.md`,
		`${base}/skills/${name}.md`,
		`${base}/skills/${name}/SKILL.md`
	];
	return [
		...below(".omne/dist"),
		...below(".omne/core"),
		`.claude/commands/${name}.md`
	];
}
function mergeEnv(pipe, node) {
	if (node.size === 0) return pipe.size === 0 ? NO_ENV$2 : pipe;
	return pipe.size === 0 ? node : new Map([...pipe, ...node]);
}

// src/effects/hooks.ts
const folders = [".omne/dist/hooks", ".omne/hooks"];
const extension = process.platform === "win32" ? ".ps1" : ".sh";
const largestHook = 1048576;
const largestFolder = 16777216;
const mostFiles = 1e3;
function readHook(root, name, read = /* @__PURE__ */ new Map()) {
	const paths = folders.map((folder) => `${folder}/${name}${extension}`);
	if (/[/\\]|\.\.|\0/.test(name) || name === "") return { hook: {
		kind: "unusable",
		path: paths[0],
		reason: "a gate is the plain name of a hook"
	} };
	for (const folder of folders) {
		const found = readFrom(root, folder, name, read);
		if (found) return found;
	}
	return { hook: {
		kind: "missing",
		path: paths[0]
	} };
}
function readFrom(root, folder, name, read) {
	const path = `${folder}/${name}${extension}`;
	try {
		const real = realpathSync(join(root, path));
		const realFolder = realpathSync(join(root, folder));
		if (!real.startsWith(realFolder + sep)) return { hook: {
			kind: "outside",
			directory: folder,
			path: wirePath(root, real)
		} };
		const file = readRegular$1(real, largestHook);
		if (!file.ok) return unusable(path, hookFlaws[file.error]);
		const reason = flaw(file.value.bytes);
		if (reason !== void 0) return unusable(path, reason);
		return seal(file.value, path, name, readOnce(realFolder, read));
	} catch (error) {
		const { code, message } = error;
		if (code === "ENOENT" || code === "ENOTDIR") return void 0;
		return unusable(path, code === "EACCES" ? "it cannot be read" : message);
	}
}
function seal(file, path, name, folder) {
	if (!folder.ok) return unusable(path, folder.error);
	const files = new Map(folder.value).set(name + extension, file);
	return {
		hook: {
			kind: "found",
			path
		},
		sealed: {
			name,
			bytes: file.bytes,
			path,
			files
		}
	};
}
const hookFlaws = {
	irregular: "it is not a regular file",
	large: "it is larger than 1 MiB"
};
function flaw(bytes) {
	if (bytes.length === 0) return "it is empty";
	if (extension === ".sh" && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes("\r\n")) return "it has Windows line ends (CRLF); save it with LF";
}
function readOnce(folder, read) {
	const files = read.get(folder) ?? readFolder(folder);
	read.set(folder, files);
	return files;
}
function readFolder(top) {
	try {
		return walk(top);
	} catch (error) {
		return err(`its folder cannot be read: ${error.message}`);
	}
}
function walk(top) {
	const files = /* @__PURE__ */ new Map();
	const queue = [{
		real: top,
		prefix: "",
		chain: [top]
	}];
	let room = largestFolder;
	for (const { real, prefix, chain } of queue) for (const entry of readdirSync(real, { withFileTypes: true })) {
		const found = follow(top, real, entry);
		const name = prefix + entry.name;
		if (found?.kind === "folder" && !chain.includes(found.real)) {
			if (queue.length > mostFiles) return err("its folder holds more than 1,000 folders");
			queue.push({
				real: found.real,
				prefix: `${name}/`,
				chain: [...chain, found.real]
			});
		}
		if (found?.kind !== "file") continue;
		if (files.size === mostFiles) return err("its folder holds more than 1,000 files");
		const file = readRegular$1(found.real, room);
		if (!file.ok && file.error === "large") return err("its folder holds more than 16 MiB");
		if (!file.ok) continue;
		files.set(name, file.value);
		room -= file.value.bytes.length;
	}
	return ok(files);
}
function follow(top, folder, entry) {
	const path = join(folder, entry.name);
	if (!entry.isSymbolicLink()) return foundAt(path, entry);
	try {
		const real = realpathSync(path);
		return real.startsWith(top + sep) ? foundAt(real, lstatSync(real)) : void 0;
	} catch {
		return;
	}
}
function foundAt(real, type) {
	if (type.isFile()) return {
		kind: "file",
		real
	};
	return type.isDirectory() ? {
		kind: "folder",
		real
	} : void 0;
}
const readFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
function readRegular$1(path, mostBytes) {
	if (!lstatSync(path).isFile()) return err("irregular");
	const fd = openSync(path, readFlags);
	try {
		const stat = fstatSync(fd);
		if (!stat.isFile()) return err("irregular");
		if (stat.size > mostBytes) return err("large");
		return ok({
			bytes: readFileSync(fd),
			executable: (stat.mode & 73) !== 0
		});
	} finally {
		closeSync(fd);
	}
}
const unusable = (path, reason) => ({ hook: {
	kind: "unusable",
	path,
	reason
} });
function wirePath(root, path) {
	return relative(realpathSync(root), path).split(sep).join("/");
}

// src/effects/volume.ts
function findRoot(folder) {
	return nearest(folder, ".omne") ?? nearest(folder, ".git") ?? resolve(folder);
}
function nearest(folder, name) {
	let at = resolve(folder);
	for (;;) {
		if (existsSync(join(at, name))) return at;
		const parent = dirname(at);
		if (parent === at) return void 0;
		at = parent;
	}
}
const PIPE_FOLDERS = [
	".omne/dist/pipes",
	".omne/pipes",
	".github/pipes"
];
const PIPE_EXTENSIONS = [
	".md",
	".yml",
	".yaml"
];
const MAX_PIPE_BYTES = 1048576;
function readPipe$1(root, folder, asked) {
	const path = locate(root, folder, asked);
	if (path === void 0) return err(notFound(asked));
	const name = displayName(root, path);
	const bytes = readRegular(path, MAX_PIPE_BYTES);
	if (!bytes.ok) return err({
		kind: "unreadable_pipe",
		path: name,
		reason: bytes.error,
		file: name
	});
	if (!isUtf8(bytes.value)) return err({
		kind: "unreadable_pipe",
		path: name,
		reason: "it is not UTF-8 text",
		file: name
	});
	return ok({
		path,
		name,
		text: bytes.value.toString("utf8")
	});
}
function locate(root, folder, asked) {
	const direct = resolve(folder, asked);
	if (extname(asked) !== "" || asked.includes("/") || asked.includes(sep)) return existsSync(direct) ? direct : void 0;
	return PIPE_FOLDERS.flatMap((below) => PIPE_EXTENSIONS.map((extension) => join(root, below, asked + extension))).find((candidate) => existsSync(candidate)) ?? (existsSync(direct) ? direct : void 0);
}
function notFound(asked) {
	return {
		kind: "pipe_not_found",
		asked,
		searched: extname(asked) === "" && !asked.includes("/") ? PIPE_FOLDERS.map((below) => `${below}/${asked}.md (.yml, .yaml)`) : [asked]
	};
}
function displayName(root, path) {
	const inside = relative(root, path);
	return inside.startsWith("..") || isAbsolute(inside) ? path : inside.split(sep).join("/");
}
function readRegular(path, maxBytes) {
	let fd;
	try {
		fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
	} catch (error) {
		return err(error.message);
	}
	try {
		const stat = fstatSync(fd);
		if (stat.isDirectory()) return err("it is a folder");
		if (!stat.isFile()) return err("it is not a regular file");
		if (stat.size > maxBytes) return err(`it has ${stat.size} bytes; at most ${maxBytes} are read`);
		return ok(readFileSync(fd));
	} catch (error) {
		return err(error.message);
	} finally {
		closeSync(fd);
	}
}
function takeStock(root, pipe) {
	const commands = /* @__PURE__ */ new Map();
	const hooks = /* @__PURE__ */ new Map();
	const sealed = /* @__PURE__ */ new Map();
	const folders = /* @__PURE__ */ new Map();
	const problems = [];
	for (const name of new Set(commandNames(pipe))) {
		const found = readCommand$1(root, name);
		if (found === void 0) continue;
		if (found.ok) commands.set(name, found.value);
		else problems.push(found.error);
	}
	for (const name of new Set(pipe.nodes.flatMap((node) => node.gate ?? []))) {
		const found = readHook(root, name, folders);
		hooks.set(name, found.hook);
		if (found.sealed !== void 0) sealed.set(name, found.sealed);
	}
	return {
		commands,
		hooks,
		sealed,
		problems
	};
}
function commandNames(pipe) {
	return pipe.nodes.flatMap(({ body }) => {
		if (body?.kind === "command") return [body.command];
		return body?.kind === "loop" && "command" in body.turn ? [body.turn.command] : [];
	});
}
function readCommand$1(root, name) {
	const path = commandPaths(name).find((candidate) => existsSync(join(root, candidate)));
	if (path === void 0) return void 0;
	const bytes = readRegular(join(root, path), MAX_PIPE_BYTES);
	if (!bytes.ok) return err({
		kind: "unreadable_command",
		path,
		reason: bytes.error,
		file: path
	});
	return parseCommandFile(bytes.value.toString("utf8"), path);
}
function makeRunFolders(files) {
	try {
		mkdirSync(join(files.runDir, "nodes"), {
			recursive: true,
			mode: 448
		});
		mkdirSync(join(files.runDir, "scripts"), { mode: 448 });
		mkdirSync(join(files.runDir, "commands"), { mode: 448 });
		const ignore = join(files.root, ".omne", "var", ".gitignore");
		if (!existsSync(ignore)) writeFileSync(ignore, "*\n");
	} catch (error) {
		throw new Error(`the run directory ${files.runDir} cannot be made`, { cause: error });
	}
}

// src/report/words.ts
const UNICODE = {
	completed: "✓",
	failed: "✗",
	skipped: "⊘",
	running: "●",
	dot: "·",
	ellipsis: "…"
};
const ASCII = {
	completed: "+",
	failed: "x",
	skipped: "-",
	running: "*",
	dot: "|",
	ellipsis: "..."
};
function duration(ms) {
	if (typeof ms !== "number") return "";
	if (ms < 59950) return `${(Math.max(0, ms) / 1e3).toFixed(1)}s`;
	const seconds = Math.round(ms / 1e3);
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return `${minutes}m ${seconds % 60}s`;
	return `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}
function cost(usd) {
	if (typeof usd !== "number") return "";
	return `$${usd !== 0 && usd < .01 ? usd.toFixed(4) : usd.toFixed(2)}`;
}
const turns = (usage) => typeof usage?.turns === "number" ? plural(usage.turns, "turn") : "";
const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
function byteSize(bytes) {
	let value = bytes;
	let unit = "bytes";
	for (const larger of [
		"KiB",
		"MiB",
		"GiB",
		"TiB"
	]) {
		if (value < 1024) break;
		value /= 1024;
		unit = larger;
	}
	return unit === "bytes" ? plural(bytes, "byte") : `${value.toFixed(1)} ${unit}`;
}
function errorWords({ kind, exit_code, signal }) {
	const exit = signal ?? (typeof exit_code === "number" ? `exit ${exit_code}` : void 0);
	return exit === void 0 ? kind : `${kind} (${exit})`;
}
const oneLine = (text) => withoutControls(text.replaceAll(/[\r\n\u2028\u2029]+/g, " ")).replaceAll(/\x1b\[[0-9;:]*m/g, "");
const MAX_WORDS = 200;
function firstLine(text, max = MAX_WORDS) {
	const line = text.split(/[\r\n]+/).find((candidate) => candidate.trim() !== "") ?? "";
	return clip(oneLine(line).trim(), max);
}
function clip(text, max, ellipsis = UNICODE.ellipsis) {
	if (text.length <= max) return text;
	const end = Math.max(0, max - ellipsis.length);
	const last = text.charCodeAt(end - 1);
	return text.slice(0, last >= 55296 && last <= 56319 ? end - 1 : end) + ellipsis;
}
function nodeReason(node) {
	if (node.status === "skipped") return node.skip === void 0 ? "" : skipWords(node.skip);
	if (node.status !== "failed" || node.error === void 0) return "";
	const words = errorWords(node.error);
	const message = node.message === void 0 ? "" : firstLine(node.message);
	return message === "" || message === words ? words : `${words}: ${message}`;
}
const skipWords = ({ reason, cause }) => cause ? `${reason} (${oneLine(cause)})` : reason;
function eventLine(event, glyphs = UNICODE) {
	switch (event.type) {
		case "node.started": return `${glyphs.running} ${event.node_id} started`;
		case "iteration.started": return `${glyphs.running} ${event.node_id} iteration ${event.iteration}`;
		case "node.completed": return `${glyphs.completed} ${event.node_id} ${duration(event.duration_ms)}`.trimEnd();
		case "node.failed": return `${glyphs.failed} ${event.node_id} ${duration(event.duration_ms)}  ${nodeReason({
			...event,
			status: "failed"
		})}`;
		case "node.skipped": return `${glyphs.skipped} ${event.node_id} skipped: ${skipWords(event)}`;
		case "gate.passed": return `${glyphs.completed} ${event.node_id} gate ${oneLine(event.gate)} passed`;
		case "pipe.started":
		case "pipe.completed":
		case "pipe.aborted": return;
		default: return;
	}
}
function countNodes(state) {
	const counts = {
		completed: 0,
		failed: 0,
		skipped: 0,
		running: 0
	};
	for (const node of state.nodes.values()) counts[node.status]++;
	return counts;
}
function countWords(counts, running = "running") {
	const words = [
		[counts.completed, "completed"],
		[counts.failed, "failed"],
		[counts.skipped, "skipped"],
		[counts.running, running]
	].filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
	return words.length === 0 ? "no nodes" : words.join(", ");
}
function verdictWords(state, unended) {
	if (state.status === "completed") return "completed";
	if (state.status === "running") return unended;
	return ABORT_WORDS[state.reason ?? "fault"](state);
}
const ABORT_WORDS = {
	node_failed: (state) => {
		const node = state.cause === void 0 ? void 0 : state.nodes.get(state.cause);
		if (node?.error === void 0) return "aborted: a node failed";
		return `aborted: ${oneLine(node.id)} ${errorWords(node.error)}`;
	},
	timeout: () => "aborted: the run's timeout passed",
	cancelled: () => "cancelled",
	nothing_ran: () => "aborted: nothing ran",
	interrupted: () => "aborted: interrupted",
	fault: ({ message }) => message === void 0 ? "fault" : `fault: ${firstLine(message)}`
};

// node_modules/ulid/dist/browser/index.js
const ENCODING = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const ENCODING_LEN = 32;
const RANDOM_LEN = 16;
const TIME_LEN = 10;
const TIME_MAX = 0xffffffffffff;
var ULIDErrorCode;
(function(ULIDErrorCode) {
	ULIDErrorCode["Base32IncorrectEncoding"] = "B32_ENC_INVALID";
	ULIDErrorCode["DecodeTimeInvalidCharacter"] = "DEC_TIME_CHAR";
	ULIDErrorCode["DecodeTimeValueMalformed"] = "DEC_TIME_MALFORMED";
	ULIDErrorCode["EncodeTimeNegative"] = "ENC_TIME_NEG";
	ULIDErrorCode["EncodeTimeSizeExceeded"] = "ENC_TIME_SIZE_EXCEED";
	ULIDErrorCode["EncodeTimeValueMalformed"] = "ENC_TIME_MALFORMED";
	ULIDErrorCode["PRNGDetectFailure"] = "PRNG_DETECT";
	ULIDErrorCode["ULIDInvalid"] = "ULID_INVALID";
	ULIDErrorCode["Unexpected"] = "UNEXPECTED";
	ULIDErrorCode["UUIDInvalid"] = "UUID_INVALID";
})(ULIDErrorCode || (ULIDErrorCode = {}));
var ULIDError = class extends Error {
	constructor(errorCode, message) {
		super(`${message} (${errorCode})`);
		this.name = "ULIDError";
		this.code = errorCode;
	}
};
function randomChar(prng) {
	const randomPosition = Math.floor(prng() * ENCODING_LEN) % ENCODING_LEN;
	return ENCODING.charAt(randomPosition);
}
function replaceCharAt(str, index, char) {
	if (index > str.length - 1) return str;
	return str.substr(0, index) + char + str.substr(index + 1);
}
function incrementBase32(str) {
	let done = void 0, index = str.length, char, charIndex, output = str;
	const maxCharIndex = 31;
	while (!done && index-- >= 0) {
		char = output[index];
		charIndex = ENCODING.indexOf(char);
		if (charIndex === -1) throw new ULIDError(ULIDErrorCode.Base32IncorrectEncoding, "Incorrectly encoded string");
		if (charIndex === maxCharIndex) {
			output = replaceCharAt(output, index, ENCODING[0]);
			continue;
		}
		done = replaceCharAt(output, index, ENCODING[charIndex + 1]);
	}
	if (typeof done === "string") return done;
	throw new ULIDError(ULIDErrorCode.Base32IncorrectEncoding, "Failed incrementing string");
}
function detectPRNG(root) {
	const rootLookup = detectRoot();
	const globalCrypto = rootLookup && (rootLookup.crypto || rootLookup.msCrypto) || null;
	if (typeof globalCrypto?.getRandomValues === "function") return () => {
		const buffer = /* @__PURE__ */ new Uint8Array(1);
		globalCrypto.getRandomValues(buffer);
		return buffer[0] / 256;
	};
	else if (typeof globalCrypto?.randomBytes === "function") return () => globalCrypto.randomBytes(1).readUInt8() / 256;
	throw new ULIDError(ULIDErrorCode.PRNGDetectFailure, "Failed to find a reliable PRNG");
}
function detectRoot() {
	if (inWebWorker()) return self;
	if (typeof window !== "undefined") return window;
	if (typeof global !== "undefined") return global;
	if (typeof globalThis !== "undefined") return globalThis;
	return null;
}
function encodeRandom(len, prng) {
	let str = "";
	for (; len > 0; len--) str = randomChar(prng) + str;
	return str;
}
function encodeTime(now, len = 10) {
	if (isNaN(now)) throw new ULIDError(ULIDErrorCode.EncodeTimeValueMalformed, `Time must be a number: ${now}`);
	else if (now > 0xffffffffffff) throw new ULIDError(ULIDErrorCode.EncodeTimeSizeExceeded, `Cannot encode a time larger than ${TIME_MAX}: ${now}`);
	else if (now < 0) throw new ULIDError(ULIDErrorCode.EncodeTimeNegative, `Time must be positive: ${now}`);
	else if (Number.isInteger(now) === false) throw new ULIDError(ULIDErrorCode.EncodeTimeValueMalformed, `Time must be an integer: ${now}`);
	let mod, str = "";
	for (let currentLen = len; currentLen > 0; currentLen--) {
		mod = now % ENCODING_LEN;
		str = ENCODING.charAt(mod) + str;
		now = (now - mod) / ENCODING_LEN;
	}
	return str;
}
function inWebWorker() {
	return typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope;
}
function monotonicFactory(prng) {
	const currentPRNG = prng || detectPRNG();
	let lastTime = 0, lastRandom;
	return function _ulid(seedTime) {
		const seed = !seedTime || isNaN(seedTime) ? Date.now() : seedTime;
		if (seed <= lastTime) {
			const incrementedRandom = lastRandom = incrementBase32(lastRandom);
			return encodeTime(lastTime, 10) + incrementedRandom;
		}
		lastTime = seed;
		const newRandom = lastRandom = encodeRandom(RANDOM_LEN, currentPRNG);
		return encodeTime(seed, 10) + newRandom;
	};
}

// src/effects/crypto.ts
const { hash, randomFillSync } = process.getBuiltinModule("node:crypto");
const sha256 = (text) => hash("sha256", text, "hex");
const newUlid = () => monotonicFactory(createRandom())().toLowerCase();
function eventIds() {
	const next = monotonicFactory(createRandom());
	return () => next(Math.floor(Date.now() / 1e3) * 1e3).toLowerCase();
}
function createRandom() {
	const pool = /* @__PURE__ */ new Uint8Array(64);
	let used = pool.length;
	return () => {
		if (used === pool.length) {
			randomFillSync(pool);
			used = 0;
		}
		return pool[used++] / 256;
	};
}

// src/effects/captured-run.ts
const briefMs = 10;
async function runCaptured(request, signal) {
	if (signal.aborted) return {
		kind: "not-started",
		error: "ended before it began"
	};
	const stdout = openCapture(request.stdout, { append: false });
	if (!stdout.ok) return {
		kind: "capture",
		failure: stdout.error
	};
	try {
		const stderr = openCapture(request.stderr, { append: false });
		if (!stderr.ok) return {
			kind: "capture",
			failure: stderr.error
		};
		try {
			return await runInto({
				stdout: stdout.value,
				stderr: stderr.value
			}, request, signal);
		} finally {
			closeSync(stderr.value);
		}
	} finally {
		closeSync(stdout.value);
	}
}
async function runInto(captures, request, signal) {
	const { file, args, cwd, env, verbatimArguments = false } = request;
	const started = await startProcess({
		file,
		args,
		cwd,
		env,
		verbatimArguments,
		...captures
	});
	if (!started.ok) return {
		kind: "not-started",
		error: started.error
	};
	const startedAt = monotonicMs();
	const exit = await waitOrEnd(started.process, request, signal);
	if ((exit.code !== 0 || monotonicMs() - startedAt > briefMs) && isFull(request.stderr)) return {
		kind: "capture",
		failure: {
			kind: "capture_failed",
			path: request.stdout,
			error: "no space left on device"
		}
	};
	const wanted = request.tails === "always" || exit.code !== 0;
	return {
		kind: "exit",
		exit,
		stdoutTail: wanted ? readTail(captures.stdout) : "",
		stderrTail: wanted ? readTail(captures.stderr) : ""
	};
}
function waitOrEnd(child, request, signal) {
	return new Promise((resolve) => {
		let ending = false;
		const end = () => {
			ending = true;
			const ended = endProcess(child, {
				gentle: false,
				marker: request.marker,
				grace: request.grace
			});
			const exited = Promise.race([child.exited, ended.then(() => ({ signal: "SIGKILL" }))]);
			ended.then(() => resolve(exited));
		};
		child.exited.then((exit) => {
			if (ending) return;
			signal.removeEventListener("abort", end);
			setImmediate(killLeftovers, child.pid);
			resolve(exit);
		});
		if (signal.aborted) end();
		else signal.addEventListener("abort", end, { once: true });
	});
}
function isFull(path) {
	try {
		const { blocks, bfree, bavail } = statfsSync(path);
		return blocks > 0 && (process.getuid?.() === 0 ? bfree : bavail) === 0;
	} catch {
		return false;
	}
}

// src/effects/gate.ts
function createGate(context, hooks) {
	return async (request, signal) => {
		const hook = hooks.get(request.gate);
		if (!hook) return failed(`gate hook ${request.gate} missing at dispatch time`);
		const prepared = prepare$1(context, hook, request);
		if (typeof prepared === "string") return failed(prepared);
		return verdict$1(await runCaptured(prepared, signal));
	};
}
function prepare$1(context, hook, request) {
	const { files, host, grace, runId } = context;
	const interpreter = hookInterpreter(hook.bytes, host.all);
	if (!interpreter.ok) return interpreter.error;
	const folder = `${files.script(request.nodeId)}.gate`;
	try {
		writeHooks(folder, hook);
	} catch (error) {
		return `the gate's scripts ${folder} cannot be written: ${error.message}`;
	}
	return {
		file: interpreter.value.file,
		args: [...interpreter.value.args, join(folder, fileName(hook))],
		cwd: files.root,
		env: childEnvironment(context, request, "gate", { OMNE_GATE_NAME: request.gate }),
		stdout: files.capture(request.nodeId, "gate.out"),
		stderr: files.capture(request.nodeId, "gate.err"),
		marker: {
			runId,
			nodeId: request.nodeId
		},
		grace,
		tails: "always"
	};
}
const fileName = (hook) => hook.path.slice(hook.path.lastIndexOf("/") + 1);
function writeHooks(folder, hook) {
	const parent = dirname(folder);
	mkdirSync(parent, {
		recursive: true,
		mode: 448
	});
	if (!lstatSync(parent).isDirectory()) throw new Error("its folder is not a folder of ours");
	rmSync(folder, {
		recursive: true,
		force: true
	});
	mkdirSync(folder, { mode: 448 });
	for (const [name, { bytes, executable }] of hook.files) {
		const path = join(folder, name);
		writeFresh(path, bytes);
		if (executable) makeExecutable(path);
	}
}
function makeExecutable(path) {
	const fd = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
	try {
		fchmodSync(fd, 448);
	} finally {
		closeSync(fd);
	}
}
function verdict$1(end) {
	switch (end.kind) {
		case "exit": {
			const stdout = end.stdoutTail.trim();
			return {
				...stdout !== "" && { stdout },
				...end.exit.code !== 0 && { failure: {
					kind: "gate_failed",
					cause: "exit",
					exit: end.exit,
					stderrTail: end.stderrTail
				} }
			};
		}
		case "not-started": return failed(end.error);
		case "capture": return { failure: end.failure };
	}
}
const failed = (error) => ({ failure: {
	kind: "gate_failed",
	cause: "spawn",
	error
} });

// src/core/journal-line.ts
const CHAIN_START = "0000000000000000";
function encodeLine(fact, stamp, previous, sha256) {
	const { id, ts, run_id, seq, mono_ms } = stamp;
	const { type, ...fields } = fact;
	const unsealed = {
		type,
		id,
		ts,
		run_id,
		...fields,
		seq,
		mono_ms
	};
	const body = json(unsealed);
	const h = sha256(previous + body).slice(0, 16);
	return {
		line: `${body.slice(0, -1)},"h":"${h}"}`,
		event: {
			...unsealed,
			h
		}
	};
}
const lineOf = (event) => json(event);
const json = (value) => JSON.stringify(value).replaceAll("##[", "#\\u0023[");
function decodeJournal(text, sha256) {
	const events = [];
	let previous = CHAIN_START;
	let from = 0;
	for (let to = text.indexOf("\n"); to !== -1; to = text.indexOf("\n", from)) {
		const line = text.slice(from, to);
		const event = decodeLine(line);
		const reason = event === void 0 ? "not an event" : breach(line, event, {
			previous,
			seq: events.length
		}, sha256);
		if (event === void 0 || reason !== void 0) return {
			events,
			torn: "",
			broken: {
				line: events.length + 1,
				reason: reason ?? "not an event"
			}
		};
		events.push(event);
		if (event.h) previous = event.h;
		from = to + 1;
	}
	return {
		events,
		torn: text.slice(from)
	};
}
function decodeLine(line) {
	try {
		const value = JSON.parse(line);
		if (typeof value !== "object" || value === null || !("type" in value) || typeof value.type !== "string") return void 0;
		return value;
	} catch {
		return;
	}
}
const SEAL = /,"h":"([0-9a-f]{16})"\}$/;
function breach(line, event, expected, sha256) {
	if (!event.h) return event.seq === void 0 && expected.previous === "0000000000000000" ? void 0 : "the hash is missing";
	if (event.seq !== expected.seq) return `seq ${event.seq} where ${expected.seq} was due`;
	const seal = SEAL.exec(line);
	if (seal === null) return "the hash is not the last field";
	const body = `${line.slice(0, seal.index)}}`;
	return sha256(expected.previous + body).slice(0, 16) === event.h ? void 0 : "the hash does not match: the line, or one before it, was changed";
}

// src/effects/journal.ts
var Journal = class {
	#fd;
	#runId;
	#redactor;
	#nextId = eventIds();
	#seq = 0;
	#h = CHAIN_START;
	#startedMs = 0;
	#broken;
	constructor(path, runId, redactor) {
		const { O_WRONLY, O_CREAT, O_EXCL, O_APPEND } = constants;
		const noFollow = constants.O_NOFOLLOW ?? 0;
		try {
			this.#fd = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | noFollow, 384);
		} catch (error) {
			throw new Error(`the journal ${path} cannot be created`, { cause: error });
		}
		this.#runId = runId;
		this.#redactor = redactor;
	}
	append(fact) {
		if (this.#broken !== void 0) throw this.#broken;
		const nowMs = monotonicMs();
		if (this.#seq === 0) this.#startedMs = nowMs;
		const stamp = {
			id: this.#nextId(),
			ts: wallClock(),
			run_id: this.#runId,
			seq: this.#seq,
			mono_ms: Math.round(nowMs - this.#startedMs)
		};
		const clean = redactFact(fact, this.#redactor);
		const { line, event } = encodeLine(clean, stamp, this.#h, sha256);
		this.#write(Buffer.from(`${line}\n`), DURABLE.has(fact.type));
		this.#seq++;
		this.#h = event.h;
		return event;
	}
	close() {
		this.#broken ??= /* @__PURE__ */ new Error("the journal is closed");
		closeSync(this.#fd);
	}
	#write(bytes, durable) {
		try {
			for (let done = 0; done < bytes.length;) done += writeSync(this.#fd, bytes, done);
			if (durable) fdatasyncSync(this.#fd);
		} catch (error) {
			this.#broken = new Error("the journal cannot be written", { cause: error });
			throw this.#broken;
		}
	}
};
const DURABLE = /* @__PURE__ */ new Set([
	"pipe.started",
	"gate.passed",
	"pipe.completed",
	"pipe.aborted"
]);
const readJournal = (path) => decodeJournal(readFileSync(path, "utf8"), sha256);
function redactFact(fact, redactor) {
	switch (fact.type) {
		case "pipe.started": return {
			...fact,
			inputs: fact.inputs.map(({ key, value }) => ({
				key,
				value: redactor.text(value)
			}))
		};
		case "gate.passed": return fact.stdout === void 0 ? fact : {
			...fact,
			stdout: redactor.text(fact.stdout)
		};
		case "node.failed":
		case "pipe.aborted": return fact.message === void 0 ? fact : {
			...fact,
			message: redactor.text(fact.message)
		};
		default: return fact;
	}
}

// src/effects/run-files.ts
function runFiles(root, worktree, runId) {
	const runDir = join(root, ".omne", "var", "runs", runId);
	const nodes = `${runDir}${sep}nodes${sep}`;
	const scripts = `${runDir}${sep}scripts${sep}`;
	const commands = `${runDir}${sep}commands${sep}`;
	const below = root.endsWith(sep) ? root : root + sep;
	return {
		root,
		worktree,
		runDir,
		events: join(runDir, "events.jsonl"),
		capture: (nodeId, stream) => `${nodes}${nodeId}.${stream}`,
		script: (nodeId) => scripts + nodeId,
		commandFile: (nodeId, name) => `${commands}${nodeId}.${name}`,
		wirePath: (path) => {
			const inside = path.startsWith(below) ? path.slice(below.length) : relative(root, path);
			return sep === "/" ? inside : inside.replaceAll(sep, "/");
		}
	};
}

// src/effects/shell.ts
function createShell(context) {
	const { files, host, grace, runId } = context;
	const runners = /* @__PURE__ */ new Map();
	const runnerFor = (shell) => {
		let runner = runners.get(shell);
		if (!runner) {
			runner = scriptRunner(shell, host.all);
			runners.set(shell, runner);
		}
		return runner;
	};
	return async (request, signal) => {
		const runner = runnerFor(request.shell);
		if (!runner.ok) return notStarted(runner.error);
		const { extension, wrap, command } = runner.value;
		const path = files.script(request.nodeId) + extension;
		try {
			writeFresh(path, wrap(request.script));
		} catch (error) {
			return notStarted(`the script ${path} cannot be written: ${error.message}`);
		}
		return outcome(await runCaptured({
			...command(path),
			cwd: files.worktree,
			env: childEnvironment(context, request, "bash"),
			stdout: files.capture(request.nodeId, "out"),
			stderr: files.capture(request.nodeId, "err"),
			marker: {
				runId,
				nodeId: request.nodeId
			},
			grace,
			tails: "on-failure"
		}, signal));
	};
}
function outcome(end) {
	switch (end.kind) {
		case "exit":
			if (end.exit.code === 0) return {};
			return { failure: {
				kind: "crash",
				cause: "exit",
				exit: end.exit,
				stderrTail: end.stderrTail
			} };
		case "not-started": return notStarted(end.error);
		case "capture": return { failure: end.failure };
	}
}
const notStarted = (error) => ({ failure: {
	kind: "crash",
	cause: "spawn",
	error
} });

// src/core/queue.ts
function createQueue(capacity, distance) {
	const heap = new Int32Array(capacity);
	let size = 0;
	const before = (a, b) => distance[a] > distance[b] || distance[a] === distance[b] && a < b;
	const up = (from) => {
		const node = heap[from];
		let at = from;
		while (at > 0) {
			const parent = at - 1 >> 1;
			if (!before(node, heap[parent])) break;
			heap[at] = heap[parent];
			at = parent;
		}
		heap[at] = node;
	};
	const down = () => {
		const node = heap[0];
		let at = 0;
		for (;;) {
			let child = 2 * at + 1;
			if (child >= size) break;
			if (child + 1 < size && before(heap[child + 1], heap[child])) child++;
			if (!before(heap[child], node)) break;
			heap[at] = heap[child];
			at = child;
		}
		heap[at] = node;
	};
	return {
		push: (node) => {
			heap[size] = node;
			up(size++);
		},
		pop: () => {
			if (size === 0) return void 0;
			const top = heap[0];
			heap[0] = heap[--size];
			if (size > 0) down();
			return top;
		},
		clear: () => {
			size = 0;
		}
	};
}

// src/core/trigger.ts
function verdict(rule, tally) {
	const { total, completed, failed, unsettled } = tally;
	const skipped = total - completed - failed - unsettled;
	if (rule === "all_success" && failed + skipped > 0) return "upstream";
	if (rule === "first_success" && completed > 0) return "start";
	if (unsettled > 0) return "wait";
	return SETTLED[rule]({
		total,
		completed,
		failed
	}) ? "start" : ELSE[rule];
}
const SETTLED = {
	all_success: ({ total, completed }) => completed === total,
	one_success: ({ completed }) => completed > 0,
	first_success: ({ completed }) => completed > 0,
	none_failed: ({ failed }) => failed === 0,
	none_failed_min_one_success: ({ completed, failed }) => failed === 0 && completed > 0,
	one_failed: ({ failed }) => failed > 0,
	all_failed: ({ total, failed }) => failed === total,
	all_done: () => true,
	always: () => true
};
const ELSE = {
	all_success: "upstream",
	one_success: "upstream",
	first_success: "upstream",
	none_failed: "upstream",
	none_failed_min_one_success: "upstream",
	one_failed: "not_triggered",
	all_failed: "not_triggered",
	all_done: "upstream",
	always: "upstream"
};

// src/core/schedule.ts
const STATUS = {
	pending: 0,
	ready: 1,
	running: 2,
	completed: 3,
	failed: 4,
	skipping: 5,
	skipped: 6
};
function createSchedule(plan) {
	const { size, dependencies, distance } = plan.graph;
	const schedule = {
		plan,
		indexOf: indexOf(plan),
		status: new Uint8Array(size),
		unsettled: new Int32Array(size),
		completed: new Int32Array(size),
		failed: new Int32Array(size),
		eager: eagerOf(plan),
		ready: createQueue(size, distance),
		skips: [],
		skipsTaken: 0,
		running: 0,
		settled: 0
	};
	for (let node = 0; node < size; node++) {
		schedule.unsettled[node] = dependencies.start[node + 1] - dependencies.start[node];
		if (schedule.unsettled[node] === 0) makeReady(schedule, node);
	}
	return schedule;
}
function indexOf({ nodes }) {
	const index = /* @__PURE__ */ new Map();
	for (const node of nodes) index.set(node.id, node.index);
	return index;
}
function eagerOf({ nodes }) {
	const eager = new Uint8Array(nodes.length);
	for (const node of nodes) if (node.triggerRule === "first_success") eager[node.index] = 1;
	return eager;
}
function nextSkip(schedule) {
	const skip = schedule.skips[schedule.skipsTaken];
	if (skip !== void 0) schedule.skipsTaken++;
	return skip;
}
function nextStart(schedule) {
	if (schedule.running >= schedule.plan.maxParallel) return void 0;
	const node = schedule.ready.pop();
	return node === void 0 ? void 0 : schedule.plan.nodes[node];
}
const isDone = (schedule) => schedule.settled === schedule.plan.graph.size;
function skipWaiting(schedule, reason) {
	schedule.ready.clear();
	schedule.skips.length = 0;
	schedule.skipsTaken = 0;
	for (const node of schedule.plan.nodes) {
		const status = schedule.status[node.index];
		if (status === STATUS.pending || status === STATUS.ready || status === STATUS.skipping) {
			schedule.status[node.index] = STATUS.skipping;
			schedule.skips.push({
				node,
				reason
			});
		}
	}
}
function observe(schedule, event) {
	switch (event.type) {
		case "node.started":
		case "node.completed":
		case "node.failed":
		case "node.skipped": fold$1(schedule, event.node_id, event.type);
	}
}
const OUTCOME = {
	"node.completed": STATUS.completed,
	"node.failed": STATUS.failed,
	"node.skipped": STATUS.skipped
};
function abandon(schedule, node) {
	if (schedule.status[node] !== STATUS.running) return;
	schedule.status[node] = STATUS.pending;
	schedule.running--;
}
function fold$1(schedule, id, type) {
	const node = schedule.indexOf.get(id);
	if (node === void 0) return;
	if (type === "node.started") start(schedule, node);
	else settle(schedule, node, OUTCOME[type]);
}
function start(schedule, node) {
	schedule.status[node] = STATUS.running;
	schedule.running++;
}
function makeReady(schedule, node) {
	schedule.status[node] = STATUS.ready;
	schedule.ready.push(node);
}
function settle(schedule, node, outcome) {
	if (schedule.status[node] === STATUS.running) schedule.running--;
	schedule.status[node] = outcome;
	schedule.settled++;
	const { start: row, targets } = schedule.plan.graph.dependents;
	for (let edge = row[node]; edge < row[node + 1]; edge++) {
		const dependent = targets[edge];
		schedule.unsettled[dependent]--;
		if (outcome === STATUS.completed) schedule.completed[dependent]++;
		if (outcome === STATUS.failed) schedule.failed[dependent]++;
		if (schedule.status[dependent] === STATUS.pending && mayDecide(schedule, dependent, outcome)) decide(schedule, dependent);
	}
}
const mayDecide = (schedule, node, outcome) => schedule.unsettled[node] === 0 || outcome !== STATUS.completed || schedule.eager[node] === 1;
function decide(schedule, node) {
	const { dependencies } = schedule.plan.graph;
	const total = dependencies.start[node + 1] - dependencies.start[node];
	const completed = schedule.completed[node];
	const failed = schedule.failed[node];
	const unsettled = schedule.unsettled[node];
	const planned = schedule.plan.nodes[node];
	const decided = verdict(planned.triggerRule, {
		total,
		completed,
		failed,
		unsettled
	});
	if (decided === "wait") return;
	if (decided === "start") {
		makeReady(schedule, node);
		return;
	}
	schedule.status[node] = STATUS.skipping;
	schedule.skips.push(skipOf(schedule, planned, decided));
}
function skipOf(schedule, node, why) {
	if (why === "not_triggered") return {
		node,
		reason: why
	};
	const failed = firstDependency(schedule, node.index, STATUS.failed);
	if (failed !== void 0) return {
		node,
		reason: "upstream_failed",
		cause: failed
	};
	const skipped = firstDependency(schedule, node.index, STATUS.skipped);
	return {
		node,
		reason: "upstream_skipped",
		...skipped !== void 0 && { cause: skipped }
	};
}
function firstDependency(schedule, node, status) {
	const { start: row, targets } = schedule.plan.graph.dependencies;
	for (let edge = row[node]; edge < row[node + 1]; edge++) {
		const dependency = targets[edge];
		if (schedule.status[dependency] === status) return schedule.plan.nodes[dependency].id;
	}
}

// src/core/conclude.ts
function unabsorbedFailures(schedule) {
	const { plan, status } = schedule;
	const absorbed = absorb(schedule, taint(plan, status));
	const isOpen = (index) => status[index] === STATUS.failed && absorbed[index] === 0;
	return plan.nodes.filter((node) => isOpen(node.index)).map((node) => node.id);
}
function taint(plan, status) {
	const tainted = new Uint8Array(plan.graph.size);
	const { start, targets } = plan.graph.dependencies;
	for (const node of plan.graph.order) {
		if (status[node] === STATUS.failed) tainted[node] = 1;
		if (status[node] !== STATUS.skipped || !skipsWithUpstream(plan.nodes[node].triggerRule)) continue;
		for (let edge = start[node]; edge < start[node + 1]; edge++) if (tainted[targets[edge]] === 1) tainted[node] = 1;
	}
	return tainted;
}
const skipsWithUpstream = (rule) => rule !== "one_failed" && rule !== "all_failed";
function absorb(schedule, tainted) {
	const { plan, status } = schedule;
	const absorbed = new Uint8Array(plan.graph.size);
	const { order, dependents } = plan.graph;
	for (let at = order.length - 1; at >= 0; at--) {
		const node = order[at];
		if (tainted[node] === 0) continue;
		let counting = 0;
		let absorbing = 0;
		for (let edge = dependents.start[node]; edge < dependents.start[node + 1]; edge++) {
			const dependent = dependents.targets[edge];
			const rule = plan.nodes[dependent].triggerRule;
			if (rule === "all_done" || rule === "always") continue;
			counting++;
			if (absorbed[dependent] === 1 && isInTheWay(schedule, node, dependent) || status[dependent] === STATUS.completed && ABSORBS.has(rule)) absorbing++;
		}
		if (counting > 0 && absorbing === counting) absorbed[node] = 1;
	}
	return absorbed;
}
function isInTheWay(schedule, dependency, node) {
	const { plan, status, completed } = schedule;
	if (status[node] !== STATUS.skipped) return false;
	if (status[dependency] === STATUS.failed) return true;
	const rule = plan.nodes[node].triggerRule;
	if (rule === "none_failed") return false;
	return rule !== "none_failed_min_one_success" || completed[node] === 0;
}
const ABSORBS = /* @__PURE__ */ new Set(["one_success", "first_success"]);

// src/core/state.ts
const emptyState = () => ({
	runId: "",
	pipe: "",
	pipePath: "",
	inputs: [],
	startedAt: "",
	status: "running",
	durationMs: 0,
	nodes: /* @__PURE__ */ new Map()
});
function fold(events) {
	const state = emptyState();
	for (const event of events) reduce(state, event);
	return state;
}
function reduce(state, event) {
	switch (event.type) {
		case "pipe.started":
			state.runId = event.run_id;
			state.pipe = event.pipe;
			state.pipePath = event.pipe_path;
			state.inputs = event.inputs;
			state.startedAt = event.ts;
			return;
		case "pipe.completed":
		case "pipe.aborted":
			endRun(state, event);
			return;
		case "node.skipped": {
			const cause = event.cause ?? void 0;
			const node = addNode(state, event.node_id, "skipped");
			node.skip = {
				reason: event.reason,
				...cause !== void 0 && { cause }
			};
			return;
		}
		case "node.started": {
			const node = addNode(state, event.node_id, "running");
			node.kind = event.kind;
			node.startedMs = event.mono_ms;
			if (event.model) node.model = event.model;
			return;
		}
		case "iteration.started":
			nodeOf(state, event.node_id).iterations = event.iteration;
			return;
		case "gate.passed":
			nodeOf(state, event.node_id).gates.push(event.gate);
			return;
		case "node.completed":
		case "node.failed":
			endNode(state, event);
			return;
	}
}
function endRun(state, event) {
	state.durationMs = event.duration_ms;
	if (event.usage) state.usage = event.usage;
	if (event.type === "pipe.completed") {
		state.status = "completed";
		return;
	}
	state.status = "aborted";
	state.reason = event.reason;
	if (event.cause) state.cause = event.cause;
	if (event.message) state.message = event.message;
}
function endNode(state, event) {
	const node = nodeOf(state, event.node_id);
	node.durationMs = event.duration_ms;
	node.attempt = event.attempt;
	node.outputPath = event.output_path;
	if (event.usage) node.usage = event.usage;
	if (event.session_id) node.sessionId = event.session_id;
	if (event.type === "node.completed") {
		node.status = "completed";
		return;
	}
	failNode(node, event);
}
function failNode(node, event) {
	node.status = "failed";
	node.error = event.error;
	if (event.message) node.message = event.message;
}
const nodeOf = (state, id) => state.nodes.get(id) ?? addNode(state, id, "running");
function addNode(state, id, status) {
	const node = {
		id,
		status,
		startedMs: 0,
		durationMs: 0,
		attempt: 1,
		iterations: 0,
		gates: []
	};
	state.nodes.set(id, node);
	return node;
}

// src/run/deadline.ts
function createAborts(clock) {
	const live = /* @__PURE__ */ new Set();
	let whole;
	return {
		deadline: (delayMs, abort) => {
			const controller = new AbortController();
			live.add(controller);
			const forget = clock.after(delayMs, () => controller.abort(abort));
			if (whole !== void 0) controller.abort(whole);
			return {
				signal: controller.signal,
				abort: () => controller.signal.aborted ? controller.signal.reason : void 0,
				release: () => {
					forget();
					live.delete(controller);
				}
			};
		},
		abortAll: (abort) => {
			if (whole !== void 0) return;
			whole = abort;
			for (const controller of live) controller.abort(abort);
		},
		aborted: () => whole
	};
}

// src/core/template.ts
function render(template, context) {
	return typeof template === "string" ? {
		ok: true,
		value: template
	} : template.render(context);
}

// src/run/kinds/agent.ts
async function runAgent(body, turn) {
	const { sentinel, ...outcome } = await callAgent(body, turn, {
		session: { kind: "none" },
		capture: "replace"
	});
	if (sentinel === "blocked") return {
		...outcome,
		failure: {
			kind: "blocked",
			cause: "agent"
		}
	};
	const abort = turn.abort();
	return abort === void 0 ? outcome : {
		...outcome,
		failure: agentAborted(abort, turn.node.id, "agent")
	};
}
async function callAgent(body, turn, call) {
	const prompt = render(body.prompt, turn.context);
	if (!prompt.ok) return { failure: {
		kind: "crash",
		cause: "expression",
		error: prompt.error
	} };
	const { model, allowedTools } = body;
	const request = {
		...turn.child,
		prompt: prompt.value,
		allowedTools,
		...model !== void 0 && { model },
		...call
	};
	return await turn.ports.agent.call(request, turn.signal);
}
function agentAborted(abort, nodeId, cause) {
	switch (abort.kind) {
		case "cancelled": return { kind: "cancelled" };
		case "run_timeout": return {
			kind: "timeout",
			cause: "run",
			seconds: abort.seconds
		};
		case "timeout":
		case "gate_timeout": return {
			kind: "timeout",
			cause,
			nodeId,
			seconds: abort.seconds
		};
	}
}

// src/run/kinds/loop.ts
async function runLoop(body, turn) {
	const { agent } = turn.ports;
	const { id } = turn.node;
	const sessionId = body.freshContext ? void 0 : agent.newSessionId();
	const session = sessionId === void 0 ? {} : { sessionId };
	let usage;
	const ended = (failure) => ({
		...failure !== void 0 && { failure },
		...usage !== void 0 && { usage },
		...session
	});
	for (let iteration = 1; iteration <= body.maxIterations; iteration++) {
		const before = turn.abort();
		if (before !== void 0) return ended(agentAborted(before, id, "loop"));
		const offset = agent.mark(id, iteration);
		if (typeof offset !== "number") return ended(offset);
		turn.record({
			type: "iteration.started",
			node_id: id,
			iteration,
			byte_offset: offset
		});
		const call = {
			session: sessionFor(sessionId, iteration),
			capture: "append",
			until: body.until
		};
		const reply = await callAgent(body.turn, turn, call);
		usage = addUsage(usage, reply.usage);
		if (reply.sentinel === "until") return ended();
		if (reply.sentinel === "blocked") return ended({
			kind: "blocked",
			cause: "loop",
			nodeId: id,
			iteration
		});
		const during = turn.abort();
		const over = reply.failure === void 0 ? "loop" : "agent";
		if (during !== void 0) return ended(agentAborted(during, id, over));
		if (reply.failure !== void 0) return ended(reply.failure);
	}
	return ended({
		kind: "max_iterations_exceeded",
		nodeId: id,
		iterations: body.maxIterations,
		until: body.until
	});
}
function sessionFor(id, iteration) {
	if (id === void 0) return { kind: "none" };
	return iteration === 1 ? {
		kind: "start",
		id
	} : {
		kind: "resume",
		id
	};
}

// src/run/kinds/script.ts
async function runScript(body, turn) {
	const { script, shell } = body;
	const request = {
		...turn.child,
		script,
		...shell !== void 0 && { shell }
	};
	const outcome = await turn.ports.shell(request, turn.signal);
	const abort = turn.abort();
	return abort === void 0 ? outcome : {
		...outcome,
		failure: aborted(abort, outcome.failure)
	};
}
function aborted(abort, failure) {
	switch (abort.kind) {
		case "cancelled": return { kind: "cancelled" };
		case "run_timeout": return {
			kind: "timeout",
			cause: "run",
			seconds: abort.seconds
		};
		case "timeout":
		case "gate_timeout": return {
			kind: "timeout",
			cause: "script",
			stderrTail: failure !== void 0 && "stderrTail" in failure ? failure.stderrTail : ""
		};
	}
}

// src/run/execute.ts
const EXECUTORS = {
	script: runScript,
	agent: runAgent,
	loop: runLoop
};
const GATE_TIMEOUT_MS = 6e4;
async function executeNode(node, scope) {
	const { ports } = scope;
	const startedMs = ports.clock.now();
	scope.record(startedFact$1(node));
	const { failure, usage, sessionId } = await executeBodyAndGate(node, scope);
	const common = {
		output_path: ports.outputPath(node.id),
		duration_ms: Math.round(ports.clock.now() - startedMs),
		attempt: 1,
		...usage !== void 0 && { usage },
		...sessionId !== void 0 && { session_id: sessionId }
	};
	if (failure === void 0) return {
		type: "node.completed",
		node_id: node.id,
		...common
	};
	const message = describeFailure(failure);
	return {
		type: "node.failed",
		node_id: node.id,
		error: recordedError(failure),
		...message !== void 0 && { message },
		...common
	};
}
function startedFact$1(node) {
	const model = modelOf(node.body);
	return {
		type: "node.started",
		node_id: node.id,
		kind: node.kind,
		...model !== void 0 && { model }
	};
}
function modelOf(body) {
	if (body.kind === "script") return void 0;
	return body.kind === "loop" ? body.turn.model : body.model;
}
async function executeBodyAndGate(node, scope) {
	const env = renderEnv(node.env, scope.context);
	if (!env.ok) return { failure: {
		kind: "crash",
		cause: "expression",
		error: env.error
	} };
	const child = {
		nodeId: node.id,
		attempt: 1,
		env: env.value,
		passEnv: node.passEnv
	};
	const body = await executeBody(node, child, scope);
	if (body.failure !== void 0 || node.gate === void 0) return body;
	const failure = await executeGate(node.gate, child, scope);
	return failure === void 0 ? body : {
		...body,
		failure
	};
}
async function executeBody(node, child, scope) {
	const seconds = node.timeoutMs / 1e3;
	const deadline = scope.aborts.deadline(node.timeoutMs, {
		kind: "timeout",
		seconds
	});
	try {
		const turn = {
			...scope,
			node,
			child,
			signal: deadline.signal,
			abort: deadline.abort
		};
		return await execute(node.body, turn);
	} finally {
		deadline.release();
	}
}
function execute(body, turn) {
	const executor = EXECUTORS[body.kind];
	return executor(body, turn);
}
async function executeGate(gate, child, scope) {
	const seconds = GATE_TIMEOUT_MS / 1e3;
	const deadline = scope.aborts.deadline(GATE_TIMEOUT_MS, {
		kind: "gate_timeout",
		seconds
	});
	try {
		const verdict = await scope.ports.gate({
			...child,
			gate
		}, deadline.signal);
		const abort = deadline.abort();
		if (abort !== void 0) return gateAborted(gate, abort);
		if (verdict.failure !== void 0) return verdict.failure;
		const { stdout } = verdict;
		scope.record({
			type: "gate.passed",
			node_id: child.nodeId,
			gate,
			method: "hook",
			...stdout !== void 0 && { stdout }
		});
		return;
	} finally {
		deadline.release();
	}
}
function gateAborted(gate, abort) {
	if (abort.kind === "cancelled") return { kind: "cancelled" };
	if (abort.kind === "run_timeout") return {
		kind: "timeout",
		cause: "run",
		seconds: abort.seconds
	};
	return {
		kind: "gate_timeout",
		gate,
		seconds: abort.seconds
	};
}
const NO_ENV$1 = {};
function renderEnv(env, context) {
	if (env.size === 0) return ok(NO_ENV$1);
	const rendered = {};
	for (const [name, template] of env) {
		const value = render(template, context);
		if (!value.ok) return err(`env ${name}: ${value.error}`);
		rendered[name] = value.value;
	}
	return ok(rendered);
}

// src/run/run.ts
async function run(job, ports) {
	return await new LiveRun(job, ports).finish();
}
var LiveRun = class {
	#job;
	#ports;
	#schedule;
	#aborts;
	#state = emptyState();
	#startedMs;
	#fault;
	#settled = () => void 0;
	constructor(job, ports) {
		this.#job = job;
		this.#ports = ports;
		this.#schedule = createSchedule(job.plan);
		this.#aborts = createAborts(ports.clock);
		this.#startedMs = ports.clock.now();
	}
	async finish() {
		const { plan, cancel, started } = this.#job;
		this.#record(started);
		const onCancel = () => this.#stop({ kind: "cancelled" });
		cancel.addEventListener("abort", onCancel, { once: true });
		const forget = this.#startClock(plan.timeoutMs);
		const settled = new Promise((resolve) => {
			this.#settled = resolve;
		});
		if (cancel.aborted) onCancel();
		this.#advance();
		await settled;
		forget();
		cancel.removeEventListener("abort", onCancel);
		await this.#sweep();
		return this.#conclude();
	}
	async #sweep() {
		try {
			await this.#ports.sweep();
		} catch (error) {
			this.#fail(error);
		}
	}
	#startClock(timeoutMs) {
		if (timeoutMs === void 0) return () => void 0;
		const seconds = timeoutMs / 1e3;
		return this.#ports.clock.after(timeoutMs, () => this.#stop({
			kind: "run_timeout",
			seconds
		}));
	}
	#stop(abort) {
		if (this.#aborts.aborted() !== void 0 || isDone(this.#schedule)) return;
		skipWaiting(this.#schedule, STOP_REASON[abort.kind]);
		this.#aborts.abortAll(abort);
		this.#advance();
	}
	#advance() {
		try {
			this.#recordSkips();
			for (let node = nextStart(this.#schedule); node !== void 0; node = nextStart(this.#schedule)) this.#start(node);
		} catch (error) {
			this.#fail(error);
		}
		if (this.#schedule.running === 0 && (isDone(this.#schedule) || this.#fault !== void 0)) this.#settled();
	}
	#recordSkips() {
		for (let skip = nextSkip(this.#schedule); skip !== void 0; skip = nextSkip(this.#schedule)) {
			const { node, reason, cause } = skip;
			const because = cause === void 0 ? {} : { cause };
			this.#record({
				type: "node.skipped",
				node_id: node.id,
				reason,
				...because
			});
		}
	}
	#start(node) {
		const { context } = this.#job;
		const ports = this.#ports;
		const record = (fact) => this.#record(fact);
		executeNode(node, {
			context,
			ports,
			record,
			aborts: this.#aborts
		}).then((fact) => this.#record(fact)).catch((error) => {
			abandon(this.#schedule, node.index);
			this.#fail(error);
		}).then(() => this.#advance());
	}
	#record(fact) {
		const event = this.#append(fact);
		reduce(this.#state, event);
		observe(this.#schedule, event);
		this.#ports.notify(event, this.#state);
		return event;
	}
	#append(fact) {
		try {
			return this.#ports.record(fact);
		} catch (error) {
			this.#fail(error);
			throw error;
		}
	}
	#fail(error) {
		this.#fault ??= { error };
		skipWaiting(this.#schedule, "cancelled");
		this.#schedule.skips.length = 0;
		this.#aborts.abortAll({ kind: "cancelled" });
	}
	#conclude() {
		if (this.#fault !== void 0) {
			this.#closeAfterFault(this.#fault.error);
			throw this.#fault.error;
		}
		this.#record(this.#verdict());
		return this.#state;
	}
	#closeAfterFault(error) {
		try {
			this.#record({
				type: "pipe.aborted",
				reason: "fault",
				message: String(error),
				duration_ms: this.#elapsed()
			});
		} catch {}
	}
	#verdict() {
		const total = this.#totalUsage();
		const tail = {
			duration_ms: this.#elapsed(),
			...total !== void 0 && { usage: total }
		};
		const stop = this.#aborts.aborted();
		if (stop !== void 0) return {
			type: "pipe.aborted",
			reason: STOP_REASON[stop.kind],
			...tail
		};
		const [cause] = unabsorbedFailures(this.#schedule);
		if (cause !== void 0) {
			const message = this.#state.nodes.get(cause)?.message;
			return {
				type: "pipe.aborted",
				reason: "node_failed",
				cause,
				...message !== void 0 && { message },
				...tail
			};
		}
		return [...this.#state.nodes.values()].some((node) => node.status === "completed") ? {
			type: "pipe.completed",
			...tail
		} : {
			type: "pipe.aborted",
			reason: "nothing_ran",
			...tail
		};
	}
	#totalUsage() {
		let total;
		for (const node of this.#state.nodes.values()) total = addUsage(total, node.usage);
		return total;
	}
	#elapsed() {
		return Math.round(this.#ports.clock.now() - this.#startedMs);
	}
};
const STOP_REASON = {
	cancelled: "cancelled",
	run_timeout: "timeout",
	timeout: "timeout",
	gate_timeout: "timeout"
};

// src/shell/digest.ts
function planDigest(plan) {
	const { name, maxParallel, timeoutMs, nodes, graph } = plan;
	const edges = Array.from(graph.dependencies.targets);
	const rows = Array.from(graph.dependencies.start);
	return `sha256:${sha256(JSON.stringify({
		name,
		maxParallel,
		timeoutMs,
		nodes,
		rows,
		edges
	}, plain$1))}`;
}
function plain$1(key, value) {
	if (key === "line") return void 0;
	if (value instanceof Map) return [...value];
	if (typeof value === "object" && value !== null && "render" in value && "source" in value) return value.source;
	return value;
}

// src/shell/conduct.ts
const siteOf = (root, worktree, runId) => ({
	runId,
	files: runFiles(root, worktree, runId)
});
const newRunId = (pipe) => `${pipe}-${newUlid()}`;
async function conduct(prepared, site, around) {
	const { files, runId } = site;
	makeRunFolders(files);
	const journal = new Journal(files.events, runId, around.redactor);
	try {
		const ports = await createPorts(prepared, {
			runId,
			files,
			...pick(around),
			inputEnv: inputEnv(prepared)
		}, {
			journal,
			notify: around.notify
		});
		const started = startedFact(prepared);
		const inputs = new Map(prepared.inputs.map(({ key, value }) => [key, value]));
		return await run({
			plan: prepared.plan,
			started,
			context: { inputs },
			cancel: around.cancel
		}, ports);
	} finally {
		journal.close();
	}
}
const pick = ({ host, grace, redactor }) => ({
	host,
	grace,
	redactor
});
async function createPorts(prepared, context, { journal, notify }) {
	const { files, runId } = context;
	return {
		record: (fact) => journal.append(fact),
		clock: systemClock,
		shell: createShell(context),
		agent: await createAgentPort(prepared, context),
		gate: createGate(context, prepared.stock.sealed),
		sweep: () => sweepOwnRun(runId),
		outputPath: (nodeId) => files.wirePath(files.capture(nodeId, "out")),
		notify
	};
}
async function createAgentPort(prepared, context) {
	if (prepared.plan.nodes.every((node) => node.body.kind === "script")) return NO_AGENT;
	const { createAgent } = await import("./agent2.js");
	return createAgent(context);
}
const noAgent = () => {
	throw new Error("an agent was asked for in a plan without agent nodes");
};
const NO_AGENT = {
	call: noAgent,
	newSessionId: noAgent,
	mark: noAgent
};
function startedFact({ plan, file, inputs }) {
	return {
		type: "pipe.started",
		pipe: plan.name,
		inputs: inputs.map(({ key, value, secret }) => ({
			key,
			value: secret ? "***" : inputText(value)
		})),
		pipe_path: file.name,
		pipe_digest: `sha256:${sha256(file.text)}`,
		plan_digest: planDigest(plan),
		engine: `omne/run ${VERSION}`
	};
}
const inputEnv = ({ inputs }) => Object.fromEntries(inputs.map(({ key, value }) => [`OMNE_INPUT_${key.toUpperCase()}`, inputText(value)]));

// src/shell/exit.ts
const EXIT = {
	completed: 0,
	aborted: 1,
	problem: 2,
	fault: 70
};
const SIGNAL_EXIT = {
	SIGHUP: 129,
	SIGINT: 130,
	SIGTERM: 143,
	SIGBREAK: 130
};
function exitCode(state, by) {
	if (state.reason === "cancelled" && by !== void 0) return SIGNAL_EXIT[by];
	return state.status === "completed" ? EXIT.completed : EXIT.aborted;
}

// src/shell/fault.ts
function describeFault(error) {
	if (!(error instanceof Error)) return String(error);
	if (error.cause === void 0) return error.stack ?? error.message;
	const cause = error.cause instanceof Error ? error.cause.message : String(error.cause);
	return `${error.message}: ${cause}`;
}

// src/effects/tail.ts
const POLL_BYTES = 262144;
const LAG_BYTES = 1048576;
const LAST_BYTES = 65536;
const HEAD_BYTES = 65536;
const END_BYTES = 1048576;
const PRELUDE_BYTES = 65536;
const BUFFER_BYTES = 16384;
let shared;
const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0;
const O_NONBLOCK = constants.O_NONBLOCK ?? 0;
var Tail = class {
	#path;
	#fd;
	#offset = 0;
	constructor(path) {
		this.#path = path;
	}
	poll(sink, hasRoom = always) {
		const size = this.#size(sink);
		if (size === this.#offset || !hasRoom()) return;
		if (size - this.#offset > 1048576) this.#skip(size - POLL_BYTES, sink);
		this.#read(Math.min(size, this.#offset + POLL_BYTES), sink, hasRoom);
	}
	finish(sink, hasRoom = always, last = LAST_BYTES) {
		const size = this.#size(sink);
		this.#skip(size - (hasRoom() ? LAG_BYTES : last), sink);
		this.#read(size, sink, hasRoom);
		this.#skip(size - last, sink);
		this.#read(size, sink, always);
		this.close();
	}
	#size(sink) {
		this.#fd ??= hasBytes(this.#path) ? openRegular(this.#path) : void 0;
		if (this.#fd === void 0) return this.#offset;
		const size = sizeOf(this.#fd);
		if (size < this.#offset) {
			this.#offset = 0;
			sink.shrank();
		}
		return size;
	}
	#skip(to, sink) {
		if (this.#fd === void 0 || to <= this.#offset) return;
		sink.skipped(to - this.#offset);
		readRange(this.#fd, Math.max(this.#offset, to - PRELUDE_BYTES), to, sink.prelude);
		this.#offset = to;
	}
	#read(to, sink, hasRoom) {
		while (this.#fd !== void 0 && this.#offset < to && hasRoom()) {
			const read = readChunk(this.#fd, [this.#offset, to], sink.chunk);
			if (read === 0) return;
			this.#offset += read;
		}
	}
	close() {
		if (this.#fd !== void 0) closeSync(this.#fd);
		this.#fd = void 0;
	}
};
const ENDS = {
	head: HEAD_BYTES,
	end: END_BYTES
};
function readEnds(path, sink, { head, end } = ENDS) {
	if (!hasBytes(path)) return false;
	const fd = openRegular(path);
	if (fd === void 0) return false;
	try {
		const size = sizeOf(fd);
		if (size <= head + end) return readRange(fd, 0, size, sink.chunk) > 0;
		readRange(fd, 0, head, sink.chunk);
		const from = size - end;
		sink.skipped(from - head);
		readRange(fd, Math.max(head, from - PRELUDE_BYTES), from, sink.prelude);
		readRange(fd, from, size, sink.chunk);
		return true;
	} finally {
		closeSync(fd);
	}
}
function hasBytes(path) {
	try {
		const stat = lstatSync(path, { throwIfNoEntry: false });
		return stat?.isFile() === true && stat.size > 0;
	} catch {
		return false;
	}
}
function openRegular(path) {
	try {
		const fd = openSync(path, constants.O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
		if (fstatSync(fd).isFile()) return fd;
		closeSync(fd);
	} catch {}
}
function sizeOf(fd) {
	try {
		return fstatSync(fd).size;
	} catch {
		return 0;
	}
}
const always = () => true;
function readRange(fd, from, to, give) {
	let at = from;
	while (at < to) {
		const read = readChunk(fd, [at, to], give);
		if (read === 0) break;
		at += read;
	}
	return at - from;
}
function readChunk(fd, [from, to], give) {
	shared ??= Buffer.allocUnsafeSlow(BUFFER_BYTES);
	let read = 0;
	try {
		read = readSync(fd, shared, 0, Math.min(BUFFER_BYTES, to - from), from);
	} catch {}
	if (read > 0) give(shared.subarray(0, read));
	return read;
}

// src/report/final-block.ts
const MAX_FAILURES = 20;
function finalBlock(state, options) {
	const { places, plan, glyphs = UNICODE } = options;
	const absorbed = absorbedFailures(state, plan);
	const failed = failuresFirst(state, absorbed);
	const lines = [headline(state, absorbed.size, glyphs)];
	const width = Math.max(0, ...failed.slice(0, MAX_FAILURES).map((node) => node.id.length));
	for (const node of failed.slice(0, MAX_FAILURES)) {
		const suffix = absorbed.has(node.id) ? " (absorbed)" : "";
		lines.push(`  ${glyphs.failed} ${node.id.padEnd(width)}  ${nodeReason(node)}${suffix}`);
	}
	if (failed.length > MAX_FAILURES) lines.push(`  and ${failed.length - MAX_FAILURES} more failed`);
	lines.push(`  journal   ${places.journal}`, `  captures  ${places.captures}`);
	return `${lines.join("\n")}\n`;
}
function headline(state, absorbed, glyphs) {
	const mark = state.status === "completed" ? glyphs.completed : glyphs.failed;
	const counts = countNodes(state);
	const words = countWords(counts, "interrupted");
	const failed = `${counts.failed} failed`;
	const note = absorbed === counts.failed ? `${failed} (absorbed)` : `${failed} (${absorbed} absorbed)`;
	return [
		`${mark} ${oneLine(state.pipe)} ${verdictWords(state, "interrupted")}`,
		...state.status === "running" ? [] : [duration(state.durationMs)],
		absorbed > 0 ? words.replace(failed, note) : words,
		cost(state.usage?.cost_usd)
	].filter((part) => part !== "").join(` ${glyphs.dot} `);
}
function failuresFirst(state, absorbed) {
	const failed = [...state.nodes.values()].filter((node) => node.status === "failed");
	return [...failed.filter((node) => !absorbed.has(node.id)), ...failed.filter((node) => absorbed.has(node.id))];
}
function absorbedFailures(state, plan) {
	const failed = [...state.nodes.values()].filter((node) => node.status === "failed").map((node) => node.id);
	if (state.status === "completed") return new Set(failed);
	if (plan === void 0 || state.reason !== "node_failed" || failed.length === 0) return /* @__PURE__ */ new Set();
	const schedule = createSchedule(plan);
	for (const node of plan.nodes) {
		const status = state.nodes.get(node.id)?.status;
		if (status !== void 0) schedule.status[node.index] = STATUS[status];
	}
	const open = new Set(unabsorbedFailures(schedule));
	return new Set(failed.filter((id) => !open.has(id)));
}

// src/shell/capture-text.ts
function safeLine(dialect, color) {
	if (dialect === "actions") return neutraliseLine;
	if (color) return withoutControls;
	return (line) => withoutControls(line).replaceAll(/\x1b\[[0-9;:]*m/g, "");
}
const BATCH_CHARS = 32768;
const LINES_CHARS = 8192;
const PIECE_CHARS = 2048;
function createCaptureText(options) {
	const { write, redactor, safe, prefix, path, glyphs } = options;
	const splitter = createLineSplitter();
	let decoder = new StringDecoder("utf8");
	let redacting = redactor.stream();
	const writeLines = (lines) => {
		let batch = "";
		for (const line of lines) {
			batch += `${prefix}${safe(line)}\n`;
			if (batch.length < LINES_CHARS) continue;
			write(batch);
			batch = "";
		}
		if (batch !== "") write(batch);
	};
	function* linesOf(text) {
		for (let at = 0; at < text.length; at += PIECE_CHARS) yield* splitter.push(text.slice(at, at + PIECE_CHARS));
	}
	const writeText = (text) => {
		const last = text.lastIndexOf("\n");
		if (last < 0 || text.length > 16384 || !isInert(text)) {
			writeLines(linesOf(text));
			return;
		}
		const first = splitter.isBetweenLines() ? 0 : text.indexOf("\n") + 1;
		if (first > 0) writeLines(splitter.push(text.slice(0, first)));
		if (first <= last) writeIndented(text.slice(first, last + 1), prefix, write);
		if (last + 1 < text.length) writeLines(splitter.push(text.slice(last + 1)));
	};
	const restart = () => {
		decoder = new StringDecoder("utf8");
		redacting = redactor.stream();
	};
	const flush = () => {
		const last = redacting.push(decoder.end()) + redacting.end();
		writeLines([...splitter.push(last), ...splitter.end()]);
		restart();
	};
	return {
		chunk: (bytes) => {
			const text = redacting.push(decoder.write(bytes));
			if (text !== "") writeText(text);
		},
		skipped: (bytes) => {
			writeLines(splitter.end());
			restart();
			write(`${prefix}${glyphs.ellipsis} ${byteSize(bytes)} left out; the whole is in ${path}\n`);
		},
		prelude: (bytes) => void redacting.push(decoder.write(bytes)),
		shrank: () => {
			flush();
			write(`${prefix}${glyphs.ellipsis} ${path} was cut; from its start again\n`);
		},
		end: flush
	};
}
const LF = 10;
let plain;
let indented;
function writeIndented(lines, prefix, write) {
	plain ??= Buffer.allocUnsafeSlow(3 * maxLineLength);
	const head = Buffer.from(prefix);
	const needed = BATCH_CHARS + 3 * maxLineLength + head.length;
	if (indented === void 0 || indented.length < needed) indented = Buffer.allocUnsafeSlow(needed);
	const size = plain.write(lines);
	let length = 0;
	for (let at = 0; at < size;) {
		for (let from = 0; from < head.length; from++) indented[length++] = head[from];
		let byte;
		do {
			byte = plain[at++];
			indented[length++] = byte;
		} while (byte !== LF && at < size);
		if (length < BATCH_CHARS && at < size) continue;
		write(indented.toString("utf8", 0, length));
		length = 0;
	}
}
const LIVE_CHARS = 8388608;
const POLL_BACKLOG = 262144;
const END_BACKLOG = 2097152;
const STUCK_BACKLOG = 8388608;
const STUCK_BYTES = 4096;
const isStuck = (backlog) => backlog > STUCK_BACKLOG;
var LiveCapture = class {
	#options;
	#tail;
	#sink;
	#text;
	#shown = 0;
	#isMuted = false;
	constructor(options) {
		this.#options = options;
		this.#tail = new Tail(options.file);
		this.#sink = {
			chunk: (bytes) => {
				options.heard();
				this.#opened().chunk(bytes);
			},
			skipped: (bytes) => this.#opened().skipped(bytes),
			prelude: (bytes) => this.#opened().prelude(bytes),
			shrank: () => this.#opened().shrank()
		};
	}
	poll() {
		if (this.#isMuted) return;
		this.#tail.poll(this.#sink, () => this.#hasRoom(POLL_BACKLOG));
		if (this.#shown < 8388608) return;
		this.#isMuted = true;
		const { write, prefix, path, glyphs } = this.#options.text;
		write(`${prefix}${glyphs.ellipsis} ${byteSize(LIVE_CHARS)} shown; no more of it until its end; the whole is in ${path}\n`);
	}
	end() {
		const last = isStuck(this.#options.backlog()) ? STUCK_BYTES : LAST_BYTES;
		this.#tail.finish(this.#sink, () => this.#hasRoom(END_BACKLOG), last);
		this.#text?.end();
	}
	#hasRoom(backlog) {
		return this.#shown < 8388608 && this.#options.backlog() < backlog;
	}
	#opened() {
		const { text } = this.#options;
		this.#text ??= createCaptureText({
			...text,
			write: (lines) => {
				this.#shown += lines.length;
				text.write(lines);
			}
		});
		return this.#text;
	}
};

// src/shell/heartbeat.ts
const SILENCE_MS = 6e4;
const MAX_NAMES = 8;
var Heartbeat = class {
	#clock;
	#glyphs;
	#write;
	#nodes = /* @__PURE__ */ new Map();
	#forget;
	constructor(clock, glyphs, write) {
		this.#clock = clock;
		this.#glyphs = glyphs;
		this.#write = write;
	}
	start(id) {
		const now = this.#clock.now();
		this.#nodes.set(id, {
			startedMs: now,
			dueMs: now + SILENCE_MS
		});
		this.#forget ??= this.#clock.after(SILENCE_MS, () => this.#beat());
	}
	heard(id) {
		const node = this.#nodes.get(id);
		if (node !== void 0) node.dueMs = this.#clock.now() + SILENCE_MS;
	}
	end(id) {
		this.#nodes.delete(id);
	}
	close() {
		this.#forget?.();
		this.#forget = void 0;
		this.#nodes.clear();
	}
	#beat() {
		this.#forget = void 0;
		const now = this.#clock.now();
		const due = [];
		let next = Number.POSITIVE_INFINITY;
		for (const [id, node] of this.#nodes) {
			if (node.dueMs <= now + 1e3) {
				due.push(`${id} ${duration(now - node.startedMs)}`);
				node.dueMs = now + SILENCE_MS;
			}
			next = Math.min(next, node.dueMs);
		}
		if (due.length > 0) this.#write(this.#line(due));
		if (this.#nodes.size > 0) this.#forget = this.#clock.after(next - now, () => this.#beat());
	}
	#line(due) {
		const more = due.length > MAX_NAMES ? ` and ${due.length - MAX_NAMES} more` : "";
		return `${this.#glyphs.running} still running: ${due.slice(0, MAX_NAMES).join(", ")}${more}`;
	}
};

// src/shell/paint.ts
const RESET = "\x1B[0m";
const COLOUR = {
	completed: "\x1B[32m",
	failed: "\x1B[31m",
	skipped: "\x1B[90m",
	running: "\x1B[36m"
};
const paint = (text, status) => `${COLOUR[status]}${text}${RESET}`;
function painted(line, glyphs) {
	for (const status of [
		"completed",
		"failed",
		"skipped",
		"running"
	]) {
		const glyph = glyphs[status];
		const at = line.indexOf(`${glyph} `);
		if (at < 0 || at > 3 || /[^ ─-]/.test(line.slice(0, at))) continue;
		if (status === "skipped") return paint(line, status);
		return line.slice(0, at) + paint(glyph, status) + line.slice(at + glyph.length);
	}
	return line;
}

// src/shell/log.ts
function createLog(options) {
	const log = new RunLog(options);
	return {
		event: (event, state) => log.event(event, state),
		close: async () => log.close()
	};
}
const POLL_MS = 100;
const STUCK_ENDS = {
	head: 1024,
	end: 4096
};
var RunLog = class {
	#options;
	#glyphs;
	#safe;
	#heartbeat;
	#backlog;
	#followed = /* @__PURE__ */ new Map();
	#forgetPoll;
	constructor(options) {
		this.#options = options;
		this.#glyphs = options.glyphs ?? UNICODE;
		this.#safe = safeLine(options.dialect, options.color);
		this.#backlog = options.backlog ?? (() => 0);
		this.#heartbeat = new Heartbeat(options.clock, this.#glyphs, (line) => this.#line(line));
	}
	event(event, state) {
		switch (event.type) {
			case "pipe.started": return;
			case "node.started":
				this.#started(event);
				return;
			case "iteration.started":
			case "gate.passed":
			case "node.skipped":
				this.#announce(event);
				return;
			case "node.completed":
			case "node.failed":
				this.#ended(event, state);
				return;
			case "pipe.completed":
			case "pipe.aborted":
				this.close();
				this.#final(state);
				return;
		}
	}
	close() {
		this.#heartbeat.close();
		this.#forgetPoll?.();
		this.#forgetPoll = void 0;
		for (const id of [...this.#followed.keys()]) this.#unfollow(id);
	}
	#started(event) {
		const { mode } = this.#options;
		if (mode === "quiet") return;
		this.#announce(event);
		this.#heartbeat.start(event.node_id);
		if (mode === "stream") this.#follow(event.node_id, event.kind === "bash" ? ["out", "err"] : ["out"]);
	}
	#announce(event) {
		if (this.#options.mode === "quiet") return;
		const line = eventLine(event, this.#glyphs);
		if (line !== void 0) this.#line(line);
	}
	#ended(event, state) {
		this.#heartbeat.end(event.node_id);
		this.#unfollow(event.node_id);
		const hasFailed = event.type === "node.failed";
		switch (this.#options.mode) {
			case "stream":
				this.#announce(event);
				if (hasFailed) this.#replay(event, this.#unstreamed(event, state));
				return;
			case "quiet":
				if (hasFailed) this.#group(event, state);
				return;
			case "grouped":
				this.#group(event, state);
				return;
		}
	}
	#group(event, state) {
		const streams = this.#printed(event, state);
		const line = eventLine(event, this.#glyphs) ?? "";
		if (streams.length === 0) {
			this.#line(line);
			return;
		}
		const rule = this.#rule();
		if (this.#options.dialect === "plain") {
			this.#line(`${rule} ${line}`);
			this.#replay(event, streams);
			this.#line(rule);
		} else if (event.type === "node.failed") {
			this.#line(line);
			this.#replay(event, streams);
		} else {
			const title = `${this.#glyphs.completed} ${event.node_id} (${duration(event.duration_ms)})`;
			this.#options.write(`::group::${title}\n`);
			this.#replay(event, streams);
			this.#options.write("::endgroup::\n");
		}
	}
	#printed(event, state) {
		const { files } = this.#options;
		const isScript = state.nodes.get(event.node_id)?.kind === "bash";
		const wanted = ["out"];
		if (isScript || event.type === "node.failed") wanted.push("err");
		if (isGateFailure(event)) wanted.push("gate.out", "gate.err");
		return wanted.filter((stream) => hasBytes(files.capture(event.node_id, stream)));
	}
	#unstreamed(event, state) {
		const isScript = state.nodes.get(event.node_id)?.kind === "bash";
		return this.#printed(event, state).filter((stream) => stream !== "out" && !(isScript && stream === "err"));
	}
	#replay(event, streams) {
		const prefix = this.#options.mode === "stream" ? `[${event.node_id}] ` : "";
		for (const stream of streams) {
			if (stream !== streams[0] || stream.startsWith("gate")) this.#line(`${this.#rule()} ${STREAM_WORDS[stream]}`);
			const text = createCaptureText(this.#text(event.node_id, stream, prefix));
			const file = this.#options.files.capture(event.node_id, stream);
			readEnds(file, text, isStuck(this.#backlog()) ? STUCK_ENDS : void 0);
			text.end();
		}
	}
	#follow(id, streams) {
		const heard = () => this.#heartbeat.heard(id);
		const followed = streams.map((stream) => {
			const file = this.#options.files.capture(id, stream);
			const text = this.#text(id, stream, `[${id}] `);
			return new LiveCapture({
				file,
				text,
				backlog: this.#backlog,
				heard
			});
		});
		this.#followed.set(id, followed);
		this.#forgetPoll ??= this.#options.clock.after(POLL_MS, () => this.#poll());
	}
	#poll() {
		for (const followed of this.#followed.values()) for (const capture of followed) capture.poll();
		this.#forgetPoll = this.#followed.size === 0 ? void 0 : this.#options.clock.after(POLL_MS, () => this.#poll());
	}
	#unfollow(id) {
		for (const capture of this.#followed.get(id) ?? []) capture.end();
		this.#followed.delete(id);
	}
	#text(id, stream, prefix) {
		const { write, redactor, files } = this.#options;
		const path = files.wirePath(files.capture(id, stream));
		return {
			write,
			redactor,
			safe: this.#safe,
			prefix,
			path,
			glyphs: this.#glyphs
		};
	}
	#final(state) {
		const { files, plan } = this.#options;
		const places = {
			journal: files.wirePath(files.events),
			captures: `${files.wirePath(files.runDir)}/nodes`
		};
		const block = finalBlock(state, {
			places,
			glyphs: this.#glyphs,
			...plan !== void 0 && { plan }
		});
		for (const line of block.trimEnd().split("\n")) this.#line(line);
	}
	#line(line) {
		const { dialect, color, write } = this.#options;
		const safe = this.#safe(line);
		write(`${color && dialect === "plain" ? painted(safe, this.#glyphs) : safe}\n`);
	}
	#rule() {
		return this.#glyphs === UNICODE ? "──" : "--";
	}
};
const isGateFailure = (event) => event.type === "node.failed" && (event.error.kind === "gate_failed" || event.error.kind === "gate_timeout");
const STREAM_WORDS = {
	out: "stdout",
	err: "stderr",
	"stream.jsonl": "stream",
	"gate.out": "gate stdout",
	"gate.err": "gate stderr"
};

// src/core/parse-env.ts
function readTemplate(value, inputs, scope) {
	const compiled = scope.compile(value.text, inputs);
	if (compiled.ok) return compiled.value;
	for (const { mistake, occurrence } of compiled.error) scope.report(mistake, occurrenceSpan(scope.text, value, occurrence));
}
function occurrenceSpan(text, value, occurrence) {
	let at = value.start - 1;
	for (let seen = 0; seen <= occurrence; seen++) {
		at = text.indexOf("${{", at + 1);
		if (at === -1 || at >= value.end) return value;
	}
	const close = text.indexOf("}}", at);
	return {
		start: at,
		end: close === -1 || close >= value.end ? at + "${{".length : close + 2
	};
}
const NO_ENV = /* @__PURE__ */ new Map();
function readEnv(map, inputs, scope) {
	const entry = map.entries.get("env");
	if (entry === void 0) return NO_ENV;
	const { value } = entry;
	if (value.kind !== "map") {
		const expected = "a map such as `env: { NAME: value }`";
		const at = value.start === value.end ? entry.key : value;
		scope.report({
			kind: "bad_value",
			key: "env",
			...place(scope),
			got: shownValue(value),
			expected
		}, at);
		return NO_ENV;
	}
	const env = /* @__PURE__ */ new Map();
	for (const [name, { key, value: authored }] of value.entries) {
		const isNamed = checkVariable(name, key, scope);
		const template = readEnvValue(name, {
			key,
			value: authored
		}, inputs, scope);
		if (isNamed && template !== void 0) env.set(name, template);
	}
	return env;
}
function readEnvValue(name, { key, value }, inputs, scope) {
	if (value.kind === "scalar" && value.value !== null) return readTemplate(value, inputs, scope);
	const at = value.start === value.end ? key : value;
	const expected = "a text, a number, `true` or `false`; for an empty text `\"\"`";
	scope.report({
		kind: "bad_value",
		key: `env.${name}`,
		...place(scope),
		got: shownValue(value),
		expected
	}, at);
}
function checkVariable(name, at, scope) {
	const why = isVariable(name) ? reservedVariable(name) : void 0;
	if (!isVariable(name)) scope.report({
		kind: "bad_name",
		of: "variable",
		name,
		...place(scope)
	}, at);
	else if (why !== void 0) scope.report({
		kind: "reserved_variable",
		name,
		...place(scope),
		why
	}, at);
	else return true;
	return false;
}
function readPassEnv(map, scope) {
	const value = map.entries.get("pass_env")?.value;
	if (value === void 0) return [];
	const spans = value.kind === "seq" ? value.items.filter((item) => item.kind === "scalar") : [value];
	return listed(value).filter((name, at) => {
		const span = spans[at] ?? value;
		const why = isPassedVariable(name) ? reservedVariable(name) : void 0;
		if (name.trim() === "") return false;
		if (!isPassedVariable(name)) scope.report({
			kind: "bad_name",
			of: "variable",
			name,
			...place(scope)
		}, span);
		else if (why !== void 0) scope.report({
			kind: "reserved_variable",
			name,
			...place(scope),
			why
		}, span);
		else return true;
		return false;
	});
}
const place = ({ where }) => where === void 0 ? {} : { where };

// src/core/parse-body.ts
const KINDS = [
	"bash",
	"prompt",
	"command",
	"loop"
];
const LATER_BODIES = [
	"steps",
	"parallel",
	"each",
	"pipe",
	"tournament",
	"dispatch"
];
const LOOP_SHAPE = {
	fields: LOOP_FIELDS,
	others: [],
	templates: /* @__PURE__ */ new Set(["prompt"]),
	nullable: /* @__PURE__ */ new Set(["command", "prompt"])
};
function readBody(map, values, inputs, scope) {
	const where = scope.where ?? "";
	const kinds = kindsOf(map, KINDS);
	const [kind, second] = kinds;
	if (kind === void 0) {
		if (!isKindReported(map)) scope.report({
			kind: "no_kind",
			where
		}, map.entries.get("id")?.value ?? map);
		return;
	}
	if (second !== void 0) {
		scope.report({
			kind: "several_kinds",
			where,
			kinds
		}, map.entries.get(second).key);
		return;
	}
	checkHeader(map, kind, scope);
	if (kind === "loop") return readLoop(map, inputs, scope);
	if (kind === "bash") return values.bash === void 0 ? void 0 : {
		kind,
		script: values.bash
	};
	if (kind === "command") return readCommand(map, values.command, scope);
	const prompt = readPrompt(map, values.prompt, inputs, scope);
	return prompt === void 0 ? void 0 : {
		kind,
		prompt
	};
}
const kindsOf = (map, kinds) => kinds.filter((kind) => {
	const value = map.entries.get(kind)?.value;
	return value !== void 0 && !isNull(value);
});
function isKindReported(map) {
	return [...map.entries.keys()].some((key) => {
		if (KINDS.includes(key)) return false;
		return LATER_KEYS.has(key) ? LATER_BODIES.includes(key) : suggest(key, KINDS) !== void 0;
	});
}
const AGENT_KEYS = ["model", "allowed_tools"];
function checkHeader(map, kind, scope) {
	for (const key of kind === "bash" ? AGENT_KEYS : ["shell"]) {
		const entry = map.entries.get(key);
		if (entry === void 0 || isNull(entry.value)) continue;
		scope.report({
			kind: "key_on_kind",
			where: scope.where ?? "",
			key,
			body: kind
		}, entry.key);
	}
}
function readCommand(map, command, scope) {
	if (command === void 0) return void 0;
	if (isFileName(command)) return {
		kind: "command",
		command
	};
	const entry = map.entries.get("command");
	const where = scope.where === void 0 ? {} : { where: scope.where };
	const at = entry.value.start === entry.value.end ? entry.key : entry.value;
	scope.report({
		kind: "bad_name",
		of: "command",
		name: command,
		...where
	}, at);
}
function readPrompt(map, prompt, inputs, scope) {
	const value = map.entries.get("prompt")?.value;
	if (prompt === void 0 || value?.kind !== "scalar") return void 0;
	return readTemplate(value, inputs, scope);
}
function readLoop(node, inputs, scope) {
	const { key, value } = node.entries.get("loop");
	const where = `the loop of ${scope.where ?? ""}`;
	if (value.kind !== "map") {
		const expected = "a map of `command` or `prompt`, `until` and `max_iterations`";
		scope.report({
			kind: "bad_value",
			key: "loop",
			...of(scope),
			got: shownValue(value),
			expected
		}, value);
		return;
	}
	const inLoop = {
		...scope,
		where
	};
	const values = readFields(value, LOOP_SHAPE, inLoop);
	requireKey$1(value, {
		key: "until",
		form: "`until: DONE`"
	}, key, inLoop);
	requireKey$1(value, {
		key: "max_iterations",
		form: "`max_iterations: 10`"
	}, key, inLoop);
	const turns = kindsOf(value, ["command", "prompt"]);
	const [first, second] = turns;
	if (first === void 0) scope.report({
		kind: "missing_key",
		key: "command",
		where,
		form: "`command: name` or `prompt: text`"
	}, key);
	if (second !== void 0) scope.report({
		kind: "several_kinds",
		where,
		kinds: turns
	}, value.entries.get(second).key);
	const turn = second === void 0 ? readTurn(value, values, inputs, inLoop) : void 0;
	const { until, max_iterations: maxIterations, fresh_context: freshContext = false } = values;
	if (turn === void 0 || until === void 0 || maxIterations === void 0) return void 0;
	return {
		kind: "loop",
		turn,
		until: until.trim(),
		maxIterations,
		freshContext
	};
}
function readTurn(map, values, inputs, scope) {
	const command = readCommand(map, values.command, scope)?.command;
	if (command !== void 0) return { command };
	const prompt = readPrompt(map, values.prompt, inputs, scope);
	return prompt === void 0 ? void 0 : { prompt };
}
function requireKey$1(map, missing, at, scope) {
	if (map.entries.has(missing.key)) return;
	scope.report({
		kind: "missing_key",
		...missing,
		...of(scope)
	}, at);
}
const of = ({ where }) => where === void 0 ? {} : { where };

// src/core/parse-node.ts
const SHAPE$1 = {
	fields: NODE_FIELDS,
	others: ["env", "loop"],
	templates: /* @__PURE__ */ new Set(["bash", "prompt"]),
	nullable: /* @__PURE__ */ new Set([
		"description",
		"timeout",
		"gate",
		"model",
		"shell",
		"bash",
		"prompt",
		"command"
	])
};
function readNode(value, index, inputs, scope) {
	const nameless = `nodes[${index}]`;
	if (value.kind !== "map") {
		scope.report({
			kind: "bad_value",
			key: nameless,
			got: shownValue(value),
			expected: "a map such as `{ id: build, bash: make }`"
		}, value);
		return emptyNode(nameless);
	}
	const id = authoredId(value);
	const where = id === void 0 ? `node ${index + 1}` : `node ${quote(id)}`;
	const inNode = {
		...scope,
		where
	};
	const values = readFields(value, SHAPE$1, inNode);
	checkId(value, values.id, inNode);
	checkGate(value, values.gate, inNode);
	reportScriptExpressions(value, values.shell, inNode);
	const body = readBody(value, values, inputs, inNode);
	const { description, trigger_rule: triggerRule, shell, model, gate } = values;
	const timeoutMs = values.timeout === void 0 ? void 0 : parseDuration(values.timeout);
	return {
		id: id ?? nameless,
		...description !== void 0 && { description },
		dependsOn: listed(value.entries.get("depends_on")?.value),
		triggerRule: triggerRule ?? "all_success",
		...timeoutMs !== void 0 && { timeoutMs },
		...gate !== void 0 && isFileName(gate) && { gate },
		env: readEnv(value, inputs, inNode),
		passEnv: readPassEnv(value, inNode),
		...shell !== void 0 && { shell },
		...model !== void 0 && { model },
		allowedTools: values.allowed_tools ?? [],
		...body !== void 0 && { body }
	};
}
const emptyNode = (id) => ({
	id,
	dependsOn: [],
	triggerRule: "all_success",
	env: /* @__PURE__ */ new Map(),
	passEnv: [],
	allowedTools: []
});
function authoredId(map) {
	const value = map.entries.get("id")?.value;
	return value?.kind === "scalar" && value.text !== "" ? value.text : void 0;
}
function checkId(map, id, scope) {
	const entry = map.entries.get("id");
	if (entry === void 0) {
		const where = scope.where === void 0 ? {} : { where: scope.where };
		scope.report({
			kind: "missing_key",
			key: "id",
			...where,
			form: "`id: build`"
		}, map);
		return;
	}
	if (id === void 0 || isId(id)) return;
	scope.report({
		kind: "bad_id",
		of: "node",
		id,
		reserved: isDeviceName(id)
	}, entry.value);
}
function checkGate(map, gate, scope) {
	const entry = map.entries.get("gate");
	if (entry === void 0 || gate === void 0 || isFileName(gate)) return;
	const where = scope.where === void 0 ? {} : { where: scope.where };
	const at = entry.value.start === entry.value.end ? entry.key : entry.value;
	scope.report({
		kind: "bad_name",
		of: "gate",
		name: gate,
		...where
	}, at);
}
const MAX_SHOWN = 10;
function reportScriptExpressions(map, shell, scope) {
	const script = map.entries.get("bash")?.value;
	if (script?.kind !== "scalar") return;
	for (const source of expressionsOf(script.text).slice(0, MAX_SHOWN)) {
		const variable = variableFor(source);
		const where = scope.where ?? "";
		scope.report({
			kind: "expression_in_script",
			where,
			source,
			variable,
			use: useOf(variable, shell)
		}, spanOf(source, script, scope));
	}
}
function variableFor(source) {
	const name = (source.match(/[A-Za-z_][A-Za-z0-9_-]{0,63}/g)?.at(-1) ?? "value").toUpperCase().replaceAll("-", "_");
	return /^(?:OMNE_|GITHUB_|PATH$|HOME$)/.test(name) ? `MY_${name}` : name;
}
function useOf(variable, shell) {
	if (shell === "pwsh") return `\`$env:${variable}\``;
	return shell === "cmd" ? `\`%${variable}%\`` : `\`"$${variable}"\``;
}

// src/core/parse.ts
const MAX_PROBLEMS = 100;
const SHAPE = {
	fields: PIPE_FIELDS,
	others: [
		"inputs",
		"env",
		"nodes"
	],
	templates: /* @__PURE__ */ new Set(),
	nullable: /* @__PURE__ */ new Set([
		"description",
		"default_model",
		"timeout",
		"max_parallel"
	])
};
function parsePipe(text, path, compile) {
	const problems = [];
	let unreported = 0;
	const add = (problem) => {
		if (problems.length < MAX_PROBLEMS) problems.push({
			...problem,
			file: path
		});
		else unreported++;
	};
	const root = readRoot(text, path);
	if (!root.ok) {
		for (const problem of root.error) add(problem);
		return {
			problems,
			place: () => void 0
		};
	}
	const { map, placeAt } = root.value;
	const report = (mistake, { start, end }) => add({
		...mistake,
		place: placeAt(start, end)
	});
	const pipe = readPipe(map, {
		report,
		text,
		compile
	});
	problems.sort(byPlace$1);
	if (unreported > 0) problems.push({
		kind: "more_problems",
		count: unreported,
		file: path
	});
	return {
		...pipe !== void 0 && { pipe },
		place: (at) => placeOf(map, at, placeAt),
		problems
	};
}
const byPlace$1 = (a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0);
function readRoot(text, path) {
	const at = (mistake, offset) => err([{
		...mistake,
		place: createPlaceAt(text)(offset, text.length)
	}]);
	const extension = /\.(md|ya?ml)$/i.exec(path)?.[1]?.toLowerCase();
	if (extension === void 0) return err([{ kind: "unknown_extension" }]);
	if (text.trim() === "") return err([{ kind: "empty_file" }]);
	const matter = extension === "md" ? findFrontmatter(text) : ok({
		from: 0,
		to: text.length
	});
	if (!matter.ok) return at(matter.error.mistake, matter.error.at);
	const { root, problems, placeAt } = readYaml(text, matter.value.from, matter.value.to);
	if (problems.length > 0) return err(problems);
	if (root === void 0) return at({ kind: "empty_file" }, 0);
	if (root.kind === "map") return ok({
		map: root,
		placeAt
	});
	const mistake = {
		kind: "bad_value",
		got: shownValue(root),
		expected: "a map of `name`, `version`, `nodes` and more"
	};
	return err([{
		...mistake,
		place: placeAt(root.start, root.end)
	}]);
}
function readPipe(map, scope) {
	const values = readFields(map, SHAPE, scope);
	requireKey(map, "name", "`name: my-pipe`", scope);
	requireKey(map, "version", "`version: 1`", scope);
	requireKey(map, "nodes", "a list `nodes:`", scope);
	const name = values.name ?? "";
	const nameAt = map.entries.get("name")?.value;
	if (values.name !== void 0 && !isId(name) && nameAt !== void 0) scope.report({
		kind: "bad_id",
		of: "pipe",
		id: name,
		reserved: isDeviceName(name)
	}, nameAt);
	const inputs = readInputSpecs(map, scope);
	const keys = inputs.map((input) => input.key);
	const { description, default_model: defaultModel, max_parallel: maxParallel, timeout } = values;
	const timeoutMs = timeout === void 0 ? void 0 : parseDuration(timeout);
	const env = readEnv(map, keys, scope);
	const passEnv = readPassEnv(map, scope);
	const nodes = readNodes(map, keys, scope);
	if (nodes === void 0) return void 0;
	return {
		name,
		...description !== void 0 && { description },
		inputs,
		env,
		passEnv,
		...defaultModel !== void 0 && { defaultModel },
		...maxParallel !== void 0 && { maxParallel },
		...timeoutMs !== void 0 && { timeoutMs },
		nodes
	};
}
function readNodes(map, inputs, scope) {
	const entry = map.entries.get("nodes");
	if (entry === void 0) return void 0;
	const { key, value } = entry;
	if (value.kind === "seq") return value.items.map((node, at) => readNode(node, at, inputs, scope));
	const expected = "a list of nodes, each `- id: …`";
	const at = value.start === value.end ? key : value;
	scope.report({
		kind: "bad_value",
		key: "nodes",
		got: shownValue(value),
		expected
	}, at);
}
function requireKey(map, key, form, scope) {
	if (!map.entries.has(key)) scope.report({
		kind: "missing_key",
		key,
		form
	}, {
		start: map.start,
		end: map.start
	});
}
function placeOf(root, path, placeAt) {
	let at = root;
	let key;
	for (const step of path) {
		const entry = at.kind === "map" ? at.entries.get(String(step)) : void 0;
		const next = at.kind === "seq" ? at.items[Number(step)] : entry?.value;
		if (next === void 0) break;
		at = next;
		key = entry?.key;
	}
	const span = key !== void 0 && (at.start === at.end || at.kind !== "scalar") && key !== void 0 ? key : at;
	return placeAt(span.start, span.end);
}

// src/shell/prepare.ts
async function prepare(request) {
	const loaded = await load(request.pipe, request.folder, request.host);
	const pipe = loaded.pipe;
	const inputs = pipe === void 0 ? ok([]) : resolveInputs(pipe.inputs, request.given);
	const problems = [...loaded.problems, ...inputs.ok ? [] : inputs.error];
	const { plan: planned, stock, file } = loaded;
	if (problems.length > 0 || planned === void 0 || stock === void 0 || file === void 0 || !inputs.ok) return err({
		problems,
		sources: loaded.sources
	});
	const { maxParallel = planned.maxParallel, timeoutMs = planned.timeoutMs } = request;
	const limits = {
		maxParallel,
		...timeoutMs !== void 0 && { timeoutMs }
	};
	return ok({
		root: loaded.root,
		file,
		plan: {
			...planned,
			...limits
		},
		inputs: inputs.value,
		stock
	});
}
const LARGE_PIPE = 4096;
async function load(asked, folder, host) {
	const root = findRoot(folder);
	const read = readPipe$1(root, folder, asked);
	if (!read.ok) return {
		root,
		problems: [read.error],
		sources: /* @__PURE__ */ new Map()
	};
	const file = read.value;
	if (file.text.length > LARGE_PIPE) restOptimiser();
	const sources = /* @__PURE__ */ new Map([[file.name, file.text]]);
	const parsed = parsePipe(file.text, file.name, await compilerFor(file.text));
	const { pipe } = parsed;
	if (pipe === void 0) return {
		root,
		file,
		problems: parsed.problems,
		sources
	};
	const stock = takeStock(root, pipe);
	const agentFound = host === void 0 ? {} : { agentFound: findProgram("claude", host.all) !== void 0 };
	const planned = plan(pipe, {
		...stock,
		...agentFound
	}, parsed.place);
	const mistakes = planned.ok ? [] : planned.error.map((problem) => ({
		...problem,
		file: file.name
	}));
	const problems = [
		...parsed.problems,
		...mistakes,
		...stock.problems
	].sort(byPlace);
	return {
		root,
		file,
		pipe,
		...planned.ok && problems.length === 0 && { plan: planned.value },
		stock,
		problems,
		sources
	};
}
const byPlace = (a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0);
async function compilerFor(text) {
	if (!text.includes("${{") && !text.includes("\\")) return ok;
	return (await import("./expression.js")).compileTemplate;
}

// src/core/secret-names.ts
const minSecretLength = 6;
const secretWord = /(?:^|_)(?:TOKENS?|SECRETS?|PASSWORDS?|PASSWD|PASSPHRASE|PWD|CREDENTIALS?|APIKEYS?|PAT|PRIVATE_KEY|CONNECTION_STRING|AUTHORIZATION)(?:_|$)/;
const secretEnd = /(?:TOKEN|SECRET|PASSWORD|PASSPHRASE|APIKEY|_KEY|_KEYS|_PRIVATE)$/;
const aboutSecret = /_(?:PATH|FILE|DIR|DIRECTORY|FOLDER|NAME|ID|TYPE|URL|URI|ENDPOINT|HOST|PORT|LENGTH|SIZE|COUNT|LIMIT|MAX|MIN|TTL|EXPIRY|EXPIRES|EXPIRES_AT|EXPIRATION|TIMEOUT|ENABLED|REQUIRED|HELPER|VERSION|REGION|ALGORITHM|USER|USERNAME|EMAIL)$/;
const numberOfTokens = /(?:^|_)(?:MAX|MIN|NUM|TOTAL)_(?:[A-Z0-9]+_)*TOKENS?$|(?:^|_)(?:INPUT|OUTPUT|THINKING)_TOKENS$/;
const openKey = /(?:^|_)(?:PUBLIC|PUB|CACHE|SORT|PRIMARY|FOREIGN|PARTITION)_KEYS?$/;
function looksSecret(name) {
	if (name.length > 256) return false;
	const upper = name.toUpperCase().replaceAll("-", "_");
	if (upper === "PWD" || openKey.test(upper) || numberOfTokens.test(upper) || aboutSecret.test(upper)) return false;
	return secretWord.test(upper) || secretEnd.test(upper);
}
function usableSecrets(values) {
	const secrets = /* @__PURE__ */ new Set();
	const dropped = /* @__PURE__ */ new Set();
	for (const value of values) {
		if (value === "") continue;
		if (value.trim().length < 6) {
			dropped.add(value);
			continue;
		}
		secrets.add(value);
		for (const line of value.split(/[\r\n]+/)) if (line.trim().length >= 6) secrets.add(line.trim());
	}
	return {
		values: [...secrets],
		dropped: [...dropped]
	};
}

// src/shell/secrets.ts
function collectSecrets(inputs, host) {
	const secretInputs = inputs.filter((input) => input.secret);
	const fromEnv = Object.entries(host.all).flatMap(([name, value]) => looksSecret(name) ? [value] : []);
	const texts = secretInputs.map((input) => inputText(input.value));
	const { values, dropped } = usableSecrets([...texts, ...fromEnv]);
	const short = new Set(dropped);
	return {
		values,
		tooShort: secretInputs.filter((input) => short.has(inputText(input.value))).map((input) => input.key)
	};
}

// src/shell/signals.ts
function listenForSignals(hurry, told) {
	const controller = new AbortController();
	let by;
	const onSignal = (signal) => {
		const first = by === void 0;
		by ??= signal;
		told(signal, first);
		if (first) controller.abort();
		else hurry();
	};
	const names = Object.keys(SIGNAL_EXIT).filter((name) => name !== "SIGBREAK" || process.platform === "win32");
	for (const name of names) process.on(name, onSignal);
	return {
		signal: controller.signal,
		by: () => by,
		release: () => {
			for (const name of names) process.off(name, onSignal);
		}
	};
}

// src/shell/toolkit.ts
const toolkit = () => import("./core.js");

// src/effects/runs.ts
function listRuns(root) {
	const folder = join(root, ".omne", "var", "runs");
	let names;
	try {
		names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => entry.isDirectory() ? [entry.name] : []);
	} catch {
		return [];
	}
	return names.map((runId) => readRun(join(folder, runId), runId));
}
function readRun(runDir, runId) {
	try {
		const { events, broken, torn } = readJournal(join(runDir, "events.jsonl"));
		const problem = broken === void 0 ? tornWords(torn) : `journal line ${broken.line}: ${broken.reason}`;
		return {
			runId,
			state: fold(events),
			...problem !== void 0 && { problem }
		};
	} catch {
		return {
			runId,
			problem: "no readable journal"
		};
	}
}
const tornWords = (torn) => torn === "" ? void 0 : `the last ${torn.length} characters of the journal are a torn line`;

// src/effects/worktree.ts
async function makeWorktree(root, runId, host) {
	const path = join(root, ".omne", "wt", runId);
	makeFolder(dirname(path));
	const started = await startProcess({
		file: "git",
		args: [
			"worktree",
			"add",
			"--detach",
			"--quiet",
			path
		],
		cwd: root,
		env: {
			...host.all,
			LC_ALL: "C",
			GIT_TERMINAL_PROMPT: "0"
		},
		stdout: "pipe",
		stderr: "pipe"
	});
	if (!started.ok) return err(`git worktree add: ${started.error}`);
	const { stdout, stderr, exited } = started.process;
	stdout?.resume();
	let words = "";
	stderr?.setEncoding("utf8").on("data", (text) => {
		words = (words + text).slice(-2e3);
	});
	const { code } = await exited;
	return code === 0 ? ok(path) : err(`git worktree add failed: ${words.trim()}`);
}
function makeFolder(folder) {
	mkdirSync(folder, { recursive: true });
	const ignore = join(folder, ".gitignore");
	if (!existsSync(ignore)) writeFileSync(ignore, "*\n");
}

// src/shell/console.ts
async function refuse({ problems, sources }, { err }) {
	const { renderProblems } = await import("./code-frame2.js");
	err.write(renderProblems(problems, sources));
	err.write(`${problems.length} ${problems.length === 1 ? "problem" : "problems"}; nothing ran\n`);
	return EXIT.problem;
}

export { findProgram as $, nodeReason as A, createRedactor as B, clip as C, duration as D, countWords as E, findRoot as F, inputText as G, createLineSplitter as H, stderr as I, startProcess as J, parseGivenInputs as K, stdout as L, plural as M, turns as N, errorWords as O, verdictWords as P, sweepRun as Q, wakeOptimiser as R, UNICODE as S, countNodes as T, neutraliseLine as U, latin1Of as V, withoutControls as W, endProcess as X, createGrace as Y, killLeftovers as Z, conduct as _, toolkit as a, split as at, lineOf as b, usableSecrets as c, quote as ct, createLog as d, ok as dt, addUsage as et, paint as f, exitCode as g, EXIT as h, readRun as i, suggest as it, oneLine as j, firstLine as k, load as l, hostMissing as lt, describeFault as m, makeWorktree as n, readTail as nt, listenForSignals as o, describeProblem as ot, absorbedFailures as p, parseDuration as q, listRuns as r, tailBytes as rt, collectSecrets as s, escapeUnsafe as st, refuse as t, openCapture as tt, prepare as u, err as ut, newRunId as v, cost as w, ASCII as x, siteOf as y, systemClock as z };