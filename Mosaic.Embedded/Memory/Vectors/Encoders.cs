using Mosaic.Backends;
using Mosaic.Memory.Rows;

namespace Mosaic.Memory.Vectors;

/// <summary>Which encoder is whose: one of each corpus where it is trained on it, the same for all where the application brings it.</summary>
internal abstract class Encoders
{
    /// <summary>The encoder of the vectors that a corpus has.</summary>
    /// <returns>null: it has none that this store's embedder could make.</returns>
    /// <exception cref="EncodingFailedException">It cannot be had now.</exception>
    public abstract ValueTask<ITextEncoder?> FindAsync(string corpus, CorpusRow row, CancellationToken cancellationToken);

    /// <summary>A corpus with fewer texts is searched by keywords alone.</summary>
    public virtual int TextsMin => 1;

    /// <summary>Whether a corpus needs another encoder than it has; told by its state alone, so that opening reads no model.</summary>
    /// <exception cref="EncodingFailedException">It cannot be told now.</exception>
    public abstract ValueTask<bool> IsDueAsync(CorpusRow row, CancellationToken cancellationToken);

    /// <summary>Makes the encoder that a corpus needs.</summary>
    /// <param name="texts">Of the corpus; read if it learns from them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="EncodingFailedException">It cannot be had now.</exception>
    public abstract ValueTask<ITextEncoder> NextAsync(IEnumerable<string> texts, CancellationToken cancellationToken);

    /// <summary>What an encoder is made of again after the store was closed, in parts of one row each.</summary>
    public abstract IEnumerable<byte[]> Save(ITextEncoder encoder);

    /// <summary>Forgets what is kept of a corpus.</summary>
    public abstract void Drop(string corpus);
}
