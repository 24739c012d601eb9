# A gate cannot wait for a person: it has 60 seconds. It says where the decision is made, and passes.
# Put the waiting into the workflow: an environment with required reviewers.
$what = if ($env:OMNE_INPUT_FEATURE_NAME) { $env:OMNE_INPUT_FEATURE_NAME } else { $env:OMNE_NODE_ID }
Write-Output "approve or reject $what in its pull request"
