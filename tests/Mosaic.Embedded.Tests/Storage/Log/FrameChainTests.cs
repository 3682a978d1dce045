using Mosaic.Storage.Files;
using Mosaic.Storage.Log;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Storage.Log;

public sealed class FrameChainTests
{
    private const int ExtentBytes = 8 * 1024;
    private static readonly Guid StoreId = Guid.NewGuid();

    [Test]
    public void Frames_of_any_size_are_read_back_in_order()
    {
        var random = Seeded();
        for (var round = 0; round < 20; round++)
        {
            var file = new MemoryFile();
            var frames = Write(file, random, 40);

            Assert.That(Read(file), Is.EqualTo(frames.Select(Convert.ToHexString)));
        }
    }

    [Test]
    public void A_chain_torn_at_any_byte_gives_the_whole_frames_before_it()
    {
        var random = Seeded();
        var whole = new MemoryFile();
        var frames = Write(whole, random, 30);
        for (var round = 0; round < 60; round++)
        {
            var torn = Copy(whole);
            var at = random.Next((int)whole.Length - ExtentFile.HeaderSize) + ExtentFile.HeaderSize;
            var rest = new byte[whole.Length - at];
            if (random.Next(2) == 0)
            {
                random.NextBytes(rest);
            }

            torn.Write(at, rest);
            var read = Read(torn);

            // Extents are taken in ascending order here: what lies before the tear is whole.
            Assert.That(read, Is.EqualTo(frames.Take(read.Count).Select(Convert.ToHexString)));
            var end = ExtentFile.HeaderSize;
            var before = 0;
            var room = ExtentBytes - ExtentHeader.Size;
            foreach (var frame in frames)
            {
                var position = frames.Take(before + 1).Sum(static other => other.Length + FrameHeader.Size);
                var extents = (position + room - 1) / room;
                end = ExtentFile.HeaderSize + (extents * ExtentBytes);
                if (end > at)
                {
                    break;
                }

                before++;
            }

            Assert.That(read, Has.Count.GreaterThanOrEqualTo(before));
        }
    }

    [Test]
    public void A_frame_of_another_generation_is_never_read()
    {
        var file = new MemoryFile();
        var log = ExtentFile.Create(file, "log", StoreId, ExtentBytes);
        Append(new FrameChain(log, ChainKind.Units, 1, 0, 0), 1, new byte[3000]);
        log.ReleaseAll();
        Append(new FrameChain(log, ChainKind.Units, 2, 0, 0), 1, new byte[100]);

        Assert.That(Read(file), Has.Count.EqualTo(1).And.Exactly(1).Length.EqualTo(200));
    }

    [Test]
    public void Extents_are_given_back_up_to_the_applied_unit_and_the_chain_goes_on()
    {
        var file = new MemoryFile();
        var log = ExtentFile.Create(file, "log", StoreId, ExtentBytes);
        var chain = new FrameChain(log, ChainKind.Units, 1, 0, 0);
        for (var unit = 1; unit <= 200; unit++)
        {
            Append(chain, unit, new byte[500]);
            if (unit > 20)
            {
                chain.ReleaseThrough(unit - 20);
            }
        }

        Assert.That(log.Count, Is.LessThan(10), "extents are used again");
        var reader = ChainReader.Newest(ExtentFile.Open(file, "log"), ChainKind.Units)!;
        Assert.That(reader.TryFindStart(180, out var position, out var header), Is.True);
        Assert.That(reader.TryFindStart(1, out _, out _), Is.False, "what came before was given back");
        var last = header.PreviousSequence;
        while (reader.TryReadFrame(position, out var frameHeader, out var frame))
        {
            Assert.That(frameHeader.First, Is.EqualTo(last + 1));
            last = frameHeader.Last;
            position += frame.Length;
        }

        Assert.That(last, Is.EqualTo(200));
    }

    [Test]
    public void A_full_disk_refuses_a_reservation_and_keeps_the_file_sound()
    {
        var folder = new FaultyFolder { BytesMax = ExtentFile.HeaderSize + (3 * ExtentBytes) + 100 };
        var log = ExtentFile.Create(folder.Open("log", FileUse.Create), "log", StoreId, ExtentBytes);

        Assert.That((log.TryReserve(3), log.TryReserve(4)), Is.EqualTo((true, false)));
        Assert.That((log.Take(), log.Take(), log.Take()), Is.EqualTo((0, 1, 2)));
        Assert.That(() => log.Take(), Throws.TypeOf<StoreFullException>());
        Assert.That(ExtentFile.Open(folder.Open("log", FileUse.Read), "log").Count, Is.EqualTo(3));
        folder.BytesMax = long.MaxValue;
        Assert.That(log.Take(), Is.EqualTo(3));
    }

    [Test]
    public void A_damaged_or_short_file_is_refused()
    {
        var file = new MemoryFile();
        Write(file, new Random(1), 10);
        var flipped = Copy(file);
        flipped.Write(9, [0xFF]);
        var cut = Copy(file);
        cut.SetLength(file.Length - 1);
        var empty = new MemoryFile();

        foreach (var damaged in new[] { flipped, cut, empty })
        {
            Assert.That(() => ExtentFile.Open(damaged, "log"), Throws.TypeOf<StoreCorruptException>());
        }
    }

    private static Random Seeded()
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        return new Random(seed);
    }

    private static List<byte[]> Write(MemoryFile file, Random random, int count)
    {
        var log = ExtentFile.Create(file, "log", StoreId, ExtentBytes);
        log.TryReserve(64); // so that extents are taken in ascending order
        var chain = new FrameChain(log, ChainKind.Units, 7, 0, 0);
        var frames = new List<byte[]>();
        for (var unit = 1; unit <= count; unit++)
        {
            var payload = new byte[random.Next(5) == 0 ? random.Next(4 * ExtentBytes) : random.Next(600)];
            random.NextBytes(payload);
            Append(chain, unit, payload);
            frames.Add(payload);
        }

        return frames;
    }

    private static void Append(FrameChain chain, long unit, byte[] payload)
    {
        var frame = new byte[FrameHeader.Size + payload.Length];
        payload.CopyTo(frame, FrameHeader.Size);
        chain.Append(new FrameHeader(FrameType.Units, payload.Length, unit, unit, (ulong)unit, 0, 0), frame);
    }

    private static List<string> Read(MemoryFile file)
    {
        var read = new List<string>();
        if (ChainReader.Newest(ExtentFile.Open(file, "log"), ChainKind.Units) is { } reader && reader.TryFindStart(0, out var position, out _))
        {
            while (reader.TryReadFrame(position, out _, out var frame))
            {
                read.Add(Convert.ToHexString(frame.AsSpan(FrameHeader.Size)));
                position += frame.Length;
            }
        }

        return read;
    }

    private static MemoryFile Copy(MemoryFile file)
    {
        var bytes = new byte[file.Length];
        file.Read(0, bytes);
        var copy = new MemoryFile();
        copy.Write(0, bytes);
        return copy;
    }
}
