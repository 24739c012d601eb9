import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { compiler } from '../../src/core/expression.ts';
import { ACTION_OUTPUTS } from '../../src/core/names.ts';
import { parsePipe } from '../../src/core/parse.ts';
import { needsCompiler, PLAIN_COMPILER } from '../../src/core/plain-compiler.ts';
import { describeProblem } from '../../src/core/problem.ts';

const words = (text: string) =>
  parsePipe(text, 'p.yml', compiler).problems.map(
    (problem) => `${problem.place?.line}:${problem.place?.column}: ${describeProblem(problem)}`,
  );

const inTop = (lines: string) => words(`${lines}\nname: p\nversion: 1\nnodes: [{ id: a, bash: x }]\n`);
const inNode = (lines: string) =>
  words(
    `name: p\nversion: 1\npools: { llm: 2 }\nnodes:\n  - id: a\n    ${lines.split('\n').join('\n    ')}\n  - { id: b, bash: x }\n`,
  );

// What a node has when its file says nothing about it.
const DEFAULTS: Readonly<Record<string, string>> = {
  dependsOn: '[]',
  triggerRule: '"all_success"',
  env: '{}',
  passEnv: '[]',
  allowedTools: '[]',
  recovers: 'false',
};

function shown(key: string, value: unknown): unknown {
  if (value instanceof Map) return shown(key, Object.fromEntries(value));
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return key === 'path' ? value.join('.') : value.map((item) => shown('', item));
  if ('references' in value && 'source' in value) return { expression: value.source };
  const entries = Object.entries(value).map(([name, inner]): [string, unknown] => [name, shown(name, inner)]);
  return Object.fromEntries(entries.filter(([name, inner]) => DEFAULTS[name] !== JSON.stringify(inner)));
}

const EVERYTHING = `name: everything
version: 1
failure_mode: no_new
pools: { llm: 3 }
inputs:
  list: { type: string, default: '[]' }
env:
  WHO: \${{ inputs.list }}
outputs:
  version: \${{ nodes.build.outputs.version }}
nodes:
  - id: build
    bash: echo version=1 >> "$OMNE_OUTPUT"
    outputs: [version, sha]
    on_error: Retry = 3
    when: true
  - id: judge
    prompt: Judge \${{ nodes.build.outputs.version }}
    depends_on: [build]
    output_schema: { type: object, properties: { ok: { type: boolean } } }
    pool: llm
    on_error:
      retry: { max: 3, delay: 10s, backoff: 2, jitter: 0.1, on: [timeout, 7] }
      then: continue
  - id: release
    depends_on: [judge]
    when: nodes.judge.outputs.ok
    outputs: { done: "\${{ vars.done }}", sha: x }
    steps:
      - id: start
        set: { done: false, count: 0, version: 1.10 }
      - id: poll
        bash: poll
        outputs: json
        max_visits: 5
        on_error: { retry: 2, then: { jump: start } }
      - id: branch
        parallel:
          branches:
            - id: left
              bash: x
            - id: right
              steps:
                - id: stop
                  when: steps.stop.status == 'x'
                  stop: true
          max_parallel: 2
          fail_fast: false
          ignore_errors: true
      - id: back
        when: \${{ steps.poll.outputs.again }}
        jump: poll
      - id: say
        return: { count: "\${{ vars.count }}", ok: true }
      - id: skip
        skip: true
  - id: fan
    parallel:
      - id: a
        command: check
      - id: b
        bash: x
        on_error: continue
  - id: items
    each:
      in: \${{ fromJSON(inputs.list) }}
      as: file
      max_parallel: 4
      on_item_error: continue
      outputs: { name: "\${{ file.name }}" }
      steps:
        - id: lint
          prompt: Lint \${{ file.name }} \${{ item }} \${{ index }}
          when: item.ok
        - id: next
          continue: true
  - id: three
    each: { in: [1, two, { a: [true, null] }], bash: x, env: { I: "\${{ item }}" } }
  - id: drain
    outputs: { last: "\${{ steps.poll.outputs.x }}" }
    loop:
      while: steps.poll.outputs.more && vars.x == 1 && iteration < 3
      until_bash: test -f done
      max_iterations: 10
      on_exhausted: complete
      steps:
        - id: poll
          bash: poll
          outputs: json
          env: { N: "\${{ iteration }}" }
        - id: var
          set: { x: 1 }
        - id: out
          break: true
  - id: again
    model: opus
    allowed_tools: [Read]
    pool: llm
    outputs: lines
    loop: { prompt: "Again \${{ iteration }}", until_bash: make test, while: iteration < 4, max_iterations: 5, fresh_context: true }
  - id: retry
    loop: { bash: poll, until: DONE, max_iterations: 5, timeout: 5 }
  - id: all
    join: [build, judge]
    depends_on: [judge, fan]
    trigger_rule: all_done
    on_error: fail
  - id: other
    pipe: ./other.yml
    with: { title: "\${{ inputs.list }}", count: 3 }
    outputs: { x: y }
  - id: save
    bash: x
    depends_on: [other]
    trigger_rule: one_failed
    recovers: true
`;

