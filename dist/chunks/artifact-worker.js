// src/shell/artifact-worker.ts
const workerUrl = import.meta.url;
const workerArgument = "omne-upload-artifact";
if (process.argv[2] === "omne-upload-artifact" && process.send !== void 0) {
	process.once("disconnect", () => process.exit());
	process.once("message", (request) => {
		upload(request).then(tell, (error) => tell({ error: describe(error) }));
	});
	process.once("uncaughtException", (error) => tell({ error: describe(error) }));
}
const tell = (answer) => process.send?.(answer);
async function upload(request) {
	const { DefaultArtifactClient } = await import("./artifact.js");
	const { name, paths, folder, retentionDays } = request;
	const { id, digest } = await new DefaultArtifactClient().uploadArtifact(name, [...paths], folder, {
		compressionLevel: 1,
		...retentionDays !== void 0 && { retentionDays }
	});
	if (id === void 0) throw new Error("the service named no artifact");
	return {
		id,
		...digest !== void 0 && { digest }
	};
}
function describe(error) {
	if (!(error instanceof Error)) return {
		name: "",
		message: String(error),
		code: ""
	};
	const code = "code" in error ? String(error.code) : "";
	return {
		name: error.name,
		message: error.message,
		code
	};
}

export { workerArgument, workerUrl };