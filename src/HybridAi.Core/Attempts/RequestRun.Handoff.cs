namespace HybridAi;

internal sealed partial class RequestRun
{
    /// <summary>The stream broke after a part of it was shown; says whether another target may go on with it, and leaves only those.</summary>
    public bool HandOff(AttemptMeter meter, Exception exception, Continuation continuation)
    {
        bool May(TargetState t) => Failure.MayFailOver(exception, meter.Target, t) && continuation.IsFor(t) && (t.IsOnDevice || !Plan.Labels.AsksAt(t.Profile.Location));
        if (!HasNext || _deadline.IsCancellationRequested || !_left.Exists(May))
        {
            return false;
        }

        Add(meter, AttemptResult.Broken, Failure.Code(exception));
        _broken ??= Failure.AsOurs(exception, meter.Target.Name);
        _continuation = continuation;
        Drop(t => !May(t));
        return true;
    }

    /// <summary>What a second target wrote does not fit what was shown: the caller gets the error of the first.</summary>
    public void Unaligned(AttemptMeter meter)
    {
        Add(meter, AttemptResult.Failed, "unaligned");
        Drop(static _ => true);
    }
}
