import { A as pastOf, B as Journal, C as siteOf, Cn as err, E as recordedInputs, F as usageOf, G as createResults, I as readSecretKey, It as oneLine, J as headAt, Jt as createGrace, K as spoiltCaptures, Kt as usesAgent, L as secretsDigest, Lt as plural, M as fold, N as reduce, P as closingFacts, Q as sha256, Sn as readOwn, T as hiddenInputs, U as decodeJournal, V as readJournal, X as findGit, Y as headOf, Z as runGit, Zt as sweepRun, bn as READ_PLANTED, c as collectSecrets, et as decodeTime, ft as neutraliseLine, lt as createRedactor, q as captureFiles, ut as latin1Of, vn as writeFresh, w as createJob, wn as ok, xn as openOwn, z as inheritLock } from "./engine.js";
import { t as rehearsal } from "./rehearse.js";
import { closeSync, constants, copyFileSync, existsSync, fstatSync, fsyncSync, ftruncateSync, lstatSync, mkdirSync, mkdtempSync, openSync, readFileSync, readSync, readdirSync, readlinkSync, rmSync, rmdirSync, statSync, unlinkSync, utimesSync, writeSync } from "node:fs";
import { basename, dirname, isAbsolute, join, normalize, relative, resolve, sep } from "node:path";
import { tmpdir } from "node:os";
import { setImmediate } from "node:timers/promises";

// src/effects/recover.ts
async function recoverRun(runDir, runId, how = {}) {
	const lock = inheritLock(runDir, how.insist);
	if (typeof lock === "string") return {
		kind: "held",
		holder: lock
	};
	let isOver = false;
	try {
		if (how.isSwept !== true) await sweepRun(runId);
		const recovered = close(runDir, runId);
		isOver = recovered.kind === "ended" || recovered.kind === "recovered";
		return recovered;
	} finally {
		letGo(lock, isOver);
	}
}
const letGo = (lock, isOver) => isOver ? lock.release() : lock.giveBack();
function close(runDir, runId) {
	const path = join(runDir, "events.jsonl");
	const found = readWhole(path);
	if (found === void 0) return { kind: "missing" };
	const { events, broken } = decodeJournal(found.text, sha256);
	if (broken !== void 0) return {
		kind: "broken",
		...broken
	};
	if (found.torn.length > 0) trim(runDir, path, found);
	const last = events.at(-1);
	if (last === void 0) return { kind: "empty" };
	const state = fold(events);
	if (state.status !== "running") return {
		kind: "ended",
		state
	};
	if (!last.h) return {
		kind: "broken",
		line: events.length,
		reason: "another program wrote it"
	};
	append(path, last, state, (id) => captureOf(runDir, runId, id));
	return {
		kind: "recovered",
		state
	};
}
const { O_RDWR, O_WRONLY, O_CREAT, O_EXCL } = constants;
const SAFELY = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
function readWhole(path) {
	let fd;
	try {
		fd = openSync(path, READ_PLANTED);
	} catch {
		return;
	}
	try {
		if (!fstatSync(fd).isFile()) return void 0;
		const bytes = readFileSync(fd);
		const whole = bytes.lastIndexOf("\n".charCodeAt(0)) + 1;
		return {
			text: bytes.toString("utf8", 0, whole),
			torn: bytes.subarray(whole),
			whole
		};
	} finally {
		closeSync(fd);
	}
}
function trim(runDir, path, { torn, whole }) {
	saveTorn(runDir, torn);
	const fd = openSync(path, O_RDWR | SAFELY);
	try {
		ftruncateSync(fd, whole);
		fsyncSync(fd);
	} finally {
		closeSync(fd);
	}
}
const MAX_TORN = 100;
function saveTorn(runDir, torn) {
	for (let at = 0; at < MAX_TORN; at++) {
		const path = join(runDir, at === 0 ? "events.torn" : `events.torn.${at}`);
		const found = readWhole(path);
		if (found !== void 0 && found.whole === 0 && Buffer.compare(found.torn, torn) === 0) return;
		if (found === void 0 && save(path, torn)) return;
	}
}
function save(path, bytes) {
	try {
		const fd = openSync(path, O_WRONLY | O_CREAT | O_EXCL | SAFELY, 384);
		try {
			for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
			fsyncSync(fd);
		} finally {
			closeSync(fd);
		}
		return true;
	} catch {
		return false;
	}
}
function append(path, last, state, outputPath) {
	const journal = new Journal(path, last.run_id, createRedactor([]), { after: last });
	const upToMs = last.mono_ms;
	try {
		for (const fact of closingFacts(state, {
			upToMs,
			outputPath
		})) reduce(state, journal.append(fact));
		const usage = usageOf(state);
		reduce(state, journal.append({
			type: "pipe.aborted",
			reason: "interrupted",
			duration_ms: upToMs,
			...usage !== void 0 && { usage }
		}));
	} finally {
		journal.close();
	}
}
function captureOf(runDir, runId, nodeId) {
	try {
		return lstatSync(join(runDir, "nodes", `${nodeId}.out`)).isFile() ? `.omne/var/runs/${runId}/nodes/${nodeId}.out` : void 0;
	} catch {
		return;
	}
}

// src/effects/definition.ts
const FOLDERS = [
	".omne/pipes",
	".omne/hooks",
	".omne/dist",
	".omne/core",
	".github/pipes",
	".claude/commands"
];
const definitionOf = (root, pipePath) => [resolve(root, pipePath), ...FOLDERS.map((folder) => join(root, folder) + sep)];

// src/effects/saved-worktree.ts
const savedPath = (runDir, kind) => join(runDir, `worktree.${kind}`);
const objectId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
function readSavedWorktree(runDir) {
	const bytes = readOwn(savedPath(runDir, "json"), 65536);
	try {
		return bytes && checked(JSON.parse(bytes.toString("utf8")));
	} catch {
		return;
	}
}
function checked(value) {
	if (typeof value !== "object" || value === null) return void 0;
	const { version, head, tree, since, born, patch, reason } = value;
	if (version !== 1 || !isMatch(head, objectId)) return void 0;
	if (!isTime(since) || !isTime(born)) return void 0;
	const words = typeof reason === "string" && { reason };
	if (tree !== null && !isMatch(tree, objectId)) return void 0;
	if (patch === null) return {
		version,
		head,
		tree,
		since,
		born,
		patch,
		...words
	};
	if (tree === null || typeof patch !== "object") return void 0;
	const { bytes, digest } = patch;
	if (typeof bytes !== "number" || !Number.isSafeInteger(bytes) || bytes < 0) return void 0;
	if (!isMatch(digest, /^sha256:[0-9a-f]{64}$/)) return void 0;
	return {
		version,
		head,
		tree,
		since,
		born,
		patch: {
			bytes,
			digest
		}
	};
}
const isTime = (value) => typeof value === "number" && Number.isFinite(value);
const isMatch = (value, pattern) => typeof value === "string" && pattern.test(value);

