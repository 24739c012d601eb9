import { dn as quote, pn as hostMissing, un as escapeUnsafe } from "./engine.js";

// src/core/problem-words.ts
const didYouMean = (suggestion) => suggestion === void 0 ? "" : `; did you mean ${quote(suggestion)}?`;
const FEATURES = {
	alias: "YAML aliases (`*name`) are not allowed in a pipe; write the value out, or quote a text that begins with `*`",
	anchor: "YAML anchors (`&name`) are not allowed in a pipe; write the value out, or quote a text that begins with `&`",
	tag: "YAML tags (`!name`) are not allowed in a pipe; leave it out, or quote a text that begins with `!`",
	directive: "YAML directives (`%…`) are not allowed in a pipe; leave the line out",
	merge_key: "YAML merge keys (`<<`) are not allowed in a pipe; write the keys out",
	complex_key: "a key must be a plain text; write `key: value`",
	several_documents: "a pipe is one YAML document; leave out everything from the second `---` on",
	control_character: "control characters are not allowed in a pipe; leave it out, or write it as `\"\\e\"` in double quotes"
};
const SEARCHED = (searched) => searched.map((path) => `\n  ${path}`).join("");
const mebibytes = (bytes) => `${bytes / 1048576} MiB`;
const FILE_WORDS = {
	pipe_not_found: ({ asked, searched }) => `pipe ${quote(asked)} not found; looked for${SEARCHED(searched)}`,
	unreadable_pipe: ({ path, reason }) => `pipe ${quote(path)} cannot be read: ${reason}`,
	unreadable_command: ({ path, reason }) => `command file ${quote(path)} cannot be read: ${reason}`,
	unreadable_stubs: ({ path, reason }) => `stub file ${quote(path)} cannot be read: ${reason}`,
	unknown_extension: () => "a pipe file ends in `.md`, `.yml` or `.yaml`; rename it",
	empty_file: () => "the pipe is empty; write at least `name`, `version: 1` and `nodes`",
	frontmatter_missing: () => "the file has no frontmatter; begin it with a line `---`, the pipe in YAML, and another line `---`",
	frontmatter_late: () => "text before the frontmatter; `---` must be the first line of the file, move the text below the closing `---`",
	frontmatter_unterminated: () => "the frontmatter never ends; close it with a line `---`",
	yaml_syntax: ({ message }) => `not valid YAML: ${message}`,
	yaml_feature: ({ feature }) => FEATURES[feature],
	yaml_limit: ({ limit, max }) => {
		if (limit === "size") return `the pipe is larger than ${mebibytes(max)}; make it smaller`;
		if (limit === "tokens") return `the pipe has more than ${max} YAML tokens; make it smaller`;
		return `nested deeper than ${max} levels; flatten it`;
	},
	duplicate_key: ({ key, firstLine }) => `key ${quote(key)} is given twice, first in line ${firstLine}; keep one`,
	more_problems: ({ count }) => `and ${count} more ${count === 1 ? "problem" : "problems"} like these`
};
const PLAN_WORDS = {
	empty_nodes: () => "a pipe needs at least one node",
	duplicate_id: ({ id, first, firstLine }) => {
		const where = firstLine === void 0 ? "" : ` in line ${firstLine}`;
		if (id === first) return `two nodes have the id ${quote(id)}, the first${where || " above"}; rename one`;
		return `node ids ${quote(id)} and ${quote(first)}${where} differ only in case; rename one`;
	},
	unknown_dependency: ({ node, missing, suggestion }) => `node ${quote(node)} depends on ${quote(missing)}, which is no node${didYouMean(suggestion)}`,
	duplicate_dependency: ({ node, dependency }) => `node ${quote(node)} depends on ${quote(dependency)} twice; leave one out`,
	cycle: ({ path }) => `nodes depend on each other in a circle: ${cyclePath(path)}; break it`,
	trigger_without_dependencies: ({ node, rule }) => `node ${quote(node)} has \`trigger_rule: ${rule}\` but no \`depends_on\`; give it dependencies or leave the rule out`,
	unknown_command: ({ node, name, searched }) => `node ${quote(node)} runs command ${quote(name)}, which has no file; looked for${SEARCHED(searched)}`,
	hook_missing: ({ node, path }) => `node ${quote(node)}: gate hook ${path} missing at dispatch time; create it`,
	hook_outside: ({ node, gate, directory, path }) => `node ${quote(node)}: gate \`${gate}\` resolves outside ${directory}: ${path}; put the hook itself there`,
	hook_unusable: ({ node, path, reason }) => `node ${quote(node)}: gate hook ${path} cannot be used: ${reason}`,
	host_missing: ({ program, node }) => `${hostMissing(program)}; node ${quote(node)} needs it`,
	unusable_schema: ({ node, reason }) => `the \`output_schema\` of node ${quote(node)} cannot be used: ${reason}`,
	include_cycle: ({ files }) => `pipes include each other in a circle: ${cyclePath(files)}; break it`,
	include_outside: ({ path }) => `pipe ${quote(path)} lies outside the volume; include one that lies inside`,
	include_too_deep: ({ max }) => `pipes include each other more than ${max} deep; flatten them`,
	unknown_with: ({ key, pipe, suggestion }) => `pipe ${quote(pipe)} has no input ${quote(key)}${didYouMean(suggestion) || "; leave it out"}`,
	missing_with: ({ key, pipe }) => `pipe ${quote(pipe)} needs input ${quote(key)}; give it in \`with\``
};
function cyclePath(path) {
	const closed = path.length > 1 && path[0] === path.at(-1) ? path : [...path, path[0] ?? ""];
	return (closed.length > 22 ? [
		...closed.slice(0, 20),
		"…",
		closed.at(-1) ?? ""
	] : closed).join(" → ");
}
const INPUT_WORDS = {
	unknown_input: ({ key, suggestion }) => `the pipe has no input ${quote(key)}${didYouMean(suggestion)}`,
	missing_input: ({ key }) => `input ${quote(key)} is required; give it as \`${key}=value\``,
	ill_typed_input: ({ key, got, expected }) => `input ${quote(key)} is ${quote(got)}; give it ${expected}`,
	nul_in_input: ({ key }) => `input ${quote(key)} holds a NUL character, which no environment variable can; leave it out`,
	input_too_large: ({ key, bytes, maxBytes }) => `input ${quote(key)} takes ${bytes} bytes in the environment, and at most ${maxBytes} are possible; give a file's path instead`,
	inputs_too_large: ({ bytes, maxBytes }) => `the inputs take ${bytes} bytes together, and at most ${maxBytes} are possible; give a file's path instead`,
	ill_formed_inputs: ({ got }) => `inputs: ${quote(got)} is no \`key=value\`; write one per line, or a YAML or JSON map`,
	input_given_twice: ({ key }) => `input ${quote(key)} is given twice; keep one`
};
const PIPE_WORDS = {
	...FILE_WORDS,
	...PLAN_WORDS,
	...INPUT_WORDS
};

