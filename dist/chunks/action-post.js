import { V as readJournal, Zt as sweepRun, _ as describeFault, a as readRunLeft, c as collectSecrets, d as load, ft as neutraliseLine, ht as parseGivenInputs, l as usableSecrets, mt as inputText, o as toolkit, tt as findRoot } from "./engine.js";
import { h as recoverRun, u as saveLate } from "./resume.js";
import { t as readActionRequest } from "./actions-inputs.js";
import { c as runSummary, l as annotateFailures, o as tellArtifact, s as writeSummary } from "./publish.js";
import { t as knownPlan } from "./report-plan.js";
import { n as uploadRun } from "./upload.js";
import { join, resolve } from "node:path";
import { tmpdir } from "node:os";

// src/shell/action-post.ts
async function post(host, state) {
	const { runId, runDir } = state;
	if (runId === void 0 || runDir === void 0) return;
	try {
		await sweepRun(runId);
		await recover(host, runDir, runId);
		if (!state.isUploaded || !state.isSummarised || !state.isAnnotated) await finish(host, {
			...state,
			runId,
			runDir
		});
	} catch (error) {
		(await toolkit()).warning(`omne post: ${describeFault(error)}`);
	}
}
const tempDirOf = ({ all }) => all["RUNNER_TEMP"] ?? tmpdir();
async function recover(host, runDir, runId) {
	try {
		const { journalDir, found } = readRunLeft(runDir, runId, tempDirOf(host));
		if (found.state?.status === "running") await recoverRun(journalDir, runId, {
			insist: true,
			isSwept: true
		});
	} catch (error) {
		(await toolkit()).warning(`omne post: the run was not recovered: ${describeFault(error)}`);
	}
}
async function finish(host, left) {
	const core = await toolkit();
	const asked = readActionRequest(host.all);
	if (!asked.ok) return;
	const { artifact, artifactName, retentionDays } = asked.value;
	const secrets = await secretsOf(host, asked.value, left.secretInputs);
	for (const value of secrets) core.setSecret(value);
	const { journalDir, found } = readRunLeft(left.runDir, left.runId, tempDirOf(host));
	const plan = await planLeft(journalDir, resolve(asked.value.workingDirectory));
	if (found.state !== void 0) {
		const { state } = found;
		const { runDir, isUploading: isSecond } = left;
		const outline = plan && { outline: plan.outline };
		if (!left.isAnnotated) annotateFailures(core, {
			state,
			host,
			...outline,
			...plan && { pipeFile: plan.file }
		});
		if (asked.value.summary && !left.isSummarised) {
			const run = {
				state,
				runDir,
				asked: asked.value,
				host,
				secrets,
				isSecond,
				...outline
			};
			await writeSummary(core, runSummary(run));
		}
	}
	const warning = await saveLate(left.runDir, host, secrets);
	if (warning !== void 0) core.warning(neutraliseLine(warning));
	const isGreen = found.state?.status === "completed";
	if (left.isUploaded || artifact === "never" || artifact === "on-failure" && isGreen) return;
	const names = {
		...artifactName !== void 0 && { artifactName },
		...retentionDays !== void 0 && { retentionDays }
	};
	const pipe = found.state?.pipe ?? left.runId.slice(0, -27);
	const outcome = await uploadRun({
		runId: left.runId,
		runDir: left.runDir,
		pipe,
		asked: names,
		host,
		secrets,
		isSecond: left.isUploading,
		...plan && { outline: plan.outline },
		warn: (words) => core.warning(words)
	});
	tellArtifact(core, outcome, left.runDir);
}
async function planLeft(journalDir, folder) {
	try {
		return await knownPlan(readJournal(join(journalDir, "events.jsonl")).events, findRoot(folder));
	} catch {
		return;
	}
}
async function secretsOf(host, asked, keys) {
	const given = parseGivenInputs(asked.inputs);
	const values = given.ok ? given.value : /* @__PURE__ */ new Map();
	const { pipe } = await load(asked.pipe, resolve(asked.workingDirectory));
	const specs = (pipe?.inputs ?? []).filter((input) => keys.includes(input.key));
	const texts = keys.flatMap((key) => {
		const chosen = values.get(key) ?? specs.find((input) => input.key === key)?.default;
		return chosen === void 0 ? [] : [inputText(chosen)];
	});
	return usableSecrets([...collectSecrets([], host).values, ...texts]).values;
}

export { post };