#!/bin/sh
# Passes when the last line the reviewer wrote is exactly `VERDICT: pass`.
verdict=$(tail -n 1 "$OMNE_RUN_DIR/nodes/$OMNE_NODE_ID.out")
if [ "$verdict" != "VERDICT: pass" ]; then
  echo "the review ended with: $verdict" >&2
  exit 1
fi
echo "$verdict"
