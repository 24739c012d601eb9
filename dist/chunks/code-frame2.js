import { n as problemLine, r as renderProblems, t as codeFrame } from "./code-frame.js";

export { renderProblems };