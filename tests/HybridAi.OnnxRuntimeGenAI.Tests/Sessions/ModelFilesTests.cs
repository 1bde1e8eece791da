namespace HybridAi.OnnxRuntimeGenAI.Sessions;

/// <summary>Reading a model folder: right, missing, damaged.</summary>
public sealed class ModelFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hybridai-model-");

    [Fact]
    public void Facts_OfTheDefaultModel_AreItsOwn()
    {
        var facts = ModelFacts.Read(TestModels.Default);

        (facts.Type, facts.ContextLength, facts.VocabularySize).ShouldBe(("llama", 8192, 49152));
        facts.EndIds.ShouldContain(2);
        // 2 x 30 layers x 3 heads x 64 x 4 bytes.
        facts.CacheBytesPerToken.ShouldBe(46_080);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"model":{"type":"llama"}}""")]
    [InlineData("""{"model":7}""")]
    public void Facts_OfADamagedFile_AreCorrupt(string text)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "genai_config.json"), text);

        Should.Throw<LocalModelException>(() => ModelFacts.Read(_folder.FullName)).Kind.ShouldBe(LocalModelErrorKind.Corrupt);
    }

    [Fact]
    public void Outputs_OfTheDefaultModel_AreListedWithTheirRows()
    {
        var outputs = GraphOutputs.Read(Path.Combine(TestModels.Default, "model.onnx"));

        outputs.RowLength("logits").ShouldBe(49152);
        outputs.RowLength("hidden_state_16").ShouldBe(576);
        outputs.RowLength("present.29.value").ShouldBe(64);
        outputs.RowLength("unknown").ShouldBe(-1);
        outputs.Names.Count.ShouldBe(62);
    }

    [Fact]
    public void Outputs_OfDamagedFiles_AreTypedErrorsOrStillReadable()
    {
        var bytes = File.ReadAllBytes(Path.Combine(TestModels.Tiny, "model.onnx"));
        var random = new Random(1);
        var file = Path.Combine(_folder.FullName, "model.onnx");
        for (var round = 0; round < 300; round++)
        {
            var damaged = bytes[..random.Next(1, bytes.Length + 1)];
            for (var i = 0; i < random.Next(20); i++)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(file, damaged);
            try
            {
                GraphOutputs.Read(file);
            }
            catch (LocalModelException e)
            {
                e.Kind.ShouldBe(LocalModelErrorKind.Corrupt);
            }
        }
    }

    [Fact]
    public void Outputs_OfAMissingFile_AreNotFound() =>
        Should.Throw<LocalModelException>(() => GraphOutputs.Read(Path.Combine(_folder.FullName, "no.onnx")))
            .Kind.ShouldBe(LocalModelErrorKind.NotFound);

    [Fact]
    public void Threads_OfThisMachine_AreAtMostItsProcessors() =>
        CpuBudget.Threads().ShouldBeInRange(1, Environment.ProcessorCount);

    [Fact]
    public void Cores_ThatAreSiblings_CountOnce()
    {
        for (var cpu = 0; cpu < 8; cpu++)
        {
            var topology = _folder.CreateSubdirectory(Path.Combine($"cpu{cpu}", "topology")).FullName;
            File.WriteAllText(Path.Combine(topology, "physical_package_id"), "0\n");
            File.WriteAllText(Path.Combine(topology, "core_id"), $"{cpu / 2}\n");
        }
        _folder.CreateSubdirectory("cpufreq");

        CpuBudget.PhysicalCores(_folder.FullName).ShouldBe(4);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