// src/effects/git-paths.ts
const pathOf = (top, path) => Buffer.concat([Buffer.from(top.endsWith(sep) ? top : top + sep), Buffer.from(path, "latin1")]);
const shown = (path) => `\`${Buffer.from(path, "latin1").toString("utf8")}\``;
function lstat(path) {
	try {
		return lstatSync(path, {
			bigint: true,
			throwIfNoEntry: false
		});
	} catch {
		return;
	}
}
function createEyes(top) {
	const folders = /* @__PURE__ */ new Map();
	const isReached = (path) => {
		const end = path.lastIndexOf("/");
		if (end < 0) return true;
		const folder = path.slice(0, end);
		let known = folders.get(folder);
		if (known === void 0) {
			known = isReached(folder) && lstat(pathOf(top, folder))?.isDirectory() === true;
			folders.set(folder, known);
		}
		return known;
	};
	return {
		isReached,
		look: (path) => isReached(path) ? lstat(pathOf(top, path)) : void 0
	};
}

// src/effects/git-hidden.ts
async function unhide(shop) {
	const said = await shop.git([
		"ls-files",
		"-v",
		"-z"
	]);
	if (!said.ok) return said;
	const eyes = createEyes(shop.place.top);
	const assumed = [];
	const skipped = [];
	for (const row of said.value.toString("latin1").split("\0")) {
		const tag = row[0] ?? "H";
		if (tag === "H") continue;
		const path = row.slice(2);
		if (tag >= "a") assumed.push(path);
		if (tag.toUpperCase() === "S" && eyes.look(path) !== void 0) skipped.push(path);
	}
	for (const [option, paths] of [["--no-assume-unchanged", assumed], ["--no-skip-worktree", skipped]]) {
		if (paths.length === 0) continue;
		const stdin = Buffer.from(paths.map((path) => `${path}\0`).join(""), "latin1");
		const done = await shop.git([
			"update-index",
			option,
			"-z",
			"--stdin"
		], { stdin });
		if (!done.ok) return done;
	}
	return ok(void 0);
}

// src/effects/git-workshop.ts
function openWorkshop({ place, host, signal, runId }) {
	const folder = mkdtempSync(join(host.all["RUNNER_TEMP"] || tmpdir(), "omne-git-"));
	const close = () => {
		try {
			rmSync(folder, {
				recursive: true,
				force: true,
				maxRetries: 3
			});
		} catch {}
	};
	try {
		const index = join(folder, "index");
		const objects = join(folder, "objects");
		mkdirSync(objects);
		copyIndex(join(place.gitDir, "index"), index);
		const git = (args, more) => runGit({
			place,
			host,
			args,
			index,
			objects,
			signal,
			...runId !== void 0 && { runId },
			...more
		});
		return {
			place,
			folder,
			host,
			signal,
			git,
			close
		};
	} catch (error) {
		close();
		throw error;
	}
}
function copyIndex(from, to) {
	if (!existsSync(from)) return;
	const stat = lstatSync(from);
	if (!stat.isFile()) throw new Error("the index of the repository is not a regular file");
	copyFileSync(from, to, constants.COPYFILE_FICLONE);
	const seconds = Math.floor(stat.mtimeMs / 1e3);
	utimesSync(to, seconds, seconds);
}

// src/effects/moved-files.ts
const { createHash: createHash$2 } = process.getBuiltinModule("node:crypto");
async function movedAlong(shop, deleted, old) {
	const objects = new Set(deleted.values());
	const names = new Set([...deleted.keys()].map(nameOf));
	const candidates = old.filter(({ path }) => names.has(nameOf(path)));
	if (candidates.length === 0) return ok([]);
	const { top } = shop.place;
	const isLink = ({ path }) => lstatSync(pathOf(top, path)).isSymbolicLink();
	const links = candidates.filter(isLink);
	const files = candidates.filter((file) => !links.includes(file));
	const stdin = Buffer.from(files.map(({ path }) => `${quoted(path)}\n`).join(""), "latin1");
	const said = files.length === 0 ? ok(Buffer.alloc(0)) : await shop.git(["hash-object", "--stdin-paths"], { stdin });
	if (!said.ok) return said;
	const hashes = said.value.toString("latin1").split("\n");
	const algorithm = [...objects].some((object) => object.length === 64) ? "sha256" : "sha1";
	return ok([...files.filter((_, at) => objects.has(hashes[at])), ...links.filter(({ path }) => objects.has(linkObject(pathOf(top, path), algorithm)))]);
}
const nameOf = (path) => path.slice(path.lastIndexOf("/") + 1);
const quoted = (path) => `"${path.replace(/[\\"]/g, "\\$&").replace(/[\x00-\x1f\x7f-\xff]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, "0")}`)}"`;
function linkObject(path, algorithm) {
	const target = readlinkSync(path, "buffer");
	return createHash$2(algorithm).update(`blob ${target.length}\0`).update(target).digest("hex");
}

