// What a log of cloud requests would have saved, and a budget that holds. No key is needed: scripted targets stand in for both models.
// Usage: 04-budget-and-savings [LOGS.jsonl]
using System.Globalization;
using HybridAi;
using HybridAi.Evaluation;
using HybridAi.Models.SmolLM2;
using HybridAi.Testing;
using Microsoft.Extensions.AI;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// 1. Before you install anything: your own log, re-priced.
const string Log = """
    {"model":"gpt-5-mini","messages":[{"role":"user","content":"What is the capital of France?"}],"usage":{"prompt_tokens":14,"completion_tokens":9}}
    {"model":"gpt-5-mini","messages":[{"role":"user","content":"Prove step by step that there are infinitely many primes, derive the theorem and explain why the algorithm is optimal."}],"usage":{"prompt_tokens":30,"completion_tokens":700}}
    {"model":"gpt-5-mini","messages":[{"role":"user","content":"Is password=Tr0ub4dor&3xyz a good one?"}],"usage":{"prompt_tokens":20,"completion_tokens":60}}
    """;
using TextReader log = args.Length > 0 ? new StreamReader(args[0]) : new StringReader(Log);
RoutingCalibration known = SmolLM2Model.Calibration;   // what the built-in model's own answers taught
SavingsReport report = await TrafficEvaluation.RunAsync(log, options: new()
{
    Policy = new() { Calibration = known, Threshold = known.Threshold!.Value },
    Device = TargetProfile.OnDevice(SmolLM2Model.ContextWindow),
});
Console.WriteLine($"{report.Local} of {report.Requests} requests on the device, {report.Pinned} pinned; saved {report.SavedShare * 100:0.0} %");
Console.WriteLine($"{report.ExpectedWrong:0.00} of these answers are expected to be wrong");

// 2. In the application: two calls for everyone together, then the device answers.
using IChatClient client = new HybridChatClientBuilder()
    .AddTarget("local", ScriptedTarget.OnDevice(), TargetProfile.OnDevice(contextWindow: 8192))
    .AddTarget("cloud", ScriptedTarget.InCloud(), TargetProfile.Cloud(inputPerMillion: 0.25m, outputPerMillion: 2m))
    .UsePolicy(policy => policy with
    {
        Mode = InferenceMode.PreferCloud,
        Budgets = [new Budget { Name = "demo", Calls = 2, Period = BudgetPeriod.Total }],
    })
    .Build();

var spent = 0m;
for (var i = 1; i <= 4; i++)
{
    ChatResponse response = await client.GetResponseAsync($"Question {i}");
    RouteOutcome outcome = response.GetRouteOutcome()!;
    spent += outcome.Cost;
    Console.WriteLine($"question {i}: {outcome.Target}, cost {outcome.Cost:0.000000}");
}

Console.WriteLine($"spent {spent:0.000000}");
