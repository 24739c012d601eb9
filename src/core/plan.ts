import type { Kind } from './event.ts';
import type { Graph } from './graph.ts';
import type { Json, JsonMap } from './json.ts';
import type {
  ControlBody,
  Env,
  ErrorPolicy,
  FailureMode,
  InputSpec,
  OutputSpec,
  TriggerRule,
} from './pipe.ts';
import type { Expression, Template } from './template.ts';

/** A pipe ready to run: every default filled in, every name resolved, the graph ordered. */
export interface Plan {
  readonly name: string;
  readonly nodes: readonly PlanNode[];
  readonly graph: Graph;
  readonly maxParallel: number;
  /** The whole run's budget; absent: none. */
  readonly timeoutMs?: number;
  /** Absent: `continue`. */
  readonly failureMode?: FailureMode;
  readonly outputs?: ReadonlyMap<string, Template>;
  /** Of all its nodes. */
  readonly env?: Env;
}

export interface PlanNode {
  /** Among its siblings. */
  readonly index: number;
  /** As written; a child's id in the journal has its parent's before it. */
  readonly id: string;
  readonly kind: Kind;
  readonly body: PlanBody;
  readonly triggerRule: TriggerRule;
  /** Of each attempt; absent: none of its own. */
  readonly timeoutMs?: number;
  readonly gate?: string;
  /** Its own, laid over that of the pipe and of the bodies around it. */
  readonly env: Env;
  readonly passEnv: readonly string[];
  readonly when?: Expression;
  /** Absent: fail. */
  readonly onError?: ErrorPolicy;
  readonly recovers?: boolean;
  readonly outputs?: OutputSpec;
  readonly pool?: Pool;
  readonly maxVisits?: number;
  /** Line of the node's `id` in the pipe file. */
  readonly line?: number;
}

/** A cap that leaf nodes of any depth share; one object per pool of a pipe. */
export interface Pool {
  readonly name: string;
  readonly size: number;
}

export type PlanBody =
  | ScriptBody
  | AgentBody
  | AgentLoopBody
  | PlanStepsBody
  | PlanParallelBody
  | PlanEachBody
  | RepeatBody
  | JoinBody
  | SubPipeBody
  | ControlBody;

export interface ScriptBody {
  readonly kind: 'script';
  readonly script: string;
  readonly shell?: string;
}

export interface AgentBody {
  readonly kind: 'agent';
  readonly prompt: Template;
  readonly model?: string;
  readonly allowedTools: readonly string[];
  /** A JSON Schema its answer must fit. */
  readonly schema?: JsonMap;
}

/** When a loop is over; all of it is looked at after each iteration. */
export interface LoopEnd {
  readonly until?: string;
  readonly untilBash?: string;
  /** The interpreter `untilBash` asks for. */
  readonly untilShell?: string;
  readonly while?: Expression;
  readonly maxIterations: number;
  /** Absent: fail. */
  readonly onExhausted?: 'fail' | 'complete';
}

/** A loop of an agent: one node, one capture, one conversation unless the context is fresh. */
export interface AgentLoopBody extends LoopEnd {
  readonly kind: 'loop';
  readonly turn: AgentBody;
  readonly freshContext: boolean;
}

/** A loop over any other body: every iteration is a child. */
export interface RepeatBody extends LoopEnd {
  readonly kind: 'repeat';
  readonly child: PlanNode;
}

export interface PlanStepsBody {
  readonly kind: 'steps';
  readonly steps: readonly PlanNode[];
}

export interface PlanParallelBody {
  readonly kind: 'parallel';
  readonly branches: readonly PlanNode[];
  readonly maxParallel?: number;
  readonly failFast: boolean;
  readonly ignoreErrors: boolean;
}

export interface PlanEachBody {
  readonly kind: 'each';
  readonly in: Expression | readonly Json[];
  readonly as?: string;
  readonly maxParallel?: number;
  readonly onItemError: 'fail' | 'continue';
  readonly child: PlanNode;
}

export interface JoinBody {
  readonly kind: 'join';
  /** Ids of nodes of the same pipe, in the order of the result. */
  readonly of: readonly string[];
}

/** Another pipe, its nodes the children of this one. */
export interface SubPipeBody {
  readonly kind: 'pipe';
  readonly plan: Plan;
  readonly inputs: readonly InputSpec[];
  readonly with: ReadonlyMap<string, Template>;
}
