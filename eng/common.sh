# Sourced by ./hybridai and ./test.sh. Needs nothing but a POSIX-like bash (3.2 is enough) and the .NET SDK.
# The checks of a start that has nothing to do are made here, without starting dotnet; everything else is eng/tool.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
  echo "error: $1" >&2
  exit 1
}

# The rule of eng/tool/CacheFolder.cs.
cache_folder() {
  if [ -n "${HYBRIDAI_CACHE:-}" ]; then echo "$HYBRIDAI_CACHE"
  elif [ "$(uname -s)" = Darwin ]; then echo "$HOME/Library/Caches/hybridai"
  else echo "${XDG_CACHE_HOME:-$HOME/.cache}/hybridai"; fi
}

packages_ready() {
  local key feed
  read -r key < "$root/eng/bootstrap/feed.key"
  feed="$(cache_folder)/feed/$key"
  [ -d "$feed" ] || [ -e "$feed.official" ]
}

cli_ready() {
  local stamp="$root/.bootstrap/cli.built"
  [ -e "$stamp" ] && [ -e "$root/artifacts/bin/HybridAi.Cli/release/HybridAi.Cli.dll" ] &&
    [ -z "$(find "$root/src" "$root"/Directory.*.props "$root/global.json" -newer "$stamp" -print -quit)" ]
}

require_dotnet() {
  command -v dotnet > /dev/null ||
    fail "the .NET SDK was not found. Install the .NET 10 SDK (https://dotnet.microsoft.com/download) and start again."
}

tool_fresh() {
  local dll="$root/.bootstrap/tool/HybridAi.Tool.dll"
  [ -e "$dll" ] && [ -z "$(find "$root/eng/tool" -type f -newer "$dll" -print -quit)" ]
}

# Builds into a folder of its own and moves it into place, so that two starts at once cannot disturb each other.
build_tool() {
  local version temporary="$root/.bootstrap/tool.$$"
  version=$(cd "$root" && dotnet --version 2> /dev/null) ||
    fail "this repository needs a .NET 10 SDK (global.json); installed: $(dotnet --list-sdks | cut -d' ' -f1 | tr '\n' ' '). Get it from https://dotnet.microsoft.com/download."
  local log
  log=$(dotnet build "$root/eng/tool" -c Release -nologo -v:q -nodeReuse:false -p:ArtifactsPath="$temporary" 2>&1) ||
    { rm -rf "$temporary"; echo "$log" >&2; fail "eng/tool does not build with .NET SDK $version."; }
  # Another start may have put its own in place meanwhile: then that one is used, and nobody finds the folder gone.
  if ! tool_fresh; then
    [ ! -d "$root/.bootstrap/tool" ] || mv "$root/.bootstrap/tool" "$root/.bootstrap/tool.old.$$" 2> /dev/null || true
    mv "$temporary/bin/HybridAi.Tool/release" "$root/.bootstrap/tool" 2> /dev/null || true
  fi
  rm -rf "$temporary" "$root/.bootstrap/tool.old.$$"
}

# run_tool VERB [ARGUMENT...]: exit code 75 means that the tool's sources are newer than the tool.
run_tool() {
  local verb=$1 code=0
  shift
  [ -e "$root/.bootstrap/tool/HybridAi.Tool.dll" ] || build_tool
  dotnet "$root/.bootstrap/tool/HybridAi.Tool.dll" "$verb" "$root" "$@" || code=$?
  if [ "$code" = 75 ]; then
    build_tool
    code=0
    dotnet "$root/.bootstrap/tool/HybridAi.Tool.dll" "$verb" "$root" "$@" || code=$?
  fi
  return "$code"
}
