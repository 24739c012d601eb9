import { t as getExecOutput } from "./exec.js";

// src/shell/agent-probe.ts
const PROBE_MS = 15e3;
async function agentVersion(program) {
	const asked = getExecOutput(program, ["--version"], {
		silent: true,
		ignoreReturnCode: true
	}).then(({ exitCode, stdout }) => exitCode === 0 ? stdout.trim() : void 0, () => void 0);
	let timer;
	const late = new Promise((resolve) => {
		timer = setTimeout(() => resolve(void 0), PROBE_MS);
	});
	const version = await Promise.race([asked, late]);
	clearTimeout(timer);
	return version;
}

export { agentVersion };