import { f as renderProblems, y as EXIT } from "./engine.js";

// src/shell/console.ts
function refuse({ problems, sources }, { err }) {
	err.write(renderProblems(problems, sources));
	err.write(`${problems.length} ${problems.length === 1 ? "problem" : "problems"}; nothing ran\n`);
	return EXIT.problem;
}

export { refuse as t };