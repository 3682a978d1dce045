using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Mosaic.Backends;
using Mosaic.Index.Texts;
using Mosaic.Index.Turns;
using Mosaic.Index.Words;
using Mosaic.Memory.Search;
using Mosaic.Storage.Rows;
using Mosaic.Memory.Text;
using LuceneDirectory = Lucene.Net.Store.Directory;

namespace Mosaic.Index;

/// <summary>
/// An open index. One thread changes it; searches run beside it, on what the last refresh showed. It is opened for reading, and
/// for writing when the first change comes: a process that only searches loads less.
/// </summary>
internal sealed class LuceneIndex : IDisposable
{
    private const double BufferMegabytes = 32;

    private readonly LuceneDirectory _directory;
    private readonly Action<Exception> _mergeFailed;
    private readonly IndexFields _fields = new();
    private readonly SessionNumbers _numbers = new();
    private IndexWriter? _writer;
    private SearcherManager _searchers;

    private LuceneIndex(LuceneDirectory directory, Action<Exception> mergeFailed, bool create)
    {
        _directory = directory;
        _mergeFailed = mergeFailed;
        if (create)
        {
            _writer = OpenWriter(OpenMode.CREATE);
        }

        _searchers = _writer is null ? new SearcherManager(directory, SearcherMaker.Instance) : new SearcherManager(_writer, true, SearcherMaker.Instance);
    }

    /// <summary>How far it has followed the store; default: an empty one that has not followed at all.</summary>
    public IndexMark Mark { get; set; }

    /// <summary>
    /// Rows beyond the mark that it has as the unit given here wrote them: to put them again would leave deleted ones behind, which count
    /// in how common words are.
    /// </summary>
    public Dictionary<byte[], long> Ahead { get; } = new(RowKeyComparer.Instance);

    /// <summary>Changes since the last commit.</summary>
    public long Uncommitted { get; private set; }

    /// <summary>How far the last commit had followed the store.</summary>
    public long CommittedSequence { get; private set; }

    /// <summary>Searches do not see every change yet.</summary>
    public bool IsStale { get; private set; }

    /// <summary>An index that is there.</summary>
    /// <exception cref="Exception">None is, or it is damaged.</exception>
    public static LuceneIndex OpenExisting(LuceneDirectory directory, Action<Exception> mergeFailed)
    {
        var index = new LuceneIndex(directory, mergeFailed, create: false);
        var searcher = index._searchers.Acquire();
        try
        {
            if (((DirectoryReader)searcher.IndexReader).IndexCommit.UserData.TryGetValue(IndexMark.Name, out var text) && IndexMark.TryParse(text, out var mark))
            {
                index.Mark = mark;
                index.CommittedSequence = mark.Sequence;
            }

            return index;
        }
        finally
        {
            index._searchers.Release(searcher);
        }
    }

    /// <summary>An empty index in place of any other.</summary>
    public static LuceneIndex Create(LuceneDirectory directory, Action<Exception> mergeFailed) => new(directory, mergeFailed, create: true);

    /// <summary>Adds a row that the index does not have.</summary>
    public void Add(SearchableText text)
    {
        Writer().AddDocument(_fields.Of(text));
        Changed();
    }

    /// <summary>Puts a row in place of what the index has of it.</summary>
    public void Put(SearchableText text)
    {
        Writer().UpdateDocument(IndexFields.KeyTerm(text.Key), _fields.Of(text));
        Changed();
    }

    public void Delete(byte[] key)
    {
        Writer().DeleteDocuments(IndexFields.KeyTerm(key));
        Changed();
    }

    /// <summary>Lets searches see every change so far.</summary>
    public void Refresh()
    {
        if (IsStale)
        {
            _searchers.MaybeRefreshBlocking();
            IsStale = false;
        }
    }

    /// <summary>Makes every change so far durable, and with it the mark.</summary>
    public void Commit()
    {
        var writer = Writer();
        writer.SetCommitData(new Dictionary<string, string> { [IndexMark.Name] = Mark.ToString() });
        writer.Commit();
        Uncommitted = 0;
        CommittedSequence = Mark.Sequence;
    }

