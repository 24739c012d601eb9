import { CHECKOUT, hook, MODELINE, type Template, WORKFLOW_PATH } from './template.ts';

const PIPE = `---
${MODELINE}
name: gate
version: 1
description: Quick checks of what a change changes, side by side; a gate has the last word.
timeout: 15m
inputs:
  base:
    type: string
    default: ""
    description: The commit that the change is compared with. Empty finds one.
nodes:
  - id: base
    description: Where the change began. On a laptop without a remote that is HEAD, so that what is not committed counts.
    timeout: 1m
    bash: |
      git rev-parse --git-dir > /dev/null
      if [ -n "$OMNE_INPUT_BASE" ]; then
        git merge-base "$OMNE_INPUT_BASE" HEAD
      else
        git merge-base origin/HEAD HEAD 2> /dev/null || git rev-parse -q --verify HEAD || git hash-object -t tree /dev/null
      fi
    outputs: text

  - id: whitespace
    description: No conflict markers, no trailing blanks.
    depends_on: [base]
    timeout: 1m
    env:
      BASE: \${{ nodes.base.outputs }}
    bash: git diff --check "$BASE"

  - id: size
    description: A change nobody can review is not reviewed.
    depends_on: [base]
    timeout: 1m
    env:
      BASE: \${{ nodes.base.outputs }}
      LIMIT: "1500"
    bash: |
      added=$(git diff --numstat "$BASE" | awk '{ sum += $1 } END { print sum + 0 }')
      echo "$added lines added, $LIMIT allowed"
      [ "$added" -le "$LIMIT" ]

  # Your own checks go here: linters, types, tests. What does not depend on each other runs at the same time.
  # - id: test
  #   timeout: 10m
  #   bash: npm ci && npm test

  - id: report
    description: What changed. The hook no-secrets looks at the change once more.
    depends_on: [whitespace, size]
    timeout: 1m
    gate: no-secrets
    env:
      BASE: \${{ nodes.base.outputs }}
    bash: git diff --stat "$BASE"
---

# gate

\`\`\`
omne run gate
omne run gate --input base=origin/main
\`\`\`

\`whitespace\` and \`size\` run at the same time. When both have completed, \`report\` runs, and then its gate,
\`.omne/hooks/no-secrets.sh\`: exit 0 passes, anything else fails the node, and with it the run.
`;

const SH = `#!/bin/sh
# Passes when the change adds nothing that looks like a private key or a token. Add patterns of your own.
patterns='-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|sk-ant-[A-Za-z0-9-]{20}'
change=$(git diff "$BASE") || exit 1
found=$(printf '%s\\n' "$change" | grep '^+' | grep -cE -e "$patterns")
if [ "$found" -ne 0 ]; then
  echo "$found added lines look like secrets" >&2
  exit 1
fi
echo "no secrets added"
`;

const POWERSHELL = `# Passes when the change adds nothing that looks like a private key or a token. Add patterns of your own.
$patterns = '-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|sk-ant-[A-Za-z0-9-]{20}'
$change = git diff $env:BASE
if ($LASTEXITCODE -ne 0) { exit 1 }
$found = @($change | Where-Object { $_ -cmatch '^\\+' -and $_ -cmatch $patterns }).Count
if ($found -ne 0) {
  [Console]::Error.WriteLine("$found added lines look like secrets")
  exit 1
}
Write-Output 'no secrets added'
`;

const WORKFLOW = `name: omne

on: pull_request

permissions: {}

concurrency:
  group: omne-\${{ github.ref }}
  cancel-in-progress: true

jobs:
  gate:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    permissions:
      contents: read
    steps:
      - uses: ${CHECKOUT}
        with:
          # The commit that the change is compared with must be there.
          fetch-depth: 0
          persist-credentials: false
      - uses: omne/run@v1
        id: omne
        with:
          pipe: gate
          inputs: base=\${{ github.event.pull_request.base.sha }}
`;

/** A pull-request gate of bash nodes: it needs git and nothing else. */
export const GATE: Template = {
  files: [
    { path: '.omne/pipes/gate.md', text: PIPE, isExecutable: false },
    ...hook('no-secrets', SH, POWERSHELL),
    { path: WORKFLOW_PATH, text: WORKFLOW, isExecutable: false },
  ],
  next: [
    'omne validate gate     check the pipe',
    'omne run gate          run it here, on what is not merged yet',
    'Put your own checks into .omne/pipes/gate.md, then commit the files: the workflow runs the pipe for each pull request.',
  ],
};
