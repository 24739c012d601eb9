import { ct as renderProblems, ot as codeFrame, st as problemLine } from "./engine.js";

export { renderProblems };