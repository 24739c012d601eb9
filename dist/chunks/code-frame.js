import { At as renderProblems, Ot as codeFrame, kt as problemLine } from "./engine.js";

export { renderProblems };