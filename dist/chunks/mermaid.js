// src/report/mermaid.ts
function mermaid(plan, state) {
	const lines = ["flowchart LR"];
	for (const node of plan.nodes) lines.push(`  ${nodeLine(node, state)}`);
	const { start, targets } = plan.graph.dependencies;
	for (const node of plan.nodes) {
		const rule = node.triggerRule === "all_success" ? "" : `|"${node.triggerRule}"|`;
		for (let edge = start[node.index]; edge < start[node.index + 1]; edge++) lines.push(`  n${targets[edge]} -->${rule} n${node.index}`);
	}
	if (state !== void 0) lines.push(...CLASSES);
	return `${lines.join("\n")}\n`;
}
function nodeLine(node, state) {
	const [open, close] = SHAPES[node.kind];
	const gate = node.gate === void 0 ? "" : `<br/>gate: ${quoted(node.gate)}`;
	const status = state === void 0 ? "" : `:::${classOf(state.nodes.get(node.id))}`;
	return `n${node.index}${open}"${quoted(node.id)}${gate}"${close}${status}`;
}
const SHAPES = {
	bash: ["[", "]"],
	prompt: ["(", ")"],
	command: ["([", "])"],
	loop: ["{{", "}}"]
};
const classOf = (node) => node?.status ?? "pending";
const CLASSES = [
	"  classDef completed fill:#dafbe1,stroke:#1a7f37,color:#1f2328",
	"  classDef failed fill:#ffebe9,stroke:#cf222e,color:#1f2328",
	"  classDef skipped fill:#f6f8fa,stroke:#8c959f,color:#59636e,stroke-dasharray:4",
	"  classDef running fill:#ddf4ff,stroke:#0969da,color:#1f2328",
	"  classDef pending fill:#ffffff,stroke:#8c959f,color:#59636e"
];
const quoted = (text) => [...text].map((char) => /[A-Za-z0-9 _./@-]/.test(char) ? char : `#${char.codePointAt(0)};`).join("");

export { mermaid };