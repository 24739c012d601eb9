import { a as publishRun, i as publishRefusal, n as publishFault, o as tellArtifact, r as publishInvalid, s as writeSummary, t as publishCancelled } from "./publish.js";

export { publishCancelled, publishFault, publishInvalid, publishRefusal, publishRun, tellArtifact, writeSummary };