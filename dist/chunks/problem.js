import { i as describeProblem } from "./problems.js";

export { describeProblem };