using System.CommandLine;
using HybridAi.Cli.Infrastructure;

namespace HybridAi.Cli.Models;

/// <summary><c>hybridai model …</c>: import, store and look into models.</summary>
internal static class ModelVerb
{
    public static Command Create(CliContext context) =>
        new("model", "Imports, keeps and checks local models.")
        {
            ImportVerb.Create(context),
            TokenizeVerb.Create(context),
        };
}
