using System.Globalization;
using HybridAi.Import.Graph;
using Microsoft.Win32.SafeHandles;

namespace HybridAi.Import.Weights;

/// <summary>
/// The external data of a graph: first every tensor is planned, which fixes all positions, then the rows are converted and
/// written in any order, so that memory stays at a few row slices and the bytes do not depend on the number of threads.
/// </summary>
internal sealed class DataFile(OnnxGraph graph)
{
    /// <summary>Weights converted at a time by one thread.</summary>
    private const int SliceWeights = 1 << 20;

    private readonly List<(long Rows, long RowWeights, Action<SafeFileHandle, long, int> Write)> _jobs = [];

    /// <summary>Size of the planned file in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Weights to be converted, for progress.</summary>
    public long TotalWeights => _jobs.Sum(static job => job.Rows * job.RowWeights);

    /// <summary>Reserves space and declares the initializer.</summary>
    /// <returns>The position in the file.</returns>
    public long Reserve(string name, OnnxType type, long[] dimensions)
    {
        var length = dimensions.Aggregate(type == OnnxType.UInt8 ? 1L : 4L, static (product, dimension) => checked(product * dimension));

        // Pages for what is mapped on its own, cache lines for the small ones.
        var alignment = length >= 65536 ? 4096 : 64;
        var offset = (Length + alignment - 1) / alignment * alignment;
        graph.External(name, type, dimensions, offset, length);
        Length = offset + length;
        return offset;
    }

    /// <summary>Declares a second view of reserved bytes.</summary>
    public void Alias(string name, OnnxType type, long[] dimensions, long offset, long length) =>
        graph.External(name, type, dimensions, offset, length);

    /// <summary>Plans the conversion of rows; <paramref name="write"/> gets the first row and the number of rows.</summary>
    public void AddRows(long rows, long rowWeights, Action<SafeFileHandle, long, int> write) => _jobs.Add((rows, rowWeights, write));

    /// <summary>Plans bytes that are computed at once.</summary>
    public void AddBytes(long offset, Func<byte[]> bytes) =>
        _jobs.Add((1, 0, (file, _, _) => RandomAccess.Write(file, bytes(), offset)));

    /// <summary>Converts and writes everything.</summary>
    /// <param name="path">The file to create; it must not exist.</param>
    /// <param name="progress">Gets the number of weights converted by each step; called from several threads.</param>
    /// <param name="cancellationToken">Stops between slices.</param>
    public void Write(string path, Action<long> progress, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        try
        {
            RandomAccess.SetLength(file, Length);
        }
        catch (ArgumentOutOfRangeException)
        {
            // How .NET reports EFBIG: a quota, or a file system such as FAT32 with a largest size.
            throw new IOException(string.Create(
                CultureInfo.InvariantCulture, $"The disk is full: it takes no file of {Length >> 20} MB."));
        }

        var slices =
            from job in _jobs
            let step = (int)Math.Clamp(SliceWeights / Math.Max(1, job.RowWeights), 1, int.MaxValue)
            from first in Starts(job.Rows, step)
            select (job, first, count: (int)Math.Min(step, job.Rows - first));
        try
        {
            // More threads than this only raise the peak of memory: the disk is the limit.
            var threads = Math.Min(8, Environment.ProcessorCount);
            Parallel.ForEach(slices, new() { CancellationToken = cancellationToken, MaxDegreeOfParallelism = threads }, slice =>
            {
                slice.job.Write(file, slice.first, slice.count);
                progress(slice.count * slice.job.RowWeights);
            });
        }
        catch (AggregateException exception) when (exception.InnerException is { } first)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }

        RandomAccess.FlushToDisk(file);
    }

    private static IEnumerable<long> Starts(long rows, int step)
    {
        for (var first = 0L; first < rows; first += step)
        {
            yield return first;
        }
    }
}
