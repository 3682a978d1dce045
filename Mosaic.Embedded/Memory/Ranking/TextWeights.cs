namespace Mosaic;

/// <summary>BM25's settings for texts that stand alone: insights and documents.</summary>
public sealed record TextWeights
{
    /// <summary>BM25's k1: how soon more of the same word counts no more.</summary>
    /// <value>0.9.</value>
    public double Saturation { get; init; } = .9;

    /// <summary>BM25's b: how much a text's length counts against it.</summary>
    /// <value>0.75.</value>
    public double Length { get; init; } = .75;
}
