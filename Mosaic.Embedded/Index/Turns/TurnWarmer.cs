using Lucene.Net.Index;

namespace Mosaic.Index.Turns;

/// <summary>Makes the arrays of a merged segment on the merge's thread, so that no search waits for them.</summary>
internal sealed class TurnWarmer(SessionNumbers numbers) : IndexWriter.IndexReaderWarmer
{
    public override void Warm(AtomicReader reader) => TurnSegment.Of(reader, numbers);
}
