using System.Text.Json;

namespace HybridAi;

/// <summary>Follows a chain line by line.</summary>
internal sealed class AuditCheck(AuditKey key, string? head, bool mayBeginLater)
{
    private const int MostProblems = 100;

    private readonly List<string> _problems = [];
    private readonly List<string> _notes = [];
    private AuditLineFacts? _last;
    private string? _pendingHash;
    private string _pendingPlace = "";
    private string _file = "";
    private int _line;
    private long _records;
    private bool _headSeen;

    public void Begin(string file)
    {
        Unvouched();
        (_file, _line) = (file, 0);
    }

    public void See(byte[] line, bool whole)
    {
        _line++;
        var facts = AuditLine.Read(key, line);
        if (facts is null)
        {
            Unvouched();
            (_pendingHash, _pendingPlace) = (AuditLine.HashOf(line), whole ? Place() : $"{Place()} (the last line is incomplete)");
            return;
        }

        if (_pendingHash is not null && facts.Torn == _pendingHash)
        {
            _notes.Add($"{_pendingPlace}: an interrupted line, which the next record vouches for; the record it was to be is lost");
            _pendingHash = null;
        }

        Unvouched();
        Follow(facts);
        _records++;
        _headSeen |= head is not null && facts.Code.StartsWith(head, StringComparison.Ordinal);
        if (facts.Kind == AuditRecords.Lost)
        {
            using var document = JsonDocument.Parse(line);
            _notes.Add($"{Place()}: {document.RootElement.GetProperty("count").GetInt64()} records could not be kept before this one");
        }

        _last = facts;
    }

    public AuditVerification Result(int files)
    {
        Unvouched();
        if (_records == 0)
        {
            Problem("there is no record whose code is right: another key, or no audit file");
        }
        else if (head is not null && !_headSeen)
        {
            Problem("no record has the given head: the end was cut off, or everything was written anew");
        }

        return new(_records, files, _last?.Code, _problems, _notes);
    }

    private void Follow(AuditLineFacts facts)
    {
        if (_last is null)
        {
            if (facts.Sequence == 1 ? facts.Previous != AuditLine.NoCode : !mayBeginLater)
            {
                Problem($"{Place()}: the chain begins at record {facts.Sequence}, what was before it is missing");
            }
        }
        else if (facts.Previous != _last.Code || facts.Sequence != _last.Sequence + 1)
        {
            Problem(facts.Sequence > _last.Sequence + 1
                ? $"{Place()}: record {facts.Sequence} follows record {_last.Sequence}: records between them are missing or were moved"
                : $"{Place()}: record {facts.Sequence} does not follow record {_last.Sequence}: records were moved, repeated or replaced");
        }
    }

    // A line that is no record and that no later record vouches for.
    private void Unvouched()
    {
        if (_pendingHash is not null)
        {
            Problem($"{_pendingPlace}: not a record that was written with this key; it was changed, added or cut");
            _pendingHash = null;
        }
    }

    private void Problem(string text)
    {
        if (_problems.Count < MostProblems)
        {
            _problems.Add(text);
        }
    }

    private string Place() => $"{_file} line {_line}";
}
