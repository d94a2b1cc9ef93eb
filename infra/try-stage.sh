#!/usr/bin/env bash
# The tests after a deployment, for a stage that was just deployed: with the API's address from infra/outputs.json, and
# the stage's API key, where it has one. STITCH_TOKEN is for stages with tokens.
#   bash infra/try-stage.sh <stage> [more for npm run smoke]
set -euo pipefail
cd "$(dirname "$0")/.."
stage=${1:?usage: bash infra/try-stage.sh <stage>}
[ -e infra/outputs.json ] || {
  echo "there is no infra/outputs.json; npm run infra:deploy -- stitch-$stage writes it" >&2
  exit 1
}
url=$(node -p 'JSON.parse(fs.readFileSync("infra/outputs.json", "utf8"))[process.argv[1]].Url' "stitch-$stage")
if [ -z "${STITCH_API_KEY:-}" ]; then
  key=$(aws apigateway get-api-keys --name-query "stitch-$stage" --include-values --query "items[?name=='stitch-$stage'].value | [0]" --output text)
  if [ "$key" != None ]; then
    [ -z "${GITHUB_ACTIONS:-}" ] || echo "::add-mask::$key"
    export STITCH_API_KEY=$key
  fi
fi
npm run --silent smoke -- --url "$url" --stage "$stage" "${@:2}"
