namespace Mosaic.Memory.Vectors;

/// <summary>Makes vectors of texts by one model. Thread-safe.</summary>
internal interface ITextEncoder
{
    /// <summary>Vectors of another id are never compared with those it makes.</summary>
    string Model { get; }

    int Dimensions { get; }

    /// <returns>As many as the texts; null: a text that has no vector.</returns>
    /// <exception cref="EncodingFailedException">It cannot now.</exception>
    ValueTask<IReadOnlyList<float[]?>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken);

    /// <summary>How many words a text has, and how many of them the model does not know.</summary>
    (long Words, long Unknown) Count(string text);
}
