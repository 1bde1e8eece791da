using System.CommandLine;
using HybridAi.Cli.Infrastructure;

namespace HybridAi.Cli.Models;

/// <summary><c>hybridai model …</c>: import, store and look into models.</summary>
internal static class ModelVerb
{
    public static Command Create(CliContext context) =>
        new("model", "Imports, keeps and checks local models.")
        {
            AddVerb.Create(context),
            ImportVerb.Create(context),
            StoreVerbs.List(context),
            StoreVerbs.Prepare(context),
            StoreVerbs.Verify(context),
            StoreVerbs.Remove(context),
            TokenizeVerb.Create(context),
            LogitsVerb.Create(context),
        };
}
