import { a as tellArtifact, i as publishRun, n as publishInvalid, o as writeSummary, r as publishRefusal, t as publishFault } from "./publish.js";

export { publishFault, publishInvalid, publishRefusal, publishRun, tellArtifact, writeSummary };