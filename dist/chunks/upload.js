import { bn as READ_PLANTED, lt as createRedactor, ut as latin1Of } from "./engine.js";
import { n as stageReport, t as REPORT_NAME } from "./report2.js";
import { lstatSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { tmpdir } from "node:os";
import { mkdir, mkdtemp, open, readdir, rm, writeFile } from "node:fs/promises";
import { fork } from "node:child_process";

// src/shell/artifact-process.ts
const serviceLimitMs = 24e4;
const lingerMs = 500;
const execArgv = ["--max-semi-space-size=1", "--no-deprecation"];
const lean = { MALLOC_ARENA_MAX: "1" };
async function askService(request, call) {
	const { env, cancel, limitMs = serviceLimitMs } = call;
	const { workerUrl, workerArgument } = await import("./artifact-worker.js");
	const what = request.kind === "upload" ? "upload" : "download";
	const log = call.isQuiet === true ? "ignore" : "inherit";
	const worker = fork(fileURLToPath(workerUrl), [workerArgument], {
		env: {
			...env,
			...lean
		},
		execArgv,
		stdio: [
			"ignore",
			log,
			"inherit",
			"ipc"
		]
	});
	const exited = new Promise((resolve) => worker.once("exit", () => resolve()).once("error", () => resolve()));
	let timer;
	let onCancel = () => {};
	try {
		return await new Promise((resolve, reject) => {
			worker.once("message", (message) => resolve(message));
			worker.once("error", reject);
			worker.once("exit", (code, signal) => reject(/* @__PURE__ */ new Error(`the ${what} process ended with ${signal ?? code}`)));
			const late = `the ${what} did not end within ${limitMs / 1e3} s`;
			timer = setTimeout(() => reject(new Error(late)), limitMs);
			onCancel = () => reject(/* @__PURE__ */ new Error(`the ${what} was cancelled`));
			cancel?.addEventListener("abort", onCancel);
			if (cancel?.aborted === true) onCancel();
			worker.send(request, () => {});
		});
	} finally {
		clearTimeout(timer);
		cancel?.removeEventListener("abort", onCancel);
		await end(worker, exited);
	}
}
async function end(worker, exited) {
	const timer = setTimeout(() => worker.kill("SIGKILL"), lingerMs);
	if (worker.connected) worker.disconnect();
	await exited;
	clearTimeout(timer);
}
function errorText({ name, message, code }, tokens) {
	const spoken = message.trim().split("\n")[0] ?? "";
	const words = spoken === "" ? [name, code].filter((part) => part !== "").join(" ") : spoken;
	return tokens.reduce((text, token) => token ? text.replaceAll(token, "***") : text, words).replace(/\?\S*sig=\S*/g, "?…");
}
function hasArtifactService(serverUrl) {
	if (serverUrl === void 0 || serverUrl === "") return true;
	if (!URL.canParse(serverUrl)) return false;
	const { hostname } = new URL(serverUrl);
	return hostname === "github.com" || hostname.endsWith(".ghe.com") || hostname.endsWith(".localhost");
}

// src/effects/redacted-copy.ts
const maxCopiedBytes = 67108864;
const halfBytes = maxCopiedBytes / 2;
const chunkBytes = 131072;
async function copyRedacted(source, target, redaction) {
	const { size } = await source.stat();
	const sink = await open(target, "wx", 384);
	try {
		const copy = new Copy(source, sink, redaction);
		const isCut = size > maxCopiedBytes;
		let isWhole;
		if (!isCut) isWhole = await copy.range(0, size, "end");
		else {
			isWhole = await copy.range(0, halfBytes, "drop");
			await copy.text(`\n=== omne: ${size - maxCopiedBytes} of ${size} bytes left out here ===\n`);
			isWhole = await copy.range(size - halfBytes, size, "end") && isWhole;
		}
		return {
			bytes: size,
			isCut,
			isWhole
		};
	} finally {
		await sink.close();
	}
}
var Copy = class {
	#source;
	#sink;
	#redaction;
	#buffer = Buffer.allocUnsafe(chunkBytes);
	constructor(source, sink, redaction) {
		this.#source = source;
		this.#sink = sink;
		this.#redaction = redaction;
	}
	async range(start, end, atEnd) {
		const { reach, redactor } = this.#redaction;
		if (reach === 0) return this.#raw(start, end);
		const stream = redactor.stream();
		const lead = Math.max(0, start - reach);
		let isWhole = await this.#read(lead, start, (bytes) => {
			stream.push(bytes.toString("latin1"));
			return Promise.resolve();
		});
		isWhole = await this.#read(start, end, (bytes) => this.#push(stream, bytes)) && isWhole;
		if (atEnd === "end") await this.#latin1(stream.end());
		return isWhole;
	}
	async text(text) {
		await writeAll(this.#sink, Buffer.from(text));
	}
	#raw(start, end) {
		return this.#read(start, end, (bytes) => writeAll(this.#sink, bytes));
	}
	#push(stream, bytes) {
		return this.#latin1(stream.push(bytes.toString("latin1")));
	}
	async #latin1(text) {
		for (let at = 0; at < text.length; at += chunkBytes) {
			const length = this.#buffer.write(text.slice(at, at + chunkBytes), "latin1");
			await writeAll(this.#sink, this.#buffer.subarray(0, length));
		}
	}
	async #read(start, end, use) {
		for (let at = start; at < end;) {
			const { bytesRead } = await this.#source.read(this.#buffer, 0, Math.min(chunkBytes, end - at), at).catch(() => ({ bytesRead: 0 }));
			if (bytesRead === 0) return false;
			await use(this.#buffer.subarray(0, bytesRead));
			at += bytesRead;
		}
		return true;
	}
};
async function writeAll(sink, bytes) {
	for (let done = 0; done < bytes.length;) done += (await sink.write(bytes, done, bytes.length - done)).bytesWritten;
}

