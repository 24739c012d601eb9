#!/bin/sh
# Passes when the report of the node it guards has a line for each of its three sources.
report="$OMNE_RUN_DIR/nodes/$OMNE_NODE_ID.out"
lines=$(grep -c '^- ' "$report")
if [ "$lines" -ne 3 ]; then
  echo "the report has $lines lines where 3 are due" >&2
  exit 1
fi
echo "3 lines of 3"
