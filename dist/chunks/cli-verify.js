import { t as verifyJournal } from "./plan.js";
import { H as readJournalText, It as oneLine, Lt as plural, Q as sha256, tt as findRoot, v as EXIT } from "./engine.js";
import { statSync } from "node:fs";
import { join, resolve } from "node:path";

// src/shell/cli-verify.ts
const MAX_FLAWS = 20;
function verifyCommand(asked, console) {
	const file = journalOf(asked, console.folder);
	let text;
	try {
		text = readJournalText(file);
	} catch {
		console.err.write(`omne: no journal ${file}\n`);
		return EXIT.problem;
	}
	const { events, flaws } = verifyJournal(text, sha256);
	if (flaws.length === 0) {
		const last = events.at(-1);
		console.out.write(`${file}: ${plural(events.length, "event")}, whole; chain ${last.h ?? "none"}\n`);
		return EXIT.completed;
	}
	for (const { line, reason } of flaws.slice(0, MAX_FLAWS)) console.out.write(`${file}:${line}: ${oneLine(reason)}\n`);
	if (flaws.length > MAX_FLAWS) console.out.write(`and ${flaws.length - MAX_FLAWS} more\n`);
	return EXIT.aborted;
}
function journalOf(asked, folder) {
	const path = resolve(folder, asked);
	const stat = statSync(path, { throwIfNoEntry: false });
	if (stat?.isFile()) return path;
	if (stat?.isDirectory()) return join(path, "events.jsonl");
	return join(findRoot(folder), ".omne", "var", "runs", asked, "events.jsonl");
}

export { verifyCommand };