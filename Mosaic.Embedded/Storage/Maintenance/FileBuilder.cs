using Mosaic.Storage.Blocks;
using Mosaic.Storage.Files;
using Mosaic.Storage.Pages;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage.Maintenance;

/// <summary>Writes a data file that nobody reads yet: for compaction and copies. Durable when it returns.</summary>
internal static class FileBuilder
{
    private const int BlocksPerSlice = 256;
    private const long UnflushedBytesMax = 16L << 20;

    /// <param name="folder">Where.</param>
    /// <param name="path">The file; what was there is replaced.</param>
    /// <param name="identity">What the file is to be; its length is filled in.</param>
    /// <param name="rows">All rows in key order.</param>
    /// <param name="cancellationToken">Checked between slices; the file is then left unfinished.</param>
    /// <returns>The identity that was written.</returns>
    public static FileIdentity Build(
        IStorageFolder folder, string path, FileIdentity identity, IEnumerable<RowChange> rows, CancellationToken cancellationToken)
    {
        using var file = folder.Open(path, FileUse.Create);
        using var data = new PagedFile(file, path, identity with { Pages = 0 });
        using (var blocks = new BlockStore(new PageStream(data)))
        {
            var merge = new BlockMerge(blocks);
            using var source = rows.GetEnumerator();
            var changes = new List<BlockChange>();
            for (var more = source.MoveNext(); more;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                changes.Clear();
                more = merge.Next(source, BlocksPerSlice, changes);
                blocks.Apply(changes);
                if (blocks.UnflushedBytes > UnflushedBytesMax)
                {
                    blocks.Flush();
                    Write(data, data.Identity);
                }
            }

            blocks.Format();
            blocks.Flush();
        }

        var built = identity with { Pages = data.Pages };
        var header = new byte[PageCodec.Size];
        data.ReadPage(0, header);
        built.Write(header);
        data.OverwritePage(0, header);
        Write(data, built);
        file.SetLength((long)built.Pages * PageCodec.Size);
        file.Sync();
        return built;
    }

    private static void Write(PagedFile data, FileIdentity identity)
    {
        foreach (var (number, image) in data.Dirty())
        {
            PageCodec.Seal(image);
            data.File.Write((long)number * PageCodec.Size, image);
        }

        data.Checkpointed(identity);
    }
}
