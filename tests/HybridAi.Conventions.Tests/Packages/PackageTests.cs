using System.IO.Compression;
using System.Security.Cryptography;
using HybridAi.Conventions.Support;

namespace HybridAi.Conventions.Packages;

[Collection(nameof(PackedOnce))]
public sealed class PackageTests(BuiltPackages packages)
{
    private const long GalleryLimit = 250_000_000;
    private const long CodeLimit = 3_000_000;
    private const string Model = "models/SmolLM2-135M-Instruct.Q4_1.gguf";

    // What a user who takes a package gets with it. Anything else is a stray dependency.
    private static readonly Dictionary<string, string[]> _dependencies = new()
    {
        ["HybridAi.Privacy"] = [],
        ["HybridAi.Import"] = [],
        ["HybridAi.Core"] = ["HybridAi.Privacy", "Microsoft.Extensions.AI.Abstractions", "System.Numerics.Tensors"],
        ["HybridAi.Evaluation"] = ["HybridAi.Core", "System.Numerics.Tensors"],
        ["HybridAi.Testing"] = ["HybridAi.Core", "Microsoft.Extensions.AI.Abstractions"],
        ["HybridAi"] = ["HybridAi.Core", "Microsoft.Extensions.Configuration.Binder", "Microsoft.Extensions.DependencyInjection.Abstractions",
            "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Logging.Abstractions",
            "Microsoft.Extensions.Options.ConfigurationExtensions", "Polly.Core"],
        ["HybridAi.OnnxRuntimeGenAI"] = ["HybridAi", "HybridAi.Import", "Microsoft.ML.OnnxRuntimeGenAI.Managed", "System.Numerics.Tensors"],
        ["HybridAi.OpenAI"] = ["HybridAi", "Microsoft.Extensions.Http", "OpenAI"],
        ["HybridAi.Models.SmolLM2"] = ["HybridAi.OnnxRuntimeGenAI"],
        ["HybridAi.Starter"] = ["HybridAi", "HybridAi.Models.SmolLM2", "HybridAi.OnnxRuntimeGenAI", "HybridAi.OpenAI", "Microsoft.ML.OnnxRuntimeGenAI"],
    };

    [Fact]
    public void Packages_AreOnePerLibrary() =>
        packages.All.Select(package => package.Id).ShouldBe(Repository.Projects.Where(name => name != "HybridAi.Cli"), ignoreOrder: true);

    [Fact]
    public void Packages_BringReadmeLicenceNoticesAndDescription()
    {
        foreach (var package in packages.All)
        {
            package.Entries.ShouldContain("README.md", package.Id);
            package.Entries.ShouldContain("THIRD-PARTY-NOTICES.md", package.Id);
            package.Text("readme").ShouldBe("README.md", package.Id);
            package.Text("license").ShouldNotBeNullOrWhiteSpace(package.Id);
            package.Text("description").ShouldNotBeNullOrWhiteSpace(package.Id);
            package.Text("authors").ShouldBe("HybridAi contributors", package.Id);
        }
    }

    [Fact]
    public void Packages_HoldBothFrameworks_CommentsAndSymbols()
    {
        foreach (var package in packages.All.Where(package => package.Id != "HybridAi.Starter"))
        {
            foreach (var framework in (string[])["net10.0", "net8.0"])
            {
                package.Entries.ShouldContain($"lib/{framework}/{package.Id}.dll");
                package.Entries.ShouldContain($"lib/{framework}/{package.Id}.xml");
            }

            package.HasSymbols.ShouldBeTrue($"{package.Id} has no symbol package");
        }
    }

    [Fact]
    public void Packages_DependOnNothingStray()
    {
        foreach (var package in packages.All)
        {
            _dependencies.ShouldContainKey(package.Id, "a new package needs a line in the table of dependencies");
            package.Dependencies.Except(_dependencies[package.Id]).ShouldBeEmpty($"{package.Id} has a dependency that is not on the list");
        }
    }

    [Fact]
    public void Packages_HoldNothingButWhatBelongs()
    {
        string[] folders = ["lib/", "package/", "_rels/", "models/", "buildTransitive/"];
        foreach (var package in packages.All)
        {
            package.Entries.Where(entry => entry.Contains('/', StringComparison.Ordinal))
                .Where(entry => !folders.Any(folder => entry.StartsWith(folder, StringComparison.Ordinal)))
                .ShouldBeEmpty(package.Id);
        }
    }

    [Fact]
    public void Packages_AreSmall_ButForTheModel()
    {
        foreach (var package in packages.All)
        {
            package.Bytes.ShouldBeLessThan(package.Id == "HybridAi.Models.SmolLM2" ? GalleryLimit : CodeLimit, package.Id);
        }
    }

    [Fact]
    public void Model_IsPackedOnce_Unmodified_WithLicenceAndNotice()
    {
        var holders = packages.All.Where(package => package.Entries.Any(entry => entry.EndsWith(".gguf", StringComparison.Ordinal)));
        var holder = holders.ShouldHaveSingleItem();
        holder.Id.ShouldBe("HybridAi.Models.SmolLM2");
        holder.Entries.Where(entry => entry.EndsWith(".gguf", StringComparison.Ordinal)).ShouldBe([Model]);
        holder.Entries.ShouldContain("models/SmolLM2-135M-Instruct.LICENSE.txt");
        holder.Entries.ShouldContain("models/SmolLM2-135M-Instruct.NOTICE.txt");
        holder.Entries.ShouldContain("buildTransitive/HybridAi.Models.SmolLM2.targets");

        using var zip = ZipFile.OpenRead(holder.File);
        using var sums = new StreamReader(zip.GetEntry("models/SHA256SUMS")!.Open());
        using var model = zip.GetEntry(Model)!.Open();
        sums.ReadToEnd().ShouldContain($"{Convert.ToHexStringLower(SHA256.HashData(model))}  SmolLM2-135M-Instruct.Q4_1.gguf");
    }

    [Fact]
    public void Starter_HasNoCode_AndPicksTheNativeFlavour()
    {
        var starter = packages.All.Single(package => package.Id == "HybridAi.Starter");
        starter.Entries.ShouldNotContain(entry => entry.EndsWith(".dll", StringComparison.Ordinal));
        starter.Dependencies.ShouldContain("Microsoft.ML.OnnxRuntimeGenAI");
        packages.All.Where(package => package.Id != "HybridAi.Starter").SelectMany(package => package.Dependencies)
            .ShouldNotContain("Microsoft.ML.OnnxRuntimeGenAI", "the application picks the flavour");
    }
}
