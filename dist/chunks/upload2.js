import { n as uploadRun, t as nameOf } from "./upload.js";

export { uploadRun };