import { R as holderOf, V as readJournal, c as collectSecrets, l as usableSecrets, tt as findRoot, v as EXIT } from "./engine.js";
import { i as stageRun } from "./upload.js";
import { s as findRun } from "./resume.js";
import { r as withoutSecrets, t as REPORT_NAME } from "./report2.js";
import { t as writeReport } from "./report.js";
import { t as knownPlan } from "./report-plan.js";
import { dirname, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { tmpdir } from "node:os";

// src/shell/cli-report.ts
async function reportCommand({ run, output }, console) {
	const root = findRoot(console.folder);
	const found = findRun(root, console.folder, run);
	const events = found.ok ? readEvents(found.value) : void 0;
	if (!found.ok || events === void 0) {
		console.err.write(`omne: ${found.ok ? `${found.value} has no readable journal` : found.error}\n`);
		return EXIT.problem;
	}
	const runDir = found.value;
	const plan = await knownPlan(events, root);
	const known = [...collectSecrets([], console.host).values, ...plan?.secrets ?? []];
	const secrets = usableSecrets(known).values;
	const target = output === void 0 ? join(runDir, REPORT_NAME) : resolve(console.folder, output);
	const staging = await stageRun({
		runDir,
		tempDir: tmpdir(),
		secrets
	});
	try {
		await writeReport({
			folder: staging.folder,
			files: staging.files.filter(({ path }) => path.startsWith("nodes/")),
			target,
			base: addressOf(runDir, dirname(target)),
			secrets,
			isLive: holderOf(runDir) === "alive",
			...plan && { outline: withoutSecrets(plan.outline, secrets) }
		});
	} finally {
		await staging.remove();
	}
	console.out.write(`${target}\n`);
	return EXIT.completed;
}
function readEvents(runDir) {
	try {
		return readJournal(join(runDir, "events.jsonl")).events;
	} catch {
		return;
	}
}
function addressOf(folder, from) {
	const way = relative(from, folder);
	if (way === "") return "";
	if (resolve(way) === way) return `${pathToFileURL(folder).href}/`;
	return `${way.split(sep).map(encodeURIComponent).join("/")}/`;
}

export { reportCommand };