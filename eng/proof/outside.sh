#!/usr/bin/env bash
# outside.sh PACKAGES: proves with applications outside the clone that the packed packages work as the README says.
#   1. dotnet new webapi, HybridAi.Starter, three lines: a streamed answer over HTTP
#   2. the same application published as a single file
#   3. an application that gets HybridAi.Starter through a library only
# PACKAGES is the folder with the packed packages. Everything happens in a temporary folder, which is removed.
set -eu
packages=$(cd "$1" && pwd)
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
work=$(mktemp -d "${TMPDIR:-/tmp}/hybridai-outside-XXXXXX")
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null || true; rm -rf "$work"' EXIT

version=$(basename "$packages"/HybridAi.Starter.*.nupkg .nupkg)
version=${version#HybridAi.Starter.}
model=models/SmolLM2-135M-Instruct.Q4_1.gguf
prompt="Answer%20in%20one%20word:%20what%20colour%20is%20the%20sky?"

# The user's sources stay; ours are added, as a user of an unpublished version would do it.
read -r key < "$root/eng/bootstrap/feed.key"
feed="$(cache_folder)/feed/$key"
{
  echo '<configuration><packageSources>'
  echo "<add key=\"packed\" value=\"$packages\" />"
  [ ! -d "$feed" ] || echo "<add key=\"feed\" value=\"$feed\" />"
  echo '</packageSources>'
  # What the clone has restored need not be fetched again. It holds none of our own packages.
  [ ! -d "$root/.packages" ] || echo "<fallbackPackageFolders><add key=\"clone\" value=\"$root/.packages\" /></fallbackPackageFolders>"
  echo '</configuration>'
} > "$work/nuget.config"
export NUGET_PACKAGES="$work/packages" HYBRIDAI_CACHE="$work/cache" DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
unset MSBUILDSDKSPATH MSBuildSDKsPath MSBuildExtensionsPath MSBuildLoadMicrosoftTargetsReadOnly 2> /dev/null || true

say() { echo "outside: $1" >&2; }

quietly() {
  "$@" > "$work/log" 2>&1 || { cat "$work/log" >&2; fail "outside: $1 $2 failed"; }
}

# has_model FOLDER
has_model() {
  [ "$(wc -c < "$1/$model")" -eq 98362432 ] || fail "outside: $model is not in $2"
  [ -e "$1/models/SmolLM2-135M-Instruct.LICENSE.txt" ] || fail "outside: the model's licence is not in $2"
}

# answers PROGRAM...: starts a server on a free loopback port and asks it; the answer must come in several pieces.
answers() {
  local address= answer
  rm -f "$work/server.log"
  : > "$work/server.log"
  "$@" --urls http://127.0.0.1:0 > "$work/server.log" 2>&1 &
  server=$!
  while [ -z "$address" ]; do
    kill -0 "$server" 2> /dev/null || { cat "$work/server.log" >&2; fail "outside: the application ended by itself"; }
    address=$(sed -n 's/.*Now listening on: \(http[^ ]*\).*/\1/p' "$work/server.log")
    [ -n "$address" ] || sleep 0.1
  done
  answer=$(curl --silent --show-error --no-buffer --max-time 120 "$address/ask?q=$prompt") ||
    { cat "$work/server.log" >&2; fail "outside: the request failed"; }
  kill "$server"
  wait "$server" 2> /dev/null || true
  server=
  # A JSON array of the pieces of text, as ASP.NET Core writes a stream.
  case $answer in
    '["'*'","'*']') say "answered ${#answer} characters: $(echo "$answer" | cut -c1-80)" ;;
    *) cat "$work/server.log" >&2; fail "outside: this is not a streamed answer: $answer" ;;
  esac
}

cd "$work"
say "an application with three lines"
quietly dotnet new webapi -o app --no-https --no-openapi
quietly dotnet add app package HybridAi.Starter --version "$version"
cat > app/Program.cs << 'PROGRAM'
using HybridAi;
using Microsoft.Extensions.AI;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddHybridChatClient(builder.Configuration.GetSection("HybridAi"))
    .AddSmolLM2()
    .AddOpenAI("cloud");

var app = builder.Build();
app.MapGet("/ask", (string q, IChatClient client, CancellationToken cancel) =>
    client.GetStreamingResponseAsync(q, cancellationToken: cancel).Where(update => update.Text.Length > 0).Select(update => update.Text));
app.Run();
PROGRAM
quietly dotnet build app -c Release -o built -nologo -v:q -nodeReuse:false
has_model built "the output"
answers dotnet built/app.dll

say "the same as a single file"
quietly dotnet publish app -c Release -o published --use-current-runtime --self-contained false -p:PublishSingleFile=true -nologo -v:q -nodeReuse:false
has_model published "the publish folder"
[ ! -e published/HybridAi.dll ] || fail "outside: the publish is not a single file"
answers published/app

say "through a library"
quietly dotnet new classlib -o library
quietly dotnet add library package HybridAi.Starter --version "$version"
quietly dotnet new web -o through --no-https
cp app/Program.cs through/Program.cs
quietly dotnet add through reference library
quietly dotnet build through -c Release -o through-built -nologo -v:q -nodeReuse:false
has_model through-built "the output of an application that refers to a library"
quietly dotnet publish through -c Release -o through-published -nologo -v:q -nodeReuse:false
has_model through-published "the publish folder of an application that refers to a library"
answers dotnet through-published/through.dll
say "proven"
