using HybridAi.Cli;
using HybridAi.Cli.Infrastructure;

return await CommandLineApp.RunAsync(args, CliContext.OfThisProcess());
