using System.Diagnostics;

namespace HybridAi.Tool;

/// <summary>Says on standard error what is being done and how many megabytes of it are there.</summary>
internal sealed class Progress
{
    private readonly TextWriter _out = Console.Error;
    private readonly bool _live = !Console.IsErrorRedirected;

    public void Say(string text) => _out.WriteLine($"hybridai: {text}");

    /// <summary>
    /// Reports the growth of a folder until disposed: in place on a terminal, else one line per quarter, or per 50 MB when the end is not known (0).
    /// </summary>
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
        private readonly long _before;
        private long _step = -1;

        public Watcher(Progress owner, string what, long bytes, string folder)
        {
            (_owner, _what, _bytes, _folder) = (owner, what, bytes, folder);
            _before = bytes == 0 && Directory.Exists(folder) ? Disk.SizeOf(folder) : 0;
            _timer = new Timer(_ => Tick(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
        }

        /// <summary>Says that all of it is there, and how long it took.</summary>
        public void Done()
        {
            Dispose();
            var size = _bytes == 0 ? Math.Max(0, Disk.SizeOf(_folder) - _before) : _bytes;
            var line = $"hybridai: {_what}: {Megabytes(size)} MB in {_clock.Elapsed.TotalSeconds:F0} s";
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
                var size = Directory.Exists(_folder) ? Disk.SizeOf(_folder) - _before : 0;
                var done = _bytes == 0 ? size : Math.Min(size, _bytes);
                var line = $"hybridai: {_what}: {Megabytes(done)}{(_bytes == 0 ? "" : $" of {Megabytes(_bytes)}")} MB";
                var step = _bytes == 0 ? done / 50_000_000 : done * 4 / _bytes;
                if (_owner._live)
                {
                    _owner._out.Write("\r" + line.PadRight(78));
                }
                else if (step > _step && (_bytes == 0 ? step > 0 : step < 4))
                {
                    _step = step;
                    _owner._out.WriteLine(line);
                }
            }
        }

        private static long Megabytes(long bytes) => bytes / 1_000_000;
    }
}
