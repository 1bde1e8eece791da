using System.Text;
using Microsoft.Extensions.AI;

namespace HybridAi.Cli.Output;

/// <summary>A streamed answer while it is being collected.</summary>
internal sealed class AnswerCollector
{
    private readonly StringBuilder _text = new();

    /// <summary>The text so far.</summary>
    public string Text => _text.ToString();

    /// <summary>Why it came from where it came.</summary>
    public RouteDecision? Decision { get; private set; }

    /// <summary>What happened; there after the last update.</summary>
    public RouteOutcome? Outcome { get; private set; }

    /// <summary>Adds an update.</summary>
    public void Add(ChatResponseUpdate update)
    {
        _text.Append(update.Text);
        Decision ??= update.GetRouteDecision();
        Outcome = update.GetRouteOutcome() ?? Outcome;
    }
}
