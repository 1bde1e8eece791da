using HybridAi.Conventions.Support;

namespace HybridAi.Conventions.Packages;

[Collection(nameof(PackedOnce))]
public sealed class OutsideTests(BuiltPackages packages)
{
    [Fact]
    public async Task Packages_InApplicationsOutsideTheClone_AnswerWithTheRealModel()
    {
        if (!OperatingSystem.IsWindows()) // a bash script
        {
            await Shell.RunAsync("bash", "eng/proof/outside.sh", packages.Folder);
        }
    }
}
