// src/report/skip-words.ts
const SKIP_WORDS = {
	upstream_failed: "what it needs failed",
	upstream_skipped: "what it needs was skipped",
	not_triggered: "nothing triggered it",
	when: "its condition did not hold",
	branch_not_taken: "its branch was not taken",
	jumped: "a jump passed over it",
	stopped: "a step stopped the run",
	timeout: "the time of the run was over",
	cancelled: "the run was cancelled"
};

export { SKIP_WORDS as t };