// src/effects/staging.ts
const maxStagedFiles = 1e4;
const worktreeFiles = ["worktree.patch", "worktree.json"];
const notPortable = /[":<>|*?\\\x00-\x1f]/;
async function stageRun(request) {
	const folder = await mkdtemp(join(request.tempDir, "omne-artifact-"));
	const remove = () => rm(folder, {
		recursive: true,
		force: true,
		maxRetries: 3
	}).catch(() => {});
	try {
		const latin1 = request.secrets.map(latin1Of);
		const tray = {
			folder,
			text: createRedactor(request.secrets),
			bytes: {
				redactor: createRedactor(latin1),
				reach: Math.max(0, ...latin1.map((s) => s.length - 1))
			},
			files: [],
			skipped: []
		};
		await stageFile(tray, join(request.runDir, "events.jsonl"), "events.jsonl");
		await stageFolder(tray, join(request.runDir, "nodes"), "nodes");
		for (const name of worktreeFiles) if (lstat(join(request.runDir, name))) await stageFile(tray, join(request.runDir, name), name);
		for (const file of request.extra ?? []) await stageExtra(tray, file);
		await writeManifest(tray);
		return {
			folder,
			paths: [...tray.files.map((file) => join(folder, file.path)), join(folder, "manifest.json")],
			files: tray.files,
			skipped: tray.skipped,
			remove
		};
	} catch (error) {
		await remove();
		throw error;
	}
}
const skip = (tray, path, reason) => {
	if (tray.skipped.length < 1e4) tray.skipped.push({
		path: tray.text.text(path),
		reason
	});
};
async function stageFolder(tray, source, path) {
	const names = await folderNames(source);
	if (names === void 0) return skip(tray, path, "not_regular");
	for (const name of names) {
		const from = join(source, name);
		const to = `${path}/${name}`;
		if (lstat(from)?.isDirectory()) await stageFolder(tray, from, to);
		else await stageFile(tray, from, to);
	}
}
async function folderNames(folder) {
	const stat = lstat(folder);
	if (!stat) return [];
	if (!stat.isDirectory()) return void 0;
	return (await readdir(folder).catch(() => void 0))?.sort();
}
function lstat(path) {
	try {
		return lstatSync(path, { throwIfNoEntry: false });
	} catch {
		return;
	}
}
async function stageExtra(tray, file) {
	if ("path" in file) return stageFile(tray, file.path, file.name);
	const text = tray.text.text(file.text);
	const target = join(tray.folder, file.name);
	await mkdir(dirname(target), {
		recursive: true,
		mode: 448
	});
	await writeFile(target, text, {
		flag: "wx",
		mode: 384
	});
	tray.files.push({
		path: file.name,
		bytes: Buffer.byteLength(file.text),
		isCut: false
	});
}
async function stageFile(tray, source, path) {
	if (tray.files.length >= 1e4) return skip(tray, path, "too_many_files");
	if (notPortable.test(path)) return skip(tray, path, "name_not_portable");
	if (tray.text.text(path) !== path) return skip(tray, path, "name_holds_secret");
	const opened = await openRegular(source);
	if (opened === void 0) return;
	if (typeof opened === "string") return skip(tray, path, opened);
	try {
		const target = join(tray.folder, path);
		await mkdir(dirname(target), {
			recursive: true,
			mode: 448
		});
		const copied = await copyRedacted(opened, target, tray.bytes);
		if (copied.isWhole) tray.files.push({
			path,
			bytes: copied.bytes,
			isCut: copied.isCut
		});
		else await rm(target, { force: true }).then(() => skip(tray, path, "unreadable"));
	} finally {
		await opened.close();
	}
}
async function openRegular(path) {
	const before = lstat(path);
	if (before === void 0) return path.endsWith("events.jsonl") ? void 0 : "unreadable";
	if (!before.isFile()) return "not_regular";
	let file;
	try {
		file = await open(path, READ_PLANTED);
	} catch (error) {
		return error.code === "ELOOP" ? "not_regular" : "unreadable";
	}
	const stat = await file.stat();
	if (stat.isFile() && stat.nlink === 1) return file;
	await file.close();
	return stat.isFile() ? "linked" : "not_regular";
}
async function writeManifest(tray) {
	const manifest = {
		files: tray.files.map(({ path, bytes, isCut }) => ({
			path,
			bytes,
			...isCut && { cut: true }
		})),
		skipped: tray.skipped
	};
	const text = `${JSON.stringify(manifest, void 0, 2)}\n`;
	await writeFile(join(tray.folder, "manifest.json"), text, {
		flag: "wx",
		mode: 384
	});
}

// src/shell/artifact.ts
async function uploadArtifact(request) {
	const { env, limitMs, cancel, isQuiet, ...order } = request;
	if (!hasArtifactService(env["GITHUB_SERVER_URL"])) return { status: "unsupported" };
	const call = {
		env,
		...limitMs !== void 0 && { limitMs },
		...cancel && { cancel }
	};
	try {
		const answer = await askService({
			kind: "upload",
			...order
		}, call);
		if ("error" in answer) return failed(answer.error, env);
		if (!("id" in answer)) throw new Error("the service named no artifact");
		const { id, digest } = answer;
		return {
			status: "uploaded",
			id,
			...urlOf(id, env),
			...digest !== void 0 && { digest }
		};
	} catch (error) {
		return {
			status: "failed",
			reason: error instanceof Error ? error.message : String(error)
		};
	}
}
function failed(error, env) {
	if (error.name === "GHESNotSupportedError") return { status: "unsupported" };
	return {
		status: "failed",
		reason: errorText(error, [env["ACTIONS_RUNTIME_TOKEN"]]) || "the upload failed without a reason"
	};
}
function urlOf(id, env) {
	const repository = env["GITHUB_REPOSITORY"];
	const run = env["GITHUB_RUN_ID"];
	if (repository === void 0 || run === void 0) return {};
	return { url: `${env["GITHUB_SERVER_URL"] ?? "https://github.com"}/${repository}/actions/runs/${run}/artifacts/${id}` };
}
function artifactName(parts) {
	return sanitiseName([
		"omne",
		...[
			parts.pipe || "pipe",
			parts.job || "job",
			parts.attempt || "1"
		].map((part) => part.slice(0, 64)),
		parts.runId.slice(-8)
	].join("-"));
}
function sanitiseName(name) {
	const clean = name.replace(/[":<>|*?\\/\x00-\x1f\x7f]/g, "-").slice(0, 255).trim();
	return clean === "" || clean === "." || clean === ".." ? "omne-run" : clean;
}

// src/shell/upload.ts
function nameOf(upload) {
	const { pipe, runId, asked, isSecond } = upload;
	const env = upload.host.all;
	const parts = {
		pipe,
		job: env["GITHUB_JOB"] ?? "",
		attempt: env["GITHUB_RUN_ATTEMPT"] ?? "",
		runId
	};
	const first = asked.artifactName === void 0 ? artifactName(parts) : sanitiseName(asked.artifactName);
	return isSecond ? sanitiseName(`${first.slice(0, 250)}-post`) : first;
}
async function uploadRun(upload) {
	const { runId, runDir, pipe, asked, host, secrets, cancel, outline, warn, isSecond = false } = upload;
	const env = host.all;
	try {
		const staging = await stageRun({
			runDir,
			tempDir: env["RUNNER_TEMP"] ?? tmpdir(),
			secrets
		});
		try {
			const name = nameOf({
				pipe,
				runId,
				asked,
				host,
				isSecond
			});
			const report = await stageReport(staging, {
				secrets,
				...outline && { outline },
				...cancel && { cancel }
			});
			if (!report.ok && cancel?.aborted !== true) warn(`the artifact has no ${REPORT_NAME}: ${report.error}`);
			const { folder } = staging;
			const paths = report.ok ? [...staging.paths, report.value] : staging.paths;
			const days = asked.retentionDays === void 0 ? {} : { retentionDays: asked.retentionDays };
			return await uploadArtifact({
				name,
				paths,
				folder,
				env,
				...days,
				...cancel && { cancel }
			});
		} finally {
			await staging.remove();
		}
	} catch (error) {
		return {
			status: "failed",
			reason: error.message
		};
	}
}

export { askService as a, stageRun as i, uploadRun as n, errorText as o, sanitiseName as r, hasArtifactService as s, nameOf as t };