import { B as parseGivenInputs, F as createRedactor, a as toolkit, c as usableSecrets, i as readRun, m as describeFault, s as collectSecrets, u as load, yt as sweepRun, z as inputText } from "./engine.js";
import { a as tellArtifact, o as writeSummary, s as summary } from "./publish.js";
import { t as readActionRequest } from "./actions-inputs.js";
import { t as uploadRun } from "./upload.js";
import { resolve } from "node:path";

// src/shell/action-post.ts
async function post(host, state) {
	const { runId, runDir } = state;
	if (runId === void 0 || runDir === void 0) return;
	try {
		await sweepRun(runId);
		if (!state.isUploaded || !state.isSummarised) await finish(host, {
			...state,
			runId,
			runDir
		});
	} catch (error) {
		(await toolkit()).warning(`omne post: ${describeFault(error)}`);
	}
}
async function finish(host, left) {
	const core = await toolkit();
	const asked = readActionRequest(host.all);
	if (!asked.ok) return;
	const { artifact, artifactName, retentionDays } = asked.value;
	const secrets = await secretsOf(host, asked.value, left.secretInputs);
	for (const value of secrets) core.setSecret(value);
	const found = readRun(left.runDir, left.runId);
	if (asked.value.summary && !left.isSummarised && found.state !== void 0) await writeSummary(core, createRedactor(secrets).text(summary(found.state)));
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
		isSecond: left.isUploading
	});
	tellArtifact(core, outcome, left.runDir);
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