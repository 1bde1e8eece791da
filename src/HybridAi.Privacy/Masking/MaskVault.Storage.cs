using System.Security.Cryptography;
using System.Text.Json;

namespace HybridAi.Privacy;

public sealed partial class MaskVault
{
    private const int KeySize = 32, IvSize = 12, TagSize = 16;

    /// <summary>Encrypts the vault for storage (AES-256-GCM).</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="initializationVector">12 random bytes, never used before with this key.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public byte[] Export(ReadOnlySpan<byte> key, ReadOnlySpan<byte> initializationVector)
    {
        if (key.Length != KeySize || initializationVector.Length != IvSize)
        {
            throw new ArgumentException($"Hand in a key of {KeySize} and an initialization vector of {IvSize} bytes.");
        }

        byte[] plain = Serialize();
        byte[] sealedVault = new byte[IvSize + TagSize + plain.Length];
        initializationVector.CopyTo(sealedVault);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(initializationVector, plain, sealedVault.AsSpan(IvSize + TagSize), sealedVault.AsSpan(IvSize, TagSize));
        CryptographicOperations.ZeroMemory(plain);
        return sealedVault;
    }

    /// <summary>Opens a vault that <see cref="Export"/> sealed.</summary>
    /// <param name="sealedVault">The stored bytes.</param>
    /// <param name="key">The key they were sealed with.</param>
    /// <exception cref="CryptographicException">The key is wrong or the bytes were changed.</exception>
    public static MaskVault Import(ReadOnlySpan<byte> sealedVault, ReadOnlySpan<byte> key)
    {
        if (sealedVault.Length < IvSize + TagSize || key.Length != KeySize)
        {
            throw new CryptographicException("This is no sealed vault, or the key has the wrong length.");
        }

        byte[] plain = new byte[sealedVault.Length - IvSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(sealedVault[..IvSize], sealedVault[(IvSize + TagSize)..], sealedVault.Slice(IvSize, TagSize), plain);
        MaskVault vault = Deserialize(plain);
        CryptographicOperations.ZeroMemory(plain);
        return vault;
    }

    private byte[] Serialize()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            lock (_lock)
            {
                writer.WriteStartObject();
                writer.WriteString("nonce", Nonce);
                writer.WriteNumber("capacity", _capacity);
                writer.WriteStartArray("entities");
                foreach (Entity entity in _byNumber.Values.OrderBy(e => e.Number))
                {
                    writer.WriteStartObject();
                    writer.WriteString("label", entity.Label);
                    writer.WriteNumber("origin", (int)entity.Origin);
                    writer.WriteStartArray("words");
                    foreach (string word in entity.Words)
                    {
                        writer.WriteStringValue(word);
                    }

                    writer.WriteEndArray();
                    writer.WriteStartArray("forms");
                    foreach ((string text, string? raw) in entity.Forms)
                    {
                        writer.WriteStringValue(text);
                        writer.WriteStringValue(raw);
                    }

                    writer.WriteEndArray();
                    writer.WriteStartArray("keys");
                    foreach (string key in _byValue.Where(v => v.Value == entity).Select(v => v.Key))
                    {
                        writer.WriteStringValue(key);
                    }

                    writer.WriteEndArray();
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }
        }

        return stream.ToArray();
    }

    private static MaskVault Deserialize(byte[] plain)
    {
        using JsonDocument document = JsonDocument.Parse(plain);
        JsonElement root = document.RootElement;
        var vault = new MaskVault(root.GetProperty("nonce").GetString()!, root.GetProperty("capacity").GetInt32());
        foreach (JsonElement stored in root.GetProperty("entities").EnumerateArray())
        {
            HashSet<string> words = [.. stored.GetProperty("words").EnumerateArray().Select(w => w.GetString()!)];
            var entity = new Entity(vault._byNumber.Count + 1, stored.GetProperty("label").GetString()!, (MaskOrigin)stored.GetProperty("origin").GetInt32(), words);
            JsonElement[] forms = [.. stored.GetProperty("forms").EnumerateArray()];
            for (int i = 0; i < forms.Length; i += 2)
            {
                entity.Forms.Add((forms[i].GetString()!, forms[i + 1].GetString()));
                vault.KnowStored(entity.Label, entity.Forms[^1].Text);
                vault._surfaces++;
                vault._bytes += FormOverhead + (2L * (entity.Forms[^1].Text.Length + (entity.Forms[^1].Raw?.Length ?? 0)));
            }

            vault._byNumber[entity.Number] = entity;
            foreach (JsonElement key in stored.GetProperty("keys").EnumerateArray())
            {
                vault._byValue[key.GetString()!] = entity;
                vault._bytes += FormOverhead + (2L * key.GetString()!.Length);
            }
        }

        return vault;
    }
}