// src/effects/git-changes.ts
const tickMs = 10;
const never = /(?:^|\/)\.omne\/(?:var|wt)\/|(?:^|\/)gha-creds-[0-9a-f]+\.json$/;
async function changesOf(shop, since, besides = {}, until = Number.POSITIVE_INFINITY) {
	const looked = await unhide(shop);
	if (!looked.ok) return looked;
	const said = await shop.git([
		"status",
		"--porcelain=v2",
		"-z",
		"--untracked-files=all",
		"--no-renames",
		"--ignore-submodules=none"
	]);
	if (!said.ok) return said;
	const { top } = shop.place;
	const found = sorted(parse(said.value.toString("latin1")).filter(isCounted(top, besides)), createEyes(top), {
		since,
		until
	});
	if (found.late !== void 0) return err(`${shown(found.late)} was changed after the run had ended`);
	const moved = await movedAlong(shop, found.deleted, found.old);
	if (!moved.ok) return moved;
	const uncarried = found.submodule ?? await changedWithin(shop, found.nested, since);
	return ok({
		tracked: found.tracked,
		untracked: [...found.untracked, ...moved.value.map(({ path }) => path)],
		present: [...found.present, ...moved.value],
		absent: found.absent,
		...uncarried !== void 0 && { uncarried }
	});
}
function isCounted(top, { folder, definition = [] }) {
	const own = folder === void 0 ? [] : starts(top, folder + sep);
	const defining = definition.flatMap((path) => starts(top, path));
	const isIn = (path, start) => start.endsWith("/") ? path.startsWith(start) : path === start;
	return ({ kind, path }) => !(kind !== "tracked" && own.some((start) => isIn(path, start))) && !defining.some((start) => isIn(path, start));
}
function starts(top, path) {
	const below = relative(top, resolve(path)).split(sep).join("/");
	if (below === "" || below.startsWith("..")) return [];
	return [Buffer.from(path.endsWith(sep) ? `${below}/` : below).toString("latin1")];
}
function parse(text) {
	const entries = [];
	const items = text.split("\0");
	for (let at = 0; at < items.length; at++) {
		const item = items[at];
		if (item.startsWith("? ")) entries.push({
			kind: "untracked",
			path: item.slice(2)
		});
		const fields = fieldsBefore[item[0] ?? ""];
		if (fields === void 0) continue;
		const parts = item.split(" ");
		entries.push(tracked(parts, parts.slice(fields).join(" ")));
		if (item[0] === "2") at++;
	}
	return entries;
}
const fieldsBefore = {
	"1": 8,
	"2": 9,
	u: 10
};
function tracked(parts, path) {
	const [kind, xy, sub, mode] = parts;
	return {
		kind: "tracked",
		path,
		isInHead: kind === "u" || mode !== "000000",
		isDeleted: xy[1] === "D",
		isSubmodule: sub.startsWith("S"),
		object: kind === "u" ? "" : parts[6]
	};
}
function sorted(entries, eyes, span) {
	const found = {
		tracked: [],
		untracked: [],
		present: [],
		absent: [],
		deleted: /* @__PURE__ */ new Map(),
		old: [],
		nested: []
	};
	const inHead = new Set(entries.flatMap((entry) => entry.kind === "tracked" && entry.isInHead ? [entry.path] : []));
	for (const entry of entries) if (entry.kind === "tracked" && entry.isInHead) sortTracked(entry, eyes, {
		found,
		...span
	});
	else if (!inHead.has(entry.path)) sortNew(entry, eyes, {
		found,
		...span
	});
	return found;
}
function sortTracked(entry, eyes, { found, until }) {
	const { path } = entry;
	if (entry.isSubmodule) found.submodule ??= `the submodule ${shown(path)} has changes, which a patch does not carry`;
	found.tracked.push(path);
	const stat = eyes.look(path);
	if (stat !== void 0 && (!stat.isDirectory() || entry.isSubmodule)) {
		found.present.push({
			path,
			bytes: Number(stat.size)
		});
		if (Number(stat.ctimeMs) > until + tickMs) found.late ??= path;
	} else {
		if (entry.isDeleted || entry.object === "") found.absent.push(path);
		found.deleted.set(path, entry.object);
	}
}
function sortNew(entry, eyes, { found, since, until }) {
	const { path } = entry;
	const isSubmodule = entry.kind === "tracked" && entry.isSubmodule;
	if (isSubmodule || path.endsWith("/")) {
		found.nested.push(path.replace(/\/$/, ""));
		if (isSubmodule) found.absent.push(path);
		return;
	}
	const stat = eyes.look(path);
	if (stat !== void 0 && !never.test(path) && !stat.isDirectory() && Number(stat.ctimeMs) >= since - tickMs && Number(stat.ctimeMs) <= until + tickMs) {
		found.untracked.push(path);
		found.present.push({
			path,
			bytes: Number(stat.size)
		});
		return;
	}
	if (entry.kind === "tracked") found.absent.push(path);
	if (stat !== void 0 && !never.test(path)) found.old.push({
		path,
		bytes: Number(stat.size)
	});
}
async function changedWithin(shop, nested, since) {
	for (const path of nested) if (await isChanged(shop, path, since)) return `${shown(path)} is a repository of its own with changes in it, which a patch does not carry`;
}
async function isChanged(shop, path, since) {
	const folder = pathOf(shop.place.top, path).toString();
	const place = findGit(folder);
	if (place?.top !== folder) return true;
	for (const file of ["HEAD", "logs/HEAD"]) {
		const stat = lstat(`${place.gitDir}/${file}`);
		if (stat && Number(stat.ctimeMs) >= since - tickMs) return true;
	}
	const { host, signal } = shop;
	const inside = openWorkshop({
		place,
		host,
		signal
	});
	try {
		const changes = await changesOf(inside, since);
		return !changes.ok || changes.value.present.length + changes.value.tracked.length > 0 || changes.value.uncarried !== void 0;
	} finally {
		inside.close();
	}
}
async function readIn(shop, changes) {
	const eyes = createEyes(shop.place.top);
	const isForced = (path) => eyes.look(path) !== void 0 || !eyes.isReached(path);
	const forced = changes.absent.filter(isForced);
	const gone = changes.absent.filter((path) => !isForced(path));
	for (const [paths, how] of [[forced, ["--force-remove"]], [[...gone, ...changes.present.map(({ path }) => path)], [
		"--add",
		"--remove",
		"--replace"
	]]]) {
		if (paths.length === 0) continue;
		const stdin = Buffer.from(paths.map((path) => `${path}\0`).join(""), "latin1");
		const done = await shop.git([
			"update-index",
			...how,
			"-z",
			"--stdin"
		], { stdin });
		if (!done.ok) return err(done.error);
	}
	return ok(void 0);
}

// src/effects/secret-files.ts
const chunkBytes = 1048576;
async function secretFile(shop, files, secrets) {
	const known = secrets.filter((secret) => secret !== "").map(latin1Of);
	if (known.length === 0) return void 0;
	const redactor = createRedactor(known);
	const reach = Math.max(...known.map((secret) => secret.length)) - 1;
	const buffer = Buffer.alloc(chunkBytes + reach);
	for (const { path } of files) {
		if (shop.signal.aborted) return void 0;
		if (holds(pathOf(shop.place.top, path), buffer, {
			reach,
			has: (text) => redactor.text(text) !== text
		})) return path;
		await setImmediate();
	}
}
function holds(path, buffer, { reach, has }) {
	let fd;
	try {
		fd = openSync(path, READ_PLANTED);
		if (!fstatSync(fd).isFile()) return false;
		for (let kept = 0;;) {
			const read = readSync(fd, buffer, kept, chunkBytes, null);
			if (read === 0) return false;
			const end = kept + read;
			if (has(buffer.toString("latin1", 0, end))) return true;
			const from = Math.max(0, end - reach);
			buffer.copy(buffer, 0, from, end);
			kept = end - from;
		}
	} catch {
		return false;
	} finally {
		if (fd !== void 0) closeSync(fd);
	}
}

