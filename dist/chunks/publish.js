import { i as markUploaded, r as markSummarised } from "./env.js";
import { $ as ok, B as parseDuration, I as createLineSplitter, L as neutraliseLine, M as stdout, Q as err, V as suggest, d as outputsOf, f as renderProblems, k as verdictWords, p as describeProblem, u as summary, y as EXIT } from "./engine.js";
import { isAbsolute, join, relative } from "node:path";

// src/shell/actions-inputs.ts
const logModes = [
	"grouped",
	"stream",
	"quiet"
];
const artifactModes = [
	"always",
	"on-failure",
	"never"
];
const maxParallelLimit = 1e3;
const maxRetentionDays = 400;
function readActionRequest(env) {
	const mistakes = [];
	const reader = createReader(env, mistakes);
	const pipe = reader.text("pipe");
	if (pipe === void 0) mistakes.push("input `pipe` is required: the path or the name of a pipe");
	const request = {
		pipe: pipe ?? "",
		inputs: env[variable("inputs")] ?? "",
		workingDirectory: reader.text("working-directory") ?? ".",
		log: reader.choice("log", logModes),
		artifact: reader.choice("artifact", artifactModes),
		summary: reader.boolean("summary", true),
		...defined("maxParallel", reader.integer("max-parallel", maxParallelLimit)),
		...defined("timeoutMs", reader.duration("timeout")),
		...defined("artifactName", reader.artifactName("artifact-name")),
		...defined("retentionDays", reader.integer("retention-days", maxRetentionDays))
	};
	return mistakes.length === 0 ? ok(request) : err(mistakes);
}
const variable = (name) => `INPUT_${name.toUpperCase()}`;
const defined = (key, value) => value === void 0 ? {} : { [key]: value };
function createReader(env, mistakes) {
	const text = (name) => {
		const value = env[variable(name)]?.trim();
		return value === "" ? void 0 : value;
	};
	const refuse = (name, value, wanted) => {
		mistakes.push(`input \`${name}\` is ${JSON.stringify(value.slice(0, 80))}; it must be ${wanted}`);
	};
	return {
		text,
		choice: (name, options) => {
			const value = text(name);
			const found = value === void 0 ? options[0] : options.find((option) => option === value);
			if (found !== void 0) return found;
			const meant = suggest(value ?? "", options);
			const list = options.map((option) => `\`${option}\``).join(", ");
			refuse(name, value ?? "", `one of ${list}${meant === void 0 ? "" : `; did you mean \`${meant}\`?`}`);
			return options[0];
		},
		boolean: (name, otherwise) => {
			const value = text(name);
			if (value === void 0) return otherwise;
			if (/^(?:true|True|TRUE)$/.test(value)) return true;
			if (!/^(?:false|False|FALSE)$/.test(value)) refuse(name, value, "`true` or `false`");
			return false;
		},
		integer: (name, max) => {
			const value = text(name);
			if (value === void 0) return void 0;
			const number = /^\d{1,9}$/.test(value) ? Number(value) : 0;
			if (number >= 1 && number <= max) return number;
			refuse(name, value, `a whole number from 1 to ${max}`);
		},
		duration: (name) => {
			const value = text(name);
			if (value === void 0) return void 0;
			const ms = parseDuration(value);
			if (ms === void 0) refuse(name, value, "seconds as a number, or like `90s`, `10m`, `1h`, from 1 s to 24 h");
			return ms;
		},
		artifactName: (name) => {
			const value = text(name);
			if (value === void 0 || !/[":<>|*?\\/\x00-\x1f]/.test(value)) return value;
			refuse(name, value, "without `\"`, `:`, `<`, `>`, `|`, `*`, `?`, `\\`, `/` and line breaks");
		}
	};
}

// src/shell/toolkit.ts
const toolkit = () => import("./core.js");