// src/core/problem-words-flow.ts
const RESERVED$1 = {
	action: "is an output the Action has itself; use another name",
	node: "begins with `node-`, as the outputs of nodes do; use another name"
};
const FLOW_WORDS = {
	key_out_of_place: ({ where, key, is }) => `${quote(key)} means nothing in ${where}${is === void 0 ? "" : `, which is ${is}`}; leave it out`,
	control_outside_steps: ({ where, body }) => `${quote(body)} in ${where} means something only as a step; put it into \`steps\``,
	control_outside_loop: ({ where, body }) => `${quote(body)} in ${where} is inside no \`loop\` and no \`each\`; \`skip\` ends the steps around it`,
	join_inside_body: ({ where }) => `\`join\` in ${where} can only stand among the \`nodes\` of the pipe; move it there`,
	jump_outside_steps: ({ where }) => `\`on_error\` of ${where} jumps, which only a step can; write \`continue\`, or put the node into \`steps\``,
	jump_to_itself: ({ where }) => `${where} jumps to itself; name another step, or write \`on_error: retry=3\``,
	unknown_step: ({ where, missing, suggestion }) => `${where} jumps to ${quote(missing)}, which is no step beside it${didYouMean(suggestion)}`,
	unknown_pool: ({ where, name, suggestion }) => `${where} is in pool ${quote(name)}, which the pipe does not have${didYouMean(suggestion) || "; declare it under `pools`"}`,
	recovers_without_failure: ({ where }) => `\`recovers\` of ${where} needs \`trigger_rule: one_failed\` or \`all_failed\`: nothing else starts a node by a failure`,
	until_without_line: ({ where, body }) => `\`until\` of ${where} waits for a line, and ${quote(body)} prints none; write \`until_bash\` or \`while\``,
	outputs_twice: ({ where }) => `${where} has \`outputs\` and \`output_schema\`; keep one`,
	reserved_output: ({ name, why }) => `output ${quote(name)} of the pipe ${RESERVED$1[why]}`,
	reserved_item: ({ name, where }) => `item name ${quote(name)} in ${where} means something else in expressions; use another`
};

