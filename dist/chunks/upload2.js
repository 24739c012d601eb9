import { r as uploadRun } from "./upload.js";

export { uploadRun };