using Lucene.Net.Index;

namespace Mosaic.Index;

/// <summary>Merges beside the updater. Its threads report an error instead of throwing it, which would end the process.</summary>
internal sealed class CalmMergeScheduler(Action<Exception> failed) : ConcurrentMergeScheduler
{
    protected override void HandleMergeException(Exception exc) => failed(exc);
}
