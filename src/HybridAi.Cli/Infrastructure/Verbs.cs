using System.CommandLine;

namespace HybridAi.Cli.Infrastructure;

/// <summary>All verbs. Each one lies in a folder of its own.</summary>
internal static class Verbs
{
    public static RootCommand Root(CliContext context) =>
        new("Answers on this device when it can, in the cloud when it must.")
        {
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
        };
}
