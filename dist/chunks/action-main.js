import { A as findRoot, C as siteOf, L as neutraliseLine, M as stdout, N as systemClock, O as firstLine, P as createRedactor, R as parseGivenInputs, S as newRunId, U as createGrace, b as SIGNAL_EXIT, c as collectSecrets, g as createLog, h as prepare, q as findProgram, s as listenForSignals, v as describeFault, x as conduct, y as EXIT } from "./engine.js";
import { t as markRun } from "./env.js";
import { c as readActionRequest, i as publishRun, n as publishInvalid, r as publishRefusal, s as toolkit, t as publishFault } from "./publish.js";
import { t as VERSION } from "./version.js";
import { resolve } from "node:path";

// src/shell/action-main.ts
async function main(host) {
	try {
		process.exitCode = await act(host);
	} catch (error) {
		await publishFault(describeFault(error));
		process.exitCode = EXIT.fault;
	}
}
async function act(host) {
	const asked = readActionRequest(host.all);
	if (!asked.ok) return await publishInvalid(asked.error);
	const { pipe, workingDirectory, inputs, maxParallel, timeoutMs } = asked.value;
	const folder = resolve(workingDirectory);
	const given = parseGivenInputs(inputs);
	if (!given.ok) return await publishRefusal({
		problems: given.error,
		sources: /* @__PURE__ */ new Map()
	}, folder, host);
	const limits = {
		...maxParallel !== void 0 && { maxParallel },
		...timeoutMs !== void 0 && { timeoutMs }
	};
	const prepared = prepare({
		pipe,
		folder,
		given: given.value,
		host,
		...limits
	});
	if (!prepared.ok) return await publishRefusal(prepared.error, findRoot(folder), host);
	return await runAt(folder, prepared.value, asked.value, host);
}
async function runAt(folder, prepared, asked, host) {
	const secrets = collectSecrets(prepared.inputs, host);
	await hide(secrets.values, secrets.tooShort);
	const redactor = createRedactor(secrets.values);
	const site = siteOf(prepared.root, folder, newRunId(prepared.plan.name));
	markRun(host, site.runId, site.files.runDir);
	const grace = createGrace();
	const { write } = stdout();
	const log = createLog({
		mode: asked.log,
		dialect: "actions",
		write,
		files: site.files,
		redactor,
		clock: systemClock,
		color: true,
		plan: prepared.plan
	});
	const cancellation = listenForSignals(grace.skip, (signal, first) => {
		write(first ? `omne: ${signal}: ending what runs\n` : `omne: ${signal}: killing\n`);
	});
	write(`omne/run ${VERSION} · pipe ${prepared.plan.name} · run ${site.runId}\n`);
	try {
		const around = {
			host,
			redactor,
			grace,
			cancel: cancellation.signal,
			notify: log.event
		};
		const running = conduct(prepared, site, around);
		const [state] = await Promise.all([
			running,
			toolkit(),
			tellAgent(prepared, host, write)
		]);
		await log.close();
		await publishRun({
			state,
			site,
			prepared,
			asked,
			host,
			secrets: secrets.values
		});
		return exitCode(state, cancellation.by());
	} finally {
		await log.close();
		cancellation.release();
	}
}
function exitCode(state, by) {
	if (state.reason === "cancelled" && by !== void 0) return SIGNAL_EXIT[by];
	return state.status === "completed" ? EXIT.completed : EXIT.aborted;
}
async function hide(values, tooShort) {
	if (values.length === 0 && tooShort.length === 0) return;
	const core = await toolkit();
	for (const value of values) core.setSecret(value);
	for (const key of tooShort) core.warning(`secret input ${key} is too short to be hidden: at least 6 characters`);
}
async function tellAgent({ plan }, host, write) {
	const program = plan.nodes.every((node) => node.body.kind === "script") ? void 0 : findProgram("claude", host.all);
	if (program === void 0) return;
	const { agentVersion } = await import("./agent-probe.js");
	const version = await agentVersion(program) ?? "does not answer --version";
	write(`agent: ${program}: ${neutraliseLine(firstLine(version))}\n`);
}

export { main };