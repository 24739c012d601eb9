import { t as writeReport } from "./report2.js";

export { writeReport };