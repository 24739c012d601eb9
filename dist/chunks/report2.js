import { $t as redactJson, Cn as err, lt as createRedactor, wn as ok } from "./engine.js";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fork } from "node:child_process";

// src/shell/report.ts
const REPORT_NAME = "report.html";
const LIMIT_MS = 6e4;
const execArgv = ["--max-semi-space-size=1", "--optimize-for-size"];
const env = { MALLOC_ARENA_MAX: "1" };
async function stageReport(staging, options) {
	const { secrets, outline, cancel } = options;
	const { folder, files } = staging;
	const target = join(folder, REPORT_NAME);
	try {
		const answer = await ask({
			folder,
			files: files.filter(({ path }) => path.startsWith("nodes/")),
			target,
			base: "",
			secrets,
			...outline && { outline: withoutSecrets(outline, secrets) }
		}, cancel);
		return answer.error === void 0 ? ok(target) : err(answer.error);
	} catch (error) {
		return err(error.message);
	}
}
const withoutSecrets = (outline, secrets) => redactJson(outline, createRedactor(secrets));
async function ask(request, cancel) {
	const { workerUrl, workerArgument } = await import("./report-worker.js");
	const worker = fork(fileURLToPath(workerUrl), [workerArgument], {
		env,
		execArgv,
		stdio: [
			"ignore",
			"ignore",
			"ignore",
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
			worker.once("exit", (code, signal) => reject(/* @__PURE__ */ new Error(`its process ended with ${signal ?? code}`)));
			timer = setTimeout(() => reject(/* @__PURE__ */ new Error(`it was not there within ${LIMIT_MS / 1e3} s`)), LIMIT_MS);
			onCancel = () => reject(/* @__PURE__ */ new Error("the run was cancelled"));
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
	worker.kill("SIGKILL");
	await exited;
}

export { stageReport as n, withoutSecrets as r, REPORT_NAME as t };