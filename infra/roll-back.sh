#!/usr/bin/env bash
# Puts a stage back to the last commit whose deployment held, by the very stacks that were deployed then: they are kept
# as artefacts of their runs. Wants GH_TOKEN and GH_REPO.
#   bash infra/roll-back.sh <stage>
set -euo pipefail
cd "$(dirname "$0")/.."
stage=$1
good=
for deployment in $(gh api "repos/$GH_REPO/deployments?environment=$stage&per_page=50" --jq '.[] | "\(.id):\(.sha)"'); do
  state=$(gh api "repos/$GH_REPO/deployments/${deployment%%:*}/statuses?per_page=1" --jq '.[0].state')
  if [ "$state" = success ]; then
    good=${deployment#*:}
    break
  fi
done
if [ -z "$good" ]; then
  echo "no deployment of $stage has held yet: there is nothing to go back to" >&2
  exit 1
fi
echo "going back to $good"
before=$(mktemp -d)
trap 'rm -rf "$before"' EXIT
gh run download --name "assembly-$good" --dir "$before"
npm run --silent --prefix infra cdk -- deploy "stitch-$stage" --app "$before" --require-approval never --outputs-file outputs.json
bash infra/try-stage.sh "$stage"