// src/effects/worktree-state.ts
const { createHash: createHash$1 } = process.getBuiltinModule("node:crypto");
const mebibyte = 1048576;
const limitsByDefault = {
	patchBytes: 64 * mebibyte,
	changedBytes: 1024 * mebibyte,
	timeoutMs: 3e4
};
async function saveWorktree(request) {
	const { folder, runDir, since, until, host, definition = [] } = request;
	const limits = {
		...limitsByDefault,
		...request.limits
	};
	const place = findGit(folder);
	const head = place && headAt(place, host);
	if (place === void 0 || head === void 0) return ok(void 0);
	const late = deadline(limits.timeoutMs, "saving the worktree");
	return within({
		place,
		host,
		signal: request.signal === void 0 ? late : AbortSignal.any([late, request.signal]),
		runId: basename(runDir)
	}, async (shop) => {
		const changes = await changesOf(shop, since, { definition }, until);
		if (!changes.ok) return /\(ENOENT\)$/.test(changes.error) ? ok(void 0) : changes;
		const bytes = changes.value.present.reduce((sum, file) => sum + file.bytes, 0);
		const { uncarried } = changes.value;
		if (uncarried !== void 0) return keep(runDir, {
			head,
			tree: null,
			since,
			born: bornAt(place)
		}, err(uncarried));
		if (bytes > limits.changedBytes) return err(tooLarge("the changed files", bytes, limits.changedBytes));
		const read = await readIn(shop, changes.value);
		if (!read.ok) return read;
		const [tree, patch] = await Promise.all([writeTree(shop), writePatch(shop, changes.value, {
			...request,
			limits,
			head
		})]);
		if (!tree.ok) return tree;
		return keep(runDir, {
			head,
			tree: tree.value,
			since,
			born: bornAt(place)
		}, patch);
	});
}
function keep(runDir, state, patch) {
	const kept = patch.ok ? { patch: patch.value } : {
		patch: null,
		reason: patch.error
	};
	if (!patch.ok) remove(savedPath(runDir, "patch"));
	const saved = {
		version: 1,
		...state,
		...kept
	};
	writeFresh(savedPath(runDir, "json"), `${JSON.stringify(saved, void 0, 2)}\n`, runDir);
	return ok(saved);
}
function remove(path) {
	try {
		unlinkSync(path);
	} catch {}
}
async function within(request, work) {
	let shop;
	try {
		shop = openWorkshop(request);
		return await work(shop);
	} catch (error) {
		return err(error instanceof Error ? error.message : String(error));
	} finally {
		shop?.close();
	}
}
function deadline(ms, what) {
	const controller = new AbortController();
	setTimeout(() => controller.abort(`${what} took longer than ${ms / 1e3} s`), ms).unref();
	return controller.signal;
}
async function writeTree(shop) {
	const said = await shop.git(["write-tree", "--missing-ok"]);
	return said.ok ? ok(said.value.toString("latin1").trim()) : said;
}
const diff = [
	"diff-index",
	"--cached",
	"--patch",
	...[
		"--binary",
		"--full-index",
		"--no-ext-diff",
		"--no-textconv",
		"--no-color",
		"--no-renames"
	],
	...[
		"--no-relative",
		"--unified=3",
		"--inter-hunk-context=0",
		"--diff-algorithm=myers"
	],
	...[
		"--src-prefix=a/",
		"--dst-prefix=b/",
		"--submodule=short",
		"--ignore-submodules=none"
	]
];
async function writePatch(shop, changes, { runDir, limits, head, secrets = [] }) {
	const path = savedPath(runDir, "patch");
	const holder = await secretFile(shop, changes.present, secrets);
	if (holder !== void 0) return err(`${shown(holder)} holds a secret`);
	writeFresh(path, "", runDir);
	const fd = openSync(path, constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0));
	const hash = createHash$1("sha256");
	let bytes = 0;
	const take = (chunk) => {
		bytes += chunk.length;
		if (bytes > limits.patchBytes) throw new Error(tooLarge("the patch", bytes, limits.patchBytes));
		hash.update(chunk);
		for (let at = 0; at < chunk.length;) at += writeSync(fd, chunk, at);
	};
	try {
		const done = changes.present.length + changes.absent.length === 0 ? ok(void 0) : await shop.git([...diff, head], { take });
		return done.ok ? ok({
			bytes,
			digest: `sha256:${hash.digest("hex")}`
		}) : done;
	} finally {
		closeSync(fd);
	}
}
const tooLarge = (what, bytes, most) => `${what} hold${what.endsWith("s") ? "" : "s"} more than ${Math.round(Math.min(bytes, most) / mebibyte)} MiB`;
async function compareWorktree(folder, saved, host, besides = {}) {
	const place = findGit(folder);
	const head = place && headAt(place, host);
	if (place === void 0) return { different: "the worktree is not in git" };
	if (head === void 0) return { different: "the worktree has no commit" };
	if (head !== saved.head) return { different: `HEAD is ${head.slice(0, 9)}, the run left it at ${saved.head.slice(0, 9)}` };
	const verdict = await within({
		place,
		host,
		signal: deadline(limitsByDefault.timeoutMs, "comparing the worktree")
	}, (shop) => compare(shop, saved, besides));
	return verdict.ok ? verdict.value : { different: `the worktree cannot be compared: ${verdict.error}` };
}
async function compare(shop, saved, besides) {
	const found = await changesOf(shop, saved.since, besides);
	if (!found.ok) return found;
	const changes = found.value;
	const born = bornAt(shop.place);
	const isOther = born !== saved.born && born !== 0 && saved.born !== 0;
	const read = await readIn(shop, changes);
	if (!read.ok) return read;
	const tree = await writeTree(shop);
	if (!tree.ok) return tree;
	if (tree.value === saved.tree && changes.uncarried === void 0) return ok("same");
	const changed = isOther ? changes.tracked : [...changes.tracked, ...changes.untracked];
	if (changed.length > 0) return ok({ different: `the worktree is not as the run left it; changed: ${list(changed)}` });
	if (changes.uncarried !== void 0 && !isOther) return ok({ different: changes.uncarried });
	if (saved.patch === null) return ok({ different: `the run left no patch: ${saved.reason ?? "no reason"}` });
	return ok("clean");
}
const list = (paths) => paths.slice(0, 3).map(shown).join(", ") + (paths.length > 3 ? ` and ${paths.length - 3} more` : "");
function bornAt({ gitDir }) {
	try {
		return statSync(gitDir).birthtimeMs;
	} catch {
		return 0;
	}
}
function startOfRun(runId) {
	try {
		return decodeTime(runId.slice(runId.lastIndexOf("-") + 1).toUpperCase());
	} catch {
		return;
	}
}

