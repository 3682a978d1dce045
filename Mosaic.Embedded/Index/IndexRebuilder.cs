using Mosaic.Backends;
using Mosaic.Documents.Rows;
using Mosaic.Memory.Search;
using Mosaic.Storage;
using Mosaic.Storage.Rows;

namespace Mosaic.Index;

/// <summary>
/// Fills an empty index from the rows, page by page beside writers. The mark is the unit that was visible before the first page:
/// what changed meanwhile is taken up again by following from there.
/// </summary>
internal sealed class IndexRebuilder(StoreCore core, SearchableRows rows, LuceneIndex index)
{
    private const int PageRows = 512;
    private const int PageBytes = 1 << 20;

    /// <param name="stopping">Asked before each page: true ends it by <see cref="OperationCanceledException"/>.</param>
    public void Run(Func<bool> stopping)
    {
        var sequence = core.Rows.Visible;
        foreach (var prefix in rows.Prefixes())
        {
            Scan(prefix, stopping, (text, written) =>
            {
                index.Add(text);
                if (written > sequence)
                {
                    index.Ahead.Add(text.Key, written);
                }
            });
        }

        index.Mark = new IndexMark(core.StoreId, sequence, core.Feed.StampOf(sequence) ?? 0);
    }

    /// <summary>Takes up a collection whose texts were declared.</summary>
    public void Enter(byte[] prefix, Func<bool> stopping) => Scan(prefix, stopping, (text, _) => index.Put(text));

    private void Scan(byte[] prefix, Func<bool> stopping, Action<SearchableText, long> take)
    {
        byte[]? from = prefix;
        var to = Keys.After(prefix);
        while (from is not null)
        {
            if (stopping())
            {
                throw new OperationCanceledException();
            }

            var page = core.Rows.Scan(from, to, PageRows, PageBytes);
            foreach (var (key, value) in page.Rows)
            {
                if (rows.Read(key.ToArray(), value) is { } text)
                {
                    take(text, new DocumentRow(value).Sequence);
                }
            }

            from = page.Next;
        }
    }
}
