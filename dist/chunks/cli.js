import { c as snapshotEnvironment } from "./env.js";
import { $ as ok, B as parseDuration, M as stdout, Q as err, V as suggest, j as stderr, m as load, t as mermaid, v as describeFault, y as EXIT } from "./engine.js";
import { t as refuse } from "./console.js";
import { t as VERSION } from "./version.js";
import { parseArgs } from "node:util";

// src/shell/flags.ts
const COMMANDS = [
	"run",
	"validate",
	"graph",
	"status",
	"help",
	"version"
];
function parseFlags(argv) {
	const [name, ...rest] = argv;
	if (name === void 0 || name === "--help" || name === "-h") return ok({ kind: "help" });
	if (rest.includes("--help") || rest.includes("-h")) return ok({
		kind: "help",
		topic: name
	});
	switch (name) {
		case "run": return runCommand(rest);
		case "validate": return rest.length === 0 ? err("validate needs at least one pipe") : positional(rest, (pipes) => ({
			kind: "validate",
			pipes
		}));
		case "graph": return one(rest, "graph needs one pipe", (pipe) => ({
			kind: "graph",
			pipe
		}));
		case "status": return rest.length === 0 ? ok({ kind: "status" }) : one(rest, "status takes one run", (run) => ({
			kind: "status",
			run
		}));
		case "help": return ok({
			kind: "help",
			...rest[0] !== void 0 && { topic: rest[0] }
		});
		case "version":
		case "--version":
		case "-V": return ok({ kind: "version" });
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
const readRaw = (rest) => parseArgs({
	args: [...rest],
	options: RUN_OPTIONS,
	allowPositionals: true,
	strict: true
});
function readRunOptions(rest) {
	try {
		return ok(readRaw(rest));
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
function duration(text) {
	const ms = parseDuration(text);
	return ms === void 0 ? err(`--timeout ${text}: 1 s to 24 h, as 90, 90s, 10m or 1h`) : ok(ms);
}
function logMode(text) {
	if (text === "grouped" || text === "stream" || text === "quiet") return ok(text);
	return err(`--log ${text}: grouped, stream or quiet`);
}

// src/shell/help.ts
const HELP = `omne: run pipes, DAGs of bash nodes, AI nodes and loops with gates

  omne run <pipe>            run a pipe: a path, or a name in .omne/pipes, .omne/dist/pipes, .github/pipes
      -i, --input k=v        give an input; once for each
      -j, --max-parallel N   nodes at a time, 1 to 1000 (the pipe's own, else 4)
          --timeout D        budget of the whole run: 90, 90s, 10m, 1h
          --log MODE         grouped (default), stream or quiet
          --worktree         run in a detached git worktree of HEAD at .omne/wt/<run id>
          --json             print the journal's events as they come, and nothing else
  omne validate <pipe>...    check pipes without running them
  omne graph <pipe>          print the pipe as a Mermaid flowchart
  omne status [run]          all runs here, or the nodes of one
  omne version               print the version

exit codes: 0 completed, 1 aborted, 2 problem (nothing ran), 70 fault of omne or the machine,
129/130/143 cancelled by SIGHUP/SIGINT/SIGTERM
`;

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
		case "run": {
			const { runCommand } = await import("./cli-run.js");
			return await runCommand(command, console);
		}
		case "validate": return validate(command.pipes, console);
		case "graph": return graph(command.pipe, console);
		case "status": {
			const { statusCommand } = await import("./cli-status.js");
			return statusCommand(command.run, console);
		}
		case "help":
			console.out.write(HELP);
			return EXIT.completed;
		case "version":
			console.out.write(`${VERSION}\n`);
			return EXIT.completed;
	}
}
function validate(pipes, console) {
	let code = EXIT.completed;
	for (const asked of pipes) {
		const loaded = load(asked, console.folder);
		if (loaded.problems.length > 0) {
			refuse(loaded, console);
			code = EXIT.problem;
			continue;
		}
		const nodes = loaded.plan?.nodes.length ?? 0;
		console.out.write(`${loaded.file?.name ?? asked}: valid, ${nodes} ${nodes === 1 ? "node" : "nodes"}\n`);
	}
	return code;
}
function graph(asked, console) {
	const loaded = load(asked, console.folder);
	if (loaded.plan === void 0) return refuse(loaded, console);
	console.out.write(mermaid(loaded.plan));
	return EXIT.completed;
}

export { main };