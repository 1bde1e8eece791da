using System.Text.Json;
using HybridAi.OnnxRuntimeGenAI.Sampling;
using HybridAi.OnnxRuntimeGenAI.Sessions;

namespace HybridAi.OnnxRuntimeGenAI.Chat;

/// <summary>The default model against float32 transformers on the exactly dequantised weights.</summary>
[Collection(ModelTests.Name)]
public sealed class GreedyReferenceTests(ModelFixture fixture)
{
    // Below it two tokens are as good as equal, and the rounding of activations may choose the other one.
    private const double NearTie = 0.15;
    private const int Tokens = 24;

    [Fact]
    public async Task Model_TwelvePrompts_AnswersAsTheReferenceUpToNearTies()
    {
        var model = await fixture.Client.Host.GetAsync(default);
        var file = Path.Combine(TestModels.Root, "tests", "HybridAi.Import.Tests", "Data", "greedy.json");
        using var reference = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        var cases = 0;
        foreach (var expected in reference.RootElement.EnumerateArray())
        {
            var prompt = model.Renderer.Render([new("user", expected.GetProperty("prompt").GetString()!)]);
            prompt.ShouldBe(Numbers(expected, "prompt_ids").Select(id => (int)id));
            var answer = new Tape();

            await model.GenerateAsync(new()
            {
                Prompt = prompt,
                Partition = "greedy",
                Caller = "greedy",
                MaxTokens = Tokens,
                Sampling = new SamplingOptions { Measures = true },
            }, answer, default);

            var ids = Numbers(expected, "ids");
            var margins = Numbers(expected, "margin");
            var wrong = Enumerable.Range(0, answer.Tokens.Count).FirstOrDefault(i => answer.Tokens[i] != (int)ids[i], -1);
            if (wrong >= 0)
                margins[wrong].ShouldBeLessThan(NearTie, $"token {wrong} of '{expected.GetProperty("prompt")}'");
            var logs = Numbers(expected, "logprob");
            for (var i = 0; i < (wrong < 0 ? answer.Tokens.Count : wrong); i++)
                answer.LogProbabilities[i].ShouldBe((float)logs[i], 0.75f);
            cases++;
        }
        cases.ShouldBe(12);
    }

    private static double[] Numbers(JsonElement owner, string name) =>
        [.. owner.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];

    private sealed class Tape : IGenerationSink
    {
        public List<int> Tokens { get; } = [];

        public List<float> LogProbabilities { get; } = [];

        public void OnPrompt(int cachedTokens)
        {
        }

        public bool OnToken(int token, TokenSignals? signals)
        {
            Tokens.Add(token);
            LogProbabilities.Add(signals!.Value.LogProbability);
            return true;
        }

        public void OnEnd(GenerationEnd end, TokenSignals? signals)
        {
        }
    }
}