test('a pipe with every key', () => {
  const { pipe, problems } = parsePipe(EVERYTHING, 'p.yml', compiler);
  expect(problems).toEqual([]);
  expect(`\n${stringify(shown('', pipe), { lineWidth: 0 })}`).toMatchInlineSnapshot(`
    "
    name: everything
    inputs:
      - key: list
        type: string
        options: []
        required: false
        secret: false
        default: "[]"
    env:
      WHO:
        expression: \${{ inputs.list }}
    failureMode: no_new
    pools:
      llm: 3
    outputs:
      version:
        expression: \${{ nodes.build.outputs.version }}
    nodes:
      - id: build
        path: nodes.0
        when:
          expression: "true"
        onError:
          retry:
            max: 3
            delayMs: 0
            backoff: 1
            jitter: 0
          then: fail
        outputs:
          from: file
          names:
            - version
            - sha
        body:
          kind: bash
          script: echo version=1 >> "$OMNE_OUTPUT"
      - id: judge
        path: nodes.1
        dependsOn:
          - build
        pool: llm
        onError:
          retry:
            max: 3
            delayMs: 10000
            backoff: 2
            jitter: 0.1
            on:
              - timeout
              - 7
          then: continue
        outputSchema:
          type: object
          properties:
            ok:
              type: boolean
        body:
          kind: prompt
          prompt:
            expression: Judge \${{ nodes.build.outputs.version }}
      - id: release
        path: nodes.2
        dependsOn:
          - judge
        when:
          expression: nodes.judge.outputs.ok
        outputs:
          from: expressions
          values:
            done:
              expression: \${{ vars.done }}
            sha: x
        body:
          kind: steps
          steps:
            - id: start
              path: nodes.2.steps.0
              body:
                kind: control
                control:
                  kind: set
                  values:
                    done:
                      expression: "false"
                    count:
                      expression: "0"
                    version: "1.10"
            - id: poll
              path: nodes.2.steps.1
              maxVisits: 5
              onError:
                retry:
                  max: 2
                  delayMs: 0
                  backoff: 1
                  jitter: 0
                then:
                  jump: start
              outputs:
                from: text
                as: json
              body:
                kind: bash
                script: poll
            - id: branch
              path: nodes.2.steps.2
              body:
                kind: parallel
                branches:
                  - id: left
                    path: nodes.2.steps.2.parallel.branches.0
                    body:
                      kind: bash
                      script: x
                  - id: right
                    path: nodes.2.steps.2.parallel.branches.1
                    body:
                      kind: steps
                      steps:
                        - id: stop
                          path: nodes.2.steps.2.parallel.branches.1.steps.0
                          when:
                            expression: steps.stop.status == 'x'
                          body:
                            kind: control
                            control:
                              kind: stop
                maxParallel: 2
                failFast: false
                ignoreErrors: true
            - id: back
              path: nodes.2.steps.3
              when:
                expression: \${{ steps.poll.outputs.again }}
              body:
                kind: control
                control:
                  kind: jump
                  to: poll
            - id: say
              path: nodes.2.steps.4
              body:
                kind: control
                control:
                  kind: return
                  values:
                    count:
                      expression: \${{ vars.count }}
                    ok:
                      expression: "true"
            - id: skip
              path: nodes.2.steps.5
              body:
                kind: control
                control:
                  kind: skip
      - id: fan
        path: nodes.3
        body:
          kind: parallel
          branches:
            - id: a
              path: nodes.3.parallel.0
              body:
                kind: command
                command: check
            - id: b
              path: nodes.3.parallel.1
              onError:
                then: continue
              body:
                kind: bash
                script: x
          failFast: true
          ignoreErrors: false
      - id: items
        path: nodes.4
        body:
          kind: each
          in:
            expression: \${{ fromJSON(inputs.list) }}
          as: file
          maxParallel: 4
          onItemError: continue
          node:
            id: ""
            path: nodes.4.each
            outputs:
              from: expressions
              values:
                name:
                  expression: \${{ file.name }}
            body:
              kind: steps
              steps:
                - id: lint
                  path: nodes.4.each.steps.0
                  when:
                    expression: item.ok
                  body:
                    kind: prompt
                    prompt:
                      expression: Lint \${{ file.name }} \${{ item }} \${{ index }}
                - id: next
                  path: nodes.4.each.steps.1
                  body:
                    kind: control
                    control:
                      kind: continue
      - id: three
        path: nodes.5
        body:
          kind: each
          in:
            - 1
            - two
            - a:
                - true
                - null
          onItemError: fail
          node:
            id: ""
            path: nodes.5.each
            env:
              I:
                expression: \${{ item }}
            body:
              kind: bash
              script: x
      - id: drain
        path: nodes.6
        outputs:
          from: expressions
          values:
            last:
              expression: \${{ steps.poll.outputs.x }}
        body:
          kind: loop
          turn:
            node:
              id: ""
              path: nodes.6.loop
              body:
                kind: steps
                steps:
                  - id: poll
                    path: nodes.6.loop.steps.0
                    env:
                      N:
                        expression: \${{ iteration }}
                    outputs:
                      from: text
                      as: json
                    body:
                      kind: bash
                      script: poll
                  - id: var
                    path: nodes.6.loop.steps.1
                    body:
                      kind: control
                      control:
                        kind: set
                        values:
                          x:
                            expression: "1"
                  - id: out
                    path: nodes.6.loop.steps.2
                    body:
                      kind: control
                      control:
                        kind: break
          untilBash: test -f done
          while:
            expression: steps.poll.outputs.more && vars.x == 1 && iteration < 3
          onExhausted: complete
          freshContext: false
          maxIterations: 10
      - id: again
        path: nodes.7
        allowedTools:
          - Read
        model: opus
        pool: llm
        outputs:
          from: text
          as: lines
        body:
          kind: loop
          turn:
            prompt:
              expression: Again \${{ iteration }}
          untilBash: make test
          while:
            expression: iteration < 4
          onExhausted: fail
          freshContext: true
          maxIterations: 5
      - id: retry
        path: nodes.8
        body:
          kind: loop
          turn:
            node:
              id: ""
              path: nodes.8.loop
              timeoutMs: 5000
              body:
                kind: bash
                script: poll
          until: DONE
          onExhausted: fail
          freshContext: false
          maxIterations: 5
      - id: all
        path: nodes.9
        dependsOn:
          - build
          - judge
          - fan
        triggerRule: all_done
        onError:
          then: fail
        body:
          kind: join
          of:
            - build
            - judge
      - id: other
        path: nodes.10
        outputs:
          from: expressions
          values:
            x: y
        body:
          kind: pipe
          path: ./other.yml
          with:
            title:
              expression: \${{ inputs.list }}
            count:
              expression: "3"
      - id: save
        path: nodes.11
        dependsOn:
          - other
        triggerRule: one_failed
        recovers: true
        body:
          kind: bash
          script: x
    "
  `);
});

const FORMS =
  'write `fail`, `continue`, `retry=N` with N from 1 to 100, `jump=<step>`, or a map such as `{ retry: 3, then: continue }`';
const SCRIPT_OUTPUTS =
  'write `text`, `lines`, `json`, or a list of the names it writes to `$OMNE_OUTPUT` such as `[version, sha]`';
const ON =
  'write an exit code from 0 to 255 or one of `crash`, `timeout`, `max_iterations_exceeded`, `gate_failed`, `gate_timeout`, `agent_error`, `no_output`, `permission_denied`, `capture_failed`, `outputs_invalid`, `schema_invalid`, `max_visits_exceeded`';
const VALUE = 'write a text, a number, `true` or `false`, or an expression in quotes; for an empty text `""`';
const NAME =
  'write letters, digits and `_`, not a digit first, at most 64, and no name JavaScript objects have';
const OUTPUT_NAME =
  'write letters, digits, `_` and `-`, a letter or `_` first, at most 64, and no name JavaScript objects have';
const NOT_CLOSED = (place: string) => `${place}: \`\${{\` is never closed; write \`\${{ … }}\``;
const NO_TRUTH = (word: string, meant: string) =>
  `7:11: \`when\` of node \`a\` is \`${word}\`; write an expression such as \`inputs.deploy == true\`. Did you mean \`${meant}\`?`;
const NOT_HERE =
  'is not evaluated here; expressions stand in `env`, `prompt`, `when`, `outputs` and the like (docs/flow/expressions.md)';

