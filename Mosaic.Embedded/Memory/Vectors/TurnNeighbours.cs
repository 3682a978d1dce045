namespace Mosaic.Backends;

/// <summary>What turns are worth by their vectors with those around them and their session, as the words of a <see cref="ConversationScorer"/> are.</summary>
public static class TurnNeighbours
{
    /// <param name="own">The cosine of each turn of a session that has a vector, in the session's order.</param>
    /// <param name="worth">Filled.</param>
    /// <param name="weights">How much what stands around counts.</param>
    public static void Weigh(ReadOnlySpan<float> own, Span<float> worth, ConversationWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var sum = 0.0;
        foreach (var one in own)
        {
            sum += one;
        }

        var session = weights.Session * (float)(sum / own.Length);
        for (var i = 0; i < own.Length; i++)
        {
            worth[i] = (float)(own[i] + session
                + (weights.Previous * At(own, i - 1)) + (weights.Next * At(own, i + 1)) + (weights.TwoAway * (At(own, i - 2) + At(own, i + 2))));
        }
    }

    private static float At(ReadOnlySpan<float> own, int place) => (uint)place < (uint)own.Length ? own[place] : 0;
}
