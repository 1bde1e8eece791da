using HybridAi.Conventions.Support;

namespace HybridAi.Conventions.PublicSurface;

public sealed class PublicApiTests
{
    public static TheoryData<string> Assemblies => [.. BuiltAssembly.Names];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void PublicApi_OfEveryLibrary_IsTheApprovedOne(string name)
    {
        var actual = ApiText.Of(BuiltAssembly.Load(name));
        var file = Path.Combine(Repository.Root, "tests", "HybridAi.Conventions.Tests", "PublicApi", name + ".txt");
        if (Environment.GetEnvironmentVariable("HYBRIDAI_APPROVE") == "1")
        {
            File.WriteAllText(file, actual);
        }

        var approved = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        var was = approved.Split('\n');
        var now = actual.Split('\n');
        var changes = was.Except(now).Select(line => "- " + line).Concat(now.Except(was).Select(line => "+ " + line));
        (actual == approved).ShouldBeTrue(
            $"The public API of {name} changed. If that is wanted, approve it: HYBRIDAI_APPROVE=1 ./test.sh Conventions PublicApi\n"
            + string.Join('\n', changes.Take(40)));
    }
}
