import { t as compileTemplate } from "./expressions.js";

export { compileTemplate };