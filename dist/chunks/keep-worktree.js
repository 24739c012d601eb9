import { f as keepWorktree, p as wasTried } from "./resume.js";

export { keepWorktree };