// src/shell/artifact-worker.ts
const workerUrl = import.meta.url;
const workerArgument = "omne-artifact";
if (process.argv[2] === "omne-artifact" && process.send !== void 0) {
	process.once("disconnect", () => process.exit());
	process.once("message", (request) => {
		perform(request).then(tell, (error) => tell({ error: describe(error) }));
	});
	process.once("uncaughtException", (error) => tell({ error: describe(error) }));
}
const tell = (answer) => process.send?.(answer);
function perform(request) {
	switch (request.kind) {
		case "upload": return upload(request);
		case "list": return list(request);
		case "download": return download(request);
	}
}
async function client() {
	const { DefaultArtifactClient } = await import("./artifact.js");
	return new DefaultArtifactClient();
}
async function upload({ name, paths, folder, retentionDays }) {
	const { id, digest } = await (await client()).uploadArtifact(name, [...paths], folder, {
		compressionLevel: 1,
		...retentionDays !== void 0 && { retentionDays }
	});
	if (id === void 0) throw new Error("the service named no artifact");
	return {
		id,
		...digest !== void 0 && { digest }
	};
}
async function list({ of }) {
	const { artifacts } = await (await client()).listArtifacts(findBy(of));
	return { artifacts: artifacts.map(({ id, name, digest }) => ({
		id,
		name,
		...digest && { digest }
	})) };
}
async function download({ of, id, folder, digest }) {
	const options = {
		path: folder,
		...digest !== void 0 && { expectedHash: digest },
		...findBy(of)
	};
	const { digestMismatch } = await (await client()).downloadArtifact(id, options);
	return { isDamaged: digestMismatch === true };
}
function findBy(of) {
	if (of === void 0) return {};
	const { token, id, owner, repository } = of;
	return { findBy: {
		token,
		workflowRunId: id,
		repositoryOwner: owner,
		repositoryName: repository
	} };
}
function describe(error) {
	if (!(error instanceof Error)) return {
		name: "",
		message: String(error),
		code: ""
	};
	const code = "code" in error ? String(error.code) : "";
	const status = "status" in error && typeof error.status === "number" ? { status: error.status } : {};
	return {
		name: error.name,
		message: error.message,
		code,
		...status
	};
}

export { workerArgument, workerUrl };