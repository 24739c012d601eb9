import { n as problemLine, r as renderProblems, t as codeFrame } from "./problems.js";

export { renderProblems };