// src/shell/keep-worktree.ts
async function keepWorktree(over) {
	const { site, pipePath, host, secrets, since, until, signal } = over;
	const { files, runId } = site;
	const from = since ?? startOfRun(runId);
	if (from === void 0) return void 0;
	const { worktree: folder, runDir } = files;
	const saved = await saveWorktree({
		folder,
		runDir,
		since: from,
		until,
		definition: definitionOf(files.root, pipePath),
		host,
		secrets,
		...signal && { signal }
	});
	if (!saved.ok && signal?.aborted) return `the worktree was not saved: ${saved.error}`;
	if (saved.ok && saved.value !== void 0) return void 0;
	leaveWord(runDir, saved.ok ? "it is not in git, has no commit, or there is no git" : saved.error);
	if (saved.ok) return void 0;
	return `the worktree was not saved, so the run cannot be resumed exactly: ${saved.error}`;
}
const wasTried = (runDir) => readSavedWorktree(runDir) !== void 0 || existsSync(join(runDir, UNSAVED));
const UNSAVED = "worktree.unsaved";
function leaveWord(runDir, reason) {
	try {
		writeFresh(join(runDir, UNSAVED), `${reason}\n`, runDir);
	} catch {}
}

// src/shell/earlier.ts
function findRun(root, folder, asked) {
	const path = resolve(folder, asked);
	const stat = statSync(path, { throwIfNoEntry: false });
	if (stat?.isFile()) return ok(dirname(path));
	if (stat?.isDirectory() && hasJournal(path)) return ok(path);
	const runs = join(root, ".omne", "var", "runs");
	const names = runNames(runs);
	if (names.includes(asked)) return ok(join(runs, asked));
	const found = names.filter((name) => name.startsWith(asked));
	if (found.length === 1) return ok(join(runs, found[0]));
	if (found.length === 0) return err(`there is no run \`${asked}\` in ${runs}, and no folder of that name with a journal`);
	const newest = found.sort().reverse().slice(0, MAX_NAMES$1);
	const more = found.length - newest.length;
	return err(`${plural(found.length, "run")} begin with \`${asked}\`: ${newest.join(", ")}${more > 0 ? ` and ${more} more` : ""}`);
}
const MAX_NAMES$1 = 5;
const hasJournal = (folder) => statSync(join(folder, "events.jsonl"), { throwIfNoEntry: false })?.isFile() === true;
function runNames(folder) {
	try {
		return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => entry.isDirectory() ? [entry.name] : []);
	} catch {
		return [];
	}
}
function rootOfRun(runDir) {
	const below = join(".omne", "var", "runs");
	const runs = dirname(runDir);
	return runs.endsWith(sep + below) ? runs.slice(0, -below.length - 1) || sep : void 0;
}
function artifactFolder(folder) {
	if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return err("there is no such folder");
	if (hasJournal(folder)) return ok(folder);
	const inside = runNames(folder).filter((name) => hasJournal(join(folder, name)));
	if (inside.length === 1) return ok(join(folder, inside[0]));
	if (inside.length === 0) return err("there is no events.jsonl in it");
	return err(`several runs are in it: ${inside.slice(0, MAX_NAMES$1).join(", ")}; name one of them`);
}
async function endedRun(runDir, host) {
	const found = readEarlier(runDir);
	if (!found.ok) return found;
	const { state, runId } = found.value;
	if (state.status === "running") {
		const insist = rootOfRun(runDir) === void 0;
		const isSwept = insist || basename(runDir) !== runId;
		const recovered = await recoverRun(runDir, runId, {
			insist,
			isSwept
		});
		if (recovered.kind === "held") return err(HELD[recovered.holder]);
	}
	const wasSaved = wasTried(runDir);
	await saveLate(runDir, host, collectSecrets([], host).values);
	const ended = readEarlier(runDir);
	const isSavedLate = ended.ok && !wasSaved && wasTried(runDir) && ended.value.state.reason === "interrupted";
	return isSavedLate ? ok({
		...ended.value,
		isSavedLate
	}) : ended;
}
const HELD = {
	alive: "still runs",
	gone: "is being closed by somebody else",
	none: "may still run: nothing says which process writes its journal",
	unknown: "may still run: the process that writes its journal cannot be seen from here"
};
async function saveLate(runDir, host, secrets) {
	const root = rootOfRun(runDir);
	const found = readEarlier(runDir);
	if (root === void 0 || !found.ok || wasTried(runDir)) return void 0;
	const { started, runId, state } = found.value;
	const path = worktreePath(started);
	if (path === void 0 || basename(runDir) !== runId) return void 0;
	const site = siteOf(root, join(root, path), runId);
	if (!existsSync(site.files.worktree)) return void 0;
	const until = state.reason === "interrupted" ? void 0 : lastWritten(site.files.events);
	const { pipe_path: pipePath, worktree_since: since } = started;
	return await keepWorktree({
		site,
		pipePath,
		host,
		secrets,
		since,
		until
	});
}
const lastWritten = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs;
function worktreePath({ worktree }) {
	const path = normalize(worktree || ".");
	return isAbsolute(path) || path.split(sep).includes("..") ? void 0 : path;
}
function sourceOf(earlier, most = MAX_STEPS_BACK) {
	const { state, started, events, runDir } = earlier;
	if (most === 0 || state.status !== "aborted" || !started.resumed_from || events.some(isOwnWork)) return earlier;
	if (!/^[a-z0-9_-]+$/i.test(started.resumed_from)) return earlier;
	const before = readEarlier(join(dirname(runDir), started.resumed_from));
	return before.ok ? sourceOf(before.value, most - 1) : earlier;
}
const MAX_STEPS_BACK = 100;
const LEAVES = /* @__PURE__ */ new Set([
	"bash",
	"prompt",
	"command"
]);
const isOwnWork = (event) => event.type === "node.started" && LEAVES.has(event.kind) || event.type === "iteration.started" && typeof event.byte_offset === "number";
function readEarlier(runDir) {
	let journal;
	try {
		journal = readJournal(join(runDir, "events.jsonl"));
	} catch {
		return err("has no journal that can be read");
	}
	const { events, broken } = journal;
	if (broken !== void 0) return err(`has a journal that breaks at line ${broken.line}: ${broken.reason}`);
	const [started] = events;
	if (started === void 0) return err("has an empty journal: it was ended before anything began");
	if (started.type !== "pipe.started") return err("has a journal without a beginning");
	if (!isWhole(started)) return err("has a journal whose first event is not as it should be");
	const runId = started.run_id || basename(runDir);
	return ok({
		runDir,
		runId,
		started,
		events,
		state: fold(events)
	});
}
function isWhole({ pipe, pipe_path: path, run_id: id, worktree, inputs }) {
	const texts = [
		pipe,
		path,
		id ?? "",
		worktree ?? ""
	];
	const rows = inputs;
	return texts.every(isText) && Array.isArray(rows) && rows.every((row) => isText(row?.key) && isText(row?.value));
}
const isText = (value) => typeof value === "string";

