using System.CommandLine;
using System.CommandLine.Help;

namespace HybridAi.Cli.Infrastructure;

/// <summary>All verbs. Each one lies in a folder of its own.</summary>
internal static class Verbs
{
    /// <summary>A plain command as root: a <see cref="RootCommand"/> takes its name from the process, which is dotnet here.</summary>
    public static Command Root(CliContext context) =>
        new("hybridai", "Answers on this device when it can, in the cloud when it must.")
        {
            new HelpOption(),
            new VersionOption(),
            Ask.AskVerb.Create(context),
            Chat.ChatVerb.Create(context),
            Demo.DemoVerb.Create(context),
            Routing.RouteVerb.Create(context),
            Doctor.DoctorVerb.Create(context),
            Init.InitVerb.Create(context),
            Models.ModelVerb.Create(context),
            Privacy.PrivacyVerb.Create(context),
            Eval.EvalVerb.Create(context),
            Eval.TrainVerb.Create(context),
            Eval.CalibrateVerb.Create(context),
        };
}
