// Eight kinds of measurement:
//   dotnet run -c Release --project tests/HybridAi.Benchmarks -- --report [file.md]     the local model, end to end
//   dotnet run -c Release --project tests/HybridAi.Benchmarks -- --shapes               larger shapes with random weights
//   dotnet run -c Release --project tests/HybridAi.Benchmarks -- --confidence           what confidence costs beside decoding
//   dotnet run -c Release --project tests/HybridAi.Benchmarks -- --tier0                the prompt classifier, single calls and first use
//   dotnet run -c Release --project tests/HybridAi.Benchmarks -- --routing              the router: conversations, updates, memory
//   dotnet run -c Release --project tests/HybridAi.Benchmarks -- --replay 100000 [routes.jsonl]   recorded traffic decided again
//   dotnet run -c Release --project tests/HybridAi.Benchmarks -- --scan                 the privacy scan: speed, hostile texts
//   dotnet run -c Release --project tests/HybridAi.Benchmarks -- --restore              putting values back into streams
//   dotnet run -c Release --project tests/HybridAi.Benchmarks -- --plumbing 200000 [--seed 1] [--minutes 30]   conversations against a recording server
//   dotnet run -c Release --project tests/HybridAi.Benchmarks -- --filter '*'           small parts, with BenchmarkDotNet
using BenchmarkDotNet.Running;
using HybridAi.Benchmarks.Local;
using HybridAi.Benchmarks.Routing;
using HybridAi.Benchmarks.TierZero;

if (args is ["--report", ..])
{
    var report = await LocalReport.MeasureAsync();
    if (args is [_, var file])
        await File.WriteAllTextAsync(file, report);
    else
        Console.WriteLine(report);
    return 0;
}
if (args is ["--shapes"])
{
    Console.WriteLine(await ShapesReport.MeasureAsync());
    return 0;
}
if (args is ["--confidence"])
{
    Console.WriteLine(await ConfidenceCost.MeasureAsync());
    return 0;
}
if (args is ["--routing"])
{
    Console.WriteLine(await RoutingReport.MeasureAsync());
    return 0;
}
if (args is ["--replay", var records, .. var kept])
{
    Console.WriteLine(await ReplayReport.MeasureAsync(int.Parse(records, System.Globalization.CultureInfo.InvariantCulture), kept is [var name] ? name : null));
    return 0;
}
if (args is ["--tier0"])
{
    Console.WriteLine(await TierZeroReport.MeasureAsync());
    return 0;
}
if (args is ["--tier0-load"]) // one of the new processes of --tier0
{
    Console.Write(TierZeroReport.LoadOnce());
    return 0;
}
if (args is ["--scan"])
{
    Console.Write(HybridAi.Benchmarks.Privacy.ScanReport.Measure());
    return 0;
}
if (args is ["--restore"])
{
    Console.Write(HybridAi.Benchmarks.Privacy.RestoreReport.Measure());
    return 0;
}
if (args is ["--plumbing", var scenarios, .. var rest])
{
    var seed = rest is ["--seed", var number, ..] ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) : 1;
    Console.WriteLine(await HybridAi.Benchmarks.Privacy.PlumbingReport.MeasureAsync(
        long.Parse(scenarios, System.Globalization.CultureInfo.InvariantCulture),
        seed,
        rest is [.., "--minutes", var minutes] ? double.Parse(minutes, System.Globalization.CultureInfo.InvariantCulture) : 24 * 60));
    return 0;
}
if (args is ["--memory", var folder])
{
    await MemoryProbe.RunAsync(folder);
    return 0;
}
BenchmarkSwitcher.FromAssembly(typeof(LocalReport).Assembly).Run(args);
return 0;
