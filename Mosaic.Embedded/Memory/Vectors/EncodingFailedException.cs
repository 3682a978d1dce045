namespace Mosaic.Backends;

/// <summary>The application's embedder gave no vectors, or none that can be used. Never leaves the store: keywords answer.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="inner">What the embedder threw.</param>
public sealed class EncodingFailedException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>It was waited for in vain.</summary>
    public bool IsTimeout { get; init; }
}
