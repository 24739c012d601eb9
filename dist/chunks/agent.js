import { $t as redactJson, Cn as err, Qt as findProgram, Xt as killLeftovers, Yt as endProcess, _n as tailBytes, en as addUsage, gn as readTail, hn as openCapture, mn as giveRoom, qt as startProcess, wn as ok } from "./engine.js";
import { n as validate, t as v4 } from "./agent2.js";
import { c as childEnvironment } from "./env.js";
import { closeSync, existsSync, fstatSync, readFileSync, readdirSync, statSync, writeSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { homedir } from "node:os";

// src/effects/agent-captures.ts
const tailReachBytes = 65536;
function openAgentCaptures(files, redactor, { nodeId, append }) {
	const paths = [
		"out",
		"err",
		"stream.jsonl"
	].map((stream) => files.capture(nodeId, stream));
	const fds = [];
	for (const path of paths) {
		const fd = openCapture(path, {
			append,
			within: files.runDir
		});
		if (!fd.ok) {
			fds.forEach(closeSync);
			return fd;
		}
		fds.push(fd.value);
	}
	return ok(captures({
		paths,
		fds
	}, redactor));
}
function captures({ paths, fds }, redactor) {
	const [out, stderr, stream] = fds;
	const [outPath, , streamPath] = paths;
	const redacted = redactor.stream();
	const whole = createWholeCharacters();
	let failure;
	const write = (fd, path, bytes) => {
		if (failure !== void 0) return;
		const written = writeWhole(fd, path, bytes);
		if (written.ok) return;
		failure = written.error;
		giveRoom(fd);
	};
	const writeText = (text) => {
		if (text !== "") write(out, outPath, Buffer.from(text, "utf8"));
	};
	return {
		stderr,
		raw: (bytes) => write(stream, streamPath, bytes),
		text: (text) => writeText(whole.push(redacted.push(text))),
		finish: () => writeText(whole.push(redacted.end()) + whole.end()),
		failure: () => failure,
		stderrTail: () => lastBytes(redactor.text(readTail(stderr, tailReachBytes))),
		close: () => fds.forEach(closeSync)
	};
}
function writeWhole(fd, path, bytes) {
	try {
		for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
		return ok(bytes.length);
	} catch (error) {
		return err({
			kind: "capture_failed",
			path,
			error: error instanceof Error ? error.message : String(error)
		});
	}
}
function markIteration(files, nodeId, iteration) {
	const options = {
		append: iteration !== 1,
		within: files.runDir
	};
	const path = files.capture(nodeId, "out");
	for (const stream of options.append ? [] : ["err", "stream.jsonl"]) {
		const emptied = openCapture(files.capture(nodeId, stream), options);
		if (!emptied.ok) return emptied.error;
		closeSync(emptied.value);
	}
	const fd = openCapture(path, options);
	if (!fd.ok) return fd.error;
	try {
		const written = writeWhole(fd.value, path, Buffer.from(`\n=== omne:iteration:${iteration} ===\n`));
		return written.ok ? fstatSync(fd.value).size : written.error;
	} finally {
		closeSync(fd.value);
	}
}
function createWholeCharacters() {
	let held = "";
	const push = (text) => {
		const joined = held + text;
		held = /[\uD800-\uDBFF]$/.test(joined) ? joined.slice(-1) : "";
		return held === "" ? joined : joined.slice(0, -1);
	};
	return {
		push,
		end: () => held
	};
}
function lastBytes(text) {
	const bytes = Buffer.from(text, "utf8");
	let from = Math.max(0, bytes.length - tailBytes);
	while (from < bytes.length && (bytes[from] & 192) === 128) from++;
	return bytes.toString("utf8", from);
}

// src/core/claude-outcome.ts
function createAccountant() {
	const tools = createToolLedger();
	let result;
	let usage;
	let sessionId;
	let said = false;
	let garbage = 0;
	const add = (signal) => {
		switch (signal.kind) {
			case "session":
				sessionId = signal.id;
				return;
			case "text":
				said ||= signal.text.trim() !== "";
				return;
			case "result":
				usage = addResult(usage, signal);
				result = signal;
				for (const denial of signal.denials) tools.deny(denial);
				return;
			case "garbage":
				garbage++;
				return;
			case "tool":
				tools.use(signal.useId, signal.name);
				return;
			case "tool_ok":
				tools.succeed(signal.useId);
				return;
			case "denied": tools.deny(signal);
		}
	};
	const account = () => ({
		said,
		garbage,
		denied: tools.denied(),
		...result !== void 0 && { result },
		...usage !== void 0 && { usage },
		...sessionId !== void 0 && { sessionId }
	});
	return {
		add,
		account
	};
}
function addResult(before, result) {
	const { turns, inputTokens, outputTokens, costUsd, totalCostUsd } = result;
	const sum = addUsage(before, {
		...turns !== void 0 && { turns },
		...inputTokens !== void 0 && { input_tokens: inputTokens },
		...outputTokens !== void 0 && { output_tokens: outputTokens },
		...costUsd !== void 0 && { cost_usd: costUsd }
	});
	return costUsd === void 0 && totalCostUsd !== void 0 ? {
		...sum,
		cost_usd: totalCostUsd
	} : sum;
}
function createToolLedger() {
	let now = 0;
	const uses = /* @__PURE__ */ new Map();
	const succeeded = /* @__PURE__ */ new Map();
	const refused = /* @__PURE__ */ new Map();
	return {
		use: (useId, tool) => {
			uses.set(useId, {
				tool,
				at: ++now
			});
		},
		succeed: (useId) => {
			const use = uses.get(useId);
			if (use) succeeded.set(use.tool, ++now);
		},
		deny: ({ tool, useId }) => {
			const use = useId === void 0 ? void 0 : uses.get(useId);
			refused.set(tool, Math.max(refused.get(tool) ?? 0, use?.at ?? ++now));
		},
		denied: () => [...refused].filter(([tool, at]) => at > (succeeded.get(tool) ?? 0)).map(([tool]) => tool)
	};
}
function classify(ending) {
	const { usage, sessionId, result } = ending.account;
	const failure = judge(ending);
	const structured = failure === void 0 ? result?.structured : void 0;
	return {
		...failure !== void 0 && { failure },
		...usage !== void 0 && { usage },
		...sessionId !== void 0 && { sessionId },
		...structured !== void 0 && { structured }
	};
}
function judge({ exit, lingered, account, stderrTail }) {
	const { result, said, denied } = account;
	const clean = exit.code === 0;
	if (!result && clean) return {
		kind: "agent_error",
		cause: "no_result",
		stderrTail
	};
	if (!result) return {
		kind: "crash",
		cause: "exit",
		exit,
		stderrTail
	};
	if (result.subtype === SCHEMA_MISSED) return {
		kind: "schema_invalid",
		errors: schemaErrors(result)
	};
	if (result.isError || result.subtype !== "success") return {
		kind: "agent_error",
		cause: "reported",
		detail: detail(result),
		exit: lingered ? {} : exit
	};
	if (!clean && !lingered) return {
		kind: "crash",
		cause: "exit",
		exit,
		stderrTail
	};
	if (isSilent(result, said)) return { kind: "no_output" };
	if (denied.length > 0) return {
		kind: "permission_denied",
		tools: denied
	};
}
const SCHEMA_MISSED = "error_max_structured_output_retries";
const MAX_ERRORS = 10;
function schemaErrors({ errors }) {
	const said = errors.map((error) => shorten(error.trim())).filter((error) => error !== "");
	return said.length === 0 ? ["the agent never gave one that does"] : said.slice(0, MAX_ERRORS);
}
function isSilent({ text, structured }, said) {
	if (structured !== void 0) return false;
	return text === void 0 ? !said : text.trim() === "";
}
const detailLength = 1e3;
function detail(result) {
	const { text, errors, subtype, apiStatus, terminalReason } = result;
	const said = shorten((text ?? "").trim() === "" ? errors.join("\n").trim() : text.trim());
	const names = [
		...subtype === "success" ? [] : [subtype === "" ? "no subtype" : subtype],
		...apiStatus === void 0 ? [] : [`api_error_status ${apiStatus}`],
		...terminalReason === void 0 ? [] : [`terminal_reason ${terminalReason}`]
	];
	if (names.length === 0) return said === "" ? "the agent reported an error" : said;
	return `${said === "" ? "the agent reported an error" : said} (${names.map(shorten).join(", ")})`;
}
function shorten(text) {
	if (text.length <= detailLength) return text;
	return `${text.slice(0, detailLength).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

// src/core/sentinel.ts
const blanks = /[^\S\uFEFF]*/y;
function createScanner(tokens) {
	const wanted = tokens.map(trimmed).filter((token) => token !== "");
	const longest = Math.max(0, ...wanted.map((token) => token.length));
	let message;
	let line = "";
	let spoilt = false;
	let hit;
	const add = (part) => {
		if (spoilt) return;
		const text = line === "" ? part.slice(afterBlanks(part, 0)) : part;
		const room = longest - line.length;
		line += text.slice(0, room);
		if (afterBlanks(text, room) < text.length) spoilt = true;
	};
	const close = () => {
		if (!spoilt) hit ??= wanted.find((token) => isLine(line, token));
		line = "";
		spoilt = false;
	};
	const feed = (messageId, text, cut = false) => {
		if (hit === void 0 && messageId !== message) close();
		message = messageId;
		for (let from = 0; hit === void 0 && from <= text.length;) {
			const newline = text.indexOf("\n", from);
			add(text.slice(from, newline < 0 ? text.length : newline));
			if (newline < 0) break;
			close();
			from = newline + 1;
		}
		if (cut) spoilt = true;
		return hit;
	};
	const end = () => {
		if (hit === void 0) close();
		message = void 0;
		return hit;
	};
	return {
		feed,
		end
	};
}
function afterBlanks(text, from) {
	blanks.lastIndex = Math.min(from, text.length);
	blanks.test(text);
	return blanks.lastIndex;
}
const isLine = (line, token) => line.startsWith(token) && afterBlanks(line, token.length) === line.length;
function trimmed(token) {
	let end = token.length;
	while (end > 0 && afterBlanks(token, end - 1) === end) end--;
	return token.slice(Math.min(afterBlanks(token, 0), end), end);
}

// src/effects/line-splitter.ts
const newline = 10;
function createLineSplitter(reader, maxBytes) {
	let parts = [];
	let size = 0;
	let skipping = false;
	const keep = (part) => {
		if (skipping || part.length === 0) return;
		size += part.length;
		if (size <= maxBytes) {
			parts.push(part);
			return;
		}
		skipping = true;
		parts = [];
		reader.tooLong();
	};
	const flush = () => {
		const line = skipping ? void 0 : Buffer.concat(parts, size).toString("utf8");
		parts = [];
		size = 0;
		skipping = false;
		if (line !== void 0) reader.line(line);
	};
	const push = (chunk) => {
		let from = 0;
		for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
			keep(chunk.subarray(from, at));
			flush();
			from = at + 1;
		}
		keep(chunk.subarray(from));
	};
	const end = () => {
		if (size > 0) flush();
	};
	return {
		push,
		end
	};
}

// src/effects/agent-listener.ts
const blocked = "BLOCKED";
function createAgentListener(request, captures) {
	const { parseLine, until, maxLineBytes, redactor } = request;
	const scanner = createScanner(until === void 0 ? [blocked] : [blocked, until]);
	const accountant = createAccountant();
	let hit;
	let done = false;
	let closed = false;
	let broken;
	let openLine;
	const write = (messageId, text) => {
		if (text === "") return;
		if (openLine !== void 0 && openLine !== messageId) captures.text("\n");
		captures.text(text);
		openLine = text.endsWith("\n") ? void 0 : messageId;
	};
	const hear = (signal) => {
		switch (signal.kind) {
			case "result":
				hit ??= scanner.end();
				done = true;
				return accountant.add(redactResult(signal, redactor));
			case "text":
				done = false;
				if (hit !== void 0) return;
				write(signal.messageId, signal.text);
				hit = scanner.feed(signal.messageId, signal.text, signal.cut);
				return accountant.add(signal);
			case "session":
			case "tool":
				done = false;
				return accountant.add(signal);
			case "tool_ok":
			case "denied":
			case "garbage": return accountant.add(signal);
		}
	};
	const guarded = (work) => {
		try {
			work();
		} catch (error) {
			broken ??= error instanceof Error ? error.message : String(error);
		}
	};
	const lines = createLineSplitter({
		line: (line) => {
			if (closed) return;
			for (const signal of parseLine(line)) hear(signal);
		},
		tooLong: () => accountant.add({ kind: "garbage" })
	}, maxLineBytes);
	return {
		take: (bytes) => {
			captures.raw(bytes);
			guarded(() => lines.push(bytes));
		},
		end: () => {
			guarded(lines.end);
			if (!closed) hit ??= scanner.end();
			captures.finish();
		},
		close: () => {
			closed = true;
		},
		sentinel: () => hit === void 0 ? void 0 : hit === blocked ? "blocked" : "until",
		isDone: () => done,
		account: accountant.account,
		broken: () => broken
	};
}
function redactResult(signal, redactor) {
	return {
		...signal,
		errors: signal.errors.map(redactor.text),
		...signal.text !== void 0 && { text: redactor.text(signal.text) },
		...signal.structured !== void 0 && { structured: redactJson(signal.structured, redactor) }
	};
}

// src/effects/agent-program.ts
function findAgent(name, env) {
	const file = findProgram(name, env);
	if (file === void 0 || !/\.(?:cmd|bat)$/i.test(file)) return file === void 0 ? void 0 : {
		file,
		args: []
	};
	const target = shimTarget(file);
	if (target === void 0 || /\.exe$/i.test(target)) return {
		file: target ?? file,
		args: []
	};
	return {
		file: findProgram("node", env) ?? process.execPath,
		args: [target]
	};
}
function shimTarget(shim) {
	try {
		const last = [...readFileSync(shim, "utf8").matchAll(/"%(?:~dp0|dp0%)[\\/]?([^"%]+\.(?:exe|[cm]?js))"/gi)].at(-1)?.[1];
		return last === void 0 ? void 0 : resolve(dirname(shim), last.replaceAll("\\", "/"));
	} catch {
		return;
	}
}

// src/core/claude-stream.ts
function parseClaudeLine(line) {
	if (line.trim() === "") return [];
	const value = parseObject(line);
	if (!value) return [{ kind: "garbage" }];
	switch (value["type"]) {
		case "system": return system(value);
		case "conversation_reset": return session(value["new_conversation_id"]);
		case "assistant": return assistant(value);
		case "user": return toolResults(value);
		case "result": return [...session(value["session_id"]), result(value)];
		default: return [];
	}
}
function parseObject(line) {
	try {
		return object(JSON.parse(line));
	} catch {
		return;
	}
}
function system(value) {
	if (value["subtype"] === "init") return session(value["session_id"]);
	if (value["subtype"] !== "permission_denied") return [];
	return denials([value]).map((denial) => ({
		kind: "denied",
		...denial
	}));
}
function session(id) {
	return typeof id === "string" && id !== "" ? [{
		kind: "session",
		id
	}] : [];
}
function assistant(value) {
	const message = object(value["message"]);
	const messageId = string(message?.["id"]) ?? "";
	const isOwn = (value["parent_tool_use_id"] ?? null) === null;
	const cut = value["aborted"] === true;
	return blocks(message).flatMap((block) => {
		const { type, text, id, name } = block;
		if (type === "text" && typeof text === "string") return isOwn ? [{
			kind: "text",
			messageId,
			text,
			cut
		}] : [];
		if (type !== "tool_use" || typeof id !== "string" || typeof name !== "string") return [];
		return [{
			kind: "tool",
			useId: id,
			name
		}];
	});
}
function toolResults(value) {
	return blocks(object(value["message"])).flatMap((block) => {
		const useId = block["tool_use_id"];
		if (block["type"] !== "tool_result" || typeof useId !== "string" || block["is_error"] === true) return [];
		return [{
			kind: "tool_ok",
			useId
		}];
	});
}
function result(value) {
	const models = object(value["model_usage_since_last_result"]);
	const spent = models && Object.values(models).map((model) => object(model) ?? {});
	const tokens = countTokens(object(value["usage"]), spent ?? []);
	const costUsd = costOf(spent, tokens);
	const text = string(value["result"]);
	const structured = value["structured_output"];
	const terminalReason = string(value["terminal_reason"]);
	const apiStatus = number(value["api_error_status"]);
	const turns = number(value["num_turns"]);
	const totalCostUsd = number(value["total_cost_usd"]);
	return {
		kind: "result",
		isError: value["is_error"] === true,
		subtype: string(value["subtype"]) ?? "",
		errors: list(value["errors"]).filter((error) => typeof error === "string"),
		denials: denials(list(value["permission_denials"])),
		...text !== void 0 && { text },
		...structured !== void 0 && structured !== null && { structured },
		...terminalReason !== void 0 && { terminalReason },
		...apiStatus !== void 0 && { apiStatus },
		...turns !== void 0 && { turns },
		...tokens,
		...costUsd !== void 0 && { costUsd },
		...totalCostUsd !== void 0 && { totalCostUsd }
	};
}
function countTokens(usage, spent) {
	const inputTokens = number(usage?.["input_tokens"]);
	const outputTokens = number(usage?.["output_tokens"]);
	if ((inputTokens ?? 0) + (outputTokens ?? 0) === 0 && spent.length > 0) return {
		inputTokens: total(spent, "inputTokens"),
		outputTokens: total(spent, "outputTokens")
	};
	return {
		...inputTokens !== void 0 && { inputTokens },
		...outputTokens !== void 0 && { outputTokens }
	};
}
function costOf(spent, tokens) {
	if (!spent) return void 0;
	const used = (tokens.inputTokens ?? 0) + (tokens.outputTokens ?? 0) > 0;
	return spent.length === 0 && used ? void 0 : total(spent, "costUSD");
}
const total = (spent, field) => spent.reduce((sum, model) => sum + (number(model[field]) ?? 0), 0);
function denials(values) {
	return values.flatMap((value) => {
		const { tool_name: tool, tool_use_id: useId } = object(value) ?? {};
		if (typeof tool !== "string") return [];
		return [{
			tool,
			...typeof useId === "string" && { useId }
		}];
	});
}
const blocks = (message) => list(message?.["content"]).map(object).filter((block) => block !== void 0);
const list = (value) => Array.isArray(value) ? value : [];
const object = (value) => typeof value === "object" && value !== null && !Array.isArray(value) ? value : void 0;
const string = (value) => typeof value === "string" ? value : void 0;
const number = (value) => typeof value === "number" && Number.isFinite(value) ? value : void 0;

// src/effects/claude.ts
const claude = {
	program: "claude",
	args: ({ model, allowedTools, session, schema }) => [
		"-p",
		...[
			"--output-format",
			"stream-json",
			"--verbose"
		],
		...model === void 0 ? [] : ["--model", model],
		...allowedTools.length === 0 ? [] : ["--allowedTools", allowedTools.join(",")],
		...schema === void 0 ? [] : ["--json-schema", JSON.stringify(schema)],
		...sessionArgs(session)
	],
	env: { CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: "1" },
	parseLine: parseClaudeLine,
	classify,
	newSessionId: () => v4(),
	hasSession: hasClaudeSession,
	capabilities: {
		choosesSessionId: true,
		cost: true,
		schema: true,
		reportsOnInterrupt: true
	}
};
function hasClaudeSession(id, env) {
	if (!validate(id)) return false;
	const home = env["CLAUDE_CONFIG_DIR"] || join(env["HOME"] || homedir(), ".claude");
	const projects = join(home, "projects");
	try {
		return readdirSync(projects).some((project) => isConversation(join(projects, project, `${id}.jsonl`)));
	} catch {
		return false;
	}
}
function isConversation(path) {
	try {
		const stat = statSync(path, { throwIfNoEntry: false });
		return stat?.isFile() === true && stat.size > 0;
	} catch {
		return false;
	}
}
function sessionArgs(session) {
	switch (session.kind) {
		case "none": return [];
		case "start": return ["--session-id", session.id];
		case "resume": return ["--resume", session.id];
	}
}

// src/effects/agent.ts
const defaults = {
	program: claude,
	lingerMs: 1e4,
	drainMs: 2e3,
	maxLineBytes: 16777216
};
const lateDrainMs = 250;
function createAgent(context, options = {}) {
	const settings = {
		...defaults,
		...options
	};
	return {
		call: (request, signal) => call({
			context,
			settings
		}, request, signal),
		newSessionId: settings.program.newSessionId,
		mark: (nodeId, iteration) => markIteration(context.files, nodeId, iteration),
		hasSession: (id) => settings.program.hasSession(id, context.host.guarded)
	};
}
async function call({ context, settings }, request, signal) {
	if (signal.aborted) return { failure: { kind: "cancelled" } };
	const { nodeId } = request;
	const append = request.capture === "append";
	const opened = openAgentCaptures(context.files, context.redactor, {
		nodeId,
		append
	});
	if (!opened.ok) return { failure: opened.error };
	const captures = opened.value;
	try {
		const started = await start({
			context,
			settings
		}, request, captures);
		if (!started.ok) return { failure: started.error };
		const { program, maxLineBytes } = settings;
		const { parseLine } = program;
		const { redactor } = context;
		const listener = createAgentListener({
			parseLine,
			until: request.until,
			maxLineBytes,
			redactor
		}, captures);
		return reply(await new Conversation(started.value, listener, {
			...settings,
			end: (gentle) => endProcess(started.value, {
				gentle,
				marker: {
					runId: context.runId,
					nodeId
				},
				grace: context.grace
			}),
			isLost: () => captures.failure() !== void 0
		}).over(signal), {
			listener,
			captures,
			program
		});
	} finally {
		captures.close();
	}
}
async function start({ context, settings }, request, captures) {
	const { program } = settings;
	const env = childEnvironment(context, request, "agent", program.env);
	const missing = {
		kind: "host_missing",
		program: program.program
	};
	const found = findAgent(program.program, env);
	if (!found) return err(missing);
	const started = await startProcess({
		file: found.file,
		args: [...found.args, ...program.args(request)],
		cwd: context.files.worktree,
		env,
		stdin: request.prompt,
		stdout: "pipe",
		stderr: captures.stderr
	});
	if (started.ok) return ok(started.process);
	if (started.code === "ENOENT" && !existsSync(found.file)) return err(missing);
	return err({
		kind: "crash",
		cause: "spawn",
		error: started.error
	});
}
var Conversation = class {
	#process;
	#listener;
	#means;
	#ladder;
	#climbed = () => {};
	#ending = false;
	#exited = false;
	#lingered = false;
	#linger;
	#readError;
	constructor(process, listener, means) {
		this.#process = process;
		this.#listener = listener;
		this.#means = means;
		this.#ladder = new Promise((resolve) => {
			this.#climbed = resolve;
		});
	}
	async over(signal) {
		const { stdout, exited, pid } = this.#process;
		const closed = stdout ? this.#listen(stdout) : Promise.resolve();
		const abort = () => this.#end(true);
		signal.addEventListener("abort", abort, { once: true });
		if (signal.aborted) abort();
		await Promise.race([exited, this.#ladder]);
		this.#exited = true;
		clearTimeout(this.#linger);
		if (this.#ending) await this.#ladder;
		else killLeftovers(pid);
		await waitAtMost(this.#ending ? lateDrainMs : this.#means.drainMs, closed, signal);
		signal.removeEventListener("abort", abort);
		stdout?.removeAllListeners("data").destroy();
		this.#listener.end();
		return {
			exit: await Promise.race([exited, Promise.resolve().then(() => ({ signal: "SIGKILL" }))]),
			lingered: this.#lingered,
			...this.#readError !== void 0 && { readError: this.#readError }
		};
	}
	#listen(stdout) {
		stdout.on("data", (bytes) => {
			this.#listener.take(bytes);
			this.#react();
		});
		return new Promise((resolve) => {
			stdout.on("error", (error) => {
				this.#readError = error.message;
				resolve();
			});
			stdout.once("close", resolve);
		});
	}
	#react() {
		if (this.#exited || this.#ending) return;
		if (this.#means.isLost() || this.#listener.broken() !== void 0) this.#end(true);
		else if (this.#listener.isDone()) this.#linger ??= setTimeout(() => this.#dismiss(), this.#means.lingerMs);
		else this.#carryOn();
	}
	#carryOn() {
		clearTimeout(this.#linger);
		this.#linger = void 0;
		if (this.#listener.sentinel() !== void 0) this.#end(true);
	}
	#dismiss() {
		if (this.#ending || this.#exited) return;
		this.#lingered = true;
		this.#listener.close();
		this.#end(false);
	}
	#end(gentle) {
		if (this.#ending || this.#exited) return;
		this.#ending = true;
		clearTimeout(this.#linger);
		this.#means.end(gentle).then(this.#climbed, this.#climbed);
	}
};
function reply(ended, { listener, captures, program }) {
	const account = listener.account();
	const { usage, sessionId } = account;
	const known = {
		...usage !== void 0 && { usage },
		...sessionId !== void 0 && { sessionId }
	};
	const lost = captures.failure();
	if (lost) return {
		...known,
		failure: lost
	};
	const sentinel = listener.sentinel();
	if (sentinel !== void 0) return {
		...known,
		sentinel
	};
	const stderrTail = captures.stderrTail();
	const error = listener.broken() ?? ended.readError;
	if (error !== void 0) return {
		...known,
		failure: {
			kind: "crash",
			cause: "stream",
			error,
			stderrTail
		}
	};
	return program.classify({
		exit: ended.exit,
		lingered: ended.lingered,
		account,
		stderrTail
	});
}
function waitAtMost(ms, closed, signal) {
	return new Promise((resolve) => {
		const done = () => {
			clearTimeout(timer);
			signal.removeEventListener("abort", hurry);
			resolve();
		};
		const hurry = () => {
			clearTimeout(timer);
			timer = setTimeout(done, lateDrainMs);
		};
		let timer = setTimeout(done, ms);
		signal.addEventListener("abort", hurry, { once: true });
		closed.then(done);
	});
}

export { parseClaudeLine as n, createAgent as t };