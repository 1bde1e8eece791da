// Calibrates the router to an app of its own, a shop's help desk, and says what that was worth: on prompts it has not learned from.
// tickets.jsonl holds 176 made-up prompts and how well a local and a cloud model did on each. In your app these scores come from your own
// tests, from your users, or from a judge: hybridai calibrate --labels prompts.jsonl --judge cloud.
using System.Text.Json;
using HybridAi;
using HybridAi.Evaluation;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

var folder = Directory.CreateDirectory(args.Length > 0 ? args[0] : "calibration").FullName;
var tickets = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "tickets.jsonl")).Select(Ticket).ToList();

// Learn from one half, measure on the other.
var learned = tickets.Where((_, i) => i % 2 == 0).ToList();
var kept = tickets.Where((_, i) => i % 2 == 1).ToList();
var calibration = CalibrationCommand.Run(
    [.. learned.Select(t => new LabelledPrompt(t.Prompt, t.Gain!.Value))], new CalibrationOptions { CloudShare = 0.4 });
var file = Path.Combine(folder, "calibration.json");
using (var stream = File.Create(file))
{
    calibration.Write(stream);
}

Console.WriteLine($"threshold {calibration.Threshold:0.00}: {calibration.Evidence}");
var calibrated = calibration.Apply(PromptClassifier.Default);
Measure("shipped   ", PromptClassifier.Default);
Measure("calibrated", calibrated);

var local = kept.Where(t => calibrated.Score(t.Prompt) < calibration.Threshold).ToList();
Console.WriteLine($"{100.0 * local.Count / kept.Count:0} % stay on the device, where {100 * local.Average(t => t.WeakScore!.Value):0} % of them are answered well; "
    + $"the cloud would do {100 * local.Average(t => t.StrongScore!.Value):0} %");

// An application uses it with one option.
var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("HybridAi:Calibration", file)]).Build();
var services = new ServiceCollection();
services.AddHybridChatClient(configuration.GetSection("HybridAi")).AddSmolLM2().AddOpenAI("cloud", o => o.ApiKey = "not-asked-here");
await using var provider = services.BuildServiceProvider();
var client = provider.GetRequiredService<HybridChatClient>();
foreach (var prompt in (string[])["Is the writer angry or calm? One word.\nWhere is my tent?", "What does return code R99 mean for a sofa?"])
{
    var decision = await client.PreviewAsync([new ChatMessage(ChatRole.User, prompt)]);
    Console.WriteLine($"{decision.Target}: score {decision.Score:0.00}, \"{prompt.ReplaceLineEndings(" ")}\"");
}

void Measure(string name, PromptClassifier classifier)
{
    var scores = kept.ToDictionary(t => t.Id, t => classifier.Score(t.Prompt));
    var report = RouterEvaluation.Run(kept, scores, new RouterEvaluationOptions { Title = name.Trim(), BootstrapSamples = 500 });
    var group = report.Groups[0];
    File.WriteAllText(Path.Combine(folder, name.Trim() + ".svg"), SvgPlots.Curve(report));
    Console.WriteLine($"{name} APGR {group.Metrics.ExactApgr:0.00}, by word count {group.WordCount.ExactApgr:0.00}, random 0.50");
}

static RoutingRow Ticket(string line)
{
    var json = JsonDocument.Parse(line).RootElement;
    return new()
    {
        Id = json.GetProperty("id").GetString()!,
        Prompt = json.GetProperty("prompt").GetString()!,
        Benchmark = "help desk",
        WeakScore = json.GetProperty("local_score").GetDouble(),
        StrongScore = json.GetProperty("cloud_score").GetDouble(),
    };
}
