namespace Mosaic;

/// <summary>The root of every error that a store reports.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">What caused it; null: nothing else.</param>
public class MosaicException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What was being done.</summary>
    /// <value>null: not known.</value>
    public string? Operation { get; init; }

    /// <summary>What it was done to: a file, a collection and id, a job.</summary>
    /// <value>null: not known.</value>
    public string? Target { get; init; }

    /// <summary>A way out.</summary>
    /// <value>What the reader can do about it; null: nothing is known.</value>
    public string? Hint { get; init; }

    /// <summary>The same call may succeed when it is repeated.</summary>
    /// <value>false.</value>
    public bool IsTransient { get; init; }
}
