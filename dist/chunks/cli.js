import { u as snapshotEnvironment } from "./env.js";
import { Cn as err, _ as describeFault, at as stderr, d as load, n as refuse, ot as stdout, tn as suggest, v as EXIT, wn as ok, xt as parseDuration } from "./engine.js";
import { r as runCommand$1 } from "./cli-run.js";
import { t as VERSION } from "./version.js";

// src/shell/flags-explain.ts
function readExplain(rest) {
	const flag = rest.find((value) => value.startsWith("-"));
	if (flag !== void 0) return err(`unknown option \`${flag}\``);
	const [first, second, ...more] = rest;
	if (first === void 0 || more.length > 0) return err("explain needs one node, of the newest run, or a run and one of its nodes");
	return ok(second === void 0 ? {
		kind: "explain",
		node: first
	} : {
		kind: "explain",
		run: first,
		node: second
	});
}

// src/shell/flags-init.ts
const { parseArgs: parseArgs$2 } = process.getBuiltinModule("node:util");
const TEMPLATES = ["gate", "fix-loop"];
function readInit(rest) {
	try {
		const { values, positionals } = parseArgs$2({
			args: [...rest],
			options: { template: {
				type: "string",
				default: "gate"
			} },
			allowPositionals: true,
			strict: true
		});
		const [folder = ".", ...more] = positionals;
		if (more.length > 0) return err("init takes one folder");
		const template = TEMPLATES.find((name) => name === values.template);
		if (template !== void 0) return ok({
			kind: "init",
			template,
			folder
		});
		const meant = suggest(values.template, TEMPLATES);
		const hint = meant === void 0 ? "" : `; did you mean ${meant}?`;
		return err(`--template ${values.template}: ${TEMPLATES.join(" or ")}${hint}`);
	} catch (error) {
		return err(error.message);
	}
}

// src/shell/flags-report.ts
const { parseArgs: parseArgs$1 } = process.getBuiltinModule("node:util");
function readReport(rest) {
	try {
		const { values, positionals } = parseArgs$1({
			args: [...rest],
			options: { output: {
				type: "string",
				short: "o"
			} },
			allowPositionals: true,
			strict: true
		});
		const [run, ...more] = positionals;
		if (run === void 0 || more.length > 0) return err("report needs one run: its id or its folder");
		return ok({
			kind: "report",
			run,
			...values.output !== void 0 && { output: values.output }
		});
	} catch (error) {
		return err(error.message);
	}
}

