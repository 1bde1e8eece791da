using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace HybridAi;

/// <summary>
/// Watches for a change in the kind of traffic: learns what is usual from the first requests, compares the later ones, and after an alarm, or with
/// another calibration, learns anew. Only first turns count: what follows depends on answers. Sees numbers, never content.
/// </summary>
internal sealed class TrafficWatch(
    IRouteObserver inner, Func<HybridPolicy> policy, Func<bool> isOn, TimeProvider time, ILogger logger, Action onAlarm) : IRouteObserver, ITrafficHealth
{
    /// <summary>First turns that make up what is usual.</summary>
    public const int Learned = 500;

    private static readonly Counter<long> _changes =
        new Meter("Experimental.HybridAi").CreateCounter<long>("hybridai.traffic.changes", "{change}", "Alarms that the kind of traffic has changed.");

    private readonly object _lock = new();
    private List<DriftObservation> _usual = [];
    private DriftDetector? _detector;
    private RoutingCalibration? _calibration;
    private DateTimeOffset? _lastAlarm;
    private int _alarms;

    public bool IsEnabled => inner.IsEnabled || isOn();

    public void Decided(RouteDecision decision)
    {
        if (inner.IsEnabled)
        {
            inner.Decided(decision);
        }

        if (isOn() && decision is { Score: { } score, Signals: { Turns: 1, ToolLoop: false } signals })
        {
            // What was learned from outcomes moves scores of the same traffic.
            Observe(new(decision.JudgedScore ?? score, signals.Task, signals.Characters));
        }
    }

    public void Refused(NoEligibleTargetException error) => inner.Refused(error);

    public void Completed(RouteDecision decision, RouteOutcome outcome, Exception? error)
    {
        if (inner.IsEnabled)
        {
            inner.Completed(decision, outcome, error);
        }
    }

    public void Shadowed(ShadowOutcome outcome) => inner.Shadowed(outcome);

    void IRouteObserver.Learned(LearningChange change) => inner.Learned(change);

    public TrafficHealth GetTraffic()
    {
        lock (_lock)
        {
            return new()
            {
                Watching = _detector is not null && isOn(),
                Seen = _detector?.Seen ?? _usual.Count,
                Evidence = _detector?.Evidence ?? 0,
                Alarms = _alarms,
                LastAlarm = _lastAlarm,
            };
        }
    }

    private void Observe(DriftObservation observation)
    {
        long seen;
        lock (_lock)
        {
            if (!ReferenceEquals(_calibration, policy().Calibration))
            {
                _calibration = policy().Calibration; // other scores for the same traffic
                Restart();
            }

            if (_detector is null)
            {
                _usual.Add(observation);
                if (_usual.Count == Learned)
                {
                    _detector = new(DriftReference.From(_usual));
                    _usual = [];
                }

                return;
            }

            seen = _detector.Seen + 1;
            if (!_detector.Observe(observation))
            {
                return;
            }

            _alarms++;
            _lastAlarm = time.GetUtcNow();
            Restart();
        }

        _changes.Add(1);
        onAlarm();
        Log.TrafficChanged(logger, seen);
    }

    private void Restart()
    {
        _detector = null;
        _usual = [];
    }
}
