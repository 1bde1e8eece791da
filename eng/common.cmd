@echo off
rem common.cmd VERB [ARGUMENT...]: builds eng\tool when it is missing or stale (exit code 75), then runs it.
setlocal
for %%I in ("%~dp0..") do set "root=%%~fI"
set "tool=%root%\.bootstrap\tool\HybridAi.Tool.dll"
where dotnet >nul 2>nul || (
  echo error: the .NET SDK was not found. Install the .NET 10 SDK from https://dotnet.microsoft.com/download and start again. 1>&2
  exit /b 1
)
set "verb=%~1"
shift
if not exist "%tool%" call :build || exit /b 1
dotnet "%tool%" %verb% "%root%" %1 %2 %3 %4
if not %errorlevel% == 75 exit /b %errorlevel%
call :build || exit /b 1
dotnet "%tool%" %verb% "%root%" %1 %2 %3 %4
exit /b %errorlevel%

:build
pushd "%root%"
dotnet --version >nul 2>nul || (
  popd
  echo error: this repository needs a .NET 10 SDK ^(global.json^). Get it from https://dotnet.microsoft.com/download. 1>&2
  exit /b 1
)
popd
set "temporary=%root%\.bootstrap\tool.%random%%random%"
dotnet build "%root%\eng\tool" -c Release -nologo -v:q -nodeReuse:false "-p:ArtifactsPath=%temporary%" 1>&2 || exit /b 1
if exist "%root%\.bootstrap\tool" rmdir /s /q "%root%\.bootstrap\tool"
move "%temporary%\bin\HybridAi.Tool\release" "%root%\.bootstrap\tool" >nul
rmdir /s /q "%temporary%"
exit /b 0
