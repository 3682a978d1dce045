namespace Mosaic.Backends;

/// <summary>Makes vectors of texts by one model. Thread-safe.</summary>
public interface ITextEncoder
{
    /// <summary>Vectors of another id are never compared with those it makes.</summary>
    string Model { get; }

    /// <summary>How many numbers its vectors have.</summary>
    int Dimensions { get; }

    /// <summary>A search was left waiting a moment ago, and it has made nothing since: the next search does not wait for it so soon.</summary>
    bool IsSilent { get; }

    /// <summary>A search was left waiting.</summary>
    void LeftWaiting();

    /// <summary>Makes the vectors of texts, each one long.</summary>
    /// <param name="texts">In their order.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>As many as the texts; null: a text that has no vector.</returns>
    /// <exception cref="EncodingFailedException">It cannot now.</exception>
    ValueTask<IReadOnlyList<float[]?>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken);

    /// <summary>How many words a text has, and how many of them the model does not know.</summary>
    /// <param name="text">Any text.</param>
    (long Words, long Unknown) Count(string text);
}