test.each<[string, string[]]>([
  [
    `outputs: { status: a, Node-x: b, a b: c, l: [x], ok: "\${{ item }}" }`,
    [
      '1:12: output `status` of the pipe is an output the Action has itself; use another name',
      '1:23: output `Node-x` of the pipe begins with `node-`, as the outputs of nodes do; use another name',
      `1:34: output name \`a b\` is not allowed; ${OUTPUT_NAME}`,
      `1:45: \`outputs.l\` is a list; ${VALUE}`,
      '1:55: unknown name `item` in an expression; here these can be read: `inputs`, `run`, `env`, `nodes`',
    ],
  ],
  [
    'outputs: {}',
    [
      `1:10: \`outputs\` is an empty map; write a map of names and values such as \`{ version: "\${{ … }}" }\``,
    ],
  ],
  [
    `env: { A: "\${{ nodes.a.status }}" }`,
    ['1:12: unknown name `nodes` in an expression; here these can be read: `inputs`, `run`, `env`'],
  ],
  [
    'pools: { A: 1, llm: 0, b: x }',
    [
      '1:10: pool name `A` is not allowed; write lower-case letters, digits, `_` and `-`, a letter or digit first, at most 64',
      '1:21: `pools.llm` is the number `0`; write a whole number from 1 to 1000',
      '1:27: `pools.b` is `x`; write a whole number from 1 to 1000',
    ],
  ],
  ['pools: [llm]', ['1:8: `pools` is a list; write a map of names and sizes such as `{ llm: 3 }`']],
  [
    'failure_mode: no-new',
    ['1:15: `failure_mode` is `no-new`; write one of `continue`, `no_new`, `kill`. Did you mean `no_new`?'],
  ],
  ['failure_mode:', ['1:1: `failure_mode` is empty; write one of `continue`, `no_new`, `kill`']],
])('at the top level: %s', (lines, problems) => {
  expect(inTop(lines)).toEqual(problems);
});

test.each<[string, string[]]>([
  [
    'name: p\nversion: 1\nnode: [{ id: a, bash: x }]',
    ['3:1: unknown key `node` in the pipe; did you mean `nodes`?'],
  ],
  [
    'Name: p\nversion: 1\nnodes: [{ id: a, bash: x }]',
    ['1:1: unknown key `Name` in the pipe; did you mean `name`?'],
  ],
  [
    'name: p\nversion: 1\njobs: [{ id: a, bash: x }]',
    [
      '1:1: the pipe has no `nodes`; write a list `nodes:`',
      '3:1: unknown key `jobs` in the pipe; leave it out',
    ],
  ],
])('a required key that is misspelt is one problem: %s', (text, problems) => {
  expect(words(text)).toEqual(problems);
});

test.each<[string, string[]]>([
  [
    'bash: x\nwhen:',
    ['7:5: `when` of node `a` is empty; write an expression such as `inputs.deploy == true`'],
  ],
  [
    'bash: x\nwhen: [x]',
    ['7:11: `when` of node `a` is a list; write an expression such as `inputs.deploy == true`'],
  ],
  ['bash: x\nwhen: false', []],
  [
    `bash: x\nwhen: inputs.a == 'x' && \${{ y }}`,
    [
      `7:30: \`inputs.a == 'x' && \${{ y }}\` is more than one expression; \`when\`, \`while\` and \`in\` hold one: write it without text around it`,
    ],
  ],
  [
    'bash: x\nwhen: item',
    ['7:11: unknown name `item` in an expression; here these can be read: `inputs`, `run`, `env`, `nodes`'],
  ],
  ['bash: x\nwhile: x', ['7:5: unknown key `while` in node `a`; leave it out']],
  ['bash: x\nmax_visits: 5', ['7:5: `max_visits` means nothing in node `a`, which is no step; leave it out']],
  [
    'prompt: x\nmax_visits: 0',
    [
      '7:5: `max_visits` means nothing in node `a`, which is no step; leave it out',
      '7:17: `max_visits` of node `a` is the number `0`; write a whole number from 1 to 1000',
    ],
  ],
  ['bash: x\nwith: { a: b }', ['7:5: `with` means nothing beside `bash` in node `a`; leave it out']],
  [
    'bash: x\noutput_schema: { type: object }',
    ['7:5: `output_schema` means nothing beside `bash` in node `a`; leave it out'],
  ],
  ['bash: x\npool: llm', []],
  [
    'bash: x\nrecovers: true',
    [
      '7:5: `recovers` of node `a` needs `trigger_rule: one_failed` or `all_failed`: nothing else starts a node by a failure',
    ],
  ],
  [
    'bash: x\nrecovers: true\ntrigger_rule: all_done',
    [
      '7:5: `recovers` of node `a` needs `trigger_rule: one_failed` or `all_failed`: nothing else starts a node by a failure',
    ],
  ],
  ['bash: x\nrecovers: yes', ['7:15: `recovers` of node `a` is `yes`; write `true` or `false`']],
  [
    'set: { x: 1 }\nenv: { A: b }',
    [
      '6:5: `set` in node `a` means something only as a step; put it into `steps`',
      '7:5: `env` means nothing beside `set` in node `a`; leave it out',
    ],
  ],
  ['stop: true', ['6:5: `stop` in node `a` means something only as a step; put it into `steps`']],
  [
    'join: [a, a]\ntimeout: 5\noutputs: text\nrecovers: true',
    [
      '6:15: node `a` depends on `a` twice; leave one out',
      '7:5: `timeout` means nothing beside `join` in node `a`; leave it out',
      '8:5: `outputs` means nothing beside `join` in node `a`; leave it out',
      '9:5: `recovers` means nothing beside `join` in node `a`; leave it out',
    ],
  ],
  [
    'join: []',
    [
      '6:11: `join` of node `a` is an empty list; write a list of at least one node id such as `[build, lint]`',
    ],
  ],
  ['join: b', ['6:11: `join` of node `a` is `b`; write a list: `join: [b]`']],
  [
    'pipe: ""\nwith: [x]',
    [
      '6:11: `pipe` of node `a` is empty; write the path or the name of a pipe',
      `7:11: \`with\` of node \`a\` is a list; write a map of the pipe's inputs and their values such as \`{ name: x }\``,
    ],
  ],
  [`pipe: "\${{ inputs.x }}"`, [`6:12: \`\${{ inputs.x }}\` ${NOT_HERE}`]],
  [
    'pipe: x\nwith: { a-b: 1, c: [1] }',
    [
      `7:13: input name \`a-b\` in node \`a\` is not allowed; ${NAME}`,
      `7:24: \`with.c\` of node \`a\` is a list; ${VALUE}`,
    ],
  ],
  ['setps: []', ['6:5: unknown key `setps` in node `a`; did you mean `steps`?']],
  [
    'each: [1]\nbash: x',
    ['7:5: node `a` has `each` and `bash`; write the body inside: `each: { in: …, bash: … }`'],
  ],
  [
    'steps: [{ id: s, bash: x }]\neach: { in: [1] }',
    ['6:5: node `a` has `each` and `steps`; write the body inside: `each: { in: …, steps: … }`'],
  ],
  [
    'loop: 3\nbash: x',
    [
      '7:5: node `a` has `loop` and `bash`; write the body inside: `loop: { bash: …, until_bash: …, max_iterations: … }`',
    ],
  ],
  ['each: { in: [1], bash: x }\nprompt: x', ['6:5: node `a` has `prompt` and `each`; keep one']],
  ['each: [1]\nbash: x\nprompt: x', ['8:5: node `a` has `bash` and `prompt` and `each`; keep one']],
  ['each: [1]\nloop: 3', ['6:5: node `a` has `loop` and `each`; keep one']],
  [
    'parallel: [{ id: s, bash: x }]\nmax_parallel: 2\nfail_fast: false\nignore_errors: true',
    [
      '7:5: `max_parallel` in node `a` belongs to its `parallel`; write `parallel: { branches: […], max_parallel: … }`',
      '8:5: `fail_fast` in node `a` belongs to its `parallel`; write `parallel: { branches: […], fail_fast: … }`',
      '9:5: `ignore_errors` in node `a` belongs to its `parallel`; write `parallel: { branches: […], ignore_errors: … }`',
    ],
  ],
  [
    'parallel: { x: { bash: x }, y: { bash: y } }',
    ['6:15: `parallel` of node `a` is a map; write a list of at least one branch, each `- id: …`'],
  ],
  [
    'each: { items: [1], bash: x }',
    ['6:13: unknown key `items` in the `each` of node `a`; did you mean `in`?'],
  ],
  ['bash: x\nitems: [1]', ['7:5: unknown key `items` in node `a`; leave it out']],
  [`bash: "echo \${{ run.id }"`, [NOT_CLOSED('6:17')]],
  [
    `bash: |\n  \${{ run.id }}\n  \${{ run.dir\n  x`,
    [
      `7:7: \`\${{ run.id }}\` in the script of node \`a\`: expressions are never put into scripts, where a value could run as code; write \`env: { ID: "\${{ run.id }}" }\` on the node and \`"$ID"\` in the script`,
      NOT_CLOSED('8:7'),
    ],
  ],
  ...['yes', 'On'].map((word): [string, string[]] => [`bash: x\nwhen: ${word}`, [NO_TRUTH(word, 'true')]]),
  ...['no', 'OFF'].map((word): [string, string[]] => [`bash: x\nwhen: ${word}`, [NO_TRUTH(word, 'false')]]),
  [
    'bash: x\nwhen: nodes.1st-x.outputs',
    [
      "7:11: expression `nodes.1st-x.outputs` cannot be read: Unexpected symbol: '1st-x.outputs'; write nodes['1st-x']",
    ],
  ],
  ['each: { in: [true], as: yes, bash: x, when: yes }', []],
  ['each: { in: [1], max_parallel: 2, parallel: [{ id: s, bash: x }] }', []],
  ['bash: x\nfail_fast: true', ['7:5: unknown key `fail_fast` in node `a`; leave it out']],
  ['bash: x\nif: x', ['7:5: unknown key `if` in node `a`; did you mean `when`?']],
  ['bash: x\nneeds: b', ['7:5: unknown key `needs` in node `a`; did you mean `depends_on`?']],
  ['run: x', ['6:5: unknown key `run` in node `a`; did you mean `bash`?']],
  [
    'bash: x\ncontinue-on-error: true',
    ['7:5: unknown key `continue-on-error` in node `a`; did you mean `on_error`?'],
  ],
  [
    'bash: x\nTimeout_Minutes: 5',
    ['7:5: unknown key `Timeout_Minutes` in node `a`; did you mean `timeout`?'],
  ],
  ['loop:', [expect.stringMatching(/^5:9: node `a` has nothing to run; /)]],
  [
    'each: { in: [1], loop: ~ }',
    [expect.stringMatching(/^6:11: the `each` of node `a` has nothing to run; /)],
  ],
  ['bash: x\noutput_schema:', ['7:5: `output_schema` means nothing beside `bash` in node `a`; leave it out']],
  ['bash: x\nwith: ~', ['7:5: `with` means nothing beside `bash` in node `a`; leave it out']],
  ['bash: x\ntimeout: 1.0005', []],
  ['bash: x\nretry: 5', ['7:5: unknown key `retry` in node `a`; did you mean `on_error`?']],
  ['bash: x\nretries: 5', ['7:5: unknown key `retries` in node `a`; did you mean `on_error`?']],
  ['bash: x\non_failure: x', ['7:5: unknown key `on_failure` in node `a`; did you mean `on_error`?']],
  ['for_each: [x]', ['6:5: unknown key `for_each` in node `a`; did you mean `each`?']],
  ['foreach: [x]', ['6:5: unknown key `foreach` in node `a`; did you mean `each`?']],
  ['matrix: { x: [1] }', ['6:5: unknown key `matrix` in node `a`; did you mean `each`?']],
  ['bash: x\nuses: x', ['7:5: unknown key `uses` in node `a`; leave it out']],
  [
    'steps: [{ id: s, run: x, needs: [t], if: x }]',
    [
      '6:22: unknown key `run` in node `a/s`; did you mean `bash`?',
      '6:30: unknown key `needs` in node `a/s`; leave it out',
      '6:42: unknown key `if` in node `a/s`; did you mean `when`?',
    ],
  ],
  [
    'loop: { run: x, until: D, max_iterations: 2 }',
    ['6:13: unknown key `run` in the loop of node `a`; did you mean `bash`?'],
  ],
])('on a node: %s', (lines, problems) => {
  expect(inNode(lines)).toEqual(problems);
});

