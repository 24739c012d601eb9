import { C as siteOf, Jt as createGrace, Kt as usesAgent, Nt as firstLine, Qt as findProgram, S as newRunId, _ as describeFault, b as exitCode, c as collectSecrets, ct as systemClock, f as createLog, ft as neutraliseLine, ht as parseGivenInputs, lt as createRedactor, o as toolkit, ot as stdout, s as listenForSignals, st as wakeOptimiser, tt as findRoot, u as prepare, v as EXIT, x as conduct, y as SIGNAL_EXIT } from "./engine.js";
import { n as markRun } from "./env.js";
import { t as readActionRequest } from "./actions-inputs.js";
import { t as VERSION } from "./version.js";
import { statSync } from "node:fs";
import { resolve } from "node:path";

// src/shell/action-main.ts
const publishing = () => import("./publish2.js");
async function main(host) {
	try {
		process.exitCode = await act(host);
	} catch (error) {
		const { publishFault } = await publishing();
		await publishFault(describeFault(error));
		process.exitCode = EXIT.fault;
	}
}
async function act(host) {
	const asked = readActionRequest(host.all);
	if (!asked.ok) return await (await publishing()).publishInvalid(asked.error);
	const { pipe, workingDirectory, inputs, maxParallel, timeoutMs } = asked.value;
	const folder = resolve(workingDirectory);
	const given = parseGivenInputs(inputs);
	const mistakes = [...folderMistakes(workingDirectory, folder), ...given.ok ? [] : await inputMistakes(given.error)];
	if (!given.ok || mistakes.length > 0) return await (await publishing()).publishInvalid(mistakes);
	const limits = {
		...maxParallel !== void 0 && { maxParallel },
		...timeoutMs !== void 0 && { timeoutMs }
	};
	const prepared = await prepare({
		pipe,
		folder,
		given: given.value,
		host,
		...limits
	});
	if (!prepared.ok) return await refuse(prepared.error, asked.value, findRoot(folder), host);
	return await runAt(folder, prepared.value, asked.value, host);
}
async function inputMistakes(problems) {
	const { describeProblem } = await import("./problem.js");
	return problems.map((problem) => {
		return `input \`inputs\`${problem.place === void 0 ? "" : ` line ${problem.place.line}`}: ${describeProblem(problem)}`;
	});
}
function folderMistakes(asked, folder) {
	if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
	return [`input \`working-directory\` is \`${asked}\`, which is no folder`];
}
async function refuse(refusal, asked, root, host) {
	const { publishRefusal } = await publishing();
	return await publishRefusal(refusal, asked, root, host);
}
async function runAt(folder, prepared, asked, host) {
	const secrets = collectSecrets(prepared.inputs, host);
	const tokens = runnerTokens(host);
	await hide(secrets.values.filter((value) => !tokens.includes(value)), secrets.tooShort);
	const redactor = createRedactor(secrets.values);
	const site = siteOf(prepared.root, folder, newRunId(prepared.plan.name));
	const grace = createGrace();
	const { write } = stdout();
	const cancellation = listenForSignals(grace.skip, (signal, first) => {
		write(first ? `omne: ${signal}: ending what runs\n` : `omne: ${signal}: killing\n`);
	});
	write(`omne/run ${VERSION} · pipe ${prepared.plan.name} · run ${site.runId}\n`);
	try {
		const ready = {
			prepared,
			site,
			asked,
			host,
			secrets: secrets.values,
			redactor,
			grace,
			cancellation
		};
		if (asked.resumeFrom === void 0) return await perform(ready);
		const { takeUp } = await import("./action-resume.js");
		const { signal: cancel } = cancellation;
		const taken = await takeUp({
			from: asked.resumeFrom,
			asked,
			prepared,
			site,
			host,
			redactor,
			cancel
		});
		const by = cancellation.by();
		if (!taken.ok && by !== void 0) {
			await (await publishing()).publishCancelled();
			return SIGNAL_EXIT[by];
		}
		if (!taken.ok) return await (await publishing()).publishInvalid([taken.error]);
		for (const line of taken.value.lines) write(`${line}\n`);
		return await perform({
			...ready,
			prepared: taken.value.prepared
		}).finally(taken.value.dispose);
	} finally {
		cancellation.release();
	}
}
async function perform(ready) {
	const { prepared, site, asked, host, secrets, redactor, grace, cancellation } = ready;
	const secretInputs = prepared.inputs.filter((input) => input.secret).map((input) => input.key);
	markRun(host, {
		runId: site.runId,
		runDir: site.files.runDir,
		secretInputs
	});
	const { write, backlog } = stdout();
	const log = createLog({
		mode: asked.log,
		dialect: "actions",
		write,
		backlog,
		files: site.files,
		redactor,
		clock: systemClock,
		color: true,
		plan: prepared.plan
	});
	const { signal: cancel } = cancellation;
	try {
		const around = {
			host,
			redactor,
			grace,
			cancel,
			notify: log.event
		};
		const meanwhile = new Promise((resolve) => setImmediate(resolve)).then(() => Promise.all([
			hide(runnerTokens(host)),
			tellAgent(prepared, host, write),
			toolkit()
		]));
		const [state] = await Promise.all([conduct(prepared, site, around), meanwhile]);
		await log.close();
		wakeOptimiser();
		const { publishRun } = await publishing();
		await publishRun({
			state,
			site,
			prepared,
			asked,
			host,
			secrets,
			cancel
		});
		return exitCode(state, cancellation.by());
	} catch (error) {
		const { publishFault } = await publishing();
		await publishFault(describeFault(error), site, host);
		return EXIT.fault;
	} finally {
		await log.close();
	}
}
const runnerTokens = ({ all }) => ["ACTIONS_RUNTIME_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"].flatMap((name) => all[name] || []);
async function hide(values, tooShort = []) {
	if (values.length === 0 && tooShort.length === 0) return;
	const core = await toolkit();
	for (const value of values) core.setSecret(value);
	for (const key of tooShort) core.warning(`secret input ${key} is too short to be hidden: at least 6 characters`);
}
async function tellAgent({ plan }, host, write) {
	const program = !usesAgent(plan) ? void 0 : findProgram("claude", host.all);
	if (program === void 0) return;
	const { agentVersion } = await import("./agent-probe.js");
	const version = await agentVersion(program) ?? "does not answer --version";
	write(`agent: ${program}: ${neutraliseLine(firstLine(version))}\n`);
}

export { main };