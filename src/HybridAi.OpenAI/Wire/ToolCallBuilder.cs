using System.Globalization;
using System.Text;
using System.Text.Json;
using HybridAi.OpenAI.Http;
using Microsoft.Extensions.AI;

namespace HybridAi.OpenAI.Wire;

/// <summary>Collects tool calls, whole or in fragments. Used by one stream; not thread-safe.</summary>
/// <param name="responseId">The answer's id: calls without an id of their own get one from it.</param>
internal sealed class ToolCallBuilder(string? responseId)
{
    private readonly List<Draft> _drafts = [];
    private int _characters;

    /// <summary>Whether no call was seen.</summary>
    public bool IsEmpty => _drafts.Count == 0;

    /// <summary>The answer's id, as soon as the stream has told it.</summary>
    public string? ResponseId { get; set; } = responseId;

    /// <summary>Adds a call that is complete.</summary>
    public void Whole(JsonElement call)
    {
        if (call.Member("function") is { } function)
        {
            WholeFunction(call.Text("id"), function);
        }
    }

    /// <summary>Adds a complete call from its function part.</summary>
    public void WholeFunction(string? id, JsonElement function)
    {
        var draft = new Draft(_drafts.Count) { Id = id, Name = function.Text("name") };
        _drafts.Add(draft);
        Append(draft, AnswerJson.Arguments(function));
    }

    /// <summary>Adds a fragment of a call.</summary>
    public void Fragment(JsonElement fragment)
    {
        var id = fragment.Text("id");
        var function = fragment.Member("function") ?? default;
        var index = fragment.Whole("index");
        var draft = Find(index, id, function.Text("name"));

        draft.Id ??= string.IsNullOrEmpty(id) ? null : id;
        draft.Name = string.IsNullOrEmpty(draft.Name) ? function.Text("name") : draft.Name;
        Append(draft, AnswerJson.Arguments(function));
    }

    /// <summary>Adds the calls, in the server's order.</summary>
    public void AddTo(IList<AIContent> contents)
    {
        for (var i = 0; i < _drafts.Count; i++)
        {
            var draft = _drafts[i];
            var id = draft.Id ?? string.Create(CultureInfo.InvariantCulture, $"call_{ResponseId ?? "0"}_{i}");
            contents.Add(ToolJson.Call(id, draft.Name ?? string.Empty, draft.Arguments.ToString()));
        }
    }

    // Servers that leave the index out, or send 0 for every call, still give each call its id; a fragment with
    // neither continues the last call, unless it names a function.
    private Draft Find(long? index, string? id, string? name)
    {
        var found = index is { } number ? _drafts.FindLast(draft => draft.Index == number) : _drafts.LastOrDefault();
        var isOther = found is not null && !string.IsNullOrEmpty(id) && found.Id is not null && found.Id != id;
        if (isOther)
        {
            found = _drafts.FindLast(draft => draft.Id == id);
        }
        else if (found is not null && index is null && string.IsNullOrEmpty(id) && !string.IsNullOrEmpty(name))
        {
            found = null;
        }

        if (found is null)
        {
            found = new Draft(index ?? _drafts.Count);
            _drafts.Add(found);
        }

        return found;
    }

    private void Append(Draft draft, string? arguments)
    {
        _characters += arguments?.Length ?? 0;
        if (_characters > BoundedBody.Answer || _drafts.Count > 1024)
        {
            throw new TargetUnavailableException(TargetErrorKind.Malformed, "The server's tool calls are too long.");
        }

        draft.Arguments.Append(arguments);
    }

    private sealed class Draft(long index)
    {
        public long Index { get; } = index;

        public string? Id { get; set; }

        public string? Name { get; set; }

        public StringBuilder Arguments { get; } = new();
    }
}
