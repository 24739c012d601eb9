import { c as childEnvironment } from "./env.js";
import { t as VERSION } from "./version.js";
import { n as printedUntil, t as printedOf } from "./printed.js";
import { accessSync, closeSync, constants, copyFileSync, existsSync, fchmodSync, fdatasyncSync, fstatSync, fsyncSync, ftruncateSync, linkSync, lstatSync, mkdirSync, openSync, readFileSync, readSync, readdirSync, readlinkSync, realpathSync, renameSync, rmSync, statSync, statfsSync, unlinkSync, writeFileSync, writeSync } from "node:fs";
import { basename, delimiter, dirname, extname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { isUtf8 } from "node:buffer";
import { hostname, tmpdir } from "node:os";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
import { spawn, spawnSync } from "node:child_process";

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

// src/effects/own-file.ts
const READ_PLANTED = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
function openOwn(path) {
	let fd;
	try {
		fd = openSync(path, READ_PLANTED);
		const stat = fstatSync(fd);
		if (stat.isFile() && stat.nlink === 1) return {
			fd,
			size: stat.size
		};
	} catch {}
	if (fd !== void 0) closeSync(fd);
}
function readOwn(path, maxBytes) {
	const file = openOwn(path);
	if (file === void 0) return void 0;
	try {
		return file.size <= maxBytes ? readFileSync(file.fd) : void 0;
	} catch {
		return;
	} finally {
		closeSync(file.fd);
	}
}

// src/effects/run-folders.ts
function needFolders(path, within) {
	for (let at = end$1(path, within.length); at >= 0; at = end$1(path, at)) needFolder(path.slice(0, at));
}
function hasFolders(path, within) {
	try {
		for (let at = end$1(path, within.length); at >= 0; at = end$1(path, at)) if (lstatSync(path.slice(0, at), { throwIfNoEntry: false })?.isDirectory() !== true) return false;
		return true;
	} catch {
		return false;
	}
}
const end$1 = (path, after) => path.indexOf(sep, after + 1);
function needFolder(folder) {
	const stat = lstatSync(folder, { throwIfNoEntry: false });
	if (!stat) mkdirSync(folder, {
		recursive: true,
		mode: 448
	});
	else if (!stat.isDirectory()) throw new Error("its folder is not a folder of ours");
}

// src/effects/capture.ts
const tailBytes = 1024;
const flags = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
function openCapture(path, options) {
	try {
		needFolders(path, options.within);
		return ok(open(path, options.append));
	} catch (error) {
		return err({
			kind: "capture_failed",
			path,
			error: words$1(error)
		});
	}
}
function open(path, append) {
	if (append) return openExisting(path);
	try {
		return openSync(path, flags | constants.O_EXCL, 384);
	} catch (error) {
		if (error.code !== "EEXIST") throw error;
		return truncated(openExisting(path));
	}
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
const roomBytes = 65536;
function giveRoom(fd) {
	try {
		ftruncateSync(fd, Math.max(0, fstatSync(fd).size - roomBytes));
	} catch {}
}
function words$1(error) {
	return error instanceof Error ? error.message : String(error);
}
function readTail(file, bytes = tailBytes) {
	try {
		if (typeof file === "number") return tailOf(file, bytes);
		const fd = openSync(file, READ_PLANTED);
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
function writeFresh(path, content, within) {
	needFolders(path, within);
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

// src/core/failure.ts
function describeFailure(failure) {
	const text = words(failure);
	return text === "" ? void 0 : text;
}
function words(failure) {
	switch (failure.kind) {
		case "crash": return crash(failure);
		case "timeout": return timeout(failure);
		case "blocked":
			if (failure.cause === "agent") return "assistant emitted BLOCKED";
			return `loop ${failure.nodeId} assistant emitted BLOCKED on iteration ${failure.iteration}`;
		case "max_iterations_exceeded": return `loop ${failure.nodeId} exhausted ${failure.iterations} iterations without ${loopEnd$1(failure)}`;
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
		case "outputs_invalid": return failure.error;
		case "schema_invalid": return `the answer does not fit output_schema: ${failure.errors.join("; ")}`;
		case "max_visits_exceeded": return `step ${failure.step} would be visited more than ${failure.visits} times; raise its max_visits, or end the jumps`;
		case "child": return child(failure);
		case "past": return failure.message ?? "";
		default: return unreachable(failure);
	}
}
const loopEnd$1 = ({ until }) => until === void 0 ? "reaching its end" : `matching \`${until}\``;
function child({ child, error, message, others }) {
	const words = message ?? errorWords(error);
	const first = words.startsWith(`${child}/`) ? words : `${child}: ${words}`;
	return others.length === 0 ? first : `${first}\nalso failed: ${others.slice(0, MAX_OTHERS).join(", ")}${more(others)}`;
}
const MAX_OTHERS = 20;
const more = (others) => others.length > MAX_OTHERS ? ` and ${others.length - MAX_OTHERS} more` : "";
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
		case "agent":
		case "body": return `node ${failure.nodeId} exceeded timeout of ${failure.seconds}s`;
		case "loop": return `loop ${failure.nodeId} exceeded timeout of ${failure.seconds}s`;
		case "run": return `the run exceeded its timeout of ${failure.seconds}s`;
		default: return unreachable(failure);
	}
}
const hostMissing = (program) => `${program} binary not found on PATH`;
const lines = (first, rest) => rest.trim() === "" ? first : `${first}\n${rest.trim()}`;
function recordedError(failure) {
	if (failure.kind === "child" || failure.kind === "past") return failure.error;
	const exit = "exit" in failure ? failure.exit : {};
	return {
		kind: failure.kind,
		...exit.code !== void 0 && { exit_code: exit.code },
		...exit.signal !== void 0 && { signal: exit.signal }
	};
}
function errorWords({ kind, exit_code, signal }) {
	const exit = signal ?? (typeof exit_code === "number" ? `exit ${exit_code}` : void 0);
	return exit === void 0 ? kind : `${kind} (${exit})`;
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

// src/core/json.ts
function jsonText(value) {
	if (value === void 0 || value === null) return "";
	return typeof value === "object" ? JSON.stringify(value) : String(value);
}
const isJsonMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

// src/core/lookup.ts
function find(entries, key) {
	const exact = entries.get(key);
	if (exact !== void 0) return exact;
	const lower = key.toLowerCase();
	for (const candidate of entries.keys()) if (candidate.toLowerCase() === lower) return entries.get(candidate);
}
const entriesOf = (map) => ({
	get: (key) => Object.hasOwn(map, key) ? map[key] : void 0,
	keys: () => Object.keys(map)
});
function fieldsOf(view) {
	return /* @__PURE__ */ new Map([
		["status", () => ok(view.status)],
		["outputs", () => ok(view.outputs ?? null)],
		["text", view.text],
		["exit_code", () => ok(view.exitCode ?? null)],
		["duration_ms", () => ok(view.durationMs ?? null)]
	]);
}

// src/core/json-depth.ts
const MAX_JSON_DEPTH = 200;
function isTooDeep(value, room = 200) {
	if (typeof value !== "object" || value === null) return false;
	if (room === 0) return true;
	return Object.values(value).some((item) => isTooDeep(item, room - 1));
}
function parseJson(text) {
	if (text.trim() === "") return err("is empty");
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		return err("is no JSON");
	}
	return isTooDeep(value) ? err(`is nested deeper than ${200} levels`) : ok(value);
}

// src/core/expression-text.ts
const OPEN$1 = "${{";
function expressionsOf(text) {
	if (!text.includes("${{")) return [];
	const { pieces } = split(text);
	const found = pieces.flatMap((piece) => typeof piece === "string" ? [] : piece.source);
	const unclosed = unclosedOf(text);
	return [...new Set(unclosed === void 0 ? found : [...found, unclosed])];
}
const unclosedOf = (text) => split(text).rest?.split("\n", 1)[0];
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
const MAX_LENGTH$1 = 64;
const MAX_CANDIDATES = 1e3;
function suggest(word, candidates) {
	if (word.length === 0 || word.length > MAX_LENGTH$1) return void 0;
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
		const left = known(a?.[field]);
		const right = known(b?.[field]);
		if (left !== void 0 || right !== void 0) sum[field] = round((left ?? 0) + (right ?? 0));
	}
	return Object.keys(sum).length > 0 ? sum : void 0;
}
const known = (value) => typeof value === "number" ? value : void 0;
const round = (value) => Math.round(value * 1e6) / 1e6;

// src/core/redact-json.ts
function redactJson(value, redactor) {
	if (typeof value === "string") return redactor.text(value);
	if (typeof value !== "object" || value === null) return value;
	if (Array.isArray(value)) return value.map((item) => redactJson(item, redactor));
	return redactMap(value, redactor);
}
const redactMap = (map, redactor) => Object.fromEntries(Object.entries(map).map(([key, value]) => [redactor.text(key), redactJson(value, redactor)]));

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
		const entry = readEntry$1(pid);
		if (entry) table.set(pid, entry);
	}
	return table;
}
const ownStart = () => Number(readEntry$1(process.pid)?.start ?? 0);
function startOf(pid) {
	const start = readEntry$1(pid)?.start;
	return start === void 0 ? void 0 : Number(start);
}
function readEntry$1(pid) {
	const stat = read$2(`/proc/${pid}/stat`)?.toString("latin1");
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
	const environ = read$2(`/proc/${pid}/environ`);
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
function read$2(path) {
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

// src/core/pipe-tree.ts
function childrenOf(body) {
	switch (body?.kind) {
		case "steps": return body.steps;
		case "parallel": return body.branches;
		case "each": return [body.node];
		case "loop": return "node" in body.turn ? [body.turn.node] : [];
		default: return [];
	}
}
function* templatesOf(node) {
	const { path, when, outputs, body } = node;
	const at = (template, ...keys) => ({
		template,
		path: [...path, ...keys],
		isAfter: false
	});
	if (when !== void 0) yield at(when, "when");
	if (outputs?.from === "expressions") for (const [name, value] of outputs.values) yield {
		...at(value, "outputs", name),
		isAfter: true
	};
	switch (body?.kind) {
		case "prompt":
			yield at(body.prompt, "prompt");
			break;
		case "loop":
			if ("prompt" in body.turn) yield at(body.turn.prompt, "loop", "prompt");
			if (body.while !== void 0) yield {
				...at(body.while, "loop", "while"),
				isAfter: true
			};
			break;
		case "each":
			if ("references" in body.in) yield at(body.in, "each", "in");
			break;
		case "pipe":
			for (const [key, value] of body.with) yield at(value, "with", key);
			break;
		case "control": {
			const { control } = body;
			if ("values" in control) for (const [name, value] of control.values) yield at(value, control.kind, name);
			break;
		}
	}
}
function stepsAfter(body) {
	if (body?.kind === "loop" && "node" in body.turn) return stepsAfter(body.turn.node.body);
	return body?.kind === "steps" ? body.steps : void 0;
}
function* allNodes({ nodes }) {
	for (const node of nodes) {
		yield node;
		const children = childrenOf(node.body);
		if (children.length > 0) yield* allNodes({ nodes: children });
	}
}
function plannedChildren(body) {
	switch (body.kind) {
		case "steps": return body.steps;
		case "parallel": return body.branches;
		case "each":
		case "repeat": return [body.child];
		case "pipe": return body.plan.nodes;
		default: return [];
	}
}
function usesAgent(plan) {
	const seen = /* @__PURE__ */ new Set();
	const calls = (nodes) => {
		if (seen.has(nodes)) return false;
		seen.add(nodes);
		return nodes.some(({ body }) => body.kind === "agent" || body.kind === "loop" || calls(plannedChildren(body)));
	};
	return calls(plan.nodes);
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

// src/core/event.ts
const CONTROL_KINDS = [
	"set",
	"return",
	"jump",
	"break",
	"continue",
	"skip",
	"stop"
];

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
function duration$1(ms) {
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
	switch (node.status) {
		case "skipped": return node.skip === void 0 ? "" : skipWords(node.skip);
		case "failed": return failureWords(node);
		case "completed": return node.conclusion === "failure_ignored" ? ignoredWords(node) : conclusionWords(node.conclusion);
		case "running": return "";
	}
}
function failureWords({ error, message }) {
	if (error === void 0) return "";
	const words = errorWords(error);
	const first = message === void 0 ? "" : firstLine(message);
	return first === "" || first === words ? words : `${words}: ${first}`;
}
const ignoredWords = (node) => [conclusionWords("failure_ignored"), failureWords(node)].filter((part) => part !== "").join(": ");
const conclusionWords = (conclusion) => conclusion === void 0 ? "" : CONCLUSION_WORDS[conclusion] ?? "";
const CONCLUSION_WORDS = {
	failure_ignored: "failure ignored",
	exhausted: "iterations exhausted"
};
const MAX_CONDITION = 120;
const MAX_VALUE$1 = 60;
function skipWords({ reason, cause, when, saw }) {
	if (when) {
		const values = sawWords(saw).join(", ");
		return clip(`when ${conditionWords(when)}${values === "" ? "" : ` (${values})`}`, MAX_WORDS);
	}
	return cause ? `${reason} (${oneLine(cause)})` : reason;
}
const conditionWords = (when, max = MAX_CONDITION) => clip(oneLine(when).trim(), max);
const sawWords = (saw) => Object.entries(saw ?? {}).map(([name, value]) => `${oneLine(name)} is ${clip(oneLine(JSON.stringify(value)), MAX_VALUE$1)}`);
const RUN_NOTHING = /* @__PURE__ */ new Set(["join", ...CONTROL_KINDS]);
function eventLine(event, glyphs = UNICODE) {
	switch (event.type) {
		case "node.started":
			if (RUN_NOTHING.has(event.kind)) return void 0;
			return `${glyphs.running} ${event.node_id} started  ${becauseWords(event.because)}`.trimEnd();
		case "iteration.started": return `${glyphs.running} ${event.node_id} iteration ${event.iteration}`;
		case "until.checked": return untilLine(event, glyphs);
		case "node.expanded": return `${glyphs.running} ${event.node_id} ${plural(event.count, "item")}`;
		case "node.attempt_failed": return attemptLine(event, glyphs);
		case "node.retrying":
			if (!(event.delay_ms > 0)) return void 0;
			return `${glyphs.running} ${event.node_id} retry ${event.retry} of ${event.of} in ${delay(event.delay_ms)}`;
		case "node.reused": return `${glyphs[event.status]} ${event.node_id} reused  ${nodeReason(event)}`.trimEnd();
		case "node.jumped": return `${glyphs.running} ${event.node_id} jumps to ${oneLine(event.to)}`;
		case "node.completed": return ended(event, glyphs, nodeReason({
			...event,
			status: "completed"
		}));
		case "node.failed": return ended(event, glyphs, nodeReason({
			...event,
			status: "failed"
		}));
		case "node.skipped": return `${glyphs.skipped} ${event.node_id} skipped: ${skipWords(event)}`;
		case "gate.passed": return `${glyphs.completed} ${event.node_id} gate ${oneLine(event.gate)} passed`;
		case "pipe.started":
		case "pipe.completed":
		case "pipe.aborted": return;
		default: return;
	}
}
const becauseWords = (because) => because ? `resumed: ${oneLine(because)}` : "";
const ended = (event, { completed, failed, dot }, reason) => {
	const took = [duration$1(event.duration_ms), ...usageWords(event.usage)].join(` ${dot} `);
	return `${event.type === "node.failed" ? failed : completed} ${event.node_id} ${took}  ${reason}`.trimEnd();
};
const usageWords = (usage) => [turns(usage), cost(usage?.cost_usd)].filter((part) => part !== "");
const delay = (ms) => duration$1(ms).replace(/\.0s$/, "s");
function untilLine(event, glyphs) {
	const { node_id, passed, exit_code } = event;
	if (passed) return `${glyphs.completed} ${node_id} until_bash: passed`;
	const exit = typeof exit_code === "number" ? ` (exit ${exit_code})` : "";
	return `${glyphs.running} ${node_id} until_bash: not yet${exit}`;
}
function attemptLine(event, glyphs) {
	const { node_id, attempt, will } = event;
	if (will === "fail") return void 0;
	return `${glyphs.failed} ${node_id} attempt ${attempt} failed  ${failureWords(event)}; ${WILL[will]}`;
}
const WILL = {
	retry: "retrying",
	continue: "continuing",
	jump: "jumping"
};
const isTopLevel = (id) => !id.includes("/");
function countNodes(state) {
	const counts = {
		completed: 0,
		failed: 0,
		skipped: 0,
		running: 0
	};
	for (const node of state.nodes.values()) if (isTopLevel(node.id)) counts[node.interrupted ? "running" : node.status]++;
	return counts;
}
function reusedWords(state) {
	let count = 0;
	for (const { reused } of state.nodes.values()) if (reused) count++;
	return count === 0 ? "" : `${count} reused`;
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
	if (state.status === "completed") return state.stopped ? "completed: stopped by a step" : "completed";
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
	outputs_invalid: ({ message }) => message === void 0 ? "aborted: the pipe's outputs" : `aborted: the pipe's outputs: ${firstLine(message)}`,
	interrupted: () => "aborted: interrupted",
	fault: ({ message }) => message === void 0 ? "fault" : `fault: ${firstLine(message)}`
};

// node_modules/zod/v4/core/util.js
function getEnumValues(entries) {
	const numericValues = Object.values(entries).filter((v) => typeof v === "number");
	return Object.entries(entries).filter(([k, _]) => numericValues.indexOf(+k) === -1).map(([_, v]) => v);
}
function jsonStringifyReplacer(_, value) {
	if (typeof value === "bigint") return value.toString();
	return value;
}
function nullish(input) {
	return input === null || input === void 0;
}
function cleanRegex(source) {
	const start = source.startsWith("^") ? 1 : 0;
	const end = source.endsWith("$") ? source.length - 1 : source.length;
	return source.slice(start, end);
}
const captureStackTrace = "captureStackTrace" in Error ? Error.captureStackTrace : (..._args) => {};
const propertyKeyTypes = /* @__PURE__*/ new Set([
	"string",
	"number",
	"symbol"
]);
function escapeRegex(str) {
	return str.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
function clone(inst, def, params) {
	const cl = new inst._zod.constr(def ?? inst._zod.def);
	if (!def || params?.parent) cl._zod.parent = inst;
	return cl;
}
function normalizeParams(_params) {
	const params = _params;
	if (!params) return {};
	if (typeof params === "string") return { error: () => params };
	if (params?.message !== void 0) {
		if (params?.error !== void 0) throw new Error("Cannot specify both `message` and `error` params");
		params.error = params.message;
	}
	delete params.message;
	if (typeof params.error === "string") return {
		...params,
		error: () => params.error
	};
	return params;
}
function aborted$1(x, startIndex = 0) {
	if (x.aborted === true) return true;
	for (let i = startIndex; i < x.issues.length; i++) if (x.issues[i]?.continue !== true) return true;
	return false;
}
function explicitlyAborted(x, startIndex = 0) {
	if (x.aborted === true) return true;
	for (let i = startIndex; i < x.issues.length; i++) if (x.issues[i]?.continue === false) return true;
	return false;
}
function prefixIssues(path, issues) {
	return issues.map((iss) => {
		var _a;
		(_a = iss).path ?? (_a.path = []);
		iss.path.unshift(path);
		return iss;
	});
}
function unwrapMessage(message) {
	return typeof message === "string" ? message : message?.message;
}
function sizeCaps(defChecks) {
	const caps = [];
	for (const ch of defChecks ?? []) {
		const d = ch._zod.def;
		if (!/_(length|size)$|_equals$/.test(d.check)) break;
		const max = d.maximum ?? d.length ?? d.size;
		if (max >= 0) caps.push([max, ch]);
	}
	return caps;
}
function attachSchema(issues, start, inst) {
	var _a;
	for (let i = start; i < issues.length; i++) (_a = issues[i]).schema ?? (_a.schema = inst);
}
function finalizeIssue(iss, ctx, config) {
	var _a;
	const traits = iss.inst?._zod?.traits;
	if (traits?.has("$ZodType")) {
		if (traits.has("$ZodCheck")) (_a = iss).schema ?? (_a.schema = iss.inst);
		else iss.schema = iss.inst;
	}
	const schemaError = iss.schema !== iss.inst ? iss.schema?._zod.def?.error : void 0;
	const message = iss.message ? iss.message : unwrapMessage(iss.inst?._zod.def?.error?.(iss)) ?? unwrapMessage(schemaError?.(iss)) ?? unwrapMessage(ctx?.error?.(iss)) ?? unwrapMessage(config.customError?.(iss)) ?? unwrapMessage(config.localeError?.(iss)) ?? "Invalid input";
	const full = {};
	for (const k of Object.keys(iss)) {
		if (k === "inst" || k === "schema" || k === "continue" || k === "input" || k === "__proto__") continue;
		full[k] = iss[k];
	}
	full.path ?? (full.path = []);
	full.message = message;
	if (ctx?.reportInput) full.input = iss.input;
	return full;
}
const highSurrogate = /[\uD800-\uDBFF]/;
function codePointLength(str) {
	const units = str.length;
	if (!highSurrogate.test(str)) return units;
	let count = units;
	for (let i = 0; i < units - 1; i++) if ((str.charCodeAt(i) & 64512) === 55296 && (str.charCodeAt(i + 1) & 64512) === 56320) {
		count--;
		i++;
	}
	return count;
}
function getLengthableOrigin(input) {
	if (Array.isArray(input)) return "array";
	if (typeof input === "string") return "string";
	return "unknown";
}
function issue(...args) {
	const [iss, input, inst] = args;
	if (typeof iss === "string") return {
		message: iss,
		code: "custom",
		input,
		inst
	};
	return { ...iss };
}
function members(proto, table) {
	for (const key in table) {
		const desc = Object.getOwnPropertyDescriptor(table, key);
		if (desc.get) Object.defineProperty(proto, key, {
			...desc,
			enumerable: false
		});
		else defineBound(proto, key, desc.value);
	}
}
function own$1(inst, key, value, enumerable = true) {
	Object.defineProperty(inst, key, {
		configurable: true,
		writable: true,
		enumerable,
		value
	});
	return value;
}
function hide(inst, key, value) {
	return own$1(inst, key, value, false);
}
function defineBound(proto, key, fn) {
	Object.defineProperty(proto, key, {
		configurable: true,
		get() {
			return this == null ? fn : own$1(this, key, fn.bind(this));
		},
		set(value) {
			own$1(this, key, value);
		}
	});
}
let installing;
let broke = false;
const breaker = {
	configurable: true,
	get() {
		broke = true;
	}
};
function defineLazyInternal(inst, key, compute) {
	const proto = Object.getPrototypeOf(inst._zod);
	if (key in proto && installing !== inst._zod) {
		installing = void 0;
		return;
	}
	installing = inst._zod;
	Object.defineProperty(proto, key, {
		configurable: true,
		get() {
			Object.defineProperty(this, key, breaker);
			const outer = broke;
			broke = false;
			try {
				const value = compute(this);
				if (broke) delete this[key];
				else Object.defineProperty(this, key, {
					configurable: true,
					writable: true,
					value
				});
				broke = broke || outer;
				return value;
			} catch (err) {
				delete this[key];
				broke = broke || outer;
				throw err;
			}
		},
		set(value) {
			Object.defineProperty(this, key, {
				configurable: true,
				writable: true,
				value
			});
		}
	});
}

// node_modules/zod/v4/core/core.js
var _a;
const _zodDesc = {
	value: void 0,
	enumerable: false
};
let _E = "captureStackTrace" in Error ? Error : null;
function newError(Definition) {
	const E = _E;
	if (E) {
		const saved = E.stackTraceLimit;
		if (typeof saved === "number") {
			try {
				E.stackTraceLimit = 0;
			} catch {
				_E = null;
				return new Definition();
			}
			try {
				return new Definition();
			} finally {
				E.stackTraceLimit = saved;
			}
		}
	}
	return new Definition();
}
/* @__NO_SIDE_EFFECTS__ */
function $constructor(name, initializer, proto, params) {
	const zodProto = {};
	function Internals(def) {
		this.def = def;
		this.constr = _;
		this.traits = /* @__PURE__ */ new Set();
	}
	Internals.prototype = zodProto;
	const protoMembers = proto;
	const initialized = protoMembers && /* @__PURE__ */ new WeakSet();
	function init(inst, def) {
		if (!inst._zod) {
			_zodDesc.value = new Internals(def);
			try {
				Object.defineProperty(inst, "_zod", _zodDesc);
			} finally {
				_zodDesc.value = void 0;
			}
		} else if (inst._zod.traits.has(name)) return;
		inst._zod.traits.add(name);
		initializer(inst, def);
		if (initialized) {
			const own = Object.getPrototypeOf(inst);
			const ctorProto = inst._zod.constr.prototype;
			let up = own;
			while (up && up !== ctorProto) up = Object.getPrototypeOf(up);
			const target = up ?? own;
			if (!initialized.has(target)) {
				initialized.add(target);
				members(target, protoMembers);
			}
		}
		const proto = _.prototype;
		for (const k in proto) {
			if (!Object.prototype.hasOwnProperty.call(proto, k)) continue;
			if (!(k in inst)) inst[k] = proto[k].bind(inst);
		}
	}
	const Parent = params?.Parent ?? Object;
	class Definition extends Parent {}
	Object.defineProperty(Definition, "name", { value: name });
	function _(def) {
		const inst = params?.Parent ? newError(Definition) : this;
		init(inst, def);
		const deferred = inst._zod.deferred;
		if (deferred) {
			for (const fn of deferred) fn();
			inst._zod.deferred = void 0;
		}
		const pp = globalThis.__zod_globalConfig?.postProcessor;
		if (pp) pp(inst);
		return inst;
	}
	Object.defineProperty(_, "init", { value: init });
	Object.defineProperty(_, Symbol.hasInstance, { value: (inst) => {
		if (params?.Parent && inst instanceof params.Parent) return true;
		return inst?._zod?.traits?.has(name);
	} });
	Object.defineProperty(_, "name", { value: name });
	return _;
}
var $ZodAsyncError = class extends Error {
	constructor() {
		super(`Encountered Promise during synchronous parse. Use .parseAsync() instead.`);
	}
};
(_a = globalThis).__zod_globalConfig ?? (_a.__zod_globalConfig = {});
const globalConfig = globalThis.__zod_globalConfig;
function config$1(newConfig) {
	if (newConfig) Object.assign(globalConfig, newConfig);
	return globalConfig;
}

// node_modules/zod/v4/core/errors.js
function _getMessage() {
	const internals = this._zod;
	internals.message ?? (internals.message = JSON.stringify(internals.def, jsonStringifyReplacer, 2));
	return internals.message;
}
function _setMessage(value) {
	this._zod.message = value;
}
const _messageDesc = {
	get: _getMessage,
	set: _setMessage,
	enumerable: true,
	configurable: true
};
const _issuesDesc = {
	value: void 0,
	enumerable: false
};
const _installedToString = /* @__PURE__ */ new WeakSet([Object.prototype, Error.prototype]);
const initializer = (inst, def) => {
	inst.name = "$ZodError";
	_issuesDesc.value = def;
	Object.defineProperty(inst, "issues", _issuesDesc);
	_issuesDesc.value = void 0;
	Object.defineProperty(inst, "message", _messageDesc);
	const proto = Object.getPrototypeOf(inst);
	if (!_installedToString.has(proto)) {
		_installedToString.add(proto);
		Object.defineProperty(proto, "toString", {
			configurable: true,
			enumerable: false,
			get() {
				const value = () => this.message;
				Object.defineProperty(this, "toString", {
					value,
					configurable: true,
					writable: true
				});
				return value;
			},
			set(value) {
				Object.defineProperty(this, "toString", {
					value,
					configurable: true,
					writable: true
				});
			}
		});
	}
};
const $ZodRealError = /* @__PURE__ */ $constructor("$ZodError", initializer, void 0, { Parent: Error });

// node_modules/zod/v4/core/parse.js
const _parse = (_Err) => {
	const fn = (schema, value, _ctx, _params) => {
		const ctx = _ctx ? {
			..._ctx,
			async: false
		} : { async: false };
		const result = schema._zod.run({
			value,
			issues: []
		}, ctx);
		if (result instanceof Promise) throw new $ZodAsyncError();
		if (result.issues.length) {
			const e = new ((_params?.Err) ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config$1())));
			captureStackTrace(e, _params?.callee ?? fn);
			throw e;
		}
		return result.value;
	};
	return fn;
};
const parse$2 = /* @__PURE__*/ _parse($ZodRealError);
const _parseAsync = (_Err) => {
	const fn = async (schema, value, _ctx, params) => {
		const ctx = _ctx ? {
			..._ctx,
			async: true
		} : { async: true };
		let result = schema._zod.run({
			value,
			issues: []
		}, ctx);
		if (result instanceof Promise) result = await result;
		if (result.issues.length) {
			const e = new ((params?.Err) ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config$1())));
			captureStackTrace(e, params?.callee ?? fn);
			throw e;
		}
		return result.value;
	};
	return fn;
};
const parseAsync = /* @__PURE__*/ _parseAsync($ZodRealError);
const _safeParse = (_Err) => (schema, value, _ctx) => {
	const ctx = _ctx ? {
		..._ctx,
		async: false
	} : { async: false };
	const result = schema._zod.run({
		value,
		issues: []
	}, ctx);
	if (result instanceof Promise) throw new $ZodAsyncError();
	return result.issues.length ? failure(_Err, result.issues, ctx) : {
		success: true,
		data: result.value
	};
};
const safeParse = /* @__PURE__*/ _safeParse($ZodRealError);
function failure(Err, issues, ctx) {
	let error;
	return {
		success: false,
		get error() {
			if (!error) {
				error = new Err(issues.map((iss) => finalizeIssue(iss, ctx, config$1())));
				issues = void 0;
				ctx = void 0;
			}
			return error;
		},
		set error(e) {
			error = e;
			issues = void 0;
			ctx = void 0;
		}
	};
}
const _safeParseAsync = (_Err) => async (schema, value, _ctx) => {
	const ctx = _ctx ? {
		..._ctx,
		async: true
	} : { async: true };
	let result = schema._zod.run({
		value,
		issues: []
	}, ctx);
	if (result instanceof Promise) result = await result;
	return result.issues.length ? failure(_Err, result.issues, ctx) : {
		success: true,
		data: result.value
	};
};
const safeParseAsync = /* @__PURE__*/ _safeParseAsync($ZodRealError);

// node_modules/zod/v4/core/regexes.js
const anyString = /^[\s\S]{0,}$/;
const number$1 = /^-?\d+(?:\.\d+)?$/;
const boolean$2 = /^(?:true|false)$/i;

// node_modules/zod/v4/core/checks.js
const $ZodCheck = /*@__PURE__*/ $constructor("$ZodCheck", (inst, def) => {
	var _a;
	inst._zod ?? (inst._zod = {});
	inst._zod.def = def;
	(_a = inst._zod).onattach ?? (_a.onattach = []);
});
const _whenHasLength = (payload) => {
	const val = payload.value;
	return !nullish(val) && val.length !== void 0;
};
const $ZodCheckMinLength = /*@__PURE__*/ $constructor("$ZodCheckMinLength", (inst, def) => {
	var _a;
	$ZodCheck.init(inst, def);
	(_a = inst._zod.def).when ?? (_a.when = _whenHasLength);
	inst._zod.check = (payload) => {
		const input = payload.value;
		const units = input.length;
		if ((typeof input === "string" && units >= def.minimum && units < def.minimum * 2 ? codePointLength(input) : units) >= def.minimum) return;
		const origin = getLengthableOrigin(input);
		payload.issues.push({
			origin,
			code: "too_small",
			minimum: def.minimum,
			inclusive: true,
			input,
			inst,
			continue: !def.abort
		});
	};
});

// node_modules/zod/v4/core/versions.js
const version = {
	major: 4,
	minor: 6,
	patch: 7
};

// node_modules/zod/v4/core/schemas.js
const $ZodType = /*@__PURE__*/ $constructor("$ZodType", (inst, def) => {
	var _a;
	inst ?? (inst = {});
	inst._zod.def = def;
	inst._zod.bag = inst._zod.bag || {};
	inst._zod.version = version;
	const defChecks = inst._zod.def.checks;
	const checks = inst._zod.traits.has("$ZodCheck") ? [inst, ...defChecks ?? []] : defChecks?.length ? [...defChecks] : [];
	for (const ch of checks) for (const fn of ch._zod.onattach) fn(inst);
	if (checks.length === 0) {
		(_a = inst._zod).deferred ?? (_a.deferred = []);
		inst._zod.deferred?.push(() => {
			inst._zod.run = inst._zod.parse;
		});
	} else {
		const runChecks = (payload, checks, ctx) => {
			if (payload.memo) return payload;
			let isAborted = aborted$1(payload);
			let asyncResult;
			for (const ch of checks) {
				if (ch._zod.def.when) {
					if (explicitlyAborted(payload)) continue;
					if (!ch._zod.def.when(payload)) continue;
				} else if (isAborted) continue;
				const currLen = payload.issues.length;
				const _ = ch._zod.check(payload);
				if (_ instanceof Promise && ctx?.async === false) throw new $ZodAsyncError();
				if (asyncResult || _ instanceof Promise) asyncResult = (asyncResult ?? Promise.resolve()).then(async () => {
					await _;
					if (payload.issues.length === currLen) return;
					attachSchema(payload.issues, currLen, inst);
					if (!isAborted) isAborted = aborted$1(payload, currLen);
				});
				else {
					if (payload.issues.length === currLen) continue;
					attachSchema(payload.issues, currLen, inst);
					if (!isAborted) isAborted = aborted$1(payload, currLen);
				}
			}
			if (asyncResult) return asyncResult.then(() => {
				return payload;
			});
			return payload;
		};
		const handleCanaryResult = (canary, payload, ctx) => {
			if (aborted$1(canary)) {
				canary.aborted = true;
				return canary;
			}
			const checkResult = runChecks(payload, checks, ctx);
			if (checkResult instanceof Promise) {
				if (ctx.async === false) throw new $ZodAsyncError();
				return checkResult.then((checkResult) => inst._zod.parse(checkResult, ctx));
			}
			return inst._zod.parse(checkResult, ctx);
		};
		inst._zod.run = (payload, ctx) => {
			if (ctx.skipChecks) return inst._zod.parse(payload, ctx);
			if (ctx.direction === "backward") {
				const canary = inst._zod.parse({
					value: payload.value,
					issues: []
				}, {
					...ctx,
					skipChecks: true
				});
				if (canary instanceof Promise) return canary.then((canary) => {
					return handleCanaryResult(canary, payload, ctx);
				});
				return handleCanaryResult(canary, payload, ctx);
			}
			const result = inst._zod.parse(payload, ctx);
			if (result instanceof Promise) {
				if (ctx.async === false) throw new $ZodAsyncError();
				return result.then((result) => runChecks(result, checks, ctx));
			}
			return runChecks(result, checks, ctx);
		};
	}
}, {
	get "~standard"() {
		return hide(this, "~standard", standardProps(this));
	},
	set "~standard"(value) {
		own$1(this, "~standard", value);
	}
});
const toStandardResult = (r, ctx) => r.issues.length ? { issues: r.issues.map((iss) => finalizeIssue(iss, ctx, config$1())) } : { value: r.value };
async function validateAsync(inst, value) {
	const ctx = { async: true };
	return toStandardResult(await inst._zod.run({
		value,
		issues: []
	}, ctx), ctx);
}
function standardProps(inst) {
	return {
		validate: (value) => {
			const ctx = { async: false };
			try {
				const r = inst._zod.run({
					value,
					issues: []
				}, ctx);
				if (!(r instanceof Promise)) return toStandardResult(r, ctx);
			} catch (_) {}
			return validateAsync(inst, value);
		},
		vendor: "zod",
		version: 1
	};
}
const $ZodString = /*@__PURE__*/ $constructor("$ZodString", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.pattern = def.pattern ?? anyString;
	inst._zod.parse = (payload, _) => {
		if (def.coerce) try {
			payload.value = String(payload.value);
		} catch (_) {}
		if (typeof payload.value === "string") return payload;
		payload.issues.push({
			expected: "string",
			code: "invalid_type",
			input: payload.value,
			inst
		});
		return payload;
	};
});
const $ZodNumber = /*@__PURE__*/ $constructor("$ZodNumber", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.pattern = number$1;
	inst._zod.parse = (payload, _ctx) => {
		if (def.coerce) try {
			payload.value = Number(payload.value);
		} catch (_) {}
		const input = payload.value;
		if (typeof input === "number" && !Number.isNaN(input) && Number.isFinite(input)) return payload;
		const received = typeof input === "number" ? Number.isNaN(input) ? "NaN" : !Number.isFinite(input) ? String(input) : void 0 : void 0;
		payload.issues.push({
			expected: "number",
			code: "invalid_type",
			input,
			inst,
			...received ? { received } : {}
		});
		return payload;
	};
});
const $ZodBoolean = /*@__PURE__*/ $constructor("$ZodBoolean", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.pattern = boolean$2;
	inst._zod.parse = (payload, _ctx) => {
		if (def.coerce) try {
			payload.value = Boolean(payload.value);
		} catch (_) {}
		const input = payload.value;
		if (typeof input === "boolean") return payload;
		payload.issues.push({
			expected: "boolean",
			code: "invalid_type",
			input,
			inst
		});
		return payload;
	};
});
function capSize(inst, size) {
	const caps = sizeCaps(inst._zod.def.checks);
	if (!caps.length) return;
	const cap = Math.min(...caps.map((c) => c[0]));
	const parse = inst._zod.parse;
	inst._zod.parse = (payload, ctx) => {
		const n = size(payload.value);
		if (n > cap && !ctx?.skipChecks && ctx?.direction !== "backward") {
			for (const [max, ch] of sizeCaps(inst._zod.def.checks)) if (n > max && ch._zod.def.when(payload)) {
				const start = payload.issues.length;
				ch._zod.check(payload);
				payload.issues[start].continue = false;
				attachSchema(payload.issues, start, inst);
				return payload;
			}
		}
		return parse(payload, ctx);
	};
}
const arraySize = (input) => Array.isArray(input) ? input.length : -1;
function handleArrayResult(result, final, index) {
	if (result.issues.length) final.issues.push(...prefixIssues(index, result.issues));
	final.value[index] = result.value;
}
const $ZodArray = /*@__PURE__*/ $constructor("$ZodArray", (inst, def) => {
	$ZodType.init(inst, def);
	const memo = globalConfig.memoizer;
	memo?.attach(inst);
	inst._zod.parse = (payload, ctx) => {
		const input = payload.value;
		if (!Array.isArray(input)) {
			payload.issues.push({
				expected: "array",
				code: "invalid_type",
				input,
				inst
			});
			return payload;
		}
		payload.value = memo ? memo.alloc(inst, payload, Array(input.length), ctx) : Array(input.length);
		const proms = [];
		const abortEarly = ctx?.abortEarly;
		for (let i = 0; i < input.length; i++) {
			const item = input[i];
			const result = def.element._zod.run({
				value: item,
				issues: []
			}, ctx);
			if (result instanceof Promise) proms.push(result.then((result) => handleArrayResult(result, payload, i)));
			else {
				handleArrayResult(result, payload, i);
				if (abortEarly && result.issues.length !== 0 && aborted$1(result)) break;
			}
		}
		if (proms.length) return Promise.all(proms).then(() => payload);
		return payload;
	};
	capSize(inst, arraySize);
});
function handleUnionResults(results, final, inst, ctx) {
	for (const result of results) if (result.issues.length === 0) {
		final.value = result.value;
		return final;
	}
	const nonaborted = results.filter((r) => !aborted$1(r));
	if (nonaborted.length === 1) {
		final.value = nonaborted[0].value;
		return nonaborted[0];
	}
	final.issues.push({
		code: "invalid_union",
		input: final.value,
		inst,
		errors: results.map((result) => result.issues.map((iss) => finalizeIssue(iss, ctx, config$1())))
	});
	return final;
}
const $ZodUnion = /*@__PURE__*/ $constructor("$ZodUnion", (inst, def) => {
	$ZodType.init(inst, def);
	defineLazyInternal(inst, "optin", (zod) => zod.def.options.some((o) => o._zod.optin === "defaulted") ? "defaulted" : zod.def.options.some((o) => o._zod.optin !== void 0) ? "optional" : void 0);
	defineLazyInternal(inst, "optout", (zod) => zod.def.options.some((o) => o._zod.optout === "optional") ? "optional" : void 0);
	defineLazyInternal(inst, "values", (zod) => {
		if (zod.def.options.every((o) => o._zod.values)) return new Set(zod.def.options.flatMap((option) => Array.from(option._zod.values)));
	});
	defineLazyInternal(inst, "pattern", (zod) => {
		if (zod.def.options.every((o) => o._zod.pattern)) {
			const patterns = zod.def.options.map((o) => o._zod.pattern);
			return new RegExp(`^(${patterns.map((p) => cleanRegex(p.source)).join("|")})$`);
		}
	});
	const first = def.options.length === 1 ? def.options[0]._zod.run : null;
	inst._zod.parse = (payload, ctx) => {
		if (first) return first(payload, ctx);
		let async = false;
		const results = [];
		for (const option of def.options) {
			const result = option._zod.run({
				value: payload.value,
				issues: []
			}, ctx);
			if (result instanceof Promise) {
				results.push(result);
				async = true;
			} else {
				if (result.issues.length === 0) return result;
				results.push(result);
			}
		}
		if (!async) return handleUnionResults(results, payload, inst, ctx);
		return Promise.all(results).then((results) => {
			return handleUnionResults(results, payload, inst, ctx);
		});
	};
});
const $ZodEnum = /*@__PURE__*/ $constructor("$ZodEnum", (inst, def) => {
	$ZodType.init(inst, def);
	const values = getEnumValues(def.entries);
	const valuesSet = new Set(values);
	inst._zod.values = valuesSet;
	defineLazyInternal(inst, "pattern", (zod) => {
		const patternValues = getEnumValues(zod.def.entries).filter((k) => propertyKeyTypes.has(typeof k));
		return new RegExp(patternValues.length ? `^(${patternValues.map((o) => escapeRegex(o.toString())).join("|")})$` : "^[^\\s\\S]$");
	});
	inst._zod.parse = (payload, _ctx) => {
		const input = payload.value;
		if (valuesSet.has(input)) return payload;
		payload.issues.push({
			code: "invalid_value",
			values,
			input,
			inst
		});
		return payload;
	};
});
const $ZodLiteral = /*@__PURE__*/ $constructor("$ZodLiteral", (inst, def) => {
	$ZodType.init(inst, def);
	const values = new Set(def.values);
	inst._zod.values = values;
	defineLazyInternal(inst, "pattern", (zod) => {
		const vals = zod.def.values;
		return new RegExp(vals.length ? `^(${vals.map((o) => typeof o === "string" ? escapeRegex(o) : o ? escapeRegex(o.toString()) : String(o)).join("|")})$` : "^[^\\s\\S]$");
	});
	inst._zod.parse = (payload, _ctx) => {
		const input = payload.value;
		if (values.has(input)) return payload;
		payload.issues.push({
			code: "invalid_value",
			values: def.values,
			input,
			inst
		});
		return payload;
	};
});
const $ZodCustom = /*@__PURE__*/ $constructor("$ZodCustom", (inst, def) => {
	$ZodCheck.init(inst, def);
	$ZodType.init(inst, def);
	inst._zod.parse = (payload, _) => {
		return payload;
	};
	inst._zod.check = (payload) => {
		const input = payload.value;
		const r = def.fn(input);
		if (r instanceof Promise) return r.then((r) => handleRefineResult(r, payload, input, inst));
		handleRefineResult(r, payload, input, inst);
	};
});
function handleRefineResult(result, payload, input, inst) {
	if (!result) {
		const _iss = {
			code: "custom",
			input,
			inst,
			path: [...inst._zod.def.path ?? []],
			continue: !inst._zod.def.abort
		};
		if (inst._zod.def.params) _iss.params = inst._zod.def.params;
		payload.issues.push(issue(_iss));
	}
}

// node_modules/zod/v4/core/api.js
function snapshotChecks(def) {
	if (def.checks) def.checks = [...def.checks];
	return def;
}
// @__NO_SIDE_EFFECTS__
function _string(Class, params) {
	return new Class(snapshotChecks({
		type: "string",
		...normalizeParams(params)
	}));
}
// @__NO_SIDE_EFFECTS__
function _number(Class, params) {
	return new Class(snapshotChecks({
		type: "number",
		checks: [],
		...normalizeParams(params)
	}));
}
// @__NO_SIDE_EFFECTS__
function _boolean(Class, params) {
	return new Class({
		type: "boolean",
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _minLength(minimum, params) {
	return new $ZodCheckMinLength({
		check: "min_length",
		...normalizeParams(params),
		minimum
	});
}
// @__NO_SIDE_EFFECTS__
function _refine(Class, fn, _params) {
	return new Class({
		type: "custom",
		check: "custom",
		fn,
		...normalizeParams(_params)
	});
}

// node_modules/zod/v4/mini/schemas.js
const ZodMiniType = /*@__PURE__*/ $constructor("ZodMiniType", (inst, def) => {
	if (!inst._zod) throw new Error("Uninitialized schema in ZodMiniType.");
	$ZodType.init(inst, def);
	inst.def = def;
	inst.type = def.type;
}, {
	get with() {
		return this.check;
	},
	set with(value) {
		own$1(this, "with", value);
	},
	parse(data, params) {
		return parse$2(this, data, params, { callee: this.parse });
	},
	parseAsync(data, params) {
		return parseAsync(this, data, params, { callee: this.parseAsync });
	},
	safeParse(data, params) {
		return safeParse(this, data, params);
	},
	safeParseAsync(data, params) {
		return safeParseAsync(this, data, params);
	},
	check(...checks) {
		const def = this.def;
		return this.clone({
			...def,
			checks: [...def.checks ?? [], ...checks.map((ch) => typeof ch === "function" ? { _zod: {
				check: ch,
				def: { check: "custom" },
				onattach: []
			} } : ch)]
		}, { parent: true });
	},
	clone(_def, params) {
		return clone(this, _def, params);
	},
	brand() {
		return this;
	},
	register(reg, meta) {
		reg.add(this, meta);
		return this;
	},
	apply(fn, ...args) {
		return args.length === 0 ? fn(this) : fn(this, ...args);
	}
});
const ZodMiniString = /*@__PURE__*/ $constructor("ZodMiniString", (inst, def) => {
	$ZodString.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function string$1(params) {
	return _string(ZodMiniString, params);
}
const ZodMiniNumber = /*@__PURE__*/ $constructor("ZodMiniNumber", (inst, def) => {
	$ZodNumber.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function number(params) {
	return _number(ZodMiniNumber, params);
}
const ZodMiniBoolean = /*@__PURE__*/ $constructor("ZodMiniBoolean", (inst, def) => {
	$ZodBoolean.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function boolean$1(params) {
	return _boolean(ZodMiniBoolean, params);
}
const ZodMiniArray = /*@__PURE__*/ $constructor("ZodMiniArray", (inst, def) => {
	$ZodArray.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function array(element, params) {
	return new ZodMiniArray({
		type: "array",
		element,
		...normalizeParams(params)
	});
}
const ZodMiniUnion = /*@__PURE__*/ $constructor("ZodMiniUnion", (inst, def) => {
	$ZodUnion.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function union(options, params) {
	return new ZodMiniUnion({
		type: "union",
		options,
		...normalizeParams(params)
	});
}
const ZodMiniEnum = /*@__PURE__*/ $constructor("ZodMiniEnum", (inst, def) => {
	$ZodEnum.init(inst, def);
	ZodMiniType.init(inst, def);
	inst.options = [...inst._zod.values];
});
// @__NO_SIDE_EFFECTS__
function _enum(values, params) {
	const entries = Array.isArray(values) ? Object.fromEntries(values.map((v) => [v, v])) : values;
	return new ZodMiniEnum({
		type: "enum",
		entries,
		...normalizeParams(params)
	});
}
const ZodMiniLiteral = /*@__PURE__*/ $constructor("ZodMiniLiteral", (inst, def) => {
	$ZodLiteral.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function literal$1(value, params) {
	return new ZodMiniLiteral({
		type: "literal",
		values: Array.isArray(value) ? value : [value],
		...normalizeParams(params)
	});
}
const ZodMiniCustom = /*@__PURE__*/ $constructor("ZodMiniCustom", (inst, def) => {
	$ZodCustom.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function refine(fn, _params = {}) {
	return _refine(ZodMiniCustom, fn, _params);
}

// src/core/foreign-words.ts
const WORDS$1 = /* @__PURE__ */ new Map([
	["if", "when"],
	["needs", "depends_on"],
	["run", "bash"],
	["continue-on-error", "on_error"],
	["on-failure", "on_error"],
	["retry", "on_error"],
	["retries", "on_error"],
	["timeout-minutes", "timeout"],
	["for-each", "each"],
	["foreach", "each"],
	["matrix", "each"],
	["items", "in"]
]);
function meantBy(key, allowed) {
	const meant = WORDS$1.get(key.toLowerCase().replaceAll("_", "-"));
	return meant !== void 0 && allowed.includes(meant) ? meant : void 0;
}
const suggestKey = (key, allowed) => meantBy(key, allowed) ?? suggest(key, allowed);

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
	if (typeof value === "number") return value >= 1e3 / 1e3 && value <= 864e5 / 1e3 ? Math.round(value * 1e3) : void 0;
	const match = /^(\d{1,8}(?:\.\d{1,3})?)([smh]?)$/.exec(value.trim());
	const unit = UNIT_MS[match?.[2] ?? ""];
	if (match === null || unit === void 0) return void 0;
	const ms = Math.round(Number(match[1]) * unit);
	return ms >= 1e3 && ms <= 864e5 ? ms : void 0;
}

// src/core/pipe.ts
const FAILURE_MODES = [
	"continue",
	"no_new",
	"kill"
];
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
const VISITS = "a whole number from 1 to 1000";
const JOIN = "a list of at least one node id such as `[build, lint]`";
const RETRIES = "a whole number from 1 to 100";
const DELAY = "`0`, seconds as a number, or `90s`, `10m`, `1h`, up to 24 hours";
const forms = /* @__PURE__ */ new WeakMap();
function checked(schema, isRight, { expected, form }) {
	const made = schema.check(refine(isRight, expected));
	forms.set(made, form);
	return made;
}
function field(make) {
	let made;
	return () => {
		made ??= make();
		return made;
	};
}
const text = field(() => string$1(TEXT));
const nonEmptyText = (expected) => checked(string$1(expected), (value) => value.trim() !== "", {
	expected,
	form: { pattern: "\\S" }
});
const nonEmpty = (expected) => field(() => nonEmptyText(expected));
const textList = (expected) => array(nonEmptyText("a text that is not empty"), expected);
const texts = (expected) => field(() => textList(expected));
const boolean = field(() => boolean$1(BOOLEAN));
const whole = (expected, most = 1e3) => field(() => checked(number(expected), (value) => Number.isInteger(value) && value >= 1 && value <= most, {
	expected,
	form: {
		type: "integer",
		minimum: 1,
		maximum: most
	}
}));
const duration = field(() => checked(union([string$1(), number()], DURATION), (value) => parseDuration(value) !== void 0, {
	expected: DURATION,
	form: "duration"
}));
const yes = field(() => literal$1(true, "`true`, or leave it out"));
const between = (least, most, expected) => field(() => checked(number(expected), (value) => value >= least && value <= most, {
	expected,
	form: {
		minimum: least,
		maximum: most
	}
}));
const oneOf = (values) => field(() => _enum(values, `one of ${values.map((value) => `\`${value}\``).join(", ")}`));
const SHELLS = [
	"sh",
	"bash",
	"pwsh",
	"cmd"
];
const PIPE_FIELDS = {
	name: text,
	version: field(() => literal$1(1, "`1`, the only version there is")),
	description: text,
	default_model: nonEmpty("the name of a model"),
	max_parallel: whole(PARALLEL),
	timeout: duration,
	failure_mode: oneOf(FAILURE_MODES),
	pass_env: texts("a list of variable names such as `[NPM_TOKEN]`")
};
const INPUT_FIELDS = {
	type: oneOf([
		"string",
		"number",
		"boolean",
		"choice"
	]),
	options: field(() => checked(textList("a list of texts such as `[dev, prod]`"), (values) => values.length > 0 && new Set(values).size === values.length, {
		expected: "at least one option, each once",
		form: {
			minItems: 1,
			uniqueItems: true
		}
	})),
	required: boolean,
	secret: boolean,
	description: text
};
const NODE_FIELDS = {
	id: text,
	description: text,
	depends_on: texts("a list of node ids such as `[build, lint]`"),
	trigger_rule: oneOf(TRIGGER_RULES),
	timeout: duration,
	gate: text,
	pass_env: texts("a list of variable names such as `[NPM_TOKEN]`"),
	shell: oneOf(SHELLS),
	model: nonEmpty("the name of a model"),
	allowed_tools: texts("a list of tools such as `[Read, Edit]`"),
	recovers: boolean,
	pool: nonEmpty("the name of a pool"),
	max_visits: whole(VISITS),
	bash: nonEmpty("a script"),
	prompt: nonEmpty("a prompt"),
	command: text,
	join: field(() => textList(JOIN).check(_minLength(1, JOIN))),
	pipe: nonEmpty("the path or the name of a pipe")
};
const LOOP_FIELDS = {
	until: field(() => checked(nonEmptyText(UNTIL), (value) => !/[\r\n]/.test(value.trim()) && value.trim() !== "BLOCKED", {
		expected: UNTIL,
		form: { pattern: "^\\s*(?!BLOCKED\\s*$)\\S(?:[^\\r\\n]*\\S)?\\s*$" }
	})),
	until_bash: nonEmpty("a script that ends the loop by exiting with 0"),
	max_iterations: whole("a whole number from 1 to 1000"),
	on_exhausted: oneOf(["fail", "complete"]),
	fresh_context: boolean
};
const TURN_FIELDS = {
	command: text,
	prompt: nonEmpty("a prompt")
};
const PARALLEL_FIELDS = {
	max_parallel: whole(PARALLEL),
	fail_fast: boolean,
	ignore_errors: boolean
};
const EACH_FIELDS = {
	as: text,
	max_parallel: whole(PARALLEL),
	on_item_error: oneOf(["fail", "continue"])
};
const CONTROL_FIELDS = {
	jump: nonEmpty("the id of a step beside it"),
	break: yes,
	continue: yes,
	skip: yes,
	stop: yes
};
const RETRIED = {
	crash: true,
	timeout: true,
	max_iterations_exceeded: true,
	gate_failed: true,
	gate_timeout: true,
	agent_error: true,
	no_output: true,
	permission_denied: true,
	capture_failed: true,
	outputs_invalid: true,
	schema_invalid: true,
	max_visits_exceeded: true
};
const RETRIED_KINDS = Object.keys(RETRIED);
const RETRY_FIELDS = {
	max: whole(RETRIES, 100),
	delay: field(() => checked(union([string$1(), number()], DELAY), (value) => parseDelay(value) !== void 0, {
		expected: DELAY,
		form: "delay"
	})),
	backoff: between(1, 10, "a number from 1 to 10"),
	jitter: between(0, 1, "a number from 0 to 1")
};
const parseDelay = (value) => value === 0 || /^0+[smh]?$/.test(String(value).trim()) ? 0 : parseDuration(value);
const LATER_KEYS = /* @__PURE__ */ new Set([
	"budget",
	"isolation",
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
function plainValue$1(source) {
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
	if (typeof value.value !== "string") return `the ${typeof value.value} ${shown}`;
	return typeof plainValue$1(value.text) === "string" ? shown : `the text ${shown}`;
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
const keysOf = ({ fields, others, lost = [] }) => [...Object.keys(fields), ...others].filter((key) => !lost.includes(key));
const isMeant = (key, map, shape) => {
	const known = keysOf(shape);
	return [...map.entries.keys()].some((given) => !known.includes(given) && suggestKey(given, known) === key);
};
function unknownKey(key, shape, { where }) {
	const at = where === void 0 ? {} : { where };
	if (LATER_KEYS.has(key)) return {
		kind: "later_key",
		key,
		...at
	};
	const suggestion = suggestKey(key, keysOf(shape));
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
		got: shown$1(at),
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
const partOf = (map, keys) => ({
	...map,
	entries: new Map([...map.entries].filter(([key]) => keys.has(key)))
});
function reportBad({ key, span, value, ...words }, scope) {
	const where = scope.where === void 0 ? {} : { where: scope.where };
	const at = value.start === value.end ? span : value;
	scope.report({
		kind: "bad_value",
		key,
		...where,
		got: shown$1(value),
		...words
	}, at);
}
function shown$1(value) {
	if (value.kind === "seq" && value.items.length === 0) return "an empty list";
	return value.kind === "map" && value.entries.size === 0 ? "an empty map" : shownValue(value);
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
const OUTPUT = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;
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
const isVarName = isInputKey;
const isOutputName = (text) => OUTPUT.test(text) && !(text in Object.prototype);
const ACTION_OUTPUTS = [
	"status",
	"run-id",
	"run-dir",
	"events-file",
	"exit-reason",
	"failed-nodes",
	"nodes",
	"artifact-id",
	"artifact-url",
	"artifact-digest",
	"artifact-status",
	"cost-usd",
	"turns",
	"duration-ms"
];
function reservedOutput(name) {
	const lower = name.toLowerCase();
	if (lower.startsWith("node-")) return "node";
	return ACTION_OUTPUTS.includes(lower) ? "action" : void 0;
}
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
const INPUT_SHAPE = {
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
	const values = readFields(map, INPUT_SHAPE, scope);
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
	const isChoice = typed.type === "choice" && value.kind === "scalar";
	const suggestion = isChoice ? suggest(value.text, typed.options) : void 0;
	const mistake = {
		...scope.where !== void 0 && { where: scope.where },
		got: shownValue(value),
		expected: expectedOf(typed),
		...suggestion !== void 0 && { suggestion }
	};
	const isText = isChoice && typeof value.value === "string";
	scope.report(isText ? {
		kind: "unknown_option",
		...mistake
	} : {
		kind: "bad_value",
		key: "default",
		...mistake
	}, value.start === value.end ? entry.key : value);
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

// node_modules/yaml/browser/dist/nodes/identity.js
const ALIAS = Symbol.for("yaml.alias");
const DOC = Symbol.for("yaml.document");
const MAP = Symbol.for("yaml.map");
const PAIR = Symbol.for("yaml.pair");
const SCALAR$1 = Symbol.for("yaml.scalar");
const SEQ = Symbol.for("yaml.seq");
const NODE_TYPE = Symbol.for("yaml.node.type");
const isAlias = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === ALIAS;
const isDocument = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === DOC;
const isMap = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === MAP;
const isPair = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === PAIR;
const isScalar = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === SCALAR$1;
const isSeq = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === SEQ;
function isCollection(node) {
	if (node && typeof node === "object") switch (node[NODE_TYPE]) {
		case MAP:
		case SEQ: return true;
	}
	return false;
}
function isNode(node) {
	if (node && typeof node === "object") switch (node[NODE_TYPE]) {
		case ALIAS:
		case MAP:
		case SCALAR$1:
		case SEQ: return true;
	}
	return false;
}
const hasAnchor = (node) => (isScalar(node) || isCollection(node)) && !!node.anchor;

// node_modules/yaml/browser/dist/visit.js
const BREAK$1 = Symbol("break visit");
const SKIP$1 = Symbol("skip children");
const REMOVE$1 = Symbol("remove node");
function visit$1(node, visitor) {
	const visitor_ = initVisitor(visitor);
	if (isDocument(node)) {
		if (visit_(null, node.contents, visitor_, Object.freeze([node])) === REMOVE$1) node.contents = null;
	} else visit_(null, node, visitor_, Object.freeze([]));
}
visit$1.BREAK = BREAK$1;
visit$1.SKIP = SKIP$1;
visit$1.REMOVE = REMOVE$1;
function visit_(key, node, visitor, path) {
	const ctrl = callVisitor(key, node, visitor, path);
	if (isNode(ctrl) || isPair(ctrl)) {
		replaceNode(key, path, ctrl);
		return visit_(key, ctrl, visitor, path);
	}
	if (typeof ctrl !== "symbol") {
		if (isCollection(node)) {
			path = Object.freeze(path.concat(node));
			for (let i = 0; i < node.items.length; ++i) {
				const ci = visit_(i, node.items[i], visitor, path);
				if (typeof ci === "number") i = ci - 1;
				else if (ci === BREAK$1) return BREAK$1;
				else if (ci === REMOVE$1) {
					node.items.splice(i, 1);
					i -= 1;
				}
			}
		} else if (isPair(node)) {
			path = Object.freeze(path.concat(node));
			const ck = visit_("key", node.key, visitor, path);
			if (ck === BREAK$1) return BREAK$1;
			else if (ck === REMOVE$1) node.key = null;
			const cv = visit_("value", node.value, visitor, path);
			if (cv === BREAK$1) return BREAK$1;
			else if (cv === REMOVE$1) node.value = null;
		}
	}
	return ctrl;
}
async function visitAsync(node, visitor) {
	const visitor_ = initVisitor(visitor);
	if (isDocument(node)) {
		if (await visitAsync_(null, node.contents, visitor_, Object.freeze([node])) === REMOVE$1) node.contents = null;
	} else await visitAsync_(null, node, visitor_, Object.freeze([]));
}
visitAsync.BREAK = BREAK$1;
visitAsync.SKIP = SKIP$1;
visitAsync.REMOVE = REMOVE$1;
async function visitAsync_(key, node, visitor, path) {
	const ctrl = await callVisitor(key, node, visitor, path);
	if (isNode(ctrl) || isPair(ctrl)) {
		replaceNode(key, path, ctrl);
		return visitAsync_(key, ctrl, visitor, path);
	}
	if (typeof ctrl !== "symbol") {
		if (isCollection(node)) {
			path = Object.freeze(path.concat(node));
			for (let i = 0; i < node.items.length; ++i) {
				const ci = await visitAsync_(i, node.items[i], visitor, path);
				if (typeof ci === "number") i = ci - 1;
				else if (ci === BREAK$1) return BREAK$1;
				else if (ci === REMOVE$1) {
					node.items.splice(i, 1);
					i -= 1;
				}
			}
		} else if (isPair(node)) {
			path = Object.freeze(path.concat(node));
			const ck = await visitAsync_("key", node.key, visitor, path);
			if (ck === BREAK$1) return BREAK$1;
			else if (ck === REMOVE$1) node.key = null;
			const cv = await visitAsync_("value", node.value, visitor, path);
			if (cv === BREAK$1) return BREAK$1;
			else if (cv === REMOVE$1) node.value = null;
		}
	}
	return ctrl;
}
function initVisitor(visitor) {
	if (typeof visitor === "object" && (visitor.Collection || visitor.Node || visitor.Value)) return Object.assign({
		Alias: visitor.Node,
		Map: visitor.Node,
		Scalar: visitor.Node,
		Seq: visitor.Node
	}, visitor.Value && {
		Map: visitor.Value,
		Scalar: visitor.Value,
		Seq: visitor.Value
	}, visitor.Collection && {
		Map: visitor.Collection,
		Seq: visitor.Collection
	}, visitor);
	return visitor;
}
function callVisitor(key, node, visitor, path) {
	if (typeof visitor === "function") return visitor(key, node, path);
	if (isMap(node)) return visitor.Map?.(key, node, path);
	if (isSeq(node)) return visitor.Seq?.(key, node, path);
	if (isPair(node)) return visitor.Pair?.(key, node, path);
	if (isScalar(node)) return visitor.Scalar?.(key, node, path);
	if (isAlias(node)) return visitor.Alias?.(key, node, path);
}
function replaceNode(key, path, node) {
	const parent = path[path.length - 1];
	if (isCollection(parent)) parent.items[key] = node;
	else if (isPair(parent)) {
		if (key === "key") parent.key = node;
		else parent.value = node;
	} else if (isDocument(parent)) parent.contents = node;
	else {
		const pt = isAlias(parent) ? "alias" : "scalar";
		throw new Error(`Cannot replace node with ${pt} parent`);
	}
}

// node_modules/yaml/browser/dist/doc/directives.js
const escapeChars = {
	"!": "%21",
	",": "%2C",
	"[": "%5B",
	"]": "%5D",
	"{": "%7B",
	"}": "%7D"
};
const escapeTagName = (tn) => tn.replace(/[!,[\]{}]/g, (ch) => escapeChars[ch]);
var Directives = class Directives {
	constructor(yaml, tags) {
		this.docStart = null;
		this.docEnd = false;
		this.yaml = Object.assign({}, Directives.defaultYaml, yaml);
		this.tags = Object.assign({}, Directives.defaultTags, tags);
	}
	clone() {
		const copy = new Directives(this.yaml, this.tags);
		copy.docStart = this.docStart;
		return copy;
	}
	atDocument() {
		const res = new Directives(this.yaml, this.tags);
		switch (this.yaml.version) {
			case "1.1":
				this.atNextDocument = true;
				break;
			case "1.2":
				this.atNextDocument = false;
				this.yaml = {
					explicit: Directives.defaultYaml.explicit,
					version: "1.2"
				};
				this.tags = Object.assign({}, Directives.defaultTags);
		}
		return res;
	}
	add(line, onError) {
		if (this.atNextDocument) {
			this.yaml = {
				explicit: Directives.defaultYaml.explicit,
				version: "1.1"
			};
			this.tags = Object.assign({}, Directives.defaultTags);
			this.atNextDocument = false;
		}
		const parts = line.trim().split(/[ \t]+/);
		const name = parts.shift();
		switch (name) {
			case "%TAG": {
				if (parts.length !== 2) {
					onError(0, "%TAG directive should contain exactly two parts");
					if (parts.length < 2) return false;
				}
				const [handle, prefix] = parts;
				this.tags[handle] = prefix;
				return true;
			}
			case "%YAML": {
				this.yaml.explicit = true;
				if (parts.length !== 1) {
					onError(0, "%YAML directive should contain exactly one part");
					return false;
				}
				const [version] = parts;
				if (version === "1.1" || version === "1.2") {
					this.yaml.version = version;
					return true;
				} else {
					const isValid = /^\d+\.\d+$/.test(version);
					onError(6, `Unsupported YAML version ${version}`, isValid);
					return false;
				}
			}
			default:
				onError(0, `Unknown directive ${name}`, true);
				return false;
		}
	}
	tagName(source, onError) {
		if (source === "!") return "!";
		if (source[0] !== "!") {
			onError(`Not a valid tag: ${source}`);
			return null;
		}
		if (source[1] === "<") {
			const verbatim = source.slice(2, -1);
			if (verbatim === "!" || verbatim === "!!") {
				onError(`Verbatim tags aren't resolved, so ${source} is invalid.`);
				return null;
			}
			if (source[source.length - 1] !== ">") onError("Verbatim tags must end with a >");
			return verbatim;
		}
		const [, handle, suffix] = source.match(/^(.*!)([^!]*)$/s);
		if (!suffix) onError(`The ${source} tag has no suffix`);
		const prefix = this.tags[handle];
		if (prefix) try {
			return prefix + decodeURIComponent(suffix);
		} catch (error) {
			onError(String(error));
			return null;
		}
		if (handle === "!") return source;
		onError(`Could not resolve tag: ${source}`);
		return null;
	}
	tagString(tag) {
		for (const [handle, prefix] of Object.entries(this.tags)) if (tag.startsWith(prefix)) return handle + escapeTagName(tag.substring(prefix.length));
		return tag[0] === "!" ? tag : `!<${tag}>`;
	}
	toString(doc) {
		const lines = this.yaml.explicit ? [`%YAML ${this.yaml.version || "1.2"}`] : [];
		const tagEntries = Object.entries(this.tags);
		let tagNames;
		if (doc && tagEntries.length > 0 && isNode(doc.contents)) {
			const tags = {};
			visit$1(doc.contents, (_key, node) => {
				if (isNode(node) && node.tag) tags[node.tag] = true;
			});
			tagNames = Object.keys(tags);
		} else tagNames = [];
		for (const [handle, prefix] of tagEntries) {
			if (handle === "!!" && prefix === "tag:yaml.org,2002:") continue;
			if (!doc || tagNames.some((tn) => tn.startsWith(prefix))) lines.push(`%TAG ${handle} ${prefix}`);
		}
		return lines.join("\n");
	}
};
Directives.defaultYaml = {
	explicit: false,
	version: "1.2"
};
Directives.defaultTags = { "!!": "tag:yaml.org,2002:" };

// node_modules/yaml/browser/dist/doc/anchors.js
function anchorIsValid(anchor) {
	if (/[\x00-\x19\s,[\]{}]/.test(anchor)) {
		const msg = `Anchor must not contain whitespace or control characters: ${JSON.stringify(anchor)}`;
		throw new Error(msg);
	}
	return true;
}
function anchorNames(root) {
	const anchors = /* @__PURE__ */ new Set();
	visit$1(root, { Value(_key, node) {
		if (node.anchor) anchors.add(node.anchor);
	} });
	return anchors;
}
function findNewAnchor(prefix, exclude) {
	for (let i = 1;; ++i) {
		const name = `${prefix}${i}`;
		if (!exclude.has(name)) return name;
	}
}
function createNodeAnchors(doc, prefix) {
	const aliasObjects = [];
	const sourceObjects = /* @__PURE__ */ new Map();
	let prevAnchors = null;
	return {
		onAnchor: (source) => {
			aliasObjects.push(source);
			prevAnchors ?? (prevAnchors = anchorNames(doc));
			const anchor = findNewAnchor(prefix, prevAnchors);
			prevAnchors.add(anchor);
			return anchor;
		},
		setAnchors: () => {
			for (const source of aliasObjects) {
				const ref = sourceObjects.get(source);
				if (typeof ref === "object" && ref.anchor && (isScalar(ref.node) || isCollection(ref.node))) ref.node.anchor = ref.anchor;
				else {
					const error = /* @__PURE__ */ new Error("Failed to resolve repeated object (this should not happen)");
					error.source = source;
					throw error;
				}
			}
		},
		sourceObjects
	};
}

// node_modules/yaml/browser/dist/doc/applyReviver.js
function applyReviver(reviver, obj, key, val) {
	if (val && typeof val === "object") {
		if (Array.isArray(val)) for (let i = 0, len = val.length; i < len; ++i) {
			const v0 = val[i];
			const v1 = applyReviver(reviver, val, String(i), v0);
			if (v1 === void 0) delete val[i];
			else if (v1 !== v0) val[i] = v1;
		}
		else if (val instanceof Map) for (const k of Array.from(val.keys())) {
			const v0 = val.get(k);
			const v1 = applyReviver(reviver, val, k, v0);
			if (v1 === void 0) val.delete(k);
			else if (v1 !== v0) val.set(k, v1);
		}
		else if (val instanceof Set) for (const v0 of Array.from(val)) {
			const v1 = applyReviver(reviver, val, v0, v0);
			if (v1 === void 0) val.delete(v0);
			else if (v1 !== v0) {
				val.delete(v0);
				val.add(v1);
			}
		}
		else for (const [k, v0] of Object.entries(val)) {
			const v1 = applyReviver(reviver, val, k, v0);
			if (v1 === void 0) delete val[k];
			else if (v1 !== v0) val[k] = v1;
		}
	}
	return reviver.call(obj, key, val);
}

// node_modules/yaml/browser/dist/nodes/toJS.js
function toJS(value, arg, ctx) {
	if (Array.isArray(value)) return value.map((v, i) => toJS(v, String(i), ctx));
	if (value && typeof value.toJSON === "function") {
		if (!ctx || !hasAnchor(value)) return value.toJSON(arg, ctx);
		const data = {
			aliasCount: 0,
			count: 1,
			res: void 0
		};
		ctx.anchors.set(value, data);
		ctx.onCreate = (res) => {
			data.res = res;
			delete ctx.onCreate;
		};
		const res = value.toJSON(arg, ctx);
		if (ctx.onCreate) ctx.onCreate(res);
		return res;
	}
	if (typeof value === "bigint" && !ctx?.keep) return Number(value);
	return value;
}

// node_modules/yaml/browser/dist/nodes/Node.js
var NodeBase = class {
	constructor(type) {
		Object.defineProperty(this, NODE_TYPE, { value: type });
	}
	clone() {
		const copy = Object.create(Object.getPrototypeOf(this), Object.getOwnPropertyDescriptors(this));
		if (this.range) copy.range = this.range.slice();
		return copy;
	}
	toJS(doc, { mapAsMap, maxAliasCount, onAnchor, reviver } = {}) {
		if (!isDocument(doc)) throw new TypeError("A document argument is required");
		const ctx = {
			anchors: /* @__PURE__ */ new Map(),
			doc,
			keep: true,
			mapAsMap: mapAsMap === true,
			mapKeyWarned: false,
			maxAliasCount: typeof maxAliasCount === "number" ? maxAliasCount : 100
		};
		const res = toJS(this, "", ctx);
		if (typeof onAnchor === "function") for (const { count, res } of ctx.anchors.values()) onAnchor(res, count);
		return typeof reviver === "function" ? applyReviver(reviver, { "": res }, "", res) : res;
	}
};

// node_modules/yaml/browser/dist/nodes/Alias.js
var Alias = class extends NodeBase {
	constructor(source) {
		super(ALIAS);
		this.source = source;
		Object.defineProperty(this, "tag", { set() {
			throw new Error("Alias nodes cannot have tags");
		} });
	}
	resolve(doc, ctx) {
		if (ctx?.maxAliasCount === 0) throw new ReferenceError("Alias resolution is disabled");
		let nodes;
		if (ctx?.aliasResolveCache) nodes = ctx.aliasResolveCache;
		else {
			nodes = [];
			visit$1(doc, { Node: (_key, node) => {
				if (isAlias(node) || hasAnchor(node)) nodes.push(node);
			} });
			if (ctx) ctx.aliasResolveCache = nodes;
		}
		let found = void 0;
		for (const node of nodes) {
			if (node === this) break;
			if (node.anchor === this.source) found = node;
		}
		if (found && ctx) {
			const { anchors, doc, maxAliasCount } = ctx;
			let data = anchors.get(found);
			if (!data) {
				toJS(found, null, ctx);
				data = anchors.get(found);
			}
			/* istanbul ignore if */
			if (data?.res === void 0) throw new ReferenceError("This should not happen: Alias anchor was not resolved?");
			if (maxAliasCount >= 0) {
				data.count += 1;
				if (data.aliasCount === 0) data.aliasCount = getAliasCount(doc, found, anchors);
				if (data.count * data.aliasCount > maxAliasCount) throw new ReferenceError("Excessive alias count indicates a resource exhaustion attack");
			}
		}
		return found;
	}
	toJSON(_arg, ctx) {
		if (!ctx) return { source: this.source };
		const source = this.resolve(ctx.doc, ctx);
		if (!source) {
			const msg = `Unresolved alias (the anchor must be set before the alias): ${this.source}`;
			throw new ReferenceError(msg);
		}
		return ctx.anchors.get(source).res;
	}
	toString(ctx, _onComment, _onChompKeep) {
		const src = `*${this.source}`;
		if (ctx) {
			anchorIsValid(this.source);
			if (ctx.options.verifyAliasOrder && !ctx.anchors.has(this.source)) {
				const msg = `Unresolved alias (the anchor must be set before the alias): ${this.source}`;
				throw new Error(msg);
			}
			if (ctx.implicitKey) return `${src} `;
		}
		return src;
	}
};
function getAliasCount(doc, node, anchors) {
	if (isAlias(node)) {
		const source = node.resolve(doc);
		const anchor = anchors && source && anchors.get(source);
		return anchor ? anchor.count * anchor.aliasCount : 0;
	} else if (isCollection(node)) {
		let count = 0;
		for (const item of node.items) {
			const c = getAliasCount(doc, item, anchors);
			if (c > count) count = c;
		}
		return count;
	} else if (isPair(node)) {
		const kc = getAliasCount(doc, node.key, anchors);
		const vc = getAliasCount(doc, node.value, anchors);
		return Math.max(kc, vc);
	}
	return 1;
}

// node_modules/yaml/browser/dist/nodes/Scalar.js
const isScalarValue = (value) => !value || typeof value !== "function" && typeof value !== "object";
var Scalar = class extends NodeBase {
	constructor(value) {
		super(SCALAR$1);
		this.value = value;
	}
	toJSON(arg, ctx) {
		return ctx?.keep ? this.value : toJS(this.value, arg, ctx);
	}
	toString() {
		return String(this.value);
	}
};
Scalar.BLOCK_FOLDED = "BLOCK_FOLDED";
Scalar.BLOCK_LITERAL = "BLOCK_LITERAL";
Scalar.PLAIN = "PLAIN";
Scalar.QUOTE_DOUBLE = "QUOTE_DOUBLE";
Scalar.QUOTE_SINGLE = "QUOTE_SINGLE";

// node_modules/yaml/browser/dist/doc/createNode.js
const defaultTagPrefix = "tag:yaml.org,2002:";
function findTagObject(value, tagName, tags) {
	if (tagName) {
		const match = tags.filter((t) => t.tag === tagName);
		const tagObj = match.find((t) => !t.format) ?? match[0];
		if (!tagObj) throw new Error(`Tag ${tagName} not found`);
		return tagObj;
	}
	return tags.find((t) => t.identify?.(value) && !t.format);
}
function createNode(value, tagName, ctx) {
	if (isDocument(value)) value = value.contents;
	if (isNode(value)) return value;
	if (isPair(value)) {
		const map = ctx.schema[MAP].createNode?.(ctx.schema, null, ctx);
		map.items.push(value);
		return map;
	}
	if (value instanceof String || value instanceof Number || value instanceof Boolean || typeof BigInt !== "undefined" && value instanceof BigInt) value = value.valueOf();
	const { aliasDuplicateObjects, onAnchor, onTagObj, schema, sourceObjects } = ctx;
	let ref = void 0;
	if (aliasDuplicateObjects && value && typeof value === "object") {
		ref = sourceObjects.get(value);
		if (ref) {
			ref.anchor ?? (ref.anchor = onAnchor(value));
			return new Alias(ref.anchor);
		} else {
			ref = {
				anchor: null,
				node: null
			};
			sourceObjects.set(value, ref);
		}
	}
	if (tagName?.startsWith("!!")) tagName = defaultTagPrefix + tagName.slice(2);
	let tagObj = findTagObject(value, tagName, schema.tags);
	if (!tagObj) {
		if (value && typeof value.toJSON === "function") value = value.toJSON();
		if (!value || typeof value !== "object") {
			const node = new Scalar(value);
			if (ref) ref.node = node;
			return node;
		}
		tagObj = value instanceof Map ? schema[MAP] : Symbol.iterator in Object(value) ? schema[SEQ] : schema[MAP];
	}
	if (onTagObj) {
		onTagObj(tagObj);
		delete ctx.onTagObj;
	}
	const node = tagObj?.createNode ? tagObj.createNode(ctx.schema, value, ctx) : typeof tagObj?.nodeClass?.from === "function" ? tagObj.nodeClass.from(ctx.schema, value, ctx) : new Scalar(value);
	if (tagName) node.tag = tagName;
	else if (!tagObj.default) node.tag = tagObj.tag;
	if (ref) ref.node = node;
	return node;
}

// node_modules/yaml/browser/dist/nodes/Collection.js
function collectionFromPath(schema, path, value) {
	let v = value;
	for (let i = path.length - 1; i >= 0; --i) {
		const k = path[i];
		if (typeof k === "number" && Number.isInteger(k) && k >= 0) {
			const a = [];
			a[k] = v;
			v = a;
		} else v = /* @__PURE__ */ new Map([[k, v]]);
	}
	return createNode(v, void 0, {
		aliasDuplicateObjects: false,
		keepUndefined: false,
		onAnchor: () => {
			throw new Error("This should not happen, please report a bug.");
		},
		schema,
		sourceObjects: /* @__PURE__ */ new Map()
	});
}
const isEmptyPath = (path) => path == null || typeof path === "object" && !!path[Symbol.iterator]().next().done;
var Collection = class extends NodeBase {
	constructor(type, schema) {
		super(type);
		Object.defineProperty(this, "schema", {
			value: schema,
			configurable: true,
			enumerable: false,
			writable: true
		});
	}
	clone(schema) {
		const copy = Object.create(Object.getPrototypeOf(this), Object.getOwnPropertyDescriptors(this));
		if (schema) copy.schema = schema;
		copy.items = copy.items.map((it) => isNode(it) || isPair(it) ? it.clone(schema) : it);
		if (this.range) copy.range = this.range.slice();
		return copy;
	}
	addIn(path, value) {
		if (isEmptyPath(path)) this.add(value);
		else {
			const [key, ...rest] = path;
			const node = this.get(key, true);
			if (isCollection(node)) node.addIn(rest, value);
			else if (node === void 0 && this.schema) this.set(key, collectionFromPath(this.schema, rest, value));
			else throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
		}
	}
	deleteIn(path) {
		const [key, ...rest] = path;
		if (rest.length === 0) return this.delete(key);
		const node = this.get(key, true);
		if (isCollection(node)) return node.deleteIn(rest);
		else throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
	}
	getIn(path, keepScalar) {
		const [key, ...rest] = path;
		const node = this.get(key, true);
		if (rest.length === 0) return !keepScalar && isScalar(node) ? node.value : node;
		else return isCollection(node) ? node.getIn(rest, keepScalar) : void 0;
	}
	hasAllNullValues(allowScalar) {
		return this.items.every((node) => {
			if (!isPair(node)) return false;
			const n = node.value;
			return n == null || allowScalar && isScalar(n) && n.value == null && !n.commentBefore && !n.comment && !n.tag;
		});
	}
	hasIn(path) {
		const [key, ...rest] = path;
		if (rest.length === 0) return this.has(key);
		const node = this.get(key, true);
		return isCollection(node) ? node.hasIn(rest) : false;
	}
	setIn(path, value) {
		const [key, ...rest] = path;
		if (rest.length === 0) this.set(key, value);
		else {
			const node = this.get(key, true);
			if (isCollection(node)) node.setIn(rest, value);
			else if (node === void 0 && this.schema) this.set(key, collectionFromPath(this.schema, rest, value));
			else throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
		}
	}
};

// node_modules/yaml/browser/dist/stringify/stringifyComment.js
const stringifyComment = (str) => str.replace(/^(?!$)(?: $)?/gm, "#");
function indentComment(comment, indent) {
	if (/^\n+$/.test(comment)) return comment.substring(1);
	return indent ? comment.replace(/^(?! *$)/gm, indent) : comment;
}
const lineComment = (str, indent, comment) => str.endsWith("\n") ? indentComment(comment, indent) : comment.includes("\n") ? "\n" + indentComment(comment, indent) : (str.endsWith(" ") ? "" : " ") + comment;

// node_modules/yaml/browser/dist/stringify/foldFlowLines.js
const FOLD_FLOW = "flow";
const FOLD_BLOCK = "block";
const FOLD_QUOTED = "quoted";
function foldFlowLines(text, indent, mode = "flow", { indentAtStart, lineWidth = 80, minContentWidth = 20, onFold, onOverflow } = {}) {
	if (!lineWidth || lineWidth < 0) return text;
	if (lineWidth < minContentWidth) minContentWidth = 0;
	const endStep = Math.max(1 + minContentWidth, 1 + lineWidth - indent.length);
	if (text.length <= endStep) return text;
	const folds = [];
	const escapedFolds = {};
	let end = lineWidth - indent.length;
	if (typeof indentAtStart === "number") {
		if (indentAtStart > lineWidth - Math.max(2, minContentWidth)) folds.push(0);
		else end = lineWidth - indentAtStart;
	}
	let split = void 0;
	let prev = void 0;
	let overflow = false;
	let i = -1;
	let escStart = -1;
	let escEnd = -1;
	if (mode === "block") {
		i = consumeMoreIndentedLines(text, i, indent.length);
		if (i !== -1) end = i + endStep;
	}
	for (let ch; ch = text[i += 1];) {
		if (mode === "quoted" && ch === "\\") {
			escStart = i;
			switch (text[i + 1]) {
				case "x":
					i += 3;
					break;
				case "u":
					i += 5;
					break;
				case "U":
					i += 9;
					break;
				default: i += 1;
			}
			escEnd = i;
		}
		if (ch === "\n") {
			if (mode === "block") i = consumeMoreIndentedLines(text, i, indent.length);
			end = i + indent.length + endStep;
			split = void 0;
		} else {
			if (ch === " " && prev && prev !== " " && prev !== "\n" && prev !== "	") {
				const next = text[i + 1];
				if (next && next !== " " && next !== "\n" && next !== "	") split = i;
			}
			if (i >= end) {
				if (split) {
					folds.push(split);
					end = split + endStep;
					split = void 0;
				} else if (mode === "quoted") {
					while (prev === " " || prev === "	") {
						prev = ch;
						ch = text[i += 1];
						overflow = true;
					}
					const j = i > escEnd + 1 ? i - 2 : escStart - 1;
					if (escapedFolds[j]) return text;
					folds.push(j);
					escapedFolds[j] = true;
					end = j + endStep;
					split = void 0;
				} else overflow = true;
			}
		}
		prev = ch;
	}
	if (overflow && onOverflow) onOverflow();
	if (folds.length === 0) return text;
	if (onFold) onFold();
	let res = text.slice(0, folds[0]);
	for (let i = 0; i < folds.length; ++i) {
		const fold = folds[i];
		const end = folds[i + 1] || text.length;
		if (fold === 0) res = `\n${indent}${text.slice(0, end)}`;
		else {
			if (mode === "quoted" && escapedFolds[fold]) res += `${text[fold]}\\`;
			res += `\n${indent}${text.slice(fold + 1, end)}`;
		}
	}
	return res;
}
function consumeMoreIndentedLines(text, i, indent) {
	let end = i;
	let start = i + 1;
	let ch = text[start];
	while (ch === " " || ch === "	") if (i < start + indent) ch = text[++i];
	else {
		do
			ch = text[++i];
		while (ch && ch !== "\n");
		end = i;
		start = i + 1;
		ch = text[start];
	}
	return end;
}

// node_modules/yaml/browser/dist/stringify/stringifyString.js
const getFoldOptions = (ctx, isBlock) => ({
	indentAtStart: isBlock ? ctx.indent.length : ctx.indentAtStart,
	lineWidth: ctx.options.lineWidth,
	minContentWidth: ctx.options.minContentWidth
});
const containsDocumentMarker = (str) => /^(%|---|\.\.\.)/m.test(str);
function lineLengthOverLimit(str, lineWidth, indentLength) {
	if (!lineWidth || lineWidth < 0) return false;
	const limit = lineWidth - indentLength;
	const strLen = str.length;
	if (strLen <= limit) return false;
	for (let i = 0, start = 0; i < strLen; ++i) if (str[i] === "\n") {
		if (i - start > limit) return true;
		start = i + 1;
		if (strLen - start <= limit) return false;
	}
	return true;
}
function doubleQuotedString(value, ctx) {
	const json = JSON.stringify(value);
	if (ctx.options.doubleQuotedAsJSON) return json;
	const { implicitKey } = ctx;
	const minMultiLineLength = ctx.options.doubleQuotedMinMultiLineLength;
	const indent = ctx.indent || (containsDocumentMarker(value) ? "  " : "");
	let str = "";
	let start = 0;
	for (let i = 0, ch = json[i]; ch; ch = json[++i]) {
		if (ch === " " && json[i + 1] === "\\" && json[i + 2] === "n") {
			str += json.slice(start, i) + "\\ ";
			i += 1;
			start = i;
			ch = "\\";
		}
		if (ch === "\\") switch (json[i + 1]) {
			case "u":
				{
					str += json.slice(start, i);
					const code = json.substr(i + 2, 4);
					switch (code) {
						case "0000":
							str += "\\0";
							break;
						case "0007":
							str += "\\a";
							break;
						case "000b":
							str += "\\v";
							break;
						case "001b":
							str += "\\e";
							break;
						case "0085":
							str += "\\N";
							break;
						case "00a0":
							str += "\\_";
							break;
						case "2028":
							str += "\\L";
							break;
						case "2029":
							str += "\\P";
							break;
						default: if (code.substr(0, 2) === "00") str += "\\x" + code.substr(2);
						else str += json.substr(i, 6);
					}
					i += 5;
					start = i + 1;
				}
				break;
			case "n":
				if (implicitKey || json[i + 2] === "\"" || json.length < minMultiLineLength) i += 1;
				else {
					str += json.slice(start, i) + "\n\n";
					while (json[i + 2] === "\\" && json[i + 3] === "n" && json[i + 4] !== "\"") {
						str += "\n";
						i += 2;
					}
					str += indent;
					if (json[i + 2] === " ") str += "\\";
					i += 1;
					start = i + 1;
				}
				break;
			default: i += 1;
		}
	}
	str = start ? str + json.slice(start) : json;
	return implicitKey ? str : foldFlowLines(str, indent, FOLD_QUOTED, getFoldOptions(ctx, false));
}
function singleQuotedString(value, ctx) {
	if (ctx.options.singleQuote === false || ctx.implicitKey && value.includes("\n") || /[ \t]\n|\n[ \t]/.test(value)) return doubleQuotedString(value, ctx);
	const indent = ctx.indent || (containsDocumentMarker(value) ? "  " : "");
	const res = "'" + value.replace(/'/g, "''").replace(/\n+/g, `$&\n${indent}`) + "'";
	return ctx.implicitKey ? res : foldFlowLines(res, indent, FOLD_FLOW, getFoldOptions(ctx, false));
}
function quotedString(value, ctx) {
	const { singleQuote } = ctx.options;
	let qs;
	if (singleQuote === false) qs = doubleQuotedString;
	else {
		const hasDouble = value.includes("\"");
		const hasSingle = value.includes("'");
		if (hasDouble && !hasSingle) qs = singleQuotedString;
		else if (hasSingle && !hasDouble) qs = doubleQuotedString;
		else qs = singleQuote ? singleQuotedString : doubleQuotedString;
	}
	return qs(value, ctx);
}
let blockEndNewlines;
try {
	blockEndNewlines = /* @__PURE__ */ new RegExp("(^|(?<!\n))\n+(?!\n|$)", "g");
} catch {
	blockEndNewlines = /\n+(?!\n|$)/g;
}
function blockString({ comment, type, value }, ctx, onComment, onChompKeep) {
	const { blockQuote, commentString, lineWidth } = ctx.options;
	if (!blockQuote || /\n[\t ]+$/.test(value)) return quotedString(value, ctx);
	const indent = ctx.indent || (ctx.forceBlockIndent || containsDocumentMarker(value) ? "  " : "");
	const literal = blockQuote === "literal" ? true : blockQuote === "folded" || type === Scalar.BLOCK_FOLDED ? false : type === Scalar.BLOCK_LITERAL ? true : !lineLengthOverLimit(value, lineWidth, indent.length);
	if (!value) return literal ? "|\n" : ">\n";
	let chomp;
	let endStart;
	for (endStart = value.length; endStart > 0; --endStart) {
		const ch = value[endStart - 1];
		if (ch !== "\n" && ch !== "	" && ch !== " ") break;
	}
	let end = value.substring(endStart);
	const endNlPos = end.indexOf("\n");
	if (endNlPos === -1) chomp = "-";
	else if (value === end || endNlPos !== end.length - 1) {
		chomp = "+";
		if (onChompKeep) onChompKeep();
	} else chomp = "";
	if (end) {
		value = value.slice(0, -end.length);
		if (end[end.length - 1] === "\n") end = end.slice(0, -1);
		end = end.replace(blockEndNewlines, `$&${indent}`);
	}
	let startWithSpace = false;
	let startEnd;
	let startNlPos = -1;
	for (startEnd = 0; startEnd < value.length; ++startEnd) {
		const ch = value[startEnd];
		if (ch === " ") startWithSpace = true;
		else if (ch === "\n") startNlPos = startEnd;
		else break;
	}
	let start = value.substring(0, startNlPos < startEnd ? startNlPos + 1 : startEnd);
	if (start) {
		value = value.substring(start.length);
		start = start.replace(/\n+/g, `$&${indent}`);
	}
	let header = (startWithSpace ? indent ? "2" : "1" : "") + chomp;
	if (comment) {
		header += " " + commentString(comment.replace(/ ?[\r\n]+/g, " "));
		if (onComment) onComment();
	}
	if (!literal) {
		const foldedValue = value.replace(/\n+/g, "\n$&").replace(/(?:^|\n)([\t ].*)(?:([\n\t ]*)\n(?![\n\t ]))?/g, "$1$2").replace(/\n+/g, `$&${indent}`);
		let literalFallback = false;
		const foldOptions = getFoldOptions(ctx, true);
		if (blockQuote !== "folded" && type !== Scalar.BLOCK_FOLDED) foldOptions.onOverflow = () => {
			literalFallback = true;
		};
		const body = foldFlowLines(`${start}${foldedValue}${end}`, indent, FOLD_BLOCK, foldOptions);
		if (!literalFallback) return `>${header}\n${indent}${body}`;
	}
	value = value.replace(/\n+/g, `$&${indent}`);
	return `|${header}\n${indent}${start}${value}${end}`;
}
function plainString(item, ctx, onComment, onChompKeep) {
	const { type, value } = item;
	const { actualString, implicitKey, indent, indentStep, inFlow } = ctx;
	if (implicitKey && value.includes("\n") || inFlow && /[[\]{},]/.test(value)) return quotedString(value, ctx);
	if (/^[\n\t ,[\]{}#&*!|>'"%@`]|^[?-]$|^[?-][ \t]|[\n:][ \t]|[ \t]\n|[\n\t ]#|[\n\t :]$/.test(value)) return implicitKey || inFlow || !value.includes("\n") ? quotedString(value, ctx) : blockString(item, ctx, onComment, onChompKeep);
	if (!implicitKey && !inFlow && type !== Scalar.PLAIN && value.includes("\n")) return blockString(item, ctx, onComment, onChompKeep);
	if (containsDocumentMarker(value)) {
		if (indent === "") {
			ctx.forceBlockIndent = true;
			return blockString(item, ctx, onComment, onChompKeep);
		} else if (implicitKey && indent === indentStep) return quotedString(value, ctx);
	}
	const str = value.replace(/\n+/g, `$&\n${indent}`);
	if (actualString) {
		const test = (tag) => tag.default && tag.tag !== "tag:yaml.org,2002:str" && tag.test?.test(str);
		const { compat, tags } = ctx.doc.schema;
		if (tags.some(test) || compat?.some(test)) return quotedString(value, ctx);
	}
	return implicitKey ? str : foldFlowLines(str, indent, FOLD_FLOW, getFoldOptions(ctx, false));
}
function stringifyString(item, ctx, onComment, onChompKeep) {
	const { implicitKey, inFlow } = ctx;
	const ss = typeof item.value === "string" ? item : Object.assign({}, item, { value: String(item.value) });
	let { type } = item;
	if (type !== Scalar.QUOTE_DOUBLE) {
		if (/[\x00-\x08\x0b-\x1f\x7f-\x9f\u{D800}-\u{DFFF}]/u.test(ss.value)) type = Scalar.QUOTE_DOUBLE;
	}
	const _stringify = (_type) => {
		switch (_type) {
			case Scalar.BLOCK_FOLDED:
			case Scalar.BLOCK_LITERAL: return implicitKey || inFlow ? quotedString(ss.value, ctx) : blockString(ss, ctx, onComment, onChompKeep);
			case Scalar.QUOTE_DOUBLE: return doubleQuotedString(ss.value, ctx);
			case Scalar.QUOTE_SINGLE: return singleQuotedString(ss.value, ctx);
			case Scalar.PLAIN: return plainString(ss, ctx, onComment, onChompKeep);
			default: return null;
		}
	};
	let res = _stringify(type);
	if (res === null) {
		const { defaultKeyType, defaultStringType } = ctx.options;
		const t = implicitKey && defaultKeyType || defaultStringType;
		res = _stringify(t);
		if (res === null) throw new Error(`Unsupported default string type ${t}`);
	}
	return res;
}

// node_modules/yaml/browser/dist/stringify/stringify.js
function createStringifyContext(doc, options) {
	const opt = Object.assign({
		blockQuote: true,
		commentString: stringifyComment,
		defaultKeyType: null,
		defaultStringType: "PLAIN",
		directives: null,
		doubleQuotedAsJSON: false,
		doubleQuotedMinMultiLineLength: 40,
		falseStr: "false",
		flowCollectionPadding: true,
		indentSeq: true,
		lineWidth: 80,
		minContentWidth: 20,
		nullStr: "null",
		simpleKeys: false,
		singleQuote: null,
		trailingComma: false,
		trueStr: "true",
		verifyAliasOrder: true
	}, doc.schema.toStringOptions, options);
	let inFlow;
	switch (opt.collectionStyle) {
		case "block":
			inFlow = false;
			break;
		case "flow":
			inFlow = true;
			break;
		default: inFlow = null;
	}
	return {
		anchors: /* @__PURE__ */ new Set(),
		doc,
		flowCollectionPadding: opt.flowCollectionPadding ? " " : "",
		indent: "",
		indentStep: typeof opt.indent === "number" ? " ".repeat(opt.indent) : "  ",
		inFlow,
		options: opt
	};
}
function getTagObject(tags, item) {
	if (item.tag) {
		const match = tags.filter((t) => t.tag === item.tag);
		if (match.length > 0) return match.find((t) => t.format === item.format) ?? match[0];
	}
	let tagObj = void 0;
	let obj;
	if (isScalar(item)) {
		obj = item.value;
		let match = tags.filter((t) => t.identify?.(obj));
		if (match.length > 1) {
			const testMatch = match.filter((t) => t.test);
			if (testMatch.length > 0) match = testMatch;
		}
		tagObj = match.find((t) => t.format === item.format) ?? match.find((t) => !t.format);
	} else {
		obj = item;
		tagObj = tags.find((t) => t.nodeClass && obj instanceof t.nodeClass);
	}
	if (!tagObj) {
		const name = obj?.constructor?.name ?? (obj === null ? "null" : typeof obj);
		throw new Error(`Tag not resolved for ${name} value`);
	}
	return tagObj;
}
function stringifyProps(node, tagObj, { anchors, doc }) {
	if (!doc.directives) return "";
	const props = [];
	const anchor = (isScalar(node) || isCollection(node)) && node.anchor;
	if (anchor && anchorIsValid(anchor)) {
		anchors.add(anchor);
		props.push(`&${anchor}`);
	}
	const tag = node.tag ?? (tagObj.default ? null : tagObj.tag);
	if (tag) props.push(doc.directives.tagString(tag));
	return props.join(" ");
}
function stringify(item, ctx, onComment, onChompKeep) {
	if (isPair(item)) return item.toString(ctx, onComment, onChompKeep);
	if (isAlias(item)) {
		if (ctx.doc.directives) return item.toString(ctx);
		if (ctx.resolvedAliases?.has(item)) throw new TypeError(`Cannot stringify circular structure without alias nodes`);
		else {
			if (ctx.resolvedAliases) ctx.resolvedAliases.add(item);
			else ctx.resolvedAliases = /* @__PURE__ */ new Set([item]);
			item = item.resolve(ctx.doc);
		}
	}
	let tagObj = void 0;
	const node = isNode(item) ? item : ctx.doc.createNode(item, { onTagObj: (o) => tagObj = o });
	tagObj ?? (tagObj = getTagObject(ctx.doc.schema.tags, node));
	const props = stringifyProps(node, tagObj, ctx);
	if (props.length > 0) ctx.indentAtStart = (ctx.indentAtStart ?? 0) + props.length + 1;
	const str = typeof tagObj.stringify === "function" ? tagObj.stringify(node, ctx, onComment, onChompKeep) : isScalar(node) ? stringifyString(node, ctx, onComment, onChompKeep) : node.toString(ctx, onComment, onChompKeep);
	if (!props) return str;
	return isScalar(node) || str[0] === "{" || str[0] === "[" ? `${props} ${str}` : `${props}\n${ctx.indent}${str}`;
}

// node_modules/yaml/browser/dist/stringify/stringifyPair.js
function stringifyPair({ key, value }, ctx, onComment, onChompKeep) {
	const { allNullValues, doc, indent, indentStep, options: { commentString, indentSeq, simpleKeys } } = ctx;
	let keyComment = isNode(key) && key.comment || null;
	if (simpleKeys) {
		if (keyComment) throw new Error("With simple keys, key nodes cannot have comments");
		if (isCollection(key) || !isNode(key) && typeof key === "object") throw new Error("With simple keys, collection cannot be used as a key value");
	}
	let explicitKey = !simpleKeys && (!key || keyComment && value == null && !ctx.inFlow || isCollection(key) || (isScalar(key) ? key.type === Scalar.BLOCK_FOLDED || key.type === Scalar.BLOCK_LITERAL : typeof key === "object"));
	ctx = Object.assign({}, ctx, {
		allNullValues: false,
		implicitKey: !explicitKey && (simpleKeys || !allNullValues),
		indent: indent + indentStep
	});
	let keyCommentDone = false;
	let chompKeep = false;
	let str = stringify(key, ctx, () => keyCommentDone = true, () => chompKeep = true);
	if (!explicitKey && !ctx.inFlow && str.length > 1024) {
		if (simpleKeys) throw new Error("With simple keys, single line scalar must not span more than 1024 characters");
		explicitKey = true;
	}
	if (ctx.inFlow) {
		if (allNullValues || value == null) {
			if (keyCommentDone && onComment) onComment();
			return str === "" ? "?" : explicitKey ? `? ${str}` : str;
		}
	} else if (allNullValues && !simpleKeys || value == null && explicitKey) {
		str = `? ${str}`;
		if (keyComment && !keyCommentDone) str += lineComment(str, ctx.indent, commentString(keyComment));
		else if (chompKeep && onChompKeep) onChompKeep();
		return str;
	}
	if (keyCommentDone) keyComment = null;
	if (explicitKey) {
		if (keyComment) str += lineComment(str, ctx.indent, commentString(keyComment));
		str = `? ${str}\n${indent}:`;
	} else {
		str = `${str}:`;
		if (keyComment) str += lineComment(str, ctx.indent, commentString(keyComment));
	}
	let vsb, vcb, valueComment;
	if (isNode(value)) {
		vsb = !!value.spaceBefore;
		vcb = value.commentBefore;
		valueComment = value.comment;
	} else {
		vsb = false;
		vcb = null;
		valueComment = null;
		if (value && typeof value === "object") value = doc.createNode(value);
	}
	ctx.implicitKey = false;
	if (!explicitKey && !keyComment && isScalar(value)) ctx.indentAtStart = str.length + 1;
	chompKeep = false;
	if (!indentSeq && indentStep.length >= 2 && !ctx.inFlow && !explicitKey && isSeq(value) && !value.flow && !value.tag && !value.anchor) ctx.indent = ctx.indent.substring(2);
	let valueCommentDone = false;
	const valueStr = stringify(value, ctx, () => valueCommentDone = true, () => chompKeep = true);
	let ws = " ";
	if (keyComment || vsb || vcb) {
		ws = vsb ? "\n" : "";
		if (vcb) {
			const cs = commentString(vcb);
			ws += `\n${indentComment(cs, ctx.indent)}`;
		}
		if (valueStr === "" && !ctx.inFlow) {
			if (ws === "\n" && valueComment) ws = "\n\n";
		} else ws += `\n${ctx.indent}`;
	} else if (!explicitKey && isCollection(value)) {
		const vs0 = valueStr[0];
		const nl0 = valueStr.indexOf("\n");
		const hasNewline = nl0 !== -1;
		const flow = ctx.inFlow ?? value.flow ?? value.items.length === 0;
		if (hasNewline || !flow) {
			let hasPropsLine = false;
			if (hasNewline && (vs0 === "&" || vs0 === "!")) {
				let sp0 = valueStr.indexOf(" ");
				if (vs0 === "&" && sp0 !== -1 && sp0 < nl0 && valueStr[sp0 + 1] === "!") sp0 = valueStr.indexOf(" ", sp0 + 1);
				if (sp0 === -1 || nl0 < sp0) hasPropsLine = true;
			}
			if (!hasPropsLine) ws = `\n${ctx.indent}`;
		}
	} else if (valueStr === "" || valueStr[0] === "\n") ws = "";
	str += ws + valueStr;
	if (ctx.inFlow) {
		if (valueCommentDone && onComment) onComment();
	} else if (valueComment && !valueCommentDone) str += lineComment(str, ctx.indent, commentString(valueComment));
	else if (chompKeep && onChompKeep) onChompKeep();
	return str;
}

// node_modules/yaml/browser/dist/log.js
function warn(logLevel, warning) {
	if (logLevel === "debug" || logLevel === "warn") console.warn(warning);
}

// node_modules/yaml/browser/dist/schema/yaml-1.1/merge.js
const MERGE_KEY = "<<";
const merge = {
	identify: (value) => value === MERGE_KEY || typeof value === "symbol" && value.description === MERGE_KEY,
	default: "key",
	tag: "tag:yaml.org,2002:merge",
	test: /^<<$/,
	resolve: () => Object.assign(new Scalar(Symbol(MERGE_KEY)), { addToJSMap: addMergeToJSMap }),
	stringify: () => MERGE_KEY
};
const isMergeKey = (ctx, key) => (merge.identify(key) || isScalar(key) && (!key.type || key.type === Scalar.PLAIN) && merge.identify(key.value)) && ctx?.doc.schema.tags.some((tag) => tag.tag === merge.tag && tag.default);
function addMergeToJSMap(ctx, map, value) {
	const source = resolveAliasValue(ctx, value);
	if (isSeq(source)) for (const it of source.items) mergeValue(ctx, map, it);
	else if (Array.isArray(source)) for (const it of source) mergeValue(ctx, map, it);
	else mergeValue(ctx, map, source);
}
function mergeValue(ctx, map, value) {
	const source = resolveAliasValue(ctx, value);
	if (!isMap(source)) throw new Error("Merge sources must be maps or map aliases");
	const srcMap = source.toJSON(null, ctx, Map);
	for (const [key, value] of srcMap) if (map instanceof Map) {
		if (!map.has(key)) map.set(key, value);
	} else if (map instanceof Set) map.add(key);
	else if (!Object.prototype.hasOwnProperty.call(map, key)) Object.defineProperty(map, key, {
		value,
		writable: true,
		enumerable: true,
		configurable: true
	});
	return map;
}
function resolveAliasValue(ctx, value) {
	return ctx && isAlias(value) ? value.resolve(ctx.doc, ctx) : value;
}

// node_modules/yaml/browser/dist/nodes/addPairToJSMap.js
function addPairToJSMap(ctx, map, { key, value }) {
	if (isNode(key) && key.addToJSMap) key.addToJSMap(ctx, map, value);
	else if (isMergeKey(ctx, key)) addMergeToJSMap(ctx, map, value);
	else {
		const jsKey = toJS(key, "", ctx);
		if (map instanceof Map) map.set(jsKey, toJS(value, jsKey, ctx));
		else if (map instanceof Set) map.add(jsKey);
		else {
			const stringKey = stringifyKey(key, jsKey, ctx);
			const jsValue = toJS(value, stringKey, ctx);
			if (stringKey in map) Object.defineProperty(map, stringKey, {
				value: jsValue,
				writable: true,
				enumerable: true,
				configurable: true
			});
			else map[stringKey] = jsValue;
		}
	}
	return map;
}
function stringifyKey(key, jsKey, ctx) {
	if (jsKey === null) return "";
	if (typeof jsKey !== "object") return String(jsKey);
	if (isNode(key) && ctx?.doc) {
		const strCtx = createStringifyContext(ctx.doc, {});
		strCtx.anchors = /* @__PURE__ */ new Set();
		for (const node of ctx.anchors.keys()) strCtx.anchors.add(node.anchor);
		strCtx.inFlow = true;
		strCtx.inStringifyKey = true;
		const strKey = key.toString(strCtx);
		if (!ctx.mapKeyWarned) {
			let jsonStr = JSON.stringify(strKey);
			if (jsonStr.length > 40) jsonStr = jsonStr.substring(0, 36) + "...\"";
			warn(ctx.doc.options.logLevel, `Keys with collection values will be stringified due to JS Object restrictions: ${jsonStr}. Set mapAsMap: true to use object keys.`);
			ctx.mapKeyWarned = true;
		}
		return strKey;
	}
	return JSON.stringify(jsKey);
}

// node_modules/yaml/browser/dist/nodes/Pair.js
function createPair(key, value, ctx) {
	const k = createNode(key, void 0, ctx);
	const v = createNode(value, void 0, ctx);
	return new Pair(k, v);
}
var Pair = class Pair {
	constructor(key, value = null) {
		Object.defineProperty(this, NODE_TYPE, { value: PAIR });
		this.key = key;
		this.value = value;
	}
	clone(schema) {
		let { key, value } = this;
		if (isNode(key)) key = key.clone(schema);
		if (isNode(value)) value = value.clone(schema);
		return new Pair(key, value);
	}
	toJSON(_, ctx) {
		const pair = ctx?.mapAsMap ? /* @__PURE__ */ new Map() : {};
		return addPairToJSMap(ctx, pair, this);
	}
	toString(ctx, onComment, onChompKeep) {
		return ctx?.doc ? stringifyPair(this, ctx, onComment, onChompKeep) : JSON.stringify(this);
	}
};

// node_modules/yaml/browser/dist/stringify/stringifyCollection.js
function stringifyCollection(collection, ctx, options) {
	return (ctx.inFlow ?? collection.flow ? stringifyFlowCollection : stringifyBlockCollection)(collection, ctx, options);
}
function stringifyBlockCollection({ comment, items }, ctx, { blockItemPrefix, flowChars, itemIndent, onChompKeep, onComment }) {
	const { indent, options: { commentString } } = ctx;
	const itemCtx = Object.assign({}, ctx, {
		indent: itemIndent,
		type: null
	});
	let chompKeep = false;
	const lines = [];
	for (let i = 0; i < items.length; ++i) {
		const item = items[i];
		let comment = null;
		if (isNode(item)) {
			if (!chompKeep && item.spaceBefore) lines.push("");
			addCommentBefore(ctx, lines, item.commentBefore, chompKeep);
			if (item.comment) comment = item.comment;
		} else if (isPair(item)) {
			const ik = isNode(item.key) ? item.key : null;
			if (ik) {
				if (!chompKeep && ik.spaceBefore) lines.push("");
				addCommentBefore(ctx, lines, ik.commentBefore, chompKeep);
			}
		}
		chompKeep = false;
		let str = stringify(item, itemCtx, () => comment = null, () => chompKeep = true);
		if (comment) str += lineComment(str, itemIndent, commentString(comment));
		if (chompKeep && comment) chompKeep = false;
		lines.push(blockItemPrefix + str);
	}
	let str;
	if (lines.length === 0) str = flowChars.start + flowChars.end;
	else {
		str = lines[0];
		for (let i = 1; i < lines.length; ++i) {
			const line = lines[i];
			str += line ? `\n${indent}${line}` : "\n";
		}
	}
	if (comment) {
		str += "\n" + indentComment(commentString(comment), indent);
		if (onComment) onComment();
	} else if (chompKeep && onChompKeep) onChompKeep();
	return str;
}
function stringifyFlowCollection({ items }, ctx, { flowChars, itemIndent }) {
	const { indent, indentStep, flowCollectionPadding: fcPadding, options: { commentString } } = ctx;
	itemIndent += indentStep;
	const itemCtx = Object.assign({}, ctx, {
		indent: itemIndent,
		inFlow: true,
		type: null
	});
	let reqNewline = false;
	let linesAtValue = 0;
	const lines = [];
	for (let i = 0; i < items.length; ++i) {
		const item = items[i];
		let comment = null;
		if (isNode(item)) {
			if (item.spaceBefore) lines.push("");
			addCommentBefore(ctx, lines, item.commentBefore, false);
			if (item.comment) comment = item.comment;
		} else if (isPair(item)) {
			const ik = isNode(item.key) ? item.key : null;
			if (ik) {
				if (ik.spaceBefore) lines.push("");
				addCommentBefore(ctx, lines, ik.commentBefore, false);
				if (ik.comment) reqNewline = true;
			}
			const iv = isNode(item.value) ? item.value : null;
			if (iv) {
				if (iv.comment) comment = iv.comment;
				if (iv.commentBefore) reqNewline = true;
			} else if (item.value == null && ik?.comment) comment = ik.comment;
		}
		if (comment) reqNewline = true;
		let str = stringify(item, itemCtx, () => comment = null);
		reqNewline || (reqNewline = lines.length > linesAtValue || str.includes("\n"));
		if (i < items.length - 1) str += ",";
		else if (ctx.options.trailingComma) {
			if (ctx.options.lineWidth > 0) reqNewline || (reqNewline = lines.reduce((sum, line) => sum + line.length + 2, 2) + (str.length + 2) > ctx.options.lineWidth);
			if (reqNewline) str += ",";
		}
		if (comment) str += lineComment(str, itemIndent, commentString(comment));
		lines.push(str);
		linesAtValue = lines.length;
	}
	const { start, end } = flowChars;
	if (lines.length === 0) return start + end;
	else {
		if (!reqNewline) {
			const len = lines.reduce((sum, line) => sum + line.length + 2, 2);
			reqNewline = ctx.options.lineWidth > 0 && len > ctx.options.lineWidth;
		}
		if (reqNewline) {
			let str = start;
			for (const line of lines) str += line ? `\n${indentStep}${indent}${line}` : "\n";
			return `${str}\n${indent}${end}`;
		} else return `${start}${fcPadding}${lines.join(" ")}${fcPadding}${end}`;
	}
}
function addCommentBefore({ indent, options: { commentString } }, lines, comment, chompKeep) {
	if (comment && chompKeep) comment = comment.replace(/^\n+/, "");
	if (comment) {
		const ic = indentComment(commentString(comment), indent);
		lines.push(ic.trimStart());
	}
}

// node_modules/yaml/browser/dist/nodes/YAMLMap.js
function findPair(items, key) {
	const k = isScalar(key) ? key.value : key;
	for (const it of items) if (isPair(it)) {
		if (it.key === key || it.key === k) return it;
		if (isScalar(it.key) && it.key.value === k) return it;
	}
}
var YAMLMap = class extends Collection {
	static get tagName() {
		return "tag:yaml.org,2002:map";
	}
	constructor(schema) {
		super(MAP, schema);
		this.items = [];
	}
	static from(schema, obj, ctx) {
		const { keepUndefined, replacer } = ctx;
		const map = new this(schema);
		const add = (key, value) => {
			if (typeof replacer === "function") value = replacer.call(obj, key, value);
			else if (Array.isArray(replacer) && !replacer.includes(key)) return;
			if (value !== void 0 || keepUndefined) map.items.push(createPair(key, value, ctx));
		};
		if (obj instanceof Map) for (const [key, value] of obj) add(key, value);
		else if (obj && typeof obj === "object") for (const key of Object.keys(obj)) add(key, obj[key]);
		if (typeof schema.sortMapEntries === "function") map.items.sort(schema.sortMapEntries);
		return map;
	}
	add(pair, overwrite) {
		let _pair;
		if (isPair(pair)) _pair = pair;
		else if (!pair || typeof pair !== "object" || !("key" in pair)) _pair = new Pair(pair, pair?.value);
		else _pair = new Pair(pair.key, pair.value);
		const prev = findPair(this.items, _pair.key);
		const sortEntries = this.schema?.sortMapEntries;
		if (prev) {
			if (!overwrite) throw new Error(`Key ${_pair.key} already set`);
			if (isScalar(prev.value) && isScalarValue(_pair.value)) prev.value.value = _pair.value;
			else prev.value = _pair.value;
		} else if (sortEntries) {
			const i = this.items.findIndex((item) => sortEntries(_pair, item) < 0);
			if (i === -1) this.items.push(_pair);
			else this.items.splice(i, 0, _pair);
		} else this.items.push(_pair);
	}
	delete(key) {
		const it = findPair(this.items, key);
		if (!it) return false;
		return this.items.splice(this.items.indexOf(it), 1).length > 0;
	}
	get(key, keepScalar) {
		const node = findPair(this.items, key)?.value;
		return (!keepScalar && isScalar(node) ? node.value : node) ?? void 0;
	}
	has(key) {
		return !!findPair(this.items, key);
	}
	set(key, value) {
		this.add(new Pair(key, value), true);
	}
	toJSON(_, ctx, Type) {
		const map = Type ? new Type() : ctx?.mapAsMap ? /* @__PURE__ */ new Map() : {};
		if (ctx?.onCreate) ctx.onCreate(map);
		for (const item of this.items) addPairToJSMap(ctx, map, item);
		return map;
	}
	toString(ctx, onComment, onChompKeep) {
		if (!ctx) return JSON.stringify(this);
		for (const item of this.items) if (!isPair(item)) throw new Error(`Map items must all be pairs; found ${JSON.stringify(item)} instead`);
		if (!ctx.allNullValues && this.hasAllNullValues(false)) ctx = Object.assign({}, ctx, { allNullValues: true });
		return stringifyCollection(this, ctx, {
			blockItemPrefix: "",
			flowChars: {
				start: "{",
				end: "}"
			},
			itemIndent: ctx.indent || "",
			onChompKeep,
			onComment
		});
	}
};

// node_modules/yaml/browser/dist/schema/common/map.js
const map = {
	collection: "map",
	default: true,
	nodeClass: YAMLMap,
	tag: "tag:yaml.org,2002:map",
	resolve(map, onError) {
		if (!isMap(map)) onError("Expected a mapping for this tag");
		return map;
	},
	createNode: (schema, obj, ctx) => YAMLMap.from(schema, obj, ctx)
};

// node_modules/yaml/browser/dist/nodes/YAMLSeq.js
var YAMLSeq = class extends Collection {
	static get tagName() {
		return "tag:yaml.org,2002:seq";
	}
	constructor(schema) {
		super(SEQ, schema);
		this.items = [];
	}
	add(value) {
		this.items.push(value);
	}
	delete(key) {
		const idx = asItemIndex(key);
		if (typeof idx !== "number") return false;
		return this.items.splice(idx, 1).length > 0;
	}
	get(key, keepScalar) {
		const idx = asItemIndex(key);
		if (typeof idx !== "number") return void 0;
		const it = this.items[idx];
		return !keepScalar && isScalar(it) ? it.value : it;
	}
	has(key) {
		const idx = asItemIndex(key);
		return typeof idx === "number" && idx < this.items.length;
	}
	set(key, value) {
		const idx = asItemIndex(key);
		if (typeof idx !== "number") throw new Error(`Expected a valid index, not ${key}.`);
		const prev = this.items[idx];
		if (isScalar(prev) && isScalarValue(value)) prev.value = value;
		else this.items[idx] = value;
	}
	toJSON(_, ctx) {
		const seq = [];
		if (ctx?.onCreate) ctx.onCreate(seq);
		let i = 0;
		for (const item of this.items) seq.push(toJS(item, String(i++), ctx));
		return seq;
	}
	toString(ctx, onComment, onChompKeep) {
		if (!ctx) return JSON.stringify(this);
		return stringifyCollection(this, ctx, {
			blockItemPrefix: "- ",
			flowChars: {
				start: "[",
				end: "]"
			},
			itemIndent: (ctx.indent || "") + "  ",
			onChompKeep,
			onComment
		});
	}
	static from(schema, obj, ctx) {
		const { replacer } = ctx;
		const seq = new this(schema);
		if (obj && Symbol.iterator in Object(obj)) {
			let i = 0;
			for (let it of obj) {
				if (typeof replacer === "function") {
					const key = obj instanceof Set ? it : String(i++);
					it = replacer.call(obj, key, it);
				}
				seq.items.push(createNode(it, void 0, ctx));
			}
		}
		return seq;
	}
};
function asItemIndex(key) {
	let idx = isScalar(key) ? key.value : key;
	if (idx && typeof idx === "string") idx = Number(idx);
	return typeof idx === "number" && Number.isInteger(idx) && idx >= 0 ? idx : null;
}

// node_modules/yaml/browser/dist/schema/common/seq.js
const seq = {
	collection: "seq",
	default: true,
	nodeClass: YAMLSeq,
	tag: "tag:yaml.org,2002:seq",
	resolve(seq, onError) {
		if (!isSeq(seq)) onError("Expected a sequence for this tag");
		return seq;
	},
	createNode: (schema, obj, ctx) => YAMLSeq.from(schema, obj, ctx)
};

// node_modules/yaml/browser/dist/schema/common/string.js
const string = {
	identify: (value) => typeof value === "string",
	default: true,
	tag: "tag:yaml.org,2002:str",
	resolve: (str) => str,
	stringify(item, ctx, onComment, onChompKeep) {
		ctx = Object.assign({ actualString: true }, ctx);
		return stringifyString(item, ctx, onComment, onChompKeep);
	}
};

// node_modules/yaml/browser/dist/schema/common/null.js
const nullTag = {
	identify: (value) => value == null,
	createNode: () => new Scalar(null),
	default: true,
	tag: "tag:yaml.org,2002:null",
	test: /^(?:~|[Nn]ull|NULL)?$/,
	resolve: () => new Scalar(null),
	stringify: ({ source }, ctx) => typeof source === "string" && nullTag.test.test(source) ? source : ctx.options.nullStr
};

// node_modules/yaml/browser/dist/schema/core/bool.js
const boolTag = {
	identify: (value) => typeof value === "boolean",
	default: true,
	tag: "tag:yaml.org,2002:bool",
	test: /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/,
	resolve: (str) => new Scalar(str[0] === "t" || str[0] === "T"),
	stringify({ source, value }, ctx) {
		if (source && boolTag.test.test(source)) {
			if (value === (source[0] === "t" || source[0] === "T")) return source;
		}
		return value ? ctx.options.trueStr : ctx.options.falseStr;
	}
};

// node_modules/yaml/browser/dist/stringify/stringifyNumber.js
function stringifyNumber({ format, minFractionDigits, tag, value }) {
	if (typeof value === "bigint") return String(value);
	const num = typeof value === "number" ? value : Number(value);
	if (!isFinite(num)) return isNaN(num) ? ".nan" : num < 0 ? "-.inf" : ".inf";
	let n = Object.is(value, -0) ? "-0" : JSON.stringify(value);
	if (!format && minFractionDigits && (!tag || tag === "tag:yaml.org,2002:float") && /^-?\d/.test(n) && !n.includes("e")) {
		let i = n.indexOf(".");
		if (i < 0) {
			i = n.length;
			n += ".";
		}
		let d = minFractionDigits - (n.length - i - 1);
		while (d-- > 0) n += "0";
	}
	return n;
}

// node_modules/yaml/browser/dist/schema/core/float.js
const floatNaN$1 = {
	identify: (value) => typeof value === "number",
	default: true,
	tag: "tag:yaml.org,2002:float",
	test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/,
	resolve: (str) => str.slice(-3).toLowerCase() === "nan" ? NaN : str[0] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
	stringify: stringifyNumber
};
const floatExp$1 = {
	identify: (value) => typeof value === "number",
	default: true,
	tag: "tag:yaml.org,2002:float",
	format: "EXP",
	test: /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+$/,
	resolve: (str) => parseFloat(str),
	stringify(node) {
		const num = Number(node.value);
		return isFinite(num) ? num.toExponential() : stringifyNumber(node);
	}
};
const float$1 = {
	identify: (value) => typeof value === "number",
	default: true,
	tag: "tag:yaml.org,2002:float",
	test: /^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$/,
	resolve(str) {
		const node = new Scalar(parseFloat(str));
		const dot = str.indexOf(".");
		if (dot !== -1 && str[str.length - 1] === "0") node.minFractionDigits = str.length - dot - 1;
		return node;
	},
	stringify: stringifyNumber
};

// node_modules/yaml/browser/dist/schema/core/int.js
const intIdentify$2 = (value) => typeof value === "bigint" || Number.isInteger(value);
const intResolve$1 = (str, offset, radix, { intAsBigInt }) => intAsBigInt ? BigInt(str) : parseInt(str.substring(offset), radix);
function intStringify$1(node, radix, prefix) {
	const { value } = node;
	if (intIdentify$2(value) && value >= 0) return prefix + value.toString(radix);
	return stringifyNumber(node);
}
const intOct$1 = {
	identify: (value) => intIdentify$2(value) && value >= 0,
	default: true,
	tag: "tag:yaml.org,2002:int",
	format: "OCT",
	test: /^0o[0-7]+$/,
	resolve: (str, _onError, opt) => intResolve$1(str, 2, 8, opt),
	stringify: (node) => intStringify$1(node, 8, "0o")
};
const int$1 = {
	identify: intIdentify$2,
	default: true,
	tag: "tag:yaml.org,2002:int",
	test: /^[-+]?[0-9]+$/,
	resolve: (str, _onError, opt) => intResolve$1(str, 0, 10, opt),
	stringify: stringifyNumber
};
const intHex$1 = {
	identify: (value) => intIdentify$2(value) && value >= 0,
	default: true,
	tag: "tag:yaml.org,2002:int",
	format: "HEX",
	test: /^0x[0-9a-fA-F]+$/,
	resolve: (str, _onError, opt) => intResolve$1(str, 2, 16, opt),
	stringify: (node) => intStringify$1(node, 16, "0x")
};

// node_modules/yaml/browser/dist/schema/core/schema.js
const schema$2 = [
	map,
	seq,
	string,
	nullTag,
	boolTag,
	intOct$1,
	int$1,
	intHex$1,
	floatNaN$1,
	floatExp$1,
	float$1
];

// node_modules/yaml/browser/dist/schema/json/schema.js
function intIdentify$1(value) {
	return typeof value === "bigint" || Number.isInteger(value);
}
const stringifyJSON = ({ value }) => JSON.stringify(value);
const jsonScalars = [
	{
		identify: (value) => typeof value === "string",
		default: true,
		tag: "tag:yaml.org,2002:str",
		resolve: (str) => str,
		stringify: stringifyJSON
	},
	{
		identify: (value) => value == null,
		createNode: () => new Scalar(null),
		default: true,
		tag: "tag:yaml.org,2002:null",
		test: /^null$/,
		resolve: () => null,
		stringify: stringifyJSON
	},
	{
		identify: (value) => typeof value === "boolean",
		default: true,
		tag: "tag:yaml.org,2002:bool",
		test: /^true$|^false$/,
		resolve: (str) => str === "true",
		stringify: stringifyJSON
	},
	{
		identify: intIdentify$1,
		default: true,
		tag: "tag:yaml.org,2002:int",
		test: /^-?(?:0|[1-9][0-9]*)$/,
		resolve: (str, _onError, { intAsBigInt }) => intAsBigInt ? BigInt(str) : parseInt(str, 10),
		stringify: ({ value }) => intIdentify$1(value) ? value.toString() : JSON.stringify(value)
	},
	{
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		test: /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?$/,
		resolve: (str) => parseFloat(str),
		stringify: stringifyJSON
	}
];
const schema$1 = [map, seq].concat(jsonScalars, {
	default: true,
	tag: "",
	test: /^/,
	resolve(str, onError) {
		onError(`Unresolved plain scalar ${JSON.stringify(str)}`);
		return str;
	}
});

// node_modules/yaml/browser/dist/schema/yaml-1.1/binary.js
const binary = {
	identify: (value) => value instanceof Uint8Array,
	default: false,
	tag: "tag:yaml.org,2002:binary",
	resolve(src, onError) {
		if (typeof atob === "function") {
			const str = atob(src.replace(/[\n\r]/g, ""));
			const buffer = new Uint8Array(str.length);
			for (let i = 0; i < str.length; ++i) buffer[i] = str.charCodeAt(i);
			return buffer;
		} else {
			onError("This environment does not support reading binary tags; either Buffer or atob is required");
			return src;
		}
	},
	stringify({ comment, type, value }, ctx, onComment, onChompKeep) {
		if (!value) return "";
		const buf = value;
		let str;
		if (typeof btoa === "function") {
			let s = "";
			for (let i = 0; i < buf.length; ++i) s += String.fromCharCode(buf[i]);
			str = btoa(s);
		} else throw new Error("This environment does not support writing binary tags; either Buffer or btoa is required");
		type ?? (type = Scalar.BLOCK_LITERAL);
		if (type !== Scalar.QUOTE_DOUBLE) {
			const lineWidth = Math.max(ctx.options.lineWidth - ctx.indent.length, ctx.options.minContentWidth);
			const n = Math.ceil(str.length / lineWidth);
			const lines = new Array(n);
			for (let i = 0, o = 0; i < n; ++i, o += lineWidth) lines[i] = str.substr(o, lineWidth);
			str = lines.join(type === Scalar.BLOCK_LITERAL ? "\n" : " ");
		}
		return stringifyString({
			comment,
			type,
			value: str
		}, ctx, onComment, onChompKeep);
	}
};

// node_modules/yaml/browser/dist/schema/yaml-1.1/pairs.js
function resolvePairs(seq, onError) {
	if (isSeq(seq)) for (let i = 0; i < seq.items.length; ++i) {
		let item = seq.items[i];
		if (isPair(item)) continue;
		else if (isMap(item)) {
			if (item.items.length > 1) onError("Each pair must have its own sequence indicator");
			const pair = item.items[0] || new Pair(new Scalar(null));
			if (item.commentBefore) pair.key.commentBefore = pair.key.commentBefore ? `${item.commentBefore}\n${pair.key.commentBefore}` : item.commentBefore;
			if (item.comment) {
				const cn = pair.value ?? pair.key;
				cn.comment = cn.comment ? `${item.comment}\n${cn.comment}` : item.comment;
			}
			item = pair;
		}
		seq.items[i] = isPair(item) ? item : new Pair(item);
	}
	else onError("Expected a sequence for this tag");
	return seq;
}
function createPairs(schema, iterable, ctx) {
	const { replacer } = ctx;
	const pairs = new YAMLSeq(schema);
	pairs.tag = "tag:yaml.org,2002:pairs";
	let i = 0;
	if (iterable && Symbol.iterator in Object(iterable)) for (let it of iterable) {
		if (typeof replacer === "function") it = replacer.call(iterable, String(i++), it);
		let key, value;
		if (Array.isArray(it)) {
			if (it.length === 2) {
				key = it[0];
				value = it[1];
			} else throw new TypeError(`Expected [key, value] tuple: ${it}`);
		} else if (it && it instanceof Object) {
			const keys = Object.keys(it);
			if (keys.length === 1) {
				key = keys[0];
				value = it[key];
			} else throw new TypeError(`Expected tuple with one key, not ${keys.length} keys`);
		} else key = it;
		pairs.items.push(createPair(key, value, ctx));
	}
	return pairs;
}
const pairs = {
	collection: "seq",
	default: false,
	tag: "tag:yaml.org,2002:pairs",
	resolve: resolvePairs,
	createNode: createPairs
};

// node_modules/yaml/browser/dist/schema/yaml-1.1/omap.js
var YAMLOMap = class YAMLOMap extends YAMLSeq {
	constructor() {
		super();
		this.add = YAMLMap.prototype.add.bind(this);
		this.delete = YAMLMap.prototype.delete.bind(this);
		this.get = YAMLMap.prototype.get.bind(this);
		this.has = YAMLMap.prototype.has.bind(this);
		this.set = YAMLMap.prototype.set.bind(this);
		this.tag = YAMLOMap.tag;
	}
	toJSON(_, ctx) {
		if (!ctx) return super.toJSON(_);
		const map = /* @__PURE__ */ new Map();
		if (ctx?.onCreate) ctx.onCreate(map);
		for (const pair of this.items) {
			let key, value;
			if (isPair(pair)) {
				key = toJS(pair.key, "", ctx);
				value = toJS(pair.value, key, ctx);
			} else key = toJS(pair, "", ctx);
			if (map.has(key)) throw new Error("Ordered maps must not include duplicate keys");
			map.set(key, value);
		}
		return map;
	}
	static from(schema, iterable, ctx) {
		const pairs = createPairs(schema, iterable, ctx);
		const omap = new this();
		omap.items = pairs.items;
		return omap;
	}
};
YAMLOMap.tag = "tag:yaml.org,2002:omap";
const omap = {
	collection: "seq",
	identify: (value) => value instanceof Map,
	nodeClass: YAMLOMap,
	default: false,
	tag: "tag:yaml.org,2002:omap",
	resolve(seq, onError) {
		const pairs = resolvePairs(seq, onError);
		const seenKeys = [];
		for (const { key } of pairs.items) if (isScalar(key)) {
			if (seenKeys.includes(key.value)) onError(`Ordered maps must not include duplicate keys: ${key.value}`);
			else seenKeys.push(key.value);
		}
		return Object.assign(new YAMLOMap(), pairs);
	},
	createNode: (schema, iterable, ctx) => YAMLOMap.from(schema, iterable, ctx)
};

// node_modules/yaml/browser/dist/schema/yaml-1.1/bool.js
function boolStringify({ value, source }, ctx) {
	if (source && (value ? trueTag : falseTag).test.test(source)) return source;
	return value ? ctx.options.trueStr : ctx.options.falseStr;
}
const trueTag = {
	identify: (value) => value === true,
	default: true,
	tag: "tag:yaml.org,2002:bool",
	test: /^(?:Y|y|[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON)$/,
	resolve: () => new Scalar(true),
	stringify: boolStringify
};
const falseTag = {
	identify: (value) => value === false,
	default: true,
	tag: "tag:yaml.org,2002:bool",
	test: /^(?:N|n|[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/,
	resolve: () => new Scalar(false),
	stringify: boolStringify
};

// node_modules/yaml/browser/dist/schema/yaml-1.1/float.js
const floatNaN = {
	identify: (value) => typeof value === "number",
	default: true,
	tag: "tag:yaml.org,2002:float",
	test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/,
	resolve: (str) => str.slice(-3).toLowerCase() === "nan" ? NaN : str[0] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
	stringify: stringifyNumber
};
const floatExp = {
	identify: (value) => typeof value === "number",
	default: true,
	tag: "tag:yaml.org,2002:float",
	format: "EXP",
	test: /^[-+]?(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?[eE][-+]?[0-9]+$/,
	resolve: (str) => parseFloat(str.replace(/_/g, "")),
	stringify(node) {
		const num = Number(node.value);
		return isFinite(num) ? num.toExponential() : stringifyNumber(node);
	}
};
const float = {
	identify: (value) => typeof value === "number",
	default: true,
	tag: "tag:yaml.org,2002:float",
	test: /^[-+]?(?:[0-9][0-9_]*)?\.[0-9_]*$/,
	resolve(str) {
		const node = new Scalar(parseFloat(str.replace(/_/g, "")));
		const dot = str.indexOf(".");
		if (dot !== -1) {
			const f = str.substring(dot + 1).replace(/_/g, "");
			if (f[f.length - 1] === "0") node.minFractionDigits = f.length;
		}
		return node;
	},
	stringify: stringifyNumber
};

// node_modules/yaml/browser/dist/schema/yaml-1.1/int.js
const intIdentify = (value) => typeof value === "bigint" || Number.isInteger(value);
function intResolve(str, offset, radix, { intAsBigInt }) {
	const sign = str[0];
	if (sign === "-" || sign === "+") offset += 1;
	str = str.substring(offset).replace(/_/g, "");
	if (intAsBigInt) {
		switch (radix) {
			case 2:
				str = `0b${str}`;
				break;
			case 8:
				str = `0o${str}`;
				break;
			case 16: str = `0x${str}`;
		}
		const n = BigInt(str);
		return sign === "-" ? BigInt(-1) * n : n;
	}
	const n = parseInt(str, radix);
	return sign === "-" ? -1 * n : n;
}
function intStringify(node, radix, prefix) {
	const { value } = node;
	if (intIdentify(value)) {
		const str = value.toString(radix);
		return value < 0 ? "-" + prefix + str.substr(1) : prefix + str;
	}
	return stringifyNumber(node);
}
const intBin = {
	identify: intIdentify,
	default: true,
	tag: "tag:yaml.org,2002:int",
	format: "BIN",
	test: /^[-+]?0b[0-1_]+$/,
	resolve: (str, _onError, opt) => intResolve(str, 2, 2, opt),
	stringify: (node) => intStringify(node, 2, "0b")
};
const intOct = {
	identify: intIdentify,
	default: true,
	tag: "tag:yaml.org,2002:int",
	format: "OCT",
	test: /^[-+]?0[0-7_]+$/,
	resolve: (str, _onError, opt) => intResolve(str, 1, 8, opt),
	stringify: (node) => intStringify(node, 8, "0")
};
const int = {
	identify: intIdentify,
	default: true,
	tag: "tag:yaml.org,2002:int",
	test: /^[-+]?[0-9][0-9_]*$/,
	resolve: (str, _onError, opt) => intResolve(str, 0, 10, opt),
	stringify: stringifyNumber
};
const intHex = {
	identify: intIdentify,
	default: true,
	tag: "tag:yaml.org,2002:int",
	format: "HEX",
	test: /^[-+]?0x[0-9a-fA-F_]+$/,
	resolve: (str, _onError, opt) => intResolve(str, 2, 16, opt),
	stringify: (node) => intStringify(node, 16, "0x")
};

// node_modules/yaml/browser/dist/schema/yaml-1.1/set.js
var YAMLSet = class YAMLSet extends YAMLMap {
	constructor(schema) {
		super(schema);
		this.tag = YAMLSet.tag;
	}
	add(key) {
		let pair;
		if (isPair(key)) pair = key;
		else if (key && typeof key === "object" && "key" in key && "value" in key && key.value === null) pair = new Pair(key.key, null);
		else pair = new Pair(key, null);
		if (!findPair(this.items, pair.key)) this.items.push(pair);
	}
	get(key, keepPair) {
		const pair = findPair(this.items, key);
		return !keepPair && isPair(pair) ? isScalar(pair.key) ? pair.key.value : pair.key : pair;
	}
	set(key, value) {
		if (typeof value !== "boolean") throw new Error(`Expected boolean value for set(key, value) in a YAML set, not ${typeof value}`);
		const prev = findPair(this.items, key);
		if (prev && !value) this.items.splice(this.items.indexOf(prev), 1);
		else if (!prev && value) this.items.push(new Pair(key));
	}
	toJSON(_, ctx) {
		return super.toJSON(_, ctx, Set);
	}
	toString(ctx, onComment, onChompKeep) {
		if (!ctx) return JSON.stringify(this);
		if (this.hasAllNullValues(true)) return super.toString(Object.assign({}, ctx, { allNullValues: true }), onComment, onChompKeep);
		else throw new Error("Set items must all have null values");
	}
	static from(schema, iterable, ctx) {
		const { replacer } = ctx;
		const set = new this(schema);
		if (iterable && Symbol.iterator in Object(iterable)) for (let value of iterable) {
			if (typeof replacer === "function") value = replacer.call(iterable, value, value);
			set.items.push(createPair(value, null, ctx));
		}
		return set;
	}
};
YAMLSet.tag = "tag:yaml.org,2002:set";
const set$1 = {
	collection: "map",
	identify: (value) => value instanceof Set,
	nodeClass: YAMLSet,
	default: false,
	tag: "tag:yaml.org,2002:set",
	createNode: (schema, iterable, ctx) => YAMLSet.from(schema, iterable, ctx),
	resolve(map, onError) {
		if (isMap(map)) {
			if (map.hasAllNullValues(true)) return Object.assign(new YAMLSet(), map);
			else onError("Set items must all have null values");
		} else onError("Expected a mapping for this tag");
		return map;
	}
};

// node_modules/yaml/browser/dist/schema/yaml-1.1/timestamp.js
function parseSexagesimal(str, asBigInt) {
	const sign = str[0];
	const parts = sign === "-" || sign === "+" ? str.substring(1) : str;
	const num = (n) => asBigInt ? BigInt(n) : Number(n);
	const res = parts.replace(/_/g, "").split(":").reduce((res, p) => res * num(60) + num(p), num(0));
	return sign === "-" ? num(-1) * res : res;
}
function stringifySexagesimal(node) {
	let { value } = node;
	let num = (n) => n;
	if (typeof value === "bigint") num = (n) => BigInt(n);
	else if (isNaN(value) || !isFinite(value)) return stringifyNumber(node);
	let sign = "";
	if (value < 0) {
		sign = "-";
		value *= num(-1);
	}
	const _60 = num(60);
	const parts = [value % _60];
	if (value < 60) parts.unshift(0);
	else {
		value = (value - parts[0]) / _60;
		parts.unshift(value % _60);
		if (value >= 60) {
			value = (value - parts[0]) / _60;
			parts.unshift(value);
		}
	}
	return sign + parts.map((n) => String(n).padStart(2, "0")).join(":").replace(/000000\d*$/, "");
}
const intTime = {
	identify: (value) => typeof value === "bigint" || Number.isInteger(value),
	default: true,
	tag: "tag:yaml.org,2002:int",
	format: "TIME",
	test: /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+$/,
	resolve: (str, _onError, { intAsBigInt }) => parseSexagesimal(str, intAsBigInt),
	stringify: stringifySexagesimal
};
const floatTime = {
	identify: (value) => typeof value === "number",
	default: true,
	tag: "tag:yaml.org,2002:float",
	format: "TIME",
	test: /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/,
	resolve: (str) => parseSexagesimal(str, false),
	stringify: stringifySexagesimal
};
const timestamp = {
	identify: (value) => value instanceof Date,
	default: true,
	tag: "tag:yaml.org,2002:timestamp",
	test: RegExp("^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:t|T|[ \\t]+)([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2}(\\.[0-9]+)?)(?:[ \\t]*(Z|[-+][012]?[0-9](?::[0-9]{2})?))?)?$"),
	resolve(str) {
		const match = str.match(timestamp.test);
		if (!match) throw new Error("!!timestamp expects a date, starting with yyyy-mm-dd");
		const [, year, month, day, hour, minute, second] = match.map(Number);
		const millisec = match[7] ? Number((match[7] + "00").substr(1, 3)) : 0;
		let date = Date.UTC(year, month - 1, day, hour || 0, minute || 0, second || 0, millisec);
		const tz = match[8];
		if (tz && tz !== "Z") {
			let d = parseSexagesimal(tz, false);
			if (Math.abs(d) < 30) d *= 60;
			date -= 6e4 * d;
		}
		return new Date(date);
	},
	stringify: ({ value }) => value?.toISOString().replace(/(T00:00:00)?\.000Z$/, "") ?? ""
};

// node_modules/yaml/browser/dist/schema/yaml-1.1/schema.js
const schema = [
	map,
	seq,
	string,
	nullTag,
	trueTag,
	falseTag,
	intBin,
	intOct,
	int,
	intHex,
	floatNaN,
	floatExp,
	float,
	binary,
	merge,
	omap,
	pairs,
	set$1,
	intTime,
	floatTime,
	timestamp
];

// node_modules/yaml/browser/dist/schema/tags.js
const schemas = /* @__PURE__ */ new Map([
	["core", schema$2],
	["failsafe", [
		map,
		seq,
		string
	]],
	["json", schema$1],
	["yaml11", schema],
	["yaml-1.1", schema]
]);
const tagsByName = {
	binary,
	bool: boolTag,
	float: float$1,
	floatExp: floatExp$1,
	floatNaN: floatNaN$1,
	floatTime,
	int: int$1,
	intHex: intHex$1,
	intOct: intOct$1,
	intTime,
	map,
	merge,
	null: nullTag,
	omap,
	pairs,
	seq,
	set: set$1,
	timestamp
};
const coreKnownTags = {
	"tag:yaml.org,2002:binary": binary,
	"tag:yaml.org,2002:merge": merge,
	"tag:yaml.org,2002:omap": omap,
	"tag:yaml.org,2002:pairs": pairs,
	"tag:yaml.org,2002:set": set$1,
	"tag:yaml.org,2002:timestamp": timestamp
};
function getTags(customTags, schemaName, addMergeTag) {
	const schemaTags = schemas.get(schemaName);
	if (schemaTags && !customTags) return addMergeTag && !schemaTags.includes(merge) ? schemaTags.concat(merge) : schemaTags.slice();
	let tags = schemaTags;
	if (!tags) {
		if (Array.isArray(customTags)) tags = [];
		else {
			const keys = Array.from(schemas.keys()).filter((key) => key !== "yaml11").map((key) => JSON.stringify(key)).join(", ");
			throw new Error(`Unknown schema "${schemaName}"; use one of ${keys} or define customTags array`);
		}
	}
	if (Array.isArray(customTags)) for (const tag of customTags) tags = tags.concat(tag);
	else if (typeof customTags === "function") tags = customTags(tags.slice());
	if (addMergeTag) tags = tags.concat(merge);
	return tags.reduce((tags, tag) => {
		const tagObj = typeof tag === "string" ? tagsByName[tag] : tag;
		if (!tagObj) {
			const tagName = JSON.stringify(tag);
			const keys = Object.keys(tagsByName).map((key) => JSON.stringify(key)).join(", ");
			throw new Error(`Unknown custom tag ${tagName}; use one of ${keys}`);
		}
		if (!tags.includes(tagObj)) tags.push(tagObj);
		return tags;
	}, []);
}

// node_modules/yaml/browser/dist/schema/Schema.js
const sortMapEntriesByKey = (a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
var Schema = class Schema {
	constructor({ compat, customTags, merge, resolveKnownTags, schema, sortMapEntries, toStringDefaults }) {
		this.compat = Array.isArray(compat) ? getTags(compat, "compat") : compat ? getTags(null, compat) : null;
		this.name = typeof schema === "string" && schema || "core";
		this.knownTags = resolveKnownTags ? coreKnownTags : {};
		this.tags = getTags(customTags, this.name, merge);
		this.toStringOptions = toStringDefaults ?? null;
		Object.defineProperty(this, MAP, { value: map });
		Object.defineProperty(this, SCALAR$1, { value: string });
		Object.defineProperty(this, SEQ, { value: seq });
		this.sortMapEntries = typeof sortMapEntries === "function" ? sortMapEntries : sortMapEntries === true ? sortMapEntriesByKey : null;
	}
	clone() {
		const copy = Object.create(Schema.prototype, Object.getOwnPropertyDescriptors(this));
		copy.tags = this.tags.slice();
		return copy;
	}
};

// node_modules/yaml/browser/dist/stringify/stringifyDocument.js
function stringifyDocument(doc, options) {
	const lines = [];
	let hasDirectives = options.directives === true;
	if (options.directives !== false && doc.directives) {
		const dir = doc.directives.toString(doc);
		if (dir) {
			lines.push(dir);
			hasDirectives = true;
		} else if (doc.directives.docStart) hasDirectives = true;
	}
	if (hasDirectives) lines.push("---");
	const ctx = createStringifyContext(doc, options);
	const { commentString } = ctx.options;
	if (doc.commentBefore) {
		if (lines.length !== 1) lines.unshift("");
		const cs = commentString(doc.commentBefore);
		lines.unshift(indentComment(cs, ""));
	}
	let chompKeep = false;
	let contentComment = null;
	if (doc.contents) {
		if (isNode(doc.contents)) {
			if (doc.contents.spaceBefore && hasDirectives) lines.push("");
			if (doc.contents.commentBefore) {
				const cs = commentString(doc.contents.commentBefore);
				lines.push(indentComment(cs, ""));
			}
			ctx.forceBlockIndent = !!doc.comment;
			contentComment = doc.contents.comment;
		}
		const onChompKeep = contentComment ? void 0 : () => chompKeep = true;
		let body = stringify(doc.contents, ctx, () => contentComment = null, onChompKeep);
		if (contentComment) body += lineComment(body, "", commentString(contentComment));
		if ((body[0] === "|" || body[0] === ">") && lines[lines.length - 1] === "---") lines[lines.length - 1] = `--- ${body}`;
		else lines.push(body);
	} else lines.push(stringify(doc.contents, ctx));
	if (doc.directives?.docEnd) {
		if (doc.comment) {
			const cs = commentString(doc.comment);
			if (cs.includes("\n")) {
				lines.push("...");
				lines.push(indentComment(cs, ""));
			} else lines.push(`... ${cs}`);
		} else lines.push("...");
	} else {
		let dc = doc.comment;
		if (dc && chompKeep) dc = dc.replace(/^\n+/, "");
		if (dc) {
			if ((!chompKeep || contentComment) && lines[lines.length - 1] !== "") lines.push("");
			lines.push(indentComment(commentString(dc), ""));
		}
	}
	return lines.join("\n") + "\n";
}

// node_modules/yaml/browser/dist/doc/Document.js
var Document = class Document {
	constructor(value, replacer, options) {
		this.commentBefore = null;
		this.comment = null;
		this.errors = [];
		this.warnings = [];
		Object.defineProperty(this, NODE_TYPE, { value: DOC });
		let _replacer = null;
		if (typeof replacer === "function" || Array.isArray(replacer)) _replacer = replacer;
		else if (options === void 0 && replacer) {
			options = replacer;
			replacer = void 0;
		}
		const opt = Object.assign({
			intAsBigInt: false,
			keepSourceTokens: false,
			logLevel: "warn",
			prettyErrors: true,
			strict: true,
			stringKeys: false,
			uniqueKeys: true,
			version: "1.2"
		}, options);
		this.options = opt;
		let { version } = opt;
		if (options?._directives) {
			this.directives = options._directives.atDocument();
			if (this.directives.yaml.explicit) version = this.directives.yaml.version;
		} else this.directives = new Directives({ version });
		this.setSchema(version, options);
		this.contents = value === void 0 ? null : this.createNode(value, _replacer, options);
	}
	clone() {
		const copy = Object.create(Document.prototype, { [NODE_TYPE]: { value: DOC } });
		copy.commentBefore = this.commentBefore;
		copy.comment = this.comment;
		copy.errors = this.errors.slice();
		copy.warnings = this.warnings.slice();
		copy.options = Object.assign({}, this.options);
		if (this.directives) copy.directives = this.directives.clone();
		copy.schema = this.schema.clone();
		copy.contents = isNode(this.contents) ? this.contents.clone(copy.schema) : this.contents;
		if (this.range) copy.range = this.range.slice();
		return copy;
	}
	add(value) {
		if (assertCollection(this.contents)) this.contents.add(value);
	}
	addIn(path, value) {
		if (assertCollection(this.contents)) this.contents.addIn(path, value);
	}
	createAlias(node, name) {
		if (!node.anchor) {
			const prev = anchorNames(this);
			node.anchor = !name || prev.has(name) ? findNewAnchor(name || "a", prev) : name;
		}
		return new Alias(node.anchor);
	}
	createNode(value, replacer, options) {
		let _replacer = void 0;
		if (typeof replacer === "function") {
			value = replacer.call({ "": value }, "", value);
			_replacer = replacer;
		} else if (Array.isArray(replacer)) {
			const keyToStr = (v) => typeof v === "number" || v instanceof String || v instanceof Number;
			const asStr = replacer.filter(keyToStr).map(String);
			if (asStr.length > 0) replacer = replacer.concat(asStr);
			_replacer = replacer;
		} else if (options === void 0 && replacer) {
			options = replacer;
			replacer = void 0;
		}
		const { aliasDuplicateObjects, anchorPrefix, flow, keepUndefined, onTagObj, tag } = options ?? {};
		const { onAnchor, setAnchors, sourceObjects } = createNodeAnchors(this, anchorPrefix || "a");
		const ctx = {
			aliasDuplicateObjects: aliasDuplicateObjects ?? true,
			keepUndefined: keepUndefined ?? false,
			onAnchor,
			onTagObj,
			replacer: _replacer,
			schema: this.schema,
			sourceObjects
		};
		const node = createNode(value, tag, ctx);
		if (flow && isCollection(node)) node.flow = true;
		setAnchors();
		return node;
	}
	createPair(key, value, options = {}) {
		const k = this.createNode(key, null, options);
		const v = this.createNode(value, null, options);
		return new Pair(k, v);
	}
	delete(key) {
		return assertCollection(this.contents) ? this.contents.delete(key) : false;
	}
	deleteIn(path) {
		if (isEmptyPath(path)) {
			if (this.contents == null) return false;
			this.contents = null;
			return true;
		}
		return assertCollection(this.contents) ? this.contents.deleteIn(path) : false;
	}
	get(key, keepScalar) {
		return isCollection(this.contents) ? this.contents.get(key, keepScalar) : void 0;
	}
	getIn(path, keepScalar) {
		if (isEmptyPath(path)) return !keepScalar && isScalar(this.contents) ? this.contents.value : this.contents;
		return isCollection(this.contents) ? this.contents.getIn(path, keepScalar) : void 0;
	}
	has(key) {
		return isCollection(this.contents) ? this.contents.has(key) : false;
	}
	hasIn(path) {
		if (isEmptyPath(path)) return this.contents !== void 0;
		return isCollection(this.contents) ? this.contents.hasIn(path) : false;
	}
	set(key, value) {
		if (this.contents == null) this.contents = collectionFromPath(this.schema, [key], value);
		else if (assertCollection(this.contents)) this.contents.set(key, value);
	}
	setIn(path, value) {
		if (isEmptyPath(path)) this.contents = value;
		else if (this.contents == null) this.contents = collectionFromPath(this.schema, Array.from(path), value);
		else if (assertCollection(this.contents)) this.contents.setIn(path, value);
	}
	setSchema(version, options = {}) {
		if (typeof version === "number") version = String(version);
		let opt;
		switch (version) {
			case "1.1":
				if (this.directives) this.directives.yaml.version = "1.1";
				else this.directives = new Directives({ version: "1.1" });
				opt = {
					resolveKnownTags: false,
					schema: "yaml-1.1"
				};
				break;
			case "1.2":
			case "next":
				if (this.directives) this.directives.yaml.version = version;
				else this.directives = new Directives({ version });
				opt = {
					resolveKnownTags: true,
					schema: "core"
				};
				break;
			case null:
				if (this.directives) delete this.directives;
				opt = null;
				break;
			default: {
				const sv = JSON.stringify(version);
				throw new Error(`Expected '1.1', '1.2' or null as first argument, but found: ${sv}`);
			}
		}
		if (options.schema instanceof Object) this.schema = options.schema;
		else if (opt) this.schema = new Schema(Object.assign(opt, options));
		else throw new Error(`With a null YAML version, the { schema: Schema } option is required`);
	}
	toJS({ json, jsonArg, mapAsMap, maxAliasCount, onAnchor, reviver } = {}) {
		const ctx = {
			anchors: /* @__PURE__ */ new Map(),
			doc: this,
			keep: !json,
			mapAsMap: mapAsMap === true,
			mapKeyWarned: false,
			maxAliasCount: typeof maxAliasCount === "number" ? maxAliasCount : 100
		};
		const res = toJS(this.contents, jsonArg ?? "", ctx);
		if (typeof onAnchor === "function") for (const { count, res } of ctx.anchors.values()) onAnchor(res, count);
		return typeof reviver === "function" ? applyReviver(reviver, { "": res }, "", res) : res;
	}
	toJSON(jsonArg, onAnchor) {
		return this.toJS({
			json: true,
			jsonArg,
			mapAsMap: false,
			onAnchor
		});
	}
	toString(options = {}) {
		if (this.errors.length > 0) throw new Error("Document with errors cannot be stringified");
		if ("indent" in options && (!Number.isInteger(options.indent) || Number(options.indent) <= 0)) {
			const s = JSON.stringify(options.indent);
			throw new Error(`"indent" option must be a positive integer, not ${s}`);
		}
		return stringifyDocument(this, options);
	}
};
function assertCollection(contents) {
	if (isCollection(contents)) return true;
	throw new Error("Expected a YAML collection as document contents");
}

// node_modules/yaml/browser/dist/errors.js
var YAMLError = class extends Error {
	constructor(name, pos, code, message) {
		super();
		this.name = name;
		this.code = code;
		this.message = message;
		this.pos = pos;
	}
};
var YAMLParseError = class extends YAMLError {
	constructor(pos, code, message) {
		super("YAMLParseError", pos, code, message);
	}
};
var YAMLWarning = class extends YAMLError {
	constructor(pos, code, message) {
		super("YAMLWarning", pos, code, message);
	}
};

// node_modules/yaml/browser/dist/compose/resolve-props.js
function resolveProps(tokens, { flow, indicator, next, offset, onError, parentIndent, startOnNewline }) {
	let spaceBefore = false;
	let atNewline = startOnNewline;
	let hasSpace = startOnNewline;
	let comment = "";
	let commentSep = "";
	let hasNewline = false;
	let reqSpace = false;
	let tab = null;
	let anchor = null;
	let tag = null;
	let newlineAfterProp = null;
	let comma = null;
	let found = null;
	let start = null;
	for (const token of tokens) {
		if (reqSpace) {
			if (token.type !== "space" && token.type !== "newline" && token.type !== "comma") onError(token.offset, "MISSING_CHAR", "Tags and anchors must be separated from the next token by white space");
			reqSpace = false;
		}
		if (tab) {
			if (atNewline && token.type !== "comment" && token.type !== "newline") onError(tab, "TAB_AS_INDENT", "Tabs are not allowed as indentation");
			tab = null;
		}
		switch (token.type) {
			case "space":
				if (!flow && (indicator !== "doc-start" || next?.type !== "flow-collection") && token.source.includes("	")) tab = token;
				hasSpace = true;
				break;
			case "comment": {
				if (!hasSpace) onError(token, "MISSING_CHAR", "Comments must be separated from other tokens by white space characters");
				const cb = token.source.substring(1) || " ";
				if (!comment) comment = cb;
				else comment += commentSep + cb;
				commentSep = "";
				atNewline = false;
				break;
			}
			case "newline":
				if (atNewline) {
					if (comment) comment += token.source;
					else if (!found || indicator !== "seq-item-ind") spaceBefore = true;
				} else commentSep += token.source;
				atNewline = true;
				hasNewline = true;
				if (anchor || tag) newlineAfterProp = token;
				hasSpace = true;
				break;
			case "anchor":
				if (anchor) onError(token, "MULTIPLE_ANCHORS", "A node can have at most one anchor");
				if (token.source.endsWith(":")) onError(token.offset + token.source.length - 1, "BAD_ALIAS", "Anchor ending in : is ambiguous", true);
				anchor = token;
				start ?? (start = token.offset);
				atNewline = false;
				hasSpace = false;
				reqSpace = true;
				break;
			case "tag":
				if (tag) onError(token, "MULTIPLE_TAGS", "A node can have at most one tag");
				tag = token;
				start ?? (start = token.offset);
				atNewline = false;
				hasSpace = false;
				reqSpace = true;
				break;
			case indicator:
				if (anchor || tag) onError(token, "BAD_PROP_ORDER", `Anchors and tags must be after the ${token.source} indicator`);
				if (found) onError(token, "UNEXPECTED_TOKEN", `Unexpected ${token.source} in ${flow ?? "collection"}`);
				found = token;
				atNewline = indicator === "seq-item-ind" || indicator === "explicit-key-ind";
				hasSpace = false;
				break;
			case "comma": if (flow) {
				if (comma) onError(token, "UNEXPECTED_TOKEN", `Unexpected , in ${flow}`);
				comma = token;
				atNewline = false;
				hasSpace = false;
				break;
			}
			default:
				onError(token, "UNEXPECTED_TOKEN", `Unexpected ${token.type} token`);
				atNewline = false;
				hasSpace = false;
		}
	}
	const last = tokens[tokens.length - 1];
	const end = last ? last.offset + last.source.length : offset;
	if (reqSpace && next && next.type !== "space" && next.type !== "newline" && next.type !== "comma" && (next.type !== "scalar" || next.source !== "")) onError(next.offset, "MISSING_CHAR", "Tags and anchors must be separated from the next token by white space");
	if (tab && (atNewline && tab.indent <= parentIndent || next?.type === "block-map" || next?.type === "block-seq")) onError(tab, "TAB_AS_INDENT", "Tabs are not allowed as indentation");
	return {
		comma,
		found,
		spaceBefore,
		comment,
		hasNewline,
		anchor,
		tag,
		newlineAfterProp,
		end,
		start: start ?? end
	};
}

// node_modules/yaml/browser/dist/compose/util-contains-newline.js
function containsNewline(key) {
	if (!key) return null;
	switch (key.type) {
		case "alias":
		case "scalar":
		case "double-quoted-scalar":
		case "single-quoted-scalar":
			if (key.source.includes("\n")) return true;
			if (key.end) {
				for (const st of key.end) if (st.type === "newline") return true;
			}
			return false;
		case "flow-collection":
			for (const it of key.items) {
				for (const st of it.start) if (st.type === "newline") return true;
				if (it.sep) {
					for (const st of it.sep) if (st.type === "newline") return true;
				}
				if (containsNewline(it.key) || containsNewline(it.value)) return true;
			}
			return false;
		default: return true;
	}
}

// node_modules/yaml/browser/dist/compose/util-flow-indent-check.js
function flowIndentCheck(indent, fc, onError) {
	if (fc?.type === "flow-collection") {
		const end = fc.end[0];
		if (end.indent === indent && (end.source === "]" || end.source === "}") && containsNewline(fc)) onError(end, "BAD_INDENT", "Flow end indicator should be more indented than parent", true);
	}
}

// node_modules/yaml/browser/dist/compose/util-map-includes.js
function mapIncludes(ctx, items, search) {
	const { uniqueKeys } = ctx.options;
	if (uniqueKeys === false) return false;
	const isEqual = typeof uniqueKeys === "function" ? uniqueKeys : (a, b) => a === b || isScalar(a) && isScalar(b) && a.value === b.value;
	return items.some((pair) => isEqual(pair.key, search));
}

// node_modules/yaml/browser/dist/compose/resolve-block-map.js
const startColMsg = "All mapping items must start at the same column";
function resolveBlockMap({ composeNode, composeEmptyNode }, ctx, bm, onError, tag) {
	const map = new ((tag?.nodeClass) ?? YAMLMap)(ctx.schema);
	if (ctx.atRoot) ctx.atRoot = false;
	let offset = bm.offset;
	let commentEnd = null;
	for (const collItem of bm.items) {
		const { start, key, sep, value } = collItem;
		const keyProps = resolveProps(start, {
			indicator: "explicit-key-ind",
			next: key ?? sep?.[0],
			offset,
			onError,
			parentIndent: bm.indent,
			startOnNewline: true
		});
		const implicitKey = !keyProps.found;
		if (implicitKey) {
			if (key) {
				if (key.type === "block-seq") onError(offset, "BLOCK_AS_IMPLICIT_KEY", "A block sequence may not be used as an implicit map key");
				else if ("indent" in key && key.indent !== bm.indent) onError(offset, "BAD_INDENT", startColMsg);
			}
			if (!keyProps.anchor && !keyProps.tag && !sep) {
				commentEnd = keyProps.end;
				if (keyProps.comment) {
					if (map.comment) map.comment += "\n" + keyProps.comment;
					else map.comment = keyProps.comment;
				}
				continue;
			}
			if (keyProps.newlineAfterProp || containsNewline(key)) onError(key ?? start[start.length - 1], "MULTILINE_IMPLICIT_KEY", "Implicit keys need to be on a single line");
		} else if (keyProps.found?.indent !== bm.indent) onError(offset, "BAD_INDENT", startColMsg);
		ctx.atKey = true;
		const keyStart = keyProps.end;
		const keyNode = key ? composeNode(ctx, key, keyProps, onError) : composeEmptyNode(ctx, keyStart, start, null, keyProps, onError);
		if (ctx.schema.compat) flowIndentCheck(bm.indent, key, onError);
		ctx.atKey = false;
		if (mapIncludes(ctx, map.items, keyNode)) onError(keyStart, "DUPLICATE_KEY", "Map keys must be unique");
		const valueProps = resolveProps(sep ?? [], {
			indicator: "map-value-ind",
			next: value,
			offset: keyNode.range[2],
			onError,
			parentIndent: bm.indent,
			startOnNewline: !key || key.type === "block-scalar"
		});
		offset = valueProps.end;
		if (valueProps.found) {
			if (implicitKey) {
				if (value?.type === "block-map" && !valueProps.hasNewline) onError(offset, "BLOCK_AS_IMPLICIT_KEY", "Nested mappings are not allowed in compact mappings");
				if (ctx.options.strict && keyProps.start < valueProps.found.offset - 1024) onError(keyNode.range, "KEY_OVER_1024_CHARS", "The : indicator must be at most 1024 chars after the start of an implicit block mapping key");
			}
			const valueNode = value ? composeNode(ctx, value, valueProps, onError) : composeEmptyNode(ctx, offset, sep, null, valueProps, onError);
			if (ctx.schema.compat) flowIndentCheck(bm.indent, value, onError);
			offset = valueNode.range[2];
			const pair = new Pair(keyNode, valueNode);
			if (ctx.options.keepSourceTokens) pair.srcToken = collItem;
			map.items.push(pair);
		} else {
			if (implicitKey) onError(keyNode.range, "MISSING_CHAR", "Implicit map keys need to be followed by map values");
			if (valueProps.comment) {
				if (keyNode.comment) keyNode.comment += "\n" + valueProps.comment;
				else keyNode.comment = valueProps.comment;
			}
			const pair = new Pair(keyNode);
			if (ctx.options.keepSourceTokens) pair.srcToken = collItem;
			map.items.push(pair);
		}
	}
	if (commentEnd && commentEnd < offset) onError(commentEnd, "IMPOSSIBLE", "Map comment with trailing content");
	map.range = [
		bm.offset,
		offset,
		commentEnd ?? offset
	];
	return map;
}

// node_modules/yaml/browser/dist/compose/resolve-block-seq.js
function resolveBlockSeq({ composeNode, composeEmptyNode }, ctx, bs, onError, tag) {
	const seq = new ((tag?.nodeClass) ?? YAMLSeq)(ctx.schema);
	if (ctx.atRoot) ctx.atRoot = false;
	if (ctx.atKey) ctx.atKey = false;
	let offset = bs.offset;
	let commentEnd = null;
	for (const { start, value } of bs.items) {
		const props = resolveProps(start, {
			indicator: "seq-item-ind",
			next: value,
			offset,
			onError,
			parentIndent: bs.indent,
			startOnNewline: true
		});
		if (!props.found) {
			if (props.anchor || props.tag || value) {
				if (value?.type === "block-seq") onError(props.end, "BAD_INDENT", "All sequence items must start at the same column");
				else onError(offset, "MISSING_CHAR", "Sequence item without - indicator");
			} else {
				commentEnd = props.end;
				if (props.comment) seq.comment = props.comment;
				continue;
			}
		}
		const node = value ? composeNode(ctx, value, props, onError) : composeEmptyNode(ctx, props.end, start, null, props, onError);
		if (ctx.schema.compat) flowIndentCheck(bs.indent, value, onError);
		offset = node.range[2];
		seq.items.push(node);
	}
	seq.range = [
		bs.offset,
		offset,
		commentEnd ?? offset
	];
	return seq;
}

// node_modules/yaml/browser/dist/compose/resolve-end.js
function resolveEnd(end, offset, reqSpace, onError) {
	let comment = "";
	if (end) {
		let hasSpace = false;
		let sep = "";
		for (const token of end) {
			const { source, type } = token;
			switch (type) {
				case "space":
					hasSpace = true;
					break;
				case "comment": {
					if (reqSpace && !hasSpace) onError(token, "MISSING_CHAR", "Comments must be separated from other tokens by white space characters");
					const cb = source.substring(1) || " ";
					if (!comment) comment = cb;
					else comment += sep + cb;
					sep = "";
					break;
				}
				case "newline":
					if (comment) sep += source;
					hasSpace = true;
					break;
				default: onError(token, "UNEXPECTED_TOKEN", `Unexpected ${type} at node end`);
			}
			offset += source.length;
		}
	}
	return {
		comment,
		offset
	};
}

// node_modules/yaml/browser/dist/compose/resolve-flow-collection.js
const blockMsg = "Block collections are not allowed within flow collections";
const isBlock = (token) => token && (token.type === "block-map" || token.type === "block-seq");
function resolveFlowCollection({ composeNode, composeEmptyNode }, ctx, fc, onError, tag) {
	const isMap = fc.start.source === "{";
	const fcName = isMap ? "flow map" : "flow sequence";
	const coll = new ((tag?.nodeClass) ?? (isMap ? YAMLMap : YAMLSeq))(ctx.schema);
	coll.flow = true;
	const atRoot = ctx.atRoot;
	if (atRoot) ctx.atRoot = false;
	if (ctx.atKey) ctx.atKey = false;
	let offset = fc.offset + fc.start.source.length;
	for (let i = 0; i < fc.items.length; ++i) {
		const collItem = fc.items[i];
		const { start, key, sep, value } = collItem;
		const props = resolveProps(start, {
			flow: fcName,
			indicator: "explicit-key-ind",
			next: key ?? sep?.[0],
			offset,
			onError,
			parentIndent: fc.indent,
			startOnNewline: false
		});
		if (!props.found) {
			if (!props.anchor && !props.tag && !sep && !value) {
				if (i === 0 && props.comma) onError(props.comma, "UNEXPECTED_TOKEN", `Unexpected , in ${fcName}`);
				else if (i < fc.items.length - 1) onError(props.start, "UNEXPECTED_TOKEN", `Unexpected empty item in ${fcName}`);
				if (props.comment) {
					if (coll.comment) coll.comment += "\n" + props.comment;
					else coll.comment = props.comment;
				}
				offset = props.end;
				continue;
			}
			if (!isMap && ctx.options.strict && containsNewline(key)) onError(key, "MULTILINE_IMPLICIT_KEY", "Implicit keys of flow sequence pairs need to be on a single line");
		}
		if (i === 0) {
			if (props.comma) onError(props.comma, "UNEXPECTED_TOKEN", `Unexpected , in ${fcName}`);
		} else {
			if (!props.comma) onError(props.start, "MISSING_CHAR", `Missing , between ${fcName} items`);
			if (props.comment) {
				let prevItemComment = "";
				loop: for (const st of start) switch (st.type) {
					case "comma":
					case "space": break;
					case "comment":
						prevItemComment = st.source.substring(1);
						break loop;
					default: break loop;
				}
				if (prevItemComment) {
					let prev = coll.items[coll.items.length - 1];
					if (isPair(prev)) prev = prev.value ?? prev.key;
					if (prev.comment) prev.comment += "\n" + prevItemComment;
					else prev.comment = prevItemComment;
					props.comment = props.comment.substring(prevItemComment.length + 1);
				}
			}
		}
		if (!isMap && !sep && !props.found) {
			const valueNode = value ? composeNode(ctx, value, props, onError) : composeEmptyNode(ctx, props.end, sep, null, props, onError);
			coll.items.push(valueNode);
			offset = valueNode.range[2];
			if (isBlock(value)) onError(valueNode.range, "BLOCK_IN_FLOW", blockMsg);
		} else {
			ctx.atKey = true;
			const keyStart = props.end;
			const keyNode = key ? composeNode(ctx, key, props, onError) : composeEmptyNode(ctx, keyStart, start, null, props, onError);
			if (isBlock(key)) onError(keyNode.range, "BLOCK_IN_FLOW", blockMsg);
			ctx.atKey = false;
			const valueProps = resolveProps(sep ?? [], {
				flow: fcName,
				indicator: "map-value-ind",
				next: value,
				offset: keyNode.range[2],
				onError,
				parentIndent: fc.indent,
				startOnNewline: false
			});
			if (valueProps.found) {
				if (!isMap && !props.found && ctx.options.strict) {
					if (sep) for (const st of sep) {
						if (st === valueProps.found) break;
						if (st.type === "newline") {
							onError(st, "MULTILINE_IMPLICIT_KEY", "Implicit keys of flow sequence pairs need to be on a single line");
							break;
						}
					}
					if (props.start < valueProps.found.offset - 1024) onError(valueProps.found, "KEY_OVER_1024_CHARS", "The : indicator must be at most 1024 chars after the start of an implicit flow sequence key");
				}
			} else if (value) {
				if ("source" in value && value.source?.[0] === ":") onError(value, "MISSING_CHAR", `Missing space after : in ${fcName}`);
				else onError(valueProps.start, "MISSING_CHAR", `Missing , or : between ${fcName} items`);
			}
			const valueNode = value ? composeNode(ctx, value, valueProps, onError) : valueProps.found ? composeEmptyNode(ctx, valueProps.end, sep, null, valueProps, onError) : null;
			if (valueNode) {
				if (isBlock(value)) onError(valueNode.range, "BLOCK_IN_FLOW", blockMsg);
			} else if (valueProps.comment) {
				if (keyNode.comment) keyNode.comment += "\n" + valueProps.comment;
				else keyNode.comment = valueProps.comment;
			}
			const pair = new Pair(keyNode, valueNode);
			if (ctx.options.keepSourceTokens) pair.srcToken = collItem;
			if (isMap) {
				const map = coll;
				if (mapIncludes(ctx, map.items, keyNode)) onError(keyStart, "DUPLICATE_KEY", "Map keys must be unique");
				map.items.push(pair);
			} else {
				const map = new YAMLMap(ctx.schema);
				map.flow = true;
				map.items.push(pair);
				const endRange = (valueNode ?? keyNode).range;
				map.range = [
					keyNode.range[0],
					endRange[1],
					endRange[2]
				];
				coll.items.push(map);
			}
			offset = valueNode ? valueNode.range[2] : valueProps.end;
		}
	}
	const expectedEnd = isMap ? "}" : "]";
	const [ce, ...ee] = fc.end;
	let cePos = offset;
	if (ce?.source === expectedEnd) cePos = ce.offset + ce.source.length;
	else {
		const name = fcName[0].toUpperCase() + fcName.substring(1);
		const msg = atRoot ? `${name} must end with a ${expectedEnd}` : `${name} in block collection must be sufficiently indented and end with a ${expectedEnd}`;
		onError(offset, atRoot ? "MISSING_CHAR" : "BAD_INDENT", msg);
		if (ce && ce.source.length !== 1) ee.unshift(ce);
	}
	if (ee.length > 0) {
		const end = resolveEnd(ee, cePos, ctx.options.strict, onError);
		if (end.comment) {
			if (coll.comment) coll.comment += "\n" + end.comment;
			else coll.comment = end.comment;
		}
		coll.range = [
			fc.offset,
			cePos,
			end.offset
		];
	} else coll.range = [
		fc.offset,
		cePos,
		cePos
	];
	return coll;
}

// node_modules/yaml/browser/dist/compose/compose-collection.js
function resolveCollection(CN, ctx, token, onError, tagName, tag) {
	const coll = token.type === "block-map" ? resolveBlockMap(CN, ctx, token, onError, tag) : token.type === "block-seq" ? resolveBlockSeq(CN, ctx, token, onError, tag) : resolveFlowCollection(CN, ctx, token, onError, tag);
	const Coll = coll.constructor;
	if (tagName === "!" || tagName === Coll.tagName) {
		coll.tag = Coll.tagName;
		return coll;
	}
	if (tagName) coll.tag = tagName;
	return coll;
}
function composeCollection(CN, ctx, token, props, onError) {
	const tagToken = props.tag;
	const tagName = !tagToken ? null : ctx.directives.tagName(tagToken.source, (msg) => onError(tagToken, "TAG_RESOLVE_FAILED", msg));
	if (token.type === "block-seq") {
		const { anchor, newlineAfterProp: nl } = props;
		const lastProp = anchor && tagToken ? anchor.offset > tagToken.offset ? anchor : tagToken : anchor ?? tagToken;
		if (lastProp && (!nl || nl.offset < lastProp.offset)) onError(lastProp, "MISSING_CHAR", "Missing newline after block sequence props");
	}
	const expType = token.type === "block-map" ? "map" : token.type === "block-seq" ? "seq" : token.start.source === "{" ? "map" : "seq";
	if (!tagToken || !tagName || tagName === "!" || tagName === YAMLMap.tagName && expType === "map" || tagName === YAMLSeq.tagName && expType === "seq") return resolveCollection(CN, ctx, token, onError, tagName);
	let tag = ctx.schema.tags.find((t) => t.tag === tagName && t.collection === expType);
	if (!tag) {
		const kt = ctx.schema.knownTags[tagName];
		if (kt?.collection === expType) {
			ctx.schema.tags.push(Object.assign({}, kt, { default: false }));
			tag = kt;
		} else {
			if (kt) onError(tagToken, "BAD_COLLECTION_TYPE", `${kt.tag} used for ${expType} collection, but expects ${kt.collection ?? "scalar"}`, true);
			else onError(tagToken, "TAG_RESOLVE_FAILED", `Unresolved tag: ${tagName}`, true);
			return resolveCollection(CN, ctx, token, onError, tagName);
		}
	}
	const coll = resolveCollection(CN, ctx, token, onError, tagName, tag);
	const res = tag.resolve?.(coll, (msg) => onError(tagToken, "TAG_RESOLVE_FAILED", msg), ctx.options) ?? coll;
	const node = isNode(res) ? res : new Scalar(res);
	node.range = coll.range;
	node.tag = tagName;
	if (tag?.format) node.format = tag.format;
	return node;
}

// node_modules/yaml/browser/dist/compose/resolve-block-scalar.js
function resolveBlockScalar(ctx, scalar, onError) {
	const start = scalar.offset;
	const header = parseBlockScalarHeader(scalar, ctx.options.strict, onError);
	if (!header) return {
		value: "",
		type: null,
		comment: "",
		range: [
			start,
			start,
			start
		]
	};
	const type = header.mode === ">" ? Scalar.BLOCK_FOLDED : Scalar.BLOCK_LITERAL;
	const lines = scalar.source ? splitLines(scalar.source) : [];
	let chompStart = lines.length;
	for (let i = lines.length - 1; i >= 0; --i) {
		const content = lines[i][1];
		if (content === "" || content === "\r") chompStart = i;
		else break;
	}
	if (chompStart === 0) {
		const value = header.chomp === "+" && lines.length > 0 ? "\n".repeat(Math.max(1, lines.length - 1)) : "";
		let end = start + header.length;
		if (scalar.source) end += scalar.source.length;
		return {
			value,
			type,
			comment: header.comment,
			range: [
				start,
				end,
				end
			]
		};
	}
	let trimIndent = scalar.indent + header.indent;
	let offset = scalar.offset + header.length;
	let contentStart = 0;
	for (let i = 0; i < chompStart; ++i) {
		const [indent, content] = lines[i];
		if (content === "" || content === "\r") {
			if (header.indent === 0 && indent.length > trimIndent) trimIndent = indent.length;
		} else {
			if (indent.length < trimIndent) onError(offset + indent.length, "MISSING_CHAR", "Block scalars with more-indented leading empty lines must use an explicit indentation indicator");
			if (header.indent === 0) trimIndent = indent.length;
			contentStart = i;
			if (trimIndent === 0 && !ctx.atRoot) onError(offset, "BAD_INDENT", "Block scalar values in collections must be indented");
			break;
		}
		offset += indent.length + content.length + 1;
	}
	for (let i = lines.length - 1; i >= chompStart; --i) if (lines[i][0].length > trimIndent) chompStart = i + 1;
	let value = "";
	let sep = "";
	let prevMoreIndented = false;
	for (let i = 0; i < contentStart; ++i) value += lines[i][0].slice(trimIndent) + "\n";
	for (let i = contentStart; i < chompStart; ++i) {
		let [indent, content] = lines[i];
		offset += indent.length + content.length + 1;
		const crlf = content[content.length - 1] === "\r";
		if (crlf) content = content.slice(0, -1);
		/* istanbul ignore if already caught in lexer */
		if (content && indent.length < trimIndent) {
			const message = `Block scalar lines must not be less indented than their ${header.indent ? "explicit indentation indicator" : "first line"}`;
			onError(offset - content.length - (crlf ? 2 : 1), "BAD_INDENT", message);
			indent = "";
		}
		if (type === Scalar.BLOCK_LITERAL) {
			value += sep + indent.slice(trimIndent) + content;
			sep = "\n";
		} else if (indent.length > trimIndent || content[0] === "	") {
			if (sep === " ") sep = "\n";
			else if (!prevMoreIndented && sep === "\n") sep = "\n\n";
			value += sep + indent.slice(trimIndent) + content;
			sep = "\n";
			prevMoreIndented = true;
		} else if (content === "") {
			if (sep === "\n") value += "\n";
			else sep = "\n";
		} else {
			value += sep + content;
			sep = " ";
			prevMoreIndented = false;
		}
	}
	switch (header.chomp) {
		case "-": break;
		case "+":
			for (let i = chompStart; i < lines.length; ++i) value += "\n" + lines[i][0].slice(trimIndent);
			if (value[value.length - 1] !== "\n") value += "\n";
			break;
		default: value += "\n";
	}
	const end = start + header.length + scalar.source.length;
	return {
		value,
		type,
		comment: header.comment,
		range: [
			start,
			end,
			end
		]
	};
}
function parseBlockScalarHeader({ offset, props }, strict, onError) {
	/* istanbul ignore if should not happen */
	if (props[0].type !== "block-scalar-header") {
		onError(props[0], "IMPOSSIBLE", "Block scalar header not found");
		return null;
	}
	const { source } = props[0];
	const mode = source[0];
	let indent = 0;
	let chomp = "";
	let error = -1;
	for (let i = 1; i < source.length; ++i) {
		const ch = source[i];
		if (!chomp && (ch === "-" || ch === "+")) chomp = ch;
		else {
			const n = Number(ch);
			if (!indent && n) indent = n;
			else if (error === -1) error = offset + i;
		}
	}
	if (error !== -1) onError(error, "UNEXPECTED_TOKEN", `Block scalar header includes extra characters: ${source}`);
	let hasSpace = false;
	let comment = "";
	let length = source.length;
	for (let i = 1; i < props.length; ++i) {
		const token = props[i];
		switch (token.type) {
			case "space": hasSpace = true;
			case "newline":
				length += token.source.length;
				break;
			case "comment":
				if (strict && !hasSpace) onError(token, "MISSING_CHAR", "Comments must be separated from other tokens by white space characters");
				length += token.source.length;
				comment = token.source.substring(1);
				break;
			case "error":
				onError(token, "UNEXPECTED_TOKEN", token.message);
				length += token.source.length;
				break;
			/* istanbul ignore next should not happen */
			default: {
				onError(token, "UNEXPECTED_TOKEN", `Unexpected token in block scalar header: ${token.type}`);
				const ts = token.source;
				if (ts && typeof ts === "string") length += ts.length;
			}
		}
	}
	return {
		mode,
		indent,
		chomp,
		comment,
		length
	};
}
function splitLines(source) {
	const split = source.split(/\n( *)/);
	const first = split[0];
	const m = first.match(/^( *)/);
	const lines = [m?.[1] ? [m[1], first.slice(m[1].length)] : ["", first]];
	for (let i = 1; i < split.length; i += 2) lines.push([split[i], split[i + 1]]);
	return lines;
}

// node_modules/yaml/browser/dist/compose/resolve-flow-scalar.js
function resolveFlowScalar(scalar, strict, onError) {
	const { offset, type, source, end } = scalar;
	let _type;
	let value;
	const _onError = (rel, code, msg) => onError(offset + rel, code, msg);
	switch (type) {
		case "scalar":
			_type = Scalar.PLAIN;
			value = plainValue(source, _onError);
			break;
		case "single-quoted-scalar":
			_type = Scalar.QUOTE_SINGLE;
			value = singleQuotedValue(source, _onError);
			break;
		case "double-quoted-scalar":
			_type = Scalar.QUOTE_DOUBLE;
			value = doubleQuotedValue(source, _onError);
			break;
		/* istanbul ignore next should not happen */
		default:
			onError(scalar, "UNEXPECTED_TOKEN", `Expected a flow scalar value, but found: ${type}`);
			return {
				value: "",
				type: null,
				comment: "",
				range: [
					offset,
					offset + source.length,
					offset + source.length
				]
			};
	}
	const valueEnd = offset + source.length;
	const re = resolveEnd(end, valueEnd, strict, onError);
	return {
		value,
		type: _type,
		comment: re.comment,
		range: [
			offset,
			valueEnd,
			re.offset
		]
	};
}
function plainValue(source, onError) {
	let badChar = "";
	switch (source[0]) {
		/* istanbul ignore next should not happen */
		case "	":
			badChar = "a tab character";
			break;
		case ",":
			badChar = "flow indicator character ,";
			break;
		case "%":
			badChar = "directive indicator character %";
			break;
		case "|":
		case ">":
			badChar = `block scalar indicator ${source[0]}`;
			break;
		case "@":
		case "`": badChar = `reserved character ${source[0]}`;
	}
	if (badChar) onError(0, "BAD_SCALAR_START", `Plain value cannot start with ${badChar}`);
	return unfoldLines(source);
}
function singleQuotedValue(source, onError) {
	if (source[source.length - 1] !== "'" || source.length === 1) onError(source.length, "MISSING_CHAR", "Missing closing 'quote");
	return unfoldLines(source.slice(1, -1)).replace(/''/g, "'");
}
function unfoldLines(source) {
	const line = /(.*?)\r?\n/sy;
	let match = line.exec(source);
	if (!match) return source;
	let trimEnd, trimBoth;
	try {
		trimEnd = /* @__PURE__ */ new RegExp("(?<![ 	])[ 	]+$");
		trimBoth = /* @__PURE__ */ new RegExp("^[ 	]+|(?<![ 	])[ 	]+$", "g");
	} catch {
		trimEnd = /[ \t]+$/;
		trimBoth = /^[ \t]+|[ \t]+$/g;
	}
	let res = match[1].replace(trimEnd, "");
	let sep = " ";
	let pos = line.lastIndex;
	while (match = line.exec(source)) {
		const lm = match[1].replace(trimBoth, "");
		if (lm === "") {
			if (sep === "\n") res += sep;
			else sep = "\n";
		} else {
			res += sep + lm;
			sep = " ";
		}
		pos = line.lastIndex;
	}
	const last = /[ \t]*(.*)/sy;
	last.lastIndex = pos;
	match = last.exec(source);
	return res + sep + (match?.[1] ?? "");
}
function doubleQuotedValue(source, onError) {
	let res = "";
	for (let i = 1; i < source.length - 1; ++i) {
		const ch = source[i];
		if (ch === "\r" && source[i + 1] === "\n") continue;
		if (ch === "\n") {
			const { fold, offset } = foldNewline(source, i);
			res += fold;
			i = offset;
		} else if (ch === "\\") {
			let next = source[++i];
			const cc = escapeCodes[next];
			if (cc) res += cc;
			else if (next === "\n") {
				next = source[i + 1];
				while (next === " " || next === "	") next = source[++i + 1];
			} else if (next === "\r" && source[i + 1] === "\n") {
				next = source[++i + 1];
				while (next === " " || next === "	") next = source[++i + 1];
			} else if (next === "x" || next === "u" || next === "U") {
				const length = next === "x" ? 2 : next === "u" ? 4 : 8;
				res += parseCharCode(source, i + 1, length, onError);
				i += length;
			} else {
				const raw = source.substr(i - 1, 2);
				onError(i - 1, "BAD_DQ_ESCAPE", `Invalid escape sequence ${raw}`);
				res += raw;
			}
		} else if (ch === " " || ch === "	") {
			const wsStart = i;
			let next = source[i + 1];
			while (next === " " || next === "	") next = source[++i + 1];
			if (next !== "\n" && !(next === "\r" && source[i + 2] === "\n")) res += i > wsStart ? source.slice(wsStart, i + 1) : ch;
		} else res += ch;
	}
	if (source[source.length - 1] !== "\"" || source.length === 1) onError(source.length, "MISSING_CHAR", "Missing closing \"quote");
	return res;
}
function foldNewline(source, offset) {
	let fold = "";
	let ch = source[offset + 1];
	while (ch === " " || ch === "	" || ch === "\n" || ch === "\r") {
		if (ch === "\r" && source[offset + 2] !== "\n") break;
		if (ch === "\n") fold += "\n";
		offset += 1;
		ch = source[offset + 1];
	}
	if (!fold) fold = " ";
	return {
		fold,
		offset
	};
}
const escapeCodes = {
	"0": "\0",
	a: "\x07",
	b: "\b",
	e: "\x1B",
	f: "\f",
	n: "\n",
	r: "\r",
	t: "	",
	v: "\v",
	N: "",
	_: "\xA0",
	L: "\u2028",
	P: "\u2029",
	" ": " ",
	"\"": "\"",
	"/": "/",
	"\\": "\\",
	"	": "	"
};
function parseCharCode(source, offset, length, onError) {
	const cc = source.substr(offset, length);
	const code = cc.length === length && /^[0-9a-fA-F]+$/.test(cc) ? parseInt(cc, 16) : NaN;
	try {
		return String.fromCodePoint(code);
	} catch {
		const raw = source.substr(offset - 2, length + 2);
		onError(offset - 2, "BAD_DQ_ESCAPE", `Invalid escape sequence ${raw}`);
		return raw;
	}
}

// node_modules/yaml/browser/dist/compose/compose-scalar.js
function composeScalar(ctx, token, tagToken, onError) {
	const { value, type, comment, range } = token.type === "block-scalar" ? resolveBlockScalar(ctx, token, onError) : resolveFlowScalar(token, ctx.options.strict, onError);
	const tagName = tagToken ? ctx.directives.tagName(tagToken.source, (msg) => onError(tagToken, "TAG_RESOLVE_FAILED", msg)) : null;
	let tag;
	if (ctx.options.stringKeys && ctx.atKey) tag = ctx.schema[SCALAR$1];
	else if (tagName) tag = findScalarTagByName(ctx.schema, value, tagName, tagToken, onError);
	else if (token.type === "scalar") tag = findScalarTagByTest(ctx, value, token, onError);
	else tag = ctx.schema[SCALAR$1];
	let scalar;
	try {
		const res = tag.resolve(value, (msg) => onError(tagToken ?? token, "TAG_RESOLVE_FAILED", msg), ctx.options);
		scalar = isScalar(res) ? res : new Scalar(res);
	} catch (error) {
		const msg = error instanceof Error ? error.message : String(error);
		onError(tagToken ?? token, "TAG_RESOLVE_FAILED", msg);
		scalar = new Scalar(value);
	}
	scalar.range = range;
	scalar.source = value;
	if (type) scalar.type = type;
	if (tagName) scalar.tag = tagName;
	if (tag.format) scalar.format = tag.format;
	if (comment) scalar.comment = comment;
	return scalar;
}
function findScalarTagByName(schema, value, tagName, tagToken, onError) {
	if (tagName === "!") return schema[SCALAR$1];
	const matchWithTest = [];
	for (const tag of schema.tags) if (!tag.collection && tag.tag === tagName) {
		if (tag.default && tag.test) matchWithTest.push(tag);
		else return tag;
	}
	for (const tag of matchWithTest) if (tag.test?.test(value)) return tag;
	const kt = schema.knownTags[tagName];
	if (kt && !kt.collection) {
		schema.tags.push(Object.assign({}, kt, {
			default: false,
			test: void 0
		}));
		return kt;
	}
	onError(tagToken, "TAG_RESOLVE_FAILED", `Unresolved tag: ${tagName}`, tagName !== "tag:yaml.org,2002:str");
	return schema[SCALAR$1];
}
function findScalarTagByTest({ atKey, directives, schema }, value, token, onError) {
	const tag = schema.tags.find((tag) => (tag.default === true || atKey && tag.default === "key") && tag.test?.test(value)) || schema[SCALAR$1];
	if (schema.compat) {
		const compat = schema.compat.find((tag) => tag.default && tag.test?.test(value)) ?? schema[SCALAR$1];
		if (tag.tag !== compat.tag) onError(token, "TAG_RESOLVE_FAILED", `Value may be parsed as either ${directives.tagString(tag.tag)} or ${directives.tagString(compat.tag)}`, true);
	}
	return tag;
}

// node_modules/yaml/browser/dist/compose/util-empty-scalar-position.js
function emptyScalarPosition(offset, before, pos) {
	if (before) {
		pos ?? (pos = before.length);
		for (let i = pos - 1; i >= 0; --i) {
			let st = before[i];
			switch (st.type) {
				case "space":
				case "comment":
				case "newline":
					offset -= st.source.length;
					continue;
			}
			st = before[++i];
			while (st?.type === "space") {
				offset += st.source.length;
				st = before[++i];
			}
			break;
		}
	}
	return offset;
}

// node_modules/yaml/browser/dist/compose/compose-node.js
const CN = {
	composeNode,
	composeEmptyNode
};
function composeNode(ctx, token, props, onError) {
	const atKey = ctx.atKey;
	const { spaceBefore, comment, anchor, tag } = props;
	let node;
	let isSrcToken = true;
	switch (token.type) {
		case "alias":
			node = composeAlias(ctx, token, onError);
			if (anchor || tag) onError(token, "ALIAS_PROPS", "An alias node must not specify any properties");
			break;
		case "scalar":
		case "single-quoted-scalar":
		case "double-quoted-scalar":
		case "block-scalar":
			node = composeScalar(ctx, token, tag, onError);
			if (anchor) node.anchor = anchor.source.substring(1);
			break;
		case "block-map":
		case "block-seq":
		case "flow-collection":
			try {
				node = composeCollection(CN, ctx, token, props, onError);
				if (anchor) node.anchor = anchor.source.substring(1);
			} catch (error) {
				onError(token, "RESOURCE_EXHAUSTION", error instanceof Error ? error.message : String(error));
			}
			break;
		default:
			onError(token, "UNEXPECTED_TOKEN", token.type === "error" ? token.message : `Unsupported token (type: ${token.type})`);
			isSrcToken = false;
	}
	node ?? (node = composeEmptyNode(ctx, token.offset, void 0, null, props, onError));
	if (anchor && node.anchor === "") onError(anchor, "BAD_ALIAS", "Anchor cannot be an empty string");
	if (atKey && ctx.options.stringKeys && (!isScalar(node) || typeof node.value !== "string" || node.tag && node.tag !== "tag:yaml.org,2002:str")) onError(tag ?? token, "NON_STRING_KEY", "With stringKeys, all keys must be strings");
	if (spaceBefore) node.spaceBefore = true;
	if (comment) {
		if (token.type === "scalar" && token.source === "") node.comment = comment;
		else node.commentBefore = comment;
	}
	if (ctx.options.keepSourceTokens && isSrcToken) node.srcToken = token;
	return node;
}
function composeEmptyNode(ctx, offset, before, pos, { spaceBefore, comment, anchor, tag, end }, onError) {
	const token = {
		type: "scalar",
		offset: emptyScalarPosition(offset, before, pos),
		indent: -1,
		source: ""
	};
	const node = composeScalar(ctx, token, tag, onError);
	if (anchor) {
		node.anchor = anchor.source.substring(1);
		if (node.anchor === "") onError(anchor, "BAD_ALIAS", "Anchor cannot be an empty string");
	}
	if (spaceBefore) node.spaceBefore = true;
	if (comment) {
		node.comment = comment;
		node.range[2] = end;
	}
	return node;
}
function composeAlias({ options }, { offset, source, end }, onError) {
	const alias = new Alias(source.substring(1));
	if (alias.source === "") onError(offset, "BAD_ALIAS", "Alias cannot be an empty string");
	if (alias.source.endsWith(":")) onError(offset + source.length - 1, "BAD_ALIAS", "Alias ending in : is ambiguous", true);
	const valueEnd = offset + source.length;
	const re = resolveEnd(end, valueEnd, options.strict, onError);
	alias.range = [
		offset,
		valueEnd,
		re.offset
	];
	if (re.comment) alias.comment = re.comment;
	return alias;
}

// node_modules/yaml/browser/dist/compose/compose-doc.js
function composeDoc(options, directives, { offset, start, value, end }, onError) {
	const opts = Object.assign({ _directives: directives }, options);
	const doc = new Document(void 0, opts);
	const ctx = {
		atKey: false,
		atRoot: true,
		directives: doc.directives,
		options: doc.options,
		schema: doc.schema
	};
	const props = resolveProps(start, {
		indicator: "doc-start",
		next: value ?? end?.[0],
		offset,
		onError,
		parentIndent: 0,
		startOnNewline: true
	});
	if (props.found) {
		doc.directives.docStart = true;
		if (value && (value.type === "block-map" || value.type === "block-seq") && !props.hasNewline) onError(props.end, "MISSING_CHAR", "Block collection cannot start on same line with directives-end marker");
	}
	doc.contents = value ? composeNode(ctx, value, props, onError) : composeEmptyNode(ctx, props.end, start, null, props, onError);
	const contentEnd = doc.contents.range[2];
	const re = resolveEnd(end, contentEnd, false, onError);
	if (re.comment) doc.comment = re.comment;
	doc.range = [
		offset,
		contentEnd,
		re.offset
	];
	return doc;
}

// node_modules/yaml/browser/dist/compose/composer.js
function getErrorPos(src) {
	if (typeof src === "number") return [src, src + 1];
	if (Array.isArray(src)) return src.length === 2 ? src : [src[0], src[1]];
	const { offset, source } = src;
	return [offset, offset + (typeof source === "string" ? source.length : 1)];
}
function parsePrelude(prelude) {
	let comment = "";
	let atComment = false;
	let afterEmptyLine = false;
	for (let i = 0; i < prelude.length; ++i) {
		const source = prelude[i];
		switch (source[0]) {
			case "#":
				comment += (comment === "" ? "" : afterEmptyLine ? "\n\n" : "\n") + (source.substring(1) || " ");
				atComment = true;
				afterEmptyLine = false;
				break;
			case "%":
				if (prelude[i + 1]?.[0] !== "#") i += 1;
				atComment = false;
				break;
			default:
				if (!atComment) afterEmptyLine = true;
				atComment = false;
		}
	}
	return {
		comment,
		afterEmptyLine
	};
}
var Composer = class {
	constructor(options = {}) {
		this.doc = null;
		this.atDirectives = false;
		this.prelude = [];
		this.errors = [];
		this.warnings = [];
		this.onError = (source, code, message, warning) => {
			const pos = getErrorPos(source);
			if (warning) this.warnings.push(new YAMLWarning(pos, code, message));
			else this.errors.push(new YAMLParseError(pos, code, message));
		};
		this.directives = new Directives({ version: options.version || "1.2" });
		this.options = options;
	}
	decorate(doc, afterDoc) {
		const { comment, afterEmptyLine } = parsePrelude(this.prelude);
		if (comment) {
			const dc = doc.contents;
			if (afterDoc) doc.comment = doc.comment ? `${doc.comment}\n${comment}` : comment;
			else if (afterEmptyLine || doc.directives.docStart || !dc) doc.commentBefore = comment;
			else if (isCollection(dc) && !dc.flow && dc.items.length > 0) {
				let it = dc.items[0];
				if (isPair(it)) it = it.key;
				const cb = it.commentBefore;
				it.commentBefore = cb ? `${comment}\n${cb}` : comment;
			} else {
				const cb = dc.commentBefore;
				dc.commentBefore = cb ? `${comment}\n${cb}` : comment;
			}
		}
		if (afterDoc) {
			for (let i = 0; i < this.errors.length; ++i) doc.errors.push(this.errors[i]);
			for (let i = 0; i < this.warnings.length; ++i) doc.warnings.push(this.warnings[i]);
		} else {
			doc.errors = this.errors;
			doc.warnings = this.warnings;
		}
		this.prelude = [];
		this.errors = [];
		this.warnings = [];
	}
	streamInfo() {
		return {
			comment: parsePrelude(this.prelude).comment,
			directives: this.directives,
			errors: this.errors,
			warnings: this.warnings
		};
	}
	*compose(tokens, forceDoc = false, endOffset = -1) {
		for (const token of tokens) yield* this.next(token);
		yield* this.end(forceDoc, endOffset);
	}
	*next(token) {
		switch (token.type) {
			case "directive":
				this.directives.add(token.source, (offset, message, warning) => {
					const pos = getErrorPos(token);
					pos[0] += offset;
					this.onError(pos, "BAD_DIRECTIVE", message, warning);
				});
				this.prelude.push(token.source);
				this.atDirectives = true;
				break;
			case "document": {
				const doc = composeDoc(this.options, this.directives, token, this.onError);
				if (this.atDirectives && !doc.directives.docStart) this.onError(token, "MISSING_CHAR", "Missing directives-end/doc-start indicator line");
				this.decorate(doc, false);
				if (this.doc) yield this.doc;
				this.doc = doc;
				this.atDirectives = false;
				break;
			}
			case "byte-order-mark":
			case "space": break;
			case "comment":
			case "newline":
				this.prelude.push(token.source);
				break;
			case "error": {
				const msg = token.source ? `${token.message}: ${JSON.stringify(token.source)}` : token.message;
				const error = new YAMLParseError(getErrorPos(token), "UNEXPECTED_TOKEN", msg);
				if (this.atDirectives || !this.doc) this.errors.push(error);
				else this.doc.errors.push(error);
				break;
			}
			case "doc-end": {
				if (!this.doc) {
					this.errors.push(new YAMLParseError(getErrorPos(token), "UNEXPECTED_TOKEN", "Unexpected doc-end without preceding document"));
					break;
				}
				this.doc.directives.docEnd = true;
				const end = resolveEnd(token.end, token.offset + token.source.length, this.doc.options.strict, this.onError);
				this.decorate(this.doc, true);
				if (end.comment) {
					const dc = this.doc.comment;
					this.doc.comment = dc ? `${dc}\n${end.comment}` : end.comment;
				}
				this.doc.range[2] = end.offset;
				break;
			}
			default: this.errors.push(new YAMLParseError(getErrorPos(token), "UNEXPECTED_TOKEN", `Unsupported token ${token.type}`));
		}
	}
	*end(forceDoc = false, endOffset = -1) {
		if (this.doc) {
			this.decorate(this.doc, true);
			yield this.doc;
			this.doc = null;
		} else if (forceDoc) {
			const opts = Object.assign({ _directives: this.directives }, this.options);
			const doc = new Document(void 0, opts);
			if (this.atDirectives) this.onError(endOffset, "MISSING_CHAR", "Missing directives-end indicator line");
			doc.range = [
				0,
				endOffset,
				endOffset
			];
			this.decorate(doc, false);
			yield doc;
		}
	}
};

// node_modules/yaml/browser/dist/parse/cst-visit.js
const BREAK = Symbol("break visit");
const SKIP = Symbol("skip children");
const REMOVE = Symbol("remove item");
function visit(cst, visitor) {
	if ("type" in cst && cst.type === "document") cst = {
		start: cst.start,
		value: cst.value
	};
	_visit(Object.freeze([]), cst, visitor);
}
visit.BREAK = BREAK;
visit.SKIP = SKIP;
visit.REMOVE = REMOVE;
visit.itemAtPath = (cst, path) => {
	let item = cst;
	for (const [field, index] of path) {
		const tok = item?.[field];
		if (tok && "items" in tok) item = tok.items[index];
		else return void 0;
	}
	return item;
};
visit.parentCollection = (cst, path) => {
	const parent = visit.itemAtPath(cst, path.slice(0, -1));
	const field = path[path.length - 1][0];
	const coll = parent?.[field];
	if (coll && "items" in coll) return coll;
	throw new Error("Parent collection not found");
};
function _visit(path, item, visitor) {
	let ctrl = visitor(item, path);
	if (typeof ctrl === "symbol") return ctrl;
	for (const field of ["key", "value"]) {
		const token = item[field];
		if (token && "items" in token) {
			for (let i = 0; i < token.items.length; ++i) {
				const ci = _visit(Object.freeze(path.concat([[field, i]])), token.items[i], visitor);
				if (typeof ci === "number") i = ci - 1;
				else if (ci === BREAK) return BREAK;
				else if (ci === REMOVE) {
					token.items.splice(i, 1);
					i -= 1;
				}
			}
			if (typeof ctrl === "function" && field === "key") ctrl = ctrl(item, path);
		}
	}
	return typeof ctrl === "function" ? ctrl(item, path) : ctrl;
}

// node_modules/yaml/browser/dist/parse/cst.js
const BOM = "﻿";
const DOCUMENT = "";
const FLOW_END = "";
const SCALAR = "";
function tokenType(source) {
	switch (source) {
		case "﻿": return "byte-order-mark";
		case "": return "doc-mode";
		case "": return "flow-error-end";
		case "": return "scalar";
		case "---": return "doc-start";
		case "...": return "doc-end";
		case "":
		case "\n":
		case "\r\n": return "newline";
		case "-": return "seq-item-ind";
		case "?": return "explicit-key-ind";
		case ":": return "map-value-ind";
		case "{": return "flow-map-start";
		case "}": return "flow-map-end";
		case "[": return "flow-seq-start";
		case "]": return "flow-seq-end";
		case ",": return "comma";
	}
	switch (source[0]) {
		case " ":
		case "	": return "space";
		case "#": return "comment";
		case "%": return "directive-line";
		case "*": return "alias";
		case "&": return "anchor";
		case "!": return "tag";
		case "'": return "single-quoted-scalar";
		case "\"": return "double-quoted-scalar";
		case "|":
		case ">": return "block-scalar-header";
	}
	return null;
}

// node_modules/yaml/browser/dist/parse/lexer.js
function isEmpty(ch) {
	switch (ch) {
		case void 0:
		case " ":
		case "\n":
		case "\r":
		case "	": return true;
		default: return false;
	}
}
const hexDigits = /* @__PURE__ */ new Set("0123456789ABCDEFabcdef");
const tagChars = /* @__PURE__ */ new Set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-#;/?:@&=+$_.!~*'()");
const flowIndicatorChars = /* @__PURE__ */ new Set(",[]{}");
const invalidAnchorChars = /* @__PURE__ */ new Set(" ,[]{}\n\r	");
const isNotAnchorChar = (ch) => !ch || invalidAnchorChars.has(ch);
var Lexer = class {
	constructor() {
		this.atEnd = false;
		this.blockScalarIndent = -1;
		this.blockScalarKeep = false;
		this.buffer = "";
		this.flowKey = false;
		this.flowLevel = 0;
		this.indentNext = 0;
		this.indentValue = 0;
		this.lineEndPos = null;
		this.next = null;
		this.pos = 0;
	}
	*lex(source, incomplete = false) {
		if (source) {
			if (typeof source !== "string") throw TypeError("source is not a string");
			this.buffer = this.buffer ? this.buffer + source : source;
			this.lineEndPos = null;
		}
		this.atEnd = !incomplete;
		let next = this.next ?? "stream";
		while (next && (incomplete || this.hasChars(1))) next = yield* this.parseNext(next);
	}
	atLineEnd() {
		let i = this.pos;
		let ch = this.buffer[i];
		while (ch === " " || ch === "	") ch = this.buffer[++i];
		if (!ch || ch === "#" || ch === "\n") return true;
		if (ch === "\r") return this.buffer[i + 1] === "\n";
		return false;
	}
	charAt(n) {
		return this.buffer[this.pos + n];
	}
	continueScalar(offset) {
		let ch = this.buffer[offset];
		if (this.indentNext > 0) {
			let indent = 0;
			while (ch === " ") ch = this.buffer[++indent + offset];
			if (ch === "\r") {
				const next = this.buffer[indent + offset + 1];
				if (next === "\n" || !next && !this.atEnd) return offset + indent + 1;
			}
			return ch === "\n" || indent >= this.indentNext || !ch && !this.atEnd ? offset + indent : -1;
		}
		if (ch === "-" || ch === ".") {
			const dt = this.buffer.substr(offset, 3);
			if ((dt === "---" || dt === "...") && isEmpty(this.buffer[offset + 3])) return -1;
		}
		return offset;
	}
	getLine() {
		let end = this.lineEndPos;
		if (typeof end !== "number" || end !== -1 && end < this.pos) {
			end = this.buffer.indexOf("\n", this.pos);
			this.lineEndPos = end;
		}
		if (end === -1) return this.atEnd ? this.buffer.substring(this.pos) : null;
		if (this.buffer[end - 1] === "\r") end -= 1;
		return this.buffer.substring(this.pos, end);
	}
	hasChars(n) {
		return this.pos + n <= this.buffer.length;
	}
	setNext(state) {
		this.buffer = this.buffer.substring(this.pos);
		this.pos = 0;
		this.lineEndPos = null;
		this.next = state;
		return null;
	}
	peek(n) {
		return this.buffer.substr(this.pos, n);
	}
	*parseNext(next) {
		switch (next) {
			case "stream": return yield* this.parseStream();
			case "line-start": return yield* this.parseLineStart();
			case "block-start": return yield* this.parseBlockStart();
			case "doc": return yield* this.parseDocument();
			case "flow": return yield* this.parseFlowCollection();
			case "quoted-scalar": return yield* this.parseQuotedScalar();
			case "block-scalar": return yield* this.parseBlockScalar();
			case "plain-scalar": return yield* this.parsePlainScalar();
		}
	}
	*parseStream() {
		let line = this.getLine();
		if (line === null) return this.setNext("stream");
		if (line[0] === "﻿") {
			yield* this.pushCount(1);
			line = line.substring(1);
		}
		if (line[0] === "%") {
			let dirEnd = line.length;
			let cs = line.indexOf("#");
			while (cs !== -1) {
				const ch = line[cs - 1];
				if (ch === " " || ch === "	") {
					dirEnd = cs - 1;
					break;
				} else cs = line.indexOf("#", cs + 1);
			}
			while (true) {
				const ch = line[dirEnd - 1];
				if (ch === " " || ch === "	") dirEnd -= 1;
				else break;
			}
			const n = (yield* this.pushCount(dirEnd)) + (yield* this.pushSpaces(true));
			yield* this.pushCount(line.length - n);
			this.pushNewline();
			return "stream";
		}
		if (this.atLineEnd()) {
			const sp = yield* this.pushSpaces(true);
			yield* this.pushCount(line.length - sp);
			yield* this.pushNewline();
			return "stream";
		}
		yield "";
		return yield* this.parseLineStart();
	}
	*parseLineStart() {
		const ch = this.charAt(0);
		if (!ch && !this.atEnd) return this.setNext("line-start");
		if (ch === "-" || ch === ".") {
			if (!this.atEnd && !this.hasChars(4)) return this.setNext("line-start");
			const s = this.peek(3);
			if ((s === "---" || s === "...") && isEmpty(this.charAt(3))) {
				yield* this.pushCount(3);
				this.indentValue = 0;
				this.indentNext = 0;
				return s === "---" ? "doc" : "stream";
			}
		}
		this.indentValue = yield* this.pushSpaces(false);
		if (this.indentNext > this.indentValue && !isEmpty(this.charAt(1))) this.indentNext = this.indentValue;
		return yield* this.parseBlockStart();
	}
	*parseBlockStart() {
		const [ch0, ch1] = this.peek(2);
		if (!ch1 && !this.atEnd) return this.setNext("block-start");
		if ((ch0 === "-" || ch0 === "?" || ch0 === ":") && isEmpty(ch1)) {
			const n = (yield* this.pushCount(1)) + (yield* this.pushSpaces(true));
			this.indentNext = this.indentValue + 1;
			this.indentValue += n;
			return "block-start";
		}
		return "doc";
	}
	*parseDocument() {
		yield* this.pushSpaces(true);
		const line = this.getLine();
		if (line === null) return this.setNext("doc");
		let n = yield* this.pushIndicators();
		switch (line[n]) {
			case "#": yield* this.pushCount(line.length - n);
			case void 0:
				yield* this.pushNewline();
				return yield* this.parseLineStart();
			case "{":
			case "[":
				yield* this.pushCount(1);
				this.flowKey = false;
				this.flowLevel = 1;
				return "flow";
			case "}":
			case "]":
				yield* this.pushCount(1);
				return "doc";
			case "*":
				yield* this.pushUntil(isNotAnchorChar);
				return "doc";
			case "\"":
			case "'": return yield* this.parseQuotedScalar();
			case "|":
			case ">":
				n += yield* this.parseBlockScalarHeader();
				n += yield* this.pushSpaces(true);
				yield* this.pushCount(line.length - n);
				yield* this.pushNewline();
				return yield* this.parseBlockScalar();
			default: return yield* this.parsePlainScalar();
		}
	}
	*parseFlowCollection() {
		let nl, sp;
		let indent = -1;
		do {
			nl = yield* this.pushNewline();
			if (nl > 0) {
				sp = yield* this.pushSpaces(false);
				this.indentValue = indent = sp;
			} else sp = 0;
			sp += yield* this.pushSpaces(true);
		} while (nl + sp > 0);
		const line = this.getLine();
		if (line === null) return this.setNext("flow");
		if (indent !== -1 && indent < this.indentNext && line[0] !== "#" || indent === 0 && (line.startsWith("---") || line.startsWith("...")) && isEmpty(line[3])) {
			if (!(indent === this.indentNext - 1 && this.flowLevel === 1 && (line[0] === "]" || line[0] === "}"))) {
				this.flowLevel = 0;
				yield "";
				return yield* this.parseLineStart();
			}
		}
		let n = 0;
		while (line[n] === ",") {
			n += yield* this.pushCount(1);
			n += yield* this.pushSpaces(true);
			this.flowKey = false;
		}
		n += yield* this.pushIndicators();
		switch (line[n]) {
			case void 0: return "flow";
			case "#":
				yield* this.pushCount(line.length - n);
				return "flow";
			case "{":
			case "[":
				yield* this.pushCount(1);
				this.flowKey = false;
				this.flowLevel += 1;
				return "flow";
			case "}":
			case "]":
				yield* this.pushCount(1);
				this.flowKey = true;
				this.flowLevel -= 1;
				return this.flowLevel ? "flow" : "doc";
			case "*":
				yield* this.pushUntil(isNotAnchorChar);
				return "flow";
			case "\"":
			case "'":
				this.flowKey = true;
				return yield* this.parseQuotedScalar();
			case ":": {
				const next = this.charAt(1);
				if (this.flowKey || isEmpty(next) || next === ",") {
					this.flowKey = false;
					yield* this.pushCount(1);
					yield* this.pushSpaces(true);
					return "flow";
				}
			}
			default:
				this.flowKey = false;
				return yield* this.parsePlainScalar();
		}
	}
	*parseQuotedScalar() {
		const quote = this.charAt(0);
		let end = this.buffer.indexOf(quote, this.pos + 1);
		if (quote === "'") while (end !== -1 && this.buffer[end + 1] === "'") end = this.buffer.indexOf("'", end + 2);
		else while (end !== -1) {
			let n = 0;
			while (this.buffer[end - 1 - n] === "\\") n += 1;
			if (n % 2 === 0) break;
			end = this.buffer.indexOf("\"", end + 1);
		}
		const qb = this.buffer.substring(0, end);
		let nl = qb.indexOf("\n", this.pos);
		if (nl !== -1) {
			while (nl !== -1) {
				const cs = this.continueScalar(nl + 1);
				if (cs === -1) break;
				nl = qb.indexOf("\n", cs);
			}
			if (nl !== -1) end = nl - (qb[nl - 1] === "\r" ? 2 : 1);
		}
		if (end === -1) {
			if (!this.atEnd) return this.setNext("quoted-scalar");
			end = this.buffer.length;
		}
		yield* this.pushToIndex(end + 1, false);
		return this.flowLevel ? "flow" : "doc";
	}
	*parseBlockScalarHeader() {
		this.blockScalarIndent = -1;
		this.blockScalarKeep = false;
		let i = this.pos;
		while (true) {
			const ch = this.buffer[++i];
			if (ch === "+") this.blockScalarKeep = true;
			else if (ch > "0" && ch <= "9") this.blockScalarIndent = Number(ch) - 1;
			else if (ch !== "-") break;
		}
		return yield* this.pushUntil((ch) => isEmpty(ch) || ch === "#");
	}
	*parseBlockScalar() {
		let nl = this.pos - 1;
		let indent = 0;
		let ch;
		loop: for (let i = this.pos; ch = this.buffer[i]; ++i) switch (ch) {
			case " ":
				indent += 1;
				break;
			case "\n":
				nl = i;
				indent = 0;
				break;
			case "\r": {
				const next = this.buffer[i + 1];
				if (!next && !this.atEnd) return this.setNext("block-scalar");
				if (next === "\n") break;
			}
			default: break loop;
		}
		if (!ch && !this.atEnd) return this.setNext("block-scalar");
		if (indent >= this.indentNext) {
			if (this.blockScalarIndent === -1) this.indentNext = indent;
			else this.indentNext = this.blockScalarIndent + (this.indentNext === 0 ? 1 : this.indentNext);
			do {
				const cs = this.continueScalar(nl + 1);
				if (cs === -1) break;
				nl = this.buffer.indexOf("\n", cs);
			} while (nl !== -1);
			if (nl === -1) {
				if (!this.atEnd) return this.setNext("block-scalar");
				nl = this.buffer.length;
			}
		}
		let i = nl + 1;
		ch = this.buffer[i];
		while (ch === " ") ch = this.buffer[++i];
		if (ch === "	") {
			while (ch === "	" || ch === " " || ch === "\r" || ch === "\n") ch = this.buffer[++i];
			nl = i - 1;
		} else if (!this.blockScalarKeep) do {
			let i = nl - 1;
			let ch = this.buffer[i];
			if (ch === "\r") ch = this.buffer[--i];
			const lastChar = i;
			while (ch === " ") ch = this.buffer[--i];
			if (ch === "\n" && i >= this.pos && i + 1 + indent > lastChar) nl = i;
			else break;
		} while (true);
		yield "";
		yield* this.pushToIndex(nl + 1, true);
		return yield* this.parseLineStart();
	}
	*parsePlainScalar() {
		const inFlow = this.flowLevel > 0;
		let end = this.pos - 1;
		let i = this.pos - 1;
		let ch;
		while (ch = this.buffer[++i]) if (ch === ":") {
			const next = this.buffer[i + 1];
			if (isEmpty(next) || inFlow && flowIndicatorChars.has(next)) break;
			end = i;
		} else if (isEmpty(ch)) {
			let next = this.buffer[i + 1];
			if (ch === "\r") {
				if (next === "\n") {
					i += 1;
					ch = "\n";
					next = this.buffer[i + 1];
				} else end = i;
			}
			if (next === "#" || inFlow && flowIndicatorChars.has(next)) break;
			if (ch === "\n") {
				const cs = this.continueScalar(i + 1);
				if (cs === -1) break;
				i = Math.max(i, cs - 2);
			}
		} else {
			if (inFlow && flowIndicatorChars.has(ch)) break;
			end = i;
		}
		if (!ch && !this.atEnd) return this.setNext("plain-scalar");
		yield "";
		yield* this.pushToIndex(end + 1, true);
		return inFlow ? "flow" : "doc";
	}
	*pushCount(n) {
		if (n > 0) {
			yield this.buffer.substr(this.pos, n);
			this.pos += n;
			return n;
		}
		return 0;
	}
	*pushToIndex(i, allowEmpty) {
		const s = this.buffer.slice(this.pos, i);
		if (s) {
			yield s;
			this.pos += s.length;
			return s.length;
		} else if (allowEmpty) yield "";
		return 0;
	}
	*pushIndicators() {
		let n = 0;
		loop: while (true) {
			switch (this.charAt(0)) {
				case "!":
					n += yield* this.pushTag();
					n += yield* this.pushSpaces(true);
					continue loop;
				case "&":
					n += yield* this.pushUntil(isNotAnchorChar);
					n += yield* this.pushSpaces(true);
					continue loop;
				case "-":
				case "?":
				case ":": {
					const inFlow = this.flowLevel > 0;
					const ch1 = this.charAt(1);
					if (isEmpty(ch1) || inFlow && flowIndicatorChars.has(ch1)) {
						if (!inFlow) this.indentNext = this.indentValue + 1;
						else if (this.flowKey) this.flowKey = false;
						n += yield* this.pushCount(1);
						n += yield* this.pushSpaces(true);
						continue loop;
					}
				}
			}
			break loop;
		}
		return n;
	}
	*pushTag() {
		if (this.charAt(1) === "<") {
			let i = this.pos + 2;
			let ch = this.buffer[i];
			while (!isEmpty(ch) && ch !== ">") ch = this.buffer[++i];
			return yield* this.pushToIndex(ch === ">" ? i + 1 : i, false);
		} else {
			let i = this.pos + 1;
			let ch = this.buffer[i];
			while (ch) if (tagChars.has(ch)) ch = this.buffer[++i];
			else if (ch === "%" && hexDigits.has(this.buffer[i + 1]) && hexDigits.has(this.buffer[i + 2])) ch = this.buffer[i += 3];
			else break;
			return yield* this.pushToIndex(i, false);
		}
	}
	*pushNewline() {
		const ch = this.buffer[this.pos];
		if (ch === "\n") return yield* this.pushCount(1);
		else if (ch === "\r" && this.charAt(1) === "\n") return yield* this.pushCount(2);
		else return 0;
	}
	*pushSpaces(allowTabs) {
		let i = this.pos - 1;
		let ch;
		do
			ch = this.buffer[++i];
		while (ch === " " || allowTabs && ch === "	");
		const n = i - this.pos;
		if (n > 0) {
			yield this.buffer.substr(this.pos, n);
			this.pos = i;
		}
		return n;
	}
	*pushUntil(test) {
		let i = this.pos;
		let ch = this.buffer[i];
		while (!test(ch)) ch = this.buffer[++i];
		return yield* this.pushToIndex(i, false);
	}
};

// node_modules/yaml/browser/dist/parse/parser.js
function includesToken(list, type) {
	for (let i = 0; i < list.length; ++i) if (list[i].type === type) return true;
	return false;
}
function findNonEmptyIndex(list) {
	for (let i = 0; i < list.length; ++i) switch (list[i].type) {
		case "space":
		case "comment":
		case "newline": break;
		default: return i;
	}
	return -1;
}
function isFlowToken(token) {
	switch (token?.type) {
		case "alias":
		case "scalar":
		case "single-quoted-scalar":
		case "double-quoted-scalar":
		case "flow-collection": return true;
		default: return false;
	}
}
function getPrevProps(parent) {
	switch (parent.type) {
		case "document": return parent.start;
		case "block-map": {
			const it = parent.items[parent.items.length - 1];
			return it.sep ?? it.start;
		}
		case "block-seq": return parent.items[parent.items.length - 1].start;
		/* istanbul ignore next should not happen */
		default: return [];
	}
}
function getFirstKeyStartProps(prev) {
	if (prev.length === 0) return [];
	let i = prev.length;
	loop: while (--i >= 0) switch (prev[i].type) {
		case "doc-start":
		case "explicit-key-ind":
		case "map-value-ind":
		case "seq-item-ind":
		case "newline": break loop;
	}
	while (prev[++i]?.type === "space");
	return prev.splice(i, prev.length);
}
function arrayPushArray(target, source) {
	if (source.length < 1e5) Array.prototype.push.apply(target, source);
	else for (let i = 0; i < source.length; ++i) target.push(source[i]);
}
function fixFlowSeqItems(fc) {
	if (fc.start.type === "flow-seq-start") {
		for (const it of fc.items) if (it.sep && !it.value && !includesToken(it.start, "explicit-key-ind") && !includesToken(it.sep, "map-value-ind")) {
			if (it.key) it.value = it.key;
			delete it.key;
			if (isFlowToken(it.value)) {
				if (it.value.end) arrayPushArray(it.value.end, it.sep);
				else it.value.end = it.sep;
			} else arrayPushArray(it.start, it.sep);
			delete it.sep;
		}
	}
}
var Parser = class {
	constructor(onNewLine) {
		this.atNewLine = true;
		this.atScalar = false;
		this.indent = 0;
		this.offset = 0;
		this.onKeyLine = false;
		this.stack = [];
		this.source = "";
		this.type = "";
		this.lexer = new Lexer();
		this.onNewLine = onNewLine;
	}
	*parse(source, incomplete = false) {
		if (this.onNewLine && this.offset === 0) this.onNewLine(0);
		for (const lexeme of this.lexer.lex(source, incomplete)) yield* this.next(lexeme);
		if (!incomplete) yield* this.end();
	}
	*next(source) {
		this.source = source;
		if (this.atScalar) {
			this.atScalar = false;
			yield* this.step();
			this.offset += source.length;
			return;
		}
		const type = tokenType(source);
		if (!type) {
			const message = `Not a YAML token: ${source}`;
			yield* this.pop({
				type: "error",
				offset: this.offset,
				message,
				source
			});
			this.offset += source.length;
		} else if (type === "scalar") {
			this.atNewLine = false;
			this.atScalar = true;
			this.type = "scalar";
		} else {
			this.type = type;
			yield* this.step();
			switch (type) {
				case "newline":
					this.atNewLine = true;
					this.indent = 0;
					if (this.onNewLine) this.onNewLine(this.offset + source.length);
					break;
				case "space":
					if (this.atNewLine && source[0] === " ") this.indent += source.length;
					break;
				case "explicit-key-ind":
				case "map-value-ind":
				case "seq-item-ind":
					if (this.atNewLine) this.indent += source.length;
					break;
				case "doc-mode":
				case "flow-error-end": return;
				default: this.atNewLine = false;
			}
			this.offset += source.length;
		}
	}
	*end() {
		while (this.stack.length > 0) yield* this.pop();
	}
	get sourceToken() {
		return {
			type: this.type,
			offset: this.offset,
			indent: this.indent,
			source: this.source
		};
	}
	*step() {
		const top = this.peek(1);
		if (this.type === "doc-end" && top?.type !== "doc-end") {
			while (this.stack.length > 0) yield* this.pop();
			this.stack.push({
				type: "doc-end",
				offset: this.offset,
				source: this.source
			});
			return;
		}
		if (!top) return yield* this.stream();
		switch (top.type) {
			case "document": return yield* this.document(top);
			case "alias":
			case "scalar":
			case "single-quoted-scalar":
			case "double-quoted-scalar": return yield* this.scalar(top);
			case "block-scalar": return yield* this.blockScalar(top);
			case "block-map": return yield* this.blockMap(top);
			case "block-seq": return yield* this.blockSequence(top);
			case "flow-collection": return yield* this.flowCollection(top);
			case "doc-end": return yield* this.documentEnd(top);
		}
		/* istanbul ignore next should not happen */
		yield* this.pop();
	}
	peek(n) {
		return this.stack[this.stack.length - n];
	}
	*pop(error) {
		const token = error ?? this.stack.pop();
		/* istanbul ignore if should not happen */
		if (!token) yield {
			type: "error",
			offset: this.offset,
			source: "",
			message: "Tried to pop an empty stack"
		};
		else if (this.stack.length === 0) yield token;
		else {
			const top = this.peek(1);
			if (token.type === "block-scalar") token.indent = "indent" in top ? top.indent : 0;
			else if (token.type === "flow-collection" && top.type === "document") token.indent = 0;
			if (token.type === "flow-collection") fixFlowSeqItems(token);
			switch (top.type) {
				case "document":
					top.value = token;
					break;
				case "block-scalar":
					top.props.push(token);
					break;
				case "block-map": {
					const it = top.items[top.items.length - 1];
					if (it.value) {
						top.items.push({
							start: [],
							key: token,
							sep: []
						});
						this.onKeyLine = true;
						return;
					} else if (it.sep) it.value = token;
					else {
						Object.assign(it, {
							key: token,
							sep: []
						});
						this.onKeyLine = !it.explicitKey;
						return;
					}
					break;
				}
				case "block-seq": {
					const it = top.items[top.items.length - 1];
					if (it.value) top.items.push({
						start: [],
						value: token
					});
					else it.value = token;
					break;
				}
				case "flow-collection": {
					const it = top.items[top.items.length - 1];
					if (!it || it.value) top.items.push({
						start: [],
						key: token,
						sep: []
					});
					else if (it.sep) it.value = token;
					else Object.assign(it, {
						key: token,
						sep: []
					});
					return;
				}
				/* istanbul ignore next should not happen */
				default:
					yield* this.pop();
					yield* this.pop(token);
			}
			if ((top.type === "document" || top.type === "block-map" || top.type === "block-seq") && (token.type === "block-map" || token.type === "block-seq")) {
				const last = token.items[token.items.length - 1];
				if (last && !last.sep && !last.value && last.start.length > 0 && findNonEmptyIndex(last.start) === -1 && (token.indent === 0 || last.start.every((st) => st.type !== "comment" || st.indent < token.indent))) {
					if (top.type === "document") top.end = last.start;
					else top.items.push({ start: last.start });
					token.items.splice(-1, 1);
				}
			}
		}
	}
	*stream() {
		switch (this.type) {
			case "directive-line":
				yield {
					type: "directive",
					offset: this.offset,
					source: this.source
				};
				return;
			case "byte-order-mark":
			case "space":
			case "comment":
			case "newline":
				yield this.sourceToken;
				return;
			case "doc-mode":
			case "doc-start": {
				const doc = {
					type: "document",
					offset: this.offset,
					start: []
				};
				if (this.type === "doc-start") doc.start.push(this.sourceToken);
				this.stack.push(doc);
				return;
			}
		}
		yield {
			type: "error",
			offset: this.offset,
			message: `Unexpected ${this.type} token in YAML stream`,
			source: this.source
		};
	}
	*document(doc) {
		if (doc.value) return yield* this.lineEnd(doc);
		switch (this.type) {
			case "doc-start":
				if (findNonEmptyIndex(doc.start) !== -1) {
					yield* this.pop();
					yield* this.step();
				} else doc.start.push(this.sourceToken);
				return;
			case "anchor":
			case "tag":
			case "space":
			case "comment":
			case "newline":
				doc.start.push(this.sourceToken);
				return;
		}
		const bv = this.startBlockValue(doc);
		if (bv) this.stack.push(bv);
		else yield {
			type: "error",
			offset: this.offset,
			message: `Unexpected ${this.type} token in YAML document`,
			source: this.source
		};
	}
	*scalar(scalar) {
		if (this.type === "map-value-ind") {
			const start = getFirstKeyStartProps(getPrevProps(this.peek(2)));
			let sep;
			if (scalar.end) {
				sep = scalar.end;
				sep.push(this.sourceToken);
				delete scalar.end;
			} else sep = [this.sourceToken];
			const map = {
				type: "block-map",
				offset: scalar.offset,
				indent: scalar.indent,
				items: [{
					start,
					key: scalar,
					sep
				}]
			};
			this.onKeyLine = true;
			this.stack[this.stack.length - 1] = map;
		} else yield* this.lineEnd(scalar);
	}
	*blockScalar(scalar) {
		switch (this.type) {
			case "space":
			case "comment":
			case "newline":
				scalar.props.push(this.sourceToken);
				return;
			case "scalar":
				scalar.source = this.source;
				this.atNewLine = true;
				this.indent = 0;
				if (this.onNewLine) {
					let nl = this.source.indexOf("\n") + 1;
					while (nl !== 0) {
						this.onNewLine(this.offset + nl);
						nl = this.source.indexOf("\n", nl) + 1;
					}
				}
				yield* this.pop();
				break;
			/* istanbul ignore next should not happen */
			default:
				yield* this.pop();
				yield* this.step();
		}
	}
	*blockMap(map) {
		const it = map.items[map.items.length - 1];
		switch (this.type) {
			case "newline":
				this.onKeyLine = false;
				if (it.value) {
					const end = "end" in it.value ? it.value.end : void 0;
					if ((Array.isArray(end) ? end[end.length - 1] : void 0)?.type === "comment") end?.push(this.sourceToken);
					else map.items.push({ start: [this.sourceToken] });
				} else if (it.sep) it.sep.push(this.sourceToken);
				else it.start.push(this.sourceToken);
				return;
			case "space":
			case "comment":
				if (it.value) map.items.push({ start: [this.sourceToken] });
				else if (it.sep) it.sep.push(this.sourceToken);
				else {
					if (this.atIndentedComment(it.start, map.indent)) {
						const end = map.items[map.items.length - 2]?.value?.end;
						if (Array.isArray(end)) {
							arrayPushArray(end, it.start);
							end.push(this.sourceToken);
							map.items.pop();
							return;
						}
					}
					it.start.push(this.sourceToken);
				}
				return;
		}
		if (this.indent >= map.indent) {
			const atMapIndent = !this.onKeyLine && this.indent === map.indent;
			const atNextItem = atMapIndent && (it.sep || it.explicitKey) && this.type !== "seq-item-ind";
			let start = [];
			if (atNextItem && it.sep && !it.value) {
				const nl = [];
				for (let i = 0; i < it.sep.length; ++i) {
					const st = it.sep[i];
					switch (st.type) {
						case "newline":
							nl.push(i);
							break;
						case "space": break;
						case "comment":
							if (st.indent > map.indent) nl.length = 0;
							break;
						default: nl.length = 0;
					}
				}
				if (nl.length >= 2) start = it.sep.splice(nl[1]);
			}
			switch (this.type) {
				case "anchor":
				case "tag":
					if (atNextItem || it.value) {
						start.push(this.sourceToken);
						map.items.push({ start });
						this.onKeyLine = true;
					} else if (it.sep) it.sep.push(this.sourceToken);
					else it.start.push(this.sourceToken);
					return;
				case "explicit-key-ind":
					if (!it.sep && !it.explicitKey) {
						it.start.push(this.sourceToken);
						it.explicitKey = true;
					} else if (atNextItem || it.value) {
						start.push(this.sourceToken);
						map.items.push({
							start,
							explicitKey: true
						});
					} else this.stack.push({
						type: "block-map",
						offset: this.offset,
						indent: this.indent,
						items: [{
							start: [this.sourceToken],
							explicitKey: true
						}]
					});
					this.onKeyLine = true;
					return;
				case "map-value-ind":
					if (it.explicitKey) {
						if (!it.sep) {
							if (includesToken(it.start, "newline")) Object.assign(it, {
								key: null,
								sep: [this.sourceToken]
							});
							else {
								const start = getFirstKeyStartProps(it.start);
								this.stack.push({
									type: "block-map",
									offset: this.offset,
									indent: this.indent,
									items: [{
										start,
										key: null,
										sep: [this.sourceToken]
									}]
								});
							}
						} else if (it.value) map.items.push({
							start: [],
							key: null,
							sep: [this.sourceToken]
						});
						else if (includesToken(it.sep, "map-value-ind")) this.stack.push({
							type: "block-map",
							offset: this.offset,
							indent: this.indent,
							items: [{
								start,
								key: null,
								sep: [this.sourceToken]
							}]
						});
						else if (isFlowToken(it.key) && !includesToken(it.sep, "newline")) {
							const start = getFirstKeyStartProps(it.start);
							const key = it.key;
							const sep = it.sep;
							sep.push(this.sourceToken);
							delete it.key;
							delete it.sep;
							this.stack.push({
								type: "block-map",
								offset: this.offset,
								indent: this.indent,
								items: [{
									start,
									key,
									sep
								}]
							});
						} else if (start.length > 0) it.sep = it.sep.concat(start, this.sourceToken);
						else it.sep.push(this.sourceToken);
					} else if (!it.sep) Object.assign(it, {
						key: null,
						sep: [this.sourceToken]
					});
					else if (it.value || atNextItem) map.items.push({
						start,
						key: null,
						sep: [this.sourceToken]
					});
					else if (includesToken(it.sep, "map-value-ind")) this.stack.push({
						type: "block-map",
						offset: this.offset,
						indent: this.indent,
						items: [{
							start: [],
							key: null,
							sep: [this.sourceToken]
						}]
					});
					else it.sep.push(this.sourceToken);
					this.onKeyLine = true;
					return;
				case "alias":
				case "scalar":
				case "single-quoted-scalar":
				case "double-quoted-scalar": {
					const fs = this.flowScalar(this.type);
					if (atNextItem || it.value) {
						map.items.push({
							start,
							key: fs,
							sep: []
						});
						this.onKeyLine = true;
					} else if (it.sep) this.stack.push(fs);
					else {
						Object.assign(it, {
							key: fs,
							sep: []
						});
						this.onKeyLine = true;
					}
					return;
				}
				default: {
					const bv = this.startBlockValue(map);
					if (bv) {
						if (bv.type === "block-seq") {
							if (!it.explicitKey && it.sep && !includesToken(it.sep, "newline")) {
								yield* this.pop({
									type: "error",
									offset: this.offset,
									message: "Unexpected block-seq-ind on same line with key",
									source: this.source
								});
								return;
							}
						} else if (atMapIndent) map.items.push({ start });
						this.stack.push(bv);
						return;
					}
				}
			}
		}
		yield* this.pop();
		yield* this.step();
	}
	*blockSequence(seq) {
		const it = seq.items[seq.items.length - 1];
		switch (this.type) {
			case "newline":
				if (it.value) {
					const end = "end" in it.value ? it.value.end : void 0;
					if ((Array.isArray(end) ? end[end.length - 1] : void 0)?.type === "comment") end?.push(this.sourceToken);
					else seq.items.push({ start: [this.sourceToken] });
				} else it.start.push(this.sourceToken);
				return;
			case "space":
			case "comment":
				if (it.value) seq.items.push({ start: [this.sourceToken] });
				else {
					if (this.atIndentedComment(it.start, seq.indent)) {
						const end = seq.items[seq.items.length - 2]?.value?.end;
						if (Array.isArray(end)) {
							arrayPushArray(end, it.start);
							end.push(this.sourceToken);
							seq.items.pop();
							return;
						}
					}
					it.start.push(this.sourceToken);
				}
				return;
			case "anchor":
			case "tag":
				if (it.value || this.indent <= seq.indent) break;
				it.start.push(this.sourceToken);
				return;
			case "seq-item-ind":
				if (this.indent !== seq.indent) break;
				if (it.value || includesToken(it.start, "seq-item-ind")) seq.items.push({ start: [this.sourceToken] });
				else it.start.push(this.sourceToken);
				return;
		}
		if (this.indent > seq.indent) {
			const bv = this.startBlockValue(seq);
			if (bv) {
				this.stack.push(bv);
				return;
			}
		}
		yield* this.pop();
		yield* this.step();
	}
	*flowCollection(fc) {
		const it = fc.items[fc.items.length - 1];
		if (this.type === "flow-error-end") {
			let top;
			do {
				yield* this.pop();
				top = this.peek(1);
			} while (top?.type === "flow-collection");
		} else if (fc.end.length === 0) {
			switch (this.type) {
				case "comma":
				case "explicit-key-ind":
					if (!it || it.sep) fc.items.push({ start: [this.sourceToken] });
					else it.start.push(this.sourceToken);
					return;
				case "map-value-ind":
					if (!it || it.value) fc.items.push({
						start: [],
						key: null,
						sep: [this.sourceToken]
					});
					else if (it.sep) it.sep.push(this.sourceToken);
					else Object.assign(it, {
						key: null,
						sep: [this.sourceToken]
					});
					return;
				case "space":
				case "comment":
				case "newline":
				case "anchor":
				case "tag":
					if (!it || it.value) fc.items.push({ start: [this.sourceToken] });
					else if (it.sep) it.sep.push(this.sourceToken);
					else it.start.push(this.sourceToken);
					return;
				case "alias":
				case "scalar":
				case "single-quoted-scalar":
				case "double-quoted-scalar": {
					const fs = this.flowScalar(this.type);
					if (!it || it.value) fc.items.push({
						start: [],
						key: fs,
						sep: []
					});
					else if (it.sep) this.stack.push(fs);
					else Object.assign(it, {
						key: fs,
						sep: []
					});
					return;
				}
				case "flow-map-end":
				case "flow-seq-end":
					fc.end.push(this.sourceToken);
					return;
			}
			const bv = this.startBlockValue(fc);
			/* istanbul ignore else should not happen */
			if (bv) this.stack.push(bv);
			else {
				yield* this.pop();
				yield* this.step();
			}
		} else {
			const parent = this.peek(2);
			if (parent.type === "block-map" && (this.type === "map-value-ind" && parent.indent === fc.indent || this.type === "newline" && !parent.items[parent.items.length - 1].sep)) {
				yield* this.pop();
				yield* this.step();
			} else if (this.type === "map-value-ind" && parent.type !== "flow-collection") {
				const start = getFirstKeyStartProps(getPrevProps(parent));
				fixFlowSeqItems(fc);
				const sep = fc.end.splice(1, fc.end.length);
				sep.push(this.sourceToken);
				const map = {
					type: "block-map",
					offset: fc.offset,
					indent: fc.indent,
					items: [{
						start,
						key: fc,
						sep
					}]
				};
				this.onKeyLine = true;
				this.stack[this.stack.length - 1] = map;
			} else yield* this.lineEnd(fc);
		}
	}
	flowScalar(type) {
		if (this.onNewLine) {
			let nl = this.source.indexOf("\n") + 1;
			while (nl !== 0) {
				this.onNewLine(this.offset + nl);
				nl = this.source.indexOf("\n", nl) + 1;
			}
		}
		return {
			type,
			offset: this.offset,
			indent: this.indent,
			source: this.source
		};
	}
	startBlockValue(parent) {
		switch (this.type) {
			case "alias":
			case "scalar":
			case "single-quoted-scalar":
			case "double-quoted-scalar": return this.flowScalar(this.type);
			case "block-scalar-header": return {
				type: "block-scalar",
				offset: this.offset,
				indent: this.indent,
				props: [this.sourceToken],
				source: ""
			};
			case "flow-map-start":
			case "flow-seq-start": return {
				type: "flow-collection",
				offset: this.offset,
				indent: this.indent,
				start: this.sourceToken,
				items: [],
				end: []
			};
			case "seq-item-ind": return {
				type: "block-seq",
				offset: this.offset,
				indent: this.indent,
				items: [{ start: [this.sourceToken] }]
			};
			case "explicit-key-ind": {
				this.onKeyLine = true;
				const start = getFirstKeyStartProps(getPrevProps(parent));
				start.push(this.sourceToken);
				return {
					type: "block-map",
					offset: this.offset,
					indent: this.indent,
					items: [{
						start,
						explicitKey: true
					}]
				};
			}
			case "map-value-ind": {
				this.onKeyLine = true;
				const start = getFirstKeyStartProps(getPrevProps(parent));
				return {
					type: "block-map",
					offset: this.offset,
					indent: this.indent,
					items: [{
						start,
						key: null,
						sep: [this.sourceToken]
					}]
				};
			}
		}
		return null;
	}
	atIndentedComment(start, indent) {
		if (this.type !== "comment") return false;
		if (this.indent <= indent) return false;
		return start.every((st) => st.type === "newline" || st.type === "space");
	}
	*documentEnd(docEnd) {
		if (this.type !== "doc-mode") {
			if (docEnd.end) docEnd.end.push(this.sourceToken);
			else docEnd.end = [this.sourceToken];
			if (this.type === "newline") yield* this.pop();
		}
	}
	*lineEnd(token) {
		switch (this.type) {
			case "comma":
			case "doc-start":
			case "doc-end":
			case "flow-seq-end":
			case "flow-map-end":
			case "map-value-ind":
				yield* this.pop();
				yield* this.step();
				break;
			case "newline": this.onKeyLine = false;
			default:
				if (token.end) token.end.push(this.sourceToken);
				else token.end = [this.sourceToken];
				if (this.type === "newline") yield* this.pop();
		}
	}
};

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
			value: node.type === "PLAIN" || node.type === void 0 ? plainValue$1(text) : text,
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
	const root = read$1(text, {
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
function read$1(text, reading) {
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
	return parse$1(source, from, {
		tree: createTreeMaker(report, placeAt),
		report
	});
}
function parse$1(source, from, sink) {
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
	const number = type === "number" ? plainValue$1(trimmed) : void 0;
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
		const before = line.slice(0, Math.max(0, at)).trimStart();
		const key = before.trimEnd();
		if (key === "" || key !== before) problems.push({
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
function neutraliseText(text) {
	const splitter = createLineSplitter();
	return [...splitter.push(text), ...splitter.end()].map(neutraliseLine).join("\n");
}
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
const FLAGS$1 = ["opt", "maglev"];
const isKnown = Number(process.versions.v8.split(".")[0]) >= 12;
const restOptimiser = () => set("no-");
const wakeOptimiser = () => set("");
function set(prefix) {
	if (!isKnown) return;
	const { setFlagsFromString } = process.getBuiltinModule("node:v8");
	for (const flag of FLAGS$1) setFlagsFromString(`--${prefix}${flag}`);
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
	const model = scalarText(valueAt$1(map, "model"));
	if (model !== void 0) fields.model = model;
	const tools = valueAt$1(map, "allowed_tools") ?? valueAt$1(map, "allowed-tools");
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
const OWN$2 = /^(?:model|allowed[_-]tools)\s*:/;
function ownLines(text, from) {
	const linesBefore = text.slice(0, from).split("\n").length - 1;
	let isOwn = false;
	return text.split("\n").map((line, at) => {
		if (at < linesBefore) return "";
		if (OWN$2.test(line)) isOwn = true;
		else if (!/^(?:\s|-(?:\s|$)|$)/.test(line)) isOwn = false;
		return isOwn ? line : "";
	}).join("\n");
}
const valueAt$1 = (map, key) => map?.entries.get(key)?.value;
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

// src/core/template.ts
const ROOTS = [
	"inputs",
	"nodes",
	"env",
	"run",
	"item",
	"index",
	"iteration",
	"steps",
	"vars"
];
function render(template, context) {
	return typeof template === "string" ? {
		ok: true,
		value: template
	} : template.render(context);
}
function evaluate(template, context) {
	return typeof template === "string" ? {
		ok: true,
		value: template
	} : template.value(context);
}
const NOTHING$1 = {
	inputs: /* @__PURE__ */ new Map(),
	env: /* @__PURE__ */ new Map(),
	run: /* @__PURE__ */ new Map(),
	vars: /* @__PURE__ */ new Map(),
	locals: /* @__PURE__ */ new Map(),
	node: () => void 0,
	step: () => void 0
};
function constantOf(template) {
	if (typeof template !== "string" && template.references.length > 0) return void 0;
	const value = evaluate(template, NOTHING$1);
	return value.ok ? value.value : void 0;
}

// src/core/include-inputs.ts
function givenMistakes(given, pipe) {
	const { inputs, name } = pipe;
	const found = [];
	const keys = inputs.map(({ key }) => key);
	for (const [key, template] of given) {
		const spec = inputs.find((input) => input.key === key);
		if (spec === void 0) {
			const suggestion = suggest(key, keys);
			const mistake = {
				kind: "unknown_with",
				key,
				pipe: name
			};
			found.push({
				key,
				mistake: {
					...mistake,
					...suggestion !== void 0 && { suggestion }
				}
			});
			continue;
		}
		const value = constantOf(template);
		const checked = value === void 0 ? void 0 : resolveInputs([spec], /* @__PURE__ */ new Map([[key, jsonText(value)]]));
		if (checked?.ok === false) for (const mistake of checked.error) found.push({
			key,
			mistake
		});
	}
	for (const { key, required, default: fallback } of inputs) if (required && fallback === void 0 && !given.has(key)) found.push({ mistake: {
		kind: "missing_with",
		key,
		pipe: name
	} });
	return found;
}

// src/core/limits.ts
const LEAF_TIMEOUT_MS = 18e5;
const GATE_TIMEOUT_MS = 6e4;

// src/core/plan-node.ts
const inside = (prefix, id) => id === "" ? prefix : `${prefix}${id}/`;
function createPlanner(site) {
	const planner = new Planner(site);
	const around = {
		passEnv: site.pipe.passEnv,
		prefix: ""
	};
	return (node, index) => planner.node(node, index, around);
}
var Planner = class {
	#site;
	#pools;
	constructor(site) {
		this.#site = site;
		this.#pools = new Map([...site.pipe.pools].map(([name, size]) => [name, {
			name,
			size
		}]));
	}
	node(node, index, around) {
		const prefix = inside(around.prefix, node.id);
		this.#checkHeader(node, prefix);
		const passEnv = around.passEnv.length === 0 ? node.passEnv : [...around.passEnv, ...node.passEnv];
		const { body } = node;
		const planned = body === void 0 ? void 0 : this.#body(node, body, {
			passEnv,
			prefix
		});
		if (body === void 0 || planned === void 0) return void 0;
		const { path } = node;
		const line = this.#site.place(node.id === "" ? path : [...path, "id"])?.line;
		const timeoutMs = timeoutOf(node, planned);
		const pool = node.pool === void 0 ? void 0 : this.#pools.get(node.pool);
		return {
			index,
			id: node.id,
			kind: kindOf$1(body),
			body: planned,
			triggerRule: node.triggerRule,
			...timeoutMs !== void 0 && { timeoutMs },
			...node.gate !== void 0 && { gate: node.gate },
			env: node.env,
			passEnv,
			...node.when !== void 0 && { when: node.when },
			...node.onError !== void 0 && { onError: node.onError },
			...node.recovers && { recovers: true },
			...node.outputs !== void 0 && { outputs: node.outputs },
			...pool !== void 0 && { pool },
			...node.maxVisits !== void 0 && { maxVisits: node.maxVisits },
			...line !== void 0 && { line }
		};
	}
	#checkHeader(node, prefix) {
		const { report, catalog } = this.#site;
		const { id, path, gate, body } = node;
		if (body?.kind !== "join" && node.dependsOn.length === 0 && !WITHOUT_DEPENDENCIES.has(node.triggerRule)) {
			const { triggerRule: rule } = node;
			report({
				kind: "trigger_without_dependencies",
				node: id,
				rule
			}, [...path, "trigger_rule"]);
		}
		const name = prefix.slice(0, -1);
		const refused = gate === void 0 ? void 0 : hookMistake(name, gate, catalog.hooks.get(gate));
		if (refused !== void 0) report(refused, [...path, "gate"]);
		if (body !== void 0 && isAgent(body) && catalog.agentFound === false) report({
			kind: "host_missing",
			program: "claude",
			node: name
		}, [...path, body.kind]);
	}
	#body(node, body, around) {
		switch (body.kind) {
			case "bash": {
				const { shell } = node;
				return {
					kind: "script",
					script: body.script,
					...shell !== void 0 && { shell }
				};
			}
			case "prompt":
			case "command": return this.#agent(node, body, [...node.path, "command"], around.prefix);
			case "loop": return this.#loop(node, body, around);
			case "steps": {
				const steps = this.#all(body.steps, around);
				return steps && {
					kind: "steps",
					steps
				};
			}
			case "parallel": {
				const branches = this.#all(body.branches, around);
				return branches && {
					...body,
					branches
				};
			}
			case "each": {
				const child = this.node(body.node, 0, around);
				const { node: _, ...rest } = body;
				return child && {
					...rest,
					child
				};
			}
			case "pipe": return this.#include(node, body);
			case "join":
			case "control": return body;
		}
	}
	#all(nodes, around) {
		const sound = nodes.map((node, at) => this.node(node, at, around)).filter((node) => node !== void 0);
		return sound.length < nodes.length ? void 0 : sound;
	}
	#loop(node, body, around) {
		const end = loopEnd(body, node.shell);
		if ("node" in body.turn) {
			const child = this.node(body.turn.node, 0, around);
			return child && {
				kind: "repeat",
				child,
				...end
			};
		}
		const turn = this.#agent(node, body.turn, [
			...node.path,
			"loop",
			"command"
		], around.prefix);
		return turn && {
			kind: "loop",
			turn,
			...end,
			freshContext: body.freshContext
		};
	}
	#agent(node, turn, path, prefix) {
		const file = "command" in turn ? this.#commandFile(turn.command, path, prefix) : void 0;
		if ("command" in turn && file === void 0) return void 0;
		const model = node.model ?? file?.model ?? this.#site.pipe.defaultModel;
		const allowedTools = node.allowedTools.length > 0 ? node.allowedTools : file?.allowedTools ?? [];
		const prompt = "prompt" in turn ? turn.prompt : file?.body ?? "";
		const { outputSchema: schema } = node;
		return {
			kind: "agent",
			prompt,
			...model !== void 0 && { model },
			allowedTools,
			...schema !== void 0 && { schema }
		};
	}
	#commandFile(name, path, prefix) {
		const file = this.#site.catalog.commands.get(name);
		if (file !== void 0) return file;
		const searched = commandPaths(name);
		this.#site.report({
			kind: "unknown_command",
			node: prefix.slice(0, -1),
			name,
			searched
		}, path);
	}
	#include(node, body) {
		const { report, catalog, adopt } = this.#site;
		const included = catalog.includes?.get(body.path);
		if (included === void 0) return void 0;
		if (included.kind === "unusable") {
			report(included.mistake, [...node.path, "pipe"]);
			return;
		}
		for (const { mistake, key } of givenMistakes(body.with, included.pipe)) report(mistake, key === void 0 ? [...node.path, "pipe"] : [
			...node.path,
			"with",
			key
		]);
		const planned = included.plan();
		if (!planned.ok) {
			adopt(planned.error);
			return;
		}
		return {
			kind: "pipe",
			plan: widened(planned.value, included.pipe),
			inputs: included.pipe.inputs,
			with: body.with
		};
	}
};
const widened = (plan, { maxParallel }) => maxParallel === void 0 ? {
	...plan,
	maxParallel: Number.POSITIVE_INFINITY
} : plan;
const isAgent = (body) => body.kind === "prompt" || body.kind === "command" || body.kind === "loop" && !("node" in body.turn);
function kindOf$1(body) {
	return body.kind === "control" ? body.control.kind : body.kind;
}
function timeoutOf({ timeoutMs }, body) {
	switch (body.kind) {
		case "script":
		case "agent":
		case "loop": return timeoutMs ?? 18e5;
		case "pipe": return least(timeoutMs, body.plan.timeoutMs);
		default: return timeoutMs;
	}
}
const least = (a, b) => a === void 0 || b === void 0 ? a ?? b : Math.min(a, b);
function loopEnd(body, shell) {
	const { until, untilBash, while: goOn, maxIterations, onExhausted } = body;
	return {
		...until !== void 0 && { until },
		...untilBash !== void 0 && {
			untilBash,
			...shell !== void 0 && { untilShell: shell }
		},
		...goOn !== void 0 && { while: goOn },
		maxIterations,
		...onExhausted !== "fail" && { onExhausted }
	};
}
const WITHOUT_DEPENDENCIES = /* @__PURE__ */ new Set([
	"all_success",
	"all_done",
	"always"
]);
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
		const found = readFrom$1(root, folder, name, read);
		if (found) return found;
	}
	return { hook: {
		kind: "missing",
		path: paths[0]
	} };
}
function readFrom$1(root, folder, name, read) {
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
function readRegular$1(path, mostBytes) {
	if (!lstatSync(path).isFile()) return err("irregular");
	const fd = openSync(path, READ_PLANTED);
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
	for (const name of new Set([...allNodes(pipe)].flatMap((node) => node.gate ?? []))) {
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
	return [...allNodes(pipe)].flatMap(({ body }) => {
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
		ignoreAll(join(files.root, ".omne", "var"));
	} catch (error) {
		throw new Error(`the run directory ${files.runDir} cannot be made`, { cause: error });
	}
}
function ignoreAll(folder) {
	try {
		writeFileSync(join(folder, ".gitignore"), "*\n", { flag: "wx" });
	} catch (error) {
		if (error.code !== "EEXIST") throw error;
	}
}

// src/effects/chance.ts
const chance = () => Math.random();

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
function decodeTime(id) {
	if (id.length !== 26) throw new ULIDError(ULIDErrorCode.DecodeTimeValueMalformed, "Malformed ULID");
	const time = id.substr(0, 10).toUpperCase().split("").reverse().reduce((carry, char, index) => {
		const encodingIndex = ENCODING.indexOf(char);
		if (encodingIndex === -1) throw new ULIDError(ULIDErrorCode.DecodeTimeInvalidCharacter, `Time decode error: Invalid character: ${char}`);
		return carry += encodingIndex * Math.pow(ENCODING_LEN, index);
	}, 0);
	if (time > 0xffffffffffff) throw new ULIDError(ULIDErrorCode.DecodeTimeValueMalformed, `Malformed ULID: timestamp too large: ${time}`);
	return time;
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
const sha256 = (data) => hash("sha256", data, "hex");
const sha256Base64 = (text) => hash("sha256", text, "base64");
const newUlid = () => monotonicFactory(createRandom())().toLowerCase();
function eventIds(after) {
	const next = monotonicFactory(createRandom());
	const least = after === void 0 ? 0 : timeOf(after) + 1e3;
	return () => next(Math.max(Math.floor(Date.now() / 1e3) * 1e3, least)).toLowerCase();
}
function timeOf(ulid) {
	let ms = 0;
	for (const digit of ulid.slice(0, 10)) ms = ms * 32 + Math.max(0, DIGITS.indexOf(digit));
	return Math.min(ms, 2 ** 48 - 2e3);
}
const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
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
	const { within } = request;
	const stdout = openCapture(request.stdout, {
		append: false,
		within
	});
	if (!stdout.ok) return {
		kind: "capture",
		failure: stdout.error
	};
	try {
		const stderr = openCapture(request.stderr, {
			append: false,
			within
		});
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
	if ((exit.code !== 0 || monotonicMs() - startedAt > briefMs) && isFull(request.stderr)) {
		killLeftovers(started.process.pid);
		giveRoom(captures.stdout);
		giveRoom(captures.stderr);
		return {
			kind: "capture",
			failure: {
				kind: "capture_failed",
				path: request.stdout,
				error: "no space left on device"
			}
		};
	}
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
	const folder = files.script(request.nodeId, "gate");
	try {
		writeHooks(folder, hook, files.runDir);
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
		within: files.runDir,
		marker: {
			runId,
			nodeId: request.nodeId
		},
		grace,
		tails: "always"
	};
}
const fileName = (hook) => hook.path.slice(hook.path.lastIndexOf("/") + 1);
function writeHooks(folder, hook, within) {
	needFolders(folder, within);
	rmSync(folder, {
		recursive: true,
		force: true
	});
	mkdirSync(folder, { mode: 448 });
	const parent = dirname(folder);
	for (const [name, { bytes, executable }] of hook.files) {
		const path = join(folder, name);
		writeFresh(path, bytes, parent);
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

// src/effects/git.ts
const settings = {
	"core.hooksPath": process.platform === "win32" ? "NUL" : "/dev/null",
	"core.fsmonitor": "false",
	"core.untrackedCache": "false",
	"core.splitIndex": "false",
	"core.pager": "cat",
	"core.editor": "false",
	"core.sshCommand": "false",
	"core.alternateRefsCommand": "false",
	"core.trustctime": "true",
	"core.checkStat": "default",
	"core.ignoreStat": "false",
	"core.safecrlf": "false",
	"core.protectHFS": "true",
	"core.protectNTFS": "true",
	"core.compression": "0",
	"core.looseCompression": "0",
	"core.fsync": "none",
	"apply.whitespace": "nowarn",
	"apply.ignoreWhitespace": "no",
	"diff.suppressBlankEmpty": "false",
	"credential.helper": "",
	"gc.auto": "0",
	"maintenance.auto": "false",
	"protocol.allow": "never",
	"submodule.recurse": "false",
	"safe.directory": "*"
};
const config = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
async function runGit(call) {
	const name = call.args[0] ?? "";
	if (call.signal?.aborted) return err(reasonOf(call.signal, name));
	const started = await startProcess({
		file: "git",
		args: [
			...config,
			...(call.settings ?? []).flatMap((setting) => ["-c", setting]),
			...call.args
		],
		cwd: call.place.top,
		env: environment(call),
		...call.stdin !== void 0 && { stdin: call.stdin },
		stdout: "pipe",
		stderr: "pipe"
	});
	if (!started.ok) return err(`git ${name}: ${started.error}`);
	const { pid, stdout, stderr, exited } = started.process;
	const answer = createAnswer();
	let broken;
	let words = "";
	const stop = () => {
		broken ??= call.signal?.aborted ? reasonOf(call.signal, name) : void 0;
		stopProcess(pid);
	};
	stdout?.on("data", (chunk) => {
		try {
			if (broken === void 0) (call.take ?? answer.take)(chunk);
		} catch (error) {
			broken = error instanceof Error ? error.message : String(error);
			stop();
		}
	});
	stderr?.setEncoding("utf8").on("data", (text) => {
		words = (words + text).slice(-2e3);
	});
	call.signal?.addEventListener("abort", stop, { once: true });
	if (call.signal?.aborted) stop();
	const exit = await exited;
	killLeftovers(pid);
	await Promise.all([closed(stdout), closed(stderr)]);
	call.signal?.removeEventListener("abort", stop);
	if (broken !== void 0) return err(broken);
	if (exit.code === 0) return ok(answer.whole());
	const end = exit.code === void 0 ? `was killed by ${exit.signal}` : `failed with exit code ${exit.code}`;
	return err(`git ${name} ${end}${lastWords(words)}`);
}
const largestAnswer = 134217728;
function createAnswer() {
	const chunks = [];
	let bytes = 0;
	const take = (chunk) => {
		bytes += chunk.length;
		if (bytes > largestAnswer) throw new Error("git has too much to tell: there are too many changed files");
		chunks.push(chunk);
	};
	return {
		take,
		whole: () => Buffer.concat(chunks)
	};
}
function stopProcess(pid) {
	try {
		if (process.platform === "win32") process.kill(pid, "SIGKILL");
		else killLeftovers(pid);
	} catch {}
}
const reasonOf = (signal, name) => typeof signal.reason === "string" ? signal.reason : `git ${name} was stopped`;
const lastWords = (words) => {
	const lines = words.trim().split("\n").filter((line) => !line.startsWith("hint:"));
	return lines.length === 0 || lines[0] === "" ? "" : `: ${lines.slice(-3).join("; ")}`;
};
function closed(stream) {
	return new Promise((resolve) => {
		if (stream === null || stream.closed) return resolve();
		const timer = setTimeout(resolve, 2e3);
		stream.once("close", () => {
			clearTimeout(timer);
			resolve();
		});
	});
}
function askGit({ place, host, args }) {
	try {
		const done = spawnSync("git", [...config, ...args], {
			cwd: place.top,
			env: environment({
				place,
				host,
				args
			}),
			stdio: [
				"ignore",
				"pipe",
				"ignore"
			],
			encoding: "utf8",
			timeout: 5e3,
			windowsHide: true
		});
		return done.status === 0 ? done.stdout.trim() : void 0;
	} catch {
		return;
	}
}
function environment({ place, host, index, objects, runId }) {
	const env = {};
	for (const [name, value] of Object.entries(host.guarded)) if (!/^GIT_/i.test(name)) env[name] = value;
	env["LC_ALL"] = "C";
	env["GIT_DIR"] = place.gitDir;
	env["GIT_WORK_TREE"] = place.top;
	env["GIT_TERMINAL_PROMPT"] = "0";
	env["GIT_OPTIONAL_LOCKS"] = "0";
	env["GIT_NO_REPLACE_OBJECTS"] = "1";
	env["GIT_NO_LAZY_FETCH"] = "1";
	env["GIT_ALLOW_PROTOCOL"] = "none";
	if (runId !== void 0) env["OMNE_RUN_ID"] = runId;
	if (index !== void 0) env["GIT_INDEX_FILE"] = index;
	if (objects !== void 0) {
		env["GIT_OBJECT_DIRECTORY"] = objects;
		env["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = quoted(join(place.commonDir, "objects"));
	}
	return env;
}
const quoted = (path) => process.platform !== "win32" && /[:"\\\n]/.test(path) ? `"${path.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")}"` : path;

// src/effects/git-place.ts
function findGit(folder) {
	let at = resolve(folder);
	for (;;) {
		const place = placeAt(at);
		if (place !== void 0) return place;
		const parent = dirname(at);
		if (parent === at) return void 0;
		at = parent;
	}
}
function placeAt(top) {
	const gitDir = gitDirOf(top, join(top, ".git"));
	if (gitDir === void 0 || !exists$1(join(gitDir, "HEAD"))) return void 0;
	const shared = join(gitDir, "commondir");
	const common = exists$1(shared) ? readSmall(shared)?.trim() : void 0;
	return {
		top,
		gitDir,
		commonDir: common ? resolve(gitDir, common) : gitDir
	};
}
function gitDirOf(top, dotGit) {
	try {
		const stat = statSync(dotGit, { throwIfNoEntry: false });
		if (stat?.isDirectory()) return dotGit;
		if (!stat?.isFile()) return void 0;
	} catch {
		return;
	}
	const named = /^gitdir: (.+?)\r?\n*$/s.exec(readSmall(dotGit) ?? "")?.[1];
	return named === void 0 ? void 0 : resolve(top, named);
}
function exists$1(path) {
	try {
		return lstatSync(path, { throwIfNoEntry: false }) !== void 0;
	} catch {
		return false;
	}
}
function readSmall(path, maxBytes = 65536) {
	let fd;
	try {
		fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
		const stat = fstatSync(fd);
		return stat.isFile() && stat.size <= maxBytes ? readFileSync(fd, "utf8") : void 0;
	} catch {
		return;
	} finally {
		if (fd !== void 0) closeSync(fd);
	}
}

// src/effects/git-head.ts
const objectId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const largestPackedRefs = 67108864;
function headOf(folder, host) {
	const place = findGit(folder);
	return place && headAt(place, host);
}
function headAt(place, host) {
	let text = readSmall(join(place.gitDir, "HEAD"))?.trim();
	if (text === void 0) return void 0;
	for (let depth = 0; depth < 5; depth++) {
		if (objectId.test(text)) return text;
		const name = /^ref:\s*(refs\/.+)$/.exec(text)?.[1];
		if (name === void 0 || name.split("/").includes("..")) break;
		if (name === "refs/heads/.invalid") break;
		text = readRef(place, name);
		if (text === void 0) return void 0;
	}
	const answer = askGit({
		place,
		host,
		args: [
			"rev-parse",
			"--verify",
			"--quiet",
			"HEAD^{commit}"
		]
	});
	return answer !== void 0 && objectId.test(answer) ? answer : void 0;
}
function readRef({ gitDir, commonDir }, name) {
	const isPrivate = /^refs\/(?:bisect|worktree|rewritten)\//.test(name);
	return readSmall(join(isPrivate ? gitDir : commonDir, name))?.trim() ?? packedRef(join(commonDir, "packed-refs"), name);
}
function packedRef(path, name) {
	const text = readSmall(path, largestPackedRefs);
	if (text === void 0) return void 0;
	const end = text.indexOf(` ${name}\n`);
	return end < 0 ? void 0 : text.slice(text.lastIndexOf("\n", end) + 1, end);
}

// src/effects/run-files.ts
const CAPTURE_STREAMS = [
	"out",
	"err",
	"stream.jsonl",
	"gate.out",
	"gate.err",
	"until.out",
	"until.err"
];
function captureFiles(runDir) {
	const nodes = `${runDir}${sep}nodes${sep}`;
	return {
		runDir,
		capture: (nodeId, stream) => `${nodes}${local(nodeId)}.${stream}`,
		attemptCapture: (nodeId, attempt, stream) => `${nodes}${local(nodeId)}.attempt-${attempt}.${stream}`
	};
}
function runFiles(root, worktree, runId) {
	const runDir = join(root, ".omne", "var", "runs", runId);
	const scripts = `${runDir}${sep}scripts${sep}`;
	const commands = `${runDir}${sep}commands${sep}`;
	const below = root.endsWith(sep) ? root : root + sep;
	return {
		root,
		worktree,
		...captureFiles(runDir),
		events: join(runDir, "events.jsonl"),
		script: (nodeId, part) => scripts + local(nodeId) + (part === void 0 ? "" : `.${part}`),
		commandFile: (nodeId, name) => `${commands}${local(nodeId)}.${name}`,
		longValue: (nodeId, variable) => `${commands}${local(nodeId)}.env.${variable}`,
		wirePath: (path) => {
			const inside = path.startsWith(below) ? path.slice(below.length) : relative(root, path);
			return sep === "/" ? inside : inside.replaceAll(sep, "/");
		}
	};
}
const local = (nodeId) => sep === "/" ? nodeId : nodeId.replaceAll("/", sep);

// src/effects/staged-captures.ts
const largestManifest = 16777216;
const READ_BY_OTHERS = ["out", "err"];
function spoiltCaptures({ runDir, capture }) {
	const sizes = originalSizes(runDir);
	if (sizes === void 0) return () => false;
	return (nodeId) => READ_BY_OTHERS.some((stream) => {
		const path = capture(nodeId, stream);
		const size = lstatSync(path, { throwIfNoEntry: false })?.size;
		return size !== void 0 && size !== sizes.get(relative(runDir, path).split(sep).join("/"));
	});
}
function originalSizes(runDir) {
	const text = readOwn(join(runDir, "manifest.json"), largestManifest)?.toString("utf8");
	if (text === void 0) return void 0;
	try {
		const { files } = JSON.parse(text);
		return new Map(files.map(({ path, bytes }) => [path, bytes]));
	} catch {
		return /* @__PURE__ */ new Map();
	}
}

// src/effects/take-over.ts
const cutStreams = [
	"out",
	"err",
	"stream.jsonl"
];
function takeOverCaptures({ from, to, nodeId, upToByte }) {
	const copied = [];
	const copy = (source, target, bytes) => {
		if (!isThere(source, from.runDir)) return false;
		copied.push(target);
		copyCapture({
			source,
			target,
			from: from.runDir,
			to: to.runDir
		}, bytes);
		return true;
	};
	try {
		const streams = upToByte === void 0 ? CAPTURE_STREAMS : cutStreams;
		for (const stream of streams) {
			const bytes = stream === "out" ? upToByte : void 0;
			if (!copy(from.capture(nodeId, stream), to.capture(nodeId, stream), bytes) && stream === "out") return false;
		}
		if (upToByte === void 0) copyAttempts({
			from,
			to,
			nodeId
		}, copy);
		return true;
	} catch {
		for (const path of copied) remove$1(path);
		return false;
	}
}
function copyAttempts({ from, to, nodeId }, copy) {
	const largestGap = 3;
	for (let attempt = 1, gap = 0; gap < largestGap; attempt++) {
		let isAny = false;
		for (const stream of CAPTURE_STREAMS) if (copy(from.attemptCapture(nodeId, attempt, stream), to.attemptCapture(nodeId, attempt, stream))) isAny = true;
		gap = isAny ? 0 : gap + 1;
	}
}
function isThere(path, within) {
	return hasFolders(path, within) && lstatSync(path, { throwIfNoEntry: false }) !== void 0;
}
function copyCapture({ source, target, to }, bytes) {
	const opened = openOwn(source);
	if (opened === void 0) throw new Error("not a regular file of its own");
	try {
		const size = bytes ?? opened.size;
		if (size > opened.size) throw new Error("shorter than it was");
		needFolders(target, to);
		remove$1(target);
		needSpace(dirname(target), size);
		if (bytes === void 0 && copyInKernel(opened.fd, target)) return;
		copyBytes(opened.fd, target, size);
	} finally {
		closeSync(opened.fd);
	}
}
const smallBytes = 16777216;
function needSpace(folder, bytes) {
	if (bytes <= smallBytes) return;
	const { bavail, bsize } = statfsSync(folder);
	if (bytes > bavail * bsize / 2) throw new Error("no space");
}
function copyInKernel(fd, target) {
	const path = `/proc/self/fd/${fd}`;
	if (process.platform !== "linux" || fstatSync(fd).size <= smallBytes) return false;
	try {
		copyFileSync(path, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
	} catch {
		remove$1(target);
		return false;
	}
	const copy = openSync(target, constants.O_RDONLY | constants.O_NOFOLLOW);
	try {
		fchmodSync(copy, 384);
	} finally {
		closeSync(copy);
	}
	return true;
}
function copyBytes(fd, target, size) {
	const create = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
	const copy = openSync(target, create, 384);
	try {
		const buffer = Buffer.allocUnsafe(Math.min(size, 1048576));
		for (let at = 0; at < size;) {
			const read = readSync(fd, buffer, 0, Math.min(buffer.length, size - at), at);
			if (read === 0) throw new Error("shorter than it was");
			for (let done = 0; done < read;) done += writeSync(copy, buffer, done, read - done);
			at += read;
		}
	} finally {
		closeSync(copy);
	}
}
function remove$1(path) {
	try {
		unlinkSync(path);
	} catch {}
}

// src/effects/results.ts
const largestBytes = 1048576;
function createResults({ files, redactor, past }) {
	const text = (path, fromByte) => {
		if (!hasFolders(path, files.runDir)) return ok("");
		const bytes = readFrom(path, fromByte);
		return bytes.ok ? ok(redactor.text(bytes.value.toString("utf8"))) : bytes;
	};
	let isSpoilt;
	return {
		text: (nodeId, fromByte = 0) => {
			const found = text(files.capture(nodeId, "out"), fromByte);
			return found.ok ? ok(withoutLineEnds(found.value)) : found;
		},
		outputFile: (nodeId) => text(files.commandFile(nodeId, "output"), 0),
		keepAttempt: (nodeId, attempt) => {
			const kept = files.attemptCapture(nodeId, attempt, "out");
			if (hasFolders(kept, files.runDir)) for (const stream of CAPTURE_STREAMS) move(files.capture(nodeId, stream), files.attemptCapture(nodeId, attempt, stream));
			return files.wirePath(kept);
		},
		takeOver: (nodeId, upToByte) => {
			if (past === void 0) return false;
			isSpoilt ??= spoiltCaptures(past);
			const some = upToByte === void 0 ? {} : { upToByte };
			return !isSpoilt(nodeId) && takeOverCaptures({
				from: past,
				to: files,
				nodeId,
				...some
			});
		}
	};
}
function readFrom(path, from) {
	let fd;
	try {
		fd = openSync(path, READ_PLANTED);
		const stat = fstatSync(fd);
		if (!stat.isFile()) return err("is not a regular file");
		const size = Math.max(0, stat.size - from);
		if (size > largestBytes) return err(`has ${mebibytes(size)} MiB; at most 1 MiB can be read`);
		return ok(readRange$1(fd, from, size));
	} catch (error) {
		const { code, message } = error;
		if (code === "ENOENT") return ok(Buffer.alloc(0));
		return err(code === "ELOOP" ? "is not a regular file" : `cannot be read: ${message}`);
	} finally {
		if (fd !== void 0) closeSync(fd);
	}
}
const mebibytes = (bytes) => (Math.ceil(bytes / largestBytes * 10) / 10).toFixed(1);
function readRange$1(fd, from, size) {
	const buffer = Buffer.alloc(size);
	let done = 0;
	while (done < size) {
		const read = readSync(fd, buffer, done, size - done, from + done);
		if (read === 0) break;
		done += read;
	}
	return buffer.subarray(0, done);
}
function withoutLineEnds(text) {
	let end = text.length;
	while (end > 0 && text[end - 1] === "\n") end -= end > 1 && text[end - 2] === "\r" ? 2 : 1;
	return text.slice(0, end);
}
function move(from, to) {
	try {
		renameSync(from, to);
	} catch {}
}

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
const json = (value) => JSON.stringify(value).replaceAll("##[", "#\\u0023[").replaceAll("�", "\\ufffd");
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
		return isEvent(value) ? value : void 0;
	} catch {
		return;
	}
}
function isEvent(value) {
	if (typeof value !== "object" || value === null) return false;
	const { type, node_id: id, seq } = value;
	return typeof type === "string" && (id === void 0 || id === null || typeof id === "string") && (seq === void 0 || seq === null || typeof seq === "number");
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

// src/effects/shadow.ts
const MEMORY_BYTES = 65536;
var Shadow = class {
	#tempDir;
	#recent = [];
	#recentBytes = 0;
	#fd;
	#filed = 0;
	#isLost = false;
	constructor(tempDir) {
		this.#tempDir = tempDir;
	}
	isLost() {
		return this.#isLost;
	}
	add(bytes) {
		if (this.#isLost) return;
		this.#recent.push(bytes);
		this.#recentBytes += bytes.length;
		if (this.#recentBytes >= MEMORY_BYTES) this.#file();
	}
	*pieces() {
		const piece = Buffer.allocUnsafe(Math.min(this.#filed, MEMORY_BYTES));
		for (let at = 0; this.#fd !== void 0 && at < this.#filed;) {
			const count = this.#read(piece, at);
			if (count === 0) return;
			yield piece.subarray(0, count);
			at += count;
		}
		yield* this.#recent;
	}
	close() {
		this.#lose();
	}
	#read(piece, at) {
		try {
			const count = readSync(this.#fd, piece, 0, Math.min(piece.length, this.#filed - at), at);
			if (count === 0) this.#lose();
			return count;
		} catch {
			this.#lose();
			return 0;
		}
	}
	#file() {
		try {
			this.#fd ??= openNameless(this.#tempDir);
			const bytes = Buffer.concat(this.#recent);
			for (let done = 0; done < bytes.length;) done += writeSync(this.#fd, bytes, done, bytes.length - done, this.#filed + done);
			this.#filed += bytes.length;
			this.#recent = [];
			this.#recentBytes = 0;
		} catch {
			this.#lose();
		}
	}
	#lose() {
		this.#isLost = true;
		this.#recent = [];
		const fd = this.#fd;
		this.#fd = void 0;
		try {
			if (fd !== void 0) closeSync(fd);
		} catch {}
	}
};
function openNameless(folder) {
	const { O_RDWR, O_CREAT, O_EXCL } = constants;
	const path = join(folder, `omne-${newUlid()}`);
	const fd = openSync(path, O_RDWR | O_CREAT | O_EXCL | (constants.O_NOFOLLOW ?? 0), 384);
	try {
		unlinkSync(path);
		return fd;
	} catch (error) {
		closeSync(fd);
		throw error;
	}
}

// src/effects/journal-file.ts
var JournalFile = class {
	#place;
	#shadow;
	#isWhole;
	#path;
	#fd;
	#left;
	#hasIdentity = true;
	constructor(place, how) {
		this.#place = place;
		this.#path = place.path;
		this.#isWhole = how.isWhole;
		this.#fd = how.isNew ? create(place.path) : openSync(place.path, FLAGS);
		this.#left = this.#stat();
		this.#shadow = new Shadow(place.tempDir);
		if (!how.isNew) this.#shadow.close();
		this.#identify();
	}
	get path() {
		return this.#path;
	}
	append(bytes, durable) {
		try {
			for (let done = 0; done < bytes.length;) done += writeSync(this.#fd, bytes, done);
			if (durable) fdatasyncSync(this.#fd);
			this.#left = this.#stat();
		} catch (error) {
			this.#cut();
			throw error;
		}
		this.#shadow.add(bytes);
	}
	syncFolder() {
		syncFolder(dirname(this.#path));
	}
	touched(how) {
		const now = this.#stat();
		const last = this.#left;
		const isSame = now.size === last.size && now.ctimeNs === last.ctimeNs && now.nlink === last.nlink;
		if (isSame && how === "quick") return void 0;
		if (now.nlink === 0n) return "the file was deleted";
		if (now.size < last.size) return `the file was cut from ${last.size} to ${now.size} bytes`;
		if (now.size > last.size) return `${now.size - last.size} bytes were added to the file`;
		if ((!isSame || how === "whole") && !this.#isAsWritten()) return "the file was rewritten";
		const displaced = this.#displaced(now);
		if (displaced === void 0) this.#left = now;
		return displaced;
	}
	restore() {
		const { path, tempDir, refuge } = this.#place;
		if (this.#shadow.isLost() && !this.#isAsWritten()) throw new Error("there is no copy to restore it from");
		try {
			return this.#moveTo(path, this.#place.within);
		} catch {
			return this.#moveTo(join(refuge, "events.jsonl"), tempDir);
		}
	}
	close() {
		this.#shadow.close();
		closeSync(this.#fd);
	}
	#stat() {
		return fstatSync(this.#fd, { bigint: true });
	}
	#identify() {
		const there = lstatSync(this.#path, {
			bigint: true,
			throwIfNoEntry: false
		});
		this.#hasIdentity = there !== void 0 && isSameFile(there, this.#left);
	}
	#displaced(now) {
		const there = lstat(this.#path);
		if (there === void 0) return "the file was moved away";
		return this.#hasIdentity && !isSameFile(there, now) ? "another file was put in its place" : void 0;
	}
	#cut() {
		try {
			ftruncateSync(this.#fd, Number(this.#left.size));
		} catch {}
	}
	#isAsWritten() {
		try {
			if (this.#shadow.isLost()) return this.#isWhole(this.#readBack());
			let at = 0;
			for (const piece of this.#shadow.pieces()) {
				if (!piecesEqual(this.#fd, at, piece)) return false;
				at += piece.length;
			}
			return this.#shadow.isLost() ? this.#isWhole(this.#readBack()) : true;
		} catch {
			return false;
		}
	}
	#readBack() {
		const bytes = Buffer.allocUnsafe(Number(this.#left.size));
		return bytes.subarray(0, readInto(this.#fd, bytes, 0));
	}
	#moveTo(path, within) {
		needFolders(path, within);
		setAside(path);
		const fd = create(path);
		try {
			this.#copyTo(fd);
			fdatasyncSync(fd);
		} catch (error) {
			closeSync(fd);
			unlinkSync(path);
			throw error;
		}
		syncFolder(dirname(path));
		closeSync(this.#fd);
		this.#fd = fd;
		this.#path = path;
		this.#left = this.#stat();
		this.#identify();
		return path;
	}
	#copyTo(fd) {
		const size = Number(this.#left.size);
		let at = 0;
		const pieces = this.#shadow.isLost() ? [this.#readBack()] : this.#shadow.pieces();
		for (const piece of pieces) {
			for (let done = 0; done < piece.length;) done += writeSync(fd, piece, done);
			at += piece.length;
		}
		if (at !== size) throw new Error(`the copy has ${at} of ${size} bytes`);
	}
};
const { O_RDWR, O_APPEND, O_CREAT, O_EXCL } = constants;
const FLAGS = O_RDWR | O_APPEND | (constants.O_NOFOLLOW ?? 0);
const create = (path) => openSync(path, FLAGS | O_CREAT | O_EXCL, 384);
const isSameFile = (a, b) => a.ino === b.ino && a.dev === b.dev;
function lstat(path) {
	try {
		return lstatSync(path, {
			bigint: true,
			throwIfNoEntry: false
		});
	} catch {
		return;
	}
}
function setAside(path) {
	if (lstat(path) !== void 0) renameSync(path, join(dirname(path), "events.tampered"));
}
function syncFolder(folder) {
	try {
		const fd = openSync(folder + sep, "r");
		try {
			fsyncSync(fd);
		} finally {
			closeSync(fd);
		}
	} catch {}
}
function piecesEqual(fd, at, expected) {
	const found = Buffer.allocUnsafe(expected.length);
	return readInto(fd, found, at) === found.length && found.equals(expected);
}
function readInto(fd, bytes, at) {
	let done = 0;
	while (done < bytes.length) {
		const count = readSync(fd, bytes, done, bytes.length - done, at + done);
		if (count === 0) break;
		done += count;
	}
	return done;
}

// src/effects/redact-fact.ts
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
		case "node.completed": return fact.outputs === void 0 ? fact : {
			...fact,
			outputs: redactJson(fact.outputs, redactor)
		};
		case "node.skipped": return {
			...fact,
			...fact.when !== void 0 && { when: redactor.text(fact.when) },
			...fact.saw !== void 0 && { saw: redactMap(fact.saw, redactor) }
		};
		case "node.reused": return {
			...fact,
			...fact.outputs !== void 0 && { outputs: redactJson(fact.outputs, redactor) },
			...fact.message !== void 0 && { message: redactor.text(fact.message) }
		};
		case "node.failed":
		case "node.attempt_failed": return fact.message === void 0 ? fact : {
			...fact,
			message: redactor.text(fact.message)
		};
		case "pipe.completed": return fact.outputs === void 0 ? fact : {
			...fact,
			outputs: redactMap(fact.outputs, redactor)
		};
		case "pipe.aborted": return {
			...fact,
			...fact.message !== void 0 && { message: redactor.text(fact.message) },
			...fact.outputs !== void 0 && { outputs: redactMap(fact.outputs, redactor) }
		};
		default: return fact;
	}
}

// src/effects/journal.ts
const refugeOf = (tempDir, runId) => join(tempDir, `omne-${runId}`);
const HINT = "a node that runs `git clean -fdx` does this: add `-e .omne`";
var TamperedError = class extends Error {
	journal;
	constructor(seen, journal) {
		const fate = journal === void 0 ? "and it cannot be restored" : `it is restored as ${journal}`;
		super(`the journal was changed while the run went on: ${seen}; ${fate}`, { cause: /* @__PURE__ */ new Error(HINT) });
		if (journal !== void 0) this.journal = journal;
	}
};
var Journal = class {
	#file;
	#runId;
	#redactor;
	#isEager;
	#restored;
	#nextId;
	#seq = 0;
	#h = CHAIN_START;
	#startedMs;
	#hasEnded = false;
	#broken;
	constructor(path, runId, redactor, options = {}) {
		const { tempDir = tmpdir(), within = dirname(path), fsync = "auto", restored, after: last } = options;
		const place = {
			path,
			within,
			refuge: refugeOf(tempDir, runId),
			tempDir
		};
		const isNew = last === void 0;
		try {
			this.#file = new JournalFile(place, {
				isNew,
				isWhole: (bytes) => this.#isWhole(bytes)
			});
		} catch (error) {
			throw new Error(`the journal ${path} cannot be ${isNew ? "created" : "opened"}`, { cause: error });
		}
		this.#runId = runId;
		this.#redactor = redactor;
		this.#isEager = fsync === "always";
		this.#restored = restored ?? (() => void 0);
		this.#nextId = eventIds(last?.id);
		if (last === void 0) return;
		this.#seq = last.seq + 1;
		this.#h = last.h;
		this.#startedMs = monotonicMs() - last.mono_ms;
	}
	get path() {
		return this.#file.path;
	}
	get hasEnded() {
		return this.#hasEnded;
	}
	append(fact) {
		if (this.#broken !== void 0) throw this.#broken;
		const isEnd = fact.type === "pipe.completed" || fact.type === "pipe.aborted";
		const isDurable = this.#isEager || isEnd || DURABLE.has(fact.type);
		this.#guard(isEnd ? "whole" : isDurable ? "thorough" : "quick");
		const nowMs = monotonicMs();
		this.#startedMs ??= nowMs;
		const stamp = {
			id: this.#nextId(),
			ts: wallClock(),
			run_id: this.#runId,
			seq: this.#seq,
			mono_ms: Math.round(nowMs - this.#startedMs)
		};
		const clean = redactFact(fact, this.#redactor);
		const { line, event } = encodeLine(clean, stamp, this.#h, sha256);
		this.#write(Buffer.from(`${line}\n`), isDurable);
		this.#seq++;
		this.#h = event.h;
		this.#hasEnded = isEnd;
		return event;
	}
	close() {
		this.#broken ??= /* @__PURE__ */ new Error("the journal is closed");
		this.#file.close();
	}
	#write(bytes, durable) {
		try {
			this.#file.append(bytes, durable);
			if (this.#seq === 0) this.#file.syncFolder();
		} catch (error) {
			this.#broken = new Error("the journal cannot be written", { cause: error });
			throw this.#broken;
		}
	}
	#guard(how) {
		const seen = this.#seen(how);
		if (seen === void 0) return;
		const journal = this.#restore();
		const error = new TamperedError(seen, journal);
		if (journal === void 0) this.#broken = error;
		else this.#restored();
		throw error;
	}
	#seen(how) {
		try {
			return this.#file.touched(how);
		} catch (error) {
			this.#broken = new Error("the journal cannot be read back", { cause: error });
			throw this.#broken;
		}
	}
	#restore() {
		try {
			return this.#file.restore();
		} catch {
			return;
		}
	}
	#isWhole(bytes) {
		const { events, torn, broken } = decodeJournal(Buffer.from(bytes).toString("utf8"), sha256);
		const h = events.at(-1)?.h ?? "0000000000000000";
		return torn === "" && broken === void 0 && events.length === this.#seq && h === this.#h;
	}
};
const DURABLE = /* @__PURE__ */ new Set(["pipe.started", "gate.passed"]);
const readJournal = (path) => decodeJournal(readJournalText(path), sha256);
function readJournalText(path) {
	const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
	try {
		if (!fstatSync(fd).isFile()) throw new Error(`the journal ${path} is not a regular file`);
		return readFileSync(fd, "utf8");
	} finally {
		closeSync(fd);
	}
}

// src/effects/lock.ts
function takeLock(runDir) {
	const text = ownText();
	if (!claim(join(runDir, FIRST), text)) throw new Error(`another process holds the lock of ${runDir}`);
	return lockOf(runDir, [FIRST], text);
}
function holderOf(runDir) {
	return judge(chainOf(runDir).at(-1)).holder;
}
function inheritLock(runDir, insist = false) {
	for (let round = 0; round < MAX_LINKS; round++) {
		const chain = chainOf(runDir);
		const last = chain.at(-1);
		const { holder, isProven } = judge(last);
		if (holder !== "gone" && !(insist && isProven !== true)) return holder;
		if (last !== void 0 && last.text === void 0) {
			renameSync(join(runDir, last.name), join(runDir, `${last.name}.${newUlid()}`));
			continue;
		}
		const name = last?.text === void 0 ? FIRST : heirOf(last.text);
		const text = ownText();
		if (!claim(join(runDir, name), text)) continue;
		if (last === void 0 || read(join(runDir, FIRST)) === chain[0].text) return lockOf(runDir, [...chain.map((link) => link.name), name], text);
		remove(join(runDir, name));
	}
	return "alive";
}
const FIRST = "lock";
const MAX_LINKS = 100;
const lockOf = (runDir, names, text) => ({
	renew: () => {
		try {
			claim(join(runDir, names.at(-1)), text);
		} catch {}
	},
	release: () => {
		for (const name of names) remove(join(runDir, name));
	},
	giveBack: () => remove(join(runDir, names.at(-1)))
});
const heirOf = (text) => `${FIRST}-${sha256(text).slice(0, 16)}`;
function chainOf(runDir) {
	const chain = [];
	for (let name = FIRST; chain.length < MAX_LINKS;) {
		const text = read(join(runDir, name));
		if (text === void 0) return chain;
		if (text === UNREADABLE) return [...chain, { name }];
		chain.push({
			name,
			text
		});
		name = heirOf(text);
	}
	return chain;
}
const UNREADABLE = Symbol("unreadable");
function read(path) {
	let fd;
	try {
		fd = openSync(path, READ_PLANTED);
		if (!fstatSync(fd).isFile()) return UNREADABLE;
		const bytes = Buffer.alloc(4096);
		return bytes.toString("utf8", 0, readSync(fd, bytes, 0, bytes.length, 0));
	} catch (error) {
		const { code } = error;
		return code === "ENOENT" || code === "ENOTDIR" ? void 0 : UNREADABLE;
	} finally {
		if (fd !== void 0) closeSync(fd);
	}
}
function claim(path, text) {
	const draft = `${path}.${newUlid()}`;
	try {
		write(draft, text);
		linkSync(draft, path);
		return true;
	} catch (error) {
		const { code } = error;
		if (code === "EEXIST") return false;
		if (code !== void 0 && NO_LINKS.has(code)) return claimAlone(path, text);
		throw new Error(`the lock ${path} cannot be written`, { cause: error });
	} finally {
		remove(draft);
	}
}
const NO_LINKS = /* @__PURE__ */ new Set([
	"EPERM",
	"ENOTSUP",
	"EOPNOTSUPP",
	"ENOSYS",
	"EMLINK"
]);
function claimAlone(path, text) {
	try {
		write(path, text);
		return true;
	} catch (error) {
		if (error.code === "EEXIST") return false;
		throw error;
	}
}
function write(path, text) {
	const { O_WRONLY, O_CREAT, O_EXCL } = constants;
	const fd = openSync(path, O_WRONLY | O_CREAT | O_EXCL | (constants.O_NOFOLLOW ?? 0), 384);
	try {
		writeSync(fd, text);
	} finally {
		closeSync(fd);
	}
}
function remove(path) {
	try {
		unlinkSync(path);
	} catch {}
}
function judge(link) {
	if (link === void 0) return { holder: "none" };
	const held = link.text === void 0 ? void 0 : parse(link.text);
	if (held === void 0) return { holder: "unknown" };
	const here = whereWeAre();
	const isHere = held.host === here.host;
	if (held.boot === "" || here.boot === "") {
		if (!isHere) return { holder: "unknown" };
		return { holder: exists(held.pid) === "no" ? "gone" : "alive" };
	}
	if (held.boot !== here.boot) return { holder: isHere ? "gone" : "unknown" };
	if (held.ns !== here.ns) return { holder: "unknown" };
	const start = startOf(held.pid);
	if (start === held.start) return {
		holder: "alive",
		isProven: true
	};
	if (start !== void 0) return { holder: "gone" };
	return { holder: exists(held.pid) === "hidden" ? "unknown" : "gone" };
}
function exists(pid) {
	try {
		process.kill(pid, 0);
		return "yes";
	} catch (error) {
		return error.code === "EPERM" ? "hidden" : "no";
	}
}
const ownText = () => JSON.stringify({
	pid: process.pid,
	start: ownStart(),
	...whereWeAre(),
	id: newUlid()
});
function parse(text) {
	try {
		const { pid, start, boot, ns, host } = JSON.parse(text);
		if (!(Number.isSafeInteger(pid) && Number(pid) > 0 && typeof start === "number") || typeof boot !== "string" || typeof ns !== "string" || typeof host !== "string") return void 0;
		return {
			pid: Number(pid),
			start,
			boot,
			ns,
			host
		};
	} catch {
		return;
	}
}
let place$1;
function whereWeAre() {
	place$1 ??= {
		boot: orEmpty(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
		ns: orEmpty(() => readlinkSync("/proc/self/ns/pid")),
		host: hostname()
	};
	return place$1;
}
function orEmpty(get) {
	try {
		return get();
	} catch {
		return "";
	}
}

// src/effects/run-record.ts
function openRecord(files, runId, redactor, options = {}) {
	const lock = takeLock(files.runDir);
	const restored = () => {
		lock.renew();
		ignoreAgain(files.root);
	};
	try {
		const journal = new Journal(files.events, runId, redactor, {
			within: files.root,
			...options,
			restored
		});
		const close = () => {
			journal.close();
			if (journal.hasEnded) lock.release();
		};
		return {
			journal,
			close
		};
	} catch (error) {
		lock.release();
		throw error;
	}
}
function ignoreAgain(root) {
	try {
		ignoreAll(join(root, ".omne", "var"));
	} catch {}
}

// src/effects/secret-key.ts
const { createHmac, randomBytes } = process.getBuiltinModule("node:crypto");
const keyBytes = 32;
const keyPath = (runDir) => join(runDir, "secret.key");
function createSecretKey(runDir) {
	const key = randomBytes(keyBytes);
	writeFresh(keyPath(runDir), key, runDir);
	return key;
}
function readSecretKey(runDir) {
	const key = readOwn(keyPath(runDir), keyBytes);
	return key?.length === keyBytes ? key : void 0;
}
function secretsDigest(key, inputs) {
	const sorted = inputs.map((input) => [input.key, input.value]).sort(([a], [b]) => a < b ? -1 : 1);
	return `hmac-sha256:${createHmac("sha256", key).update(JSON.stringify(sorted)).digest("hex")}`;
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
		const { nodeId, isUntil = false } = request;
		const path = files.script(nodeId, isUntil ? "until" : void 0) + extension;
		try {
			writeFresh(path, wrap(request.script), files.runDir);
		} catch (error) {
			return notStarted(`the script ${path} cannot be written: ${error.message}`);
		}
		const lost = request.publishes === true ? emptyOutput(files, nodeId) : void 0;
		if (lost) return { failure: lost };
		return outcome(await runCaptured({
			...command(path),
			cwd: files.worktree,
			env: childEnvironment(context, request, "bash"),
			stdout: files.capture(nodeId, isUntil ? "until.out" : "out"),
			stderr: files.capture(nodeId, isUntil ? "until.err" : "err"),
			within: files.runDir,
			marker: {
				runId,
				nodeId
			},
			grace,
			tails: "on-failure"
		}, signal));
	};
}
function emptyOutput(files, nodeId) {
	const path = files.commandFile(nodeId, "output");
	try {
		writeFresh(path, "", files.runDir);
		return;
	} catch (error) {
		return {
			kind: "capture_failed",
			path,
			error: error.message
		};
	}
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

// src/core/closing.ts
function closingFacts(state, closing) {
	return [...state.nodes.values()].filter(({ status }) => status === "running").reverse().map((node) => interruptedFact(node, closing));
}
function interruptedFact(node, { upToMs, outputPath }) {
	const path = hasCapture(node) ? outputPath?.(node.id) : void 0;
	return {
		type: "node.failed",
		node_id: node.id,
		error: { kind: "crash" },
		reason: "interrupted",
		message: "interrupted: the run ended while it ran",
		...path !== void 0 && { output_path: path },
		duration_ms: Math.max(0, upToMs - node.startedMs),
		attempt: node.attempt
	};
}
const LEAVES$1 = /* @__PURE__ */ new Set([
	"bash",
	"prompt",
	"command"
]);
const hasCapture = ({ kind, textFrom }) => LEAVES$1.has(kind) || kind === "loop" && textFrom !== void 0;
function usageOf(state) {
	let total;
	for (const { usage } of state.nodes.values()) if (usage !== void 0) total = addUsage(total, usage);
	return total;
}

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
			if (event.resumed_from) state.resumedFrom = event.resumed_from;
			return;
		case "pipe.completed":
		case "pipe.aborted":
			endRun(state, event);
			return;
		case "node.skipped": {
			const { reason, cause, when, saw } = event;
			const node = addNode(state, event.node_id, "skipped");
			if (event.parent) node.parent = event.parent;
			node.skip = {
				reason,
				...cause && { cause },
				...when && { when },
				...saw && { saw }
			};
			return;
		}
		case "node.started": {
			const node = addNode(state, event.node_id, "running");
			node.kind = event.kind;
			node.startedMs = event.mono_ms;
			if (event.model) node.model = event.model;
			if (event.parent) node.parent = event.parent;
			if (event.because) node.because = event.because;
			return;
		}
		case "node.reused":
			reuseNode(addNode(state, event.node_id, event.status), event);
			return;
		case "iteration.started": {
			const node = nodeOf(state, event.node_id);
			node.iterations = event.iteration;
			if (typeof event.byte_offset === "number") node.textFrom = event.byte_offset;
			return;
		}
		case "node.attempt_failed":
			failAttempt(nodeOf(state, event.node_id), event);
			return;
		case "node.retrying":
			if (typeof event.retry === "number") nodeOf(state, event.node_id).attempt = event.retry + 1;
			return;
		case "node.expanded":
		case "node.jumped":
		case "until.checked": return;
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
	if (event.outputs) state.outputs = event.outputs;
	if (event.type === "pipe.completed") {
		state.status = "completed";
		if (event.reason === "stopped") state.stopped = true;
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
	if (event.output_path) node.outputPath = event.output_path;
	spend(node, event.usage);
	if (event.session_id) node.sessionId = event.session_id;
	if (event.type === "node.failed") {
		failNode(node, event);
		return;
	}
	node.status = "completed";
	if (event.outputs !== void 0 && event.outputs !== null) node.outputs = event.outputs;
	if (event.conclusion) node.conclusion = event.conclusion;
	if (event.error) node.error = event.error;
	else delete node.message;
}
function failAttempt(node, event) {
	node.attempt = event.attempt;
	if (event.message) node.message = event.message;
	spend(node, event.usage);
}
function spend(node, usage) {
	const sum = usage ? addUsage(node.usage, usage) : void 0;
	if (sum !== void 0) node.usage = sum;
}
function reuseNode(node, event) {
	const { kind, model, parent, output_path, text_from, outputs, conclusion, error, message } = event;
	node.reused = true;
	node.kind = kind;
	node.startedMs = event.mono_ms;
	node.durationMs = event.duration_ms;
	node.attempt = event.attempt;
	node.iterations = event.iterations ?? 0;
	if (Array.isArray(event.gates)) node.gates.push(...event.gates);
	if (model) node.model = model;
	if (parent) node.parent = parent;
	if (output_path) node.outputPath = output_path;
	if (typeof text_from === "number") node.textFrom = text_from;
	if (outputs !== void 0 && outputs !== null) node.outputs = outputs;
	if (conclusion) node.conclusion = conclusion;
	if (error) node.error = error;
	if (message) node.message = message;
	if (event.session_id) node.sessionId = event.session_id;
}
function failNode(node, event) {
	node.status = "failed";
	node.error = event.error;
	if (event.message) node.message = event.message;
	if (event.cause) node.cause = event.cause;
	if (event.reason === "interrupted") node.interrupted = true;
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

// src/run/aborts.ts
function createAborts(clock) {
	return openAborts(clock, void 0);
}
function openAborts(clock, parent, deadline) {
	const watchers = /* @__PURE__ */ new Set();
	const before = parent?.aborted();
	let why = before === void 0 ? void 0 : inherited(before);
	let controller;
	const abort = (reason) => {
		if (why !== void 0) return;
		why = reason;
		controller?.abort(reason);
		for (const call of watchers) {
			watchers.delete(call);
			call(reason);
		}
	};
	const forgetParent = parent?.watch((reason) => abort(inherited(reason)));
	const forgetClock = deadline === void 0 ? void 0 : clock.after(deadline.afterMs, () => abort(deadline.abort));
	const self = {
		abort,
		aborted: () => why,
		watch: (call) => {
			watchers.add(call);
			return () => watchers.delete(call);
		},
		signal: () => {
			if (controller === void 0) {
				controller = new AbortController();
				if (why !== void 0) controller.abort(why);
			}
			return controller.signal;
		},
		open: (own) => openAborts(clock, self, own),
		release: () => {
			forgetParent?.();
			forgetClock?.();
		}
	};
	return self;
}
const inherited = (abort) => abort.kind === "timeout" || abort.kind === "gate_timeout" ? { kind: "cancelled" } : abort;
function abortedFailure(abort, own) {
	switch (abort.kind) {
		case "cancelled":
		case "stopped": return { kind: "cancelled" };
		case "run_timeout": return {
			kind: "timeout",
			cause: "run",
			seconds: abort.seconds
		};
		case "timeout":
		case "gate_timeout": return own(abort.seconds);
	}
}
const outerFailure = (abort) => abortedFailure(abort, () => ({ kind: "cancelled" }));
function skipReason(abort) {
	switch (abort.kind) {
		case "run_timeout": return "timeout";
		case "stopped": return "stopped";
		default: return "cancelled";
	}
}

// src/run/scope.ts
const NOTHING = /* @__PURE__ */ new Map();
function contextOf(scope, own) {
	const { inputs, vars, locals, node, steps } = scope;
	return {
		inputs,
		env: own ?? (scope.env.ok ? scope.env.value : NOTHING),
		run: scope.engine.about,
		vars,
		locals,
		node,
		step: (id) => steps.get(id)
	};
}
function viewOf(engine, id) {
	const node = engine.state.nodes.get(id);
	if (node === void 0 || node.status === "running") return void 0;
	const exitCode = exitCodeOf(node);
	return {
		status: node.conclusion === "failure_ignored" ? node.conclusion : node.status,
		...node.outputs !== void 0 && { outputs: node.outputs },
		...exitCode !== void 0 && { exitCode },
		durationMs: node.durationMs,
		text: () => node.outputPath === void 0 ? ok("") : textOf$1(engine, id, node.textFrom)
	};
}
function textOf$1({ ports, fault }, id, fromByte) {
	try {
		return ports.results.text(id, fromByte);
	} catch (error) {
		fault(error);
		throw error;
	}
}
function exitCodeOf({ status, kind, error }) {
	if (error !== void 0) return error.exit_code;
	return status === "completed" && kind === "bash" ? 0 : void 0;
}
function childId(parent, name, nth) {
	return nth === 1 ? `${parent}/${name}` : `${parent}/${name}@${nth}`;
}

// src/run/env.ts
const NO_ENV$1 = ok(/* @__PURE__ */ new Map());
function renderEnv(env, scope) {
	const around = scope.env;
	if (env.size === 0 || !around.ok) return around;
	const rendered = new Map(around.value);
	const context = contextOf(scope, rendered);
	for (const [name, template] of env) {
		const value = render(template, context);
		if (!value.ok) return err(`env ${name}: ${value.error}`);
		rendered.set(name, value.value);
	}
	return ok(rendered);
}

// src/core/trigger.ts
function verdict(rule, tally) {
	const { total, completed, ignored, failed, unsettled } = tally;
	const skipped = total - completed - ignored - failed - unsettled;
	if (rule === "all_success" && failed + skipped > 0) return "upstream";
	if (rule === "first_success" && completed > 0) return "start";
	if (unsettled > 0) return "wait";
	return SETTLED[rule](tally) ? "start" : ELSE[rule];
}
const SETTLED = {
	all_success: ({ total, completed, ignored }) => completed + ignored === total,
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
	skipped: 6,
	ignored: 7
};
function createSchedule(plan, prefix = "", suffix = "") {
	const { size, dependencies } = plan.graph;
	const schedule = {
		plan,
		indexOf: indexOf(plan, prefix, suffix),
		status: new Uint8Array(size),
		unsettled: new Int32Array(size),
		completed: new Int32Array(size),
		ignored: new Int32Array(size),
		failed: new Int32Array(size),
		eager: eagerOf(plan),
		ready: [],
		skips: [],
		readyTaken: 0,
		skipsTaken: 0,
		settled: 0
	};
	for (let node = 0; node < size; node++) {
		schedule.unsettled[node] = dependencies.start[node + 1] - dependencies.start[node];
		if (schedule.unsettled[node] === 0) makeReady(schedule, node);
	}
	return schedule;
}
function indexOf({ nodes }, prefix, suffix) {
	const index = /* @__PURE__ */ new Map();
	for (const node of nodes) index.set(prefix + node.id + suffix, node.index);
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
function nextReady(schedule) {
	const node = schedule.ready[schedule.readyTaken];
	if (node === void 0) return void 0;
	schedule.readyTaken++;
	return schedule.plan.nodes[node];
}
const isDone = (schedule) => schedule.settled === schedule.plan.graph.size;
function skipWaiting(schedule, reason, cause) {
	const untaken = new Set(schedule.ready.slice(schedule.readyTaken));
	schedule.ready.length = schedule.readyTaken;
	schedule.skips.length = 0;
	schedule.skipsTaken = 0;
	const because = cause === void 0 ? {} : { cause };
	for (const node of schedule.plan.nodes) {
		const status = schedule.status[node.index];
		if (status === STATUS.pending || status === STATUS.skipping || untaken.has(node.index)) {
			schedule.status[node.index] = STATUS.skipping;
			schedule.skips.push({
				node,
				reason,
				...because
			});
		}
	}
}
function observe(schedule, event) {
	switch (event.type) {
		case "node.started":
		case "node.completed":
		case "node.failed":
		case "node.reused":
		case "node.skipped": {
			const node = schedule.indexOf.get(event.node_id);
			if (node === void 0) return;
			const status = statusAfter(event);
			if (status === STATUS.running) schedule.status[node] = status;
			else settle$1(schedule, node, status);
			break;
		}
	}
}
function statusAfter(event) {
	switch (event.type) {
		case "node.started": return STATUS.running;
		case "node.completed": return event.conclusion === "failure_ignored" ? STATUS.ignored : STATUS.completed;
		case "node.failed": return STATUS.failed;
		case "node.reused":
			if (event.status === "failed") return STATUS.failed;
			return event.conclusion === "failure_ignored" ? STATUS.ignored : STATUS.completed;
		case "node.skipped": return STATUS.skipped;
	}
}
function makeReady(schedule, node) {
	schedule.status[node] = STATUS.ready;
	schedule.ready.push(node);
}
function settle$1(schedule, node, outcome) {
	schedule.status[node] = outcome;
	schedule.settled++;
	const { start: row, targets } = schedule.plan.graph.dependents;
	for (let edge = row[node]; edge < row[node + 1]; edge++) {
		const dependent = targets[edge];
		schedule.unsettled[dependent]--;
		if (outcome === STATUS.completed) schedule.completed[dependent]++;
		if (outcome === STATUS.ignored) schedule.ignored[dependent]++;
		if (outcome === STATUS.failed) schedule.failed[dependent]++;
		if (schedule.status[dependent] === STATUS.pending && mayDecide(schedule, dependent, outcome)) decide(schedule, dependent);
	}
}
const mayDecide = (schedule, node, outcome) => schedule.unsettled[node] === 0 || outcome !== STATUS.completed || schedule.eager[node] === 1;
function decide(schedule, node) {
	const { dependencies } = schedule.plan.graph;
	const total = dependencies.start[node + 1] - dependencies.start[node];
	const planned = schedule.plan.nodes[node];
	const decided = verdict(planned.triggerRule, {
		total,
		completed: schedule.completed[node],
		ignored: schedule.ignored[node],
		failed: schedule.failed[node],
		unsettled: schedule.unsettled[node]
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
			const { triggerRule: rule, recovers = false } = plan.nodes[dependent];
			if (rule === "all_done" || rule === "always") continue;
			counting++;
			const isSkippedWithIt = absorbed[dependent] === 1 && isInTheWay(schedule, node, dependent);
			const mayAbsorb = recovers || ABSORBS.has(rule);
			if (isSkippedWithIt || status[dependent] === STATUS.completed && mayAbsorb) absorbing++;
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

// src/core/past.ts
function pastOf(events) {
	const state = fold(events);
	const drafts = /* @__PURE__ */ new Map();
	const lastOf = /* @__PURE__ */ new Map();
	events.forEach((event, at) => {
		if (!("node_id" in event)) return;
		const draft = draftOf(drafts, event.node_id);
		if (event.type === "node.started" || event.type === "node.skipped" || event.type === "node.reused") {
			const { node_id: id, parent = "" } = event;
			const previous = lastOf.get(parent);
			draft.beganAt = at;
			if (previous !== void 0) draft.previous = previous;
			lastOf.set(parent, id);
		}
		if (ENDS$1.has(event.type)) draft.endedAt = at;
		note(draft, event);
	});
	const nodes = /* @__PURE__ */ new Map();
	for (const [id, node] of state.nodes) nodes.set(id, {
		state: node,
		...draftOf(drafts, id)
	});
	return {
		runId: state.runId,
		nodes
	};
}
const ENDS$1 = /* @__PURE__ */ new Set([
	"node.completed",
	"node.failed",
	"node.skipped",
	"node.reused"
]);
function draftOf(drafts, id) {
	const known = drafts.get(id);
	if (known !== void 0) return known;
	const draft = {
		attempts: [newAttempt()],
		beganAt: 0,
		endedAt: Number.POSITIVE_INFINITY
	};
	drafts.set(id, draft);
	return draft;
}
const newAttempt = () => ({
	untilChecked: /* @__PURE__ */ new Map(),
	gates: /* @__PURE__ */ new Map()
});
function note(draft, event) {
	const attempt = draft.attempts.at(-1);
	switch (event.type) {
		case "node.started":
			if (event.digest) draft.digest = event.digest;
			return;
		case "node.reused":
			noteReused(draft, event);
			return;
		case "iteration.started":
			attempt.iteration = iterationOf(event.iteration, event.byte_offset, event.session_id);
			return;
		case "until.checked":
			attempt.untilChecked.set(event.iteration, event);
			return;
		case "gate.passed":
			attempt.gates.set(event.gate, event.stdout);
			return;
		case "node.attempt_failed":
			attempt.failure = failureOf$1(event, event.will);
			if (event.will === "retry") draft.attempts.push(newAttempt());
			return;
		case "node.failed":
			attempt.failure ??= failureOf$1(event);
			return;
		case "node.jumped":
			draft.jumpedTo = event.to;
			return;
	}
}
function noteReused(draft, event) {
	const { iterations, text_from: textFrom, session_id: sessionId } = event;
	const attempt = draft.attempts.at(-1);
	draft.digest = event.digest;
	if (event.jumped_to) draft.jumpedTo = event.jumped_to;
	if (iterations) attempt.iteration = iterationOf(iterations, textFrom, sessionId);
	if (Array.isArray(event.gates)) for (const gate of event.gates) attempt.gates.set(gate, void 0);
	if (event.error) attempt.failure = failureOf$1({
		error: event.error,
		message: event.message
	});
}
function iterationOf(iteration, byteOffset, sessionId) {
	return {
		iteration,
		...typeof byteOffset === "number" && { byteOffset },
		...sessionId && { sessionId }
	};
}
function failureOf$1({ error, message }, will) {
	return {
		error,
		...message && { message },
		...will && { will }
	};
}
function absorbedThen(plan, { nodes }, idOf) {
	const failed = plan.nodes.map(({ id }) => idOf(id)).filter((id) => hasFailed(nodes.get(id)));
	if (failed.length === 0) return /* @__PURE__ */ new Set();
	const schedule = createSchedule(plan);
	for (const { id, index } of plan.nodes) {
		const status = statusOf(nodes.get(idOf(id)));
		schedule.status[index] = status;
		if (status !== STATUS.completed) continue;
		const { start, targets } = plan.graph.dependents;
		for (let edge = start[index]; edge < start[index + 1]; edge++) schedule.completed[targets[edge]]++;
	}
	const open = new Set(unabsorbedFailures(schedule).map(idOf));
	return new Set(failed.filter((id) => !open.has(id)));
}
const hasFailed = (node) => node?.state.status === "failed";
function statusOf(node) {
	switch (node?.state.status) {
		case "completed": return node.state.conclusion === "failure_ignored" ? STATUS.ignored : STATUS.completed;
		case "failed": return STATUS.failed;
		case "skipped": return STATUS.skipped;
		default: return STATUS.pending;
	}
}

// src/run/replay.ts
var Replay = class {
	#clock;
	#calls = [];
	#waiting = [];
	#isQuiet = false;
	#forget;
	constructor(clock) {
		this.#clock = clock;
	}
	toCallOff(at) {
		this.#isQuiet = false;
		return new Promise((go) => {
			this.#calls.push({
				at,
				go
			});
			this.#arm();
		});
	}
	toRun(aborts) {
		if (this.#isQuiet || aborts.aborted() !== void 0) return Promise.resolve();
		return new Promise((resolve) => {
			const forget = aborts.watch(() => resolve());
			this.#waiting.push(() => {
				forget();
				resolve();
			});
			this.#arm();
		});
	}
	close() {
		this.#forget?.();
		this.#forget = void 0;
	}
	#arm() {
		this.#forget ??= this.#clock.after(0, () => this.#next());
	}
	#next() {
		this.#forget = void 0;
		const first = Math.min(...this.#calls.map(({ at }) => at));
		const call = this.#calls.findIndex(({ at }) => at === first);
		if (call >= 0) {
			this.#arm();
			this.#calls.splice(call, 1)[0].go();
			return;
		}
		this.#isQuiet = true;
		for (const go of this.#waiting.splice(0)) go();
	}
};

// src/run/resume.ts
var Resume = class {
	replay;
	#past;
	#same = /* @__PURE__ */ new Set();
	#changedIn = /* @__PURE__ */ new Map();
	#lastIn = /* @__PURE__ */ new Map();
	constructor(past, clock) {
		this.#past = past;
		this.replay = new Replay(clock);
	}
	get past() {
		return this.#past;
	}
	before(id) {
		return this.#past.nodes.get(id);
	}
	toCallOff(id) {
		return this.replay.toCallOff(this.before(id)?.endedAt ?? 0);
	}
	isSame(id) {
		return this.#same.has(id);
	}
	settle(node, isSame) {
		const { id, parent, status } = node;
		if (isSame) this.#same.add(id);
		else if (parent !== void 0) this.changeIn(parent, afterwards(id, status));
	}
	changedIn(id) {
		return this.#changedIn.get(id);
	}
	changeIn(id, why) {
		if (!this.#changedIn.has(id)) this.#changedIn.set(id, why);
	}
	stepChange(parent, id) {
		const last = this.#lastIn.get(parent);
		if (last === this.before(id)?.previous) return void 0;
		return last === void 0 ? "it is the first step now" : `it comes after \`${last}\` now`;
	}
	passStep(parent, id) {
		this.#lastIn.set(parent, id);
	}
};
const afterwards = (id, status) => status === "skipped" ? `after \`${id}\`, which was skipped` : `after \`${id}\`, which ran again`;

// src/run/graph-past.ts
var GraphPast = class {
	#schedule;
	#scope;
	#resume;
	#idOf;
	#absorbed;
	#held = /* @__PURE__ */ new Map();
	#late = [];
	constructor(schedule, scope, idOf) {
		this.#schedule = schedule;
		this.#scope = scope;
		this.#resume = scope.engine.resume;
		this.#idOf = idOf;
	}
	scopeOf(node) {
		const isFailureKept = this.#scope.isFailureKept === true || this.#isAbsorbed(node);
		const wasSkipped = this.#resume.before(this.#idOf(node.id))?.state.status === "skipped";
		const isOrdered = this.#schedule.eager[node.index] !== 1 && !wasSkipped;
		return {
			changed: this.#scope.changed ?? this.#changed(node, isOrdered),
			isFailureKept
		};
	}
	skipped(node) {
		const { engine, changed } = this.#scope;
		const id = this.#idOf(node.id);
		const isSame = this.#resume.before(id)?.state.status === "skipped" && (changed ?? this.#changed(node, false)) === void 0;
		this.#resume.settle(engine.state.nodes.get(id), isSame);
	}
	holds(node) {
		if (this.#schedule.eager[node.index] !== 1) return false;
		const began = this.#resume.before(this.#idOf(node.id))?.beganAt ?? 0;
		for (const dependency of this.#dependencies(node)) {
			if (this.#isSettled(dependency) || this.#endThen(dependency) > began) continue;
			this.#held.set(dependency, [...this.#held.get(dependency) ?? [], node]);
			return true;
		}
		return false;
	}
	nextHeld() {
		for (const [dependency, nodes] of this.#held) {
			if (!this.#isSettled(dependency)) continue;
			this.#held.delete(dependency);
			this.#late.push(...nodes.filter((node) => !this.holds(node)));
		}
		return this.#late.shift();
	}
	release() {
		this.#late.push(...[...this.#held.values()].flat());
		this.#held.clear();
	}
	#changed(node, isOrdered) {
		const began = this.#resume.before(this.#idOf(node.id))?.beganAt ?? Number.POSITIVE_INFINITY;
		for (const dependency of this.#dependencies(node)) {
			if (!this.#isSettled(dependency)) continue;
			const id = this.#idOf(this.#schedule.plan.nodes[dependency].id);
			if (!this.#resume.isSame(id)) return afterwards(id, this.#scope.engine.state.nodes.get(id)?.status);
			if (isOrdered && this.#endThen(dependency) > began) return `it comes after \`${id}\` now`;
		}
	}
	#isAbsorbed(node) {
		const id = this.#idOf(node.id);
		if (this.#resume.before(id)?.state.status !== "failed") return false;
		this.#absorbed ??= absorbedThen(this.#schedule.plan, this.#resume.past, this.#idOf);
		return this.#absorbed.has(id);
	}
	#endThen(dependency) {
		const id = this.#idOf(this.#schedule.plan.nodes[dependency].id);
		return this.#resume.before(id)?.endedAt ?? Number.POSITIVE_INFINITY;
	}
	#isSettled(node) {
		const status = this.#schedule.status[node];
		return status === STATUS.completed || status >= STATUS.failed && status !== STATUS.skipping;
	}
	#dependencies({ index }) {
		const { start, targets } = this.#schedule.plan.graph.dependencies;
		return targets.subarray(start[index], start[index + 1]);
	}
};

// src/run/graph-run.ts
var GraphRun = class {
	#plan;
	#scope;
	#names;
	#schedule;
	#aborts;
	#entry;
	#live = 0;
	#isStopped = false;
	#fault;
	#isClosed = false;
	#isAdvancing = false;
	#past;
	#settled = () => void 0;
	constructor(plan, scope, names) {
		this.#plan = plan;
		this.#names = names;
		this.#schedule = createSchedule(plan, names.prefix, names.suffix);
		this.#aborts = scope.aborts.open();
		this.#entry = this.#aborts.open();
		const env = renderEnv(plan.env ?? /* @__PURE__ */ new Map(), {
			...scope,
			env: NO_ENV$1
		});
		this.#scope = {
			...scope,
			env,
			aborts: this.#aborts,
			entry: this.#entry,
			record: (fact, folded) => this.#record(fact, scope, folded)
		};
		const idOf = (id) => this.#idOf(id);
		this.#past = scope.engine.resume && new GraphPast(this.#schedule, this.#scope, idOf);
	}
	async over() {
		const forget = this.#aborts.watch((abort) => {
			this.#close(skipReason(abort));
			this.#letGo();
		});
		const settled = new Promise((resolve) => {
			this.#settled = resolve;
		});
		const already = this.#aborts.aborted();
		if (already !== void 0) this.#close(skipReason(already));
		this.#advance();
		await settled;
		forget();
		this.#aborts.release();
		const fault = this.#fault;
		return {
			failures: this.#failures(),
			isStopped: this.#isStopped,
			...fault !== void 0 && { fault }
		};
	}
	context() {
		return contextOf(this.#scope);
	}
	isDone() {
		return isDone(this.#schedule);
	}
	#advance() {
		const { engine } = this.#scope;
		if (this.#isAdvancing) return;
		this.#isAdvancing = true;
		try {
			for (let due = !engine.isFaulty(); due; due = !engine.isFaulty()) {
				const skip = nextSkip(this.#schedule);
				const node = skip === void 0 ? this.#nextReady() : void 0;
				if (skip !== void 0) this.#skip(skip);
				else if (node !== void 0) this.#start(node);
				else break;
			}
		} catch (error) {
			engine.fault(error);
		} finally {
			this.#isAdvancing = false;
		}
		if (this.#live === 0 && (isDone(this.#schedule) || engine.isFaulty())) this.#settled();
	}
	#nextReady() {
		let node = this.#past?.nextHeld() ?? nextReady(this.#schedule);
		while (node !== void 0 && !this.#isClosed && this.#past?.holds(node)) node = nextReady(this.#schedule);
		return node;
	}
	#skip({ node, reason, cause }) {
		const { parent, record } = this.#scope;
		record({
			type: "node.skipped",
			node_id: this.#idOf(node.id),
			reason,
			...cause !== void 0 && { cause: this.#idOf(cause) },
			...parent !== void 0 && { parent }
		}, () => this.#past?.skipped(node));
	}
	#start(node) {
		this.#live++;
		const past = this.#past?.scopeOf(node);
		const scope = {
			...this.#scope,
			rank: this.#names.rank(node),
			vars: /* @__PURE__ */ new Map(),
			...past
		};
		scope.engine.execute(node, scope, this.#idOf(node.id)).then(({ signal }) => {
			if (signal?.kind === "stop") this.#isStopped = true;
		}).catch((error) => {
			this.#fault ??= { error };
		}).then(() => {
			this.#live--;
			this.#advance();
		});
	}
	#record(fact, around, folded) {
		const { settled } = this.#schedule;
		const event = around.record(fact, (told) => {
			folded?.(told);
			observe(this.#schedule, told);
		});
		if (this.#schedule.settled === settled) return event;
		if (isFailure(event)) this.#heed(event.node_id);
		if (event.type !== "node.skipped") this.#advance();
		return event;
	}
	#heed(failedId) {
		const { failureMode = "continue" } = this.#plan;
		if (failureMode === "continue") return;
		const { resume } = this.#scope.engine;
		if (!resume?.isSame(failedId)) this.#callOff(failedId, failureMode);
		else this.#callOffLater(failedId, failureMode);
	}
	async #callOffLater(failedId, failureMode) {
		await this.#scope.engine.resume?.toCallOff(failedId);
		this.#callOff(failedId, failureMode);
		this.#letGo();
	}
	#letGo() {
		this.#past?.release();
		this.#advance();
	}
	#callOff(failedId, failureMode) {
		if (this.#aborts.aborted() !== void 0) return;
		const { prefix, suffix } = this.#names;
		this.#close("stopped", failedId.slice(prefix.length, failedId.length - suffix.length));
		(failureMode === "kill" ? this.#aborts : this.#entry).abort({
			kind: "stopped",
			cause: failedId
		});
	}
	#close(reason, cause) {
		if (this.#isClosed || isDone(this.#schedule)) return;
		this.#isClosed = true;
		skipWaiting(this.#schedule, reason, cause);
		this.#advance();
	}
	#failures() {
		const { state } = this.#scope.engine;
		const ids = unabsorbedFailures(this.#schedule).map((id) => this.#idOf(id));
		const isCalledOff = (id) => state.nodes.get(id)?.error?.kind === "cancelled";
		const own = ids.filter((id) => !isCalledOff(id));
		return this.#isStopped ? own : [...own, ...ids.filter(isCalledOff)];
	}
	#idOf(id) {
		const { prefix, suffix } = this.#names;
		return prefix + id + suffix;
	}
};
const isFailure = (event) => event.type === "node.failed" || event.type === "node.reused" && event.status === "failed";

// src/core/policy.ts
const FINAL = /* @__PURE__ */ new Set([
	"blocked",
	"cancelled",
	"host_missing"
]);
const MAX_DELAY_MS = 864e5;
const isFinal = ({ kind }) => FINAL.has(kind);
const hasSay = (policy) => policy !== void 0 && (policy.retry !== void 0 || policy.then !== "fail");
function nextAfter(policy, error, retries, chance) {
	if (policy === void 0 || isFinal(error)) return { will: "fail" };
	const { retry, then } = policy;
	if (retry !== void 0 && retries < retry.max && isRetried(retry, error)) return {
		will: "retry",
		delayMs: delayOf(retry, retries, chance)
	};
	return typeof then === "object" ? {
		will: "jump",
		to: then.jump
	} : { will: then };
}
function isRetried({ on }, { kind, exit_code }) {
	return on === void 0 || on.includes(kind) || exit_code !== void 0 && on.includes(exit_code);
}
function delayOf({ delayMs, backoff, jitter }, retries, chance) {
	const full = Math.min(MAX_DELAY_MS, delayMs * backoff ** retries);
	return Math.round(full * (1 - jitter * chance));
}

// src/core/seen.ts
const MAX_SEEN = 20;
const MAX_LENGTH = 200;
function seen(expression, context, redact) {
	const values = /* @__PURE__ */ new Map();
	for (const reference of expression.references) {
		if (values.size === MAX_SEEN) break;
		const name = spelled(reference);
		if (values.has(name)) continue;
		const value = lookUp(reference, context);
		if (value !== void 0) values.set(name, shortened(redact(value)));
	}
	return Object.fromEntries(values);
}
const spelled = ({ root, keys }) => `${root}${keys.map(spelledKey).join("")}`;
function spelledKey(key) {
	if (/^[a-z_][a-z0-9_-]*$/i.test(key)) return `.${key}`;
	return /^\d+$/.test(key) ? `[${key}]` : `['${key.replaceAll("'", "''")}']`;
}
function shortened(value) {
	if (typeof value === "number" || typeof value === "boolean") return value;
	const text = typeof value === "string" ? value : JSON.stringify(value);
	return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : value;
}
function lookUp({ root, keys }, context) {
	switch (root) {
		case "inputs":
		case "env":
		case "run":
		case "vars": return within(context[root], keys);
		case "nodes": return ofView(context.node, keys);
		case "steps": return ofView(context.step, keys);
		default: return valueAt(find(context.locals, root), keys);
	}
}
function within(entries, [key, ...keys]) {
	return key === void 0 ? Object.fromEntries(entries) : valueAt(find(entries, key), keys);
}
function ofView(viewOf, [id, field, ...keys]) {
	if (id === void 0) return void 0;
	const view = viewOf(id.toLowerCase());
	if (view === void 0) return null;
	const fields = fieldsOf(view);
	if (field === void 0) return shownFields(fields);
	const value = find(fields, field)?.();
	if (value?.ok === false) return void 0;
	return valueAt(value?.value, keys);
}
function shownFields(fields) {
	const shown = /* @__PURE__ */ new Map();
	for (const [name, read] of fields) {
		const value = name === "text" ? void 0 : read();
		if (value?.ok === true) shown.set(name, value.value);
	}
	return Object.fromEntries(shown);
}
function valueAt(value, keys) {
	let at = value ?? null;
	for (const key of keys) at = entryOf(at, key) ?? null;
	return at;
}
function entryOf(value, key) {
	if (isJsonMap(value)) return find(entriesOf(value), key);
	return typeof value === "object" && value !== null ? value[Math.floor(Number(key))] : void 0;
}

// src/core/truth.ts
function isTruthy(value) {
	if (typeof value === "number") return value !== 0 && !Number.isNaN(value);
	return value !== null && value !== false && value !== "";
}

// src/run/turn.ts
function innerScope(turn, changes = {}) {
	const { aborts, id: parent } = turn;
	const { inner } = turn;
	return {
		...turn.scope,
		aborts,
		entry: void 0,
		parent,
		env: ok(turn.context.env),
		...inner,
		...changes
	};
}
const changedSince = ({ inner, scope, id }) => inner?.changed ?? scope.engine.resume?.changedIn(id);
const abortOf = (turn) => turn.aborts.aborted();

// src/run/kinds/agent.ts
async function runAgent(body, turn) {
	if (body.schema !== void 0) return await runWithSchema(body, body.schema, turn);
	const prompt = render(body.prompt, turn.context);
	if (!prompt.ok) return expressionFailed(prompt.error);
	return outcomeOf(await callAgent(body, turn, {
		prompt: prompt.value,
		session: { kind: "none" },
		capture: "replace"
	}), turn);
}
const expressionFailed = (error) => ({ failure: {
	kind: "crash",
	cause: "expression",
	error
} });
function outcomeOf(reply, turn) {
	const { sentinel, structured: _, ...outcome } = reply;
	if (sentinel === "blocked") return {
		...outcome,
		failure: {
			kind: "blocked",
			cause: "agent"
		}
	};
	const abort = abortOf(turn);
	return abort === void 0 ? outcome : {
		...outcome,
		failure: agentAborted(abort, turn.id, "agent")
	};
}
async function callAgent(body, turn, call) {
	const { model, allowedTools, schema } = body;
	const request = {
		...turn.child,
		allowedTools,
		...model !== void 0 && { model },
		...schema !== void 0 && { schema },
		...call
	};
	return await turn.scope.engine.ports.agent.call(request, turn.aborts.signal());
}
const agentAborted = (abort, nodeId, cause) => abortedFailure(abort, (seconds) => ({
	kind: "timeout",
	cause,
	nodeId,
	seconds
}));
async function runWithSchema(body, schema, turn) {
	const prompt = render(body.prompt, turn.context);
	if (!prompt.ok) return expressionFailed(prompt.error);
	const { agent } = turn.scope.engine.ports;
	const id = agent.newSessionId();
	const first = await callAgent(body, turn, {
		prompt: prompt.value,
		session: {
			kind: "start",
			id
		},
		capture: "replace"
	});
	const once = outcomeOf(first, turn);
	if (once.failure !== void 0) return once;
	const answer = await fittingAnswer(first, schema, textOf(turn));
	if (answer.ok) return {
		...once,
		outputs: answer.value
	};
	turn.scope.engine.ports.results.keepAttempt(turn.id, turn.attempt);
	const second = await callAgent(body, turn, {
		prompt: correction(schema, answer.error),
		session: {
			kind: "resume",
			id
		},
		capture: "replace"
	});
	const twice = outcomeOf(second, turn);
	const usage = addUsage(once.usage, twice.usage);
	const outcome = {
		...twice,
		...usage !== void 0 && { usage }
	};
	if (outcome.failure !== void 0) return outcome;
	const corrected = await fittingAnswer(second, schema, textOf(turn));
	if (corrected.ok) return {
		...outcome,
		outputs: corrected.value
	};
	return {
		...outcome,
		failure: {
			kind: "schema_invalid",
			errors: corrected.error
		}
	};
}
function textOf({ id, scope }) {
	const text = scope.engine.ports.results.text(id);
	return text.ok ? text.value : "";
}
const correction = (schema, errors) => `Your answer does not fit the JSON Schema it must fit:\n${errors.map((error) => `- ${error}`).join("\n")}\n\nThe schema:\n${JSON.stringify(schema)}\n\nAnswer again, with the corrected JSON and nothing else.`;
async function fittingAnswer(reply, schema, text) {
	const { answerOf, fitErrors } = await import("./output-schema.js");
	const answer = reply.structured === void 0 ? answerOf(text) : {
		ok: true,
		value: reply.structured
	};
	if (!answer.ok) return {
		ok: false,
		error: [answer.error]
	};
	const errors = fitErrors(schema, answer.value);
	return errors.length === 0 ? answer : {
		ok: false,
		error: errors
	};
}

// src/core/env-file.ts
const NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;
const MAX_NAMES$1 = 200;
function parseEnvFile(text) {
	const values = /* @__PURE__ */ new Map();
	const lines = createLines(text.startsWith("﻿") ? text.slice(1) : text);
	for (let line = lines.next(); line !== void 0; line = lines.next()) {
		if (line === "") continue;
		const { number } = lines;
		const entry = readEntry(line, lines);
		if (!entry.ok) return err(`line ${number}: ${entry.error}`);
		const { name, value } = entry.value;
		values.set(name, value);
		if (values.size > MAX_NAMES$1) return err(`line ${number}: there are more than ${MAX_NAMES$1} names`);
	}
	return ok(values);
}
function createLines(text) {
	let at = 0;
	let number = 0;
	return {
		text,
		get number() {
			return number;
		},
		get at() {
			return at;
		},
		next: () => {
			if (at >= text.length) return void 0;
			const end = text.indexOf("\n", at);
			const line = text.slice(at, end < 0 ? text.length : end);
			at = end < 0 ? text.length : end + 1;
			number++;
			return line.endsWith("\r") ? line.slice(0, -1) : line;
		}
	};
}
function readEntry(line, lines) {
	const equals = line.indexOf("=");
	const heredoc = line.indexOf("<<");
	if (heredoc >= 0 && (equals < 0 || heredoc < equals)) {
		const name = checkName(line.slice(0, heredoc));
		return name.ok ? readBlock(name.value, line.slice(heredoc + 2), lines) : name;
	}
	if (equals < 0) return err(`${quote(line)} is neither \`name=value\` nor \`name<<DELIMITER\``);
	const name = checkName(line.slice(0, equals));
	return name.ok ? ok({
		name: name.value,
		value: line.slice(equals + 1)
	}) : name;
}
function checkName(name) {
	if (name === "") return err("the name is empty");
	if (NAME.test(name)) return ok(name);
	return err(`${quote(name)} is no name: it takes a letter or \`_\`, then letters, digits, \`_\` and \`-\`, at most 64 characters`);
}
function readBlock(name, delimiter, lines) {
	if (delimiter === "") return err(`the delimiter of ${quote(name)} is empty`);
	const start = lines.at;
	for (let before = start, line = lines.next(); line !== void 0; before = lines.at, line = lines.next()) if (line === delimiter) return ok({
		name,
		value: withoutLineEnd(lines.text.slice(start, before))
	});
	return err(`the delimiter ${quote(delimiter)} of ${quote(name)} does not follow on a line of its own`);
}
const withoutLineEnd = (text) => text.replace(/\r?\n$/, "");

// src/run/publish.ts
const MAX_OUTPUTS$1 = 1048576;
const MOST_ESCAPED = 6;
function publish(outcome, turn) {
	const spec = turn.node.outputs;
	const { outputs: made, ...rest } = outcome;
	const outputs = spec === void 0 ? ok(made) : outputsOf(spec, outcome, turn);
	if (!outputs.ok) return {
		...rest,
		failure: outputs.error
	};
	const flaw = sizeFlaw(outputs.value);
	if (flaw !== void 0) return {
		...rest,
		failure: invalid(flaw)
	};
	return outputs.value === void 0 ? rest : {
		...rest,
		outputs: outputs.value
	};
}
function sizeFlaw(outputs) {
	if (typeof outputs === "string" && outputs.length * MOST_ESCAPED <= MAX_OUTPUTS$1 || typeof outputs !== "string" && (typeof outputs !== "object" || outputs === null)) return void 0;
	const { length } = JSON.stringify(outputs);
	if (length <= MAX_OUTPUTS$1) return void 0;
	return `the outputs have ${length} characters as JSON; at most ${MAX_OUTPUTS$1} can be published`;
}
const invalid = (error) => ({
	kind: "outputs_invalid",
	error
});
function outputsOf(spec, outcome, turn) {
	switch (spec.from) {
		case "text": return printed(spec.as, turn);
		case "file": return written(turn);
		case "expressions": {
			const steps = outcome.steps ?? turn.scope.steps;
			const context = contextOf({
				...turn.scope,
				steps
			}, turn.context.env);
			const values = evaluateAll(spec.values, context);
			return values.ok ? values : err({
				kind: "crash",
				cause: "expression",
				error: values.error
			});
		}
	}
}
function evaluateAll(templates, context) {
	const values = [];
	for (const [name, template] of templates) {
		const value = evaluate(template, context);
		if (!value.ok) return err(`${name}: ${value.error}`);
		values.push([name, value.value]);
	}
	return ok(Object.fromEntries(values));
}
function printed(as, { id, scope }) {
	const { ports, state } = scope.engine;
	const text = ports.results.text(id, state.nodes.get(id)?.textFrom);
	if (!text.ok) return err(invalid(`what it printed ${text.error}`));
	if (as === "text") return ok(text.value);
	if (as === "lines") return ok(text.value === "" ? [] : text.value.split(/\r?\n/));
	const value = parseJson(text.value);
	return value.ok ? value : err(invalid(`what it printed ${value.error}`));
}
function written({ id, scope }) {
	const text = scope.engine.ports.results.outputFile(id);
	if (!text.ok) return err(invalid(`$OMNE_OUTPUT ${text.error}`));
	const values = parseEnvFile(text.value);
	return values.ok ? ok(Object.fromEntries(values.value)) : err(invalid(`$OMNE_OUTPUT: ${values.error}`));
}

// src/run/kinds/control.ts
function runControl({ control }, turn) {
	switch (control.kind) {
		case "set":
		case "return": {
			const values = evaluateAll(control.values, turn.context);
			if (!values.ok) return expressionFailed(`${control.kind} ${values.error}`);
			if (control.kind === "return") return {
				outputs: values.value,
				signal: {
					kind: "return",
					outputs: values.value
				}
			};
			for (const [name, value] of Object.entries(values.value)) turn.scope.vars.set(name, value);
			return { outputs: values.value };
		}
		case "jump":
			turn.scope.record({
				type: "node.jumped",
				node_id: turn.id,
				to: control.to
			});
			return { signal: {
				kind: "jump",
				to: control.to
			} };
		default: return { signal: { kind: control.kind } };
	}
}

// src/run/children.ts
function childFailure(failed) {
	const first = failed.find(isFinalChild) ?? failed[0];
	if (first?.failure === void 0) return unreachable(void 0);
	const message = describeFailure(first.failure);
	return {
		kind: "child",
		child: first.id,
		error: recordedError(first.failure),
		...message !== void 0 && { message },
		others: failed.filter((one) => one !== first).map((one) => one.id)
	};
}
const isFinalChild = ({ failure }) => failure !== void 0 && recordedError(failure).kind === "blocked";
const isCalledOff$1 = ({ failure }) => failure !== void 0 && recordedError(failure).kind === "cancelled";
function isIgnorable({ failure }) {
	if (failure === void 0) return true;
	const { kind } = recordedError(failure);
	return kind !== "blocked" && kind !== "cancelled";
}
async function settleAll(promises) {
	return (await Promise.allSettled(promises)).map((one) => {
		if (one.status === "rejected") throw one.reason;
		return one.value;
	});
}

// src/run/fan.ts
async function fanOut(turn, options) {
	const aborts = turn.aborts.open();
	const fan = new Fan(turn, aborts, options);
	try {
		return await fan.over();
	} finally {
		aborts.release();
	}
}
const LATE = Number.MAX_SAFE_INTEGER;
var Fan = class {
	#turn;
	#aborts;
	#options;
	#failed = [];
	#order;
	#signal;
	#next = 0;
	constructor(turn, aborts, options) {
		this.#turn = turn;
		this.#aborts = aborts;
		this.#options = options;
		this.#order = endedFirst(turn, options);
	}
	async over() {
		const { count, maxParallel } = this.#options;
		const workers = Array.from({ length: Math.min(count, maxParallel) }, () => this.#work());
		await settleAll(workers);
		const failure = this.#failure();
		const signal = this.#signal;
		return {
			...failure !== void 0 && { failure },
			...signal !== void 0 && { signal }
		};
	}
	#failure() {
		if (this.#signal?.kind === "stop") return void 0;
		const failed = this.#inOrder();
		const own = failed.filter((ended) => !isCalledOff$1(ended));
		const counting = own.length > 0 || this.#signal !== void 0 ? own : failed;
		return counting.length === 0 ? void 0 : childFailure(counting);
	}
	#inOrder() {
		const { resume } = this.#turn.scope.engine;
		if (resume === void 0) return this.#failed;
		const endThen = ({ id }) => resume.isSame(id) ? resume.before(id).endedAt : LATE;
		return this.#failed.toSorted((a, b) => endThen(a) - endThen(b));
	}
	async #work() {
		const { count, branch, tellsUnbegun } = this.#options;
		while (this.#next < count) {
			if (this.#aborts.aborted() !== void 0 && !tellsUnbegun) return;
			const nth = this.#next++;
			const at = this.#order?.[nth] ?? nth;
			const { node, id, changes } = branch(at);
			const vars = new Map(this.#turn.scope.vars);
			const scope = innerScope(this.#turn, {
				...changes,
				aborts: this.#aborts,
				vars
			});
			const ended = await scope.engine.execute(node, scope, id);
			const abort = this.#settle(at, ended);
			if (abort === void 0) continue;
			const { resume } = scope.engine;
			if (resume?.isSame(ended.id)) await resume.toCallOff(ended.id);
			this.#aborts.abort(abort);
		}
	}
	#settle(at, ended) {
		const { failFast, ignoreErrors, takesContinue } = this.#options;
		this.#options.ended(at, ended);
		if (ended.status === "failed") {
			const isIgnored = ignoreErrors && isIgnorable(ended);
			if (!isIgnored) this.#failed.push(ended);
			if (!isIgnored && (failFast || !isIgnorable(ended))) return { kind: "cancelled" };
		}
		const { signal } = ended;
		if (signal === void 0 || signal.kind === "continue" && takesContinue) return void 0;
		if (this.#signal === void 0 || signal.kind === "stop") this.#signal = signal;
		return { kind: signal.kind === "stop" ? "stopped" : "cancelled" };
	}
};
function endedFirst({ scope, inner }, { count, branch }) {
	const { resume } = scope.engine;
	if (resume === void 0) return void 0;
	const all = Array.from({ length: count }, (_, at) => at);
	const hasEnded = all.map((at) => {
		const { status, error, interrupted } = resume.before(branch(at).id)?.state ?? {};
		const isOwn = status === "failed" && !interrupted && error?.kind !== "cancelled";
		return status === "completed" || isOwn && inner?.isFailureKept === true;
	});
	return [...all.filter((at) => hasEnded[at]), ...all.filter((at) => !hasEnded[at])];
}

// src/run/kinds/each.ts
const MAX_ITEMS = 1e4;
async function runEach(body, turn) {
	const items = itemsOf(body.in, turn);
	if (!items.ok) return expressionFailed(items.error);
	const list = items.value;
	turn.scope.record({
		type: "node.expanded",
		node_id: turn.id,
		count: list.length
	});
	const collected = Array.from(list, () => null);
	const { failure, signal } = await fanOut(turn, {
		count: list.length,
		branch: (at) => branchOf(body, turn, {
			at,
			item: list[at]
		}),
		maxParallel: body.maxParallel ?? Math.min(...turn.scope.caps.map((cap) => cap.limit)),
		failFast: true,
		ignoreErrors: body.onItemError === "continue",
		takesContinue: true,
		tellsUnbegun: false,
		ended: (at, { outputs = null }) => {
			collected[at] = outputs;
		}
	});
	if (failure !== void 0) return { failure };
	if (signal?.kind === "stop") return { signal };
	return { outputs: collected };
}
function itemsOf(source, turn) {
	const { redact } = turn.scope.engine.ports;
	const value = "value" in source ? source.value(turn.context) : ok(source);
	if (!value.ok) return err(`each.in: ${value.error}`);
	const items = value.value;
	if (!Array.isArray(items)) return err(`each.in is no list but ${shown(redact(items))}`);
	if (items.length > MAX_ITEMS) return err(`each.in has ${items.length} items; at most ${MAX_ITEMS} are possible`);
	return ok(items);
}
const shown = (value) => value === null ? "nothing" : JSON.stringify(value).slice(0, 100);
function branchOf(body, turn, { at, item }) {
	const { locals, variables } = turn.scope;
	const named = body.as === void 0 ? [] : [[body.as, item]];
	const changes = {
		locals: new Map([
			...locals,
			["item", item],
			["index", at],
			...named
		]),
		variables: {
			...variables,
			OMNE_ITEM: jsonText(item),
			OMNE_INDEX: String(at)
		}
	};
	return {
		node: body.child,
		id: childId(turn.id, at, turn.attempt),
		changes
	};
}

// src/run/kinds/join.ts
const runJoin = ({ of }, { scope }) => ({ outputs: of.map((id) => scope.node(id)?.outputs ?? null) });

// src/run/leaf.ts
const LEAVES = /* @__PURE__ */ new Set([
	"script",
	"agent",
	"loop"
]);
const isLeaf = ({ kind }) => LEAVES.has(kind);

// src/run/place.ts
async function withPlace({ node, id, scope }, aborts, run) {
	const { engine, caps, rank } = scope;
	const { resume } = engine;
	if (resume !== void 0 && !isLeaf(node.body)) await resume.replay.toRun(aborts);
	const place = isLeaf(node.body) ? () => void 0 : await engine.slots.take({
		caps: engine.capsOf(caps, void 0),
		rank,
		aborts
	});
	if (place === void 0) return { isCalledOff: true };
	try {
		if (aborts.aborted() !== void 0 && (!isLeaf(node.body) || engine.isFaulty())) return { isCalledOff: true };
		resume?.changeIn(id, afterwards(id));
		return {
			isCalledOff: false,
			value: await run()
		};
	} finally {
		place();
	}
}

// src/run/kinds/loop-end.ts
async function askEnds(end, iteration, turn) {
	const { untilBash: script, untilShell: shell } = end;
	const then = script === void 0 ? void 0 : answerThen(iteration, turn);
	if (then !== void 0) {
		turn.scope.record(then);
		if (then.passed) return { isOver: true };
	} else if (script !== void 0) {
		const verdict = await askScript({
			script,
			...shell !== void 0 && { shell },
			isUntil: true
		}, iteration, turn);
		if ("failure" in verdict || verdict.isOver) return verdict;
	}
	return askWhile(end, turn);
}
function answerThen(iteration, turn) {
	const { node, id, attempt, scope } = turn;
	const { resume } = scope.engine;
	if (resume === void 0 || isLeaf(node.body)) return void 0;
	const then = resume.before(id)?.attempts[attempt - 1]?.untilChecked.get(iteration);
	if (then === void 0 || changedSince(turn) !== void 0) return void 0;
	const { passed, exit_code: code } = then;
	return {
		type: "until.checked",
		node_id: id,
		iteration,
		passed,
		...typeof code === "number" ? { exit_code: code } : {}
	};
}
function askWhile({ while: goOn }, { scope, context }) {
	if (goOn === void 0) return { isOver: false };
	const value = goOn.value(contextOf(scope, context.env));
	if (!value.ok) return { failure: {
		kind: "crash",
		cause: "expression",
		error: `while: ${value.error}`
	} };
	return { isOver: !isTruthy(value.value) };
}
async function askScript(check, iteration, turn) {
	const { scope, id, child, node } = turn;
	const seconds = LEAF_TIMEOUT_MS / 1e3;
	const deadline = {
		afterMs: LEAF_TIMEOUT_MS,
		abort: {
			kind: "timeout",
			seconds
		}
	};
	const variables = {
		...child.variables,
		OMNE_ITERATION: String(iteration)
	};
	const request = {
		...child,
		variables,
		...check
	};
	const asked = await withPlace(turn, turn.aborts, async () => {
		const aborts = turn.aborts.open(isLeaf(node.body) ? void 0 : deadline);
		try {
			return {
				...await scope.engine.ports.shell(request, aborts.signal()),
				isLate: aborts.aborted() !== void 0
			};
		} finally {
			aborts.release();
		}
	});
	if (asked.isCalledOff || abortOf(turn) !== void 0) return { isOver: false };
	const { failure, isLate } = asked.value;
	if (isLate) return { failure: {
		kind: "timeout",
		cause: "body",
		nodeId: `${id} until_bash`,
		seconds
	} };
	const exit = failure !== void 0 && "exit" in failure ? failure.exit : void 0;
	if (failure !== void 0 && exit === void 0) return { failure };
	scope.record({
		type: "until.checked",
		node_id: id,
		iteration,
		passed: failure === void 0,
		...failure === void 0 ? { exit_code: 0 } : exit?.code !== void 0 && { exit_code: exit.code }
	});
	return { isOver: failure === void 0 };
}
function exhausted(end, nodeId, outcome) {
	if (end.onExhausted === "complete") return {
		...outcome,
		conclusion: "exhausted"
	};
	const { until, maxIterations: iterations } = end;
	const failure = {
		kind: "max_iterations_exceeded",
		nodeId,
		iterations,
		...until !== void 0 && { until }
	};
	return {
		...outcome,
		failure
	};
}
function iterationTurn(turn, iteration, steps) {
	const locals = new Map([...turn.scope.locals, ["iteration", iteration]]);
	const scope = {
		...turn.scope,
		locals,
		...steps !== void 0 && { steps }
	};
	const variables = {
		...turn.child.variables,
		OMNE_ITERATION: String(iteration)
	};
	return {
		...turn,
		scope,
		context: contextOf(scope, turn.context.env),
		child: {
			...turn.child,
			variables
		}
	};
}

// src/run/kinds/loop.ts
async function runLoop(body, turn) {
	const { agent } = turn.scope.engine.ports;
	const { id, goesOn } = turn;
	const sessionId = body.freshContext ? void 0 : goesOn?.sessionId ?? agent.newSessionId();
	const session = sessionId === void 0 ? {} : { sessionId };
	let usage;
	const ended = (failure) => ({
		...failure !== void 0 && { failure },
		...usage !== void 0 && { usage },
		...session
	});
	const first = goesOn?.iteration ?? 1;
	for (let iteration = first; iteration <= body.maxIterations; iteration++) {
		const before = abortOf(turn);
		if (before !== void 0) return ended(agentAborted(before, id, "loop"));
		const offset = goesOn?.iteration === iteration ? goesOn.byteOffset : agent.mark(id, iteration);
		if (typeof offset !== "number") return ended(offset);
		turn.scope.record(iterationFact(id, {
			iteration,
			byteOffset: offset,
			...session
		}));
		const inside = iterationTurn(turn, iteration);
		const prompt = render(body.turn.prompt, inside.context);
		if (!prompt.ok) return ended({
			kind: "crash",
			cause: "expression",
			error: prompt.error
		});
		const reply = await callAgent(body.turn, inside, {
			prompt: prompt.value,
			session: sessionFor(sessionId, iteration),
			capture: "append",
			...body.until !== void 0 && { until: body.until }
		});
		usage = addUsage(usage, reply.usage);
		if (reply.sentinel === "until") return ended();
		if (reply.sentinel === "blocked") return ended({
			kind: "blocked",
			cause: "loop",
			nodeId: id,
			iteration
		});
		const during = abortOf(turn);
		const over = reply.failure === void 0 ? "loop" : "agent";
		if (during !== void 0) return ended(agentAborted(during, id, over));
		if (reply.failure !== void 0) return ended(reply.failure);
		const verdict = await askEnds(body, iteration, inside);
		const asking = abortOf(turn);
		if (asking !== void 0) return ended(agentAborted(asking, id, "loop"));
		if ("failure" in verdict) return ended(verdict.failure);
		if (verdict.isOver) return ended();
	}
	return exhausted(body, id, ended());
}
function iterationFact(id, { iteration, byteOffset, sessionId }) {
	return {
		type: "iteration.started",
		node_id: id,
		iteration,
		byte_offset: byteOffset,
		...sessionId === void 0 ? {} : { session_id: sessionId }
	};
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

// src/run/kinds/parallel.ts
async function runParallel(body, turn) {
	const { branches, failFast, ignoreErrors } = body;
	const results = [];
	const { failure, signal } = await fanOut(turn, {
		count: branches.length,
		branch: (at) => {
			const node = branches[at];
			return {
				node,
				id: childId(turn.id, node.id, turn.attempt),
				changes: {}
			};
		},
		maxParallel: body.maxParallel ?? branches.length,
		failFast,
		ignoreErrors,
		takesContinue: false,
		tellsUnbegun: true,
		ended: (at, ended) => {
			results[at] = resultOf$1(ended, turn);
		}
	});
	if (failure !== void 0) return { failure };
	if (signal?.kind === "stop") return { signal };
	return {
		outputs: Object.fromEntries(branches.map(({ id }, at) => [id, results[at] ?? null])),
		...signal !== void 0 && { signal }
	};
}
function resultOf$1(ended, { scope }) {
	const view = viewOf(scope.engine, ended.id);
	const kind = ended.failure === void 0 ? void 0 : recordedError(ended.failure).kind;
	return {
		status: view?.status ?? ended.status,
		...view?.outputs !== void 0 && { outputs: view.outputs },
		...view?.exitCode !== void 0 && { exit_code: view.exitCode },
		...kind !== void 0 && { error_kind: kind }
	};
}

// src/run/kinds/repeat.ts
async function runRepeat(body, turn) {
	let last;
	for (let iteration = 1; iteration <= body.maxIterations; iteration++) {
		if (abortOf(turn) !== void 0) return {};
		turn.scope.record({
			type: "iteration.started",
			node_id: turn.id,
			iteration
		});
		const inside = iterationTurn(turn, iteration);
		const changed = turn.scope.engine.resume && { changed: changedSince(turn) };
		const scope = innerScope(inside, {
			variables: inside.child.variables,
			...changed
		});
		last = await scope.engine.execute(body.child, scope, childId(turn.id, iteration, turn.attempt));
		if (last.status === "failed") return { failure: childFailure([last]) };
		const { signal } = last;
		if (signal?.kind === "stop") return { signal };
		if (signal?.kind === "break") return resultOf(last);
		const after = iterationTurn(turn, iteration, last.steps);
		const said = saidIt(body.until, last, turn);
		const verdict = "failure" in said || said.isOver ? said : await askEnds(body, iteration, after);
		if ("failure" in verdict) return { failure: verdict.failure };
		if (verdict.isOver) return resultOf(last);
	}
	return exhausted(body, turn.id, last === void 0 ? {} : resultOf(last));
}
function resultOf({ outputs, steps }) {
	return {
		...outputs !== void 0 && { outputs },
		...steps !== void 0 && { steps }
	};
}
function saidIt(until, { id }, { scope }) {
	if (until === void 0) return { isOver: false };
	const text = viewOf(scope.engine, id)?.text() ?? ok("");
	if (!text.ok) return { failure: {
		kind: "outputs_invalid",
		error: `until: what ${id} printed ${text.error}`
	} };
	return { isOver: text.value.split("\n").some((line) => line.trim() === until) };
}

// src/run/kinds/script.ts
async function runScript(body, turn) {
	const { script, shell } = body;
	const { node, scope, child, aborts } = turn;
	const request = {
		...child,
		script,
		...shell !== void 0 && { shell },
		...node.outputs?.from === "file" && { publishes: true }
	};
	const outcome = await scope.engine.ports.shell(request, aborts.signal());
	const abort = abortOf(turn);
	return abort === void 0 ? outcome : {
		...outcome,
		failure: aborted(abort, outcome.failure)
	};
}
function aborted(abort, failure) {
	const stderrTail = failure !== void 0 && "stderrTail" in failure ? failure.stderrTail : "";
	return abortedFailure(abort, () => ({
		kind: "timeout",
		cause: "script",
		stderrTail
	}));
}

// src/run/take-over.ts
function whyAgain(node, scope, id) {
	const { resume, again } = scope.engine;
	if (resume === void 0) return scope.parent === void 0 ? again : void 0;
	const then = resume.before(id);
	if (then === void 0) return "it did not run before";
	return scope.changed ?? whyRun(then, scope) ?? digestChange(node, scope, then);
}
function takeOver(node, scope, id) {
	const then = scope.engine.resume?.before(id);
	const because = whyAgain(node, scope, id);
	if (then === void 0) return { because };
	if (because === void 0) return reuse(node, scope, then) ?? { because: GONE };
	const goesOn = placeToGoOn(node, scope, then);
	if (goesOn === void 0) return { because };
	const { iteration, byteOffset } = goesOn;
	if (!scope.engine.ports.results.takeOver(id, byteOffset)) return { because: GONE };
	return {
		because: `goes on at iteration ${iteration}`,
		goesOn
	};
}
function takeOverCalledOff(node, scope, id) {
	const then = scope.engine.resume?.before(id);
	if (then === void 0 || !wasCancelled(then) || !isLeaf(node.body)) return void 0;
	if (scope.changed !== void 0 || digestChange(node, scope, then) !== void 0) return void 0;
	return reuse(node, scope, then)?.ended;
}
const GONE = "its captures are gone";
const wasCancelled = ({ state }) => state.status === "failed" && state.error?.kind === "cancelled" && state.interrupted === void 0;
function whyRun(then, { isFailureKept }) {
	const { status, interrupted } = then.state;
	switch (status) {
		case "running": return INTERRUPTED;
		case "skipped": return "it was skipped then";
		case "completed": return;
		case "failed":
			if (interrupted) return INTERRUPTED;
			if (wasCancelled(then)) return "it was cancelled";
			return isFailureKept === true ? void 0 : "it failed";
	}
}
const INTERRUPTED = "it was running when the run ended";
function digestChange(node, scope, { digest, state }) {
	const now = scope.engine.digestOf?.(node);
	if (now === void 0 || digest === void 0) return "the earlier run did not record its definition";
	if (now.body !== digest.body) return bodyChange(node, state.kind);
	if (now.env !== digest.env) return "its environment changed";
	if (now.gate !== digest.gate) return "its gate changed";
	return now.policy === digest.policy ? void 0 : "its outputs or on_error changed";
}
function bodyChange({ kind, body }, kindThen) {
	if (kind === kindThen && body.kind === "script") return "its script changed";
	if (kind === kindThen && body.kind === "agent") return "its prompt, model or tools changed";
	return "its definition changed";
}
function reuse(node, scope, then) {
	const { ports, resume, digestOf, state } = scope.engine;
	const { id } = then.state;
	if (!ports.results.takeOver(id)) return void 0;
	const fact = reusedFact(node, scope, then, digestOf(node));
	scope.record(fact, () => resume.settle(state.nodes.get(id), true));
	return { ended: endedAs(then, scope) };
}
function reusedFact(node, scope, then, digest) {
	const { parent, engine } = scope;
	const { id, status, model, durationMs, attempt, iterations, textFrom, gates, outputs } = then.state;
	const { conclusion, error, message, sessionId } = then.state;
	return {
		type: "node.reused",
		node_id: id,
		...parent !== void 0 && { parent },
		kind: node.kind,
		...model !== void 0 && { model },
		status: status === "failed" ? "failed" : "completed",
		digest,
		output_path: engine.ports.outputPath(id),
		duration_ms: durationMs,
		attempt,
		...iterations > 0 && { iterations },
		...textFrom !== void 0 && { text_from: textFrom },
		...outputs !== void 0 && { outputs },
		...conclusion !== void 0 && { conclusion },
		...error !== void 0 && { error },
		...message !== void 0 && { message },
		...sessionId !== void 0 && { session_id: sessionId },
		...then.jumpedTo !== void 0 && { jumped_to: then.jumpedTo },
		...gates.length > 0 && { gates }
	};
}
function endedAs({ state, jumpedTo }, { engine }) {
	const { id, status, conclusion, error, message } = state;
	const failure = error === void 0 ? void 0 : failureThen({
		error,
		...message && { message }
	});
	if (status === "failed") return {
		id,
		status,
		failure: failure ?? failureThen({ error: { kind: "crash" } })
	};
	const signal = jumpedTo === void 0 ? void 0 : {
		kind: "jump",
		to: jumpedTo
	};
	const outputs = engine.state.nodes.get(id)?.outputs;
	return {
		id,
		status: conclusion === "failure_ignored" ? "ignored" : "completed",
		...failure !== void 0 && { failure },
		...outputs !== void 0 && { outputs },
		...signal !== void 0 && { signal }
	};
}
const failureThen = ({ error, message }) => ({
	kind: "past",
	error,
	...message !== void 0 && { message }
});
const AFTER_THE_LOOP = /* @__PURE__ */ new Set([...[
	"max_iterations_exceeded",
	"gate_failed",
	"gate_timeout",
	"outputs_invalid",
	"schema_invalid"
]]);
function placeToGoOn(node, scope, then) {
	const { state, attempts } = then;
	const { body } = node;
	if (body.kind !== "loop" || scope.changed !== void 0) return void 0;
	if (state.status !== "running" && state.status !== "failed") return void 0;
	if (AFTER_THE_LOOP.has(state.error?.kind ?? "") || digestChange(node, scope, then) !== void 0) return void 0;
	const { iteration = 1, byteOffset, sessionId } = attempts.at(-1)?.iteration ?? {};
	if (iteration < 2 || iteration > body.maxIterations || byteOffset === void 0) return void 0;
	if (body.freshContext) return {
		iteration,
		byteOffset
	};
	return sessionId !== void 0 && scope.engine.ports.agent.hasSession(sessionId) ? {
		iteration,
		byteOffset,
		sessionId
	} : void 0;
}
function innerOf(node, scope, id, attempt) {
	const { resume, digestOf } = scope.engine;
	const then = resume?.before(id);
	const now = digestOf?.(node);
	const isOther = now?.body !== then?.digest?.body || now?.env !== then?.digest?.env;
	const own = then === void 0 || now === void 0 || isOther ? afterwards(id) : void 0;
	return {
		changed: scope.changed ?? own ?? resume?.changedIn(id),
		isFailureKept: then !== void 0 && isKept(then, attempt, scope)
	};
}
function isKept({ state, attempts }, attempt, scope) {
	if (attempt < attempts.length || state.status === "completed") return true;
	return state.status === "failed" && state.interrupted === void 0 && scope.isFailureKept === true;
}
function isAsThen(node, scope, id) {
	const { resume, state } = scope.engine;
	const then = resume?.before(id);
	const now = state.nodes.get(id);
	if (then === void 0 || now === void 0 || then.state.interrupted) return false;
	if (!(scope.changed === void 0 && resume.changedIn(id) === void 0) || digestChange(node, scope, then) !== void 0) return false;
	return endOf(now) === endOf(then.state);
}
const endOf = ({ status, conclusion, error, outputs }) => JSON.stringify([
	status,
	conclusion,
	error?.kind,
	outputs
]);
const isSkippedAsThen = ({ engine, changed }, id) => changed === void 0 && engine.resume?.before(id)?.state.status === "skipped";
function isCalledOffAsThen({ engine, changed }, id) {
	const then = engine.resume?.before(id);
	return changed === void 0 && (then === void 0 || then.state.status === "skipped" || wasCancelled(then));
}
function isReplayed({ engine, changed }, id, attempt) {
	const { resume } = engine;
	if (resume === void 0 || changed !== void 0 || resume.changedIn(id) !== void 0) return false;
	return attempt < (resume.before(id)?.attempts.length ?? 0);
}
function verdictThen(gate, turn) {
	const { node, id, attempt, scope, inner } = turn;
	const { resume, digestOf } = scope.engine;
	if (resume === void 0 || isLeaf(node.body)) return void 0;
	const then = resume.before(id);
	const { gates, failure } = then?.attempts[attempt - 1] ?? {};
	const isKnown = changedSince(turn) === void 0 && digestOf?.(node).gate === then?.digest?.gate;
	if (isKnown && gates?.has(gate)) {
		const stdout = gates.get(gate);
		return stdout === void 0 ? {} : { stdout };
	}
	const isRefused = failure?.error.kind === "gate_failed" || failure?.error.kind === "gate_timeout";
	return isKnown && isRefused && inner?.isFailureKept ? { failure: failureThen(failure) } : void 0;
}
function wasCalledOff(turn) {
	const { id, attempt, scope } = turn;
	const { failure } = scope.engine.resume?.before(id)?.attempts[attempt - 1] ?? {};
	return failure?.error.kind === "cancelled" && changedSince(turn) === void 0;
}
function wasNotReached({ engine }, id) {
	const reason = engine.resume?.before(id)?.state.skip?.reason;
	return reason === "stopped" || reason === "cancelled" || reason === "timeout";
}

// src/run/told.ts
function startedFact$1(node, scope, id, because) {
	const { parent, engine } = scope;
	const model = modelOf(node.body);
	const digest = engine.digestOf?.(node);
	return {
		type: "node.started",
		node_id: id,
		kind: node.kind,
		...model !== void 0 && { model },
		...parent !== void 0 && { parent },
		...digest !== void 0 && { digest },
		...because !== void 0 && { because }
	};
}
function modelOf(body) {
	if (body.kind === "agent") return body.model;
	return body.kind === "loop" ? body.turn.model : void 0;
}
function settle(node, scope, id, hasRun) {
	const { resume, state } = scope.engine;
	resume?.settle(state.nodes.get(id), !hasRun && isAsThen(node, scope, id));
}
function calledOff(node, scope, id) {
	const abort = scope.aborts.aborted() ?? scope.entry?.aborted();
	if (scope.engine.isFaulty() || abort === void 0) return {
		id,
		status: "skipped"
	};
	const takenOver = takeOverCalledOff(node, scope, id);
	if (takenOver !== void 0) return takenOver;
	const cause = abort.kind === "stopped" ? abort.cause : void 0;
	return skip(scope, id, {
		reason: skipReason(abort),
		...cause !== void 0 && { cause }
	}, isCalledOffAsThen);
}
function skip(scope, id, facts, isSame = isSkippedAsThen) {
	const { parent } = scope;
	const fact = {
		type: "node.skipped",
		node_id: id,
		..."reason" in facts ? facts : {
			reason: "when",
			...facts
		},
		...parent !== void 0 && { parent }
	};
	scope.record(fact, () => settleSkip(scope, id, isSame));
	return {
		id,
		status: "skipped"
	};
}
function settleSkip(scope, id, isSame = isSkippedAsThen) {
	const { resume, state } = scope.engine;
	resume?.settle(state.nodes.get(id), isSame(scope, id));
}

// src/run/kinds/steps.ts
async function runSteps(body, turn) {
	const walk = new Walk(body.steps, turn);
	return {
		...await walk.toTheEnd(),
		steps: walk.seen
	};
}
var Walk = class {
	seen = /* @__PURE__ */ new Map();
	#steps;
	#turn;
	#scope;
	#visits = /* @__PURE__ */ new Map();
	#told = /* @__PURE__ */ new Set();
	#most;
	#at = 0;
	constructor(steps, turn) {
		this.#steps = steps;
		this.#turn = turn;
		this.#most = Math.max(10, ...steps.map(({ maxVisits = 0 }) => maxVisits));
		this.#scope = innerScope(turn, { steps: this.seen });
	}
	async toTheEnd() {
		for (let step = this.#steps[0]; step !== void 0; step = this.#steps[this.#at]) {
			const abort = abortOf(this.#turn);
			if (abort !== void 0) {
				this.#callOff(this.#at, abort);
				return {};
			}
			const outcome = await this.#visit(step);
			if (outcome !== void 0) return outcome;
		}
		return {};
	}
	async #visit(step) {
		const maxVisits = step.maxVisits ?? (step.body.kind === "control" ? this.#most : 10);
		const visits = (this.#visits.get(step.id) ?? 0) + 1;
		if (visits > maxVisits) {
			this.#skip(this.#at, { reason: "branch_not_taken" });
			return { failure: {
				kind: "max_visits_exceeded",
				step: step.id,
				visits: maxVisits
			} };
		}
		this.#visits.set(step.id, visits);
		this.#told.add(this.#at);
		const id = this.#nextId(step);
		const ended = await this.#scope.engine.execute(step, this.#scopeOf(id), id);
		this.#see(step, ended.id);
		if (ended.status === "failed") return this.#failed(ended);
		if (ended.signal !== void 0) return this.#follow(ended.signal);
		this.#at++;
	}
	#scopeOf(id) {
		const { resume } = this.#scope.engine;
		if (resume === void 0) return this.#scope;
		const changed = changedSince(this.#turn) ?? resume.stepChange(this.#turn.id, id);
		return {
			...this.#scope,
			changed
		};
	}
	#see(step, id) {
		this.#scope.engine.resume?.passStep(this.#turn.id, id);
		const view = viewOf(this.#scope.engine, id);
		if (view !== void 0) this.seen.set(step.id, view);
	}
	#callOff(from, abort) {
		const cause = abort.kind === "stopped" ? abort.cause : void 0;
		const because = cause === void 0 ? {} : { cause };
		if (!this.#scope.engine.isFaulty()) this.#skip(from, {
			reason: skipReason(abort),
			...because
		});
	}
	#failed(ended) {
		const abort = abortOf(this.#turn);
		if (abort === void 0) this.#skip(this.#at + 1, {
			reason: "upstream_failed",
			cause: ended.id
		});
		else this.#callOff(this.#at + 1, abort);
		return { failure: childFailure([ended]) };
	}
	#follow(signal) {
		if (signal.kind === "jump") {
			const to = this.#steps.findIndex(({ id }) => id === signal.to);
			this.#skip(this.#at + 1, {
				reason: "jumped",
				to
			});
			this.#at = to;
			return;
		}
		this.#skip(this.#at + 1, { reason: signal.kind === "stop" ? "stopped" : "branch_not_taken" });
		switch (signal.kind) {
			case "skip": return {};
			case "return": return { outputs: signal.outputs };
			default: return { signal };
		}
	}
	#skip(from, { reason, cause, to = this.#steps.length }) {
		for (let at = from; at < to; at++) {
			if (this.#told.has(at)) continue;
			this.#told.add(at);
			const id = this.#nextId(this.#steps[at]);
			const fact = {
				type: "node.skipped",
				node_id: id,
				reason,
				...cause === void 0 ? {} : { cause },
				parent: this.#turn.id
			};
			this.#scope.record(fact, () => settleSkip(this.#scopeOf(id), id));
			this.#see(this.#steps[at], id);
		}
	}
	#nextId({ id }) {
		const { runs } = this.#turn;
		const nth = (runs.get(id) ?? 0) + 1;
		runs.set(id, nth);
		return childId(this.#turn.id, id, nth);
	}
};

// src/run/kinds/sub-pipe.ts
async function runSubPipe(body, turn) {
	const given = evaluateAll(body.with, turn.context);
	if (!given.ok) return expressionFailed(`with ${given.error}`);
	const texts = new Map(Object.entries(given.value).map(([key, value]) => [key, jsonText(value)]));
	const inputs = resolveInputs(body.inputs, texts);
	if (!inputs.ok) return expressionFailed(await wordsOf(inputs.error, turn));
	const { plan } = body;
	const { state } = turn.scope.engine;
	const scope = scopeOf(plan, inputs.value, turn);
	const names = {
		prefix: `${turn.id}/`,
		suffix: turn.attempt === 1 ? "" : `@${turn.attempt}`,
		rank: () => turn.scope.rank
	};
	const graph = new GraphRun(plan, scope, names);
	const { failures, isStopped, fault } = await graph.over();
	if (fault !== void 0) throw fault.error;
	if (isStopped) return { signal: { kind: "stop" } };
	if (failures.length > 0) return { failure: failureOf(failures.map((id) => state.nodes.get(id))) };
	if (plan.outputs === void 0 || plan.outputs.size === 0) return {};
	const outputs = evaluateAll(plan.outputs, graph.context());
	return outputs.ok ? { outputs: outputs.value } : expressionFailed(`outputs ${outputs.error}`);
}
async function wordsOf(problems, { scope }) {
	const { describeProblem } = await import("./problem.js");
	const { redact } = scope.engine.ports;
	const clean = (problem) => "got" in problem ? {
		...problem,
		got: jsonText(redact(problem.got))
	} : problem;
	return problems.map((problem) => describeProblem(clean(problem))).join("; ");
}
function scopeOf(plan, inputs, turn) {
	const { engine, caps } = turn.scope;
	const own = {
		limit: plan.maxParallel,
		used: 0
	};
	const variables = Object.fromEntries(inputs.map(({ key, value }) => [`OMNE_INPUT_${key.toUpperCase()}`, inputText(value)]));
	return innerScope(turn, {
		caps: [...caps, own],
		inputs: new Map(inputs.map(({ key, value }) => [key, value])),
		variables,
		node: (id) => viewOf(engine, childId(turn.id, id, turn.attempt)),
		steps: /* @__PURE__ */ new Map(),
		vars: /* @__PURE__ */ new Map(),
		locals: /* @__PURE__ */ new Map()
	});
}
function failureOf(failed) {
	const first = failed.find(({ error }) => error?.kind === "blocked") ?? failed[0];
	const { id, error = { kind: "crash" }, message } = first;
	const others = failed.filter((one) => one !== first && one.error?.kind !== "cancelled").map((one) => one.id);
	return {
		kind: "child",
		child: id,
		error,
		...message !== void 0 && { message },
		others
	};
}

// src/run/attempt.ts
const EXECUTORS = {
	script: runScript,
	agent: runAgent,
	loop: runLoop,
	repeat: runRepeat,
	steps: runSteps,
	parallel: runParallel,
	each: runEach,
	join: runJoin,
	pipe: runSubPipe,
	control: runControl
};
async function executeAttempt(which) {
	const { node, scope, id, attempt } = which;
	const env = renderEnv(node.env, scope);
	if (!env.ok) return { failure: {
		kind: "crash",
		cause: "expression",
		error: env.error
	} };
	const { passEnv } = node;
	const { variables } = scope;
	const child = {
		nodeId: id,
		attempt,
		env: Object.fromEntries(env.value),
		passEnv,
		variables
	};
	const aborts = scope.aborts.open(deadlineOf(node));
	const context = contextOf(scope, env.value);
	const inner = scope.engine.resume && innerOf(node, scope, id, attempt);
	const turn = {
		...which,
		context,
		child,
		aborts,
		...inner && { inner }
	};
	const outcome = await executeBody(turn);
	if (outcome.failure !== void 0 || outcome.signal?.kind === "stop") return outcome;
	const refused = node.gate === void 0 ? void 0 : await executeGate(node.gate, turn);
	return refused === void 0 ? publish(outcome, turn) : withoutResults(outcome, refused);
}
function deadlineOf({ timeoutMs }) {
	if (timeoutMs === void 0) return void 0;
	return {
		afterMs: timeoutMs,
		abort: {
			kind: "timeout",
			seconds: timeoutMs / 1e3
		}
	};
}
function withoutResults(outcome, failure) {
	const { outputs: _, signal: __, ...rest } = outcome;
	return {
		...rest,
		failure
	};
}
async function executeBody(turn) {
	const { node, scope, aborts } = turn;
	try {
		const executor = EXECUTORS[node.body.kind];
		const outcome = await executor(node.body, turn);
		if (isLeaf(node.body)) return outcome;
		if (wasCalledOff(turn)) await scope.engine.resume.replay.toRun(aborts);
		return unlessAborted(outcome, turn);
	} finally {
		aborts.release();
	}
}
function unlessAborted(outcome, turn) {
	const abort = abortOf(turn);
	const hasStopped = outcome.signal?.kind === "stop" && turn.node.body.kind !== "control";
	if (abort === void 0 || hasStopped || isBlocked(outcome)) return outcome;
	const { id: nodeId } = turn;
	return { failure: abortedFailure(abort, (seconds) => ({
		kind: "timeout",
		cause: "body",
		nodeId,
		seconds
	})) };
}
const isBlocked = ({ failure }) => failure !== void 0 && recordedError(failure).kind === "blocked";
async function executeGate(gate, turn) {
	const { scope } = turn;
	const then = verdictThen(gate, turn);
	if (then !== void 0) return keepVerdict(gate, then, turn);
	const passed = await withPlace(turn, scope.aborts, () => passGate(gate, turn));
	return passed.isCalledOff ? outerFailure(scope.aborts.aborted()) : passed.value;
}
function keepVerdict(gate, { failure, stdout }, turn) {
	if (failure === void 0) turn.scope.record(passedFact(gate, turn.id, stdout));
	return failure;
}
async function passGate(gate, { scope, child }) {
	const seconds = GATE_TIMEOUT_MS / 1e3;
	const aborts = scope.aborts.open({
		afterMs: GATE_TIMEOUT_MS,
		abort: {
			kind: "gate_timeout",
			seconds
		}
	});
	try {
		const verdict = await scope.engine.ports.gate({
			...child,
			gate
		}, aborts.signal());
		const abort = aborts.aborted();
		if (abort !== void 0) return abortedFailure(abort, (after) => ({
			kind: "gate_timeout",
			gate,
			seconds: after
		}));
		if (verdict.failure !== void 0) return verdict.failure;
		scope.record(passedFact(gate, child.nodeId, verdict.stdout));
		return;
	} finally {
		aborts.release();
	}
}
function passedFact(gate, id, stdout) {
	return {
		type: "gate.passed",
		node_id: id,
		gate,
		method: "hook",
		...stdout === void 0 ? {} : { stdout }
	};
}

// src/run/node.ts
async function executeNode(node, scope, id) {
	try {
		return await perform(node, scope, id);
	} catch (error) {
		scope.engine.fault(error);
		throw error;
	}
}
async function perform(node, scope, id) {
	if (scope.aborts.aborted() !== void 0) return calledOff(node, scope, id);
	const asked = ask(node, scope);
	if (asked.kind === "no") return skip(scope, id, asked.facts);
	const runs = isLeaf(node.body) && asked.kind === "yes";
	const taken = runs ? takeOver(node, scope, id) : { because: whyAgain(node, scope, id) };
	if ("ended" in taken) return taken.ended;
	const entry = scope.entry ?? scope.aborts;
	const { resume } = scope.engine;
	if (resume !== void 0 && (runs || wasNotReached(scope, id))) await resume.replay.toRun(entry);
	const place = isLeaf(node.body) || asked.kind === "failed" ? await takePlace(node, scope, entry) : FREE;
	if (place === void 0) return calledOff(node, scope, id);
	const life = {
		node,
		scope,
		id,
		startedMs: scope.engine.ports.clock.now(),
		place,
		hasRun: runs,
		...taken
	};
	try {
		if (entry.aborted() !== void 0) return calledOff(node, scope, id);
		scope.record(startedFact$1(node, scope, id, taken.because));
		if (asked.kind === "failed") return await end(life, {
			attempt: 1,
			outcome: { failure: expressionFailure(asked.error) }
		});
		return await attempts(life);
	} finally {
		life.place();
	}
}
const YES = { kind: "yes" };
function ask({ when, env }, scope) {
	if (when === void 0) return YES;
	const rendered = when.references.some(({ root }) => root === "env") ? renderEnv(env, scope) : void 0;
	if (rendered?.ok === false) return {
		kind: "failed",
		error: rendered.error
	};
	const context = contextOf(scope, rendered?.value);
	const value = when.value(context);
	if (!value.ok) return {
		kind: "failed",
		error: `when: ${value.error}`
	};
	if (isTruthy(value.value)) return YES;
	return {
		kind: "no",
		facts: {
			when: when.source,
			saw: seen(when, context, scope.engine.ports.redact)
		}
	};
}
const expressionFailure = (error) => ({
	kind: "crash",
	cause: "expression",
	error
});
const FREE = () => void 0;
function takePlace(node, { engine, caps, rank }, aborts) {
	if (!isLeaf(node.body)) return FREE;
	return engine.slots.take({
		caps: engine.capsOf(caps, node.pool),
		rank,
		aborts
	});
}
async function attempts(life) {
	const { node, scope, id } = life;
	const runs = /* @__PURE__ */ new Map();
	for (let attempt = 1;; attempt++) {
		const before = new Map(scope.vars);
		life.moved = void 0;
		const { goesOn } = attempt === 1 ? life : {};
		const outcome = await executeAttempt({
			node,
			scope,
			id,
			attempt,
			runs,
			...goesOn && { goesOn }
		});
		const { failure } = outcome;
		if (failure === void 0) return end(life, {
			attempt,
			outcome
		});
		restore(scope.vars, before);
		const next = nextFor(node, scope, {
			error: recordedError(failure),
			attempt
		});
		if (next.will !== "retry") return giveUp(life, {
			attempt,
			outcome: {
				...outcome,
				failure
			},
			next
		});
		const called = await waitForRetry(life, {
			attempt,
			outcome: {
				...outcome,
				failure
			},
			next
		});
		if (called !== void 0) return end(life, {
			attempt,
			outcome: { failure: outerFailure(called) }
		});
	}
}
function restore(vars, before) {
	vars.clear();
	for (const [name, value] of before) vars.set(name, value);
}
function nextFor(node, scope, { error, attempt }) {
	if (scope.aborts.aborted() !== void 0 || !hasSay(node.onError)) return { will: "fail" };
	return nextAfter(node.onError, error, attempt - 1, scope.engine.ports.random());
}
async function waitForRetry(life, failed) {
	const { node, scope, id } = life;
	const { ports } = scope.engine;
	const moved = ports.results.keepAttempt(id, failed.attempt);
	if (isLeaf(node.body)) life.moved = moved;
	recordAttempt(life, failed, life.moved);
	const already = scope.aborts.aborted();
	if (already !== void 0) return already;
	const delay_ms = isReplayed(scope, id, failed.attempt) ? 0 : failed.next.delayMs;
	const of = node.onError?.retry?.max ?? 0;
	scope.record({
		type: "node.retrying",
		node_id: id,
		retry: failed.attempt,
		of,
		delay_ms
	});
	life.place();
	life.place = FREE;
	await pause(scope, delay_ms);
	const place = await takePlace(node, scope, scope.aborts);
	if (place !== void 0) life.place = place;
	return scope.aborts.aborted();
}
function pause({ aborts, engine }, delayMs) {
	if (delayMs === 0 || aborts.aborted() !== void 0) return Promise.resolve();
	return new Promise((resolve) => {
		const over = () => {
			forgetClock();
			forgetAbort();
			resolve();
		};
		const forgetClock = engine.ports.clock.after(delayMs, over);
		const forgetAbort = aborts.watch(over);
	});
}
function giveUp(life, failed) {
	const { node, scope, id } = life;
	const { attempt, outcome, next } = failed;
	const error = recordedError(outcome.failure);
	if (hasSay(node.onError) && scope.aborts.aborted() === void 0 && error.kind !== "cancelled") recordAttempt(life, {
		...failed,
		outcome: { failure: outcome.failure }
	}, outputOf(life));
	if (next.will === "jump") scope.record({
		type: "node.jumped",
		node_id: id,
		to: next.to
	});
	if (next.will !== "continue" && next.will !== "jump") return end(life, {
		attempt,
		outcome
	});
	const { failure, outputs: _, signal: __, ...rest } = outcome;
	const signal = next.will === "jump" ? {
		kind: "jump",
		to: next.to
	} : void 0;
	return end(life, {
		attempt,
		outcome: {
			...rest,
			conclusion: "failure_ignored",
			...signal && { signal }
		},
		ignored: failure
	});
}
function recordAttempt({ scope, id }, { attempt, outcome, next }, output) {
	const message = describeFailure(outcome.failure);
	scope.record({
		type: "node.attempt_failed",
		node_id: id,
		attempt,
		error: recordedError(outcome.failure),
		...message !== void 0 && { message },
		will: next.will,
		...output !== void 0 && { output_path: output },
		...outcome.usage !== void 0 && { usage: outcome.usage }
	});
}
const outputOf = ({ node, scope, id, moved }) => isLeaf(node.body) ? moved ?? scope.engine.ports.outputPath(id) : void 0;
function end(life, { attempt, outcome, ignored }) {
	const { node, scope, id, startedMs } = life;
	const { engine } = scope;
	const folded = () => settle(node, scope, id, life.hasRun);
	const { failure, usage, sessionId, outputs, conclusion, signal, steps } = outcome;
	const output = outputOf(life);
	const run = {
		...output !== void 0 && { output_path: output },
		duration_ms: Math.round(engine.ports.clock.now() - startedMs),
		attempt
	};
	const bill = {
		...usage !== void 0 && { usage },
		...sessionId !== void 0 && { session_id: sessionId }
	};
	if (failure !== void 0) {
		const message = describeFailure(failure);
		const error = recordedError(failure);
		const cause = failure.kind === "child" ? { cause: failure.child } : {};
		const why = {
			error,
			...message !== void 0 && { message },
			...cause
		};
		scope.record({
			type: "node.failed",
			node_id: id,
			...why,
			...run,
			...bill
		}, folded);
		return {
			id,
			status: "failed",
			failure
		};
	}
	const facts = {
		...outputs !== void 0 && { outputs },
		...conclusion !== void 0 && { conclusion },
		...ignored !== void 0 && { error: recordedError(ignored) }
	};
	scope.record({
		type: "node.completed",
		node_id: id,
		...run,
		...facts,
		...bill
	}, folded);
	const ended = {
		id,
		status: ignored === void 0 ? "completed" : "ignored",
		...ignored !== void 0 && { failure: ignored },
		...withOutputs(engine.state.nodes.get(id)?.outputs),
		...signal !== void 0 && { signal },
		...steps !== void 0 && { steps }
	};
	return signal?.kind === "stop" ? stop(ended, engine) : ended;
}
function stop(ended, { resume, stop }) {
	const stopped = () => {
		stop();
		return ended;
	};
	return resume?.isSame(ended.id) ? resume.toCallOff(ended.id).then(stopped) : stopped();
}
const withOutputs = (outputs) => outputs === void 0 ? {} : { outputs };

// src/core/heap.ts
function createHeap(before) {
	const heap = [];
	const up = (value) => {
		let at = heap.length - 1;
		while (at > 0) {
			const parent = at - 1 >> 1;
			if (!before(value, heap[parent])) break;
			heap[at] = heap[parent];
			at = parent;
		}
		heap[at] = value;
	};
	const down = (value) => {
		let at = 0;
		for (;;) {
			let child = 2 * at + 1;
			if (child >= heap.length) break;
			if (child + 1 < heap.length && before(heap[child + 1], heap[child])) child++;
			if (!before(heap[child], value)) break;
			heap[at] = heap[child];
			at = child;
		}
		heap[at] = value;
	};
	return {
		push: (value) => {
			heap.push(value);
			up(value);
		},
		peek: () => heap[0],
		pop: () => {
			const top = heap[0];
			const last = heap.pop();
			if (last !== void 0 && heap.length > 0) down(last);
			return top;
		},
		size: () => heap.length
	};
}

// src/run/slots.ts
function createSlots() {
	const lines = /* @__PURE__ */ new Map();
	let arrivals = 0;
	let isServing = false;
	const lineOf = (caps) => {
		const known = lines.get(caps);
		if (known !== void 0) return known;
		const line = {
			caps,
			heap: createHeap(goesBefore)
		};
		lines.set(caps, line);
		return line;
	};
	const headOf = ({ heap }) => {
		while (heap.peek()?.isOver === true) heap.pop();
		return heap.peek();
	};
	const next = () => {
		let best;
		for (const line of lines.values()) {
			if (!hasRoom(line.caps)) continue;
			const head = headOf(line);
			if (head === void 0) lines.delete(line.caps);
			else if (best === void 0 || goesBefore(head, best.head)) best = {
				line,
				head
			};
		}
		return best?.line;
	};
	const serveSoon = () => {
		if (isServing) return;
		isServing = true;
		Promise.resolve().then(serve);
	};
	const serve = () => {
		isServing = false;
		for (let line = next(); line !== void 0; line = next()) {
			const waiting = line.heap.pop();
			waiting.isOver = true;
			waiting.grant(occupy(waiting.caps));
		}
	};
	const occupy = (caps) => {
		for (const cap of caps) cap.used++;
		let isHeld = true;
		return () => {
			if (!isHeld) return;
			isHeld = false;
			for (const cap of caps) cap.used--;
			serveSoon();
		};
	};
	return { take: (want) => {
		if (want.aborts.aborted() !== void 0) return Promise.resolve(void 0);
		return new Promise((resolve) => {
			const forget = want.aborts.watch(() => {
				waiting.isOver = true;
				resolve(void 0);
			});
			const grant = (release) => {
				forget();
				resolve(release);
			};
			const waiting = {
				...want,
				arrival: arrivals++,
				grant,
				isOver: false
			};
			lineOf(want.caps).heap.push(waiting);
			serveSoon();
		});
	} };
}
const hasRoom = (caps) => caps.every((cap) => cap.used < cap.limit);
function goesBefore(a, b) {
	if (a.rank.distance !== b.rank.distance) return a.rank.distance > b.rank.distance;
	return a.rank.index === b.rank.index ? a.arrival < b.arrival : a.rank.index < b.rank.index;
}

// src/run/run.ts
async function run(job, ports) {
	return await new LiveRun(job, ports).finish();
}
var LiveRun = class {
	#job;
	#ports;
	#aborts;
	#nodes;
	#state = emptyState();
	#resume;
	#scope;
	#startedMs;
	#fault;
	constructor(job, ports) {
		this.#job = job;
		this.#ports = ports;
		this.#aborts = createAborts(ports.clock);
		this.#nodes = this.#aborts.open();
		this.#resume = job.past === void 0 ? void 0 : new Resume(job.past, ports.clock);
		this.#scope = this.#createScope();
		this.#startedMs = ports.clock.now();
	}
	async finish() {
		const { plan, cancel, started } = this.#job;
		this.#record(started);
		const graph = new GraphRun(plan, this.#scope, {
			prefix: "",
			suffix: "",
			rank: rankIn(plan)
		});
		const onCancel = () => {
			if (!graph.isDone()) this.#aborts.abort({ kind: "cancelled" });
		};
		cancel.addEventListener("abort", onCancel, { once: true });
		const forget = this.#startClock(plan.timeoutMs);
		if (cancel.aborted) onCancel();
		const end = await graph.over();
		forget();
		cancel.removeEventListener("abort", onCancel);
		this.#resume?.replay.close();
		await this.#sweep();
		return this.#conclude(end, graph.context());
	}
	#createScope() {
		const { plan, inputs, variables, about, digestOf, again } = this.#job;
		const engine = {
			ports: this.#ports,
			slots: createSlots(),
			state: this.#state,
			about,
			fault: (error) => this.#fail(error),
			isFaulty: () => this.#fault !== void 0,
			stop: () => this.#nodes.abort({ kind: "stopped" }),
			execute: executeNode,
			capsOf: createCapsOf(),
			...digestOf !== void 0 && { digestOf },
			...this.#resume !== void 0 && { resume: this.#resume },
			...again !== void 0 && { again }
		};
		return {
			engine,
			record: (fact, folded) => this.#record(fact, folded),
			aborts: this.#nodes,
			caps: [{
				limit: plan.maxParallel,
				used: 0
			}],
			rank: {
				distance: 0,
				index: 0
			},
			variables,
			inputs,
			env: NO_ENV$1,
			node: (id) => viewOf(engine, id),
			steps: /* @__PURE__ */ new Map(),
			vars: /* @__PURE__ */ new Map(),
			locals: /* @__PURE__ */ new Map()
		};
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
		try {
			return this.#ports.clock.after(timeoutMs, () => this.#aborts.abort({
				kind: "run_timeout",
				seconds
			}));
		} catch (error) {
			this.#fail(error);
			return () => void 0;
		}
	}
	#record(fact, folded) {
		const event = this.#append(fact);
		reduce(this.#state, event);
		folded?.(event);
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
		this.#aborts.abort({ kind: "cancelled" });
	}
	#conclude(end, context) {
		try {
			const verdict = this.#verdict(end, context);
			if (this.#fault === void 0) this.#record(verdict);
		} catch (error) {
			this.#fail(error);
		}
		if (this.#fault === void 0) return this.#state;
		this.#closeAfterFault(this.#fault.error);
		throw this.#fault.error;
	}
	#closeAfterFault(error) {
		for (const fact of this.#lastFacts(error)) if (!this.#tryRecord(fact) && !this.#tryRecord(fact)) return;
	}
	#lastFacts(error) {
		try {
			const upToMs = this.#elapsed();
			const ends = closingFacts(this.#state, {
				upToMs,
				outputPath: (id) => this.#outputPath(id)
			});
			const usage = this.#totalUsage();
			const tail = {
				duration_ms: upToMs,
				...usage !== void 0 && { usage }
			};
			return [...ends, {
				type: "pipe.aborted",
				reason: "fault",
				message: String(error),
				...tail
			}];
		} catch {
			return [];
		}
	}
	#tryRecord(fact) {
		try {
			this.#record(fact);
			return true;
		} catch {
			return false;
		}
	}
	#outputPath(nodeId) {
		try {
			return this.#ports.outputPath(nodeId);
		} catch {
			return;
		}
	}
	#verdict({ failures, isStopped }, context) {
		const total = this.#totalUsage();
		const tail = {
			duration_ms: this.#elapsed(),
			...total !== void 0 && { usage: total }
		};
		const stop = this.#aborts.aborted();
		if (stop !== void 0) return {
			type: "pipe.aborted",
			reason: abortReason(stop),
			...tail
		};
		const outputs = this.#outputs(context);
		const published = outputs?.ok === true ? { outputs: outputs.value } : {};
		const [cause] = failures;
		if (cause !== void 0) {
			const message = this.#state.nodes.get(cause)?.message;
			return {
				type: "pipe.aborted",
				reason: "node_failed",
				cause,
				...message !== void 0 && { message },
				...tail,
				...published
			};
		}
		if (!this.#hasWorked()) return {
			type: "pipe.aborted",
			reason: "nothing_ran",
			...tail
		};
		if (outputs?.ok === false) return {
			type: "pipe.aborted",
			reason: "outputs_invalid",
			message: outputs.error,
			...tail
		};
		return {
			type: "pipe.completed",
			...tail,
			...isStopped && { reason: "stopped" },
			...published
		};
	}
	#hasWorked() {
		for (const { status, skip } of this.#state.nodes.values()) if (status === "completed" || skip?.reason === "when") return true;
		return false;
	}
	#outputs(context) {
		const { outputs } = this.#job.plan;
		if (outputs === void 0 || outputs.size === 0) return void 0;
		const values = evaluateAll(outputs, context);
		const flaw = values.ok ? sizeFlaw(values.value) : void 0;
		return flaw === void 0 ? values : err(flaw);
	}
	#totalUsage() {
		let total;
		for (const { usage } of this.#state.nodes.values()) if (usage !== void 0) total = addUsage(total, usage);
		return total;
	}
	#elapsed() {
		return Math.round(this.#ports.clock.now() - this.#startedMs);
	}
};
const abortReason = ({ kind }) => kind === "run_timeout" ? "timeout" : "cancelled";
const rankIn = ({ graph }) => ({ index }) => ({
	distance: graph.distance[index],
	index
});
function createCapsOf() {
	const caps = /* @__PURE__ */ new Map();
	const lists = /* @__PURE__ */ new WeakMap();
	return (around, pool) => {
		if (pool === void 0) return around;
		const cap = caps.get(pool) ?? {
			limit: pool.size,
			used: 0
		};
		caps.set(pool, cap);
		const known = lists.get(around) ?? /* @__PURE__ */ new Map();
		lists.set(around, known);
		const list = known.get(pool) ?? [...around, cap];
		known.set(pool, list);
		return list;
	};
}

// src/core/digest.ts
function createDigests(plan, sources) {
	const around = /* @__PURE__ */ new Map();
	mark(plan, around);
	const known = /* @__PURE__ */ new WeakMap();
	return (node) => {
		const digest = known.get(node) ?? digestOf(node, around.get(node), sources);
		known.set(node, digest);
		return digest;
	};
}
function mark(plan, around) {
	const hasEnv = plan.env !== void 0 && plan.env.size > 0;
	for (const node of plan.nodes) {
		if (hasEnv) around.set(node, plan);
		markBelow(node, around);
	}
}
function markBelow({ body }, around) {
	switch (body.kind) {
		case "pipe":
			mark(body.plan, around);
			return;
		case "steps":
			for (const step of body.steps) markBelow(step, around);
			return;
		case "parallel":
			for (const branch of body.branches) markBelow(branch, around);
			return;
		case "each":
		case "repeat":
			markBelow(body.child, around);
			return;
	}
}
function digestOf(node, plan, sources) {
	const { sha256, hook } = sources;
	const { gate, outputs, onError, env, passEnv } = node;
	const part = (value) => sha256(stable(value, sources)).slice(0, 16);
	const hasEnv = env.size > 0 || passEnv.length > 0 || plan !== void 0;
	return {
		body: part(own(node.kind, node.body)),
		...hasEnv && { env: part([
			plan?.env,
			env,
			passEnv
		]) },
		...gate !== void 0 && { gate: part([gate, hook(gate)]) },
		...(outputs !== void 0 || onError !== void 0) && { policy: part([outputs, onError]) }
	};
}
function own(kind, body) {
	switch (body.kind) {
		case "steps": return [kind];
		case "parallel": {
			const { branches: _, maxParallel: __, ...rest } = body;
			return [kind, rest];
		}
		case "each": {
			const { child: _, maxParallel: __, ...rest } = body;
			return [kind, rest];
		}
		case "repeat": {
			const { child: _, ...rest } = body;
			return [kind, rest];
		}
		case "pipe": return [
			kind,
			body.inputs,
			body.with
		];
		default: return [kind, body];
	}
}
function stable(value, { runId, types = [] }) {
	return JSON.stringify(value, (_, inner) => {
		if (inner instanceof Map) return [...inner];
		if (!isCompiled(inner)) return inner;
		if (inner.references.some(isOfOneRun)) return [
			inner.source,
			runId,
			types
		];
		return types.length > 0 && inner.references.some(({ root }) => root === "inputs") ? [inner.source, types] : inner.source;
	});
}
const isCompiled = (value) => typeof value === "object" && value !== null && "render" in value && "source" in value;
const isOfOneRun = ({ root, keys }) => root === "run" && keys[0] !== "pipe";

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

// src/shell/job.ts
function createJob(prepared, site) {
	const { plan, inputs, resumption } = prepared;
	return {
		plan,
		started: startedFact(prepared, site),
		inputs: new Map(inputs.map(({ key, value }) => [key, value])),
		variables: inputVariables(prepared),
		about: /* @__PURE__ */ new Map([
			["id", site.runId],
			["pipe", plan.name],
			["dir", site.runDir]
		]),
		digestOf: digestsOf(prepared, site.runId),
		...resumption?.past !== void 0 && { past: resumption.past },
		...resumption?.again !== void 0 && { again: resumption.again }
	};
}
function digestsOf({ plan, inputs, sealed }, runId) {
	const known = /* @__PURE__ */ new Map();
	const hook = (gate) => {
		const found = sealed.get(gate);
		if (!known.has(gate)) known.set(gate, found && hookDigest(found));
		return known.get(gate);
	};
	const types = inputs.flatMap(({ key, value }) => typeof value === "string" ? [] : [`${key}: ${typeof value}`]);
	return createDigests(plan, {
		sha256,
		runId,
		hook,
		types
	});
}
function hookDigest({ name, files }) {
	const rows = [...files].map(([path, { bytes, executable }]) => [
		path,
		executable,
		sha256(bytes)
	]);
	return sha256(JSON.stringify([name, rows.sort(([a], [b]) => a < b ? -1 : 1)]));
}
const recordedInputs = ({ inputs }, redactor) => inputs.map(({ key, value, secret }) => ({
	key,
	value: secret ? HIDDEN : redactor.text(inputText(value))
}));
const hiddenInputs = ({ inputs }, redactor) => inputs.map(({ key, value, secret }) => ({
	key,
	value: inputText(value),
	secret
})).filter(({ value, secret }) => secret || redactor.text(value) !== value).map(({ key, value }) => ({
	key,
	value
}));
const HIDDEN = "***";
function startedFact(prepared, { redactor, ground }) {
	const { plan, file } = prepared;
	return {
		type: "pipe.started",
		pipe: plan.name,
		inputs: recordedInputs(prepared, redactor),
		pipe_path: file.name,
		pipe_digest: `sha256:${sha256(file.text)}`,
		plan_digest: planDigest(plan),
		engine: `omne/run ${VERSION}`,
		...ground
	};
}
const inputVariables = ({ inputs }) => Object.fromEntries(inputs.map(({ key, value }) => [`OMNE_INPUT_${key.toUpperCase()}`, inputText(value)]));

// src/shell/conduct.ts
const siteOf = (root, worktree, runId) => ({
	runId,
	files: runFiles(root, worktree, runId)
});
const newRunId = (pipe) => `${pipe}-${newUlid()}`;
async function conduct(prepared, site, around) {
	const { files, runId } = site;
	makeRunFolders(files);
	const record = openRecord(files, runId, around.redactor, journalOptions(files, around));
	try {
		const { resumption } = prepared;
		const context = {
			runId,
			files,
			...pick(around),
			...resumption?.past !== void 0 && { past: resumption.captures }
		};
		const ports = await createPorts(prepared, context, {
			journal: record.journal,
			notify: around.notify
		});
		const ground = groundOf(prepared, context);
		const job = createJob(prepared, {
			runId,
			runDir: files.runDir,
			redactor: around.redactor,
			ground
		});
		return await run({
			...job,
			cancel: around.cancel
		}, ports);
	} finally {
		record.close();
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
		gate: createGate(context, prepared.sealed),
		sweep: () => sweepOwnRun(runId),
		outputPath: (nodeId) => files.wirePath(files.capture(nodeId, "out")),
		results: createResults(context),
		redact: (value) => redactJson(value, context.redactor),
		random: chance,
		notify
	};
}
async function createAgentPort(prepared, context) {
	if (!usesAgent(prepared.plan)) return NO_AGENT;
	const { createAgent } = await import("./agent2.js");
	return createAgent(context);
}
const noAgent = () => {
	throw new Error("an agent was asked for in a plan without agent nodes");
};
const NO_AGENT = {
	call: noAgent,
	newSessionId: noAgent,
	mark: noAgent,
	hasSession: noAgent
};
const journalOptions = ({ root }, { host, fsync }) => {
	const tempDir = host.all["RUNNER_TEMP"];
	return {
		within: root,
		...fsync !== void 0 && { fsync },
		...tempDir && { tempDir }
	};
};
function groundOf(prepared, { files, host, redactor }) {
	const head = headOf(files.worktree, host);
	const hidden = hiddenInputs(prepared, redactor);
	const { resumption } = prepared;
	return {
		...head !== void 0 && { head },
		worktree: files.wirePath(files.worktree) || ".",
		...hidden.length > 0 && { secrets_digest: secretsDigest(createSecretKey(files.runDir), hidden) },
		...resumption !== void 0 && { resumed_from: resumption.runId },
		...resumption?.since !== void 0 && { worktree_since: resumption.since }
	};
}

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
		let size = this.#size(sink);
		if (size === this.#offset && this.#isReplaced()) size = this.#restart(sink);
		if (size === this.#offset || !hasRoom()) return;
		if (size - this.#offset > 1048576) this.#skip(size - POLL_BYTES, sink);
		this.#read(Math.min(size, this.#offset + POLL_BYTES), sink, hasRoom);
	}
	finish(sink, hasRoom = always, last = LAST_BYTES) {
		const rest = (size) => {
			this.#skip(size - (hasRoom() ? LAG_BYTES : last), sink);
			this.#read(size, sink, hasRoom);
			this.#skip(size - last, sink);
			this.#read(size, sink, always);
		};
		rest(this.#size(sink));
		if (this.#isReplaced()) rest(this.#restart(sink));
		this.close();
	}
	#isReplaced() {
		return this.#fd !== void 0 && isOtherFile(this.#path, this.#fd);
	}
	#restart(sink) {
		this.close();
		this.#offset = 0;
		sink.shrank();
		return this.#size(sink);
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
function readEnds$1(path, sink, { head, end } = ENDS) {
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
function isOtherFile(path, fd) {
	try {
		const { dev, ino } = fstatSync(fd);
		const there = lstatSync(path, { throwIfNoEntry: false });
		return there?.isFile() === true && there.size > 0 && (there.ino !== ino || there.dev !== dev);
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
const MAX_OUTPUTS = 10;
const MAX_VALUE = 200;
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
	lines.push(...outputLines(state, glyphs));
	lines.push(`  journal   ${places.journal}`, `  captures  ${places.captures}`);
	if (options.hasCommands) lines.push(...commandLines(state, failed.find((node) => !isCalledOff(node))?.id));
	return `${lines.join("\n")}\n`;
}
function commandLines(state, failed) {
	const id = oneLine(state.runId);
	const skipped = [...state.nodes.values()].find(({ status }) => status === "skipped")?.id;
	const node = state.cause ?? failed ?? (state.reason === "nothing_ran" ? skipped : void 0);
	const explain = node === void 0 ? [] : [`  explain   omne explain ${id} ${oneLine(node)}`];
	if (state.status === "completed") return explain;
	return [
		...explain,
		`  report    omne report ${id}`,
		`  resume    omne resume ${id}`
	];
}
function headline(state, absorbed, glyphs) {
	const mark = state.status === "completed" ? glyphs.completed : glyphs.failed;
	const counts = countNodes(state);
	const words = countWords(counts, "interrupted");
	const failed = `${counts.failed} failed`;
	const note = absorbed === counts.failed ? `${failed} (absorbed)` : `${failed} (${absorbed} absorbed)`;
	return [
		`${mark} ${oneLine(state.pipe)} ${verdictWords(state, "interrupted")}`,
		...state.status === "running" ? [] : [duration$1(state.durationMs)],
		absorbed > 0 ? words.replace(failed, note) : words,
		reusedWords(state),
		cost(state.usage?.cost_usd)
	].filter((part) => part !== "").join(` ${glyphs.dot} `);
}
function outputLines({ outputs = {} }, { ellipsis }) {
	const all = Object.entries(outputs);
	const lines = all.slice(0, MAX_OUTPUTS).map(([name, value]) => {
		const text = jsonText(value).slice(0, 400);
		return `  output    ${oneLine(name)} = ${clip(oneLine(text), MAX_VALUE, ellipsis)}`.trimEnd();
	});
	return all.length <= MAX_OUTPUTS ? lines : [...lines, `  and ${all.length - MAX_OUTPUTS} more outputs`];
}
const failedOf = (state) => [...state.nodes.values()].filter((node) => node.status === "failed" && isTopLevel(node.id));
const isCalledOff = ({ error }) => error?.kind === "cancelled";
function failuresFirst(state, absorbed) {
	const all = failedOf(state);
	const failed = all.filter((node) => !isCalledOff(node));
	return [
		...failed.filter((node) => !absorbed.has(node.id)),
		...failed.filter((node) => absorbed.has(node.id)),
		...all.filter(isCalledOff)
	];
}
function absorbedFailures(state, plan) {
	const failed = failedOf(state).map((node) => node.id);
	if (state.status === "completed") return new Set(failed);
	if (plan === void 0 || state.reason !== "node_failed" || failed.length === 0) return /* @__PURE__ */ new Set();
	const open = new Set(unabsorbedFailures(scheduleAfter(state, plan)));
	return new Set(failed.filter((id) => !open.has(id)));
}
function scheduleAfter(state, plan) {
	const schedule = createSchedule(plan);
	const { start, targets } = plan.graph.dependents;
	for (const { id, index } of plan.nodes) {
		const node = state.nodes.get(id);
		if (node === void 0) continue;
		const isIgnored = node.conclusion === "failure_ignored";
		schedule.status[index] = isIgnored ? STATUS.ignored : STATUS[node.status];
		if (schedule.status[index] !== STATUS.completed) continue;
		for (let edge = start[index]; edge < start[index + 1]; edge++) schedule.completed[targets[edge]]++;
	}
	return schedule;
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
		return this.#text !== void 0;
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
const STREAM_WORDS = {
	out: "stdout",
	err: "stderr",
	"stream.jsonl": "stream",
	"gate.out": "gate stdout",
	"gate.err": "gate stderr",
	"until.out": "until_bash stdout",
	"until.err": "until_bash stderr"
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
				due.push(`${id} ${duration$1(now - node.startedMs)}`);
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

// src/shell/live-captures.ts
const POLL_MS = 100;
var LiveCaptures = class {
	#clock;
	#open;
	#followed = /* @__PURE__ */ new Map();
	#forgetPoll;
	constructor(clock, open) {
		this.#clock = clock;
		this.#open = open;
	}
	follow(id, streams) {
		this.#followed.set(id, new Map(streams.map((stream) => [stream, new LiveCapture(this.#open(id, stream))])));
		this.#forgetPoll ??= this.#clock.after(POLL_MS, () => this.#poll());
	}
	unfollow(id) {
		const shown = /* @__PURE__ */ new Set();
		for (const [stream, capture] of this.#followed.get(id) ?? []) if (capture.end()) shown.add(stream);
		this.#followed.delete(id);
		return shown;
	}
	close() {
		this.#forgetPoll?.();
		this.#forgetPoll = void 0;
		for (const id of [...this.#followed.keys()]) this.unfollow(id);
	}
	#poll() {
		for (const followed of this.#followed.values()) for (const capture of followed.values()) capture.poll();
		this.#forgetPoll = this.#followed.size === 0 ? void 0 : this.#clock.after(POLL_MS, () => this.#poll());
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
	#live;
	constructor(options) {
		const { clock, files } = options;
		this.#options = options;
		this.#glyphs = options.glyphs ?? UNICODE;
		this.#safe = safeLine(options.dialect, options.color);
		this.#backlog = options.backlog ?? (() => 0);
		this.#heartbeat = new Heartbeat(clock, this.#glyphs, (line) => this.#line(line));
		this.#live = new LiveCaptures(clock, (id, stream) => {
			const file = files.capture(id, stream);
			const heard = () => this.#heartbeat.heard(id);
			return {
				file,
				text: this.#text(file, `[${id}] `),
				backlog: this.#backlog,
				heard
			};
		});
	}
	event(event, state) {
		switch (event.type) {
			case "pipe.started": return;
			case "node.started":
				this.#started(event);
				return;
			case "iteration.started":
				this.#announce(event);
				if (event.byte_offset === void 0) this.#forget(event.node_id);
				return;
			case "gate.passed":
			case "node.skipped":
			case "node.expanded":
			case "node.jumped":
			case "node.reused":
				this.#announce(event);
				return;
			case "node.retrying":
				this.#announce(event);
				this.#follow(event.node_id, kindOf(event, state));
				return;
			case "until.checked":
				this.#checked(event);
				return;
			case "node.attempt_failed":
				this.#attemptFailed(event, state);
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
		this.#live.close();
	}
	#started(event) {
		if (this.#options.mode === "quiet") return;
		this.#announce(event);
		if (!PRINTS.has(event.kind)) return;
		this.#heartbeat.start(event.node_id);
		this.#follow(event.node_id, event.kind);
	}
	#follow(id, kind) {
		if (this.#options.mode !== "stream" || kind === void 0 || !PRINTS.has(kind)) return;
		this.#live.follow(id, kind === "bash" ? ["out", "err"] : ["out"]);
	}
	#forget(id) {
		this.#heartbeat.end(id);
		return this.#live.unfollow(id);
	}
	#announce(event) {
		if (this.#options.mode === "quiet") return;
		const line = eventLine(event, this.#glyphs);
		if (line !== void 0) this.#line(line);
	}
	#checked(event) {
		if (event.passed || this.#options.mode === "quiet") {
			this.#announce(event);
			return;
		}
		const line = eventLine(event, this.#glyphs) ?? "";
		this.#show(line, printedUntil(event.node_id, this.#options.files), line);
	}
	#attemptFailed(event, state) {
		const line = eventLine(event, this.#glyphs);
		if (line === void 0 || this.#options.mode === "quiet") return;
		const shown = this.#live.unfollow(event.node_id);
		const all = printedOf(event, state, this.#options.files);
		const printed = {
			...all,
			streams: all.streams.filter((stream) => !shown.has(stream))
		};
		const isStream = this.#options.mode === "stream";
		if (isStream) this.#replay(printed);
		this.#show(line, isStream ? {
			...printed,
			streams: []
		} : printed);
	}
	#ended(event, state) {
		const shown = this.#forget(event.node_id);
		const hasFailed = event.type === "node.failed";
		const { mode } = this.#options;
		if (mode === "quiet" && !hasFailed) return;
		const printed = printedOf(event, state, this.#options.files);
		const line = withTools(eventLine(event, this.#glyphs) ?? "", printed);
		if (!hasFailed && (mode === "stream" || event.conclusion === "failure_ignored")) {
			this.#line(line);
			return;
		}
		const streams = printed.streams.filter((stream) => !shown.has(stream));
		this.#show(line, {
			...printed,
			streams
		}, hasFailed ? void 0 : withTools(this.#title(event), printed));
	}
	#title({ node_id, duration_ms, conclusion, usage }) {
		const took = [duration$1(duration_ms), ...usageWords(usage)].join(", ");
		return `${`${this.#glyphs.completed} ${node_id} (${took})`} ${conclusionWords(conclusion)}`.trimEnd();
	}
	#show(line, printed, title) {
		const { mode, dialect, write } = this.#options;
		if (printed.streams.length === 0) this.#line(line);
		else if (mode === "stream" || dialect === "actions" && title === void 0) {
			this.#line(line);
			this.#replay(printed);
		} else if (dialect === "plain") {
			this.#line(`${this.#rule()} ${line}`);
			this.#replay(printed);
			this.#line(this.#rule());
		} else {
			write(`::group::${this.#safe(title ?? line)}\n`);
			this.#replay(printed);
			write("::endgroup::\n");
		}
	}
	#replay({ id, file, streams }) {
		const prefix = this.#options.mode === "stream" ? `[${id}] ` : "";
		for (const stream of streams) {
			if (stream !== streams[0] || !BODY.has(stream)) this.#line(`${this.#rule()} ${STREAM_WORDS[stream]}`);
			const text = createCaptureText(this.#text(file(stream), prefix));
			readEnds$1(file(stream), text, isStuck(this.#backlog()) ? STUCK_ENDS : void 0);
			text.end();
		}
	}
	#text(file, prefix) {
		const { write, redactor, files } = this.#options;
		return {
			write,
			redactor,
			safe: this.#safe,
			prefix,
			path: files.wirePath(file),
			glyphs: this.#glyphs
		};
	}
	#final(state) {
		const { files, plan, dialect } = this.#options;
		const places = {
			journal: files.wirePath(files.events),
			captures: `${files.wirePath(files.runDir)}/nodes`
		};
		const hasCommands = dialect === "plain";
		const known = {
			places,
			glyphs: this.#glyphs,
			hasCommands,
			...plan !== void 0 && { plan }
		};
		const block = finalBlock(state, known);
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
const withTools = (line, { tools }) => tools === "" ? line : `${line}  tools: ${tools}`;
const kindOf = ({ node_id }, state) => state.nodes.get(node_id)?.kind;
const PRINTS = /* @__PURE__ */ new Set([
	"bash",
	"prompt",
	"command",
	"loop"
]);
const BODY = /* @__PURE__ */ new Set(["out", "err"]);

// src/core/parse-template.ts
function readTemplate(value, scope) {
	const compiled = scope.compiler.template(value.text, scope.names);
	if (compiled.ok) return compiled.value;
	reportFaults(compiled.error, value, scope);
}
const CONDITION = "an expression such as `inputs.deploy == true`";
const TRUTHS = /* @__PURE__ */ new Map([
	["yes", "true"],
	["on", "true"],
	["no", "false"],
	["off", "false"]
]);
function readExpression(map, key, scope) {
	const entry = map.entries.get(key);
	if (entry === void 0) return void 0;
	const { key: span, value } = entry;
	if (value.kind !== "scalar" || value.value === null || value.text.trim() === "") {
		reportBad({
			key,
			span,
			value,
			expected: CONDITION
		}, scope);
		return;
	}
	const source = typeof value.value === "boolean" ? String(value.value) : value.text;
	const compiled = scope.compiler.expression(source, scope.names);
	if (compiled.ok) return compiled.value;
	const suggestion = key === "in" ? void 0 : TRUTHS.get(source.trim().toLowerCase());
	if (suggestion === void 0) reportFaults(compiled.error, value, scope);
	else {
		const bad = {
			key,
			...scope.where === void 0 ? {} : { where: scope.where },
			got: shownValue(value),
			expected: CONDITION,
			suggestion
		};
		scope.report({
			kind: "foreign_truth",
			...bad
		}, value);
	}
}
function reportFaults(faults, value, scope) {
	for (const { mistake, occurrence } of faults) scope.report(mistake, occurrenceSpan(scope.text, value, occurrence));
}
function readValues({ key, value }, names, scope) {
	const values = /* @__PURE__ */ new Map();
	if (value.kind !== "map" || value.entries.size === 0) {
		reportBad({
			key: names.key,
			span: key,
			value,
			expected: names.expected
		}, scope);
		return values;
	}
	const where = scope.where === void 0 ? {} : { where: scope.where };
	for (const [name, entry] of value.entries) {
		const isNamed = names.isName(name);
		if (!isNamed) scope.report({
			kind: "bad_name",
			of: names.of,
			name,
			...where
		}, entry.key);
		const template = readValue(`${names.key}.${name}`, entry, scope);
		if (isNamed && template !== void 0) values.set(name, template);
	}
	return values;
}
function readValue(key, { key: span, value }, scope) {
	if (value.kind === "scalar" && !isNull(value)) return isLiteral(value.value, value.text) ? literal(value.value, value.text) : readTemplate(value, scope);
	reportBad({
		key,
		span,
		value,
		expected: "a text, a number, `true` or `false`, or an expression in quotes; for an empty text `\"\"`"
	}, scope);
}
const isLiteral = (value, text) => typeof value === "boolean" || typeof value === "number" && String(value) === text && Number.isFinite(value);
const literal = (value, source) => ({
	source,
	references: [],
	render: () => ok(jsonText(value)),
	value: () => ok(value)
});
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

// src/core/parse-env.ts
const NO_ENV = /* @__PURE__ */ new Map();
function readEnv(map, scope) {
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
		}, scope);
		if (isNamed && template !== void 0) env.set(name, template);
	}
	return env;
}
function readEnvValue(name, { key, value }, scope) {
	if (value.kind === "scalar" && value.value !== null) return readTemplate(value, scope);
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

// src/core/parse-on-error.ts
const FORMS$1 = "`fail`, `continue`, `retry=N` with N from 1 to 100, `jump=<step>`, or a map such as `{ retry: 3, then: continue }`";
const THEN = "`fail`, `continue` or `{ jump: <step> }`";
const ON = "a list of failure kinds such as `timeout` and of exit codes from 0 to 255";
const RETRY = /^retry\s*=\s*(\d{1,3})$/i;
const JUMP = /^jump\s*=\s*(?:"([^"]+)"|'([^']+)'|([^"'\s=,]+))$/i;
const POLICY_KEYS = /* @__PURE__ */ new Set(["retry", "then"]);
const RETRY_SHAPE = {
	fields: RETRY_FIELDS,
	others: ["on"],
	templates: /* @__PURE__ */ new Set(),
	nullable: /* @__PURE__ */ new Set()
};
function readOnError(map, scope) {
	const entry = map.entries.get("on_error");
	if (entry === void 0) return void 0;
	const { key: span, value } = entry;
	if (value.kind === "map" && value.entries.size > 0) return readPolicy(value, scope);
	const policy = value.kind === "scalar" && value.value !== null ? parseWords(value.text) : void 0;
	if (policy === void 0) reportBad(withSuggestion({
		key: "on_error",
		span,
		value,
		expected: FORMS$1
	}), scope);
	else if (typeof policy.then === "object") checkJump(policy.then.jump, value, scope);
	return policy;
}
function parseWords(text) {
	const words = text.trim();
	const lower = words.toLowerCase();
	if (lower === "fail" || lower === "continue") return policyOf(lower);
	const max = Number(RETRY.exec(words)?.[1]);
	if (max >= 1 && max <= 100) return policyOf("fail", plainRetry(max));
	const jump = JUMP.exec(words);
	const to = jump?.[1] ?? jump?.[2] ?? jump?.[3];
	return to === void 0 ? void 0 : policyOf({ jump: to.trim() });
}
const policyOf = (next, retry) => ({
	...retry !== void 0 && { retry },
	then: next
});
const plainRetry = (max) => ({
	max,
	delayMs: 0,
	backoff: 1,
	jitter: 0
});
function withSuggestion(bad) {
	const suggestion = bad.value.kind === "scalar" ? suggest(bad.value.text.trim(), ["fail", "continue"]) : void 0;
	return {
		...bad,
		...suggestion !== void 0 && { suggestion }
	};
}
function readPolicy(map, node) {
	const scope = {
		...node,
		where: `\`on_error\` of ${node.where}`
	};
	readFields(map, {
		fields: {},
		others: [...POLICY_KEYS],
		templates: /* @__PURE__ */ new Set(),
		nullable: /* @__PURE__ */ new Set()
	}, scope);
	const retry = map.entries.get("retry");
	const then = map.entries.get("then");
	if (retry === void 0 && then === void 0) return void 0;
	const read = retry === void 0 ? void 0 : readRetry(retry, scope);
	const next = then === void 0 ? "fail" : readThen(then, scope, node);
	if (next === void 0 || retry !== void 0 && read === void 0) return void 0;
	return policyOf(next, read);
}
function readThen({ key: span, value }, scope, node) {
	if (value.kind === "scalar" && (value.text === "fail" || value.text === "continue")) return value.text;
	const jump = value.kind === "map" && value.entries.size === 1 ? value.entries.get("jump")?.value : void 0;
	if (jump?.kind === "scalar" && typeof jump.value === "string" && jump.text.trim() !== "") {
		checkJump(jump.text, jump, node);
		return { jump: jump.text };
	}
	reportBad(withSuggestion({
		key: "then",
		span,
		value,
		expected: THEN
	}), scope);
}
function readRetry({ key: span, value }, scope) {
	if (value.kind !== "map" || value.entries.size === 0) {
		const max = value.kind === "scalar" && typeof value.value === "number" ? value.value : void 0;
		if (max !== void 0 && Number.isInteger(max) && max >= 1 && max <= 100) return plainRetry(max);
		reportBad({
			key: "retry",
			span,
			value,
			expected: "a whole number from 1 to 100, or a map such as `{ max: 3, delay: 10s }`"
		}, scope);
		return;
	}
	const inRetry = {
		...scope,
		where: `\`retry\` in ${scope.where}`
	};
	const { max, delay = 0, backoff = 1, jitter = 0 } = readFields(value, RETRY_SHAPE, inRetry);
	if (!value.entries.has("max")) inRetry.report({
		kind: "missing_key",
		key: "max",
		where: inRetry.where,
		form: "`max: 3`"
	}, span);
	const on = readOn(value, inRetry);
	if (max === void 0) return void 0;
	return {
		max,
		delayMs: parseDelay(delay) ?? 0,
		backoff,
		jitter,
		...on !== void 0 && { on }
	};
}
function readOn(map, scope) {
	const entry = map.entries.get("on");
	if (entry === void 0) return void 0;
	const { key: span, value } = entry;
	if (value.kind !== "seq" || value.items.length === 0) {
		reportBad({
			key: "on",
			span,
			value,
			expected: ON
		}, scope);
		return;
	}
	return value.items.flatMap((item, at) => {
		const known = item.kind === "scalar" ? retriedBy(item) : void 0;
		if (known !== void 0) return known;
		const suggestion = item.kind === "scalar" ? suggest(item.text, RETRIED_KINDS) : void 0;
		const bad = {
			key: `on[${at}]`,
			span: item,
			value: item,
			expected: EACH_ON
		};
		reportBad({
			...bad,
			...suggestion !== void 0 && { suggestion }
		}, scope);
		return [];
	});
}
const EACH_ON = `an exit code from 0 to 255 or one of ${RETRIED_KINDS.map((kind) => `\`${kind}\``).join(", ")}`;
function retriedBy({ value, text }) {
	if (typeof value === "number") return Number.isInteger(value) && value >= 0 && value <= 255 ? value : void 0;
	return RETRIED_KINDS.includes(text) ? text : void 0;
}
function checkJump(to, at, { where, at: { position, steps }, id, report }) {
	if (position !== "step") report({
		kind: "jump_outside_steps",
		where
	}, at);
	else if (to === id) report({
		kind: "jump_to_itself",
		where
	}, at);
	else if (!steps.has(to)) {
		const suggestion = suggest(to, othersOf(steps, id));
		report({
			kind: "unknown_step",
			where,
			missing: to,
			...suggestion !== void 0 && { suggestion }
		}, at);
	}
}
function* othersOf(steps, id) {
	for (const step of steps) if (step !== id) yield step;
}

// src/core/parse-control.ts
const CONTROLS = [
	"set",
	"return",
	"jump",
	"break",
	"continue",
	"skip",
	"stop"
];
const CONTROL_KEYS = new Set(CONTROLS);
const SHAPE$2 = {
	fields: CONTROL_FIELDS,
	others: ["set", "return"],
	templates: /* @__PURE__ */ new Set(),
	nullable: /* @__PURE__ */ new Set()
};
const VALUES$1 = {
	set: {
		key: "set",
		of: "var",
		isName: isVarName,
		expected: "a map of variables and their values such as `{ count: 0 }`"
	},
	return: {
		key: "return",
		of: "output",
		isName: isOutputName,
		expected: "a map of outputs and their values such as `{ count: 0 }`"
	}
};
function readControl(map, kind, scope) {
	const { where, at } = scope;
	const entry = map.entries.get(kind);
	const isLoops = kind === "break" || kind === "continue";
	if (at.position !== "step") scope.report({
		kind: "control_outside_steps",
		where,
		body: kind
	}, entry.key);
	else if (isLoops && !at.isInLoop) scope.report({
		kind: "control_outside_loop",
		where,
		body: kind
	}, entry.key);
	const control = controlOf(map, kind, scope);
	return control === void 0 ? void 0 : {
		kind: "control",
		control
	};
}
function controlOf(map, kind, scope) {
	const entry = map.entries.get(kind);
	if (kind === "set" || kind === "return") return {
		kind,
		values: readValues(entry, VALUES$1[kind], scope)
	};
	const values = readFields(partOf(map, CONTROL_KEYS), SHAPE$2, scope);
	if (kind !== "jump") return values[kind] === void 0 ? void 0 : { kind };
	const { jump: to } = values;
	if (to === void 0) return void 0;
	if (scope.at.position === "step") checkJump(to, entry.value, scope);
	return {
		kind,
		to
	};
}

// src/core/parse-json.ts
function readJson(key, value, scope) {
	return reportOdd(key, value, scope) ? void 0 : plainOf(value);
}
function reportOdd(key, value, scope) {
	if (value.kind === "scalar") {
		const isOdd = typeof value.value === "number" && !Number.isFinite(value.value);
		if (isOdd) reportBad({
			key,
			span: value,
			value,
			expected: "a number that JSON has"
		}, scope);
		return isOdd;
	}
	return (value.kind === "seq" ? value.items : [...value.entries.values()].map((entry) => entry.value)).map((each) => reportOdd(key, each, scope)).includes(true);
}

// src/core/parse-scope.ts
const NO_STEPS = /* @__PURE__ */ new Set();
const prefixOf = ({ id, at }) => id === "" ? at.prefix : `${at.prefix}${id}/`;
function withNames(names, roots, items = []) {
	return {
		...names,
		roots: [.../* @__PURE__ */ new Set([...names.roots, ...roots])],
		items: [.../* @__PURE__ */ new Set([...names.items, ...items])]
	};
}
function withInner(names, map) {
	if (map.entries.has("steps")) return withNames(names, ["steps", "vars"]);
	return holdsSteps(map) ? withNames(names, ["vars"]) : names;
}
function holdsSteps(map) {
	if (map.entries.has("steps")) return true;
	const parallel = map.entries.get("parallel")?.value;
	const listed = parallel?.kind === "map" ? parallel.entries.get("branches")?.value : parallel;
	const branches = listed?.kind === "seq" ? listed.items : [];
	return [
		mapAt(map, "loop"),
		mapAt(map, "each"),
		...branches
	].some((inner) => inner?.kind === "map" && holdsSteps(inner));
}
function mapAt(map, key) {
	const value = map.entries.get(key)?.value;
	return value?.kind === "map" ? value : void 0;
}

// src/core/parse-each.ts
const SHAPE$1 = {
	fields: EACH_FIELDS,
	others: ["in"],
	templates: /* @__PURE__ */ new Set(),
	nullable: /* @__PURE__ */ new Set()
};
const OWN_KEYS$1 = ["in", ...Object.keys(EACH_FIELDS)];
const OWN$1 = new Set(OWN_KEYS$1);
const TAKEN = [
	...ROOTS,
	"true",
	"false",
	"null"
];
function readEach(node, scope) {
	const { key: span, value } = node.entries.get("each");
	if (value.kind !== "map" || value.entries.size === 0) {
		reportBad({
			key: "each",
			span,
			value,
			expected: "a map of `in` and a body such as `bash`"
		}, scope);
		return;
	}
	const where = `the \`each\` of ${scope.where}`;
	const inEach = {
		...scope,
		where
	};
	const values = readFields(partOf(value, OWN$1), SHAPE$1, inEach);
	if (!value.entries.has("in") && !isInMeant(value)) scope.report({
		kind: "missing_key",
		key: "in",
		where,
		form: "`in: inputs.list` or `in: [a, b]`"
	}, span);
	const items = readItems(value, inEach);
	const as = readAs(value, values.as, inEach);
	const { max_parallel: maxParallel, on_item_error: onItemError = "fail" } = values;
	const names = withNames(scope.names, ["item", "index"], as === void 0 ? [] : [as]);
	const child = scope.readNode(value, {
		path: [...scope.at.path, "each"],
		position: "body",
		nameless: "",
		where,
		prefix: prefixOf(scope),
		steps: NO_STEPS,
		isInLoop: true,
		foreign: OWN_KEYS$1
	}, {
		...scope,
		names
	});
	return {
		kind: "each",
		in: items ?? [],
		...as !== void 0 && { as },
		...maxParallel !== void 0 && { maxParallel },
		onItemError,
		node: child
	};
}
const isInMeant = ({ entries }) => [...entries.keys()].some((key) => meantBy(key, ["in"]) !== void 0);
function readItems(map, scope) {
	const entry = map.entries.get("in");
	if (entry === void 0) return void 0;
	const { key: span, value } = entry;
	if (value.kind === "seq") return reportExpressions(value, scope) ? void 0 : readJson("in", value, scope);
	if (value.kind === "scalar" && typeof value.value === "string" && value.text.trim() !== "") return readExpression(map, "in", scope);
	reportBad({
		key: "in",
		span,
		value,
		expected: "an expression such as `inputs.list`, or a list"
	}, scope);
}
function readAs(map, as, scope) {
	const entry = map.entries.get("as");
	if (entry === void 0 || as === void 0) return void 0;
	const { where } = scope;
	const at = entry.value.start === entry.value.end ? entry.key : entry.value;
	if (!isVarName(as)) scope.report({
		kind: "bad_name",
		of: "item",
		name: as,
		where
	}, at);
	else if (TAKEN.includes(as.toLowerCase())) scope.report({
		kind: "reserved_item",
		name: as,
		where
	}, at);
	return as;
}

// src/core/parse-kind.ts
const BODIES = [
	"bash",
	"command",
	"prompt",
	"loop",
	"steps",
	"parallel",
	"each",
	"join",
	"pipe"
];
const KINDS = [...BODIES, ...CONTROLS];
const NULLABLE = /* @__PURE__ */ new Set([
	"bash",
	"prompt",
	"command",
	"loop"
]);
const LATER_BODIES = ["tournament", "dispatch"];
const CONTAINERS = ["each", "loop"];
const INSIDE = /* @__PURE__ */ new Set([
	"bash",
	"command",
	"prompt",
	"steps",
	"parallel",
	"pipe"
]);
const kindsOf = (map) => KINDS.filter((kind) => {
	const value = map.entries.get(kind)?.value;
	return value !== void 0 && !(isNull(value) && NULLABLE.has(kind));
});
function soleKind(map, scope) {
	const { where } = scope;
	const kinds = kindsOf(map);
	const [kind, second] = kinds;
	if (kind === void 0) {
		if (!isKindReported(map)) scope.report({
			kind: "no_kind",
			where
		}, map.entries.get("id")?.value ?? map);
		return;
	}
	if (second === void 0) return kind;
	const beside = besideOf(map, kinds);
	if (beside === void 0) reportSeveral(map, kinds, scope);
	else scope.report({
		kind: "body_beside",
		where,
		...beside
	}, map.entries.get(beside.body).key);
}
function besideOf(map, kinds) {
	const [container] = CONTAINERS.filter((kind) => kinds.includes(kind) && !hasBody(map, kind));
	const [body, other] = kinds.filter((kind) => kind !== container);
	const isMeant = body !== void 0 && other === void 0 && INSIDE.has(body);
	return container !== void 0 && isMeant ? {
		container,
		body
	} : void 0;
}
function hasBody(map, kind) {
	const value = map.entries.get(kind)?.value;
	return value?.kind === "map" && kindsOf(value).length > 0;
}
function reportSeveral(map, kinds, scope) {
	scope.report({
		kind: "several_kinds",
		where: scope.where ?? "",
		kinds
	}, map.entries.get(kinds[1]).key);
}
function isKindReported(map) {
	return [...map.entries.keys()].some((key) => {
		if (LATER_KEYS.has(key)) return LATER_BODIES.includes(key);
		return !(Object.hasOwn(NODE_FIELDS, key) || KINDS.some((kind) => kind === key)) && suggestKey(key, KINDS) !== void 0;
	});
}
function isAgentLoop(map) {
	const loop = map.entries.get("loop")?.value;
	if (loop?.kind !== "map") return true;
	const kinds = kindsOf(loop);
	return kinds.length === 0 || kinds.includes("prompt") || kinds.includes("command");
}

// src/core/parse-script.ts
const MAX_SHOWN = 10;
function reportScriptExpressions(map, key, shell, scope) {
	const script = map.entries.get(key)?.value;
	if (script?.kind !== "scalar") return;
	const unclosed = unclosedOf(script.text);
	for (const source of expressionsOf(script.text).slice(0, MAX_SHOWN)) {
		const span = spanOf(source, script, scope);
		if (source === unclosed) {
			scope.report({ kind: "expression_unterminated" }, span);
			continue;
		}
		const variable = variableFor(source);
		const where = scope.where ?? "";
		const use = useOf(variable, shell);
		scope.report({
			kind: "expression_in_script",
			where,
			source,
			variable,
			use
		}, span);
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

// src/core/parse-turn.ts
function readCommand(map, command, scope) {
	if (command === void 0 || isFileName(command)) return command;
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
function readPrompt(map, prompt, scope) {
	const value = map.entries.get("prompt")?.value;
	if (prompt === void 0 || value?.kind !== "scalar") return void 0;
	return readTemplate(value, scope);
}

// src/core/parse-loop.ts
const AGENT_SHAPE = {
	fields: {
		...TURN_FIELDS,
		...LOOP_FIELDS
	},
	others: ["while", ...KINDS.filter((kind) => kind !== "prompt" && kind !== "command")],
	templates: /* @__PURE__ */ new Set(["prompt", "until_bash"]),
	nullable: /* @__PURE__ */ new Set(["command", "prompt"])
};
const OWN_SHAPE = {
	...AGENT_SHAPE,
	fields: LOOP_FIELDS,
	others: ["while"],
	nullable: /* @__PURE__ */ new Set()
};
const OWN_KEYS = ["while", ...Object.keys(LOOP_FIELDS)];
const OWN = new Set(OWN_KEYS);
function readLoop(node, shell, scope) {
	const { key, value } = node.entries.get("loop");
	const where = `the loop of ${scope.where}`;
	if (value.kind !== "map") {
		const expected = "a map of `command` or `prompt`, `until` and `max_iterations`";
		const got = shownValue(value);
		scope.report({
			kind: "bad_value",
			key: "loop",
			where: scope.where,
			got,
			expected
		}, value);
		return;
	}
	const names = withNames(scope.names, ["iteration"]);
	const inLoop = {
		...scope,
		where,
		names
	};
	reportScriptExpressions(value, "until_bash", shell, inLoop);
	return isAgentLoop(node) ? readAgentLoop(value, key, inLoop) : readRepeat(value, key, inLoop);
}
function readAgentLoop(map, key, scope) {
	const { where } = scope;
	const values = readFields(map, AGENT_SHAPE, scope);
	requireEnd(map, {
		key: "until",
		form: "`until: DONE`, `until_bash: npm test` or `while: …`"
	}, key, scope);
	requireIterations(map, key, scope);
	const kinds = kindsOf(map);
	if (kinds.length === 0 && !isKindReported(map)) scope.report({
		kind: "missing_key",
		key: "command",
		where,
		form: "`command: name` or `prompt: text`"
	}, key);
	if (kinds.length > 1) reportSeveral(map, kinds, scope);
	const turn = kinds.length === 1 ? readTurn(map, values, scope) : void 0;
	const ends = readEnds(map, values, scope);
	const { max_iterations: maxIterations } = values;
	const hasEnd = [
		ends.until,
		ends.untilBash,
		ends.while
	].some((end) => end !== void 0);
	if (turn === void 0 || !hasEnd || maxIterations === void 0) return void 0;
	return {
		kind: "loop",
		turn,
		...ends,
		maxIterations
	};
}
function readTurn(map, values, scope) {
	const command = readCommand(map, values.command, scope);
	if (command !== void 0) return { command };
	const prompt = readPrompt(map, values.prompt, scope);
	return prompt === void 0 ? void 0 : { prompt };
}
function readRepeat(map, key, scope) {
	const { where } = scope;
	const values = readFields(partOf(map, OWN), OWN_SHAPE, scope);
	const [body = "loop"] = kindsOf(map);
	requireEnd(map, {
		key: body === "bash" ? "until" : "until_bash",
		form: body === "bash" ? "`until: DONE`, `until_bash: test -f done` or `while: iteration < 3`" : "`until_bash: test -f done` or `while: iteration < 3`"
	}, key, scope);
	requireIterations(map, key, scope);
	const until = map.entries.get("until");
	if (until !== void 0 && body !== "bash") scope.report({
		kind: "until_without_line",
		where,
		body
	}, until.key);
	const fresh = map.entries.get("fresh_context");
	if (fresh !== void 0) scope.report({
		kind: "key_on_kind",
		where,
		key: "fresh_context",
		body
	}, fresh.key);
	const at = {
		path: [...scope.at.path, "loop"],
		position: "body",
		nameless: "",
		where,
		prefix: prefixOf(scope),
		steps: NO_STEPS,
		isInLoop: true,
		foreign: OWN_KEYS
	};
	const child = scope.readNode(map, at, scope);
	const ends = readEnds(map, values, scope);
	return {
		kind: "loop",
		turn: { node: child },
		...ends,
		maxIterations: values.max_iterations ?? 1
	};
}
function readEnds(map, values, scope) {
	const { until, until_bash: untilBash, on_exhausted: onExhausted, fresh_context: freshContext } = values;
	const condition = readExpression(map, "while", {
		...scope,
		names: withInner(scope.names, map)
	});
	return {
		...until !== void 0 && { until: until.trim() },
		...untilBash !== void 0 && { untilBash },
		...condition !== void 0 && { while: condition },
		onExhausted: onExhausted ?? "fail",
		freshContext: freshContext ?? false
	};
}
function requireEnd(map, missing, at, scope) {
	if ([
		"until",
		"until_bash",
		"while"
	].some((end) => map.entries.has(end))) return;
	scope.report({
		kind: "missing_key",
		...missing,
		where: scope.where
	}, at);
}
function requireIterations(map, at, { where, report }) {
	if (map.entries.has("max_iterations")) return;
	report({
		kind: "missing_key",
		key: "max_iterations",
		form: "`max_iterations: 10`",
		where
	}, at);
}

// src/core/parse-siblings.ts
function readSiblings({ key: span, value }, { key, path, position }, scope) {
	if (value.kind !== "seq" || value.items.length === 0) {
		const expected = `a list of at least one ${position}, each \`- id: …\``;
		reportBad({
			key,
			span,
			value,
			expected
		}, scope);
		return [];
	}
	const { at, where, readNode } = scope;
	const ids = position === "step" ? value.items.flatMap((item) => authoredId$1(item)?.text ?? []) : [];
	const steps = new Set(ids);
	reportDuplicates(value, scope);
	return value.items.map((item, index) => readNode(item, {
		path: [...path, index],
		position,
		nameless: `${key}[${index}]`,
		where: `${position} ${index + 1} of ${where}`,
		prefix: prefixOf(scope),
		steps,
		isInLoop: at.isInLoop,
		foreign: []
	}, scope));
}
function reportDuplicates(list, scope) {
	const firsts = /* @__PURE__ */ new Map();
	for (const item of list.items) {
		const id = authoredId$1(item);
		if (id === void 0) continue;
		const key = id.text.toLowerCase();
		const first = firsts.get(key);
		if (first === void 0) {
			firsts.set(key, id);
			continue;
		}
		const firstLine = scope.lineAt(first.start);
		scope.report({
			kind: "duplicate_id",
			id: id.text,
			first: first.text,
			firstLine
		}, id);
	}
}
function authoredId$1(node) {
	const id = node.kind === "map" ? node.entries.get("id")?.value : void 0;
	return id?.kind === "scalar" && id.text !== "" ? id : void 0;
}

// src/core/parse-parallel.ts
const SHAPE = {
	fields: PARALLEL_FIELDS,
	others: ["branches"],
	templates: /* @__PURE__ */ new Set(),
	nullable: /* @__PURE__ */ new Set()
};
const keysBeside = (node, foreign) => node.entries.has("parallel") ? Object.keys(PARALLEL_FIELDS).filter((key) => node.entries.has(key) && !foreign.includes(key)) : [];
const isMapOfNodes = ({ entries }) => entries.size > 0 && !entries.has("branches") && [...entries.values()].every(({ value }) => value.kind === "map");
function readParallel(node, scope) {
	const entry = node.entries.get("parallel");
	const { key: span, value } = entry;
	for (const key of keysBeside(node, scope.at.foreign)) scope.report({
		kind: "parallel_beside",
		where: scope.where,
		key
	}, node.entries.get(key).key);
	const siblings = {
		key: "parallel",
		path: [...scope.at.path, "parallel"],
		position: "branch"
	};
	if (value.kind !== "map" || isMapOfNodes(value)) return {
		kind: "parallel",
		branches: readSiblings(entry, siblings, scope),
		failFast: true,
		ignoreErrors: false
	};
	const where = `the \`parallel\` of ${scope.where}`;
	const inMap = {
		...scope,
		where
	};
	const values = readFields(value, SHAPE, inMap);
	const listed = value.entries.get("branches");
	if (listed === void 0) scope.report({
		kind: "missing_key",
		key: "branches",
		where,
		form: "a list `branches:`"
	}, span);
	const inBranches = {
		...siblings,
		key: "branches",
		path: [...siblings.path, "branches"]
	};
	const { max_parallel: maxParallel, fail_fast: failFast = true, ignore_errors: ignoreErrors = false } = values;
	return {
		kind: "parallel",
		branches: listed === void 0 ? [] : readSiblings(listed, inBranches, scope),
		...maxParallel !== void 0 && { maxParallel },
		failFast,
		ignoreErrors
	};
}

// src/core/parse-steps.ts
function readSteps(map, scope) {
	const siblings = {
		key: "steps",
		path: [...scope.at.path, "steps"],
		position: "step"
	};
	const inSteps = {
		...scope,
		names: withNames(scope.names, ["steps", "vars"])
	};
	return {
		kind: "steps",
		steps: readSiblings(map.entries.get("steps"), siblings, inSteps)
	};
}

// src/core/parse-body.ts
function readBody(map, kind, values, scope) {
	switch (kind) {
		case "bash": return values.bash === void 0 ? void 0 : {
			kind,
			script: values.bash
		};
		case "prompt": {
			const prompt = readPrompt(map, values.prompt, scope);
			return prompt === void 0 ? void 0 : {
				kind,
				prompt
			};
		}
		case "command": {
			const command = readCommand(map, values.command, scope);
			return command === void 0 ? void 0 : {
				kind,
				command
			};
		}
		case "loop": return readLoop(map, values.shell, scope);
		case "steps": return readSteps(map, scope);
		case "parallel": return readParallel(map, scope);
		case "each": return readEach(map, scope);
		case "join": return readJoin(map, values.join, scope);
		case "pipe": return readInclude(map, values.pipe, scope);
		default: return readControl(map, kind, scope);
	}
}
function readJoin(map, of, scope) {
	const { key, value } = map.entries.get("join");
	if (scope.at.position !== "top") scope.report({
		kind: "join_inside_body",
		where: scope.where
	}, key);
	if (of === void 0) return void 0;
	const seen = /* @__PURE__ */ new Set();
	for (const [at, dependency] of of.entries()) {
		const item = value.kind === "seq" ? value.items[at] ?? value : value;
		if (seen.has(dependency)) scope.report({
			kind: "duplicate_dependency",
			node: scope.id,
			dependency
		}, item);
		seen.add(dependency);
	}
	return {
		kind: "join",
		of: [...seen]
	};
}
const WITH = {
	key: "with",
	of: "input",
	isName: isInputKey,
	expected: "a map of the pipe's inputs and their values such as `{ name: x }`"
};
function readInclude(map, path, scope) {
	const given = map.entries.get("with");
	const values = given === void 0 ? /* @__PURE__ */ new Map() : readValues(given, WITH, scope);
	return path === void 0 ? void 0 : {
		kind: "pipe",
		path,
		with: values
	};
}

// src/core/parse-header.ts
const HEADER_KEYS = [
	"depends_on",
	"trigger_rule",
	"recovers",
	"timeout",
	"gate",
	"env",
	"pass_env",
	"shell",
	"model",
	"allowed_tools",
	"on_error",
	"outputs",
	"output_schema",
	"pool",
	"max_visits",
	"with"
];
const GRAPH = [
	"depends_on",
	"trigger_rule",
	"recovers"
];
const COMMON = [
	...GRAPH,
	"timeout",
	"gate",
	"env",
	"pass_env",
	"on_error",
	"outputs",
	"max_visits"
];
const AGENT = [
	...COMMON,
	"model",
	"allowed_tools",
	"output_schema",
	"pool"
];
const NONE = [];
const USED = {
	bash: [
		...COMMON,
		"shell",
		"pool"
	],
	prompt: AGENT,
	command: AGENT,
	steps: COMMON,
	parallel: COMMON,
	each: COMMON,
	pipe: [...COMMON, "with"],
	join: [
		"depends_on",
		"trigger_rule",
		"on_error"
	],
	...Object.fromEntries(CONTROLS.map((kind) => [kind, NONE]))
};
const IS = {
	top: "no step",
	step: "a step",
	branch: "a branch"
};
const UNREAD = [
	"outputs",
	"output_schema",
	"with"
];
function checkHeader(map, kind, scope) {
	const { where } = scope;
	const used = kind === "loop" ? usedByLoop(map) : USED[kind];
	const lost = lostAt(scope.at.position);
	for (const key of HEADER_KEYS) {
		const entry = map.entries.get(key);
		if (entry === void 0 || lost.includes(key) || used.includes(key)) continue;
		if (isNull(entry.value) && !UNREAD.includes(key)) continue;
		scope.report({
			kind: "key_on_kind",
			where,
			key,
			body: kind
		}, entry.key);
	}
}
function checkPosition(map, scope) {
	const { where, at } = scope;
	for (const key of lostAt(at.position)) {
		const entry = map.entries.get(key);
		if (entry === void 0) continue;
		const is = at.position === "body" ? void 0 : key === "max_visits" ? "no step" : IS[at.position];
		scope.report({
			kind: "key_out_of_place",
			where,
			key,
			...is !== void 0 && { is }
		}, entry.key);
	}
}
function lostAt(position) {
	if (position === "top") return ["max_visits"];
	if (position === "step") return GRAPH;
	return position === "branch" ? [...GRAPH, "max_visits"] : [
		"id",
		"description",
		...GRAPH,
		"max_visits"
	];
}
function usedByLoop(map) {
	const loop = map.entries.get("loop")?.value;
	const shell = loop?.kind === "map" && loop.entries.has("until_bash") ? ["shell"] : [];
	const agent = isAgentLoop(map) ? [
		"model",
		"allowed_tools",
		"pool"
	] : [];
	return [
		...COMMON,
		...shell,
		...agent
	];
}

// src/core/parse-outputs.ts
const FORMS = {
	script: "`text`, `lines`, `json`, or a list of the names it writes to `$OMNE_OUTPUT` such as `[version, sha]`",
	agent: "`text`, `lines` or `json`",
	container: `a map of names and values such as \`{ version: "\${{ … }}" }\``
};
const TEXTS = [
	"text",
	"lines",
	"json"
];
const VALUES = {
	key: "outputs",
	of: "output",
	isName: isOutputName,
	expected: FORMS.container
};
function readOutputs(map, source, scope) {
	const entry = map.entries.get("outputs");
	if (entry === void 0) return void 0;
	const { key: span, value } = entry;
	if (source === "container") {
		const names = withInner(scope.names, mapAt(map, "loop") ?? map);
		return {
			from: "expressions",
			values: readValues(entry, VALUES, {
				...scope,
				names
			})
		};
	}
	const as = value.kind === "scalar" ? TEXTS.find((text) => text === value.text) : void 0;
	if (as !== void 0) return {
		from: "text",
		as
	};
	if (value.kind === "seq" && value.items.length > 0 && source === "script") return {
		from: "file",
		names: readNames(value, scope)
	};
	const suggestion = value.kind === "scalar" ? suggest(value.text, TEXTS) : void 0;
	const bad = {
		key: "outputs",
		span,
		value,
		expected: FORMS[source]
	};
	reportBad({
		...bad,
		...suggestion !== void 0 && { suggestion }
	}, scope);
}
function readNames(list, scope) {
	const names = /* @__PURE__ */ new Set();
	for (const [at, item] of list.items.entries()) {
		const key = `outputs[${at}]`;
		if (item.kind !== "scalar" || typeof item.value !== "string") reportBad({
			key,
			span: item,
			value: item,
			expected: "the name of an output"
		}, scope);
		else if (!isOutputName(item.text)) scope.report({
			kind: "bad_name",
			of: "output",
			name: item.text,
			where: scope.where
		}, item);
		else if (names.has(item.text)) reportBad({
			key,
			span: item,
			value: item,
			expected: "each name once"
		}, scope);
		else names.add(item.text);
	}
	return [...names];
}
const KEYWORDS = [
	"type",
	"properties",
	"items",
	"enum",
	"const",
	"anyOf",
	"oneOf",
	"allOf",
	"$ref"
];
function readOutputSchema(map, scope) {
	const entry = map.entries.get("output_schema");
	if (entry === void 0) return void 0;
	const { key: span, value } = entry;
	if (map.entries.has("outputs")) scope.report({
		kind: "outputs_twice",
		where: scope.where
	}, span);
	if (value.kind !== "map" || !KEYWORDS.some((word) => value.entries.has(word))) {
		reportBad({
			key: "output_schema",
			span,
			value,
			expected: "a JSON Schema such as `{ type: object, properties: { ok: { type: boolean } } }`"
		}, scope);
		return;
	}
	if (reportExpressions(value, scope)) return void 0;
	const schema = readJson("output_schema", value, scope);
	return isJsonMap(schema) ? schema : void 0;
}
function readPipeOutputs(pipe, scope) {
	const entry = pipe.entries.get("outputs");
	if (entry === void 0) return /* @__PURE__ */ new Map();
	reportReserved(entry, scope);
	return readValues(entry, VALUES, scope);
}
function reportReserved({ value }, scope) {
	if (value.kind !== "map") return;
	for (const [name, { key }] of value.entries) {
		const why = reservedOutput(name);
		if (why !== void 0) scope.report({
			kind: "reserved_output",
			name,
			why
		}, key);
	}
}

// src/core/parse-node.ts
const NODE_SHAPE = {
	fields: NODE_FIELDS,
	others: [
		"env",
		"loop",
		"steps",
		"parallel",
		"each",
		"with",
		"when",
		"on_error",
		"outputs",
		"output_schema",
		...CONTROLS
	],
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
function readNode(value, at, scope) {
	const { nameless } = at;
	if (value.kind !== "map") {
		const expected = "a map such as `{ id: build, bash: make }`";
		const where = at.position === "top" || scope.where === void 0 ? {} : { where: scope.where };
		scope.report({
			kind: "bad_value",
			key: nameless,
			...where,
			got: shownValue(value),
			expected
		}, value);
		return emptyNode(at);
	}
	const id = at.position === "body" ? void 0 : authoredId(value);
	const where = id === void 0 ? at.where : `node ${quote(at.prefix + id)}`;
	const inNode = {
		...scope,
		where,
		at,
		id: id ?? "",
		readNode
	};
	const others = [
		...NODE_SHAPE.others,
		...at.foreign,
		...keysBeside(value, at.foreign)
	];
	const shape = {
		...NODE_SHAPE,
		others,
		lost: lostAt(at.position)
	};
	const values = readFields(value, shape, inNode);
	checkPosition(value, inNode);
	if (at.position !== "body") checkId(value, values.id, inNode);
	checkGate(value, values.gate, inNode);
	checkPool(value, values.pool, inNode);
	reportScriptExpressions(value, "bash", values.shell, inNode);
	const kind = soleKind(value, inNode);
	if (kind !== void 0) checkHeader(value, kind, inNode);
	const body = kind === void 0 ? void 0 : readBody(value, kind, values, inNode);
	return {
		...emptyNode(at),
		...id !== void 0 && { id },
		...readGraph(value, values, body, inNode),
		...readValuesOf(value, values, inNode),
		...readFlow(value, kind, inNode),
		...body !== void 0 && { body }
	};
}
const emptyNode = ({ nameless, path }) => ({
	id: nameless,
	path,
	dependsOn: [],
	triggerRule: "all_success",
	env: /* @__PURE__ */ new Map(),
	passEnv: [],
	allowedTools: [],
	recovers: false
});
function readGraph(map, values, body, scope) {
	if (scope.at.position !== "top") return {
		dependsOn: [],
		triggerRule: "all_success",
		recovers: false
	};
	const dependsOn = listed(map.entries.get("depends_on")?.value);
	const joined = new Set(body?.kind === "join" ? body.of : []);
	const { trigger_rule: triggerRule = "all_success", recovers = false } = values;
	if (recovers && body?.kind !== "join" && triggerRule !== "one_failed" && triggerRule !== "all_failed") scope.report({
		kind: "recovers_without_failure",
		where: scope.where
	}, map.entries.get("recovers").key);
	return {
		dependsOn: joined.size === 0 ? dependsOn : [...joined, ...dependsOn.filter((id) => !joined.has(id))],
		triggerRule,
		recovers
	};
}
function readValuesOf(map, values, scope) {
	const { description, shell, model, gate, pool, timeout, max_visits: maxVisits } = values;
	const timeoutMs = timeout === void 0 ? void 0 : parseDuration(timeout);
	return {
		...description !== void 0 && { description },
		...timeoutMs !== void 0 && { timeoutMs },
		...gate !== void 0 && isFileName(gate) && { gate },
		env: readEnv(map, scope),
		passEnv: readPassEnv(map, scope),
		...shell !== void 0 && { shell },
		...model !== void 0 && { model },
		allowedTools: values.allowed_tools ?? [],
		...pool !== void 0 && { pool },
		...maxVisits !== void 0 && { maxVisits }
	};
}
function readFlow(map, kind, scope) {
	const when = readExpression(map, "when", scope);
	const onError = readOnError(map, scope);
	const source = kind === void 0 ? void 0 : outputSource(map, kind);
	const outputs = source === void 0 ? void 0 : readOutputs(map, source, scope);
	const outputSchema = kind === "prompt" || kind === "command" ? readOutputSchema(map, scope) : void 0;
	return {
		...when !== void 0 && { when },
		...onError !== void 0 && { onError },
		...outputs !== void 0 && { outputs },
		...outputSchema !== void 0 && { outputSchema }
	};
}
function outputSource(map, kind) {
	switch (kind) {
		case "bash": return "script";
		case "prompt":
		case "command": return "agent";
		case "loop": return isAgentLoop(map) ? "agent" : "container";
		case "steps":
		case "parallel":
		case "each":
		case "pipe": return "container";
		default: return;
	}
}
function authoredId(map) {
	const value = map.entries.get("id")?.value;
	return value?.kind === "scalar" && value.text !== "" ? value.text : void 0;
}
function checkId(map, id, scope) {
	const entry = map.entries.get("id");
	if (entry === void 0) {
		scope.report({
			kind: "missing_key",
			key: "id",
			where: scope.where,
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
function checkGate(map, gate, { where, report }) {
	const entry = map.entries.get("gate");
	if (entry === void 0 || gate === void 0 || isFileName(gate)) return;
	const at = entry.value.start === entry.value.end ? entry.key : entry.value;
	report({
		kind: "bad_name",
		of: "gate",
		name: gate,
		where
	}, at);
}
function checkPool(map, name, { where, pools, report }) {
	if (name === void 0 || pools.has(name)) return;
	const suggestion = suggest(name, pools);
	report({
		kind: "unknown_pool",
		where,
		name,
		...suggestion !== void 0 && { suggestion }
	}, map.entries.get("pool").value);
}

// src/core/parse-pools.ts
function readPools(pipe, scope) {
	const pools = /* @__PURE__ */ new Map();
	const entry = pipe.entries.get("pools");
	if (entry === void 0) return pools;
	const { key: span, value } = entry;
	if (value.kind !== "map" || value.entries.size === 0) {
		reportBad({
			key: "pools",
			span,
			value,
			expected: "a map of names and sizes such as `{ llm: 3 }`"
		}, scope);
		return pools;
	}
	for (const [name, { key, value: size }] of value.entries) {
		if (!isId(name)) scope.report({
			kind: "bad_name",
			of: "pool",
			name
		}, key);
		const given = size.kind === "scalar" && typeof size.value === "number" ? size.value : 0;
		const isSize = Number.isInteger(given) && given >= 1 && given <= 1e3;
		const expected = "a whole number from 1 to 1000";
		if (!isSize) reportBad({
			key: `pools.${name}`,
			span: key,
			value: size,
			expected
		}, scope);
		pools.set(name, isSize ? given : 1);
	}
	return pools;
}

// src/core/parse.ts
const MAX_PROBLEMS$1 = 100;
const PIPE_SHAPE = {
	fields: PIPE_FIELDS,
	others: [
		"inputs",
		"env",
		"outputs",
		"pools",
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
function parsePipe(text, path, compiler) {
	const problems = [];
	let unreported = 0;
	const add = (problem) => {
		if (problems.length < MAX_PROBLEMS$1) problems.push({
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
	const lineAt = (offset) => placeAt(offset, offset).line;
	const pipe = readPipe(map, {
		report,
		text,
		lineAt,
		compiler,
		names: NO_NAMES$1,
		pools: /* @__PURE__ */ new Set()
	});
	problems.sort(byPlace);
	if (unreported > 0) problems.push({
		kind: "more_problems",
		count: unreported,
		file: path
	});
	return {
		...pipe !== void 0 && { pipe },
		place: createPlaceOf(map, text, placeAt),
		problems
	};
}
const NO_NAMES$1 = {
	inputs: [],
	roots: [],
	items: []
};
const byPlace = (a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0);
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
	const values = readFields(map, PIPE_SHAPE, scope);
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
	const names = {
		inputs: inputs.map((input) => input.key),
		roots: [
			"inputs",
			"run",
			"env"
		],
		items: []
	};
	const pools = readPools(map, scope);
	const inPipe = {
		...scope,
		names,
		pools: new Set(pools.keys())
	};
	const inGraph = {
		...inPipe,
		names: withNames(names, ["nodes"])
	};
	const { description, default_model: defaultModel, max_parallel: maxParallel, timeout, failure_mode: failureMode } = values;
	const timeoutMs = timeout === void 0 ? void 0 : parseDuration(timeout);
	const env = readEnv(map, inPipe);
	const outputs = readPipeOutputs(map, inGraph);
	const passEnv = readPassEnv(map, scope);
	const nodes = readNodes(map, inGraph);
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
		...failureMode !== void 0 && { failureMode },
		pools,
		outputs,
		nodes
	};
}
function readNodes(map, scope) {
	const entry = map.entries.get("nodes");
	if (entry === void 0) return void 0;
	const { key, value } = entry;
	if (value.kind === "seq") return value.items.map((node, index) => readNode(node, topLevel(index), scope));
	const expected = "a list of nodes, each `- id: …`";
	const at = value.start === value.end ? key : value;
	scope.report({
		kind: "bad_value",
		key: "nodes",
		got: shownValue(value),
		expected
	}, at);
}
const topLevel = (index) => ({
	path: ["nodes", index],
	position: "top",
	nameless: `nodes[${index}]`,
	where: `node ${index + 1}`,
	prefix: "",
	steps: NO_STEPS,
	isInLoop: false,
	foreign: []
});
function requireKey(map, key, form, scope) {
	if (!map.entries.has(key) && !isMeant(key, map, PIPE_SHAPE)) scope.report({
		kind: "missing_key",
		key,
		form
	}, {
		start: map.start,
		end: map.start
	});
}
const createPlaceOf = (root, text, placeAt) => (path, occurrence) => {
	let at = root;
	let key;
	let isFound = true;
	for (const step of path) {
		const entry = at.kind === "map" ? at.entries.get(String(step)) : void 0;
		const next = at.kind === "seq" ? at.items[Number(step)] : entry?.value;
		isFound = next !== void 0;
		if (next === void 0) break;
		at = next;
		key = entry?.key;
	}
	const isBelow = key !== void 0 && (at.start === at.end || at.kind !== "scalar");
	const span = isBelow && key !== void 0 ? key : at;
	const { start, end } = isFound && !isBelow && at.kind === "scalar" && occurrence !== void 0 ? occurrenceSpan(text, span, occurrence) : span;
	return placeAt(start, end);
};

// src/core/plain-compiler.ts
const KEYS = /\b(?:when|while|in)["']?(?:\s|#[^\n]*\n)*:/;
const needsCompiler = (text) => text.includes("${{") || text.includes("\\") || KEYS.test(text);
const PLAIN_COMPILER = {
	template: ok,
	expression: (source) => {
		return err([{
			mistake: {
				kind: "expression_syntax",
				source,
				message: "this pipe was taken to have no expressions"
			},
			occurrence: 0
		}]);
	}
};

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

// src/core/output-shape.ts
function outputShape(node, catalog) {
	const { outputs, outputSchema, body } = node;
	if (outputSchema !== void 0) return schemaShape(outputSchema);
	switch (outputs?.from) {
		case "text": return outputs.as === "json" ? OPEN : { kind: outputs.as === "text" ? "text" : "list" };
		case "file": return {
			kind: "names",
			names: outputs.names
		};
		case "expressions": return {
			kind: "names",
			names: [...outputs.values.keys()]
		};
		case void 0: return body === void 0 ? OPEN : bodyShape(body, catalog);
	}
}
const OPEN = { kind: "open" };
function bodyShape(body, catalog) {
	switch (body.kind) {
		case "each":
		case "join": return { kind: "list" };
		case "parallel": return {
			kind: "names",
			names: body.branches.map(({ id }) => id)
		};
		case "loop": return "node" in body.turn ? outputShape(body.turn.node, catalog) : { kind: "none" };
		case "steps": {
			const names = returnedNames(body.steps);
			return names.length === 0 ? { kind: "none" } : {
				kind: "names",
				names
			};
		}
		case "pipe": {
			const included = catalog.includes?.get(body.path);
			return included?.kind === "found" ? {
				kind: "names",
				names: [...included.pipe.outputs.keys()]
			} : OPEN;
		}
		case "control": {
			const { control } = body;
			return "values" in control ? {
				kind: "names",
				names: [...control.values.keys()]
			} : { kind: "none" };
		}
		default: return { kind: "none" };
	}
}
const returnedNames = (steps) => steps.flatMap(({ body }) => body?.kind === "control" && body.control.kind === "return" ? [...body.control.values.keys()] : []);
const ELSEWHERE = [
	"patternProperties",
	"$ref",
	"$dynamicRef",
	"anyOf",
	"oneOf",
	"allOf",
	"if",
	"dependentSchemas"
];
function schemaShape(schema) {
	const { properties, additionalProperties = false } = schema;
	const hasOthers = additionalProperties !== false || ELSEWHERE.some((keyword) => keyword in schema);
	if (!isJsonMap(properties) || hasOthers) return OPEN;
	return {
		kind: "names",
		names: Object.keys(properties)
	};
}
function declaredOutput(node, shape, name) {
	if (shape.kind === "open") return void 0;
	if (shape.kind === "none") return {
		kind: "undeclared_output",
		node
	};
	if (name === void 0) return void 0;
	const names = shape.kind === "names" ? shape.names : [];
	if (names.some((known) => known.toLowerCase() === name.toLowerCase())) return void 0;
	if (shape.kind === "list" && /^\d+$/.test(name)) return void 0;
	const suggestion = suggest(name, names);
	return {
		kind: "undeclared_output",
		node,
		name,
		...suggestion !== void 0 && { suggestion }
	};
}

// src/core/references.ts
function checkReferences(pipe, whole) {
	if ("cycles" in whole.graph) return;
	new Checker(pipe, {
		...whole,
		graph: whole.graph
	}).pipe();
}
const RUN = [
	"id",
	"pipe",
	"dir"
];
const PROPERTIES = [
	"status",
	"outputs",
	"text",
	"exit_code",
	"duration_ms"
];
const NO_NAMES = /* @__PURE__ */ new Set();
var Checker = class {
	#pipe;
	#whole;
	#isUpstream;
	constructor(pipe, whole) {
		this.#pipe = pipe;
		this.#whole = whole;
		this.#isUpstream = createUpstream(whole.graph);
	}
	pipe() {
		const { env, nodes, outputs } = this.#pipe;
		const bare = {
			env: NO_NAMES,
			steps: [],
			vars: NO_NAMES
		};
		this.#env(env, bare, ["env"]);
		const all = {
			...bare,
			env: new Set(env.keys())
		};
		for (const [name, value] of outputs) this.#template(value, all, ["outputs", name]);
		for (const [at, node] of nodes.entries()) {
			if (node.body?.kind === "bash" && node.when === void 0 && node.env.size === 0) continue;
			this.#node(node, {
				...all,
				top: at,
				vars: varsOf(node)
			});
		}
	}
	#node(node, where) {
		this.#env(node.env, where, [...node.path, "env"]);
		const own = node.env.size === 0 ? where : {
			...where,
			env: /* @__PURE__ */ new Set([...where.env, ...node.env.keys()])
		};
		const after = {
			...own,
			steps: stepsAfter(node.body) ?? own.steps
		};
		for (const { template, path, isAfter } of templatesOf(node)) this.#template(template, isAfter ? after : own, path);
		const inside = node.body?.kind === "steps" ? {
			...own,
			steps: node.body.steps
		} : own;
		for (const child of childrenOf(node.body)) this.#node(child, inside);
	}
	#env(env, where, path) {
		const known = new Set(where.env);
		for (const [name, value] of env) {
			this.#template(value, {
				...where,
				env: known
			}, [...path, name]);
			known.add(name);
		}
	}
	#template(template, where, path) {
		if (typeof template === "string") return;
		for (const reference of template.references) {
			const mistake = this.#reference(reference, where);
			if (mistake !== void 0) this.#whole.report(mistake, path, reference.occurrence);
		}
	}
	#reference(reference, where) {
		const [key] = reference.keys;
		switch (reference.root) {
			case "env": return checkKnown({
				of: "environment variable",
				root: "env",
				key,
				known: where.env
			});
			case "vars": return checkKnown({
				of: "variable",
				root: "vars",
				key,
				known: where.vars
			});
			case "run": return checkKnown({
				of: "run property",
				root: "run",
				key,
				known: RUN
			});
			case "nodes": return this.#nodeReference(reference, where);
			case "steps": return this.#stepReference(reference, where);
			default: return;
		}
	}
	#nodeReference(reference, { top }) {
		const { index } = this.#whole;
		const [id] = reference.keys;
		if (id === void 0) return {
			kind: "open_reference",
			root: "nodes"
		};
		const target = index.get(id.toLowerCase());
		if (target === void 0) return unknown("node", `nodes.${id}`, suggest(id, index.keys()));
		const node = this.#pipe.nodes[target];
		if (top !== void 0 && !this.#isUpstream(target, top)) return {
			kind: "not_upstream",
			node: node.id,
			of: this.#pipe.nodes[top].id
		};
		return this.#property(node, reference);
	}
	#stepReference(reference, { steps }) {
		const [id] = reference.keys;
		if (id === void 0) return {
			kind: "open_reference",
			root: "steps"
		};
		const step = steps.find((one) => one.id === id.toLowerCase());
		if (step !== void 0) return this.#property(step, reference);
		const ids = steps.map((one) => one.id);
		return unknown("step", `steps.${id}`, suggest(id, ids));
	}
	#property(node, { root, keys }) {
		const [, property, name] = keys;
		if (property === void 0) return void 0;
		const lower = property.toLowerCase();
		if (!PROPERTIES.includes(lower)) return unknown("property", `${root}.${node.id}.${property}`, suggest(lower, PROPERTIES));
		return lower === "outputs" ? declaredOutput(node.id, outputShape(node, this.#whole.catalog), name) : void 0;
	}
};
function checkKnown({ of, root, key, known }) {
	if (key === void 0) return void 0;
	const names = [...known];
	if (names.some((name) => name.toLowerCase() === key.toLowerCase())) return void 0;
	return unknown(of, `${root}.${key}`, suggest(key, names));
}
const unknown = (of, name, suggestion) => ({
	kind: "unknown_reference",
	of,
	name,
	...suggestion !== void 0 && { suggestion }
});
function varsOf(node) {
	const names = /* @__PURE__ */ new Set();
	for (const { body } of allNodes({ nodes: [node] })) {
		if (body?.kind !== "control" || body.control.kind !== "set") continue;
		for (const name of body.control.values.keys()) names.add(name);
	}
	return names;
}
function createUpstream({ size, dependencies }) {
	const { start, targets } = dependencies;
	const markedBy = new Int32Array(size).fill(-1);
	let marked = -1;
	return (target, node) => {
		if (marked !== node) {
			if (targets.subarray(start[node], start[node + 1]).includes(target)) return true;
			marked = node;
			const waiting = [node];
			for (let at = waiting.pop(); at !== void 0; at = waiting.pop()) for (let edge = start[at]; edge < start[at + 1]; edge++) {
				const dependency = targets[edge];
				if (markedBy[dependency] === node) continue;
				markedBy[dependency] = node;
				waiting.push(dependency);
			}
		}
		return markedBy[target] === node;
	};
}

// src/core/plan-pipe.ts
const DEFAULT_MAX_PARALLEL = 4;
const MAX_PROBLEMS = 100;
function plan(pipe, catalog, place) {
	const problems = [];
	let found = 0;
	const report = (mistake, path, occurrence) => {
		found++;
		if (found > MAX_PROBLEMS) return;
		const at = place(path, occurrence);
		problems.push(at === void 0 ? mistake : {
			...mistake,
			place: at
		});
	};
	if (pipe.nodes.length === 0) report({ kind: "empty_nodes" }, ["nodes"]);
	const index = indexIds(pipe.nodes, report, place);
	const graph = buildGraph(resolveEdges(pipe.nodes, index, report));
	if ("cycles" in graph) for (const cycle of graph.cycles) report({
		kind: "cycle",
		path: cycle.map((node) => pipe.nodes[node].id)
	}, [
		"nodes",
		cycle[0],
		"depends_on"
	]);
	else checkReferences(pipe, {
		graph,
		index,
		catalog,
		report
	});
	const adopted = /* @__PURE__ */ new Set();
	const adopt = (more) => {
		for (const problem of more) adopted.add(problem);
	};
	const planNode = createPlanner({
		pipe,
		catalog,
		report,
		place,
		adopt
	});
	const nodes = pipe.nodes.map((node, at) => planNode(node, at));
	problems.push(...adopted);
	if (found > MAX_PROBLEMS) problems.push({
		kind: "more_problems",
		count: found - MAX_PROBLEMS
	});
	if (problems.length > 0 || "cycles" in graph) return err(problems);
	return ok({
		name: pipe.name,
		nodes: nodes.filter((node) => node !== void 0),
		graph,
		maxParallel: pipe.maxParallel ?? DEFAULT_MAX_PARALLEL,
		...pipe.timeoutMs !== void 0 && { timeoutMs: pipe.timeoutMs },
		...pipe.failureMode !== void 0 && { failureMode: pipe.failureMode },
		...pipe.outputs.size > 0 && { outputs: pipe.outputs },
		...pipe.env.size > 0 && { env: pipe.env }
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
		}, [
			"nodes",
			at,
			"id"
		]);
	}
	return index;
}
function dependenciesOf({ body, dependsOn }) {
	if (body?.kind !== "join") return dependsOn;
	const joined = new Set(body.of);
	return [...body.of, ...dependsOn.filter((id) => !joined.has(id))];
}
function resolveEdges(nodes, index, report) {
	const lists = nodes.map(dependenciesOf);
	const start = new Int32Array(nodes.length + 1);
	const targets = new Int32Array(lists.reduce((count, list) => count + list.length, 0));
	const namedBy = new Int32Array(nodes.length).fill(-1);
	const missingBy = /* @__PURE__ */ new Map();
	let found = 0;
	for (let at = 0; at < nodes.length; at++) {
		const { id } = nodes[at];
		const list = lists[at];
		for (let i = 0; i < list.length; i++) {
			const name = list[i];
			const target = index.get(name);
			if (target === void 0 ? missingBy.get(name) === at : namedBy[target] === at) report({
				kind: "duplicate_dependency",
				node: id,
				dependency: name
			}, placeOfEdge(nodes[at], at, i));
			else if (target === void 0) {
				missingBy.set(name, at);
				report(unknownDependency(id, name, missingBy.size > MAX_SUGGESTED ? [] : index.keys()), placeOfEdge(nodes[at], at, i));
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
function placeOfEdge({ body, dependsOn }, at, edge) {
	if (body?.kind !== "join") return [
		"nodes",
		at,
		"depends_on",
		edge
	];
	const { of } = body;
	if (edge < of.length) return [
		"nodes",
		at,
		"join",
		edge
	];
	return [
		"nodes",
		at,
		"depends_on",
		dependsOn.flatMap((id, listed) => of.includes(id) ? [] : [listed])[edge - of.length]
	];
}
const MAX_SUGGESTED = 20;
function unknownDependency(node, missing, ids) {
	const suggestion = suggest(missing, ids);
	return {
		kind: "unknown_dependency",
		node,
		missing,
		...suggestion !== void 0 && { suggestion }
	};
}

// src/shell/load.ts
const LARGE_PIPE = 4096;
const MAX_DEPTH = 8;
async function load(asked, folder, host) {
	const root = findRoot(folder);
	const read = readPipe$1(root, folder, asked);
	const nothing = {
		root,
		sealed: /* @__PURE__ */ new Map(),
		place: () => void 0
	};
	if (!read.ok) return {
		...nothing,
		problems: [read.error],
		sources: /* @__PURE__ */ new Map()
	};
	const file = read.value;
	if (file.text.length > LARGE_PIPE) restOptimiser();
	const agentFound = host === void 0 ? {} : { agentFound: findProgram("claude", host.all) !== void 0 };
	const loading = new Loading(root, agentFound);
	const one = await loading.file(file, []);
	const planned = one.plan();
	const found = planned === void 0 || planned.ok ? [] : planned.error;
	const problems = [...loading.problems, ...found].sort(byFileAndPlace([...loading.sources.keys()]));
	return {
		root,
		file,
		...one.pipe !== void 0 && { pipe: one.pipe },
		...planned?.ok === true && problems.length === 0 && { plan: planned.value },
		place: one.place,
		sealed: loading.sealed,
		problems,
		sources: loading.sources
	};
}
function byFileAndPlace(files) {
	const rank = new Map(files.map((file, at) => [file, at]));
	const rankOf = ({ file = "" }) => rank.get(file) ?? files.length;
	return (a, b) => rankOf(a) - rankOf(b) || (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0);
}
var Loading = class {
	problems = [];
	sources = /* @__PURE__ */ new Map();
	sealed = /* @__PURE__ */ new Map();
	#root;
	#agentFound;
	#known = /* @__PURE__ */ new Map();
	constructor(root, agentFound) {
		this.#root = root;
		this.#agentFound = agentFound;
	}
	async file(file, including) {
		const known = this.#known.get(file.path);
		if (known !== void 0) return known;
		this.sources.set(file.name, file.text);
		const parsed = parsePipe(file.text, file.name, await compilerFor(file.text));
		this.problems.push(...parsed.problems);
		const { pipe, place } = parsed;
		const loaded = pipe === void 0 ? {
			place,
			plan: () => void 0
		} : await this.#stock({
			pipe,
			place,
			file
		}, including);
		this.#known.set(file.path, loaded);
		return loaded;
	}
	async #stock(parsed, including) {
		const { pipe, place, file } = parsed;
		const stock = takeStock(this.#root, pipe);
		this.problems.push(...stock.problems);
		for (const [name, hook] of stock.sealed) this.sealed.set(name, hook);
		await this.#checkSchemas(parsed);
		const includes = await this.#includes(pipe, [...including, file]);
		const catalog = {
			...stock,
			...this.#agentFound,
			includes
		};
		let planned;
		return {
			pipe,
			place,
			plan: () => {
				planned ??= inFile(plan(pipe, catalog, place), file.name);
				return planned;
			}
		};
	}
	async #includes(pipe, chain) {
		const includes = /* @__PURE__ */ new Map();
		for (const node of allNodes(pipe)) {
			if (node.body?.kind !== "pipe" || includes.has(node.body.path)) continue;
			const included = await this.#include(node.body.path, chain);
			if (included !== void 0) includes.set(node.body.path, included);
		}
		return includes;
	}
	async #include(asked, chain) {
		const unusable = (mistake) => ({
			kind: "unusable",
			mistake
		});
		const read = readPipe$1(this.#root, dirname(chain.at(-1).path), asked);
		if (!read.ok) {
			const { file: _, ...mistake } = read.error;
			return unusable(mistake);
		}
		const file = read.value;
		if (isAbsolute(file.name)) return unusable({
			kind: "include_outside",
			path: asked
		});
		const from = chain.findIndex(({ path }) => path === file.path);
		if (from !== -1) return unusable({
			kind: "include_cycle",
			files: [...chain.slice(from), file].map(({ name }) => name)
		});
		if (chain.length > MAX_DEPTH) return unusable({
			kind: "include_too_deep",
			max: MAX_DEPTH
		});
		const { pipe, plan: planIncluded } = await this.file(file, chain);
		if (pipe === void 0) return void 0;
		return {
			kind: "found",
			pipe,
			plan: () => planIncluded()
		};
	}
	async #checkSchemas({ pipe, place, file }) {
		const nodes = [...allNodes(pipe)].filter(hasSchema);
		if (nodes.length === 0) return;
		const { checkSchema } = await import("./output-schema.js");
		for (const { outputSchema, path, id } of nodes) {
			const reason = checkSchema(outputSchema);
			if (reason === void 0) continue;
			const at = place([...path, "output_schema"]);
			const mistake = {
				kind: "unusable_schema",
				node: id,
				reason
			};
			this.problems.push({
				...mistake,
				file: file.name,
				...at !== void 0 && { place: at }
			});
		}
	}
};
const hasSchema = (node) => node.outputSchema !== void 0;
function inFile(planned, file) {
	if (planned.ok) return planned;
	return err(planned.error.map((problem) => problem.file === void 0 ? {
		...problem,
		file
	} : problem));
}
async function compilerFor(text) {
	return needsCompiler(text) ? (await import("./expression.js")).compiler : PLAIN_COMPILER;
}

// src/shell/prepare.ts
async function prepare(request) {
	const loaded = await load(request.pipe, request.folder, request.host);
	const { pipe, plan: planned, file, root, sealed } = loaded;
	const { given } = request;
	const inputs = pipe === void 0 ? ok([]) : resolveInputs(pipe.inputs, typeof given === "function" ? given(pipe.inputs) : given);
	const problems = [...loaded.problems, ...inputs.ok ? [] : inputs.error];
	if (problems.length > 0 || planned === void 0 || file === void 0 || !inputs.ok) return err({
		problems,
		sources: loaded.sources
	});
	const { maxParallel = planned.maxParallel, timeoutMs = planned.timeoutMs } = request;
	const limits = {
		maxParallel,
		...timeoutMs !== void 0 && { timeoutMs }
	};
	return ok({
		root,
		file,
		plan: {
			...planned,
			...limits
		},
		inputs: inputs.value,
		sealed
	});
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
	let next = new AbortController();
	const onSignal = (signal) => {
		const first = by === void 0;
		by ??= signal;
		told(signal, first);
		if (first) controller.abort();
		else hurry();
		next.abort(`it was ended by ${signal}`);
		next = new AbortController();
	};
	const names = Object.keys(SIGNAL_EXIT).filter((name) => name !== "SIGBREAK" || process.platform === "win32");
	for (const name of names) process.on(name, onSignal);
	return {
		signal: controller.signal,
		by: () => by,
		next: () => next.signal,
		release: () => {
			for (const name of names) process.off(name, onSignal);
		}
	};
}

// src/shell/toolkit.ts
const toolkit = () => import("./core.js");

// src/effects/runs.ts
function listRuns(folder) {
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
		const state = fold(events);
		return {
			runId,
			state,
			...problem !== void 0 && { problem },
			...state.status === "running" && liveness(runDir)
		};
	} catch {
		return {
			runId,
			problem: "no readable journal"
		};
	}
}
function readRunLeft(runDir, runId, tempDir) {
	const found = readRun(runDir, runId);
	if (found.state !== void 0) return {
		journalDir: runDir,
		found
	};
	const refuge = refugeOf(tempDir, runId);
	const kept = readRun(refuge, runId);
	return kept.state === void 0 ? {
		journalDir: runDir,
		found
	} : {
		journalDir: refuge,
		found: kept
	};
}
function liveness(runDir) {
	const holder = holderOf(runDir);
	return holder === "alive" || holder === "gone" ? { isLive: holder === "alive" } : {};
}
const tornWords = (torn) => torn === "" ? void 0 : `the last ${torn.length} characters of the journal are a torn line`;

// src/shell/console.ts
async function refuse({ problems, sources }, { err }) {
	const { renderProblems } = await import("./code-frame.js");
	err.write(renderProblems(problems, sources));
	err.write(`${problems.length} ${problems.length === 1 ? "problem" : "problems"}; nothing ran\n`);
	return EXIT.problem;
}

// src/effects/worktree.ts
async function makeWorktree(root, runId, host, commit) {
	const path = join(root, ".omne", "wt", runId);
	makeFolder(dirname(path));
	const again = commit === void 0 ? [] : ["--force"];
	const at = commit === void 0 ? [] : [commit];
	const started = await startProcess({
		file: "git",
		args: [
			"worktree",
			"add",
			"--detach",
			"--quiet",
			...again,
			path,
			...at
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
	ignoreAll(folder);
}

export { sha256Base64 as $, redactJson as $t, pastOf as A, countNodes as At, Journal as B, turns as Bt, siteOf as C, err as Cn, UNICODE as Ct, run as D, conclusionWords as Dt, recordedInputs as E, clip as Et, usageOf as F, nodeReason as Ft, createResults as G, templatesOf as Gt, readJournalText as H, withoutControls as Ht, readSecretKey as I, oneLine as It, headAt as J, createGrace as Jt, spoiltCaptures as K, usesAgent as Kt, secretsDigest as L, plural as Lt, fold as M, duration$1 as Mt, reduce as N, firstLine as Nt, isTruthy as O, conditionWords as Ot, closingFacts as P, isTopLevel as Pt, sha256 as Q, findProgram as Qt, holderOf as R, reusedWords as Rt, newRunId as S, readOwn as Sn, ASCII as St, hiddenInputs as T, byteSize as Tt, decodeJournal as U, childrenOf as Ut, readJournal as V, verdictWords as Vt, lineOf as W, plannedChildren as Wt, findGit as X, killLeftovers as Xt, headOf as Y, endProcess as Yt, runGit as Z, sweepRun as Zt, describeFault as _, tailBytes as _n, readYaml as _t, readRunLeft as a, entriesOf as an, stderr as at, exitCode as b, READ_PLANTED as bn, RETRIED_KINDS as bt, collectSecrets as c, isJsonMap as cn, systemClock as ct, load as d, quote as dn, createLineSplitter as dt, addUsage as en, decodeTime as et, createLog as f, errorWords as fn, neutraliseLine as ft, readEnds$1 as g, readTail as gn, resolveInputs as gt, hasBytes as h, openCapture as hn, parseGivenInputs as ht, readRun as i, parseJson as in, constantOf as it, verdict as j, countWords as jt, delayOf as k, cost as kt, usableSecrets as l, jsonText as ln, createRedactor as lt, absorbedFailures as m, giveRoom as mn, inputText as mt, refuse as n, split as nn, GATE_TIMEOUT_MS as nt, toolkit as o, fieldsOf as on, stdout as ot, paint as p, hostMissing as pn, neutraliseText as pt, captureFiles as q, startProcess as qt, listRuns as r, isTooDeep as rn, LEAF_TIMEOUT_MS as rt, listenForSignals as s, find as sn, wakeOptimiser as st, makeWorktree as t, suggest as tn, findRoot as tt, prepare as u, escapeUnsafe as un, latin1Of as ut, EXIT as v, writeFresh as vn, plainOf as vt, createJob as w, ok as wn, becauseWords as wt, conduct as x, openOwn as xn, parseDuration as xt, SIGNAL_EXIT as y, needFolders as yn, shownValue as yt, inheritLock as z, sawWords as zt };