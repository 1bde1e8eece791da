@echo off
rem test [PROJECT [FILTER]]: builds and runs the tests; ends with the line "N passed, N failed".
call "%~dp0eng\common.cmd" test %*
exit /b %errorlevel%
