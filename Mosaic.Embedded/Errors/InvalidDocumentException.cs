namespace Mosaic;

/// <summary>What was given is not a document that the store can keep.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">What caused it; null: nothing else.</param>
public sealed class InvalidDocumentException(string message, Exception? inner = null) : MosaicException(message, inner)
{
    /// <summary>The byte, from 0, at which it is no JSON; null: it is JSON, or that was not asked.</summary>
    internal long? SyntaxErrorAt { get; init; }
}
