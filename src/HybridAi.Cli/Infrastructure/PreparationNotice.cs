using System.Globalization;

namespace HybridAi.Cli.Infrastructure;

/// <summary>Says on standard error that the local model is being prepared, with a share that moves where a person looks.</summary>
internal sealed class PreparationNotice : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly CliContext _context;
    private readonly IModelAvailability _model;
    private readonly ITimer? _timer;
    private readonly Lock _gate = new();
    private bool _said;
    private bool _over;

    public PreparationNotice(CliContext context, IModelAvailability model)
    {
        _context = context;
        _model = model;
        if (model.Availability.State != ModelState.Available)
        {
            _timer = context.Time.CreateTimer(static notice => ((PreparationNotice)notice!).Say(), this, TimeSpan.Zero, Pause);
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_gate)
        {
            // A tick may still be on its way.
            _over = true;
            if (_said && _model.Availability.State == ModelState.Available)
            {
                _context.Error.WriteLine(_context.IsErrorRedirected ? "the local model is ready." : "\rthe local model is ready.                        ");
            }
            else if (_said && !_context.IsErrorRedirected)
            {
                _context.Error.WriteLine();
            }
        }
    }

    private void Say()
    {
        lock (_gate)
        {
            if (_over)
            {
                return;
            }

            try
            {
                Write();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // Nobody reads any more; thrown on a timer's thread it would end the process.
                _over = true;
            }
        }
    }

    private void Write()
    {
        if (_context.IsErrorRedirected)
        {
            if (!_said)
            {
                _context.Error.WriteLine("preparing the local model (once) ...");
            }
        }
        else
        {
            _context.Error.Write(string.Create(CultureInfo.InvariantCulture,
                $"\rpreparing the local model (once) ... {_model.Availability.Progress ?? 0:P0} "));
        }

        _said = true;
    }
}
