import { n as runCommand } from "./cli.js";

export { runCommand };