// src/core/decisions.ts
function decisionsOf(plan, state) {
	const below = nodesBelow(state);
	const decisions = /* @__PURE__ */ new Map();
	for (const index of plan.graph.order) {
		const node = plan.nodes[index];
		const told = state.nodes.get(node.id);
		const after = afterWhat(plan, node, decisions);
		decisions.set(index, decide(node.id, {
			told,
			below: below.get(node.id) ?? [],
			after
		}));
	}
	return plan.nodes.map(({ index }) => decisions.get(index));
}
const decisionsAgain = ({ nodes }, why) => nodes.map(({ id }) => ({
	id,
	verdict: "run",
	why
}));
function nodesBelow({ nodes }) {
	const below = /* @__PURE__ */ new Map();
	for (const node of nodes.values()) {
		const end = node.id.indexOf("/");
		if (end < 0) continue;
		const top = node.id.slice(0, end);
		const list = below.get(top) ?? [];
		below.set(top, list);
		list.push(node);
	}
	return below;
}
function afterWhat({ graph, nodes }, { index }, decisions) {
	const { start, targets } = graph.dependencies;
	for (let edge = start[index]; edge < start[index + 1]; edge++) {
		const { verdict } = decisions.get(targets[edge]);
		if (verdict === "run" || verdict === "part") return `after \`${nodes[targets[edge]].id}\`, which runs again`;
	}
}
function decide(id, { told, below, after }) {
	if (told?.reused) return {
		id,
		verdict: "reuse"
	};
	if (told?.skip !== void 0) return skipped(id, told.skip, after);
	const reused = below.filter((node) => node.reused).length;
	if (told !== void 0 && told.because === void 0 && ![told, ...below].some(wouldRun)) return {
		id,
		verdict: "reuse"
	};
	const because = told?.because?.startsWith("after ") && after !== void 0 ? after : told?.because;
	if (because?.startsWith("goes on at ")) return {
		id,
		verdict: "part",
		why: because
	};
	if (reused > 0) return {
		id,
		verdict: "part",
		why: partly(reused, below)
	};
	const why = because ?? below.find(wouldRun)?.because ?? after;
	return {
		id,
		verdict: "run",
		...why !== void 0 && { why }
	};
}
const wouldRun = ({ error, reused }) => error?.kind === "host_missing" && !reused;
function partly(reused, below) {
	const parents = new Set(below.map(({ parent }) => parent));
	return `${reused} of ${reused + below.filter((node) => !node.reused && !parents.has(node.id) && (wouldRun(node) || node.skip !== void 0 && !DECIDED.has(node.skip.reason))).length} reused`;
}
const DECIDED = /* @__PURE__ */ new Set([
	"when",
	"branch_not_taken",
	"jumped",
	"not_triggered"
]);
function skipped(id, { reason, cause, when }, after) {
	if (reason !== "when" && after !== void 0) return {
		id,
		verdict: "run",
		why: after
	};
	return {
		id,
		verdict: "skip",
		why: reason === "when" ? `when: ${when ?? "false"}` : words(reason, cause)
	};
}
function words(reason, cause) {
	if (reason === "upstream_failed" && cause !== void 0) return `\`${cause}\` failed`;
	if (reason === "upstream_skipped" && cause !== void 0) return `\`${cause}\` is skipped`;
	return reason === "not_triggered" ? "nothing calls for it" : reason.replaceAll("_", " ");
}

// src/report/decisions-text.ts
function decisionsText({ runId, from, worktree, decisions }) {
	const width = Math.max(0, ...decisions.map(({ id }) => id.length));
	const rows = decisions.map(({ id, verdict, why }) => `  ${verdict.padEnd(5)}  ${id.padEnd(width)}  ${oneLine(why ?? "")}`.trimEnd());
	const reused = decisions.filter(({ verdict }) => verdict === "reuse").length;
	return [
		`resuming ${oneLine(runId)}${from === void 0 ? "" : ` (${oneLine(from)})`}`,
		...rows,
		...worktree === void 0 ? [] : [worktree],
		`${reused} of ${plural(decisions.length, "node")} reused`
	];
}

// src/core/widened.ts
function widened(plan) {
	const original = /* @__PURE__ */ new Map();
	return {
		plan: widePlan(plan, original),
		original
	};
}
function widePlan(plan, original) {
	const { timeoutMs: _, failureMode: __, ...rest } = plan;
	const nodes = plan.nodes.map((node) => wideNode(node, original));
	return {
		...rest,
		nodes,
		maxParallel: Number.POSITIVE_INFINITY
	};
}
function wideNode(node, original) {
	const { pool: _, timeoutMs: __, ...rest } = node;
	const wide = {
		...rest,
		body: wideBody(node.body, original)
	};
	original.set(wide, node);
	return wide;
}
function wideBody(body, original) {
	const child = (node) => wideNode(node, original);
	switch (body.kind) {
		case "steps": return {
			...body,
			steps: body.steps.map(child)
		};
		case "parallel": {
			const { maxParallel: _, ...rest } = body;
			return {
				...rest,
				branches: body.branches.map(child)
			};
		}
		case "each": return {
			...body,
			maxParallel: Number.POSITIVE_INFINITY,
			child: child(body.child)
		};
		case "repeat": return {
			...body,
			child: child(body.child)
		};
		case "pipe": return {
			...body,
			plan: widePlan(body.plan, original)
		};
		default: return body;
	}
}

// src/shell/rehearse-resume.ts
function rehearseResume(resumed) {
	const { plan, digestOf, past, about } = resumed;
	const { plan: wide, original } = widened(plan);
	const job = {
		past,
		about,
		digestOf: (node) => digestOf(original.get(node) ?? node)
	};
	return rehearsal(wide, resumed.inputs, {
		job,
		ports: (bare) => portsOf(bare, resumed)
	});
}
const failure = {
	kind: "host_missing",
	program: "rehearsal"
};
const portsOf = (bare, { results, hasSession }) => ({
	...bare,
	shell: () => Promise.resolve({ failure }),
	agent: {
		...bare.agent,
		call: () => Promise.resolve({ failure }),
		hasSession
	},
	gate: () => Promise.resolve({ failure }),
	results: {
		...bare.results,
		...results
	}
});

