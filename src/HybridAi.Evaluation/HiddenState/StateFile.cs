using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace HybridAi.Evaluation;

/// <summary>
/// Hidden states that were read, in a file that grows: a run that was stopped goes on where it ended. The file holds hashes and numbers,
/// no text. One writer; not thread-safe.
/// </summary>
public sealed class StateFile : IDisposable
{
    private const uint Magic = 0x31534148; // "HAS1"
    private const int HashLength = 16;
    private const int MaxHeader = 4 + 2 + 4 + 256;

    private readonly Stream _stream;
    private readonly Dictionary<UInt128, float[]> _states = [];

    private StateFile(Stream stream, string fingerprint, int dimensions) =>
        (_stream, ModelFingerprint, Dimensions) = (stream, fingerprint, dimensions);

    /// <summary>The model and precision that the states belong to.</summary>
    public string ModelFingerprint { get; }

    /// <summary>Length of a state.</summary>
    public int Dimensions { get; }

    /// <summary>States in the file.</summary>
    public int Count => _states.Count;

    /// <summary>Opens a file, or starts one in an empty stream. A state that was written only in part is dropped.</summary>
    /// <param name="stream">Readable, writable and seekable; disposed with this object.</param>
    /// <param name="modelFingerprint">The model that states are read from.</param>
    /// <param name="dimensions">Length of a state.</param>
    /// <returns>The file.</returns>
    /// <exception cref="InvalidDataException">The stream holds something else, or states of another model.</exception>
    public static StateFile Open(Stream stream, string modelFingerprint, int dimensions)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(modelFingerprint);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        byte[] header = Header(modelFingerprint, dimensions);
        var file = new StateFile(stream, modelFingerprint, dimensions);
        if (stream.Length == 0)
        {
            stream.Write(header);
            stream.Flush();
            return file;
        }

        stream.Position = 0;
        var found = new byte[header.Length];
        if (stream.ReadAtLeast(found, found.Length, throwOnEndOfStream: false) < found.Length || !found.AsSpan().SequenceEqual(header))
            throw new InvalidDataException("The file of hidden states belongs to another model, or is none. Name another file.");
        var record = new byte[HashLength + (4 * dimensions)];
        long end = stream.Position;
        while (stream.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) == record.Length)
        {
            file._states[BinaryPrimitives.ReadUInt128LittleEndian(record)] = MemoryMarshal.Cast<byte, float>(record.AsSpan(HashLength)).ToArray();
            end = stream.Position;
        }

        stream.SetLength(end);
        stream.Position = end;
        return file;
    }

    /// <summary>The state of a text that was read, or <see langword="null"/>.</summary>
    /// <param name="text">The text as it was read.</param>
    /// <returns>The state; not to be changed.</returns>
    public ReadOnlyMemory<float>? Find(string text) =>
        // An array that is null would become an empty memory.
        _states.TryGetValue(KeyOf(text), out float[]? state) ? new ReadOnlyMemory<float>(state) : default(ReadOnlyMemory<float>?);

    /// <summary>Adds a state and writes it at once.</summary>
    /// <param name="text">The text that was read.</param>
    /// <param name="state">Its state.</param>
    /// <exception cref="ArgumentException">The state has another length.</exception>
    public void Add(string text, ReadOnlySpan<float> state)
    {
        if (state.Length != Dimensions) throw new ArgumentException("The state has another number of dimensions.", nameof(state));
        var key = KeyOf(text);
        if (!_states.TryAdd(key, state.ToArray())) return;
        var record = new byte[HashLength + (4 * Dimensions)];
        BinaryPrimitives.WriteUInt128LittleEndian(record, key);
        MemoryMarshal.AsBytes(state).CopyTo(record.AsSpan(HashLength));
        _stream.Write(record);
        _stream.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static UInt128 KeyOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static byte[] Header(string fingerprint, int dimensions)
    {
        byte[] name = Encoding.UTF8.GetBytes(fingerprint);
        if (name.Length > 256) throw new ArgumentException("The fingerprint is too long.", nameof(fingerprint));
        var header = new byte[MaxHeader];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), (ushort)name.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(6), dimensions);
        name.CopyTo(header.AsSpan(10));
        return header;
    }
}
