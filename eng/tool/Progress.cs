using System.Diagnostics;

namespace HybridAi.Tool;

/// <summary>Says on standard error what is being done and how many megabytes of it are there.</summary>
internal sealed class Progress
{
    private readonly TextWriter _out = Console.Error;
    private readonly bool _live = !Console.IsErrorRedirected;

    public void Say(string text) => _out.WriteLine($"hybridai: {text}");

    /// <summary>Reports the growth of a folder until disposed: in place on a terminal, else one line per quarter.</summary>
    public Watcher Watch(string what, long bytes, string folder) => new Watcher(this, what, bytes, folder);

    public sealed class Watcher : IDisposable
    {
        private readonly Progress _owner;
        private readonly string _what;
        private readonly long _bytes;
        private readonly string _folder;
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly Timer _timer;
        private readonly Lock _lock = new();
        private int _quarter = -1;

        public Watcher(Progress owner, string what, long bytes, string folder)
        {
            (_owner, _what, _bytes, _folder) = (owner, what, bytes, folder);
            _timer = new Timer(_ => Tick(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
        }

        /// <summary>Says that all of it is there, and how long it took.</summary>
        public void Done()
        {
            Dispose();
            var line = $"hybridai: {_what}: {Megabytes(_bytes)} MB in {_clock.Elapsed.TotalSeconds:F0} s";
            _owner._out.WriteLine(_owner._live ? "\r" + line.PadRight(78) : line);
        }

        public void Dispose()
        {
            using var stopped = new ManualResetEvent(initialState: false);
            if (_timer.Dispose(stopped))
            {
                stopped.WaitOne();
            }
        }

        private void Tick()
        {
            lock (_lock)
            {
                var done = Math.Min(Directory.Exists(_folder) ? Disk.SizeOf(_folder) : 0, _bytes);
                var line = $"hybridai: {_what}: {Megabytes(done)} of {Megabytes(_bytes)} MB";
                var quarter = (int)(done * 4 / _bytes);
                if (_owner._live)
                {
                    _owner._out.Write("\r" + line.PadRight(78));
                }
                else if (quarter > _quarter && quarter < 4)
                {
                    _quarter = quarter;
                    _owner._out.WriteLine(line);
                }
            }
        }

        private static long Megabytes(long bytes) => bytes / 1_000_000;
    }
}
