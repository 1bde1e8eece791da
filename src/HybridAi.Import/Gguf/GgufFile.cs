using System.IO.MemoryMappedFiles;
using HybridAi.Import.Gguf;
using HybridAi.Import.Graph;
using HybridAi.Import.Importing;
using HybridAi.Import.Tokenizer;
using Microsoft.Win32.SafeHandles;

namespace HybridAi.Import;

/// <summary>A GGUF file (version 2 or 3, little-endian) opened for reading over a memory map.</summary>
/// <remarks>
/// Opening reads the header only. Safe to read from several threads until disposed. The file must not be truncated by
/// others while it is open; it is opened so that others may read but not write, where the operating system enforces that.
/// </remarks>
public sealed unsafe class GgufFile : IDisposable
{
    /// <summary>Headers hold the vocabulary and templates: 1 to 15 MB in real files.</summary>
    private const int MaxHeaderBytes = 256 << 20;

    private readonly FileStream? _stream;
    private readonly MemoryMappedFile? _map;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly SafeMemoryMappedViewHandle? _handle;
    private readonly byte* _start;
    private bool _disposed;

    private GgufFile(string path)
    {
        try
        {
            _stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            Length = _stream.Length;
            if (Length < 24)
            {
                throw new ModelFormatException("This is not a GGUF file.", "byte 0");
            }

            _map = MemoryMappedFile.CreateFromFile(
                _stream, mapName: null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            _view = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            _handle = _view.SafeMemoryMappedViewHandle;
            byte* pointer = null;
            _handle.AcquirePointer(ref pointer);
            _start = pointer + _view.PointerOffset;
            Header = GgufHeader.Parse(HeaderBytes, Length);
            Metadata = new(this);
            Architecture = Metadata.FindString("general.architecture") ?? "";
            Name = Metadata.FindString("general.name");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Version of the format: 2 or 3.</summary>
    public int Version => (int)Header.Version;

    /// <summary>Length of the file in bytes.</summary>
    public long Length { get; }

    /// <summary>The model's architecture as the file states it, such as <c>llama</c>; empty if it states none.</summary>
    public string Architecture { get; }

    /// <summary>The model's name as the file states it, or <see langword="null"/>.</summary>
    public string? Name { get; }

    /// <summary>The tensors in file order; empty in a vocabulary-only file.</summary>
    public IReadOnlyList<GgufTensorInfo> Tensors => Header.Tensors;

    internal GgufHeader Header { get; } = null!;

    internal GgufMetadata Metadata { get; } = null!;

    internal ReadOnlySpan<byte> HeaderBytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return new(_start, (int)Math.Min(Length, MaxHeaderBytes));
        }
    }

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="ModelFormatException">The file is no GGUF file, is malformed, or is truncated.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read. The message holds no path.</exception>
    /// <exception cref="UnauthorizedAccessException">Reading is not permitted.</exception>
    public static GgufFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return new(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw PathFree.Rewrite(exception);
        }
    }

    /// <summary>Reads the tokenizer's vocabulary; works for a vocabulary-only file too.</summary>
    /// <exception cref="ModelFormatException">
    /// The vocabulary is missing or malformed, is not byte-level BPE (SentencePiece, WordPiece), or has a pre-tokenizer
    /// that is not supported; the message names it.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public TokenizerVocabulary ReadVocabulary() => VocabularyReader.Read(Metadata);

    /// <summary>Reads the context window, in tokens, that an import of the file will have: the file's own, at most 131,072.</summary>
    /// <returns>The window; <see langword="null"/> if the file states none, as vocabulary-only files may.</returns>
    /// <exception cref="ModelFormatException">The value is no number or is out of range.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public int? ReadContextLength() =>
        Metadata.FindInt($"{Architecture}.context_length", 16, int.MaxValue) is { } stated ? Math.Min(stated, DecoderShape.MaxContext) : null;

    /// <summary>The bytes of some rows of a tensor.</summary>
    internal ReadOnlySpan<byte> ReadRows(GgufTensorInfo tensor, long firstRow, int count)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var rowBytes = tensor.ByteLength / tensor.Rows;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstRow + count, tensor.Rows, nameof(count));
        return new(_start + tensor.Offset + (firstRow * rowBytes), checked((int)(count * rowBytes)));
    }

    /// <summary>Bytes of the whole file from a position on, for hashing.</summary>
    internal ReadOnlySpan<byte> ReadBytes(long offset, int count)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + count, Length, nameof(count));
        return new(_start + offset, count);
    }

    /// <summary>Closes the file. Do not call while another thread reads from it.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_start != null)
        {
            _handle!.ReleasePointer();
        }

        _view?.Dispose();
        _map?.Dispose();
        _stream?.Dispose();
    }
}
