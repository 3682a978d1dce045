using Lucene.Net.Util;

namespace Mosaic.Backends;

/// <summary>How long a text counts that stands alone. The local index keeps a length in one byte; whoever ranks as it does rounds alike.</summary>
public static class KeptLength
{
    private static readonly float[] Lengths = Array.ConvertAll(
        Enumerable.Range(0, 256).ToArray(),
        static kept => SmallSingle.SByte315ToSingle((sbyte)kept) is var norm && norm == 0 ? float.MaxValue : 1 / (norm * norm));

    /// <summary>The length that is counted with.</summary>
    /// <param name="words">How many words a text has; what stands beside another, as pairs of characters do, is none.</param>
    public static float Of(int words) => words <= 0 ? 0 : Lengths[(byte)SmallSingle.SingleToSByte315((float)(1 / Math.Sqrt(words)))];
}
