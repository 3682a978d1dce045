using Mosaic.Backends;
using Mosaic.Memory.Rows;

namespace Mosaic.Memory.Insights;

/// <summary>How relevance fades: exponentially, from when it faded last.</summary>
internal sealed class InsightDecay(DateTimeOffset now, TimeSpan halfLife, double floor)
{
    public InsightContent Apply(InsightContent content, out bool fades)
    {
        var since = content.Decayed is { } decayed && decayed > content.Created ? decayed : content.Created;
        var left = content.Relevance * Math.Pow(.5, (now - since) / halfLife);
        fades = since < now && content.SupersededBy is null && content.Relevance > floor;
        return fades ? content with { Relevance = Math.Max(floor, left), Decayed = now } : content;
    }
}
