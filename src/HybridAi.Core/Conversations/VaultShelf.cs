using HybridAi.Privacy;

namespace HybridAi;

/// <summary>The vaults of conversations, the one used last in front. Bounded in bytes, forgets what rests. Thread-safe.</summary>
internal sealed class VaultShelf(Func<string> nextNonce, TimeProvider time)
{
    // A conversation that holds next to nothing still costs this much.
    private const int EmptyVault = 512;

    private readonly object _lock = new();
    private readonly Dictionary<ConversationKey, LinkedListNode<Place>> _places = [];
    private readonly LinkedList<Place> _byUse = [];
    private long _bytes;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _places.Count;
            }
        }
    }

    /// <summary>What the vaults hold, as of their last use.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

    /// <summary>The conversation's vault, if it has one.</summary>
    public MaskVault? Find(ConversationKey key)
    {
        lock (_lock)
        {
            return _places.TryGetValue(key, out var node) ? node.Value.Vault : null;
        }
    }

    /// <summary>The conversation's vault; a new one when it has none or rested too long.</summary>
    public MaskVault Take(ConversationKey key, VaultLimits limits)
    {
        lock (_lock)
        {
            Forget(limits);
            if (!_places.TryGetValue(key, out var node))
            {
                node = new(new(key, New(limits)));
                _places.Add(key, node);
            }
            else
            {
                _byUse.Remove(node);
            }

            node.Value.Used = time.GetUtcNow();
            _byUse.AddFirst(node);
            return node.Value.Vault;
        }
    }

    /// <summary>Counts what a conversation's vault holds by now, and makes room for it.</summary>
    public void Weigh(ConversationKey key, VaultLimits limits)
    {
        lock (_lock)
        {
            if (_places.TryGetValue(key, out var node))
            {
                var bytes = node.Value.Vault.Bytes + EmptyVault;
                _bytes += bytes - node.Value.Bytes;
                node.Value.Bytes = bytes;
                Forget(limits);
            }
        }
    }

    /// <summary>A vault that no conversation keeps.</summary>
    public MaskVault New(VaultLimits limits) => new(nextNonce(), limits.MaxValues);

    // Left to the collector, not emptied: an answer that is on its way still restores from it.
    private void Forget(VaultLimits limits)
    {
        var oldest = time.GetUtcNow() - limits.Idle;
        while (_byUse.Last is { } last && (last.Value.Used <= oldest || _bytes > limits.MaxBytes))
        {
            _byUse.RemoveLast();
            _places.Remove(last.Value.Key);
            _bytes -= last.Value.Bytes;
        }
    }

    private sealed class Place(ConversationKey key, MaskVault vault)
    {
        public ConversationKey Key => key;

        public MaskVault Vault => vault;

        public DateTimeOffset Used { get; set; }

        public long Bytes { get; set; }
    }
}