// src/core/problem-words-reference.ts
const REFERENCE_WORDS = {
	open_reference: ({ root }) => `\`${root}\` must be followed by a name that is written out; write \`${root}.<id>\``,
	unknown_reference: ({ of, name, suggestion }) => `there is no ${of} ${quote(name)}${didYouMean(suggestion) || HINTS[of] || ""}`,
	not_upstream: ({ node, of }) => node === of ? `node ${quote(node)} reads itself, and has not ended by then; what its own steps did is in \`steps\`` : `node ${quote(of)} reads node ${quote(node)}, which need not have ended by then; add it to \`depends_on\``,
	undeclared_output: ({ node, name, suggestion }) => name === void 0 ? `${quote(node)} publishes no outputs; give it \`outputs\`` : `${quote(node)} has no output ${quote(name)}${didYouMean(suggestion) || "; declare it in its `outputs`"}`
};
const HINTS = {
	variable: "; `set` it in a step of the same node",
	"environment variable": "; give it a value in `env`",
	property: "; there are `status`, `outputs`, `text`, `exit_code` and `duration_ms`",
	"run property": "; there are `id`, `pipe` and `dir`"
};

// src/core/problem-words-shape.ts
const of = (where) => where === void 0 ? "" : ` of ${where}`;
const inside = (where) => where === void 0 ? "the pipe" : where;
const NAMES = {
	gate: "write the name of a hook without folder and extension, of letters, digits, `_`, `-` and `.`",
	command: "write the name of a command file without folder and extension, of letters, digits, `_`, `-` and `.`",
	input: "write letters, digits and `_`, not a digit first, at most 64, and no name JavaScript objects have",
	variable: "write letters, digits and `_`, not a digit first, at most 128",
	output: "write letters, digits, `_` and `-`, a letter or `_` first, at most 64, and no name JavaScript objects have",
	var: "write letters, digits and `_`, not a digit first, at most 64, and no name JavaScript objects have",
	item: "write letters, digits and `_`, not a digit first, at most 64, and no name JavaScript objects have",
	pool: "write lower-case letters, digits, `_` and `-`, a letter or digit first, at most 64"
};
const RESERVED = {
	ours: "is set by omne itself; use another name",
	command_file: "is a file of the node itself and cannot be changed; use another name",
	runner_token: "belongs to the runner and never reaches a node; leave it out"
};
const INSIDE = {
	each: (body) => `each: { in: …, ${body}: … }`,
	loop: (body) => `loop: { ${body}: …, until_bash: …, max_iterations: … }`
};
const SHAPE_WORDS = {
	unknown_key: ({ key, where, suggestion }) => `unknown key ${quote(key)} in ${inside(where)}${didYouMean(suggestion) || "; leave it out"}`,
	later_key: ({ key, where }) => `${quote(key)} in ${inside(where)} is not supported yet; leave it out`,
	missing_key: ({ key, where, form }) => `${inside(where)} has no ${quote(key)}; write ${form}`,
	bad_value: badValue,
	unknown_option: (mistake) => badValue({
		...mistake,
		key: "default"
	}),
	bad_id: ({ of: what, id, reserved }) => {
		const subject = what === "node" ? "node id" : "pipe name";
		if (reserved) return `${subject} ${quote(id)} is the name of a Windows device; use another`;
		return `${subject} ${quote(id)} is not allowed; write lower-case letters, digits, \`_\` and \`-\`, a letter or digit first, at most 64`;
	},
	bad_name: ({ of: what, name, where }) => `${what === "var" ? "variable" : what} name ${quote(name)}${where === void 0 ? "" : ` in ${where}`} is not allowed; ${NAMES[what]}`,
	reserved_variable: ({ name, where, why }) => `variable ${quote(name)} in ${inside(where)} ${RESERVED[why]}`,
	input_collision: ({ key, first }) => `inputs ${quote(key)} and ${quote(first)} are the same in upper case, as \`OMNE_INPUT_…\` spells them; rename one`,
	no_kind: ({ where }) => `${where} has nothing to run; give it one of \`bash\`, \`prompt\`, \`command\`, \`loop\`, \`steps\`, \`parallel\`, \`each\`, \`join\`, \`pipe\``,
	several_kinds: ({ where, kinds }) => `${where} has ${kinds.map(quote).join(" and ")}; keep one`,
	body_beside: ({ where, container, body }) => `${where} has ${quote(container)} and ${quote(body)}; write the body inside: \`${INSIDE[container](body)}\``,
	parallel_beside: ({ where, key }) => `${quote(key)} in ${where} belongs to its \`parallel\`; write \`parallel: { branches: […], ${key}: … }\``,
	key_on_kind: ({ where, key, body }) => `${quote(key)} means nothing beside ${quote(body)} in ${where}; leave it out`,
	expression_syntax: ({ source, message }) => `expression ${quote(source)} cannot be read: ${message}`,
	expression_unterminated: () => `\`\${{\` is never closed; write \`\${{ … }}\``,
	foreign_truth: badValue,
	expression_not_alone: ({ source }) => `${quote(source)} is more than one expression; \`when\`, \`while\` and \`in\` hold one: write it without text around it`,
	unknown_context: ({ name, known }) => `unknown name ${quote(name)} in an expression; ${known.length === 0 ? "nothing can be read here" : `here these can be read: ${known.map(quote).join(", ")}`}`,
	unknown_function: ({ name, suggestion }) => `unknown function ${quote(name)} in an expression${didYouMean(suggestion)}`,
	status_function: ({ name }) => `\`${name}()\` has no place here; \`trigger_rule\` says when a node starts, from how its dependencies ended`,
	unknown_input_reference: ({ name, suggestion }) => `the pipe has no input ${quote(name)}${didYouMean(suggestion) || "; declare it under `inputs`"}`,
	expression_in_script: ({ where, source, variable, use }) => `${quote(source)} in the script of ${where}: expressions are never put into scripts, where a value could run as code; write \`env: { ${variable}: ${quotedYaml(source)} }\` on the node and ${use} in the script`,
	expression_misplaced: ({ source }) => `${quote(source)} is not evaluated here; expressions stand in \`env\`, \`prompt\`, \`when\`, \`outputs\` and the like (docs/flow/expressions.md)`
};
function badValue({ key, where, got, expected, suggestion }) {
	return `${key === void 0 ? inside(where) : `${quote(key)}${of(where)}`} is ${got}; write ${expected}${suggestion === void 0 ? "" : `. Did you mean ${quote(suggestion)}?`}`;
}
const quotedYaml = (text) => `"${text.replaceAll("\\", "\\\\").replaceAll("\"", "\\\"")}"`;

