import { t as compiler } from "./expressions.js";

export { compiler };