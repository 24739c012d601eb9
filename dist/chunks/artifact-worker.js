import { n as workerUrl, t as workerArgument } from "./upload.js";

export { workerArgument, workerUrl };