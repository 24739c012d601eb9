import { i as quoted, n as SHAPES, r as mermaid, t as CLASSES } from "./mermaid.js";

export { mermaid };