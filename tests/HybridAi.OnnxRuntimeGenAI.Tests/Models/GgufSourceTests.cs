using HybridAi.Import;
using Microsoft.Extensions.AI;

namespace HybridAi.OnnxRuntimeGenAI.Models;

public sealed class GgufSourceTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public async Task Client_OfAGguf_IsPreparingUntilItIsImported()
    {
        using var client = _folder.Model.CreateClient();
        var model = client.GetRequiredService<IModelAvailability>();
        using var held = Hold();

        model.Availability.State.ShouldBe(ModelState.Preparing, "before anything was started");
        var preparing = model.PrepareAsync();
        model.Availability.State.ShouldBe(ModelState.Preparing, "while it is imported");
        preparing.IsCompleted.ShouldBeFalse();
        held.Dispose();
        await preparing;

        model.Availability.ShouldBe(new(ModelState.Available));
        using var second = _folder.Model.CreateClient();
        second.GetRequiredService<IModelAvailability>().Availability.State.ShouldBe(ModelState.Available, "another client finds it prepared");
    }

    [Fact]
    public void Client_WithoutItsFile_IsUnavailableAndSaysWhy()
    {
        File.Delete(_folder.Source);
        using var client = _folder.Model.CreateClient();

        var availability = client.GetRequiredService<IModelAvailability>().Availability;

        availability.State.ShouldBe(ModelState.Unavailable);
        availability.Reason!.ShouldContain("not there");
        _folder.ShouldNotBeIn(availability.Reason!);
    }

    [Fact]
    public async Task Client_WhoseModelIsBroken_IsUnavailableAndWorksOnceItIsMended()
    {
        var good = File.ReadAllBytes(_folder.Source);
        File.WriteAllText(_folder.Source, "broken");
        using var client = _folder.Model.CreateClient();
        var model = client.GetRequiredService<IModelAvailability>();

        var error = await Should.ThrowAsync<LocalModelException>(() => client.GetResponseAsync("Hello"));
        model.Availability.ShouldBe(new(ModelState.Unavailable, error.Message));
        File.WriteAllBytes(_folder.Source, good);

        await model.PrepareAsync();
        model.Availability.State.ShouldBe(ModelState.Available);
    }

    [Fact]
    public async Task Client_OfAPreparedModel_WorksWithoutItsFile()
    {
        var model = _folder.Model with { Sha256 = PreparedFolder.Sha256Of(_folder.Source) };
        await _folder.PrepareAsync(model);
        File.Delete(_folder.Source);
        using var client = model.CreateClient();

        client.GetRequiredService<IModelAvailability>().Availability.State.ShouldBe(ModelState.Available);
        await client.GetRequiredService<IModelAvailability>().PrepareAsync();
    }

    [Fact]
    public async Task Client_Disposed_StopsWaitingForThePreparation()
    {
        var client = _folder.Model.CreateClient();
        using var held = Hold();
        var preparing = client.GetRequiredService<IModelAvailability>().PrepareAsync();

        client.Dispose();

        await Should.ThrowAsync<Exception>(preparing);
    }

    [Fact]
    public async Task Client_OfANamedModel_BearsItsName()
    {
        using var client = (_folder.Model with { Name = "tiny" }).CreateClient();
        using var renamed = (_folder.Model with { Name = "tiny" }).CreateClient(new() { ModelId = "mine" });

        var answer = await client.GetResponseAsync("Hello", new() { MaxOutputTokens = 2 });

        answer.ModelId.ShouldBe("tiny");
        client.GetRequiredService<ChatClientMetadata>().DefaultModelId.ShouldBe("tiny");
        renamed.GetRequiredService<ChatClientMetadata>().DefaultModelId.ShouldBe("mine");
    }

    [Fact]
    public async Task ContextWindow_OfAModel_IsThatOfItsFilesPreparedOrNot()
    {
        var before = _folder.Model.FindContextWindow().ShouldNotBeNull("the file's header says it");
        var folder = await _folder.PrepareAsync();

        before.ShouldBe(ImportManifest.TryRead(folder)!.ContextLength);
        _folder.Model.FindContextWindow().ShouldBe(before);
        (_folder.Model with { ContextWindow = 77 }).FindContextWindow().ShouldBe(77);
        new OnnxModel { Path = folder }.FindContextWindow().ShouldBe(ImportManifest.TryRead(folder)!.ContextLength);
    }

    [Fact]
    public void ContextWindow_OfAFileThatIsNoModelOrNotThere_IsUnknown()
    {
        File.WriteAllText(_folder.Source, "not a model, but longer than a header must be");
        _folder.Model.FindContextWindow().ShouldBeNull();
        File.Delete(_folder.Source);
        _folder.Model.FindContextWindow().ShouldBeNull();
    }

    public void Dispose() => _folder.Dispose();

    private IDisposable Hold()
    {
        Directory.CreateDirectory(_folder.Cache);
        return StoreLock.TryAcquire(_folder.Prepared + ".lock").ShouldNotBeNull();
    }
}