// src/core/problem.ts
const WORDS = {
	...PIPE_WORDS,
	...SHAPE_WORDS,
	...FLOW_WORDS,
	...REFERENCE_WORDS
};
function describeProblem(problem) {
	const words = WORDS[problem.kind];
	return words(problem);
}

// src/core/code-frame.ts
const MAX_WIDTH = 120;
const BEFORE_CARET = 60;
function renderProblems(problems, sources) {
	const lines = /* @__PURE__ */ new Map();
	const linesOf = (file) => {
		const known = lines.get(file) ?? sources.get(file)?.split("\n") ?? [];
		lines.set(file, known);
		return known;
	};
	return problems.map((problem) => `${renderProblem(problem, linesOf)}\n`).join("");
}
function problemLine(problem) {
	const { file, place } = problem;
	const at = place === void 0 ? "" : `:${place.line}:${place.column}`;
	return `${file === void 0 ? "" : `${escapeUnsafe(file)}${at}: `}error: ${words(problem)}`;
}
const words = (problem) => describeProblem(problem).split("\n").map(escapeUnsafe).join("\n");
function renderProblem(problem, linesOf) {
	const { file, place } = problem;
	if (file === void 0 || place === void 0) return problemLine(problem);
	const frame = codeFrame(linesOf(file), place);
	return frame === "" ? problemLine(problem) : `${problemLine(problem)}\n${frame}`;
}
function codeFrame(lines, place) {
	const line = lines[place.line - 1];
	if (line === void 0) return "";
	const first = Math.max(1, place.line - 1);
	const last = Math.min(lines.length, place.line + 1);
	const width = String(last).length;
	const from = Math.max(0, place.column - 1 - BEFORE_CARET);
	const out = [];
	for (let at = first; at <= last; at++) {
		const text = lines[at - 1] ?? "";
		if (at === lines.length && at !== place.line && text === "") continue;
		const mark = at === place.line ? ">" : " ";
		out.push(`${mark} ${String(at).padStart(width)} | ${cut(text, from)}`.trimEnd());
		if (at === place.line) out.push(`  ${" ".repeat(width)} | ${carets(line, place, from)}`);
	}
	return out.join("\n");
}
function cut(line, from) {
	const end = line.endsWith("\r") ? line.length - 1 : line.length;
	const shown = [...line.slice(from, Math.min(end, from + MAX_WIDTH))].map(cell).join("");
	return `${from > 0 ? "…" : ""}${shown}${end > from + MAX_WIDTH ? "…" : ""}`;
}
function carets(line, place, from) {
	const start = place.column - 1;
	const before = [...line.slice(from, start)].map((character) => cell(character).replace(/./gsu, " ")).join("");
	const end = Math.min(start + Math.max(1, place.length), from + MAX_WIDTH);
	const marked = [...line.slice(start, end)].map(cell).join("");
	return `${from > 0 ? " " : ""}${before}${"^".repeat(Math.max(1, [...marked].length))}`;
}
const cell = (character) => {
	if (character === "	") return "  ";
	return escapeUnsafe(character) === character ? character : "�";
};

export { describeProblem as i, problemLine as n, renderProblems as r, codeFrame as t };