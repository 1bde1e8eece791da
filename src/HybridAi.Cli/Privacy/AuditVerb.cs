using System.CommandLine;
using System.Globalization;
using HybridAi.Cli.Infrastructure;
using HybridAi.Cli.Output;
using Spectre.Console;

namespace HybridAi.Cli.Privacy;

/// <summary><c>hybridai privacy audit</c>: whether an audit file is whole, and what it says.</summary>
internal static class AuditVerb
{
    private const string DefaultKey = "HYBRIDAI_AUDIT_KEY";

    public static Command Create(CliContext context) =>
        new("audit", "Checks an audit file and shows which classes went where.") { Verify(context), Query(context) };

    private static Command Verify(CliContext context)
    {
        var file = File();
        var key = new Option<string>("--key-env") { Description = $"Environment variable with the key. Default {DefaultKey}.", DefaultValueFactory = _ => DefaultKey };
        var head = new Option<string?>("--head") { Description = "A head that was kept outside (log, metric); at least 12 digits. Without it a cut end cannot be noticed." };
        var partial = new Option<bool>("--partial") { Description = "Accepts that the oldest files are archived elsewhere." };
        var command = new Command("verify", "Finds what was deleted, edited, moved, cut off or written anew.") { file, key, head, partial };
        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(key)!;
            var secret = context.Variable(name) ?? throw new CliException($"the environment variable {name} holds no key. Set it, or name another one with --key-env.");
            var path = Existing(context, parsed.GetValue(file)!);
            var result = AuditVerifier.Verify(path, secret, parsed.GetValue(head), parsed.GetValue(partial));
            foreach (var problem in result.Problems)
            {
                context.Out.WriteLine("WRONG  " + problem);
            }

            foreach (var note in result.Notes)
            {
                context.Out.WriteLine("note   " + note);
            }

            context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(result.IsIntact ? "intact" : "NOT INTACT")}: {result.Records} records in {result.Files} {(result.Files == 1 ? "file" : "files")}, head {result.Head ?? "none"}"));
            if (result.IsIntact && parsed.GetValue(head) is null)
            {
                context.Error.WriteLine("Without --head nobody can tell whether records were cut off at the end.");
            }

            return result.IsIntact ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }

    private static Command Query(CliContext context)
    {
        var file = File();
        var type = new Option<string?>("--class") { Description = "Only records with this entity type or statement class." };
        var since = new Option<string?>("--since") { Description = "Only records from this time on, as 2030-01-31 or 2030-01-31T08:00Z." };
        var target = new Option<string?>("--target") { Description = "Only records of requests this target answered or was sent." };
        var left = new Option<bool>("--left") { Description = "Only requests that left the device." };
        var json = new Option<bool>("--json") { Description = "Writes the records as they are, a line each." };
        var command = new Command("query", "Shows which classes went where, when, and under which policy. Does not verify.") { file, type, since, target, left, json };
        command.SetAction(parsed =>
        {
            DateTimeOffset? from = parsed.GetValue(since) is not { } text ? null
                : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
                : throw new CliException("--since is no time. Write 2030-01-31 or 2030-01-31T08:00Z.");
            var wanted = new AuditFilter(parsed.GetValue(type), from, parsed.GetValue(target), parsed.GetValue(left));
            var table = new Table().AddColumns("when", "result", "classes", "went to", "masked", "answered by", "consent", "revision", "tenant");
            var rows = 0;
            foreach (var record in AuditRecord.Read(Existing(context, parsed.GetValue(file)!)).Where(wanted.Takes))
            {
                rows++;
                if (parsed.GetValue(json))
                {
                    context.Out.WriteLine(record.Line);
                }
                else
                {
                    table.AddRow(record.Cells().Select(cell => new Text(cell)));
                }
            }

            if (!parsed.GetValue(json))
            {
                Tables.Write(context, table);
                context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} {(rows == 1 ? "request" : "requests")}"));
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static Argument<string> File() => new("file") { Description = "The newest file; its older ones beside it are read too." };

    private static string Existing(CliContext context, string file)
    {
        var path = context.PathOf(file);
        return System.IO.File.Exists(path) ? path : throw new CliException("the audit file is not there. Check the path.");
    }
}
