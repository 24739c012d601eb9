import { K as sweepRun, P as createRedactor, R as parseGivenInputs, c as collectSecrets, l as usableSecrets, m as load, o as readRun, u as summary, v as describeFault, z as resolveInputs } from "./engine.js";
import { a as tellArtifact, c as readActionRequest, o as writeSummary, s as toolkit } from "./publish.js";
import { r as uploadRun } from "./upload.js";
import { join } from "node:path";

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
	const secrets = secretsOf(host, asked.value);
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
		secrets
	});
	tellArtifact(core, outcome, join(left.runDir));
}
function secretsOf(host, asked) {
	const given = parseGivenInputs(asked.inputs);
	const values = given.ok ? given.value : /* @__PURE__ */ new Map();
	const { pipe } = load(asked.pipe, asked.workingDirectory);
	const inputs = pipe === void 0 ? void 0 : resolveInputs(pipe.inputs, values);
	if (inputs?.ok) return collectSecrets(inputs.value, host).values;
	return usableSecrets([...collectSecrets([], host).values, ...values.values()]).values;
}

export { post };