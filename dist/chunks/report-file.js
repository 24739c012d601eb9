import { t as writeReport } from "./report.js";

export { writeReport };