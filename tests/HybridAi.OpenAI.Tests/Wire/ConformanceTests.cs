using HybridAi.OpenAI.Tests.Server;
using HybridAi.Testing;

namespace HybridAi.OpenAI.Tests.Wire;

public sealed class ConformanceTests
{
    public static TheoryData<string> Names => [.. TargetConformance.Cases(TargetCapabilities.Tools).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Leg_OverLoopback_Conforms(string name)
    {
        await using var server = new LoopbackServer((request, reply) => request.Json.TryGetProperty("stream", out var stream) && stream.GetBoolean()
            ? reply.EventsAsync(Wires.Text("Hello"), Wires.Text(" there"), Wires.Delta("{}", "stop"), Wires.Usage, "[DONE]")
            : reply.JsonAsync(Wires.Answer));
        using var client = server.Client();

        await TargetConformance.Cases(TargetCapabilities.Tools).Single(c => c.Name == name).RunAsync(client, default);
    }
}
