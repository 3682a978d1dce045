using System.Buffers.Binary;
using Mosaic.Storage.Log;

namespace Mosaic.Storage.Pages;

/// <summary>A journaled checkpoint that an earlier process may not have finished.</summary>
internal sealed class CheckpointJournal
{
    private readonly List<byte[]> _frames = [];

    private CheckpointJournal()
    {
    }

    /// <summary>The data file's identity once the pages are in it.</summary>
    public FileIdentity Identity { get; private set; }

    /// <summary>The pages, as they stand in the file.</summary>
    public IEnumerable<(int Number, ReadOnlyMemory<byte> Image)> Pages
    {
        get
        {
            const int step = sizeof(int) + PageCodec.Size;
            foreach (var frame in _frames)
            {
                for (var at = FrameHeader.Size; at < frame.Length; at += step)
                {
                    yield return (BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(at)), frame.AsMemory(at + sizeof(int), PageCodec.Size));
                }
            }
        }
    }

    /// <summary>Finds the whole journal that brings the file of <paramref name="identity"/> forward; null when there is none.</summary>
    /// <exception cref="StoreCorruptException">The journal continues a later state of the file.</exception>
    public static CheckpointJournal? Find(ExtentFile log, FileIdentity identity)
    {
        if (ChainReader.Newest(log, ChainKind.Pages) is not { } chain || chain.Generation < identity.Checkpoint)
        {
            return null;
        }

        var journal = new CheckpointJournal();
        var position = 0L; // a journal is read from its beginning or not at all
        while (chain.TryReadFrame(position, out var header, out var frame))
        {
            position += frame.Length;
            if (header.Type == FrameType.Pages)
            {
                journal._frames.Add(frame);
                continue;
            }

            journal.Identity = FileIdentity.Read(frame.AsSpan(FrameHeader.Size), log.Path);
            if (journal.Identity.FileId != identity.FileId)
            {
                return null; // of the file that a compaction has replaced
            }

            if (journal.Identity.Checkpoint != identity.Checkpoint && header.Checkpoint != identity.Checkpoint)
            {
                throw LogMismatch.Error(log, identity, $"holds checkpoint {journal.Identity.Checkpoint}, which continues checkpoint {header.Checkpoint}");
            }

            // What was committed behind the journaled checkpoint proves that the file had it: this one is older.
            if (journal.Identity.Checkpoint != identity.Checkpoint && ChainReader.Newest(log, ChainKind.Units) is { } units
                && Math.Max(units.Generation, units.LastCheckpoint()) is var later && later > identity.Checkpoint)
            {
                throw LogMismatch.Error(log, identity, $"continues checkpoint {later}");
            }

            return journal;
        }

        return null;
    }
}
