#!/usr/bin/env bash
# Prints, in Markdown, the changes of this checkout's stacks against those of another commit. Compares templates, so
# it needs no account.
#   bash infra/diff.sh <commit>
set -euo pipefail
cd "$(dirname "$0")/.."
git rev-parse --verify --quiet "${1:-}^{commit}" >/dev/null || {
  echo "usage: bash infra/diff.sh <commit>; ${1:-nothing} is not a commit" >&2
  exit 2
}
# A comment on GitHub is limited to 65,536 characters; there are five stacks.
max=12000
base=$(mktemp -d)
trap 'git worktree remove --force "$base/tree" >/dev/null 2>&1 || true; rm -rf "$base"' EXIT
npm run --silent infra:synth >&2
git worktree add --quiet --detach "$base/tree" "$1"
mkdir "$base/templates"
if [ -e "$base/tree/infra/cdk.json" ]; then
  (cd "$base/tree" && npm run --silent infra:synth >&2)
  cp "$base/tree"/infra/cdk.out/*.template.json "$base/templates"
fi
echo "### Changes in AWS"
changed=0
for template in infra/cdk.out/*.template.json; do
  name=$(basename "$template" .template.json)
  before="$base/templates/$name.template.json"
  [ -e "$before" ] || echo '{}' >"$before"
  if cmp -s "$before" "$template"; then continue; fi
  changed=1
  NO_COLOR=1 npm run --silent --prefix infra cdk -- diff "$name" --app cdk.out --template "$before" >"$base/diff" 2>&1
  printf '\n<details><summary><code>%s</code></summary>\n\n```\n' "$name"
  head -c "$max" "$base/diff"
  [ "$(wc -c <"$base/diff")" -le "$max" ] || printf '\n… and more: bash infra/diff.sh %s' "$1"
  printf '\n```\n</details>\n'
done
for before in "$base/templates"/*.template.json; do
  name=$(basename "$before" .template.json)
  if [ -e "infra/cdk.out/$name.template.json" ]; then continue; fi
  changed=1
  printf '\n**`%s` was removed**: its stack stays in AWS; see docs/deploy.md\n' "$name"
done
[ "$changed" = 1 ] || echo 'None.'
