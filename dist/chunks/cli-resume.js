import { C as siteOf, Cn as err, S as newRunId, lt as createRedactor, n as refuse, t as makeWorktree, tt as findRoot, u as prepare, v as EXIT, wn as ok } from "./engine.js";
import { c as rootOfRun, d as worktreePath, i as decisionLines, m as readSavedWorktree, o as endedRun, r as resumption, s as findRun } from "./resume.js";
import { a as underSignals, i as show, n as limitsOf, t as hiddenValues } from "./cli-run.js";
import { existsSync } from "node:fs";
import { basename, isAbsolute, join, relative, resolve, sep } from "node:path";

// src/shell/cli-resume.ts
async function resumeCommand(command, console) {
	const found = findRun(findRoot(console.folder), console.folder, command.run);
	if (!found.ok) return cannot(command.run, found.error, console);
	const earlier = await endedRun(found.value, console.host);
	if (!earlier.ok) return cannot(basename(found.value), `it ${earlier.error}`, console);
	const root = rootOfRun(earlier.value.runDir) ?? findRoot(console.folder);
	const { started, runId } = earlier.value;
	if (!isOwnPipe(root, earlier.value)) return cannot(runId, foreignPipe(started), console);
	const inputs = new InheritedInputs(started, command.given);
	const prepared = await prepare({
		pipe: started.pipe_path,
		folder: root,
		given: inputs.give,
		host: console.host,
		...limitsOf(command)
	});
	if (inputs.missing.length > 0) return cannot(runId, inputs.missing.join("\n"), console);
	if (!prepared.ok) return await refuse(prepared.error, console);
	const place = placeOf(root, started);
	if (!place.ok) return cannot(runId, place.error, console);
	return await underSignals(console, (watch) => resume(command, {
		earlier: earlier.value,
		prepared: prepared.value,
		root,
		place: place.value,
		console,
		watch
	}));
}
function cannot(run, why, { err: out }) {
	for (const line of why.split("\n")) out.write(`omne: cannot resume ${run}: ${line}\n`);
	return EXIT.problem;
}
async function resume(command, resuming) {
	const { earlier, prepared, root, place, console, watch } = resuming;
	const { dryRun: isTrial, trustWorktree } = command;
	const secrets = hiddenValues(prepared, console);
	const site = siteOf(root, place.folder, newRunId(prepared.plan.name));
	const made = isTrial ? ok(void 0) : await makeAgain(resuming);
	if (!made.ok) return cannot(earlier.runId, made.error, console);
	const { host } = console;
	const redactor = createRedactor(secrets);
	const here = {
		prepared,
		folder: place.folder,
		host,
		redactor,
		trustWorktree,
		isTrial
	};
	const gone = isTrial && place.isGone ? { isMissing: true } : {};
	const resumed = {
		...prepared,
		resumption: await resumption(earlier, {
			...here,
			...gone
		})
	};
	const lines = await decisionLines({
		prepared: resumed,
		site,
		host,
		redactor
	});
	if (resumed.resumption.isWorktreeOnly) lines.push("--trust-worktree takes the worktree as it is");
	if (isTrial) {
		(command.json ? console.err : console.out).write(`${lines.join("\n")}\n`);
		return EXIT.completed;
	}
	return await show(command, {
		prepared: resumed,
		site,
		secrets,
		console,
		watch,
		intro: lines
	});
}
const WORKTREES = join(".omne", "wt") + sep;
function placeOf(root, started) {
	const path = worktreePath(started);
	if (path === void 0) return err(`its journal says that nodes ran in \`${started.worktree}\`, which is not in the volume`);
	const folder = join(root, path);
	if (existsSync(folder)) return ok({
		folder,
		isGone: false
	});
	if (path.startsWith(WORKTREES) && !path.slice(WORKTREES.length).includes(sep)) return ok({
		folder,
		isGone: true
	});
	return err(`the folder its nodes ran in is gone: ${folder}`);
}
function isOwnPipe(root, { runDir, started }) {
	const path = resolve(root, started.pipe_path);
	return rootOfRun(runDir) !== void 0 || isIn(root, path) && !isIn(runDir, path);
}
function isIn(folder, path) {
	const way = relative(folder, path);
	return !isAbsolute(way) && way.split(sep)[0] !== "..";
}
const foreignPipe = ({ pipe_path: path }) => `its journal names the pipe \`${path}\`, which is not one of this checkout`;
async function makeAgain({ earlier, root, place, console }) {
	if (!place.isGone) return ok(void 0);
	const head = readSavedWorktree(earlier.runDir)?.head ?? earlier.started.head;
	if (!head) return err(`its worktree ${place.folder} is gone, and it recorded no commit to make it from`);
	return await makeWorktree(root, place.folder.slice(join(root, WORKTREES).length), console.host, head);
}
var InheritedInputs = class {
	missing = [];
	#recorded;
	#given;
	constructor({ inputs }, given) {
		this.#recorded = inputs;
		this.#given = given;
	}
	give = (specs) => {
		const values = new Map(this.#given);
		for (const { key, value } of this.#recorded) {
			const spec = specs.find((one) => one.key === key);
			if (spec === void 0 || values.has(key)) continue;
			if (!spec.secret && !value.includes("***")) values.set(key, value);
			else if (spec.default === void 0) this.missing.push(missingWords(spec));
		}
		return values;
	};
};
const missingWords = ({ key, secret }) => secret ? `input \`${key}\` is secret, so its value was not recorded; give it again: --input ${key}=…` : `the value of input \`${key}\` holds a secret, so it was not recorded whole; give it again: --input ${key}=…`;

export { resumeCommand };