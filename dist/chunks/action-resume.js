import { Cn as err, ft as neutraliseLine, wn as ok } from "./engine.js";
import { a as artifactFolder, i as decisionLines, o as endedRun, r as resumption } from "./resume.js";
import { resolve } from "node:path";
import { rm } from "node:fs/promises";

// src/shell/action-resume.ts
async function takeUp(request) {
	const { from, prepared, site, host, redactor } = request;
	const { worktree: folder } = site.files;
	const found = await findEarlier(request);
	if (!found.ok) return found;
	if ("why" in found.value) return ok(everything(prepared, found.value.why));
	const { runDir, name, dispose = nothing } = found.value;
	const earlier = await endedRun(runDir, host);
	if (!earlier.ok) {
		await dispose();
		if (from.kind === "last-attempt") return ok(everything(prepared, `${name} ${earlier.error}`));
		return err(`input \`resume-from\`: ${name} ${earlier.error}`);
	}
	const here = {
		prepared,
		folder,
		host,
		redactor,
		trustWorktree: false,
		isTrial: false
	};
	const resumed = {
		...prepared,
		resumption: await resumption(earlier.value, here)
	};
	const lines = await decisionLines({
		prepared: resumed,
		site,
		host,
		redactor,
		from: name
	});
	return ok({
		prepared: resumed,
		lines,
		dispose
	});
}
const nothing = () => Promise.resolve();
const everything = (prepared, why) => ({
	prepared,
	lines: [neutraliseLine(`resume-from: ${why}: everything runs`)],
	dispose: nothing
});
async function findEarlier({ from, asked, prepared, site, host, cancel }) {
	if (from.kind === "folder") {
		const found = artifactFolder(resolve(site.files.worktree, from.path));
		if (!found.ok) return err(`input \`resume-from\` is \`${from.path}\`: ${found.error}`);
		return ok({
			runDir: found.value,
			name: from.path
		});
	}
	const { fetchEarlier } = await import("./artifact-fetch.js");
	const fetched = await fetchEarlier({
		from,
		asked,
		pipe: prepared.plan.name,
		host,
		call: { cancel }
	});
	if (!fetched.ok) return err(`input \`resume-from\`: ${fetched.error}`);
	if (fetched.value.kind === "nothing") return ok({ why: fetched.value.why });
	const { folder: unpacked, name, of } = fetched.value;
	const dispose = () => rm(unpacked, {
		recursive: true,
		force: true,
		maxRetries: 3
	}).catch(() => void 0);
	const found = artifactFolder(unpacked);
	if (found.ok) return ok({
		runDir: found.value,
		name: `artifact ${name} of ${of}`,
		dispose
	});
	await dispose();
	return err(`input \`resume-from\`: artifact ${name} of ${of} is of no run: ${found.error}`);
}

export { takeUp };