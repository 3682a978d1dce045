using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace Mosaic.Index;

/// <summary>
/// Lets through the rows of some users alone, each checked by its number in the index's list of users. A filter around the
/// query would have Lucene score row by row instead of term by term.
/// </summary>
internal sealed class UserCollector(string[] users, ICollector inner) : ICollector
{
    private readonly int[] _ords = new int[users.Length];
    private SortedDocValues? _userOf;

    public bool AcceptsDocsOutOfOrder => inner.AcceptsDocsOutOfOrder;

    public void SetNextReader(AtomicReaderContext context)
    {
        _userOf = context.AtomicReader.GetSortedDocValues(IndexFields.User);
        for (var i = 0; i < users.Length; i++)
        {
            // -1 is a row's number when it has no user: none has.
            _ords[i] = _userOf?.LookupTerm(new BytesRef(users[i])) is { } ord and >= 0 ? ord : int.MinValue;
        }

        inner.SetNextReader(context);
    }

    public void SetScorer(Scorer scorer) => inner.SetScorer(scorer);

    public void Collect(int doc)
    {
        if (_userOf is not null && _ords.AsSpan().Contains(_userOf.GetOrd(doc)))
        {
            inner.Collect(doc);
        }
    }
}