test.each<[string, string[]]>([
  ['bash: x\noutputs: { a: b }', [`7:14: \`outputs\` of node \`a\` is a map; ${SCRIPT_OUTPUTS}`]],
  [
    'bash: x\noutputs: jsn',
    [`7:14: \`outputs\` of node \`a\` is \`jsn\`; ${SCRIPT_OUTPUTS}. Did you mean \`json\`?`],
  ],
  ['bash: x\noutputs: []', [`7:14: \`outputs\` of node \`a\` is an empty list; ${SCRIPT_OUTPUTS}`]],
  ['bash: x\noutputs:', [`7:5: \`outputs\` of node \`a\` is empty; ${SCRIPT_OUTPUTS}`]],
  [
    'bash: x\noutputs: [a b, 3, a, a, __proto__]',
    [
      `7:15: output name \`a b\` in node \`a\` is not allowed; ${OUTPUT_NAME}`,
      '7:20: `outputs[1]` of node `a` is the number `3`; write the name of an output',
      '7:26: `outputs[3]` of node `a` is `a`; write each name once',
      `7:29: output name \`__proto__\` in node \`a\` is not allowed; ${OUTPUT_NAME}`,
    ],
  ],
  ['prompt: x\noutputs: [a]', ['7:14: `outputs` of node `a` is a list; write `text`, `lines` or `json`']],
  [
    'prompt: x\noutputs: text\noutput_schema: { type: object }',
    ['8:5: node `a` has `outputs` and `output_schema`; keep one'],
  ],
  [
    'prompt: x\noutput_schema: { typ: x }',
    [
      '7:20: `output_schema` of node `a` is a map; write a JSON Schema such as `{ type: object, properties: { ok: { type: boolean } } }`',
    ],
  ],
  [`prompt: x\noutput_schema: { enum: ["\${{ inputs.x }}"] }`, [`7:30: \`\${{ inputs.x }}\` ${NOT_HERE}`]],
  [
    'prompt: x\noutput_schema: { enum: [.inf] }',
    ['7:29: `output_schema` of node `a` is the number `.inf`; write a number that JSON has'],
  ],
  [
    'steps: [{ id: s, bash: x }]\noutputs: text',
    [
      `7:14: \`outputs\` of node \`a\` is \`text\`; write a map of names and values such as \`{ version: "\${{ … }}" }\``,
    ],
  ],
  [
    `steps: [{ id: s, bash: x }]\noutputs: { a-: "\${{ steps.s.status }}", b: "\${{ iteration }}", 1: c }`,
    [
      '7:49: unknown name `iteration` in an expression; here these can be read: `inputs`, `run`, `env`, `nodes`, `steps`, `vars`',
      `7:68: output name \`1\` in node \`a\` is not allowed; ${OUTPUT_NAME}`,
    ],
  ],
  [
    'loop: { prompt: x, until: D, max_iterations: 1 }\noutputs: { a: b }',
    ['7:14: `outputs` of node `a` is a map; write `text`, `lines` or `json`'],
  ],
])('outputs: %s', (lines, problems) => {
  expect(inNode(lines)).toEqual(problems);
});

