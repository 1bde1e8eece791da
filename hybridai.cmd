@echo off
rem hybridai VERB ...: prepares what is missing (messages on standard error), then runs the command line.
setlocal
call "%~dp0eng\common.cmd" cli 1>&2 || exit /b 1
dotnet "%~dp0artifacts\bin\HybridAi.Cli\release\HybridAi.Cli.dll" %*
exit /b %errorlevel%
