namespace Mosaic;

/// <summary>A query or filter text does not parse.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">What caused it; null: nothing else.</param>
public sealed class QuerySyntaxException(string message, Exception? inner = null) : MosaicException(message, inner)
{
    /// <summary>Where in the text, in UTF-16 units, the first being 1.</summary>
    /// <value>0: not known.</value>
    public int Column { get; init; }

    /// <summary>What should have stood there.</summary>
    /// <value>null: not known.</value>
    public string? Expected { get; init; }
}