test.each<[string, string[]]>([
  ['bash: x\non_error: retry=0', [`7:15: \`on_error\` of node \`a\` is \`retry=0\`; ${FORMS}`]],
  ['bash: x\non_error: retry=101', [`7:15: \`on_error\` of node \`a\` is \`retry=101\`; ${FORMS}`]],
  ['bash: x\non_error: retry=abc', [`7:15: \`on_error\` of node \`a\` is \`retry=abc\`; ${FORMS}`]],
  [
    'bash: x\non_error: "retry=1,jump=b"',
    [`7:15: \`on_error\` of node \`a\` is \`retry=1,jump=b\`; ${FORMS}`],
  ],
  ['bash: x\non_error: bogus', [`7:15: \`on_error\` of node \`a\` is \`bogus\`; ${FORMS}`]],
  ['bash: x\non_error: jump', [`7:15: \`on_error\` of node \`a\` is \`jump\`; ${FORMS}`]],
  ['bash: x\non_error: jump=', [`7:15: \`on_error\` of node \`a\` is \`jump=\`; ${FORMS}`]],
  [
    'bash: x\non_error: continu',
    [`7:15: \`on_error\` of node \`a\` is \`continu\`; ${FORMS}. Did you mean \`continue\`?`],
  ],
  ['bash: x\non_error: 5', [`7:15: \`on_error\` of node \`a\` is the number \`5\`; ${FORMS}`]],
  ['bash: x\non_error: ', [`7:5: \`on_error\` of node \`a\` is empty; ${FORMS}`]],
  ['bash: x\non_error: {}', [`7:15: \`on_error\` of node \`a\` is an empty map; ${FORMS}`]],
  ['bash: x\non_error: [x]', [`7:15: \`on_error\` of node \`a\` is a list; ${FORMS}`]],
  [
    'bash: x\non_error: jump=b',
    [
      '7:15: `on_error` of node `a` jumps, which only a step can; write `continue`, or put the node into `steps`',
    ],
  ],
  [
    'bash: x\non_error: { then: { jump: b } }',
    [
      '7:31: `on_error` of node `a` jumps, which only a step can; write `continue`, or put the node into `steps`',
    ],
  ],
  [
    'bash: x\non_error: { then: stop, more: 1 }',
    [
      '7:23: `then` of `on_error` of node `a` is `stop`; write `fail`, `continue` or `{ jump: <step> }`',
      '7:29: unknown key `more` in `on_error` of node `a`; leave it out',
    ],
  ],
  [
    'bash: x\non_error: { retry: 0 }',
    [
      '7:24: `retry` of `on_error` of node `a` is the number `0`; write a whole number from 1 to 100, or a map such as `{ max: 3, delay: 10s }`',
    ],
  ],
  [
    'bash: x\non_error: { retry: { delay: x, backoff: 0, jitter: 2, jiter: 1 } }',
    [
      '7:17: `retry` in `on_error` of node `a` has no `max`; write `max: 3`',
      '7:33: `delay` of `retry` in `on_error` of node `a` is `x`; write `0`, seconds as a number, or `90s`, `10m`, `1h`, up to 24 hours',
      '7:45: `backoff` of `retry` in `on_error` of node `a` is the number `0`; write a number from 1 to 10',
      '7:56: `jitter` of `retry` in `on_error` of node `a` is the number `2`; write a number from 0 to 1',
      '7:59: unknown key `jiter` in `retry` in `on_error` of node `a`; did you mean `jitter`?',
    ],
  ],
  [
    'bash: x\non_error: { retry: { max: 1, on: [blocked, 256, timeot, 1.5] } }',
    [
      `7:39: \`on[0]\` of \`retry\` in \`on_error\` of node \`a\` is \`blocked\`; ${ON}`,
      `7:48: \`on[1]\` of \`retry\` in \`on_error\` of node \`a\` is the number \`256\`; ${ON}`,
      `7:53: \`on[2]\` of \`retry\` in \`on_error\` of node \`a\` is \`timeot\`; ${ON}. Did you mean \`timeout\`?`,
      `7:61: \`on[3]\` of \`retry\` in \`on_error\` of node \`a\` is the number \`1.5\`; ${ON}`,
    ],
  ],
  [
    'bash: x\non_error: { retry: { max: 1.5, on: timeout } }',
    [
      '7:31: `max` of `retry` in `on_error` of node `a` is the number `1.5`; write a whole number from 1 to 100',
      '7:40: `on` of `retry` in `on_error` of node `a` is `timeout`; write a list of failure kinds such as `timeout` and of exit codes from 0 to 255',
    ],
  ],
])('on_error: %s', (lines, problems) => {
  expect(inNode(lines)).toEqual(problems);
});

