import { d as wasTried, u as keepWorktree } from "./resume.js";

export { keepWorktree };