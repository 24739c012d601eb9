import { Cn as err, tn as suggest, wn as ok, xt as parseDuration } from "./engine.js";

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
		...defined("retentionDays", reader.integer("retention-days", maxRetentionDays)),
		...defined("resumeFrom", resumeFrom(reader.text("resume-from"))),
		...defined("token", reader.text("token"))
	};
	if (request.resumeFrom?.kind === "workflow-run" && request.token === void 0) mistakes.push(NEEDS_TOKEN);
	return mistakes.length === 0 ? ok(request) : err(mistakes);
}
const NEEDS_TOKEN = "input `resume-from` names another workflow run: `token` must be given as well, such as `github.token`, with `permissions: actions: read`";
function resumeFrom(text) {
	if (text === void 0) return void 0;
	if (text === "last-attempt") return { kind: "last-attempt" };
	const [, id, artifact] = /^(\d{1,15})(?:\/(.+))?$/.exec(text) ?? [];
	if (id === void 0) return {
		kind: "folder",
		path: text
	};
	return {
		kind: "workflow-run",
		id: Number(id),
		...artifact !== void 0 && { artifact }
	};
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

export { readActionRequest as t };