test.each<[string, string[]]>([
  ['steps:', ['6:5: `steps` of node `a` is empty; write a list of at least one step, each `- id: …`']],
  ['steps: x', ['6:12: `steps` of node `a` is `x`; write a list of at least one step, each `- id: …`']],
  [
    'steps: []',
    ['6:12: `steps` of node `a` is an empty list; write a list of at least one step, each `- id: …`'],
  ],
  [
    'steps: [7, { bash: x }]',
    [
      '6:13: `steps[0]` of node `a` is the number `7`; write a map such as `{ id: build, bash: make }`',
      '6:16: step 2 of node `a` has no `id`; write `id: build`',
    ],
  ],
  [
    'steps: [{ id: s, bash: x, depends_on: [a], trigger_rule: all_done, recovers: false }]',
    [
      '6:31: `depends_on` means nothing in node `a/s`, which is a step; leave it out',
      '6:48: `trigger_rule` means nothing in node `a/s`, which is a step; leave it out',
      '6:72: `recovers` means nothing in node `a/s`, which is a step; leave it out',
    ],
  ],
  [
    'steps: [{ id: one, bash: x }, { id: One, bash: y }, { id: one, bash: z }]',
    [
      '6:41: node ids `One` and `one` in line 6 differ only in case; rename one',
      '6:41: node id `One` is not allowed; write lower-case letters, digits, `_` and `-`, a letter or digit first, at most 64',
      '6:63: two nodes have the id `one`, the first in line 6; rename one',
    ],
  ],
  [
    'steps: [{ id: one, bash: x }, { id: two, jump: on }]',
    ['6:52: node `a/two` jumps to `on`, which is no step beside it; did you mean `one`?'],
  ],
  [
    'steps: [{ id: one, jump: one }]',
    ['6:30: node `a/one` jumps to itself; name another step, or write `on_error: retry=3`'],
  ],
  [
    'steps: [{ id: one, jump: [x] }]',
    ['6:30: `jump` of node `a/one` is a list; write the id of a step beside it'],
  ],
  [
    'steps: [{ id: one, bash: x, on_error: jump=twoo }, { id: two, bash: x }]',
    ['6:43: node `a/one` jumps to `twoo`, which is no step beside it; did you mean `two`?'],
  ],
  [
    'steps: [{ id: one, bash: x, on_error: { then: { jump: one } } }]',
    ['6:59: node `a/one` jumps to itself; name another step, or write `on_error: retry=3`'],
  ],
  [
    'steps: [{ id: one, break: true }, { id: two, continue: true }]',
    [
      '6:24: `break` in node `a/one` is inside no `loop` and no `each`; `skip` ends the steps around it',
      '6:50: `continue` in node `a/two` is inside no `loop` and no `each`; `skip` ends the steps around it',
    ],
  ],
  [
    'steps: [{ id: one, join: [b] }]',
    ['6:24: `join` in node `a/one` can only stand among the `nodes` of the pipe; move it there'],
  ],
  [
    'steps: [{ id: one, skip: false }, { id: two, stop: }]',
    [
      '6:30: `skip` of node `a/one` is the boolean `false`; write `true`, or leave it out',
      '6:50: `stop` of node `a/two` is empty; write `true`, or leave it out',
    ],
  ],
  [
    'steps: [{ id: one, set: { a-b: 1, c: } }, { id: two, set: {} }, { id: three, return: { a-b: [x] } }]',
    [
      `6:31: variable name \`a-b\` in node \`a/one\` is not allowed; ${NAME}`,
      `6:39: \`set.c\` of node \`a/one\` is empty; ${VALUE}`,
      '6:63: `set` of node `a/two` is an empty map; write a map of variables and their values such as `{ count: 0 }`',
      `6:97: \`return.a-b\` of node \`a/three\` is a list; ${VALUE}`,
    ],
  ],
  [
    'steps: [{ id: one, set: { a: 1 }, timeout: 5, max_visits: 2 }]',
    [
      '6:39: `timeout` means nothing beside `set` in node `a/one`; leave it out',
      '6:51: `max_visits` means nothing beside `set` in node `a/one`; leave it out',
    ],
  ],
  ['steps: [{ id: one, skip: true, stop: true }]', ['6:36: node `a/one` has `skip` and `stop`; keep one']],
  [
    `steps: [{ id: one, bash: "\${{ vars.x }}" }]`,
    [
      `6:31: \`\${{ vars.x }}\` in the script of node \`a/one\`: expressions are never put into scripts, where a value could run as code; write \`env: { X: "\${{ vars.x }}" }\` on the node and \`"$X"\` in the script`,
    ],
  ],
  [
    'steps: [{ id: one, bash: x }]\npool: llm\nmodel: x\nshell: sh',
    [
      '7:5: `pool` means nothing beside `steps` in node `a`; leave it out',
      '8:5: `model` means nothing beside `steps` in node `a`; leave it out',
      '9:5: `shell` means nothing beside `steps` in node `a`; leave it out',
    ],
  ],
  [
    `steps: [{ id: s, bash: x }]\nwhen: steps.s.status == 'x'`,
    ['7:11: unknown name `steps` in an expression; here these can be read: `inputs`, `run`, `env`, `nodes`'],
  ],
])('in steps: %s', (lines, problems) => {
  expect(inNode(lines)).toEqual(problems);
});

test.each<[string, string[]]>([
  [
    'parallel: x',
    ['6:15: `parallel` of node `a` is `x`; write a list of at least one branch, each `- id: …`'],
  ],
  [
    'parallel: []',
    ['6:15: `parallel` of node `a` is an empty list; write a list of at least one branch, each `- id: …`'],
  ],
  ['parallel: {}', ['6:5: the `parallel` of node `a` has no `branches`; write a list `branches:`']],
  [
    'parallel: { branches: [], max_paralel: 3 }',
    [
      '6:27: `branches` of node `a` is an empty list; write a list of at least one branch, each `- id: …`',
      '6:31: unknown key `max_paralel` in the `parallel` of node `a`; did you mean `max_parallel`?',
    ],
  ],
  [
    'parallel: { branches: [{ id: b, bash: x }], max_parallel: 0, fail_fast: no, ignore_errors: 1 }',
    [
      '6:63: `max_parallel` of the `parallel` of node `a` is the number `0`; write a whole number from 1 to 1000',
      '6:77: `fail_fast` of the `parallel` of node `a` is `no`; write `true` or `false`',
      '6:96: `ignore_errors` of the `parallel` of node `a` is the number `1`; write `true` or `false`',
    ],
  ],
  [
    'parallel: [{ id: b, stop: true, depends_on: [a] }, { id: c, bash: x, max_visits: 3 }, { id: d, bash: x, on_error: jump=b }]',
    [
      '6:25: `stop` in node `a/b` means something only as a step; put it into `steps`',
      '6:37: `depends_on` means nothing in node `a/b`, which is a branch; leave it out',
      '6:74: `max_visits` means nothing in node `a/c`, which is no step; leave it out',
      '6:119: `on_error` of node `a/d` jumps, which only a step can; write `continue`, or put the node into `steps`',
    ],
  ],
  [
    'parallel: [{ id: b, join: [a] }, { id: b, bash: x }]',
    [
      '6:25: `join` in node `a/b` can only stand among the `nodes` of the pipe; move it there',
      '6:44: two nodes have the id `b`, the first in line 6; rename one',
    ],
  ],
])('in parallel: %s', (lines, problems) => {
  expect(inNode(lines)).toEqual(problems);
});

test.each<[string, string[]]>([
  ['each: x', ['6:11: `each` of node `a` is `x`; write a map of `in` and a body such as `bash`']],
  ['each: {}', ['6:11: `each` of node `a` is an empty map; write a map of `in` and a body such as `bash`']],
  ['each: { bash: x }', ['6:5: the `each` of node `a` has no `in`; write `in: inputs.list` or `in: [a, b]`']],
  [
    'each: { in: 3, as: 1a }',
    [
      '6:11: the `each` of node `a` has nothing to run; give it one of `bash`, `prompt`, `command`, `loop`, `steps`, `parallel`, `each`, `join`, `pipe`',
      '6:17: `in` of the `each` of node `a` is the number `3`; write an expression such as `inputs.list`, or a list',
      `6:24: item name \`1a\` in the \`each\` of node \`a\` is not allowed; ${NAME}`,
    ],
  ],
  [
    `each: { in: [1, "\${{ x }}"], as: Item, bash: x }`,
    [
      `6:22: \`\${{ x }}\` ${NOT_HERE}`,
      '6:38: item name `Item` in the `each` of node `a` means something else in expressions; use another',
    ],
  ],
  [
    'each: { in: [.nan], as: toString, bash: x, max_parallel: 0, on_item_error: stop }',
    [
      '6:18: `in` of the `each` of node `a` is the number `.nan`; write a number that JSON has',
      `6:29: item name \`toString\` in the \`each\` of node \`a\` is not allowed; ${NAME}`,
      '6:62: `max_parallel` of the `each` of node `a` is the number `0`; write a whole number from 1 to 1000',
      '6:80: `on_item_error` of the `each` of node `a` is `stop`; write one of `fail`, `continue`',
    ],
  ],
  [
    'each: { in: item, bash: x }',
    ['6:17: unknown name `item` in an expression; here these can be read: `inputs`, `run`, `env`, `nodes`'],
  ],
  ['each: { in: inputs.y, bash: x }', ['6:17: the pipe has no input `y`; declare it under `inputs`']],
  [
    'each: { in: [], bash: x, id: b, depends_on: [b], trigger_rule: all_done, recovers: true, description: x, max_visits: 3 }',
    [
      '6:30: `id` means nothing in the `each` of node `a`; leave it out',
      '6:37: `depends_on` means nothing in the `each` of node `a`; leave it out',
      '6:54: `trigger_rule` means nothing in the `each` of node `a`; leave it out',
      '6:78: `recovers` means nothing in the `each` of node `a`; leave it out',
      '6:94: `description` means nothing in the `each` of node `a`; leave it out',
      '6:110: `max_visits` means nothing in the `each` of node `a`; leave it out',
    ],
  ],
  [
    `each: { in: [1], as: one, prompt: "\${{ one }} \${{ tow }}" }`,
    [
      '6:51: unknown name `tow` in an expression; here these can be read: `inputs`, `run`, `env`, `nodes`, `item`, `index`, `one`',
    ],
  ],
  [
    'each: { in: [1], set: { a: b } }',
    ['6:22: `set` in the `each` of node `a` means something only as a step; put it into `steps`'],
  ],
  [
    'each: { in: [1], bash: x, prompt: y, ass: b }',
    [
      '6:31: the `each` of node `a` has `bash` and `prompt`; keep one',
      '6:42: unknown key `ass` in the `each` of node `a`; did you mean `as`?',
    ],
  ],
])('in each: %s', (lines, problems) => {
  expect(inNode(lines)).toEqual(problems);
});