// src/shell/publish.ts
async function publishRun(run) {
	const { state, site, asked, host } = run;
	const core = await toolkit();
	setOutputs(core, {
		...outputsOf(state),
		"run-dir": site.files.runDir,
		"events-file": site.files.events
	});
	if (asked.summary) {
		await writeSummary(core, summary(state, { plan: run.prepared.plan }));
		markSummarised(host);
	}
	if (state.reason !== "cancelled") await publishArtifact(core, run);
	if (state.status !== "completed") core.setFailed(neutraliseLine(`${state.pipe} ${verdictWords(state, "interrupted")}`));
}
async function publishArtifact(core, run) {
	const { state, site, asked, host, secrets } = run;
	const wanted = asked.artifact === "always" || asked.artifact === "on-failure" && state.status !== "completed";
	const { uploadRun } = await import("./upload2.js");
	const request = {
		runId: site.runId,
		runDir: site.files.runDir,
		pipe: state.pipe,
		asked,
		host,
		secrets
	};
	const outcome = wanted ? await uploadRun(request) : { status: "skipped" };
	markUploaded(host);
	setOutputs(core, artifactOutputs(outcome));
	tellArtifact(core, outcome, site.files.runDir);
}
function tellArtifact(core, outcome, runDir) {
	switch (outcome.status) {
		case "uploaded":
			core.info(`artifact: ${outcome.url ?? outcome.id}`);
			return;
		case "failed":
			core.warning(`the artifact was not uploaded: ${outcome.reason}; the run's files are in ${runDir}`);
			return;
		case "unsupported":
			core.warning(`this server takes no artifacts from @actions/artifact; the run's files are in ${runDir}`);
			return;
		case "skipped": return;
	}
}
const artifactOutputs = (outcome) => ({
	"artifact-status": outcome.status,
	"artifact-id": outcome.status === "uploaded" ? String(outcome.id) : "",
	"artifact-url": outcome.status === "uploaded" ? outcome.url ?? "" : "",
	"artifact-digest": outcome.status === "uploaded" ? outcome.digest ?? "" : ""
});
function setOutputs(core, outputs) {
	for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
}
async function writeSummary(core, text) {
	try {
		await core.summary.addRaw(text, true).write();
	} catch (error) {
		core.warning(`the job summary was not written: ${error.message}`);
	}
}
async function publishInvalid(mistakes) {
	const core = await toolkit();
	setOutputs(core, {
		status: "invalid",
		"exit-reason": "invalid",
		"artifact-status": "skipped"
	});
	for (const mistake of mistakes.slice(0, MAX_ANNOTATIONS)) core.error(mistake);
	core.setFailed(`${count(mistakes.length)} in the step's inputs; nothing ran`);
	return EXIT.problem;
}
const MAX_ANNOTATIONS = 9;
async function publishRefusal({ problems, sources }, root, host) {
	const core = await toolkit();
	setOutputs(core, {
		status: "invalid",
		"exit-reason": "invalid",
		"artifact-status": "skipped"
	});
	const lines = createLineSplitter();
	const text = renderProblems(problems, sources);
	stdout().write([...lines.push(text), ...lines.end()].map((line) => `${neutraliseLine(line)}\n`).join(""));
	for (const problem of problems.slice(0, MAX_ANNOTATIONS)) annotate(core, problem, {
		root,
		host
	});
	const more = problems.length - MAX_ANNOTATIONS;
	core.setFailed(`${count(problems.length)}; nothing ran${more > 0 ? ` (and ${more} more in the log)` : ""}`);
	return EXIT.problem;
}
const count = (n) => `${n} ${n === 1 ? "problem" : "problems"}`;
function annotate(core, problem, { root, host }) {
	const { place, file } = problem;
	core.error(neutraliseLine(describeProblem(problem)), {
		title: "omne: problem in the pipe",
		...file !== void 0 && { file: inWorkspace(isAbsolute(file) ? file : join(root, file), host) },
		...place !== void 0 && {
			startLine: place.line,
			startColumn: place.column
		}
	});
}
function inWorkspace(path, host) {
	const workspace = host.all["GITHUB_WORKSPACE"];
	const inside = workspace === void 0 ? path : relative(workspace, path);
	return inside.startsWith("..") ? path : inside.replaceAll("\\", "/");
}
async function publishFault(words) {
	const core = await toolkit();
	setOutputs(core, {
		status: "fault",
		"exit-reason": "fault"
	});
	core.setFailed(`fault: ${words}`);
}

export { tellArtifact as a, readActionRequest as c, publishRun as i, publishInvalid as n, writeSummary as o, publishRefusal as r, toolkit as s, publishFault as t };