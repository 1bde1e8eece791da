using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace HybridAi.Device;

public sealed class MeteredTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hybridai-bus-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "bus");

    public void Dispose() => Directory.Delete(_folder, true);

    // Patient: a busy machine is not what these tests are about.
    private NetworkManagerBus Bus() => new(Path, patience: 30_000);

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public async Task Linux_NetworkManager_TellsWhetherTheNetworkIsMetered(uint value, bool? expected)
    {
        var bus = Serve(s =>
        {
            Message(s, type: 2, replyTo: 1, [5, 0, 0, 0, .. ":1.42"u8, 0]);
            Message(s, type: 4, replyTo: null, [5, 0, 0, 0, .. ":1.42"u8, 0]);
            Message(s, type: 2, replyTo: 2, [1, (byte)'u', 0, 0, (byte)value, 0, 0, 0]);
        });

        new LinuxDevice(_folder, Bus()).Read().Metered.ShouldBe(expected);

        var said = await bus;
        foreach (var word in new[] { "AUTH EXTERNAL", "BEGIN", "Hello", "org.freedesktop.NetworkManager", "Metered" })
        {
            said.ShouldContain(word);
        }
    }

    public static TheoryData<string, byte[]> Broken => new()
    {
        { "closed", [] },
        { "cut", [(byte)'l', 2, 0, 1, 8, 0] },
        { "another order of bytes", [(byte)'B', 2, 0, 1, 0, 0, 0, 8, 0, 0, 0, 2, 0, 0, 0, 0] },
        { "huge", [(byte)'l', 2, 0, 1, 255, 255, 255, 255, 2, 0, 0, 0, 255, 255, 255, 127] },
        { "wrong fields", [(byte)'l', 2, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9] },
        { "a text without end", [(byte)'l', 2, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0, 6, 1, (byte)'s', 0, 255, 255, 255, 255] },
    };

    [Theory, MemberData(nameof(Broken))]
    public async Task Linux_BusThatTalksNonsense_IsAFactUnknown(string name, byte[] answer)
    {
        name.ShouldNotBeEmpty();
        var bus = Serve(s => s.Send(answer));

        Bus().IsMetered().ShouldBeNull();

        await bus;
    }

    [Fact]
    public async Task Linux_ErrorInsteadOfAValue_IsAFactUnknown()
    {
        var bus = Serve(s => Message(s, type: 3, replyTo: 2, [1, (byte)'u', 0, 0, 1, 0, 0, 0]));

        Bus().IsMetered().ShouldBeNull();

        await bus;
    }

    [Fact]
    public void Linux_NoBus_IsAFactUnknown() => Bus().IsMetered().ShouldBeNull();

    // A real bus, where one is installed, without NetworkManager: it lets us in and says that nobody has that name.
    [Fact]
    public void Linux_RealBusWithoutNetworkManager_LetsUsInAndKnowsNothing()
    {
        const string Daemon = "/usr/bin/dbus-daemon";
        if (!File.Exists(Daemon))
        {
            return;
        }

        using var daemon = Process.Start(new ProcessStartInfo(Daemon, ["--session", "--nofork", "--print-address", $"--address=unix:path={Path}"]) { RedirectStandardOutput = true })!;
        try
        {
            daemon.StandardOutput.ReadLine().ShouldNotBeNull().ShouldContain(Path);
            Bus().IsMetered().ShouldBeNull();
        }
        finally
        {
            daemon.Kill();
            daemon.WaitForExit();
        }
    }

    [Theory]
    [InlineData(0u, null)]
    [InlineData(0x1u, false)]
    [InlineData(0x2u, true)]
    [InlineData(0x4u, true)]
    [InlineData(0x10001u, true)]
    [InlineData(0x20001u, false)]
    [InlineData(0x40001u, true)]
    [InlineData(0x80001u, false)]
    public void Windows_Cost_MeansMetered(uint cost, bool? expected) => WindowsNetworkCost.Of(cost).ShouldBe(expected);

    // Takes one caller through the authentication and its two calls, then answers; says what it was told.
    private Task<string> Serve(Action<Socket> answer)
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Path));
        listener.Listen(1);
        return Task.Run(() =>
        {
            using (listener)
            using (var caller = listener.Accept())
            {
                var said = Read(caller, "DATA\r\n");
                caller.Send("DATA\r\nOK 0123456789abcdef\r\n"u8);
                said += Read(caller, "Metered\0");
                try
                {
                    answer(caller);
                }
                catch (SocketException)
                {
                    // It hung up already.
                }

                return said;
            }
        });
    }

    private static string Read(Socket from, string until)
    {
        var all = new StringBuilder();
        var some = new byte[512];
        while (!all.ToString().EndsWith(until, StringComparison.Ordinal))
        {
            all.Append(Encoding.Latin1.GetString(some, 0, from.Receive(some)));
        }

        return all.ToString();
    }

    private static void Message(Socket to, byte type, uint? replyTo, byte[] body)
    {
        byte[] sender = [7, 1, (byte)'s', 0, 4, 0, 0, 0, .. ":1.1"u8, 0];
        List<byte> fields = [.. sender, 0, 0, 0];
        if (replyTo is { } serial)
        {
            fields.AddRange([5, 1, (byte)'u', 0, (byte)serial, 0, 0, 0]);
        }

        var header = new byte[16];
        (header[0], header[1], header[3]) = ((byte)'l', type, 1);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), body.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), 7);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), fields.Count);
        to.Send([.. header, .. fields, .. new byte[(8 - (fields.Count % 8)) % 8], .. body]);
    }
}
