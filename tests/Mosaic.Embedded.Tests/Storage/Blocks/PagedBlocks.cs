using Mosaic.Storage.Blocks;
using Mosaic.Storage.Files;
using Mosaic.Storage.Log;
using Mosaic.Storage.Pages;
using Mosaic.Storage.Rows;

namespace Mosaic.Embedded.Tests.Storage.Blocks;

/// <summary>Blocks over a file and a log in memory.</summary>
internal sealed class PagedBlocks : IDisposable
{
    private readonly ExtentFile _log;
    private readonly Checkpointer _checkpointer;
    private long _sequence;

    public PagedBlocks()
    {
        var identity = new FileIdentity(Guid.NewGuid(), 1, 0, 0, 0, 0, 0, Closed: true);
        Data = new PagedFile(File, "blocks", identity);
        Stream = new PageStream(Data);
        Blocks = new BlockStore(Stream);
        _log = ExtentFile.Create(new MemoryFile(), "log", identity.StoreId, 64 * 1024);
        _checkpointer = new Checkpointer(Data, _log);
    }

    public MemoryFile File { get; } = new();

    public PagedFile Data { get; }

    public PageStream Stream { get; private set; }

    public BlockStore Blocks { get; private set; }

    /// <summary>Slices that bring rows in ascending key order into the blocks; each is to be applied before the next is taken.</summary>
    public static IEnumerable<IReadOnlyList<BlockChange>> Slices(BlockStore blocks, IEnumerable<RowChange> rows, int blocksPerSlice)
    {
        var merge = new BlockMerge(blocks);
        using var source = rows.GetEnumerator();
        for (var more = source.MoveNext(); more;)
        {
            var changes = new List<BlockChange>();
            more = merge.Next(source, blocksPerSlice, changes);
            yield return changes;
        }
    }

    public void Apply(IEnumerable<RowChange> rows, int blocksPerSlice = 16)
    {
        foreach (var slice in Slices(Blocks, rows, blocksPerSlice))
        {
            Blocks.Apply(slice);
        }
    }

    /// <summary>Brings changed pages into the file.</summary>
    public void Checkpoint() => _checkpointer.Run(++_sequence, 1);

    /// <summary>Opens the blocks anew, as they stand in the pages.</summary>
    public void Reopen()
    {
        Blocks.Dispose();
        Stream = new PageStream(Data);
        Blocks = new BlockStore(Stream);
    }

    public byte[] Page(int number)
    {
        var page = new byte[PageCodec.Size];
        Data.ReadPage(number, page);
        return page;
    }

    public void Dispose()
    {
        Blocks.Dispose();
        _log.Dispose();
        Data.Dispose();
    }
}