// src/shell/decisions.ts
async function decisionLines(about) {
	const { prepared, redactor, from } = about;
	const { runId, worktree } = prepared.resumption;
	return decisionsText({
		runId,
		...from !== void 0 && { from },
		...worktree !== void 0 && { worktree },
		decisions: await decisions(about)
	}).map((line) => neutraliseLine(redactor.text(line)));
}
async function decisions({ prepared, site, host, redactor }) {
	const { plan, inputs, resumption } = prepared;
	const { past, again, captures } = resumption;
	if (past === void 0) return decisionsAgain(plan, again ?? "nothing of the run is known");
	const { runId, files } = site;
	const job = createJob(prepared, {
		runId,
		runDir: files.runDir,
		redactor,
		ground: {}
	});
	const context = {
		runId,
		files: {
			...files,
			...captures
		},
		host,
		redactor,
		grace: createGrace()
	};
	const { text, outputFile } = createResults(context);
	const state = await rehearseResume({
		plan,
		inputs,
		about: job.about,
		digestOf: job.digestOf,
		past,
		results: {
			text,
			outputFile,
			takeOver: whetherThere(captures)
		},
		hasSession: await sessionsOf(prepared, context)
	});
	return decisionsOf(plan, state);
}
function whetherThere(captures) {
	const isSpoilt = spoiltCaptures(captures);
	return (id, bytes = 0) => {
		const stat = lstatSync(captures.capture(id, "out"), { throwIfNoEntry: false });
		return stat?.isFile() === true && stat.size >= bytes && !isSpoilt(id);
	};
}
async function sessionsOf({ plan }, context) {
	if (!usesAgent(plan)) return () => false;
	const { createAgent } = await import("./agent2.js");
	return createAgent(context).hasSession;
}

// src/core/ground.ts
function groundChange(then, now, hidden) {
	return pipeChange(then, now) ?? headChange(then, now) ?? inputsChange(then.inputs, now.inputs) ?? hiddenChange(hidden);
}
const pipeChange = (then, now) => then.pipe === now.pipe ? void 0 : `the run was one of the pipe ${then.pipe}`;
function headChange({ head: then }, { head: now }) {
	if (then === now || !then && !now) return void 0;
	if (!then) return "the run recorded no commit";
	return now ? `HEAD is ${short(now)}, it was ${short(then)}` : `there is no commit, it was ${short(then)}`;
}
const short = (commit) => commit.slice(0, 9);
const MAX_NAMES = 3;
function inputsChange(then, now) {
	const before = new Map(then.map(({ key, value }) => [key, value]));
	const after = new Map(now.map(({ key, value }) => [key, value]));
	const changed = [.../* @__PURE__ */ new Set([...after.keys(), ...before.keys()])].filter((key) => before.get(key) !== after.get(key)).map((key) => `\`${key}\``);
	if (changed.length === 0) return void 0;
	const more = changed.length > MAX_NAMES ? ` and ${changed.length - MAX_NAMES} more` : "";
	return `the input${changed.length === 1 ? "" : "s"} ${changed.slice(0, MAX_NAMES).join(", ")}${more} changed`;
}
function hiddenChange({ recorded, current, isAny }) {
	if (!recorded && !isAny) return void 0;
	if (!recorded) return "the run recorded nothing to compare secret inputs with";
	if (!current) return "secret inputs cannot be compared: the key the run hashed them with is not here";
	return recorded === current ? void 0 : "a secret input changed";
}

// src/effects/worktree-patch.ts
const { createHash } = process.getBuiltinModule("node:crypto");
const timeoutMs = 12e4;
async function applyPatch(folder, saved, runDir, host) {
	const place = findGit(folder);
	if (place === void 0) return err("the worktree is not in git");
	if (headAt(place, host) !== saved.head) return err("HEAD is not what the run left");
	if (saved.patch === null) return err(`the run left no patch: ${saved.reason ?? "no reason"}`);
	const controller = new AbortController();
	const timer = setTimeout(() => controller.abort(`applying the patch took longer than ${timeoutMs / 1e3} s`), timeoutMs);
	let shop;
	try {
		shop = openWorkshop({
			place,
			host,
			signal: controller.signal
		});
		const patch = join(shop.folder, "patch");
		const taken = takePatch(savedPath(runDir, "patch"), patch, saved.patch);
		if (taken !== void 0) return err(taken);
		return saved.patch.bytes === 0 ? ok(void 0) : await apply(shop, patch, saved);
	} catch (error) {
		return err(error instanceof Error ? error.message : String(error));
	} finally {
		clearTimeout(timer);
		shop?.close();
	}
}
function takePatch(from, to, expected) {
	const source = openOwn(from);
	if (source === void 0) return "worktree.patch is not there, or no regular file";
	const target = openSync(to, "wx", 384);
	try {
		const hash = createHash("sha256");
		const buffer = Buffer.alloc(1048576);
		for (let left = expected.bytes + 1; left > 0;) {
			const read = readSync(source.fd, buffer, 0, Math.min(left, buffer.length), null);
			if (read === 0) break;
			left -= read;
			const chunk = buffer.subarray(0, read);
			hash.update(chunk);
			for (let at = 0; at < read;) at += writeSync(target, chunk, at);
		}
		if (`sha256:${hash.digest("hex")}` === expected.digest) return void 0;
		return "worktree.patch is not what the run wrote: it was changed, or a secret was replaced in it";
	} finally {
		closeSync(source.fd);
		closeSync(target);
	}
}
async function apply(shop, patch, saved) {
	const based = await shop.git([
		"read-tree",
		"-m",
		saved.head
	]);
	if (!based.ok) return based;
	await shop.git([
		"update-index",
		"-q",
		"--refresh"
	]);
	const changed = await prove(shop, patch, saved);
	if (!changed.ok) return changed;
	const eyes = createEyes(shop.place.top);
	const inTheWay = changed.value.added.find((path) => eyes.look(path)?.isDirectory() === false);
	if (inTheWay !== void 0) return err(`${shown(inTheWay)} is there already`);
	const checkout = (...more) => shop.git([
		"read-tree",
		"-m",
		"-u",
		...more,
		saved.head,
		changed.value.tree
	], { settings });
	const looked = await checkout("--dry-run");
	if (!looked.ok) return looked;
	const written = await checkout();
	if (written.ok) return ok(void 0);
	await takeBack(shop, changed.value, saved.head);
	return err(written.error);
}
const settings = ["core.sparseCheckout=false"];
async function prove(shop, patch, saved) {
	const index = join(shop.folder, "proof");
	const steps = [
		["read-tree", saved.head],
		[
			"apply",
			"--cached",
			"--binary",
			"--whitespace=nowarn",
			patch
		],
		["write-tree", "--missing-ok"]
	];
	let tree = "";
	for (const step of steps) {
		const done = await shop.git(step, { index });
		if (!done.ok) return err(`the patch does not fit: ${done.error}`);
		tree = done.value.toString("latin1").trim();
	}
	if (tree !== saved.tree) return err("the patch does not make what the run left");
	const names = [
		"diff-tree",
		"-r",
		"-z",
		"--name-status",
		"--no-renames",
		saved.head,
		tree
	];
	const said = await shop.git(names);
	if (!said.ok) return said;
	const items = said.value.toString("latin1").split("\0");
	const added = [];
	const others = [];
	for (let at = 0; at + 1 < items.length; at += 2) (items[at] === "A" ? added : others).push(items[at + 1]);
	return ok({
		tree,
		added,
		others
	});
}
async function takeBack(shop, { added, others }, head) {
	const { top } = shop.place;
	const eyes = createEyes(top);
	for (const path of added) if (eyes.look(path)?.isDirectory() === false) removeFile(top, path);
	if (others.length === 0) return;
	const stdin = Buffer.from(others.map((path) => `${path}\0`).join(""), "latin1");
	const anew = {
		index: join(shop.folder, "back"),
		signal: AbortSignal.timeout(timeoutMs),
		settings
	};
	await shop.git(["read-tree", head], anew);
	await shop.git([
		"checkout-index",
		"--force",
		"-z",
		"--stdin"
	], {
		...anew,
		stdin
	});
}
function removeFile(top, path) {
	try {
		unlinkSync(pathOf(top, path));
		for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) rmdirSync(pathOf(top, folder));
	} catch {}
}

