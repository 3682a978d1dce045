namespace Mosaic;

/// <summary>
/// What counts how much in the rank of a turn. The defaults were chosen on three of LoCoMo's conversations (26, 41 and 43; Maharana et
/// al., ACL 2024).
/// </summary>
public sealed record ConversationWeights
{
    /// <summary>The turn's own words.</summary>
    /// <value>1.</value>
    public double Body { get; init; } = 1;

    /// <summary>The words of the turn before.</summary>
    /// <value>0.6.</value>
    public double Previous { get; init; } = .6;

    /// <summary>The words of the turn behind.</summary>
    /// <value>0.3.</value>
    public double Next { get; init; } = .3;

    /// <summary>The words of each of the turns two away.</summary>
    /// <value>0.25.</value>
    public double TwoAway { get; init; } = .25;

    /// <summary>The words of the whole session.</summary>
    /// <value>0.6.</value>
    public double Session { get; init; } = .6;

    /// <summary>The dates that the query names and the turn's day has.</summary>
    /// <value>1.5.</value>
    public double Date { get; init; } = 1.5;

    /// <summary>The speaker, whom the query names.</summary>
    /// <value>2.5.</value>
    public double Speaker { get; init; } = 2.5;

    /// <summary>What was concluded from the turn: insights that name it as their provenance.</summary>
    /// <value>0.5.</value>
    public double Insight { get; init; } = .5;

    /// <summary>BM25's k1: how soon more of the same word counts no more.</summary>
    /// <value>0.9.</value>
    public double Saturation { get; init; } = .9;

    /// <summary>BM25's b of the turns around: how much their length counts against them. Of the turn itself it is 0: a long turn says more.</summary>
    /// <value>0.8.</value>
    public double NeighbourLength { get; init; } = .8;

    /// <summary>BM25's b of the session.</summary>
    /// <value>0.4.</value>
    public double SessionLength { get; init; } = .4;
}