// src/shell/flags.ts
const { parseArgs } = process.getBuiltinModule("node:util");
const COMMANDS = [
	"run",
	"resume",
	"validate",
	"report",
	"plan",
	"graph",
	"status",
	"explain",
	"verify",
	"init",
	"help",
	"version"
];
function parseFlags(argv) {
	const [name, ...rest] = argv;
	if (name === void 0 || name === "--help" || name === "-h") return ok({ kind: "help" });
	if (COMMANDS.some((command) => command === name) && (rest.includes("--help") || rest.includes("-h"))) return ok({ kind: "help" });
	switch (name) {
		case "run": return runCommand(rest);
		case "resume": return resumeCommand(rest);
		case "validate": return rest.length === 0 ? err("validate needs at least one pipe") : positional(rest, (pipes) => ({
			kind: "validate",
			pipes
		}));
		case "plan": return planCommand(rest);
		case "report": return readReport(rest);
		case "graph": return one(rest, "graph needs one pipe", (pipe) => ({
			kind: "graph",
			pipe
		}));
		case "status": return rest.length === 0 ? ok({ kind: "status" }) : one(rest, "status takes one run", (run) => ({
			kind: "status",
			run
		}));
		case "explain": return readExplain(rest);
		case "verify": return one(rest, "verify needs one run: its id, its folder or its journal", (run) => ({
			kind: "verify",
			run
		}));
		case "init": return readInit(rest);
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
const CONDUCT_OPTIONS = {
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
	json: { type: "boolean" },
	fsync: { type: "string" }
};
const RUN_OPTIONS = {
	...CONDUCT_OPTIONS,
	worktree: { type: "boolean" }
};
const RESUME_OPTIONS = {
	...CONDUCT_OPTIONS,
	"dry-run": { type: "boolean" },
	"trust-worktree": { type: "boolean" }
};
function runCommand(rest) {
	const parsed = attempt(() => parseArgs({
		args: [...rest],
		options: RUN_OPTIONS,
		allowPositionals: true,
		strict: true
	}));
	if (!parsed.ok) return parsed;
	const { values, positionals } = parsed.value;
	const [pipe] = positionals;
	if (pipe === void 0 || positionals.length > 1) return err("run needs one pipe: a path or a name");
	const common = conductOptions(values);
	if (!common.ok) return common;
	return ok({
		kind: "run",
		pipe,
		...common.value,
		worktree: values.worktree ?? false
	});
}
function resumeCommand(rest) {
	const parsed = attempt(() => parseArgs({
		args: [...rest],
		options: RESUME_OPTIONS,
		allowPositionals: true,
		strict: true
	}));
	if (!parsed.ok) return parsed;
	const { values, positionals } = parsed.value;
	const [run] = positionals;
	if (run === void 0 || positionals.length > 1) return err("resume needs one run: its id or its folder");
	const common = conductOptions(values);
	if (!common.ok) return common;
	const dryRun = values["dry-run"] ?? false;
	return ok({
		kind: "resume",
		run,
		...common.value,
		dryRun,
		trustWorktree: values["trust-worktree"] ?? false
	});
}
function conductOptions(values) {
	const given = givenInputs(values.input ?? []);
	if (!given.ok) return given;
	const maxParallel = values["max-parallel"] === void 0 ? ok(void 0) : wholeNumber(values["max-parallel"]);
	if (!maxParallel.ok) return maxParallel;
	const timeoutMs = values.timeout === void 0 ? ok(void 0) : duration(values.timeout);
	if (!timeoutMs.ok) return timeoutMs;
	const log = logMode(values.log ?? "grouped");
	if (!log.ok) return log;
	const fsync = fsyncMode(values.fsync ?? "auto");
	if (!fsync.ok) return fsync;
	return ok({
		given: given.value,
		...maxParallel.value !== void 0 && { maxParallel: maxParallel.value },
		...timeoutMs.value !== void 0 && { timeoutMs: timeoutMs.value },
		log: log.value,
		json: values.json ?? false,
		fsync: fsync.value
	});
}
const PLAN_OPTIONS = {
	input: CONDUCT_OPTIONS.input,
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
function fsyncMode(text) {
	return text === "auto" || text === "always" ? ok(text) : err(`--fsync ${text}: auto or always`);
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
		case "resume": {
			const { resumeCommand } = await import("./cli-resume.js");
			return await resumeCommand(command, console);
		}
		case "validate": return await validate(command.pipes, console);
		case "plan": {
			const { planCommand } = await import("./cli-plan.js");
			return await planCommand(command, console);
		}
		case "report": {
			const { reportCommand } = await import("./cli-report.js");
			return await reportCommand(command, console);
		}
		case "graph": return await graph(command.pipe, console);
		case "status": {
			const { statusCommand } = await import("./cli-status.js");
			return statusCommand(command.run, console);
		}
		case "explain": {
			const { explainCommand } = await import("./cli-explain.js");
			return explainCommand(command, console);
		}
		case "verify": {
			const { verifyCommand } = await import("./cli-verify.js");
			return verifyCommand(command.run, console);
		}
		case "init": {
			const { initCommand } = await import("./cli-init.js");
			return initCommand(command, console);
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
	const { mermaid } = await import("./mermaid2.js");
	console.out.write(mermaid(loaded.plan));
	return EXIT.completed;
}

export { main };