using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace HybridAi;

/// <summary>Asks NetworkManager over the machine's own message bus whether the network is paid for by volume.</summary>
/// <remarks>
/// As little of D-Bus as one property takes: D-Bus Specification, "Authentication Protocol" and "Message Protocol"; NetworkManager's property
/// <c>Metered</c> with the values of NMMetered. Never starts a service. Every wait is bounded: a bus that is silent is a fact unknown.
/// </remarks>
internal sealed class NetworkManagerBus(string socket, int patience = NetworkManagerBus.Patience)
{
    public const string SystemSocket = "/run/dbus/system_bus_socket";

    // Milliseconds for each single wait.
    private const int Patience = 100;
    private const int MostMessages = 8;
    private const int MostBytes = 64 << 10;
    private const byte MethodCall = 1;
    private const byte MethodReturn = 2;
    private const byte NoAutoStart = 2;
    private const byte ReplySerial = 5;

    /// <summary>Whether it is; <see langword="null"/> when nobody can tell.</summary>
    public bool? IsMetered()
    {
        if (!File.Exists(socket))
        {
            return null;
        }

        try
        {
            using var bus = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = patience, SendTimeout = patience };
            bus.Connect(new UnixDomainSocketEndPoint(socket));
            // The bus takes who we are from the socket itself; an empty answer to its question says so.
            Send(bus, "\0AUTH EXTERNAL\r\nDATA\r\n"u8);
            if (!ReadLine(bus).StartsWith("DATA", StringComparison.Ordinal) || !ReadLine(bus).StartsWith("OK ", StringComparison.Ordinal))
            {
                return null;
            }

            Send(bus, "BEGIN\r\n"u8);
            Send(bus, Call(1, "/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus", "Hello"));
            Send(bus, Call(2, "/org/freedesktop/NetworkManager", "org.freedesktop.NetworkManager", "org.freedesktop.DBus.Properties", "Get",
                "org.freedesktop.NetworkManager", "Metered"));
            return Answer(bus);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>What a value of NMMetered means; a guess of NetworkManager's counts.</summary>
    public static bool? Of(uint metered) => metered switch
    {
        1 or 3 => true,
        2 or 4 => false,
        _ => null,
    };

    // Replies and signals come in between; the reply to the second call has one variant of an unsigned number: "u", then four bytes.
    private static bool? Answer(Socket bus)
    {
        var fixedPart = new byte[16];
        for (var i = 0; i < MostMessages; i++)
        {
            if (!Fill(bus, fixedPart) || fixedPart[0] != (byte)'l')
            {
                return null;
            }

            var body = BinaryPrimitives.ReadUInt32LittleEndian(fixedPart.AsSpan(4));
            var fields = BinaryPrimitives.ReadUInt32LittleEndian(fixedPart.AsSpan(12));
            if (body > MostBytes || fields > MostBytes)
            {
                return null;
            }

            var rest = new byte[Aligned((int)fields, 8) + (int)body];
            if (!Fill(bus, rest))
            {
                return null;
            }

            if (RepliesTo(rest.AsSpan(0, (int)fields)) == 2)
            {
                var value = rest.AsSpan(rest.Length - (int)body);
                return fixedPart[1] == MethodReturn && value.Length == 8 && value[..3].SequenceEqual("\u0001u\0"u8) ? Of(BinaryPrimitives.ReadUInt32LittleEndian(value[4..])) : null;
            }
        }

        return null;
    }

    // Header fields: each begins at a multiple of eight with its code and its type, then the value.
    private static uint? RepliesTo(ReadOnlySpan<byte> fields)
    {
        var at = 0;
        while (at + 5 <= fields.Length)
        {
            var (code, type) = (fields[at], (char)fields[at + 2]);
            if (fields[at + 1] != 1)
            {
                return null;
            }

            at += 4;
            if (type == 'u' && at + 4 <= fields.Length && code == ReplySerial)
            {
                return BinaryPrimitives.ReadUInt32LittleEndian(fields[at..]);
            }

            long length = type switch
            {
                'u' => 4,
                'g' => 1 + fields[at] + 1,
                's' or 'o' when at + 4 <= fields.Length => 4L + BinaryPrimitives.ReadUInt32LittleEndian(fields[at..]) + 1,
                _ => fields.Length,
            };
            at = (int)Math.Min(fields.Length, at + length);
            at = Aligned(at, 8);
        }

        return null;
    }

    private static byte[] Call(uint serial, string path, string destination, string type, string member, params ReadOnlySpan<string> arguments)
    {
        List<byte> body = [], fields = [];
        foreach (var argument in arguments)
        {
            Text(body, argument);
        }

        Field(fields, 1, 'o', path);
        Field(fields, 2, 's', type);
        Field(fields, 3, 's', member);
        Field(fields, 6, 's', destination);
        if (arguments.Length > 0)
        {
            Pad(fields, 8);
            fields.AddRange([8, 1, (byte)'g', 0, (byte)arguments.Length, .. Encoding.ASCII.GetBytes(new string('s', arguments.Length)), 0]);
        }

        List<byte> message = [(byte)'l', MethodCall, NoAutoStart, 1];
        Number(message, (uint)body.Count);
        Number(message, serial);
        Number(message, (uint)fields.Count);
        message.AddRange(fields);
        Pad(message, 8);
        message.AddRange(body);
        return [.. message];
    }

    private static void Field(List<byte> fields, byte code, char type, string value)
    {
        Pad(fields, 8);
        fields.AddRange([code, 1, (byte)type, 0]);
        Text(fields, value);
    }

    private static void Text(List<byte> to, string value)
    {
        Pad(to, 4);
        Number(to, (uint)value.Length);
        to.AddRange([.. Encoding.ASCII.GetBytes(value), 0]);
    }

    private static void Number(List<byte> to, uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        to.AddRange(bytes);
    }

    private static void Pad(List<byte> to, int alignment) => to.AddRange(new byte[Aligned(to.Count, alignment) - to.Count]);

    private static int Aligned(int position, int alignment) => (position + alignment - 1) / alignment * alignment;

    private static void Send(Socket bus, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[bus.Send(bytes)..];
        }
    }

    private static bool Fill(Socket bus, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = bus.Receive(bytes);
            if (count == 0)
            {
                return false;
            }

            bytes = bytes[count..];
        }

        return true;
    }

    private static string ReadLine(Socket bus)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (line.Length < 256 && Fill(bus, one) && one[0] != (byte)'\n')
        {
            line.Append((char)one[0]);
        }

        return line.ToString();
    }
}