test.each<[string, string[]]>([
  [
    'loop: { bash: x }',
    [
      '6:5: the loop of node `a` has no `until`; write `until: DONE`, `until_bash: test -f done` or `while: iteration < 3`',
      '6:5: the loop of node `a` has no `max_iterations`; write `max_iterations: 10`',
    ],
  ],
  [
    'loop: { steps: [{ id: s, bash: x }] }',
    [
      '6:5: the loop of node `a` has no `until_bash`; write `until_bash: test -f done` or `while: iteration < 3`',
      '6:5: the loop of node `a` has no `max_iterations`; write `max_iterations: 10`',
    ],
  ],
  [
    'loop: { steps: [{ id: s, bash: x }], until: D, fresh_context: true, max_iterations: 3, id: x }',
    [
      '6:42: `until` of the loop of node `a` waits for a line, and `steps` prints none; write `until_bash` or `while`',
      '6:52: `fresh_context` means nothing beside `steps` in the loop of node `a`; leave it out',
      '6:92: `id` means nothing in the loop of node `a`; leave it out',
    ],
  ],
  [
    'loop: { bash: x, until: BLOCKED, on_exhausted: x, max_iterations: 0 }',
    [
      '6:29: `until` of the loop of node `a` is `BLOCKED`; write the line the agent ends with: a text of one line, not `BLOCKED`',
      '6:52: `on_exhausted` of the loop of node `a` is `x`; write one of `fail`, `complete`',
      '6:71: `max_iterations` of the loop of node `a` is the number `0`; write a whole number from 1 to 1000',
    ],
  ],
  [
    'loop: { bash: x, while: item, max_iterations: 2 }',
    [
      '6:29: unknown name `item` in an expression; here these can be read: `inputs`, `run`, `env`, `nodes`, `iteration`',
    ],
  ],
  [
    'loop: { steps: [{ id: s, bash: x }], while: "steps.s.status == vars.x || item", max_iterations: 2 }',
    [
      '6:49: unknown name `item` in an expression; here these can be read: `inputs`, `run`, `env`, `nodes`, `iteration`, `steps`, `vars`',
    ],
  ],
  [
    'loop: { each: { in: [1], bash: x }, while: steps.s.status, max_iterations: 2 }',
    [
      '6:48: unknown name `steps` in an expression; here these can be read: `inputs`, `run`, `env`, `nodes`, `iteration`',
    ],
  ],
  [
    `loop: { prompt: x, until_bash: "x \${{ inputs.y }}", while: , max_iterations: 2 }`,
    [
      `6:39: \`\${{ inputs.y }}\` in the script of the loop of node \`a\`: expressions are never put into scripts, where a value could run as code; write \`env: { Y: "\${{ inputs.y }}" }\` on the node and \`"$Y"\` in the script`,
      '6:57: `while` of the loop of node `a` is empty; write an expression such as `inputs.deploy == true`',
    ],
  ],
  [
    'loop: { prompt: x, steps: [], while: true, max_iterations: 2 }',
    ['6:24: the loop of node `a` has `prompt` and `steps`; keep one'],
  ],
  [
    'loop: { bsh: x, until: D, max_iterations: 2 }',
    ['6:13: unknown key `bsh` in the loop of node `a`; did you mean `bash`?'],
  ],
  [
    'loop: { prompt: x, until: D, max_iterations: 2 }\nshell: sh\noutput_schema: { type: object }',
    [
      '7:5: `shell` means nothing beside `loop` in node `a`; leave it out',
      '8:5: `output_schema` means nothing beside `loop` in node `a`; leave it out',
    ],
  ],
  [
    'loop: { bash: x, until: D, max_iterations: 2 }\nmodel: x\npool: llm',
    [
      '7:5: `model` means nothing beside `loop` in node `a`; leave it out',
      '8:5: `pool` means nothing beside `loop` in node `a`; leave it out',
    ],
  ],
])('in a loop: %s', (lines, problems) => {
  expect(inNode(lines)).toEqual(problems);
});

test.each<[string, string[]]>([
  [
    'bash: x\npool: lm',
    ['7:11: node `a` is in pool `lm`, which the pipe does not have; did you mean `llm`?'],
  ],
  [
    'bash: x\npool: big\nenv: {}',
    ['7:11: node `a` is in pool `big`, which the pipe does not have; declare it under `pools`'],
  ],
])('in pools: %s', (lines, problems) => {
  expect(inNode(lines)).toEqual(problems);
});

const policy = (onError: string) => {
  const text = `name: p\nversion: 1\nnodes:\n  - id: a\n    steps:\n      - id: s\n        bash: x\n        on_error: ${onError}\n      - { id: b-1, bash: x }\n`;
  const { pipe, problems } = parsePipe(text, 'p.yml', compiler);
  const body = pipe?.nodes[0]?.body;
  return { problems, policy: body?.kind === 'steps' ? body.steps[0]?.onError : undefined };
};

const plain = { delayMs: 0, backoff: 1, jitter: 0 };
const jumping = [`jump=b-1`, `Jump = "b-1"`, `"JUMP='b-1'"`, `'jump = b-1 '`, '{ then: { jump: b-1 } }'];

