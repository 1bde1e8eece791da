#!/usr/bin/env bash
# test.sh [PROJECT [FILTER]]: builds and runs the tests of all projects, or of those with PROJECT in their name,
# e.g. ./test.sh Core or ./test.sh Import "FullyQualifiedName~Reader". Ends with the line "N passed, N failed".
set -eu
. "$(dirname "${BASH_SOURCE[0]}")/eng/common.sh"
require_dotnet
run_tool test "$@"
