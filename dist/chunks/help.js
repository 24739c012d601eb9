// src/shell/help.ts
const HELP = `omne: run pipes, DAGs of bash nodes, AI nodes and loops with gates

  omne run <pipe>            run a pipe: a path, or a name in .omne/dist/pipes, .omne/pipes, .github/pipes
      -i, --input k=v        give an input; once for each
      -j, --max-parallel N   nodes at a time, 1 to 1000 (the pipe's own, else 4)
          --timeout D        budget of the whole run: 90, 90s, 10m, 1h
          --log MODE         grouped (default), stream or quiet
          --worktree         run in a detached git worktree of HEAD at .omne/wt/<run id>
          --json             print the journal's events as they come, and nothing else
          --fsync WHEN       sync the journal: auto (default), or always, after every event
  omne resume <run>          run a pipe again and take over what an earlier run completed: its id, the beginning of
                             it, or its folder; the options of run but --worktree, and
      -i, --input k=v        give an input another value; secret ones must be given again
          --dry-run          show what would be taken over and what would run, and why; runs nothing
          --trust-worktree   take the worktree for what the run left
  omne validate <pipe>...    check pipes without running them
  omne plan <pipe>           say which nodes would run and why, what is doubtful, and the worst case; runs nothing
      -i, --input k=v        give an input; once for each
          --stub FILE        what nodes do, as \`nodes: { id: failed }\` or \`{ id: { outputs: … } }\`
          --job-timeout D    the limit of the job it will run in (6h)
  omne report <run>          write a run as one HTML page: its graph, timeline, captures and conversations
      -o, --output FILE      where to (report.html in the run's folder)
  omne graph <pipe>          print the pipe as a Mermaid flowchart
  omne status [run]          all runs here, or the nodes of one
  omne explain [run] <node>  say why a node ran, ran again, was reused, skipped or failed: a chain of causes; without a
                             run, of the newest one
  omne verify <run>          check a run's journal: whole lines, the chain, every node ended once
  omne init [folder]         write a first pipe, a hook and a workflow; what is there is left alone
          --template NAME    gate (default), or fix-loop, where an agent mends the code until the tests pass
  omne version               print the version

exit codes: 0 completed, 1 aborted, 2 problem (nothing ran), 70 fault of omne or the machine,
129/130/143 cancelled by SIGHUP/SIGINT/SIGTERM
`;

export { HELP };