// src/shell/resume.ts
async function resumption(asked, site) {
	const earlier = sourceOf(asked);
	const { runDir, runId, started, events } = earlier;
	const base = {
		runId,
		captures: captureFiles(runDir)
	};
	const saved = readSavedWorktree(runDir);
	const change = groundChange(groundThen(started, saved), groundNow(site, saved), hidden(earlier, site));
	if (change !== void 0) return {
		...base,
		again: change
	};
	const standing = await bringWorktree(saved, earlier, site);
	if ("different" in standing) return {
		...base,
		again: standing.different,
		isWorktreeOnly: true
	};
	return {
		...base,
		past: pastOf(events),
		...standing
	};
}
const groundThen = (started, saved) => ({
	pipe: started.pipe,
	inputs: started.inputs,
	...headField(saved?.head ?? started.head)
});
function groundNow({ prepared, folder, host, redactor, isMissing }, saved) {
	return {
		pipe: prepared.plan.name,
		inputs: recordedInputs(prepared, redactor),
		...headField(isMissing === true ? saved?.head : headOf(folder, host))
	};
}
const headField = (head) => head ? { head } : {};
function hidden({ runDir, started }, { prepared, redactor }) {
	const inputs = hiddenInputs(prepared, redactor);
	const key = readSecretKey(runDir);
	return {
		recorded: started.secrets_digest,
		current: key === void 0 ? void 0 : secretsDigest(key, inputs),
		isAny: inputs.length > 0
	};
}
async function bringWorktree(saved, { runDir, isSavedLate }, site) {
	if (site.trustWorktree) return {
		worktree: "worktree: taken as it is (--trust-worktree)",
		...saved && sinceOf(saved)
	};
	const verdict = await verdictOn(saved, runDir, site);
	if (typeof verdict === "object") return verdict;
	if (saved === void 0) return {};
	if (verdict === "same") return {
		...sinceOf(saved),
		...isSavedLate && { worktree: AS_FOUND }
	};
	if (site.isTrial) return { worktree: "worktree: would be restored from worktree.patch" };
	const applied = await applyPatch(site.folder, saved, runDir, site.host);
	if (!applied.ok) return { different: `the worktree cannot be restored: ${applied.error}` };
	return { worktree: "worktree: restored from worktree.patch" };
}
const sinceOf = ({ since, patch }) => patch?.bytes === 0 ? {} : { since };
async function verdictOn(saved, runDir, { prepared, folder, host, isMissing }) {
	if (saved === void 0) return { different: NOT_SAVED };
	if (isMissing === true) return "clean";
	const definition = definitionOf(prepared.root, prepared.file.path);
	return await compareWorktree(folder, saved, host, {
		folder: runDir,
		definition
	});
}
const AS_FOUND = "worktree: taken as it is now: the run was killed before it could save it, and nobody knows what changed since";
const NOT_SAVED = "nobody knows how the run left its worktree: it is not in git, or could not be saved";

// src/core/earlier-artifact.ts
const artifactPrefix = (pipe, job) => `omne-${pipe}-${job}-`;
const TAIL = /^(\d+)-([0-9a-z]{8})(?:-post)?$/;
function newestOf(artifacts, { pipe, job }) {
	const named = (prefix) => artifacts.filter(({ name }) => name.startsWith(prefix));
	return newest(named(artifactPrefix(pipe, job)).filter(({ name }) => TAIL.test(name.slice(artifactPrefix(pipe, job).length)))) ?? newest(named(`omne-${pipe}-`).filter(({ name }) => /-\d+-[0-9a-z]{8}(?:-post)?$/.test(name)));
}
function lastAttempt(artifacts, wanted) {
	const { artifactName } = wanted;
	if (artifactName !== void 0) return ok(newest(artifacts.filter(({ name }) => name === artifactName || name === `${artifactName}-post`)));
	const prefix = artifactPrefix(wanted.pipe, wanted.job);
	const tails = artifacts.flatMap((artifact) => {
		const [, attempt, run] = artifact.name.startsWith(prefix) && TAIL.exec(artifact.name.slice(prefix.length)) || [];
		return attempt === void 0 || Number(attempt) >= wanted.attempt ? [] : [{
			artifact,
			attempt: Number(attempt),
			run
		}];
	});
	const last = Math.max(...tails.map(({ attempt }) => attempt));
	const found = tails.filter(({ attempt }) => attempt === last);
	if (new Set(found.map(({ run }) => run)).size > 1) return err(found.map(({ artifact }) => artifact.name));
	return ok(newest(found.map(({ artifact }) => artifact)));
}
function newest(artifacts) {
	return artifacts.reduce((best, artifact) => best === void 0 || artifact.id > best.id ? artifact : best, void 0);
}

export { artifactFolder as a, rootOfRun as c, worktreePath as d, keepWorktree as f, recoverRun as h, decisionLines as i, runNames as l, readSavedWorktree as m, newestOf as n, endedRun as o, wasTried as p, resumption as r, findRun as s, lastAttempt as t, saveLate as u };