    /// <summary>The best rows, at most <paramref name="count"/>.</summary>
    /// <param name="query">What to find.</param>
    /// <param name="count">How many.</param>
    /// <param name="turnsOf">The turns that an insight was concluded from.</param>
    public List<RankedKey> Search(IndexQuery query, int count, Func<byte[], IReadOnlyList<TurnPlace>> turnsOf)
    {
        var (searchers, searcher) = Acquire();
        try
        {
            if (searcher.IndexReader.MaxDoc == 0)
            {
                return [];
            }

            var limits = query.Limits;
            var words = QueryWords.Of(query, () => new KnownTerms(searcher.IndexReader, IndexFields.TextsOf(limits), limits.User));
            var ranked = limits.Insights || limits.Documents ? new TextRanking(searcher, query).Run(words, count) : [];
            if (limits.Turns)
            {
                var insights = HasInsights(searcher) ? new TextRanking(searcher, query with { Limits = InsightsOf(limits) }).Run(words, ConversationRanking.InsightsMax) : [];
                ranked.AddRange(new TurnRanking(TurnView.Of(searcher.IndexReader, _numbers), query, words).Run(
                    count, insights.ConvertAll(insight => (insight, turnsOf(insight.Key)))));
                ranked.Sort(RankedKey.BestFirst);
            }

            return ranked.Count <= count ? ranked : ranked[..count];
        }
        finally
        {
            searchers.Release(searcher);
        }
    }

    /// <summary>Rewrites every segment that holds deleted rows. Beside the thread that changes it; durable with the next commit.</summary>
    public void Compact()
    {
        if (_writer is { } writer)
        {
            writer.ForceMergeDeletes(doWait: true);
            Volatile.Read(ref _searchers).MaybeRefreshBlocking(); // what searches see keeps its files, also past the commit
        }
    }

    /// <summary>Gives up what was not committed. Searches that run go on with what they have.</summary>
    public void Dispose()
    {
        try
        {
            _searchers.Dispose();
            _writer?.Rollback();
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            // What could not be written is derived; the next opening finds the last commit.
        }
        finally
        {
            _directory.Dispose();
        }
    }

    private static bool HasInsights(IndexSearcher searcher) =>
        searcher.IndexReader.Leaves.Any(static leaf => leaf.AtomicReader.GetTerms(IndexFields.Text(MemoryKind.Insight)) is not null);

    /// <summary>Whatever of the user's insights speaks for turns.</summary>
    private static SearchLimits InsightsOf(SearchLimits limits) => new() { User = limits.User, Insights = true };


    private void Changed()
    {
        Uncommitted++;
        IsStale = true;
    }

    private IndexWriter Writer()
    {
        if (_writer is null)
        {
            _writer = OpenWriter(OpenMode.APPEND);
            var reading = _searchers;
            Volatile.Write(ref _searchers, new SearcherManager(_writer, true, SearcherMaker.Instance));
            reading.Dispose();
        }

        return _writer;
    }

    private IndexWriter OpenWriter(OpenMode mode) => new(_directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, TextAnalyzer.OfTexts)
    {
        OpenMode = mode,
        RAMBufferSizeMB = BufferMegabytes,
        Similarity = new FieldSimilarity(),
        MergedSegmentWarmer = new TurnWarmer(_numbers),
        MergePolicy = new TieredMergePolicy { ForceMergeDeletesPctAllowed = 0 },
        MergeScheduler = new CalmMergeScheduler(_mergeFailed),
    });

    private (SearcherManager Searchers, IndexSearcher Searcher) Acquire()
    {
        while (true)
        {
            var searchers = Volatile.Read(ref _searchers);
            try
            {
                return (searchers, searchers.Acquire());
            }
            catch (ObjectDisposedException) when (searchers != Volatile.Read(ref _searchers))
            {
                // The first change came, and with it other searchers.
            }
        }
    }
}
