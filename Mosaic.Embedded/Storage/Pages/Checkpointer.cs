using System.Buffers.Binary;
using Mosaic.Storage.Log;

namespace Mosaic.Storage.Pages;

/// <summary>
/// Brings the changed pages into the data file so that a crash at any instant leaves either the old file or the new one:
/// pages behind the old end are written and synced first (the old file does not know them); the pages that overwrite are
/// written into a chain of the log and synced, its last frame naming the checkpoint; only then are they written in place.
/// </summary>
internal sealed class Checkpointer(PagedFile data, ExtentFile log)
{
    private const int PagesPerFrame = 31;
    private const int FramesPerSync = 4;
    private readonly byte[] _frame = new byte[FrameHeader.Size + (PagesPerFrame * (sizeof(int) + PageCodec.Size))];
    private long _highest = Math.Max(data.Identity.Checkpoint, log.HighestGeneration);

    /// <summary>
    /// Makes the file durable as of <paramref name="sequence"/>.
    /// </summary>
    /// <param name="sequence">Every unit up to this one is in the pages.</param>
    /// <param name="stamp">That unit's stamp.</param>
    /// <param name="state">What the log is from here on.</param>
    /// <exception cref="IOException">Also for a full disk: then the old state stands, and it can be tried again.</exception>
    public void Run(long sequence, ulong stamp, LogState state = LogState.Continues)
    {
        var number = ++_highest;
        var identity = data.Identity with
        {
            Checkpoint = number, // never a number that a failed try has left frames of
            Sequence = sequence,
            Stamp = stamp,
            Pages = data.Pages,
            Generation = state == LogState.Begins ? number : data.Identity.Generation,
            Closed = state != LogState.Continues,
        };
        StampHeaderPage(identity);
        var pages = data.Dirty();
        foreach (var (_, image) in pages)
        {
            PageCodec.Seal(image);
        }

        var end = Math.Max(data.Identity.Pages, 1); // a blank file has its header page
        var overwriting = pages.FindAll(page => page.Number < end);
        Extend(pages.FindAll(page => page.Number >= end), identity);
        var chain = new FrameChain(log, ChainKind.Pages, identity.Checkpoint, 0, 0);
        try
        {
            Journal(chain, overwriting, identity);
            WriteInPlace(overwriting);
        }
        finally
        {
            chain.ReleaseAll();
        }

        data.Checkpointed(identity);
    }

    private void StampHeaderPage(FileIdentity identity)
    {
        var header = new byte[PageCodec.Size];
        data.ReadPage(0, header);
        identity.Write(header);
        data.OverwritePage(0, header);
    }

    private void Extend(List<DirtyPage> pages, FileIdentity identity)
    {
        var any = false;
        foreach (var (number, image) in pages)
        {
            data.File.Write((long)number * PageCodec.Size, image);
            any = true;
        }

        if (data.File.Length < (long)identity.Pages * PageCodec.Size)
        {
            data.File.SetLength((long)identity.Pages * PageCodec.Size);
            any = true;
        }

        if (any)
        {
            data.File.Sync();
        }
    }

    private void Journal(FrameChain chain, List<DirtyPage> pages, FileIdentity identity)
    {
        var written = 0;
        for (var done = 0; done < pages.Count; done += PagesPerFrame)
        {
            var batch = pages.GetRange(done, Math.Min(PagesPerFrame, pages.Count - done));
            var frame = _frame.AsSpan(0, FrameHeader.Size + (batch.Count * (sizeof(int) + PageCodec.Size)));
            var rest = frame[FrameHeader.Size..];
            foreach (var (number, image) in batch)
            {
                BinaryPrimitives.WriteInt32LittleEndian(rest, number);
                image.CopyTo(rest[sizeof(int)..]);
                rest = rest[(sizeof(int) + PageCodec.Size)..];
            }

            chain.Append(Header(FrameType.Pages, frame.Length, identity), frame);
            if (++written % FramesPerSync == 0)
            {
                log.Sync(); // small steps: a commit that syncs meanwhile must not wait for all of it
            }
        }

        log.Sync(); // before the end can be there: all pages, and with relaxed durability the units that they contain
        var end = new byte[FrameHeader.Size + 512];
        identity.WriteBlank(end.AsSpan(FrameHeader.Size));
        chain.Append(Header(FrameType.CheckpointEnd, end.Length, identity), end);
        log.Sync();
    }

    private void WriteInPlace(List<DirtyPage> pages)
    {
        try
        {
            foreach (var (number, image) in pages)
            {
                data.File.Write((long)number * PageCodec.Size, image);
            }

            data.File.Sync();
        }
        catch (IOException exception)
        {
            // The journal alone can mend the file now: not an error to go on from, a full disk included.
            throw new IOException($"Writing the checkpoint into '{data.Path}' failed: {exception.Message}", exception);
        }
    }

    private FrameHeader Header(FrameType type, int frameLength, FileIdentity identity) =>
        new(type, frameLength - FrameHeader.Size, identity.Checkpoint, 0, 0, identity.Sequence, data.Identity.Checkpoint);
}
