#!/usr/bin/env bash
# Rolls a stage back to its last successful deployment: first the traffic, at once, then the stack, by the templates of
# that deployment (kept as artefacts of its run). Needs GH_TOKEN and GH_REPO.
#   bash infra/roll-back.sh <stage> [version of the function that was live before]
set -euo pipefail
cd "$(dirname "$0")/.."
stage=${1:?usage: bash infra/roll-back.sh <stage> [version]}
: "${GH_REPO:?set the repository, as owner/name}" "${GH_TOKEN:?set a token that may read deployments and artefacts}"
version=${2:-}
good=
deployments=$(gh api "repos/$GH_REPO/deployments?environment=$stage&per_page=50" --jq '.[] | "\(.id):\(.sha)"')
for deployment in $deployments; do
  state=$(gh api "repos/$GH_REPO/deployments/${deployment%%:*}/statuses?per_page=1" --jq '.[0].state')
  if [ "$state" = success ]; then
    good=${deployment#*:}
    break
  fi
done
if [ -z "$good" ]; then
  echo "no deployment of $stage has succeeded yet: there is nothing to roll back to" >&2
  exit 1
fi
echo "rolling back to $good"
point_to() {
  aws lambda update-alias --function-name "stitch-$stage" --name live --function-version "$1" \
    --routing-config 'AdditionalVersionWeights={}' >/dev/null
}
if [ -n "$version" ]; then point_to "$version"; fi
# CodeDeploy shifts no traffic during an alarm; those of the old version end by themselves.
for _ in $(seq "${STITCH_ALARM_TRIES:-20}"); do
  on=$(aws cloudwatch describe-alarms --state-value ALARM --alarm-names "stitch-$stage-Slow" "stitch-$stage-Faults" \
    --query 'length(MetricAlarms)' --output text)
  [ "$on" != 0 ] || break
  echo "waiting for $on alarms to end"
  sleep "${STITCH_ALARM_SECONDS:-30}"
done
before=$(mktemp -d)
trap 'rm -rf "$before"' EXIT
# Only from the run that deployed it: pull requests may upload artefacts of any name.
run=$(gh run list --workflow deploy.yml --branch main --event push --commit "$good" --json databaseId --jq '.[0].databaseId')
if [ -z "$run" ]; then
  echo "no run of deploy.yml on main is for $good" >&2
  exit 1
fi
gh run download "$run" --name "assembly-$good" --dir "$before"
if ! npm run --silent --prefix infra cdk -- deploy "stitch-$stage" --app "$before" --require-approval never; then
  echo "the stack of $stage could not be rolled back to $good" >&2
  # CloudFormation may have shifted the traffic to the failed version.
  if [ -n "$version" ]; then
    point_to "$version"
    echo "its traffic stays on version $version" >&2
  fi
  exit 1
fi
bash infra/try-stage.sh "$stage" --any-version
