import { n as checkSchema, r as fitErrors, t as answerOf } from "./schema.js";

export { answerOf, checkSchema, fitErrors };