namespace HybridAi.Import.Importing;

/// <summary>Turns work done into reports: one per percent, in order, one at a time.</summary>
internal sealed class ProgressMeter(IProgress<ImportProgress>? progress)
{
    /// <summary>Cost of a converted weight in hashed bytes; only evenness of the reports depends on it.</summary>
    private const long WeightCost = 4;

    private readonly object _lock = new();
    private long _total = 1;
    private long _done;
    private int _percent = -1;
    private ImportStage _stage;

    public void Plan(long sourceBytes, long weights, long outputBytes)
    {
        lock (_lock)
        {
            _total = Math.Max(1, sourceBytes + (weights * WeightCost) + outputBytes);
        }
    }

    /// <summary>Bytes were hashed: of the source before any weight was converted, of the output after.</summary>
    public void Hashed(long bytes) => Add(bytes, null);

    public void Converted(long weights) => Add(weights * WeightCost, ImportStage.Converting);

    public void Done()
    {
        lock (_lock)
        {
            progress?.Report(new(ImportStage.Finishing, 1));
        }
    }

    private void Add(long work, ImportStage? stage)
    {
        if (progress is null)
        {
            return;
        }

        lock (_lock)
        {
            _done += work;
            _stage = stage ?? (_stage == ImportStage.Reading ? ImportStage.Reading : ImportStage.Finishing);
            var percent = (int)Math.Min(99, _done * 100.0 / _total);
            if (percent > _percent)
            {
                _percent = percent;
                progress.Report(new(_stage, percent / 100.0));
            }
        }
    }
}
