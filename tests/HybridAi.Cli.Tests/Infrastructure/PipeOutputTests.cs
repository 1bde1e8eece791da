using HybridAi.Cli.Infrastructure;

namespace HybridAi.Cli.Tests.Infrastructure;

public sealed class PipeOutputTests
{
    [Fact]
    public void Write_ReaderThatIsGone_IsToldOnceAndTheRestGoesNowhere()
    {
        using var pipe = new Pipe(brokenAfter: 1);
        using var output = new PipeOutput(pipe);

        output.Write("a"u8);
        output.Closed.IsCancellationRequested.ShouldBeFalse();
        output.Write("b"u8);
        output.Write("c"u8);

        output.Closed.IsCancellationRequested.ShouldBeTrue();
        pipe.ToArray().ShouldBe("a"u8.ToArray());
        pipe.Writes.ShouldBe(2);
    }

    [Fact]
    public void Write_AnotherFailure_IsNotHidden()
    {
        using var output = new PipeOutput(new Pipe(brokenAfter: 0, error: 28));

        Should.Throw<IOException>(() => output.Write("a"u8));
    }

    private sealed class Pipe(int brokenAfter, int error = 32) : MemoryStream
    {
        public int Writes { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Writes++ >= brokenAfter)
            {
                throw new IOException("", error);
            }

            base.Write(buffer);
        }
    }
}
