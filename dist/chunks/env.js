import { vn as writeFresh, yn as needFolders } from "./engine.js";
import { appendFileSync, closeSync, constants, existsSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";

// src/effects/env.ts
const caseless = process.platform === "win32" ? "i" : "";
const runnersOwn = new RegExp("^(?:INPUT_|STATE_|ACTIONS_RUNTIME_|ACTIONS_ID_TOKEN_|ACTIONS_RESULTS_URL$|ACTIONS_CACHE_URL$)", caseless);
const runnerToken = /^ACTIONS_(?:RUNTIME_|ID_TOKEN_)(?:.*_)?TOKEN$/i;
const outerRun = /^OMNE_(?:INPUT_|FILE_|(?:RUN_ID|NODE_ID|VOLUME_ROOT|WORKTREE|RUN_DIR|ATTEMPT|GATE_NAME|OUTPUT|ITEM|INDEX|ITERATION)$)/;
const injections = new RegExp("^(?:BASH_ENV|ENV|LD_PRELOAD|NODE_OPTIONS|SHELLOPTS|BASHOPTS|PS4|BASH_FUNC_.*)$", caseless);
const commandFiles = Object.entries({
	output: "GITHUB_OUTPUT",
	summary: "GITHUB_STEP_SUMMARY",
	env: "GITHUB_ENV",
	path: "GITHUB_PATH",
	state: "GITHUB_STATE"
});
function snapshotEnvironment() {
	const all = { ...process.env };
	const keep = (test) => Object.fromEntries(Object.entries(all).filter(([name]) => test(name)));
	const ours = (name) => !runnersOwn.test(name) && !outerRun.test(name);
	return {
		all,
		stripped: keep(ours),
		guarded: keep((name) => ours(name) && !injections.test(name))
	};
}
function currentEnvironment() {
	return process.env;
}
function childEnvironment(context, child, kind, extra) {
	const { files, host } = context;
	const env = {
		...kind === "bash" ? host.stripped : host.guarded,
		...extra
	};
	for (const name of child.passEnv) {
		const value = Object.hasOwn(host.all, name) ? host.all[name] : void 0;
		if (value !== void 0 && !runnerToken.test(name) && !isOurs(name)) define(env, name, value);
	}
	for (const [file, name] of commandFiles) env[name] = files.commandFile(child.nodeId, file);
	env["OMNE_OUTPUT"] = files.commandFile(child.nodeId, "output");
	prepareCommandFiles(context, child.nodeId, kind);
	for (const [name, value] of Object.entries(child.env)) if (!isOurs(name)) set(env, [name, value], child.nodeId, files);
	for (const entry of Object.entries(child.variables)) set(env, entry, child.nodeId, files);
	env["OMNE_RUN_ID"] = context.runId;
	env["OMNE_NODE_ID"] = child.nodeId;
	env["OMNE_VOLUME_ROOT"] = files.root;
	env["OMNE_WORKTREE"] = files.worktree;
	env["OMNE_RUN_DIR"] = files.runDir;
	env["OMNE_ATTEMPT"] = String(child.attempt);
	return env;
}
const isOurs = (name) => name.startsWith("OMNE_");
const longestEntry = 131071;
const surelyFits = 4e4;
function set(env, [name, value], nodeId, files) {
	const path = value.length > surelyFits && Buffer.byteLength(name) + 1 + Buffer.byteLength(value) > longestEntry ? writeLong(files, nodeId, [name, value]) : void 0;
	if (path === void 0) {
		define(env, name, value);
		return;
	}
	delete env[name];
	env[`OMNE_FILE_${isOurs(name) ? name.slice(5) : name}`] = path;
}
function writeLong(files, nodeId, [name, value]) {
	const path = files.longValue(nodeId, name);
	try {
		writeFresh(path, value, files.runDir);
		return path;
	} catch {
		return;
	}
}
function define(env, name, value) {
	if (name === "__proto__") Object.defineProperty(env, name, {
		value,
		enumerable: true,
		writable: true,
		configurable: true
	});
	else env[name] = value;
}
const createOnly = constants.O_WRONLY | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
function prepareCommandFiles({ files, host }, nodeId, kind) {
	const output = files.commandFile(nodeId, "output");
	try {
		if (nodeId.includes("/")) needFolders(output, files.runDir);
	} catch {
		return;
	}
	if (host.all["GITHUB_ACTIONS"] !== "true") return;
	if (kind !== "gate" || !existsSync(output)) makeCommandFiles(files, nodeId);
}
function makeCommandFiles(files, nodeId) {
	for (const [file] of commandFiles) {
		const path = files.commandFile(nodeId, file);
		try {
			makeEmpty(path);
		} catch {}
	}
}
function makeEmpty(path) {
	try {
		closeSync(openSync(path, createOnly, 384));
	} catch (error) {
		if (error.code !== "ENOENT") throw error;
		mkdirSync(dirname(path), {
			recursive: true,
			mode: 448
		});
		closeSync(openSync(path, createOnly, 384));
	}
}

// src/shell/action-state.ts
const PREFIX = "STATE_";
function stateOf(host) {
	const get = (name) => host.all[`${PREFIX}${NAMES[name]}`];
	if (get("started") === void 0) return void 0;
	const runId = get("runId");
	const runDir = get("runDir");
	return {
		...runId !== void 0 && { runId },
		...runDir !== void 0 && { runDir },
		secretInputs: (get("secretInputs") ?? "").split(" ").filter((key) => key !== ""),
		isUploading: get("uploading") === "true",
		isUploaded: get("uploaded") === "true",
		isSummarised: get("summarised") === "true",
		isAnnotated: get("annotated") === "true"
	};
}
const NAMES = {
	started: "omne_started",
	runId: "omne_run_id",
	runDir: "omne_run_dir",
	secretInputs: "omne_secret_inputs",
	uploading: "omne_uploading",
	uploaded: "omne_uploaded",
	summarised: "omne_summarised",
	annotated: "omne_annotated"
};
const markStarted = (host) => save(host, "started", "true");
function markRun(host, run) {
	save(host, "secretInputs", run.secretInputs.join(" "));
	save(host, "runDir", run.runDir);
	save(host, "runId", run.runId);
}
const markUploading = (host) => save(host, "uploading", "true");
const markUploaded = (host) => save(host, "uploaded", "true");
const markSummarised = (host) => save(host, "summarised", "true");
const markAnnotated = (host) => save(host, "annotated", "true");
function save(host, name, value) {
	const file = host.all["GITHUB_STATE"];
	if (file === void 0 || /[\r\n]/.test(value)) return;
	try {
		appendFileSync(file, `${NAMES[name]}=${value}\n`);
	} catch {}
}

export { markUploaded as a, childEnvironment as c, markSummarised as i, currentEnvironment as l, markRun as n, markUploading as o, markStarted as r, stateOf as s, markAnnotated as t, snapshotEnvironment as u };