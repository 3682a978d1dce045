using Mosaic.Storage.Files;
using Mosaic.Storage.Log;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Storage.Log;

public sealed class FrameChainTests
{
    [Test]
    public void Frames_that_an_earlier_chain_of_the_same_number_left_do_not_verify([Values] bool journal)
    {
        var kind = journal ? ChainKind.Pages : ChainKind.Units;

        // A power cut that loses a chain's first extent header leaves its frames, and its number is used again.
        using var log = ExtentFile.Create(new MemoryFolder().Open("log", FileUse.Create), "log", Guid.NewGuid(), extentSize: 65536);
        log.TryReserve(1);
        var earlier = new FrameChain(log, ChainKind.Pages, generation: 7, 0, 0);
        Append(earlier, first: 6);
        Append(earlier, first: 7);
        earlier.ReleaseAll();

        Append(new FrameChain(log, kind, generation: 7, 0, 0), first: 6);

        var chain = ChainReader.Newest(log, kind)!;
        Assert.That(chain.TryReadFrame(0, out _, out var frame), Is.True);
        Assert.That(chain.TryReadFrame(frame.Length, out _, out _), Is.False);
    }

    private static void Append(FrameChain chain, long first)
    {
        var frame = new byte[FrameHeader.Size + 1000];
        chain.Append(new FrameHeader(FrameType.Pages, 1000, first, first, 0, 0, 0), frame);
    }
}
