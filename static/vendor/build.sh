#!/bin/bash
# Fetches the packages of README.md and writes their files here. Needs npm and python3; run by hand, never at run time.
set -euo pipefail
bootstrap=5.3.9 htmx=2.0.11 echarts=6.1.0 esbuild=0.28.2

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private": true}' > package.json
npm install --silent --no-save "bootstrap@$bootstrap" "htmx.org@$htmx" "echarts@$echarts" "esbuild@$esbuild"
cd node_modules

mkdir -p "$here"/{bootstrap,htmx,echarts}
rm -rf "$here/bootstrap/img"
python3 "$here/split_images.py" bootstrap/dist/css/bootstrap.min.css "$here/bootstrap/bootstrap.min.css"
sed '/^\/\/# sourceMappingURL=/d' bootstrap/dist/js/bootstrap.bundle.min.js > "$here/bootstrap/bootstrap.bundle.min.js"
cp bootstrap/LICENSE "$here/bootstrap/LICENSE"

cp htmx.org/dist/htmx.min.js "$here/htmx/htmx.min.js"
cp htmx.org/LICENSE "$here/htmx/LICENSE"

cp "$here/echarts/entry.js" entry.js
.bin/esbuild entry.js --bundle --minify --format=iife --target=chrome80 --legal-comments=none \
    --banner:js="/* Apache ECharts $echarts, Apache-2.0; with zrender, BSD-3-Clause, and tslib, 0BSD: see LICENSE */" \
    --outfile="$here/echarts/echarts.min.js" --log-level=warning
cat echarts/LICENSE echarts/NOTICE echarts/licenses/LICENSE-d3 > "$here/echarts/LICENSE"
printf '\n\n--- zrender ---\n\n' >> "$here/echarts/LICENSE"; cat zrender/LICENSE >> "$here/echarts/LICENSE"
printf '\n\n--- tslib ---\n\n' >> "$here/echarts/LICENSE"; cat tslib/LICENSE.txt >> "$here/echarts/LICENSE"

for package in bootstrap htmx echarts; do echo "${!package}" > "$here/$package/VERSION"; done
