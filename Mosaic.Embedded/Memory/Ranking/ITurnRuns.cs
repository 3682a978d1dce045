namespace Mosaic.Memory.Ranking;

/// <summary>The turns that have a word, by session: which they are is asked of few sessions.</summary>
internal interface ITurnRuns
{
    /// <summary>How many turns have it.</summary>
    int Turns { get; }

    /// <summary>A session may have several.</summary>
    ReadOnlySpan<TurnRun> Runs { get; }

    /// <summary>The turns of a run.</summary>
    /// <param name="run">Its place in <see cref="Runs"/>.</param>
    /// <param name="room">Empty; where they may be put.</param>
    /// <returns>Valid until <paramref name="room"/> changes.</returns>
    ReadOnlySpan<TurnPosting> Read(int run, PooledList<TurnPosting> room);
}
