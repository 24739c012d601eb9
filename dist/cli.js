import { t as VERSION } from "./chunks/version.js";

// src/cli.ts
const [first] = process.argv.slice(2);
if (first === "--version" || first === "-V") process.stdout.write(`${VERSION}\n`);
else {
	const { main } = await import("./chunks/cli.js");
	process.exitCode = await main(process.argv.slice(2));
}

export {  };