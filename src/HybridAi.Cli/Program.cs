using HybridAi.Cli;
using HybridAi.Cli.Infrastructure;

using var interrupts = new Interrupts();
return await CommandLineApp.RunAsync(args, CliContext.OfThisProcess(interrupts));
