#!/bin/sh
# A gate cannot wait for a person: it has 60 seconds. It says where the decision is made, and passes.
# Put the waiting into the workflow: an environment with required reviewers.
echo "approve or reject ${OMNE_INPUT_FEATURE_NAME:-$OMNE_NODE_ID} in its pull request"
