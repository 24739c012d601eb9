// src/shell/report-worker.ts
const workerUrl = import.meta.url;
const workerArgument = "omne-write-report";
if (process.argv[2] === "omne-write-report" && process.send !== void 0) {
	process.once("disconnect", () => process.exit());
	process.once("message", (request) => {
		write(request).then(tell, (error) => tell({ error: String(error) }));
	});
}
const tell = (answer) => process.send?.(answer);
async function write(request) {
	const { writeReport } = await import("./report-file.js");
	await writeReport(request);
	return {};
}

export { workerArgument, workerUrl };