import { t as uploadRun } from "./upload.js";

export { uploadRun };