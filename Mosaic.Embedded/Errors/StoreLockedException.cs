namespace Mosaic;

/// <summary>Another process, or another instance in this one, owns the store.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">What caused it; null: nothing else.</param>
public sealed class StoreLockedException(string message, Exception? inner = null) : MosaicException(message, inner)
{
    /// <summary>Who has it, as a message says it.</summary>
    internal string Owner { get; init; } = "another process";
}
