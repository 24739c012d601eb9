import { n as newestOf, t as lastAttempt } from "./resume.js";
import { Cn as err, wn as ok } from "./engine.js";
import { a as askService, o as errorText, r as sanitiseName, s as hasArtifactService } from "./upload.js";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { mkdtemp, rm } from "node:fs/promises";

// src/shell/artifact-fetch.ts
async function fetchEarlier(request) {
	const { from, asked, pipe, host } = request;
	const env = host.all;
	const attempt = Number(env["GITHUB_RUN_ATTEMPT"] ?? 1);
	if (from.kind === "last-attempt" && !(attempt > 1)) return ok({
		kind: "nothing",
		why: "this is the first attempt"
	});
	if (!hasArtifactService(env["GITHUB_SERVER_URL"])) {
		const why = "this server gives no artifacts to @actions/artifact";
		return from.kind === "last-attempt" ? ok({
			kind: "nothing",
			why
		}) : err(`${why}; resume from a folder instead`);
	}
	const service = new Service(request);
	if (!service.isReachable) return err("the step knows no repository (GITHUB_REPOSITORY, GITHUB_RUN_ID)");
	const listed = await service.list();
	if (!listed.ok) return listed;
	const wanted = {
		pipe: part(pipe),
		job: part(env["GITHUB_JOB"] || "job"),
		...asked.artifactName !== void 0 && { artifactName: sanitiseName(asked.artifactName) }
	};
	const chosen = choose(listed.value, from, {
		...wanted,
		attempt
	});
	if (!chosen.ok) return chosen;
	if ("why" in chosen.value) return ok({
		kind: "nothing",
		why: chosen.value.why
	});
	return await service.download(chosen.value);
}
const part = (text) => sanitiseName(text.slice(0, 64));
function choose(artifacts, from, wanted) {
	if (from.kind === "last-attempt") {
		const found = lastAttempt(artifacts, wanted);
		if (!found.ok) return ok({ why: `several artifacts fit (${found.error.join(", ")}); give the step an \`artifact-name\` of its own` });
		return ok(found.value ?? { why: "no earlier attempt of this job left an artifact" });
	}
	const named = artifacts.filter(({ name }) => name === from.artifact).sort((a, b) => b.id - a.id);
	const found = from.artifact === void 0 ? newestOf(artifacts, wanted) : named[0];
	if (found !== void 0) return ok(found);
	const what = from.artifact === void 0 ? `artifact of the pipe \`${wanted.pipe}\`` : `artifact \`${from.artifact}\``;
	return err(`workflow run ${from.id} has no ${what}${listWords(artifacts)}`);
}
const MAX_NAMES = 10;
function listWords(artifacts) {
	if (artifacts.length === 0) return "; it has none at all, or they have expired";
	const names = artifacts.slice(0, MAX_NAMES).map(({ name }) => `\`${name}\``);
	const more = artifacts.length - names.length;
	return `; it has ${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
var Service = class {
	#request;
	#of;
	isReachable;
	constructor(request) {
		this.#request = request;
		const { from, asked, host } = request;
		const [owner, repository] = (host.all["GITHUB_REPOSITORY"] ?? "").split("/");
		const id = from.kind === "workflow-run" ? from.id : Number(host.all["GITHUB_RUN_ID"]);
		this.isReachable = asked.token === void 0 || Boolean(owner && repository && id);
		this.#of = asked.token === void 0 || !owner || !repository ? void 0 : {
			id,
			owner,
			repository,
			token: asked.token
		};
	}
	async list() {
		const answer = await this.#ask({
			kind: "list",
			...this.#of && { of: this.#of }
		});
		if (!answer.ok) return answer;
		return "artifacts" in answer.value ? ok(answer.value.artifacts) : err("the service listed no artifacts");
	}
	async download({ id, name, digest }) {
		const { host, from } = this.#request;
		const folder = await mkdtemp(join(host.all["RUNNER_TEMP"] ?? tmpdir(), "omne-resume-"));
		const order = {
			kind: "download",
			id,
			folder,
			...digest && { digest }
		};
		const answer = await this.#ask({
			...order,
			...this.#of && { of: this.#of }
		});
		if (answer.ok && "isDamaged" in answer.value && !answer.value.isDamaged) {
			const of = from.kind === "workflow-run" ? `workflow run ${from.id}` : "an earlier attempt";
			return ok({
				kind: "fetched",
				folder,
				name,
				of
			});
		}
		await rm(folder, {
			recursive: true,
			force: true
		});
		return answer.ok ? err(`the artifact ${name} did not arrive as it was uploaded`) : answer;
	}
	async #ask(request) {
		const { host, asked, call = {} } = this.#request;
		try {
			const isQuiet = host.all["RUNNER_DEBUG"] !== "1";
			const answer = await askService(request, {
				env: host.all,
				isQuiet,
				...call
			});
			return "error" in answer ? err(this.#words(answer.error)) : ok(answer);
		} catch (error) {
			return err(errorText({
				name: "",
				code: "",
				message: String(error.message)
			}, [asked.token]));
		}
	}
	#words(error) {
		const { host, asked, from } = this.#request;
		const text = errorText(error, [asked.token, host.all["ACTIONS_RUNTIME_TOKEN"]]) || "no reason was given";
		const run = from.kind === "workflow-run" ? `workflow run ${from.id}` : "this workflow run";
		if (asked.token === void 0) return `the artifacts of earlier attempts cannot be had: ${text}; give \`token\`, such as \`github.token\`, with \`permissions: actions: read\``;
		switch (error.status) {
			case 401: return `the \`token\` was refused (401): ${text}`;
			case 403: return `the \`token\` may not read artifacts (403): it needs \`permissions: actions: read\`: ${text}`;
			case 404: return `${run} was not found (404): it is of another repository, was deleted, or the \`token\` lacks \`actions: read\``;
			case 410: return `the artifact has expired (410)`;
			default: return `the artifacts of ${run} cannot be had: ${text}`;
		}
	}
};

export { fetchEarlier };