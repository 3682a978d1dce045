using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Mosaic.Index.Turns;

/// <summary>Finds terms in the segments of one state of the index, with what is costly to make made once a search.</summary>
internal sealed class TurnTerms(TurnView view)
{
    private readonly TermsEnum?[] _terms = new TermsEnum?[view.Segments.Length];
    private readonly DocsEnum?[] _docs = new DocsEnum?[view.Segments.Length];

    public TurnView View => view;

    /// <summary>The turns with a term, valid until the next is found in the same segment; null when the segment has none.</summary>
    /// <param name="segment">Its place in <see cref="TurnView.Segments"/>.</param>
    /// <param name="term">The term.</param>
    /// <param name="count">How many there are, deleted ones included.</param>
    public DocsEnum? Find(int segment, BytesRef term, out int count)
    {
        count = 0;
        var reader = view.Segments[segment].Leaf.AtomicReader;
        var terms = _terms[segment] ??= reader.GetTerms(IndexFields.Text(MemoryKind.Turn))?.GetEnumerator();
        if (terms?.SeekExact(term) != true)
        {
            return null;
        }

        count = terms.DocFreq;
        return _docs[segment] = terms.Docs(reader.LiveDocs, _docs[segment], DocsFlags.FREQS);
    }
}