test.each([
  ...['FAIL', ' fail ', '{ then: fail }'].map((text) => [text, ['fail']] as const),
  ...['continue', 'Continue', '{ then: continue }'].map((text) => [text, ['continue']] as const),
  ...jumping.map((text) => [text, [{ jump: 'b-1' }]] as const),
  ['retry=1', ['fail', { ...plain, max: 1 }]],
  ['"RETRY = 100"', ['fail', { ...plain, max: 100 }]],
  ['{ retry: 2, then: continue }', ['continue', { ...plain, max: 2 }]],
  ['{ retry: { max: 2, delay: 0 } }', ['fail', { ...plain, max: 2 }]],
  ['{ retry: { max: 2, delay: 0s, on: [0] } }', ['fail', { ...plain, max: 2, on: [0] }]],
  [
    '{ retry: { max: 2, delay: 24h, backoff: 1.5, jitter: 1, on: [crash, 255] }, then: { jump: b-1 } }',
    [{ jump: 'b-1' }, { max: 2, delayMs: 86_400_000, backoff: 1.5, jitter: 1, on: ['crash', 255] }],
  ],
] as const)('on_error: %s', (text, [next, retry]) => {
  const read = policy(text);
  expect(read.problems).toEqual([]);
  expect(read.policy?.then).toEqual(next);
  expect(read.policy?.retry).toEqual(retry);
});

test('the place of an expression by its number, and of the scalar where it has none', () => {
  const text = `name: p\nversion: 1\nnodes:\n  - id: a\n    prompt: |\n      \${{ 1 }}\n      and \${{ 2 }}\n    when: env.A\n`;
  const { place } = parsePipe(text, 'p.yml', compiler);
  const at = (path: (string | number)[], occurrence?: number) => {
    const found = place(path, occurrence);
    return `${found?.line}:${found?.column}+${found?.length}`;
  };
  expect(at(['nodes', 0, 'prompt'], 0)).toBe('6:7+8');
  expect(at(['nodes', 0, 'prompt'], 1)).toBe('7:11+8');
  expect(at(['nodes', 0, 'when'], 0)).toBe('8:11+5');
  expect(at(['nodes', 0, 'gate'], 0)).toBe(at(['nodes', 0]));
});

test('values of `set` keep the type YAML gives them, where they are spelled as they are shown', () => {
  const text =
    'name: p\nversion: 1\nnodes: [{ id: a, steps: [{ id: s, set: { a: 1, b: true, c: 1.10, d: "1", e: 1e3 } }] }]';
  const body = parsePipe(text, 'p.yml', PLAIN_COMPILER).pipe?.nodes[0]?.body;
  const control = body?.kind === 'steps' ? body.steps[0]?.body : undefined;
  const values = control?.kind === 'control' && control.control.kind === 'set' ? control.control.values : [];
  const context = undefined as never;
  expect(
    [...values].map(([name, value]) => [
      name,
      typeof value === 'string' ? value : value.value(context),
      typeof value === 'string' ? value : value.render(context),
    ]),
  ).toEqual([
    ['a', { ok: true, value: 1 }, { ok: true, value: '1' }],
    ['b', { ok: true, value: true }, { ok: true, value: 'true' }],
    ['c', '1.10', '1.10'],
    ['d', '1', '1'],
    ['e', '1e3', '1e3'],
  ]);
});

test.each([
  ['nodes: [{ id: a, bash: "while true; do echo when in doubt; done" }]', false],
  ['nodes: [{ id: a, loop: { prompt: x, until: D, max_iterations: 2 } }]', false],
  ['nodes: [{ id: a, steps: [{ id: b, jump: b }], on_error: retry=2, outputs: text }]', false],
  [`prompt: \${{ x }}`, true],
  ['prompt: "\\u0024{{ x }}"', true],
  ['when: true', true],
  ['"when" : x', true],
  ['? when # why\n\n: x', true],
  ["{'while':x}", true],
  ['each: { in: x }', true],
])('needsCompiler: %s', (text, expected) => {
  expect(needsCompiler(text)).toBe(expected);
});

test('a text that needs no compiler has the same problems with either', () => {
  const key = fc.constantFrom(
    'bash',
    'prompt',
    'env',
    'when',
    'while',
    '"in"',
    'on_error',
    'set',
    'loop',
    'each',
  );
  const value = fc.constantFrom('x', '{ a: b }', '[x]', 'retry=1', '{ in: [a], bash: x }', 'true');
  const pipe = fc
    .array(fc.tuple(key, value), { maxLength: 4 })
    .map(
      (all) => `name: p\nversion: 1\nnodes:\n  - id: a\n${all.map(([k, v]) => `    ${k}: ${v}\n`).join('')}`,
    );
  fc.assert(
    fc.property(pipe, (text) => {
      if (needsCompiler(text)) return;
      expect(parsePipe(text, 'p.yml', PLAIN_COMPILER)).toMatchObject({
        problems: parsePipe(text, 'p.yml', compiler).problems,
      });
    }),
  );
});

test('nine thousand steps that jump, one join of all', () => {
  const ids = Array.from({ length: 9000 }, (_, at) => `s${at}`);
  const steps = ids.map((id) => `      - { id: ${id}, jump: s8999 }\n`).join('');
  const joined = ids.map((id) => `      - ${id}\n`).join('');
  const text = `name: p\nversion: 1\nnodes:\n  - id: a\n    steps:\n${steps}  - id: b\n    join:\n${joined}    depends_on:\n${joined}`;
  const started = performance.now();
  const { pipe, problems } = parsePipe(text, 'p.yml', PLAIN_COMPILER);
  expect(problems.map((problem) => problem.kind)).toEqual(['jump_to_itself']);
  expect(pipe?.nodes[1]?.dependsOn).toHaveLength(9000);
  expect(performance.now() - started).toBeLessThan(5000);
});

test('the reserved outputs are those of action.yml', () => {
  const action = parse(readFileSync('action.yml', 'utf8')) as { outputs: Record<string, unknown> };
  expect(ACTION_OUTPUTS).toEqual(Object.keys(action.outputs));
});

const STEPS = 'steps: [{ id: s, set: { x: 1 } }]';
const known = (names: string) =>
  `unknown name \`nope\` in an expression; here these can be read: \`inputs\`, \`run\`, \`env\`, \`nodes\`${names}`;

test.each([
  [`parallel: [{ id: p, ${STEPS} }]\noutputs: { x: "\${{ nope }}" }`, ', `vars`'],
  [`each: { in: [1], ${STEPS} }\noutputs: { x: "\${{ nope }}" }`, ', `vars`'],
  [`loop: { ${STEPS}, while: true, max_iterations: 1 }\noutputs: { x: "\${{ nope }}" }`, ', `steps`, `vars`'],
  [
    `loop: { loop: { ${STEPS}, while: true, max_iterations: 1 }, while: nope, max_iterations: 1 }`,
    ', `iteration`, `vars`',
  ],
  [`pipe: x\noutputs: { x: "\${{ nope }}" }`, ''],
  ['steps: [{ id: s, parallel: [{ id: p, bash: x, when: nope }] }]', ', `steps`, `vars`'],
  [
    `each: { in: [1], as: a, loop: { steps: [{ id: s, each: { in: [2], as: b, bash: x, env: { A: "\${{ nope }}" } } }], while: true, max_iterations: 1 } }`,
    ', `item`, `index`, `iteration`, `steps`, `vars`, `a`, `b`',
  ],
])('names: %s', (lines, names) => {
  expect(inNode(lines).map((line) => line.replace(/^\d+:\d+: /, ''))).toEqual([known(names)]);
});
